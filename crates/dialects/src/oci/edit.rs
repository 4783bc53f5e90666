//! Changing one property of a configuration in place: the text outside of it stays as it is, byte for byte.
//!
//! A key is a path of names as messages write it: `linux.resources.memory.limit`, `annotations.org.example.note`, `process.env[2]` for
//! an item that is there, `process.env[]` for a further one. [`edit`] finds the place in the tree of the text; `layout.rs` writes there
//! in the text's own manner. What was written is read again before it is given out.

use std::collections::BTreeMap;

use transom_model::{FileId, Severity, Sources};

use super::layout::Layout;
use super::print::{Json, quote};
use super::{KEYS, json, keys, reader, value};
use crate::tree::{Node, Value};
use crate::{Edit, Problem, Syntax};

/// One step from a part of a document to a part of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'e> {
    Name(&'e str),
    Item(usize),
    /// Behind the last item.
    End,
}

/// Where a key leads by the key table.
struct Way<'e> {
    steps: Vec<Step<'e>>,
    /// The table's place at the end.
    place: usize,
}

/// Changes a text and returns the new one.
///
/// Setting replaces the value that counts (of a name given twice, the last), or puts the property where a printed file has it, making
/// the objects around it. Text is taken as it is, or as JSON when it stands in double quotes; numbers and truth values, objects and lists are JSON,
/// and a list is replaced as a whole. Unsetting takes a property out as often as it stands.
///
/// # Errors
/// See [`crate::edit`]; also if the text is no well-formed JSON, or if it would have an error that it does not have now.
pub fn edit(text: &str, edit: &Edit<'_>) -> Result<String, Problem> {
    if let Some(problem) = reader::too_large(text) {
        return Err(problem);
    }
    let parsed = json::parse(FileId(0), text);
    let mistake = parsed.diagnostics.iter().find(|found| found.severity == Severity::Error);
    let root = match (&parsed.root, mistake) {
        (Some(root), None) if matches!(root.value, Value::Map(_)) => root,
        (_, Some(found)) => {
            let line = found.origin.line().map_or(1, |(_, line)| line);
            let problem = Problem::new("cannot-edit", format!("line {line} is no JSON: {}", found.message));
            return Err(problem.hint("mend that first; `transom check` shows where"));
        }
        _ => {
            return Err(Problem::new(
                "cannot-edit",
                "the text is no object, and a configuration is one",
            ));
        }
    };
    let layout = Layout::of(text, root);
    let changed = match edit {
        Edit::Set { key, value } => {
            let way = way(key)?;
            let value = value_of(key, KEYS[way.place].syntax, value)?;
            set(&layout, root, key, &way, value)?
        }
        Edit::Unset { key } => unset(&layout, root, key, &way(key)?)?,
    };
    check_errors(text, &changed)?;
    Ok(changed)
}

/// Reads a key by the table; a name that the table does not have is answered with the nearest.
fn way(key: &str) -> Result<Way<'_>, Problem> {
    let bad = |message: String| Problem::new("unknown-property", message);
    let (mut steps, mut place, mut rest) = (Vec::new(), keys::ROOT, key);
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let (number, after) = inner
                .split_once(']')
                .ok_or_else(|| bad(format!("`{key}` has a `[` without its `]`")))?;
            let step = match number {
                "" => Step::End,
                number => Step::Item(
                    number
                        .parse()
                        .map_err(|_| bad(format!("`[{number}]` is no place in a list")).hint("items are counted from 0"))?,
                ),
            };
            place = keys::item(place).ok_or_else(|| bad(format!("what stands before `[{number}]` in `{key}` is no list")))?;
            steps.push(step);
            rest = after;
            continue;
        }
        let from = rest.strip_prefix('.').unwrap_or(rest);
        let until = from.find(['.', '[']).unwrap_or(from.len());
        let (name, next) = match keys::named(place, &from[..until]) {
            Some(next) => (&from[..until], next),
            None => {
                let next = keys::free(place)
                    .filter(|_| !from.is_empty())
                    .ok_or_else(|| unknown(key, place, &from[..until]))?;
                // A free name may have dots in it where nothing is below.
                let until = if keys::is_leaf(next) { from.len() } else { until };
                (&from[..until], next)
            }
        };
        steps.push(Step::Name(name));
        rest = &from[name.len()..];
        place = next;
    }
    if steps.is_empty() {
        return Err(bad("no property is named".to_owned()).hint("write its path, such as `process.cwd`"));
    }
    Ok(Way { steps, place })
}

