//! Random edits of every case below `cases/libvirt`: all but the place of the edit stays, byte for byte, and the value is there.
#![allow(
    clippy::disallowed_methods,
    reason = "the test reads the cases' files; the crate under test does not"
)]
#![allow(clippy::unwrap_used, reason = "all of it is a test, its own functions too")]

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;
use roxmltree::{Document, Node};
use transom_dialects::libvirt::{KEYS, edit};
use transom_dialects::{Edit, KeyName};

fn texts() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/libvirt");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("input.xml"))
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned())
        .collect()
}

/// The paths of the key table, of elements and of attributes.
fn paths() -> Vec<&'static str> {
    let names = KEYS.iter().map(|key| match key.name {
        KeyName::Exact(path) | KeyName::Prefix(path) => path.trim_end_matches('/'),
        _ => "",
    });
    names.filter(|path| !path.is_empty() && *path != "domain").collect()
}

fn value() -> impl Strategy<Value = String> {
    let usual = [
        "", "1", "512", "/srv/x", "on", "pty", "br0", "mount", "10.0.0.2", "rtc", "yes", "lab",
    ];
    prop_oneof![3 => prop::sample::select(usual.to_vec()).prop_map(str::to_owned), 1 => "[ -~]{0,12}"]
}

/// Finds what a path without numbers leads to, the first of each kind.
fn find<'d>(document: &'d Document<'_>, path: &str) -> Option<Node<'d, 'd>> {
    let mut node = document.root_element();
    for name in path.split('/').filter(|name| !name.is_empty()) {
        let local = name.trim_start_matches("lxc:");
        node = node
            .children()
            .find(|child| child.is_element() && child.tag_name().name() == local)?;
    }
    Some(node)
}

fn split(key: &str) -> (&str, Option<&str>) {
    match key.rsplit_once('@') {
        Some((path, attribute)) => (path.trim_end_matches('/'), Some(attribute)),
        None => (key, None),
    }
}

fn read_back(text: &str, key: &str) -> Option<String> {
    let document = Document::parse(text).unwrap();
    let (path, attribute) = split(key);
    let node = find(&document, path)?;
    match attribute {
        Some(attribute) => node.attribute(attribute).map(str::to_owned),
        None => Some(node.text().unwrap_or("").to_owned()),
    }
}

/// What differs between two texts, without what is the same at both ends.
fn middle<'t>(old: &'t str, new: &'t str) -> (&'t str, &'t str) {
    let same =
        |one: &mut dyn Iterator<Item = (char, char)>| one.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
    let start = same(&mut old.chars().zip(new.chars()));
    let end = same(&mut old[start..].chars().rev().zip(new[start..].chars().rev()));
    (&old[start..old.len() - end], &new[start..new.len() - end])
}

fn is_part_of(new: &str, old: &str) -> bool {
    let mut old = old.chars();
    new.chars().all(|letter| old.any(|other| other == letter))
}

proptest! {
    #[test]
    fn edits_change_their_place_alone(at in any::<Index>(), key in any::<Index>(), value in value()) {
        let (texts, paths) = (texts(), paths());
        let (text, key) = (&texts[at.index(texts.len())], paths[key.index(paths.len())]);
        let before = Document::parse(text).ok().map(|_| read_back(text, key));
        if let Ok(new) = edit(text, &Edit::Set { key, value: &value }) {
            prop_assert_eq!(read_back(&new, key), Some(value.clone()), "{}", new);
            let (gone, _) = middle(text, &new);
            let is_of_one_line = before.flatten().is_none_or(|before| !before.contains('\n'));
            // Another line changes only where a prefix is declared.
            prop_assert!(!is_of_one_line || key.starts_with("lxc:") || !gone.contains('\n'), "{} goes", gone);
            let again = edit(&new, &Edit::Set { key, value: &value });
            prop_assert_eq!(again.as_ref(), Ok(&new));
        }
        if let Ok(new) = edit(text, &Edit::Unset { key }) {
            prop_assert!(is_part_of(&new, text), "{new}");
            prop_assert_eq!(read_back(&new, key), None, "{}", new);
        }
    }
}

#[test]
fn many_edits_are_done() {
    let paths: Vec<&str> = paths().into_iter().step_by(12).collect();
    let mut done = (0, 0);
    for text in texts() {
        done.0 += paths
            .iter()
            .filter(|key| edit(&text, &Edit::Set { key, value: "1" }).is_ok())
            .count();
        done.1 += paths.iter().filter(|key| edit(&text, &Edit::Unset { key }).is_ok()).count();
    }
    assert!(done.0 > 100 && done.1 > 10, "{done:?}");
}
