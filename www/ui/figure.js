import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Report} Report */
/** @typedef {import("../../src/wasm/shapes.d.ts").Layout} Layout */
/** @typedef {import("../../src/wasm/shapes.d.ts").View} View */
/**
 * @typedef {{ draw(canvas: HTMLCanvasElement, view: View): Layout, free(): void,
 *   step_at?(x: number): number, step_by_tick?(step: number, forward: boolean): number,
 *   read?(step: number): import("../../src/wasm/shapes.d.ts").PlacedReading }} Chart
 */

const DARK = matchMedia("(prefers-color-scheme: dark)");

/** A figure on a canvas; drawn again whenever the box, the theme or the screen changes. */
export class FigureBox {
  /** Where things were drawn last. @type {Layout | null} */
  layout = null;
  #box;
  #canvas;
  #trouble = make("p", { class: "small", hidden: true }, "The figure could not be drawn. The numbers below are complete.");
  #makeChart;
  #onDrawn;
  /** @type {Chart | null} */
  #chart = null;
  #band = true;
  #frame = 0;

  /**
   * @param {HTMLElement} box @param {(figure: object) => Chart} makeChart @param {string} [id] of the canvas
   * @param {(chart: Chart | null, layout: Layout | null) => void} [onDrawn] told of each drawing, and of each that failed
   */
  constructor(box, makeChart, id = "curve", onDrawn = () => {}) {
    this.#canvas = make("canvas", { role: "img", id });
    this.#box = box;
    this.#makeChart = makeChart;
    this.#onDrawn = onDrawn;
    box.append(this.#canvas, this.#trouble);
    new ResizeObserver(() => this.#later()).observe(box);
    DARK.addEventListener("change", () => this.#later());
    this.#watchRatio();
  }

  /** @param {object} figure @param {string} alternative */
  update(figure, alternative) {
    this.#canvas.setAttribute("aria-label", alternative);
    this.#chart?.free();
    this.#chart = null;
    this.#try(() => {
      this.#chart = this.#makeChart(figure);
      this.#draw();
    });
  }

  /** @param {boolean} band */
  showBand(band) {
    this.#band = band;
    this.#later();
  }

  /** One drawing a frame, however many reasons there are. */
  #later() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#try(() => this.#draw()));
  }

  #draw() {
    const width = Math.floor(this.#box.clientWidth);
    if (this.#chart === null || width === 0) return;
    const theme = DARK.matches ? "dark" : "light";
    this.layout = this.#chart.draw(this.#canvas, { width, ratio: devicePixelRatio, theme, band: this.#band });
    // The box keeps this height while the next figure is made, so that nothing beneath it moves.
    this.#box.style.minHeight = `${this.layout.height}px`;
    this.#onDrawn(this.#chart, this.layout);
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
