//! What the Proxmox dialect prints, it reads as the same container: for every case below `cases/pve`.
#![allow(
    clippy::disallowed_methods,
    reason = "the test reads the cases' files; the crate under test does not"
)]
#![allow(clippy::unwrap_used, reason = "all of it is a test, its own functions too")]

use std::fs;
use std::path::{Path, PathBuf};

use transom_dialects::{Reading, pve};
use transom_model::{Container, Diagnostic, Dialect, Given, Kept, Origin, Severity, Sources};

/// Reads a text beside the other files of a case, giving the reader what it asks for.
fn read(name: &str, text: &str, folder: &Path) -> Reading {
    let mut sources = Sources::of(name, text);
    for _ in 0..10 {
        let reading = pve::read(&sources);
        if reading.wanted.is_empty() {
            return reading;
        }
        for wanted in &reading.wanted {
            let path = wanted.path();
            match fs::read(folder.join(path.strip_prefix("/").unwrap_or(path))) {
                Ok(bytes) => {
                    sources.add(path, String::from_utf8_lossy(&bytes));
                }
                Err(error) => sources.add_absent(path, error.to_string()),
            }
        }
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

fn cases() -> Vec<(PathBuf, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/pve");
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let folder = entry.unwrap().path();
        let files = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path());
        let main = files
            .filter(|path| path.extension().is_some_and(|end| end == "conf"))
            .min()
            .unwrap();
        let text = String::from_utf8_lossy(&fs::read(&main).unwrap()).into_owned();
        let name = main.file_name().unwrap().to_string_lossy().into_owned();
        cases.push((folder, name, text));
    }
    cases
}

#[test]
fn printed_cases_are_read_as_the_same_container() {
    let mut different = Vec::new();
    let cases = cases();
    for (folder, name, text) in &cases {
        let reading = read(name, text, folder);
        let printed = pve::print(&reading.container);
        let again = read(name, &printed, folder);
        let (before, after) = (
            without_origins(&completed(&reading.container)),
            without_origins(&completed(&again.container)),
        );
        if before != after {
            let pairs = before.lines().zip(after.lines());
            let first = pairs.into_iter().find(|(before, after)| before != after);
            different.push(format!("{}: {first:?}\n{printed}", folder.display()));
        }
        if errors(&reading).is_empty() && !errors(&again).is_empty() {
            different.push(format!("{}: {:?}\n{printed}", folder.display(), errors(&again)));
        }
        assert_eq!(pve::print(&again.container), printed, "{}", folder.display());
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
    assert!(cases.len() > 50);
}
