import { told } from "../../explain/places.js";
import { coefficient, count, fixed, interval, level, maybe, pValue, ratio, several } from "../../format.js";
import { FigureBox } from "../figure.js";
import { make } from "../make.js";
import { Section } from "../section.js";
import { makeScroller, makeTable } from "../table.js";

/** @typedef {import("../../../src/wasm/shapes.d.ts").Model} Model */
/** @typedef {import("../../../src/wasm/shapes.d.ts").Report} Report */

const number = (text) => ({ text, number: true });

/** The Cox model in full. */
export class ModelSection {
  #section;
  #stratified;
  #robust;
  #picture = make("div", { class: "canvas-box short" });
  #forest;

  /** @param {{ option: (option: object) => void, deeper: () => void }} on @param {(forest: object) => import("../figure.js").Chart} makeForest */
  constructor(on, makeForest) {
    this.#forest = new FigureBox(this.#picture, makeForest, "model-forest");
    const box = (id, text, change) => {
      const input = make("input", { type: "checkbox", id, on: { change: () => change(input.checked) } });
      return { input, element: make("label", { hidden: true }, input, ` ${text}`) };
    };
    this.#stratified = box("stratified", "Keep strata apart", (stratified) => on.option({ stratified }));
    this.#robust = box("robust", "Robust errors", (robust) => on.option({ robust }));
    this.#section = new Section("Cox model in full", {
      show: (model, report) => [this.#picture, ...show(model, report)], controls: [this.#stratified.element, this.#robust.element], onWanted: on.deeper,
    });
  }

  get root() {
    return this.#section.root;
  }

  /** @param {Report} report @param {import("../../../src/wasm/shapes.d.ts").Roles} roles @param {import("../../../src/wasm/shapes.d.ts").Forest | null} forest */
  update(report, roles, forest) {
    this.#section.update(report.details?.model ?? null, report);
    this.#picture.hidden = forest === null;
    if (forest !== null) this.#forest.update(forest, `Forest plot of the model. ${forest.rows.map(({ label, text }) => `${label}: ${text}`).join("; ")}.`);
    this.#stratified.element.hidden = (roles?.strata ?? null) === null;
    this.#stratified.input.checked = report.options.stratified;
    this.#robust.element.hidden = (roles?.id ?? null) === null;
    this.#robust.input.checked = report.details?.model.content?.n_clusters != null;
  }
}

/** @param {Model} model @param {Report} report */
function show(model, report) {
  const limits = level(report.options.conf_level);
  return [ratios(model, limits), ...robust(model, limits), ...firth(model, limits), tests(model), about(model)];
}

const columnsOf = (model) => model.terms.flatMap((term) => term.columns);

function ratios(model, limits) {
  const name = (column) => (column.note === null ? column.direction : make("span", {}, column.direction, make("small", { class: "line" }, column.note)));
  return makeScroller("Ratios of the model", makeTable(`Hazard ratios, each adjusted for the others, with ${limits} limits`,
    [{ text: "Term" }, number("Hazard ratio (Wald)"), number("Profile limits"), number("Coefficient"), number("SE"), number("z"), number("p")],
    columnsOf(model).map((column) => [name(column), told(interval(column.hazard_ratio, ratio), column.hazard_ratio),
      column.note === null ? `${maybe(column.profile.lower, ratio.of(column.profile))} to ${maybe(column.profile.upper, ratio.of(column.profile))}` : "–",
      told(maybe(column.coef, coefficient), column.coef), told(maybe(column.se, coefficient), column.se), told(maybe(column.z, (z) => fixed(z, 2)), column.z), told(maybe(column.p_value, pValue), column.p_value)]), { showCaption: true }));
}

function robust(model, limits) {
  if (model.n_clusters === null) return [];
  return [makeScroller("Robust errors", makeTable(`The same with robust errors (${several(model.n_clusters, "person")} or clusters), ${limits} limits`,
    [{ text: "Term" }, number("Hazard ratio"), number("Robust SE"), number("p")],
    columnsOf(model).filter((column) => column.robust !== null).map((column) => [column.direction, told(interval(column.robust.hazard_ratio, ratio), column.robust.hazard_ratio),
      told(maybe(column.robust.se, coefficient), column.robust.se), told(maybe(column.robust.p_value, pValue), column.robust.p_value)]), { showCaption: true }))];
}

function firth({ firth: found }, limits) {
  if (found === null) return [];
  return [makeScroller("Firth's estimates", makeTable(`Firth’s penalised estimates, with ${limits} profile limits`,
    [{ text: "Term" }, number("Hazard ratio"), number("Coefficient"), number("SE"), number("p")],
    found.columns.map((column) => [column.direction, told(interval(column.hazard_ratio, ratio), column.hazard_ratio), told(maybe(column.coef, coefficient), column.coef),
      told(maybe(column.se, coefficient), column.se), told(maybe(column.p_value, pValue), column.p_value)]), { showCaption: true }))];
}

function tests({ score, wald, lr, robust_wald: robustWald, robust_score: robustScore }) {
  const named = [["Likelihood ratio", lr], ["Wald", wald], ["Score", score], ["Robust Wald", robustWald], ["Robust score", robustScore]]
    .filter(([, test]) => test !== null);
  return makeScroller("Tests of the whole model", makeTable("Tests of the whole model",
    [{ text: "Test" }, number("Chi-squared"), number("df"), number("p")],
    named.map(([name, test]) => [name, told(fixed(test.chi_sq, 2), test, "chi_sq"), told(String(test.df), test, "df"), told(pValue(test.p_value), test, "p_value")]), { showCaption: true }));
}

function about(model) {
  const parts = [
    `${several(model.n, "row")}, ${several(model.n_event, "event")}`,
    model.n_left_out > 0 ? `${several(model.n_left_out, "row")} left out for a missing value` : null,
    model.n_strata > 1 ? `${count(model.n_strata)} strata` : null,
    `${fixed(model.events_per_coefficient, 1)} events for each coefficient`,
    model.concordance.value === null ? null : `concordance ${fixed(model.concordance.value, 3)} (SE ${maybe(model.concordance_se, (se) => fixed(se, 3))})`,
    `log likelihood ${fixed(model.loglik_null, 3)} without, ${fixed(model.loglik, 3)} with the terms`,
    model.converged ? `converged in ${several(model.iterations, "iteration")}` : "did not converge",
  ];
  return make("p", { class: "small" }, `${parts.filter((part) => part !== null).join("; ")}.`);
}
