import { count, several } from "../format.js";
import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Roles} Roles */
/** @typedef {import("../../src/wasm/shapes.d.ts").Overview} Overview */

/** More columns than this are not offered one by one. */
const MOST = 60;

/** Which columns are terms of the Cox model beside the groups, and which numbers are taken as categories. */
export class ModelTerms {
  element = make("fieldset", { class: "terms" });
  #on;
  #roles;
  #key = "";

  /** @param {(change: Pick<Roles, "covariates" | "categories">) => void} on */
  constructor(on) {
    this.#on = on;
  }

  /** @param {Overview} overview @param {Roles} roles */
  update(overview, roles) {
    this.#roles = roles;
    const taken = [roles.time, roles.start, roles.end, roles.status, roles.group, roles.entry, roles.strata, roles.id];
    const offered = overview.columns
      .map((column, at) => ({ ...column, at }))
      .filter(({ at, kind, n_levels }) => !taken.includes(at) && kind !== "empty" && kind !== "date" && kind !== "text" && n_levels > 1)
      .slice(0, MOST);
    // The boxes are made once for a set of columns, so that ticking one does not take the focus from it.
    const key = JSON.stringify(offered.map(({ at, name, kind }) => [at, name, kind]));
    if (key !== this.#key) {
      this.#key = key;
      this.element.replaceChildren(make("legend", {}, "In the model beside the groups"), ...offered.map((column) => this.#line(column)));
    }
    this.element.hidden = offered.length === 0;
    for (const box of this.element.querySelectorAll("input")) {
      const list = box.name === "term" ? roles.covariates : roles.categories;
      box.checked = list.includes(Number(box.value));
    }
    for (const as of this.element.querySelectorAll("[data-as]")) as.hidden = !roles.covariates.includes(Number(as.dataset.as));
  }

  #line({ at, name, kind, n_missing: missing, n_levels: levels }) {
    const box = (kindOfBox, change) => make("input", { type: "checkbox", name: kindOfBox, value: at, on: { change: (event) => change(event.target.checked) } });
    const put = (list, yes) => (yes ? [...list, at] : list.filter((each) => each !== at));
    const term = box("term", (yes) => this.#on({
      covariates: put(this.#roles.covariates, yes), categories: yes ? this.#roles.categories : put(this.#roles.categories, false),
    }));
    const about = [kind === "number" ? "number" : several(levels, "value"), missing > 0 ? `${count(missing)} missing` : null];
    const category = kind !== "number" ? null : make("label", { "data-as": at },
      box("category", (yes) => this.#on({ covariates: this.#roles.covariates, categories: put(this.#roles.categories, yes) })), " as categories");
    return make("div", {}, make("label", {}, term, ` ${name} `, make("small", {}, about.filter((each) => each !== null).join(", "))), category);
  }
}
