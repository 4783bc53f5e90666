//! What the model has no field for: found among the events when all has been read, so that printing loses nothing.
//!
//! An element that the model has nothing of is kept as a whole, as the text of the file; of one that the model has a part of,
//! attributes and children are kept by their paths. `devices/interface[2]/mtu/@size` is in the second interface of those that
//! [`super::print`] prints. A kept value that begins with `<` is an element, any other the text of one.

use std::collections::{HashMap, HashSet};

use transom_model::{Dialect, Effect, Given, Kept, Origin};

use super::keys;
use super::lines::Lines;
use super::reader::Event;

/// Whether what stands in a place is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    /// It is not the user's, or libvirt would not keep it.
    Never,
    /// If it has no effect, or none yet.
    ByEffect,
    /// In any case: it is for people, or the model has but a part of what it says.
    Always,
}

/// Where an element stands, and what its text is to be kept as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The bytes of all of it.
    pub(super) span: std::ops::Range<usize>,
    /// The first event of what it holds.
    pub(super) first: usize,
    /// It holds nothing but text, or nothing at all.
    pub(super) is_leaf: bool,
    /// It has a text of its own, which its event shows.
    pub(super) has_text: bool,
}

/// A namespace that the domain declares: prefix, name, place.
pub(super) type Declared = Given<(String, String)>;

/// Returns what is kept, in the order of the file.
pub(super) fn kept(events: &[Event], lines: &Lines<'_>, declared: &[Declared]) -> Vec<Given<Kept>> {
    let Some(last) = events.len().checked_sub(1) else {
        return Vec::new();
    };
    let mut search = Search {
        events,
        lines,
        found: Vec::new(),
    };
    search.inside(last, "");
    let mut found = search.found;
    let used: HashSet<&str> = found.iter().flat_map(|given| prefixes(&given.value.value)).collect();
    let spaces: Vec<Given<Kept>> = declared
        .iter()
        .filter(|space| used.contains(space.value.0.as_str()))
        .map(|space| space.with(keep(format!("@xmlns:{}", space.value.0), space.value.1.clone())))
        .collect();
    found.extend(spaces);
    found
}

/// Brings what is kept into the order of printing.
pub(super) fn sort(kept: &mut [Given<Kept>]) {
    kept.sort_by_cached_key(|given| (keys::rank(&plain(&given.value.key)), numbers(&given.value.key)));
}

/// Returns a path without the numbers of its elements.
pub(super) fn plain(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for part in path.split_inclusive(['[', ']']) {
        match part.strip_suffix(']') {
            Some(_) => {}
            None => out.push_str(part.trim_end_matches('[')),
        }
    }
    out
}

fn numbers(path: &str) -> Vec<usize> {
    path.split('[')
        .filter_map(|part| part.split_once(']')?.0.parse().ok())
        .collect()
}

fn keep(key: String, value: String) -> Kept {
    Kept {
        dialect: Dialect::Libvirt,
        key,
        value,
    }
}

/// Returns the prefixes of names in an element's text.
fn prefixes(xml: &str) -> impl Iterator<Item = &str> {
    let is_markup = xml.starts_with('<');
    let colons = xml.match_indices(':').filter(move |_| is_markup);
    colons.map(|(at, _)| {
        let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
        let start = xml[..at].trim_end_matches(is_name).len();
        &xml[start..at]
    })
}

struct Search<'e> {
    events: &'e [Event],
    lines: &'e Lines<'e>,
    found: Vec<Given<Kept>>,
}

