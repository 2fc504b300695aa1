import { count, isolated, several } from "../format.js";
import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Stage} Stage */

/** Row numbers that are shown for one reason. */
const SHOWN = 30;

/** Whether a step left anything out. @param {Stage[]} stages */
export const leftOut = (stages) => stages.some(({ left_out: reasons }) => reasons.length > 0);

/** Which rows each step left out, and why. @param {Stage[]} stages */
export const exclusions = (stages) => stages.filter(({ left_out: reasons }) => reasons.length > 0).map(({ what, left_out: reasons }) => {
  const n = reasons.reduce((sum, reason) => sum + reason.n, 0);
  return make("div", {}, make("p", {}, `${several(n, "row")} not ${what}:`), make("ul", {}, ...reasons.map((reason) => make("li", {}, sentence(reason)))));
});

/** "Age: no value (rows 8, 34 and 62)" @param {import("../../src/wasm/shapes.d.ts").LeftOut} reason */
function sentence({ reason, n, rows }) {
  const shown = rows.slice(0, SHOWN).map(String);
  const more = n - shown.length;
  if (more > 0) shown.push(`${count(more)} more`);
  const list = shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
  return `${isolated(reason)} (${rows.length === 1 ? "row" : "rows"} ${list})`;
}
