import { makeSelect, setChoices } from "./choices.js";
import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Roles} Roles */
/** @typedef {import("../../src/wasm/shapes.d.ts").Overview} Overview */

/** Columns that few data sets have: the time at which a person came under observation. */
export class MoreColumns {
  #roles;
  #entry;
  #root;

  /** @param {HTMLElement} root @param {(roles: Roles) => void} onRoles */
  constructor(root, onRoles) {
    this.#root = root;
    this.#entry = makeSelect({ id: "role-entry" }, (value) => onRoles({ ...this.#roles, entry: value === "" ? null : Number(value) }));
    root.querySelector(".inside").append(
      make("div", { class: "role" }, make("label", { for: "role-entry" }, "Entry"), make("div", { class: "fields" }, this.#entry)),
      make("p", { class: "small" }, "For people who came under observation late: the time from which each was followed."));
  }

  /** @param {Overview} overview @param {Roles} roles */
  update(overview, roles) {
    this.#roles = roles;
    this.#root.hidden = roles.layout === "arms" || roles.start !== null;
    const columns = overview.columns.map(({ name }, i) => ({ value: String(i), label: name }));
    setChoices(this.#entry, [{ value: "", label: "none: from time 0" }, ...columns], String(roles.entry ?? ""));
  }
}
