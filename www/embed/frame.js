import { make } from "../ui/make.js";

/** Whether the page stands inside an article and shows its answer alone. */
export const embedded = document.documentElement.classList.contains("embed");

/** Name of the sample that the address asks for: `?embed=4-aml`. */
export const sampleAsked = () => new URLSearchParams(location.search).get("embed") ?? "";

/**
 * Tells the article how high the answer is. The article has to ask first: only the window around this one is listened
 * to, and only to the origin that asked is anything said, which is one number.
 */
export class Frame {
  /** Origin that asked. @type {string | null} */
  #origin = null;
  #height = 0;

  constructor() {
    addEventListener("message", ({ source, origin, data }) => {
      if (source !== parent || data?.riskset !== "follow") return;
      this.#origin = origin;
      this.#height = 0;
      this.#tell();
    });
    new ResizeObserver(() => this.#tell()).observe(document.body);
    // Says nothing but that it is there: the article may have asked before anybody listened.
    if (parent !== window) parent.postMessage({ riskset: "ready" }, "*");
  }

  #tell() {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    // An opaque origin, such as a sandbox or a file, can be addressed in no other way.
    if (this.#origin === null || height === this.#height) return;
    this.#height = height;
    parent.postMessage({ riskset: "height", height }, this.#origin === "null" ? "*" : this.#origin);
  }
}

/** The way out of the frame: the same data on the whole page. @param {string} address */
export const wayOut = (address) => make("p", { class: "small", id: "in-full" },
  make("a", { href: address, target: "_blank", rel: "noopener" }, "Open in full"),
  " to check it, change the data or keep the results. Computed by Riskset in your browser; nothing is sent.");
