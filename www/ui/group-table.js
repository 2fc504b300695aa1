import { told } from "../explain/places.js";
import { count, level, ratio, time, withLimits } from "../format.js";
import { make } from "./make.js";
import { makeTable } from "./table.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Report} Report */
/** @typedef {import("../../src/wasm/shapes.d.ts").GroupReport} GroupReport */

/** Per group: people, events, median with its limits. */
export class GroupTable {
  #root;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /** @param {Report} report */
  update({ groups, data, options, cox, adjusted }) {
    const unit = data.time_unit === "" || data.time_unit === "ranks" ? "" : `, ${data.time_unit}`;
    // The adjusted ratio comes first, because a person asked for it; each is named where there are both.
    const models = [
      ...(adjusted === null ? [] : [{ name: `Hazard ratio, ${adjusted.how}`, terms: adjusted.terms }]),
      ...(cox === null ? [] : [{ name: adjusted === null ? "Hazard ratio" : "Hazard ratio, unadjusted", terms: cox.terms }]),
    ];
    const columns = [
      { text: "Group" },
      { text: "People", number: true },
      // As it was given: a code is no word.
      { text: data.event_name === "event" ? "Events" : data.event_name, number: true },
      { text: `Median${unit} (${level(options.conf_level)} limits)`, number: true },
      // Of two groups the one ratio is in the sentence above.
      ...(groups.length > 2 ? models.map(({ name }) => ({ text: `${name} (${level(options.conf_level)} limits)`, number: true })) : []),
    ];
    const ratioOf = (group, { terms }) => {
      const term = terms.find((each) => each.group === group.name);
      return term ? told(withLimits({ value: term.hazard_ratio, lower: term.lower, upper: term.upper }, ratio), term.hazard_ratio) : "reference";
    };
    const ratios = (group) => (groups.length > 2 ? models.map((model) => ratioOf(group, model)) : []);
    const name = (group) => make("span", {}, make("bdi", {}, group.name),
      group.reference && groups.length > 1 ? make("small", {}, " reference") : null);
    this.#root.hidden = groups.length === 0;
    this.#root.querySelector(".scroll").replaceChildren(makeTable("By group", columns,
      groups.map((group) => [name(group), told(count(group.n), group, "n"), told(count(group.n_event), group, "n_event"), median(group), ...ratios(group)])));
  }
}

/** @param {GroupReport} group */
function median({ median: quantile }) {
  const words = told(withLimits(quantile, time), quantile);
  if (quantile.flat === null) return words;
  const [from, to] = quantile.flat;
  return make("span", {}, words, make("small", { class: "line" }, `any time from ${time(from)} to ${time(to)}`));
}
