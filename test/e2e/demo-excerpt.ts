import { omission } from "../../lab/demo/screen";

/** What differs from run to run, and what stands for it when README and a run are compared. */
const differing: readonly [RegExp, string][] = [
  // Where the copy of the program and the report lie.
  [/\S+\/(services\/orders\.ts|strongroom-report-dev\.html)/g, "FOLDER/$1"],
  // Moments and days.
  [/\d{4}-\d\d-\d\dT[\d:.]+Z|\d{8}T\d{6}Z/g, "MOMENT"],
  [/\d{4}-\d\d-\d\d/g, "DAY"],
  // How long something took, and how old a pod is.
  [/\b\d+(\.\d+)? ?s\b|\b\d+m(\d+s)?\b/g, "TIME"],
  // Versions of an entry, and the names of pods.
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "VERSION"],
  [/\b(orders|catalog)-[a-z0-9]{8,10}-[a-z0-9]{5}\b/g, "$1-POD"],
  // Columns are as wide as those names.
  [/ +/g, " "],
];

/**
 * Compares an excerpt with what was printed: its lines are in it, in this order, one right behind the other, or with `...` for
 * those that are left out between them. Blank lines do not count.
 *
 * @returns A sentence on the first line that is not there; nothing where all are.
 */
export function notPrinted(excerpt: string, printed: string): string | undefined {
  const lines = comparable(printed);
  let next = 0;
  let wasOmitted = true;
  let former = "the beginning";
  for (const line of comparable(excerpt)) {
    if (line === omission) {
      wasOmitted = true;
      continue;
    }
    if (!wasOmitted && lines[next] !== line)
      return `"${line}" does not follow ${former} at once: "${lines[next]}" does`;
    const found = lines.indexOf(line, next);
    if (found < 0) return `"${line}" does not follow ${former}`;
    next = found + 1;
    wasOmitted = false;
    former = `"${line}"`;
  }
  return undefined;
}

function comparable(text: string): string[] {
  const same = differing.reduce((rest, [what, name]) => rest.replaceAll(what, name), text);
  return same
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
