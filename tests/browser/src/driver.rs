//! The program that drives the browser.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Which browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Chromium, driven by chromedriver.
    Chromium,
    /// Firefox, driven by geckodriver.
    Firefox,
}

impl Kind {
    /// The driver: named in a variable, or where `cargo xtask test` puts it, or found by its name.
    fn driver(self) -> OsString {
        let (variable, name) = match self {
            Kind::Chromium => ("CHROMEDRIVER", "chromedriver"),
            Kind::Firefox => ("GECKODRIVER", "geckodriver"),
        };
        let own = || {
            let program = std::env::current_exe().ok()?;
            let path = program.ancestors().nth(3)?.join("tools/bin").join(name);
            path.is_file().then(|| path.into_os_string())
        };
        std::env::var_os(variable).or_else(own).unwrap_or_else(|| name.into())
    }

    /// What the driver says before the number of its port.
    fn greeting(self) -> &'static str {
        match self {
            Kind::Chromium => "started successfully on port ",
            Kind::Firefox => "Listening on 127.0.0.1:",
        }
    }
}

/// So often a driver is started that ends at once.
const TRIES: usize = 4;

/// A running driver of our own; when dropped it closes its browsers and ends.
#[derive(Debug)]
pub(crate) struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts the driver on a port that the system picks. The profiles that it makes go to `scratch`.
    ///
    /// A port that is free for one protocol may be taken for the other: then the driver ends at once, and another is started.
    pub(crate) fn start(kind: Kind, scratch: &Path, fonts: Option<&Path>) -> Result<Self> {
        for _ in 0..TRIES {
            if let Some(driver) = Self::start_once(kind, scratch, fonts)? {
                return Ok(driver);
            }
        }
        anyhow::bail!("the driver ended before it was ready, {TRIES} times")
    }

    /// `None` if the driver ended before it was ready.
    fn start_once(kind: Kind, scratch: &Path, fonts: Option<&Path>) -> Result<Option<Self>> {
        let program = kind.driver();
        let mut child = Command::new(&program)
            .envs(fonts.map(|fonts| ("FONTCONFIG_FILE", fonts)))
            .arg("--port=0")
            .env("TMPDIR", scratch)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("{} cannot be started: run `cargo xtask test` once, install it, or name it in CHROMEDRIVER or GECKODRIVER", program.display()))?;
        let output = child.stdout.take().context("the output is piped")?;
        let mut driver = Self { child, port: 0 };
        let mut lines = BufReader::new(output).lines();
        for line in lines.by_ref() {
            if let Some((_, port)) = line?.split_once(kind.greeting()) {
                driver.port = port.trim_end_matches('.').parse()?;
                break;
            }
        }
        // A pipe that nobody reads would fill up and stop the driver.
        std::thread::spawn(move || lines.for_each(drop));
        Ok((driver.port != 0).then_some(driver))
    }

    /// Address for the WebDriver protocol.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks the driver to close its browsers and end; a driver that is killed leaves them running.
    fn shut_down(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /shutdown HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
        stream.read_exact(&mut [0; 12])?;
        Ok(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let asked = self.shut_down().is_ok();
        let patience = Instant::now() + Duration::from_secs(5);
        while asked && Instant::now() < patience {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        // Nothing better can be done with an error here than to go on.
        let _: std::io::Result<()> = self.child.kill();
        let _: std::io::Result<_> = self.child.wait();
    }
}
