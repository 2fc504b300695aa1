/** What both tabs make of typing and of breakdowns. */

/** Pause in typing after which an answer is made. */
export const TYPING_MS = 120;
/** Characters that one press of a key may add or take away. */
export const STROKE = 2;

export const BREAKDOWN = "Something failed while this was computed. Your text is untouched: change it or the choices and go on, or press Undo.";
export const CANCELLED = "Cancelled. Your text is untouched: change it or a choice to have it computed again, or press Undo.";
export const NO_START = "This browser could not start the computing part of the page. It needs WebAssembly and workers that are modules, as every current browser has them.";

/** An answer of either kind that is none. @param {string} message */
export const failed = (message) => ({
  report: null, figure: null, forest: null,
  failure: { code: "breakdown", message, example: null, problems: [], n_problems: 0 },
});
