import { told } from "../explain/places.js";
import { coefficient, count, fixed, level, maybe, pValue, ratio, several, withLimits } from "../format.js";
import { makeSelect, setChoices } from "./choices.js";
import { make } from "./make.js";
import { makeScroller, makeTable } from "./table.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Report} Report */
/** @typedef {import("../../src/wasm/shapes.d.ts").Cox} Cox */

const TIES = [{ value: "efron", label: "Efron" }, { value: "breslow", label: "Breslow" }, { value: "exact", label: "exact (discrete time)" }];
const number = (text) => ({ text, number: true });

/** The Cox model: ratios, coefficients, the three tests, how ties were handled. */
export class ModelDetails {
  #root;
  #ties;
  #tiesLine;
  #content = make("div");

  /** @param {HTMLDetailsElement} root @param {(option: object) => void} onOption */
  constructor(root, onOption) {
    this.#root = root;
    this.#ties = makeSelect({ id: "ties" }, (ties) => onOption({ ties }));
    this.#tiesLine = make("p", { class: "options" }, make("span", {}, make("label", { for: "ties" }, "Tied times "), this.#ties));
    root.querySelector(".inside").append(this.#tiesLine, this.#content);
  }

  /** @param {Report} report */
  update({ cox, cox_reason: reason, options }) {
    this.#root.hidden = cox === null && reason === null;
    this.#root.querySelector("summary span").textContent = cox === null ? "none" : "Cox model, coefficients, three tests";
    this.#tiesLine.hidden = cox === null;
    setChoices(this.#ties, TIES, options.ties);
    this.#content.replaceChildren(...(cox === null ? [make("p", {}, reason ?? "")] : parts(cox, options.conf_level)));
  }
}

/** @param {Cox} cox @param {number} confidence */
function parts(cox, confidence) {
  return [terms(cox, confidence), tests(cox), make("p", { class: "small" },
    `${cox.method}. ${count(cox.n)} people, ${several(cox.n_event, "event")}. `
    + `Log likelihood ${fixed(cox.loglik_null, 3)} without, ${fixed(cox.loglik, 3)} with the groups. `
    + (cox.wald === null ? "It has no maximum: a ratio runs away, and the likelihood is given at its limit."
      : `${cox.converged ? "Converged" : "Did not converge"} in ${several(cox.iterations, "iteration")}.`))];
}

function terms(cox, confidence) {
  return makeScroller("Hazard ratios", makeTable("Hazard ratios",
    [{ text: "Direction" }, number(`Hazard ratio (${level(confidence)} limits)`), number("Coefficient"), number("SE"), number("z"), number("p")],
    cox.terms.map((term) => [term.direction,
      told(withLimits({ value: term.hazard_ratio, lower: term.lower, upper: term.upper }, ratio), term.hazard_ratio),
      told(maybe(term.coef, coefficient), term.coef), told(maybe(term.se, coefficient), term.se), told(maybe(term.z, (z) => fixed(z, 2)), term.z), told(maybe(term.p_value, pValue), term.p_value)])));
}

function tests({ score, wald, lr }) {
  const named = [["Score", score], ["Wald", wald], ["Likelihood ratio", lr]].filter(([, test]) => test !== null);
  return makeScroller("Tests of the model", makeTable("Tests of the model",
    [{ text: "Test" }, number("Chi-squared"), number("df"), number("p")],
    named.map(([name, test]) => [name, told(fixed(test.chi_sq, 2), test, "chi_sq"), told(String(test.df), test, "df"), told(pValue(test.p_value), test, "p_value")])));
}
