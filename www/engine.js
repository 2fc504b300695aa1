/** The only door to the compiled core. Drawing happens here, computing in a worker. */
import { init, Chart, ForestChart, counts_csv, explain_number, version } from "../pkg/riskset.js";
import { wasmBytes } from "../pkg/wasm.js";
import { LastWins } from "./last-wins.js";
import { Messenger } from "./messenger.js";

/** @typedef {import("../src/wasm/shapes.d.ts").Overview} Overview */
/** @typedef {import("../src/wasm/shapes.d.ts").Roles} Roles */
/** @typedef {import("../src/wasm/shapes.d.ts").Options} Options */
/** @typedef {import("../src/wasm/shapes.d.ts").Analysis} Analysis */
/** @typedef {import("../src/wasm/shapes.d.ts").CountsAnalysis} CountsAnalysis */
/** @typedef {import("../src/wasm/shapes.d.ts").CountsOptions} CountsOptions */

/** Arrangements in the first step of a permutation test, and how long a step should take. */
const FIRST_STEP = 20_000;
const STEP_MS = 50;
/** How many milliseconds a new question waits for an old one that nobody needs any more; then the worker is ended. */
const PATIENCE_MS = 30;

export { Chart, ForestChart, counts_csv, explain_number, version };

/**
 * Answers questions in workers. One computes patient data; a second stands by, warm, and answers questions about counts.
 * When a new text finds the first at work for an old one, the first is ended and the second takes its place: so an
 * answer to a new text never waits for details of an old one, however long these take.
 */
export class Engine {
  /** @type {WebAssembly.Module} */
  #module;
  /** @type {Messenger} */
  #worker;
  /** Stands by; made when first needed. @type {Messenger | null} */
  #second = null;
  // Patient data and counts do not make each other's questions pointless.
  #sheet = new LastWins(() => this.#replace(), () => this.#overtake());
  #counts = new LastWins(() => this.#endSecond(), () => this.#endSecond());
  /** The permutation test under way; another value, and it ends. @type {symbol | null} */
  #permutation = null;
  /** The answer to a question about the open text that nobody has asked yet, and to which. @type {{ key: string, answer: Analysis } | null} */
  #foreseen = null;
  /** Text that the present worker has open. @type {string | null} */
  #open = null;
  /** How long it took to open. */
  #openingTook = 0;
  /** How many texts were opened. */
  #opened = 0;

