/** Starts the page: widgets, engine and the worked example. */
import { Controller } from "./controller.js";
import { Chart, Engine } from "./engine.js";
import { offerHandle } from "./handle.js";
import { sampleNotes } from "./sample-notes.js";
import { samples as texts } from "./samples/samples.js";
import { State } from "./state.js";
import { View } from "./view.js";

const samples = texts.map(({ id, text }) => ({ title: id, teaches: "", source: "", ...sampleNotes(text), id, text }));
const controller = new Controller(new State());
const view = new View(controller, samples, (figure) => new Chart(figure));

controller.begin(view, samples[0].text);
controller.run(Engine.start());
offerHandle(() => ({ report: view.report, layout: view.report && view.figure.layout }));
