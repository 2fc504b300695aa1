import { BREAKDOWN, CANCELLED, NO_START, STROKE, TYPING_MS, failed } from "./given.js";
import { STALE } from "./last-wins.js";
import { several } from "./format.js";
import { fits, flipped, sameColumns } from "./roles.js";

/** @typedef {import("../src/wasm/shapes.d.ts").Analysis} Analysis */
/** @typedef {import("../src/wasm/shapes.d.ts").Options} Options */
/** @typedef {import("../src/wasm/shapes.d.ts").Overview} Overview */
/** @typedef {import("../src/wasm/shapes.d.ts").Roles} Roles */

/** Steps of a curve that are sent to the page; the estimates always use all. */
const MAX_STEPS = 5000;
/** A first answer that comes within this is made at each press of a key; a slower one waits for a pause. */
const QUICK_MS = 60;
/** A frame that has not come by then is not waited for. */
const PAINTED_MS = 50;
/** A text up to this length is handed to the worker in the task that brought it; a longer one in a task of its own. */
const SHORT_TEXT = 200_000;
/** Options that outlive a data set. Every other speaks of one, and is not carried to the next. */
const OF_THE_PERSON = ["profile", "conf_level", "conf_type", "ties", "ph_transform", "seed", "max_steps"];

/** @param {Options} options @returns {Options} what of them holds for any data */
const lasting = (options) => Object.fromEntries(Object.entries(options).filter(([name]) => OF_THE_PERSON.includes(name)));

/** @param {Roles} roles @param {Options} options @returns {[Roles, Options]} what the first answer is made from */
const first = (roles, options) => [roles, { max_steps: MAX_STEPS, ...options, depth: "first" }];

/** Settles when what was shown is on the screen; soon, where nothing is put on a screen. */
const painted = () => new Promise((resolve) => {
  requestAnimationFrame(() => setTimeout(resolve));
  setTimeout(resolve, PAINTED_MS);
});

/** Knows state, engine and view; what a person does comes in, what is to be shown goes out. */
export class Controller {
  #state;
  /** @type {import("./engine.js").Engine | null} */
  #engine = null;
  #view;
  /** What the core understood of a text. @type {{ text: string, overview: Overview, roles: Roles } | null} */
  #opened = null;
  /** @type {string | null} */
  #opening = null;
  /** Roles that came back with an undone text are kept as they were. */
  #restored = false;
  /** What the report that is shown was made from. @type {{ text: string, roles: Roles, options: Options } | null} */
  #answered = null;
  #timer = 0;
  /** Whether the last change was the press of a key in the text. */
  #typing = false;
  /** Number of the last change. */
  #turn = 0;
  /** Whether an answer is awaited. */
  #computing = false;
  /** How long the last whole answer took. */
  #took = Infinity;

  /** @param {import("./state.js").State} state */
  constructor(state) {
    this.#state = state;
  }

  /** @param {import("./view.js").View} view @param {string} text the worked example */
  begin(view, text) {
    this.#view = view;
    this.#state.settle({ text });
    view.showText(text);
  }

  /** What was asked for before the engine was there is answered now. @param {Promise<import("./engine.js").Engine>} starting */
  async run(starting) {
    try {
      this.#engine = await starting;
      this.#shown(0);
    } catch (error) {
      console.error(error);
      this.#finish(failed(NO_START));
    }
  }

  // What a person can do. Arrow functions, because widgets take them one by one.

