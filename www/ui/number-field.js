import { time } from "../format.js";
import { readNumber, readNumbers } from "../numbers.js";
import { make } from "./make.js";

/**
 * A small field for numbers; empty: the default, which it shows once it is left. What cannot be taken is said
 * beside it, where the person is; it then stays as it was typed, and nothing else changes.
 * @template T
 */
class Field {
  element;
  #input;
  #trouble;
  #words;
  /** What the report says. @type {T | null} */
  #now = null;

  /**
   * @param {{ id: string, label: string, size: string, inputmode: string }} input
   * @param {(text: string) => { value?: T | null, problem?: string }} read
   * @param {(value: T | null) => void} onValue @param {(value: T) => string} words how it is shown
   */
  constructor({ id, label, size, inputmode }, read, onValue, words) {
    this.#words = words;
    this.#input = make("input", { id, type: "text", inputmode, size, autocomplete: "off", spellcheck: "false",
      on: { change: () => this.#changed(read, onValue), blur: () => this.#left() } });
    this.#trouble = make("span", { id: `${id}-trouble`, class: "wrong", role: "alert" });
    this.element = make("span", { class: "field" }, make("label", { for: id }, `${label} `), this.#input, this.#trouble);
  }

  /** @param {T | null} value */
  show(value) {
    this.#now = value;
    // A field that a person is writing in is theirs.
    if (document.activeElement === this.#input) return;
    this.refuse("");
    this.#write();
  }

  /** Says why what was typed is not taken; empty: it is. @param {string} sentence */
  refuse(sentence) {
    this.#trouble.textContent = sentence;
    if (sentence === "") {
      this.#input.removeAttribute("aria-invalid");
      this.#input.removeAttribute("aria-describedby");
    } else {
      this.#input.setAttribute("aria-invalid", "true");
      this.#input.setAttribute("aria-describedby", this.#trouble.id);
    }
  }

  #changed(read, onValue) {
    const { value, problem = "" } = read(this.#input.value);
    this.refuse(problem);
    if (problem === "") onValue(value);
  }

  #left() {
    if (this.#trouble.textContent === "" && this.#input.value.trim() === "") this.#write();
  }

  #write() {
    this.#input.value = this.#now === null ? "" : this.#words(this.#now);
  }
}

/** @extends {Field<number>} */
export class NumberField extends Field {
  /**
   * @param {string} id @param {string} label @param {(value: number | null) => void} onNumber
   * @param {{ words?: (value: number) => string, read?: (text: string) => import("../numbers.js").OneRead }} [how]
   */
  constructor(id, label, onNumber, { words = time, read = readNumber } = {}) {
    super({ id, label, size: "7", inputmode: "decimal" }, (text) => read(text), onNumber, words);
  }
}

/** Several numbers, apart by spaces, semicolons or commas. @extends {Field<number[]>} */
export class NumbersField extends Field {
  /** @param {string} id @param {string} label @param {(values: number[] | null) => void} onNumbers @param {string} [example] */
  constructor(id, label, onNumbers, example) {
    super({ id, label, size: "14", inputmode: "text" }, (text) => readNumbers(text, example), onNumbers, (values) => values.map(time).join(" "));
  }
}
