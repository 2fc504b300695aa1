import { named, told } from "../explain/places.js";
import { capital } from "../format.js";
import { Direction } from "./direction.js";
import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Report} Report */

/** The answer as a sentence, and beneath it how it was computed. */
export class Headline {
  #title;
  #sentence;
  #direction;
  #under;

  /** @param {HTMLElement} root @param {(reference: string) => void} onReference */
  constructor(root, onReference) {
    this.#title = make("p", { class: "kicker" });
    this.#sentence = make("p", { class: "say", id: "say" }, "The worked example is being computed…");
    this.#direction = new Direction(onReference);
    this.#under = make("span", { id: "under" });
    root.append(this.#title, this.#sentence, make("p", { class: "under" }, this.#direction.element, this.#under));
  }

  /** @param {Report} report */
  update(report) {
    const { headline, under } = report.words;
    const direction = report.cox?.terms[0]?.direction ?? "";
    this.#title.textContent = report.data.notes.find(({ key }) => key === "title")?.value ?? "";
    this.#sentence.replaceChildren(...headline.map(({ text, strong, at }) => {
      const shown = at === null ? text : named(told(text, report, at.slice(1)), ...what(at, direction));
      return strong ? make("b", { dir: "auto" }, shown) : shown;
    }));
    // A group's name is shown as it was given, without a capital of ours.
    this.#direction.update(report.groups, direction);
    // The direction stands beside the button that turns it round, and only there.
    const rest = under.filter((text) => text !== direction);
    this.#under.replaceChildren(...rest.map((text) => make("span", { class: "part", dir: "auto" }, whole(capital(text), text, report))));
  }
}

/** A p of which only "< .001" is said is had in full where it is pressed. @param {string} shown @param {string} text @param {Report} report */
function whole(shown, text, { log_rank: logRank, adjusted }) {
  if (/^log-rank p /.test(text) && logRank !== null) return named(told(shown, logRank, "p_value"), "p value");
  if (/^adjusted p /.test(text) && adjusted?.terms.length === 1) return named(told(shown, adjusted.terms[0], "p_value"), "p value");
  return shown;
}

/** What stands at a place of the report; no hazard ratio without its direction. @param {string} at @param {string} direction */
const what = (at, direction) => [at.split("/").at(-1).replaceAll("_", " "), ...(at.endsWith("ratio") ? [direction] : [])];