  typed = (text) => {
    this.#view.otherText();
    // A paste or a cleared box is a step of its own: one press of Undo must bring it back.
    const stroke = Math.abs(text.length - this.#state.now.text.length) <= STROKE;
    this.#state.change({ text }, stroke ? "typing" : "");
    this.#shown(this.#took < QUICK_MS ? 0 : TYPING_MS, stroke);
  };

  /** The whole text is another: a paste, a file, a sample. */
  replaced = (text) => {
    this.#state.change({ text, roles: null, chosen: false, options: lasting(this.#state.now.options) });
    this.#view.showText(text);
    this.#shown(0);
  };

  /**
   * What changes, made from the roles of this moment: a second choice may come before the first is answered.
   * @param {(roles: Roles) => Partial<Roles>} change
   */
  roles = (change) => {
    const { roles: before, options } = this.#state.now;
    if (before === null) return;
    const roles = { ...before, ...change(before) };
    const reference = roles.group === before.group ? {} : { reference: null, group_order: null };
    this.#state.change({ roles, chosen: true, options: { ...options, ...reference } });
    this.#shown(0);
  };

  flip = () => {
    const roles = this.#opened && flipped(this.#state.now.roles, this.#opened.overview);
    if (roles) this.roles(() => roles);
  };

  /** @param {"day_first" | "month_first"} date_order */
  dateOrder = (date_order) => this.roles(() => ({ date_order }));

  /** @param {Options} option @param {string} [kind] */
  option = (option, kind) => {
    this.#state.change({ options: { ...this.#state.now.options, ...option } }, kind);
    this.#shown(kind ? TYPING_MS : 0);
  };

  /** @param {Partial<import("../src/wasm/shapes.d.ts").Drawing>} change */
  drawing = (change) => this.option({ drawing: { ...this.#state.now.options.drawing, ...change } });

  /** The details are wanted: of large data they are not computed before. */
  deeper = () => {
    this.#state.settle({ options: { ...this.#state.now.options, depth: "all" } });
    this.#shown(0);
  };

  /**
   * Runs the permutation test of the data of now: its result, or why there is none; neither when it was cancelled.
   * @param {(done: number, total: number) => void} tell
   * @returns {Promise<{ result: import("../src/wasm/shapes.d.ts").PermutationResult | null, refusal: string }>}
   */
  permute = async (tell) => {
    const { text, roles, options } = this.#state.now;
    // Of a text that is not answered yet nothing is asked.
    if (this.#answered?.text !== text) return { result: null, refusal: "" };
    try {
      return { result: await this.#engine.permute(text, roles, options, tell), refusal: "" };
    } catch (error) {
      if (error.said) return { result: null, refusal: error.message };
      console.error(error);
      return { result: null, refusal: BREAKDOWN };
    }
  };

  /** Ends the answer that is on its way, and the reading of a file. */
  cancel = () => {
    this.#view.forgetFile();
    if (this.#engine === null || !this.#computing) return;
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#engine.cancel();
    this.#withoutAnswer(CANCELLED);
  };

  /** A text about the answer that is shown. @param {import("../src/wasm/shapes.d.ts").TextKind} what @returns {Promise<string>} */
  write = async (what) => {
    const { text, roles, options } = this.#answered;
    return this.#engine.write(what, text, roles, options);
  };

  /** All that is given now: what a link or a file carries. */
  given = () => {
    const { text, roles, options } = this.#state.now;
    return { text, roles, options };
  };

  /** Takes what a link or a file carried, checked before; one step of Undo brings back what was. @param {{ text: string, roles: Roles | null, options: Options }} given */
  take = ({ text, roles, options }) => {
    this.#state.change({ text, roles, chosen: roles !== null, options });
    this.#restored = true;
    this.#view.showText(text);
    this.#shown(0);
  };

  cancelPermutation = () => this.#engine?.cancelPermutation();

  undo = () => {
    this.#state.undo();
    this.#returned();
  };

  redo = () => {
    this.#state.redo();
    this.#returned();
  };

  #returned() {
    this.#restored = true;
    this.#view.showText(this.#state.now.text, true);
    this.#shown(0);
  }

  /** @param {number} delay @param {boolean} [typing] whether it was the press of a key in the text */
  #shown(delay, typing = false) {
    this.#view.showUndo(this.#state.canUndo, this.#state.canRedo);
    this.#busy(true);
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    this.#typing = typing;
    const compute = () => { if (turn === this.#turn) this.#compute(); };
    // At once, so that the worker computes while the browser lays out what was typed.
    if (delay === 0 && this.#state.now.text.length <= SHORT_TEXT) queueMicrotask(compute);
    else this.#timer = setTimeout(compute, delay);
  }

  async #compute() {
    if (this.#engine === null) return;
    const turn = this.#turn;
    try {
      if (await this.#understand()) await this.#analyze();
    } catch (error) {
      if (!error.ended) console.error(error);
      // Cancelled, or something else is asked by now.
      if (turn === this.#turn) this.#withoutAnswer(BREAKDOWN);
    }
  }

  /** @param {string} why there is no answer */
  #withoutAnswer(why) {
    this.#opening = null;
    this.#answered = null;
    this.#finish(failed(why));
  }

  /** @param {boolean} busy */
  #busy(busy) {
    this.#computing = busy;
    this.#view.showBusy(busy);
  }

  /** @returns {Promise<boolean>} whether the text of now is understood */
  async #understand() {
    const { text } = this.#state.now;
    if (this.#opened?.text !== text) {
      // Whoever opened it goes on to analyze it with the choices of then.
      if (this.#opening === text) return false;
      this.#opening = text;
      this.#view.busy.tell("Reading the text…", 0);
      const answer = await this.#engine.open(text, this.#ahead());
      // Should the text come back, it is opened again.
      if (this.#opening === text) this.#opening = null;
      if (answer === STALE) return false;
      const before = this.#opened?.overview;
      this.#opened = { text, ...answer };
      if (text !== this.#state.now.text) return false;
      this.#state.settle(this.#kept(before));
    }
    if (this.#state.now.roles === null) this.#state.settle({ roles: this.#opened.roles, chosen: false });
    this.#restored = false;
    return true;
  }

  /** What will most likely be asked of a text that is being typed: the first answer, with the choices of now. */
  #ahead() {
    const { roles, options } = this.#state.now;
    return this.#took < QUICK_MS && roles !== null && !options.depth ? first(roles, options) : null;
  }

  /** Which choices outlive a change of the text. @param {Overview | undefined} before */
  #kept(before) {
    const { roles, chosen, options } = this.#state.now;
    const { overview, roles: guess } = this.#opened;
    const same = this.#restored || (before !== undefined && sameColumns(before, overview));
    const keep = roles !== null && same && (chosen || this.#restored) && fits(roles, overview);
    return {
      roles: keep ? roles : guess,
      chosen: keep && chosen,
      options: same ? options : lasting(options),
    };
  }

  async #analyze() {
    const { text, roles, options } = this.#state.now;
    const turn = this.#turn;
    const isOld = () => turn !== this.#turn;
    this.#view.busy.tell(`Computing ${several(this.#opened.overview.n_rows, "row")}…`, 1);
    const ask = () => {
      const asking = this.#engine.analyze(text, roles, { max_steps: MAX_STEPS, ...options });
      // Who has gone on to another text does not wait for it.
      asking.catch(() => {});
      return { asking };
    };
    const asked = options.depth ? ask() : await this.#analyzeFirst(ask, isOld);
    if (asked === null) return;
    if (options.depth) this.#showSheet();
    const analysis = await asked.asking;
    if (analysis === STALE || isOld()) return;
    if (analysis.failure !== null && this.#refused(analysis.failure, options)) return;
    this.#answered = analysis.failure === null ? { text, roles, options } : null;
    this.#finish(analysis);
  }

  /**
   * The first answer is quick to make; what else there is to say follows it.
   * @template T @param {() => T} askMore @param {() => boolean} isOld @returns {Promise<T | null>} what follows, asked for; null: nobody waits for it
   */
  async #analyzeFirst(askMore, isOld) {
    const { text, roles, options } = this.#state.now;
    const start = performance.now();
    const asking = this.#engine.analyze(text, ...first(roles, options));
    // While the worker computes; an answer that is there as quickly comes first.
    const quick = this.#took < QUICK_MS;
    if (!quick) this.#showSheet();
    const analysis = await asking;
    if (analysis === STALE || isOld()) return null;
    if (analysis.failure === null) this.#view.showFirst(analysis);
    this.#took = performance.now() - start;
    this.#view.busy.tell("Computing the details…", 2);
    const typing = this.#typing;
    const more = typing ? null : askMore();
    if (quick) {
      await painted();
      if (isOld()) return null;
      this.#showSheet();
    }
    if (analysis.failure === null) this.#view.showData(analysis.report, ...this.#about());
    if (!typing) return more;
    // The next press of a key does not wait for the details of this one.
    await new Promise((resolve) => setTimeout(resolve, TYPING_MS));
    return isOld() ? null : askMore();
  }

  #showSheet() {
    const { roles, text } = this.#state.now;
    this.#view.showSheet(this.#opened.overview, roles, this.#opened.roles, text.length);
  }

  /**
   * An option that the core cannot take: said at its field, and the answer before it stays.
   * @param {import("../src/wasm/shapes.d.ts").Failure} failure @param {Options} asked
   * @returns {boolean} whether it was one
   */
  #refused({ code, message }, asked) {
    const { text, roles, options } = this.#state.now;
    const before = this.#answered?.options[code];
    if (asked[code] === before) return false;
    // Mended before it was refused: the next answer is on its way.
    if (asked[code] !== options[code]) return true;
    if (!this.#view.refuse(code, message)) return false;
    this.#state.withdraw({ ...options, [code]: before });
    this.#view.showUndo(this.#state.canUndo, this.#state.canRedo);
    const shown = this.#answered;
    const same = shown !== null && shown.text === text && JSON.stringify([shown.roles, shown.options]) === JSON.stringify([roles, this.#state.now.options]);
    if (same) this.#busy(false);
    else this.#compute();
    return true;
  }

  /** @param {Analysis} analysis */
  #finish(analysis) {
    this.#view.showAnalysis(analysis, ...this.#about());
    this.#busy(false);
  }

  /** What was understood of the text of now, and what of it the view needs. @returns {[Overview | null, { text: string, canFlip: boolean, roles: Roles | null }]} */
  #about() {
    const { text, roles } = this.#state.now;
    const overview = this.#opened?.text === text ? this.#opened.overview : null;
    return [overview, { text, canFlip: overview !== null && roles !== null && flipped(roles, overview) !== null, roles }];
  }
}
