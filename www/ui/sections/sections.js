import { ComparisonsSection } from "./comparisons.js";
import { CompetingSection } from "./competing.js";
import { DiagnosticsSection } from "./diagnostics.js";
import { EstimatesSection } from "./estimates.js";
import { ModelSection } from "./model.js";
import { PermutationSection } from "./permutation.js";

/** @typedef {import("../../../src/wasm/shapes.d.ts").Report} Report */
/** @typedef {import("../../../src/wasm/shapes.d.ts").Roles} Roles */

/** The parts of the answer that open on demand, in the order of the questions a reader has. */
export class Sections {
  #root;
  #sections;
  #estimates;
  #comparisons;
  #crossing = false;

  /** @param {HTMLElement} root @param {object} on what a person can do; the controller's methods by name @param {(forest: object) => import("../figure.js").Chart} makeForest */
  constructor(root, on, makeForest) {
    this.#root = root;
    this.#estimates = new EstimatesSection(on);
    this.#comparisons = new ComparisonsSection(on);
    this.#sections = [new CompetingSection(on), this.#estimates, this.#comparisons, new PermutationSection(on), new ModelSection(on, makeForest), new DiagnosticsSection(on)];
    root.append(...this.#sections.map((section) => section.root));
  }

  /** @param {Report} report @param {Roles} roles @param {import("../../../src/wasm/shapes.d.ts").Forest | null} forest of the model */
  update(report, roles, forest) {
    for (const section of this.#sections) section.update(report, roles, forest);
    this.#order(report.warnings.some(({ code }) => code === "crossing"));
  }

  /** Says at the field of an option why it is not taken. @param {string} option @param {string} sentence @returns {boolean} whether it has a field */
  refuse(option, sentence) {
    return this.#estimates.refuse(option, sentence);
  }

  /** Curves that cross: what stays true of them comes before the tests and the hazard ratio that do not. @param {boolean} crossing */
  #order(crossing) {
    if (crossing === this.#crossing) return;
    this.#crossing = crossing;
    const own = this.#sections.map((section) => section.root);
    this.#root.append(...own);
    if (crossing) this.#root.parentElement.prepend(this.#estimates.root, this.#comparisons.root);
  }
}
