import { mark } from "./explain/places.js";
import { EmbedPanel } from "./embed/embed-panel.js";
import { staticFigure } from "./embed/static.js";
import { several } from "./format.js";
import { Keep } from "./keep/keep.js";
import { SharePanel } from "./share/share-panel.js";
import { AdjustFor } from "./ui/adjust-for.js";
import { Announcer } from "./ui/announcer.js";
import { Busy } from "./ui/busy.js";
import { CheckLine } from "./ui/check-line.js";
import { CurveTables } from "./ui/curve-tables.js";
import { DataFold } from "./ui/data-fold.js";
import { Doubts } from "./ui/doubts.js";
import { FailureNote } from "./ui/failure.js";
import { FigureBox } from "./ui/figure.js";
import { FigureOptions } from "./ui/figure-options.js";
import { FORGOTTEN, FileDoor } from "./ui/file-door.js";
import { GroupTable } from "./ui/group-table.js";
import { Headline } from "./ui/headline.js";
import { LayoutChoice } from "./ui/layout-choice.js";
import { showLogRank } from "./ui/log-rank-details.js";
import { showMethods } from "./ui/methods.js";
import { ModelDetails } from "./ui/model-details.js";
import { make } from "./ui/make.js";
import { MoreColumns } from "./ui/more-columns.js";
import { Origin } from "./ui/origin.js";
import { PasteBox } from "./ui/paste-box.js";
import { PreviewTable } from "./ui/preview-table.js";
import { Problems } from "./ui/problems.js";
import { Prose } from "./ui/prose.js";
import { RoleSelects } from "./ui/role-selects.js";
import { SamplesMenu } from "./ui/samples-menu.js";
import { Sections } from "./ui/sections/sections.js";
import { Walker } from "./ui/walker.js";
import { Warnings } from "./ui/warnings.js";

/** @typedef {import("../src/wasm/shapes.d.ts").Analysis} Analysis */
/** @typedef {import("../src/wasm/shapes.d.ts").Overview} Overview */
/** @typedef {import("../src/wasm/shapes.d.ts").Problem} Problem */
/** @typedef {import("../src/wasm/shapes.d.ts").Report} Report */
/** @typedef {import("../src/wasm/shapes.d.ts").Roles} Roles */

/** Details that come within this follow so soon that nobody takes the old ones for new. */
const DETAILS_MS = 300;

const $ = (id) => document.getElementById(id);

/** All widgets, each in its place. It is told what to show and decides nothing. */
export class View {
  /** @type {Report | null} */
  report = null;
  /** When the details of an answer are late, and so those before it hidden; 0: none is awaited. */
  #late = 0;

