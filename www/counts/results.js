import { told } from "../explain/places.js";
import { interval, isolated, level, maybe, pValue, percent, points, ratio, several } from "../format.js";
import { fillDisclosure } from "../ui/disclosure.js";
import { make } from "../ui/make.js";
import { makeScroller, makeTable } from "../ui/table.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").CountsReport} CountsReport */
/** @typedef {import("../../src/wasm/shapes.d.ts").TrialReport} TrialReport */
/** @typedef {import("../../src/wasm/shapes.d.ts").Forest} Forest */
/** @typedef {import("../../src/wasm/shapes.d.ts").Interval} Interval */
/** @typedef {import("../../src/wasm/shapes.d.ts").Maybe} Maybe */

const $ = (id) => document.getElementById(id);
const number = (text) => ({ text, number: true });
const EDGES = { zero: "0", infinite: "\u221e" };

/** Of an exact interval an end at 0 or infinity is a value, not a gap. @param {Interval} estimate */
const edge = (estimate) => (end) => EDGES[end.reason] ?? maybe(end, ratio.of(estimate));

/** A value, and beneath it its limits. @param {Interval} estimate @param {(end: Maybe) => string} words */
function stacked(estimate, words) {
  const value = told(words(estimate.value), estimate);
  if (estimate.value.value === null && !(estimate.value.reason in EDGES)) return value;
  return make("span", {}, value, make("small", { class: "line" }, `${words(estimate.lower)} to ${words(estimate.upper)}`));
}

const asRatio = (estimate) => stacked(estimate, edge(estimate));
const asPoints = (estimate) => stacked(estimate, (end) => maybe(end, points));
/** "NNTB 5 (NNTB 3 to NNTB 20)" in two lines. @param {string} text */
function limitsBeneath(text) {
  const [, value, limits] = text.match(/^(.*) \((.*)\)$/) ?? [];
  return limits === undefined ? text : make("span", {}, value, make("small", { class: "line" }, limits));
}

const nameOf = ({ trial, outcome, row }) => [trial, outcome].filter((word) => word !== "").map(isolated).join(", ") || `Row ${row}`;
const twoLines = (first, second) => make("span", {}, first, ...(second === "" ? [] : [" ", make("small", { class: "line" }, second)]));
const head = ({ trial, outcome, row }) => (trial === "" ? twoLines(outcome || `Row ${row}`, "") : twoLines(trial, outcome));

/** Every trial in numbers. @param {HTMLElement} root @param {CountsReport} report */
export function showResults(root, { arms, trials, options, words }) {
  const columns = [{ text: "Trial" }, ...arms.map((arm) => number(`${isolated(arm)}, events/people`)),
    number("Risk ratio"), number("Odds ratio"), number("Risk difference, percentage points"), number("Number needed to treat")];
  const share = ({ events, n, risk }, arm) => make("span", {}, `${events[arm]}/${n[arm]}`, make("small", { class: "line" }, told(maybe(risk[arm].value, percent), risk[arm])));
  const rows = trials.map((each) => [head(each), share(each, 0), share(each, 1),
    asRatio(each.risk_ratio), asRatio(each.odds_ratio), asPoints(each.risk_difference), limitsBeneath(each.nnt.text)]);
  root.replaceChildren(makeScroller("Results by trial", makeTable(`By trial, with ${level(options.conf_level)} limits`, columns, rows, { showCaption: true })),
    make("p", { class: "small" }, words.nnt_note));
}

/** @param {CountsReport} report */
export function showTests({ trials, options }) {
  const columns = [{ text: "Trial" }, number("Fisher p"), number("mid-p"), number("Chi-squared p"), number("with Yates"),
    number("Conditional odds ratio"), number("Fragility index")];
  const rows = trials.map((each) => [head(each),
    ...[each.fisher_p, each.mid_p, each.chi_square.p_value, each.chi_square.yates_p].map((p) => told(maybe(p, pValue), p)),
    asRatio(each.conditional_odds_ratio), index(each.fragility)]);
  fillDisclosure($("counts-tests"), "Fisher, mid-p, chi-squared, fragility index",
    makeScroller("Tests by trial", makeTable(`Two-sided tests, and the conditional odds ratio with exact ${level(options.conf_level)} limits`, columns, rows, { showCaption: true })),
    make("ul", {}, ...trials.map((each) => make("li", {}, trials.length > 1 ? `${nameOf(each)}: ${each.fragility.sentence}` : each.fragility.sentence))));
}

const index = ({ index: changes, kind }) => (changes === null ? "\u2013" : `${changes}${kind === "reverse" ? " (reverse)" : ""}`);

/** @param {CountsReport} report */
export function showWords({ trials, arms }) {
  const one = (each) => make("div", {}, make("h3", {}, nameOf(each)), make("p", {}, each.sentence),
    make("ul", { class: "small" },
      ...arms.map((arm, i) => make("li", {}, `Risk with ${isolated(arm)}: ${interval(each.risk[i], percent)}`)),
      make("li", {}, `Risk difference in percentage points, Wald limits: ${interval(each.risk_difference_wald, points)}`),
      each.note === "" ? null : make("li", {}, `Note: ${isolated(each.note)}.`)));
  fillDisclosure($("counts-words"), "risks, notes, Wald limits", ...trials.map(one));
}

/** What stands on the canvas, for those who cannot see it. @param {Forest} forest */
export function showTwin({ rows, columns, measure_label: measure, favours }) {
  fillDisclosure($("counts-twin"), several(rows.length, "row"),
    makeScroller("The plot as a table", makeTable(`${measure}; to the left ${favours[0]}, to the right ${favours[1]}`,
      [{ text: columns.trial }, ...columns.arms.map(number), number(columns.estimate)],
      rows.map(({ label, sub, counts, text }) => [twoLines(label, sub), ...counts, text]), { showCaption: true })));
}

/** @param {CountsReport} report */
export function showMethods({ words }) {
  fillDisclosure($("counts-methods"), "what every number is and how it was made",
    make("ul", {}, ...words.methods.map((sentence) => make("li", {}, sentence))));
}
