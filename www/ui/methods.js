import { fillDisclosure } from "./disclosure.js";
import { make } from "./make.js";

/** @typedef {import("../../src/wasm/shapes.d.ts").Report} Report */

/** How every number was made. @param {HTMLDetailsElement} root @param {Report} report */
export function showMethods(root, { words, data }) {
  const notes = data.notes.filter(({ key }) => key === "note");
  fillDisclosure(root, "what every number is and how it was made",
    make("ul", {}, ...words.methods.map((sentence) => make("li", {}, sentence))),
    ...(notes.length === 0 ? [] : [make("h3", {}, "About these data"), make("ul", {}, ...notes.map(({ value }) => make("li", {}, `${value}.`)))]));
}
