//! A document of maps, lists and scalars in which every value knows its place: what YAML and JSON files are read into.
//!
//! The builders are `lxd/yaml.rs` and `oci/json.rs`. Keys keep their order; a key given twice is kept twice, so that
//! readers can say so.

use transom_model::Origin;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Its place; for what spans lines, the first of them.
    pub origin: Origin,
}

/// What a document is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing: `null`, `~`, or no value behind a key.
    Null,
    /// A scalar by its text, and how it was written.
    Scalar {
        /// Without quotes and escapes.
        text: String,
        /// How it was written.
        form: ScalarForm,
    },
    /// A list.
    List(Vec<Node>),
    /// A map in the order of the file; a key may stand twice.
    Map(Vec<Entry>),
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarForm {
    /// In quotes or as a block: text for sure.
    Quoted,
    /// Bare: a number, a truth value or text.
    Plain,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key's text.
    pub key: String,
    /// Where the key stands.
    pub key_origin: Origin,
    /// The value.
    pub value: Node,
}

impl Node {
    /// Returns the value of a key of a map; of a key given twice, the last.
    pub fn find(&self, key: &str) -> Option<&Node> {
        self.entries()
            .iter()
            .rev()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.value)
    }

    /// Returns the entries of a map; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// Returns a scalar's text.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }
}
