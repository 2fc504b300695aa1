import { make } from "./make.js";

/** @typedef {{ text: string, number?: boolean }} Column */

/**
 * A table whose first column names the row.
 * @param {string} caption
 * @param {Column[]} columns
 * @param {(string | Node)[][]} rows
 * @param {{ showCaption?: boolean }} [look]
 */
export function makeTable(caption, columns, rows, { showCaption = false } = {}) {
  const cell = (content, i) => make(i === 0 ? "th" : "td",
    { scope: i === 0 ? "row" : null, class: columns[i].number ? "number" : null }, content);
  return make("table", { class: "table" },
    make("caption", { class: showCaption ? null : "vh" }, caption),
    make("thead", {}, make("tr", {}, ...columns.map((column) =>
      make("th", { scope: "col", class: column.number ? "number" : null }, column.text)))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map(cell)))));
}

/** A table that may be wider than the page: it scrolls by itself, also by the keys. @param {string} name @param {...Node} content */
export const makeScroller = (name, ...content) =>
  make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": name }, ...content);
