/** Long enough for any browser to have begun the download. */
const KEPT_MS = 10_000;

/** Hands a file to the person; nothing is sent anywhere. @param {string} name @param {Blob} blob */
export function download(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

/** @param {string} text @param {string} type such as "text/csv" */
export const textFile = (text, type) => new Blob([text], { type: `${type};charset=utf-8` });
