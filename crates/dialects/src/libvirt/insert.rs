//! Putting into a domain what is not there yet: where libvirt itself would write it, in the file's own manner.
//!
//! A new element stands on a line of its own behind the last of those that libvirt writes before it, if these have lines of their
//! own; with their indentation, the file's line ends and its quotes.

use std::ops::Range;

use roxmltree::Node;

use super::document::{name, tag};
use super::edit::{Change, Step};
use super::element::{escaped_for, escaped_text};
use super::keys::{self, LXC_NAMESPACE};
use super::{print, print_devices};
use crate::Problem;

/// How a file is written.
pub(super) struct Layout<'t> {
    text: &'t str,
    newline: &'static str,
    quote: char,
    /// What a level of elements is further in.
    unit: String,
}

impl<'t> Layout<'t> {
    pub(super) fn of(text: &'t str, domain: Node<'_, '_>) -> Self {
        let newline = match text.find('\n') {
            Some(end) if text[..end].ends_with('\r') => "\r\n",
            _ => "\n",
        };
        let quote = domain.attributes().next().and_then(|attribute| {
            let value = super::document::value_range(&attribute);
            text[..value.start].chars().next_back()
        });
        let mut layout = Self {
            text,
            newline,
            quote: quote.filter(|quote| *quote == '"').unwrap_or('\''),
            unit: "  ".to_owned(),
        };
        let children = domain.children().filter(Node::is_element);
        let outer = layout.margin(domain.range().start).unwrap_or_default();
        let inner = children.into_iter().find_map(|child| layout.margin(child.range().start));
        if let Some(unit) = inner
            .and_then(|inner| inner.strip_prefix(outer))
            .filter(|unit| !unit.is_empty())
        {
            layout.unit = unit.to_owned();
        }
        layout
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    pub(super) fn quote(&self) -> char {
        self.quote
    }

    /// Returns the blanks before an element that begins its line.
    fn margin(&self, start: usize) -> Option<&'t str> {
        let line = self.text[..start].rfind('\n').map_or(0, |end| end + 1);
        let margin = self.text[line..start].trim_start_matches('\u{feff}');
        margin.trim().is_empty().then_some(margin)
    }

    /// Returns the range of an element with the lines that hold nothing else.
    pub(super) fn whole(&self, range: Range<usize>) -> Range<usize> {
        let Some(margin) = self.margin(range.start) else {
            return range;
        };
        let rest = &self.text[range.end..];
        let line = rest.find('\n').map_or(rest.len(), |end| end + 1);
        match rest[..line].trim().is_empty() {
            true if line > 0 => range.start - margin.len()..range.end + line,
            _ => range,
        }
    }

    /// Writes several lines as they stand at this place.
    pub(super) fn indented(&self, markup: &str, start: usize) -> String {
        let margin = self.margin(start).unwrap_or_default();
        let lines: Vec<&str> = markup.trim().lines().collect();
        lines.join(&format!("{}{margin}", self.newline))
    }
}

/// Returns where an element's name ends in its start tag.
pub(super) fn name_end(text: &str, start: usize) -> usize {
    let rest = &text[start + 1..];
    let end = rest.find(|letter: char| letter.is_whitespace() || matches!(letter, '/' | '>'));
    end.map_or(text.len(), |end| start + 1 + end)
}

/// Returns what stands between an element's tags; `None` for one that is closed by itself.
pub(super) fn inside(text: &str, node: Node<'_, '_>) -> Option<Range<usize>> {
    let start = tag(node, text);
    let end = node.range().end;
    if text[start.clone()].ends_with("/>") && start.end == end {
        return None;
    }
    let close = text[start.end..end].rfind("</")?;
    Some(start.end..start.end + close)
}

/// Says whether a value is an element that can take the place of another.
pub(super) fn is_markup_of(value: &str, node: Node<'_, '_>) -> bool {
    is_markup(value, &name(node))
}

fn is_markup(value: &str, name: &str) -> bool {
    let rest = value.trim_start().strip_prefix('<').and_then(|rest| rest.strip_prefix(name));
    rest.is_some_and(|rest| rest.starts_with(|letter: char| letter.is_whitespace() || matches!(letter, '/' | '>')))
}

