/** Changes of "which column is what". Pure: roles in, new roles out. */

/** @typedef {import("../src/wasm/shapes.d.ts").Roles} Roles */
/** @typedef {import("../src/wasm/shapes.d.ts").Overview} Overview */
/** @typedef {"rows" | "arms" | "dates"} Kind */

/** @param {Overview} a @param {Overview} b */
export const sameColumns = (a, b) =>
  a.columns.length === b.columns.length && a.columns.every((column, i) => column.name === b.columns[i].name);

/** Whether every column that the roles name exists, and the values that mean the event still occur. */
export function fits(/** @type {Roles} */ roles, /** @type {Overview} */ overview) {
  const { time, start, end, status, group, entry, id, strata, covariates, categories, unknown_missing: unknown, arms } = roles;
  const named = [time, start, end, status, group, entry, id, strata, ...covariates, ...categories, ...unknown, ...roles.references.map(({ column }) => column), ...arms];
  if (named.some((column) => column !== null && column >= overview.columns.length)) return false;
  if (status === null || roles.event_values.length === 0) return true;
  const { levels, n_levels } = overview.columns[status];
  return n_levels > levels.length || levels.some(({ value }) => roles.event_values.includes(value));
}

/** @param {Roles} roles @returns {Kind} */
export function kindOf(roles) {
  if (roles.layout === "arms") return "arms";
  return roles.start !== null || roles.end !== null ? "dates" : "rows";
}

const columnsOfKind = (overview, kind) =>
  overview.columns.flatMap((column, i) => (column.kind === kind ? [i] : []));

/** @param {Kind} kind @param {Roles} roles @param {Overview} overview @param {Roles} guess */
export function withKind(kind, roles, overview, guess) {
  if (kind === kindOf(guess)) return guess;
  const numbers = columnsOfKind(overview, "number");
  const dates = columnsOfKind(overview, "date");
  // Arms have no status and no group, so there is nothing of theirs to keep.
  const kept = roles.layout === "arms" ? guess : roles;
  const none = { time: null, start: null, end: null, date_order: null, date_unit: null, arms: [] };
  if (kind === "arms") {
    const further = { entry: null, strata: null, id: null, covariates: [], categories: [], references: [], unknown_missing: [] };
    return { ...roles, ...none, ...further, layout: "arms", status: null, event_values: [], competing_values: [], missing_values: [], answered: [], group: null, arms: numbers };
  }
  if (kind === "dates") {
    const [start = 0, end = null] = dates;
    return { ...kept, ...none, layout: "rows", start, end };
  }
  return { ...kept, ...none, layout: "rows", time: numbers[0] ?? null };
}

/** The core knows which values of a column mean the event. @param {Roles} roles @param {number | null} status @param {Overview} overview */
export const withStatus = (roles, status, overview) =>
  ({
    ...roles, status,
    event_values: status === null ? [] : overview.columns[status].event_values,
    competing_values: status === null ? [] : overview.columns[status].competing_values,
    missing_values: status === null ? [] : overview.columns[status].missing_values,
    answered: [],
  });

/** The other of two values becomes the event; null where there are not two. */
export function flipped(/** @type {Roles} */ roles, /** @type {Overview} */ overview) {
  if (roles.status === null || roles.event_values.length !== 1) return null;
  const { levels, n_levels } = overview.columns[roles.status];
  const others = levels.map(({ value }) => value).filter((value) => value !== roles.event_values[0]);
  return n_levels === 2 && others.length === 1 ? { ...roles, event_values: others, competing_values: [], missing_values: [] } : null;
}
