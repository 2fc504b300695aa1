import { copyText } from "../keep/copy.js";
import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Report} Report */

const PARTS = [
  { key: "paragraph", title: "The result" },
  { key: "methods_sentence", title: "The methods" },
  { key: "citation", title: "To cite" },
];

/** Text to copy into an article. */
export class Prose {
  #parts;

  /** @param {HTMLDetailsElement} root */
  constructor(root) {
    root.querySelector("summary span").textContent = "the result, the methods and a citation, to copy";
    this.#parts = PARTS.map(({ key, title }) => {
      const text = make("p", { id: `prose-${key}` });
      const said = make("span", { class: "small", role: "status" });
      const copy = async () => {
        try {
          await copyText(text.textContent);
          said.textContent = "Copied.";
        } catch {
          said.textContent = "The browser does not let this page write to the clipboard: select the text and copy it.";
        }
      };
      root.querySelector(".inside").append(make("div", { class: "prose" }, make("h3", {}, title), text,
        make("div", { class: "row" }, make("button", { type: "button", id: `copy-${key}`, "aria-label": `Copy: ${title}`, on: { click: copy } }, "Copy"), said)));
      return { key, text, said };
    });
  }

  /** @param {Report} report */
  update({ words }) {
    for (const { key, text, said } of this.#parts) {
      text.textContent = words[key];
      said.textContent = "";
    }
  }
}
