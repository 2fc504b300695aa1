/** The answer to a question that a later one has made pointless. */
export const STALE = Symbol("stale");

/** Last input wins: one question under way, at most one waiting; every other is stale. */
export class LastWins {
  #onBroken;
  #onLate;
  #flying = false;
  /** @type {{ run: (isOld: () => boolean) => Promise<unknown>, number: number, settle: { resolve: Function, reject: Function } } | null} */
  #pending = null;
  #newest = 0;
  #timer = 0;
  /** When the question under way will have held up a later one for too long. */
  #due = Infinity;

  /**
   * @param {() => void} onBroken a question failed so that whoever answered cannot be asked again
   * @param {() => void} onLate a stale question holds up the newest for too long: it should be made to fail
   */
  constructor(onBroken, onLate) {
    this.#onBroken = onBroken;
    this.#onLate = onLate;
  }

  /**
   * @template T
   * @param {(isOld: () => boolean) => Promise<T>} run told whether it has become pointless
   * @param {number} patience how many milliseconds it may wait for the question under way
   * @returns {Promise<T | typeof STALE>}
   */
  ask(run, patience) {
    const number = ++this.#newest;
    this.#pending?.settle.resolve(STALE);
    const answer = new Promise((resolve, reject) => {
      this.#pending = { run, number, settle: { resolve, reject } };
    });
    if (this.#flying) this.#hurry(patience);
    this.#next();
    return answer.then((value) => (number === this.#newest ? value : STALE),
      (error) => { if (number === this.#newest) throw error; return STALE; });
  }

  /** Several that come one soon after another do not put off the moment. */
  #hurry(patience) {
    const due = performance.now() + patience;
    if (due >= this.#due) return;
    this.#due = due;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onLate, patience);
  }

  async #next() {
    if (this.#flying || this.#pending === null) return;
    const { run, number, settle } = this.#pending;
    this.#pending = null;
    this.#flying = true;
    try {
      settle.resolve(await run(() => number !== this.#newest));
    } catch (error) {
      if (error.broken !== false) this.#onBroken();
      settle.reject(error);
    }
    clearTimeout(this.#timer);
    this.#due = Infinity;
    this.#flying = false;
    this.#next();
  }
}
