import { html, type Markup } from "./markup";

/**
 * A field that hides rows which do not hold every word. Without a script it is not shown.
 *
 * @param table Id of the table.
 * @param label What the field is called.
 * @param rows How many rows there are.
 */
export function searchField(table: string, label: string, rows: number): Markup {
  return html`<div class="search" hidden>
    <label for=${`${table}-search`}>${label}</label>
    <input type="search" id=${`${table}-search`} data-filters=${table} autocomplete="off" spellcheck=${false} />
    <output for=${`${table}-search`} data-counts=${table}>${rows} of ${rows}</output>
  </div>`;
}
