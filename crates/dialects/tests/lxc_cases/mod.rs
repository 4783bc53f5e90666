//! The cases below `cases/lxc` as sources, and containers without the places their values came from.
#![allow(
    clippy::disallowed_methods,
    reason = "the tests read the cases' files; the crate under test does not"
)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is for tests")]
#![allow(dead_code, reason = "each test uses its part")]

use std::fs;
use std::path::{Path, PathBuf};

use transom_dialects::{Reading, lxc};
use transom_model::{Container, Release, Sources, Version};

/// One folder below `cases/lxc`.
pub struct Case {
    /// Its name.
    pub name: String,
    /// The text of its main file.
    pub text: String,
    /// The version it is read as.
    pub version: Version,
    folder: PathBuf,
}

/// Returns all cases of LXC.
pub fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/lxc");
    let mut cases: Vec<Case> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| case(&entry.unwrap().path()))
        .collect();
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(cases.len() > 40, "only {} cases", cases.len());
    cases
}

fn case(folder: &Path) -> Case {
    let release = fs::read_to_string(folder.join("as")).unwrap_or_else(|_| "lxc".to_owned());
    Case {
        name: folder.file_name().unwrap().to_string_lossy().into_owned(),
        text: String::from_utf8_lossy(&fs::read(folder.join("input.conf")).unwrap()).into_owned(),
        version: release.trim().parse::<Release>().unwrap().version,
        folder: folder.to_owned(),
    }
}

impl Case {
    /// Reads a text in the place of the case's main file, giving the reader what it asks for.
    pub fn read(&self, version: Version, text: &str) -> (Reading, Sources) {
        let mut sources = Sources::of("input.conf", text);
        for _ in 0..100 {
            let reading = lxc::read_as(version, &sources);
            if reading.wanted.is_empty() {
                return (reading, sources);
            }
            for wanted in &reading.wanted {
                self.give(wanted.path(), &mut sources);
            }
        }
        panic!("{}: the reader asks for ever", self.name);
    }

    fn give(&self, path: &Path, sources: &mut Sources) {
        let here = self.folder.join(path.strip_prefix("/").unwrap_or(path));
        if here.is_dir() {
            let files: Vec<PathBuf> = fs::read_dir(&here)
                .unwrap()
                .map(|entry| path.join(entry.unwrap().file_name()))
                .collect();
            for file in &files {
                let text = fs::read_to_string(self.folder.join(file.strip_prefix("/").unwrap_or(file)));
                sources.add(file, text.unwrap());
            }
            sources.add_folder(path, files);
        } else {
            match fs::read(&here) {
                Ok(bytes) => drop(sources.add(path, String::from_utf8_lossy(&bytes))),
                Err(_) => sources.add_absent(path, "No such file or directory"),
            }
        }
    }
}

/// Writes a container without any place, so that two can be compared.
pub fn blanked(container: &Container) -> String {
    let text = format!("{container:#?}");
    let mut lines = Vec::new();
    let mut inside: Option<usize> = None;
    for line in text.lines() {
        let indentation = line.len() - line.trim_start().len();
        match inside {
            // The value of an origin ends at the line that closes it, as far in as it began.
            Some(depth) if indentation > depth => {}
            Some(_) => inside = None,
            None if line.trim_start().starts_with("origin: ") => inside = (!line.ends_with("),")).then_some(indentation),
            None => lines.push(line),
        }
    }
    lines.join("\n")
}
