const NARROW = matchMedia("(max-width: 860px)");

/**
 * Where the data stand. Wide: beside the answer. Narrow: below it, folded to a
 * line that opens; without data the box comes first. The element itself is
 * moved, so that the order of the keys is the order on the page.
 */
export class DataFold {
  #data;
  #answer;
  #button;
  #body;
  #open = false;
  #hasData = true;

  /** @param {HTMLElement} data @param {HTMLElement} answer */
  constructor(data, answer) {
    this.#data = data;
    this.#answer = answer;
    this.#button = data.querySelector(".fold");
    this.#body = data.querySelector(".data-body");
    this.#button.addEventListener("click", () => { this.#open = !this.#open; this.#arrange(); });
    // A person at work in the data is not moved; the order is made when they leave.
    data.addEventListener("focusout", () => requestAnimationFrame(() => this.#arrange()));
    NARROW.addEventListener("change", () => this.#arrange());
    this.#arrange();
  }

  /** @param {boolean} hasData @param {string} line what the folded line says */
  update(hasData, line) {
    this.#hasData = hasData;
    this.#button.textContent = line;
    this.#arrange();
  }

  #arrange() {
    const busy = NARROW.matches && this.#body.contains(document.activeElement);
    const folds = NARROW.matches && this.#hasData;
    this.#button.hidden = !folds;
    this.#body.hidden = folds && !this.#open && !busy;
    this.#button.setAttribute("aria-expanded", String(!this.#body.hidden));
    const first = folds ? this.#answer : this.#data;
    if (busy || first.previousElementSibling === null) return;
    first.parentElement.prepend(first);
  }
}
