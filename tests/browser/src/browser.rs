//! One browser: where it goes, what it is asked, what it complains of.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::runtime::{self, Runtime};

use crate::View;
use crate::commands::{Console, DevTools};
use crate::driver::{Driver, Kind};

/// How long [`Browser::wait_for`] waits. Generous: a slow machine is no failure.
const PATIENCE: Duration = Duration::from_secs(15);

/// Nothing that the browser does of its own accord may reach a server that a test listens to.
const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

/// A headless browser with an empty profile; closed when dropped.
#[derive(Debug)]
pub struct Browser {
    kind: Kind,
    pub(crate) client: Client,
    console: RefCell<Vec<Entry>>,
    // Dropped after the client, in this order: the runtime carries its connection, the driver
    // closes the browser, and then its folder is in nobody's use.
    runtime: Runtime,
    _driver: Driver,
    scratch: Scratch,
}

/// The letters of a machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Letters {
    /// The only family of fonts; `None`: whatever is installed.
    pub family: Option<&'static str>,
    /// No letter is smaller than this many pixels, as a person may set it in the browser.
    pub smallest: Option<u32>,
}

/// A file by which the system's fonts are all of one family.
fn fonts_of(family: &str, folder: &Path) -> Result<PathBuf> {
    let path = folder.join("fonts.conf");
    let config = format!(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE fontconfig SYSTEM \"urn:fontconfig:fonts.dtd\">\n<fontconfig>\
         <dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir><cachedir>{}</cachedir>\
         <match target=\"pattern\"><edit name=\"family\" mode=\"assign\" binding=\"strong\">\
         <string>{family}</string></edit></match></fontconfig>\n",
        folder.join("fonts-cache").display()
    );
    fs::write(&path, config)?;
    Ok(path)
}

/// One line of the browser's console.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Entry {
    /// `SEVERE`, `WARNING`, `INFO` or `DEBUG`.
    pub level: String,
    /// Who speaks: `console-api`, `javascript`, `network`, `security`, …
    pub source: String,
    /// What is said, with the place in the code before it.
    pub message: String,
}

impl Browser {
    /// Opens Chromium with the usual [`View`].
    pub fn open() -> Result<Self> {
        Self::open_with(Letters::default())
    }

    /// The same on a machine with other letters.
    pub fn open_with(letters: Letters) -> Result<Self> {
        let browser = Self::start(Kind::Chromium, letters)?;
        browser.set_view(View::default())?;
        Ok(browser)
    }

    /// Opens Firefox in a window of the usual size. What needs Chromium's own protocol fails in it: views, the
    /// console, printing.
    pub fn firefox() -> Result<Self> {
        let browser = Self::start(Kind::Firefox, Letters::default())?;
        let View { width, height, .. } = View::default();
        browser.wait(browser.client.set_window_size(width, height))?;
        Ok(browser)
    }

