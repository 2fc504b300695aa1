import { count, isolated } from "../format.js";
import { makeSelect, setChoices } from "./choices.js";
import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Roles} Roles */
/** @typedef {import("../../src/wasm/shapes.d.ts").Overview} Overview */
/** @typedef {import("../../src/wasm/shapes.d.ts").ColumnOverview & { at: number }} Column */

/** More columns than this are not offered one by one. */
const MOST = 60;
/** A list of values longer than this is told by its number. */
const LONGEST = 20;

const quoted = (values) => values.map((value) => `“${isolated(value)}”`).join(", ");
const rows = (n) => `${count(n)} ${n === 1 ? "row" : "rows"}`;

/** Which columns the hazard ratio is adjusted for: always in sight, a box for each column that a model can use. */
export class AdjustFor {
  #fields = make("fieldset", { class: "terms", id: "adjust-for" });
  #none = make("p", { class: "small", id: "not-offered" });
  #root;
  #on;
  #key = "";
  /** What belongs to each box, by its column. @type {Map<number, { box: HTMLInputElement, more: HTMLElement, update: (roles: Roles) => void }>} */
  #lines = new Map();

  /** @param {HTMLElement} root @param {(change: (roles: Roles) => Partial<Roles>) => void} on */
  constructor(root, on) {
    this.#root = root;
    this.#on = on;
    root.append(this.#fields, this.#none);
  }

  /** @param {Overview} overview @param {Roles} roles */
  update(overview, roles) {
    this.#root.hidden = roles.layout === "arms";
    const taken = [roles.time, roles.start, roles.end, roles.status, roles.group, roles.entry, roles.strata, roles.id];
    const free = overview.columns.map((column, at) => ({ ...column, at })).filter(({ at }) => !taken.includes(at));
    const offered = free.filter(({ term, at }) => term.kind !== "none" || roles.covariates.includes(at)).slice(0, MOST);
    this.#tellNone(free.filter((column) => !offered.includes(column)), offered.length);
    // The boxes are made once for a set of columns, so that ticking one does not take the focus from it.
    const key = JSON.stringify(offered.map(({ at, name, term }) => [at, name, term]));
    if (key !== this.#key) {
      this.#key = key;
      this.#lines = new Map();
      this.#fields.replaceChildren(make("legend", {}, "Adjust for"), ...offered.map((column) => this.#line(column)));
    }
    for (const [at, { box, more, update }] of this.#lines) {
      box.checked = roles.covariates.includes(at);
      more.hidden = !box.checked;
      update(roles);
    }
  }

  /** What is not offered, and why. @param {Column[]} columns @param {number} offered */
  #tellNone(columns, offered) {
    const shown = columns.slice(0, MOST).map(({ name, term }) => `${isolated(name)} (${term.reason ?? "one column too many"})`);
    if (columns.length > MOST) shown.push(`${count(columns.length - MOST)} more`);
    const start = offered === 0 ? "No column to adjust for" : "Not offered";
    this.#none.textContent = shown.length === 0 ? `${start}.` : `${start}: ${shown.join(", ")}.`;
    this.#none.hidden = shown.length === 0 && offered > 0;
  }

  /** @param {Column} column */
  #line({ at, name, term }) {
    const tick = (kind, change) => make("input", { type: "checkbox", name: kind, value: at, on: { change: ({ target: { checked } }) => this.#on((roles) => change(roles, checked)) } });
    const without = (list) => list.filter((each) => each !== at);
    const put = (list, yes) => [...without(list), ...(yes ? [at] : [])];
    const others = (roles) => roles.references.filter(({ column }) => column !== at);
    const box = tick("term", (roles, yes) => (yes ? { covariates: put(roles.covariates, true) }
      : { covariates: without(roles.covariates), categories: without(roles.categories), references: others(roles), unknown_missing: without(roles.unknown_missing) }));
    const id = `reference-${at}`;
    const reference = makeSelect({ id }, (value) => this.#on((roles) => ({ references: [...others(roles), { column: at, value }] })));
    const compared = make("span", { class: "field" }, make("label", { for: id }, "Reference"), reference);
    const category = make("label", { hidden: term.kind !== "number" }, tick("category", (roles, yes) => ({ categories: put(roles.categories, yes), references: others(roles) })), " as categories");
    const unknown = tick("unknown", (roles, yes) => ({ unknown_missing: put(roles.unknown_missing, yes) }));
    const now = make("small");
    const missing = make("label", { hidden: term.unknown.length === 0 }, unknown, ` treat ${quoted(term.unknown)} as missing `, now);
    const more = make("div", { class: "more" }, category, compared, missing);
    const update = (roles) => {
      category.firstChild.checked = roles.categories.includes(at);
      unknown.checked = roles.unknown_missing.includes(at);
      now.textContent = unknown.checked ? `(${rows(term.n_unknown)})` : `(${rows(term.n_unknown)}, now a category of ${term.unknown.length === 1 ? "its" : "their"} own)`;
      compared.hidden = term.kind === "number" && !roles.categories.includes(at);
      const values = [...term.values, ...(unknown.checked ? [] : term.unknown)];
      const chosen = roles.references.find(({ column }) => column === at)?.value;
      setChoices(reference, values.map((value) => ({ value, label: value })), values.includes(chosen) ? chosen : values[0] ?? "");
    };
    this.#lines.set(at, { box, more, update });
    return make("div", { class: "term" }, make("label", {}, box, make("span", { dir: "auto" }, name)), make("small", {}, holds(term)), more);
  }
}

/** What a column holds, in a few words. @param {import("../../src/wasm/shapes.d.ts").TermOverview} term */
function holds({ kind, values, n_missing: missing }) {
  const listed = values.map(isolated).join(", ");
  const what = kind === "number" ? "number" : values.length > 0 && listed.length <= LONGEST ? listed : values.length > 0 ? `${values.length} values` : "";
  return [what, missing > 0 ? `${count(missing)} missing` : ""].filter((part) => part !== "").join(", ");
}
