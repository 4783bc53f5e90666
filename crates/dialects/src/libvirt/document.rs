//! Walks the XML: every element and attribute goes through the key table, and unknown ones are told.
//!
//! roxmltree reads the text (no DTD, so no entities of a file's own); a text that is not well-formed is one error at its place.
//! The walk is from the inside out, so that an element finds its parts read.

use std::ops::Range;

use roxmltree::{Attribute, Document, Error, Node, ParsingOptions};
use transom_model::{Effect, FileId, Given, Origin, Severity, Words, phrase, words};

use super::Reader;
use super::kept::Place;
use super::keys::{self, DOMAIN, LXC_NAMESPACE};
use super::lines::{Lines, STRUCTURE};
use super::reader::{Event, Seen};
use crate::{Key, Problem, Setting};

/// More bytes than virsh can hand over to libvirt (4 MiB), and far more lines, nodes and attributes than any domain has.
const MOST_BYTES: usize = 16 << 20;
const MOST_LINES: usize = 500_000;
const MOST_NODES: u32 = 200_000;
const MOST_ATTRIBUTES_OF_ALL: u32 = 200_000;
/// The XML parser copies the namespaces of an element for each element inside that declares one.
const MOST_NAMESPACES: usize = 500;
/// Deeper elements libvirt's XML parser (libxml2) refuses.
const DEEPEST: u32 = 256;
/// The XML parser compares each attribute of an element with all others.
const MOST_ATTRIBUTES: u32 = 1000;
/// For so many unknown names a near one is looked for.
const MOST_HINTS: u32 = 200;

/// Reads a text, and returns its lines with what those without a setting come to.
pub(super) fn read<'t>(reader: &mut Reader, file: FileId, text: &'t str) -> Lines<'t> {
    let limit = too_large(text);
    // Not even the lines of a text that is far too long are looked at.
    let text = if limit.is_some() { beginning(text) } else { text };
    let mut walk = Walk {
        unknown: 0,
        reader,
        lines: Lines::new(file, text),
    };
    if let Some(problem) = limit {
        walk.too_large(0, problem);
        return walk.lines;
    }
    if let Some((at, problem)) = too_many_parts(text) {
        walk.too_large(at, problem);
        return walk.lines;
    }
    match parse(text) {
        Ok(document) => walk.document(&document),
        Err(error) => walk.malformed(&error),
    }
    walk.lines
}

/// Parses a text as XML, within limits.
pub(super) fn parse(text: &str) -> Result<Document<'_>, Error> {
    let options = ParsingOptions {
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options)
}

struct Walk<'r, 't> {
    /// How many unknown names there have been; looking for what each may mean takes its time.
    unknown: u32,
    reader: &'r mut Reader,
    lines: Lines<'t>,
}

