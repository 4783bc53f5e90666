//! YAML text into the document tree, each value with its place.
//!
//! The grammar is saphyr's; here its events become [`Node`]s: spans in lines and byte columns, keys given twice kept, aliases
//! and merge keys resolved within a budget, depth bounded. What the values mean is not decided here. Start with [`read`].

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use transom_model::{FileId, Origin};

use super::places::{Places, narrow};
use crate::tree::{Entry, Node, ScalarForm, Value};

/// No file of LXD's nests deeper than this; deeper ones are stopped before they cost memory.
pub(super) const DEEPEST: usize = 64;

/// How many values aliases may add to a file: stops files that double themselves line by line.
const MOST_COPIES: usize = 10_000;

/// Something the YAML itself is wrong or unusual about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    /// Where.
    pub origin: Origin,
    /// What, without a full stop.
    pub message: String,
}

/// A text taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Documents {
    /// One root for each document that is not empty.
    pub roots: Vec<Node>,
    /// Lines, counted from 1, that belong to a scalar that began on an earlier line.
    pub continued: Vec<Range<u32>>,
    /// Where reading stopped, and why; what came before is there.
    pub broken: Option<Finding>,
}

/// Reads all documents of a text.
pub(super) fn read(file: FileId, text: &str) -> Documents {
    let mut builder = Builder {
        places: Places::new(file, text),
        frames: Vec::new(),
        anchors: BTreeMap::new(),
        copies: 0,
        found: Documents::default(),
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        let outcome = match next {
            Ok((Event::StreamEnd, _)) => break,
            Ok((event, span)) => builder.event(event, span),
            Err(error) => Err(Finding {
                origin: builder.places.at_index(error.marker().index()),
                message: error.info().to_owned(),
            }),
        };
        if let Err(finding) = outcome {
            builder.found.broken = Some(finding);
            break;
        }
    }
    builder.close_all();
    builder.found
}

/// A map or list that is not complete yet.
enum Frame {
    Map {
        origin: Origin,
        anchor: usize,
        entries: Vec<Entry>,
        key: Option<(String, Origin)>,
        merged: Vec<Entry>,
    },
    List {
        origin: Origin,
        anchor: usize,
        items: Vec<Node>,
    },
}

