import { count } from "../format.js";
import { copyText } from "../keep/copy.js";
import { LONGEST, toLink } from "../share/link.js";
import { make } from "../ui/make.js";
import { escaped, staticFigure } from "./static.js";

/** Makes what a writer pastes into an article. Data go into it only here. */
export class EmbedPanel {
  #from;
  #code = make("textarea", { id: "embed-code", rows: 8, readonly: true, spellcheck: "false", "aria-label": "Code for your article", hidden: true, on: { focus: ({ target }) => target.select() } });
  #copy = make("button", { type: "button", id: "copy-embed", hidden: true, on: { click: () => this.#toClipboard() } }, "Copy");
  #said = make("p", { class: "small", role: "status", id: "embed-said" });
  #edit = make("input", { type: "checkbox", id: "embed-edit", on: { change: () => this.clear() } });
  #fallback = make("input", { type: "checkbox", id: "embed-static", checked: true, on: { change: () => this.clear() } });
  #follow = make("input", { type: "checkbox", id: "embed-follow", checked: true, on: { change: () => this.clear() } });

  /**
   * @param {HTMLElement} root
   * @param {{ report: () => import("../../src/wasm/shapes.d.ts").Report, svg: () => string, given: () => object }} from what is on the page now
   */
  constructor(root, from) {
    this.#from = from;
    const tick = (field, words) => make("label", { class: "tick" }, field, ` ${words}`);
    const ways = location.protocol === "file:"
      ? [make("p", {}, "This copy of the page lies on your own device, where no article can reach it. Put it on a web server, or use the hosted page.")]
      : [
        make("p", {}, "A frame that computes in the reader’s browser. The data stand in its address behind the # sign, which browsers send to no server; whoever has the article has the data."),
        make("div", { class: "row" }, tick(this.#edit, "Readers may change the data"), tick(this.#follow, "Follow the height (needs a script; hosts that strip it show a fixed height)"),
          tick(this.#fallback, "With picture and table for readers without script")),
        make("div", { class: "row" }, make("button", { type: "button", id: "make-embed", on: { click: () => this.#make() } }, "Make the code"), this.#copy),
      ];
    root.append(...ways, this.#code, this.#said);
  }

  /** What was made belongs to what was. */
  clear() {
    this.#code.hidden = this.#copy.hidden = true;
    this.#code.value = this.#said.textContent = "";
  }

  async #make() {
    this.clear();
    const report = this.#from.report();
    const [page, hash] = (await toLink({ tab: "patients", given: this.#from.given() })).split("#");
    const address = `${page.split("?")[0]}?embed${this.#edit.checked ? "&edit" : ""}#${hash}`;
    if (address.length > LONGEST) {
      this.#said.textContent = `The address would have ${count(address.length)} characters, and beyond ${count(LONGEST)} many programs cut it. Put the data in a file beside the article and use the element riskset-plot instead.`;
      return;
    }
    const frame = `<iframe data-riskset src="${escaped(address)}" title="${escaped(report.words.figure_alt)}" width="100%" height="${this.#edit.checked ? 900 : 800}" style="border:0" loading="lazy"></iframe>`;
    const script = `<script src="${escaped(new URL("embed.js", page).href)}" defer></script>`;
    this.#code.value = [frame, ...(this.#fallback.checked ? [`<noscript>\n${staticFigure(report, this.#from.svg())}\n</noscript>`] : []), ...(this.#follow.checked ? [script] : [])].join("\n");
    this.#code.hidden = this.#copy.hidden = false;
    this.#said.textContent = `${count(this.#code.value.length)} characters. Paste it where your editor takes HTML.`;
    this.#code.focus();
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
