import { time } from "../format.js";
import { make } from "./make.js";

/** A small field for one number; empty: the default, which it then shows. */
export class NumberField {
  element;
  #input;
  #words;

  /** @param {string} id @param {string} label @param {(value: number | null) => void} onNumber @param {(value: number) => string} [words] how the number is shown */
  constructor(id, label, onNumber, words = time) {
    this.#words = words;
    this.#input = make("input", { id, type: "text", inputmode: "decimal", size: "7", autocomplete: "off", spellcheck: "false",
      on: { change: () => onNumber(numbers(this.#input.value)[0] ?? null) } });
    this.element = make("span", {}, make("label", { for: id }, `${label} `), this.#input);
  }

  /** @param {number | null} value */
  show(value) {
    // A field that a person is writing in is theirs.
    if (document.activeElement !== this.#input) this.#input.value = value === null ? "" : this.#words(value);
  }
}

/** A small field for several numbers, apart by spaces or commas; empty: the default, which it then shows. */
export class NumbersField {
  element;
  #input;

  /** @param {string} id @param {string} label @param {(values: number[] | null) => void} onNumbers */
  constructor(id, label, onNumbers) {
    this.#input = make("input", { id, type: "text", inputmode: "decimal", size: "14", autocomplete: "off", spellcheck: "false",
      on: { change: () => { const found = numbers(this.#input.value); onNumbers(found.length === 0 ? null : found); } } });
    this.element = make("span", {}, make("label", { for: id }, `${label} `), this.#input);
  }

  /** @param {number[]} values */
  show(values) {
    if (document.activeElement !== this.#input) this.#input.value = values.map(time).join(" ");
  }
}

/** The numbers in a text; what is none is passed over. @param {string} text */
const numbers = (text) => text.split(/[\s,;]+/).filter((each) => each !== "").map(Number).filter(Number.isFinite);
