import { several } from "../format.js";
import { make } from "./make.js";
import { isShown } from "./tabs.js";

/** A longer text would make a text area slow to the point of freezing; it is held aside. */
const LONGEST_SHOWN = 1_000_000;
const LINES_SHOWN = 40;
const CHARACTERS_SHOWN = 8_000;

/** The box for the data. Never changes what was pasted. */
export class PasteBox {
  #area;
  #held;
  #on;
  #isSample;
  #large = false;
  #skip = 0;

  /**
   * @param {HTMLElement} root
   * @param {{ typed: (text: string) => void, replaced: (text: string) => void }} on
   * @param {(text: string) => boolean} isSample
   */
  constructor(root, on, isSample) {
    this.#isSample = isSample;
    this.#area = root.querySelector("textarea");
    this.#held = root.querySelector(".held");
    this.#on = on;
    this.#area.addEventListener("input", () => { if (!this.#large) on.typed(this.#area.value); });
    this.#area.addEventListener("paste", (event) => this.#paste(event));
    addEventListener("paste", (event) => this.#pasteAnywhere(event));
    // A folded box cannot be scrolled until it is opened.
    new ResizeObserver(() => this.#scroll()).observe(this.#area);
  }

  /** @param {string} text */
  show(text) {
    this.#large = text.length > LONGEST_SHOWN;
    const shown = this.#large ? firstLines(text) : text;
    // Writing the same value again would move the caret and clear the browser's own undo.
    if (this.#area.value !== shown) {
      this.#area.value = shown;
      this.#skip = linesOfNotes(shown);
      this.#scroll();
    }
    this.#area.readOnly = this.#large;
    this.#held.hidden = !this.#large;
    if (this.#large) this.#tell(`${(text.length / 1e6).toFixed(1)} million characters`);
  }

  /** How many rows the core found in the text shown now. @param {number} rows @param {number} characters */
  tellRows(rows, characters) {
    if (this.#large) this.#tell(`${several(rows, "row")}, ${(characters / 1e6).toFixed(1)} MB`);
  }

  #tell(size) {
    this.#held.replaceChildren(`Held aside: ${size}. The box shows the first lines. `,
      make("button", { type: "button", class: "plain", on: { click: () => { this.#on.replaced(""); this.#area.focus(); } } }, "Clear"));
  }

  /** Brings the first rows into sight where many notes stand before them. Once only: from then on the place in the text is the person's own. */
  #scroll() {
    if (this.#skip === 0 || this.#area.clientHeight === 0) return;
    this.#area.scrollTop = this.#skip * parseFloat(getComputedStyle(this.#area).lineHeight);
    this.#skip = 0;
  }

  /**
   * A paste that leaves nothing of the text before it brings another data set; so does one into a
   * sample as it was given, which nobody means to add to.
   */
  #paste(event) {
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    if (pasted === "") return;
    const { value, selectionStart, selectionEnd } = this.#area;
    const whole = this.#large || this.#isSample(value) || selectionEnd - selectionStart === value.length;
    const text = whole ? pasted : value.slice(0, selectionStart) + pasted + value.slice(selectionEnd);
    if (!whole && text.length <= LONGEST_SHOWN) return;
    event.preventDefault();
    this.#on.replaced(text);
  }

  /** Pasted while nothing that takes text has the focus. */
  #pasteAnywhere(event) {
    if (!isShown(this.#area) || event.defaultPrevented || event.target.closest?.("input, textarea, [contenteditable]")) return;
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    if (pasted === "") return;
    event.preventDefault();
    this.#on.replaced(pasted);
  }
}

/** How many notes the text begins with, but for the last, which stays visible. */
function linesOfNotes(text) {
  return Math.max(0, text.split("\n", LINES_SHOWN).findIndex((line) => !line.startsWith("#")) - 1);
}

function firstLines(text) {
  return text.slice(0, CHARACTERS_SHOWN).split("\n").slice(0, LINES_SHOWN).join("\n") + "\n…";
}
