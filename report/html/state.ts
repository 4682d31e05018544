import type { ReportEntry } from "../documents/report";
import { stateText } from "../report-words";
import { html, type Markup } from "./markup";

/** A state with its colour; the words alone say it, too. */
export function stateBadge(entry: ReportEntry): Markup {
  return html`<span class=${`badge state-${entry.state}`}>${stateText(entry)}</span>`;
}

/** A day, or a dash that is read as what it means. */
export function dayCell(day: string | null): Markup {
  return day === null
    ? html`<span class="none" aria-hidden="true">–</span><span class="unseen">not known</span>`
    : html`<time datetime=${day}>${day}</time>`;
}

/** A sentence that may end with what to type. */
export function noteText(note: string): Markup {
  const [, text = note, , command] = /^(.*?\b([Tt]ype|[Cc]reate it): )(.+?)\.?$/.exec(note) ?? [];
  return html`${text}${command === undefined ? "" : html`<code>${command}</code>`}`;
}
