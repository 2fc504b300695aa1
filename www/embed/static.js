import { maybe, pValue, ratio, withLimits } from "../format.js";

/** What a reader sees where no script runs: in print, in a feed, in a mail. */

/** @param {string} text */
export const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const cell = (tag, text) => `<${tag}>${escaped(text)}</${tag}>`;
const cells = (tag, texts) => `<tr>${texts.map((text) => cell(tag, text)).join("")}</tr>`;
const table = (head, rows) => `<table>\n<thead>${cells("th", head)}</thead>\n<tbody>\n${rows.map((row) => cells("td", row)).join("\n")}\n</tbody>\n</table>`;
const limits = (level) => `${+(100 * level).toPrecision(4)} % limits`;
/** Where the data come from, in sentences. @param {{ key: string, value: string }[]} notes */
function about(notes) {
  const note = (wanted) => notes.filter(({ key }) => key === wanted).map(({ value }) => value);
  return [...note("label"), ...note("note"), ...note("source").map((value) => `Source: ${value}`)].map((text) => (/[.!?]$/.test(text) ? text : `${text}.`)).join(" ");
}
const figure = (svg, said, notes, rows) => ["<figure>", svg.trim(), `<figcaption>${escaped(said)} ${escaped(about(notes))}</figcaption>`, rows, "</figure>"].join("\n");

/** The answer as markup: sentence, picture, table, where the data come from. @param {import("../../src/wasm/shapes.d.ts").Report} report @param {string} svg */
export function staticFigure({ words, groups, data, options }, svg) {
  const median = ({ value, lower, upper }) => {
    const [middle, from, to] = [value, lower, upper].map((each) => (each.value === null ? "not reached" : String(+each.value.toPrecision(4))));
    return `${middle} (${from} to ${to})`;
  };
  const events = data.event_name === "event" ? "Events" : data.event_name;
  const unit = data.time_unit === "" || data.time_unit === "ranks" ? "" : `, ${data.time_unit}`;
  const rows = table(["Group", "People", events, `Median${unit} (${limits(options.conf_level)})`],
    groups.map((group) => [group.name, String(group.n), String(group.n_event), median(group.median)]));
  return figure(svg, words.headline.map(({ text }) => text).join(""), data.notes, rows);
}

/** The same of counts. @param {import("../../src/wasm/shapes.d.ts").CountsReport} report @param {string} svg */
export function staticCounts({ words, arms, trials, options, notes }, svg) {
  const interval = (estimate) => (estimate.value.value === null ? "not estimable" : withLimits(estimate, ratio));
  const name = ({ trial, outcome, row }) => [trial, outcome].filter((word) => word !== "").join(", ") || `Row ${row}`;
  const rows = table(["Trial", ...arms, `Risk ratio (${limits(options.conf_level)})`, "Fisher p"],
    trials.map((each) => [name(each), ...[0, 1].map((arm) => `${each.events[arm]}/${each.n[arm]}`), interval(each.risk_ratio), maybe(each.fisher_p, pValue)]));
  return figure(svg, words.sentence, notes, rows);
}
