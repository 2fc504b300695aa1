/**
 * One trial as it is typed into the form: of each arm its name, events and people, as text.
 * @typedef {[string, string, string][]} Cells
 */

/** Names of the arms where none is given. */
export const ARMS = ["treated", "control"];

/** @type {Cells} */
export const NO_CELLS = [["", "", ""], ["", "", ""]];

/** What the trial of the form is called wherever trials have names. */
const NAME = "This trial";
/** The most people that the core takes in an arm. */
const MOST_PEOPLE = 10_000_000;

/** "1 000", as this page writes it too: between groups of three digits a space is no end of the number. */
const GROUPED = /^\s*\d{1,3}([ \u00a0\u2009\u202f]\d{3})+\s*$/;
const ungrouped = (cell) => (GROUPED.test(cell) ? cell.replaceAll(/\s/g, "") : cell);

/** @param {Cells} cells */
export const isComplete = (cells) => cells.every(([, events, people]) => events.trim() !== "" && people.trim() !== "");

/**
 * What to mend before the numbers can be used; empty: nothing.
 * @param {Cells} cells
 */
export function troubleIn(cells) {
  for (const [arm, [name, ...numbers]] of cells.entries()) {
    const [events, people] = numbers.map(ungrouped);
    const who = name.trim() || `the ${ARMS[arm]} arm`;
    const odd = [events, people].find((cell) => !/^\s*(\d+\s*)?$/.test(cell));
    if (odd !== undefined) return `\u201c${odd.trim().slice(0, 30)}\u201d is no number of people. Write a whole number such as 12. The answer is the one before.`;
    if (Number(people) > MOST_PEOPLE) return `At most ${MOST_PEOPLE} people in an arm can be used. The answer is the one before.`;
    if (events.trim() === "" || people.trim() === "") continue;
    if (Number(people) === 0) return `Nobody is in ${who}. Write how many people it had. The answer is the one before.`;
    if (Number(events) > Number(people)) {
      return `${Number(events)} events in ${Number(people)} people cannot be: in ${who}, write at most ${Number(people)} events or at least ${Number(events)} people. The answer is the one before.`;
    }
  }
  const [first, second] = cells.map(([name], arm) => (name.trim() || ARMS[arm]).toLowerCase());
  return first === second ? "Both arms have the same name. Write two names, or none. The answer is the one before." : "";
}

/** The trial as a row with its header, to be read as any other text. @param {Cells} cells */
export function toText(cells) {
  const heads = cells.flatMap(([name], arm) => ["events", "n"].map((what) => `${name.trim() || ARMS[arm]}_${what}`));
  const row = cells.flatMap(([, events, people]) => [events, people].map(ungrouped));
  return `${[["trial", ...heads], [NAME, ...row]].map((line) => line.map(quoted).join(",")).join("\n")}\n`;
}

const quoted = (cell) => (/[",;\t]/.test(cell) ? `"${cell.trim().replaceAll('"', '""')}"` : cell.trim());
