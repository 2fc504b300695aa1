/** What a reader sees where no script runs: in print, in a feed, in a mail. */

/** @param {string} text */
export const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The answer as markup: sentence, picture, table, where the data come from. @param {import("../../src/wasm/shapes.d.ts").Report} report @param {string} svg */
export function staticFigure({ words, groups, data, options }, svg) {
  const cell = (tag, text) => `<${tag}>${escaped(text)}</${tag}>`;
  const cells = (tag, texts) => `<tr>${texts.map((text) => cell(tag, text)).join("")}</tr>`;
  const median = ({ value, lower, upper }) => {
    const [middle, from, to] = [value, lower, upper].map((each) => (each.value === null ? "not reached" : String(+each.value.toPrecision(4))));
    return `${middle} (${from} to ${to})`;
  };
  const events = data.event_name === "event" ? "Events" : data.event_name;
  const unit = data.time_unit === "" || data.time_unit === "ranks" ? "" : `, ${data.time_unit}`;
  const head = cells("th", ["Group", "People", events, `Median${unit} (${+(100 * options.conf_level).toPrecision(4)} % limits)`]);
  const rows = groups.map((group) => cells("td", [group.name, String(group.n), String(group.n_event), median(group.median)])).join("\n");
  const said = words.headline.map(({ text }) => text).join("");
  const note = (wanted) => data.notes.filter(({ key }) => key === wanted).map(({ value }) => value);
  const about = [...note("label"), ...note("note"), ...note("source").map((value) => `Source: ${value}`)].map((text) => (/[.!?]$/.test(text) ? text : `${text}.`)).join(" ");
  return [
    "<figure>", svg.trim(), `<figcaption>${escaped(said)} ${escaped(about)}</figcaption>`,
    `<table>\n<thead>${head}</thead>\n<tbody>\n${rows}\n</tbody>\n</table>`, "</figure>",
  ].join("\n");
}
