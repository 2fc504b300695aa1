import { count } from "../format.js";
import { copyText } from "../keep/copy.js";
import { LONGEST, toLink } from "../share/link.js";
import { makeSelect, setChoices } from "../ui/choices.js";
import { make } from "../ui/make.js";
import { escaped } from "./static.js";

/** Address of a file that stands beside the page. @param {string} name */
const beside = (name) => new URL(name, location.href.split(/[?#]/)[0]).href;
/** Of a frame whose height nobody follows: an answer of two groups in a column of text fits. */
const HEIGHT = 1450;
const EDITABLE_HEIGHT = 2100;
/** More text than this makes an article heavy. */
const MOST_INSIDE = 500_000;
const KINDS = [
  { value: "frame", label: "a frame" },
  { value: "element", label: "an element, for HTML of your own" },
  { value: "static", label: "picture and table alone" },
];

/** Makes what a writer pastes into an article. Data go into it only here. */
export class EmbedPanel {
  #from;
  #withStatic;
  #code = make("textarea", { class: "code", rows: 8, readonly: true, spellcheck: "false", "aria-label": "Code for your article", hidden: true, on: { focus: ({ target }) => target.select() } });
  #copy = make("button", { type: "button", hidden: true, on: { click: () => this.#toClipboard() } }, "Copy");
  #said = make("p", { class: "small", role: "status" });
  #kind;
  #frameOnly = make("span", { class: "several" });
  #edit = make("input", { type: "checkbox", on: { change: () => this.clear() } });
  #fallback = make("input", { type: "checkbox", checked: true, on: { change: () => this.clear() } });
  #follow = make("input", { type: "checkbox", checked: true, on: { change: () => this.clear() } });

  /**
   * @param {HTMLElement} root
   * @param {{ tab: "patients" | "counts", alternative: () => string, fallback: () => string, given: () => object }} from what is on the page now
   * @param {string} [prefix] of ids
   */
  constructor(root, from, prefix = "") {
    this.#from = from;
    this.#kind = makeSelect({ id: `${prefix}embed-kind` }, () => this.#choose());
    for (const [part, id] of [[this.#code, "embed-code"], [this.#copy, "copy-embed"], [this.#said, "embed-said"], [this.#edit, "embed-edit"]]) part.id = prefix + id;
    const tick = (field, words) => make("label", { class: "tick" }, field, ` ${words}`);
    setChoices(this.#kind, KINDS.filter(({ value }) => value !== "element" || from.tab === "patients"), "frame");
    this.#frameOnly.append(tick(this.#edit, "Readers may change the data"), tick(this.#follow, "Follow the height (by a script; where it is stripped the height is fixed)"));
    this.#withStatic = tick(this.#fallback, "With picture and table for readers without script");
    root.append(
      make("p", {}, "Live in your article, computed in the reader’s browser. The data stand in the code, and go to no server; whoever has the article has the data. ",
        make("a", { href: "writers/" }, "What to do on WordPress, Ghost, Notion …")),
      make("div", { class: "row" }, make("label", { for: `${prefix}embed-kind` }, "As"), this.#kind, this.#frameOnly, this.#withStatic),
      make("div", { class: "row" }, make("button", { type: "button", id: `${prefix}make-embed`, on: { click: () => this.#make() } }, "Make the code"), this.#copy),
      this.#code, this.#said);
  }

  /** What was made belongs to what was. */
  clear() {
    this.#code.hidden = this.#copy.hidden = true;
    this.#code.value = this.#said.textContent = "";
  }

  #choose() {
    this.#frameOnly.hidden = this.#kind.value !== "frame";
    this.#withStatic.hidden = this.#kind.value === "static";
    this.clear();
  }

  async #make() {
    this.clear();
    const made = await { frame: () => this.#frame(), element: () => this.#element(), static: () => this.#static() }[this.#kind.value]();
    if (made.problem) {
      this.#said.textContent = made.problem;
      return;
    }
    this.#code.value = made.code;
    this.#code.hidden = this.#copy.hidden = false;
    this.#said.textContent = `${count(made.code.length)} characters. Paste it where your editor takes HTML.`;
    this.#code.focus();
  }

  #static() {
    return { code: this.#from.fallback() };
  }

  /** @returns {Promise<{ code?: string, problem?: string }>} */
  async #frame() {
    const [page, hash] = (await toLink({ tab: this.#from.tab, given: this.#from.given() })).split("#");
    const address = `${page.split("?")[0]}?embed${this.#edit.checked ? "&edit" : ""}#${hash}`;
    if (address.length > LONGEST) {
      return { problem: `The address would have ${count(address.length)} characters, and beyond ${count(LONGEST)} many programs cut it.${this.#from.tab === "patients" ? " An element holds more." : ""}` };
    }
    const frame = `<iframe data-riskset src="${escaped(address)}" title="${escaped(this.#from.alternative())}" width="100%" height="${this.#edit.checked ? EDITABLE_HEIGHT : HEIGHT}" style="border:0" loading="lazy"></iframe>`;
    const script = `<script src="${escaped(beside("embed.js"))}" defer></script>`;
    const fallback = this.#fallback.checked ? [`<noscript>\n<style>iframe[data-riskset] { display: none }</style>\n${this.#static().code}\n</noscript>`] : [];
    return { code: [frame, ...fallback, ...(this.#follow.checked ? [script] : [])].join("\n") };
  }

  /** The data in a block that is not shown, the choices in an attribute. */
  async #element() {
    const { text, roles, options } = this.#from.given();
    if (text.length > MOST_INSIDE) return { problem: `The data have ${count(text.length)} characters, too many for an article. Put them in a file beside it, and name the file: src="trial.csv".` };
    const settings = escaped(JSON.stringify({ roles, options }));
    // The first line break in a block of text is not read.
    const data = `<pre hidden>${text.startsWith("\n") ? "\n" : ""}${escaped(text)}</pre>`;
    const fallback = this.#fallback.checked ? [this.#static().code] : [];
    return { code: [`<script type="module" src="${escaped(beside("riskset-plot.js"))}"></script>`, `<riskset-plot settings="${settings}">`, data, ...fallback, "</riskset-plot>"].join("\n") };
  }

  async #toClipboard() {
    try {
      await copyText(this.#code.value);
      this.#said.textContent = "The code is on the clipboard.";
    } catch {
      this.#said.textContent = "The browser does not let this page write to the clipboard: copy the code from the field.";
      this.#code.focus();
    }
  }
}
