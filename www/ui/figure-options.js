import { level } from "../format.js";
import { makeSelect, setChoices } from "./choices.js";
import { LevelChoice } from "./level-choice.js";
import { make } from "./make.js";
import { NumberField } from "./number-field.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Report} Report */
/** @typedef {import("../../src/wasm/shapes.d.ts").Drawing} Drawing */

const TYPES = [
  { value: "log_log", label: "log-log" },
  { value: "log", label: "log" },
  { value: "plain", label: "plain" },
  { value: "logit", label: "logit" },
  { value: "arcsin", label: "arcsine" },
];
const PLOTS = {
  curves: "curves", cum_haz: "cumulative hazard", log_log: "log-log", all_causes: "every event, in panels",
  stacked: "every event, stacked", schoenfeld: "Schoenfeld residuals",
};
const UNITS = ["minutes", "hours", "days", "weeks", "months", "years"].map((value) => ({ value, label: value }));
const TABLES = [
  { value: "full", label: "at risk, events, censored" },
  { value: "at_risk", label: "at risk" },
  { value: "none", label: "none" },
];
const PROFILES = [
  { value: "riskset", label: "Riskset" }, { value: "r", label: "R" }, { value: "sas", label: "SAS" }, { value: "prism", label: "Prism" },
];
const BY_HAND = { value: "", label: "changed by hand" };
const SCALES = [{ value: "false", label: "percent" }, { value: "true", label: "0 to 1" }];

/** What the figure shows, how limits are made, and, on demand, its axes and lines. */
export class FigureOptions {
  #plot;
  #of;
  #curve;
  #band;
  #bandWords = make("span");
  #level;
  #type;
  #profile;
  #profileNote = make("p", { class: "small note", id: "profile-note", hidden: true });
  #from;
  #to;
  #whole;
  #scale;
  #unit;
  #table;
  #ticks;
  /** Unit of the data, which as a choice stands for none. */
  #ofData = "";

