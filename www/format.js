/** Numbers to words. Nothing is computed here: a value is rounded and named, no more. */

/** @typedef {import("../src/wasm/shapes.d.ts").Maybe} Maybe */
/** @typedef {import("../src/wasm/shapes.d.ts").Quantile} Quantile */

const MINUS = "\u2212";
const NARROW_SPACE = "\u202f";
/** Limits this many times apart are wide: more than two digits of a ratio above 10 would be false. */
const WIDE = 2;
/** What is this close to the null value is the null value: the rest is rounding of the machine. */
const AT_NULL = 1e-9;
/** Decimals at most, to tell a number from the null value. */
const MOST_DECIMALS = 10;

const REASONS = {
  not_reached: "not reached",
  no_information: "no information",
  zero: "runs to 0",
  infinite: "runs to infinity",
  withheld: "withheld",
  ranks: "not shown: ranks are not times",
  beyond_follow_up: "not followed that long",
  no_subjects: "nobody watched",
  no_events: "no events",
  aliased: "left out",
  zero_cell: "zero cell",
  zero_margin: "the same outcome in all",
  no_difference: "no difference",
  competing: "see competing risks",
  out_of_range: "too large or too small to compute",
  not_converged: "not found: the fit did not converge",
  too_long: "would take too long",
};

/** Letters that run from right to left. */
const RUNS_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A name as part of a longer text, as the core sets it apart there: its letters carry nothing along. @param {string} name */
export const isolated = (name) => (RUNS_LEFT.test(name) ? `\u2068${name}\u2069` : name);

/** The minus of a number and that of its exponent. */
const withMinus = (text) => text.replaceAll("-", MINUS);

/** @param {number} value @param {number} decimals */
export const fixed = (value, decimals) => withMinus(value.toFixed(decimals));

/** A time as it was given, without the dust of binary fractions. @param {number} value */
export const time = (value) => withMinus(String(Number(value.toPrecision(8))));

/** @param {number} count */
export const count = (value) => (value < 10_000 ? String(value) : String(value).replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE));

/** A probability as percent. @param {number | null} value */
export const percent = (value, decimals = 1) =>
  value === null ? "–" : `${withMinus((100 * value).toFixed(decimals))}${NARROW_SPACE}%`;

/** A difference of probabilities in percentage points; what is not 0 never reads 0. @param {number} value */
export const points = (value) => withMinus(apartFrom(100 * value, 0, 1));

/**
 * `.031`, `.0014`, `.25`, `< .001`: no zero before the point, since p cannot exceed 1; four decimals below
 * .01 and about .05, as in the sentences of the report.
 * @param {number} p
 */
export function pValue(p) {
  if (p < 0.001) return "<\u00a0.001";
  if (p > 0.995) return ">\u00a0.99";
  const decimals = p < 0.01 || (p >= 0.0455 && p < 0.0545) ? 4 : p < 0.1 ? 3 : 2;
  return p.toFixed(decimals).replace(/^0/, "");
}

/** A p in full, also below .001: "4.2e−5". @param {number} p */
export const pFull = (p) => (p > 0 && p < 0.001 ? withMinus(p.toExponential(1)) : pValue(p));

/**
 * "= .929 (95 % interval .9281 to .9302)": so many decimals that the width of the interval has two digits, and so its ends differ.
 * @param {number} p @param {number} lower @param {number} upper
 */
export function pWithInterval(p, lower, upper) {
  const width = upper - lower;
  const decimals = width > 0 ? Math.min(12, Math.max(2, 1 - Math.floor(Math.log10(width)))) : 4;
  const [value, ...ends] = [p, lower, upper].map((each) => each.toFixed(decimals).replace(/^0(?=\.)/, ""));
  // What is only "< .001" elsewhere is known better here.
  return `${/^[<>]/.test(pValue(p)) ? `= ${value}` : relation(p)} (95${NARROW_SPACE}% interval ${ends.join(" to ")})`;
}

/** "= .031", "< .001": to stand behind "p". @param {number} p */
export const relation = (p) => (/^[<>]/.test(pValue(p)) ? pValue(p) : `= ${pValue(p)}`);

