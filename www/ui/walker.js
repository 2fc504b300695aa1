import { make } from "./make.js";

/** @typedef {import("./figure.js").Chart} Chart */
/** @typedef {import("../../src/wasm/shapes.d.ts").Layout} Layout */
/** @typedef {import("../../src/wasm/shapes.d.ts").PlacedReading} PlacedReading */

const HINT = "Point at the curves, or use the arrow keys, to read any step.";
/** A shorter drag is a click, in CSS pixels. */
const LEAST_DRAG = 8;
/** So many steps are tried, apart from the first, for how high the panel must be. */
const TRIED = 12;
const rgb = ([red, green, blue]) => `rgb(${red}, ${green}, ${blue})`;

/**
 * Reads the curves step by step, by pointer, touch and keys. What it finds stands beneath the figure, where it hides
 * nothing; to a screen reader it is a slider whose value is said in words. Before anybody asks, it reads where most is known.
 */
export class Walker {
  #readout;
  #slider;
  #line = make("div", { class: "line" });
  #dots = make("div");
  /** @type {Chart | null} */
  #chart = null;
  #plot = { left: 0, top: 0 };
  /** Of each curve, as it is drawn now. @type {Map<number, [number, number, number]>} */
  #colours = new Map();
  /** Which step is read; null: nobody has asked. @type {number | null} */
  #step = null;
  #last = 0;
  #onZoom;
  #span = make("div", { class: "span", hidden: true });
  /** Where a drag began. @type {number | null} */
  #dragged = null;

  /** @param {HTMLElement} box of the figure @param {HTMLElement} readout @param {(from: number | null, to: number | null) => void} onZoom */
  constructor(box, readout, onZoom) {
    this.#readout = readout;
    this.#onZoom = onZoom;
    this.#slider = make("div", {
      class: "walker", role: "slider", tabindex: 0, id: "walker", "aria-label": "Read the curves step by step", "aria-valuemin": 0, hidden: true,
      on: { keydown: (event) => this.#key(event), pointermove: (event) => this.#point(event), pointerdown: (event) => this.#press(event),
        pointerup: (event) => this.#release(event), pointercancel: () => this.#endDrag(),
        // Nothing here is text: the browser's own selecting and dragging would take the drag away.
        selectstart: (event) => event.preventDefault(), dragstart: (event) => event.preventDefault(), dblclick: () => this.#onZoom(null, null) },
    }, this.#span, this.#line, this.#dots);
    box.append(this.#slider);
  }

  /** The figure was drawn, maybe another one. @param {Chart | null} chart @param {Layout | null} layout */
  drawn = (chart, layout) => {
    if (chart !== this.#chart) this.#step = null;
    this.#chart = chart;
    const unread = chart === null || chart.n_steps() === 0;
    this.#slider.hidden = this.#readout.hidden = unread;
    if (unread) return;
    this.#plot = layout.plot;
    this.#colours.clear();
    // Another figure, or another width: the panel takes the height it needs.
    this.#readout.style.minHeight = "";
    const { left, top, right, bottom } = layout.plot;
    Object.assign(this.#slider.style, { left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px` });
    this.#show();
  };

  #point({ clientX }) {
    const step = this.#chart.step_at(this.#at(clientX));
    if (step !== this.#step) this.#to(step);
    if (this.#dragged !== null) this.#showSpan(clientX);
  }

  /** From the left edge of the figure. */
  #at(clientX) {
    return clientX - this.#slider.getBoundingClientRect().left + this.#plot.left;
  }

  /** With a mouse a drag chooses the times that are shown; with a finger it walks. */
  #press(event) {
    if (event.pointerType === "mouse" && event.button === 0) {
      this.#dragged = event.clientX;
      this.#slider.setPointerCapture(event.pointerId);
    }
    this.#point(event);
  }

  #release({ clientX }) {
    const from = this.#dragged;
    this.#endDrag();
    if (from === null || Math.abs(clientX - from) < LEAST_DRAG) return;
    const [first, last] = [from, clientX].sort((a, b) => a - b).map((x) => this.#chart.time_at(this.#at(x)));
    if (last > first) this.#onZoom(first, last);
  }

  #endDrag() {
    this.#dragged = null;
    this.#span.hidden = true;
  }

  #showSpan(clientX) {
    const { left, width } = this.#slider.getBoundingClientRect();
    const [from, to] = [this.#dragged, clientX].map((x) => Math.min(Math.max(x - left, 0), width)).sort((a, b) => a - b);
    this.#span.hidden = Math.abs(clientX - this.#dragged) < LEAST_DRAG;
    Object.assign(this.#span.style, { left: `${from}px`, width: `${to - from}px` });
  }

  #key(event) {
    // What is read already is where the walk begins.
    const now = this.#step ?? this.#chart.opening();
    const to = {
      ArrowLeft: () => now - 1,
      ArrowRight: () => now + 1,
      ArrowDown: () => now - 1,
      ArrowUp: () => now + 1,
      PageDown: () => this.#chart.step_by_tick(now, false),
      PageUp: () => this.#chart.step_by_tick(now, true),
      Home: () => 0,
      End: () => this.#last,
      Escape: () => null,
    }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#to(to());
  }

  /** @param {number | null} step */
  #to(step) {
    this.#step = step === null ? null : Math.min(Math.max(step, 0), this.#last);
    if (this.#readout.style.minHeight === "") this.#keepHeight();
    this.#show();
  }

  /** What stands beneath stays where it is from step to step: the panel is as high as the highest of some of them. */
  #keepHeight() {
    const heights = Array.from({ length: TRIED + 1 }, (_, i) => {
      this.#fill(this.#chart.read(Math.round((this.#last * i) / TRIED)));
      return this.#readout.offsetHeight;
    });
    this.#readout.style.minHeight = `${Math.max(...heights)}px`;
  }

