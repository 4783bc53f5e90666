//! The state that properties are read into, the walk over the document, and what only the whole document decides.
//!
//! The walk looks every property up in the key table, checks its kind and calls its `read`; one whose parts count together (a
//! mount, a device) looks at them through [`Reader::here`]. Start with [`Reader::document`], then [`Reader::finish`].

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::rc::Rc;

use transom_model::{
    Account, Container, Diagnostic, Dialect, Effect, FileId, Given, Namespace, Nic, Origin, Severity, Sources, Version, phrase,
};

use super::lines::{Lines, Mark};
use super::value::{self, Here, quoted};
use super::{KEYS, devices, json, keys, mounts, resources, seccomp, versions};
use crate::tree::{Entry, Node, Value};
use crate::{Key, Problem, Reading, Setting, Syntax};

/// More parts than any object or list of a configuration has.
const MOST_PARTS: usize = 4096;
/// So few parts are compared with each other sooner than put into a table.
const FEW: usize = 16;

/// Reads the properties of a configuration into a container.
#[derive(Debug)]
pub struct Reader {
    /// What has been read so far; complete after [`Reader::finish`].
    pub container: Container,
    /// What is to be said about it.
    pub diagnostics: Vec<Diagnostic>,
    /// The version of the specification that the runtime knows; `version` is the document's.
    pub release: Version,
    pub(super) file: FileId,
    pub(super) version: Option<(u64, u16)>,
    pub(super) namespaces: Vec<Given<Namespace>>,
    pub(super) nics: Vec<Given<Nic>>,
    pub(super) memory: resources::Draft,
    /// Paths of device nodes and their lines.
    pub(super) node_lines: HashMap<String, u32>,
    /// The container's own id map, by property, once a mount was compared with it.
    pub(super) ranges: HashMap<&'static str, Rc<HashSet<[Option<i128>; 3]>>>,
    tree: Rc<Node>,
    place: Vec<usize>,
    /// The path of the property that is being read: `mounts[0].options[1]`.
    path: String,
    lines: Lines,
    /// Properties and words that came with a version, by that version and the table's path.
    newer: Vec<(&'static str, &'static str, String, Origin)>,
    /// Findings that were left out beyond the most.
    unsaid: usize,
}

/// A property on the way: where the table has it, its value, and what is known of what it is part of. Its path is the reader's.
struct Spot<'n> {
    /// `None` inside of what the table does not know, or does not look into.
    place: Option<usize>,
    node: &'n Node,
    key_origin: &'n Origin,
    /// What it is part of comes to.
    above: &'n Effect,
    /// Whether what it is part of is kept as a whole, or is wrong.
    is_kept: bool,
}

/// More findings than anybody reads; errors are always told.
const MOST_FINDINGS: usize = 500;
/// More than any configuration has; the engine takes less still.
const MOST_BYTES: usize = 16 << 20;
const MOST_LINES: usize = 500_000;

impl Reader {
    /// Reads the main file of `sources`.
    pub(super) fn document(release: Version, sources: &Sources) -> Reading {
        let Some((file, source)) = sources.files().next() else {
            return Reading {
                dialect: Dialect::Oci,
                version: release,
                container: Container::default(),
                diagnostics: Vec::new(),
                accounts: Vec::new(),
                wanted: Vec::new(),
            };
        };
        if let Some(problem) = too_large(&source.text) {
            return not_read(release, file, problem);
        }
        let parsed = json::parse(file, &source.text);
        let whole = Origin::Line {
            file,
            line: 1,
            columns: 0..u32::try_from(source.text.lines().next().unwrap_or("").len()).unwrap_or(u32::MAX),
        };
        let root = parsed.root.unwrap_or(Node {
            value: Value::Null,
            origin: whole.clone(),
        });
        let mut reader = Self {
            release,
            container: Container {
                whole: Some(whole),
                ..Container::default()
            },
            diagnostics: parsed.diagnostics,
            file,
            version: None,
            namespaces: Vec::new(),
            nics: Vec::new(),
            memory: resources::Draft::default(),
            node_lines: HashMap::new(),
            ranges: HashMap::new(),
            tree: Rc::new(root),
            place: Vec::new(),
            path: String::new(),
            lines: Lines::default(),
            newer: Vec::new(),
            unsaid: 0,
        };
        let tree = Rc::clone(&reader.tree);
        if !matches!(tree.value, Value::Null) {
            reader.visit(&Spot {
                place: Some(keys::ROOT),
                node: &tree,
                key_origin: &tree.origin,
                above: &Effect::Taken,
                is_kept: false,
            });
        }
        reader.finish(&source.text)
    }

