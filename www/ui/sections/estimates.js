import { told } from "../../explain/places.js";
import { digits, level, interval, maybe, pValue, percent, points, ratio, time, timeShort, withLimits } from "../../format.js";
import { make } from "../make.js";
import { NumberField, NumbersField } from "../number-field.js";
import { Section } from "../section.js";
import { makeScroller, makeTable } from "../table.js";

/** @typedef {import("../../../src/wasm/shapes.d.ts").Estimates} Estimates */
/** @typedef {import("../../../src/wasm/shapes.d.ts").Report} Report */

const number = (text) => ({ text, number: true });

/** Quantiles, restricted means, survival at named times, follow-up and rates. */
export class EstimatesSection {
  #section;
  #tau;
  #times;
  #quantiles;

  /** @param {{ option: (option: object, kind?: string) => void, deeper: () => void }} on */
  constructor(on) {
    this.#tau = new NumberField("tau", "Mean up to", (tau) => on.option({ tau }, "tau"));
    this.#times = new NumbersField("milestones", "At the times", (milestones) => on.option({ milestones }, "milestones"));
    this.#quantiles = new NumbersField("quantiles", "Quantiles", (quantiles) => on.option({ quantiles: quantiles ?? undefined }, "quantiles"), "0.25 0.5 0.75");
    this.#section = new Section("Times and means", {
      show, controls: [this.#tau.element, this.#times.element, this.#quantiles.element], onWanted: on.deeper,
    });
  }

  get root() {
    return this.#section.root;
  }

  /** @param {Report} report */
  update(report) {
    this.#section.update(report.details?.estimates ?? null, report);
    const content = report.details?.estimates.content;
    if (!content) return;
    this.#tau.show(content.tau.value);
    this.#times.show(content.milestones.map((each) => each.time));
    this.#quantiles.show(report.options.quantiles);
  }

  /** @param {string} option @param {string} sentence @returns {boolean} whether its field is here */
  refuse(option, sentence) {
    const field = { tau: this.#tau, milestones: this.#times, quantiles: this.#quantiles }[option];
    field?.refuse(`${sentence} Nothing was changed.`);
    return field !== undefined;
  }
}

/** @param {Estimates} content @param {Report} report */
function show(content, report) {
  const { groups } = content;
  const limits = level(report.options.conf_level);
  const unit = report.data.time_unit === "" ? "" : ` (${report.data.time_unit})`;
  return [
    makeScroller("Quantiles", makeTable(`Time by which a share had the event${unit}, with ${limits} limits`,
      [{ text: "Group" }, ...groups[0].quantiles.map(({ probability }) => number(percent(probability, 0))), number("Median follow-up")],
      groups.map((group) => [group.name, ...group.quantiles.map((each) => told(withLimits(each, time), each)), told(withLimits(group.follow_up, time), group.follow_up)]), { showCaption: true })),
    ...means(content, unit, limits),
    ...milestones(content, report, limits),
    rates(content, unit, limits),
  ];
}

function means({ tau, tau_note: note, groups, rmst_difference: difference, rmst_ratio: quotient, rmtl_ratio: lost }, unit, limits) {
  if (tau.value === null) return [];
  const rows = groups.map(({ name, rmst, rmtl }) => [name, told(interval(rmst, timeShort), rmst), told(interval(rmtl, timeShort), rmtl), ""]);
  const contrasts = [["difference", difference, timeShort], ["ratio of means", quotient, ratio], ["ratio of time lost", lost, ratio]]
    .flatMap(([name, list, words]) => list.map((each) => [`${each.direction}: ${name}`, told(interval(each, words), each), "", told(maybe(each.p_value, pValue), each.p_value)]));
  return [makeScroller("Restricted means", makeTable(`Mean time without the event up to ${time(tau.value)}${unit}, and time lost, with ${limits} limits`,
    [{ text: "Group" }, number("Mean"), number("Time lost"), number("p")], [...rows, ...contrasts], { showCaption: true })),
    ...(note === null ? [] : [make("p", { class: "small" }, note)])];
}

/** All times in one table: the rows of each under a line of its own. */
function milestones({ milestones: list, milestones_note: note }, report, limits) {
  if (list.length === 0) return [];
  const what = report.options.curve === "surv" ? "Without the event" : "With the event";
  return [makeScroller("Shares at the times", makeTable(`${what} at each time, with ${limits} limits`,
    [{ text: "Group" }, number("Share"), number("At risk"), number("Events"), number("p")],
    list.map((each) => milestone(each, report)), { showCaption: true })),
  ...(note === null ? [] : [make("p", { class: "small" }, note)])];
}

function milestone({ time: at, groups, difference }, report) {
  const doubt = (group) => (group.unreliable ? make("span", {}, told(interval(group.share, percent), group.share), make("small", { class: "line" }, "fewer than 5 at risk: unreliable")) : told(interval(group.share, percent), group.share));
  const rows = groups.map((group) => [group.name, doubt(group), group.n_risk === null ? "–" : told(String(group.n_risk), group, "n_risk"), group.n_event === null ? "–" : told(String(group.n_event), group, "n_event"), ""]);
  const contrasts = difference.map((each) => [`${each.direction}: difference, percentage points`, told(interval(each, points), each), "", "", told(maybe(each.p_value, pValue), each.p_value)]);
  const unit = report.data.time_unit === "" ? "" : ` ${report.data.time_unit}`;
  return { name: `At ${time(at)}${unit}`, rows: [...rows, ...contrasts] };
}

function rates({ groups, rate_ratio: quotient }, unit, limits) {
  const rows = groups.map((group) => [group.name, told(String(group.n_event), group, "n_event"), told(maybe(group.person_time, timeShort), group.person_time), told(interval(group.rate, digits), group.rate), ""]);
  const contrasts = quotient.map((each) => [`${each.direction}: ratio`, "", "", told(interval(each, ratio), each), told(maybe(each.p_value, pValue), each.p_value)]);
  return makeScroller("Rates", makeTable(`Events per unit of time observed${unit}, with exact ${limits} limits`,
    [{ text: "Group" }, number("Events"), number("Time observed"), number("Rate"), number("p")], [...rows, ...contrasts], { showCaption: true }));
}
