/**
 * The computing side: holds one sheet, answers one question at a time. It is handed to a worker as text, together with the
 * core's glue, so that a worker asks for nothing and obeys the page's policy in every browser; it names nothing outside itself.
 * @param {() => typeof import("../pkg/riskset.js")} glue
 */
export function work(glue) {
  const { init, Sheet, analyze_counts: analyzeCounts } = glue();
  /** @type {import("../pkg/riskset.js").Sheet | null} */
  let sheet = null;
  /** @type {import("../pkg/riskset.js").PermutationRun | null} */
  let permutation = null;
  let lock = "";
  /** A lock that is not had by then is done without. */
  const LOCK_MS = 200;
  /**
   * Holds the lock while a question is answered: the browser gives it back when this worker is no more. Settles with
   * what lets it go; with null, where there is no lock.
   * @returns {Promise<(() => void) | null>}
   */
  const hold = () => new Promise((held) => {
    let late = !navigator.locks;
    const without = () => {
      late = true;
      held(null);
    };
    if (late) without();
    else {
      setTimeout(without, LOCK_MS);
      navigator.locks.request(lock, () => (late ? null : new Promise((release) => { held(release); }))).catch(without);
    }
  });
  /** The answer to a question that is likely to come next; none where the core refuses it. */
  const foreseen = (given) => {
    try {
      return sheet.analyze(...given);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error;
      return null;
    }
  };

  const answers = {
    start: async ({ module, lock: name }) => {
      lock = name;
      await init({ module_or_path: module });
    },
    open: ({ text, ahead }) => {
      sheet?.free();
      // Before the new one: were the constructor to fail, a freed sheet must not be asked again.
      sheet = null;
      sheet = new Sheet(text);
      return { overview: sheet.overview(), roles: sheet.guess(), foreseen: ahead && foreseen(ahead) };
    },
    analyze: ({ roles, options }) => sheet.analyze(roles, options),
    write: ({ what, roles, options }) => sheet.write(what, roles, options),
    counts: ({ text, options }) => analyzeCounts(text, options),
    permute: ({ roles, options }) => {
      permutation?.free();
      permutation = null;
      permutation = sheet.permutation(roles, options);
    },
    permuteStep: ({ budget }) => permutation.step(budget),
    permuted: () => permutation.result(),
  };

  self.onmessage = async ({ data: { id, question, ...given } }) => {
    const release = question === "start" ? null : await hold();
    self.postMessage({ id, begun: release === null ? "alone" : "watched" });
    try {
      self.postMessage({ id, answer: await answers[question](given) });
    } catch (error) {
      // After a trap the memory is in an unknown state; an error that the core itself throws does no harm.
      self.postMessage({ id, error: error?.message ?? String(error), broken: error instanceof WebAssembly.RuntimeError });
    }
    release?.();
  };
}
