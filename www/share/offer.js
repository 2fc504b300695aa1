import { embedded } from "../embed/frame.js";
import { several } from "../format.js";
import { make } from "../ui/make.js";
import { fromLink } from "./link.js";

/** Options whose meaning is not in their name. */
const SAID = { reference: "compared with", event_name: "event called", time_unit: "time in", conf_level: "confidence level", conf_type: "limits" };
const SHOWN = 8;
/** Characters that are shown of what may be long. */
const BEGINNING = 80;

/** Says what a link carries before anything is done with it. */
export class Offer {
  #root;
  #onAccept;

  /** @param {HTMLElement} root @param {(shared: import("./link.js").Shared) => void} onAccept */
  constructor(root, onAccept) {
    this.#root = root;
    this.#onAccept = onAccept;
    // In an article the address is the writer's.
    if (!embedded) addEventListener("hashchange", () => this.look());
  }

  /** Looks whether the address carries something. */
  async look() {
    const found = await fromLink(location.hash);
    if (found === null) return;
    // Once it was read it need not stand there for all who see the screen, nor come back with a reload.
    history.replaceState(null, "", location.pathname + location.search);
    this.#show(found);
  }

  /** Says why there is nothing to open. @param {string} problem */
  tell(problem) {
    this.#show({ problem }, false);
  }

  #show(found, focus = true) {
    const close = () => {
      this.#root.hidden = true;
      this.#root.replaceChildren();
    };
    const button = (id, label, run) => make("button", { type: "button", id, on: { click: () => { close(); run(); } } }, label);
    if (found.problem) this.#root.replaceChildren(make("p", {}, found.problem), button("offer-no", "Close", () => {}));
    else {
      this.#root.replaceChildren(make("p", {}, ...contents(found)),
        make("div", { class: "row" }, button("offer-yes", "Open it", () => this.#onAccept(found)), button("offer-no", "No, keep what is here", () => {})));
    }
    this.#root.hidden = false;
    // In an article the focus would take the reader away from where they are.
    if (focus) this.#root.focus();
  }
}

/** A name in another script does not turn the words around it. @param {string} text */
const apart = (text) => `\u2068${text}\u2069`;

/** @param {import("./link.js").Shared} shared */
function contents({ tab, given: { text, options } }) {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  // What the picture shows is chosen too.
  const choices = Object.entries({ ...options, ...options.drawing }).filter(([, value]) => typeof value !== "object");
  const chosen = choices.slice(0, SHOWN).map(([name, value]) => `${SAID[name] ?? name.replaceAll("_", " ")} ${apart(String(value).slice(0, BEGINNING))}`);
  const more = choices.length > SHOWN ? " and more" : "";
  const title = text.match(/^#\s*title:\s*(.+)$/m)?.[1].slice(0, BEGINNING);
  return [
    ...(title === undefined ? [] : [make("b", { dir: "auto" }, title), make("br")]),
    `This link carries ${tab === "counts" ? "counts" : "patient data"}: ${several(lines.length, "line")}, beginning with “`,
    make("bdi", {}, lines[0]?.slice(0, BEGINNING) ?? ""), "”",
    chosen.length === 0 ? ". " : `, and choices: ${chosen.join("; ")}${more}. `,
    "It replaces what is here; Undo brings that back.",
  ];
}
