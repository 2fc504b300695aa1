// Pictures of the article for readers without script: `node tests/module/pictures.mjs` draws them from the built site.
import { readFileSync, writeFileSync } from "node:fs";
import { analyze, svg } from "../../dist/riskset.js";

const folder = new URL("../../www/article/", import.meta.url);
const sample = (name) => readFileSync(new URL(`../../www/samples/${name}.csv`, import.meta.url), "utf8");

/** The article's figures: what its elements show, by name. */
export const FIGURES = {
  recovery: [sample("1-recovery"), {}],
  kept: [sample("6-mgus2"), { group: "sex", reference: "female" }],
  censored: [sample("6-mgus2"), { group: "sex", reference: "female", competing: [], curve: "event" }],
  survival: [sample("2-survival-order"), {}],
  counted: [sample("2-survival-order").replace("UC-MSC,2,0,", "UC-MSC,2,1,").replace(/^# note: One UC-MSC .*$/m, "# note: The UC-MSC patient who died after a failed intubation is counted here; the authors left that person out"), {}],
};

export const draw = async (name) => svg(await analyze(...FIGURES[name]));
export const drawn = (name) => readFileSync(new URL(`${name}.svg`, folder), "utf8");

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for (const name of Object.keys(FIGURES)) writeFileSync(new URL(`${name}.svg`, folder), await draw(name));
}
