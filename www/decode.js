/** Bytes of a file to text, by its byte order mark, else UTF-8, else windows-1252. */

const MARKS = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: "utf-8" },
  { bytes: [0xff, 0xfe], encoding: "utf-16le" },
  { bytes: [0xfe, 0xff], encoding: "utf-16be" },
];

/** What a spreadsheet or any zip file begins with, and what an old .xls begins with. */
const NOT_TEXT = [[0x50, 0x4b, 0x03, 0x04], [0xd0, 0xcf, 0x11, 0xe0]];

const startsWith = (bytes, start) => start.every((byte, i) => bytes[i] === byte);

/**
 * @param {Uint8Array} bytes
 * @returns {{ text: string } | { problem: string }}
 */
export function decode(bytes) {
  if (NOT_TEXT.some((start) => startsWith(bytes, start))) {
    return { problem: "This is a spreadsheet or zip file, not text. Save the sheet as CSV, or copy its cells and paste them." };
  }
  const mark = MARKS.find(({ bytes: start }) => startsWith(bytes, start));
  if (mark) return { text: new TextDecoder(mark.encoding).decode(bytes) };
  if (bytes.subarray(0, 4096).includes(0)) {
    return { problem: "This file is not text. Save the table as CSV or text, or copy its cells and paste them." };
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    // Spreadsheets on Windows still write this by default; every byte is valid in it.
    return { text: new TextDecoder("windows-1252").decode(bytes) };
  }
}
