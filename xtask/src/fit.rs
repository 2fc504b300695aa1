//! Whether the modules of a site fit each other: what one imports, another exports.
//!
//! A page of pieces from two builds, or of a piece that was cut, would stand still without a word.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use oxc_allocator::Allocator;
use oxc_parser::Parser;
use oxc_span::SourceType;
use oxc_syntax::module_record::{ExportExportName, ImportImportName};
use site::Site;

use crate::join::resolve;

/// What a module asks of others, and what it gives.
struct Module {
    /// The other module's path, and the name that it should export; `None`: the module as a whole.
    imports: Vec<(String, Option<String>)>,
    exports: BTreeSet<String>,
}

/// Says which import leads nowhere.
pub(crate) fn check(site: &Site) -> Result<()> {
    let mut modules = BTreeMap::new();
    for (path, _) in site.files().filter(|(path, _)| path.ends_with(".js")) {
        let text = site.text(path).with_context(|| format!("{path} is not UTF-8"))?;
        modules.insert(path, read(path, text)?);
    }
    for (path, module) in &modules {
        for (from, name) in &module.imports {
            let other = modules.get(from.as_str());
            let other = other.with_context(|| format!("{path} imports {from}, which is not in the site"))?;
            if let Some(name) = name {
                ensure!(
                    other.exports.contains(name),
                    "{path} imports {name} from {from}, which does not export it"
                );
            }
        }
    }
    let page = site.text("index.html").context("there is no index.html")?;
    for tag in ["<script src=\"", "<script type=\"module\" src=\"", "<link rel=\"modulepreload\" href=\""] {
        for part in page.split(tag).skip(1) {
            let path = part.split('"').next().unwrap_or_default();
            ensure!(site.get(path).is_some(), "index.html asks for {path}, which is not in the site");
        }
    }
    Ok(())
}

fn read(path: &str, text: &str) -> Result<Module> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, SourceType::mjs()).parse();
    ensure!(parsed.diagnostics.is_empty(), "{path}: {:?}", parsed.diagnostics);
    let record = parsed.module_record;
    let mut imports = Vec::new();
    for entry in &record.import_entries {
        let name = match &entry.import_name {
            ImportImportName::Name(name) => Some(name.name.to_string()),
            ImportImportName::Default(_) => Some("default".to_owned()),
            ImportImportName::NamespaceObject => None,
        };
        imports.push((resolve(path, &entry.module_request.name)?, name));
    }
    for address in record.requested_modules.keys() {
        imports.push((resolve(path, address)?, None));
    }
    for dynamic in &record.dynamic_imports {
        let written = &text[dynamic.module_request.start as usize..dynamic.module_request.end as usize];
        // Only an address that stands there as it is can be followed.
        if let Some(address) = written.trim_matches(['"', '\'', '`']).strip_prefix("./") {
            imports.push((resolve(path, &format!("./{address}"))?, None));
        }
    }
    let mut exports = BTreeSet::new();
    for entry in record.local_export_entries.iter().chain(&record.indirect_export_entries) {
        match &entry.export_name {
            ExportExportName::Name(name) => exports.insert(name.name.to_string()),
            ExportExportName::Default(_) => exports.insert("default".to_owned()),
            ExportExportName::Null => false,
        };
    }
    Ok(Module { imports, exports })
}

#[cfg(test)]
mod tests {
    use super::check;
    use site::Site;

    fn site(core: Option<&str>) -> Site {
        let mut site = Site::default();
        site.insert("index.html", "<script type=\"module\" src=\"www/main.js\"></script>");
        site.insert("www/main.js", "import{Chart as a,init}from\"../pkg/core.js\";a(init);\n");
        site.insert("lib.js", "export const load=()=>import(\"./pkg/core.js\");\n");
        if let Some(core) = core {
            site.insert("pkg/core.js", core);
        }
        site
    }

    #[test]
    fn modules_that_fit_are_let_through() {
        check(&site(Some("class Chart{}\nexport const init=1;\nexport{Chart};\n"))).expect("they fit");
    }

    #[test]
    fn a_module_of_another_build_is_found() {
        for (core, word) in [
            (None, "is not in the site"),
            (Some("export const init=1;\n"), "imports Chart from pkg/core.js"),
            (Some(""), "does not export"),
            (Some("export const init=1;export class Chart{"), "pkg/core.js"),
        ] {
            let error = check(&site(core)).expect_err("they do not fit").to_string();
            assert!(error.contains(word), "{core:?}: {error}");
        }
        let mut site = site(Some("export const init=1,Chart=2;"));
        site.remove("www/main.js");
        assert!(check(&site).expect_err("no main").to_string().contains("index.html asks for"));
    }
}
