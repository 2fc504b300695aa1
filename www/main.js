/** Starts the page: widgets, engine and the worked example. */
import { Controller } from "./controller.js";
import { CountsController } from "./counts/controller.js";
import { CountsView } from "./counts/view.js";
import { Chart, Engine, ForestChart, explain_number as explainNumber, version } from "./engine.js";
import { Frame, editable, embedded, sampleAsked } from "./embed/frame.js";
import { WayOut } from "./embed/way-out.js";
import { offerHandle } from "./handle.js";
import { sampleNotes } from "./sample-notes.js";
import { countsSamples, samples as texts } from "./samples/samples.js";
import { State } from "./state.js";
import { Explainer } from "./explain/explainer.js";
import { fromLink } from "./share/link.js";
import { Offer } from "./share/offer.js";
import { fromSession, toSession, troubleOf } from "./share/session.js";
import { Tabs } from "./ui/tabs.js";
import { View } from "./view.js";

// First of all, and with a turn of its own to begin: the core is compiled while the page is built.
const starting = Engine.start();
await null;
const samples = texts.map(({ id, text }) => ({ title: id, teaches: "", source: "", ...sampleNotes(text), id, text }));
const controller = new Controller(new State());

const counts = new CountsController(new State());

/** A file that was opened: a session fills both tabs, any other text the tab it was opened in. */
const opener = (tab, problem) => (text, name, alone = true) => {
  const session = fromSession(text);
  const trouble = session === null ? troubleOf(text, name) : session.problem;
  if (trouble) problem(trouble);
  else if (session !== null && !alone) problem("The session was not opened, because other data were given while it was read. Open it again to have it in their place.");
  else if (session === null) tab.replaced(text);
  else {
    controller.take(session.patients);
    counts.take(session.counts);
  }
};
const session = () => toSession({ version: version(), patients: controller.given(), counts: counts.given() });
// Inside an article: told of each answer.
const frame = embedded ? new Frame() : null;
const way = embedded ? new WayOut() : null;
const page = location.href.split(/[?#]/)[0];
/** @param {"patients" | "counts"} tab @param {() => object} given */
const shown = (tab, given) => (title) => {
  if (!embedded || tabs.shown !== tab) return;
  document.title = title;
  way.update(page, { tab, given: given() });
  frame.shown();
};
const reading = (isRead) => view.busy.read(isRead);
const cancel = () => {
  countsView.forgetFile();
  controller.cancel();
};
const view = new View({ ...controller, session, cancel, reading, shown: shown("patients", controller.given), opened: opener(controller, (problem) => view.showFileProblem(problem)) }, samples,
  (figure) => new Chart(figure), (forest) => new ForestChart(forest.packed));
const countsView = new CountsView({ ...counts, session, reading, shown: shown("counts", counts.given), opened: opener(counts, (problem) => countsView.showFileProblem(problem)) }, countsSamples[0].text, (forest) => new ForestChart(forest.packed));
// Inside an article the writer has chosen what is shown; on the page itself a link only offers.
const carried = embedded ? await fromLink(location.hash) : null;
const asked = (list) => list.find(({ id }) => id === sampleAsked());
const [first, firstCounts] = [asked(samples), asked(countsSamples)];
const unknown = sampleAsked() !== "" && !first && !firstCounts && !carried;
const problem = carried?.problem ?? (unknown ? `There is no example “${sampleAsked().slice(0, 80)}”.` : "");
// Whoever was quicker than this script has typed or pasted already.
const early = document.getElementById("text").value;
controller.begin(view, (first ?? samples[0]).text);
if (early.trim() !== "") controller.replaced(early);
counts.begin(countsView, (firstCounts ?? countsSamples[0]).text);
const tabs = new Tabs(document.querySelector(".tabs"), document.querySelector(".skip"), { "panel-counts": counts.shown });
const take = ({ tab, given }) => {
  tabs.show(tab);
  (tab === "counts" ? counts : controller).take(given);
};
if (carried && !carried.problem) take(carried);
else if (firstCounts) tabs.show("counts");
// Whoever was quicker than this script has pressed a tab already.
dispatchEvent(new CustomEvent("begun", { detail: (name) => tabs.show(name) }));
// A copy of the page that was saved with data begins with them.
const saved = document.getElementById("saved").textContent;
if (saved.trim() !== "") opener(controller, (problem) => view.showFileProblem(problem))(saved);
const offer = new Offer(document.getElementById("offer"), take);
if (problem !== "") offer.tell(problem);
// In an article nothing is shown in place of what is missing.
if (embedded && problem !== "") {
  document.documentElement.classList.add("nothing");
  way.update(page, null);
  frame.shown();
} else {
  controller.run(starting);
  counts.run(starting);
}
if (embedded) document.getElementById("main").append(way.element);
else offer.look();

new Explainer((place, inCounts) => explainNumber(place, inCounts ? countsView.report : view.report));

// Undo and redo by the keys, where they do not belong to a field of text.
addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  const redo = (key === "z" && event.shiftKey) || (key === "y" && event.ctrlKey && !event.shiftKey);
  if (!editable) return;
  if ((key !== "z" && !redo) || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (event.target.closest?.("input:not([type=checkbox]), textarea")) return;
  event.preventDefault();
  document.getElementById(`${tabs.shown === "counts" ? "counts-" : ""}${redo ? "redo" : "undo"}`).click();
});
offerHandle(() => ({
  report: view.report, layout: view.report && view.figure.layout,
  counts: { report: countsView.report, layout: countsView.report && countsView.figure.layout },
}));