struct Builder<'t> {
    places: Places<'t>,
    frames: Vec<Frame>,
    anchors: BTreeMap<usize, Node>,
    copies: usize,
    found: Documents,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Finding> {
        match event {
            Event::MappingStart(anchor, _) => {
                let origin = self.places.to_line_end(span);
                self.open(Frame::Map {
                    origin,
                    anchor,
                    entries: Vec::new(),
                    key: None,
                    merged: Vec::new(),
                })
            }
            Event::SequenceStart(anchor, _) => {
                let origin = self.places.to_line_end(span);
                self.open(Frame::List {
                    origin,
                    anchor,
                    items: Vec::new(),
                })
            }
            Event::MappingEnd | Event::SequenceEnd => {
                self.close();
                Ok(())
            }
            Event::Scalar(text, style, anchor, _) => {
                let node = self.scalar(text.into_owned(), style, span);
                self.keep_anchor(anchor, &node);
                self.add(node)
            }
            Event::Alias(anchor) => {
                let node = self.alias(anchor, span)?;
                self.add(node)
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, frame: Frame) -> Result<(), Finding> {
        if self.frames.len() < DEEPEST {
            self.frames.push(frame);
            return Ok(());
        }
        let (Frame::Map { origin, .. } | Frame::List { origin, .. }) = frame;
        Err(Finding {
            origin,
            message: format!("maps and lists are nested more than {DEEPEST} deep"),
        })
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, span: Span) -> Node {
        let (origin, last) = self.places.scalar(&text, style, span);
        if let Some((_, first)) = origin.line() {
            // A block begins on the line below its key.
            let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
            let from = if is_block { first } else { first + 1 };
            if from <= last {
                self.found.continued.push(from..last + 1);
            }
        }
        let is_plain = style == ScalarStyle::Plain;
        let value = match text.as_str() {
            "" | "~" | "null" | "Null" | "NULL" if is_plain => Value::Null,
            _ if is_plain => Value::Scalar {
                text,
                form: ScalarForm::Plain,
            },
            _ => Value::Scalar {
                text,
                form: ScalarForm::Quoted,
            },
        };
        Node { value, origin }
    }

    fn keep_anchor(&mut self, anchor: usize, node: &Node) {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
    }

    /// Copies what an anchor names; copies count, so that a few lines cannot become gigabytes.
    fn alias(&mut self, anchor: usize, span: Span) -> Result<Node, Finding> {
        let origin = self.places.one_line(span);
        let wrong = |message: &str| Finding {
            origin: origin.clone(),
            message: message.to_owned(),
        };
        let node = self
            .anchors
            .get(&anchor)
            .ok_or_else(|| wrong("this alias names a value that is not complete yet"))?;
        self.copies += size(node);
        if self.copies > MOST_COPIES {
            return Err(wrong("aliases copy more values than any configuration has"));
        }
        Ok(node.clone())
    }

    fn add(&mut self, node: Node) -> Result<(), Finding> {
        match self.frames.last_mut() {
            None if matches!(node.value, Value::Null) => Ok(()),
            None => {
                self.found.roots.push(node);
                Ok(())
            }
            Some(Frame::List { items, .. }) => {
                items.push(node);
                Ok(())
            }
            Some(Frame::Map {
                entries, key, merged, ..
            }) => match key.take() {
                None => {
                    *key = Some((key_text(&node)?, node.origin));
                    Ok(())
                }
                Some((name, _)) if name == "<<" && is_mergeable(&node) => {
                    merged.extend(merge_entries(node));
                    Ok(())
                }
                Some((name, key_origin)) => {
                    entries.push(Entry {
                        key: name,
                        key_origin,
                        value: node,
                    });
                    Ok(())
                }
            },
        }
    }

    fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        let (node, anchor) = match frame {
            Frame::Map {
                origin,
                anchor,
                mut entries,
                key,
                merged,
            } => {
                if let Some((key, key_origin)) = key {
                    let value = Node {
                        value: Value::Null,
                        origin: key_origin.clone(),
                    };
                    entries.push(Entry { key, key_origin, value });
                }
                (
                    Node {
                        value: Value::Map(with_merged(merged, entries)),
                        origin,
                    },
                    anchor,
                )
            }
            Frame::List { origin, anchor, items } => (
                Node {
                    value: Value::List(items),
                    origin,
                },
                anchor,
            ),
        };
        self.keep_anchor(anchor, &node);
        // Only a map as a key is refused, and there is nothing to stop any more where that happens.
        if let Err(finding) = self.add(node)
            && self.found.broken.is_none()
        {
            self.found.broken = Some(finding);
        }
    }

    fn close_all(&mut self) {
        while !self.frames.is_empty() {
            self.close();
        }
    }
}

fn key_text(node: &Node) -> Result<String, Finding> {
    match &node.value {
        Value::Null => Ok("null".to_owned()),
        Value::Scalar { text, .. } => Ok(text.clone()),
        Value::List(_) | Value::Map(_) => Err(Finding {
            origin: node.origin.clone(),
            message: "a key must be text, here is a map or a list".to_owned(),
        }),
    }
}

fn size(node: &Node) -> usize {
    1 + match &node.value {
        Value::Map(entries) => entries.iter().map(|entry| size(&entry.value)).sum(),
        Value::List(items) => items.iter().map(size).sum(),
        _ => 0,
    }
}

fn is_mergeable(node: &Node) -> bool {
    match &node.value {
        Value::Map(_) => true,
        Value::List(items) => items.iter().all(|item| matches!(item.value, Value::Map(_))),
        _ => false,
    }
}

