import type { InventoryDocument } from "./documents/inventory";
import { escapeMarkdown, escapeOrLink, table } from "./markdown";
import { type InventoryReport, allNotes, stateText, summary } from "./inventory-report";
import { shortName } from "./report-words";

/** Writes an inventory as JSON, for programs. report/schemas/inventory.schema.json describes it. */
export function renderInventoryJson({ today, environments, live, rows, notes }: InventoryReport): string {
  const entries = rows.map(({ state, lastRotated = null, due = null, notes: own, ...item }) => ({
    ...item,
    lastRotated,
    due,
    state: state.kind,
    days: "days" in state ? state.days : null,
    notes: own,
  }));
  const document: InventoryDocument = { version: 1, today, environments, live, entries, notes };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Writes an inventory as Markdown, for a page or a pull request. */
export function renderInventoryMarkdown(report: InventoryReport): string {
  const headings = ["State", "Entry", "Kind", "Mode", "Days", "Last", "Due", "Owner", "Runbook", "Consumers"];
  const rows = report.rows.map((row) =>
    [
      ...[stateText(row.state), shortName(row), row.kind, row.mode, String(row.intervalDays)],
      ...[row.lastRotated ?? "-", row.due ?? "-", row.owner, row.runbook, row.consumers.join(", ")],
    ].map(escapeOrLink),
  );
  const notes = allNotes(report).map((note) => `- ${escapeMarkdown(note)}`);
  const parts = [
    escapeMarkdown(summary(report)),
    table(headings, rows),
    ...(notes.length > 0 ? [notes.join("\n")] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

/**
 * Writes an inventory as CSV, for a spreadsheet.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc4180
 */
export function renderInventoryCsv({ rows }: InventoryReport): string {
  const headings =
    "environment service group entry namespace owner runbook mode kind intervalDays lastRotated due state days consumers notes";
  const lines = rows.map((row) => [
    ...[row.environment, row.service, row.group, row.entry, row.namespace, row.owner, row.runbook, row.mode, row.kind],
    ...[String(row.intervalDays), row.lastRotated ?? "", row.due ?? "", row.state.kind],
    ...["days" in row.state ? String(row.state.days) : "", row.consumers.join(" "), row.notes.join(" ")],
  ]);
  return [headings.split(" "), ...lines].map((cells) => `${cells.map(escapeCsv).join(",")}\r\n`).join("");
}

/**
 * A field of a CSV file. A text that a spreadsheet would run as a formula gets an apostrophe before it.
 *
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
export function escapeCsv(text: string): string {
  const isNumber = /^-?\d+(\.\d+)?$/.test(text);
  const inert = !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
