/** @param {string} text */
export const copyText = (text) => navigator.clipboard.writeText(text);

/** A picture that is still being made may be promised. @param {Promise<Blob>} picture */
export const copyPicture = (picture) => navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);

/** A table for a text program and for a spreadsheet. @param {HTMLTableElement} table */
export const copyTable = (table) => copyRows([...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim())));

/** The same of rows of cells. @param {string[][]} rows */
export function copyRows(rows) {
  const plain = rows.map((cells) => cells.map(defused).join("\t")).join("\n");
  const clean = document.createElement("table");
  for (const cells of rows) {
    const row = clean.insertRow();
    for (const text of cells) row.insertCell().textContent = text;
  }
  const part = (text, type) => new Blob([text], { type });
  return navigator.clipboard.write([new ClipboardItem({
    "text/html": part(clean.outerHTML, "text/html"), "text/plain": part(plain, "text/plain"),
  })]);
}

/** A spreadsheet would run a cell that begins like this as a formula. @param {string} cell */
const defused = (cell) => (/^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : cell);
