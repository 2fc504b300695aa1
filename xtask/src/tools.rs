//! The programs that the work needs: found, or added where that can be done.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Top folder of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask/ stands in the repository")
}

/// Where cargo puts what it builds: the folder that this very program was built in.
pub(crate) fn target_dir() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let folder = program.ancestors().nth(2);
    Ok(folder.context("xtask runs outside a target folder")?.to_owned())
}

/// `cargo`, the same one that runs this program, at the top of the repository.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(root());
    command
}

/// Runs a command to its end; its output is shown as it comes.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = words(command);
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("cannot start `{line}`"))?;
    ensure!(status.success(), "`{line}` failed ({status})");
    Ok(())
}

/// Runs a command to its end and gives back what it writes.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let line = words(command);
    let done = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let done = done.with_context(|| format!("cannot start `{line}`"))?;
    ensure!(done.status.success(), "`{line}` failed ({})", done.status);
    String::from_utf8(done.stdout).with_context(|| format!("what `{line}` writes is no text"))
}

/// The command as one would type it.
pub(crate) fn words(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a command runs and succeeds; its output is not shown.
fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The standard library for WebAssembly: looked for first, so that no network is needed where it is.
pub(crate) fn ensure_wasm_target() -> Result<()> {
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output();
    let sysroot = String::from_utf8(sysroot.context("cannot start rustc")?.stdout)?;
    let library = Path::new(sysroot.trim()).join("lib/rustlib").join(WASM_TARGET).join("lib");
    if library.is_dir() {
        return Ok(());
    }
    println!("adding the target {WASM_TARGET}");
    run(Command::new("rustup").args(["target", "add", WASM_TARGET]))
        .context("the WebAssembly target is missing and could not be added")
}

/// `cargo fmt` and `cargo clippy`.
pub(crate) fn ensure_components() -> Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if !succeeds(&mut cargo(&[subcommand, "--version"])) {
            println!("adding the component {component}");
            run(Command::new("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(())
}

/// Chromium and its driver, for the browser tests.
///
/// Where they are missing, root on Debian gets them; anybody else is told the command. Tests that
/// cannot run fail.
pub(crate) fn ensure_browser() -> Result<()> {
    let missing = || {
        let browser = ["chromium", "chromium-browser", "google-chrome"];
        let browser = browser.iter().any(|name| on_path(name)) || given("CHROME");
        let driver = on_path("chromedriver") || given("CHROMEDRIVER");
        !(browser && driver)
    };
    if !missing() {
        return Ok(());
    }
    const UPDATE: &[&str] = &["update"];
    const INSTALL: &[&str] = &["install", "-y", "--no-install-recommends", "chromium", "chromium-driver"];
    let advice = format!(
        "the browser tests need Chromium and its driver:\n  apt-get {} && apt-get {}\n\
         or name them in the variables CHROME and CHROMEDRIVER",
        UPDATE.join(" "),
        INSTALL.join(" ")
    );
    if !(Path::new("/etc/debian_version").exists() && on_path("apt-get") && is_root()) {
        bail!(advice);
    }
    println!("installing Chromium and its driver");
    for args in [UPDATE, INSTALL] {
        run(Command::new("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive"))
            .context(advice.clone())?;
    }
    ensure!(!missing(), advice);
    Ok(())
}

/// Firefox and its driver, for the tests of the main job in a second browser. The driver is in no package of Debian's
/// and is built once into the target folder.
pub(crate) fn ensure_firefox() -> Result<()> {
    let there = || ["firefox", "firefox-esr"].iter().any(|name| on_path(name));
    if !there() {
        let advice =
            "the browser tests need Firefox too:\n  apt-get update && apt-get install -y firefox-esr";
        if !(Path::new("/etc/debian_version").exists() && on_path("apt-get") && is_root()) {
            bail!(advice);
        }
        println!("installing Firefox");
        for args in [&["update"][..], &["install", "-y", "--no-install-recommends", "firefox-esr"]] {
            run(Command::new("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive"))
                .context(advice)?;
        }
        ensure!(there(), advice);
    }
    let tools = target_dir()?.join("tools");
    if tools.join("bin/geckodriver").is_file() || on_path("geckodriver") || given("GECKODRIVER") {
        return Ok(());
    }
    println!("building geckodriver, once");
    let mut install =
        cargo(&["install", "geckodriver", "--version", "0.37.1", "--locked", "--quiet", "--root"]);
    run(install.arg(&tools))
}

/// Two families of fonts, a wide and a narrow one, for the tests of the layout.
pub(crate) fn ensure_fonts() -> Result<()> {
    const FONTS: [(&str, &str); 2] =
        [("DejaVuSans.ttf", "fonts-dejavu-core"), ("LiberationSans-Regular.ttf", "fonts-liberation")];
    let folders = [Path::new("/usr/share/fonts"), Path::new("/usr/local/share/fonts")];
    let missing = || FONTS.iter().filter(|(file, _)| !folders.iter().any(|folder| holds(folder, file)));
    let packages: Vec<&str> = missing().map(|(_, package)| *package).collect();
    if packages.is_empty() {
        return Ok(());
    }
    let advice = format!(
        "the tests of the layout need two families of fonts:\n  apt-get update && apt-get install -y {}",
        packages.join(" ")
    );
    if !(Path::new("/etc/debian_version").exists() && on_path("apt-get") && is_root()) {
        bail!(advice);
    }
    println!("installing {}", packages.join(" and "));
    for args in [&["update"][..], &["install", "-y", "--no-install-recommends"]] {
        let mut command = Command::new("apt-get");
        command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        if args.len() > 1 {
            command.args(&packages);
        }
        run(&mut command).with_context(|| advice.clone())?;
    }
    ensure!(missing().next().is_none(), advice);
    Ok(())
}

/// Whether a file of this name is anywhere in the folder.
fn holds(folder: &Path, name: &str) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| {
        if path.is_dir() { holds(&path, name) } else { path.file_name().is_some_and(|own| own == name) }
    })
}

/// Node, for the tests of the module that writers import.
pub(crate) fn ensure_node() -> Result<()> {
    if on_path("node") {
        return Ok(());
    }
    let advice = "the tests of the module need Node:\n  apt-get update && apt-get install -y nodejs";
    if !(Path::new("/etc/debian_version").exists() && on_path("apt-get") && is_root()) {
        bail!(advice);
    }
    println!("installing Node");
    for args in [&["update"][..], &["install", "-y", "--no-install-recommends", "nodejs"]] {
        run(Command::new("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive")).context(advice)?;
    }
    ensure!(on_path("node"), advice);
    Ok(())
}

/// Whether a program can be found by its name.
pub(crate) fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn given(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|path| Path::new(&path).is_file())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
