import type { EnvironmentReport, ReportEntry } from "../documents/report";
import { count } from "../words";
import { shortName, urgencyOf } from "../report-words";
import { html, type Markup } from "./markup";
import { searchField } from "./search-field";
import { dayCell, stateBadge } from "./state";
import { type Column, listed, table } from "./table";

/** Sorts behind every day. */
const never = "9999-99-99";

const columns: readonly Column<ReportEntry>[] = [
  { heading: "Entry", cell: (entry) => html`<span class="name">${shortName(entry)}</span>`, sort: shortName },
  { heading: "State", cell: stateBadge, sort: (entry) => urgencyOf(entry) * 10_000 + daysLeft(entry) },
  { heading: "Owner", cell: ({ owner }) => owner.replace(/ <.*>$/, "") },
  { heading: "Rotates", cell: ({ mode }) => mode, kind: "name" },
  {
    heading: "Every",
    cell: ({ intervalDays }) => count(intervalDays, "day"),
    sort: ({ intervalDays }) => intervalDays,
    kind: "number",
  },
  {
    heading: "Last",
    cell: ({ lastRotated }) => dayCell(lastRotated),
    sort: ({ lastRotated }) => lastRotated ?? never,
    kind: "number",
  },
  { heading: "Due", cell: ({ due }) => dayCell(due), sort: ({ due }) => due ?? never, kind: "number" },
  { heading: "Runbook", cell: runbookLink, sort: ({ runbook }) => runbook },
  {
    heading: "Read by",
    cell: ({ consumers }) => listed(consumers.map((name) => html`<span class="name whole">${name}</span>`)),
    sort: ({ consumers }) => consumers.join(),
    kind: "long",
  },
];

/** Every entry, to search and to sort. */
export function inventorySection({ entries }: EnvironmentReport): Markup {
  return html`
    ${searchField("inventory-rows", "Search the inventory", entries.length)}
    <div class="wide">
      ${table({
        caption: "Every entry of Secrets Manager, by urgency",
        id: "inventory-rows",
        sortable: true,
        columns,
        rows: entries,
        search: ({ entry, owner, namespace, kind }) => `${entry} ${owner} ${namespace} ${kind}`,
      })}
    </div>
  `;
}

/** What is overdue for longest comes first; of the rest, what is due soonest. */
function daysLeft({ state, days }: ReportEntry): number {
  return (days ?? 0) * (state === "overdue" ? -1 : 1);
}

/** Only an address of the web becomes a link: anything else could run something. */
function runbookLink({ runbook, entry }: ReportEntry): Markup {
  if (!/^https?:\/\//.test(runbook)) return html`<span>${runbook}</span>`;
  return html`<a href=${runbook} rel="noreferrer">open<span class="unseen"> the runbook of ${entry}</span></a>`;
}
