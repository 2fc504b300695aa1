import { named } from "../explain/places.js";
import { make } from "./make.js";

/** @typedef {{ text: string, number?: boolean }} Column */
/** @typedef {(string | Node)[]} Row */
/** Rows that belong together, under a line that says what they share. @typedef {{ name: string, rows: Row[] }} RowGroup */

/**
 * A table whose first column names the row.
 * @param {string} caption
 * @param {Column[]} columns
 * @param {Row[] | RowGroup[]} rows
 * @param {{ showCaption?: boolean }} [look]
 */
export function makeTable(caption, columns, rows, { showCaption = false } = {}) {
  const cell = (content, i) => make(i === 0 ? "th" : "td",
    { scope: i === 0 ? "row" : null, dir: i === 0 ? "auto" : null, class: columns[i].number ? "number" : null }, content);
  const line = (row) => make("tr", {}, ...row.map(cell));
  const grouped = ({ name, rows: own }) => make("tbody", {},
    make("tr", { class: "group" }, make("th", { scope: "rowgroup", colspan: columns.length }, make("span", { dir: "auto" }, name))), ...own.map(line));
  const bodies = rows.length > 0 && !Array.isArray(rows[0]) ? rows.map(grouped) : [make("tbody", {}, ...rows.map(line))];
  const table = make("table", { class: "table" },
    make("caption", { class: showCaption ? null : "vh" }, make("span", {}, caption)),
    make("thead", {}, make("tr", {}, ...columns.map((column) =>
      make("th", { scope: "col", class: column.number ? "number" : null }, column.text)))),
    ...bodies);
  table.querySelectorAll(".told").forEach((number, i) => {
    nameByPlace(number, columns);
    // One number of a table is a stop of the Tab key; the arrows lead to the others.
    if (i > 0) number.tabIndex = -1;
  });
  return table;
}

/** A number of a table is what its column and its row say. @param {HTMLElement} number @param {Column[]} columns */
function nameByPlace(number, columns) {
  const cell = number.closest("td");
  const [head] = cell.parentElement.cells;
  const [first] = cell.closest("tbody").rows[0].cells;
  named(number, columns[cell.cellIndex].text, head.textContent, ...(first.scope === "rowgroup" ? [first.textContent] : []));
}

/** A table that may be wider than the page: it scrolls by itself, also by the keys. @param {string} name @param {...Node} content */
export const makeScroller = (name, ...content) =>
  make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": name }, ...content);
