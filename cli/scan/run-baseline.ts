import { counts } from "../../report/scan-report";
import { count } from "../../report/words";
import { shownPath } from "../paths";
import { accept, applyBaseline, describeEntry, newBaseline, readBaseline, writeBaseline } from "./baseline";
import { findFiles } from "./find-files";
import { scanFiles } from "./scan-files";

/** What may be typed behind `strongroom baseline`. */
export interface BaselineOptions {
  /** The baseline file. */
  output: string;
  /** Only takes out what matches nothing any more. */
  prune: boolean;
}

/**
 * Accepts today's findings, or takes out entries that match nothing any more, and says what it did.
 *
 * @param paths As `strongroom scan` takes them.
 * @returns The exit status: 0 written, 2 a file is broken (what the others hold was written).
 * @throws UserError for a mistake in what was typed.
 */
export async function runBaseline(paths: readonly string[], { output, prune }: BaselineOptions): Promise<number> {
  const before = readBaseline(output) ?? newBaseline();
  const { files, problems: unlisted } = findFiles(paths);
  const scans = await scanFiles(files, before.key);
  const findings = scans.flatMap((scan) => scan.findings).filter(counts);
  const { used, unused, open } = applyBaseline(before, findings);
  const after = prune ? { ...before, accepted: used } : accept(before, findings);
  writeBaseline(output, after);

  const added = after.accepted.filter((entry) => !before.accepted.includes(entry));
  const guessable = added.filter(({ fingerprint }) => fingerprint === undefined);
  const problems = [...unlisted, ...scans.flatMap((scan) => scan.problems)];
  const lines = [
    ...problems.map(
      ({ file, line, message }) => `[error]  ${file}${line === undefined ? "" : `:${line}`}\n    ${message}`,
    ),
    ...(guessable.length > 0
      ? [
          `[note]  ${count(guessable.length, "value")} could be guessed, so no fingerprint is kept: another guessable ` +
            `value in the same place passes, too.\n${list(guessable.map(describeEntry))}`,
        ]
      : []),
    ...(unused.length > 0 && !prune
      ? [
          `[note]  ${count(unused.length, "entry", "entries")} matched nothing. Fix: --prune takes out what is over.\n` +
            list(unused.map(describeEntry)),
        ]
      : []),
    prune
      ? `Baseline: ${count(unused.length, "entry", "entries")} taken out, ${after.accepted.length} left, in ${shownPath(output)}.` +
        (open.length > 0 ? ` ${count(open.length, "finding")} not accepted.` : "")
      : `Baseline: ${count(added.length, "finding")} accepted, ${after.accepted.length} in all, in ${shownPath(output)}.`,
  ];
  process.stdout.write(`${lines.join("\n\n")}\n`);
  return problems.length > 0 ? 2 : 0;
}

function list(items: readonly string[]): string {
  return items.map((item) => `    ${item}`).join("\n");
}
