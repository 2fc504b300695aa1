//! Joins the page's modules into one.
//!
//! A visitor would otherwise ask for some forty small files, and each would be compressed alone.
//! The page's modules keep one plain form, so that joining needs no parser:
//!
//! * `import { a, b as c } from "./x.js";`, `import d, { e } from "…";` and
//!   `export { a, b };` begin in the first column and end with the line's semicolon;
//! * `export` stands before `function`, `async function`, `class` or `const` in the first column;
//! * no template literal reaches over a line's end.
//!
//! Each module becomes a function that is called once, in the order of the imports, and returns
//! its exports; the first module becomes a block at the end, or hands on its own exports if it has any. Modules of `pkg/` and the samples are
//! not joined: their imports move to the top. Whatever has another form stops the build.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use site::Site;

/// Replaces the modules that each of `entries` imports by one module at the place of the entry.
pub(crate) fn join(site: &mut Site, entries: &[&str]) -> Result<()> {
    let mut made = Vec::new();
    let mut gone = BTreeSet::new();
    for entry in entries {
        let joined = Joined::of(site, entry, is_joined)?;
        made.push((entry, joined.text(site, entry)?));
        gone.extend(joined.order);
    }
    gone.iter().for_each(|path| site.remove(path));
    made.into_iter().for_each(|(entry, text)| site.insert(*entry, text));
    Ok(())
}

/// The module `entry` with all that it imports inside, so that it imports nothing.
pub(crate) fn whole(site: &Site, entry: &str) -> Result<String> {
    Joined::of(site, entry, |_| true)?.text(site, entry)
}

/// Takes out comments that fill their lines. What the page's writers say to each other need not
/// travel; the repository has it.
pub(crate) fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut inside = false;
    for line in text.lines() {
        let start = line.trim_start();
        let opens = !inside && start.starts_with("/*");
        let comment = inside || opens || start.starts_with("//");
        inside = (inside || opens) && !start.ends_with("*/");
        if !comment && !start.is_empty() {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

struct Joined {
    /// Which modules are joined.
    wanted: fn(&str) -> bool,
    /// Paths, each after those that it imports.
    order: Vec<String>,
    modules: BTreeMap<String, Module>,
}

/// One module taken apart.
struct Module {
    imports: Vec<Import>,
    body: String,
    exports: Vec<String>,
}

struct Import {
    /// What stands between `import` and `from`.
    names: String,
    /// Path of the module in the site.
    path: String,
}

impl Joined {
    fn of(site: &Site, entry: &str, wanted: fn(&str) -> bool) -> Result<Self> {
        let mut joined = Joined { wanted, order: Vec::new(), modules: BTreeMap::new() };
        joined.add(site, entry, &mut Vec::new())?;
        Ok(joined)
    }

    fn add(&mut self, site: &Site, path: &str, above: &mut Vec<String>) -> Result<()> {
        if self.modules.contains_key(path) {
            return Ok(());
        }
        ensure!(!above.iter().any(|p| p == path), "{path} imports itself by way of {}", above.join(", "));
        let text = site.text(path).with_context(|| format!("{path} is imported but is not there"))?;
        let module = take_apart(path, text)?;
        above.push(path.to_owned());
        let wanted = self.wanted;
        for import in module.imports.iter().filter(|import| wanted(&import.path)) {
            self.add(site, &import.path, above)?;
        }
        above.pop();
        self.modules.insert(path.to_owned(), module);
        self.order.push(path.to_owned());
        Ok(())
    }

    fn text(&self, site: &Site, entry: &str) -> Result<String> {
        let mut head = BTreeSet::new();
        let mut text = String::new();
        for (number, path) in self.order.iter().enumerate() {
            let module = &self.modules[path];
            let mut own = String::new();
            for import in &module.imports {
                if (self.wanted)(&import.path) {
                    let from = self.order.iter().position(|path| *path == import.path);
                    let from = from.context("an import stands before its module")?;
                    let names = import.names.replace(" as ", ": ");
                    own += &format!("const {names} = module{from};\n");
                } else {
                    ensure!(site.text(&import.path).is_some(), "{path} imports {}, not there", import.path);
                    head.insert(format!(
                        "import {} from \"{}\";\n",
                        import.names,
                        relative(entry, &import.path)
                    ));
                }
            }
            let exports = module.exports.join(", ");
            if path == entry && exports.is_empty() {
                // In a block, so that its names may be those of imports that moved to the top.
                text += &format!("{{\n{own}{}}}\n", module.body);
            } else {
                text += &format!(
                    "const module{number} = (() => {{\n{own}{}return {{ {exports} }};\n}})();\n",
                    module.body
                );
            }
            if path == entry && !exports.is_empty() {
                text += &format!("const {{ {exports} }} = module{number};\nexport {{ {exports} }};\n");
            }
        }
        Ok(without_comments(&(head.into_iter().collect::<String>() + &text)))
    }
}

/// What is joined: the page's own modules, but for the worker's, which is handed on as text.
fn is_joined(path: &str) -> bool {
    path.starts_with("www/") && !path.starts_with("www/samples/") && path != "www/worker.js"
}

fn take_apart(path: &str, text: &str) -> Result<Module> {
    let mut module = Module { imports: Vec::new(), body: String::new(), exports: Vec::new() };
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let odd = line.replace("\\`", "").matches('`').count() % 2 == 1;
        ensure!(!odd, "{path}: a template literal reaches over the end of the line {line:?}");
        if line.contains("import.meta.url") {
            ensure!(folder(path) == "www/", "{path}: import.meta.url works only in www/ itself");
        }
        if line.starts_with("import ") || line.starts_with("export {") {
            let mut statement = line.to_owned();
            while !statement.ends_with(';') {
                statement += lines.next().with_context(|| format!("{path}: {line:?} has no semicolon"))?;
            }
            module.statement(path, &statement)?;
        } else if let Some(rest) = line.strip_prefix("export ") {
            module
                .exports
                .push(declared(rest).with_context(|| format!("{path}: {line:?} is no plain export"))?);
            module.body += &format!("{rest}\n");
        } else {
            module.body += &format!("{line}\n");
        }
    }
    Ok(module)
}

impl Module {
    fn statement(&mut self, path: &str, statement: &str) -> Result<()> {
        if let Some(names) = statement.strip_prefix("export {").and_then(|rest| rest.strip_suffix("};")) {
            self.exports
                .extend(names.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()));
            return Ok(());
        }
        let parts = statement.strip_prefix("import ").and_then(|rest| rest.split_once(" from \""));
        let Some((names, address)) = parts.and_then(|(names, rest)| Some((names, rest.strip_suffix("\";")?)))
        else {
            bail!("{path}: {statement:?} is no plain import");
        };
        self.imports.push(Import { names: names.trim().to_owned(), path: resolve(path, address)? });
        Ok(())
    }
}

