"use strict";
// Searching and sorting the report's tables. It runs in the reader's browser, within the page alone. Without it the page says
// the same.
{
  const rowsOf = (table) => [...table.tBodies[0].rows];

  /** Hides the rows that do not hold every word that was typed. */
  function filter(input) {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = rowsOf(document.getElementById(input.dataset.filters));
    let shown = 0;
    for (const row of rows) {
      const text = `${row.textContent} ${row.dataset.search ?? ""}`.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown++;
    }
    document.querySelector(`[data-counts="${input.dataset.filters}"]`).textContent = `${shown} of ${rows.length}`;
  }

  /** Sorts by a column: upwards first, then the other way round. */
  function sort(table, heading) {
    const column = heading.cellIndex;
    const direction = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    const keyOf = (row) => row.cells[column].dataset.sort;
    const isNumeric = rowsOf(table).every((row) => /^-?\d+(\.\d+)?$/.test(keyOf(row)));
    const compare = isNumeric
      ? (one, other) => Number(keyOf(one)) - Number(keyOf(other))
      : (one, other) => keyOf(one).localeCompare(keyOf(other), "en", { numeric: true });
    const sorted = rowsOf(table).sort((one, other) => direction * compare(one, other));
    table.tBodies[0].append(...sorted);
    for (const other of heading.parentElement.cells) other.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
  }

  for (const input of document.querySelectorAll("[data-filters]")) {
    input.parentElement.hidden = false;
    input.addEventListener("input", () => filter(input));
    // A browser may bring back what was typed before.
    if (input.value !== "") filter(input);
  }

  // What has to be scrolled sideways has to be reached by keyboard.
  const regions = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const region of document.querySelectorAll(".wide:not([role])")) regions.observe(region);

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    for (const heading of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(table, heading));
      heading.append(button);
      heading.setAttribute("aria-sort", "none");
    }
  }
}
