import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Report} Report */

/**
 * A part of the answer that opens on demand. With many rows it is computed when it is first opened.
 * @template T
 */
export class Section {
  root;
  #summary = make("span");
  #body = make("div", { class: "section" });
  #controls;
  #show;
  #missing = false;
  #keepControls;
  /** Content that nobody has looked at is not laid out. @type {(() => void) | null} */
  #waiting = null;

  /**
   * @param {string} title
   * @param {{ show: (content: T, report: Report) => Node[], controls?: HTMLElement[], onWanted: () => void, keepControls?: boolean }} how
   *   `keepControls`: they do not come and go with the content, but with `showControls`
   */
  constructor(title, { show, controls = [], onWanted, keepControls = false }) {
    this.#show = show;
    this.#keepControls = keepControls;
    this.#controls = make("div", { class: "options" }, ...controls);
    this.#controls.hidden = controls.length === 0;
    this.root = make("details", { on: { toggle: () => { if (this.root.open && this.#missing) onWanted(); else this.#build(); } } },
      // A press opens it: what it holds is laid out just before, so that nobody sees it empty.
      make("summary", { on: { click: () => this.#build(true) } }, `${title} `, this.#summary), make("div", { class: "inside" }, this.#controls, this.#body));
  }

  /** @param {boolean} yes */
  showControls(yes) {
    this.#controls.hidden = !yes;
  }

  /**
   * @param {{ content: T | null, reason: string | null } | null} section null: not computed yet
   * @param {Report} report @param {string} [without] what the line says of a section without content
   */
  update(section, report, without = "none") {
    this.#missing = section === null;
    const { content = null, reason = null } = section ?? {};
    this.root.hidden = section !== null && content === null && reason === null;
    if (!this.#keepControls) this.#controls.hidden = content === null;
    this.#summary.textContent = section === null ? "computed when opened" : content?.summary ?? without;
    if (section === null) this.#body.replaceChildren(make("p", { class: "small" }, "Computing…"));
    else this.#waiting = () => this.#body.replaceChildren(...(content === null ? [make("p", {}, reason ?? "")] : [...this.#show(content, report), methods(content.methods)]));
    if (section === null) this.#waiting = null;
    if (this.#missing && this.root.open) this.root.open = false;
    this.#build();
  }

  #build(opening = false) {
    if (!(opening || this.root.open) || this.#waiting === null) return;
    this.#waiting();
    this.#waiting = null;
  }
}

/** How the numbers of a section were made. @param {string[]} sentences */
const methods = (sentences) =>
  make("details", { class: "how" }, make("summary", {}, "How these were computed"), make("ul", { class: "small" }, ...sentences.map((each) => make("li", {}, each))));
