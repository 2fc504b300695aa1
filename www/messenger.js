import { glue } from "../pkg/riskset.js";
import { work } from "./worker.js";

/** A worker from a blob inherits the page's policy; one from a file would follow its own. It imports nothing: not every browser allows that. */
const SOURCE = `(${work})(${glue})`;

/**
 * A worker that answers questions by promise. One that has failed is not used
 * again: a trap in WebAssembly leaves its memory in an unknown state.
 */
export class Messenger {
  #worker;
  #asked = new Map();
  /** Number of the last question. */
  #id = 0;
  /** Settles when the worker can answer. @type {Promise<unknown>} */
  ready;

  /** @param {WebAssembly.Module | Promise<WebAssembly.Module>} module */
  constructor(module) {
    const address = URL.createObjectURL(new Blob([SOURCE], { type: "text/javascript" }));
    this.#worker = new Worker(address);
    this.#worker.onmessage = ({ data: { id, answer, error, broken = true } }) => {
      const asked = this.#asked.get(id);
      this.#asked.delete(id);
      if (error === undefined) asked?.resolve(answer);
      // Of an unbroken worker it is a sentence of the core, fit for a person to read.
      else asked?.reject(Object.assign(new Error(error), { broken, said: !broken }));
    };
    this.#worker.onerror = (event) => this.#fail(event.message || "The worker could not be started.");
    this.#worker.onmessageerror = () => this.#fail("The worker's answer could not be read.");
    this.ready = Promise.resolve(module).then((compiled) => this.ask("start", { module: compiled })).finally(() => URL.revokeObjectURL(address));
    // Whoever asks hears of a failed start.
    this.ready.catch(() => {});
  }

  /** @param {string} question @param {object} given */
  ask(question, given) {
    return new Promise((resolve, reject) => {
      this.#asked.set(++this.#id, { resolve, reject });
      this.#worker.postMessage({ id: this.#id, question, ...given });
    });
  }

  end() {
    this.#worker.terminate();
    // Whoever ended it has another one already.
    this.#fail("The worker was ended.", false);
  }

  #fail(message, broken = true) {
    for (const { reject } of this.#asked.values()) reject(Object.assign(new Error(message), { broken }));
    this.#asked.clear();
  }
}
