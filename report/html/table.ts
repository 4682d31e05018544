import { html, type Markup } from "./markup";

/** What may stand in a cell. */
export type Cell = Markup | string | number | Cell[];

/** A column of a table. The first one names the row. */
export interface Column<Row> {
  heading: string;
  /** In place of the heading's text, where it needs more. */
  head?: Markup;
  cell: (row: Row) => Cell;
  /** What is compared when a reader sorts by this column. Default: the cell, which is then a text. */
  sort?: (row: Row) => string | number;
  /** Classes: `name` for identifiers, `number` for days and figures. */
  kind?: string | ((row: Row) => string);
}

/** A table. */
export interface Table<Row> {
  /** What it shows, for who cannot see it. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** For a search field. */
  id?: string;
  /** Whether the headings sort. Default false. */
  sortable?: boolean;
  /** Whether rows become cards on a phone. Default true. */
  cards?: boolean;
  /** Further classes. */
  kind?: string;
  /** What a search looks into besides the row's own text. */
  search?: (row: Row) => string;
}

/**
 * Builds a table that stays one where a narrow screen shows its rows as cards: style sheets that lay rows out anew take the
 * meaning of a table away, so that every part says its role.
 */
export function table<Row>({
  caption,
  columns,
  rows,
  id,
  sortable = false,
  cards = true,
  kind = "",
  search,
}: Table<Row>): Markup {
  return html`<table
    class=${`${cards ? "cards" : ""} ${kind}`.trim()}
    role="table"
    id=${id}
    data-sortable=${sortable ? "" : undefined}
  >
    <caption class="unseen">
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map(({ heading, head }) => html`<th role="columnheader" scope="col">${head ?? heading}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (row) =>
          html`<tr role="row" data-search=${search?.(row)}>
            ${columns.map((column, index) => cellOf(column, row, index === 0, sortable))}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function cellOf<Row>(
  { heading, cell, sort, kind = "" }: Column<Row>,
  row: Row,
  isFirst: boolean,
  sortable: boolean,
): Markup {
  const classes = (typeof kind === "string" ? kind : kind(row)) || undefined;
  const compared = sort ? sort(row) : cell(row);
  const key = sortable && typeof compared !== "object" ? String(compared) : undefined;
  return isFirst
    ? html`<th role="rowheader" scope="row" class=${classes} data-sort=${key}>${cell(row)}</th>`
    : html`<td role="cell" class=${classes} data-label=${heading} data-sort=${key}>${cell(row)}</td>`;
}

/** A long identifier that may go on in a new line behind a separator. */
export function breakable(text: string): Cell[] {
  return text.split(/(?<=[/:.,=@])/).flatMap((part, index) => (index === 0 ? [part] : [html`<wbr />`, part]));
}

/** Items with commas between them. */
export function listed(items: readonly Cell[]): Cell[] {
  return items.flatMap((item, index) => (index === 0 ? [item] : [", ", item]));
}
