import type { EnvironmentReport, ReportEntry } from "../documents/report";
import { shortName } from "../report-words";
import { html, type Markup } from "./markup";
import { dayCell, noteText, stateBadge } from "./state";
import { listed, table } from "./table";
import { type TimeAxis, timeAxis } from "./time-axis";

/** When each rotation is due, what is overdue first, and what is to be done. */
export function dueSection({ entries, today, notes }: EnvironmentReport): Markup {
  const dated = entries.filter(({ due }) => due !== null);
  const undated = entries.filter(({ due }) => due === null);
  const all = [...entries.flatMap((entry) => entry.notes), ...notes];
  return html`
    ${dated.length > 0 ? timeline(dated, timeAxis(dated, today)) : html`<p>No day is known of any rotation.</p>`}
    ${
      undated.length > 0 &&
      html`<p class="aside">
        Without a day:
        ${listed(undated.map((entry) => html`<span class="pair"><span class="name">${shortName(entry)}</span> ${stateBadge(entry)}</span>`))}
      </p>`
    }
    ${
      all.length > 0 &&
      html`<h3>What to do</h3>
        <ul class="notes">
          ${all.map((note) => html`<li>${noteText(note)}</li>`)}
        </ul>`
    }
  `;
}

function timeline(entries: readonly ReportEntry[], axis: TimeAxis): Markup {
  return table({
    caption: "Rotations by due date, what is overdue first",
    kind: "timeline",
    cards: false,
    rows: entries,
    columns: [
      { heading: "Rotation", cell: (entry) => html`<span class="name">${shortName(entry)}</span>` },
      { heading: "State", cell: stateBadge },
      { heading: "Due", cell: ({ due }) => dayCell(due), kind: "number" },
      {
        heading: "From the last rotation to the next",
        head: html`<span class="unseen">From the last rotation to the next</span>${axisLabels(axis)}`,
        cell: (entry) => track(entry, axis),
        kind: "track",
      },
    ],
  });
}

function axisLabels({ ticks, today }: TimeAxis): Markup {
  // A name that would run into the one for today is left out.
  const shown = ticks.filter(({ at }) => Math.abs(at - today) > 4 && at < 96);
  return html`<svg class="axis" height="16" aria-hidden="true" focusable="false">
    ${shown.map(({ at, name }) => html`<text x=${`${at}%`} y="12">${name}</text>`)}
    <text class="today" x=${`${today}%`} y="12" text-anchor="middle">today</text>
  </svg>`;
}

/** What the columns before it say, drawn: hidden from who cannot see it. */
function track({ lastRotated, due, state }: ReportEntry, { ticks, today, place }: TimeAxis): Markup {
  const end = place(due!);
  const begin = lastRotated === null ? Math.min(end, today) : place(lastRotated);
  const late = state === "overdue" ? today - end : 0;
  const width = (from: number, to: number) => `${Math.max(0, Math.round((to - from) * 100) / 100)}%`;
  return html`<svg class=${`bar state-${state}`} height="22" aria-hidden="true" focusable="false">
    ${ticks.map(({ at }) => html`<line class="tick" x1=${`${at}%`} x2=${`${at}%`} y1="0" y2="22" />`)}
    <rect class="span" x=${`${begin}%`} y="8" width=${width(begin, end)} height="6" rx="3" />
    ${late > 0 && html`<rect class="late" x=${`${end}%`} y="8" width=${width(end, today)} height="6" />`}
    <line class="now" x1=${`${today}%`} x2=${`${today}%`} y1="0" y2="22" />
    <circle class="end" cx=${`${end}%`} cy="11" r="4.5" />
  </svg>`;
}
