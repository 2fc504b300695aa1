import { make } from "./make.js";

/** @typedef {{ id: string, text: string, title: string, teaches: string, source: string }} Sample */

/** A button that opens the list of worked examples. */
export class SamplesMenu {
  #root;
  #button;
  #list;

  /** @param {HTMLElement} root @param {Sample[]} samples @param {(sample: Sample) => void} onChoice */
  constructor(root, samples, onChoice) {
    this.#root = root;
    this.#list = make("ul", { id: "sample-list", hidden: true }, ...samples.map((sample) =>
      make("li", {}, make("button", { type: "button", "data-sample": sample.id, on: { click: () => this.#choose(sample, onChoice) } },
        make("b", {}, sample.title), make("span", {}, `${sample.teaches}.`), make("small", {}, sample.source)))));
    this.#button = make("button", { type: "button", id: "samples-button", "aria-expanded": "false",
      "aria-controls": "sample-list", on: { click: () => this.#open(this.#list.hidden) } }, "Samples");
    root.append(this.#button, this.#list);
    root.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("pointerdown", (event) => { if (!root.contains(event.target)) this.#open(false); });
    root.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget !== null && !root.contains(relatedTarget)) this.#open(false);
    });
  }

  #choose(sample, onChoice) {
    this.#open(false);
    this.#button.focus();
    onChoice(sample);
  }

  #open(open) {
    this.#list.hidden = !open;
    this.#button.setAttribute("aria-expanded", String(open));
  }

  #key(event) {
    if (event.key === "Escape" && !this.#list.hidden) {
      this.#open(false);
      this.#button.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || this.#list.hidden) return;
    event.preventDefault();
    const stops = [...this.#root.querySelectorAll("button")];
    stops[Math.max(0, Math.min(stops.length - 1, stops.indexOf(document.activeElement) + step))].focus();
  }
}
