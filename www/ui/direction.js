import { makeSelect, setChoices } from "./choices.js";
import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").GroupReport} GroupReport */

/** Which group the others are compared with: said in words, turned round by one press. */
export class Direction {
  element = make("span", { class: "direction" });
  #words = make("span", { id: "direction" });
  #swap;
  #compare;
  #compareLabel;
  #other = "";

  /** @param {(reference: string) => void} onReference */
  constructor(onReference) {
    this.#swap = make("button", { type: "button", id: "swap", on: { click: () => onReference(this.#other) } }, "Swap");
    this.#compare = makeSelect({ id: "reference" }, onReference);
    this.#compareLabel = make("label", { for: "reference" }, "Compare with ");
    this.element.append(this.#words, this.#swap, this.#compareLabel, this.#compare);
  }

  /** @param {GroupReport[]} groups @param {string} direction of two groups, in words */
  update(groups, direction) {
    const reference = groups.find((group) => group.reference)?.name ?? "";
    const others = groups.filter((group) => !group.reference).map(({ name }) => name);
    this.element.hidden = groups.length < 2 || (groups.length === 2 && direction === "");
    this.#other = others[0] ?? "";
    // Without a ratio there is nothing to turn round.
    this.#words.hidden = this.#swap.hidden = groups.length !== 2 || direction === "";
    this.#compareLabel.hidden = this.#compare.hidden = groups.length < 3;
    this.#words.textContent = direction;
    this.#swap.setAttribute("aria-label", `Swap: compare ${reference} with ${this.#other}`);
    setChoices(this.#compare, groups.map(({ name }) => ({ value: name, label: name })), reference);
  }
}
