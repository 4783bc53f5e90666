//! A YAML text with the exact place of every part, for changes that leave all the rest as it is, byte for byte.
//!
//! `yaml.rs` reads what a text means; here is only where things stand. What a merge key or an alias brings stands somewhere else, and
//! is not found here. Start with [`outline`].

use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use transom_model::FileId;

use super::documents::is_too_large;
use super::places::{Places, quoted};
use super::yaml::DEEPEST;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// From its first byte to behind its last; without the mark of a block (`|`), which stands before it.
    pub(super) at: Range<usize>,
    pub(super) shape: Shape,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    Scalar { text: String, style: ScalarStyle },
    Map { items: Vec<Item>, is_flow: bool },
    List { items: Vec<Piece>, is_flow: bool },
    Alias,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) key: String,
    pub(super) key_at: Range<usize>,
    /// Behind the colon; nothing for a key that stands alone or behind `?`.
    pub(super) colon: Option<usize>,
    pub(super) value: Piece,
}

impl Item {
    /// Behind the last byte that belongs to the item.
    pub(super) fn end(&self) -> usize {
        self.value.at.end.max(self.colon.unwrap_or(self.key_at.end))
    }

    /// Returns a scalar's text.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value.shape {
            Shape::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Returns the items of the map behind the key.
    pub(super) fn items(&self) -> &[Self] {
        self.value.items()
    }
}

impl Piece {
    /// Returns the items of a map; none for anything else.
    pub(super) fn items(&self) -> &[Item] {
        match &self.shape {
            Shape::Map { items, .. } => items,
            _ => &[],
        }
    }

    /// Returns the item that counts: of a key given twice, the last.
    pub(super) fn find(&self, key: &str) -> Option<&Item> {
        self.items().iter().rev().find(|item| item.key == key)
    }

    /// Says whether nothing is written there, or only that there is nothing.
    pub(super) fn is_null(&self) -> bool {
        matches!(&self.shape, Shape::Scalar { text, style: ScalarStyle::Plain } if ["", "~", "null", "Null", "NULL"].contains(&text.as_str()))
    }
}

/// Returns the roots of all documents that are not empty, as `yaml::read` does; nothing for a text that cannot be read to its end.
pub(super) fn outline(text: &str) -> Option<Vec<Piece>> {
    if is_too_large(text) {
        return None;
    }
    let mut builder = Builder {
        text,
        places: Places::new(FileId(0), text),
        open: Vec::new(),
        roots: Vec::new(),
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        let (event, span) = next.ok()?;
        if event == Event::StreamEnd {
            return Some(builder.roots);
        }
        builder.event(event, span)?;
    }
    Some(builder.roots)
}

/// A map or list that is not complete yet.
struct Open {
    start: usize,
    is_flow: bool,
    is_map: bool,
    key: Option<(String, Range<usize>)>,
    items: Vec<Item>,
    pieces: Vec<Piece>,
}

