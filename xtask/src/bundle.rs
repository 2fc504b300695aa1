//! Puts the site together: the page with its modules joined, the core as modules, the samples as a
//! module.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use site::{Lock, Site};
use wasm_bindgen_cli_support::Bindgen;

use crate::first_answer;
use crate::fit;
use crate::hosted::hosted;
use crate::join::{declared, join, without_comments};
use crate::minify::minify;
use crate::single::{self, single};
use crate::tools::{self, WASM_TARGET, cargo, root};
use crate::wasm_module;

/// Folder of the samples for the tab that takes counts.
const COUNTS: &str = "counts/";

/// Modules that stay by their own names, with what they import inside.
const ENTRIES: &[&str] = &["www/main.js", "www/element/riskset-plot-class.js"];
/// Where files for writers stand, so that their addresses are short: from, to.
const FOR_WRITERS: &[(&str, &str)] = &[
    ("www/module/riskset.js", "riskset.js"),
    ("www/element/riskset-plot.js", "riskset-plot.js"),
    ("www/element/riskset-plot-class.js", "riskset-plot-class.js"),
    ("www/embed/host.js", "embed.js"),
];

/// Builds the core and writes the whole site to `dist/`; `address` is where it will stand, if that is known.
///
/// One build at a time: another waits, and says for whom.
pub(crate) fn build(address: Option<&str>) -> Result<Site> {
    let dist = root().join("dist");
    let command: Vec<String> = std::env::args().skip(1).collect();
    let _lock = Lock::to_build(&dist, &format!("cargo xtask {}", command.join(" ")), |who| {
        println!("dist/ is in use by {who}: this build waits for it");
    })?;
    tools::ensure_wasm_target()?;
    let mut site = page(root())?;
    let titles = titles(&root().join("www/samples"))?;
    first_answer::add(&mut site, titles.first().map_or("", |(name, _)| name))?;
    let wasm = add_core(&mut site, &compile()?)?;
    let one_file = single(&site, &wasm)?;
    join(&mut site, ENTRIES)?;
    for (from, to) in FOR_WRITERS {
        let text = site.text(from).with_context(|| format!("{from} is not there"))?.to_owned();
        site.remove(from);
        site.insert(*to, text);
    }
    site.insert(single::NAME, one_file);
    // The core's module is one literal: nothing of it can go.
    let scripts = ["pkg/riskset.js", "www/main.js", "www/worker.js", "www/samples/samples.js"];
    for path in scripts.into_iter().chain(FOR_WRITERS.iter().map(|(_, to)| *to)) {
        let short = minify(path, site.text(path).with_context(|| format!("{path} is not there"))?)?;
        site.insert(path, short);
    }
    if let Some(address) = address {
        hosted(&mut site, address, &titles)?;
    }
    site.policy()?;
    fit::check(&site).context("the built site does not fit together")?;
    site.write(&dist)?;
    Ok(site)
}

/// The core as cargo compiles it.
fn compile() -> Result<PathBuf> {
    let target_dir = tools::target_dir()?;
    let mut command = cargo(&["build", "--profile", "wasm", "--package", "riskset", "--lib"]);
    command.args(["--target", WASM_TARGET]);
    command.arg("--target-dir").arg(&target_dir);
    tools::run(&mut command)?;
    Ok(target_dir.join(WASM_TARGET).join("wasm/riskset.wasm"))
}

/// `pkg/`: the glue, its types, and the core itself inside a module.
///
/// The page's policy allows no fetch, from the first byte, so the core cannot be a file that the
/// page fetches: it comes as a script does.
fn add_core(site: &mut Site, compiled: &Path) -> Result<Vec<u8>> {
    let folder = tools::target_dir()?.join("bindgen");
    Bindgen::new()
        .input_path(compiled)
        .out_name("riskset")
        .web(true)?
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true)
        .generate(&folder)
        .context("wasm-bindgen")?;
    site.insert("pkg/riskset.d.ts", fs::read(folder.join("riskset.d.ts"))?);
    site.insert("pkg/riskset.js", glue(&without_comments(&fs::read_to_string(folder.join("riskset.js"))?))?);
    let wasm = fs::read(folder.join("riskset_bg.wasm"))?;
    site.insert("pkg/wasm.js", wasm_module::write(&wasm));
    Ok(wasm)
}

