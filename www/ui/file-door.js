import { decode } from "../decode.js";
import { editable } from "../embed/frame.js";
import { isolated } from "../format.js";
import { make } from "./make.js";
import { isShown } from "./tabs.js";

/** Said when a person calls off the reading of a file. */
export const FORGOTTEN = "The file was not opened. Nothing was changed.";
/** Beyond this a browser's memory, not the page, would set the limit. */
const LARGEST_BYTES = 200e6;

/** Opens a file by button or by drop. It is read here and goes nowhere. What is given while it is read goes before it. */
export class FileDoor {
  #on;
  /** Number of the file that is being read, or of what has made it pointless. */
  #turn = 0;
  #reading = false;
  /** What was given so far, by this door or beside it, in any part of the page. */
  static #given = 0;

  /**
   * @param {HTMLElement} root place of the button
   * @param {HTMLElement} target what lights up while a file hangs over the page
   * @param {{ text: (text: string, name: string, alone: boolean) => void, problem: (sentence: string) => void, reading: (reading: boolean) => void }} on
   * @param {string} [id] of the button
   */
  constructor(root, target, on, id = "open") {
    this.#on = on;
    const input = make("input", { type: "file", class: "vh", tabindex: "-1", "aria-hidden": "true",
      accept: ".csv,.tsv,.txt,.dat,.json,text/*" });
    input.addEventListener("change", () => {
      if (input.files.length > 0) this.#read(input.files[0]);
      // Otherwise choosing the same file again, after mending it, would say nothing.
      input.value = "";
    });
    root.append(make("button", { type: "button", id, on: { click: () => input.click() } }, "Open file"), input);
    this.#watch(target);
  }

  /** Listens on the whole window: a file dropped beside the target would otherwise replace the page. */
  #watch(target) {
    const hasFile = (event) => event.dataTransfer?.types.includes("Files");
    const light = (on) => target.classList.toggle("dropping", on && editable && isShown(target));
    addEventListener("dragover", (event) => { if (hasFile(event)) { event.preventDefault(); light(true); } });
    addEventListener("dragleave", (event) => { if (event.relatedTarget === null) light(false); });
    addEventListener("drop", (event) => {
      light(false);
      if (!hasFile(event)) return;
      event.preventDefault();
      if (editable && event.dataTransfer.files.length > 0 && isShown(target)) this.#read(event.dataTransfer.files[0]);
    });
  }

  /** The file that is being read is not wanted any more. @returns {boolean} whether there was one */
  forget() {
    const reading = this.#reading;
    FileDoor.#given += 1;
    this.#turn += 1;
    this.#reading = false;
    if (reading) this.#on.reading(false);
    return reading;
  }

  /** @param {File} file */
  async #read(file) {
    this.forget();
    if (file.size > LARGEST_BYTES) {
      this.#on.problem(`${isolated(file.name)} is larger than ${LARGEST_BYTES / 1e6} MB. Leave out the columns that are not needed.`);
      return;
    }
    const [turn, given] = [this.#turn, FileDoor.#given];
    this.#reading = true;
    this.#on.reading(true);
    const { text, problem } = await contents(file);
    if (turn !== this.#turn) return;
    // A session fills other parts of the page too: they may have been given something else meanwhile.
    const alone = given === FileDoor.#given;
    this.forget();
    if (problem) this.#on.problem(problem);
    else this.#on.text(text, file.name, alone);
  }
}

/** @param {File} file @returns {Promise<{ text: string } | { problem: string }>} */
async function contents(file) {
  try {
    return decode(new Uint8Array(await file.arrayBuffer()));
  } catch {
    return { problem: `${isolated(file.name)} could not be read.` };
  }
}
