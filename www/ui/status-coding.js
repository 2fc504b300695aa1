import { several } from "../format.js";
import { makeSelect, setChoices } from "./choices.js";
import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").ColumnOverview} ColumnOverview */
/** @typedef {import("../../src/wasm/shapes.d.ts").DataReport} DataReport */

/** Which values of the status column mean that the event happened, and what the event is called. */
export class StatusCoding {
  /** "1 = recovered": a choice of two. */
  coding;
  /** More than two values: a choice for each. */
  values;
  /** What the event is called. */
  named;
  #on;
  #input;
  #column = null;
  #events = [];
  #competing = [];
  #missing = [];
  #name = "event";

  /** @param {{ values: (events: string[], competing: string[], missing: string[]) => void, name: (name: string | null) => void }} on */
  constructor(on) {
    this.#on = on;
    this.coding = makeSelect({ id: "coding", label: "Value that means the event" }, (value) => on.values([value], [], []));
    this.values = make("fieldset", { class: "values", hidden: true });
    this.#input = make("input", { id: "event-name", type: "text", size: "12", maxlength: "40", autocomplete: "off", spellcheck: "false",
      on: { input: () => on.name(this.#input.value.trim() || null) } });
    this.named = make("div", { class: "role" }, make("label", { for: "event-name" }, "Called"), make("div", { class: "fields" }, this.#input));
  }

  /** @param {ColumnOverview | null} column @param {{ event_values: string[], competing_values: string[], missing_values: string[] }} roles */
  update(column, { event_values, competing_values, missing_values }) {
    this.#column = column;
    this.#events = event_values;
    this.#competing = competing_values;
    this.#missing = missing_values;
    this.#show();
  }

  /** @param {Pick<DataReport, "event_name">} data */
  tell(data) {
    this.#name = data.event_name;
    // A field that a person is writing in is theirs.
    if (document.activeElement !== this.#input) this.#input.value = data.event_name;
    this.#show();
  }

  #show() {
    const column = this.#column;
    const two = column?.n_levels === 2 && this.#events.length === 1;
    this.values.hidden = column === null || two;
    this.coding.hidden = !two;
    if (two) setChoices(this.coding, column.levels.map(({ value }) => ({ value, label: `${value} = ${this.#name}` })), this.#events[0]);
    if (!this.values.hidden) this.#choices(column);
  }

  #choices(column) {
    // The selects are made once for a column, so that choosing in one does not take the focus from it.
    const key = JSON.stringify([column.name, column.levels]);
    if (this.values.dataset.key !== key) {
      this.values.dataset.key = key;
      const choice = ({ value, count }, i) => make("label", {}, make("span", {}, `${value} `, make("small", {}, `${count}`)),
        make("select", { "data-value": value, id: `means-${i}`, on: { change: () => this.#chosen() } }));
      this.values.replaceChildren(make("legend", {}, "What each value means"), ...column.levels.map(choice));
      const more = column.n_levels - column.levels.length;
      if (more > 0) this.values.append(make("p", { class: "small" }, `${several(more, "further value")} not shown. Is this the status column?`));
    }
    for (const select of this.values.querySelectorAll("select")) {
      const { value } = select.dataset;
      const now = this.#events.includes(value) ? "event" : this.#competing.includes(value) ? "competing" : this.#missing.includes(value) ? "missing" : "censored";
      setChoices(select, [{ value: "event", label: this.#name }, { value: "competing", label: "another event" }, { value: "censored", label: "censored" },
        { value: "missing", label: "missing" }], now);
    }
  }

  #chosen() {
    const of = (meaning) => [...this.values.querySelectorAll("select")].filter((select) => select.value === meaning).map((select) => select.dataset.value);
    this.#on.values(of("event"), of("competing"), of("missing"));
  }
}