/// Puts elements that are missing into the last one that is there.
pub(super) fn element(
    layout: &Layout<'_>,
    domain: Node<'_, '_>,
    parent: Node<'_, '_>,
    steps: &[Step<'_>],
    (attribute, value): (Option<&str>, &str),
) -> Result<Vec<Change>, Problem> {
    let prefix = domain.lookup_prefix(LXC_NAMESPACE);
    let needs_prefix = steps.iter().any(|step| step.name.starts_with("lxc:"));
    let lines = written(layout, steps, (attribute, value), prefix.unwrap_or("lxc"));
    let first = steps.first().map_or("", |step| step.name);
    let mut changes = vec![place(layout, parent, first, &lines)];
    if needs_prefix && prefix.is_none() {
        let at = domain.attributes().map(|attribute| attribute.range().end).max();
        let at = at.unwrap_or_else(|| name_end(layout.text, domain.range().start));
        let quote = layout.quote;
        changes.push((at..at, format!(" xmlns:lxc={quote}{LXC_NAMESPACE}{quote}")));
    }
    Ok(changes)
}

/// Writes elements in each other, the innermost with its value: lines, each with how deep it is.
fn written(
    layout: &Layout<'_>,
    steps: &[Step<'_>],
    (attribute, value): (Option<&str>, &str),
    prefix: &str,
) -> Vec<(usize, String)> {
    let named = |name: &str| match name.strip_prefix("lxc:") {
        Some(local) => format!("{prefix}:{local}"),
        None => name.to_owned(),
    };
    let (mut open, mut close) = (Vec::new(), Vec::new());
    for (depth, step) in steps.iter().enumerate() {
        let name = named(step.name);
        if depth + 1 < steps.len() {
            open.push((depth, format!("<{name}>")));
            close.push((depth, format!("</{name}>")));
            continue;
        }
        let quote = layout.quote;
        let innermost = match attribute {
            Some(attribute) => {
                let attribute = format!("{attribute}={quote}{}{quote}", escaped_for(value, quote));
                match step.name {
                    // libvirt takes no list of CPUs without their number.
                    "vcpu" => format!("<{name} {attribute}>1</{name}>"),
                    _ => format!("<{name} {attribute}/>"),
                }
            }
            None if is_markup(value, step.name) => value.trim().to_owned(),
            None if value.is_empty() => format!("<{name}/>"),
            None => format!("<{name}>{}</{name}>", escaped_text(value)),
        };
        // Of an element of several lines the later ones have their own indentation.
        open.extend(innermost.lines().map(|line| (depth, line.to_owned())));
    }
    close.reverse();
    open.into_iter().chain(close).collect()
}

/// Finds the place of new lines in an element.
fn place(layout: &Layout<'_>, parent: Node<'_, '_>, first: &str, lines: &[(usize, String)]) -> Change {
    let path = path_of(parent);
    let rank = |name: &str| rank(&path, name);
    let own = rank(first);
    let children = || parent.children().filter(Node::is_element);
    if let Some(before) = children().rfind(|child| rank(&name(*child)) <= own) {
        return behind(layout, before, lines);
    }
    if let Some(next) = children().next() {
        return ahead(layout, next, lines);
    }
    within(layout, parent, lines)
}

/// The path of an element below the domain.
fn path_of(node: Node<'_, '_>) -> String {
    let mut names: Vec<String> = node.ancestors().filter(Node::is_element).map(name).collect();
    names.pop();
    names.reverse();
    names.join("/")
}

/// Returns the place of an element among those of its parent.
fn rank(parent: &str, name: &str) -> usize {
    let position = |order: &[&str]| order.iter().position(|other| *other == name).unwrap_or(order.len());
    match parent {
        "" => position(&print::ORDER),
        "devices" => position(&print_devices::ORDER),
        parent => keys::rank(&format!("{parent}/{name}")),
    }
}

fn joined(layout: &Layout<'_>, lines: &[(usize, String)], margin: &str) -> String {
    let lines: Vec<String> = lines
        .iter()
        .map(|(depth, line)| format!("{margin}{}{line}", layout.unit.repeat(*depth)))
        .collect();
    lines.join(layout.newline)
}

fn in_one_line(lines: &[(usize, String)]) -> String {
    lines.iter().map(|(_, line)| line.as_str()).collect()
}

fn behind(layout: &Layout<'_>, node: Node<'_, '_>, lines: &[(usize, String)]) -> Change {
    let Range { start, end } = node.range();
    let Some(margin) = layout.margin(start) else {
        return (end..end, in_one_line(lines));
    };
    // A remark behind the element stays on its line.
    let rest = &layout.text[end..];
    let line = rest.find('\n').unwrap_or(rest.len());
    let rest = rest[..line].trim_end_matches('\r');
    let is_remark = rest.trim().is_empty() || rest.trim_start().starts_with("<!--") && rest.trim_end().ends_with("-->");
    let at = if is_remark { end + rest.len() } else { end };
    (at..at, format!("{}{}", layout.newline, joined(layout, lines, margin)))
}

fn ahead(layout: &Layout<'_>, node: Node<'_, '_>, lines: &[(usize, String)]) -> Change {
    let start = node.range().start;
    match layout.margin(start) {
        Some(margin) => {
            let at = start - margin.len();
            (at..at, format!("{}{}", joined(layout, lines, margin), layout.newline))
        }
        None => (start..start, in_one_line(lines)),
    }
}

/// Puts lines into an element that holds no others.
fn within(layout: &Layout<'_>, parent: Node<'_, '_>, lines: &[(usize, String)]) -> Change {
    let text = layout.text;
    let Range { start, end } = parent.range();
    let margin = layout.margin(start);
    let block = |is_last: bool| match margin {
        Some(margin) => {
            let inner = joined(layout, lines, &format!("{margin}{}", layout.unit));
            let last = if is_last {
                format!("{}{margin}", layout.newline)
            } else {
                String::new()
            };
            format!("{}{inner}{last}", layout.newline)
        }
        None => in_one_line(lines),
    };
    match inside(text, parent) {
        // What stands there, blanks and remarks, stays behind the new lines.
        Some(inside) => (inside.start..inside.start, block(!text[inside].contains('\n'))),
        None => {
            let written = &text[start + 1..name_end(text, start)];
            let slash = text[start..end].rfind('/').map_or(end, |at| start + at);
            let open = text[..slash].trim_end().len();
            (open..end, format!(">{}</{written}>", block(true)))
        }
    }
}
