//! As much of HTTP/1.1 as a page on this machine needs: one request a connection, one thread a
//! connection.
//!
//! A browser opens connections ahead of time and may leave them silent; none of them can keep
//! another waiting here. (A server with a fixed set of threads was tried first: a burst of
//! connections could leave one without a thread, and the page's load never ended.)

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// A head longer than this is not a browser's.
const LONGEST_HEAD: usize = 64 * 1024;
/// Headers that a request may have.
const MOST_HEADERS: usize = 64;
/// How long a connection may stay silent.
const PATIENCE: Duration = Duration::from_secs(60);

/// The first line of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Method, such as `GET`.
    pub method: String,
    /// Path and query.
    pub url: String,
}

/// A port of this machine that is listened to.
#[derive(Debug)]
pub struct Http {
    listener: TcpListener,
    port: u16,
    ended: Arc<AtomicBool>,
}

/// Ends the serving of one [`Http`].
#[derive(Debug, Clone)]
pub struct End {
    port: u16,
    ended: Arc<AtomicBool>,
}

impl Http {
    /// Listens on `port`, or on a free one for 0.
    ///
    /// # Errors
    /// Where the port is taken.
    pub fn listen(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port))?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port, ended: Arc::default() })
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What ends [`serve`](Self::serve).
    pub fn end(&self) -> End {
        End { port: self.port, ended: Arc::clone(&self.ended) }
    }

    /// Hands each request to `answer`, which writes a whole response, until it is ended.
    pub fn serve(self, answer: impl Fn(&Request, &mut dyn Write) + Send + Sync + 'static) {
        let answer = Arc::new(answer);
        for stream in self.listener.incoming().flatten() {
            if self.ended.load(Ordering::SeqCst) {
                return;
            }
            let answer = Arc::clone(&answer);
            thread::spawn(move || {
                // A browser that has gone away is no error: nobody is left to hear of it.
                let _: io::Result<()> = converse(stream, &*answer);
            });
        }
    }
}

impl End {
    /// Ends the serving; connections that are open are finished.
    pub fn now(&self) {
        self.ended.store(true, Ordering::SeqCst);
        // The listener looks up only when somebody comes.
        let _: io::Result<TcpStream> = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn converse(mut stream: TcpStream, answer: &dyn Fn(&Request, &mut dyn Write)) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let Some(request) = read(&mut stream)? else {
        return Ok(());
    };
    let mut response = Vec::new();
    answer(&request, &mut response);
    stream.write_all(&response)?;
    stream.shutdown(std::net::Shutdown::Write)?;
    // What the browser still has to say is heard, or closing would cut the response off.
    io::copy(&mut stream.take(1 << 20), &mut io::sink()).map(|_| ())
}

/// The head of a request; `None` where the connection ends before it, or it is no request.
fn read(stream: &mut impl Read) -> io::Result<Option<Request>> {
    let mut head = Vec::new();
    let mut piece = [0; 4096];
    while head.len() < LONGEST_HEAD {
        let n = stream.read(&mut piece)?;
        if n == 0 {
            return Ok(None);
        }
        head.extend_from_slice(&piece[..n]);
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        match request.parse(&head) {
            Ok(httparse::Status::Complete(_)) => {
                let text = |part: Option<&str>| part.unwrap_or_default().to_owned();
                return Ok(Some(Request { method: text(request.method), url: text(request.path) }));
            }
            Ok(httparse::Status::Partial) => {}
            Err(_) => return Ok(None),
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(port: u16, words: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("somebody listens");
        stream.write_all(words.as_bytes()).expect("the line is open");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("text");
        answer
    }

    #[test]
    fn silent_connections_keep_nobody_waiting() {
        let http = Http::listen(0).expect("a free port");
        let (port, end) = (http.port(), http.end());
        let serving = thread::spawn(|| {
            http.serve(|request, out| write!(out, "{} {}", request.method, request.url).expect("a buffer"));
        });
        let silent: Vec<TcpStream> =
            (0..20).map(|_| TcpStream::connect(("127.0.0.1", port)).expect("somebody listens")).collect();
        assert_eq!(ask(port, "GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n"), "GET /a?b");
        assert_eq!(ask(port, "no request\r\n\r\n"), "");
        drop(silent);
        end.now();
        serving.join().expect("the serving ends");
    }
}
