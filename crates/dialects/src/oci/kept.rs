//! What no field of the model holds: kept by its path while reading, put back at its place when printing.
//!
//! A path is that of the key table with the names that are free in it. An item of a list is kept under `LIST[]`; a mount is told by
//! where it goes (`mounts[/data].options[]`) and a hook by its place in its list. A value is text as the dialect takes it, and JSON
//! for what has parts.

use transom_model::{Container, Dialect, Effect, Given, Kept, Origin};

use super::print::{Json, set};
use super::{Reader, keys, versions};
use crate::Syntax;
use crate::tree::{Node, Value};

/// Properties that have a place in the model whatever they come to, or that the readers of their subjects keep in their own way.
const ELSEWHERE: [&str; 8] = [
    "process.terminal",
    "process.capabilities.",
    "mounts[]",
    "hooks.",
    "linux.namespaces[]",
    "linux.seccomp.syscalls[]",
    "linux.seccomp.architectures[]",
    "linux.resources.devices[]",
];
/// Free names follow, with dots in them.
const NOTES: &str = "annotations.";

impl Reader {
    /// Keeps a setting by its path.
    pub(super) fn keep(&mut self, key: impl Into<String>, value: String, origin: Origin) {
        let kept = Kept {
            dialect: Dialect::Oci,
            key: key.into(),
            value,
        };
        self.container.kept.push(Given::new(kept, origin));
    }

    /// Keeps a property that came to nothing that the model holds, and says whether it did.
    pub(super) fn keep_if_lost(&mut self, pattern: &str, path: &str, node: &Node, effect: &Effect) -> bool {
        let is_idle = matches!(effect, Effect::NotYet(_) | Effect::NoEffect(_));
        if !is_idle || node.value == Value::Null || ELSEWHERE.iter().any(|start| pattern.starts_with(start)) {
            return false;
        }
        let key = if pattern.ends_with('*') { path } else { pattern };
        let value = match node.text() {
            Some(text) => text.to_owned(),
            None => versions::ordered(Json::of(node), pattern).to_string(),
        };
        self.keep(key, value, node.origin.clone());
        true
    }
}

/// Returns what was kept under a key.
pub(super) fn find<'c>(container: &'c Container, key: &str) -> Option<&'c str> {
    all(container, key).next()
}

/// Returns everything that was kept under a key, in order.
pub(super) fn all<'c>(container: &'c Container, key: &str) -> impl Iterator<Item = &'c str> {
    own(container)
        .filter(move |kept| kept.key == key)
        .map(|kept| kept.value.as_str())
}

fn own(container: &Container) -> impl Iterator<Item = &Kept> {
    let kept = container.kept.iter().map(|given| &given.value);
    kept.filter(|kept| kept.dialect == Dialect::Oci)
}

/// Puts everything back that no printer of the key table looks for.
pub(super) fn put_all(document: &mut Json, container: &Container) {
    for kept in own(container) {
        let key = kept.key.as_str();
        if key.starts_with("mounts[") || key.starts_with("hooks.") {
            continue;
        }
        let value = || value_of(key, &kept.value);
        match (key.strip_prefix(NOTES), key.strip_suffix("[]")) {
            (Some(name), _) => set(document, &[NOTES.trim_end_matches('.'), name], value()),
            (None, Some(list)) => append(document, &list.split('.').collect::<Vec<_>>(), value()),
            (None, None) => set(document, &key.split('.').collect::<Vec<_>>(), value()),
        }
    }
}

/// A kept value as JSON: the key table knows what is text.
fn value_of(key: &str, value: &str) -> Json {
    let syntax = match key.strip_prefix(NOTES) {
        Some(_) => Some(Syntax::Text("")),
        None => keys::find(key).map(|entry| entry.syntax),
    };
    match syntax {
        Some(Syntax::Text(_) | Syntax::Choice(_)) => Json::text(value),
        _ => Json::read(value),
    }
}

fn append(document: &mut Json, steps: &[&str], value: Json) {
    let Json::Object(entries) = document else { return };
    let Some((name, rest)) = steps.split_first() else { return };
    let at = entries.iter().position(|(key, _)| key == name);
    match (at, rest) {
        (Some(at), []) => {
            if let Json::List(items) = &mut entries[at].1 {
                items.push(value);
            }
        }
        (None, []) => entries.push(((*name).to_owned(), Json::List(vec![value]))),
        (Some(at), rest) => append(&mut entries[at].1, rest, value),
        (None, rest) => {
            let mut inner = Json::Object(Vec::new());
            append(&mut inner, rest, value);
            entries.push(((*name).to_owned(), inner));
        }
    }
}
