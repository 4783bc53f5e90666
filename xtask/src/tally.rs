//! Counting tests: what the test runners say, and which tests said they could not run.
//!
//! A test that cannot run here prints `SKIP: reason` on stderr and returns. The runner takes it for passed; [`Counter`] reads the
//! runner's output and puts that right.

use std::fmt;

/// How many tests went which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Did what they should.
    pub passed: u64,
    /// Did not, or never ended.
    pub failed: u64,
    /// Did not run.
    pub skipped: u64,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

impl Tally {
    /// Adds another count.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Counts these many of the passed tests as skipped.
    pub fn take_skips(&mut self, count: u64) {
        let moved = count.min(self.passed);
        self.passed -= moved;
        self.skipped += moved;
    }

    /// Reads a line of a test runner; `None` if it is no summary.
    ///
    /// Two shapes are known: nextest's `Summary [1.2s] 5 tests run: 4 passed (1 slow), 1 failed, 0 skipped` and
    /// libtest's `test result: ok. 5 passed; 0 failed; 1 ignored; …`.
    pub fn read(line: &str) -> Option<Self> {
        let counts = if let Some(rest) = line.trim_start().strip_prefix("Summary [") {
            rest.split_once(" run: ")?.1
        } else {
            // Indented, it is libtest's own line for one test, which nextest shows.
            line.strip_prefix("test result: ")?.split_once(". ")?.1
        };
        let mut tally = Self::default();
        for part in counts.split([',', ';']) {
            tally.count(part.trim());
        }
        Some(tally)
    }

    fn count(&mut self, part: &str) {
        let Some((number, word)) = part.split_once(' ') else { return };
        let Ok(number) = number.parse::<u64>() else { return };
        if word.starts_with("passed") {
            self.passed += number;
        } else if word.starts_with("failed") || word.starts_with("timed out") || word.starts_with("exec failed") {
            self.failed += number;
        } else if word.starts_with("skipped") || word.starts_with("ignored") {
            self.skipped += number;
        }
    }
}

/// What a line of a runner's output is worth to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// It says something.
    Show,
    /// It is what a test that passed has printed.
    Hide,
}

/// Reads a runner's output line by line: adds up the summaries and finds the tests that skipped themselves.
#[derive(Debug, Default)]
pub struct Counter {
    found: Tally,
    reasons: Vec<String>,
    /// The test whose output is being read.
    test: String,
    has_passed: bool,
    has_skipped: bool,
    /// libtest lists the outputs of failed tests apart from the others.
    is_among_failures: bool,
}

impl Counter {
    /// Reads one line.
    pub fn read(&mut self, line: &str) -> Worth {
        let text = line.trim();
        if let Some(tally) = Tally::read(line) {
            self.found.add(tally);
            self.has_passed = false;
        } else if matches!(line, "failures:" | "successes:") {
            self.is_among_failures = line == "failures:";
            self.has_passed = false;
        } else if let Some((test, has_passed)) = result(text) {
            self.test = test;
            self.has_passed = has_passed && !self.is_among_failures;
            self.has_skipped = false;
        } else if self.has_passed {
            return self.read_output(line);
        }
        Worth::Show
    }

    /// Returns what was counted, with the tests that skipped themselves as skipped, and their reasons.
    pub fn finish(mut self) -> (Tally, Vec<String>) {
        self.found.take_skips(self.reasons.len() as u64);
        (self.found, self.reasons)
    }

    fn read_output(&mut self, line: &str) -> Worth {
        // A test skips once, however often it says so.
        if let Some((_, reason)) = line.split_once("SKIP: ")
            && !self.has_skipped
        {
            self.has_skipped = true;
            self.reasons.push(format!("{}: {}", self.test, reason.trim()));
            return Worth::Show;
        }
        // nextest indents what tests print; libtest does not.
        if line.starts_with("  ") || line.trim().is_empty() {
            Worth::Hide
        } else {
            Worth::Show
        }
    }
}

