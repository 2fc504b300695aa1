/**
 * A worker that answers questions by promise. One that has failed is not used
 * again: a trap in WebAssembly leaves its memory in an unknown state.
 */
export class Messenger {
  #worker;
  #asked = new Map();
  /** Number of the last question; 0 is the worker's own word that it is there. */
  #id = 0;
  /** Settles when the worker can answer; set by `start`. @type {Promise<unknown>} */
  ready;

  #loaded;

  /** Loads the worker's script, no more: `start` makes it ready. */
  constructor() {
    // A worker from a blob inherits the page's policy; one from a file would follow its own.
    // The import is a dynamic one, because a policy counts static ones as workers, not as scripts.
    const script = JSON.stringify(new URL("./worker.js", import.meta.url).href);
    const source = `import(${script}).catch((error) => postMessage({ id: 0, error: String(error) }))`;
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    this.#worker = new Worker(address, { type: "module" });
    this.#worker.onmessage = ({ data: { id, answer, error, broken = true } }) => {
      const asked = this.#asked.get(id);
      this.#asked.delete(id);
      if (error === undefined) asked?.resolve(answer);
      // Of an unbroken worker it is a sentence of the core, fit for a person to read.
      else asked?.reject(Object.assign(new Error(error), { broken, said: !broken }));
    };
    this.#worker.onerror = (event) => this.#fail(event.message || "The worker could not be started.");
    this.#worker.onmessageerror = () => this.#fail("The worker's answer could not be read.");
    const loaded = new Promise((resolve, reject) => this.#asked.set(0, { resolve, reject }));
    this.#loaded = loaded.finally(() => URL.revokeObjectURL(address));
    // Whoever asks hears of a failed start; a spare that fails unasked is no error of the page.
    this.#loaded.catch(() => {});
  }

  /** @param {WebAssembly.Module | Promise<WebAssembly.Module>} module its script loads while this is compiled @returns {this} */
  start(module) {
    this.ready = this.#loaded.then(async () => this.ask("start", { module: await module }));
    this.ready.catch(() => {});
    return this;
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