/// The glue as a function that can be called, and handed to a worker as text; then the module's exports as they were.
fn glue(module: &str) -> Result<String> {
    let (mut body, mut names) = (String::new(), Vec::new());
    for line in module.lines() {
        if let Some(list) = line.strip_prefix("export {").and_then(|rest| rest.strip_suffix("};")) {
            names.extend(list.split(',').map(|name| match name.trim().split_once(" as default") {
                Some((name, _)) => format!("init: {name}"),
                None => name.trim().to_owned(),
            }));
        } else if let Some(rest) = line.strip_prefix("export ") {
            names.push(declared(rest).with_context(|| format!("{line:?} is no plain export"))?);
            body += &format!("{rest}\n");
        } else {
            body += &format!("{line}\n");
        }
    }
    let own = names.iter().map(|name| name.split(':').next().unwrap_or(name)).collect::<Vec<_>>().join(", ");
    Ok(format!(
        "export const glue = () => {{\n{body}return {{ {} }};\n}};\nconst {{ {own} }} = glue();\nexport {{ {own} }};\n",
        names.join(", ")
    ))
}

/// `index.html` and `www/` as they stand; of the samples, one module.
fn page(root: &Path) -> Result<Site> {
    let mut site = Site::default();
    site.insert("index.html", fs::read(root.join("index.html"))?);
    let wanted = |name: &str| !name.ends_with(".d.ts") && !name.ends_with(".csv");
    site.read_under(&root.join("www"), "www/", &wanted)?;
    // Pages of their own stand beside the page, not under it.
    let apart: Vec<String> = site
        .files()
        .map(|(path, _)| path.to_owned())
        .filter(|path| path.starts_with("www/article/") || path.starts_with("www/writers/"))
        .collect();
    apart.iter().for_each(|path| site.remove(path));
    site.insert("www/samples/samples.js", samples(&root.join("www/samples"))?);
    let style = site.text("www/style.css").context("www/style.css is not there")?;
    site.insert("www/element-style.js", element_style(style)?);
    for path in ["module/riskset.d.ts", "element/riskset-plot.d.ts"] {
        let (_, name) = path.split_once('/').context("a folder and a name")?;
        site.insert(name, fs::read(root.join("www").join(path))?);
    }
    site.insert("package.json", PACKAGE);
    for page in ["article", "writers"] {
        site.read_under(&root.join("www").join(page), &format!("{page}/"), &|_| true)?;
        let at = format!("{page}/index.html");
        let text = with_samples(
            site.text(&at).with_context(|| format!("{at} is not there"))?,
            &root.join("www/samples"),
        )?;
        site.insert(at, text);
    }
    Ok(site)
}

/// Names and titles of the samples of patients.
fn titles(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Site::default();
    files.read_under(folder, "", &|name| name.ends_with(".csv"))?;
    let title = |text: &str| text.lines().find_map(|line| line.strip_prefix("# title: ")).map(str::to_owned);
    let titled = |(name, bytes): (&str, &[u8])| {
        let text = std::str::from_utf8(bytes).ok()?;
        Some((name.strip_suffix(".csv")?.to_owned(), title(text)?))
    };
    Ok(files.files().filter(|(name, _)| !name.starts_with(COUNTS)).filter_map(titled).collect())
}

