import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Report} Report */
/** @typedef {import("../../src/wasm/shapes.d.ts").Layout} Layout */
/** @typedef {import("../../src/wasm/shapes.d.ts").View} View */
/** Pictures that leave the page are at least this wide, in CSS pixels, and light whatever the screen has. */
const WIDE = 720;
/** How a chart is drawn for a sheet of paper, whose dots are finer than a screen's: a forest plot, which is not read step by step, has all of its width. @param {Chart} chart */
const onSheet = (chart) => ({ width: chart.read ? 560 : 700, ratio: 3, theme: /** @type {const} */ ("light"), short: true });

/**
 * @typedef {{ draw(canvas: HTMLCanvasElement, view: View): Layout, free(): void,
 *   twins?(most: number): import("../../src/wasm/shapes.d.ts").Twin[],
 *   svg(canvas: HTMLCanvasElement, view: View, title: string, alternative: string): string,
 *   opening?(): number, step_at?(x: number): number, step_by_tick?(step: number, forward: boolean): number,
 *   read?(step: number): import("../../src/wasm/shapes.d.ts").PlacedReading }} Chart
 */

const forced = document.documentElement.classList;
/** Whether the ground is dark: as the screen asks, unless the address says which. */
const DARK = forced.contains("light") || forced.contains("dark")
  ? { matches: forced.contains("dark"), addEventListener() {} } : matchMedia("(prefers-color-scheme: dark)");

/** Whether the reader has asked for more contrast than a page has of itself. */
const CONTRAST = matchMedia("(prefers-contrast: more), (forced-colors: active)");

/** @param {object} figure @param {object | null} before @returns {boolean} whether both are the same bytes */
function isSame(figure, before) {
  return figure instanceof Uint8Array && before instanceof Uint8Array && figure.length === before.length
    && figure.every((byte, i) => byte === before[i]);
}

/** A figure on a canvas; drawn again whenever the box, the theme or the screen changes. */
export class FigureBox {
  /** Where things were drawn last. @type {Layout | null} */
  layout = null;
  #box;
  #canvas;
  #trouble = make("p", { class: "small", hidden: true }, "The figure could not be drawn. The numbers below are complete.");
  #makeChart;
  #onDrawn;
  #dark;
  /** @type {Chart | null} */
  #chart = null;
  /** What the chart was made from, for pictures that leave the page. @type {object | null} */
  #figure = null;
  #paper = false;
  /** Width of the box when it was drawn last. */
  #width = 0;
  #band = true;
  #frame = 0;

  /**
   * @param {HTMLElement} box @param {(figure: object) => Chart} makeChart @param {string} [id] of the canvas
   * @param {(chart: Chart | null, layout: Layout | null) => void} [onDrawn] told of each drawing, and of each that failed
   * @param {Pick<MediaQueryList, "matches" | "addEventListener">} [dark] whether the ground is dark
   */
  constructor(box, makeChart, id = "curve", onDrawn = () => {}, dark = DARK) {
    this.#dark = dark;
    this.#canvas = make("canvas", { role: "img", id });
    this.#box = box;
    this.#makeChart = makeChart;
    this.#onDrawn = onDrawn;
    box.append(this.#canvas, this.#trouble);
    new ResizeObserver(() => { if (Math.floor(box.clientWidth) !== this.#width) this.#later(); }).observe(box);
    for (const query of [dark, CONTRAST]) query.addEventListener("change", () => this.#later());
    // Drawn at once: paper does not wait for the next frame.
    addEventListener("beforeprint", () => this.#onPaper(true));
    addEventListener("afterprint", () => this.#onPaper(false));
    this.#watchRatio();
  }

  /** @param {object} figure @param {string} alternative @param {boolean} [band] whether limits are drawn */
  update(figure, alternative, band = true) {
    this.#canvas.setAttribute("aria-label", alternative);
    // The details of an answer come with the figure that its first part had.
    if (this.#chart !== null && band === this.#band && isSame(figure, this.#figure)) return;
    this.#band = band;
    this.#chart?.free();
    this.#chart = null;
    this.#figure = figure;
    this.#try(() => {
      this.#chart = this.#makeChart(figure);
      this.#draw();
    });
  }

  /** The figure as PNG with so many dots a CSS pixel. @param {number} ratio @returns {Promise<Blob>} */
  png(ratio) {
    const canvas = document.createElement("canvas");
    this.#apart((chart, view) => chart.draw(canvas, { ...view, ratio }));
    return new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob)), "image/png");
    });
  }

  /** The figure as tables. @param {number} most rows of a curve @returns {import("../../src/wasm/shapes.d.ts").Twin[]} */
  twins(most) {
    return this.#chart?.twins(most) ?? [];
  }

  /** The figure as SVG. @param {string} title where there is none, the first sentence of the text alternative @returns {string} */
  svg(title) {
    const alternative = this.#canvas.getAttribute("aria-label");
    return this.#apart((chart, view) => chart.svg(this.#canvas, view, title || alternative.split(". ")[0], alternative));
  }

  /** With a chart of its own, so that what is on the page stays as it is. @template T @param {(chart: Chart, view: View) => T} use @returns {T} */
  #apart(use) {
    const chart = this.#makeChart(this.#figure);
    try {
      const width = Math.max(WIDE, Math.floor(this.#box.clientWidth));
      return use(chart, { width, ratio: 1, theme: "light", band: this.#band, ground: true });
    } finally {
      chart.free();
    }
  }

  #onPaper(paper) {
    this.#paper = paper;
    if (this.#box.clientWidth > 0) this.#try(() => this.#draw());
  }

  /** One drawing a frame, however many reasons there are. */
  #later() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#try(() => this.#draw()));
  }

  #draw() {
    const width = Math.floor(this.#box.clientWidth);
    this.#width = width;
    if (this.#chart === null || width === 0) return;
    const screen = { width, ratio: devicePixelRatio, theme: this.#theme() };
    this.layout = this.#chart.draw(this.#canvas, { ...(this.#paper ? onSheet(this.#chart) : screen), band: this.#band });
    // The box keeps this height while the next figure is made, so that nothing beneath it moves.
    this.#box.style.minHeight = `${this.layout.height}px`;
    this.#onDrawn(this.#chart, this.layout);
  }

  #theme() {
    const ground = this.#dark.matches ? "dark" : "light";
    return /** @type {View["theme"]} */ (CONTRAST.matches ? `${ground}_contrast` : ground);
  }

  #try(draw) {
    let drawn = true;
    try {
      draw();
    } catch (error) {
      console.error(error);
      drawn = false;
      // A chart that has failed is not asked again, not even to free itself.
      this.#chart = null;
      this.layout = null;
      this.#onDrawn(null, null);
    }
    this.#canvas.hidden = !drawn;
    this.#trouble.hidden = drawn;
  }

  /** A query matches one ratio only, so each change needs the next query. */
  #watchRatio() {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", () => {
      this.#watchRatio();
      this.#later();
    }, { once: true });
  }
}
