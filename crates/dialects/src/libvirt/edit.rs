//! Changing one setting of a domain in place: only the elements and attributes that an edit is about change, byte for byte.
//!
//! A key is a path below `<domain>`, as messages write it: `memory`, `vcpu/@cpuset`, `devices/interface[2]/source/@bridge`. [`edit`]
//! finds the place in the XML; `insert.rs` puts in what is not there, in the file's own manner.

use std::collections::BTreeMap;
use std::ops::Range;

use roxmltree::Node;
use transom_model::{Severity, Sources};

use super::document::{self, attribute_name, find_domain, name, tag, value_range};
use super::element::{escaped_for, escaped_text};
use super::insert::{self, Layout};
use super::keys;
use crate::{Edit, Problem};

/// One element of a path: its name, and which of several it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step<'k> {
    pub(super) name: &'k str,
    which: Which,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    /// The only one, or the first of those of which only the first counts.
    Only,
    /// By its number, from 1.
    Number(usize),
    /// A further one.
    New,
}

/// A key, taken apart.
#[derive(Debug)]
pub(super) struct Key<'k> {
    pub(super) steps: Vec<Step<'k>>,
    pub(super) attribute: Option<&'k str>,
    /// The path without numbers.
    plain: String,
}

/// A piece of the text and what takes its place.
pub(super) type Change = (Range<usize>, String);

/// Changes a text and returns the new one.
///
/// `set` gives an attribute or the text of an element its value; what is missing on the way is put in where libvirt itself would write it. An
/// element without text (`features/privnet`) is set with the empty value. A value that is an element itself (`<hostdev …>…</hostdev>` for
/// `devices/hostdev[]`) takes the place of the whole. Of elements of which there may be several the key tells which: `os/initarg[2]` from
/// 1 on, `os/initarg[]` for a further one; without a number there must be one at the most. `unset` takes an attribute or an element out with all
/// that it holds; without a number all of its kind, also those that libvirt does not look at.
///
/// # Errors
/// See [`crate::edit`]; also if the text is no domain of an LXC container, if the element holds others, so that it has no text to set,
/// or if libvirt or Transom would refuse the new text for a reason that the old one does not have.
pub fn edit(text: &str, edit: &Edit<'_>) -> Result<String, Problem> {
    let (Edit::Set { key, .. } | Edit::Unset { key }) = edit;
    let key = key_of(key)?;
    if let Some(problem) = document::too_large(text).or_else(|| Some(document::too_many_parts(text)?.1)) {
        return Err(problem);
    }
    let document = document::parse(text).map_err(|error| {
        Problem::new("cannot-edit", document::message(&error)).hint("mend the XML first; `transom check` shows where")
    })?;
    let root = document.root_element();
    let domain = find_domain(root)?;
    if domain != root {
        let message = "this is libvirt's record of a running container";
        return Err(Problem::new("cannot-edit", message).hint("edit its definition, /etc/libvirt/lxc/NAME.xml"));
    }
    let layout = Layout::of(text, domain);
    let changes = match edit {
        Edit::Set { value, .. } => set(&layout, domain, &key, value)?,
        Edit::Unset { .. } => unset(&layout, domain, &key)?,
    };
    let new = apply(text, changes);
    check_errors(text, &new)?;
    Ok(new)
}

/// Takes a key apart and looks it up in the table.
fn key_of(text: &str) -> Result<Key<'_>, Problem> {
    let path = text.trim_start_matches('/');
    let path = path.strip_prefix("domain/").unwrap_or(path);
    let (elements, attribute) = match path.rsplit_once('@') {
        Some((elements, attribute)) => (elements.trim_end_matches('/'), Some(attribute)),
        None => (path, None),
    };
    let steps = elements.split('/').filter(|step| !step.is_empty()).map(step_of);
    let key = Key {
        steps: steps.collect::<Result<_, _>>()?,
        attribute,
        plain: super::kept::plain(path),
    };
    let names = key.steps.iter().map(|step| step.name).chain(attribute);
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || "-_.:".contains(letter));
    if !names.clone().all(is_name) || names.count() == 0 {
        return Err(Problem::new("unknown-key", format!("`{text}` is no path of elements"))
            .hint("write it like `os/init`, `vcpu/@cpuset` or `devices/interface[1]/source/@bridge`"));
    }
    match keys::find(&key.plain) {
        Some(_) => Ok(key),
        None => Err(
            Problem::new("unknown-key", format!("libvirt's LXC driver knows no `{}`", key.plain))
                .hint(keys::hint_for_unknown(&key.plain)),
        ),
    }
}