    fn start(kind: Kind, letters: Letters) -> Result<Self> {
        let scratch = Scratch::new()?;
        let fonts = letters.family.map(|family| fonts_of(family, &scratch.0)).transpose()?;
        let driver = Driver::start(kind, &scratch.0, fonts.as_deref())?;
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let Value::Object(capabilities) = capabilities(kind, &scratch, letters) else {
            bail!("capabilities are an object")
        };
        let client = runtime
            .block_on(
                ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&driver.url()),
            )
            .with_context(|| format!("{kind:?} does not start"))?;
        Ok(Self { kind, client, console: RefCell::default(), runtime, _driver: driver, scratch })
    }

    /// Goes to an address and waits until its load event.
    pub fn goto(&self, url: &str) -> Result<()> {
        self.wait(self.client.goto(url)).with_context(|| format!("cannot go to {url}"))
    }

    /// Runs `body` in the page as the body of an async function and gives back what it returns.
    ///
    /// The body may `await`; its arguments stand in the array `args`. A body that returns nothing
    /// gives `()`.
    pub fn run<T: DeserializeOwned>(&self, body: &str, args: &[Value]) -> Result<T> {
        let script = format!("const args = [...arguments]; return (async () => {{ {body}\n }})();");
        let value = self
            .wait(self.client.execute(&script, args.to_vec()))
            .with_context(|| format!("in the page: {body}"))?;
        serde_json::from_value(value.clone()).with_context(|| format!("the page gave {value} for: {body}"))
    }

    /// Waits until `condition`, an expression of the page, is true.
    ///
    /// When it does not become true, the error holds its last value and what the console says.
    pub fn wait_for(&self, condition: &str) -> Result<()> {
        let end = Instant::now() + PATIENCE;
        loop {
            let last = self
                .run::<(bool, Value)>(&format!("const it = ({condition}); return [Boolean(it), it];"), &[]);
            if let Ok((true, _)) = last {
                return Ok(());
            }
            if Instant::now() > end {
                let last = last.map_or_else(|error| format!("{error:#}"), |(_, it)| it.to_string());
                bail!(
                    "waited {} s for `{condition}`: it is {last}; console: {:#?}",
                    PATIENCE.as_secs(),
                    self.console()?
                );
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// All that was written to the console since the browser was opened.
    ///
    /// Firefox's driver does not tell: it is always empty there.
    pub fn console(&self) -> Result<Vec<Entry>> {
        if self.kind == Kind::Firefox {
            return Ok(Vec::new());
        }
        let new = self.wait(self.client.issue_cmd(Console))?;
        let mut console = self.console.borrow_mut();
        console.extend(serde_json::from_value::<Vec<Entry>>(new)?);
        Ok(console.clone())
    }

    /// The warnings and errors among [`console`](Self::console).
    pub fn complaints(&self) -> Result<Vec<Entry>> {
        let mut console = self.console()?;
        console.retain(|entry| matches!(entry.level.as_str(), "SEVERE" | "WARNING"));
        Ok(console)
    }

    /// Waits for a downloaded file of this name to be complete and gives back its content.
    ///
    /// Of two downloads started within a second Chromium may lose the first: wait for each.
    pub fn downloaded(&self, name: &str) -> Result<Vec<u8>> {
        let folder = self.scratch.downloads();
        let path = folder.join(name);
        let end = Instant::now() + PATIENCE;
        // Both browsers write to another name and rename the complete file; Firefox keeps the name with an empty file
        // until then.
        while fs::metadata(&path).map_or(0, |file| file.len()) == 0 {
            if Instant::now() > end {
                bail!("{name} was not downloaded; there is {:?}", names(&folder)?);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(fs::read(path)?)
    }

    /// What the page prints, as the browser's own dialog would save it: A4, portrait.
    pub fn pdf(&self) -> Result<Vec<u8>> {
        let printed = self
            .dev_tools("Page.printToPDF", json!({ "preferCSSPageSize": true, "printBackground": false }))?;
        let data = printed.get("data").and_then(Value::as_str).context("a PDF")?;
        Ok(BASE64.decode(data)?)
    }

    /// The name that the browser gives a screen reader for an element. Spaces of every kind are plain ones.
    pub fn accessible_name(&self, selector: &str) -> Result<String> {
        let expression = format!("document.querySelector({})", json!(selector));
        let found = self.dev_tools("Runtime.evaluate", json!({ "expression": expression }))?;
        let wanted = json!({ "objectId": found["result"]["objectId"], "fetchRelatives": false });
        let tree = self.dev_tools("Accessibility.getPartialAXTree", wanted)?;
        let name = tree["nodes"][0]["name"]["value"].as_str();
        let name = name.with_context(|| format!("{selector} has no name: {tree}"))?;
        Ok(name.replace(['\u{a0}', '\u{202f}'], " ").replace(['\u{2068}', '\u{2069}'], ""))
    }

    /// Lets the page write to the clipboard, as a person who presses a button does.
    pub fn allow_clipboard(&self) -> Result<()> {
        let permissions = json!(["clipboardReadWrite", "clipboardSanitizedWrite"]);
        self.dev_tools("Browser.grantPermissions", json!({ "permissions": permissions })).map(|_| ())
    }

    /// Sends a command of the DevTools protocol.
    pub(crate) fn dev_tools(&self, name: &'static str, params: Value) -> Result<Value> {
        self.wait(self.client.issue_cmd(DevTools { name, params })).context(name)
    }

    /// Runs one WebDriver command to its end.
    pub(crate) fn wait<T, E>(&self, command: impl Future<Output = Result<T, E>>) -> Result<T>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        Ok(self.runtime.block_on(command)?)
    }
}

/// What is asked of the driver: a headless browser that saves files without asking.
fn capabilities(kind: Kind, scratch: &Scratch, letters: Letters) -> Value {
    match kind {
        Kind::Chromium => {
            let mut options = json!({
                "args": FLAGS,
                "prefs": {
                    "download.default_directory": scratch.downloads(),
                    "download.prompt_for_download": false,
                    // Without it a script is kept back until somebody confirms it.
                    "safebrowsing.enabled": true,
                },
            });
            if let Some(smallest) = letters.smallest {
                options["prefs"]["webkit.webprefs.minimum_font_size"] = smallest.into();
            }
            if let Ok(path) = std::env::var("CHROME") {
                options["binary"] = path.into();
            }
            json!({
                "goog:chromeOptions": options,
                "goog:loggingPrefs": { "browser": "ALL" },
                "unhandledPromptBehavior": "accept",
            })
        }
        Kind::Firefox => json!({
            "moz:firefoxOptions": {
                "args": ["-headless"],
                "prefs": {
                    "browser.download.folderList": 2,
                    "browser.download.dir": scratch.downloads(),
                    "browser.download.useDownloadDir": true,
                    "browser.download.manager.showWhenStarting": false,
                },
            },
            "unhandledPromptBehavior": "accept",
        }),
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Chromium's driver closes its browsers by itself when it ends.
        if self.kind == Kind::Firefox {
            let _: Result<(), _> = self.runtime.block_on(self.client.clone().close());
        }
    }
}

/// A folder of one browser's own, for its profile and what it downloads.
#[derive(Debug)]
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("riskset-browser-{}-{count}", std::process::id());
        let scratch = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(scratch.downloads())?;
        Ok(scratch)
    }

    fn downloads(&self) -> PathBuf {
        self.0.join("downloads")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A folder that stays behind among the temporary ones does no harm.
        let _: std::io::Result<()> = fs::remove_dir_all(&self.0);
    }
}

fn names(folder: &Path) -> Result<Vec<String>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}