/// The name that a declaration gives.
pub(crate) fn declared(declaration: &str) -> Option<String> {
    let rest = ["function ", "async function ", "class ", "const "]
        .iter()
        .find_map(|keyword| declaration.strip_prefix(keyword))?;
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || "_$".contains(*c)).collect();
    (!name.is_empty()).then_some(name)
}

fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..=slash])
}

/// The path in the site that `address` means in the module at `path`.
pub(crate) fn resolve(path: &str, address: &str) -> Result<String> {
    let mut parts: Vec<&str> = folder(path).split('/').filter(|part| !part.is_empty()).collect();
    for part in address.split('/') {
        match part {
            "." => {}
            ".." => ensure!(parts.pop().is_some(), "{path}: {address} leads out of the site"),
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

/// The address of `path` as written in the module at `from`.
fn relative(from: &str, path: &str) -> String {
    let own: Vec<&str> = folder(from).split('/').filter(|part| !part.is_empty()).collect();
    let there: Vec<&str> = path.split('/').collect();
    let shared = own.iter().zip(&there).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(own.len() - shared);
    let start = if up.is_empty() { "./" } else { "" };
    format!("{start}{up}{}", there[shared..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> Site {
        let mut site = Site::default();
        files.iter().for_each(|(path, text)| site.insert(*path, *text));
        site
    }

    #[test]
    fn modules_become_one() {
        let mut site = site(&[
            (
                "www/main.js",
                "import { show } from \"./ui/show.js\";\nimport { init } from \"../pkg/core.js\";\nshow(init);\n",
            ),
            (
                "www/ui/show.js",
                "/** Shows.\n * @param x */\nimport { twice as two } from \"../math.js\";\n\nexport function show(x) {\n  // why\n  two(x); // kept\n}\n",
            ),
            (
                "www/math.js",
                "export const twice = (x) => 2 * x;\nconst hidden = 1;\nexport {\n  hidden,\n};\n",
            ),
            ("pkg/core.js", "export const init = 1;\n"),
        ]);
        join(&mut site, &["www/main.js"]).expect("plain modules");
        let expected = "import { init } from \"../pkg/core.js\";\n\
            const module0 = (() => {\nconst twice = (x) => 2 * x;\nconst hidden = 1;\nreturn { twice, hidden };\n})();\n\
            const module1 = (() => {\nconst { twice: two } = module0;\nfunction show(x) {\n  two(x); // kept\n}\nreturn { show };\n})();\n\
            {\nconst { show } = module1;\nshow(init);\n}\n";
        assert_eq!(site.text("www/main.js"), Some(expected));
        assert_eq!(site.text("www/math.js"), None);
        assert!(site.text("pkg/core.js").is_some());
    }

    #[test]
    fn an_entry_keeps_its_exports_and_entries_share_modules() {
        let mut site = site(&[
            ("www/a.js", "import { one } from \"./one.js\";\none();\n"),
            ("www/b.js", "import { one } from \"./one.js\";\nexport class Box {}\none();\n"),
            ("www/one.js", "export const one = () => 1;\n"),
        ]);
        join(&mut site, &["www/a.js", "www/b.js"]).expect("plain modules");
        let [a, b] = ["www/a.js", "www/b.js"].map(|path| site.text(path).expect("joined"));
        assert!(a.contains("const one = () => 1;") && !a.contains("export"), "{a}");
        assert!(b.contains("const one = () => 1;") && b.ends_with("export { Box };\n"), "{b}");
        assert_eq!(site.text("www/one.js"), None);
    }

    #[test]
    fn other_forms_stop_the_build() {
        for text in [
            "import \"./x.js\";\n",
            "export default 1;\n",
            "export let live = 1;\n",
            "const text = `one\ntwo`;\n",
            "import { x } from \"./gone.js\";\n",
            "import { x } from \"./main.js\";\n",
        ] {
            let mut site = site(&[("www/main.js", text), ("www/x.js", "")]);
            assert!(join(&mut site, &["www/main.js"]).is_err(), "{text}");
        }
    }

    #[test]
    fn addresses() {
        assert_eq!(resolve("www/ui/a.js", "../b.js").expect("inside"), "www/b.js");
        assert!(resolve("www/a.js", "../../b.js").is_err());
        assert_eq!(relative("www/main.js", "pkg/wasm.js"), "../pkg/wasm.js");
        assert_eq!(relative("www/main.js", "www/samples/samples.js"), "./samples/samples.js");
    }
}
