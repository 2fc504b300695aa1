//! Builds, serves and tests the page. `cargo xtask` alone says how.

mod bench;
mod bundle;
mod first_answer;
mod fit;
mod hosted;
mod join;
mod minify;
mod serve;
mod single;
mod size;
mod test;
mod tools;
mod wasm_module;
mod watch;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

const HELP: &str = "\
cargo xtask build [--at URL]             the site in dist/, and what a visitor downloads of it; with the address that it
                                         will have, also the card for links to it and oEmbed files
cargo xtask single                       the page as one file that needs no server: dist/riskset.html
cargo xtask serve [--port N] [--no-open] the site on localhost, built again when a source changes
cargo xtask test                         every check and test, from formatting to the browser
cargo xtask bench                        speed and memory, natively, in Chromium and beside R
";

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: Vec<String>) -> Result<()> {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["build"] => size::print(&bundle::build(None)?),
        ["build", "--at", address] => size::print(&bundle::build(Some(address))?),
        ["single"] => size::print_single(&bundle::build(None)?),
        ["serve", options @ ..] => serve::serve(&serve_options(options)?),
        ["test"] => test::test(),
        ["bench"] => bench::bench(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => bail!("{:?} is not understood.\n{HELP}", words.join(" ")),
    }
}

fn serve_options(words: &[&str]) -> Result<serve::Options> {
    let mut options = serve::Options { port: None, open: true };
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match *word {
            "--no-open" => options.open = false,
            "--port" => {
                let port = rest.next().context("--port needs a number")?;
                options.port = Some(port.parse().with_context(|| format!("port {port:?}"))?);
            }
            other => bail!("{other:?} is not understood.\n{HELP}"),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::{run, serve_options};

    #[test]
    fn options_are_read() {
        let options = serve_options(&["--port", "9000", "--no-open"]).expect("good options");
        assert_eq!((options.port, options.open), (Some(9000), false));
        let options = serve_options(&[]).expect("no options");
        assert_eq!((options.port, options.open), (None, true));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        assert!(serve_options(&["--port"]).is_err());
        assert!(serve_options(&["--port", "x"]).is_err());
        assert!(run(vec!["bulid".into()]).is_err());
    }
}
