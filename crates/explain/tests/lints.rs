//! Every lint finds what its examples show, and not what they show to be right; its fix makes the one of the other; it has all its texts.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test, its own functions too")]

use std::collections::BTreeSet;

use transom_explain::lint::{self, Checked, Example, Finding, Lint};
use transom_explain::{Language, Phrasebook};
use transom_model::{Dialect, FileId, Release, Severity, Sources};

fn release(word: &str) -> Release {
    word.parse().unwrap()
}

fn sources(release: Release, text: &str) -> Sources {
    let name = match release.dialect {
        Dialect::Pve => "102.conf",
        _ => "input",
    };
    Sources::of(name, text)
}

fn findings(word: &str, text: &str) -> Vec<Finding> {
    let sources = sources(release(word), text);
    let reading = transom_dialects::read(release(word), &sources);
    lint::findings(&Checked::new(&reading, &sources, None))
}

fn of<'f>(lint: &Lint, findings: &'f [Finding]) -> Vec<&'f Finding> {
    findings.iter().filter(|finding| finding.lint.id == lint.id).collect()
}

fn each(mut look: impl FnMut(&'static Lint, &'static Example)) {
    for lint in lint::all() {
        assert!(!lint.examples.is_empty(), "{} has no example", lint.id);
        lint.examples.iter().for_each(|example| look(lint, example));
    }
}

#[test]
fn ids_and_names_are_each_lints_own() {
    let ids: Vec<&str> = lint::all().map(|lint| lint.id).collect();
    assert!(
        ids.is_sorted() && ids.iter().collect::<BTreeSet<_>>().len() == ids.len(),
        "{ids:?}"
    );
    let names: BTreeSet<&str> = lint::all().map(|lint| lint.name).collect();
    assert_eq!(names.len(), ids.len());
    let is_id = |id: &&str| id.len() == 5 && id.starts_with('T') && id[1..].bytes().all(|byte| byte.is_ascii_digit());
    assert!(ids.iter().all(is_id));
    let is_name = |name: &&str| {
        name.bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    assert!(names.iter().all(is_name), "{names:?}");
}

#[test]
fn every_lint_has_its_texts_in_every_language() {
    for language in Language::ALL {
        let book = Phrasebook::new(language);
        for lint in lint::all() {
            for part in ["", "why", "fix"] {
                let id = lint.text_id(part);
                let text = book.by_id(&id).unwrap_or_else(|| panic!("{}: no `{id}`", language.tag()));
                let is_sentence = text.ends_with(['.', '。', '”']);
                assert_eq!(is_sentence, part == "why", "{}: {id}: {text}", language.tag());
            }
        }
    }
}

#[test]
fn every_text_belongs_to_a_lint() {
    for (name, text) in Language::English.files().iter().filter(|(name, _)| name.starts_with("lints")) {
        for line in text.lines().filter(|line| line.starts_with("lint-t")) {
            let id = line[5..10].to_ascii_uppercase();
            assert!(lint::named(&id).is_some(), "{name}: {line}");
        }
    }
}

#[test]
fn every_lint_finds_its_examples() {
    each(|lint, example| {
        let all = findings(example.release, example.before);
        let found = of(lint, &all);
        let is_there = found
            .iter()
            .any(|finding| finding.origin.line() == Some((FileId(0), example.line)));
        assert!(is_there, "{}: {:?} of\n{}", lint.id, found, example.before);
        let after = findings(example.release, example.after);
        assert!(
            of(lint, &after).is_empty(),
            "{}: {:?} of\n{}",
            lint.id,
            of(lint, &after),
            example.after
        );
    });
}

#[test]
fn findings_are_written_in_every_language() {
    for language in Language::ALL {
        let book = Phrasebook::new(language);
        each(|_, example| {
            for finding in findings(example.release, example.before) {
                let diagnostic = finding.diagnostic(&book);
                let hint = diagnostic.hint.unwrap();
                assert!(!diagnostic.message.starts_with("lint-"), "{}", diagnostic.message);
                assert!(
                    !diagnostic.message.ends_with(['.', '。']) && !hint.ends_with("。"),
                    "{} {hint}",
                    diagnostic.message
                );
            }
        });
    }
}

#[test]
fn examples_are_right_after_their_fix() {
    each(|lint, example| {
        let release = release(example.release);
        let fixed = lint::fix(release, &sources(release, example.before), FileId(0), &|finding| {
            finding.lint.id == lint.id
        });
        if fixed.mended.is_empty() {
            // What has a fix is mended: the example is there to show it.
            assert!(fixed.refused.is_empty(), "{}: {:?}", lint.id, fixed.refused);
            return;
        }
        assert_eq!(fixed.text, example.after, "{}", lint.id);
        let errors = |text: &str| {
            let reading = transom_dialects::read(release, &sources(release, text));
            reading
                .diagnostics
                .iter()
                .filter(|found| found.severity == Severity::Error)
                .count()
        };
        assert!(errors(&fixed.text) <= errors(example.before), "{}", lint.id);
    });
}

#[test]
fn what_is_written_after_a_finding_is_read_without_errors() {
    each(|lint, example| {
        let release = release(example.release);
        let sources = sources(release, example.after);
        let reading = transom_dialects::read(release, &sources);
        assert!(
            !reading.has_errors(),
            "{}: {:?} of\n{}",
            lint.id,
            reading.diagnostics,
            example.after
        );
    });
}

/// A v1 rule in each of the places that a comment may speak of.
const V1: &str = "lxc.cgroup.devices.deny = c 1:3 rwm\n";

#[test]
fn comments_allow_a_line_or_a_file() {
    let count = |text: String| {
        let all = findings("lxc", &text);
        (
            of(lint::named("T0002").unwrap(), &all).len(),
            of(lint::named("T0001").unwrap(), &all).len(),
        )
    };
    assert_eq!(count(format!("lxc.tty.max = 1\n{V1}")), (1, 0));
    assert_eq!(
        count(format!("lxc.tty.max = 1\n# transom: allow T0002 an old host\n{V1}")),
        (0, 0)
    );
    assert_eq!(
        count(format!("lxc.tty.max = 1\n# transom: allow v1-device-rule\n# more\n{V1}{V1}")),
        (1, 0)
    );
    assert_eq!(count(format!("# transom: allow T0002\nlxc.tty.max = 1\n{V1}{V1}")), (0, 0));
    assert_eq!(count(format!("lxc.tty.max = 1\n# transom: allow T0003\n{V1}")), (1, 1));
    assert_eq!(count(format!("{V1}# transom: allow nothing in words\n")), (1, 0));
}

#[test]
fn what_survives_in_each_dialect_allows() {
    let rule = "lxc.cgroup.devices.deny = c 1:3 rwm";
    let yaml = |key: &str| format!("config:\n{key}  raw.lxc: |-\n    {rule}\n");
    let is_found = |release: &str, text: &str| findings(release, text).iter().any(|finding| finding.lint.id == "T0002");
    assert!(is_found("lxd", &yaml("")));
    assert!(!is_found("lxd", &yaml("  user.transom.allow: T0005,T0002\n")));
    // Proxmox writes comments anew at the top, with their colons encoded.
    let pve = "lxc.cgroup.devices.allow: c 1:3 rwm\n";
    assert!(is_found("pve", &format!("arch: amd64\n{pve}")));
    assert!(!is_found(
        "pve",
        &format!("#transom%3A allow T0002 an old host\narch: amd64\n{pve}")
    ));
}