fn step_of(step: &str) -> Result<Step<'_>, Problem> {
    let Some((name, number)) = step.split_once('[') else {
        return Ok(Step {
            name: step,
            which: Which::Only,
        });
    };
    let which = match number.strip_suffix(']') {
        Some("") => Which::New,
        Some(number) => number
            .parse()
            .ok()
            .filter(|number| *number > 0)
            .map_or(Which::Only, Which::Number),
        None => Which::Only,
    };
    match which {
        Which::Only => Err(Problem::new("bad-number", format!("`[{number}` is no number of an element"))
            .hint("elements are counted from 1: `[2]`; `[]` adds one")),
        which => Ok(Step { name, which }),
    }
}

/// The elements of a path that are there.
struct Found<'d, 't> {
    /// The last of them.
    node: Node<'d, 't>,
    /// How many steps lead to it.
    depth: usize,
}

fn alike<'d, 't>(parent: Node<'d, 't>, wanted: &str) -> Vec<Node<'d, 't>> {
    let elements = parent.children().filter(Node::is_element);
    elements.filter(|child| name(*child) == wanted).collect()
}

/// Follows a path as far as it goes.
fn find<'d, 't>(domain: Node<'d, 't>, key: &Key<'_>) -> Result<Found<'d, 't>, Problem> {
    let mut node = domain;
    let mut path = String::new();
    for (depth, step) in key.steps.iter().enumerate() {
        path = if path.is_empty() {
            step.name.to_owned()
        } else {
            format!("{path}/{}", step.name)
        };
        let alike = alike(node, step.name);
        let found = match step.which {
            Which::New => None,
            Which::Only if alike.len() > 1 && keys::is_numbered(&path) => {
                let problem = Problem::new("which-one", format!("there are {} of `{path}`", alike.len()));
                return Err(problem.hint(format!(
                    "say which: `{path}[1]` to `{path}[{}]`, or `{path}[]` for a further one",
                    alike.len()
                )));
            }
            Which::Only => alike.first(),
            Which::Number(number) => match alike.get(number - 1) {
                None => {
                    let problem = Problem::new(
                        "no-such-element",
                        format!("there is no `{path}[{number}]`, but {}", count(alike.len())),
                    );
                    return Err(problem.hint(format!("`{path}[]` adds one")));
                }
                found => found,
            },
        };
        match found {
            Some(found) => node = *found,
            None => return Ok(Found { node, depth }),
        }
    }
    Ok(Found {
        node,
        depth: key.steps.len(),
    })
}

fn count(number: usize) -> String {
    match number {
        0 => "none at all".to_owned(),
        1 => "one".to_owned(),
        number => format!("{number} of them"),
    }
}

fn set(layout: &Layout<'_>, domain: Node<'_, '_>, key: &Key<'_>, value: &str) -> Result<Vec<Change>, Problem> {
    let found = find(domain, key)?;
    if found.depth < key.steps.len() {
        return insert::element(layout, domain, found.node, &key.steps[found.depth..], (key.attribute, value));
    }
    let change = match key.attribute {
        Some(attribute) => set_attribute(layout, found.node, attribute, value)?,
        None if insert::is_markup_of(value, found.node) => (found.node.range(), layout.indented(value, found.node.range().start)),
        None => set_text(layout, found.node, value)?,
    };
    Ok(vec![change])
}

fn set_attribute(layout: &Layout<'_>, node: Node<'_, '_>, wanted: &str, value: &str) -> Result<Change, Problem> {
    let text = layout.text();
    let Some(attribute) = node.attributes().find(|attribute| attribute_name(attribute) == wanted) else {
        let start = tag(node, text);
        let last = node.attributes().map(|attribute| attribute.range().end).max();
        let at = last.unwrap_or_else(|| insert::name_end(text, start.start));
        let quote = layout.quote();
        return Ok((at..at, format!(" {wanted}={quote}{}{quote}", escaped_for(value, quote))));
    };
    let range = value_range(&attribute);
    let quote = text[..range.start]
        .chars()
        .next_back()
        .filter(|quote| matches!(quote, '\'' | '"'));
    match quote {
        Some(quote) => Ok((range, escaped_for(value, quote))),
        None => Err(Problem::new(
            "cannot-edit",
            format!("the attribute `{wanted}` is too long to be changed in place"),
        )),
    }
}

