import { Refused, checkCounts, checkPatients, expectOnly } from "./check.js";

/** Name and version of the file's shape. */
const FORMAT = "riskset.session/1";

/** The text of a session file. @param {{ version: string, patients: object, counts: object }} given */
export const toSession = (given) => JSON.stringify({ format: FORMAT, ...given }, null, 1);

/**
 * What a text holds if it is a session: null where it is none, a sentence where it is broken.
 * @param {string} text
 */
export function fromSession(text) {
  if (!/^\s*\{/.test(text) || !text.slice(0, 200).includes("riskset.session/")) return null;
  const broken = { problem: "This session file is damaged or of another version: it was not opened. Nothing was changed." };
  try {
    const session = JSON.parse(text);
    if (session.format !== FORMAT) return broken;
    expectOnly(session, ["format", "version", "patients", "counts"]);
    return { patients: checkPatients(session.patients), counts: checkCounts(session.counts) };
  } catch (error) {
    return error instanceof Refused ? { problem: error.said("This session file", "for it again.") } : broken;
  }
}

/** Why the text of a file is neither a session nor a table; empty: it may be a table. @param {string} text @param {string} [name] of the file */
export function troubleOf(text, name = "") {
  if (text.trim() === "") return "This file is empty. Nothing was changed.";
  return isJson(text) || /\.json$/i.test(name) ? "This file is neither a session saved by this page nor a table. Nothing was changed." : "";
}

/** A number alone is a table of one cell, and so no such text. @param {string} text */
function isJson(text) {
  if (!/^\s*([[{]|null\s*$)/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
