/**
 * Riskset for scripts: the page's core, in a browser, in a worker and in Node.
 *
 * Nothing is loaded before the first question; then the core comes once, however many ask. This file stands at the
 * root of the built site, beside `pkg/`.
 */

/** Why a question has no answer, in words that a person can act on. */
export class RisksetError extends Error {
  name = "RisksetError";

  /** @param {string} message @param {string} code @param {{ row?: number | null, column?: string | null }} [where] */
  constructor(message, code, { row = null, column = null } = {}) {
    super(message);
    this.code = code;
    this.row = row;
    this.column = column;
  }
}

/** Where this copy of Riskset stands: the page itself. */
export const home = new URL("./", import.meta.url).href;

/** @type {Promise<WebAssembly.Module> | null} */
let compiled = null;
/** @type {Promise<typeof import("../../pkg/riskset.js")> | null} */
let core = null;

async function start() {
  const [{ glue }, { wasmBytes }] = await Promise.all([import("./pkg/riskset.js"), import("./pkg/wasm.js")]);
  compiled ??= wasmBytes().then((bytes) => WebAssembly.compile(bytes));
  const made = glue();
  await made.init({ module_or_path: await compiled });
  return made;
}

/** Loads and starts the core, if that has not been done. */
export async function ready() {
  core ??= start();
  try {
    return await core;
  } catch (error) {
    compiled = core = null;
    throw new RisksetError(`The core could not be started: ${error.message}`, "not_started");
  }
}

/** What cannot be right, whatever the data. @param {boolean} good @param {string} message @param {string} code */
function expect(good, message, code) {
  if (!good) throw new RisksetError(message, code);
}

/** Asks the core; one that has failed is not asked again. */
async function ask(question) {
  const now = await ready();
  try {
    return question(now);
  } catch (error) {
    if (error instanceof RisksetError) throw error;
    const broken = error instanceof WebAssembly.RuntimeError;
    if (broken) core = null;
    throw new RisksetError(broken ? "The computation broke down. Please report the data that did it." : error.message, broken ? "broken" : "refused");
  }
}

/** Columns by their names, and what a person says in one word, to the roles that the core takes. */
function rolesOf(choices, guess, overview) {
  const names = overview.columns.map(({ name }) => name);
  const column = (name) => {
    const at = Number.isInteger(name) ? name : names.indexOf(name);
    if (at < 0 || at >= names.length) throw new RisksetError(`There is no column “${name}”. The columns are: ${names.join(", ")}.`, "no_column", { column: String(name) });
    return at;
  };
  const unknown = Object.keys(choices.roles ?? {}).find((name) => !Object.hasOwn(guess, name));
  expect(unknown === undefined, `There is no role “${unknown}”. The roles are: ${Object.keys(guess).join(", ")}.`, "no_choice");
  const roles = { ...guess, ...choices.roles };
  for (const role of ["time", "start", "end", "status", "group", "entry", "id", "strata"]) {
    if (choices[role] !== undefined) roles[role] = choices[role] === null ? null : column(choices[role]);
  }
  if (choices.time !== undefined) Object.assign(roles, { layout: "rows", start: null, end: null, arms: [] });
  else if (choices.start !== undefined || choices.end !== undefined) Object.assign(roles, { layout: "rows", time: null, arms: [] });
  for (const role of ["covariates", "categories"]) if (choices[role] !== undefined) roles[role] = [choices[role]].flat().map(column);
  if (choices.unknown_missing !== undefined) roles.unknown_missing = [choices.unknown_missing].flat().map(column);
  if (choices.references !== undefined) {
    roles.references = Object.entries(choices.references ?? {}).map(([name, value]) => ({ column: column(name), value: String(value) }));
    for (const { column: at, value } of roles.references) {
      const { name, term } = overview.columns[at];
      const values = [...term.values, ...term.unknown];
      expect(values.length === 0 || values.includes(value), `The value “${value}” does not occur in the column “${name}”; its values are: ${values.join(", ")}.`, "no_value");
    }
  }
  if (choices.status !== undefined && roles.status !== guess.status) {
    const none = { event_values: [], competing_values: [], missing_values: [] };
    const { event_values, competing_values, missing_values } = roles.status === null ? none : overview.columns[roles.status];
    Object.assign(roles, { event_values, competing_values, missing_values });
  }
  const list = (value) => {
    const values = [value].flat().map(String);
    const { levels, n_levels: n, name } = overview.columns[roles.status] ?? { levels: [], n_levels: 0, name: "" };
    const found = levels.map((level) => level.value);
    for (const each of values) {
      expect(n > found.length || found.includes(each), `The value “${each}” does not occur in ${name === "" ? "a status column, for there is none" : `the column “${name}”; its values are: ${found.join(", ")}`}.`, "no_value");
    }
    return values;
  };
  if (choices.event !== undefined) {
    roles.event_values = list(choices.event);
    expect(roles.event_values.length > 0, "No value is said to mean the event.", "no_value");
    for (const others of ["competing_values", "missing_values"]) roles[others] = roles[others].filter((value) => !roles.event_values.includes(value));
  }
  if (choices.competing !== undefined) roles.competing_values = list(choices.competing);
  if (choices.missing !== undefined) roles.missing_values = list(choices.missing);
  return roles;
}

const OPTIONS = ["conf_level", "conf_type", "ties", "reference", "group_order", "event_name", "time_unit", "time_label", "curve", "max_steps", "depth", "tau",
  "milestones", "quantiles", "stratified", "robust", "seed", "ph_transform", "profile", "drawing"];
