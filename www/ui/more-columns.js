import { isolated } from "../format.js";
import { makeSelect, setChoices } from "./choices.js";
import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Roles} Roles */
/** @typedef {import("../../src/wasm/shapes.d.ts").Overview} Overview */

const FIELDS = [
  { role: "entry", label: "Entry", none: "none: from time 0", help: "For people who came under observation late: the time from which each was followed." },
  { role: "strata", label: "Strata", none: "none", help: "Centres, pairs or other layers to adjust for: each keeps a baseline hazard of its own." },
  { role: "id", label: "Person", none: "none: a row each", help: "Where one person fills several rows (two eyes, repeated events), the column that says who." },
];

/** Columns that few data sets have: late entry, strata, persons with several rows. */
export class MoreColumns {
  #root;
  #selects = {};

  /** @param {HTMLElement} root @param {(change: (roles: Roles) => Partial<Roles>) => void} onRoles */
  constructor(root, onRoles) {
    this.#root = root;
    const field = ({ role, label, help }) => {
      const id = `role-${role}`;
      this.#selects[role] = makeSelect({ id }, (value) => onRoles(() => ({ [role]: value === "" ? null : Number(value) })));
      this.#selects[role].setAttribute("aria-describedby", `${id}-help`);
      return [make("div", { class: "role" }, make("label", { for: id }, label), make("div", { class: "fields" }, this.#selects[role])),
        make("p", { class: "small", id: `${id}-help` }, help)];
    };
    root.querySelector(".inside").append(...FIELDS.flatMap(field));
  }

  /** @param {Overview} overview @param {Roles} roles */
  update(overview, roles) {
    this.#root.hidden = roles.layout === "arms";
    const columns = overview.columns.map(({ name }, i) => ({ value: String(i), label: name }));
    for (const { role, none } of FIELDS) {
      setChoices(this.#selects[role], [{ value: "", label: none }, ...columns], String(roles[role] ?? ""));
    }
    const used = FIELDS.filter(({ role }) => roles[role] !== null).map(({ role, label }) => `${label.toLowerCase()}: ${overview.columns[roles[role]]?.name ?? ""}`);
    this.#root.querySelector("summary span").textContent = used.map(isolated).join(", ");
  }
}
