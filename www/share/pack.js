/** Text to letters that an address may hold, and back: deflate, then base64 with - and _. */

/** More text than this is not unpacked: a few letters could otherwise fill the memory. */
export const MOST_UNPACKED = 5_000_000;

/** @param {string} text @returns {Promise<string>} */
export async function pack(text) {
  const packed = await gather(new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw")), Infinity);
  let letters = "";
  for (const byte of packed) letters += String.fromCharCode(byte);
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Throws where this is no packed text, or too much. @param {string} packed @returns {Promise<string>} */
export async function unpack(packed) {
  const letters = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const text = await gather(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")), MOST_UNPACKED);
  return new TextDecoder("utf-8", { fatal: true }).decode(text);
}

/** All bytes of a stream, stopped as soon as there are more than `most`. */
async function gather(stream, most) {
  const reader = stream.getReader();
  const parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      // What is left is never unpacked; the stream's own complaint interests nobody.
      reader.cancel().catch(() => {});
      throw new RangeError("too much");
    }
    parts.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
