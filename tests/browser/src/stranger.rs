//! Another host, to which nothing may ever go.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use anyhow::Result;

/// Listens on a port of its own, which makes it another origin, and remembers what it is asked.
///
/// Chromium may open a connection to a frame's or form's host before it finds that the policy
/// forbids the frame, and then says nothing over it: a connection alone is not counted.
#[derive(Debug)]
pub struct Stranger {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Stranger {
    /// Listens until the tests end.
    pub fn listen() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&heard);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let log = Arc::clone(&log);
                thread::spawn(move || {
                    let line = converse(&stream);
                    if !line.is_empty() {
                        log.lock().expect("nobody panics with the log").push(line);
                    }
                });
            }
        });
        Ok(Self { port, heard })
    }

    /// Its address; ends in a slash.
    pub fn url(&self) -> String {
        format!("http://localhost:{}/", self.port)
    }

    /// The first line of each request, such as `GET /path HTTP/1.1`.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().expect("nobody panics with the log").clone()
    }
}

/// Reads the first line and answers "no content", which leaves a browser where it is.
///
/// A line that is cut short is something said, too.
fn converse(mut stream: &TcpStream) -> String {
    const ANSWER: &[u8] =
        b"HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n";
    let mut line = Vec::new();
    // What is heard counts, whether or not the connection then breaks.
    let _: std::io::Result<usize> = BufReader::new(stream).read_until(b'\n', &mut line);
    let _: std::io::Result<()> = stream.write_all(ANSWER);
    String::from_utf8_lossy(&line).trim_end().to_owned()
}
