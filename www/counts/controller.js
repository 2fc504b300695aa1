import { BREAKDOWN, NO_START, STROKE, TYPING_MS, failed } from "../given.js";
import { STALE } from "../last-wins.js";
import { isComplete, toText } from "./cells.js";

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

  /** The form of one trial; once it is complete it takes the place of the rows. @param {Cells} cells */
  cells = (cells) => {
    const text = isComplete(cells) ? toText(cells) : this.#state.now.text;
    this.#change({ text, cells }, "cells", TYPING_MS);
  };

  /** @param {CountsOptions} option */
  option = (option) => this.#change({ options: { ...this.#state.now.options, ...option } });

  swap = () => this.option({ swap: !this.#state.now.options.swap });

  undo = () => {
    this.#state.undo();
    this.#show(0);
  };

  #change(change, kind, delay = 0) {
    this.#state.change(change, kind);
    this.#show(delay);
  }

  #show(delay) {
    this.#view.showGiven(this.#state.now);
    this.#view.showUndo(this.#state.canUndo);
    this.#later(delay);
  }

  #later(delay) {
    if (!this.#seen || this.#engine === null) return;
    this.#view.showBusy(true);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#compute(), delay);
  }

  async #compute() {
    const { text, options } = this.#state.now;
    try {
      const analysis = await this.#engine.counts(text, options);
      if (analysis !== STALE) this.#finish(analysis);
    } catch (error) {
      console.error(error);
      this.#finish(failed(BREAKDOWN));
    }
  }

  /** @param {CountsAnalysis} analysis */
  #finish(analysis) {
    this.#view.showAnalysis(analysis, this.#state.now.text);
    this.#view.showBusy(false);
  }
}