impl<'t> Walk<'_, 't> {
    fn document(&mut self, document: &Document<'t>) {
        for node in document.root().descendants().filter(Node::is_comment) {
            self.lines.fill(node.range(), "", "", &Effect::Prose);
        }
        let root = document.root_element();
        match find_domain(root) {
            Ok(domain) => {
                let place = self.lines.place(tag(domain, self.lines.text()));
                let spaces = domain.namespaces().filter(|space| space.uri() != LXC_NAMESPACE);
                self.reader.declared = spaces
                    .filter_map(|space| Some(Given::new((space.name()?.to_owned(), space.uri().to_owned()), place.clone())))
                    .filter(|space| space.value.0 != "xml")
                    .collect();
                self.reader.draft.domain = Some(place);
                let entry = keys::find(DOMAIN).expect("the table begins with the domain");
                self.element(domain, DOMAIN, entry);
                self.surroundings(root, domain);
            }
            Err(problem) => self.refuse(root, problem),
        }
    }

    fn refuse(&mut self, root: Node<'_, 't>, problem: Problem) {
        let place = self.lines.place(tag(root, self.lines.text()));
        self.reader
            .record(Event::new(&name(root), "", "", place.clone(), Effect::Wrong));
        self.reader.diagnose(Severity::Error, place, problem);
        let why = Effect::NoEffect(phrase!("it does not describe an LXC container"));
        self.lines.fill(0..self.lines.text().len(), &name(root), "", &why);
    }

    /// Says what stands outside the domain: the declaration, and the state in a run-time file.
    fn surroundings(&mut self, root: Node<'_, 't>, domain: Node<'_, 't>) {
        let all = 0..self.lines.text().len();
        let effect = match root == domain {
            true => Effect::Prose,
            false => Effect::Elsewhere(words!("libvirt's record of the running container")),
        };
        self.lines.fill(domain.range(), "domain", STRUCTURE, &Effect::Prose);
        self.lines.fill(all, "xml", STRUCTURE, &effect);
    }

    /// Reads an element whose entry in the table has been looked up.
    fn element(&mut self, node: Node<'_, 't>, path: &str, entry: &'static Key<Reader>) {
        if keys::is_whole(entry, path) {
            return self.whole(node, path, entry);
        }
        let start = tag(node, self.lines.text());
        let first = self.reader.next_event();
        for attribute in node.attributes() {
            self.attribute(node, &attribute, path);
        }
        self.children(node, path);
        let shown = shown(node, self.lines.text(), &start);
        let setting = self.setting(node, path, &start);
        let seen = Seen {
            origin: self.lines.place(start),
            shown,
            place: Some(standing(node, first)),
        };
        self.remark_on_blanks(node, &setting, entry);
        self.reader.take(entry, &setting, seen);
        // Lines of a long text, and of a tag over several lines; its end tag, if its line holds nothing else.
        let is_group = node.children().any(|child| child.is_element());
        let explanation = if is_group { STRUCTURE } else { entry.explanation };
        self.lines.fill(node.range(), path, explanation, &Effect::Prose);
    }

    /// Reads an element whose verdict is that of all that it holds.
    fn whole(&mut self, node: Node<'_, 't>, path: &str, entry: &'static Key<Reader>) {
        let start = tag(node, self.lines.text());
        let shown = shown(node, self.lines.text(), &start);
        let setting = self.setting(node, path, &start);
        let seen = Seen {
            origin: self.lines.place(start),
            shown,
            place: Some(standing(node, self.reader.next_event())),
        };
        self.reader.take(entry, &setting, seen);
        let effect = match self.reader.last_effect() {
            Effect::Wrong => Effect::NoEffect(phrase!("what it is part of is wrong")),
            effect => effect.clone(),
        };
        self.lines.fill_whole(node.range(), path, entry.explanation, &effect);
    }

    fn remark_on_blanks(&mut self, node: Node<'_, 't>, setting: &Setting<'_>, entry: &Key<Reader>) {
        let is_plain = node.text().is_none_or(|text| text.trim() == text) || setting.value.is_empty();
        if is_plain || !keys::is_verbatim(entry) {
            return;
        }
        let message = format!(
            "libvirt takes the blanks around `{}` as part of it, and refuses a number with them; Transom leaves them out",
            setting.value
        );
        let problem = Problem::new("blanks-around-text", message).hint("write the text right behind the tag");
        self.reader.diagnose(Severity::Warning, setting.origin.clone(), problem);
    }

    fn children(&mut self, node: Node<'_, 't>, path: &str) {
        let mut seen: Vec<String> = Vec::new();
        for child in node.children().filter(Node::is_element) {
            let path = join(path, child);
            let Some(entry) = keys::find(&path) else {
                self.unknown(child, &path);
                continue;
            };
            if let Some(since) = keys::later(entry, self.reader.version) {
                self.too_new(child, &path, since);
            } else if keys::is_repeatable(entry) {
                self.element(child, &path, entry);
            } else if seen.contains(&path) {
                self.repeated(child, &path);
            } else {
                self.element(child, &path, entry);
                seen.push(path);
            }
        }
    }

    fn setting<'s>(&self, node: Node<'s, 't>, path: &'s str, start: &Range<usize>) -> Setting<'s> {
        let value = node.text().unwrap_or("").trim();
        let origin = self.lines.place(start.clone());
        let key_columns = columns(&origin);
        let text = node.first_child().filter(|child| child.is_text() && !value.is_empty());
        let value_columns = text.and_then(|text| {
            let range = trimmed(text.range(), self.lines.text());
            let place = self.lines.place(range);
            (place.line() == origin.line()).then(|| columns(&place))
        });
        let value_columns = value_columns.unwrap_or_else(|| key_columns.clone());
        Setting {
            key: path,
            value,
            origin,
            key_columns,
            value_columns,
        }
    }

    fn attribute(&mut self, node: Node<'_, 't>, attribute: &Attribute<'_, 't>, path: &str) {
        let place = self.lines.place(attribute.range());
        let path = format!("{}@{}", prefix(path), attribute_name(attribute));
        let Some(entry) = keys::find(&path) else {
            return self.unknown_attribute(node, attribute, &path, place);
        };
        if let Some(since) = keys::later(entry, self.reader.version) {
            return self.too_new_attribute(attribute, &path, place, since);
        }
        let key_columns = columns(&place);
        let value = self.lines.place(value_range(attribute));
        // An attribute whose value stands on a later line than its name is marked by its name.
        let value_columns = if value.line() == place.line() {
            columns(&value)
        } else {
            key_columns.clone()
        };
        let setting = Setting {
            key: &path,
            value: attribute.value(),
            origin: place.clone(),
            key_columns,
            value_columns,
        };
        let seen = Seen {
            origin: place,
            shown: attribute.value(),
            place: None,
        };
        self.reader.take(entry, &setting, seen);
    }

    fn unknown_attribute(&mut self, node: Node<'_, 't>, attribute: &Attribute<'_, 't>, path: &str, place: Origin) {
        let message = format!(
            "`{}` is no attribute of `<{}>`: libvirt ignores it",
            attribute_name(attribute),
            name(node)
        );
        let problem = Problem::new("unknown-attribute", message).hint(self.hint(path));
        let why = phrase!("libvirt does not know this attribute");
        self.reader.record(Event::new(
            path,
            attribute.value(),
            "ignored-element",
            place.clone(),
            Effect::NoEffect(why),
        ));
        self.reader.diagnose(Severity::Warning, place, problem);
    }

    fn hint(&mut self, path: &str) -> String {
        self.unknown = self.unknown.saturating_add(1);
        match self.unknown > MOST_HINTS {
            true => "remove it".to_owned(),
            false => keys::hint_for_unknown(path),
        }
    }

    fn unknown(&mut self, node: Node<'_, 't>, path: &str) {
        let (message, hint) = match node.tag_name().namespace() {
            Some(space) if space != LXC_NAMESPACE => {
                let message = format!(
                    "`<{}>` is of the namespace {space}, which libvirt's LXC driver does not read",
                    written(node)
                );
                let is_near = space.contains("libvirt.org") && space.contains("lxc");
                let hint = if is_near {
                    format!("write `xmlns:lxc='{LXC_NAMESPACE}'`")
                } else {
                    "put what is other programs' into `<metadata>`".to_owned()
                };
                (message, hint)
            }
            _ => (
                format!("`<{}>` is not known here: libvirt ignores it", name(node)),
                self.hint(path),
            ),
        };
        if path.starts_with("features/") {
            return self.unknown_feature(node, path, &hint);
        }
        self.skip(
            node,
            path,
            words!("libvirt does not know this element"),
            Problem::new("unknown-element", message).hint(hint),
        );
    }

    /// Of all elements libvirt refuses only unknown features.
    fn unknown_feature(&mut self, node: Node<'_, 't>, path: &str, hint: &str) {
        let place = self.lines.place(tag(node, self.lines.text()));
        let message = format!("`<{}>` is no feature that libvirt knows, and it refuses the file", name(node));
        self.reader
            .record(Event::new(path, "", "ignored-element", place.clone(), Effect::Wrong));
        self.reader
            .diagnose(Severity::Error, place, Problem::new("unknown-feature", message).hint(hint));
        let effect = Effect::NoEffect(phrase!("it is part of a feature that libvirt does not know"));
        self.lines.fill(node.range(), path, "ignored-element", &effect);
    }

    /// Says that an element is younger than the version that reads.
    fn too_new(&mut self, node: Node<'_, 't>, path: &str, since: &str) {
        let version = self.reader.version;
        if path.starts_with("features/") {
            let hint = format!("libvirt {since} is the first that knows it; remove it for {version}");
            return self.unknown_feature(node, path, &hint);
        }
        let message = format!("libvirt {version} does not know `<{}>` yet, and ignores it", name(node));
        let problem = Problem::new("newer-element", message).hint(format!("libvirt {since} brought it; remove it for {version}"));
        self.skip(node, path, words!("this version of libvirt does not know it yet"), problem);
    }

    fn too_new_attribute(&mut self, attribute: &Attribute<'_, 't>, path: &str, place: Origin, since: &str) {
        let version = self.reader.version;
        let message = format!(
            "libvirt {version} does not know `{}` here yet, and ignores it",
            attribute.name()
        );
        let problem = Problem::new("newer-attribute", message).hint(format!("libvirt {since} brought it; remove it for {version}"));
        let effect = Effect::NoEffect(phrase!("this version of libvirt does not know it yet"));
        let event = Event::new(path, attribute.value(), "ignored-element", place.clone(), effect);
        self.reader.record(event);
        self.reader.diagnose(Severity::Warning, place, problem);
    }

    fn repeated(&mut self, node: Node<'_, 't>, path: &str) {
        let message = format!("`<{}>` stands here a second time: libvirt takes the first", name(node));
        let problem = Problem::new("repeated-element", message).hint("remove one of the two");
        self.skip(node, path, words!("libvirt takes the first of several"), problem);
    }

    /// Leaves out an element with all that it holds.
    fn skip(&mut self, node: Node<'_, 't>, path: &str, why: Words, problem: Problem) {
        let start = tag(node, self.lines.text());
        let place = self.lines.place(start.clone());
        let effect = Effect::NoEffect(why.into());
        let shown = shown(node, self.lines.text(), &start);
        self.reader
            .record(Event::new(path, shown, "ignored-element", place.clone(), effect.clone()));
        self.reader.diagnose(Severity::Warning, place, problem);
        self.lines.fill(node.range(), path, "ignored-element", &effect);
    }

    fn malformed(&mut self, error: &Error) {
        let (place, problem) = match error {
            Error::DtdDetected => {
                let at = self.lines.text().find("<!DOCTYPE").unwrap_or(0);
                let problem = Problem::new(
                    "xml-dtd",
                    "the file has a document type declaration, which Transom does not read",
                );
                (
                    self.lines.place(at..at + 9),
                    problem.hint("remove the `<!DOCTYPE …>` and write its entities out"),
                )
            }
            Error::UnexpectedEndOfStream | Error::UnclosedRootNode => self.cut_short(),
            Error::NoRootNode => (
                self.lines.place(0..0),
                Problem::new("xml-empty", "the file holds no element").hint(BEGIN),
            ),
            Error::NodesLimitReached | Error::AttributesLimitReached | Error::NamespacesLimitReached => (
                self.lines.place(0..0),
                Problem::new("xml-too-large", "the file has more elements than any domain has"),
            ),
            other => {
                let pos = other.pos();
                (
                    self.lines.place_of(pos.row, pos.col),
                    Problem::new("xml-malformed", message(other)).hint(hint(other)),
                )
            }
        };
        let line = place.line().map_or(1, |(_, line)| line);
        if !self.lines.text().is_empty() {
            self.reader.record(Event::new("", "", "", place.clone(), Effect::Wrong));
        }
        self.reader.diagnose(Severity::Error, place, problem);
        let why = phrase!("nothing of the file can be read, because of line {line}", line);
        self.lines.fill(0..self.lines.text().len(), "xml", "", &Effect::NoEffect(why));
    }

    fn too_large(&mut self, at: usize, problem: Problem) {
        let place = self.lines.place(at..at + 1);
        self.reader.record(Event::new("xml", "", "", place.clone(), Effect::Wrong));
        self.reader.diagnose(Severity::Error, place, problem);
        let why = Effect::NoEffect(phrase!("nothing of the file is read"));
        self.lines.fill(0..self.lines.text().len(), "xml", "", &why);
    }

    fn cut_short(&self) -> (Origin, Problem) {
        let end = self.lines.text().trim_end().len();
        let start = self.lines.text()[..end].char_indices().next_back().map_or(0, |(at, _)| at);
        let problem = Problem::new("xml-malformed", "the file ends before all its elements do").label("the last there is");
        (
            self.lines.place(start..end),
            problem.hint("add the end tags that are missing, `</domain>` last"),
        )
    }
}

