import { count, several } from "../format.js";
import { exclusions, leftOut } from "./exclusions.js";
import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Problem} Problem */

/** What could not be used: counted in one line, from the rows of the text to those of the model; listed when it is opened. */
export class Problems {
  #root;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /** @param {Problem[]} problems @param {number} total @param {import("../../src/wasm/shapes.d.ts").Stage[]} stages @param {string} flow the stages in one line */
  update(problems, total, stages, flow) {
    const rows = leftOut(stages);
    if (total === 0 && !rows) {
      this.#root.replaceChildren();
      return;
    }
    // Rows left out can be many; a remark on the whole is read at once.
    const open = this.#root.querySelector("details")?.open ?? !rows;
    const unlisted = total - problems.length;
    this.#root.replaceChildren(make("details", { class: "problems", open },
      make("summary", {}, rows ? flow : several(total, "remark")),
      ...exclusions(stages),
      problems.length > 0 && rows ? make("p", {}, "Row by row:") : null,
      make("ul", {}, ...problems.map(item)),
      unlisted > 0 ? make("p", { class: "small" }, `and ${count(unlisted)} more`) : null));
  }
}

/** The sentence names row and column itself. */
const item = ({ message }) => make("li", {}, message);
