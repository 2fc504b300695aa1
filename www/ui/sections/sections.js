import { EstimatesSection } from "./estimates.js";

/** @typedef {import("../../../src/wasm/shapes.d.ts").Report} Report */

/** The parts of the answer that open on demand, in the order of the questions a reader has. */
export class Sections {
  #sections;

  /** @param {HTMLElement} root @param {{ option: (option: object, kind?: string) => void, deeper: () => void }} on */
  constructor(root, on) {
    this.#sections = [new EstimatesSection(on)];
    root.append(...this.#sections.map((section) => section.root));
  }

  /** @param {Report} report */
  update(report) {
    for (const section of this.#sections) section.update(report);
  }
}
