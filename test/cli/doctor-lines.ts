import type { CheckLine } from "../../report/doctor-report";

/** A look that failed. */
export const failed = { failed: { found: "it was refused.", fix: "ask." } };

/** Lines of one check as a reader sees them. */
export function shown(lines: readonly CheckLine[], check: string): string[] {
  const chosen = lines.filter((line) => line.check === check);
  return chosen.map(({ state, found, fix }) => `${state}: ${found}${fix === undefined ? "" : ` Fix: ${fix}`}`);
}
