import { make } from "../ui/make.js";
import { ARMS, NO_CELLS } from "./cells.js";

/** @typedef {import("./cells.js").Cells} Cells */

const FIELDS = ["name", "events", "people"];

/** Four numbers, and the names of the arms if they are to be told. */
export class OneTrial {
  /** Of each arm its fields. @type {HTMLInputElement[][]} */
  #inputs;

  /** @param {HTMLFieldSetElement} root @param {(cells: Cells) => void} onCells */
  constructor(root, onCells) {
    const tell = () => onCells(this.#inputs.map((arm) => arm.map(({ value }) => value)));
    this.#inputs = ARMS.map((arm, i) => FIELDS.map((field, j) => make("input", {
      type: "text", id: `${field}-${i}`, autocomplete: "off", spellcheck: "false",
      size: j === 0 ? "12" : "6", inputmode: j === 0 ? null : "numeric", placeholder: j === 0 ? arm : null,
      "aria-label": j === 0 ? `Name of the ${arm} arm` : `${field === "events" ? "Events" : "People"} in the ${arm} arm`,
      on: { input: tell },
    })));
    root.append(
      make("table", {},
        make("thead", {}, make("tr", {}, ...["Arm", "Events", "Of people"].map((head) => make("th", { scope: "col" }, head)))),
        make("tbody", {}, ...this.#inputs.map((arm) => make("tr", {}, ...arm.map((input) => make("td", {}, input)))))),
      make("p", { class: "small" }, "With all four numbers it takes the place of the rows above; Undo brings them back."));
  }

  /** @param {Cells | null} cells */
  show(cells) {
    (cells ?? NO_CELLS).forEach((arm, i) => arm.forEach((value, j) => {
      // Writing the same value again would move the caret.
      if (this.#inputs[i][j].value !== value) this.#inputs[i][j].value = value;
    }));
  }
}
