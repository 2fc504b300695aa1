import { make } from "../ui/make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Explanation} Explanation */

const ARROWS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * Shows where a number comes from when it is pressed. In a table one number is a stop of the Tab key, and the arrows go from one to the next.
 */
export class Explainer {
  #box = make("div", { popover: "auto", id: "explanation", role: "dialog", "aria-labelledby": "explanation-title" });
  #explain;

  /** @param {(place: string, inCounts: boolean) => Explanation | null} explain */
  constructor(explain) {
    this.#explain = explain;
    document.body.append(this.#box);
    document.addEventListener("click", ({ target }) => {
      const button = target.closest?.(".told");
      if (button) this.#show(button);
    });
    document.addEventListener("keydown", (event) => this.#walk(event));
  }

  #show(button) {
    const found = this.#explain(button.dataset.told, button.closest("#panel-counts") !== null);
    const { title, formula, meaning, source } = found ?? { title: button.textContent, formula: "", meaning: "Nothing more is known about this number.", source: "" };
    this.#box.replaceChildren(
      make("h2", { id: "explanation-title" }, title),
      ...formula.split("\n").filter((line) => line !== "").map((line) => make("p", { class: "formula" }, line)),
      make("p", {}, meaning),
      ...(source === "" ? [] : [make("p", { class: "small" }, source)]),
      make("button", { type: "button", popovertarget: "explanation", popovertargetaction: "hide", autofocus: true }, "Close"));
    this.#box.showPopover({ source: button });
  }

  #walk(event) {
    const step = ARROWS[event.key];
    const table = step && event.target.closest?.(".told")?.closest("table");
    if (!table || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const all = [...table.querySelectorAll(".told")];
    const next = all[all.indexOf(event.target) + step];
    if (next === undefined) return;
    for (const each of all) each.tabIndex = each === next ? 0 : -1;
    next.focus();
  }
}