/// Finds the domain: the root, or what libvirt's run-time file has in its `<domstatus>`.
pub(super) fn find_domain<'d, 't>(root: Node<'d, 't>) -> Result<Node<'d, 't>, Problem> {
    let is_domain = |node: &Node<'d, 't>| node.has_tag_name("domain");
    let domain = match root.tag_name().name() {
        "domstatus" => root.children().find(is_domain),
        _ => Some(root).filter(is_domain),
    };
    let Some(domain) = domain else {
        let message = format!("`<{}>` is not a libvirt domain", name(root));
        return Err(Problem::new("not-a-domain", message)
            .hint("a container's definition begins with `<domain type='lxc'>`; `virsh dumpxml NAME` prints it"));
    };
    match domain.attribute("type") {
        Some("lxc") => Ok(domain),
        Some(other) => Err(
            Problem::new("not-lxc", format!("this is a domain of type `{other}`, not an LXC container"))
                .hint("a virtual machine stays with its own manager; QEMU can run inside a container"),
        ),
        None => Err(Problem::new("not-lxc", "the domain has no type").hint("write `<domain type='lxc'>`")),
    }
}

/// Says that a text is longer than any domain.
pub(super) fn too_large(text: &str) -> Option<Problem> {
    let is_too_large = text.len() > MOST_BYTES || text.bytes().filter(|byte| *byte == b'\n').count() > MOST_LINES;
    is_too_large.then(|| {
        let message = format!(
            "the file is larger than {} MiB or has more than {MOST_LINES} lines",
            MOST_BYTES >> 20
        );
        Problem::new("xml-too-large", message).hint("no domain is that large, and `virsh` takes 4 MiB; it is not read")
    })
}

