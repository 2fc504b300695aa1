import { told } from "../../explain/places.js";
import { digits, fixed, isolated, pValue, percent, relation, time } from "../../format.js";
import { makeSelect, setChoices } from "../choices.js";
import { make } from "../make.js";
import { Section } from "../section.js";
import { makeScroller, makeTable } from "../table.js";

/** @typedef {import("../../../src/wasm/shapes.d.ts").Diagnostics} Diagnostics */
/** @typedef {import("../../../src/wasm/shapes.d.ts").Report} Report */

const number = (text) => ({ text, number: true });
const TRANSFORMS = [
  { value: "km", label: "Kaplan-Meier (R's default)" }, { value: "identity", label: "time" }, { value: "rank", label: "rank" }, { value: "log", label: "log time" },
];
/** Places along the smooth curve that the table shows. */
const PLACES = 5;
/** Steps of a baseline hazard, and strata, that the table shows. */
const BASELINE_STEPS = 12;
const BASELINE_STRATA = 12;

/** Proportional hazards, residuals, baseline hazard and adjusted curves of the Cox model. */
export class DiagnosticsSection {
  #section;
  #transform;

  /** @param {{ option: (option: object) => void, deeper: () => void }} on */
  constructor(on) {
    this.#transform = makeSelect({ id: "ph-transform" }, (transform) => on.option({ ph_transform: transform }));
    const line = make("span", {}, make("label", { for: "ph-transform" }, "Time as "), this.#transform);
    this.#section = new Section("Does the model fit?", { show, controls: [line], onWanted: on.deeper });
  }

  get root() {
    return this.#section.root;
  }

  /** @param {Report} report */
  update(report) {
    this.#section.update(report.details?.diagnostics ?? null, report);
    setChoices(this.#transform, TRANSFORMS, report.options.ph_transform);
  }
}

/** @param {Diagnostics} content @param {Report} report */
function show(content, report) {
  return [...hazards(content), ...smooth(content), ...baseline(content, report), ...adjusted(content, report), residuals(content)];
}

function hazards({ ph, ph_global: global, ph_reason: reason }) {
  if (global === null) return [make("p", {}, reason ?? "")];
  const rows = ph.map((term) => [term.name, term.chi_sq === null ? "–" : told(fixed(term.chi_sq, 3), term, "chi_sq"), term.df === null ? "–" : told(String(term.df), term, "df"), term.p_value === null ? "–" : told(pValue(term.p_value), term, "p_value")]);
  return [makeScroller("Proportional hazards", makeTable("Does a ratio change over time?",
    [{ text: "Term" }, number("Chi-squared"), number("df"), number("p")],
    [...rows, ["all together", told(fixed(global.chi_sq, 3), global, "chi_sq"), told(String(global.df), global, "df"), told(pValue(global.p_value), global, "p_value")]], { showCaption: true })),
  make("p", { class: "small" }, `${global.method}: p ${relation(global.p_value)}.`)];
}

/** The smoothed coefficient at a few times, as a ratio. */
function smooth({ schoenfeld: plots }) {
  const drawn = plots.filter((plot) => plot.smooth.length > 0);
  if (drawn.length === 0) return [];
  const places = (plot) => Array.from({ length: PLACES }, (_, i) => Math.round((i * (plot.smooth.length - 1)) / (PLACES - 1)));
  const rows = drawn.flatMap((plot) => places(plot).map((at) => [`${isolated(plot.name)} near ${time(Number(plot.smooth_time[at].toPrecision(4)))}`,
    fixed(plot.smooth[at], 2), `${fixed(plot.smooth_lower[at], 2)} to ${fixed(plot.smooth_upper[at], 2)}`]));
  return [makeScroller("The coefficient over time", makeTable("The coefficient over time (smoothed scaled Schoenfeld residuals)",
    [{ text: "Term" }, number("Coefficient"), number("Limits")], rows, { showCaption: true }))];
}

/** The cumulative hazard at some of its steps, the last among them; of each stratum its own. */
function baseline({ baseline: strata }, report) {
  const known = strata.map((stratum, i) => ({ ...stratum, name: stratum.name ?? `Stratum ${i + 1}` })).filter(({ time: times }) => times.length > 0);
  if (known.length === 0) return [];
  const unit = report.data.time_unit === "" ? "Time" : `Time (${report.data.time_unit})`;
  const line = ({ time: times, cum_haz: hazard }) => some(times.length).map((at) => [time(times[at]), hazard[at] === null ? "too large to compute" : digits(hazard[at])]);
  const shown = known.slice(0, BASELINE_STRATA);
  const rest = [
    shown.some(({ time: times }) => times.length > BASELINE_STEPS) ? "some of the steps, the last among them" : null,
    shown.length < known.length ? `the first ${shown.length} of ${known.length} strata` : null,
  ].filter((each) => each !== null);
  return [makeScroller("Baseline hazard", makeTable("Baseline cumulative hazard: of the reference group, where every number in the model is 0",
    [{ text: unit }, number("Cumulative hazard")],
    known.length === 1 ? line(known[0]) : shown.map((stratum) => ({ name: stratum.name, rows: line(stratum) })), { showCaption: true })),
  ...(rest.length === 0 ? [] : [make("p", { class: "small" }, `Shown: ${rest.join("; ")}.`)])];
}

/** Places of at most so many steps among `n`, evenly, the last among them. @param {number} n */
function some(n) {
  const shown = Math.min(n, BASELINE_STEPS);
  return Array.from({ length: shown }, (_, i) => (shown === 1 ? n - 1 : Math.round((i * (n - 1)) / (shown - 1))));
}

function adjusted({ adjusted: kinds }, report) {
  const unit = report.data.time_unit === "" ? "" : ` ${report.data.time_unit}`;
  return kinds.filter((kind) => kind.at.length > 0).map((kind) => makeScroller(`Adjusted curves, ${kind.method}`, makeTable(`Share without the event, curves ${kind.method}`,
    [{ text: "Group" }, ...kind.at.map((at) => number(`${time(at)}${unit}`))],
    kind.curves.map((curve) => [curve.name, ...curve.surv_at.map((surv) => percent(surv))]), { showCaption: true })));
}

const residuals = ({ extremes }) => makeScroller("Largest residuals", makeTable("Whom the model fits worst (largest deviance residuals)",
  [{ text: "Row used" }, number("Time"), { text: "Event" }, number("Martingale"), number("Deviance")],
  extremes.map((each) => [String(each.subject + 1), time(each.time), each.event ? "yes" : "no", told(residual(each.martingale), each, "martingale"), told(residual(each.deviance), each, "deviance")]), { showCaption: true }));

/** Two decimals, or two digits of what is small but not nothing. */
const residual = (value) => (Math.abs(value) >= 0.005 && Math.abs(value) < 0.095 ? value.toPrecision(2).replace("-", "\u2212") : fixed(value, 2));
