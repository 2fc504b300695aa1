import { level } from "../format.js";
import { makeSelect, setChoices } from "./choices.js";
import { LevelChoice } from "./level-choice.js";
import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Report} Report */

const TYPES = [
  { value: "log_log", label: "log-log" },
  { value: "log", label: "log" },
  { value: "plain", label: "plain" },
  { value: "logit", label: "logit" },
  { value: "arcsin", label: "arcsine" },
];

/** What the curves show and how their limits are made. */
export class FigureOptions {
  #curve;
  #band;
  #bandWords = make("span");
  #level;
  #type;

  /** @param {HTMLElement} root @param {{ option: (option: object) => void, band: (on: boolean) => void }} on */
  constructor(root, on) {
    this.#curve = makeSelect({ id: "curve-direction" }, (curve) => on.option({ curve }));
    this.#band = make("input", { type: "checkbox", id: "band", checked: true, on: { change: () => on.band(this.#band.checked) } });
    this.#level = new LevelChoice("conf-level", (conf_level) => on.option({ conf_level }));
    this.#type = makeSelect({ id: "conf-type" }, (conf_type) => on.option({ conf_type }));
    root.append(
      make("span", {}, make("label", { for: "curve-direction" }, "Curve "), this.#curve),
      make("label", { class: "tick" }, this.#band, this.#bandWords),
      this.#level.element,
      make("span", {}, make("label", { for: "conf-type" }, "Limits "), this.#type));
  }

  /** Says at its field why the level is not taken. @param {string} sentence */
  refuseLevel(sentence) {
    this.#level.refuse(sentence);
  }

  /** @param {Report} report */
  update({ options }) {
    this.#level.show(options.conf_level);
    setChoices(this.#type, TYPES, options.conf_type);
    setChoices(this.#curve, [
      { value: "event", label: "share with the event" },
      { value: "surv", label: "share still without it" },
    ], options.curve ?? "surv");
    this.#bandWords.textContent = ` ${level(options.conf_level)} band`;
  }
}