  /**
   * @param {object} on what a person can do; the controller's methods by name
   * @param {import("./ui/samples-menu.js").Sample[]} samples
   * @param {(figure: object) => import("./ui/figure.js").Chart} makeChart
   * @param {(forest: object) => import("./ui/figure.js").Chart} makeForest
   */
  constructor(on, samples, makeChart, makeForest) {
    this.on = on;
    this.paste = new PasteBox($("paste"), on, (text) => samples.some((sample) => sample.text === text));
    this.samples = new SamplesMenu($("samples"), samples, ({ text }) => on.replaced(text));
    this.file = new FileDoor($("open-file"), $("data"), { text: on.opened, problem: (sentence) => this.showFileProblem(sentence), reading: on.reading });
    this.roles = new RoleSelects($("roles"), on);
    this.doubts = new Doubts($("doubts"), $("in-doubt"), on.roles);
    this.check = new CheckLine($("check"), on.flip);
    this.preview = new PreviewTable($("preview"), $("preview-rest"));
    this.layoutChoice = new LayoutChoice($("layout"), on.roles);
    this.adjust = new AdjustFor($("adjust"), on.roles);
    this.more = new MoreColumns($("more"), on.roles);
    this.problems = new Problems($("problems"));
    this.fold = new DataFold($("data"), $("answer"));
    this.headline = new Headline($("headline"), (reference) => on.option({ reference }));
    this.failure = new FailureNote($("failure"), { example: on.replaced, dateOrder: on.dateOrder });
    this.origin = new Origin($("figure-label"), $("figure-source"));
    this.walker = new Walker($("figure"), $("reading"), (x_from, x_to) => on.drawing({ x_from, x_to }));
    this.figure = new FigureBox($("figure"), makeChart, "curve", this.walker.drawn);
    this.options = new FigureOptions($("figure-options"), { option: on.option, drawing: on.drawing });
    this.groups = new GroupTable($("groups"));
    this.warnings = new Warnings($("warnings"));
    this.model = new ModelDetails($("model"), on.option);
    this.sections = new Sections($("sections"), on, makeForest);
    this.curves = new CurveTables($("curves"), (most) => this.figure.twins(most));
    this.prose = new Prose($("prose"));
    this.keep = new Keep($("keep").querySelector(".inside"), { report: () => this.report, figure: this.figure, write: on.write, session: on.session });
    this.share = new SharePanel($("share").querySelector(".inside"), () => ({ tab: "patients", given: on.given() }));
    this.embed = new EmbedPanel($("embed").querySelector(".inside"), {
      tab: "patients", alternative: () => this.report.words.figure_alt, fallback: () => staticFigure(this.report, this.figure.svg("")), given: on.given,
    });
    this.busy = new Busy($("busy"), on.cancel);
    this.announcer = new Announcer($("live"));
    $("undo").addEventListener("click", on.undo);
    $("redo").addEventListener("click", on.redo);
  }

  /** @param {string} text @param {boolean} [again] whether it stood there before */
  showText(text, again = false) {
    this.paste.show(text, again);
    this.otherText();
  }

  /** Another text has come: what was said of a file is over, and a file that is still being read is not wanted. */
  otherText() {
    this.file.forget();
    this.showFileProblem("");
  }

  /** A file that is being read is not wanted. */
  forgetFile() {
    if (this.file.forget()) this.showFileProblem(FORGOTTEN);
  }

  /** @param {string} sentence */
  showFileProblem(sentence) {
    $("file-problem").textContent = sentence;
    $("file-problem").hidden = sentence === "";
  }

  /** @param {boolean} can @param {boolean} canRedo */
  showUndo(can, canRedo) {
    $("undo").disabled = !can;
    $("redo").disabled = !canRedo;
  }

  /** The old answer stays until the new one is there. @param {boolean} busy */
  showBusy(busy) {
    $("answer").setAttribute("aria-busy", String(busy));
    this.busy.show(busy);
    if (!busy) this.#detailed();
  }

  /** @param {Overview} overview @param {Roles} roles @param {Roles} guess @param {number} characters */
  showSheet(overview, roles, guess, characters) {
    $("sheet").hidden = $("rows").hidden = overview.columns.length === 0;
    this.paste.tellRows(overview.n_rows, characters);
    this.roles.update(overview, roles);
    this.layoutChoice.update(overview, roles, guess);
    this.adjust.update(overview, roles);
    this.more.update(overview, roles);
    this.preview.update(overview, roles);
  }

  /** @param {Analysis} analysis @param {Overview | null} overview @param {{ text: string, canFlip: boolean, roles: Roles | null }} about */
  showAnalysis({ report, figure, forest, failure }, overview, { text, canFlip, roles }) {
    this.#answered();
    this.report = report;
    $("report").hidden = report === null;
    $("failure").hidden = failure === null;
    if (report !== null) this.#showReport(report, figure, forest, roles);
    if (failure !== null) {
      this.failure.show(failure);
      this.roles.tellNothing();
    }
    this.#showData(report, failure, overview, { text, canFlip });
    this.on.shown(report?.data.notes.find(({ key }) => key === "title")?.value ?? report?.words.headline.map((span) => span.text).join("") ?? failure.message);
    this.announcer.say(report === null ? failure.message : report.words.headline.map((span) => span.text).join(""));
  }

