/**
 * Says whether a version is at least another, by its numbers alone.
 *
 * @param version For example `"v3.259.0"`, `"go1.26.8"` or `"3.11"`.
 * @param least For example `"3.248.0"`.
 */
export function isAtLeast(version: string, least: string): boolean {
  const [have, want] = [numbersOf(version), numbersOf(least)];
  for (const [place, number] of want.entries()) {
    const other = have[place] ?? 0;
    if (other !== number) return other > number;
  }
  return have.length > 0;
}

function numbersOf(version: string): number[] {
  return (/\d+(\.\d+)*/.exec(version)?.[0] ?? "").split(".").filter(Boolean).map(Number);
}
