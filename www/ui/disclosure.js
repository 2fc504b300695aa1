/**
 * Fills a `<details>`: the line says what it holds.
 * @param {HTMLDetailsElement} root
 * @param {string} holds
 * @param {...Node} content nothing: the whole line is hidden
 */
export function fillDisclosure(root, holds, ...content) {
  root.hidden = content.length === 0;
  root.querySelector("summary span").textContent = holds;
  root.querySelector(".inside").replaceChildren(...content);
}
