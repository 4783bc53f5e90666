//! What the OCI dialect prints, it reads as the same container: for every case below `cases/oci`.
#![allow(
    clippy::disallowed_methods,
    reason = "the test reads the cases' files; the crate under test does not"
)]
#![allow(clippy::unwrap_used, reason = "all of it is a test, its own functions too")]

use std::fs;
use std::path::Path;

use transom_dialects::{Reading, oci};
use transom_model::{Container, Diagnostic, Severity, Sources};

/// Cases whose container is not the same again, and why.
const DIFFERENT: [(&str, &str); 8] = [
    ("a-list", NO_CONTAINER),
    (
        "device-rules-bad",
        "a rule that is wrong opens nothing in the model, and is not printed",
    ),
    ("empty", NO_CONTAINER),
    ("missing-properties", NO_CONTAINER),
    ("no-command", NO_CONTAINER),
    ("null-values", NO_CONTAINER),
    ("windows", NO_CONTAINER),
    ("wrong-kinds", NO_CONTAINER),
];
const NO_CONTAINER: &str = "it names no root or no command, without which no runtime takes a file: a printed one names the usual";

fn read(text: &str) -> Reading {
    oci::read(&Sources::of("config.json", text))
}

fn errors(reading: &Reading) -> Vec<&Diagnostic> {
    reading
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .collect()
}

/// The container without the places of its values, a line each.
fn without_origins(container: &Container) -> String {
    let container = Container {
        whole: None,
        ..container.clone()
    };
    let text = format!("{container:#?}");
    let mut out = String::new();
    // An origin is the last field of what has one: everything deeper than its line belongs to it.
    let mut skipped_below = None;
    for line in text.lines() {
        let depth = line.len() - line.trim_start().len();
        if skipped_below.is_some_and(|most| depth > most || line.trim_start().starts_with([')', '}']) && depth == most) {
            continue;
        }
        skipped_below = line.trim_start().starts_with("origin: ").then_some(depth);
        if skipped_below.is_none() {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[test]
fn printed_cases_are_read_as_the_same_container() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/oci");
    let mut count = 0;
    let mut different = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = String::from_utf8_lossy(&fs::read(path.join("input.json")).unwrap()).into_owned();
        let reading = read(&text);
        let printed = oci::print(&reading.container);
        let again = read(&printed);
        if errors(&reading).is_empty() {
            assert!(errors(&again).is_empty(), "{name}: {:?}\n{printed}", errors(&again));
        }
        assert_eq!(oci::print(&again.container), printed, "{name}");
        let (first, second) = (without_origins(&reading.container), without_origins(&again.container));
        let is_listed = DIFFERENT.iter().any(|(listed, _)| *listed == name);
        if (first == second) == is_listed {
            let changed = first.lines().zip(second.lines()).find(|(one, other)| one != other);
            different.push(format!("{name}: {changed:?}"));
        }
        count += 1;
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
    assert!(count > 40, "there are {count} cases");
}

/// Every text and number of a JSON document, keys too, in order.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| letter == '"' || letter.is_alphanumeric() || letter == '-') {
        rest = &rest[start..];
        let end = match rest.strip_prefix('"') {
            Some(inner) => 2 + inner.find('"').unwrap(),
            None => rest.find([',', ' ', '\n', '}', ']']).unwrap(),
        };
        words.push(rest[..end].to_owned());
        rest = &rest[end..];
    }
    words
}

#[test]
fn nothing_of_a_file_with_everything_is_lost() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/oci/everything/input.json");
    let text = fs::read_to_string(path).unwrap();
    let reading = read(&text);
    assert!(errors(&reading).is_empty(), "{:?}", errors(&reading));
    let printed = oci::print(&reading.container);
    let mut there = words(&printed);
    let lost: Vec<String> = words(&text)
        .into_iter()
        .filter(|word| match there.iter().position(|other| other == word) {
            Some(at) => {
                there.swap_remove(at);
                false
            }
            None => true,
        })
        .collect();
    // An empty list says nothing.
    assert_eq!(lost, ["\"flags\""]);
    for version in ["\"1.3.0\"", "\"windows\"", "\"layerFolders\""] {
        assert!(printed.contains(version));
    }
}