impl Search<'_> {
    /// Looks through what an element holds, whose own event is `at`. Elements are looked into no deeper than they were read.
    fn inside(&mut self, at: usize, path: &str) {
        let children = self.children(at);
        let mut numbers = self.numbers(&children);
        for child in children {
            let name = self.events[child].key.rsplit('/').next().unwrap_or_default();
            let mut own = match path {
                "" => name.to_owned(),
                path => format!("{path}/{name}"),
            };
            if let Some(number) = numbers.remove(&child) {
                own.push_str(&format!("[{number}]"));
            }
            self.event(child, &own);
        }
    }

    fn event(&mut self, at: usize, path: &str) {
        let event = &self.events[at];
        let is_lost = match (&event.effect, event.keeping) {
            (Effect::Wrong, _) | (_, Keeping::Never) => return,
            (_, Keeping::Always) | (Effect::NoEffect(_) | Effect::NotYet(_), _) => true,
            _ => false,
        };
        let Some(place) = &event.place else {
            if is_lost {
                self.add(path, event.value.clone(), &event.origin);
            }
            return;
        };
        if is_lost && !self.has_taken(at, place.first) {
            return self.add(path, self.written(at, place), &event.origin);
        }
        if is_lost && place.has_text {
            self.add(path, event.value.clone(), &event.origin);
        }
        self.inside(at, path);
    }

    fn add(&mut self, path: &str, value: String, origin: &Origin) {
        self.found.push(Given::new(keep(path.to_owned(), value), origin.clone()));
    }

    /// Returns the events of what an element holds: its attributes, then the elements, each without what that holds.
    fn children(&self, at: usize) -> Vec<usize> {
        let mut children = Vec::new();
        let first = self.events[at].place.as_ref().map_or(at, |place| place.first);
        let mut next = at;
        while next > first {
            let child = next - 1;
            children.push(child);
            next = self.events[child].place.as_ref().map_or(child, |place| place.first);
        }
        children.reverse();
        children
    }

    /// Numbers the elements of which there may be several, those alone that the model has, in the order of printing.
    fn numbers(&self, children: &[usize]) -> HashMap<usize, usize> {
        let mut alike: HashMap<&str, Vec<usize>> = HashMap::new();
        for child in children.iter().copied() {
            let event = &self.events[child];
            if event.place.is_some() && event.effect == Effect::Taken && keys::is_numbered(&event.key) {
                alike.entry(&event.key).or_default().push(child);
            }
        }
        let mut numbers = HashMap::new();
        for mut group in alike.into_values() {
            group.sort_by_key(|child| self.events[*child].order);
            numbers.extend(group.into_iter().zip(1..));
        }
        numbers
    }

    fn has_taken(&self, at: usize, first: usize) -> bool {
        self.events[first..at]
            .iter()
            .any(|event| event.effect == Effect::Taken && event.keeping != Keeping::Always)
    }

    /// Returns an element as it is kept.
    fn written(&self, at: usize, place: &Place) -> String {
        let event = &self.events[at];
        if event.key.starts_with("lxc:") {
            return self.share(at);
        }
        if place.is_leaf && !event.value.starts_with('<') {
            return event.value.clone();
        }
        let xml = self.lines.text().get(place.span.clone()).unwrap_or_default();
        without_margin(xml, self.lines.before(place.span.start))
    }

    /// Writes `<lxc:sharenet>` and its kin anew: a file may have another prefix for them.
    fn share(&self, at: usize) -> String {
        let event = &self.events[at];
        let mut out = format!("<{}", event.key.rsplit('/').next().unwrap_or_default());
        for child in self.children(at) {
            let child = &self.events[child];
            if let Some((_, name)) = child.key.rsplit_once("/@") {
                out.push_str(&format!(" {name}='{}'", super::element::escaped(&child.value)));
            }
        }
        out + "/>"
    }
}

/// Who has more blanks before an element keeps its lines as they are; looking at them again and again takes its time.
const WIDEST_MARGIN: usize = 200;

/// Says whether lines end between tags only, so that blanks at the beginning of lines mean nothing.
pub(super) fn is_indented(xml: &str) -> bool {
    let mut lines = xml.lines().map(str::trim).filter(|line| !line.is_empty());
    !xml.contains("<![CDATA[") && !xml.contains("<!--") && lines.all(|line| line.starts_with('<') && line.ends_with('>'))
}

/// Takes the blanks before an element's first line off its other lines.
fn without_margin(xml: &str, margin: &str) -> String {
    let lines: Vec<&str> = xml.lines().collect();
    let is_blank = margin.len() <= WIDEST_MARGIN && margin.trim().is_empty();
    let has_margin = |line: &&str| line.trim().is_empty() || line.starts_with(margin);
    if !is_blank || !is_indented(xml) || !lines.iter().skip(1).all(has_margin) {
        return lines.join("\n");
    }
    let rest = lines.iter().skip(1).map(|line| match line.trim().is_empty() {
        true => "",
        false => &line[margin.len()..],
    });
    let lines: Vec<&str> = lines.first().copied().into_iter().chain(rest).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_numbers_and_plain_forms() {
        assert_eq!(plain("devices/interface[2]/ip[10]/@peer"), "devices/interface/ip/@peer");
        assert_eq!(numbers("devices/interface[2]/ip[10]/@peer"), [2, 10]);
        assert_eq!(plain("vcpu"), "vcpu");
    }

    #[test]
    fn margins_are_taken_off_where_they_mean_nothing() {
        assert_eq!(without_margin("<a>\n    <b/>\n  </a>", "  "), "<a>\n  <b/>\n</a>");
        assert_eq!(without_margin("<a>\r\n    <b/>\r\n  </a>", "  "), "<a>\n  <b/>\n</a>");
        assert_eq!(without_margin("<a>one\n  two</a>", "  "), "<a>one\n  two</a>");
        assert_eq!(without_margin("<a>\n <b/>\n  </a>", "  "), "<a>\n <b/>\n  </a>");
        assert_eq!(without_margin("<a>\n    <b/>\n  </a>", "x "), "<a>\n    <b/>\n  </a>");
    }

    #[test]
    fn prefixes_of_markup_are_found() {
        let found: Vec<&str> = prefixes("<app:a xmlns:b='http://x'><c d:e=''/></app:a>").collect();
        assert_eq!(found, ["app", "xmlns", "http", "d", "app"]);
        assert_eq!(prefixes("a:b").count(), 0);
    }
}
