//! A document on its way to text: elements by their paths, and how they are written.
//!
//! `devices/filesystem[2]/source/@dir` is an attribute of the second file system; numbers count from 1. What was kept of a file is put
//! in last: it stands in its element as it stood in the file.

use std::collections::HashMap;
use std::fmt::Write;

use transom_model::Kept;

use super::{kept, keys};

/// An element, its name with the number that tells it from its kind: `filesystem[2]`.
#[derive(Debug, Default)]
pub(super) struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
    /// Where each child is among the children.
    places: HashMap<String, usize>,
    /// The element as a file had it; then there is nothing else.
    markup: Option<String>,
}

impl Element {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// Puts a value at its path, where it replaces what stands there.
    pub(super) fn put(&mut self, path: &str, value: String) {
        if let Some(name) = path.strip_prefix('@') {
            return self.attribute(name, value);
        }
        match path.split_once('/') {
            Some((name, rest)) => self.child(name).put(rest, value),
            None => self.child(path).text = value,
        }
    }

    /// Puts what was kept of a file at its path, if the element that it is part of is there.
    pub(super) fn put_kept(&mut self, kept: &Kept) {
        let mut parent = self;
        let mut path = kept.key.as_str();
        while let Some((name, rest)) = path.split_once('/') {
            if name.ends_with(']') && !parent.places.contains_key(name) {
                return;
            }
            parent = parent.child(name);
            path = rest;
        }
        if let Some(name) = path.strip_prefix('@') {
            return parent.attribute(name, kept.value.clone());
        }
        let is_one_of_several = keys::stands_beside(&kept::plain(&kept.key));
        let name = match is_one_of_several {
            true => format!("{path}[more {}]", parent.children.len()),
            false => path.to_owned(),
        };
        let child = parent.child(&name);
        match kept.value.starts_with('<') {
            true => child.markup = Some(kept.value.clone()),
            false => child.text.clone_from(&kept.value),
        }
    }

    fn attribute(&mut self, name: &str, value: String) {
        match self.attributes.iter_mut().find(|(own, _)| own == name) {
            Some((_, old)) => *old = value,
            None => self.attributes.push((name.to_owned(), value)),
        }
    }

    fn child(&mut self, name: &str) -> &mut Self {
        let at = match self.places.get(name) {
            Some(at) => *at,
            None => {
                self.places.insert(name.to_owned(), self.children.len());
                self.children.push(Self::new(name));
                self.children.len() - 1
            }
        };
        &mut self.children[at]
    }

    /// Brings the children into an order of names; those it does not name come last. Nothing can be put in afterwards.
    pub(super) fn sort(&mut self, order: &[&str]) {
        self.children.sort_by_key(|child| {
            let name = child.title();
            order.iter().position(|other| *other == name).unwrap_or(order.len())
        });
        self.places.clear();
    }

    /// Brings the children of a child into an order of names.
    pub(super) fn sort_child(&mut self, name: &str, order: &[&str]) {
        if self.places.contains_key(name) {
            self.child(name).sort(order);
        }
    }

    fn title(&self) -> &str {
        self.name.split('[').next().unwrap_or(&self.name)
    }

    /// Writes the element and all that it holds.
    pub(super) fn write(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        if let Some(markup) = &self.markup {
            return write_markup(out, markup, &indent);
        }
        let name = self.title();
        let _ = write!(out, "{indent}<{name}");
        for (attribute, value) in &self.attributes {
            let _ = write!(out, " {attribute}='{}'", escaped(value));
        }
        match (self.children.is_empty(), self.text.is_empty()) {
            (true, true) => out.push_str("/>\n"),
            (true, false) => {
                let _ = writeln!(out, ">{}</{name}>", escaped_text(&self.text));
            }
            (false, _) => {
                out.push_str(">\n");
                for child in &self.children {
                    child.write(out, depth + 1);
                }
                let _ = writeln!(out, "{indent}</{name}>");
            }
        }
    }
}

fn write_markup(out: &mut String, markup: &str, indent: &str) {
    let is_indented = kept::is_indented(markup);
    for (at, line) in markup.split('\n').enumerate() {
        if at == 0 || is_indented && !line.is_empty() {
            out.push_str(indent);
        }
        out.push_str(line);
        out.push('\n');
    }
}

/// Writes the value of an attribute.
pub(super) fn escaped(text: &str) -> String {
    escape(text, |letter| matches!(letter, '\t' | '\n' | '\r' | '\''))
}

/// Writes the value of an attribute between these quotes.
pub(super) fn escaped_for(text: &str, quote: char) -> String {
    match quote {
        '"' => escape(text, |letter| matches!(letter, '\t' | '\n' | '\r' | '"')),
        _ => escaped(text),
    }
}

/// Writes the text of an element, whose lines may end.
pub(super) fn escaped_text(text: &str) -> String {
    escape(text, |letter| letter == '\r')
}

fn escape(text: &str, is_escaped: fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\'' if is_escaped(letter) => out.push_str("&apos;"),
            '"' if is_escaped(letter) => out.push_str("&quot;"),
            letter if is_escaped(letter) => {
                let _ = write!(out, "&#{};", u32::from(letter));
            }
            '\t' | '\n' => out.push(letter),
            // XML 1.0 has no other control characters, nor these two.
            letter if letter < ' ' || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use transom_model::Dialect;

    use super::*;

    fn kept(key: &str, value: &str) -> Kept {
        Kept {
            dialect: Dialect::Libvirt,
            key: key.to_owned(),
            value: value.to_owned(),
        }
    }

    #[test]
    fn what_is_kept_goes_where_it_stood() {
        let mut root = Element::new("domain");
        root.put("devices/console[1]/@type", "pty".to_owned());
        root.put("vcpu", "1".to_owned());
        for kept in [
            kept("devices/console[1]/target", "<target\n  port='0'/>"),
            kept("devices/console[2]/log", "<log/>"),
            kept("vcpu", "3"),
            kept("devices/hostdev", "<hostdev>\n  <a/>\n</hostdev>"),
            kept("devices/hostdev", "<hostdev/>"),
        ] {
            root.put_kept(&kept);
        }
        root.sort(&["vcpu"]);
        let mut text = String::new();
        root.write(&mut text, 0);
        let expected = "<domain>\n  <vcpu>3</vcpu>\n  <devices>\n    <console type='pty'>\n      <target\n  port='0'/>\n    </console>\n    \
                        <hostdev>\n      <a/>\n    </hostdev>\n    <hostdev/>\n  </devices>\n</domain>\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn texts_and_attributes_are_escaped_in_their_own_way() {
        assert_eq!(escaped("a'b\nc<\u{1}"), "a&apos;b&#10;c&lt;");
        assert_eq!(escaped_text("a'b\nc>\r"), "a'b\nc&gt;&#13;");
    }
}
