import { make } from "./make.js";

/** @typedef {{ value: string, label: string }} Choice */

/** A list longer than this is laid out when a person comes to it: a thousand columns in eight lists would hold the page. */
const MANY = 60;
/** Lists that nobody came to yet. @type {WeakMap<HTMLSelectElement, Choice[]>} */
const waiting = new WeakMap();

/**
 * Fills a select and sets its value. An unchanged list is left alone, so that a
 * list a person has open does not close under the hand while results come in.
 * @param {HTMLSelectElement} select
 * @param {Choice[]} choices
 * @param {string} value
 */
export function setChoices(select, choices, value) {
  const later = choices.length > MANY && document.activeElement !== select;
  if (later) waiting.set(select, choices);
  else waiting.delete(select);
  fill(select, later ? choices.filter((choice) => choice.value === value) : choices);
  select.value = value;
}

function fill(select, choices) {
  const same = select.options.length === choices.length
    && choices.every((choice, i) => select.options[i].value === choice.value && select.options[i].text === choice.label);
  if (!same) {
    select.replaceChildren(...choices.map((choice) => make("option", { value: choice.value }, choice.label)));
  }
}

/** Lays out the whole list; what is chosen stays. @param {{ currentTarget: HTMLSelectElement }} event */
function complete({ currentTarget: select }) {
  const choices = waiting.get(select);
  if (choices === undefined) return;
  const { value } = select;
  waiting.delete(select);
  fill(select, choices);
  select.value = value;
}

/**
 * A select that says what was chosen.
 * @param {{ id: string, label?: string }} named `label` only where no visible label points to the id
 * @param {(value: string) => void} onChoice
 */
export function makeSelect({ id, label }, onChoice) {
  return make("select", { id, "aria-label": label, on: { change: (event) => onChoice(event.target.value), focus: complete, pointerdown: complete } });
}
