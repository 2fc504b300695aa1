//! Keys that write nothing, as WebDriver's private characters: [`Browser::type_into`](crate::Browser::type_into) takes
//! them among the letters of a text.

/// Deletes the letter before the caret, or what is selected.
pub const BACKSPACE: &str = "\u{E003}";
/// Deletes the letter behind the caret, or what is selected.
pub const DELETE: &str = "\u{E017}";
/// The arrow that points down.
pub const DOWN: &str = "\u{E015}";
/// The last place.
pub const END: &str = "\u{E010}";
/// The return key.
pub const ENTER: &str = "\u{E007}";
/// Puts away what is open.
pub const ESCAPE: &str = "\u{E00C}";
/// The first place.
pub const HOME: &str = "\u{E011}";
/// The arrow that points left.
pub const LEFT: &str = "\u{E012}";
/// A large step up.
pub const PAGE_UP: &str = "\u{E00E}";
/// The arrow that points right.
pub const RIGHT: &str = "\u{E014}";
/// Held down until the chord or the text ends.
pub const SHIFT: &str = "\u{E008}";
/// The next stop of the focus.
pub const TAB: &str = "\u{E004}";

/// Lets go of whatever is held down.
const RELEASE: &str = "\u{E000}";
const CONTROL: &str = "\u{E009}";

/// These keys with Control held down, such as `z` for Undo, or `av` to paste over all that there is.
pub fn with_control(keys: &str) -> String {
    format!("{CONTROL}{keys}{RELEASE}")
}
