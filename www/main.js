/** Starts the page: widgets, engine and the worked example. */
import { Controller } from "./controller.js";
import { CountsController } from "./counts/controller.js";
import { CountsView } from "./counts/view.js";
import { Chart, Engine, ForestChart } from "./engine.js";
import { offerHandle } from "./handle.js";
import { sampleNotes } from "./sample-notes.js";
import { countsSamples, samples as texts } from "./samples/samples.js";
import { State } from "./state.js";
import { Tabs } from "./ui/tabs.js";
import { View } from "./view.js";

const samples = texts.map(({ id, text }) => ({ title: id, teaches: "", source: "", ...sampleNotes(text), id, text }));
const controller = new Controller(new State());
const view = new View(controller, samples, (figure) => new Chart(figure));

const counts = new CountsController(new State());
const countsView = new CountsView(counts, countsSamples[0].text, (forest) => new ForestChart(forest));
const starting = Engine.start();

controller.begin(view, samples[0].text);
controller.run(starting);
counts.begin(countsView, countsSamples[0].text);
counts.run(starting);
new Tabs(document.querySelector(".tabs"), document.querySelector(".skip"), { "panel-counts": counts.shown });
offerHandle(() => ({
  report: view.report, layout: view.report && view.figure.layout,
  counts: { report: countsView.report, layout: countsView.report && countsView.figure.layout },
}));