    /// Settles what needs the whole document, and returns everything.
    fn finish(mut self, text: &str) -> Reading {
        let is_read = matches!(self.tree.value, Value::Map(_));
        if is_read {
            self.settle();
            resources::settle(&mut self);
            mounts::settle(&mut self);
            devices::settle(&mut self);
            seccomp::settle(&mut self);
            self.settle_order();
            self.remark_on_newer();
        }
        self.remark_on_crowd(text);
        self.remark_on_unsaid();
        self.diagnostics.sort_by_key(|found| match &found.origin {
            Origin::Line { line, columns, .. } => (*line, columns.start),
            _ => (0, 0),
        });
        let errors = self.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        let wrong = errors.filter_map(|found| found.origin.line()).map(|(_, line)| line).collect();
        Reading {
            dialect: Dialect::Oci,
            version: self.release,
            container: self.container,
            diagnostics: self.diagnostics,
            accounts: self.lines.accounts(self.file, text, &wrong),
            wanted: Vec::new(),
        }
    }

    /// Returns the property that is being read.
    pub(super) fn here(&self) -> Here {
        self.above(0)
    }

    /// Returns the property so many levels above the one that is being read.
    pub(super) fn above(&self, levels: usize) -> Here {
        let depth = self.place.len().saturating_sub(levels);
        Here {
            tree: Rc::clone(&self.tree),
            place: self.place[..depth].to_vec(),
        }
    }

    /// Returns the part of the document at a path of keys.
    pub(super) fn part(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(&*self.tree, |node, key| node.find(key))
    }

    /// Adds a finding; what is no error is left out once there are more than anybody reads.
    pub(super) fn say(&mut self, severity: Severity, problem: Problem, origin: Origin) {
        let most = if severity == Severity::Error {
            2 * MOST_FINDINGS
        } else {
            MOST_FINDINGS
        };
        if self.diagnostics.len() >= most {
            self.unsaid += 1;
            return;
        }
        self.diagnostics.push(problem.finding(severity, origin));
    }

    /// Adds a warning.
    pub(super) fn warn(&mut self, problem: Problem, origin: &Origin) {
        self.say(Severity::Warning, problem, origin.clone());
    }

    /// Adds an error about a part of what is being read, and returns the effect that goes with it.
    pub(super) fn wrong(&mut self, problem: Problem, origin: &Origin) -> Effect {
        self.say(Severity::Error, problem, origin.clone());
        Effect::Wrong
    }

    fn visit(&mut self, spot: &Spot<'_>) {
        let Some(place) = spot.place else {
            return self.unknown(spot);
        };
        let entry = &KEYS[place];
        let raw = raw_value(spot.node);
        let (effect, is_of_this_age) = match self.is_of_another_age(entry, spot) {
            Some(effect) => (effect, false),
            None => (self.effect(entry, spot, &raw), true),
        };
        self.mark(spot, &raw, entry.explanation, &effect);
        let is_kept_now = is_of_this_age && !spot.is_kept && self.keep_here(keys::path_of(entry), spot.node, &effect);
        let is_fit = matches!(
            (entry.syntax, &spot.node.value),
            (Syntax::Object(_), Value::Map(_)) | (Syntax::List, Value::List(_))
        );
        // What belongs to another system is not looked into.
        let is_foreign = matches!(effect, Effect::NoEffect(_)) && keys::is_leaf(place);
        if is_fit && !is_foreign && is_of_this_age && has_too_many(spot.node).is_none() {
            let is_kept = spot.is_kept || is_kept_now || effect == Effect::Wrong;
            self.parts(spot, place, (&effect, is_kept));
        } else {
            self.mark_below(spot.node, &effect);
        }
    }

    fn keep_here(&mut self, pattern: &'static str, node: &Node, effect: &Effect) -> bool {
        let path = std::mem::take(&mut self.path);
        let is_kept = self.keep_if_lost(pattern, &path, node, effect);
        self.path = path;
        is_kept
    }

