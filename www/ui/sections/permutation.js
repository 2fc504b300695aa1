import { count, pValue, relation } from "../../format.js";
import { make } from "../make.js";
import { NumberField } from "../number-field.js";
import { Section } from "../section.js";

/** @typedef {import("../../../src/wasm/shapes.d.ts").PermutationResult} PermutationResult */
/** @typedef {import("../../../src/wasm/shapes.d.ts").Report} Report */

/** Seeds are whole numbers from 0 to this. */
const LAST_SEED = 2 ** 32 - 1;

/** The permutation log-rank test: exact for small trials, by random arrangements on request for others. */
export class PermutationSection {
  #section;
  #run;
  #progress;
  #cancel;
  #line;
  #seed;
  #on;
  /** A result that was asked for; it belongs to one report. @type {{ of: Report, result: PermutationResult } | null} */
  #asked = null;
  #report;

  /** @param {{ permute: (tell: (done: number, total: number) => void) => Promise<PermutationResult | null>, cancelPermutation: () => void, option: (option: object) => void, deeper: () => void }} on */
  constructor(on) {
    this.#on = on;
    this.#seed = new NumberField("seed", "Seed", (seed) => on.option({ seed: seed === null ? undefined : Math.min(Math.abs(Math.trunc(seed)), LAST_SEED) }), String);
    this.#run = make("button", { type: "button", on: { click: () => this.#start() } }, "Run the test");
    this.#progress = make("progress", { max: "1", value: "0", "aria-label": "Arrangements done" });
    this.#cancel = make("button", { type: "button", on: { click: on.cancelPermutation } }, "Cancel");
    this.#line = make("span", { hidden: true }, this.#progress, " ", this.#cancel);
    this.#section = new Section("Exact test", { show, controls: [make("span", {}, this.#run, this.#line), this.#seed.element], onWanted: on.deeper, keepControls: true });
  }

  get root() {
    return this.#section.root;
  }

  /** @param {Report} report */
  update(report) {
    if (this.#report !== report) this.#on.cancelPermutation();
    this.#report = report;
    const own = report.details?.permutation ?? null;
    const section = this.#asked?.of === report ? { content: this.#asked.result, reason: null } : own;
    const onRequest = own !== null && own.content === null && report.groups.length === 2 && report.log_rank !== null;
    this.#section.update(section, report, onRequest ? "on request" : "none");
    this.#section.showControls(onRequest);
    this.#seed.show(report.options.seed);
  }

  async #start() {
    const report = this.#report;
    this.#run.hidden = true;
    this.#line.hidden = false;
    this.#progress.value = 0;
    this.#cancel.focus();
    const result = await this.#on.permute((done, total) => { this.#progress.value = done / total; });
    this.#run.hidden = false;
    const hadFocus = document.activeElement === this.#cancel;
    this.#line.hidden = true;
    if (hadFocus) this.#run.focus();
    if (result === null || this.#report !== report) return;
    this.#asked = { of: report, result };
    this.update(report);
  }
}

/** @param {PermutationResult} test */
function show({ p_value: p, exact, n_extreme: extreme, n_arrangements: all, draws, seed, lower, upper }) {
  const lines = exact
    ? [`Exact p ${relation(p)}: of ${count(all)} ways to hand out the group labels, ${count(extreme)} set the groups at least as far apart as they are.`]
    : [`p ${relation(p)} (95\u202f% interval ${pValue(lower)} to ${pValue(upper)}) from ${count(draws)} random arrangements; seed ${seed}.`,
      all === null ? "There are more arrangements than can be counted." : `There are ${count(all)} arrangements in all.`];
  return lines.map((line) => make("p", {}, line));
}