/// The entries that a merge key brings; of several maps the first that has a key counts.
fn merge_entries(node: Node) -> Vec<Entry> {
    match node.value {
        Value::Map(entries) => entries,
        Value::List(items) => items.into_iter().flat_map(merge_entries).collect(),
        _ => Vec::new(),
    }
}

/// Puts merged entries before the map's own, which win.
fn with_merged(merged: Vec<Entry>, own: Vec<Entry>) -> Vec<Entry> {
    if merged.is_empty() {
        return own;
    }
    let mut seen: BTreeSet<String> = own.iter().map(|entry| entry.key.clone()).collect();
    let mut all: Vec<Entry> = merged.into_iter().filter(|entry| seen.insert(entry.key.clone())).collect();
    all.extend(own);
    all
}

/// One line of a scalar's text and where it stands.
pub(super) struct TextLine {
    /// The line.
    pub text: String,
    /// Where; the whole scalar where its lines cannot be told apart.
    pub origin: Origin,
}

/// Takes a scalar of several lines apart. `source` is the text of the file that the scalar stands in.
pub(super) fn text_lines(text: &str, origin: &Origin, source: &str) -> Vec<TextLine> {
    let lines: Vec<&str> = text.strip_suffix('\n').unwrap_or(text).split('\n').collect();
    let in_block = block_lines(&lines, origin, source);
    let mut from = 0;
    let place = |(number, line): (usize, &&str)| TextLine {
        text: (*line).to_owned(),
        origin: match &in_block {
            Some(origins) => origins[number].clone(),
            None => in_one_line(line, origin, source, &mut from).unwrap_or_else(|| origin.clone()),
        },
    };
    lines.iter().enumerate().map(place).collect()
}

/// The places of a block's lines: one line of the file for each, behind the same indentation.
fn block_lines(lines: &[&str], origin: &Origin, source: &str) -> Option<Vec<Origin>> {
    let Origin::Line { file, line: first, .. } = origin else {
        return None;
    };
    let blank = u32::try_from(lines.iter().take_while(|line| line.is_empty()).count()).ok()?;
    let find = |start: u32| {
        let from = usize::try_from(start.checked_sub(1)?).ok()?;
        let mut found = Vec::new();
        for ((number, wanted), whole) in (start..).zip(lines).zip(source.lines().skip(from)) {
            let indent = whole.len().checked_sub(wanted.len()).filter(|_| whole.ends_with(wanted));
            let indent = indent.or_else(|| (wanted.is_empty() && whole.trim().is_empty()).then_some(0))?;
            let columns = narrow(indent)..narrow(indent + wanted.len());
            found.push(Origin::Line {
                file: *file,
                line: number,
                columns,
            });
        }
        (found.len() == lines.len()).then_some(found)
    };
    find(*first)
        .or_else(|| find(first.checked_sub(blank)?))
        .filter(|_| lines.len() > 1 || !source.is_empty())
}

