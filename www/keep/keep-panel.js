import { make } from "../ui/make.js";

/**
 * @typedef {object} Way one way to keep something
 * @property {string} id of its button
 * @property {string} label
 * @property {() => Promise<string> | string} run what was done, to be said: "Saved x.png."
 */

const FAILED = "This did not work in this browser. Nothing was changed; try another way.";

/** Buttons that take the answer out of the page, and a line that says what became of it. */
export class KeepPanel {
  #said = make("p", { class: "small said", role: "status" });

  /** @param {HTMLElement} root @param {{ title: string, ways: Way[], extra?: Node[] }[]} groups */
  constructor(root, groups) {
    root.append(
      make("div", { class: "keep" }, ...groups.map(({ title, ways, extra = [] }) =>
        make("div", { role: "group", "aria-label": title }, make("h3", {}, title),
          make("div", { class: "row" }, ...extra, ...ways.map((way) => this.#button(way)))))),
      this.#said);
  }

  /** @param {string} sentence */
  say(sentence) {
    this.#said.textContent = sentence;
  }

  #button({ id, label, run }) {
    return make("button", { type: "button", id, on: { click: async () => {
      try {
        this.say(await run());
      } catch (error) {
        console.error(error);
        this.say(error.said ? error.message : FAILED);
      }
    } } }, label);
  }
}
