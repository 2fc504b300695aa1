import { makeSelect, setChoices } from "../ui/choices.js";
import { LevelChoice } from "../ui/level-choice.js";
import { make } from "../ui/make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").CountsReport} CountsReport */
/** @typedef {import("../../src/wasm/shapes.d.ts").CountsOptions} CountsOptions */

const choices = (words) => Object.entries(words).map(([value, label]) => ({ value, label }));
const MEASURES = choices({ risk_ratio: "risk ratio", odds_ratio: "odds ratio", risk_difference: "risk difference" });
const EVENTS = choices({ bad: "a harm, such as death", good: "a benefit, such as recovery" });

/** What the plot shows, what an event means, and how wide the limits are. */
export class Choices {
  #measure;
  #event;
  #level;

  /** @param {HTMLElement} root @param {(option: CountsOptions) => void} onOption */
  constructor(root, onOption) {
    this.#measure = makeSelect({ id: "measure" }, (measure) => onOption({ measure }));
    this.#event = makeSelect({ id: "event-is" }, (event_is) => onOption({ event_is }));
    this.#level = new LevelChoice("counts-level", (conf_level) => onOption({ conf_level }));
    const choice = (words, select) => make("span", {}, make("label", { for: select.id }, `${words} `), select);
    root.append(choice("Plot", this.#measure), choice("The event is", this.#event), this.#level.element);
  }

  /** @param {CountsReport} report */
  update({ options }) {
    setChoices(this.#measure, MEASURES, options.measure);
    setChoices(this.#event, EVENTS, options.event_is);
    this.#level.show(options.conf_level);
  }
}