  static async start() {
    const engine = new Engine();
    const compiling = wasmBytes().then((bytes) => WebAssembly.compile(bytes));
    // The worker starts while the core is compiled, then both instances at the same time.
    engine.#worker = new Messenger(compiling);
    engine.#module = await compiling;
    await Promise.all([init({ module_or_path: engine.#module }), engine.#worker.ready]);
    return engine;
  }

  /**
   * @param {string} text @param {[Roles, Options] | null} ahead what will likely be asked next, and is answered at once
   * @returns {Promise<{ overview: Overview, roles: Roles } | typeof import("./last-wins.js").STALE>}
   */
  open(text, ahead) {
    this.#permutation = null;
    return this.#sheet.ask(async (isOld) => {
      await this.#free();
      return isOld() ? null : this.#openIn(text, ahead, isOld);
    }, PATIENCE_MS);
  }

  /** @param {string} text @param {Roles} roles @param {Options} options @returns {Promise<Analysis | typeof import("./last-wins.js").STALE>} */
  analyze(text, roles, options) {
    // Another worker would first have to open the text.
    const patience = this.#open === text ? Math.max(PATIENCE_MS, this.#openingTook) : PATIENCE_MS;
    return this.#sheet.ask(async (isOld) => {
      while (!isOld() && !this.#has(text)) await this.#openIn(text, null, isOld);
      if (isOld()) return null;
      const foreseen = this.#foreseen;
      this.#foreseen = null;
      return foreseen?.key === JSON.stringify([roles, options]) ? foreseen.answer : this.#worker.ask("analyze", { roles, options });
    }, patience);
  }

  /** @param {string} text @param {CountsOptions} options @returns {Promise<CountsAnalysis | typeof import("./last-wins.js").STALE>} */
  counts(text, options) {
    return this.#counts.ask(async (isOld) => {
      for (;;) {
        const worker = this.#standBy();
        try {
          await worker.ready;
          return isOld() ? null : await worker.ask("counts", { text, options });
        } catch (error) {
          // It has become the first and was ended as such.
          if (!error.ended || isOld()) throw error;
        }
      }
    }, PATIENCE_MS);
  }

  /**
   * The permutation test in steps of about a twentieth of a second, between which other questions are answered.
   * @param {string} text @param {Roles} roles @param {Options} options @param {(done: number, total: number) => void} tell
   * @returns {Promise<import("../src/wasm/shapes.d.ts").PermutationResult | null>} null when it was cancelled
   */
  async permute(text, roles, options, tell) {
    const run = Symbol("run");
    this.#permutation = run;
    try {
      return await this.#ask(text, (worker) => this.#arrange(worker, run, { roles, options }, tell));
    } catch (error) {
      if (error.ended) return null;
      throw error;
    }
  }

  /** Ends whatever is being computed about patient data: who asked for it hears an error. */
  cancel() {
    this.#replace();
  }

  /** A text about the data. @param {import("../src/wasm/shapes.d.ts").TextKind} what @param {string} text @param {Roles} roles @param {Options} options @returns {Promise<string>} */
  async write(what, text, roles, options) {
    try {
      return await this.#ask(text, (worker) => worker.ask("write", { what, roles, options }));
    } catch (error) {
      if (!error.ended) throw error;
      throw Object.assign(new Error("This was not made: other data or choices came first. Try again."), { broken: false, said: true });
    }
  }

  /** A question beside the answer. @template T @param {string} text @param {(worker: Messenger) => Promise<T>} question @returns {Promise<T>} */
  async #ask(text, question) {
    while (!this.#has(text)) await this.#openIn(text);
    const worker = this.#worker;
    try {
      return await question(worker);
    } catch (error) {
      if (error.broken !== false && worker === this.#worker) this.#replace();
      throw error;
    }
  }

  async #arrange(worker, run, given, tell) {
    await worker.ask("permute", given);
    for (let budget = FIRST_STEP; this.#permutation === run && worker === this.#worker;) {
      const start = performance.now();
      const { done, total, finished } = await worker.ask("permuteStep", { budget });
      tell(done, total);
      if (finished) return worker.ask("permuted", {});
      budget = Math.max(1000, Math.round((budget * STEP_MS) / Math.max(1, performance.now() - start)));
    }
    return null;
  }

  cancelPermutation() {
    this.#permutation = null;
  }

  /** Whether the present worker has this text open. @param {string} text */
  #has(text) {
    if (this.#worker.over) this.#replace();
    return this.#open === text;
  }

  async #openIn(text, ahead = null, isOld = () => false) {
    this.#open = null;
    const worker = this.#worker;
    await worker.ready;
    // Another text has come while the worker started.
    if (isOld()) return null;
    this.#foreseen = null;
    const start = performance.now();
    const { foreseen, ...opened } = await worker.ask("open", { text, ahead });
    if (worker === this.#worker) {
      this.#open = text;
      this.#openingTook = performance.now() - start;
      if (foreseen) this.#foreseen = { key: JSON.stringify(ahead), answer: foreseen };
    }
    this.#opened += 1;
    // Whoever brings a second text will bring a third; a page in an article that only shows one needs no second worker.
    if (this.#opened > 1) this.#standBy();
    return opened;
  }

  /** A new text does not wait for a file that is being written or a test about the old one; these go on where they are. */
  async #free() {
    if (this.#worker.over) this.#replace();
    await this.#worker.quiet(PATIENCE_MS);
    if (!this.#worker.busy) return;
    this.#worker.retire();
    this.#takeOver();
  }

  /** A worker that starts is waited for: another would not be quicker. */
  #overtake() {
    const worker = this.#worker;
    if (worker.started || worker.over) this.#replace();
  }

  #replace() {
    this.#worker.end();
    this.#takeOver();
  }

  /** The second becomes the first, unless it is at work itself. */
  #takeOver() {
    const second = this.#second;
    const free = second !== null && !second.over && !second.busy;
    this.#worker = free ? second : new Messenger(this.#module);
    if (free) this.#second = null;
    this.#open = null;
  }

  #standBy() {
    if (this.#second === null || this.#second.over) this.#second = new Messenger(this.#module);
    return this.#second;
  }

  #endSecond() {
    if (this.#second?.started || this.#second?.over) {
      this.#second.end();
      this.#second = null;
    }
  }
}