/// Returns the beginning of a text's first line.
fn beginning(text: &str) -> &str {
    let line = text.lines().next().unwrap_or("");
    let end = (0..=line.len().min(200)).rev().find(|end| line.is_char_boundary(*end));
    &line[..end.unwrap_or(0)]
}

/// Finds where there are more attributes or namespaces than any domain has: the XML parser takes more than its share of time for them.
pub(super) fn too_many_parts(text: &str) -> Option<(usize, Problem)> {
    let found = |at: usize, what: String| Some((at, Problem::new("xml-too-large", what).hint(BEGIN)));
    if text.matches("xmlns").nth(MOST_NAMESPACES).is_some() {
        return found(0, format!("the file declares more than {MOST_NAMESPACES} namespaces"));
    }
    let (mut rest, mut all, mut depth) = (0, 0, 0_u32);
    while let Some(start) = text[rest..].find('<').map(|at| rest + at) {
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")]
            .into_iter()
            .find(|(open, _)| text[start..].starts_with(open));
        if let Some((open, close)) = skipped {
            let inside = start + open.len();
            rest = inside + text[inside..].find(close)?;
            continue;
        }
        let (count, end) = attributes_of(&text[start..]);
        let tag = &text[start..start + end];
        match (tag.starts_with("</"), tag.ends_with('/')) {
            (true, _) => depth = u32::saturating_sub(depth, 1),
            (false, false) => depth += 1,
            (false, true) => {}
        }
        if depth > DEEPEST {
            return found(
                start,
                format!("elements are nested more than {DEEPEST} deep, which libvirt refuses"),
            );
        }
        all += count;
        if count > MOST_ATTRIBUTES {
            return found(start, format!("an element has more than {MOST_ATTRIBUTES} attributes"));
        }
        if all > MOST_ATTRIBUTES_OF_ALL {
            return found(start, format!("the file has more than {MOST_ATTRIBUTES_OF_ALL} attributes"));
        }
        rest = start + end;
    }
    None
}

