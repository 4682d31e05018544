import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import type * as documents from "../../report/documents/baseline";
import type { AcceptedFinding, Baseline } from "../../report/documents/baseline";
import { counts, describeObject, type ScanFinding } from "../../report/scan-report";
import { shownPath } from "../paths";
import { UserError } from "../user-error";

const load = createRequire(__filename);

/** A baseline that accepts nothing yet. */
export function newBaseline(): Baseline {
  return { version: 1, key: randomUUID(), accepted: [] };
}

/**
 * Reads a baseline.
 *
 * @returns Nothing where there is no such file.
 * @throws UserError for a file that is no baseline.
 */
export function readBaseline(file: string): Baseline | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new UserError(`${shownPath(file)} could not be read (${code}).\nFix: name a file that you may read.`);
  }
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    given = undefined;
  }
  if (!isBaseline(given)) {
    throw new UserError(
      `${shownPath(file)} is no baseline: wanted {"version": 1, "key": "...", "accepted": [...]} as strongroom baseline writes it.\n` +
        `Fix: restore the file, or remove it and type: strongroom baseline PATH --output ${shownPath(file)}`,
    );
  }
  return given;
}

/** Writes a baseline, sorted, so that a difference shows what changed. */
export function writeBaseline(file: string, baseline: Baseline): void {
  const accepted = [...baseline.accepted].sort((one, other) => (identity(one) < identity(other) ? -1 : 1));
  try {
    writeFileSync(file, `${JSON.stringify({ ...baseline, accepted }, null, 2)}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${shownPath(file)} could not be written (${code}).\nFix: name another file with --output.`);
  }
}

/** What a baseline says about the findings of a scan. */
export interface Acceptance {
  /** Findings that it does not accept. */
  open: ScanFinding[];
  accepted: ScanFinding[];
  used: AcceptedFinding[];
  unused: AcceptedFinding[];
}

/**
 * Sorts findings by whether a baseline accepts them: the same place with the same value, or, for a value that can be guessed,
 * the same place and detector. A value that was guessable and no longer is, or the other way round, is another value.
 *
 * @param findings With fingerprints under the baseline's key.
 */
export function applyBaseline(baseline: Baseline, findings: readonly ScanFinding[]): Acceptance {
  const known = new Map<string, AcceptedFinding[]>();
  for (const entry of baseline.accepted) known.set(identity(entry), [...(known.get(identity(entry)) ?? []), entry]);
  const result: Acceptance = { open: [], accepted: [], used: [], unused: [] };
  const used = new Set<AcceptedFinding>();
  for (const finding of findings) {
    const matches = counts(finding) ? known.get(identity(acceptedFrom(finding))) : undefined;
    if (matches === undefined) {
      result.open.push(finding);
    } else {
      result.accepted.push(finding);
      for (const entry of matches) used.add(entry);
    }
  }
  for (const entry of baseline.accepted) result[used.has(entry) ? "used" : "unused"].push(entry);
  return result;
}

/** What is kept of a finding. */
export function acceptedFrom(finding: ScanFinding): AcceptedFinding {
  const { kind, namespace, name, keyPath, detector, fingerprint } = finding;
  return { kind, namespace, name, keyPath, detector, ...(fingerprint === undefined ? {} : { fingerprint }) };
}

/** Adds findings to a baseline, each once. */
export function accept(baseline: Baseline, findings: readonly ScanFinding[]): Baseline {
  const entries = new Map(baseline.accepted.map((entry) => [identity(entry), entry]));
  for (const finding of findings) {
    if (!counts(finding)) continue;
    const entry = acceptedFrom(finding);
    if (!entries.has(identity(entry))) entries.set(identity(entry), entry);
  }
  return { ...baseline, accepted: [...entries.values()] };
}

/** Says what an entry is about, for a note. */
export function describeEntry(entry: AcceptedFinding): string {
  return `${describeObject({ ...entry, file: "", line: 1, document: 1 })} ${entry.keyPath}`;
}

/**
 * What makes two entries the same. With a fingerprint the value says it all, so that a finding stays accepted when a later
 * version finds it by another detector.
 */
function identity({ kind, namespace, name, keyPath, detector, fingerprint }: AcceptedFinding): string {
  return JSON.stringify([kind, namespace, name, keyPath, fingerprint ?? `by ${detector}`]);
}

/** What validates is loaded where there is something to validate: most scans have no baseline. */
function isBaseline(given: unknown): given is Baseline {
  const { default: document } = load("../../report/documents/baseline") as typeof documents;
  return document.schema.safeParse(given).success;
}