    fn effect(&mut self, entry: &'static Key<Self>, spot: &Spot<'_>, raw: &str) -> Effect {
        if matches!(spot.node.value, Value::Null) {
            return Effect::NoEffect(phrase!("null is as if the property were not there"));
        }
        if let Err(problem) = value::check(entry.syntax, &self.path, spot.node) {
            return self.wrong(problem, &spot.node.origin);
        }
        if let Syntax::Object(required) = entry.syntax
            && !self.has_all(required, spot.node)
        {
            return Effect::Wrong;
        }
        if let Some(count) = has_too_many(spot.node) {
            let problem = too_many(&self.path, count);
            return self.wrong(problem, &spot.node.origin);
        }
        // The path belongs to the setting while it is read.
        let path = std::mem::take(&mut self.path);
        let setting = setting(&path, spot, raw);
        let effect = match (entry.read)(self, &setting) {
            Ok(Effect::Taken) if entry.explanation == keys::PART => of_part(spot.above),
            Ok(effect) => effect,
            Err(problem) => {
                let origin = problem
                    .part
                    .clone()
                    .map_or_else(|| spot.node.origin.clone(), |part| setting.part_origin(part));
                self.wrong(problem, &origin)
            }
        };
        self.path = path;
        effect
    }

    fn has_all(&mut self, required: &[&str], node: &Node) -> bool {
        let is_there = |name: &&&str| node.find(name).is_some_and(|node| !matches!(node.value, Value::Null));
        let missing: Vec<String> = required
            .iter()
            .filter(|name| !is_there(name))
            .map(|name| format!("`{name}`"))
            .collect();
        if missing.is_empty() {
            return true;
        }
        let what = value::named(&self.path);
        let message = format!("{what} has no {}, which the specification requires", missing.join(" and "));
        self.wrong(Problem::new("missing-property", message), &node.origin);
        false
    }