/// Counts the attributes of a tag, and returns where it ends.
fn attributes_of(tag: &str) -> (u32, usize) {
    let (mut quote, mut count) = (None, 0_u32);
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return (count, at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'=') => count += 1,
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    (count, tag.len())
}

const BEGIN: &str = "a container's definition begins with `<domain type='lxc'>`";

/// Writes the XML parser's finding without its place, which the diagnostic has.
pub(super) fn message(error: &Error) -> String {
    match error {
        Error::UnexpectedCloseTag(expected, found, _) => format!("`</{expected}>` is expected here, not `</{found}>`"),
        Error::UnknownNamespace(prefix, _) => format!("the namespace of `{prefix}:` is not declared"),
        Error::DuplicatedAttribute(name, _) => format!("the attribute `{name}` is given twice"),
        Error::UnknownEntityReference(name, _) => format!("`&{name};` is no entity of XML"),
        Error::MalformedEntityReference(_) => "a bare `&` is no XML".to_owned(),
        other => {
            let text = other.to_string();
            let place = text.rfind(" at ").unwrap_or(text.len());
            format!("this is no well-formed XML: {}", &text[..place])
        }
    }
}

fn hint(error: &Error) -> String {
    match error {
        Error::UnknownNamespace(prefix, _) if prefix == "lxc" => {
            format!("write `<domain type='lxc' xmlns:lxc='{LXC_NAMESPACE}'>`")
        }
        Error::MalformedEntityReference(_) | Error::UnknownEntityReference(..) => "write `&amp;` for `&`".to_owned(),
        Error::UnexpectedCloseTag(..) => "close elements in the reverse order of their beginning".to_owned(),
        _ => "`xmllint --noout FILE` explains XML; libvirt refuses the file too".to_owned(),
    }
}

