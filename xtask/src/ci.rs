//! `cargo xtask ci`: everything that has to be true before a commit counts, in one command.
//!
//! A list of stages, each with a heading and its time; a stage that fails does not keep the next from running. What is
//! counted are tests, and a failed stage as one failure. The last line is `N passed, N failed, N skipped`.

use std::path::Path;
use std::time::Instant;

use crate::leaks::Snapshot;
use crate::readme::{self, Checked};
use crate::tally::{Counter, Tally};
use crate::{Outcome, no_arguments, setup, shell, tidy, workspace};

const HELP: &str = "\
usage: cargo xtask ci

Installs what is missing (as `cargo xtask setup`), then runs: formatting, clippy, tidy, the release build, all tests,
the README's first command, and a check that nothing was left on the machine. Needs root for most of the tests; a test
that cannot run is counted as skipped, with its reason.

The last line is `N passed, N failed, N skipped`. The status is not 0 when anything failed, or when no test ran.

example:
  cargo xtask ci </dev/null 2>&1 | tail -1
";

/// What the stages have come to so far.
#[derive(Default)]
struct Report {
    tally: Tally,
    failures: Vec<String>,
    reasons: Vec<String>,
}

/// Runs the command.
pub fn command(words: &[&str]) -> Outcome {
    if !no_arguments(words, HELP)? {
        return Ok(());
    }
    let root = workspace();
    let started = Instant::now();
    let mut report = Report::default();
    stage(&mut report, "setup", |_| setup::prepare());
    let before = Snapshot::take();
    stage(&mut report, "format", |_| {
        shell::run(shell::cargo(&root).args(["fmt", "--all", "--", "--check", "--files-with-diff"]))
    });
    stage(&mut report, "clippy", |_| shell::run(&mut clippy(&root)));
    stage(&mut report, "tidy", |_| tidy::command(&[]));
    stage(&mut report, "release build", |_| {
        shell::run(shell::cargo(&root).args(["build", "--release"]))
    });
    stage(&mut report, "tests", |report| tests(&root, report));
    stage(&mut report, "README", |report| try_readme(&root, report));
    stage(&mut report, "leak check", |report| leaks(&before, report));
    finish(&report, started)
}

fn stage(report: &mut Report, name: &str, run: impl FnOnce(&mut Report) -> Outcome) {
    println!("\n== {name}");
    let started = Instant::now();
    let outcome = run(report);
    let seconds = started.elapsed().as_secs_f64();
    match outcome {
        Ok(()) => println!("== {name}: done in {seconds:.1} s"),
        Err(message) => {
            println!("== {name}: FAILED in {seconds:.1} s: {message}");
            report.failures.push(format!("{name}: {message}"));
        }
    }
}

fn clippy(root: &Path) -> std::process::Command {
    let mut command = shell::cargo(root);
    command.args(["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]);
    command
}

/// Runs every test of the workspace and adds up what the runner says.
fn tests(root: &Path, report: &mut Report) -> Outcome {
    let mut counter = Counter::default();
    let mut outcome = Ok(());
    for words in runners() {
        let mut command = shell::cargo(root);
        command.args(*words);
        if !shell::watch(&mut command, |line| counter.read(line))? {
            outcome = Err(format!("`cargo {}` failed", words.join(" ")));
        }
    }
    let (tally, reasons) = counter.finish();
    report.tally.add(tally);
    report.reasons.extend(reasons);
    outcome
}

/// The commands that together run every test: nextest leaves the examples in documentation to libtest.
fn runners() -> &'static [&'static [&'static str]] {
    const DOCS: &[&str] = &["test", "--workspace", "--doc", "--no-fail-fast", "--quiet"];
    const NEXTEST: &[&str] = &[
        "nextest",
        "run",
        "--workspace",
        "--no-fail-fast",
        "--no-tests=fail",
        "--success-output=immediate",
    ];
    // Without nextest the kernel tests share a process, so they take turns.
    const PLAIN: &[&str] = &[
        "test",
        "--workspace",
        "--all-targets",
        "--no-fail-fast",
        "--",
        "--test-threads=1",
        "--show-output",
    ];
    if setup::has_nextest() {
        &[NEXTEST, DOCS]
    } else {
        &[PLAIN, DOCS]
    }
}

fn try_readme(root: &Path, report: &mut Report) -> Outcome {
    match readme::check_try(root) {
        Checked::Passed => report.tally.passed += 1,
        Checked::Skipped(reason) => {
            report.tally.skipped += 1;
            report.reasons.push(reason);
        }
        Checked::Failed(message) => return Err(message),
    }
    Ok(())
}

fn leaks(before: &Snapshot, report: &mut Report) -> Outcome {
    let left = before.left_over();
    if left.is_empty() {
        report.tally.passed += 1;
        return Ok(());
    }
    for line in &left {
        println!("left over: {line}");
    }
    Err(format!("{} left on the machine", left.len()))
}

fn finish(report: &Report, started: Instant) -> Outcome {
    let mut tally = report.tally;
    // Failed tests are counted one by one; the stage around them is no further failure.
    let stages = report
        .failures
        .iter()
        .filter(|failure| !failure.starts_with("tests:"))
        .count() as u64;
    let has_lost_tests = tally.failed == 0 && report.failures.iter().any(|failure| failure.starts_with("tests:"));
    tally.failed += stages + u64::from(has_lost_tests);

    println!("\n== result, after {:.0} s", started.elapsed().as_secs_f64());
    for reason in &report.reasons {
        println!("skipped: {reason}");
    }
    for failure in &report.failures {
        println!("failed: {failure}");
    }
    println!("{tally}");
    match tally {
        Tally {
            failed: 0, passed: 1.., ..
        } => Ok(()),
        Tally { failed: 0, .. } => Err("no test ran".to_owned()),
        _ => Err("not everything passed".to_owned()),
    }
}
