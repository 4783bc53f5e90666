//! The long explanations are complete: every explanation id comes to one subject, and subjects and concepts have their texts.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test, its own functions too")]

use std::collections::{BTreeMap, BTreeSet};

use transom_explain::{Language, Phrasebook, concept, concepts, ids, subject, subjects};

/// The long texts of a language by their ids: of subjects and concepts, and no others.
fn texts(language: Language) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (name, text) in language.files() {
        if ["long", "concepts"].contains(name) {
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            let parts = lines.filter_map(|line| line.split_once(" = "));
            all.extend(parts.map(|(id, text)| (id.to_owned(), text.to_owned())));
        }
    }
    all
}

#[test]
fn every_explanation_comes_to_one_subject() {
    let mut owners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for subject in subjects() {
        for id in subject.ids {
            owners.entry(id).or_default().push(subject.name);
        }
    }
    let missing: Vec<_> = ids().filter(|id| !owners.contains_key(id)).collect();
    assert!(missing.is_empty(), "no subject has: {missing:?}");
    let double: Vec<_> = owners.iter().filter(|(_, subjects)| subjects.len() > 1).collect();
    assert!(double.is_empty(), "more than one subject has: {double:?}");
    let known: BTreeSet<&str> = ids().collect();
    let foreign: Vec<_> = owners.keys().filter(|id| !known.contains(*id)).collect();
    assert!(foreign.is_empty(), "no explanation is called: {foreign:?}");
}

#[test]
fn names_are_unique() {
    let mut seen = BTreeSet::new();
    let double: Vec<_> = subjects().filter(|subject| !seen.insert(subject.name)).collect();
    assert!(double.is_empty(), "{double:?}");
    let mut seen = BTreeSet::new();
    let double: Vec<_> = concepts().filter(|concept| !seen.insert(concept.name)).collect();
    assert!(double.is_empty(), "{double:?}");
}

#[test]
fn subjects_and_concepts_have_their_texts() {
    for language in Language::ALL {
        let book = Phrasebook::new(language);
        for subject in subjects() {
            let own = [subject.title(&book), subject.explanation(&book)];
            assert!(
                own.iter().all(|text| !text.starts_with("long-")),
                "{}: {own:?}",
                language.tag()
            );
        }
        for concept in concepts() {
            let own = [concept.title(&book), concept.explanation(&book)];
            assert!(
                own.iter().all(|text| !text.starts_with("concept-")),
                "{}: {own:?}",
                language.tag()
            );
        }
    }
}

#[test]
fn texts_have_their_subjects_and_concepts() {
    let subjects = subjects().map(|subject| format!("long-{}", subject.name));
    let bodies: BTreeSet<String> = subjects
        .chain(concepts().map(|concept| format!("concept-{}", concept.name)))
        .collect();
    let texts = texts(Language::English);
    let is_used = |id: &String| bodies.contains(id) || id.strip_suffix("-title").is_some_and(|id| bodies.contains(id));
    let idle: Vec<_> = texts.keys().filter(|id| !is_used(id)).collect();
    assert!(idle.is_empty(), "nothing is called: {idle:?}");
}

#[test]
fn subjects_name_concepts_that_there_are() {
    let known: BTreeSet<&str> = concepts().map(|concept| concept.name).collect();
    for subject in subjects() {
        let unknown: Vec<_> = subject.concepts.iter().filter(|name| !known.contains(*name)).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", subject.name);
    }
}

#[test]
fn no_word_finds_two_concepts() {
    for one in concepts() {
        for word in one.aliases.iter().chain([&one.name]) {
            assert_eq!(concept(word).map(|found| found.name), Some(one.name), "{word}");
        }
    }
}

#[test]
fn concepts_are_found_by_what_people_call_them() {
    let name = |word| concept(word).map(|found| found.name);
    for word in ["cgroup", "CGroups", "c-group", "control group", "Control Groups", "控制组"] {
        assert_eq!(name(word), Some("cgroup"), "{word}");
    }
    assert_eq!(name("主设备号"), Some("device-number"));
    assert_eq!(name("/dev/net/tun"), Some("tun"));
    assert_eq!((name("capabilities"), name("/proc")), (Some("capability"), Some("proc")));
    assert_eq!((name("lxc.mount.auto"), name(""), name("s")), (None, None, None));
}

#[test]
fn keys_of_all_dialects_share_a_subject() {
    let name = |id| subject(id).map(|found| found.name);
    for id in ["memory-limit", "lxd-memory", "domain-memory", "oci-memory"] {
        assert_eq!(name(id), Some("memory"), "{id}");
    }
    assert_eq!(name("no-such-id"), None);
}

/// Whole sentences, not too few and not too many.
#[test]
fn texts_are_paragraphs() {
    for language in Language::ALL {
        let stop = if language == Language::Chinese { '。' } else { '.' };
        for (id, text) in texts(language) {
            let is_title = id.ends_with("-title");
            assert_eq!(text.ends_with(stop), !is_title, "{}: {id}", language.tag());
            let (least, most) = if is_title { (1, 60) } else { (40, 900) };
            let length = text.chars().count();
            assert!((least..=most).contains(&length), "{}: {id} has {length}", language.tag());
        }
    }
}

/// Between Chinese letters and Latin ones or digits stands a space; punctuation is full-width and has none around it.
#[test]
fn chinese_is_set_as_chinese_is() {
    let is_han = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
    let is_latin = |letter: char| letter.is_ascii_alphanumeric() || letter == '/' || letter == '`';
    let is_mark = |letter: char| "，。；：、（）“”？！".contains(letter);
    for (id, text) in texts(Language::Chinese) {
        let letters: Vec<char> = text.chars().collect();
        for pair in letters.windows(2) {
            let (left, right) = (pair[0], pair[1]);
            let is_tight = is_han(left) && is_latin(right) || is_latin(left) && is_han(right);
            let is_loose = is_mark(left) && right == ' ' || left == ' ' && is_mark(right);
            let is_half = is_han(left) && ",.;:!?()\"".contains(right) || ",;:!?()\"".contains(left) && is_han(right);
            assert!(!is_tight && !is_loose && !is_half, "{id}: `{left}{right}` in {text}");
        }
    }
}
