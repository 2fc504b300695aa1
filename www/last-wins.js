/** The answer to a question that a later one has made pointless. */
export const STALE = Symbol("stale");

/** Last input wins: one question under way, at most one waiting; every other is stale. */
export class LastWins {
  #onBroken;
  #flying = false;
  /** @type {{ run: () => Promise<unknown>, settle: { resolve: Function, reject: Function } } | null} */
  #pending = null;
  #newest = 0;

  /** @param {() => void} onBroken a question failed so that whoever answered cannot be asked again */
  constructor(onBroken) {
    this.#onBroken = onBroken;
  }

  /** @template T @param {() => Promise<T>} run @returns {Promise<T | typeof STALE>} */
  ask(run) {
    const number = ++this.#newest;
    this.#pending?.settle.resolve(STALE);
    const answer = new Promise((resolve, reject) => {
      this.#pending = { run, settle: { resolve, reject } };
    });
    this.#next();
    return answer.then((value) => (number === this.#newest ? value : STALE),
      (error) => { if (number === this.#newest) throw error; return STALE; });
  }

  async #next() {
    if (this.#flying || this.#pending === null) return;
    const { run, settle } = this.#pending;
    this.#pending = null;
    this.#flying = true;
    try {
      settle.resolve(await run());
    } catch (error) {
      if (error.broken !== false) this.#onBroken();
      settle.reject(error);
    }
    this.#flying = false;
    this.#next();
  }
}
