/** The data that a writer put inside the tag, as text for the core. */

/** @param {string} text one cell: it stays one whatever it holds */
const cell = (text) => text.trim().replace(/\s+/g, " ");

/** A table's rows, its caption as a note. @param {HTMLTableElement} table */
function fromTable(table) {
  const title = cell(table.caption?.textContent ?? "");
  const rows = [...table.rows].map((row) => [...row.cells].map(({ textContent }) => cell(textContent)).join("\t"));
  return [...(title === "" ? [] : [`# title: ${title}`]), ...rows].join("\n");
}

/**
 * A table, or text: in `<pre>`, in `<script type="text/csv">`, or bare. Empty where there is none.
 * @param {HTMLElement} element
 */
export function dataInside(element) {
  const table = element.querySelector("table[data-rows]") ?? element.querySelector("table");
  const block = element.querySelector("pre, script[type='text/csv']");
  if (block !== null) return block.textContent;
  return table === null ? element.textContent.trim() : fromTable(table);
}
