/** Long enough that typing is not talked over. */
const PAUSE_MS = 800;

/** Says a new answer to those who cannot see that it changed. */
export class Announcer {
  #live;
  #timer = 0;
  #said = null;

  /** @param {HTMLElement} live */
  constructor(live) {
    this.#live = live;
  }

  /** @param {string} sentence */
  say(sentence) {
    clearTimeout(this.#timer);
    // The first answer is part of the page, not news.
    this.#said ??= sentence;
    if (sentence === this.#said) return;
    this.#timer = setTimeout(() => {
      this.#said = sentence;
      this.#live.textContent = sentence;
    }, PAUSE_MS);
  }
}