/// The place of one line of a quoted text that stands on one line of the file.
fn in_one_line(wanted: &str, origin: &Origin, source: &str, from: &mut usize) -> Option<Origin> {
    let Origin::Line { file, line, columns } = origin else {
        return None;
    };
    let whole = source.lines().nth(usize::try_from(line.checked_sub(1)?).ok()?)?;
    let start = columns.start as usize + *from;
    let at = start
        + whole
            .get(start..columns.end as usize)?
            .find(wanted)
            .filter(|_| !wanted.is_empty())?;
    *from = at + wanted.len() - columns.start as usize;
    Some(Origin::Line {
        file: *file,
        line: *line,
        columns: narrow(at)..narrow(at + wanted.len()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(origin: &Origin, text: &str) -> String {
        let Origin::Line { line, columns, .. } = origin else {
            panic!("no line")
        };
        let whole = text.lines().nth(*line as usize - 1).unwrap();
        format!("{line}: {}", &whole[columns.start as usize..columns.end as usize])
    }

    fn root(text: &str) -> Node {
        let found = read(FileId(0), text);
        assert_eq!(found.broken, None);
        found.roots.into_iter().next().unwrap()
    }

    #[test]
    fn values_know_their_places() {
        let text = "\u{feff}# é\na: é \"x\n'k': 'v' # c\nq: \"a\\tb\"\nn:\n";
        let root = root(text);
        let places: Vec<_> = root
            .entries()
            .iter()
            .map(|entry| (place(&entry.key_origin, text), place(&entry.value.origin, text)))
            .collect();
        let expected = [
            ("2: a", "2: é \"x"),
            ("3: k", "3: v"),
            ("4: q", "4: \"a\\tb\""),
            ("5: n", "5: "),
        ];
        assert_eq!(places, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
        assert_eq!(root.find("q").unwrap().text(), Some("a\tb"));
        assert_eq!(root.find("n").unwrap().value, Value::Null);
    }

    #[test]
    fn keys_given_twice_are_kept_and_the_last_counts() {
        let root = root("a: 1\nb: 2\na: 3\n");
        assert_eq!(root.entries().len(), 3);
        assert_eq!(root.find("a").unwrap().text(), Some("3"));
    }

    #[test]
    fn lines_of_a_block_have_places_of_their_own() {
        let text = "raw.lxc: |-\n  lxc.a = 1\n\n  lxc.b = 2\nnext: \"x = 1\\ny = 2\"\r\n";
        let root = root(text);
        for (key, expected) in [
            ("raw.lxc", vec!["2: lxc.a = 1", "3: ", "4: lxc.b = 2"]),
            ("next", vec!["5: x = 1", "5: y = 2"]),
        ] {
            let node = root.find(key).unwrap();
            let lines = text_lines(node.text().unwrap(), &node.origin, text);
            assert_eq!(
                lines.iter().map(|line| place(&line.origin, text)).collect::<Vec<_>>(),
                expected
            );
        }
    }

    #[test]
    fn leading_blank_lines_of_a_block_count() {
        let text = "k: |\n\n\n  x = 1\n  y = 2\n";
        let node = root(text).find("k").unwrap().clone();
        let lines = text_lines(node.text().unwrap(), &node.origin, text);
        assert_eq!(
            lines.iter().map(|line| place(&line.origin, text)).collect::<Vec<_>>(),
            ["2: ", "3: ", "4: x = 1", "5: y = 2"]
        );
    }

    #[test]
    fn aliases_and_merge_keys_bring_values_in() {
        let root = root("a: &x {type: nic, mtu: 1}\nb: *x\nc:\n  <<: *x\n  mtu: 2\n");
        assert_eq!(root.find("b").unwrap().find("type").unwrap().text(), Some("nic"));
        let merged = root.find("c").unwrap();
        assert_eq!(merged.entries().len(), 2);
        assert_eq!(merged.find("mtu").unwrap().text(), Some("2"));
    }

    #[test]
    fn a_file_cannot_double_itself() {
        let mut text = "a0: &a0 [x, x]\n".to_owned();
        for number in 1..40 {
            text.push_str(&format!("a{number}: &a{number} [*a{0}, *a{0}]\n", number - 1));
        }
        assert!(read(FileId(0), &text).broken.unwrap().message.contains("aliases"));
    }

    #[test]
    fn depth_is_bounded() {
        for text in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(1000)] {
            assert!(read(FileId(0), &text).broken.is_some());
        }
    }

    #[test]
    fn what_comes_before_a_mistake_is_kept() {
        let found = read(FileId(0), "a: 1\nb:\n\t- c\n");
        assert_eq!(found.roots[0].find("a").unwrap().text(), Some("1"));
        assert_eq!(found.broken.unwrap().origin.line().unwrap().1, 3);
    }
}
