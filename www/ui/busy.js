/** Says that an answer is on its way, how far it has come, and lets a person end it. It shows only what takes a while. */
export class Busy {
  #root;
  #computing = false;
  #reading = false;
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
    this.#computing = busy;
    this.#toggle();
  }

  /** Whether a file is being read. @param {boolean} reading */
  read(reading) {
    if (reading) this.tell("Reading the file…", 0);
    this.#reading = reading;
    this.#toggle();
  }

  #toggle() {
    document.body.classList.toggle("computing", this.#computing || this.#reading);
  }

  /** @param {string} words @param {number} step of three */
  tell(words, step) {
    this.#words.textContent = words;
    this.#progress.value = step;
  }
}
