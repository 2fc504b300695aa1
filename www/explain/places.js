import { make } from "../ui/make.js";

/**
 * Where each object of a report stands in it, as a JSON pointer; so a number that is shown can say which one it is.
 * @type {WeakMap<object, string>}
 */
const places = new WeakMap();

/** Notes where everything stands. Lists of plain numbers are passed over. @param {unknown} object @param {string} [place] */
export function mark(object, place = "") {
  if (typeof object !== "object" || object === null || typeof object[0] === "number") return;
  places.set(object, place);
  for (const [name, part] of Object.entries(object)) mark(part, `${place}/${name}`);
}

/**
 * A number that explains itself when it is pressed. Where its place is not known, or nothing stands there, it is plain text.
 * @param {string} text as it is shown @param {object | null} object of the report @param {string} [field] of the object
 */
export function told(text, object, field = "") {
  const place = object === null ? undefined : places.get(object);
  if (place === undefined || text === "" || text === "–") return text;
  return make("button", { type: "button", class: "told", "aria-haspopup": "dialog", "data-told": field === "" ? place : `${place}/${field}` }, text);
}

/**
 * Says with a number what it is, for those who hear it alone. What is seen comes first, so that it can be asked for by voice.
 * @template T @param {T} number a button that explains itself; plain text stays as it is @param {...string} what @returns {T}
 */
export function named(number, ...what) {
  if (number instanceof HTMLElement) number.ariaLabel = [number.textContent, ...what].join(", ");
  return number;
}
