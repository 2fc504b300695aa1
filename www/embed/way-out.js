import { LONGEST, toLink } from "../share/link.js";
import { make } from "../ui/make.js";

/** From an article to the whole page, with what is shown there. */
export class WayOut {
  #link = make("a", { target: "_blank", rel: "noopener" }, "Open in full");
  #rest = make("span");
  element = make("p", { class: "small", id: "in-full" }, this.#link, this.#rest);

  /** @param {string} page its address @param {import("../share/link.js").Shared | null} shared null where there is nothing to carry */
  async update(page, shared) {
    const link = shared === null ? page : await toLink(shared, page);
    const fits = link.length <= LONGEST;
    this.#link.href = fits ? link : page;
    this.#rest.textContent = ` to check it, change the data or keep the results${fits ? "" : " (the data are too many for a link: paste them there)"}. Computed by Riskset in your browser; nothing is sent.`;
  }
}