fn unknown(key: &str, place: usize, name: &str) -> Problem {
    let names = keys::names(place);
    let problem = Problem::new("unknown-property", format!("the specification has no property `{key}`"));
    let parent = key.strip_suffix(name).unwrap_or("");
    match value::nearest(name, &names) {
        Some(near) => problem.hint(format!("did you mean `{parent}{near}`?")),
        None if keys::item(place).is_some() => problem.hint(format!(
            "`{}` is a list; items are `[0]` and on",
            parent.trim_end_matches('.')
        )),
        None if names.is_empty() => problem,
        None => problem.hint(format!("here are {}", names.join(", "))),
    }
}

/// Reads a value as the property takes it.
fn value_of(key: &str, syntax: Syntax, text: &str) -> Result<Json, Problem> {
    let document = json::parse(FileId(0), text.trim());
    let well_formed = document.root.as_ref().filter(|_| document.diagnostics.is_empty());
    let bad = |what: &str, hint: &str| {
        Problem::new("wrong-kind", format!("`{key}` is {what}, and `{text}` is none")).hint(hint.to_owned())
    };
    match syntax {
        Syntax::Text(_) | Syntax::Choice(_) | Syntax::Properties(_) => match well_formed.and_then(value::quoted) {
            Some(quoted) => Ok(Json::text(quoted)),
            None => Ok(Json::text(text)),
        },
        Syntax::Bool => well_formed
            .filter(|node| value::flag(node).is_some())
            .map(Json::of)
            .ok_or_else(|| bad("true or false", "write one of them")),
        Syntax::Integer { .. } => well_formed
            .filter(|node| value::number(node).is_some())
            .map(Json::of)
            .ok_or_else(|| {
                bad(
                    "a whole number",
                    "write decimal digits, with a `-` before them for what is below zero",
                )
            }),
        Syntax::Object(_) => well_formed
            .filter(|node| matches!(node.value, Value::Map(_)))
            .map(Json::of)
            .ok_or_else(|| bad("an object", "write JSON: '{ \"name\": … }', or name one of its parts")),
        Syntax::List => well_formed
            .filter(|node| matches!(node.value, Value::List(_)))
            .map(Json::of)
            .ok_or_else(|| {
                bad(
                    "a list",
                    "write JSON: '[\"…\", \"…\"]', or name an item: `[0]` one that is there, `[]` a new one",
                )
            }),
    }
}

fn set(layout: &Layout<'_>, root: &Node, key: &str, way: &Way<'_>, value: Json) -> Result<String, Problem> {
    let (mut node, mut place) = (root, keys::ROOT);
    for (at, step) in way.steps.iter().enumerate() {
        let found = match (step, &node.value) {
            (Step::Name(name), Value::Map(_)) => node.find(name),
            (Step::Item(number), Value::List(items)) => {
                let item = items.get(*number);
                Some(item.ok_or_else(|| no_item(key, *number, items.len()))?)
            }
            (Step::End, Value::List(_)) => None,
            (step, _) => return Err(wrong_parent(key, *step, node)),
        };
        // Null is as if it were not there.
        let is_last = at + 1 == way.steps.len();
        let found = found.filter(|found| is_last || found.value != Value::Null);
        match found {
            Some(found) => {
                place = match step {
                    Step::Name(name) => keys::child(place, name).unwrap_or(place),
                    _ => keys::item(place).unwrap_or(place),
                };
                node = found;
            }
            None => {
                let inner = wrapped(key, &way.steps[at + 1..], value)?;
                return Ok(match step {
                    Step::Name(name) => match node.find(name) {
                        Some(null) => layout.replace(null, &inner),
                        None => layout.insert(node, Some(name), behind(node, place, name), &inner),
                    },
                    _ => layout.insert(node, None, node.items().len(), &inner),
                });
            }
        }
    }
    if Json::of(node) == value {
        return Ok(layout.text().to_owned());
    }
    Ok(layout.replace(node, &value))
}