fn set_text(layout: &Layout<'_>, node: Node<'_, '_>, value: &str) -> Result<Change, Problem> {
    if node.children().any(|child| child.is_element()) {
        let inside = node.children().find(Node::is_element).map_or_else(String::new, name);
        let problem = Problem::new(
            "holds-others",
            format!("`<{}>` holds other elements and has no text", name(node)),
        );
        return Err(problem.hint(format!("name one of them, such as `{inside}`")));
    }
    let inside = insert::inside(layout.text(), node);
    match inside {
        Some(inside) => Ok((inside, escaped_text(value))),
        None if value.is_empty() => Ok((node.range().end..node.range().end, String::new())),
        None => {
            // `<init/>` becomes `<init>…</init>`.
            let Range { start, end } = node.range();
            let name_end = insert::name_end(layout.text(), start);
            let written = &layout.text()[start + 1..name_end];
            let slash = layout.text()[start..end].rfind('/').map_or(end, |at| start + at);
            let open = layout.text()[..slash].trim_end().len();
            Ok((open..end, format!(">{}</{written}>", escaped_text(value))))
        }
    }
}

fn unset(layout: &Layout<'_>, domain: Node<'_, '_>, key: &Key<'_>) -> Result<Vec<Change>, Problem> {
    let missing = || {
        let problem = Problem::new("not-there", format!("there is no `{}` in the file", key.plain));
        let near = near(domain, &key.plain);
        match near {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem,
        }
    };
    let last = key.steps.last();
    // Without a number all of a kind go, so its parent is looked for.
    let is_all = key.attribute.is_none() && last.is_some_and(|last| last.which == Which::Only);
    let way = Key {
        steps: key.steps[..key.steps.len() - usize::from(is_all)].to_vec(),
        attribute: None,
        plain: key.plain.clone(),
    };
    let found = find(domain, &way)?;
    if found.depth < way.steps.len() {
        return Err(missing());
    }
    if let Some(wanted) = key.attribute {
        let mut attributes = found.node.attributes();
        let attribute = attributes
            .find(|attribute| attribute_name(attribute) == wanted)
            .ok_or_else(missing)?;
        let range = attribute.range();
        let before = layout.text()[..range.start].trim_end().len();
        return Ok(vec![(before..range.end, String::new())]);
    }
    let nodes = match last.filter(|_| is_all) {
        Some(last) => alike(found.node, last.name),
        None => vec![found.node],
    };
    if nodes.is_empty() {
        return Err(missing());
    }
    Ok(nodes
        .into_iter()
        .map(|node| (layout.whole(node.range()), String::new()))
        .collect())
}

/// Finds what is there and is called nearly like a key.
fn near(domain: Node<'_, '_>, plain: &str) -> Option<String> {
    const MOST: usize = 10_000;
    const DEEPEST: usize = 10;
    let mut there = Vec::new();
    let is_shallow = |node: &Node<'_, '_>| node.is_element() && node.ancestors().nth(DEEPEST).is_none();
    for node in domain.descendants().take(MOST).filter(is_shallow) {
        let mut names: Vec<String> = node
            .ancestors()
            .take_while(|ancestor| *ancestor != domain)
            .map(name)
            .collect();
        names.reverse();
        let path = names.join("/");
        let inside = if path.is_empty() { String::new() } else { format!("{path}/") };
        there.extend(
            node.attributes()
                .map(|attribute| format!("{inside}@{}", attribute_name(&attribute))),
        );
        there.push(path);
    }
    crate::lxc::nearest(plain, there.iter().map(String::as_str))
}

/// Puts the pieces in, which do not overlap.
fn apply(text: &str, mut changes: Vec<Change>) -> String {
    changes.sort_by_key(|(range, _)| range.start);
    let mut new = String::with_capacity(text.len());
    let mut done = 0;
    for (range, piece) in changes {
        let start = range.start.max(done);
        new.push_str(&text[done..start]);
        new.push_str(&piece);
        done = range.end.max(start);
    }
    new.push_str(&text[done..]);
    new
}

/// Refuses an edit that makes an error.
fn check_errors(before: &str, after: &str) -> Result<(), Problem> {
    let errors = |text: &str| {
        let mut found: BTreeMap<(&'static str, String), (usize, Option<String>)> = BTreeMap::new();
        for error in super::read(&Sources::of("domain.xml", text)).diagnostics {
            if error.severity == Severity::Error {
                found.entry((error.code, error.message)).or_insert((0, error.hint)).0 += 1;
            }
        }
        found
    };
    let old = errors(before);
    let new = errors(after)
        .into_iter()
        .find(|(error, (number, _))| old.get(error).is_none_or(|(before, _)| before < number));
    match new {
        None => Ok(()),
        Some(((code, message), (_, hint))) => {
            let problem = Problem::new(code, message);
            Err(match hint {
                Some(hint) => problem.hint(hint),
                None => problem,
            })
        }
    }
}