    fn parts(&mut self, spot: &Spot<'_>, place: usize, (above, is_kept): (&Effect, bool)) {
        let length = self.path.len();
        match &spot.node.value {
            Value::Map(entries) => {
                let repeated = repeated(entries);
                for (at, entry) in entries.iter().enumerate() {
                    push_name(&mut self.path, &entry.key);
                    let child = Spot {
                        place: keys::child(place, &entry.key),
                        node: &entry.value,
                        key_origin: &entry.key_origin,
                        above,
                        is_kept,
                    };
                    self.place.push(at);
                    match repeated.get(&at) {
                        Some(later) => self.mark_repeated(&child, &entries[*later].key_origin),
                        None => self.visit(&child),
                    }
                    self.place.pop();
                    self.path.truncate(length);
                }
            }
            Value::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    push_number(&mut self.path, at);
                    let child = Spot {
                        place: keys::item(place),
                        node: item,
                        key_origin: &item.origin,
                        above,
                        is_kept,
                    };
                    self.place.push(at);
                    self.visit(&child);
                    self.place.pop();
                    self.path.truncate(length);
                }
            }
            Value::Null | Value::Scalar { .. } => {}
        }
    }

    /// A property that stands again later, which then counts.
    fn mark_repeated(&mut self, spot: &Spot<'_>, later: &Origin) {
        let line = later.line().map_or(0, |(_, line)| line);
        let effect = Effect::NoEffect(phrase!("line {line} gives it again, and the last counts", line));
        self.mark(spot, &raw_value(spot.node), "", &effect);
        self.mark_below(spot.node, &effect);
    }

    fn unknown(&mut self, spot: &Spot<'_>) {
        let effect = Effect::NoEffect(phrase!("the specification has no such property, and runtimes skip it"));
        self.mark(spot, &raw_value(spot.node), "", &effect);
        self.mark_below(spot.node, &effect);
        if self.diagnostics.len() >= MOST_FINDINGS {
            self.unsaid += 1;
            return;
        }
        let problem = unknown_problem(&self.path);
        self.warn(problem, spot.key_origin);
    }

    /// Says so where the version that is read as does not have a property yet, or has it no longer.
    fn is_of_another_age(&mut self, entry: &'static Key<Self>, spot: &Spot<'_>) -> Option<Effect> {
        if spot.node.value == Value::Null {
            return None;
        }
        let word = quoted(spot.node).and_then(|word| Some((word, versions::since_of_word(keys::path_of(entry), word)?)));
        for since in entry.since.into_iter().chain(word.map(|(_, since)| since)) {
            if keys::release(since) <= self.release {
                // One finding for all places of a property.
                let pattern = keys::path_of(entry);
                if !self.newer.iter().any(|(_, known, ..)| *known == pattern) {
                    self.newer.push((since, pattern, self.path.clone(), spot.key_origin.clone()));
                }
            }
        }
        if let Some(until) = entry.until
            && keys::release(until) <= self.release
        {
            let problem = Problem::new(
                "dropped-property",
                format!("version {until} of the specification dropped `{}`", self.path),
            );
            self.warn(problem.hint(versions::INSTEAD_OF_DROPPED), spot.key_origin);
        }
        let is_later = |since: &&'static str| keys::release(since) > self.release;
        if let Some(since) = entry.since.filter(is_later) {
            let message = format!(
                "`{}` came with version {since} of the specification, and a runtime of {} skips it",
                self.path, self.release
            );
            let problem = Problem::new("not-yet-there", message);
            self.warn(problem.hint(versions::before(keys::path_of(entry))), spot.key_origin);
            return Some(Effect::NoEffect(phrase!(
                "it came with version {since} of the specification",
                since
            )));
        }
        let (word, since) = word.filter(|(_, since)| is_later(since))?;
        let message = format!(
            "`{word}` came with version {since} of the specification, and a runtime of {} refuses it",
            self.release
        );
        let problem = Problem::new("not-yet-there", message).hint(versions::before(word));
        Some(self.wrong(problem, &spot.node.origin))
    }

    fn mark(&mut self, spot: &Spot<'_>, value: &str, explanation: &'static str, effect: &Effect) {
        let Some((_, line)) = spot.key_origin.line() else { return };
        let has_parts = matches!(spot.node.value, Value::Map(_) | Value::List(_));
        self.lines.mark(&Mark {
            line,
            path: &self.path,
            value,
            explanation,
            effect,
            has_parts,
        });
    }

    /// Marks everything inside a property with the effect of the whole.
    fn mark_below(&mut self, node: &Node, effect: &Effect) {
        let length = self.path.len();
        for entry in node.entries() {
            push_name(&mut self.path, &entry.key);
            self.mark_part(&entry.value, &entry.key_origin, effect);
            self.path.truncate(length);
        }
        for (at, item) in node.items().iter().enumerate() {
            push_number(&mut self.path, at);
            self.mark_part(item, &item.origin, effect);
            self.path.truncate(length);
        }
    }

    fn mark_part(&mut self, node: &Node, key_origin: &Origin, effect: &Effect) {
        let spot = Spot {
            place: None,
            node,
            key_origin,
            above: effect,
            is_kept: true,
        };
        self.mark(&spot, &raw_value(node), "", effect);
        self.mark_below(node, effect);
    }

    fn remark_on_newer(&mut self) {
        let Some(version) = self.version else { return };
        for (since, _, path, origin) in std::mem::take(&mut self.newer) {
            if keys::version(since).is_some_and(|since| since > version) {
                let message = format!(
                    "`{path}` came with version {since} of the specification, and the file is of {}.{}",
                    version.0, version.1
                );
                let problem = Problem::new("newer-property", message)
                    .hint(format!("runtimes of that age skip it; write \"ociVersion\": \"{since}\""));
                self.say(Severity::Note, problem, origin);
            }
        }
    }

    fn remark_on_unsaid(&mut self) {
        if self.unsaid > 0 {
            let problem = Problem::new("unsaid", format!("{} more findings are not listed", self.unsaid));
            let origin = Origin::Line {
                file: self.file,
                line: 1,
                columns: 0..1,
            };
            self.diagnostics.push(
                problem
                    .hint("mend those that are, and read it again")
                    .finding(Severity::Note, origin),
            );
        }
    }

    fn remark_on_crowd(&mut self, text: &str) {
        if let Some((line, count)) = self.lines.crowded() {
            let first = text.lines().nth(line as usize - 1).and_then(|line| line.chars().next());
            let origin = Origin::Line {
                file: self.file,
                line,
                columns: 0..first.map_or(0, |first| u32::try_from(first.len_utf8()).unwrap_or(1)),
            };
            let problem = Problem::new(
                "crowded-line",
                format!("{count} properties stand on one line, and explanations are by line"),
            )
            .hint("`jq . config.json` writes one property a line");
            self.say(Severity::Note, problem, origin);
        }
    }
}

/// A text that is not looked into has one account, of its first line.
fn not_read(release: Version, file: FileId, problem: Problem) -> Reading {
    let origin = Origin::Line {
        file,
        line: 1,
        columns: 0..1,
    };
    Reading {
        dialect: Dialect::Oci,
        version: release,
        container: Container::default(),
        diagnostics: vec![problem.finding(Severity::Error, origin.clone())],
        accounts: vec![Account {
            origin,
            key: String::new(),
            value: String::new(),
            explanation: "oci-close",
            effect: Effect::Wrong,
        }],
        wanted: Vec::new(),
    }
}

/// A part comes to what the whole comes to.
fn of_part(above: &Effect) -> Effect {
    match above {
        Effect::Wrong => Effect::NoEffect(phrase!("what it is part of is wrong")),
        effect => effect.clone(),
    }
}

