import { told } from "../../explain/places.js";
import { capital, fixed, interval, level, maybe, pValue, ratio, relation, several } from "../../format.js";
import { make } from "../make.js";
import { Section } from "../section.js";
import { makeScroller, makeTable } from "../table.js";

/** @typedef {import("../../../src/wasm/shapes.d.ts").Comparisons} Comparisons */
/** @typedef {import("../../../src/wasm/shapes.d.ts").Report} Report */

const number = (text) => ({ text, number: true });
const chi = (value) => fixed(value, 2);

/** Weighted tests, strata, trend, pairs, MaxCombo, ratios from the log-rank parts, fragility. */
export class ComparisonsSection {
  #section;

  /** @param {{ deeper: () => void }} on */
  constructor(on) {
    this.#section = new Section("Other tests", { show, onWanted: on.deeper });
  }

  get root() {
    return this.#section.root;
  }

  /** @param {Report} report */
  update(report) {
    this.#section.update(report.details?.comparisons ?? null, report);
  }
}

/** @param {Comparisons} content @param {Report} report */
function show(content, report) {
  const limits = level(report.options.conf_level);
  const note = content.strata_note === null ? [] : [make("p", {}, content.strata_note)];
  return [...note, weighted(content), ...stratified(content), ...trend(content), ...pairs(content), ...combo(content), ...ratios(content, limits), ...fragility(content)];
}

const weighted = ({ weighted: tests, n_strata: strata }) => makeScroller("Weighted tests", makeTable(
  strata > 1 ? `Tests by what is weighted, over ${several(strata, "stratum").replace("stratums", "strata")}` : "Tests by what is weighted",
  [{ text: "Test" }, { text: "Looks at" }, number("Chi-squared"), number("df"), number("p")],
  tests.map((test) => [test.name, test.stresses, told(maybe(test.chi_sq, chi), test.chi_sq), test.df === null ? "–" : String(test.df), told(maybe(test.p_value, pValue), test.p_value)]), { showCaption: true }));

const stratified = ({ stratified: test }) => (test === null ? []
  : [make("p", {}, `${test.method}: chi-squared ${chi(test.chi_sq)}, ${test.df} df, p ${relation(test.p_value)}.`)]);

const trend = ({ trend: test }) => (test === null ? []
  : [make("p", {}, `Trend over the groups in the order ${test.order.join(", ")}: z ${fixed(test.z, 2)}, p ${relation(test.p_value)}.`)]);

const pairs = ({ pairs: list }) => (list.length === 0 ? [] : [makeScroller("Pairs of groups", makeTable("Every two groups, by the log-rank test",
  [{ text: "Groups" }, number("Chi-squared"), number("p"), number("p (Holm)"), number("p (Benjamini-Hochberg)")],
  list.map((pair) => [pair.groups.join(" and "), told(maybe(pair.chi_sq, chi), pair.chi_sq), told(maybe(pair.p_value, pValue), pair.p_value), told(maybe(pair.holm, pValue), pair.holm), told(maybe(pair.benjamini_hochberg, pValue), pair.benjamini_hochberg)]), { showCaption: true }))]);

const combo = ({ max_combo: found }) => (found === null ? []
  : [make("p", {}, `MaxCombo: the largest of ${found.tests.map((test) => `${test.name} z ${fixed(test.z, 2)}`).join("; ")} is ${found.tests.find((test) => test.largest)?.name ?? "none"}; p ${relation(found.p_value)}.`)]);

const ratios = ({ ratios: list }, limits) => (list.length === 0 ? [] : [makeScroller("Ratios from the log-rank parts", makeTable(`Hazard ratios from the log-rank parts, with ${limits} limits`,
  [{ text: "Method" }, { text: "Direction" }, number("Hazard ratio")],
  list.map((each) => [capital(each.name), each.direction, told(interval(each.ratio, ratio), each.ratio)]), { showCaption: true }))]);

function fragility({ fragility: list }) {
  if (list.length === 0) return [];
  const side = list[0].significant ? "above" : "below";
  return [makeScroller("Fragility", makeTable(`How many changes take the log-rank p ${side} .05`,
    [{ text: "Change" }, { text: "What is done" }, number("Changes needed"), number("p then")],
    list.map((each) => [each.name, each.what, each.index === null ? "did not cross" : told(String(each.index), each, "index"), each.p_after === null ? "–" : told(pValue(each.p_after), each, "p_after")]), { showCaption: true }))];
}
