import { count, pWithInterval, relation } from "../../format.js";
import { readNumber } from "../../numbers.js";
import { make } from "../make.js";
import { NumberField } from "../number-field.js";
import { Section } from "../section.js";

/** @typedef {import("../../../src/wasm/shapes.d.ts").PermutationResult} PermutationResult */
/** @typedef {import("../../../src/wasm/shapes.d.ts").Report} Report */

/** Seeds are whole numbers from 0 to this. */
const LAST_SEED = 2 ** 32 - 1;
/** Up to so many subjects the core has run the test, or has said why there is none. */
const DONE_AT_ONCE = 40;

/** The permutation log-rank test: exact for small trials, by random arrangements on request for others. */
export class PermutationSection {
  #section;
  #run;
  #progress;
  #cancel;
  #line;
  #seed;
  #on;
  /** What came of asking for it; it belongs to one report. @type {{ of: Report, result: PermutationResult | null, refusal: string } | null} */
  #asked = null;
  #report;

  /** @param {{ permute: (tell: (done: number, total: number) => void) => Promise<{ result: PermutationResult | null, refusal: string }>, cancelPermutation: () => void, option: (option: object) => void, deeper: () => void }} on */
  constructor(on) {
    this.#on = on;
    this.#seed = new NumberField("seed", "Seed", (seed) => on.option({ seed: seed ?? undefined }), { words: String, read: readSeed });
    this.#run = make("button", { type: "button", on: { click: () => this.#start() } }, "Run the test");
    this.#progress = make("progress", { max: "1", value: "0", "aria-label": "Arrangements done" });
    this.#cancel = make("button", { type: "button", on: { click: on.cancelPermutation } }, "Cancel");
    this.#line = make("span", { hidden: true }, this.#progress, " ", this.#cancel);
    this.#section = new Section("Exact test", { show, controls: [make("span", {}, this.#run, this.#line), this.#seed.element], onWanted: on.deeper, keepControls: true });
    this.root.addEventListener("toggle", () => this.#ask());
  }

  get root() {
    return this.#section.root;
  }

  /** @param {Report} report */
  update(report) {
    if (this.#report !== report) this.#on.cancelPermutation();
    this.#report = report;
    const own = report.details?.permutation ?? null;
    const asked = this.#asked?.of === report ? this.#asked : null;
    const offered = asked?.refusal ? false : isOffered(own, report);
    const known = asked !== null && (asked.result !== null || asked.refusal !== "");
    const section = known ? { content: asked.result, reason: asked.refusal } : own;
    this.#section.update(section, report, offered ? "not run" : "none");
    this.#section.showControls(offered);
    this.#seed.show(report.options.seed);
    this.#ask();
  }

  /** Of a test that is offered, whether there is one: a button that leads to a refusal only would be no offer. */
  async #ask() {
    const report = this.#report;
    // A test under way is the answer to it: asking would call it off.
    if (!this.#line.hidden) return;
    if (!this.root.open || this.#asked?.of === report || !isOffered(report?.details?.permutation ?? null, report)) return;
    this.#asked = { of: report, result: null, refusal: "" };
    const asking = this.#on.permute(() => {});
    this.#on.cancelPermutation();
    const { refusal } = await asking;
    if (refusal === "" || this.#report !== report) return;
    this.#asked = { of: report, result: null, refusal };
    this.update(report);
  }

  async #start() {
    const report = this.#report;
    this.#run.hidden = true;
    this.#line.hidden = false;
    this.#progress.value = 0;
    this.#cancel.focus();
    const { result, refusal } = await this.#on.permute((done, total) => { this.#progress.value = done / total; });
    this.#run.hidden = false;
    const hadFocus = document.activeElement === this.#cancel;
    this.#line.hidden = true;
    if (hadFocus) this.#run.focus();
    if ((result === null && refusal === "") || this.#report !== report) return;
    this.#asked = { of: report, result, refusal };
    this.update(report);
    // The button is gone with the refusal; the line of the section is the next thing to it.
    if (refusal !== "" && hadFocus) this.root.querySelector("summary").focus();
  }
}

/** Whether it can be run although it was not: the core says so, or there are more subjects than it takes on unasked. */
function isOffered(own, { groups, data }) {
  if (own === null || own.content !== null) return false;
  return own.on_request ?? (groups.length === 2 && data.n_used > DONE_AT_ONCE && data.n_event > 0);
}

/** @param {string} text */
function readSeed(text) {
  const read = readNumber(text, "7");
  if (read.problem !== undefined || read.value === null || (Number.isInteger(read.value) && read.value >= 0 && read.value <= LAST_SEED)) return read;
  return { problem: `${text.trim()} is no seed. Write a whole number from 0 to ${LAST_SEED}. Nothing was changed.` };
}

/** @param {PermutationResult} test */
function show({ p_value: p, exact, n_extreme: extreme, n_arrangements: all, draws, seed, lower, upper }) {
  const lines = exact
    ? [`Exact p ${relation(p)}: of ${count(all)} ways to hand out the group labels, ${count(extreme)} set the groups at least as far apart as they are.`]
    : [`p ${pWithInterval(p, lower, upper)} from ${count(draws)} random arrangements; seed ${seed}.`,
      all === null ? "There are more arrangements than can be counted." : `There are ${count(all)} arrangements in all.`];
  return lines.map((line) => make("p", {}, line));
}
