/** @typedef {import("../../src/wasm/shapes.d.ts").Note} Note */

/** Says beside the figure what kind of data it shows and where they come from. */
export class Origin {
  #label;
  #source;

  /** @param {HTMLElement} label @param {HTMLElement} source */
  constructor(label, source) {
    this.#label = label;
    this.#source = source;
  }

  /** @param {Note[]} notes */
  update(notes) {
    const find = (wanted) => notes.find(({ key }) => key === wanted)?.value ?? "";
    this.#label.textContent = find("label");
    this.#label.hidden = find("label") === "";
    const sentences = [...notes.filter(({ key }) => key === "note").map(({ value }) => value),
      ...notes.filter(({ key }) => key === "source").map(({ value }) => `Source: ${value}`)];
    this.#source.textContent = sentences.map((text) => (/[.!?]$/.test(text) ? text : `${text}.`)).join(" ");
  }
}
