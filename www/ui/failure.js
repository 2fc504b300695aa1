import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Failure} Failure */
/** @typedef {{ example: (text: string) => void, dateOrder: (order: "day_first" | "month_first") => void }} On */

/** Takes the answer's place when there is none: why, and what to do. */
export class FailureNote {
  #root;
  #on;
  #prefix;

  /** @param {HTMLElement} root @param {On} on @param {string} [prefix] of the ids */
  constructor(root, on, prefix = "") {
    this.#prefix = prefix;
    this.#root = root;
    this.#on = on;
  }

  /** @param {Pick<Failure, "code" | "message" | "example">} failure */
  show({ code, message, example }) {
    this.#root.replaceChildren(make("p", { class: "say" }, message));
    if (code === "ambiguous_dates") this.#root.append(this.#dates());
    if (example !== null) {
      this.#root.append(make("h3", {}, "A text that works"), make("pre", { tabindex: "0", "aria-label": "Example" }, example),
        button("Use this example", `${this.#prefix}use-example`, () => this.#on.example(example)));
    }
  }

  #dates() {
    return make("p", { class: "row" },
      button("Day first: 31/12/2024", "day-first", () => this.#on.dateOrder("day_first")),
      button("Month first: 12/31/2024", "month-first", () => this.#on.dateOrder("month_first")));
  }
}

const button = (text, id, click) => make("button", { type: "button", id, on: { click } }, text);
