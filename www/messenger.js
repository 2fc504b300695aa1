import { glue } from "../pkg/riskset.js";
import { work } from "./worker.js";

/** A worker from a blob inherits the page's policy; one from a file would follow its own. It imports nothing: not every browser allows that. */
const SOURCE = `(${work})(${glue})`;

/** How often is looked whether a worker that owes an answer still lives. */
const LOOK_MS = 1000;
/** A worker that is silent at so many looks, and has not even begun what it was asked, never will. */
const LOOKS = 8;
/** An answer that was sent before the worker's lock was given back has come by then. */
const ON_ITS_WAY_MS = 2000;

/**
 * A worker that answers questions by promise. One that has failed is not used
 * again: a trap in WebAssembly leaves its memory in an unknown state.
 *
 * A worker that the system ends (for want of memory, say) tells nobody. While it answers, the worker holds a lock of the
 * browser, which is given back when the worker is no more: whoever then gets the lock while an answer is due knows.
 * Where there are no locks (a page without a secure context) only a worker that does not begin is noticed.
 */
export class Messenger {
  #worker;
  /** Questions without an answer. @type {Map<number, { resolve: Function, reject: Function, begun: "" | "watched" | "alone" }>} */
  #asked = new Map();
  /** Number of the last question. */
  #id = 0;
  #started = false;
  /** Why it can be asked no more; null while it can. @type {{ message: string, broken: boolean, ended: boolean } | null} */
  #over = null;
  /** Whether it is to be ended as soon as nothing is asked. */
  #retired = false;
  #onQuiet = () => {};
  #looking = 0;
  /** Looks since it last said something. */
  #silent = 0;
  #lock = `riskset ${Date.now()} ${Math.random()}`;
  /** Settles when the worker can answer. @type {Promise<unknown>} */
  ready;

  /** @param {WebAssembly.Module | Promise<WebAssembly.Module>} module */
  constructor(module) {
    const address = URL.createObjectURL(new Blob([SOURCE], { type: "text/javascript" }));
    this.#worker = new Worker(address);
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.onerror = (event) => this.#fail(event.message || "The worker could not be started.");
    // Chromium has no onmessageerror here.
    this.#worker.addEventListener("messageerror", () => this.#fail("The worker's answer could not be read."));
    this.ready = Promise.resolve(module).then((compiled) => this.ask("start", { module: compiled, lock: this.#lock })).finally(() => URL.revokeObjectURL(address));
    // Whoever asks hears of a failed start.
    this.ready.then(() => { this.#started = true; }, () => {});
  }

  /** Whether it can be asked no more. */
  get over() {
    return this.#over !== null;
  }

  /** Whether it has started and nothing more. */
  get busy() {
    return this.#started && this.#asked.size > 0;
  }

  get started() {
    return this.#started;
  }

  /** @param {string} question @param {object} given */
  ask(question, given) {
    return new Promise((resolve, reject) => {
      if (this.over) {
        reject(why(this.#over));
        return;
      }
      this.#worker.postMessage({ id: ++this.#id, question, ...given });
      this.#asked.set(this.#id, { resolve, reject, begun: "" });
      this.#look();
    });
  }

  /** Settles when nothing is asked, or after so many milliseconds. @param {number} most */
  quiet(most) {
    if (!this.busy) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onQuiet = resolve;
      setTimeout(resolve, most);
    });
  }

  /** Ends it as soon as what was asked is answered. */
  retire() {
    this.#retired = true;
    this.#settled();
  }

  end() {
    // Whoever ended it has another one already.
    this.#fail("The worker was ended.", { broken: false, ended: true });
  }

  #hear({ id, begun, answer, error, broken = true }) {
    const asked = this.#asked.get(id);
    this.#silent = 0;
    if (begun) {
      if (asked) asked.begun = begun;
      return;
    }
    this.#asked.delete(id);
    if (error === undefined) asked?.resolve(answer);
    // Of an unbroken worker it is a sentence of the core, fit for a person to read.
    else asked?.reject(Object.assign(new Error(error), { broken, said: !broken }));
    this.#settled();
  }

  #settled() {
    if (this.#asked.size > 0) return;
    clearTimeout(this.#looking);
    this.#looking = 0;
    this.#onQuiet();
    if (this.#retired && !this.over) this.end();
  }

  /** Looks from time to time whether it lives, as long as an answer is due. */
  #look() {
    if (this.#looking === 0) this.#looking = setTimeout(() => this.#lookNow(), LOOK_MS);
  }

  async #lookNow() {
    const [oldest] = this.#asked.values();
    if (oldest === undefined) return;
    this.#silent += 1;
    if (oldest.begun === "watched") await this.#outlived();
    else if (oldest.begun === "" && this.#started && this.#silent > LOOKS) this.#fail("The worker does not answer.");
    this.#looking = 0;
    if (this.#asked.size > 0) this.#look();
  }

  /** Waits for the worker's lock. Where an answer is due all the same, the worker has died. */
  async #outlived() {
    const [[id]] = this.#asked;
    try {
      await navigator.locks.request(this.#lock, () => {});
    } catch {
      // No locks here.
      return;
    }
    if (this.#asked.has(id)) await new Promise((resolve) => setTimeout(resolve, ON_ITS_WAY_MS));
    if (this.#asked.has(id)) this.#fail("The worker ended without a word.");
  }

  #fail(message, { broken = true, ended = false } = {}) {
    this.#worker.terminate();
    this.#over ??= { message, broken, ended };
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const { reject } of asked) reject(why(this.#over));
    this.#settled();
  }
}

const why = ({ message, ...kind }) => Object.assign(new Error(message), kind);
