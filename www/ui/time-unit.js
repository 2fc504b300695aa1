import { makeSelect, setChoices } from "./choices.js";

const UNITS = [
  { value: "minutes", label: "in minutes" },
  { value: "hours", label: "in hours" },
  { value: "days", label: "in days" },
  { value: "weeks", label: "in weeks" },
  { value: "months", label: "in months" },
  { value: "years", label: "in years" },
  { value: "ranks", label: "ranks: an order" },
  { value: "", label: "without unit" },
];

/** In which unit the times are. It names them; it does not convert them. */
export class TimeUnit {
  /** @param {(unit: string) => void} onChoice */
  constructor(onChoice) {
    this.element = makeSelect({ id: "time-unit", label: "Unit of the times" }, onChoice);
    this.update("");
  }

  /** @param {string} unit */
  update(unit) {
    const known = UNITS.some(({ value }) => value === unit);
    setChoices(this.element, known ? UNITS : [...UNITS, { value: unit, label: `in ${unit}` }], unit);
  }
}
