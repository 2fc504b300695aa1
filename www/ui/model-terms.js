import { count, isolated, several } from "../format.js";
import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Roles} Roles */
/** @typedef {import("../../src/wasm/shapes.d.ts").Overview} Overview */

/** More columns than this are not offered one by one. */
const MOST = 60;
/** Kinds of columns that cannot be terms. */
const NO_TERMS = ["empty", "date", "text"];

/** Which columns are terms of the Cox model beside the groups, and which numbers are taken as categories. */
export class ModelTerms {
  element = make("div");
  #fields = make("fieldset", { class: "terms" });
  #constant = make("p", { class: "small", id: "constant-columns" });
  #on;
  #key = "";

  /** @param {(change: (roles: Roles) => Partial<Roles>) => void} on */
  constructor(on) {
    this.#on = on;
    this.element.append(this.#fields, this.#constant);
  }

  /** @param {Overview} overview @param {Roles} roles */
  update(overview, roles) {
    const taken = [roles.time, roles.start, roles.end, roles.status, roles.group, roles.entry, roles.strata, roles.id];
    const free = overview.columns.map((column, at) => ({ ...column, at })).filter(({ at }) => !taken.includes(at));
    const offered = free.filter(({ kind, n_levels }) => !NO_TERMS.includes(kind) && n_levels > 1).slice(0, MOST);
    this.#tellConstant(free.filter(({ kind, n_levels }) => kind !== "empty" && n_levels === 1).map(({ name }) => isolated(name)));
    // The boxes are made once for a set of columns, so that ticking one does not take the focus from it.
    const key = JSON.stringify(offered.map(({ at, name, kind }) => [at, name, kind]));
    if (key !== this.#key) {
      this.#key = key;
      this.#fields.replaceChildren(make("legend", {}, "In the model beside the groups"), ...offered.map((column) => this.#line(column)));
    }
    this.#fields.hidden = offered.length === 0;
    for (const box of this.#fields.querySelectorAll("input")) {
      const list = box.name === "term" ? roles.covariates : roles.categories;
      box.checked = list.includes(Number(box.value));
    }
    for (const as of this.#fields.querySelectorAll("[data-as]")) as.hidden = !roles.covariates.includes(Number(as.dataset.as));
  }

  /** @param {string[]} names */
  #tellConstant(names) {
    const named = names.length > MOST ? `${names.slice(0, MOST).join(", ")} and ${names.length - MOST} more` : names.join(", ");
    this.#constant.textContent = `Not offered, because all rows have one value: ${named}.`;
    this.#constant.hidden = names.length === 0;
  }

  #line({ at, name, kind, n_missing: missing, n_levels: levels }) {
    const box = (kindOfBox, change) => make("input", { type: "checkbox", name: kindOfBox, value: at,
      on: { change: ({ target: { checked } }) => this.#on((roles) => change(roles, checked)) } });
    const put = (list, yes) => [...list.filter((each) => each !== at), ...(yes ? [at] : [])];
    const term = box("term", (roles, yes) => ({ covariates: put(roles.covariates, yes), categories: yes ? roles.categories : put(roles.categories, false) }));
    const about = [kind === "number" ? "number" : several(levels, "value"), missing > 0 ? `${count(missing)} missing` : null];
    const category = kind !== "number" ? null : make("label", { "data-as": at },
      box("category", (roles, yes) => ({ categories: put(roles.categories, yes) })), " as categories");
    return make("div", {}, make("label", {}, term, ` ${isolated(name)} `, make("small", {}, about.filter((each) => each !== null).join(", "))), category);
  }
}
