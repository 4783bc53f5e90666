//! Prints a container as a `config.json`: what each entry of the key table has of it, put together by path and indented.
//!
//! What a container has and OCI has no property for is left out; the account of that is a conversion's business.

use std::fmt::Write;

use transom_model::{Container, FileId, Given};

use super::{json, keys};
use crate::tree::{Node, ScalarForm, Value};

/// Paths of properties and their values as JSON.
pub(super) type Pairs = Vec<(String, String)>;

/// A piece of a document to be printed.
#[derive(Debug, Clone)]
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
pub(super) fn one(path: &str, value: Option<String>) -> Pairs {
    value.map(|value| (path.to_owned(), value)).into_iter().collect()
}

/// A property that is text.
pub(super) fn given_text(path: &str, value: Option<&Given<String>>) -> Pairs {
    one(path, value.map(|given| quote(&given.value)))
}

/// A property that is a list; an empty one is left out.
pub(super) fn list(path: &str, items: Vec<Json>) -> Pairs {
    if items.is_empty() {
        Vec::new()
    } else {
        vec![(path.to_owned(), Json::List(items).to_string())]
    }
}

/// Prints a container as a configuration of version 1.3.0, or of the least version that has all of its properties.
pub fn print(container: &Container) -> String {
    let mut document = Json::Object(Vec::new());
    let printed = keys::KEYS
        .iter()
        .flat_map(|key| (key.print)(container).into_iter().map(move |pair| (key.since, pair)));
    let mut version = (1, 0, "1.0.2");
    for (since, (path, value)) in printed {
        if let Some(since) = since
            && let Some((major, minor)) = keys::version(since)
            && (major, minor) > (version.0, version.1)
        {
            version = (major, minor, since);
        }
        set(&mut document, &path, value);
    }
    set(&mut document, "ociVersion", quote(version.2));
    let text = document.to_string();
    let mut out = String::new();
    // Reading what was just written gives the tree that is indented.
    if let Some(root) = json::parse(FileId(0), &text).root {
        indent(&mut out, &root, 0);
    }
    out.push('\n');
    out
}

fn set(document: &mut Json, path: &str, value: String) {
    let Json::Object(entries) = document else { return };
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let at = entries.iter().position(|(key, _)| key == name).unwrap_or_else(|| {
        entries.push((name.to_owned(), Json::Object(Vec::new())));
        entries.len() - 1
    });
    match rest {
        Some(rest) => set(&mut entries[at].1, rest, value),
        None => entries[at].1 = Json::Raw(value),
    }
}

fn indent(out: &mut String, node: &Node, depth: usize) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Scalar {
            text,
            form: ScalarForm::Quoted,
        } => out.push_str(&quote(text)),
        Value::Scalar {
            text,
            form: ScalarForm::Plain,
        } => out.push_str(text),
        Value::List(items) => {
            let items: Vec<(Option<&str>, &Node)> = items.iter().map(|item| (None, item)).collect();
            block(out, ('[', ']'), &items, depth);
        }
        Value::Map(entries) => {
            let entries: Vec<(Option<&str>, &Node)> =
                entries.iter().map(|entry| (Some(entry.key.as_str()), &entry.value)).collect();
            block(out, ('{', '}'), &entries, depth);
        }
    }
}

fn block(out: &mut String, (open, close): (char, char), parts: &[(Option<&str>, &Node)], depth: usize) {
    out.push(open);
    for (at, (key, node)) in parts.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(depth + 1));
        if let Some(key) = key {
            let _ = write!(out, "{}: ", quote(key));
        }
        indent(out, node, depth + 1);
    }
    if !parts.is_empty() {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
    out.push(close);
}
