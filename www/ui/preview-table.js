import { count, several } from "../format.js";
import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Roles} Roles */
/** @typedef {import("../../src/wasm/shapes.d.ts").Overview} Overview */

/** More columns than this are not laid out, but for those in use. */
const MOST = 60;
const USES = { time: "time", start: "start", end: "end", status: "event", group: "group", entry: "entry" };

/** The first rows as they were read, each used column marked with what it is. */
export class PreviewTable {
  #root;
  #rest;

  /** @param {HTMLElement} root @param {HTMLElement} rest where the number of further rows is said */
  constructor(root, rest) {
    this.#root = root;
    this.#rest = rest;
  }

  /** @param {Overview} overview @param {Roles} roles */
  update(overview, roles) {
    const use = (i) => Object.keys(USES).find((field) => roles[field] === i);
    const uses = overview.columns.map((_, i) => (roles.arms.includes(i) ? "arm" : USES[use(i)] ?? (roles.covariates.includes(i) ? "adjusted for" : "")));
    const shown = uses.map((_, i) => i).filter((i) => i < MOST || use(i) !== undefined);
    const cells = (row) => shown.map((i) => make("td", { class: uses[i] ? "used" : null }, row[i] ?? ""));
    const left = overview.n_rows - overview.preview.length;
    this.#root.replaceChildren(make("table", { class: "preview" },
      make("caption", { class: "vh" }, "First rows as they were read"),
      make("thead", {}, make("tr", {}, ...shown.map((i) =>
        make("th", { scope: "col", class: uses[i] ? "used" : null }, overview.columns[i].name, make("small", {}, uses[i] || "not used"))))),
      make("tbody", {}, ...overview.preview.map((row) => make("tr", {}, ...cells(row))))));
    const hidden = overview.columns.length - shown.length;
    this.#rest.textContent = [left > 0 ? `and ${count(left)} more` : null, hidden > 0 ? `${several(hidden, "further column")} not shown` : null]
      .filter((each) => each !== null).join("; ");
  }
}
