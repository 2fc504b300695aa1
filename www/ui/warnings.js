import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Warning} Warning */

const SHOWN = 3;

/** What to keep in mind about this result; the weightiest first, the rest on demand. */
export class Warnings {
  #root;
  #body = make("div");

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    root.append(this.#body);
  }

  /** @param {Warning[]} warnings */
  update(warnings) {
    const open = this.#body.querySelector("details")?.open ?? false;
    const list = (some) => make("ul", {}, ...some.map(({ sentence }) => make("li", {}, sentence)));
    const rest = warnings.slice(SHOWN);
    this.#root.hidden = warnings.length === 0;
    this.#body.replaceChildren(list(warnings.slice(0, SHOWN)));
    if (rest.length > 0) this.#body.append(make("details", { open }, make("summary", {}, `${rest.length} more`), list(rest)));
  }
}
