import { createRequire } from "node:module";
import type * as discovery from "../../policies/detect/discover-detectors";
import { chooseColors } from "../../report/colors";
import type * as github from "../../report/github";
import type * as json from "../../report/json";
import type * as junit from "../../report/junit";
import type * as sarif from "../../report/sarif";
import { counts, type DetectorFacts, type ScanFinding, type ScanReport } from "../../report/scan-report";
import { renderScanText } from "../../report/scan-text";
import { count } from "../../report/words";
import { shownPath } from "../paths";
import { withProgress } from "../progress";
import { UserError } from "../user-error";
import { ownVersion } from "../version";
import { applyBaseline, describeEntry, readBaseline, type Acceptance } from "./baseline";
import { findFiles } from "./find-files";
import { scanFiles } from "./scan-files";

/** How a scan can be written. */
export const formats = ["text", "json", "sarif", "junit", "github"] as const;
export type ScanFormat = (typeof formats)[number];

/** What may be typed behind `strongroom scan`. */
export interface ScanOptions {
  format: ScanFormat;
  /** Shows placeholders, too. */
  all: boolean;
  /** A baseline file. */
  baseline?: string;
  verbose: boolean;
  /** False for `--no-color`. */
  color: boolean;
}

const load = createRequire(__filename);

/**
 * Scans files and folders, and prints what was found.
 *
 * @param paths Files, folders, or `-` for standard input.
 * @returns The exit status: 0 clean, 1 findings, 2 a file is broken, a folder unreadable or standard input empty, and nothing was found in the others.
 * @throws UserError for a mistake in what was typed.
 */
export async function runScan(paths: readonly string[], options: ScanOptions): Promise<number> {
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  if (options.baseline !== undefined && baseline === undefined) {
    throw new UserError(
      `The baseline ${shownPath(options.baseline)} does not exist.\n` +
        `Fix: strongroom baseline ${paths.join(" ")} --output ${options.baseline}`,
    );
  }
  const { files, problems } = findFiles(paths);
  const scans = await withProgress(`Scanning ${count(files.length, "file")}`, () => scanFiles(files, baseline?.key));
  const found = scans.flatMap(({ findings }) => findings);
  const acceptance = baseline === undefined ? undefined : applyBaseline(baseline, found);
  const open = acceptance?.open ?? found;
  const findings = options.all ? open : open.filter(counts);
  const report: ScanReport = {
    version: ownVersion(),
    findings,
    problems: [...problems, ...scans.flatMap((scan) => scan.problems)],
    unread: scans.flatMap(({ unread }) => unread),
    notes: acceptance === undefined ? [] : notesOn(acceptance, options.verbose),
    files,
    objects: scans.reduce((sum, { objects }) => sum + objects, 0),
    accepted: acceptance?.accepted.length ?? 0,
    detectors: [],
  };
  process.stdout.write(render(report, options));
  if (findings.some(counts)) return 1;
  return report.problems.length > 0 ? 2 : 0;
}

/** Writes the report. What only one format needs is loaded for it. */
function render(report: ScanReport, options: ScanOptions): string {
  switch (options.format) {
    case "json":
      return (load("../../report/json") as typeof json).renderScanJson(report);
    case "github":
      return (load("../../report/github") as typeof github).renderScanGithub(report);
    case "junit":
      return (load("../../report/junit") as typeof junit).renderScanJunit(report);
    case "sarif": {
      const detectors = factsOf(report.findings);
      return (load("../../report/sarif") as typeof sarif).renderScanSarif({ ...report, detectors });
    }
    case "text": {
      const colors = chooseColors(options.color, process.stdout, process.env);
      return renderScanText(report, { colors, verbose: options.verbose });
    }
  }
}

function factsOf(findings: readonly ScanFinding[]): DetectorFacts[] {
  const ids = new Set(findings.map(({ detector }) => detector));
  const { discoverDetectors } = load("../../policies/detect/discover-detectors") as typeof discovery;
  return discoverDetectors()
    .filter(({ id }) => ids.has(id))
    .map(({ id, title, why, references }) => ({ id, title, why, references }));
}

function notesOn({ unused, used }: Acceptance, verbose: boolean): string[] {
  const notes: string[] = [];
  if (unused.length > 0) {
    const entries = verbose ? `\n${unused.map((entry) => `    ${describeEntry(entry)}`).join("\n")}` : "";
    const verb = unused.length === 1 ? "matches" : "match";
    notes.push(
      `${count(unused.length, "entry", "entries")} of the baseline ${verb} nothing here any more. ` +
        `Fix: strongroom baseline PATH --prune${entries}`,
    );
  }
  const byPlace = used.filter(({ fingerprint }) => fingerprint === undefined).length;
  if (verbose && byPlace > 0) {
    notes.push(
      `${count(byPlace, "entry", "entries")} of the baseline hold no fingerprint: a new guessable value passes.`,
    );
  }
  return notes;
}
