/** @typedef {import("../src/wasm/shapes.d.ts").Roles} Roles */
/** @typedef {import("../src/wasm/shapes.d.ts").Options} Options */

/**
 * All that a person has given. Values are replaced, never changed in place, so
 * a snapshot costs a reference and not a copy.
 * @typedef {object} Given
 * @property {string} text
 * @property {Roles | null} roles null until the text has been understood
 * @property {boolean} chosen whether a person set the roles, rather than the guess
 * @property {Options} options
 */

/** Typing within this time is undone as one change. */
const BURST_MS = 1000;
/** Steps back that are kept, and the most text that may be kept for them. */
const MAX_STEPS = 100;
const MAX_CHARACTERS = 200e6;

/** @param {Given} a @param {Given} b */
const alike = (a, b) => a.text === b.text && ["roles", "chosen", "options"].every((part) => JSON.stringify(a[part]) === JSON.stringify(b[part]));

export class State {
  /** @type {Given} */
  now = { text: "", roles: null, chosen: false, options: {} };
  /** @type {Given[]} */
  #past = [];
  /** What was undone, the latest last; a new change forgets it. @type {Given[]} */
  #future = [];
  /** What the latest change made forgotten, should it be withdrawn. @type {Given[]} */
  #forgotten = [];
  #last = { kind: "", at: -Infinity };

  /**
   * A change made by a person, which can be undone.
   * @param {Partial<Given>} change
   * @param {string} [kind] changes of one kind in quick succession are one step back
   */
  change(change, kind = "") {
    const at = performance.now();
    const burst = kind !== "" && kind === this.#last.kind && at - this.#last.at < BURST_MS;
    this.#last = { kind, at };
    if (!burst) {
      this.#remember();
      this.#forgotten = this.#future;
    }
    this.#future = [];
    this.now = { ...this.now, ...change };
  }

  /** What the core made of a change: part of it, so not a step of its own. @param {Partial<Given>} change */
  settle(change) {
    this.now = { ...this.now, ...change };
  }

  /** Takes back options that were refused: if nothing else was changed with them, there is no step to undo, and what was undone before can still be redone. @param {Options} options */
  withdraw(options) {
    this.now = { ...this.now, options };
    const last = this.#past.at(-1);
    if (last && alike(last, this.now)) {
      this.#past.pop();
      this.#future = this.#forgotten;
    }
    this.#forgotten = [];
    this.#last = { kind: "", at: -Infinity };
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  undo() {
    this.#step(this.#past, this.#future);
  }

  redo() {
    this.#step(this.#future, this.#past);
  }

  /** @param {Given[]} from @param {Given[]} to */
  #step(from, to) {
    if (from.length === 0) return;
    to.push(this.now);
    this.now = from.pop();
    this.#forgotten = [];
    this.#last = { kind: "", at: -Infinity };
  }

  #remember() {
    this.#past.push(this.now);
    const texts = () => [...new Set(this.#past.map((given) => given.text))];
    const tooMuch = () => texts().reduce((sum, text) => sum + text.length, 0) > MAX_CHARACTERS;
    while (this.#past.length > MAX_STEPS || (this.#past.length > 1 && tooMuch())) this.#past.shift();
  }
}
