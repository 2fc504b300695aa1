import { count, several } from "../format.js";
import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Problem} Problem */

/** What could not be used: counted in one line, listed when it is opened. */
export class Problems {
  #root;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /** @param {Problem[]} problems @param {number} total @param {number} leftOut rows */
  update(problems, total, leftOut) {
    if (total === 0 && leftOut === 0) {
      this.#root.replaceChildren();
      return;
    }
    // Rows left out can be many; a remark on the whole is read at once.
    const open = this.#root.querySelector("details")?.open ?? leftOut === 0;
    const summary = leftOut > 0 ? `${several(leftOut, "row")} left out` : several(total, "remark");
    const unlisted = total - problems.length;
    this.#root.replaceChildren(make("details", { class: "problems", open },
      make("summary", {}, summary),
      make("ul", {}, ...problems.map(item)),
      unlisted > 0 ? make("p", { class: "small" }, `and ${count(unlisted)} more`) : null));
  }
}

/** The sentence names row and column itself. */
const item = ({ message }) => make("li", {}, message);