  /** @param {HTMLElement} root @param {{ option: (option: object) => void, drawing: (change: Partial<Drawing>) => void }} on */
  constructor(root, on) {
    this.#plot = makeSelect({ id: "plot" }, (plot) => on.drawing({ plot, of: 0 }));
    this.#of = makeSelect({ id: "plot-of", label: "Group or term that is shown" }, (of) => on.drawing({ of: Number(of) }));
    this.#curve = makeSelect({ id: "curve-direction" }, (curve) => on.option({ curve }));
    this.#band = make("input", { type: "checkbox", id: "band", checked: true, on: { change: () => on.drawing({ no_band: !this.#band.checked }) } });
    this.#level = new LevelChoice("conf-level", (conf_level) => on.option({ conf_level }));
    this.#type = makeSelect({ id: "conf-type" }, (conf_type) => on.option({ conf_type }));
    // What was chosen by hand gives way to the program's own settings.
    this.#profile = makeSelect({ id: "profile" }, (profile) => on.option({ profile, conf_type: null, ties: null, ph_transform: null }));
    this.#profile.setAttribute("aria-describedby", "profile-note");
    this.#from = new NumberField("x-from", "From", (x_from) => on.drawing({ x_from }));
    this.#to = new NumberField("x-to", "to", (x_to) => on.drawing({ x_to }));
    this.#whole = make("button", { type: "button", id: "x-whole", on: { click: () => on.drawing({ x_from: null, x_to: null }) } }, "Whole");
    this.#scale = makeSelect({ id: "scale" }, (probability) => on.drawing({ probability: probability === "true" }));
    this.#unit = makeSelect({ id: "axis-unit" }, (unit) => on.drawing({ axis_unit: unit === this.#ofData ? null : unit }));
    this.#table = makeSelect({ id: "table-rows" }, (table) => on.drawing({ table }));
    const tick = (id, words, change) => {
      const input = make("input", { type: "checkbox", id, on: { change: () => change(input.checked) } });
      return { input, element: make("label", { class: "tick" }, input, ` ${words}`) };
    };
    this.#ticks = {
      medians: tick("median-lines", "lines to the medians", (medians) => on.drawing({ medians })),
      tau_line: tick("tau-line", "line at τ", (tau_line) => on.drawing({ tau_line })),
      fit_shares: tick("fit-shares", "axis of shares only as high as the curves", (fit_shares) => on.drawing({ fit_shares })),
      corner: tick("corner", "ratio, p and n in a corner", (corner) => on.drawing({ corner })),
      censored: tick("censor-marks", "marks of the censored", (marks) => on.drawing({ no_censor_marks: !marks })),
    };
    const labelled = (words, select) => make("span", {}, make("label", { for: select.id }, `${words} `), select);
    root.append(
      make("span", {}, make("label", { for: "plot" }, "Plot "), this.#plot, this.#of),
      labelled("Curve", this.#curve),
      make("label", { class: "tick" }, this.#band, this.#bandWords),
      this.#level.element,
      labelled("Limits", this.#type),
      labelled("Settings as", this.#profile),
      this.#profileNote,
      make("details", { id: "axes" }, make("summary", {}, "Axes and lines"),
        make("div", { class: "options" },
          make("span", { class: "several", role: "group", "aria-label": "Times shown" }, this.#from.element, this.#to.element, this.#whole),
          labelled("Axis in", this.#unit), labelled("Shares in", this.#scale), labelled("Table", this.#table),
          ...Object.values(this.#ticks).map(({ element }) => element))));
  }

  /** Says at its field why the level is not taken. @param {string} sentence */
  refuseLevel(sentence) {
    this.#level.refuse(sentence);
  }

  /** Says at its field why these ends of the axis are not taken. @param {string} sentence */
  refuseWindow(sentence) {
    this.#to.refuse(sentence);
  }

  /** @param {Report} report */
  update({ options, plots, data, details, words }) {
    const { drawing } = options;
    const offer = plots.find(({ plot }) => plot === drawing.plot) ?? plots[0];
    setChoices(this.#plot, plots.map(({ plot }) => ({ value: plot, label: PLOTS[plot] })), offer.plot);
    this.#of.hidden = offer.of.length < 2;
    setChoices(this.#of, offer.of.map((label, i) => ({ value: String(i), label })), String(Math.min(drawing.of, offer.of.length - 1)));
    this.#level.show(options.conf_level);
    setChoices(this.#type, TYPES, options.conf_type);
    setChoices(this.#profile, options.profile === null ? [...PROFILES, BY_HAND] : PROFILES, options.profile ?? "");
    this.#profileNote.hidden = words.profile === null;
    this.#profileNote.textContent = words.profile ?? "";
    setChoices(this.#curve, [
      { value: "event", label: "share with the event" },
      { value: "surv", label: "share still without it" },
    ], options.curve ?? "surv");
    this.#curve.parentElement.hidden = offer.plot !== "curves";
    this.#bandWords.textContent = ` ${level(options.conf_level)} band`;
    this.#band.parentElement.hidden = ["log_log", "stacked"].includes(offer.plot);
    this.#band.checked = !drawing.no_band;
    this.#from.show(drawing.x_from);
    this.#to.show(drawing.x_to);
    this.#whole.disabled = drawing.x_from === null && drawing.x_to === null;
    setChoices(this.#scale, SCALES, String(drawing.probability));
    this.#scale.parentElement.hidden = !["curves", "all_causes", "stacked"].includes(offer.plot);
    this.#ofData = data.time_unit;
    const known = UNITS.some(({ value }) => value === data.time_unit);
    setChoices(this.#unit, known ? UNITS : [], drawing.axis_unit ?? data.time_unit);
    this.#unit.parentElement.hidden = !known || offer.plot === "log_log";
    setChoices(this.#table, TABLES, drawing.table);
    this.#table.parentElement.hidden = ["log_log", "schoenfeld"].includes(offer.plot);
    for (const name of ["medians", "tau_line", "fit_shares", "corner"]) this.#ticks[name].input.checked = drawing[name];
    this.#ticks.censored.input.checked = !drawing.no_censor_marks;
    this.#ticks.fit_shares.element.hidden = !(["all_causes", "stacked"].includes(offer.plot) || (offer.plot === "curves" && options.curve === "event"));
    this.#ticks.censored.element.hidden = !["curves", "cum_haz"].includes(offer.plot);
    this.#ticks.medians.element.hidden = offer.plot !== "curves" || data.n_competing > 0;
    this.#ticks.tau_line.element.hidden = offer.plot !== "curves" || (details?.estimates.content?.tau.value ?? null) === null;
  }
}
