//! The state that elements and attributes are read into, and what happens after the last one.
//!
//! The document is read from the inside out: attributes, then children, then the element itself. What an element means only
//! as a whole (a file system, an interface) is therefore kept as [`Part`]s until the element takes them.

use std::cell::RefCell;
use std::collections::HashSet;

use transom_model::{
    Address, Container, Diagnostic, Dialect, Effect, FileId, Given, MacAddress, Nic, Origin, Phrase, Severity, Version, phrase,
};

use super::kept::{self, Declared, Keeping, Place};
use super::lines::Lines;
use super::values::Read;
use super::{defaults, interfaces, keys, limits, rights};
use crate::{Key, Problem, Reading, Setting};

/// An element or attribute that was read, and what it came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) explanation: &'static str,
    pub(super) origin: Origin,
    pub(super) effect: Effect,
    /// What it came to is said elsewhere already.
    pub(super) is_quiet: bool,
    /// The events of the parts it is made of.
    parts: Vec<usize>,
    /// Whether it is kept.
    pub(super) keeping: Keeping,
    /// Of several elements of its kind, those with the least are printed first.
    pub(super) order: u8,
    /// Where the element stands; attributes have none.
    pub(super) place: Option<Place>,
}

impl Event {
    pub(super) fn new(key: &str, value: &str, explanation: &'static str, origin: Origin, effect: Effect) -> Self {
        let (key, value) = (key.to_owned(), value.to_owned());
        Self {
            key,
            value,
            explanation,
            origin,
            effect,
            is_quiet: false,
            parts: Vec::new(),
            keeping: Keeping::Never,
            order: 0,
            place: None,
        }
    }
}

/// How an element or attribute looks in the file.
#[derive(Debug)]
pub(super) struct Seen<'s> {
    /// Its start tag, or the attribute.
    pub(super) origin: Origin,
    /// What a list shows as its value.
    pub(super) shown: &'s str,
    /// Where all of the element stands; attributes have none.
    pub(super) place: Option<Place>,
}

/// A value that waits for the element it is part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) path: String,
    pub(super) value: String,
    pub(super) origin: Origin,
    event: usize,
}

impl Part {
    /// Joins a value with the place of this part.
    pub(super) fn given<T>(&self, value: T) -> Given<T> {
        Given::new(value, self.origin.clone())
    }
}

/// The parts of one element, by their paths below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts {
    all: Vec<Part>,
    blamed: RefCell<Option<Origin>>,
}

impl Parts {
    /// Says that a problem is that of one part, whose place is marked then.
    pub(super) fn at(&self, path: &str, problem: Problem) -> Problem {
        *self.blamed.borrow_mut() = self.find(path).map(|part| part.origin.clone());
        problem
    }

    /// Returns the first part with this path: `source/@dir`.
    pub(super) fn find(&self, path: &str) -> Option<&Part> {
        self.all.iter().find(|part| part.path == path)
    }

    /// Returns the value of the first part with this path.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.find(path).map(|part| part.value.as_str())
    }

    /// Returns all parts, in order.
    pub(super) fn all(&self) -> &[Part] {
        &self.all
    }
}

/// Values that mean something only together with others, kept until all are known.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) name: Option<Given<String>>,
    pub(super) uuid: Option<Given<String>>,
    pub(super) init: Option<Given<String>>,
    pub(super) args: Vec<String>,
    pub(super) cmdline: Option<Given<String>>,
    pub(super) environment: Vec<Given<(String, String)>>,
    /// The event of `<privnet/>` and its place.
    pub(super) private_network: Option<(usize, Origin)>,
    pub(super) has_network_device: bool,
    pub(super) joins_network: Option<Origin>,
    pub(super) policy: Option<Given<rights::Policy>>,
    pub(super) switches: Vec<Given<rights::Switch>>,
    /// The models of the labels so far.
    pub(super) labels: HashSet<String>,
    pub(super) limits: limits::LimitDraft,
    pub(super) consoles: Vec<Origin>,
    pub(super) nics: Vec<Given<Nic>>,
    /// Macvlan interfaces whose mode is not said.
    pub(super) modeless: Vec<Origin>,
    pub(super) mac: Option<Given<MacAddress>>,
    pub(super) addresses: Vec<Given<Address>>,
    pub(super) routes: Vec<interfaces::Route>,
    pub(super) is_clock_local: bool,
    pub(super) timers: Vec<(usize, Given<String>)>,
    pub(super) has_root: bool,
    pub(super) has_user: bool,
    pub(super) has_group: bool,
    pub(super) has_type: bool,
    pub(super) domain: Option<Origin>,
}