/// Says where an element stands, for keeping it.
fn standing(node: Node<'_, '_>, first: usize) -> Place {
    let has_text = node.text().is_some_and(|text| !text.trim().is_empty());
    let has_one_text = node.first_child().is_some_and(|child| child.is_text()) && node.first_child() == node.last_child();
    Place {
        span: node.range(),
        first,
        is_leaf: node.attributes().len() == 0 && (!node.has_children() || has_one_text),
        has_text,
    }
}

/// Returns an element's name as paths have it: with `lxc:` whatever the file's prefix for that namespace is.
pub(super) fn name(node: Node<'_, '_>) -> String {
    let local = node.tag_name().name();
    match node.tag_name().namespace() {
        None => local.to_owned(),
        Some(LXC_NAMESPACE) => format!("lxc:{local}"),
        // No prefix of another namespace may pass for libvirt's.
        Some(space) => match node.lookup_prefix(space) {
            Some(prefix) if prefix != "lxc" => format!("{prefix}:{local}"),
            _ => format!("foreign:{local}"),
        },
    }
}

/// Returns an element's name as the file has it.
fn written(node: Node<'_, '_>) -> String {
    let prefix = node.tag_name().namespace().and_then(|space| node.lookup_prefix(space));
    match prefix {
        Some(prefix) => format!("{prefix}:{}", node.tag_name().name()),
        None => node.tag_name().name().to_owned(),
    }
}

pub(super) fn attribute_name(attribute: &Attribute<'_, '_>) -> String {
    match attribute.namespace() {
        None => attribute.name().to_owned(),
        Some(_) => format!("foreign:{}", attribute.name()),
    }
}

/// Returns what paths below an element begin with; the domain itself is left out of them.
fn prefix(path: &str) -> String {
    if path == DOMAIN { String::new() } else { format!("{path}/") }
}

pub(super) fn join(path: &str, node: Node<'_, '_>) -> String {
    format!("{}{}", prefix(path), name(node))
}

/// Returns the range of an element's start tag.
pub(super) fn tag(node: Node<'_, '_>, text: &str) -> Range<usize> {
    let Range { start, end } = node.range();
    let after = node
        .attributes()
        .map(|attribute| attribute.range().end)
        .max()
        .unwrap_or(start);
    let close = text.get(after..end).and_then(|rest| rest.find('>'));
    start..close.map_or(end, |at| after + at + 1)
}

/// Returns what a list shows as an element's value: its text, or its attributes as written.
fn shown<'s>(node: Node<'s, '_>, text: &'s str, start: &Range<usize>) -> &'s str {
    let own = node.text().unwrap_or("").trim();
    if !own.is_empty() {
        return own;
    }
    let (first, last) = (node.attributes().next(), node.attributes().next_back());
    match (first, last) {
        (Some(first), Some(last)) => text.get(first.range().start..last.range().end).unwrap_or(""),
        _ => text.get(start.clone()).map_or("", |_| ""),
    }
}

/// The parser keeps the widths of a name and of its `=` in few bits; a value that is not inside its quotes is taken whole.
pub(super) fn value_range(attribute: &Attribute<'_, '_>) -> Range<usize> {
    let (whole, value) = (attribute.range(), attribute.range_value());
    if value.start <= value.end && value.end < whole.end {
        value
    } else {
        whole
    }
}

/// Cuts blanks off both ends of a range.
fn trimmed(range: Range<usize>, text: &str) -> Range<usize> {
    let Some(part) = text.get(range.clone()) else { return range };
    let start = range.start + (part.len() - part.trim_start().len());
    start..start + part.trim().len()
}

fn columns(origin: &Origin) -> Range<u32> {
    match origin {
        Origin::Line { columns, .. } => columns.clone(),
        _ => 0..0,
    }
}
