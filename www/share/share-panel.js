import { count } from "../format.js";
import { copyText } from "../keep/copy.js";
import { make } from "../ui/make.js";
import { LONG, LONGEST, toLink } from "./link.js";

/** Makes a link on demand, and says how long it is. Data go into an address only here. */
export class SharePanel {
  #link;
  #copy;
  #said;
  #given;

  /** @param {HTMLElement} root @param {() => import("./link.js").Shared} given what is on the page now @param {string} [prefix] of ids */
  constructor(root, given, prefix = "") {
    this.#given = given;
    this.#link = make("input", { type: "text", readonly: true, id: `${prefix}share-link`, class: "wide", "aria-label": "The link", hidden: true, on: { focus: ({ target }) => target.select() } });
    this.#copy = make("button", { type: "button", id: `${prefix}copy-link`, hidden: true, on: { click: () => this.#toClipboard() } }, "Copy link");
    this.#said = make("p", { class: "small", role: "status", id: `${prefix}share-said` });
    root.append(
      make("p", {}, "A link that carries the data and the choices. They stand behind its # sign, which browsers send to no server; whoever has the link has the data."),
      make("div", { class: "row" }, make("button", { type: "button", id: `${prefix}make-link`, on: { click: () => this.#make() } }, "Make a link"), this.#link, this.#copy),
      this.#said);
  }

  /** What was made belongs to what was. */
  clear() {
    this.#link.hidden = this.#copy.hidden = true;
    this.#link.value = this.#said.textContent = "";
  }

  async #make() {
    this.clear();
    const link = await toLink(this.#given());
    if (link.length > LONGEST) {
      this.#said.textContent = `The link would have ${count(link.length)} characters, and beyond ${count(LONGEST)} many programs cut it. Save the session as a file instead, above.`;
      return;
    }
    this.#link.value = link;
    this.#link.hidden = this.#copy.hidden = false;
    this.#said.textContent = `${count(link.length)} characters.${link.length > LONG ? ` Some mail programs cut links after about ${count(LONG)}.` : ""}`;
    this.#link.focus();
  }

  async #toClipboard() {
    try {
      await copyText(this.#link.value);
      this.#said.textContent = "The link is on the clipboard.";
    } catch {
      this.#said.textContent = "The browser does not let this page write to the clipboard: copy the link from the field.";
      this.#link.focus();
    }
  }
}
