/**
 * Numbers as people type them. What cannot be read, or can be read in two ways, is said and not guessed.
 * @typedef {{ value: number | null, problem?: undefined } | { value?: undefined, problem: string }} OneRead `null`: left empty
 * @typedef {{ value: number[] | null, problem?: undefined } | { value?: undefined, problem: string }} SeveralRead
 */

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
/** "1,000" is a thousand in one country and one in another. */
const GROUPED = /^[+-]?[1-9]\d{0,2}(,\d{3})+$/;
const LONGEST = 30;

const plain = (text) => text.trim().replaceAll("\u2212", "-");
const toNumber = (text) => (NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : null);
const quoted = (text) => `\u201c${text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}\u2026` : text}\u201d`;

/** One number, with a decimal point or a decimal comma. @param {string} text @param {string} [example] @returns {OneRead} */
export function readNumber(text, example = "12.5") {
  const typed = plain(text);
  if (typed === "") return { value: null };
  if (GROUPED.test(typed)) {
    const whole = typed.replaceAll(",", "");
    return { problem: `${quoted(typed)} can be read in two ways. Write ${whole}${typed.split(",").length === 2 ? `, or ${typed.replace(",", ".")}` : ""}. Nothing was changed.` };
  }
  const value = toNumber(typed.replace(",", "."));
  return value === null ? { problem: `${quoted(typed)} is no number. Write one such as ${example}, or leave the field empty. Nothing was changed.` } : { value };
}

/**
 * Several numbers, apart by spaces, semicolons or commas. One comma between digits may be a decimal comma or part
 * two numbers, so it is neither.
 * @param {string} text @param {string} [example] @returns {SeveralRead}
 */
export function readNumbers(text, example = "6 12 24") {
  const typed = plain(text);
  if (typed === "") return { value: null };
  const parts = typed.split(/\s*;\s*|\s*,\s+|\s+,\s*|\s+|,$/).filter((part) => part !== "");
  const none = (found) => ({ problem: `${quoted(found)} is no number. Write numbers such as ${example}, or leave the field empty. Nothing was changed.` });
  if (parts.length === 0) return none(typed);
  const value = [];
  for (const part of parts) {
    const pieces = part.split(",");
    if (pieces.length === 2 && pieces.every((piece) => /^[+-]?\d*$/.test(piece))) {
      return { problem: `${quoted(part)} may be one number or two. Write ${part.replace(",", ".")} for one, ${part.replace(",", " ").trim()} for two. Nothing was changed.` };
    }
    for (const piece of pieces) {
      const number = toNumber(piece);
      if (number === null) return none(piece === "" ? part : piece);
      value.push(number);
    }
  }
  return { value };
}