  /** What the data were taken for. @param {import("../src/wasm/shapes.d.ts").Report} report @param {Overview | null} overview @param {{ text: string, canFlip: boolean }} about */
  showData(report, overview, about) {
    this.#showData(report, null, overview, about);
  }

  #showData(report, failure, overview, { text, canFlip }) {
    if (report !== null) {
      this.roles.tell(report.data, report.reading.doubts);
      this.roles.tellGroups(report.groups.map(({ name }) => name));
    }
    this.doubts.ask(report?.reading.doubts ?? []);
    this.check.update(report?.words.counts ?? "", canFlip, report?.data ?? null);
    this.#showProblems(report?.data ?? failure, report?.data.stages ?? [], report?.words.flow ?? "", overview);
    this.fold.update(text.trim() !== "", overview === null ? "Your data" : `Your data: ${several(overview.n_rows, "row")}${report === null || report.groups.length < 2 ? "" : `, ${report.adjusted?.how ?? "adjust for …"}`}`);
  }

  /** The answer without its details, which follow; those of the answer before stay until then, but not for long. @param {Analysis} analysis */
  showFirst({ report, figure }) {
    this.#answered();
    $("report").hidden = false;
    $("failure").hidden = true;
    this.report = report;
    this.#showAnswer(report, figure);
    if (this.#late === 0) this.#late = setTimeout(() => $("report").classList.add("late"), DETAILS_MS);
  }

  /** The details are those of the answer. */
  #detailed() {
    clearTimeout(this.#late);
    this.#late = 0;
    $("report").classList.remove("late");
  }

  /** The page came with the answer to its first example; from now on it has its own. */
  #answered() {
    for (const worked of document.querySelectorAll(".worked")) worked.remove();
  }

  /** Says at the field of an option why it is not taken. @param {string} option @param {string} sentence @returns {boolean} whether it has a field */
  refuse(option, sentence) {
    if (option === "conf_level") this.options.refuseLevel(sentence);
    else if (option === "drawing") this.options.refuseWindow(sentence);
    else return this.sections.refuse(option, sentence);
    return true;
  }

  #showReport(report, figure, forest, roles) {
    this.#showAnswer(report, figure);
    this.options.update(report);
    showLogRank($("tests"), report);
    this.model.update(report);
    this.sections.update(report, roles, forest);
    this.curves.update(report);
    this.prose.update(report);
    this.keep.update(report);
    this.share.clear();
    this.embed.clear();
    const flow = report.data.stages.some(({ left_out: left }) => left.length > 0) ? ["flow"] : [];
    $("print-words").replaceChildren(...[...flow, "methods_sentence", "citation"].map((part) => make("p", {}, report.words[part])));
    showMethods($("methods"), report);
  }

  #showAnswer(report, figure) {
    mark(report);
    // Before anything else changes: it asks how wide its box is.
    this.figure.update(figure, report.words.figure_alt, !report.options.drawing.no_band);
    this.headline.update(report);
    this.origin.update(report.data.notes);
    if (performance.getEntriesByName("first curve").length === 0) performance.mark("first curve");
    this.groups.update(report);
    // What the reading leaves in doubt is said before the answer, and only there.
    const { doubts } = report.reading;
    this.doubts.note(doubts);
    this.warnings.update(report.warnings.filter(({ code }) => doubts.every((doubt) => doubt.code !== code)));
  }

  /** The core lists a problem where it meets it: in the text, or once the columns have a meaning. */
  #showProblems(found, stages, flow, overview) {
    const key = ({ row, column, code }) => JSON.stringify([row, column, code]);
    const all = [...(overview?.problems ?? []), ...(found?.problems ?? [])];
    const once = [...new Map(all.map((problem) => [key(problem), problem])).values()];
    const total = Math.max(once.length, overview?.n_problems ?? 0, found?.n_problems ?? 0);
    this.problems.update(once, total, stages, flow);
  }
}
