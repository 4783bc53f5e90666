//! `cargo xtask tidy`: the rules of ARCHITECTURE.md and STYLE.md that a machine can check.
//!
//! [`tree`] reads the files once; each module of rules ([`code`], [`manifests`], [`documents`]) is a function from the tree and
//! the settings (`xtask/tidy.toml`) to findings. Nothing is written. Start with [`findings`].

mod code;
mod documents;
mod manifests;
mod settings;
mod source;
mod tree;

use std::fmt;
use std::path::{Path, PathBuf};

use crate::{Outcome, no_arguments, workspace};
use settings::Settings;
use source::Function;
use tree::Tree;

const HELP: &str = "\
usage: cargo xtask tidy

Checks what xtask/tidy.toml says: which crate may depend on which, where `unsafe` may stand, sizes of files and functions,
what pure crates must not touch, names, forbidden macros, and that the documents name what there is. Prints the ten longest
functions. Each finding is `file:line: rule: what to do`.

example:
  cargo xtask tidy | grep function-length
";

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    path: PathBuf,
    line: usize,
    rule: &'static str,
    advice: String,
}

impl Finding {
    fn new(path: impl Into<PathBuf>, line: usize, rule: &'static str, advice: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line,
            rule,
            advice: advice.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path.display(), self.line, self.rule, self.advice)
    }
}

/// Runs the command.
pub fn command(words: &[&str]) -> Outcome {
    if !no_arguments(words, HELP)? {
        return Ok(());
    }
    let root = workspace();
    let settings = read_settings(&root)?;
    let tree = Tree::read(&root)?;
    print_longest(&tree);
    print_file_sizes(&tree, &settings);
    let found = findings(&tree, &settings);
    for finding in &found {
        println!("{finding}");
    }
    match found.len() {
        0 => {
            println!("tidy: {} files, nothing to say", tree.texts.len());
            Ok(())
        }
        count => Err(format!("tidy: {count} findings")),
    }
}

fn read_settings(root: &Path) -> Result<Settings, String> {
    let path = root.join("xtask/tidy.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Applies all rules; the findings come sorted by file and line.
fn findings(tree: &Tree, settings: &Settings) -> Vec<Finding> {
    let mut found = code::check(tree, settings);
    found.extend(manifests::check(tree, settings));
    found.extend(documents::check(tree, settings));
    found.extend(exemptions(tree, settings));
    found.sort();
    found.dedup();
    found
}

/// An exemption has a reason, and what it exempts is there.
fn exemptions(tree: &Tree, settings: &Settings) -> Vec<Finding> {
    let finding = |advice: String| Finding::new("xtask/tidy.toml", 1, "exempt", advice);
    let check = |exemption: &settings::Exemption| {
        if exemption.reason.trim().is_empty() {
            return Some(finding(format!("the exemption of {} needs a reason", exemption.path)));
        }
        let is_gone = tree.text(&exemption.path).is_none();
        is_gone.then(|| finding(format!("{} is exempt but not there: remove the exemption", exemption.path)))
    };
    settings.exempt.iter().filter_map(check).collect()
}

fn print_longest(tree: &Tree) {
    let mut functions: Vec<(&Path, &Function)> = tree
        .sources
        .iter()
        .flat_map(|source| source.functions.iter().map(|function| (source.path.as_path(), function)))
        .collect();
    functions.sort_by_key(|(_, function)| std::cmp::Reverse(function.lines));
    println!("the ten longest of {} functions:", functions.len());
    for (path, function) in functions.iter().take(10) {
        println!(
            "{:>5} lines  {}:{} {}",
            function.lines,
            path.display(),
            function.line,
            function.name
        );
    }
    let lengths = functions.iter().rev().map(|(_, function)| function.lines).collect::<Vec<_>>();
    println!(
        "functions: median {}, p90 {} lines",
        percentile(&lengths, 50),
        percentile(&lengths, 90)
    );
}

fn print_file_sizes(tree: &Tree, settings: &Settings) {
    let mut lengths: Vec<usize> = tree.sources.iter().map(|source| source.lines).collect();
    lengths.sort_unstable();
    let p90 = percentile(&lengths, 90);
    let verdict = if p90 > settings.sizes.file_p90 {
        ", above the aim"
    } else {
        ""
    };
    println!(
        "files: {}, p90 {p90} lines (aim {}{verdict})",
        lengths.len(),
        settings.sizes.file_p90
    );
}

/// Returns the value that this many percent of the sorted values do not exceed; 0 when there are none.
fn percentile(sorted: &[usize], percent: usize) -> usize {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles() {
        assert_eq!(percentile(&[], 90), 0);
        assert_eq!(percentile(&[7], 50), 7);
        assert_eq!(percentile(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90), 9);
    }

    #[test]
    fn the_settings_can_be_read() {
        let settings = read_settings(&workspace()).unwrap();
        assert!(settings.edges.contains_key("model"));
    }

    #[test]
    fn an_exemption_needs_a_reason_and_a_file() {
        let mut settings = read_settings(&workspace()).unwrap();
        let exemption = |reason: &str| settings::Exemption {
            path: "a.rs".to_owned(),
            rule: "file-length".to_owned(),
            function: None,
            reason: reason.to_owned(),
        };
        settings.exempt = vec![exemption("a table")];
        assert!(exemptions(&Tree::of(&[("a.rs", "//! x\n")]), &settings).is_empty());
        assert_eq!(exemptions(&Tree::of(&[]), &settings).len(), 1);
        settings.exempt = vec![exemption(" ")];
        assert_eq!(exemptions(&Tree::of(&[("a.rs", "//! x\n")]), &settings).len(), 1);
    }
}
