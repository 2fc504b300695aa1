import { Refused, checkPatients } from "../share/check.js";

/** Attributes of the tag, and what the core calls them. */

const number = (value) => Number(value);
const word = (value) => value;
/** @param {string} value "a, b": a list; names with a comma are written between vertical bars: "a, b|c" */
const list = (value) => value.split(value.includes("|") ? "|" : ",").map((each) => each.trim()).filter((each) => each !== "");
const flag = (value) => value !== "false";

/** @type {Record<string, [string, (value: string) => unknown]>} */
const CHOICES = {
  "time": ["time", word], "start": ["start", word], "end": ["end", word], "status": ["status", word], "group": ["group", word],
  "entry": ["entry", word], "strata": ["strata", word], "covariates": ["covariates", list],
  "event": ["event", list], "competing": ["competing", list], "missing": ["missing", list],
  "reference": ["reference", word], "group-order": ["group_order", list], "event-name": ["event_name", word], "time-unit": ["time_unit", word], "time-label": ["time_label", word],
  "curve": ["curve", word], "conf-level": ["conf_level", number], "conf-type": ["conf_type", word], "ties": ["ties", word],
  "profile": ["profile", word], "tau": ["tau", number],
};
/** The same for what says how the figure is drawn. */
const DRAWING = {
  "plot": ["plot", word], "axis-unit": ["axis_unit", word], "x-from": ["x_from", number], "x-to": ["x_to", number],
  "medians": ["medians", flag], "corner": ["corner", flag], "probability": ["probability", flag],
  "fit-shares": ["fit_shares", flag], "no-band": ["no_band", flag], "no-censor-marks": ["no_censor_marks", flag], "table": ["table", word],
};
/** What the element itself obeys. */
const OWN = ["src", "theme", "compact", "settings"];

export const ATTRIBUTES = [...OWN, ...Object.keys(CHOICES), ...Object.keys(DRAWING)];

/** `conf-level` is the property `confLevel`. @param {string} name */
export const propertyOf = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/** What the page wrote into `settings`: columns by their numbers, and options. Nothing where it cannot be read. */
function settingsOf(element) {
  const broken = (why) => { throw Object.assign(new Error(why), { code: "settings" }); };
  if (!element.hasAttribute("settings")) return { roles: {}, options: {} };
  try {
    const { roles, options } = checkPatients({ ...JSON.parse(element.getAttribute("settings")), text: "" });
    return { roles: roles ?? {}, options };
  } catch (error) {
    return broken(error instanceof Refused ? error.said("The attribute settings", "for the code again.") : "The attribute settings cannot be read: make the code again on the page.");
  }
}

/** What the tag asks for; an attribute of its own goes before the same in `settings`. @param {HTMLElement} element */
export function choicesOf(element) {
  const given = (names) => Object.fromEntries(Object.entries(names)
    .filter(([attribute]) => element.hasAttribute(attribute))
    .map(([attribute, [name, read]]) => [name, read(element.getAttribute(attribute))]));
  const { roles, options } = settingsOf(element);
  const drawing = { ...options.drawing, ...given(DRAWING) };
  return { ...options, roles, ...given(CHOICES), ...(Object.keys(drawing).length > 0 ? { drawing } : {}) };
}
