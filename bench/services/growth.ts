import { table } from "../report";
import type { Cost } from "./run";

/** One way to run a program with a number of services, beside as many bare resources. */
export interface Row {
  services: number;
  resources: number;
  /** With the guard. */
  guarded: Cost;
  /** Without it. */
  alone: Cost;
  /** As many bare resources, with the guard. */
  bare: Cost;
}

/**
 * How the time of the processor grows from one size to the next: 1 is as the resources do, 2 as their square. Start-up, which is the
 * same for all, makes it less at small sizes.
 *
 * @example exponent(row(100), row(1000)) // 1.02
 */
export function exponent(from: Row, to: Row, which: "guarded" | "alone" | "bare" = "guarded"): number {
  return Math.log(to[which].processor / from[which].processor) / Math.log(to.resources / from.resources);
}

/** One line for each size. */
export function growthTable(rows: readonly Row[]): string {
  const head = [
    "services",
    "resources",
    "seconds",
    "CPU, s",
    "without the guard",
    "ms CPU each further resource",
    "growth",
    "bare resources, CPU s",
    "growth",
    "against bare",
    "largest process, MiB",
    "bare",
    "all together, MiB",
  ];
  return table(
    head,
    rows.map((row, index) => {
      const before = rows[index - 1];
      const { services, resources, guarded, alone, bare } = row;
      const further =
        before && (1000 * (guarded.processor - before.guarded.processor)) / (resources - before.resources);
      return [
        services,
        resources,
        guarded.seconds.toFixed(1),
        guarded.processor.toFixed(1),
        alone.processor.toFixed(1),
        further?.toFixed(1) ?? "",
        before ? exponent(before, row).toFixed(2) : "",
        bare.processor.toFixed(1),
        before ? exponent(before, row, "bare").toFixed(2) : "",
        (guarded.processor / bare.processor).toFixed(2),
        guarded.largest.toFixed(0),
        bare.largest.toFixed(0),
        guarded.together.toFixed(0),
      ];
    }),
  );
}
