import { named, told } from "../explain/places.js";
import { count, fixed, relation } from "../format.js";
import { fillDisclosure } from "./disclosure.js";
import { make } from "./make.js";
import { makeScroller, makeTable } from "./table.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Report} Report */

/** The log-rank test with what it was made from. @param {HTMLDetailsElement} root @param {Report} report */
export function showLogRank(root, { log_rank: test, log_rank_reason: reason }) {
  if (test === null) {
    fillDisclosure(root, "none", ...(reason === null ? [] : [make("p", {}, reason)]));
    return;
  }
  fillDisclosure(root, `log-rank p ${relation(test.p_value)}`,
    makeScroller("Log-rank test", makeTable("Log-rank test", [
      { text: "Group" }, { text: "People", number: true }, { text: "Events observed", number: true }, { text: "expected", number: true },
    ], test.groups.map((group) => [group.name, told(count(group.n), group, "n"), told(fixed(group.observed, 0), group, "observed"), told(fixed(group.expected, 2), group, "expected")]))),
    make("p", {}, `${test.method}: chi-squared `, named(told(fixed(test.chi_sq, 2), test, "chi_sq"), "chi-squared", test.method), ", ",
      named(told(String(test.df), test, "df"), "degrees of freedom", test.method), " df, p ", named(told(relation(test.p_value), test, "p_value"), "p value", test.method), "."),
    make("p", { class: "small" }, "Expected: the events each group would have had if all groups had run the same risk at every time."));
}
