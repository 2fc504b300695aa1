// Made by the build from www/style.css.
import { css } from "../element-style.js";
import { decode } from "../decode.js";
import { capital } from "../format.js";
import { WayOut } from "../embed/way-out.js";
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
  #inside = new MutationObserver(() => this.#later());
  /** Parts of the answer, once there is one. @type {Parts | null} */
  #parts = null;
  #begun = false;
  #ready = false;
  #asked = 0;
  #scheduled = false;
  /** What the reader turned round, until the writer's own reference changes. @type {{ reference?: string }} */
  #reader = {};
  /** The last file, so that it is asked for once. @type {{ src: string, text: Promise<string> } | null} */
  #loaded = null;
  /** @type {import("../../src/wasm/shapes.d.ts").Report | null} */
  #report = null;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [style()];
    this.#root.append(make("slot"));
  }

  connectedCallback() {
    // What was set before this class was known lies on the object and hides the properties of the class.
    for (const name of ATTRIBUTES.map(propertyOf).filter((each) => Object.hasOwn(this, each))) {
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this.#inside.observe(this, { childList: true, characterData: true, subtree: true });
    if (!this.#begun) this.#seen.observe(this);
  }

  disconnectedCallback() {
    this.#seen.disconnect();
    this.#inside.disconnect();
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    if (name === "theme" || name === "compact") this.#parts?.look();
    else {
      if (name === "reference") this.#reader = {};
      this.#later();
    }
  }

  /** The whole report; null until `riskset-ready` and after an error. */
  get report() {
    return this.#report;
  }

  /** Several changes of one turn are one question. */
  #later() {
    if (!this.#begun || this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#compute();
    });
  }

  #begin() {
    this.#seen.disconnect();
    if (this.#begun) return;
    this.#begun = true;
    this.#compute();
  }

  async #compute() {
    const asked = ++this.#asked;
    try {
      const choices = { ...choicesOf(this), ...this.#reader };
      const module = await import("./riskset.js");
      const text = await this.#text();
      const answer = await module.analyze(text, choices);
      // A chart cannot wait for a promise while it is drawn, so the core is there before.
      const { Chart } = await module.ready();
      if (asked !== this.#asked) return;
      this.#parts ??= new Parts(this.#root, this, Chart, (reference) => {
        this.#reader = { reference };
        this.#compute();
      });
      this.#report = answer.report;
      this.#parts.show(answer);
      await this.#parts.way.update(module.home, { tab: "patients", given: { text, ...answer.given } });
      this.#tell(this.#ready ? "riskset-change" : "riskset-ready", { report: answer.report });
      this.#ready = true;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#report = null;
      this.#trouble(error.message);
      this.#tell("riskset-error", { message: error.message, code: error.code ?? "failed", row: error.row ?? null });
    }
  }

  /** @returns {Promise<string>} */
  async #text() {
    const src = this.getAttribute("src");
    if (!src) return dataInside(this);
    if (this.#loaded?.src !== src) this.#loaded = { src, text: load(src) };
    try {
      return await this.#loaded.text;
    } catch (error) {
      this.#loaded = null;
      throw error;
    }
  }

  /** The reason stands above whatever stood there, which stays. */
  #trouble(sentence) {
    this.#root.querySelector("#trouble")?.remove();
    const rest = this.#parts === null ? "" : " What stands below is the answer before.";
    this.#root.prepend(make("p", { class: "trouble", id: "trouble", role: "alert" }, sentence + rest));
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

/** The writer's own file. @param {string} src */
async function load(src) {
  const failed = (why) => Object.assign(new Error(`The data could not be loaded: ${why}.`), { code: "not_loaded" });
  const answer = await fetch(src, { credentials: "omit" }).catch(() => {
    throw failed("the address does not answer, or does not allow this article to read it");
  });
  if (!answer.ok) throw failed(`${answer.status} at ${answer.url}`);
  const { text, problem } = decode(new Uint8Array(await answer.arrayBuffer()));
  if (problem) throw Object.assign(new Error(problem), { code: "not_loaded" });
  return text;
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

/** What the element shows, in its shadow tree. */
class Parts {
  #sentence = make("p", { class: "say" });
  #title = make("p", { class: "kicker" });
  #under = make("span");
  #methods = make("ul");
  #words = make("details", {}, make("summary", {}, "Methods"), this.#methods);
  way = new WayOut();
  #root;
  #host;
  #dark = matchMedia("(prefers-color-scheme: dark)");
  /** Tells the figure of another theme. @type {(() => void)[]} */
  #watchers = [];

  constructor(root, host, Chart, onReference) {
    this.#root = root;
    this.#host = host;
    const isDark = () => {
      const asked = host.getAttribute("theme") ?? "light";
      return asked === "dark" || (asked === "auto" && this.#dark.matches);
    };
    this.theme = { get matches() { return isDark(); }, addEventListener: (_, watcher) => this.#watchers.push(watcher) };
    this.#dark.addEventListener("change", () => this.look());
    this.direction = new Direction(onReference);
    const box = make("div", { class: "canvas-box" });
    const reading = make("div", { class: "reading" });
    const label = make("p", { class: "label", hidden: true });
    const source = make("figcaption", { class: "small" });
    const table = make("section", {}, make("div", { class: "scroll" }));
    const warnings = make("section", {}, make("h3", {}, "Before you rely on it"));
    this.more = make("div", {}, table, warnings);
    this.walker = new Walker(box, reading, () => {});
    this.origin = new Origin(label, source);
    this.groups = new GroupTable(table);
    this.warnings = new Warnings(warnings);
    this.body = make("div", { class: "in-text" }, this.#title, this.#sentence,
      make("p", { class: "under" }, this.direction.element, this.#under),
      make("figure", { class: "figure" }, label, box, reading, source),
      this.more, this.#words, this.way.element);
    root.replaceChildren(this.body);
    this.figure = new FigureBox(box, (figure) => new Chart(figure), "curve", this.walker.drawn, this.theme);
    this.look();
  }

  /** What needs no computation: colours, and how much is shown. */
  look() {
    this.body.classList.toggle("dark", this.theme.matches);
    this.more.hidden = this.#host.hasAttribute("compact");
    for (const watcher of this.#watchers) watcher();
  }

  show({ report, figure }) {
    this.#root.querySelector("#trouble")?.remove();
    const { headline, under, methods, figure_alt: alternative } = report.words;
    this.#title.textContent = report.data.notes.find(({ key }) => key === "title")?.value ?? "";
    this.#sentence.replaceChildren(...headline.map(({ text, strong }) => (strong ? make("b", { dir: "auto" }, text) : text)));
    const direction = report.cox?.terms[0]?.direction ?? "";
    this.direction.update(report.groups, direction);
    this.#under.replaceChildren(...under.filter((text) => text !== direction).map((text) => make("span", { class: "part", dir: "auto" }, capital(text))));
    this.origin.update(report.data.notes);
    this.figure.update(figure, alternative, !report.options.drawing.no_band);
    this.groups.update(report);
    this.warnings.update(report.warnings);
    this.#methods.replaceChildren(...methods.map((sentence) => make("li", {}, sentence)));
  }
}
