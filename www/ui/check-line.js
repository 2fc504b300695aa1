import { make } from "./make.js";

/** Says how the status was read and asks whether that is right. */
export class CheckLine {
  #root;
  #flip;
  #counts;
  #question;

  /** @param {HTMLElement} root @param {() => void} onFlip */
  constructor(root, onFlip) {
    this.#root = root;
    this.#counts = make("b", { id: "counts" });
    this.#question = make("span", {}, " Is that right? ");
    this.#flip = make("button", { type: "button", id: "flip", class: "plain", title: "Take the other value as the event", on: { click: onFlip } }, "Flip");
    root.append(this.#counts, this.#question, this.#flip);
  }

  /** @param {string} counts "24 people, 13 recovered, 11 censored." @param {boolean} canFlip */
  update(counts, canFlip) {
    this.#root.hidden = counts === "";
    this.#counts.textContent = counts;
    this.#flip.hidden = this.#question.hidden = !canFlip;
  }
}
