import { checkCounts, checkPatients } from "./check.js";

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
    const { format, patients, counts } = JSON.parse(text);
    const checked = { patients: checkPatients(patients), counts: checkCounts(counts) };
    return format !== FORMAT || checked.patients === null || checked.counts === null ? broken : checked;
  } catch {
    return broken;
  }
}
