//! A server of the site that remembers every request.

use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use site::{End, Http, Site};

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Method, such as `GET`.
    pub method: String,
    /// Path and query.
    pub url: String,
    /// When it came.
    pub at: Instant,
    /// Status of the answer.
    pub status: u16,
}

/// How a site is hosted.
#[derive(Debug, Clone, Default)]
pub struct Hosting {
    /// Policy sent with every answer; `None`: the page has only what its own meta tag says, as on a
    /// host that sends files and nothing else.
    pub policy: Option<String>,
    /// Folder that the site stands in, such as `tools/riskset`; empty: the root.
    pub folder: String,
}

/// Serves a site on a free port of this machine until it is dropped.
pub struct Server {
    end: End,
    log: Arc<Mutex<Vec<Hit>>>,
    thread: Option<JoinHandle<()>>,
    url: String,
}

impl Server {
    /// The built site, as `cargo xtask serve` serves it.
    pub fn dist() -> Result<Self> {
        let site = crate::dist()?;
        let policy = Some(site.policy()?);
        let folder = String::new();
        Self::start(site, Hosting { policy, folder })
    }

    /// A site, hosted in one way or another.
    pub fn start(site: Site, hosting: Hosting) -> Result<Self> {
        let http = Http::listen(0)?;
        let (port, end) = (http.port(), http.end());
        let prefix = match hosting.folder.as_str() {
            "" => String::new(),
            folder => format!("/{folder}"),
        };
        let url = format!("http://localhost:{port}{prefix}/");
        let log = Arc::new(Mutex::new(Vec::new()));
        let thread = thread::spawn({
            let log = Arc::clone(&log);
            move || {
                http.serve(move |request, out| {
                    // Outside its folder the site has nothing.
                    let inside = request.url.strip_prefix(&prefix).unwrap_or("/../");
                    let answer = site.answer(&request.method, inside);
                    let (method, url) = (request.method.clone(), request.url.clone());
                    let hit = Hit { method, url, at: Instant::now(), status: answer.status };
                    log.lock().expect("nobody panics with the log").push(hit);
                    let policy = hosting.policy.as_deref();
                    answer.write(&request.method, policy, out).expect("the response is gathered in memory");
                });
            }
        });
        Ok(Self { end, log, thread: Some(thread), url })
    }

    /// Address of the page; ends in a slash.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Every request so far, in order.
    pub fn log(&self) -> Vec<Hit> {
        self.log.lock().expect("nobody panics with the log").clone()
    }

    /// Waits until nothing has been asked for half a second and gives back the log: the page has
    /// loaded whatever it loads.
    pub fn settled(&self) -> Result<Vec<Hit>> {
        let quiet = Duration::from_millis(500);
        let end = Instant::now() + Duration::from_secs(15);
        loop {
            let log = self.log();
            if log.last().is_some_and(|hit| hit.at.elapsed() > quiet) {
                return Ok(log);
            }
            ensure!(Instant::now() < end, "requests do not cease: {log:#?}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end.now();
        if let Some(thread) = self.thread.take() {
            // A panic of the serving thread has been printed already.
            let _: thread::Result<()> = thread.join();
        }
    }
}
