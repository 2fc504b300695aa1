/**
 * One trial as it is typed into the form: of each arm its name, events and people, as text.
 * @typedef {[string, string, string][]} Cells
 */

/** Names of the arms where none is given. */
export const ARMS = ["treated", "control"];

/** @type {Cells} */
export const NO_CELLS = [["", "", ""], ["", "", ""]];

/** @param {Cells} cells */
export const isComplete = (cells) => cells.every(([, events, people]) => events.trim() !== "" && people.trim() !== "");

/** The trial as a row with its header, to be read as any other text. @param {Cells} cells */
export function toText(cells) {
  const heads = cells.flatMap(([name], arm) => ["events", "n"].map((what) => `${name.trim() || ARMS[arm]}_${what}`));
  const row = cells.flatMap(([, events, people]) => [events, people]);
  return `${[heads, row].map((line) => line.map(quoted).join(",")).join("\n")}\n`;
}

const quoted = (cell) => (/[",;\t]/.test(cell) ? `"${cell.trim().replaceAll('"', '""')}"` : cell.trim());
