import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Warning} Warning */

const SHOWN = 3;

/** What to keep in mind about this result; the weightiest first, the rest on demand. */
export class Warnings {
  #root;
  #body = make("div");
  /** Whether the rest is unfolded on the screen, also while there is none. */
  #open = false;
  #paper = false;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    root.append(this.#body);
    addEventListener("beforeprint", () => this.#onPaper(true));
    addEventListener("afterprint", () => this.#onPaper(false));
  }

  /** On paper nothing can be unfolded, so nothing is folded. @param {boolean} paper */
  #onPaper(paper) {
    this.#paper = paper;
    const rest = this.#body.querySelector("details");
    if (rest !== null) rest.open = paper || this.#open;
  }

  /** @param {Warning[]} warnings */
  update(warnings) {
    const list = (some) => make("ul", {}, ...some.map(({ sentence }) => make("li", {}, sentence)));
    const rest = warnings.slice(SHOWN);
    this.#root.hidden = warnings.length === 0;
    this.#body.replaceChildren(list(warnings.slice(0, SHOWN)));
    if (rest.length === 0) return;
    const fold = make("details", { open: this.#paper || this.#open, on: { toggle: () => { if (!this.#paper) this.#open = fold.open; } } },
      make("summary", {}, `${rest.length} more`), list(rest));
    this.#body.append(fold);
  }
}