struct Builder<'t> {
    text: &'t str,
    places: Places<'t>,
    open: Vec<Open>,
    roots: Vec<Piece>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) -> Option<()> {
        let at = self.places.bytes(span);
        match event {
            Event::MappingStart(..) => self.start(at, true),
            Event::SequenceStart(..) => self.start(at, false),
            Event::MappingEnd | Event::SequenceEnd => {
                let piece = self.end(at)?;
                self.add(piece)
            }
            Event::Scalar(text, style, anchor, tag) => {
                let is_marked = anchor > 0 || tag.is_some();
                let at = if is_marked { self.behind_marks(at) } else { at };
                let at = self.scalar(at, style, &text);
                let shape = Shape::Scalar {
                    text: text.into_owned(),
                    style,
                };
                self.add(Piece { at, shape })
            }
            Event::Alias(_) => self.add(Piece { at, shape: Shape::Alias }),
            _ => Some(()),
        }
    }

    fn start(&mut self, at: Range<usize>, is_map: bool) -> Option<()> {
        let open = Open {
            start: at.start,
            is_flow: !at.is_empty() && self.text[at.clone()].ends_with(['{', '[']),
            is_map,
            key: None,
            items: Vec::new(),
            pieces: Vec::new(),
        };
        self.open.push(open);
        (self.open.len() <= DEEPEST).then_some(())
    }

    fn end(&mut self, at: Range<usize>) -> Option<Piece> {
        let open = self.open.pop()?;
        let last = match open.is_map {
            true => open.items.last().map(Item::end),
            false => open.pieces.last().map(|piece| piece.at.end),
        };
        // The parser's span of a closing brace ends behind blanks and comments.
        let end = if open.is_flow {
            at.start + 1
        } else {
            last.unwrap_or(open.start)
        };
        let is_flow = open.is_flow;
        let shape = match open.is_map {
            true => Shape::Map {
                items: open.items,
                is_flow,
            },
            false => Shape::List {
                items: open.pieces,
                is_flow,
            },
        };
        Some(Piece {
            at: open.start..end,
            shape,
        })
    }

    /// Leaves out anchors and tags, which stay when the value changes.
    fn behind_marks(&self, at: Range<usize>) -> Range<usize> {
        let mut rest = &self.text[at.clone()];
        while rest.starts_with(['&', '!']) {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            rest = rest[end..].trim_start();
        }
        at.end - rest.len()..at.end
    }

    /// The parser's spans end behind blanks and comments, or with the lines below a block.
    fn scalar(&self, at: Range<usize>, style: ScalarStyle, text: &str) -> Range<usize> {
        match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                let (start, end) = quoted(self.text, at.start, at.end, text);
                // Without escapes the place is that inside of the quotes.
                let is_inside = start > at.start;
                at.start..if is_inside { end + 1 } else { end }
            }
            _ => at.start..at.start + self.text[at].trim_end().len(),
        }
    }

    fn add(&mut self, piece: Piece) -> Option<()> {
        let text = self.text;
        let Some(open) = self.open.last_mut() else {
            if !piece.is_null() {
                self.roots.push(piece);
            }
            return Some(());
        };
        if !open.is_map {
            open.pieces.push(piece);
            return Some(());
        }
        match open.key.take() {
            None => {
                // A map or list as a key stops `yaml::read` too.
                let Shape::Scalar { text, .. } = piece.shape else {
                    return None;
                };
                open.key = Some((if text.is_empty() { "null".to_owned() } else { text }, piece.at));
            }
            Some((key, key_at)) => {
                let behind = &text[key_at.end..];
                let blanks = behind.len() - behind.trim_start_matches([' ', '\t']).len();
                let colon = behind[blanks..].starts_with(':').then_some(key_at.end + blanks + 1);
                // The parser has what is not there reach up to what comes next, a comment behind the brace too.
                let is_nowhere = colon.is_none() && piece.is_null();
                let at = if is_nowhere {
                    key_at.end..key_at.end
                } else {
                    piece.at.clone()
                };
                let value = Piece { at, ..piece };
                open.items.push(Item {
                    key,
                    key_at,
                    colon,
                    value,
                });
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_place() {
        let text = "\u{feff}# é\na: b # c\nlit: |-  # hm\n  one\n  two\n\n'q': 'x'  # c\nn:\nm:\n  k: \"a\\tb\"\n  l: {a: 1, b: [2, 3]} # c\nend: plain\n  more\n";
        let roots = outline(text).unwrap();
        let shown: Vec<(&str, &str)> = roots[0]
            .items()
            .iter()
            .map(|item| (item.key.as_str(), &text[item.value.at.clone()]))
            .collect();
        let expected = [
            ("a", "b"),
            ("lit", "one\n  two"),
            ("q", "'x'"),
            ("n", ""),
            ("m", "k: \"a\\tb\"\n  l: {a: 1, b: [2, 3]}"),
            ("end", "plain\n  more"),
        ];
        assert_eq!(shown, expected);
        let inner = roots[0].find("m").unwrap();
        assert_eq!(&text[inner.items()[1].value.at.clone()], "{a: 1, b: [2, 3]}");
        assert_eq!(
            &text[..roots[0].find("q").unwrap().colon.unwrap()].lines().last().unwrap(),
            &"'q':"
        );
    }
}
