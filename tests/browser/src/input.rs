//! What a person's hands do.

use anyhow::{Context, Result};
use fantoccini::Locator;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use serde_json::json;

use crate::Browser;
use crate::keys::with_control;

impl Browser {
    /// Clicks the first element that the selector finds, where a person would.
    pub fn click(&self, selector: &str) -> Result<()> {
        let element = self.element(selector)?;
        self.wait(element.click()).with_context(|| format!("cannot click {selector}"))
    }

    /// Types into an element, key by key: letters, and what stands among the [`keys`](crate::keys).
    pub fn type_into(&self, selector: &str, keys: &str) -> Result<()> {
        let element = self.element(selector)?;
        self.wait(element.send_keys(keys)).with_context(|| format!("cannot type into {selector}"))
    }

    /// Drags with a mouse over the plot, between two shares of its width, by way of their middle. Fails if the page does not show
    /// the span meanwhile.
    pub fn drag_over_plot(&self, from: f64, to: f64) -> Result<()> {
        self.run(
            "const walker = document.getElementById('walker');
             walker.setPointerCapture = () => {};
             const { left, width, top } = walker.getBoundingClientRect();
             const send = (kind, share) => walker.dispatchEvent(new PointerEvent(kind, {
               bubbles: true, pointerType: 'mouse', button: 0, clientX: left + share * width, clientY: top + 5 }));
             const [from, to] = args;
             send('pointerdown', from); send('pointermove', (from + to) / 2);
             if (document.querySelector('#walker .span').hidden) throw new Error('no span is shown');
             send('pointermove', to); send('pointerup', to);",
            &[json!(from), json!(to)],
        )
    }

    /// Presses the Tab key wherever the focus is, also inside an element whose tree is closed.
    pub fn tab(&self) -> Result<()> {
        let value = Key::Tab.into();
        let key =
            KeyActions::new("keys".to_owned()).then(KeyAction::Down { value }).then(KeyAction::Up { value });
        self.wait(self.client.perform_actions(key)).context("cannot press Tab")
    }

    /// Puts text in place of what a field holds, by the clipboard and real key chords: the page sees
    /// a paste as from a person.
    pub fn paste(&self, selector: &str, text: &str) -> Result<()> {
        // The clipboard is filled by cutting the text out of a field that exists for that only.
        self.run::<()>(
            "const field = document.createElement('textarea');
             field.id = 'clipboard-of-the-test';
             document.body.append(field);
             field.value = args[0];",
            &[json!(text)],
        )?;
        self.type_into("#clipboard-of-the-test", &with_control("ax"))?;
        self.run::<()>("document.getElementById('clipboard-of-the-test').remove()", &[])?;
        self.type_into(selector, &with_control("av"))
    }

    /// Sets the value of a field or a select and tells the page, as an input would: quicker than
    /// [`paste`](Self::paste) where the hands are not what is tested.
    pub fn set_value(&self, selector: &str, value: &str) -> Result<()> {
        self.run(
            "const field = document.querySelector(args[0]);
             field.value = args[1];
             field.dispatchEvent(new Event('input', { bubbles: true }));
             field.dispatchEvent(new Event('change', { bubbles: true }));",
            &[json!(selector), json!(value)],
        )
    }

    fn element(&self, selector: &str) -> Result<Element> {
        self.wait(self.client.find(Locator::Css(selector)))
            .with_context(|| format!("nothing in the page is {selector}"))
    }
}
