//! Times the built page on the texts that `cargo bench` wrote, in headless Chromium.
//!
//! `cargo run --release -p browser-tests --bin bench -- FOLDER`
//!
//! FOLDER holds `arm_N.csv`; the results go to `FOLDER/browser.json`. For each text, medians of several
//! runs: the page's worker, from the text to the report and the figure as the page gets them; and the
//! page, from the drop of the file to all that it shows. Memory is all of the worker's WebAssembly after its
//! first run, which has held the text as well, as a multiple of the text.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use browser_tests::{Browser, Page};
use serde_json::{Value, json};

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
const RUNS: usize = 5;
/// A text goes into the page in pieces of this many bytes.
const PIECE: usize = 1 << 22;

/// Puts the compiled core and a maker of workers into the page. The worker's script is the page's own; what
/// stands before it keeps hold of the memory that it makes, and tells its size.
const PREPARE: &str = "
    const address = (path) => JSON.stringify(new URL(path, location.href).href);
    const { wasmBytes } = await import(new URL('pkg/wasm.js', location.href).href);
    const source = `
      let memory;
      const instantiate = WebAssembly.instantiate;
      WebAssembly.instantiate = async (...given) => {
        const made = await instantiate(...given);
        memory = (made.instance ?? made).exports.memory;
        return made;
      };
      self.addEventListener('message', (event) => {
        if (event.data.question !== 'memory') return;
        event.stopImmediatePropagation();
        self.postMessage({ id: event.data.id, answer: memory.buffer.byteLength });
      });
      import(${address('www/worker.js')});`;
    window.bench = { module: await WebAssembly.compile(await wasmBytes()), pieces: [], source };
    window.bench.start = async () => {
      const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
      const worker = new Worker(url, { type: 'module' });
      const answer = () => new Promise((resolve, reject) => {
        worker.onmessage = ({ data: { answer, error } }) => error ? reject(new Error(error)) : resolve(answer);
      });
      await answer();
      const ask = (question, given) => { worker.postMessage({ id: 1, question, ...given }); return answer(); };
      await ask('start', { module: window.bench.module });
      return { ask, end: () => worker.terminate() };
    };";

/// One run in a worker of its own: seconds, and bytes of its memory afterwards. The result is looked at.
const IN_WORKER: &str = "
    const { ask, end } = await window.bench.start();
    const text = window.bench.text;
    const start = performance.now();
    const { roles } = await ask('open', { text });
    const { report, figure } = await ask('analyze', { roles, options: { max_steps: 5000 } });
    const seconds = (performance.now() - start) / 1000;
    if (report.cox === null || figure.curves.length !== 2) throw new Error('the whole way was gone');
    const memory = await ask('memory', {});
    end();
    return [seconds, memory];";

/// One run in the page: from the drop of the file until it says that it is done and has drawn.
const IN_PAGE: &str = "
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([window.bench.text], 'trial.csv'));
    const before = window.riskset.report;
    const start = performance.now();
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
    const isBusy = () => window.riskset.report === before
      || document.getElementById('answer').getAttribute('aria-busy') !== 'false';
    while (isBusy()) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return (performance.now() - start) / 1000;";

fn main() -> Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).context("usage: bench FOLDER")?);
    println!("Chromium, median of {RUNS} runs, seconds; memory in lengths of the text");
    println!("{:>9}  {:>8}  {:>8}  {:>8}", "rows", "worker", "page", "memory");
    let results: Vec<Value> = SIZES.into_iter().map(|rows| measured(&folder, rows)).collect::<Result<_>>()?;
    std::fs::write(folder.join("browser.json"), json!({ "results": results }).to_string())?;
    Ok(())
}

fn measured(folder: &Path, rows: usize) -> Result<Value> {
    let path = folder.join(format!("arm_{rows}.csv"));
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("{} is missing: run `cargo bench`", path.display()))?;
    let page = Page::open()?;
    let browser = &page.browser;
    browser.run::<()>(PREPARE, &[])?;
    give(browser, &text)?;
    let in_worker = (0..RUNS).map(|_| browser.run(IN_WORKER, &[])).collect::<Result<Vec<(f64, f64)>>>()?;
    let in_page = (0..RUNS).map(|_| browser.run(IN_PAGE, &[])).collect::<Result<Vec<f64>>>()?;
    let worker = median(in_worker.iter().map(|run| run.0));
    let page = median(in_page);
    let memory = in_worker[0].1 / text.len() as f64;
    println!("{rows:>9}  {worker:>8.3}  {page:>8.3}  {memory:>8.2}");
    Ok(json!({ "rows": rows, "seconds": worker, "page_seconds": page, "memory": memory }))
}

/// Puts the text into the page, which may fetch nothing.
fn give(browser: &Browser, text: &str) -> Result<()> {
    for piece in text.as_bytes().chunks(PIECE) {
        let piece = std::str::from_utf8(piece).context("the texts are ASCII")?;
        browser.run::<()>("window.bench.pieces.push(args[0])", &[json!(piece)])?;
    }
    browser.run("window.bench.text = window.bench.pieces.join('')", &[])
}

fn median(runs: impl IntoIterator<Item = f64>) -> f64 {
    let mut runs: Vec<f64> = runs.into_iter().collect();
    runs.sort_by(f64::total_cmp);
    runs[runs.len() / 2]
}
