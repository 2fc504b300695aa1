import { css } from "../element-style.js";
import { pack } from "../share/pack.js";
import { Direction } from "../ui/direction.js";
import { FigureBox } from "../ui/figure.js";
import { make } from "../ui/make.js";
import { GroupTable } from "../ui/group-table.js";
import { Origin } from "../ui/origin.js";
import { Walker } from "../ui/walker.js";
import { Warnings } from "../ui/warnings.js";
import { ATTRIBUTES, choicesOf, propertyOf } from "./choices-of.js";
import { dataInside } from "./data-inside.js";

/** How far from the view an element begins to load. */
const NEAR = "600px";
/** Longer addresses are not made. */
const LONGEST = 30_000;

/** One sheet for all elements of an article. @type {CSSStyleSheet | null} */
let sheet = null;
function style() {
  if (sheet === null) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  return sheet;
}

/**
 * A trial inside an article: answer, curves to walk, table, methods. It computes when it comes near the view; until
 * then, and without script, the reader sees what stands inside the tag. What is drawn lives in a closed shadow tree,
 * and nothing can be typed into it: to change the data a reader opens the page itself.
 */
export class RisksetPlot extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

  #root = this.attachShadow({ mode: "closed" });
  #seen = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) this.#begin();
  }, { rootMargin: NEAR });
  /** Parts of the answer, once there is one. @type {Parts | null} */
  #parts = null;
  #begun = false;
  #asked = 0;
  #scheduled = false;
  /** @type {import("../../src/wasm/shapes.d.ts").Report | null} */
  #report = null;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [style()];
    this.#root.append(make("slot"));
  }

  connectedCallback() {
    if (!this.#begun) this.#seen.observe(this);
  }

  disconnectedCallback() {
    this.#seen.disconnect();
  }

  attributeChangedCallback() {
    // Several attributes of one turn are one question.
    if (!this.#begun || this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#compute("riskset-change");
    });
  }

  /** The whole report; null until `riskset-ready`. */
  get report() {
    return this.#report;
  }

  #begin() {
    this.#seen.disconnect();
    if (this.#begun) return;
    this.#begun = true;
    this.#compute("riskset-ready");
  }

  /** @param {"riskset-ready" | "riskset-change"} what @param {object} [more] choices of the reader */
  async #compute(what, more = {}) {
    const asked = ++this.#asked;
    try {
      const module = await import("./riskset.js");
      const text = await this.#text();
      const choices = { ...choicesOf(this), ...more };
      const answer = await module.analyze(text, choices);
      // A chart cannot wait for a promise while it is drawn, so the core is there before.
      const { Chart } = await module.ready();
      if (asked !== this.#asked) return;
      this.#parts ??= new Parts(this.#root, this, Chart, (reference) => this.#compute("riskset-change", { reference }));
      this.#report = answer.report;
      this.#parts.show(answer, choices);
      this.#parts.wayOut(await address(module.home, text, answer.report, choices));
      this.#tell(what, { report: answer.report });
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#trouble(error.message);
      this.#tell("riskset-error", { message: error.message, code: error.code ?? "failed", row: error.row ?? null });
    }
  }

  async #text() {
    if (!this.hasAttribute("src")) return dataInside(this);
    const answer = await fetch(this.getAttribute("src"), { credentials: "omit" });
    if (!answer.ok) throw Object.assign(new Error(`The data could not be loaded: ${answer.status} at ${answer.url}.`), { code: "not_loaded" });
    return answer.text();
  }

  /** What stood there stays; the reason comes beneath it. */
  #trouble(sentence) {
    this.#root.querySelector("#trouble")?.remove();
    this.#root.append(make("p", { class: "trouble", id: "trouble", role: "alert" }, sentence));
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

for (const name of ATTRIBUTES) {
  Object.defineProperty(RisksetPlot.prototype, propertyOf(name), {
    configurable: true,
    enumerable: true,
    get() {
      return this.getAttribute(name);
    },
    set(value) {
      if (value === null || value === undefined || value === false) this.removeAttribute(name);
      else this.setAttribute(name, value === true ? "" : String(value));
    },
  });
}

/** The page with the same data and, as far as they have a place in a link, the same choices. */
async function address(home, text, report, { drawing, curve }) {
  const { conf_level, conf_type, ties } = report.options;
  const options = { conf_level, conf_type, ties, ...(curve ? { curve } : {}), ...(drawing ? { drawing } : {}) };
  const link = `${home}#r1=${await pack(JSON.stringify({ tab: "patients", given: { text, roles: null, options } }))}`;
  return link.length > LONGEST ? home : link;
}

/** What the element shows, in its shadow tree. */
class Parts {
  #sentence = make("p", { class: "say" });
  #title = make("p", { class: "kicker" });
  #under = make("span");
  #methods = make("ul");
  #words = make("details", {}, make("summary", {}, "Methods"), this.#methods);
  #open = make("a", { target: "_blank", rel: "noopener" }, "Open in full");
  #root;
  #compact;

  constructor(root, host, Chart, onReference) {
    this.#root = root;
    this.#compact = host.hasAttribute("compact");
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const theme = { get matches() { const asked = host.getAttribute("theme") ?? "light"; return asked === "dark" || (asked === "auto" && dark.matches); }, addEventListener: (...given) => dark.addEventListener(...given) };
    this.theme = theme;
    this.direction = new Direction(onReference);
    const box = make("div", { class: "canvas-box" });
    const reading = make("div", { class: "reading" });
    const label = make("p", { class: "label", hidden: true });
    const source = make("figcaption", { class: "small" });
    const table = make("section", {}, make("div", { class: "scroll" }));
    const warnings = make("section", {}, make("h3", {}, "Before you rely on it"));
    this.walker = new Walker(box, reading, () => {});
    this.origin = new Origin(label, source);
    this.groups = new GroupTable(table);
    this.warnings = new Warnings(warnings);
    this.body = make("div", { class: "in-text" }, this.#title, this.#sentence,
      make("p", { class: "under" }, this.direction.element, this.#under),
      make("figure", { class: "figure" }, label, box, reading, source),
      ...(this.#compact ? [] : [table, warnings]), this.#words,
      make("p", { class: "small" }, this.#open, " to check it, change the data or keep the results. Computed in your browser; nothing is sent."));
    root.replaceChildren(this.body);
    this.figure = new FigureBox(box, (figure) => new Chart(figure), "curve", this.walker.drawn, theme);
  }

  show({ report, figure }, { drawing }) {
    this.#root.querySelector("#trouble")?.remove();
    const { headline, under, methods, figure_alt: alternative } = report.words;
    this.body.classList.toggle("dark", this.theme.matches);
    this.#title.textContent = report.data.notes.find(({ key }) => key === "title")?.value ?? "";
    this.#sentence.replaceChildren(...headline.map(({ text, strong }) => (strong ? make("b", { dir: "auto" }, text) : text)));
    const direction = report.cox?.terms[0]?.direction ?? "";
    this.direction.update(report.groups, direction);
    this.#under.replaceChildren(...under.filter((text) => text !== direction).map((text) => make("span", { class: "part", dir: "auto" }, text)));
    this.origin.update(report.data.notes);
    this.figure.update(figure, alternative, !drawing?.no_band);
    this.groups.update(report);
    this.warnings.update(report.warnings);
    this.#methods.replaceChildren(...methods.map((sentence) => make("li", {}, sentence)));
  }

  /** @param {string} address */
  wayOut(address) {
    this.#open.href = address;
  }
}
