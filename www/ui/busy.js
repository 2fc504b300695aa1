/** Says that an answer is on its way, how far it has come, and lets a person end it. It shows only what takes a while. */
export class Busy {
  #root;
  #words;
  #progress;

  /** @param {HTMLElement} root @param {() => void} onCancel */
  constructor(root, onCancel) {
    this.#root = root;
    this.#words = root.querySelector("span");
    this.#progress = root.querySelector("progress");
    root.querySelector("button").addEventListener("click", onCancel);
  }

  /** @param {boolean} busy */
  show(busy) {
    if (busy) this.tell("Computing…", 0);
    document.body.classList.toggle("computing", busy);
  }

  /** @param {string} words @param {number} step of three */
  tell(words, step) {
    this.#words.textContent = words;
    this.#progress.value = step;
  }
}