  #show() {
    const placed = this.#chart.read(this.#step ?? this.#chart.opening());
    const { reading, x, dots } = placed;
    this.#last = reading.of - 1;
    this.#slider.setAttribute("aria-valuemax", String(this.#last));
    this.#slider.setAttribute("aria-valuenow", String(reading.step));
    this.#slider.setAttribute("aria-valuetext", reading.spoken);
    this.#line.hidden = this.#dots.hidden = this.#step === null;
    this.#line.style.left = `${x - this.#plot.left}px`;
    this.#dots.replaceChildren(...dots.map((dot) => this.#dot(x, dot)));
    this.#fill(placed);
  }

  /** @param {PlacedReading} placed */
  #fill({ reading, dots }) {
    this.#readout.replaceChildren(
      make("p", { class: "when" }, make("b", {}, reading.moment), make("span", { class: "small" }, HINT)),
      make("table", {}, make("tbody", {}, ...reading.rows.map((row, i) => oneRow(row, this.#colour(i, dots))))));
  }

  /** Of a curve that has ended there is no dot: its colour is that of its dot at the first step. */
  #colour(curve, dots) {
    if (this.#colours.size === 0) {
      for (const dot of [...this.#chart.read(0).dots, ...dots]) this.#colours.set(dot.curve, dot.colour);
    }
    return this.#colours.get(curve);
  }

  #dot(x, { y, colour }) {
    const dot = make("div", { class: "dot" });
    Object.assign(dot.style, { left: `${x - this.#plot.left}px`, top: `${y - this.#plot.top}px`, background: rgb(colour) });
    return dot;
  }
}

/** @param {PlacedReading["reading"]["rows"][0]} row @param {[number, number, number] | undefined} colour */
function oneRow({ name, at_risk: atRisk, events, share, origin, height }, colour) {
  const heading = make("th", { scope: "row", dir: "auto" }, make("span", {}, name));
  if (colour) heading.style.color = rgb(colour);
  // Where there is no height there may be a reason, which is long, or a residual.
  const reason = height === null && origin === "";
  return make("tr", {}, heading,
    make("td", { colspan: reason ? 4 : null }, share),
    ...(reason ? [] : [
      make("td", {}, atRisk === null ? "" : `${atRisk} at risk`),
      make("td", {}, events === 0 ? "" : `${events} event${events === 1 ? "" : "s"}`),
      make("td", { class: "from" }, origin),
    ]));
}