/// Reads a domain into a container.
#[derive(Debug, Default)]
pub struct Reader {
    /// What has been read so far.
    pub container: Container,
    /// What is to be said about it.
    pub diagnostics: Vec<Diagnostic>,
    /// The version of the manager that reads.
    pub version: Version,
    pub(super) draft: Draft,
    events: Vec<Event>,
    parts: Vec<Part>,
    /// Events of the parts that the element being read has taken.
    taken: Vec<usize>,
    /// The part that is to blame for a problem of the element being read.
    blamed: Option<Origin>,
    /// The order of the element being read among its kind.
    order: u8,
    /// Whether the element being read is kept, if its entry does not decide that.
    keeping: Option<Keeping>,
    /// Namespaces that the domain declares.
    pub(super) declared: Vec<Declared>,
}

impl Reader {
    /// Makes a reader for an empty container.
    pub fn new(version: Version) -> Self {
        Self {
            version,
            ..Self::default()
        }
    }

    /// Reads one element or attribute by its entry of the table, and keeps what became of it.
    pub(super) fn take(&mut self, key: &'static Key<Self>, setting: &Setting<'_>, seen: Seen<'_>) {
        let Seen { origin, shown, place } = seen;
        self.taken.clear();
        self.blamed = None;
        self.order = 0;
        self.keeping = None;
        let effect = match (key.read)(self, setting) {
            Ok(effect) => effect,
            Err(problem) => {
                match self.blamed.take() {
                    Some(part) => self.diagnose(Severity::Error, part, problem),
                    None => self.say(Severity::Error, setting, problem),
                }
                Effect::Wrong
            }
        };
        let event = self.next_event();
        let parts = std::mem::take(&mut self.taken);
        self.record(Event {
            parts,
            keeping: self.keeping.unwrap_or(keys::keeping(key)),
            order: self.order,
            place,
            ..Event::new(setting.key, shown, key.explanation, origin, effect.clone())
        });
        self.share(event, &effect);
    }

    /// Says that the element being read is printed after those of its kind with a smaller number.
    pub(super) fn order(&mut self, order: u8) {
        self.order = order;
    }

    /// Says that the element being read need not be kept.
    pub(super) fn forget(&mut self) {
        self.keeping = Some(Keeping::Never);
    }

    /// Says that the element being read is kept in any case: the model has its meaning, but not its words.
    pub(super) fn remember(&mut self) {
        self.keeping = Some(Keeping::Always);
    }

    /// Says that what became an event is kept in any case.
    pub(super) fn remember_event(&mut self, event: usize) {
        if let Some(event) = self.events.get_mut(event) {
            event.keeping = Keeping::Always;
        }
    }

    /// Says whether the element being read has no parts.
    pub(super) fn has_no_parts(&self) -> bool {
        self.taken.is_empty()
    }

    /// Keeps a part in any case: the model has no field for it.
    pub(super) fn keep_part(&mut self, part: &Part) {
        self.events[part.event].keeping = Keeping::Always;
    }

    /// Keeps those of an element's parts, which the model has no field for.
    pub(super) fn keep_parts(&mut self, parts: &Parts, paths: &[&str]) {
        for part in parts.all().iter().filter(|part| paths.contains(&part.path.as_str())) {
            self.keep_part(part);
        }
    }