/// Puts the objects and lists around a value that are not there yet.
fn wrapped(key: &str, steps: &[Step<'_>], value: Json) -> Result<Json, Problem> {
    steps.iter().rev().try_fold(value, |inner, step| match step {
        Step::Name(name) => Ok(Json::Object(vec![((*name).to_owned(), inner)])),
        Step::End | Step::Item(0) => Ok(Json::List(vec![inner])),
        Step::Item(number) => Err(no_item(key, *number, 0)),
    })
}

/// The number of entries that stand before a new one by the order of the key table.
fn behind(node: &Node, place: usize, name: &str) -> usize {
    let new = keys::child(place, name);
    let is_before = |key: &str| keys::child(place, key) <= new;
    node.entries()
        .iter()
        .rposition(|entry| is_before(&entry.key))
        .map_or(0, |at| at + 1)
}

fn no_item(key: &str, number: usize, count: usize) -> Problem {
    let problem = Problem::new(
        "not-there",
        format!("`{key}`: there is no item {number}, the list has {count}"),
    );
    problem.hint("items are counted from 0; `[]` is a new one behind the last")
}

fn wrong_parent(key: &str, step: Step<'_>, node: &Node) -> Problem {
    let expected = match step {
        Step::Name(_) => "an object",
        Step::Item(_) | Step::End => "a list",
    };
    let line = node.origin.line().map_or(1, |(_, line)| line);
    Problem::new(
        "cannot-edit",
        format!("`{key}` is a part of {expected}, and line {line} has something else in its place"),
    )
    .hint("set what it is part of first")
}

fn unset(layout: &Layout<'_>, root: &Node, key: &str, way: &Way<'_>) -> Result<String, Problem> {
    let missing = || Problem::new("not-there", format!("`{key}` is not in the file"));
    let Some((last, steps)) = way.steps.split_last() else {
        return Err(missing());
    };
    let mut node = root;
    for step in steps {
        let found = match step {
            Step::Name(name) => node.find(name),
            Step::Item(number) => node.items().get(*number),
            Step::End => None,
        };
        node = found.ok_or_else(missing)?;
    }
    let gone: Vec<usize> = match last {
        Step::Name(name) => (0..)
            .zip(node.entries())
            .filter(|(_, entry)| entry.key == *name)
            .map(|(at, _)| at)
            .collect(),
        Step::Item(number) => (0..node.items().len()).filter(|at| at == number).collect(),
        Step::End => return Err(missing().hint("name an item by its number, counted from 0")),
    };
    if gone.is_empty() {
        let there: Vec<&str> = node.entries().iter().map(|entry| entry.key.as_str()).collect();
        let near = match last {
            Step::Name(name) => value::nearest(name, &there),
            _ => None,
        };
        return Err(near.map_or_else(missing, |near| missing().hint(format!("did you mean `{near}`?"))));
    }
    Ok(layout.remove(node, &gone))
}

/// An error that an edit brings in is a reason against it; those that were there before are not its business.
fn check_errors(before: &str, after: &str) -> Result<(), Problem> {
    let errors = |text: &str| {
        let reading = super::read(&Sources::of("config.json", text));
        reading
            .diagnostics
            .into_iter()
            .filter(|found| found.severity == Severity::Error)
    };
    // Lines and places in lists move with the edit.
    let kind = |code: &'static str, message: &str| (code, message.replace(|letter: char| letter.is_ascii_digit(), ""));
    let mut known: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for found in errors(before) {
        *known.entry(kind(found.code, &found.message)).or_default() += 1;
    }
    for found in errors(after) {
        match known.get_mut(&kind(found.code, &found.message)) {
            Some(count) if *count > 0 => *count -= 1,
            _ => {
                let problem = Problem::new(found.code, found.message);
                return Err(match found.hint {
                    Some(hint) => problem.hint(hint),
                    None => problem,
                });
            }
        }
    }
    Ok(())
}

/// Writes a value on one line in the manner of a text.
pub(super) fn on_one_line(value: &Json, colon: &str, comma: &str) -> String {
    match value {
        Json::Raw(raw) => raw.clone(),
        Json::Text(text) => quote(text),
        Json::List(items) => {
            let items: Vec<String> = items.iter().map(|item| on_one_line(item, colon, comma)).collect();
            format!("[{}]", items.join(comma))
        }
        Json::Object(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}{colon}{}", quote(key), on_one_line(value, colon, comma)))
                .collect();
            format!("{{{}}}", entries.join(comma))
        }
    }
}
