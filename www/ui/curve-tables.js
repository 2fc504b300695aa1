import { told } from "../explain/places.js";
import { count, fixed, isolated, level, percent, several, time } from "../format.js";
import { make } from "./make.js";
import { makeScroller, makeTable } from "./table.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Report} Report */
/** @typedef {import("../../src/wasm/shapes.d.ts").GroupReport} GroupReport */

/** More rows than anyone reads; beyond it the page would grow heavy. */
const STEPS_SHOWN = 500;
const UNIT_HEADS = { "": "Time", ranks: "Rank", minutes: "Minutes", hours: "Hours", days: "Days", weeks: "Weeks", months: "Months", years: "Years" };
const number = (text) => ({ text, number: true });

/** The figure as tables. They are built when they are first looked at. */
export class CurveTables {
  #root;
  /** @type {Report | null} */
  #waiting = null;

  #twins;

  /** @param {HTMLDetailsElement} root @param {(most: number) => import("../../src/wasm/shapes.d.ts").Twin[]} twins of the figure that is drawn */
  constructor(root, twins) {
    this.#root = root;
    this.#twins = twins;
    root.addEventListener("toggle", () => this.#build());
  }

  /** @param {Report} report */
  update(report) {
    this.#waiting = report;
    this.#root.hidden = report.groups.length === 0;
    const thinned = report.groups.some(({ curve }) => curve.time.length < curve.n_steps);
    this.#root.querySelector("summary span").textContent = `${thinned ? "some steps" : "every step"}: at risk, events, censored, limits, cumulative hazard`;
    this.#build();
  }

  #build() {
    if (!this.#root.open || this.#waiting === null) return;
    const { groups, data, options } = this.#waiting;
    this.#waiting = null;
    // What stands behind the curves is listed as shares still without the event; where the figure shows something else, that comes first.
    const shown = options.drawing.plot === "curves" && options.curve !== "event" ? [] : this.#twins(STEPS_SHOWN).map((twin) => oneTwin(twin, data));
    this.#root.querySelector(".inside").replaceChildren(...shown, ...groups.map((group) => oneCurve(group, data, options)));
  }
}

/** What a plot shows of one curve, for those who cannot see it. @param {import("../../src/wasm/shapes.d.ts").Twin} twin @param {Report["data"]} data */
function oneTwin({ name, rows }, data) {
  const columns = [{ text: UNIT_HEADS[data.time_unit] ?? data.time_unit }, number("In the figure"), number("Limits")];
  return make("div", {}, makeScroller(`The figure: ${isolated(name)}`, makeTable(`The figure: ${isolated(name)}`, columns, rows, { showCaption: true })));
}

/** @param {GroupReport} group @param {Report["data"]} data @param {Report["options"]} options */
function oneCurve({ name, curve }, data, options) {
  const columns = [{ text: UNIT_HEADS[data.time_unit] ?? data.time_unit }, number("At risk"), number("Events"), number("Censored"),
    number(data.n_competing > 0 ? "Still without, other events censored" : "Still without"), number("SE"), number(`${level(options.conf_level)} limits`),
    number("Cumulative hazard (Nelson-Aalen)")];
  const shown = Math.min(curve.time.length, STEPS_SHOWN);
  const row = (_, i) => [time(curve.time[i]), count(curve.n_risk[i]), count(curve.n_event[i]), count(curve.n_censor[i]),
    told(percent(curve.surv[i]), curve, `surv/${i}`), curve.se[i] === null ? "none" : told(fixed(curve.se[i], 4), curve, `se/${i}`), curve.lower[i] === null ? "none" : `${percent(curve.lower[i])} to ${percent(curve.upper[i])}`,
    fixed(curve.cum_haz[i], 4)];
  return make("div", {},
    makeScroller(name, makeTable(name, columns, Array.from({ length: shown }, row), { showCaption: true })),
    shown < curve.n_steps ? make("p", { class: "small" }, rest(shown, curve)) : null);
}

/** A thinned curve has fewer steps than the estimate that it was made from. */
function rest(shown, curve) {
  if (curve.time.length === curve.n_steps) return `The first ${count(shown)} of ${several(curve.n_steps, "step")}.`;
  return `The curve has ${several(curve.n_steps, "step")}. These are the first ${count(shown)} of ${count(curve.time.length)} that were picked`
    + " evenly over time; events and censored are counted since the row before.";
}
