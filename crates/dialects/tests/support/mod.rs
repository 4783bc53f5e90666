//! The cases of the whole project, read: what every test over all cases starts from.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    dead_code,
    reason = "test code that reads the cases' files; each test file uses its part of it"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use transom_dialects::convert::{DeviceNames, wanted};
use transom_dialects::{Reading, read};
use transom_model::{Container, DeviceKind, DeviceNumber, Dialect, Release, Sources};

/// What stands beside a case's configuration and is no part of it.
const EXPECTED: [&str; 8] = [
    "diagnostics.txt",
    "lines.txt",
    "lint.txt",
    "model.txt",
    "plan.txt",
    "host",
    "as",
    "to",
];
const MAIN_ENDS: [&str; 4] = [".conf", ".json", ".xml", ".yaml"];

/// One folder of `cases/`, read as it asks for.
#[derive(Debug, Clone)]
pub struct Case {
    /// `lxc/common-conf`.
    pub name: String,
    pub dialect: Dialect,
    pub release: Release,
    pub folder: PathBuf,
    pub sources: Sources,
    pub reading: Reading,
}

/// Reads every case of every dialect.
pub fn all_cases() -> Vec<Case> {
    Dialect::ALL.into_iter().flat_map(cases_of).collect()
}

/// Reads every case of one dialect.
pub fn cases_of(dialect: Dialect) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases").join(dialect.word());
    let mut folders: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    assert!(!folders.is_empty(), "{} is empty", folder.display());
    folders.iter().map(|folder| case(dialect, folder)).collect()
}

/// The main texts of every case of some dialects: dialect, name of the folder, text.
pub fn texts_of(dialects: &[Dialect]) -> Vec<(Dialect, String, String)> {
    let cases = dialects.iter().flat_map(|dialect| cases_of(*dialect));
    let text = |case: Case| {
        let name = case.folder.file_name().unwrap().to_string_lossy().into_owned();
        (case.dialect, name, case.sources.files().next().unwrap().1.text.clone())
    };
    cases.map(text).collect()
}

fn case(dialect: Dialect, folder: &Path) -> Case {
    let mut texts = BTreeMap::new();
    collect(folder, folder, &mut texts);
    let release = texts
        .remove(Path::new("as"))
        .map_or(Release::newest(dialect), |word| word.trim().parse().unwrap());
    texts.retain(|name, _| {
        !EXPECTED.iter().any(|expected| name == Path::new(expected)) && !name.to_string_lossy().starts_with("as-")
    });
    let main = main_file(&texts);
    let mut sources = Sources::of(&main, &texts[&main]);
    let reading = loop {
        let reading = read(release, &sources);
        let wanted: Vec<PathBuf> = reading.wanted.iter().map(|wanted| wanted.path().clone()).collect();
        let fresh =
            |path: &&PathBuf| sources.find(path).is_none() && sources.folder(path).is_none() && sources.absent(path).is_none();
        let fresh: Vec<PathBuf> = wanted.iter().filter(fresh).cloned().collect();
        if fresh.is_empty() {
            break reading;
        }
        for path in fresh {
            add(&mut sources, &texts, &path);
        }
    };
    let name = format!("{}/{}", dialect.word(), folder.file_name().unwrap().to_string_lossy());
    Case {
        name,
        dialect,
        release,
        folder: folder.to_owned(),
        sources,
        reading,
    }
}

/// Gives the reader what it asks for: a file or a folder of the case, by its path below the case's folder.
fn add(sources: &mut Sources, texts: &BTreeMap<PathBuf, String>, path: &Path) {
    let below = path.strip_prefix("/").unwrap_or(path);
    if let Some(text) = texts.get(below) {
        sources.add(path, text.clone());
        return;
    }
    let inside: Vec<&PathBuf> = texts.keys().filter(|name| name.parent() == Some(below)).collect();
    if inside.is_empty() {
        sources.add_absent(path, "there is no such file");
        return;
    }
    let files: Vec<PathBuf> = inside.iter().map(|name| path.join(name.file_name().unwrap())).collect();
    for (file, name) in files.iter().zip(inside) {
        if sources.find(file).is_none() {
            sources.add(file, texts[name].clone());
        }
    }
    sources.add_folder(path, files);
}

fn collect(top: &Path, folder: &Path, texts: &mut BTreeMap<PathBuf, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(top, &path, texts);
        } else {
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            texts.insert(path.strip_prefix(top).unwrap().to_owned(), text);
        }
    }
}

fn main_file(texts: &BTreeMap<PathBuf, String>) -> PathBuf {
    let is_config = |path: &&PathBuf| {
        let name = path.to_string_lossy();
        path.components().count() == 1 && MAIN_ENDS.iter().any(|end| name.ends_with(end))
    };
    let configs: Vec<&PathBuf> = texts.keys().filter(is_config).collect();
    let is_named = |path: &&&PathBuf| {
        let name = path.to_string_lossy();
        name.starts_with("input.") || name.trim_end_matches(".conf").bytes().all(|byte| byte.is_ascii_digit())
    };
    let named = configs.iter().find(is_named).copied();
    named.or_else(|| configs.first().copied()).unwrap().clone()
}

/// The numbers that every host has, as the kernel's list fixes them.
pub fn device_names(container: &Container) -> DeviceNames {
    const FIXED: [(&str, u32, u32); 9] = [
        ("/dev/kvm", 10, 232),
        ("/dev/net/tun", 10, 200),
        ("/dev/fuse", 10, 229),
        ("/dev/vhost-net", 10, 238),
        ("/dev/vhost-vsock", 10, 241),
        ("/dev/dri/card0", 226, 0),
        ("/dev/dri/renderD128", 226, 128),
        ("/dev/ttyUSB0", 188, 0),
        ("/dev/ttyACM0", 166, 0),
    ];
    let mut names = DeviceNames::default();
    let (paths, numbers) = wanted(container);
    for (path, major, minor) in FIXED {
        let device = (DeviceKind::Char, DeviceNumber { major, minor });
        if paths.iter().any(|wanted| wanted == Path::new(path)) || numbers.contains(&device) {
            names.add(path, device);
        }
    }
    names
}
