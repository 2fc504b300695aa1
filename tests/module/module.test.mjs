// The module in Node: what it answers, how it refuses, and the README's examples as they stand.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { RisksetError, analyze, analyzeCounts, chart, draw as drawOn, home, ready, svg } from "../../dist/riskset.js";
import { FIGURES, draw, drawn } from "./pictures.mjs";

const ROOT = new URL("../../", import.meta.url);
const TRIAL = "arm,day,died\na,1,1\na,5,0\na,7,1\nb,2,1\nb,9,1\nb,11,0\n";
const text = (path) => readFileSync(new URL(path, ROOT), "utf8");
const sentence = ({ report }) => report.words.headline.map((span) => span.text).join("");

test("the numbers are those of the registry", async () => {
  const { report } = await analyze(text("www/samples/1-recovery.csv"));
  const [term] = report.cox.terms;
  assert.equal(term.direction, "control versus UC-MSC");
  const near = (value, wanted) => assert.ok(Math.abs(value / wanted - 1) < 1e-6, `${value}`);
  near(term.hazard_ratio.value, 0.2890587);
  near(term.lower.value, 0.08816007);
  near(report.log_rank.p_value, 0.030717026);
});

test("columns are named, and what is not named is guessed", async () => {
  const guessed = await analyze(TRIAL);
  const named = await analyze(TRIAL, { time: "day", status: "died", group: "arm", event: 1 });
  assert.deepEqual(named.report, guessed.report);
  const numbered = await analyze(TRIAL, { time: 1, status: 2, group: 0 });
  assert.deepEqual(numbered.report, guessed.report);
  const turned = await analyze(TRIAL, { reference: "b" });
  assert.equal(turned.report.cox.terms[0].direction, "a versus b");
  const flipped = await analyze(TRIAL, { event: 0 });
  assert.equal(flipped.report.data.n_event, 2);
  const alone = await analyze(TRIAL, { group: null });
  assert.equal(alone.report.groups.length, 1);
  const wider = await analyze(TRIAL, { conf_level: 0.9 });
  assert.equal(wider.report.options.conf_level, 0.9);
});

test("competing events are named or not taken as such", async () => {
  const melanoma = text("www/samples/7-melanoma.csv");
  assert.equal((await analyze(melanoma)).report.data.n_competing, 14);
  assert.equal((await analyze(melanoma, { competing: [] })).report.data.n_competing, 0);
  assert.equal((await analyze(melanoma, { event: "other", competing: "melanoma" })).report.data.n_event, 14);
});

test("what goes wrong is said, with its code and row", async () => {
  for (const [data, choices, code, row, words] of [
    ["", {}, "no_rows", null, /./],
    [TRIAL, { time: "week" }, "no_column", null, /“week”.*arm, day, died/],
    ["arm,day,died\na,soon,1\n", {}, "no_usable_rows", 2, /soon/],
    [TRIAL, { conf_level: 3 }, "conf_level", null, /0\.95/],
    [TRIAL, { conf_type: "wide" }, "refused", null, /log_log/],
    [TRIAL, { confLevel: 0.9 }, "no_choice", null, /confLevel.*conf_level/],
    [TRIAL, null, "no_choice", null, /./],
    [TRIAL, { event: "dead" }, "no_value", null, /“dead”.*0, 1|“dead”.*1, 0/],
    [TRIAL, { event: [] }, "no_value", null, /./],
    [TRIAL, { status: null, event: 1 }, "no_value", null, /./],
    [TRIAL, { reference: "c" }, "no_group", null, /a, b/],
    [new TextEncoder().encode(TRIAL), {}, "no_text", null, /./],
    [42, {}, "no_text", null, /./],
  ]) {
    await assert.rejects(analyze(data, choices), (error) => {
      assert.ok(error instanceof RisksetError && error instanceof Error, `${error}`);
      if (data !== "") assert.deepEqual([error.code, error.row], [code, row]);
      assert.match(error.message, words);
      return true;
    });
  }
  await assert.rejects(analyzeCounts("nothing"), RisksetError);
  // A refusal does no harm.
  assert.match(sentence(await analyze(TRIAL)), /./);
});

test("counts", async () => {
  const { trials } = await analyzeCounts(text("www/samples/counts/1-trials.csv"));
  const chen = trials.find(({ trial }) => trial.startsWith("Chen"));
  assert.ok(Math.abs(chen.fisher_p.value - 0.01088849) < 1e-8);
});

test("a picture needs no canvas, and is escaped", async () => {
  const answer = await analyze(TRIAL.replaceAll("a,", "<b>&,"));
  const picture = await svg(answer, { width: 480, theme: "dark", title: "x < y" });
  assert.match(picture, /^<svg [^>]*width="480"/);
  assert.ok(picture.includes("x &lt; y") && picture.includes("&lt;b&gt;&amp;") && !picture.includes("<b>"));
  assert.ok(picture.trimEnd().endsWith("</svg>"));
});

test("what cannot be drawn is refused, by a promise", async () => {
  const answer = await analyze(TRIAL);
  for (const [run, code] of [
    [() => svg(), "no_answer"], [() => svg(null), "no_answer"], [() => svg({}), "no_answer"], [() => chart(), "no_answer"],
    [() => svg(answer, { width: NaN }), "width"], [() => svg(answer, { width: 1e9 }), "width"], [() => svg(answer, { theme: "blue" }), "theme"],
    [() => drawOn({}, answer), "no_canvas"],
  ]) {
    await assert.rejects(run(), (error) => error instanceof RisksetError && error.code === code, code);
  }
  assert.match(await svg(answer, { title: 5 }), />5</);
});

test("the core is there once", async () => {
  assert.equal(await ready(), await ready());
  assert.ok(home.endsWith("/dist/"));
});

test("in a worker the same", async () => {
  const code = `
    const { parentPort } = require("node:worker_threads");
    import(${JSON.stringify(new URL("dist/riskset.js", ROOT).href)})
      .then(({ analyze }) => analyze(${JSON.stringify(TRIAL)}))
      .then((answer) => parentPort.postMessage(answer));`;
  const answer = await new Promise((resolve, reject) => {
    new Worker(code, { eval: true }).on("message", resolve).on("error", reject);
  });
  const here = await analyze(TRIAL);
  assert.deepEqual(answer.report, here.report);
  assert.equal(await svg(answer), await svg(here), "an answer can be sent and drawn elsewhere");
});

test("the article's pictures are what the module draws today", async () => {
  for (const name of Object.keys(FIGURES)) assert.equal(drawn(name), await draw(name), `${name}.svg: run node tests/module/pictures.mjs`);
});

test("the README's examples run as they stand and print what they say", () => {
  const examples = [...text("README.md").matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code);
  const running = examples.filter((code) => code.includes("console.log"));
  assert.ok(running.length >= 2, "there are examples that print");
  for (const code of running) {
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", code], { cwd: ROOT, encoding: "utf8" });
    assert.equal(status, 0, stderr);
    const said = [...code.matchAll(/console\.log\(.*\);\s*\/\/ (.*)$/gm)].map(([, words]) => words);
    assert.deepEqual(stdout.trimEnd().split("\n"), said);
  }
});
