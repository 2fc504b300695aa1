//! Times the built page on the texts that `cargo bench` wrote, in headless Chromium.
//!
//! `cargo run --release -p browser-tests --bin bench -- FOLDER [page | start]`
//!
//! FOLDER holds `arm_N.csv`; the results go to `FOLDER/browser.json`. For each text, medians of several
//! runs: the page's worker, from the text to the report and the figure as the page gets them; and the
//! page, from the drop of the file to all that it shows. Memory is all of the worker's WebAssembly after its
//! first run, which has held the text as well, as a multiple of the text.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use browser_tests::keys::{BACKSPACE, with_control};
use browser_tests::{Browser, Hosting, Page, Server, dist};
use serde_json::{Value, json};

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
const RUNS: usize = 5;
/// A text goes into the page in pieces of this many bytes.
const PIECE: usize = 1 << 22;

/// Puts the compiled core and a maker of workers into the page. The worker's script is the page's own; what
/// stands before it keeps hold of the memory that it makes, and tells its size.
const PREPARE: &str = "
    const from = (path) => import(new URL(path, location.href).href);
    const [{ wasmBytes }, { glue }, { work }] = await Promise.all(['pkg/wasm.js', 'pkg/riskset.js', 'www/worker.js'].map(from));
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
      (${work})(${glue});`;
    window.bench = { module: await WebAssembly.compile(await wasmBytes()), pieces: [], source };
    window.bench.start = async () => {
      const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
      const worker = new Worker(url);
      const answer = () => new Promise((resolve, reject) => {
        worker.onmessage = ({ data: { answer, error } }) => error ? reject(new Error(error)) : resolve(answer);
      });
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
    if (report.cox === null || report.groups.length !== 2 || figure.length === 0) throw new Error('the whole way was gone');
    const memory = await ask('memory', {});
    end();
    return [seconds, memory];";

/// One run in the page: from the drop of the file until it says that it is done and has drawn.
const IN_PAGE: &str = "
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(window.bench.file);
    const before = window.riskset.report;
    const start = performance.now();
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
    const isBusy = () => window.riskset.report === before
      || document.getElementById('answer').getAttribute('aria-busy') !== 'false';
    while (isBusy()) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return (performance.now() - start) / 1000;";

/// Watches each press of a key until the figure that it led to is on the screen.
const WATCH_KEYS: &str = "
    window.bench = { times: [], pressed: 0 };
    addEventListener('keydown', ({ timeStamp }) => { window.bench.pressed = timeStamp; }, true);
    // The figure sets its scale just before it draws.
    const { setTransform } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.setTransform = function (...scale) {
      const { pressed } = window.bench;
      window.bench.pressed = 0;
      if (pressed > 0) requestAnimationFrame(() => setTimeout(() => window.bench.times.push(performance.now() - pressed)));
      return setTransform.apply(this, scale);
    };";

/// Watches for stretches of work that hold the page's own thread.
const WATCH_LONG: &str = "
    window.bench.long = [];
    new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) window.bench.long.push(duration); })
      .observe({ type: 'longtask' });";

/// Times what the page asks of the clipboard.
const WATCH_READ: &str = "
    window.bench.read = 0;
    const { getData } = DataTransfer.prototype;
    DataTransfer.prototype.getData = function (kind) {
      const start = performance.now();
      const text = getData.call(this, kind);
      window.bench.read += performance.now() - start;
      return text;
    };";

fn main() -> Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).context("usage: bench FOLDER [page | start]")?);
    match std::env::args().nth(2).as_deref() {
        // Without the runs by size.
        Some("page") => return page(&folder),
        Some("start") => return cold_start(),
        _ => {}
    }
    println!("Chromium, median of {RUNS} runs, seconds; memory in lengths of the text");
    println!("{:>9}  {:>8}  {:>8}  {:>8}", "rows", "worker", "page", "memory");
    let results: Vec<Value> = SIZES.into_iter().map(|rows| measured(&folder, rows)).collect::<Result<_>>()?;
    std::fs::write(folder.join("browser.json"), json!({ "results": results }).to_string())?;
    page(&folder)
}

/// How quick the page itself is: keys, large texts, the start.
fn page(folder: &Path) -> Result<()> {
    keys()?;
    long_tasks(folder)?;
    cold_start()
}

/// From the press of a key to the drawn figure, with a thousand rows in the box.
fn keys() -> Result<()> {
    let page = Page::open()?;
    let rows: String =
        (0..1000).map(|i| format!("{},{},{}\n", ["a", "b"][i % 2], 1 + i * 7919 % 997, i % 3 / 2)).collect();
    page.put(&format!("arm,day,died\n{rows}"))?;
    page.browser.run::<()>(
        "const box = document.getElementById('text'); box.focus(); box.setSelectionRange(20, 20);",
        &[],
    )?;
    page.browser.run::<()>(WATCH_KEYS, &[])?;
    for i in 0..2 * RUNS {
        // A digit into a time, and out again.
        page.browser.type_into("#text", if i % 2 == 0 { "7" } else { BACKSPACE })?;
        // Whoever asks meanwhile takes time from the page.
        std::thread::sleep(std::time::Duration::from_millis(500));
        page.browser.wait_for(&format!("window.bench.times.length > {i}"))?;
    }
    let times: Vec<f64> = page.browser.run("return window.bench.times", &[])?;
    println!(
        "key press to drawn figure at 1,000 rows: median {:.0} ms of {} presses",
        median(times.clone()),
        times.len()
    );
    Ok(())
}

/// The longest tasks of the page's thread while a million rows are dropped, and while texts are pasted.
fn long_tasks(folder: &Path) -> Result<()> {
    let page = page_with(folder, 1_000_000)?;
    page.browser.run::<()>(WATCH_LONG, &[])?;
    let seconds: f64 = page.browser.run(IN_PAGE, &[])?;
    println!("1,000,000 rows dropped: {seconds:.2} s; {}", longest(&page)?);
    for rows in SIZES {
        pasted(folder, rows)?;
    }
    Ok(())
}

/// A paste by the clipboard and the keys. What the browser itself takes to hand the text over is told apart.
fn pasted(folder: &Path, rows: usize) -> Result<()> {
    let page = page_with(folder, rows)?;
    page.browser.allow_clipboard()?;
    page.browser.run::<()>("await navigator.clipboard.writeText(window.bench.text); delete window.bench.text; delete window.bench.file; delete window.bench.pieces;", &[])?;
    page.browser.run::<()>(WATCH_READ, &[])?;
    page.browser.run::<()>(WATCH_LONG, &[])?;
    page.browser.type_into("#text", &with_control("av"))?;
    page.browser.wait_for(&format!("window.riskset.report?.data.n_used === {rows}"))?;
    page.answered()?;
    let long = longest(&page)?;
    let read: f64 = page.browser.run("return window.bench.read", &[])?;
    println!("{rows} rows pasted: the browser hands the text over in {read:.0} ms; {long}");
    Ok(())
}

fn page_with(folder: &Path, rows: usize) -> Result<Page> {
    let text = std::fs::read_to_string(folder.join(format!("arm_{rows}.csv")))?;
    let page = Page::open()?;
    page.browser.run::<()>(PREPARE, &[])?;
    give(&page.browser, &text)?;
    Ok(page)
}

fn longest(page: &Page) -> Result<String> {
    let long: Vec<f64> = page
        .browser
        .run("await new Promise((resolve) => setTimeout(resolve, 300)); return window.bench.long", &[])?;
    let longest = long.iter().copied().fold(0.0, f64::max);
    Ok(format!("tasks above 50 ms on the page's thread: {}, longest {longest:.0} ms", long.len()))
}

/// Marks the frame after which a curve is on the screen: of the answer that came with the page, or of a computed one.
const WATCH_CURVE: &str = "
    const look = () => {
      const curve = [...document.querySelectorAll('#figure svg, #figure canvas')].some((each) => each.checkVisibility());
      if (curve) setTimeout(() => performance.mark('seen'));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);";

/// From the start of navigation to the first curve that is seen, and to the first that the core has computed and
/// drawn, against a page that only loads and compiles the same core.
fn cold_start() -> Result<()> {
    let timed = |path: &str, mark: &str| -> Result<f64> {
        let mut site = dist()?;
        let policy = Some(site.policy()?);
        let page = site.text("index.html").context("no page")?.replacen(
            "<script src=",
            "<script src=\"watch.js\"></script><script src=",
            1,
        );
        site.insert("index.html", page);
        site.insert("watch.js", WATCH_CURVE);
        site.insert(
            "empty.html",
            "<!doctype html><title>Empty</title><script type=\"module\" src=\"empty.js\"></script>",
        );
        site.insert(
            "empty.js",
            "import { wasmBytes } from './pkg/wasm.js';
            await WebAssembly.compile(await wasmBytes());
            performance.mark('compiled');",
        );
        let server = Server::start(site, Hosting { policy, folder: String::new() })?;
        let browser = Browser::open()?;
        browser.goto(&format!("{}{path}", server.url()))?;
        browser.wait_for(&format!("performance.getEntriesByName('{mark}').length > 0"))?;
        browser.run(&format!("return performance.getEntriesByName('{mark}')[0].startTime"), &[])
    };
    let of = |path: &str, mark: &str| -> Result<f64> {
        let times: Result<Vec<f64>> = (0..RUNS).map(|_| timed(path, mark)).collect();
        Ok(median(times?))
    };
    let (seen, computed, empty) = (of("", "seen")?, of("", "first curve")?, of("empty.html", "compiled")?);
    println!(
        "cold start: curve of the example seen after {seen:.0} ms, computed and drawn again after {computed:.0} ms; \
         an empty page with the same core {empty:.0} ms; ratios {:.2} and {:.2}",
        seen / empty,
        computed / empty
    );
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
    // The file is there before anybody drops it: making it is no work of the page.
    browser.run(
        "window.bench.text = window.bench.pieces.join('');
         window.bench.file = new File([window.bench.text], 'trial.csv');",
        &[],
    )
}

fn median(runs: impl IntoIterator<Item = f64>) -> f64 {
    let mut runs: Vec<f64> = runs.into_iter().collect();
    runs.sort_by(f64::total_cmp);
    runs[runs.len() / 2]
}
