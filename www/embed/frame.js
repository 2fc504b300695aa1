const { classList } = document.documentElement;
/** Whether the page stands inside an article and shows its answer alone. */
export const embedded = classList.contains("embed");
/** Whether the writer lets readers change the data: always, on the page itself. */
export const editable = !embedded || classList.contains("editable");

/** Name of the sample that the address asks for: `?embed=4-aml`, or `?sample=4-aml` on the page itself; else empty. */
export const sampleAsked = () => new URLSearchParams(location.search).get(embedded ? "embed" : "sample") ?? "";

/** Narrower than this the frame is not shown, as in a part of the article that is folded. */
const FOLDED = 100;

/**
 * Tells the article how high the answer is. The article has to ask first: only the window around this one is listened
 * to, and only to the origin that asked is anything said, which is one number.
 */
export class Frame {
  /** Origin that asked. @type {string | null} */
  #origin = null;
  #height = 0;
  #ready = false;

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

  /** The answer is drawn. Said at once, because a frame out of view is not laid out by itself. */
  shown() {
    this.#ready = true;
    this.#tell();
  }

  #tell() {
    // Until there is an answer the article keeps the height that its writer gave.
    if (this.#origin === null || !this.#ready || innerWidth < FOLDED) return;
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === this.#height) return;
    this.#height = height;
    // An opaque origin, such as a sandbox or a file, can be addressed in no other way.
    parent.postMessage({ riskset: "height", height }, this.#origin === "null" ? "*" : this.#origin);
  }
}
