/**
 * Whether what came from outside has the shape that it should have. A link or a file is hostile until then: every
 * field is looked at, what is not known is dropped, what has another shape refuses the whole.
 */

const MANY = 1000;
const LONG = 10_000;

const isText = (value) => typeof value === "string" && value.length <= LONG;
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const isFlag = (value) => typeof value === "boolean";
const isColumn = (value) => Number.isInteger(value) && value >= 0 && value < 1e6;
const oneOf = (...values) => (value) => values.includes(value);
const listOf = (is) => (value) => Array.isArray(value) && value.length <= MANY && value.every(is);
const orNull = (is) => (value) => value === null || is(value);

const ROLES = {
  layout: oneOf("rows", "arms"), time: orNull(isColumn), start: orNull(isColumn), end: orNull(isColumn),
  date_order: orNull(oneOf("day_first", "month_first")), status: orNull(isColumn),
  event_values: listOf(isText), competing_values: listOf(isText), group: orNull(isColumn), entry: orNull(isColumn),
  id: orNull(isColumn), strata: orNull(isColumn), covariates: listOf(isColumn), categories: listOf(isColumn), arms: listOf(isColumn),
};

const DRAWING = {
  plot: oneOf("curves", "cum_haz", "log_log", "all_causes", "stacked", "schoenfeld"), of: isColumn, probability: isFlag,
  x_from: isNumber, x_to: isNumber, axis_unit: oneOf("minutes", "hours", "days", "weeks", "months", "years"),
  medians: isFlag, tau_line: isFlag, corner: isFlag, no_censor_marks: isFlag, fit_shares: isFlag, no_band: isFlag, table: oneOf("full", "at_risk", "none"),
};

const OPTIONS = {
  profile: oneOf("riskset", "r", "sas", "prism"), conf_level: isNumber, conf_type: oneOf("log_log", "log", "plain", "logit", "arcsin"), ties: oneOf("efron", "breslow", "exact"),
  reference: isText, event_name: isText, time_unit: isText, time_label: isText, curve: oneOf("surv", "event"), depth: oneOf("first", "all"),
  tau: isNumber, milestones: listOf(isNumber), quantiles: listOf(isNumber), stratified: isFlag, robust: isFlag,
  seed: (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32, ph_transform: oneOf("km", "identity", "rank", "log"),
};

const COUNTS_OPTIONS = {
  conf_level: isNumber, measure: oneOf("risk_ratio", "odds_ratio", "risk_difference"), swap: isFlag,
};

const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** The known fields of `given`; null where one has another shape. */
function only(fields, given, missing) {
  if (!isPlain(given)) return null;
  const taken = {};
  for (const [name, is] of Object.entries(fields)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined || (value === null && missing === "may")) continue;
    if (!is(value)) return null;
    taken[name] = value;
  }
  return missing === "may" || Object.keys(taken).length === Object.keys(fields).length ? taken : null;
}

/**
 * Patient data with choices. @param {unknown} given
 * @returns {{ text: string, roles: import("../../src/wasm/shapes.d.ts").Roles | null, options: object } | null}
 */
export function checkPatients(given) {
  if (!isPlain(given) || typeof given.text !== "string") return null;
  const roles = given.roles === null || given.roles === undefined ? null : only(ROLES, given.roles, "never");
  const options = only(OPTIONS, given.options ?? {}, "may");
  const drawing = isPlain(given.options) && isPlain(given.options.drawing) ? only(DRAWING, given.options.drawing, "may") : undefined;
  if (options !== null && drawing) options.drawing = drawing;
  const refused = options === null || drawing === null || (roles === null && isPlain(given.roles)) || (given.roles !== undefined && !isPlain(given.roles) && given.roles !== null);
  return refused ? null : { text: given.text, roles, options };
}

/** Counts with choices. @param {unknown} given @returns {{ text: string, options: object } | null} */
export function checkCounts(given) {
  if (!isPlain(given) || typeof given.text !== "string") return null;
  const options = only(COUNTS_OPTIONS, given.options ?? {}, "may");
  return options === null ? null : { text: given.text, options };
}
