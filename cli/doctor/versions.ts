/**
 * Whether a version is at least another.
 *
 * @param version For example `"20.20.2"`; what stands behind a hyphen or a plus is left out.
 * @param least For example `"20.19"`.
 */
export function isAtLeast(version: string, least: string): boolean {
  const [given, wanted] = [numbers(version), numbers(least)];
  const at = wanted.findIndex((number, index) => (given[index] ?? 0) !== number);
  return at < 0 || (given[at] ?? 0) > wanted[at]!;
}

/** The first number of a version: what may break a program. */
export function majorOf(version: string): number {
  return numbers(version)[0] ?? 0;
}

/** The version in what a program says of itself, e.g. `"1.46.3"` of `"aws-cli/1.46.3 Python/3.11.7"`. */
export function versionIn(text: string): string | undefined {
  return /\d+\.\d+\.\d+/.exec(text)?.[0];
}

function numbers(version: string): number[] {
  return version.split(/[-+]/)[0]!.split(".").map(Number);
}
