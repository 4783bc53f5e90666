//! What the dialects of LXD and Incus print, they read as the same container: for every case below `cases/lxd` and `cases/incus`.
#![allow(
    clippy::disallowed_methods,
    reason = "the test reads the cases' files; the crate under test does not"
)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test, its own functions too")]

use std::fs;
use std::path::{Path, PathBuf};

use transom_dialects::{Reading, Wanted, lxd};
use transom_model::{Container, Dialect, Release, Sources};

fn folder(dialect: Dialect) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases").join(dialect.word())
}

fn text_of(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()
}

/// Reads a case with the files that its `raw.lxc` includes.
fn read_case(dialect: Dialect, case: &Path) -> Reading {
    let release = match fs::read_to_string(case.join("as")) {
        Ok(word) => word.trim().parse().unwrap(),
        Err(_) => Release::newest(dialect),
    };
    let mut sources = Sources::of("input.yaml", text_of(&case.join("input.yaml")));
    loop {
        let reading = lxd::read_as(release, &sources);
        if reading.wanted.is_empty() {
            return reading;
        }
        for path in reading.wanted.iter().map(Wanted::path) {
            let here = case.join(path.strip_prefix("/").unwrap_or(path));
            match here.is_file() {
                true => drop(sources.add(path, text_of(&here))),
                false => sources.add_absent(path, "No such file or directory"),
            }
        }
    }
}

/// A container in words, without the places that its values come from.
fn essence(container: &Container) -> String {
    let text = format!(
        "{:#?}",
        Container {
            whole: None,
            ..container.clone()
        }
    );
    let mut out = String::new();
    let mut skipped: Option<usize> = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        match skipped {
            Some(of) if indent > of => {}
            Some(of) if indent == of && !line.trim_start().starts_with("origin") => skipped = None,
            _ if line.trim_start().starts_with("origin: ") => skipped = Some(indent),
            _ => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

fn first_difference(one: &str, other: &str) -> String {
    let lines: Vec<&str> = one.lines().collect();
    let at = one.lines().zip(other.lines()).take_while(|(one, other)| one == other).count();
    let around = |lines: &[&str]| lines[at.saturating_sub(6)..(at + 6).min(lines.len())].join("\n");
    format!(
        "before:\n{}\nafter:\n{}",
        around(&lines),
        around(&other.lines().collect::<Vec<_>>())
    )
}

/// Cases whose containers cannot come out the same, and why.
const EXCEPT: [(&str, &str); 3] = [
    ("lxd-keys", "Incus refuses keys of LXD, so that they are not printed for it"),
    ("incus-keys", "LXD refuses keys of Incus, so that they are not printed for it"),
    (
        "nvidia",
        "the newest LXD has no `nvidia.*` any more, so that it is not printed for it",
    ),
];

fn check(dialect: Dialect, case: &Path) -> Option<String> {
    let before = read_case(dialect, case).container;
    let printed = lxd::print(dialect, &before);
    let reading = lxd::read(dialect, &Sources::of("printed.yaml", printed.clone()));
    let (one, other) = (essence(&before), essence(&reading.container));
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    // What is printed is for the newest version, under which an older one's container may be another.
    let is_old = case.join("as").exists();
    let is_excepted = is_old || EXCEPT.iter().any(|(case, _)| *case == name);
    if is_excepted && !is_old && one == other {
        return Some(format!("{name}: comes out the same, and need not be excepted"));
    }
    if one != other && !is_excepted {
        return Some(format!("{name}: {}\nprinted:\n{printed}", first_difference(&one, &other)));
    }
    let again = lxd::print(dialect, &reading.container);
    (again != printed).then(|| format!("{name}: printing does not settle:\n{printed}\n{again}"))
}

#[test]
fn printed_cases_are_read_as_the_same() {
    let (mut count, mut different) = (0, Vec::new());
    for dialect in [Dialect::Lxd, Dialect::Incus] {
        let mut cases: Vec<PathBuf> = fs::read_dir(folder(dialect))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        cases.sort();
        different.extend(cases.iter().filter_map(|case| check(dialect, case)));
        count += cases.len();
    }
    assert!(count > 0, "there are no cases");
    assert!(
        different.is_empty(),
        "{} of {count} differ\n{}",
        different.len(),
        different.join("\n\n")
    );
}
