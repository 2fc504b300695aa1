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

export { Chart, ForestChart, counts_csv, explain_number, version };

export class Engine {
  /** @type {WebAssembly.Module} */
  #module;
  /** @type {Messenger} */
  #worker;
  // Patient data and counts do not make each other's questions pointless.
  #sheet = new LastWins(() => this.#replace());
  #counts = new LastWins(() => this.#replace());
  /** The permutation test under way; another value, and it ends. @type {symbol | null} */
  #permutation = null;
  /** The answer to a question about the open text that nobody has asked yet, and to which. @type {{ key: string, answer: Analysis } | null} */
  #foreseen = null;
  /** Text that the present worker has open. @type {string | null} */
  #open = null;

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
    return this.#sheet.ask(() => this.#openIn(text, ahead));
  }

  /** @param {string} text @param {Roles} roles @param {Options} options @returns {Promise<Analysis | typeof import("./last-wins.js").STALE>} */
  analyze(text, roles, options) {
    return this.#sheet.ask(async () => {
      if (this.#open !== text) await this.#openIn(text);
      const foreseen = this.#foreseen;
      this.#foreseen = null;
      return foreseen?.key === JSON.stringify([roles, options]) ? foreseen.answer : this.#worker.ask("analyze", { roles, options });
    });
  }

  /** @param {string} text @param {CountsOptions} options @returns {Promise<CountsAnalysis | typeof import("./last-wins.js").STALE>} */
  counts(text, options) {
    return this.#counts.ask(async () => {
      await this.#worker.ready;
      return this.#worker.ask("counts", { text, options });
    });
  }

  /**
   * The permutation test in steps of about a twentieth of a second, between which other questions are answered.
   * @param {string} text @param {Roles} roles @param {Options} options @param {(done: number, total: number) => void} tell
   * @returns {Promise<import("../src/wasm/shapes.d.ts").PermutationResult | null>} null when it was cancelled
   */
  async permute(text, roles, options, tell) {
    const run = Symbol("run");
    this.#permutation = run;
    if (this.#open !== text) await this.#openIn(text);
    const worker = this.#worker;
    try {
      return await this.#arrange(worker, run, { roles, options }, tell);
    } catch (error) {
      if (error.broken !== false && worker === this.#worker) this.#replace();
      throw error;
    }
  }

  /** Ends whatever is being computed: who asked for it hears an error. */
  cancel() {
    this.#replace();
  }

  /** A text about the data. @param {import("../src/wasm/shapes.d.ts").TextKind} what @param {string} text @param {Roles} roles @param {Options} options @returns {Promise<string>} */
  async write(what, text, roles, options) {
    if (this.#open !== text) await this.#openIn(text);
    const worker = this.#worker;
    try {
      return await worker.ask("write", { what, roles, options });
    } catch (error) {
      if (error.broken !== false && worker === this.#worker) this.#replace();
      throw error;
    }
  }

  async #arrange(worker, run, given, tell) {
    await worker.ask("permute", given);
    for (let budget = FIRST_STEP; this.#permutation === run;) {
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

  async #openIn(text, ahead = null) {
    this.#open = null;
    await this.#worker.ready;
    this.#foreseen = null;
    const { foreseen, ...opened } = await this.#worker.ask("open", { text, ahead });
    this.#open = text;
    if (foreseen) this.#foreseen = { key: JSON.stringify(ahead), answer: foreseen };
    return opened;
  }

  #replace() {
    this.#worker.end();
    this.#worker = new Messenger(this.#module);
    this.#open = null;
  }
}
