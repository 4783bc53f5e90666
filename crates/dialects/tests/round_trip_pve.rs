//! What the Proxmox dialect prints, it reads as the same container: for every case below `cases/pve`.
#![allow(
    clippy::disallowed_methods,
    reason = "the test reads the cases' files; the crate under test does not"
)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test, its own functions too")]

mod support;

use support::{Case, cases_of};
use transom_dialects::{Edit, Reading, edit, pve};
use transom_model::{Container, Diagnostic, Dialect, Given, Kept, Origin, Release, Severity, Sources};

/// Reads a text in place of a case's own.
fn again(case: &Case, text: &str) -> Reading {
    let (_, main) = case.sources.files().next().unwrap();
    let mut sources = Sources::of(main.path.clone(), text);
    for (_, file) in case.sources.files().skip(1) {
        sources.add(file.path.clone(), file.text.clone());
    }
    pve::read(&sources)
}

fn errors(reading: &Reading) -> Vec<&Diagnostic> {
    let is_error = |found: &&Diagnostic| found.severity == Severity::Error;
    reading.diagnostics.iter().filter(is_error).collect()
}

/// The container as text without its origins, so that two can be compared and a difference be seen.
fn without_origins(container: &Container) -> String {
    let mut text = format!("{container:#?}");
    while let Some(start) = text.find(" origin: ") {
        // An origin ends where the braces or parentheses opened in it are closed again.
        let mut depth = 0_i32;
        let end = text[start..]
            .char_indices()
            .find(|(_, letter)| {
                depth += match letter {
                    '{' | '(' | '[' => 1,
                    '}' | ')' | ']' => -1,
                    _ => 0,
                };
                depth == 0 && *letter == ',' || depth < 0
            })
            .map_or(text.len(), |(at, letter)| start + at + letter.len_utf8());
        text.replace_range(start..end, "");
    }
    text
}

/// Adds the two lines without which Proxmox starts nothing: printing puts them in where a file has none.
fn completed(container: &Container) -> Container {
    let mut container = container.clone();
    container.whole = None;
    let origin = Origin::Default("printed");
    if container.arch.is_none() {
        container.arch = Some(Given::new("amd64".to_owned(), origin.clone()));
    }
    if container.kept.iter().all(|kept| kept.value.key != "ostype") {
        let kept = Kept {
            dialect: Dialect::Pve,
            key: "ostype".to_owned(),
            value: "unmanaged".to_owned(),
        };
        container.kept.push(Given::new(kept, origin));
    }
    container.kept.sort_by(|one, other| one.value.key.cmp(&other.value.key));
    container
}

#[test]
fn printed_cases_are_read_as_the_same_container() {
    let mut different = Vec::new();
    // Printed is what the newest version reads; a file of an older one has other defaults there.
    let newest = Release::newest(Dialect::Pve);
    let cases: Vec<Case> = cases_of(Dialect::Pve)
        .into_iter()
        .filter(|case| case.release == newest)
        .collect();
    for case in &cases {
        let printed = pve::print(&case.reading.container);
        let again = again(case, &printed);
        let (before, after) = (
            without_origins(&completed(&case.reading.container)),
            without_origins(&completed(&again.container)),
        );
        if before != after {
            let pairs = before.lines().zip(after.lines());
            let first = pairs.into_iter().find(|(before, after)| before != after);
            different.push(format!("{}: {first:?}\n{printed}", case.name));
        }
        if errors(&case.reading).is_empty() && !errors(&again).is_empty() {
            different.push(format!("{}: {:?}\n{printed}", case.name, errors(&again)));
        }
        assert_eq!(pve::print(&again.container), printed, "{}", case.name);
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
    assert!(cases.len() > 50);
}

/// Keys that edits are tried with, each with a value that every file takes.
const EDITS: [(&str, &str); 14] = [
    ("hostname", "edited"),
    ("memory", "777"),
    ("swap", "0"),
    ("cores", "3"),
    ("tags", "a;b"),
    ("onboot", "1"),
    ("net7", "name=eth7,bridge=vmbr7,type=veth"),
    ("mp9", "/srv/edited,mp=/edited"),
    ("dev8", "/dev/edited"),
    ("description", "a: note\nof two lines"),
    ("lxc.prlimit.nofile", "1024:2048"),
    ("lxc.hook.stop", "/bin/true"),
    ("lxc.init.uid", "5"),
    ("lxc.cgroup2.pids.max", "55"),
];

/// What a text gives a key: the value of the last account that has it, or the description.
fn given(text: &str, name: &std::path::Path, key: &str) -> Option<String> {
    let reading = pve::read(&Sources::of(name, text));
    if key == "description" {
        let kept = reading.container.kept.iter().find(|kept| kept.value.key == key);
        return kept.map(|kept| kept.value.value.clone());
    }
    let is_present =
        |account: &&transom_model::Account| account.key == key && !matches!(account.effect, transom_model::Effect::Elsewhere(_));
    let last = reading.accounts.iter().rev().find(is_present);
    last.map(|account| account.value.clone())
}

#[test]
fn edits_of_cases_touch_their_own_lines_alone() {
    for case in cases_of(Dialect::Pve) {
        let (_, main) = case.sources.files().next().unwrap();
        for end in ["\n", "\r\n"] {
            let text = main.text.replace('\n', end);
            for (key, value) in EDITS {
                let set = match edit(Dialect::Pve, &text, &Edit::Set { key, value }) {
                    Ok(set) => set,
                    // Where the container has no root there can be no node of root's.
                    Err(problem) if problem.code == "id-outside-map" => continue,
                    Err(problem) => panic!("{}: {key}: {problem:?}", case.name),
                };
                assert_eq!(
                    given(&set, &main.path, key).as_deref(),
                    Some(value),
                    "{}: {key}\n{set}",
                    case.name
                );
                let unset = edit(Dialect::Pve, &set, &Edit::Unset { key }).unwrap();
                assert_eq!(given(&unset, &main.path, key), None, "{}: {key}\n{unset}", case.name);
                // Without the lines of the key the text is what the old one is without them, byte for byte.
                let before = edit(Dialect::Pve, &text, &Edit::Unset { key }).unwrap_or_else(|_| text.clone());
                assert_eq!(unset, before, "{}: {key}", case.name);
            }
        }
    }
}