const COUNTS_OPTIONS = ["conf_level", "measure", "swap", "alpha", "event_is"];
const ROLES = ["roles", "time", "start", "end", "status", "group", "entry", "id", "strata", "covariates", "categories", "references", "unknown_missing", "event", "competing", "missing"];

/**
 * Reads a text and computes everything.
 * @param {string} text rows with or without a header, as the page takes them
 * @param {object} [choices] columns by name, and the options of the core
 */
export async function analyze(text, choices = {}) {
  expect(typeof text === "string", "The data have to be a text.", "no_text");
  expectChoices(choices, [...ROLES, ...OPTIONS]);
  return ask(({ Sheet }) => {
    const sheet = new Sheet(text);
    try {
      const options = Object.fromEntries(Object.entries(choices).filter(([name]) => !ROLES.includes(name)));
      const overview = sheet.overview();
      const roles = rolesOf(choices, sheet.guess(), overview);
      const { report, figure, failure } = sheet.analyze(roles, options);
      if (failure !== null) {
        const first = failure.problems[0] ?? {};
        throw new RisksetError(failure.message, failure.code, { row: first.row, column: first.column });
      }
      const groups = report.groups.map(({ name }) => name);
      const { reference } = choices;
      expect(reference === undefined || reference === null || groups.length < 2 || groups.includes(reference),
        `There is no group “${reference}”. The groups are: ${groups.join(", ")}.`, "no_group");
      return { report, figure, given: { roles, options } };
    } finally {
      sheet.free();
    }
  });
}

/** No choice but these. @param {object} choices @param {string[]} names */
function expectChoices(choices, names) {
  expect(typeof choices === "object" && choices !== null && !Array.isArray(choices), "The choices have to be an object.", "no_choice");
  const unknown = Object.keys(choices).find((name) => !names.includes(name));
  expect(unknown === undefined, `There is no choice “${unknown}”. The choices are: ${names.join(", ")}.`, "no_choice");
}

/** Two-by-two counts, a trial a row. @param {string} text @param {object} [options] */
export async function analyzeCounts(text, options = {}) {
  expect(typeof text === "string", "The counts have to be a text.", "no_text");
  expectChoices(options, COUNTS_OPTIONS);
  return ask(({ analyze_counts: counts }) => {
    const { report, failure } = counts(text, options);
    if (failure) {
      const first = failure.problems[0] ?? {};
      throw new RisksetError(failure.message, failure.code, { row: first.row, column: first.column });
    }
    return report;
  });
}

/** A figure to draw and to read step by step; free it when it is done with. @param {{ figure: Uint8Array }} analysis */
export async function chart(answer) {
  const { figure } = answered(answer);
  return ask(({ Chart }) => new Chart(figure));
}

/** An answer of `analyze`, or an error that says what is expected. */
function answered(answer) {
  expect(answer?.figure instanceof Uint8Array && typeof answer.report === "object" && answer.report !== null, "An answer of analyze is expected.", "no_answer");
  return answer;
}

const NARROWEST = 240;
const WIDEST = 4000;

/** Width and colours that can be drawn. */
function looks({ width, theme }) {
  expect(typeof width === "number" && width >= NARROWEST && width <= WIDEST, `The width is ${width}; ${NARROWEST} to ${WIDEST} pixels are expected.`, "width");
  expect(theme === "light" || theme === "dark", `The theme is “${theme}”; "light" or "dark" is expected.`, "theme");
}

/**
 * The figure as an SVG picture with real text; needs no canvas.
 * @param {{ report: object, figure: Uint8Array }} analysis @param {{ width?: number, theme?: "light" | "dark", band?: boolean, title?: string }} [view]
 */
export async function svg(answer, look = {}) {
  const { report, figure } = answered(answer);
  const { width = 720, theme = "light", band = !report.options.drawing.no_band, title } = look;
  looks({ width, theme });
  return ask(({ Chart }) => {
    const drawn = new Chart(figure);
    try {
      const called = title !== undefined ? String(title) : report.words.headline.map(({ text }) => text).join("");
      return drawn.svg_unmeasured({ width, ratio: 1, theme, band: Boolean(band), ground: true }, called, report.words.figure_alt);
    } finally {
      drawn.free();
    }
  });
}

/**
 * Draws the figure on a canvas, and says in words what is on it.
 * @param {HTMLCanvasElement} canvas @param {{ report: object, figure: Uint8Array }} analysis
 * @param {{ width?: number, ratio?: number, theme?: "light" | "dark", band?: boolean, ground?: boolean }} [view]
 */
export async function draw(canvas, answer, look = {}) {
  const { report, figure } = answered(answer);
  expect(typeof HTMLCanvasElement === "function" && canvas instanceof HTMLCanvasElement, "A canvas of a page is expected; in a worker and in Node, svg draws.", "no_canvas");
  const { width = Math.max(NARROWEST, canvas.parentElement?.clientWidth || 720), ratio = globalThis.devicePixelRatio ?? 1, theme = "light", band = !report.options.drawing.no_band, ground = false } = look;
  looks({ width, theme });
  return ask(({ Chart }) => {
    const drawn = new Chart(figure);
    try {
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", report.words.figure_alt);
      return drawn.draw(canvas, { width, ratio, theme, band: Boolean(band), ground: Boolean(ground) });
    } finally {
      drawn.free();
    }
  });
}
