import { several } from "../format.js";
import { make } from "./make.js";
import { isShown } from "./tabs.js";

/**
 * A text area lays out every line it holds, in sight or not: about 10 ms for a thousand lines. A text of more lines or
 * characters than these is held aside, so that a paste does not hold the page; whoever wants to edit it can have it in the box.
 */
const MOST_LINES = 5_010;
const LONGEST_SHOWN = 120_000;
/** A longer text would make a text area slow to the point of freezing. */
const LONGEST_EDITED = 1_000_000;
const LINES_SHOWN = 40;
const CHARACTERS_SHOWN = 8_000;

/** The box for the data. Never changes what was pasted. */
export class PasteBox {
  #area;
  #held;
  #on;
  #isSample;
  #large = false;
  /** The text that was held aside last. */
  #text = "";
  /** Whether a person has asked to have all of this text in the box. */
  #all = false;
  #skip = 0;
  #size = make("span");
  #edit = this.#button("Edit all", () => this.#showAll());

  /**
   * @param {HTMLElement} root
   * @param {{ typed: (text: string) => void, replaced: (text: string) => void }} on
   * @param {(text: string) => boolean} isSample
   */
  constructor(root, on, isSample) {
    this.#isSample = isSample;
    this.#area = root.querySelector("textarea");
    this.#held = root.querySelector(".held");
    this.#held.append(this.#size, this.#edit, " ", this.#button("Clear", () => on.replaced("")));
    this.#on = on;
    this.#area.addEventListener("input", () => { if (!this.#large) on.typed(this.#area.value); });
    this.#area.addEventListener("paste", (event) => this.#paste(event));
    addEventListener("paste", (event) => this.#pasteAnywhere(event));
    // A folded box cannot be scrolled until it is opened.
    new ResizeObserver(() => this.#scroll()).observe(this.#area);
  }

  /** @param {string} text @param {boolean} [again] whether it stood there before, as after Undo */
  show(text, again = false) {
    this.#all &&= again && isLong(text);
    this.#large = !this.#fits(text);
    const shown = this.#large ? firstLines(text) : text;
    // Writing the same value again would move the caret and clear the browser's own undo.
    if (this.#area.value !== shown) {
      this.#area.value = shown;
      this.#skip = linesOfNotes(shown);
      this.#scroll();
    }
    this.#area.readOnly = this.#large;
    this.#held.hidden = !this.#large;
    this.#text = this.#large ? text : "";
    this.#edit.hidden = text.length > LONGEST_EDITED;
    if (this.#large) this.#tell(`${several(text.length, "character")}`);
  }

  /** How many rows the core found in the text shown now. @param {number} rows @param {number} characters */
  tellRows(rows, characters) {
    if (this.#large) this.#tell(`${several(rows, "row")}, ${(characters / 1e6).toFixed(1)} MB`);
  }

  #tell(size) {
    this.#size.textContent = `Held aside: ${size}. The box shows the first lines. `;
  }

  /** A button after which the box is where one goes on. */
  #button(name, act) {
    return make("button", { type: "button", class: "plain", on: { click: () => { act(); this.#area.focus(); } } }, name);
  }

  #fits(text) {
    return this.#all ? text.length <= LONGEST_EDITED : !isLong(text);
  }

  #showAll() {
    this.#all = true;
    this.show(this.#text, true);
    this.#area.setSelectionRange(0, 0);
    this.#area.scrollTop = 0;
  }

  /** Brings the first rows into sight where many notes stand before them. Once only: from then on the place in the text is the person's own. */
  #scroll() {
    if (this.#skip === 0 || this.#area.clientHeight === 0) return;
    const { lineHeight, paddingTop } = getComputedStyle(this.#area);
    // With the padding out of sight as well: else the lower half of a note would show in it.
    this.#area.scrollTop = Math.round(this.#skip * parseFloat(lineHeight) + parseFloat(paddingTop));
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
    if (!whole && this.#fits(text)) return;
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

function isLong(text) {
  if (text.length > LONGEST_SHOWN) return true;
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines > MOST_LINES;
}

function firstLines(text) {
  return text.slice(0, CHARACTERS_SHOWN).split("\n").slice(0, LINES_SHOWN).join("\n") + "\n…";
}
