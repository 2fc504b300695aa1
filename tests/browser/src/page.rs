//! The page as a person before it sees it.

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::keys::{DELETE, ENTER, with_control};
use crate::tolerance::half_a_unit;
use crate::{Browser, Letters, Server, View};

/// The built page, open in a browser of its own, with its first answer.
pub struct Page {
    /// The browser that shows it.
    pub browser: Browser,
    /// The server that it came from.
    pub server: Server,
}

impl Page {
    /// Opens the page and waits for its first answer.
    pub fn open() -> Result<Self> {
        Self::open_in(View::default())
    }

    /// The same in another view.
    pub fn open_in(view: View) -> Result<Self> {
        Self::open_with(Letters::default(), view)
    }

    /// The same on a machine with other letters.
    pub fn open_with(letters: Letters, view: View) -> Result<Self> {
        let server = Server::dist()?;
        let browser = Browser::open_with(letters)?;
        browser.set_view(view)?;
        browser.goto(&server.url())?;
        let page = Self { browser, server };
        page.answered()?;
        Ok(page)
    }

    /// The same in Firefox.
    pub fn open_in_firefox() -> Result<Self> {
        let server = Server::dist()?;
        let browser = Browser::firefox()?;
        browser.goto(&server.url())?;
        let page = Self { browser, server };
        page.answered()?;
        Ok(page)
    }

    /// Waits until the answer belongs to what was given.
    pub fn answered(&self) -> Result<()> {
        self.browser.wait_for(
            "window.riskset && document.getElementById('answer').getAttribute('aria-busy') === 'false'",
        )
    }

    /// Opens the tab that takes counts and waits for its answer.
    pub fn show_counts(&self) -> Result<()> {
        self.browser.click("#tab-counts")?;
        self.counts_answered()
    }

    /// Waits until the answer about counts belongs to what was given.
    pub fn counts_answered(&self) -> Result<()> {
        self.browser
            .wait_for("document.getElementById('counts-answer').getAttribute('aria-busy') === 'false'")
    }

    /// The report behind the page; `Null` while there is none.
    pub fn report(&self) -> Result<Value> {
        // As text: what the driver makes of a number is not what is tested.
        let text: String = self.browser.run("return JSON.stringify(window.riskset.report)", &[])?;
        Ok(serde_json::from_str(&text)?)
    }

    /// What is to be read in an element: nothing that is hidden. Spaces of every kind are plain ones.
    pub fn text(&self, selector: &str) -> Result<String> {
        let text: Option<String> = self.browser.run(
            "const element = document.querySelector(args[0]);
             return element && (element.checkVisibility() ? element.innerText : '');",
            &[json!(selector)],
        )?;
        let text = text.with_context(|| format!("nothing in the page is {selector}"))?;
        Ok(text.replace(['\u{a0}', '\u{202f}'], " "))
    }

    /// These words are to be read in this part of the page.
    pub fn reads(&self, selector: &str, words: &[&str]) -> Result<()> {
        let text = self.text(selector)?;
        for word in words {
            ensure!(text.contains(word), "\"{word}\" is not to be read in {selector}: {text}");
        }
        Ok(())
    }

    /// These words are not to be read in this part of the page.
    pub fn lacks(&self, selector: &str, words: &[&str]) -> Result<()> {
        let text = self.text(selector)?;
        for word in words {
            ensure!(!text.contains(word), "\"{word}\" is to be read in {selector}: {text}");
        }
        Ok(())
    }

    /// What the field holds.
    pub fn value(&self, selector: &str) -> Result<String> {
        self.browser.run("return document.querySelector(args[0]).value", &[json!(selector)])
    }

    /// The sentence that answers, be it a result or the reason why there is none.
    pub fn sentence(&self) -> Result<String> {
        let sentences = [self.text("#say")?, self.text("#failure")?, self.text("#file-problem")?];
        Ok(sentences.concat().trim().to_owned())
    }

    /// The number at this place of the report, such as `/cox/terms/0/coef/value`.
    pub fn number(&self, place: &str) -> Result<f64> {
        let report = self.report()?;
        let number = report.pointer(place).and_then(Value::as_f64);
        number.with_context(|| format!("no number at {place} of {report}"))
    }

    /// The number at this place of the report is the printed one, to half a unit of its last digit.
    pub fn prints(&self, place: &str, printed: &str) -> Result<()> {
        let (ours, expected) = (self.number(place)?, printed.parse::<f64>()?);
        ensure!((ours - expected).abs() <= half_a_unit(printed), "{place} is {ours}, not {printed}");
        Ok(())
    }

    /// All that is to be read in the page.
    pub fn visible(&self) -> Result<String> {
        self.text("body")
    }

    /// Pastes over the text in the box, by the clipboard and the keys.
    pub fn paste(&self, text: &str) -> Result<()> {
        self.browser.paste("textarea", text)?;
        self.answered()
    }

    /// Puts text into the box as if typed at once.
    pub fn put(&self, text: &str) -> Result<()> {
        self.browser.set_value("textarea", text)?;
        self.answered()
    }

    /// Types into a field over what it holds, and ends with Enter.
    pub fn fill(&self, selector: &str, text: &str) -> Result<()> {
        let all = with_control("a");
        self.browser.type_into(selector, &format!("{all}{DELETE}{text}{ENTER}"))?;
        self.answered()
    }

    /// Gives a select this value, or a field this text.
    pub fn set(&self, selector: &str, value: &str) -> Result<()> {
        self.browser.set_value(selector, value)?;
        self.answered()
    }

    /// Presses a button.
    pub fn press(&self, selector: &str) -> Result<()> {
        self.browser.click(selector)?;
        self.answered()
    }

    /// Opens the menu of samples and takes the one whose title holds these words.
    pub fn sample(&self, title: &str) -> Result<()> {
        self.browser.click("#samples-button")?;
        self.browser.run::<()>(
            "const items = [...document.querySelectorAll('#sample-list button')];
             items.find((item) => item.innerText.includes(args[0])).id = 'wanted-by-the-test';",
            &[json!(title)],
        )?;
        self.browser.click("#wanted-by-the-test")?;
        self.browser.run::<()>("document.getElementById('wanted-by-the-test').id = ''", &[])?;
        self.answered()
    }

    /// Opens a part of the page that is folded away.
    pub fn unfold(&self, selector: &str) -> Result<()> {
        let open: bool =
            self.browser.run("return document.querySelector(args[0]).open", &[json!(selector)])?;
        if !open {
            self.browser.click(&format!("{selector} > summary"))?;
            self.browser.wait_for(&format!("document.querySelector({selector:?}).open"))?;
            // What a fold holds is made when the browser says that it is open, which is a turn later.
            self.browser.run::<()>(
                "await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));",
                &[],
            )?;
        }
        Ok(())
    }

    /// Drops a file on the page. Does not wait for the answer: the page first reads the file.
    pub fn drop_file(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.browser.run(
            "const bytes = Uint8Array.from(atob(args[1]), (letter) => letter.charCodeAt(0));
             const dataTransfer = new DataTransfer();
             dataTransfer.items.add(new File([bytes], args[0]));
             for (const kind of ['dragenter', 'dragover', 'drop']) {
               const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer });
               document.querySelector('textarea').dispatchEvent(event);
             }",
            &[json!(name), json!(BASE64.encode(bytes))],
        )
    }
}