/// Reads the line that begins a test's output: its name, and whether it passed.
///
/// nextest: `PASS [ 0.1s] (1/9) crate test::name`; libtest, which shows such output of passed tests only when they fail or with
/// `--show-output`: `---- test::name stdout ----`.
fn result(text: &str) -> Option<(String, bool)> {
    if let Some(name) = text.strip_prefix("---- ") {
        return Some((name.split(' ').next()?.to_owned(), true));
    }
    let (word, rest) = text.split_once(" [")?;
    let is_status = !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b' ' || byte.is_ascii_digit());
    let name = rest.split_once(']')?.1.trim();
    let name = name
        .split_once(") ")
        .filter(|(count, _)| count.starts_with('('))
        .map_or(name, |(_, name)| name);
    is_status.then(|| (name.to_owned(), matches!(word, "PASS" | "LEAK")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_nextest() {
        let line =
            "     Summary [   0.622s] 9 tests run: 5 passed (1 slow, 1 leaky), 2 failed, 1 timed out, 1 exec failed, 3 skipped";
        assert_eq!(
            Tally::read(line),
            Some(Tally {
                passed: 5,
                failed: 4,
                skipped: 3
            })
        );
    }

    #[test]
    fn reads_a_cancelled_nextest_run() {
        let line = "     Summary [   0.622s] 2/9 tests run: 1 passed, 1 failed, 0 skipped";
        assert_eq!(
            Tally::read(line),
            Some(Tally {
                passed: 1,
                failed: 1,
                skipped: 0
            })
        );
    }

    #[test]
    fn reads_libtest() {
        let line = "test result: FAILED. 7 passed; 1 failed; 2 ignored; 0 measured; 4 filtered out; finished in 0.00s";
        assert_eq!(
            Tally::read(line),
            Some(Tally {
                passed: 7,
                failed: 1,
                skipped: 2
            })
        );
    }

    #[test]
    fn other_lines_are_no_summary() {
        assert_eq!(
            Tally::read("        PASS [   0.005s] (1/9) xtask tally::tests::reads_nextest"),
            None
        );
        assert_eq!(Tally::read("running 5 tests: 5 passed"), None);
    }

    #[test]
    fn a_skip_is_not_a_pass() {
        let mut tally = Tally {
            passed: 5,
            failed: 0,
            skipped: 1,
        };
        tally.take_skips(2);
        assert_eq!(tally.to_string(), "3 passed, 0 failed, 3 skipped");
    }

    fn count(output: &str) -> (Tally, Vec<String>) {
        let mut counter = Counter::default();
        for line in output.lines() {
            counter.read(line);
        }
        counter.finish()
    }

    #[test]
    fn a_test_that_skips_itself_is_counted_once() {
        let output = "
        PASS [   0.003s] (1/3) transom-sys::netlink a
  stdout ───
    test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 13 filtered out; finished in 0.10s
  stderr ───
    SKIP: needs root
    SKIP: needs root
        PASS [   0.003s] (2/3) transom-sys::netlink b
        FAIL [   0.003s] (3/3) transom-sys::netlink c
  stderr ───
    SKIP: this does not count, it failed
     Summary [   0.622s] 3 tests run: 2 passed, 1 failed, 0 skipped
        FAIL [   0.003s] (3/3) transom-sys::netlink c
";
        let (tally, reasons) = count(output);
        assert_eq!(
            tally,
            Tally {
                passed: 1,
                failed: 1,
                skipped: 1
            }
        );
        assert_eq!(reasons, ["transom-sys::netlink a: needs root"]);
    }

    #[test]
    fn libtest_skips_count_too() {
        let output = "test a ... ok\nsuccesses:\n---- a stdout ----\nSKIP: needs root\n\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured\n";
        let (tally, reasons) = count(output);
        assert_eq!(
            tally,
            Tally {
                passed: 1,
                failed: 0,
                skipped: 1
            }
        );
        assert_eq!(reasons, ["a: needs root"]);
    }

    #[test]
    fn libtest_failures_are_shown_and_never_skips() {
        let mut counter = Counter::default();
        for line in [
            "successes:",
            "---- a stdout ----",
            "SKIP: needs root",
            "failures:",
            "---- b stdout ----",
        ] {
            counter.read(line);
        }
        assert_eq!(counter.read("  left: 1"), Worth::Show);
        assert_eq!(counter.read("SKIP: after a failure"), Worth::Show);
        assert_eq!(counter.finish().1, ["a: needs root"]);
    }

    #[test]
    fn what_passed_tests_print_is_hidden() {
        let mut counter = Counter::default();
        assert_eq!(counter.read("        PASS [   0.003s] (1/3) a b"), Worth::Show);
        assert_eq!(counter.read("    running 1 test"), Worth::Hide);
        assert_eq!(counter.read("        FAIL [   0.003s] (1/3) a c"), Worth::Show);
        assert_eq!(counter.read("    thread panicked"), Worth::Show);
    }
}
