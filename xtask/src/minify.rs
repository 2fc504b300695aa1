//! Scripts without what only people need: spaces, long names, comments.

use anyhow::{Result, ensure};
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions, CommentOptions};
use oxc_minifier::{Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

/// The module as few characters. What it exports keeps its name.
pub(crate) fn minify(name: &str, module: &str) -> Result<String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, module, SourceType::mjs()).parse();
    ensure!(parsed.diagnostics.is_empty(), "{name}: {:?}", parsed.diagnostics);
    let mut program = parsed.program;
    let minified = Minifier::new(MinifierOptions::default()).minify(&allocator, &mut program);
    let options = CodegenOptions { comments: CommentOptions::disabled(), ..CodegenOptions::minify() };
    let mut writer = Codegen::new().with_options(options).with_scoping(minified.scoping);
    if let Some(names) = minified.class_private_mappings {
        writer = writer.with_private_member_mappings(Some(names));
    }
    Ok(writer.build(&program).code.to_string())
}

#[cfg(test)]
mod tests {
    use super::minify;

    #[test]
    fn exports_keep_their_names() {
        let module = "/** Why. */\nexport class Box {\n  #inner = 1;\n  get(outer) { return outer?.x ?? this.#inner; }\n}\n";
        let short = minify("box.js", module).expect("a module");
        assert!(short.contains("Box") && short.contains("get(") && short.contains("?.x"), "{short}");
        assert!(!short.contains("Why") && !short.contains("outer") && !short.contains('\n'), "{short}");
    }

    #[test]
    fn what_is_no_module_stops_the_build() {
        assert!(minify("x.js", "const = 1;").is_err());
    }
}
