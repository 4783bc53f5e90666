//! Keys: which dialects have one, what its value looks like, since when, and what it is about.

use transom_dialects::{KeyName, Syntax, libvirt, lxc, lxd, oci, pve};
use transom_model::Dialect;

use super::Page;
use crate::language::{Message, say};
use crate::subject::subject;

/// How many near keys are named.
const MOST_NEAR: usize = 5;

/// An entry of a key table.
#[derive(Debug, Clone)]
pub struct KeyEntry {
    /// Whose key it is.
    pub dialect: Dialect,
    /// As documentation writes it: `lxc.net.N.type`.
    pub title: String,
    /// What its value looks like.
    pub syntax: Syntax,
    /// Its explanation id.
    pub explanation: &'static str,
    /// The first version that has it.
    pub since: Option<String>,
    /// The first version that has it no more.
    pub until: Option<String>,
}

/// Returns every entry that a text is the key of; a document's paths also by their last word.
pub(super) fn entries(text: &str) -> Vec<KeyEntry> {
    let text = text.trim_end_matches([':', '=']).trim();
    if text.is_empty() || text.contains(char::is_whitespace) {
        return Vec::new();
    }
    let exact: Vec<KeyEntry> = all()
        .filter(|(name, _)| is_meant(*name, text))
        .map(|(_, entry)| entry)
        .collect();
    // A whole name goes before one that anything can stand behind.
    let whole = |entry: &KeyEntry| !entry.title.ends_with('…');
    match exact.iter().any(whole) {
        true => exact.into_iter().filter(whole).collect(),
        false => exact,
    }
}

fn is_meant(name: KeyName, text: &str) -> bool {
    name.matches(text) || name.title() == text || matches!(name, KeyName::Prefix(prefix) if prefix.trim_end_matches('.') == text)
}

/// Returns the keys that end or begin like a text.
pub(super) fn near(text: &str) -> Vec<String> {
    let text = text.to_ascii_lowercase();
    let is_near = |title: &String| text.len() > 2 && title.to_ascii_lowercase().contains(&text);
    let mut near: Vec<String> = all().map(|(_, entry)| entry.title).filter(is_near).collect();
    near.sort_by_key(String::len);
    near.dedup();
    near.truncate(MOST_NEAR);
    near
}

/// Every entry of every key table.
pub(crate) fn all() -> impl Iterator<Item = (KeyName, KeyEntry)> {
    macro_rules! table {
        ($keys:expr, $dialect:expr) => {
            $keys.iter().map(|key| {
                let entry = KeyEntry {
                    dialect: $dialect,
                    title: key.name.title(),
                    syntax: key.syntax,
                    explanation: key.explanation,
                    since: key.since.map(str::to_owned),
                    until: key.until.map(str::to_owned),
                };
                (key.name, entry)
            })
        };
    }
    table!(lxc::KEYS, Dialect::Lxc)
        .chain(table!(pve::KEYS, Dialect::Pve))
        .chain(table!(libvirt::KEYS, Dialect::Libvirt))
        .chain(lxd_keys())
        .chain(table!(oci::KEYS, Dialect::Oci))
}

fn lxd_keys() -> impl Iterator<Item = (KeyName, KeyEntry)> {
    let of = |name: KeyName, title: String, syntax: Syntax, explanation: &'static str, known: lxd::Known| {
        [(Dialect::Lxd, known.lxd), (Dialect::Incus, known.incus)].map(|(dialect, span)| {
            let entry = KeyEntry {
                dialect,
                title: title.clone(),
                syntax,
                explanation,
                since: (span.since != transom_model::Version::default()).then(|| span.since.to_string()),
                until: span.until.map(|until| until.to_string()),
            };
            (name, entry)
        })
    };
    let keys = lxd::KEYS
        .iter()
        .flat_map(move |key| of(key.name, key.name.title(), key.syntax, key.explanation, key.known));
    let devices = lxd::DEVICES.iter().flat_map(move |device| {
        of(
            KeyName::Exact(device.name),
            device.name.to_owned(),
            Syntax::Object(&[]),
            device.explanation,
            device.known,
        )
    });
    // Until the very first version is never.
    keys.chain(devices).filter(|(_, entry)| entry.until.as_deref() != Some("0"))
}

pub(super) fn of_key(page: &mut Page<'_>, text: &str, entries: &[KeyEntry]) {
    page.answer.title = text.to_owned();
    let mut ids: Vec<&'static str> = entries.iter().map(|entry| entry.explanation).collect();
    ids.dedup();
    for id in ids {
        if let Some(subject) = subject(id) {
            let text = subject.explanation(page.book);
            if !page.answer.paragraphs.contains(&text) {
                page.answer.paragraphs.push(text);
                subject.concepts.iter().for_each(|name| page.concept(name));
            }
        }
    }
    for entry in entries {
        let label = say!("answer-key-of", dialect = entry.dialect.title());
        page.row_said(label, &key(entry));
    }
    others(page, entries);
}

fn key(entry: &KeyEntry) -> Message {
    let versions = match (&entry.since, &entry.until) {
        (None, None) => say!("answer-always"),
        (Some(since), None) => say!("answer-since", since = since),
        (None, Some(until)) => say!("answer-until", until = until),
        (Some(since), Some(until)) => say!("answer-between", since = since, until = until),
    };
    say!(
        "answer-key",
        key = &entry.title,
        value = value(entry.syntax),
        versions = versions
    )
}

/// What a value looks like.
fn value(syntax: Syntax) -> Message {
    match syntax {
        Syntax::Bool => say!("answer-value-bool"),
        Syntax::Integer { min, max: i64::MAX } if min == i64::MIN => say!("answer-value-any-number"),
        Syntax::Integer { min, max: i64::MAX } => say!("answer-value-from", min = min.to_string()),
        Syntax::Integer { min, max } => say!("answer-value-range", min = min.to_string(), max = max.to_string()),
        Syntax::Choice(words) => say!("answer-value-choice", words = words.to_vec()),
        Syntax::Text(what) => say!("answer-value-text", what = what),
        Syntax::Properties(parts) => {
            let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
            say!("answer-value-parts", parts = names)
        }
        Syntax::Object([]) => say!("answer-value-object"),
        Syntax::Object(parts) => say!("answer-value-parts", parts = parts.to_vec()),
        Syntax::List => say!("answer-value-list"),
    }
}

/// The same in other dialects: keys with the same subject.
fn others(page: &mut Page<'_>, entries: &[KeyEntry]) {
    let subjects: Vec<&str> = entries
        .iter()
        .filter_map(|entry| subject(entry.explanation))
        .map(|subject| subject.name)
        .collect();
    for dialect in Dialect::ALL {
        if entries.iter().any(|entry| entry.dialect == dialect) {
            continue;
        }
        let is_same = |entry: &KeyEntry| {
            entry.dialect == dialect && subject(entry.explanation).is_some_and(|subject| subjects.contains(&subject.name))
        };
        let mut titles: Vec<String> = all()
            .map(|(_, entry)| entry)
            .filter(is_same)
            .map(|entry| entry.title)
            .collect();
        titles.dedup();
        titles.truncate(6);
        if !titles.is_empty() {
            page.row_said(
                say!("answer-others", dialect = dialect.title()),
                &say!("answer-list", list = titles),
            );
        }
    }
}
