/** Whether the tab that an element belongs to is the one shown. @param {Element} element */
export const isShown = (element) => !element.closest("[role=tabpanel]")?.hidden;

/** Where an arrow or an end key leads. */
const STEPS = {
  ArrowRight: (i, n) => (i + 1) % n,
  ArrowLeft: (i, n) => (i + n - 1) % n,
  Home: () => 0,
  End: (i, n) => n - 1,
};

/** Shows one panel at a time; the arrows go from tab to tab. What is in a hidden panel stays as it was. */
export class Tabs {
  #tabs;
  #skip;
  #onShown;

  /**
   * @param {HTMLElement} root the list of tabs
   * @param {HTMLAnchorElement} skip the link to the answer: to that of the panel shown
   * @param {Record<string, () => void>} onShown by the panel's id
   */
  constructor(root, skip, onShown) {
    this.#tabs = [...root.querySelectorAll("[role=tab]")];
    this.#skip = skip;
    this.#onShown = onShown;
    this.#tabs.forEach((tab, i) => {
      tab.addEventListener("click", () => this.#show(i));
      tab.addEventListener("keydown", (event) => this.#key(event, i));
    });
    // An address that ends in #counts opens that tab.
    this.#show(Math.max(0, this.#tabs.findIndex((tab) => `#tab-${location.hash.slice(1)}` === `#${tab.id}`)));
  }

  #key(event, i) {
    const to = STEPS[event.key]?.(i, this.#tabs.length);
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#show(to);
    this.#tabs[to].focus();
  }

  /** Name of the tab that is shown: "patients", "counts". */
  shown = "";

  /** @param {string} name */
  show(name) {
    this.#show(this.#tabs.findIndex(({ id }) => id === `tab-${name}`));
  }

  #show(shown) {
    this.shown = this.#tabs[shown].id.replace("tab-", "");
    this.#tabs.forEach((tab, i) => {
      const panel = document.getElementById(tab.getAttribute("aria-controls"));
      tab.setAttribute("aria-selected", String(i === shown));
      tab.tabIndex = i === shown ? 0 : -1;
      panel.hidden = i !== shown;
      if (i !== shown) return;
      this.#skip.hash = panel.querySelector(".answer").id;
      this.#onShown[panel.id]?.();
    });
  }
}
