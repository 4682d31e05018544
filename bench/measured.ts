/** Several measurements of the same thing. */
export interface Measured {
  median: number;
  least: number;
  most: number;
}

/**
 * Sums up measurements by their median: one run that the machine disturbed does not move it.
 *
 * @throws Error for no measurement.
 * @example measured([3, 1, 2]) // { median: 2, least: 1, most: 3 }
 */
export function measured(values: readonly number[]): Measured {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new Error("There is nothing to sum up: measure at least once.");
  const median = sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2;
  return { median, least: sorted[0]!, most: sorted.at(-1)! };
}

/** @example spread(measured([1.25, 1, 2]), 2) // "1.25 (1.00–2.00)" */
export function spread({ median, least, most }: Measured, digits: number): string {
  return `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}

/** Runs something and tells how long it took, in milliseconds. */
export async function timed<T>(run: () => T | Promise<T>): Promise<{ result: T; milliseconds: number }> {
  const start = performance.now();
  const result = await run();
  return { result, milliseconds: performance.now() - start };
}

/**
 * Milliseconds of work that something costs this process: the time by the clock or that of the processor, whichever is less. On
 * a machine with other work to do the clock also counts the waiting; on an idle one the processor also counts the threads of the
 * engine, which collect garbage and compile.
 */
export function worked(run: () => void): number {
  const start = performance.now();
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return Math.min(performance.now() - start, (user + system) / 1000);
}
