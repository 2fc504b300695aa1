/** The one-file copy of the page, which can be saved again with data inside. */

/** The page as it came, before anything was shown in it; null where it is not one file. */
const came = "single" in document.documentElement.dataset ? document.documentElement.cloneNode(true) : null;

/** Whether this is the one-file copy. */
export const single = came !== null;

/** The same file with a session inside, which it will open with. @param {string} session @returns {string} */
export function withSession(session) {
  const page = came.cloneNode(true);
  // It will answer for other data than it came with.
  for (const worked of page.querySelectorAll(".worked")) worked.remove();
  // No letter of the data may end the block that holds them.
  page.querySelector("#saved").textContent = session.replaceAll("<", "\\u003c");
  return `<!doctype html>\n${page.outerHTML}\n`;
}
