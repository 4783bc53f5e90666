//! The state that properties are read into, the walk over the document, and what only the whole document decides.
//!
//! The walk looks every property up in the key table, checks its kind and calls its `read`; one whose parts count together (a
//! mount, a device) looks at them through [`Reader::here`]. Start with [`Reader::document`], then [`Reader::finish`].

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use transom_model::{Container, Diagnostic, Dialect, Effect, FileId, Given, Namespace, Nic, Origin, Severity, Sources, Version};

use super::lines::{Lines, Mark};
use super::value::{self, Here, quoted};
use super::{devices, json, keys, mounts, resources, seccomp};
use crate::tree::{Node, Value};
use crate::{Key, Problem, Reading, Setting, Syntax};

/// More parts than any object or list of a configuration has.
const MOST_PARTS: usize = 4096;

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
    pub(super) version: Option<(u64, u64)>,
    pub(super) namespaces: Vec<Given<Namespace>>,
    pub(super) nics: Vec<Given<Nic>>,
    pub(super) memory: resources::Draft,
    tree: Rc<Node>,
    place: Vec<usize>,
    lines: Lines,
    newer: Vec<(&'static str, String, Origin)>,
}

/// A property on the way: the pattern the table knows it by, its path as written, its value.
struct Spot<'n> {
    pattern: String,
    path: String,
    node: &'n Node,
    key_origin: &'n Origin,
    /// What it is part of comes to.
    above: &'n Effect,
}

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
            tree: Rc::new(root),
            place: Vec::new(),
            lines: Lines::default(),
            newer: Vec::new(),
        };
        let tree = Rc::clone(&reader.tree);
        if !matches!(tree.value, Value::Null) {
            reader.visit(&Spot {
                pattern: String::new(),
                path: String::new(),
                node: &tree,
                key_origin: &tree.origin,
                above: &Effect::Taken,
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
            self.remark_on_newer();
        }
        self.remark_on_crowd();
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

    /// Adds a finding.
    pub(super) fn say(&mut self, severity: Severity, problem: Problem, origin: Origin) {
        let Problem {
            code,
            message,
            label,
            hint,
            ..
        } = problem;
        self.diagnostics.push(Diagnostic {
            severity,
            code,
            message,
            origin,
            label,
            hint,
        });
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
        let Some(entry) = keys::find(&spot.pattern) else {
            return self.unknown(spot);
        };
        let raw = raw_value(spot.node);
        let effect = self.effect(entry, spot, &raw);
        self.mark(spot, &raw, entry.explanation, &effect);
        let is_fit = matches!(
            (entry.syntax, &spot.node.value),
            (Syntax::Object(_), Value::Map(_)) | (Syntax::List, Value::List(_))
        );
        // What belongs to another system is not looked into.
        let is_foreign = matches!(effect, Effect::NoEffect(_)) && keys::is_leaf(&spot.pattern);
        let is_read = is_fit && !is_foreign && too_many(spot).is_none();
        if is_read {
            self.parts(spot, &effect);
        } else {
            self.mark_below(spot, &effect);
        }
    }

    fn effect(&mut self, entry: &'static Key<Self>, spot: &Spot<'_>, raw: &str) -> Effect {
        if matches!(spot.node.value, Value::Null) {
            return Effect::NoEffect("null is as if the property were not there".to_owned());
        }
        if let Err(problem) = value::check(entry.syntax, &spot.path, spot.node) {
            return self.wrong(problem, &spot.node.origin);
        }
        if let Some(since) = entry.since {
            self.newer.push((since, spot.path.clone(), spot.key_origin.clone()));
        }
        if let Syntax::Object(required) = entry.syntax
            && !self.has_all(required, spot)
        {
            return Effect::Wrong;
        }
        if let Value::List(_) | Value::Map(_) = spot.node.value
            && let Some(problem) = too_many(spot)
        {
            return self.wrong(problem, &spot.node.origin);
        }
        let setting = setting(spot, raw);
        match (entry.read)(self, &setting) {
            Ok(Effect::Taken) if entry.explanation == keys::PART => of_part(spot.above),
            Ok(effect) => effect,
            Err(problem) => {
                let origin = problem
                    .part
                    .clone()
                    .map_or_else(|| spot.node.origin.clone(), |part| setting.part_origin(part));
                self.wrong(problem, &origin)
            }
        }
    }

    fn has_all(&mut self, required: &[&str], spot: &Spot<'_>) -> bool {
        let is_there = |name: &&&str| spot.node.find(name).is_some_and(|node| !matches!(node.value, Value::Null));
        let missing: Vec<String> = required
            .iter()
            .filter(|name| !is_there(name))
            .map(|name| format!("`{name}`"))
            .collect();
        if missing.is_empty() {
            return true;
        }
        let what = value::named(&spot.path);
        let message = format!("{what} has no {}, which the specification requires", missing.join(" and "));
        self.wrong(Problem::new("missing-property", message), &spot.node.origin);
        false
    }

    fn parts(&mut self, spot: &Spot<'_>, above: &Effect) {
        match &spot.node.value {
            Value::Map(entries) => {
                let last: BTreeMap<&str, usize> = (0..).zip(entries).map(|(at, entry)| (entry.key.as_str(), at)).collect();
                for (at, entry) in entries.iter().enumerate() {
                    let pattern = child_pattern(&spot.pattern, &entry.key);
                    let path = join(&spot.path, &entry.key);
                    let child = Spot {
                        pattern,
                        path,
                        node: &entry.value,
                        key_origin: &entry.key_origin,
                        above,
                    };
                    let later = last
                        .get(entry.key.as_str())
                        .filter(|last| **last != at)
                        .map(|last| &entries[*last]);
                    self.place.push(at);
                    match later {
                        Some(later) => self.repeated(&child, &later.key_origin),
                        None => self.visit(&child),
                    }
                    self.place.pop();
                }
            }
            Value::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    let child = Spot {
                        pattern: format!("{}[]", spot.pattern),
                        path: format!("{}[{at}]", spot.path),
                        node: item,
                        key_origin: &item.origin,
                        above,
                    };
                    self.place.push(at);
                    self.visit(&child);
                    self.place.pop();
                }
            }
            Value::Null | Value::Scalar { .. } => {}
        }
    }

    /// A property that stands again later, which then counts.
    fn repeated(&mut self, spot: &Spot<'_>, later: &Origin) {
        let line = later.line().map_or(0, |(_, line)| line);
        let effect = Effect::NoEffect(format!("line {line} gives it again, and the last counts"));
        self.mark(spot, &raw_value(spot.node), "", &effect);
        self.mark_below(spot, &effect);
    }

    fn unknown(&mut self, spot: &Spot<'_>) {
        let name = spot.path.rsplit('.').next().unwrap_or(&spot.path);
        let siblings = keys::children(spot.pattern.rsplit_once('.').map_or("", |(parent, _)| parent));
        let same = siblings.iter().find(|known| known.eq_ignore_ascii_case(name));
        let problem = match (same, value::nearest(name, &siblings)) {
            (Some(known), _) => Problem::new(
                "wrong-case",
                format!("`{name}` is `{known}` for runc, which ignores case, and nothing for crun"),
            )
            .hint(format!("write `{known}`")),
            (None, Some(near)) => unknown_problem(&spot.path).hint(format!("did you mean `{near}`?")),
            (None, None) => unknown_problem(&spot.path).hint("take it out, or keep it in `annotations`"),
        };
        self.warn(problem, spot.key_origin);
        let effect = Effect::NoEffect("the specification has no such property, and runtimes skip it".to_owned());
        self.mark(spot, &raw_value(spot.node), "", &effect);
        self.mark_below(spot, &effect);
    }

    fn mark(&mut self, spot: &Spot<'_>, value: &str, explanation: &'static str, effect: &Effect) {
        let Some((_, line)) = spot.key_origin.line() else { return };
        let has_parts = matches!(spot.node.value, Value::Map(_) | Value::List(_));
        self.lines.mark(&Mark {
            line,
            path: &spot.path,
            value,
            explanation,
            effect,
            has_parts,
        });
    }

    /// Marks everything inside a property with the effect of the whole.
    fn mark_below(&mut self, spot: &Spot<'_>, effect: &Effect) {
        match &spot.node.value {
            Value::Map(entries) => {
                for entry in entries {
                    let path = join(&spot.path, &entry.key);
                    self.mark_part(
                        &Spot {
                            pattern: String::new(),
                            path,
                            node: &entry.value,
                            key_origin: &entry.key_origin,
                            above: effect,
                        },
                        effect,
                    );
                }
            }
            Value::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    let path = format!("{}[{at}]", spot.path);
                    self.mark_part(
                        &Spot {
                            pattern: String::new(),
                            path,
                            node: item,
                            key_origin: &item.origin,
                            above: effect,
                        },
                        effect,
                    );
                }
            }
            Value::Null | Value::Scalar { .. } => {}
        }
    }

    fn mark_part(&mut self, spot: &Spot<'_>, effect: &Effect) {
        self.mark(spot, &raw_value(spot.node), "", effect);
        self.mark_below(spot, effect);
    }

    fn remark_on_newer(&mut self) {
        let Some(version) = self.version else { return };
        for (since, path, origin) in std::mem::take(&mut self.newer) {
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

    fn remark_on_crowd(&mut self) {
        if let Some((line, count)) = self.lines.crowded() {
            let origin = Origin::Line {
                file: self.file,
                line,
                columns: 0..1,
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

/// A part comes to what the whole comes to.
fn of_part(above: &Effect) -> Effect {
    match above {
        Effect::Wrong => Effect::NoEffect("what it is part of is wrong".to_owned()),
        effect => effect.clone(),
    }
}

fn unknown_problem(path: &str) -> Problem {
    Problem::new(
        "unknown-property",
        format!("the specification has no property `{path}`, and runtimes skip it"),
    )
}

/// Returns the pattern of a part: by its name, or `*` where names are free.
fn child_pattern(parent: &str, key: &str) -> String {
    let exact = join(parent, key);
    if keys::find(&exact).is_some() {
        return exact;
    }
    let free = join(parent, "*");
    if keys::find(&free).is_some() { free } else { exact }
}

fn join(parent: &str, key: &str) -> String {
    if parent.is_empty() {
        key.to_owned()
    } else {
        format!("{parent}.{key}")
    }
}

/// Says so when an object or a list has more parts than can be meant; what compares its parts with each other stays quick.
fn too_many(spot: &Spot<'_>) -> Option<Problem> {
    let count = spot.node.entries().len() + spot.node.items().len();
    (count > MOST_PARTS).then(|| {
        let message = format!(
            "{} has {count} parts, and Transom reads at most {MOST_PARTS}",
            value::named(&spot.path)
        );
        Problem::new("too-many-parts", message).hint("no configuration has that many; the list is not read")
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

fn setting<'s>(spot: &'s Spot<'_>, value: &'s str) -> Setting<'s> {
    let columns = |origin: &Origin| match origin {
        Origin::Line { columns, .. } => columns.clone(),
        _ => 0..0,
    };
    let (key_columns, value_columns) = (columns(spot.key_origin), columns(&spot.node.origin));
    let is_quoted = quoted(spot.node).is_some();
    let inner = value_columns.start + u32::from(is_quoted)..value_columns.end.saturating_sub(u32::from(is_quoted));
    Setting {
        key: &spot.path,
        value,
        origin: spot.node.origin.clone(),
        key_columns,
        value_columns: inner,
    }
}