/// Puts a sample's text into each `<script type="text/csv" data-sample="…">`; each pair of `data-from` and `data-to` changes one place of it.
fn with_samples(page: &str, folder: &Path) -> Result<String> {
    const TAG: &str = "<script type=\"text/csv\" data-sample=\"";
    let mut parts = page.split(TAG);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (attributes, rest) = part.split_once("\"></script>").context("a sample's tag has no end")?;
        let mut words = attributes.split("\" data-from=\"");
        let name = words.next().unwrap_or_default();
        let mut text = fs::read_to_string(folder.join(name).with_extension("csv"))
            .with_context(|| format!("sample {name}"))?;
        for change in words {
            let change = change.replace("&quot;", "\"");
            let (from, to) = change.split_once("\" data-to=\"").context("data-from without data-to")?;
            ensure!(text.matches(from).count() == 1, "{name} does not hold {from:?} once");
            text = text.replacen(from, to, 1);
        }
        ensure!(!text.contains("</"), "{name} would end its tag");
        out += &format!("<script type=\"text/csv\">{text}</script>{rest}");
    }
    Ok(out)
}

/// The page's style as a module, for an element that stands in an article: what holds for the whole page holds for it.
fn element_style(style: &str) -> Result<String> {
    let own = style.replace(":root {", ":host {").replace("\nbody {", "\n.in-text {");
    Ok(format!("export const css = {};\n", serde_json::to_string(&own)?))
}

/// Lets Node take the site as a package.
const PACKAGE: &str = r#"{
  "name": "riskset",
  "type": "module",
  "exports": { ".": { "types": "./riskset.d.ts", "default": "./riskset.js" } }
}
"#;

/// The samples as one module, in order of their file names: nothing may be fetched after the load.
fn samples(folder: &Path) -> Result<String> {
    let mut files = Site::default();
    if folder.is_dir() {
        files.read_under(folder, "", &|name| name.ends_with(".csv"))?;
    }
    let (mut patients, mut counts) = (String::new(), String::new());
    for (name, bytes) in files.files() {
        let (list, id) = match name.strip_prefix(COUNTS) {
            Some(id) => (&mut counts, id),
            None => (&mut patients, name),
        };
        let id = id.trim_end_matches(".csv");
        let text = std::str::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8"))?;
        *list +=
            &format!("  {{ id: {}, text: {} }},\n", serde_json::to_string(id)?, serde_json::to_string(text)?);
    }
    let kind = "/** Data to try, in the order in which they are offered.\n \
         * @type {{ id: string, text: string }[]} */\n";
    Ok(format!(
        "{kind}export const samples = [\n{patients}];\n{kind}export const countsSamples = [\n{counts}];\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_keep_their_order_and_text() {
        let folder = tools::target_dir().expect("tests run in a target folder").join("samples-test");
        let mut files = Site::default();
        files.insert("2-b.csv", "time\n\"x\"\\\n");
        files.insert("1-a.csv", "time\r\n≥1\n");
        files.insert("counts/1-c.csv", "trial\n");
        files.insert("README.md", "no sample");
        files.write(&folder).expect("a folder to write to");
        let module = samples(&folder).expect("two samples");
        let lines: Vec<&str> = module.lines().collect();
        assert_eq!(
            &lines[2..],
            [
                "export const samples = [",
                r#"  { id: "1-a", text: "time\r\n≥1\n" },"#,
                r#"  { id: "2-b", text: "time\n\"x\"\\\n" },"#,
                "];",
                "/** Data to try, in the order in which they are offered.",
                " * @type {{ id: string, text: string }[]} */",
                "export const countsSamples = [",
                r#"  { id: "1-c", text: "trial\n" },"#,
                "];"
            ]
        );
    }

    #[test]
    fn the_glue_is_a_function_and_a_module() {
        let made = glue(
            "let wasm;\nexport class Sheet {\n}\nexport function version() {}\nfunction start() {}\nexport { initSync, start as default };\n",
        );
        assert_eq!(
            made.expect("plain exports"),
            "export const glue = () => {\nlet wasm;\nclass Sheet {\n}\nfunction version() {}\nfunction start() {}\n\
             return { Sheet, version, initSync, init: start };\n};\n\
             const { Sheet, version, initSync, init } = glue();\nexport { Sheet, version, initSync, init };\n"
        );
    }

    #[test]
    fn without_samples_the_module_is_an_empty_list() {
        let module = samples(Path::new("no such folder")).expect("an empty list");
        assert!(module.contains("export const samples = [\n];\n"));
        assert!(module.ends_with("export const countsSamples = [\n];\n"));
    }
}
