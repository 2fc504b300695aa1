import { level, time } from "../format.js";
import { readNumber } from "../numbers.js";
import { makeSelect, setChoices } from "./choices.js";
import { make } from "./make.js";
import { NumberField } from "./number-field.js";

const LEVELS = ["0.8", "0.9", "0.95", "0.99"];
const OTHER = "other";
/** What the core takes, in percent. */
const LOWEST = 50;
const HIGHEST = 99.9;

/** The confidence level: one of the usual, or any other in a field of its own. */
export class LevelChoice {
  element;
  #select;
  #field;
  /** Another level is wanted, whether or not it is written yet. */
  #other = false;

  /** @param {string} id @param {(level: number | undefined) => void} onLevel undefined: the default */
  constructor(id, onLevel) {
    this.#select = makeSelect({ id }, (value) => {
      this.#other = value === OTHER;
      this.#field.element.hidden = !this.#other;
      if (!this.#other) onLevel(Number(value));
    });
    this.#field = new NumberField(`${id}-other`, "Level in percent", (value) => onLevel(value ?? undefined),
      { read: readLevel, words: (value) => time(Number((100 * value).toPrecision(8))) });
    this.#field.element.hidden = true;
    this.element = make("span", { class: "several" },
      make("span", { class: "field" }, make("label", { for: id }, "Confidence "), this.#select), this.#field.element);
  }

  /** @param {number} now */
  show(now) {
    this.#other ||= !LEVELS.includes(String(now));
    setChoices(this.#select, [...LEVELS.map((value) => ({ value, label: level(Number(value)) })), { value: OTHER, label: "other\u2026" }],
      this.#other ? OTHER : String(now));
    this.#field.element.hidden = !this.#other;
    this.#field.show(now);
  }

  /** @param {string} sentence */
  refuse(sentence) {
    this.#field.element.hidden = false;
    this.#field.refuse(sentence);
  }
}

/** A level in percent, with or without the sign; up to 1 it is taken as a share. @param {string} text */
function readLevel(text) {
  const read = readNumber(text.replace(/\s*%\s*$/, ""), "97.5");
  if (read.problem !== undefined || read.value === null) return read;
  const percent = read.value <= 1 && !text.includes("%") ? 100 * read.value : read.value;
  if (percent < LOWEST || percent > HIGHEST) {
    return { problem: `${text.trim()} is no level to use. Write a number from ${LOWEST} to ${HIGHEST}, such as 97.5. Nothing was changed.` };
  }
  return { value: Number((percent / 100).toPrecision(12)) };
}
