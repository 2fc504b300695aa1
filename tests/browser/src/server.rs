//! A server of the site that remembers every request.
//!
//! A thread for each connection, a connection for each request. The pool of threads in `tiny_http`
//! can leave a connection waiting until another one ends (its count of idle threads lags behind),
//! and a browser that keeps its connections open then waits for a file for ever.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use site::Site;

/// A browser that says nothing for so long is not listened to any more.
const PATIENCE: Duration = Duration::from_secs(10);

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
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    port: u16,
    url: String,
}

/// What the threads of a server have in common.
struct Shared {
    site: Site,
    policy: Option<String>,
    /// Begins with a slash and does not end in one, or is empty.
    prefix: String,
    log: Mutex<Vec<Hit>>,
    over: AtomicBool,
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
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let prefix = match hosting.folder.as_str() {
            "" => String::new(),
            folder => format!("/{folder}"),
        };
        let url = format!("http://localhost:{port}{prefix}/");
        let log = Mutex::default();
        let over = AtomicBool::new(false);
        let shared = Arc::new(Shared { site, policy: hosting.policy, prefix, log, over });
        let thread = thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                for stream in listener.incoming().flatten() {
                    if shared.over.load(Ordering::Relaxed) {
                        return;
                    }
                    let shared = Arc::clone(&shared);
                    // A browser that goes away in the middle is no failure of a test.
                    thread::spawn(move || drop(shared.serve(&stream)));
                }
            }
        });
        Ok(Self { shared, thread: Some(thread), port, url })
    }

    /// Address of the page; ends in a slash.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Every request so far, in order.
    pub fn log(&self) -> Vec<Hit> {
        self.shared.log.lock().expect("nobody panics with the log").clone()
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

impl Shared {
    /// Reads one request, notes it and answers it.
    fn serve(&self, stream: &TcpStream) -> Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut lines = BufReader::new(stream);
        let mut first = String::new();
        // A browser may open a connection in advance and never use it.
        if lines.read_line(&mut first)? == 0 {
            return Ok(());
        }
        let mut words = first.split_whitespace();
        let (method, url) = words.next().zip(words.next()).context("no request")?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            lines.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse()?;
            }
        }
        let mut body = lines.take(length);
        std::io::copy(&mut body, &mut std::io::sink())?;
        self.answer(method, url, stream)
    }

    fn answer(&self, method: &str, url: &str, mut stream: &TcpStream) -> Result<()> {
        // Outside its folder the site has nothing.
        let inside = url.strip_prefix(&self.prefix).unwrap_or("/../");
        let answer = self.site.answer(&method.parse().ok().context("no method")?, inside);
        let hit =
            Hit { method: method.to_owned(), url: url.to_owned(), at: Instant::now(), status: answer.status };
        self.log.lock().expect("nobody panics with the log").push(hit);
        let mut head = format!(
            "HTTP/1.1 {} {}\r\nContent-Length: {}\r\nContent-Type: {}\r\nCache-Control: no-store\r\n\
             X-Content-Type-Options: nosniff\r\nConnection: close\r\n",
            answer.status,
            if answer.status == 200 { "OK" } else { "No" },
            answer.body.len(),
            answer.mime,
        );
        if let Some(policy) = &self.policy {
            head += &format!("Content-Security-Policy: {policy}\r\n");
        }
        stream.write_all(format!("{head}\r\n").as_bytes())?;
        if method != "HEAD" {
            stream.write_all(answer.body)?;
        }
        stream.shutdown(Shutdown::Write)?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::Relaxed);
        // The listening thread hears of it with the next connection: this one.
        let woken = TcpStream::connect(("127.0.0.1", self.port)).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| woken) {
            // A panic of the listening thread has been printed already.
            let _: thread::Result<()> = thread.join();
        }
    }
}
