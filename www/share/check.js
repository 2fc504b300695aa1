/**
 * Whether what came from outside has the shape that it should have. A link or a file is hostile until then: every
 * field is looked at. One that is not known refuses the whole, and is named: a choice that vanished would change the
 * answer in silence. The table of fields is made by the build from the types of the core.
 */
import { CHOICES } from "./fields.js";

const MANY = 1000;
const LONG = 10_000;
/** Whole numbers of the core are below this. */
const HIGHEST = 2 ** 32;

/** Why something was not taken. */
export class Refused extends Error {
  /** @param {string} field @param {boolean} unknown whether there is no such field, rather than another value expected */
  constructor(field, unknown) {
    super(field);
    this.field = field.length > 60 ? `${field.slice(0, 60)}…` : field;
    this.unknown = unknown;
  }

  /** In a sentence. @param {string} what "This link" @param {string} cure what to do */
  said(what, cure) {
    // A name in another script does not turn the words around it.
    const field = `“\u2068${this.field}\u2069”`;
    const why = this.unknown ? `has a choice that this page does not know: ${field}. It may be from a newer version of Riskset` : `is damaged: the value of ${field} cannot be used`;
    return `${what} ${why}. Nothing was changed. ${this.unknown ? "Reload this page and try again, or ask" : "Ask"} ${cure}`;
  }
}

const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isWhole = (value) => Number.isInteger(value) && value >= 0 && value < HIGHEST;
const isText = (value) => typeof value === "string" && value.length <= LONG;
const isList = (value) => Array.isArray(value) && value.length <= MANY;

/** Kinds that hold one value. */
const PLAIN = { flag: (value) => typeof value === "boolean", number: Number.isFinite, whole: isWhole, text: isText };

/** @param {boolean} good @param {string} field */
function expect(good, field) {
  if (!good) throw new Refused(field, false);
}

/** Kinds that hold others. Each gives a copy, so that nothing else comes with it. */
const HOLDING = {
  one_of: (words, value, field) => {
    expect(words.includes(value), field);
    return value;
  },
  maybe: (kind, value, field) => (value === null ? null : taken(kind, value, field)),
  list: (kind, value, field) => {
    expect(isList(value), field);
    return value.map((each) => taken(kind, each, field));
  },
  together: (kinds, value, field) => {
    expect(isList(value) && value.length === kinds.length, field);
    return kinds.map((kind, i) => taken(kind, value[i], field));
  },
  each: (kind, value, field) => {
    expect(isPlain(value) && Object.keys(value).length <= MANY && Object.keys(value).every(isText), field);
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, taken(kind, one, field)]));
  },
  fields: only,
};

/** The value, if it is of this kind. */
function taken(kind, value, field) {
  if (typeof kind === "string") {
    expect(PLAIN[kind](value), field);
    return value;
  }
  const [[what, inner]] = Object.entries(kind);
  return HOLDING[what](inner, value, field);
}

/** The fields of `value`, all of them known. */
function only(fields, value, field) {
  expect(isPlain(value), field);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => {
    if (!Object.hasOwn(fields, name)) throw new Refused(name, true);
    return [name, taken(fields[name], one, name)];
  }));
}

/** An object with a text and these parts. @param {string[]} parts */
function expectText(given, parts) {
  expect(isPlain(given) && typeof given.text === "string", "text");
  expectOnly(given, ["text", ...parts]);
}

/** No other names than these. @param {object} given @param {string[]} names */
export function expectOnly(given, names) {
  expect(isPlain(given), "data");
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Refused(unknown, true);
}

/**
 * Patient data with choices; throws {@link Refused}. @param {unknown} given
 * @returns {{ text: string, roles: import("../../src/wasm/shapes.d.ts").Roles | null, options: import("../../src/wasm/shapes.d.ts").Options }}
 */
export function checkPatients(given) {
  expectText(given, ["roles", "options"]);
  const { roles: fields, options, no_roles: noRoles } = CHOICES;
  // What was made before a field existed does not have it.
  const roles = given.roles === null || given.roles === undefined ? null : { ...noRoles, ...only(fields, given.roles, "roles") };
  return { text: given.text, roles, options: only(options, given.options ?? {}, "options") };
}

/** Counts with choices; throws {@link Refused}. @param {unknown} given @returns {{ text: string, options: import("../../src/wasm/shapes.d.ts").CountsOptions }} */
export function checkCounts(given) {
  expectText(given, ["options"]);
  return { text: given.text, options: only(CHOICES.counts_options, given.options ?? {}, "options") };
}
