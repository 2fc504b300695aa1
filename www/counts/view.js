import { EmbedPanel } from "../embed/embed-panel.js";
import { staticCounts } from "../embed/static.js";
import { mark } from "../explain/places.js";
import { isolated, several } from "../format.js";
import { CountsKeep } from "../keep/keep.js";
import { SharePanel } from "../share/share-panel.js";
import { Announcer } from "../ui/announcer.js";
import { DataFold } from "../ui/data-fold.js";
import { FailureNote } from "../ui/failure.js";
import { FigureBox } from "../ui/figure.js";
import { FORGOTTEN, FileDoor } from "../ui/file-door.js";
import { make } from "../ui/make.js";
import { Origin } from "../ui/origin.js";
import { PasteBox } from "../ui/paste-box.js";
import { Problems } from "../ui/problems.js";
import { Warnings } from "../ui/warnings.js";
import { Choices } from "./choices.js";
import { OneTrial } from "./one-trial.js";
import { showMethods, showResults, showTests, showTwin, showWords } from "./results.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").CountsAnalysis} CountsAnalysis */
/** @typedef {import("../../src/wasm/shapes.d.ts").CountsReport} CountsReport */
/** @typedef {import("../../src/wasm/shapes.d.ts").Forest} Forest */

/** Rows that the text alternative of the plot reads out; the table has all. */
const READ_OUT = 6;

const $ = (id) => document.getElementById(`counts-${id}`);

/** The widgets of the tab for counts. It is told what to show and decides nothing. */
export class CountsView {
  /** @type {CountsReport | null} */
  report = null;
  /** What is shown. @type {{ text: string, cells: import("./cells.js").Cells | null }} */
  #given = { text: "", cells: null };

  /**
   * @param {object} on what a person can do; the controller's methods by name
   * @param {string} sample
   * @param {(forest: object) => import("../ui/figure.js").Chart} makeChart
   */
  constructor(on, sample, makeChart) {
    this.on = on;
    this.paste = new PasteBox($("paste"), on, (text) => text === sample);
    this.file = new FileDoor($("open-file"), $("data"), { text: on.opened, problem: (sentence) => this.showFileProblem(sentence), reading: on.reading }, "counts-open");
    this.oneTrial = new OneTrial(document.getElementById("one-trial"), on.cells);
    this.problems = new Problems($("problems"));
    this.fold = new DataFold($("data"), $("answer"));
    this.failure = new FailureNote($("failure"), { example: on.replaced, dateOrder: () => {} }, "counts-");
    this.figure = new FigureBox($("figure"), makeChart, "forest");
    this.origin = new Origin($("label"), $("source"));
    this.choices = new Choices($("options"), on.option);
    this.warnings = new Warnings($("warnings"));
    this.announcer = new Announcer(document.getElementById("live"));
    this.keep = new CountsKeep($("keep").querySelector(".inside"), { report: () => this.report, figure: this.figure, write: on.write, session: on.session });
    this.share = new SharePanel($("share").querySelector(".inside"), () => ({ tab: "counts", given: on.given() }), "counts-");
    this.embed = new EmbedPanel($("embed").querySelector(".inside"), {
      tab: "counts", alternative: () => this.report.words.sentence, fallback: () => staticCounts(this.report, this.figure.svg("")), given: on.given,
    }, "counts-");
    this.direction = make("span");
    $("direction").append(this.direction, make("button", { type: "button", id: "counts-swap", "aria-label": "Swap the arms that are compared", on: { click: on.swap } }, "Swap"));
    $("sample").addEventListener("click", () => on.replaced(sample));
    $("undo").addEventListener("click", on.undo);
    $("redo").addEventListener("click", on.redo);
  }

  /** @param {{ text: string, cells: import("./cells.js").Cells | null }} given */
  showGiven({ text, cells }) {
    // A file that is still being read would take the place of what has come after it.
    if (text !== this.#given.text || cells !== this.#given.cells) this.file.forget();
    this.#given = { text, cells };
    this.paste.show(text);
    this.oneTrial.show(cells);
    this.showFileProblem("");
  }

  /** A file that is being read is not wanted. */
  forgetFile() {
    if (this.file.forget()) this.showFileProblem(FORGOTTEN);
  }

  /** Says at the form why it cannot be used. @param {string} sentence */
  refuseCells(sentence) {
    this.oneTrial.refuse(sentence);
  }

  /** @param {boolean} can @param {boolean} canRedo */
  showUndo(can, canRedo) {
    $("undo").disabled = !can;
    $("redo").disabled = !canRedo;
  }

  /** The old answer stays until the new one is there. @param {boolean} busy */
  showBusy(busy) {
    $("answer").setAttribute("aria-busy", String(busy));
  }

  /** @param {CountsAnalysis} analysis @param {string} text */
  showAnalysis({ report, forest, failure }, text) {
    this.report = report;
    $("report").hidden = report === null;
    $("failure").hidden = failure === null;
    if (report !== null) this.#showReport(report, forest);
    if (failure !== null) this.failure.show(failure);
    const { problems, n_problems: total } = report ?? failure;
    this.problems.update(problems, total, [], "");
    this.fold.update(text.trim() !== "", report === null ? "Your counts" : `Your counts: ${several(report.trials.length, "row")}`);
    this.on.shown(report?.words.sentence ?? failure.message);
    this.announcer.say(report === null ? failure.message : report.words.sentence);
  }

  /** @param {CountsReport} report @param {Forest} forest */
  #showReport(report, forest) {
    mark(report);
    const notes = report.notes.map(note);
    $("title").textContent = notes.find(({ key }) => key === "title")?.value ?? "";
    this.origin.update(notes);
    $("say").textContent = report.words.sentence;
    this.direction.textContent = report.trials[0]?.direction ?? report.arms.join(" versus ");
    this.figure.update(forest, alternative(forest));
    this.choices.update(report);
    this.warnings.update(report.warnings);
    showResults(document.querySelector("#counts-results > div"), report);
    showTests(report);
    showWords(report);
    showTwin(forest);
    showMethods(report);
    this.share.clear();
    this.embed.clear();
  }

  /** @param {string} sentence */
  showFileProblem(sentence) {
    $("file-problem").textContent = sentence;
    $("file-problem").hidden = sentence === "";
  }
}

/** @param {string} line "key: value" */
function note(line) {
  const [key, ...value] = line.split(": ");
  return { key, value: value.join(": ") };
}

/** @param {Forest} forest */
function alternative({ measure_label: measure, rows }) {
  const said = rows.slice(0, READ_OUT).map(({ label, sub, text }) => `${[label, sub].filter(Boolean).map(isolated).join(", ")}: ${text}`);
  const rest = rows.length > READ_OUT ? `; and ${rows.length - READ_OUT} more` : "";
  return `Forest plot. ${measure}. ${said.join("; ")}${rest}. All of it is in the table \u201cThe plot as a table\u201d.`;
}
