import { told } from "../../explain/places.js";
import { coefficient, count, fixed, interval, isolated, level, maybe, pValue, percent, ratio, relation, several, time } from "../../format.js";
import { make } from "../make.js";
import { Section } from "../section.js";
import { makeScroller, makeTable } from "../table.js";

/** @typedef {import("../../../src/wasm/shapes.d.ts").Competing} Competing */
/** @typedef {import("../../../src/wasm/shapes.d.ts").CauseReport} CauseReport */
/** @typedef {import("../../../src/wasm/shapes.d.ts").Report} Report */

const number = (text) => ({ text, number: true });

/** Events of several causes: cumulative incidence, Gray's test and the two hazards of each cause. */
export class CompetingSection {
  #section;

  /** @param {{ deeper: () => void }} on */
  constructor(on) {
    this.#section = new Section("Competing risks", { show, onWanted: on.deeper });
  }

  get root() {
    return this.#section.root;
  }

  /** @param {Report} report */
  update(report) {
    // With one cause of events there is nothing to say, computed or not.
    const none = report.data.n_competing === 0 ? { content: null, reason: null } : null;
    this.#section.update(report.details?.competing ?? none, report);
  }
}

/** @param {Competing} content @param {Report} report */
function show({ causes }, report) {
  const limits = level(report.options.conf_level);
  return causes.flatMap((cause) => [
    make("h3", { class: "cause" }, `${isolated(cause.name)}: ${several(cause.n_event, "event")}`),
    incidence(cause, report, limits),
    make("p", {}, cause.gray === null ? cause.gray_reason : `${cause.gray.method}, ${isolated(cause.name)}: chi-squared ${fixed(cause.gray.chi_sq, 2)}, ${cause.gray.df} df, p ${relation(cause.gray.p_value)}.`),
    ...hazards(cause, limits),
  ]);
}

/** @param {CauseReport} cause @param {Report} report @param {string} limits */
function incidence(cause, report, limits) {
  const unit = report.data.time_unit === "" ? "" : ` ${report.data.time_unit}`;
  const rows = cause.at.flatMap((at) => at.groups.map((group) =>
    [`${isolated(group.name)} at ${time(at.time)}${unit}`, doubted(group), group.cif.value.value === null ? "\u2013" : told(count(group.n_risk), group, "n_risk"), told(maybe(group.se, (se) => fixed(se, 4)), group.se), told(maybe(group.naive, percent), group.naive)]));
  return makeScroller(`Cumulative incidence of ${isolated(cause.name)}`, makeTable(`Cumulative incidence of ${isolated(cause.name)}, with ${limits} limits`,
    [{ text: "Group" }, number("Cumulative incidence"), number("At risk"), number("SE"), number("1 \u2212 Kaplan-Meier (overstates)")], rows, { showCaption: true }));
}

const doubted = (group) => (group.unreliable
  ? make("span", {}, told(interval(group.cif, percent), group.cif), make("small", {}, " fewer than 5 at risk: unreliable")) : told(interval(group.cif, percent), group.cif));

function hazards(cause, limits) {
  const kinds = [["Cause-specific hazard", cause.cause_specific, cause.cause_specific_reason], ["Subdistribution hazard (Fine-Gray)", cause.subdistribution, cause.subdistribution_reason]];
  return kinds.map(([kind, list, reason]) => (list.length === 0 ? make("p", {}, `${kind}: ${reason}`)
    : makeScroller(`${kind}, ${isolated(cause.name)}`, makeTable(`${kind} of ${isolated(cause.name)}, with ${limits} limits`,
      [{ text: "Term" }, number("Ratio"), number("Coefficient"), number("SE"), number("p")],
      list.map((each) => [each.direction, told(interval(each.ratio, ratio), each.ratio), told(maybe(each.coef, coefficient), each.coef), told(maybe(each.se, coefficient), each.se), told(maybe(each.p_value, pValue), each.p_value)]),
      { showCaption: true }))));
}
