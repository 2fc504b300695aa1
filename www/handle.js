/** @typedef {import("../src/wasm/shapes.d.ts").Report} Report */
/** @typedef {import("../src/wasm/shapes.d.ts").Layout} Layout */

/**
 * `window.riskset`: what is on the page now, to read and not to write. A script
 * around the page, or a test, finds the full report there and where the figure's
 * parts were drawn; `report` is null while there is no result; `counts` has the same of the tab for counts.
 * @param {() => { report: Report | null, layout: Layout | null, counts: object }} read
 */
export function offerHandle(read) {
  Object.defineProperty(window, "riskset", { get: () => Object.freeze(read()) });
}
