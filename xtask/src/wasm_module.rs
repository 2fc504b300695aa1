//! The core as a JavaScript module.
//!
//! Each byte becomes the character with that number, so most bytes stay one byte of UTF-8 and the
//! compressor still sees the core as it is. Over the wire this costs 4 % more than the bare core
//! with brotli and 7 % more with gzip. Base64 costs 30 % either way; base64 of the compressed core
//! saves 6 % with gzip but costs 12 % with brotli, and would have to be unpacked by the page.

use std::fmt::Write;

/// The module's source. It holds every byte of `wasm` and one function that gives them back.
pub(crate) fn write(wasm: &[u8]) -> String {
    let mut text = String::with_capacity(wasm.len() * 3 / 2);
    for &byte in wasm {
        match byte {
            b'"' | b'\\' => text.extend(['\\', char::from(byte)]),
            b'\n' => text += "\\n",
            b'\r' => text += "\\r",
            _ => text.push(char::from(byte)),
        }
    }
    let mut module = String::from(HEAD);
    write!(module, "const text = \"{text}\";\n{FUNCTION}").expect("a string takes all");
    module
}

const HEAD: &str = "\
// The core, compiled to WebAssembly: the character with number n stands for the byte n.
// It travels in a script because the page's policy allows no fetch.
";

const FUNCTION: &str = "
/** The core's bytes, for `WebAssembly.compile` or for `init({ module_or_path })` of riskset.js.
 * @returns {Promise<Uint8Array<ArrayBuffer>>} */
export async function wasmBytes() {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back() {
        let all: Vec<u8> = (0..=255).collect();
        let module = write(&all);
        let (_, rest) = module.split_once("const text = \"").expect("a literal");
        let (literal, rest) = rest.split_once("\";\n\n/**").expect("its end");
        assert!(rest.contains("export async function wasmBytes()"));
        assert!(!literal.contains(['\n', '\r']), "a literal is one line");
        let mut characters = literal.chars();
        let mut back = Vec::new();
        while let Some(character) = characters.next() {
            let character = match character {
                '\\' => match characters.next() {
                    Some('n') => '\n',
                    Some('r') => '\r',
                    Some(other) => other,
                    None => panic!("the literal ends in an escape"),
                },
                other => other,
            };
            back.push(u8::try_from(u32::from(character)).expect("a byte"));
        }
        assert_eq!(back, all);
    }
}
