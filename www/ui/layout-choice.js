import { kindOf, withKind } from "../roles.js";
import { makeSelect, setChoices } from "./choices.js";
import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Roles} Roles */
/** @typedef {import("../../src/wasm/shapes.d.ts").Overview} Overview */

const KINDS = [
  { value: "rows", label: "One row a person" },
  { value: "arms", label: "One column of times an arm" },
  { value: "dates", label: "Start and end dates" },
];
const ORDERS = [
  { value: "day_first", label: "day first: 31/12/2024" },
  { value: "month_first", label: "month first: 12/31/2024" },
];

/** How the data are laid out: the form of the rows, the arms, the order of dates. */
export class LayoutChoice {
  #on;
  #overview;
  #roles;
  #guess;
  #kind;
  #arms;
  #order;
  #orderRow;

  /** @param {HTMLElement} root @param {(change: (roles: Roles) => Partial<Roles>) => void} onRoles */
  constructor(root, onRoles) {
    this.#on = onRoles;
    this.#kind = makeSelect({ id: "layout-kind" }, (kind) => onRoles((roles) => withKind(kind, roles, this.#overview, this.#guess)));
    setChoices(this.#kind, KINDS, "rows");
    this.#arms = make("fieldset", { class: "values", hidden: true });
    this.#order = makeSelect({ id: "date-order" }, (order) => onRoles(() => ({ date_order: order || null })));
    this.#orderRow = make("div", { class: "role", hidden: true }, make("label", { for: "date-order" }, "Dates"), make("div", { class: "fields" }, this.#order));
    root.querySelector(".inside").append(
      make("div", { class: "role" }, make("label", { for: "layout-kind" }, "Form"), make("div", { class: "fields" }, this.#kind)),
      this.#arms, this.#orderRow);
  }

  /** @param {Overview} overview @param {Roles} roles @param {Roles} guess */
  update(overview, roles, guess) {
    this.#overview = overview;
    this.#roles = roles;
    this.#guess = guess;
    const kind = kindOf(roles);
    this.#kind.value = kind;
    this.#arms.hidden = kind !== "arms";
    if (kind === "arms") this.#boxes();
    const unclear = overview.columns.some(({ dates }) => dates === "ambiguous");
    this.#orderRow.hidden = kind !== "dates" || !unclear;
    // The start and end dates are read alike, so a plain one among them speaks for the others.
    const plain = [roles.start, roles.end].map((column) => overview.columns[column]?.dates);
    const seen = ORDERS.find(({ value }) => plain.includes(value));
    const asked = { value: "", label: seen ? `${seen.label}, as others show` : "not yet said" };
    setChoices(this.#order, roles.date_order === null ? [asked, ...ORDERS] : ORDERS, roles.date_order ?? "");
  }

  #boxes() {
    const key = JSON.stringify(this.#overview.columns.map(({ name }) => name));
    if (this.#arms.dataset.key !== key) {
      this.#arms.dataset.key = key;
      this.#arms.replaceChildren(make("legend", {}, "Columns that are arms"), ...this.#overview.columns.map(({ name }, i) =>
        make("label", {}, make("input", { type: "checkbox", value: i, on: { change: () => this.#ticked() } }), ` ${name}`)));
    }
    for (const box of this.#arms.querySelectorAll("input")) box.checked = this.#roles.arms.includes(Number(box.value));
  }

  #ticked() {
    const arms = [...this.#arms.querySelectorAll("input:checked")].map((box) => Number(box.value));
    this.#on(() => ({ arms }));
  }
}