/// A name that the specification does not have at this place, with what is likeliest meant.
fn unknown_problem(path: &str) -> Problem {
    let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
    let parent = keys::locate(parent);
    let siblings = parent.map(keys::names).unwrap_or_default();
    if let Some(known) = siblings.iter().find(|known| known.eq_ignore_ascii_case(name)) {
        let problem = Problem::new(
            "wrong-case",
            format!("`{name}` is `{known}` for runc, which ignores case, and nothing for crun"),
        );
        return problem.hint(format!("write `{known}`"));
    }
    let problem = Problem::new(
        "unknown-property",
        format!("the specification has no property `{path}`, and runtimes skip it"),
    );
    let former = parent.and_then(|parent| versions::successor(keys::path_of(&KEYS[parent]), name));
    match (former, value::nearest(name, &siblings)) {
        (Some(successor), _) => problem.hint(format!("drafts before version 1.0 had it; today it is {successor}")),
        (None, Some(near)) => problem.hint(format!("did you mean `{near}`?")),
        (None, None) => problem.hint("take it out, or keep it in `annotations`"),
    }
}

fn push_name(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

fn push_number(path: &mut String, at: usize) {
    // Writing to a text cannot fail.
    let _ = write!(path, "[{at}]");
}

/// Returns which entries stand again later, and where the last of them is.
fn repeated(entries: &[Entry]) -> HashMap<usize, usize> {
    let mut again = HashMap::new();
    if entries.len() <= FEW {
        for (at, entry) in entries.iter().enumerate() {
            let later = entries[at + 1..].iter().rposition(|later| later.key == entry.key);
            again.extend(later.map(|later| (at, at + 1 + later)));
        }
        return again;
    }
    let last: HashMap<&str, usize> = entries.iter().map(|entry| entry.key.as_str()).zip(0..).collect();
    let is_later = |(at, entry): (usize, &Entry)| {
        last.get(entry.key.as_str())
            .filter(|last| **last != at)
            .map(|last| (at, *last))
    };
    again.extend(entries.iter().enumerate().filter_map(is_later));
    again
}

/// Counts the parts of an object or a list that has more than can be meant; what compares its parts with each other stays quick.
fn has_too_many(node: &Node) -> Option<usize> {
    let count = node.entries().len() + node.items().len();
    (count > MOST_PARTS).then_some(count)
}

fn too_many(path: &str, count: usize) -> Problem {
    let message = format!(
        "{} has {count} parts, and Transom reads at most {MOST_PARTS}",
        value::named(path)
    );
    Problem::new("too-many-parts", message).hint("no configuration has that many; the list is not read")
}

/// A text that no configuration is as large as is not read: what is said of each line would not fit into memory.
pub(super) fn too_large(text: &str) -> Option<Problem> {
    let is_too_large = text.len() > MOST_BYTES || text.bytes().filter(|byte| *byte == b'\n').count() > MOST_LINES;
    is_too_large.then(|| {
        let message = format!(
            "the file is larger than {} MiB or has more than {MOST_LINES} lines",
            MOST_BYTES >> 20
        );
        Problem::new("too-large", message).hint("no configuration is that large; it is not read")
    })
}

/// A scalar's text; of what has parts, the bracket it begins with.
fn raw_value(node: &Node) -> Cow<'_, str> {
    match &node.value {
        Value::Null => "null".into(),
        Value::Scalar { text, .. } => text.into(),
        Value::List(items) => {
            let texts: Option<Vec<&str>> = items.iter().map(Node::text).collect();
            texts
                .filter(|texts| !texts.is_empty())
                .map_or_else(|| "[…]".into(), |texts| texts.join(" ").into())
        }
        Value::Map(_) => "{…}".into(),
    }
}

fn setting<'s>(path: &'s str, spot: &'s Spot<'_>, value: &'s str) -> Setting<'s> {
    let columns = |origin: &Origin| match origin {
        Origin::Line { columns, .. } => columns.clone(),
        _ => 0..0,
    };
    let (key_columns, value_columns) = (columns(spot.key_origin), columns(&spot.node.origin));
    let quote = u32::from(quoted(spot.node).is_some());
    // A text that is not closed ends with its last character instead of a quote, and that may be a wide one.
    let is_closed = value_columns.len() == value.len() + 2 || value.chars().next_back().is_some_and(|last| last.is_ascii());
    let start = value_columns.start + quote;
    let inner = start..value_columns.end.saturating_sub(quote * u32::from(is_closed)).max(start);
    Setting {
        key: path,
        value,
        origin: spot.node.origin.clone(),
        key_columns,
        value_columns: inner,
    }
}
