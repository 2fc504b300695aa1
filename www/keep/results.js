import { count, level, maybe, pFull, ratio, withLimits } from "../format.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Report} Report */
/** @typedef {import("../../src/wasm/shapes.d.ts").CoxTerm} CoxTerm */

/**
 * The results to copy: the table of the groups as it is shown, then every hazard ratio by its name and every p, in full.
 * @param {HTMLTableElement} groups @param {Report} report @returns {string[][]}
 */
export function resultRows(groups, report) {
  const { cox, adjusted, log_rank: logRank, adjusted_reason: reason } = report;
  const shown = [...groups.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
  const of = report.groups.reduce((sum, group) => sum + group.n, 0);
  const ci = `${level(report.options.conf_level).replace(/\s/g, "")} CI`;
  const asked = adjusted !== null || reason !== null;
  const rows = [
    ...(adjusted?.terms ?? []).map((term) => line(`Hazard ratio, ${adjusted.how}`, term, adjusted.n, "Wald")),
    ...(reason === null ? [] : [["Hazard ratio, adjusted", "", "none", "", reason]]),
    ...(adjusted !== null && adjusted.terms.length > 1 && adjusted.wald !== null ? [["All groups, ".concat(adjusted.how), "", "", pFull(adjusted.wald.p_value), `Wald test, ${count(adjusted.n)} people`]] : []),
    ...(cox?.terms ?? []).map((term) => line(asked ? "Hazard ratio, unadjusted" : "Hazard ratio", term, of, "Wald")),
    ...(logRank === null ? [] : [["Log-rank test", "", "", pFull(logRank.p_value), `${asked ? "unadjusted, " : ""}${count(of)} people`]]),
  ];
  const flow = report.data.stages.some(({ left_out: left }) => left.length > 0) ? [[report.words.flow]] : [];
  return [...shown, ...(rows.length === 0 ? [] : [[], ["Result", "Comparison", `Value (${ci})`, "p", "About"], ...rows]), ...flow];
}

/** @param {string} name @param {CoxTerm} term @param {number} n @param {string} test */
function line(name, term, n, test) {
  const value = withLimits({ value: term.hazard_ratio, lower: term.lower, upper: term.upper }, ratio);
  return [name, term.direction, value, maybe(term.p_value, pFull), `${test} test, ${count(n)} people`];
}
