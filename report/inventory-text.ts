import type { Colors } from "./colors";
import { type InventoryReport, type InventoryRow, allNotes, stateText, summary } from "./inventory-report";
import { shortName } from "./report-words";

const headings = ["STATE", "ENTRY", "KIND", "MODE", "DAYS", "LAST", "DUE", "OWNER", "CONSUMERS"];
const paints = {
  overdue: "red",
  due: "yellow",
  unknown: "yellow",
  "awaiting-seed": "dim",
  ok: "green",
} as const;

/** Writes an inventory for a terminal: a line an entry, then what is to be done. */
export function renderInventoryText(report: InventoryReport, colors: Colors): string {
  const table = [headings, ...report.rows.map(cells)];
  const widths = headings.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row, at) => {
    const texts = row.map((text, column) => (column === row.length - 1 ? text : text.padEnd(widths[column]!)));
    const state = report.rows[at - 1]?.state.kind;
    if (state === undefined) return colors.bold(texts.join("  "));
    return [colors[paints[state]](texts[0]), ...texts.slice(1)].join("  ");
  });
  const notes = allNotes(report);
  const parts = [
    ...(report.rows.length > 0 ? [lines.join("\n")] : []),
    ...(notes.length > 0 ? [notes.join("\n")] : []),
  ];
  return `${[...parts, summary(report)].join("\n\n")}\n`;
}

function cells(row: InventoryRow): string[] {
  const { state, kind, mode, intervalDays, lastRotated = "-", due = "-", owner, consumers } = row;
  const team = owner.replace(/ <.*>$/, "");
  return [
    stateText(state),
    shortName(row),
    kind,
    mode,
    String(intervalDays),
    lastRotated,
    due,
    team,
    consumers.join(", "),
  ];
}
