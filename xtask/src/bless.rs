//! `cargo xtask bless`: rewrites the expectations of the cases from what the code does now.
//!
//! The tests that walk cases/ do the writing when `BLESS` is set; the review is the diff that is shown after.

use std::process::Command;

use crate::{Outcome, no_arguments, shell, workspace};

/// The variable that makes the tests write instead of compare.
const BLESS: &str = "BLESS";

const HELP: &str = "\
usage: cargo xtask bless

Rewrites the expectations below cases/ from what the code does now, then shows which files changed. Read the diff before
you commit it: it is the review.

example:
  cargo xtask bless && git diff cases/
";

/// Runs the command.
pub fn command(words: &[&str]) -> Outcome {
    if !no_arguments(words, HELP)? {
        return Ok(());
    }
    let root = workspace();
    let mut test = shell::cargo(&root);
    // The walkers of cases: what is read and planned, and what is converted.
    test.args([
        "test",
        "--quiet",
        "--workspace",
        "--no-fail-fast",
        "--test",
        "cases",
        "--test",
        "conversion",
    ])
    .env(BLESS, "1");
    shell::run(&mut test)?;
    shell::run(Command::new("git").args(["status", "--short", "cases"]).current_dir(&root))
}