    /// Reads an element by its parts.
    pub(super) fn whole(&mut self, setting: &Setting<'_>, read: fn(&mut Self, &Setting<'_>, &Parts) -> Read) -> Read {
        let parts = self.parts_of(setting.key);
        let outcome = read(self, setting, &parts);
        self.blamed = parts.blamed.into_inner();
        outcome
    }

    /// Lets the parts of an element come to no more than the element itself.
    fn share(&mut self, event: usize, effect: &Effect) {
        let shared = match effect {
            Effect::NoEffect(_) | Effect::NotYet(_) => effect.clone(),
            Effect::Wrong => Effect::NoEffect(phrase!("what it is part of is wrong")),
            Effect::Taken | Effect::Prose | Effect::Elsewhere(_) => return,
        };
        for part in self.events[event].parts.clone() {
            let part = &mut self.events[part];
            if part.effect == Effect::Taken {
                part.effect = shared.clone();
                part.is_quiet = true;
            }
        }
    }

    /// Returns what the last event came to.
    pub(super) fn last_effect(&self) -> &Effect {
        self.events.last().map_or(&Effect::Prose, |event| &event.effect)
    }

    /// Keeps what became of a place without asking the table.
    pub(super) fn record(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Keeps a value for the element that it is part of.
    pub(super) fn keep(&mut self, setting: &Setting<'_>) {
        self.parts.push(Part {
            path: setting.key.to_owned(),
            value: setting.value.to_owned(),
            origin: setting.value_origin(),
            // The event of this setting is recorded next.
            event: self.events.len(),
        });
    }

    /// Takes the parts of the element that is being read.
    pub(super) fn parts_of(&mut self, element: &str) -> Parts {
        let start = format!("{element}/");
        let is_own = |part: &mut Part| part.path.starts_with(&start);
        let mut parts: Vec<Part> = self.parts.extract_if(.., is_own).collect();
        for part in &mut parts {
            part.path.drain(..start.len());
        }
        self.taken.extend(parts.iter().map(|part| part.event));
        Parts {
            all: parts,
            blamed: RefCell::default(),
        }
    }

    /// Changes what became of a part.
    pub(super) fn revise(&mut self, part: &Part, effect: Effect) {
        self.revise_event(part.event, effect);
    }

    /// Returns the number of the event that is recorded next, for [`Reader::revise_event`].
    pub(super) fn next_event(&self) -> usize {
        self.events.len()
    }

    /// Changes what became of an event.
    pub(super) fn revise_event(&mut self, event: usize, effect: Effect) {
        if event < self.events.len() {
            self.share(event, &effect);
            self.events[event].effect = effect;
        }
    }

    /// Says of all parts that no name in `used` means that the element's kind has no use for them. libvirt forgets sources that
    /// are not those of the kind.
    pub(super) fn unused(&mut self, parts: &Parts, used: &[&str], kind: &Phrase) {
        for part in parts.all().iter().filter(|part| !used.contains(&part.path.as_str())) {
            self.revise(
                part,
                Effect::NoEffect(phrase!("{kind} has no use for it", kind = kind.clone())),
            );
            if part.path.starts_with("source/") {
                self.events[part.event].keeping = Keeping::Never;
            }
        }
    }

    /// Adds a finding about a setting's value.
    pub(super) fn say(&mut self, severity: Severity, setting: &Setting<'_>, problem: Problem) {
        let origin = match problem.part.clone() {
            // Entities make a value shorter than its text; then no part of it can be marked.
            Some(part) if setting.value_columns.len() == setting.value.len() => setting.part_origin(part),
            _ => setting.value_origin(),
        };
        self.diagnose(severity, origin, problem);
    }

    /// Adds a warning about a setting's value.
    pub(super) fn warn(&mut self, setting: &Setting<'_>, problem: Problem) {
        self.say(Severity::Warning, setting, problem);
    }

    /// Adds a finding about a place.
    pub(super) fn diagnose(&mut self, severity: Severity, origin: Origin, problem: Problem) {
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

    /// Says that libvirt would not start the container, which Transom does not either; `try` does.
    pub(super) fn refuse(&mut self, origin: Origin, message: &str, hint: &str) {
        self.container
            .lifecycle
            .refusals
            .push(Given::new(message.to_owned(), origin.clone()));
        self.diagnose(
            Severity::Warning,
            origin,
            Problem::new("refused-by-libvirt", message).hint(hint),
        );
    }

    /// Settles what needs the whole document, and returns everything.
    pub(super) fn finish(mut self, lines: Option<Lines<'_>>) -> Reading {
        let top = lines.as_ref().map(|_| Origin::Line {
            file: FileId(0),
            line: 1,
            columns: 0..0,
        });
        match self.draft.domain.take() {
            Some(domain) => {
                self.container.whole = Some(domain);
                defaults::complete(&mut self);
            }
            None => self.container.whole = top,
        }
        let events = std::mem::take(&mut self.events);
        if let Some(lines) = &lines {
            self.container.kept.extend(kept::kept(&events, lines, &self.declared));
            kept::sort(&mut self.container.kept);
        }
        let accounts = lines.map_or_else(Vec::new, |lines| lines.accounts(events, &mut self.diagnostics));
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.origin.line());
        Reading {
            dialect: Dialect::Libvirt,
            version: self.version,
            container: self.container,
            diagnostics: self.diagnostics,
            accounts,
            wanted: Vec::new(),
        }
    }
}
