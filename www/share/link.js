import { Refused, checkCounts, checkPatients, expectOnly } from "./check.js";
import { pack, unpack } from "./pack.js";

/** How an address of ours begins after its `#`; a change that breaks a reader changes it. */
const START = "#r1=";
/** An address of this or another version of ours, also where a program on its way wrote the = as %3D. */
const OURS = /^#r(\d+)(?:=|%3d)/i;
/** Longer links are refused: browsers and mail programs cut them. */
export const LONGEST = 30_000;
/** From here on some mail programs cut. */
export const LONG = 2_000;

/** @typedef {{ tab: "patients" | "counts", given: object }} Shared */

/** The whole address. @param {Shared} shared @param {string} [page] address of the page, this one @returns {Promise<string>} */
export async function toLink({ tab, given }, page = location.href.split("#")[0]) {
  return page + START + await pack(JSON.stringify({ tab, given }));
}

/**
 * What an address carries: null where it carries nothing, a sentence where it cannot be used.
 * @param {string} hash @returns {Promise<Shared | { problem: string } | null>}
 */
export async function fromLink(hash) {
  const ours = OURS.exec(hash);
  if (ours === null) return null;
  if (`#r${ours[1]}=` !== START) return { problem: "This link was made by another version of this page and cannot be read here. Ask for the data as a file." };
  const broken = { problem: "This link is damaged: its data cannot be read. Ask for it again, or for the session as a file." };
  try {
    const shared = JSON.parse(await unpack(decodeURIComponent(hash.slice(ours[0].length))));
    expectOnly(shared, ["tab", "given"]);
    const { tab, given } = shared;
    const check = { counts: checkCounts, patients: checkPatients };
    return Object.hasOwn(check, tab) ? { tab, given: check[tab](given) } : broken;
  } catch (error) {
    if (error instanceof Refused) return { problem: error.said("This link", "for the data as a file.") };
    return error instanceof RangeError ? { problem: "This link holds more data than a link should; it was not opened. Ask for the session as a file." } : broken;
  }
}
