//! Writes what a target starts from: a corpus made of the cases, and a dictionary made of the key tables.
//!
//! `seeds TARGET CASES OUT` fills `OUT/corpus/` and writes `OUT/words.dict`. Files that are there already stay.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use transom_dialects::{KeyName, Syntax, libvirt, lxc, lxd, oci, pve};
use transom_fuzz::main_name;
use transom_model::{Dialect, Release, Sources};

/// What the walker of the cases writes; no input of a reader.
const EXPECTED: [&str; 5] = ["diagnostics.txt", "lines.txt", "model.txt", "plan.txt", "host"];

/// Values that have been trouble anywhere.
const VALUES: &[&str] = &["0", "-1", "4294967295", "18446744073709551616", "1e9", "0x10", "07", "\u{fc}", "\u{feff}", "\r\n", "\t", "%", "..", "//"];

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [target, cases, out] = words.as_slice() else {
        return Err("usage: seeds TARGET CASES OUT".into());
    };
    let (cases, out) = (Path::new(cases), Path::new(out));
    let dialects = dialects_of(target);
    let corpus = out.join("corpus");
    fs::create_dir_all(&corpus)?;
    for dialect in &dialects {
        for folder in folders(&cases.join(dialect.word()))? {
            let texts = texts_of(&folder)?;
            for (number, seed) in seeds(target, *dialect, &dialects, &texts).into_iter().enumerate() {
                let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
                fs::write(corpus.join(format!("{}-{name}-{number}", dialect.word())), seed)?;
            }
        }
    }
    fs::write(out.join("words.dict"), dictionary(&dialects))?;
    Ok(())
}

fn dialects_of(target: &str) -> Vec<Dialect> {
    let is_meant = |dialect: &Dialect| match target {
        "edit" | "print" => true,
        "seccomp" => *dialect == Dialect::Lxc,
        "lxd" => matches!(dialect, Dialect::Lxd | Dialect::Incus),
        word => dialect.word() == word,
    };
    Dialect::ALL.into_iter().filter(is_meant).collect()
}

fn folders(of: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut all: Vec<PathBuf> = fs::read_dir(of)?.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    all.sort();
    Ok(all)
}

/// The texts of a case: the main one first.
fn texts_of(folder: &Path) -> std::io::Result<Vec<Vec<u8>>> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next)?.flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if !EXPECTED.iter().any(|name| entry.file_name() == *name) {
                files.push(path);
            }
        }
    }
    files.sort_by_key(|path| (path.parent() != Some(folder), path.clone()));
    files.iter().map(fs::read).collect()
}

fn seeds(target: &str, dialect: Dialect, dialects: &[Dialect], texts: &[Vec<u8>]) -> Vec<Vec<u8>> {
    match target {
        "seccomp" => texts.iter().filter(|text| text.starts_with(b"1") || text.starts_with(b"2")).cloned().collect(),
        "edit" => edits(dialect, texts),
        _ => {
            let mut seed = vec![choice(dialect, dialects)];
            seed.extend(texts.join(&0));
            vec![seed]
        }
    }
}

/// The first byte that stands for the newest release of a dialect among those of `dialects`, see `Input::new`.
fn choice(dialect: Dialect, dialects: &[Dialect]) -> u8 {
    let newer = dialects.iter().rev().take_while(|other| **other != dialect);
    u8::try_from(newer.map(|other| Release::versions(*other).len()).sum::<usize>()).unwrap_or(0)
}

/// Edits of some settings that the text has.
fn edits(dialect: Dialect, texts: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let Some(text) = texts.first() else { return Vec::new() };
    let number = Dialect::ALL.iter().position(|other| *other == dialect).unwrap_or(0);
    let sources = Sources::of(main_name(dialect), String::from_utf8_lossy(text));
    let reading = transom_dialects::read(dialect, &sources);
    let keys: BTreeSet<(&str, &str)> = reading
        .accounts
        .iter()
        .filter(|account| !account.key.is_empty() && !account.value.contains('\n'))
        .map(|account| (account.key.as_str(), account.value.as_str()))
        .collect();
    // A multiple of the number of dialects above 0x80 asks for the setting to be taken out.
    let acts = [number, 0x80 + (number + Dialect::ALL.len() - 0x80 % Dialect::ALL.len()) % Dialect::ALL.len()];
    let all = keys.into_iter().take(6).flat_map(|(key, value)| {
        acts.map(|act| {
            let mut seed = vec![u8::try_from(act).unwrap_or(0)];
            seed.extend(format!("{key}\n{value}\n").as_bytes());
            seed.extend(text);
            seed
        })
    });
    all.collect()
}

fn dictionary(dialects: &[Dialect]) -> String {
    let mut words: BTreeSet<String> = VALUES.iter().map(|word| (*word).to_owned()).collect();
    for dialect in dialects {
        add_keys(*dialect, &mut words);
    }
    words.iter().filter(|word| !word.is_empty()).map(|word| format!("\"{}\"\n", escaped(word))).collect()
}

fn add_keys(dialect: Dialect, words: &mut BTreeSet<String>) {
    match dialect {
        Dialect::Lxc => lxc::KEYS.iter().for_each(|key| add(words, key.name, key.syntax, &[])),
        Dialect::Pve => {
            pve::KEYS.iter().for_each(|key| add(words, key.name, key.syntax, &[]));
            lxc::KEYS.iter().for_each(|key| add(words, key.name, key.syntax, &[]));
        }
        Dialect::Libvirt => libvirt::KEYS.iter().for_each(|key| add(words, key.name, key.syntax, &['/', '@'])),
        Dialect::Oci => oci::KEYS.iter().for_each(|key| add(words, key.name, key.syntax, &['.', '['])),
        Dialect::Lxd | Dialect::Incus => {
            lxd::KEYS.iter().for_each(|key| add(words, key.name, key.syntax, &[]));
            for device in lxd::DEVICES {
                words.insert(device.name.to_owned());
                device.options.iter().for_each(|option| add(words, KeyName::Exact(option.name), option.syntax, &[]));
            }
        }
    }
}

/// Adds a key's name, taken apart where a document nests it, and the words that its value may be.
fn add(words: &mut BTreeSet<String>, name: KeyName, syntax: Syntax, splits: &[char]) {
    let title = match name {
        KeyName::Exact(name) | KeyName::Prefix(name) => name.to_owned(),
        KeyName::Numbered { word, .. } => format!("{word}0"),
        KeyName::Indexed { before, after } => format!("{before}0.{after}"),
    };
    match splits {
        [] => words.extend([title]),
        _ => words.extend(title.split(splits).map(|part| part.trim_end_matches(']').to_owned())),
    }
    match syntax {
        Syntax::Choice(choices) => words.extend(choices.iter().map(|choice| (*choice).to_owned())),
        Syntax::Properties(parts) => words.extend(parts.iter().map(|(part, _)| format!("{part}="))),
        Syntax::Object(parts) => words.extend(parts.iter().map(|part| (*part).to_owned())),
        Syntax::Bool | Syntax::Integer { .. } | Syntax::Text(_) | Syntax::List => {}
    }
}

/// libFuzzer takes printable ASCII as it is, and the rest as `\xNN`.
fn escaped(word: &str) -> String {
    let byte = |byte: u8| match byte {
        b'"' | b'\\' => format!("\\{}", byte as char),
        0x20..=0x7e => (byte as char).to_string(),
        _ => format!("\\x{byte:02X}"),
    };
    word.bytes().map(byte).collect()
}
