import * as os from "node:os";

/** A table in Markdown, its columns padded, so that it also reads well on a terminal. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const texts = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(3, ...texts.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at]!)).join(" | ")} |`;
  return [line(texts[0]!), line(widths.map((width) => "-".repeat(width))), ...texts.slice(1).map(line)].join("\n");
}

/** A share in per cent, with the counts behind it: `"95.0 % (19 of 20)"`. */
export function share(part: number, whole: number): string {
  return whole === 0 ? "none measured" : `${((100 * part) / whole).toFixed(1)} % (${part} of ${whole})`;
}

/** What the numbers were measured on. */
export function machine(): string {
  const cores = os.cpus();
  const memory = Math.round(os.totalmem() / 1024 ** 3);
  return `${cores.length} cores (${cores[0]?.model ?? "unknown"}), ${memory} GiB, Node ${process.versions.node}`;
}

/** Prints one part of a report. */
export function print(...parts: readonly string[]): void {
  process.stdout.write(`${parts.join("\n\n")}\n\n`);
}
