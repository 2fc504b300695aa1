import { make } from "../ui/make.js";
import { makeSelect, setChoices } from "../ui/choices.js";
import { copyPicture, copyRows, copyTable } from "./copy.js";
import { download, textFile } from "./download.js";
import { KeepPanel } from "./keep-panel.js";
import { resultRows } from "./results.js";
import { single, withSession } from "./whole-page.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").TextKind} TextKind */

const SCALES = [1, 2, 3, 4].map((value) => ({ value: String(value), label: `${value}×` }));

/** What the name of a picture says of it. @type {Record<import("../../src/wasm/shapes.d.ts").Drawing["plot"], string>} */
const PLOTS = { curves: "", cum_haz: "-hazard", log_log: "-log-log", all_causes: "-every-event", stacked: "-stacked", schoenfeld: "-residuals" };

/** How a note of counts begins that is their title. */
const TITLE = "title: ";

/** Saves a file and says so. */
function saved(name, blob) {
  download(name, blob);
  return `Saved as ${name}.`;
}

/** Pictures of a figure: PNG at a chosen size, SVG, and to the clipboard. @param {() => string} stem @param {() => string} title what the text calls itself @param {import("../ui/figure.js").FigureBox} figure @param {string} prefix of ids */
function pictures(stem, title, figure, prefix) {
  const scale = makeSelect({ id: `${prefix}png-scale`, label: "Size of the PNG" }, () => {});
  setChoices(scale, SCALES, "2");
  return {
    title: "Picture",
    ways: [
      { id: `${prefix}save-png`, label: "PNG", run: async () => saved(`${stem()}-${scale.value}x.png`, await figure.png(Number(scale.value))) },
      { id: `${prefix}save-svg`, label: "SVG", run: () => saved(`${stem()}.svg`, textFile(figure.svg(title()), "image/svg+xml")) },
      { id: `${prefix}copy-png`, label: "Copy", run: async () => { await copyPicture(figure.png(Number(scale.value))); return "The picture is on the clipboard."; } },
      { id: `${prefix}print`, label: "Print or PDF", run: () => { print(); return ""; } },
    ],
    extra: [scale],
  };
}

/** What can be taken out of the tab for patient data. */
export class Keep {
  panel;

  /**
   * @param {HTMLElement} root
   * @param {{ report: () => import("../../src/wasm/shapes.d.ts").Report, figure: import("../ui/figure.js").FigureBox, write: (what: TextKind) => Promise<string>, session: () => string }} from
   */
  constructor(root, { report, figure, write, session }) {
    const stem = () => report()?.words.file_stem ?? "riskset";
    const title = () => report().data.notes.find(({ key }) => key === "title")?.value ?? "";
    const shown = () => report().plots.find(({ plot }) => plot === report().options.drawing.plot)?.plot ?? "curves";
    const text = (id, label, what, ending, type) => ({ id, label, run: async () => saved(`${stem()}-${ending}`, textFile(await write(what), type)) });
    this.panel = new KeepPanel(root, [
      pictures(() => stem() + PLOTS[shown()], title, figure, ""),
      { title: "Tables", ways: [
        text("save-curves", "Curves (CSV)", "curves_csv", "curves.csv", "text/csv"),
        text("save-incidence", "Cumulative incidence (CSV)", "incidence_csv", "incidence.csv", "text/csv"),
        text("save-risk-table", "Table at risk (CSV)", "risk_table_csv", "at-risk.csv", "text/csv"),
        text("save-subjects", "Subjects (CSV)", "subjects_csv", "subjects.csv", "text/csv"),
        text("save-results", "Results (CSV)", "results_csv", "results.csv", "text/csv"),
        { id: "copy-groups", label: "Copy results", run: async () => { await copyRows(resultRows(document.querySelector("#groups table"), report())); return "The results are on the clipboard."; } },
      ] },
      { title: "To check elsewhere", ways: [
        text("save-r", "R script", "r", "analysis.R", "text/plain"),
        text("save-python", "Python script", "python", "analysis.py", "text/plain"),
        { id: "save-report", label: "Whole report (JSON)", run: () => saved(`${stem()}-report.json`, textFile(JSON.stringify(report(), null, 2), "application/json")) },
        { id: "save-session", label: "Session", run: () => saved(`${stem()}.riskset.json`, textFile(session(), "application/json")) },
        ...(single ? [{ id: "save-page", label: "This page with my data", run: () => saved(`${stem()}.html`, textFile(withSession(session()), "text/html")) }] : []),
      ] },
    ]);
    if (!single) root.append(make("p", { class: "small" }, make("a", { href: "riskset.html", download: true }, "The whole page as one file"), ": it works from a disk without network, and can be saved with your data inside."));
  }

  /** @param {import("../../src/wasm/shapes.d.ts").Report} report */
  update(report) {
    document.getElementById("save-incidence").hidden = report.data.n_competing === 0;
    this.panel.say("");
  }
}

/** The same for the tab for counts. */
export class CountsKeep {
  /** @param {HTMLElement} root @param {{ report: () => import("../../src/wasm/shapes.d.ts").CountsReport, figure: import("../ui/figure.js").FigureBox, write: () => string, session: () => string }} from */
  constructor(root, { report, figure, write, session }) {
    const stem = () => report()?.words.file_stem ?? "riskset-counts";
    const title = () => report().notes.find((note) => note.startsWith(TITLE))?.slice(TITLE.length) ?? "";
    this.panel = new KeepPanel(root, [
      pictures(stem, title, figure, "counts-"),
      { title: "Tables", ways: [
        { id: "counts-save-results", label: "Results (CSV)", run: () => saved(`${stem()}-results.csv`, textFile(write(), "text/csv")) },
        { id: "counts-copy-results", label: "Copy results", run: async () => { await copyTable(document.querySelector("#counts-results table")); return "The table is on the clipboard."; } },
        { id: "counts-save-report", label: "Whole report (JSON)", run: () => saved(`${stem()}-report.json`, textFile(JSON.stringify(report(), null, 2), "application/json")) },
        ...(single ? [{ id: "counts-save-page", label: "This page with my data", run: () => saved(`${stem()}.html`, textFile(withSession(session()), "text/html")) }] : []),
        { id: "counts-save-session", label: "Session", run: () => saved(`${stem()}.riskset.json`, textFile(session(), "application/json")) },
      ] },
    ]);
  }
}
