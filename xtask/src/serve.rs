//! Serves the site on this machine and builds it again when a source changes.

use std::process::{Command, Stdio};
use std::sync::{Arc, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use site::{Http, Site};

use crate::bundle;
use crate::tools::{on_path, root};
use crate::watch::Snapshot;

const DEFAULT_PORT: u16 = 8080;

/// How to serve.
pub(crate) struct Options {
    /// Port to listen on; `None`: the usual one, or a free one where that is taken.
    pub port: Option<u16>,
    /// Open a browser where there is one.
    pub open: bool,
}

/// A site that can be served: its policy, found in its page, is sent with every answer.
struct Served {
    site: Site,
    policy: String,
}

/// Builds the site and serves it until the program is stopped.
pub(crate) fn serve(options: &Options) -> Result<()> {
    let before = Snapshot::take(root());
    let served = Arc::new(RwLock::new(build()?));
    let http = listen(options.port)?;
    let address = format!("http://localhost:{}/", http.port());
    println!("serving dist/ at {address} (Ctrl+C stops)");
    if options.open {
        open_browser(&address);
    }
    let renewed = Arc::clone(&served);
    thread::spawn(move || rebuild_on_change(before, &renewed));
    http.serve(move |request, out| {
        let served = served.read().expect("no build panics while it holds the lock");
        let answer = served.site.answer(&request.method, &request.url);
        answer.write(&request.method, Some(&served.policy), out).expect("the response is gathered in memory");
    });
    Ok(())
}

fn build() -> Result<Served> {
    let start = Instant::now();
    let site = bundle::build(None)?;
    println!("built dist/ in {:.1} s", start.elapsed().as_secs_f64());
    let policy = site.policy()?;
    Ok(Served { site, policy })
}

/// Looks once a second. A build that fails says why and leaves the last good site in place.
fn rebuild_on_change(mut seen: Snapshot, served: &RwLock<Served>) {
    loop {
        thread::sleep(Duration::from_secs(1));
        let now = Snapshot::take(root());
        if let [first, others @ ..] = now.changed_since(&seen).as_slice() {
            let name = first.strip_prefix(root()).unwrap_or(first).display();
            let more = if others.is_empty() { "" } else { " and others" };
            println!("{name}{more} changed: building again");
            match build() {
                Ok(new) => *served.write().expect("no reader panics") = new,
                Err(error) => eprintln!("error: {error:#}\nstill serving the last good build"),
            }
        }
        seen = now;
    }
}

/// Listens on this machine only. A port that was asked for and is taken is an error.
fn listen(port: Option<u16>) -> Result<Http> {
    let at = |port: u16| Http::listen(port).with_context(|| format!("port {port}"));
    match port {
        Some(port) => at(port),
        None => at(DEFAULT_PORT).or_else(|_| at(0)),
    }
}

/// Opens the address where there is a desktop; elsewhere the printed address has to do.
fn open_browser(address: &str) {
    let desktop = ["DISPLAY", "WAYLAND_DISPLAY"].map(std::env::var_os);
    let (program, arguments): (_, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(target_os = "windows") {
        ("cmd", &["/C", "start"])
    } else if desktop.iter().flatten().any(|name| !name.is_empty()) && on_path("xdg-open") {
        ("xdg-open", &[])
    } else {
        return;
    };
    let mut command = Command::new(program);
    command.args(arguments).arg(address).stdin(Stdio::null());
    if let Err(error) = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
        eprintln!("no browser could be opened ({error})");
    }
}
