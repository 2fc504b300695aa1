//! What a person's hands do.

use anyhow::{Context, Result, ensure};
use fantoccini::Locator;
use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use serde_json::json;
use std::time::Duration;

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

    /// Drags with the mouse over the plot, between two shares of its width, by way of their middle. Fails if the page does not
    /// show the span meanwhile.
    pub fn drag_over_plot(&self, from: f64, to: f64) -> Result<()> {
        let width: f64 = self.run(
            "const walker = document.getElementById('walker');
             walker.scrollIntoView({ block: 'center' });
             return walker.getBoundingClientRect().width",
            &[],
        )?;
        let walker = self.element("#walker")?;
        let at = |share: f64| PointerAction::MoveToElement {
            element: walker.clone(),
            duration: Some(Duration::from_millis(50)),
            x: (share - 0.5) * (width - 2.0),
            y: 0.0,
        };
        let mouse = || MouseActions::new("mouse".to_owned());
        let button = MOUSE_BUTTON_LEFT;
        let pressed = mouse().then(at(from)).then(PointerAction::Down { button }).then(at((from + to) / 2.0));
        self.wait(self.client.perform_actions(pressed)).context("cannot begin to drag")?;
        let shown: bool = self.run("return !document.querySelector('#walker .span').hidden", &[])?;
        let released = mouse().then(at(to)).then(PointerAction::Up { button });
        self.wait(self.client.perform_actions(released)).context("cannot end to drag")?;
        ensure!(shown, "no span is shown while the mouse drags");
        Ok(())
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
