//! The built site works wherever its files are put.

use anyhow::{Result, ensure};
use browser_tests::{Browser, Hosting, Server, dist};

/// Goes to the page, waits until it has loaded, and finds nothing missing and nothing amiss.
fn loads(hosting: Hosting) -> Result<()> {
    let server = Server::start(dist()?, hosting)?;
    let browser = Browser::open()?;
    browser.goto(&server.url())?;
    let log = server.settled()?;
    ensure!(log.iter().all(|hit| hit.status == 200), "{log:#?}");
    ensure!(log.iter().any(|hit| hit.url.ends_with("/pkg/wasm.js")), "the core is not asked for");
    let complaints = browser.complaints()?;
    ensure!(complaints.is_empty(), "{complaints:#?}");
    Ok(())
}

#[test]
fn at_the_root_under_the_policy_in_a_header() -> Result<()> {
    loads(Hosting { policy: Some(dist()?.policy()?), ..Hosting::default() })
}

#[test]
fn in_a_folder_of_a_host_that_only_sends_files() -> Result<()> {
    loads(Hosting { folder: "tools/riskset".to_owned(), ..Hosting::default() })
}

/// A worker made from text of the page may take the page's own modules by `import()`. A static
/// `import` would fall under `worker-src` and be refused.
#[test]
fn a_worker_made_in_the_page_may_import_its_modules() -> Result<()> {
    let server = Server::dist()?;
    let browser = Browser::open()?;
    browser.goto(&server.url())?;
    let length: usize = browser.run(
        "const address = new URL('pkg/wasm.js', location.href).href;
         const source = `
           const { wasmBytes } = await import(${JSON.stringify(address)});
           postMessage((await wasmBytes()).length);`;
         const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
         const worker = new Worker(url, { type: 'module' });
         return new Promise((done, fail) => {
           worker.onmessage = ({ data }) => done(data);
           worker.onerror = ({ message }) => fail(new Error(message));
         });",
        &[],
    )?;
    ensure!(length > 1000, "the core has {length} bytes");
    Ok(())
}
