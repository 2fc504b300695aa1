import { make } from "./make.js";

/** Says how the status was read and asks whether that is right. */
export class CheckLine {
  #root;
  #flip;
  #counts;
  #question;

  /** @param {HTMLElement} root @param {() => void} onFlip */
  constructor(root, onFlip) {
    this.#root = root;
    this.#counts = make("b", { id: "counts" });
    this.#question = make("span", {}, " Is that right? ");
    this.#flip = make("button", { type: "button", id: "flip", class: "plain", title: "Take the other value as the event", on: { click: onFlip } }, "Flip");
    root.append(this.#counts, this.#question, this.#flip);
  }

  /**
   * @param {string} counts "24 subjects: 13 recovered, 11 censored."
   * @param {boolean} canFlip whether there are just two values
   * @param {{ event_values: string[], competing_values: string[], censor_values: string[] } | null} coding how the values were taken
   */
  update(counts, canFlip, coding) {
    this.#root.hidden = counts === "";
    this.#counts.textContent = counts;
    this.#flip.hidden = !canFlip;
    const { event_values: events = [], competing_values: competing = [], censor_values: others = [] } = coding ?? {};
    const taken = (values) => (values.length === 0 ? "none" : values.join(", "));
    this.#question.hidden = events.length + others.length === 0;
    this.#question.textContent = canFlip ? " Is that right? "
      : ` Taken as the event: ${taken(events)};${competing.length > 0 ? ` as another event: ${taken(competing)};` : ""} as censored: ${taken(others)}. Is that right? Change it above.`;
  }
}
