import { isolated } from "../format.js";
import { make } from "./make.js";

/** Names beyond this many are not written in the summary. */
const NAMED = 4;

/** The order of the groups in curves, tables, legends and the trend test: two buttons for each, for finger and key alike. */
export class GroupOrder {
  element = make("details", { id: "group-order", class: "order", hidden: true });
  #summary = make("summary");
  #list = make("ol");
  #onOrder;
  /** @type {string[]} */
  #names = [];

  /** @param {(order: string[]) => void} onOrder */
  constructor(onOrder) {
    this.#onOrder = onOrder;
    this.element.append(this.#summary, this.#list);
  }

  /** @param {string[]} names the groups as they stand now */
  update(names) {
    this.element.hidden = names.length < 2;
    if (names.length === this.#names.length && names.every((name, i) => name === this.#names[i])) return;
    this.#names = names;
    // A button that was pressed keeps the focus in its new place.
    const focused = this.#list.contains(document.activeElement) ? document.activeElement.dataset : null;
    const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
    this.#summary.textContent = `Order: ${names.slice(0, NAMED).map(isolated).join(", ")}${more}`;
    this.#list.replaceChildren(...names.map((name, at) => make("li", {}, make("bdi", {}, name), this.#button(name, at, -1), this.#button(name, at, 1))));
    if (focused !== null) this.#focus(focused.group, focused.step);
  }

  #button(name, at, step) {
    const end = step < 0 ? at === 0 : at === this.#names.length - 1;
    return make("button", { type: "button", "data-group": name, "data-step": step, "aria-label": `Move ${isolated(name)} ${step < 0 ? "up" : "down"}`, disabled: end,
      on: { click: () => this.#move(at, step) } }, step < 0 ? "\u2191" : "\u2193");
  }

  #move(at, step) {
    const order = [...this.#names];
    [order[at], order[at + step]] = [order[at + step], order[at]];
    this.#onOrder(order);
  }

  /** At the end of the list the other button of the group takes the focus. */
  #focus(group, step) {
    const own = [...this.#list.querySelectorAll("button")].filter((button) => button.dataset.group === group && !button.disabled);
    (own.find((button) => button.dataset.step === step) ?? own[0])?.focus();
  }
}
