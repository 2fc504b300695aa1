import { BREAKDOWN, NO_START, STROKE, TYPING_MS, failed } from "../given.js";
import { counts_csv as countsCsv } from "../engine.js";
import { STALE } from "../last-wins.js";
import { isComplete, toText, troubleIn } from "./cells.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").CountsAnalysis} CountsAnalysis */
/** @typedef {import("../../src/wasm/shapes.d.ts").CountsOptions} CountsOptions */
/** @typedef {import("./cells.js").Cells} Cells */

/** The tab for counts: what a person does comes in, what is to be shown goes out. */
export class CountsController {
  #state;
  /** @type {import("../engine.js").Engine | null} */
  #engine = null;
  #view;
  /** Nothing is computed before the tab is first looked at. */
  #seen = false;
  /** The text that the report shown was made from. @type {string | null} */
  #answered = null;
  #timer = 0;

  /** @param {import("../state.js").State} state */
  constructor(state) {
    this.#state = state;
  }

  /** @param {import("./view.js").CountsView} view @param {string} text the worked example */
  begin(view, text) {
    this.#view = view;
    this.#state.settle({ text, cells: null });
    view.showGiven(this.#state.now);
  }

  /** @param {Promise<import("../engine.js").Engine>} starting */
  async run(starting) {
    try {
      this.#engine = await starting;
      this.#later(0);
    } catch {
      // The tab for patient data has said why on the console.
      this.#finish(failed(NO_START));
    }
  }

  // What a person can do. Arrow functions, because widgets take them one by one.

  shown = () => {
    if (this.#seen) return;
    this.#seen = true;
    this.#later(0);
  };

  typed = (text) => {
    const stroke = Math.abs(text.length - this.#state.now.text.length) <= STROKE;
    this.#change({ text, cells: null }, stroke ? "typing" : "", TYPING_MS);
  };

  /** The whole text is another: a paste, a file, the sample. */
  replaced = (text) => this.#change({ text, cells: null });

  /** The form of one trial; once it is complete and can be used it takes the place of the rows. @param {Cells} cells */
  cells = (cells) => {
    const text = isComplete(cells) && troubleIn(cells) === "" ? toText(cells) : this.#state.now.text;
    this.#change({ text, cells }, "cells", TYPING_MS);
  };

  /** @param {CountsOptions} option */
  option = (option) => this.#change({ options: { ...this.#state.now.options, ...option } });

  swap = () => this.option({ swap: !this.#state.now.options.swap });

  /** All that is given now: what a link or a file carries. */
  given = () => ({ text: this.#state.now.text, options: this.#state.now.options });

  /** The results shown, as a table. @returns {string} */
  write = () => countsCsv(this.#answered, this.#state.now.options);

  /** Takes what a link or a file carried, checked before. @param {{ text: string, options: CountsOptions }} given */
  take = ({ text, options }) => this.#change({ text, options, cells: null });

  undo = () => {
    this.#state.undo();
    this.#show(0);
  };

  redo = () => {
    this.#state.redo();
    this.#show(0);
  };

  #change(change, kind, delay = 0) {
    this.#state.change(change, kind);
    this.#show(delay);
  }

  #show(delay) {
    this.#view.showGiven(this.#state.now);
    this.#view.showUndo(this.#state.canUndo, this.#state.canRedo);
    this.#later(delay);
  }

  #later(delay) {
    if (!this.#seen || this.#engine === null) return;
    this.#view.showBusy(true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#compute(), delay);
  }

  async #compute() {
    const { text, options, cells } = this.#state.now;
    try {
      const analysis = await this.#engine.counts(text, options);
      if (analysis === STALE) return;
      if (analysis.failure !== null && cells !== null && this.#answered !== null) this.#refused(analysis.failure);
      else this.#finish(analysis, text);
    } catch (error) {
      console.error(error);
      this.#finish(failed(BREAKDOWN));
    }
  }

  /** The form could not be used: said there, and the rows and the answer before it stay. */
  #refused({ message, problems }) {
    this.#state.settle({ text: this.#answered });
    this.#view.showGiven(this.#state.now);
    this.#view.refuseCells((problems[0]?.message ?? message).replace(/^Row \d+(, column [^:]*)?: /, "This trial: "));
    this.#view.showBusy(false);
  }

  /** @param {CountsAnalysis} analysis @param {string | null} [text] what it was made from */
  #finish(analysis, text = null) {
    this.#answered = analysis.report === null ? null : text;
    this.#view.showAnalysis(analysis, this.#state.now.text);
    this.#view.showBusy(false);
  }
}
