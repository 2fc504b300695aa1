/** The results of counts as a table for a spreadsheet. */

/** @typedef {import("../../src/wasm/shapes.d.ts").CountsReport} CountsReport */

/** What a spreadsheet would run as a formula gets an apostrophe; reading takes it off again. @param {string} text */
const cell = (text) => {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.]+(e-?\d+)?$/i.test(text) ? `'${text}` : text;
  return /[",\n\r;\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** A number, or why there is none. @param {import("../../src/wasm/shapes.d.ts").Maybe} maybe */
const value = ({ value: number, reason }) => (number === null ? reason ?? "" : String(number));

/** A row a trial, every number in full. @param {CountsReport} report @returns {string} */
export function countsCsv({ arms, trials, options }) {
  const intervals = ["risk_ratio", "odds_ratio", "risk_difference", "conditional_odds_ratio"];
  const singles = ["fisher_p", "mid_p"];
  const names = arms.flatMap((arm) => [`${arm} events`, `${arm} people`]);
  const head = ["trial", "outcome", ...names, ...intervals.flatMap((name) => [name, `${name} lower`, `${name} upper`]), ...singles, "chi_squared_p", "fragility_index"];
  const rows = trials.map((each) => [
    each.trial, each.outcome, ...[0, 1].flatMap((arm) => [String(each.events[arm]), String(each.n[arm])]),
    ...intervals.flatMap((name) => ["value", "lower", "upper"].map((part) => value(each[name][part]))),
    ...singles.map((name) => value(each[name])), value(each.chi_square.p_value), each.fragility.index === null ? "" : `${each.fragility.index} (${each.fragility.kind})`]);
  const note = `# ${+(100 * options.conf_level).toPrecision(6)} % limits; ${arms[0]} versus ${arms[1]}`;
  return [note.replaceAll(/\s+/g, " "), ...[head, ...rows].map((row) => row.map(cell).join(","))].map((line) => `${line}\n`).join("");
}
