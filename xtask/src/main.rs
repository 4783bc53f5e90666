//! `cargo xtask`: everything a developer does to this repository, as commands.
//!
//! One module a command: [`setup`], [`ci`], [`tidy`], [`bless`], [`bench`], [`fuzz`]. Nothing here is part of the product; a
//! command is a plain function from its arguments to `Ok` or a message. Start with `ci.rs`, which calls the others.

mod bench;
mod bless;
mod ci;
mod fuzz;
mod leaks;
mod readme;
mod setup;
mod shell;
mod tally;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What a command returns: nothing, or one message for the terminal.
type Outcome = Result<(), String>;

const HELP: &str = "\
cargo xtask: the project's own tool

usage: cargo xtask COMMAND [OPTIONS]

commands:
  setup         install what the tests need (apt-get, rustup, cargo install); only what is missing
  ci            setup, then every check and test; the last line is `N passed, N failed, N skipped`
  tidy          check the rules of ARCHITECTURE.md and STYLE.md that a machine can check
  bless         rewrite the expectations below cases/, then show what changed
  bench start   time `transom run` beside other runtimes on the same root
  bench read    time `transom check` and the readers on thousands of files, beside the originals
  fuzz TARGET   random inputs for the readers, by libFuzzer

`cargo xtask COMMAND --help` says more.

examples:
  cargo xtask ci                         what .ci/run calls
  cargo xtask tidy                       before a commit; takes a second
  cargo xtask bench start --rounds 100   after touching the start path
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(words: &[&str]) -> Outcome {
    match words {
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        ["setup", rest @ ..] => setup::command(rest),
        ["ci", rest @ ..] => ci::command(rest),
        ["tidy", rest @ ..] => tidy::command(rest),
        ["bless", rest @ ..] => bless::command(rest),
        ["bench", rest @ ..] => bench::command(rest),
        ["fuzz", rest @ ..] => fuzz::command(rest),
        [other, ..] => Err(format!("there is no command `{other}`; `cargo xtask help` lists them")),
    }
}

/// Handles the arguments of a command that has none but `--help`.
///
/// Returns whether the command should go on.
fn no_arguments(words: &[&str], help: &str) -> Result<bool, String> {
    match words {
        [] => Ok(true),
        ["--help" | "-h"] => {
            print!("{help}");
            Ok(false)
        }
        [other, ..] => Err(format!("unknown argument `{other}`; `--help` lists what there is")),
    }
}

/// Returns the folder of the workspace, wherever the command was called from.
fn workspace() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}