/** `value` to so many decimals, or to as many more as tell it from `null_`. @param {number} value @param {number} null_ @param {number} decimals */
function apartFrom(value, null_, decimals) {
  const short = value.toFixed(decimals);
  if (Math.abs(value - null_) < AT_NULL) return Number(short) === 0 ? short.replace("-", "") : short;
  for (let more = decimals; more <= MOST_DECIMALS; more += 1) {
    const text = value.toFixed(more);
    if (Number(text) !== null_) return text;
  }
  return short;
}

/** Two significant digits and a power of ten: "1.2e6". @param {number} value */
function withExponent(value) {
  const exponent = Number(value.toExponential().split("e")[1]);
  const digits = (value / 10 ** exponent).toFixed(1);
  return digits === "10.0" ? `1.0e${exponent + 1}` : `${digits}e${exponent}`;
}

/** The rule of `src/report/number.rs`, word for word; a test compares both. @param {number} size @param {boolean} narrow */
function roundedRatio(size, narrow) {
  if (size === 0) return "0";
  if (size < 0.095) return size.toPrecision(2);
  if (size < 9.995) return apartFrom(size, 1, 2);
  if (size < 99.95) return size.toFixed(narrow ? 1 : 0);
  if (size < 999.5) return size.toFixed(0);
  if (size >= 999_500) return withExponent(size);
  const last = size < 9995 ? 10 : size < 99_950 ? 100 : 1000;
  return (Math.round(size / last) * last).toFixed(0).replace(/(?=\d{3}$)/, ",");
}

const isNarrow = (lower, upper) => lower > 0 && upper !== null && upper < WIDE * lower;
const signed = (value, narrow) => (value < 0 ? MINUS : "") + withMinus(roundedRatio(Math.abs(value), narrow));

/**
 * A ratio without its limits, rounded as one with wide limits. Numbers are rounded so that none lands on 1 by rounding,
 * and none is falsely precise. `ratio.of(estimate)` rounds the ratio and the limits of an estimate.
 * @type {((value: number) => string) & { of: (estimate: { lower: Maybe, upper: Maybe }) => (value: number) => string }}
 */
export const ratio = Object.assign(
  (value) => signed(value, false),
  { of: ({ lower, upper }) => (value) => signed(value, isNarrow(lower.value, upper.value)) },
);

/** A coefficient or its error: four decimals, but never fewer than two significant digits. @param {number} value */
export const coefficient = (value) => (value !== 0 && Math.abs(value) < 0.000_95 ? withMinus(value.toPrecision(2)) : fixed(value, 4));

/** The value in words, or the reason why there is none. @param {Maybe} maybe @param {(value: number) => string} words */
export const maybe = ({ value, reason }, words) =>
  value === null ? REASONS[reason] ?? "–" : words(value);

/** "15 (6 to 23)" @param {{ value: Maybe, lower: Maybe, upper: Maybe }} estimate @param {(value: number) => string} words */
export function withLimits(estimate, words) {
  const { value, lower, upper } = estimate;
  const one = words === ratio ? ratio.of(estimate) : words;
  const text = maybe(value, one);
  // The same reason two or three times says no more than once.
  if (lower.value === null && upper.value === null && lower.reason === upper.reason) {
    return value.value === null ? text : `${text} (limits ${maybe(lower, one)})`;
  }
  return `${text} (${maybe(lower, one)} to ${maybe(upper, one)})`;
}

/** Three significant digits. @param {number} value */
export const digits = (value) => withMinus(value.toPrecision(3));

/** An estimated time: three significant digits. @param {number} value */
export const timeShort = (value) => withMinus(Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3))));

/** "9.24 (5.17 to 13.3)" of the core's intervals. @param {{ value: Maybe, lower: Maybe, upper: Maybe }} estimate @param {(value: number) => string} words */
export const interval = (estimate, words) => withLimits(estimate, words);

/** "95 %" @param {number} level */
export const level = (value) => `${Number((100 * value).toPrecision(4))}${NARROW_SPACE}%`;

/** First letter in upper case, of our own words: a value taken from the data stays as it was given. @param {string} text */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** "1 row", "2 rows" @param {number} n @param {string} noun */
export const several = (n, noun) => `${count(n)} ${noun}${n === 1 ? "" : "s"}`;
