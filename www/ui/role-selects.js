import { kindOf, withStatus } from "../roles.js";
import { makeSelect, setChoices } from "./choices.js";
import { GroupOrder } from "./group-order.js";
import { make } from "./make.js";
import { StatusCoding } from "./status-coding.js";
import { TimeUnit } from "./time-unit.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Roles} Roles */
/** @typedef {import("../../src/wasm/shapes.d.ts").Overview} Overview */
/** @typedef {import("../../src/wasm/shapes.d.ts").DataReport} DataReport */
/** @typedef {import("../../src/wasm/shapes.d.ts").Doubt} Doubt */
/** @typedef {{ roles: (change: (roles: Roles) => Partial<Roles>) => void, option: (option: object, kind?: string) => void }} On */

/** Dates with times of day can be counted in several ways. */
const DATE_UNITS = [
  { value: "minutes", label: "in minutes" },
  { value: "hours", label: "in hours" },
  { value: "days", label: "in days" },
  { value: "whole_days", label: "in whole days, without the time of day" },
];

const toColumn = (value) => (value === "" ? null : Number(value));

/** Which column is what, as plain selects. */
export class RoleSelects {
  #on;
  #overview;
  #roles;
  #rows = {};
  #selects = {};
  #statusFrom = "none";
  #unit;
  #dateUnit;
  #coding;
  /** @type {Doubt[]} */
  #doubts = [];
  #order;

  /** @param {HTMLElement} root @param {On} on */
  constructor(root, on) {
    this.#on = on;
    this.#unit = new TimeUnit((time_unit) => on.option({ time_unit }));
    this.#dateUnit = makeSelect({ id: "date-unit", label: "Unit of the times between the dates" }, (date_unit) => this.#say({ date_unit }));
    this.#coding = new StatusCoding({
      // Whoever chooses the values one by one has answered what was asked about them.
      values: (event_values, competing_values, missing_values) => on.roles(({ answered }) => ({ event_values, competing_values, missing_values,
        answered: [...answered, ...this.#doubts.filter(({ code }) => code.startsWith("status_")).map(({ id }) => id)] })),
      name: (event_name) => on.option({ event_name }, "event_name"),
    });
    this.#order = new GroupOrder((group_order) => on.option({ group_order }));
    const plain = (field) => (column) => this.#say({ [field]: column });
    root.append(
      this.#row("time", "Time", plain("time"), this.#unit.element),
      this.#row("start", "Start", plain("start")),
      this.#row("end", "End", plain("end"), this.#dateUnit),
      this.#row("status", "Event", (column) => on.roles((roles) => withStatus(roles, column, this.#overview)), this.#coding.coding),
      this.#coding.values,
      this.#coding.named,
      this.#row("group", "Group", plain("group")),
      this.#order.element,
    );
  }

  /** @param {Overview} overview @param {Roles} roles */
  update(overview, roles) {
    this.#overview = overview;
    this.#roles = roles;
    const kind = kindOf(roles);
    this.#columns();
    this.#rows.time.hidden = kind !== "rows";
    this.#rows.start.hidden = this.#rows.end.hidden = kind !== "dates";
    this.#rows.status.hidden = this.#rows.group.hidden = kind === "arms";
    this.#coding.update(roles.status === null ? null : overview.columns[roles.status], roles);
  }

  /** What the core took the unit and the event's name to be, and what it asks. @param {Pick<DataReport, "time_unit" | "event_name" | "status_from">} data @param {Doubt[]} doubts */
  tell(data, doubts) {
    this.#doubts = doubts;
    this.#unit.update(data.time_unit);
    const has = (column) => column !== null && this.#overview.columns[column]?.has_clock;
    this.#dateUnit.hidden = !has(this.#roles.start) && !has(this.#roles.end);
    if (!this.#dateUnit.hidden) setChoices(this.#dateUnit, DATE_UNITS, this.#roles.date_unit ?? data.time_unit);
    this.#statusFrom = data.status_from;
    this.#columns();
    this.#coding.tell(data);
  }

  /** The groups in the order in which they stand. @param {string[]} names */
  tellGroups(names) {
    this.#order.update(names);
  }

  /** Without a result the core has said neither. */
  tellNothing() {
    if (this.#overview) this.tell({ time_unit: "", event_name: "event", status_from: "none" }, []);
  }

  #columns() {
    const columns = this.#overview.columns.map(({ name }, i) => ({ value: String(i), label: name }));
    const none = {
      status: this.#statusFrom === "plus_sign" ? "by + signs" : "no column",
      group: "none: one curve",
    };
    for (const [field, select] of Object.entries(this.#selects)) {
      const column = this.#roles[field];
      const open = field in none || column === null;
      setChoices(select, open ? [...columns, { value: "", label: none[field] ?? "choose" }] : columns, String(column ?? ""));
    }
  }

  #say(change) {
    this.#on.roles(() => change);
  }

  #row(field, label, onColumn, beside = null) {
    const id = `role-${field}`;
    this.#selects[field] = makeSelect({ id }, (value) => onColumn(toColumn(value)));
    this.#rows[field] = make("div", { class: "role" }, make("label", { for: id }, label),
      make("div", { class: "fields" }, this.#selects[field], beside));
    return this.#rows[field];
  }
}
