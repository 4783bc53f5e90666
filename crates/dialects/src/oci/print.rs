//! Prints a container as a `config.json`: what each entry of the key table has of it, put together by path and indented.
//!
//! What a container has and OCI has no property for is left out; the account of that is a conversion's business. What was only
//! kept is put back by `kept.rs`.

use std::fmt::Write;

use transom_model::{Container, FileId, Given};

use super::{json, kept, keys, versions};
use crate::tree::{Node, ScalarForm, Value};

/// Paths of properties and their values as JSON.
pub(super) type Pairs = Vec<(String, String)>;

/// A piece of a document to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Json {
    /// A number or a truth value, as it is.
    Raw(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(String, Json)>),
}

impl Json {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(super) fn number(value: impl ToString) -> Self {
        Self::Raw(value.to_string())
    }

    /// Reads what [`Display`](std::fmt::Display) wrote, or what a document's text was.
    pub(super) fn read(text: &str) -> Self {
        json::parse(FileId(0), text)
            .root
            .map_or_else(|| Self::Raw("null".to_owned()), |root| Self::of(&root))
    }

    /// Copies a part of a document that was read.
    pub(super) fn of(node: &Node) -> Self {
        match &node.value {
            Value::Null => Self::Raw("null".to_owned()),
            Value::Scalar {
                text,
                form: ScalarForm::Quoted,
            } => Self::text(text),
            Value::Scalar { text, .. } => Self::Raw(text.clone()),
            Value::List(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Map(entries) => Self::Object(
                entries
                    .iter()
                    .map(|entry| (entry.key.clone(), Self::of(&entry.value)))
                    .collect(),
            ),
        }
    }

    pub(super) fn object<'k>(entries: impl IntoIterator<Item = (&'k str, Self)>) -> Self {
        Self::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }
}

impl std::fmt::Display for Json {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Raw(raw) => write!(f, "{raw}"),
            Self::Text(text) => write!(f, "{}", quote(text)),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", items.join(","))
            }
            Self::Object(entries) => {
                let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{}:{value}", quote(key))).collect();
                write!(f, "{{{}}}", entries.join(","))
            }
        }
    }
}

/// Writes a text as JSON does.
pub(super) fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            letter if u32::from(letter) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// A property, if there is something to print.
pub(super) fn one(path: &str, value: Option<Json>) -> Pairs {
    value.map(|value| (path.to_owned(), value.to_string())).into_iter().collect()
}

/// A property that is a number or a truth value.
pub(super) fn plain<T: ToString>(path: &str, value: Option<T>) -> Pairs {
    one(path, value.map(Json::number))
}

/// A property that is text.
pub(super) fn given_text(path: &str, value: Option<&Given<String>>) -> Pairs {
    one(path, value.map(|given| Json::text(&given.value)))
}

/// A property that is a list; an empty one is left out.
pub(super) fn list(path: &str, items: Vec<Json>) -> Pairs {
    one(path, Some(items).filter(|items| !items.is_empty()).map(Json::List))
}

/// A property that is an object with free names; an empty one is left out.
pub(super) fn object(path: &str, entries: Vec<(String, Json)>) -> Pairs {
    one(path, Some(entries).filter(|entries| !entries.is_empty()).map(Json::Object))
}

/// Prints a container as a configuration of the least version that has all of its properties.
pub fn print(container: &Container) -> String {
    let mut document = Json::Object(vec![("ociVersion".to_owned(), Json::text(""))]);
    for (path, value) in keys::KEYS.iter().flat_map(|key| (key.print)(container)) {
        let steps: Vec<&str> = path.split('.').collect();
        set(&mut document, &steps, Json::read(&value));
    }
    kept::put_all(&mut document, container);
    let version = versions::least(&mut document);
    set(&mut document, &["ociVersion"], Json::text(version));
    let mut out = String::new();
    indent(&mut out, &document, 0);
    out.push('\n');
    out
}

/// Puts a value at a path of names; objects on the way are made.
pub(super) fn set(document: &mut Json, steps: &[&str], value: Json) {
    let (Json::Object(entries), Some((name, rest))) = (document, steps.split_first()) else {
        return;
    };
    let at = entries.iter().position(|(key, _)| key == name).unwrap_or_else(|| {
        entries.push(((*name).to_owned(), Json::Object(Vec::new())));
        entries.len() - 1
    });
    match rest {
        [] => entries[at].1 = value,
        rest => set(&mut entries[at].1, rest, value),
    }
}

/// Writes a value over several lines, two spaces a level.
fn indent(out: &mut String, value: &Json, depth: usize) {
    match value {
        Json::List(items) => block(out, ('[', ']'), items.iter().map(|item| (None, item)), depth),
        Json::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| (Some(key.as_str()), value));
            block(out, ('{', '}'), entries, depth);
        }
        scalar => {
            let _ = write!(out, "{scalar}");
        }
    }
}

fn block<'j>(
    out: &mut String,
    (open, close): (char, char),
    parts: impl Iterator<Item = (Option<&'j str>, &'j Json)>,
    depth: usize,
) {
    out.push(open);
    let mut is_empty = true;
    for (key, value) in parts {
        out.push_str(if is_empty { "\n" } else { ",\n" });
        is_empty = false;
        out.push_str(&"  ".repeat(depth + 1));
        if let Some(key) = key {
            let _ = write!(out, "{}: ", quote(key));
        }
        indent(out, value, depth + 1);
    }
    if !is_empty {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
    out.push(close);
}
