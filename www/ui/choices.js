import { make } from "./make.js";

/** @typedef {{ value: string, label: string }} Choice */

/**
 * Fills a select and sets its value. An unchanged list is left alone, so that a
 * list a person has open does not close under the hand while results come in.
 * @param {HTMLSelectElement} select
 * @param {Choice[]} choices
 * @param {string} value
 */
export function setChoices(select, choices, value) {
  const same = select.options.length === choices.length
    && choices.every((choice, i) => select.options[i].value === choice.value && select.options[i].text === choice.label);
  if (!same) {
    select.replaceChildren(...choices.map((choice) => make("option", { value: choice.value }, choice.label)));
  }
  select.value = value;
}

/**
 * A select that says what was chosen.
 * @param {{ id: string, label?: string }} named `label` only where no visible label points to the id
 * @param {(value: string) => void} onChoice
 */
export function makeSelect({ id, label }, onChoice) {
  return make("select", { id, "aria-label": label, on: { change: (event) => onChoice(event.target.value) } });
}
