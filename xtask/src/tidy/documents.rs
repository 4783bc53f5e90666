//! Rules on texts: what no text may say, what the documents must name, and cases that expect nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::Finding;
use super::settings::Settings;
use super::tree::Tree;
use crate::readme;

/// Users' own files: their words are theirs.
const QUOTED: &[&str] = &["cases", "examples", "target"];
/// Files that must name the forbidden words: the list, the tests below, and names that others chose.
const EXCEPT: &[&str] = &["xtask/tidy.toml", "xtask/src/tidy/documents.rs", "Cargo.lock"];

/// Applies the rules.
pub fn check(tree: &Tree, settings: &Settings) -> Vec<Finding> {
    let mut found = forbidden_text(tree, settings);
    found.extend(architecture(tree));
    found.extend(changelog(tree));
    found.extend(decisions(tree));
    found.extend(commands(tree));
    found.extend(cases(tree));
    found
}

fn forbidden_text(tree: &Tree, settings: &Settings) -> Vec<Finding> {
    let mut found = Vec::new();
    let own = |path: &Path| !EXCEPT.iter().any(|except| path == Path::new(except));
    for text in tree.texts.iter().filter(|text| own(&text.path)) {
        let is_quoted = QUOTED.iter().any(|folder| text.path.starts_with(folder));
        for (at, line) in text.text.lines().enumerate() {
            let piece = settings.text.forbidden.iter().find(|piece| line.contains(piece.as_str()));
            let word = settings.text.words.iter().find(|word| !is_quoted && has_word(line, word));
            found.extend(piece.map(|piece| {
                let advice = format!("`{piece}` names one machine: use a path of the repository");
                Finding::new(&text.path, at + 1, "text", advice)
            }));
            found.extend(word.map(|word| Finding::new(&text.path, at + 1, "text", format!("`{word}` is not about this project"))));
        }
    }
    found
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let is_edge = |character: Option<char>| !character.is_some_and(char::is_alphanumeric);
        is_edge(line[..at].chars().next_back()) && is_edge(line[at + word.len()..].chars().next())
    })
}

/// Every crate folder is named in ARCHITECTURE.md.
fn architecture(tree: &Tree) -> Vec<Finding> {
    let text = tree.text("ARCHITECTURE.md").unwrap_or_default();
    let folder = |path: &Path| {
        Some(
            path.strip_prefix("crates")
                .ok()?
                .components()
                .next()?
                .as_os_str()
                .to_string_lossy()
                .into_owned(),
        )
    };
    let crates: BTreeSet<String> = tree.texts.iter().filter_map(|text| folder(&text.path)).collect();
    let unnamed = crates.into_iter().filter(|name| !text.contains(&format!("crates/{name}")));
    unnamed
        .map(|name| {
            Finding::new(
                "ARCHITECTURE.md",
                1,
                "architecture",
                format!("it does not name `crates/{name}`: add its row with its one rule"),
            )
        })
        .collect()
}

fn changelog(tree: &Tree) -> Option<Finding> {
    let text = tree.text("CHANGELOG.md").unwrap_or_default();
    let has_section = text.lines().any(|line| line.trim() == "## [Unreleased]");
    (!has_section).then(|| Finding::new("CHANGELOG.md", 1, "changelog", "it needs a section `## [Unreleased]`"))
}

/// Every decision record is listed in docs/adr/README.md.
fn decisions(tree: &Tree) -> Vec<Finding> {
    let list = tree.text("docs/adr/README.md").unwrap_or_default();
    let records = tree.texts.iter().filter(|text| text.path.starts_with("docs/adr"));
    let names = records.filter_map(|text| text.path.file_name()?.to_str().map(|name| (text, name)));
    names
        .filter(|(_, name)| *name != "README.md" && !list.contains(*name))
        .map(|(text, name)| Finding::new(&text.path, 1, "adr", format!("list `{name}` in docs/adr/README.md")))
        .collect()
}

fn commands(tree: &Tree) -> Vec<Finding> {
    let missing = readme::missing(tree.text("README.md").unwrap_or_default());
    missing
        .into_iter()
        .map(|command| {
            Finding::new(
                "README.md",
                1,
                "readme",
                format!("`{command}` must stand in a command block, word for word"),
            )
        })
        .collect()
}

/// A case (`cases/DIALECT/NAME/`) has an expectation beside its input.
fn cases(tree: &Tree) -> Vec<Finding> {
    let mut folders: BTreeMap<PathBuf, Vec<&str>> = BTreeMap::new();
    for text in tree
        .texts
        .iter()
        .filter(|text| text.path.starts_with("cases") && !text.path.starts_with("cases/hosts"))
    {
        let folder: PathBuf = text.path.components().take(3).collect();
        let name = text
            .path
            .strip_prefix(&folder)
            .ok()
            .and_then(Path::to_str)
            .filter(|name| !name.is_empty());
        folders.entry(folder).or_default().extend(name);
    }
    let is_expectation = |name: &&str| name.ends_with(".txt") || name.starts_with("as-");
    let lacking = folders
        .into_iter()
        .filter(|(_, names)| !names.is_empty() && !names.iter().any(is_expectation));
    lacking
        .map(|(folder, _)| {
            Finding::new(
                folder,
                1,
                "case",
                "it expects nothing: run `cargo xtask bless` and read what it writes",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(files: &[(&str, &str)]) -> Vec<String> {
        let settings = super::super::read_settings(&crate::workspace()).unwrap();
        let good = [
            ("README.md", include_str!("../../../README.md")),
            ("CHANGELOG.md", "## [Unreleased]\n"),
        ];
        let missing = good.iter().filter(|(path, _)| !files.iter().any(|(other, _)| other == path));
        let all: Vec<(&str, &str)> = files.iter().chain(missing).copied().collect();
        check(&Tree::of(&all), &settings).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn nothing_to_say_of_good_texts() {
        assert_eq!(rules(&[]), Vec::<String>::new());
    }

    #[test]
    fn words_are_words() {
        assert!(has_word("an AI.", "AI"));
        assert!(!has_word("FAIL and MAIN", "AI"));
        assert!(has_word("AI", "AI"));
    }

    #[test]
    fn each_rule_finds_its_own() {
        let found = rules(&[
            ("docs/a.md", "see /work/main\n"),
            ("docs/b.md", "an AI\n"),
            ("cases/pve/quoted/input.conf", "# an AI\n"),
            ("crates/model/src/lib.rs", "//! x\n"),
            ("CHANGELOG.md", "nothing\n"),
            ("docs/adr/0009-x.md", "x\n"),
            ("README.md", "x\n"),
        ]);
        let rules: Vec<&str> = found.iter().map(|line| line.split(": ").nth(1).unwrap()).collect();
        assert_eq!(
            rules,
            ["text", "text", "architecture", "changelog", "adr", "readme", "readme", "case"],
            "{found:#?}"
        );
    }

    #[test]
    fn a_listed_record_and_a_case_with_an_expectation_pass() {
        let found = rules(&[
            ("docs/adr/README.md", "- [0009](0009-x.md)\n"),
            ("docs/adr/0009-x.md", "x\n"),
            ("cases/pve/a/input.conf", "x\n"),
            ("cases/pve/a/model.txt", "x\n"),
        ]);
        assert_eq!(found, Vec::<String>::new());
    }
}
