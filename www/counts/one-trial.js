import { make } from "../ui/make.js";
import { ARMS, NO_CELLS, troubleIn } from "./cells.js";

/** @typedef {import("./cells.js").Cells} Cells */

const FIELDS = ["name", "events", "people"];
/** Long enough that half a number is not complained of. */
const PAUSE_MS = 900;

/** Four numbers, and the names of the arms if they are to be told. */
export class OneTrial {
  /** Of each arm its fields. @type {HTMLInputElement[][]} */
  #inputs;
  /** @type {Cells} */
  #cells = NO_CELLS;
  #timer = 0;
  #trouble = make("p", { id: "one-trial-trouble", class: "wrong", role: "alert" });

  /** @param {HTMLFieldSetElement} root @param {(cells: Cells) => void} onCells */
  constructor(root, onCells) {
    const tell = () => onCells(this.#inputs.map((arm) => arm.map(({ value }) => value)));
    this.#inputs = ARMS.map((arm, i) => FIELDS.map((field, j) => make("input", {
      type: "text", id: `${field}-${i}`, autocomplete: "off", spellcheck: "false",
      size: j === 0 ? "12" : "6", inputmode: j === 0 ? null : "numeric", placeholder: j === 0 ? arm : null,
      "aria-label": j === 0 ? `Name of the ${arm} arm` : `${field === "events" ? "Events" : "People"} in the ${arm} arm`,
      on: { input: tell, change: () => this.#say(troubleIn(this.#cells)) },
    })));
    root.append(
      make("table", {},
        make("thead", {}, make("tr", {}, ...["Arm", "Events", "Of people"].map((head) => make("th", { scope: "col" }, head)))),
        make("tbody", {}, ...this.#inputs.map((arm) => make("tr", {}, ...arm.map((input) => make("td", {}, input)))))),
      this.#trouble,
      make("p", { class: "small" }, "With all four numbers it takes the place of the rows above; Undo brings them back."));
  }

  /** @param {Cells | null} cells */
  show(cells) {
    this.#cells = cells ?? NO_CELLS;
    clearTimeout(this.#timer);
    if (troubleIn(this.#cells) === "") this.#say("");
    else this.#timer = setTimeout(() => this.#say(troubleIn(this.#cells)), PAUSE_MS);
    this.#cells.forEach((arm, i) => arm.forEach((value, j) => {
      // Writing the same value again would move the caret.
      if (this.#inputs[i][j].value !== value) this.#inputs[i][j].value = value;
    }));
  }

  /** Says what to mend. @param {string} sentence */
  refuse(sentence) {
    clearTimeout(this.#timer);
    this.#say(sentence);
  }

  #say(sentence) {
    // The same sentence again is not said again.
    if (this.#trouble.textContent !== sentence) this.#trouble.textContent = sentence;
  }
}
