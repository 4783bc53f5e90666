//! A sentence for each line of a file: what it does in this container, and whether it does anything at all.
//!
//! [`lines`] joins three things: the reader's account of the line, the catalogue's sentence for its key, and the plan's steps and
//! remarks that have the line as their cause.

use std::collections::BTreeMap;

use transom_dialects::Reading;
use transom_model::{
    Account, Container, DeviceRule, Dialect, Effect, FileId, Given, Mount, Network, Nic, NodeDevice, Origin, RulePath, Severity,
    Sources,
};
use transom_plan::{Plan, Step};

use crate::language::{Message, Text, say};
use crate::{Phrasebook, catalogue, filter};

/// What a line is worth in this container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It does something.
    Works,
    /// It is text for people.
    Prose,
    /// It changes nothing here.
    NoEffect,
    /// It is known and kept; this version does nothing with it yet.
    NotYet,
    /// It is wrong; the sentence says how.
    Wrong,
    /// `transom try` put something else in its place; the text says why.
    Replaced(String),
    /// It belongs to a snapshot or to changes that are not made yet.
    Elsewhere,
}

impl Verdict {
    /// Returns the word a list shows: `works`, `no effect`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Prose => "text",
            Self::NoEffect => "no effect",
            Self::NotYet => "not yet",
            Self::Wrong => "wrong",
            Self::Replaced(_) => "replaced",
            Self::Elsewhere => "elsewhere",
        }
    }
}

impl Verdict {
    /// Returns the word that people read, in their language.
    pub fn title(&self) -> Message {
        match self {
            Self::Works => say!("verdict-works"),
            Self::Prose => say!("verdict-prose"),
            Self::NoEffect => say!("verdict-no-effect"),
            Self::NotYet => say!("verdict-not-yet"),
            Self::Wrong => say!("verdict-wrong"),
            Self::Replaced(_) => say!("verdict-replaced"),
            Self::Elsewhere => say!("verdict-elsewhere"),
        }
    }
}

/// One line of a file and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineSentence {
    /// `102.conf:14`.
    pub place: String,
    /// The text it stands in.
    pub file: FileId,
    /// The line, counted from 1.
    pub line: u32,
    /// The line as written.
    pub text: String,
    /// What it does here; one sentence or two, with their full stops, in the language asked for.
    pub sentence: String,
    /// What it is worth.
    pub verdict: Verdict,
    /// The steps of the plan that this line causes, as [`crate::step`] writes them.
    pub steps: Vec<String>,
    /// What the plan has to say about it, without full stops.
    pub remarks: Vec<String>,
}

/// All that is known of a reading when its lines are explained, and the language to do it in.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// What was read.
    pub reading: &'a Reading,
    /// The texts.
    pub sources: &'a Sources,
    /// What a start would do; its remarks are joined to their lines, and a line that `try` found a substitute for is
    /// [`Verdict::Replaced`].
    pub plan: Option<&'a Plan>,
    /// Lines that are [`Verdict::Replaced`] without a step of their own, each with its reason: what `try` does without one, such as
    /// starting in spite of `template: 1`. Of two for the same line the first counts.
    pub replaced: &'a [(Origin, String)],
    /// The words.
    pub book: &'a Phrasebook,
}

/// Explains every line of the main file that is not blank, in order.
pub fn lines(view: &View<'_>) -> Vec<LineSentence> {
    match view.sources.files().next() {
        Some(_) => lines_of(FileId(0), view),
        None => Vec::new(),
    }
}

/// Explains every line of one file, an included one for instance.
pub fn lines_of(file: FileId, view: &View<'_>) -> Vec<LineSentence> {
    let View {
        reading, sources, book, ..
    } = *view;
    let accounts = accounts_by_line(file, reading);
    let mut sentences = Vec::new();
    for (number, text) in (1..).zip(sources.file(file).text.lines()) {
        if text.trim().is_empty() {
            continue;
        }
        let origin = Origin::Line {
            file,
            line: number,
            columns: 0..u32::try_from(text.len()).unwrap_or(u32::MAX),
        };
        let (sentence, verdict) = match accounts.get(&number) {
            Some(account) => explain(&Line::of(account, view)),
            None => (say!("line-unread").into(), Verdict::NoEffect),
        };
        let replaced = view.replaced.iter().find(|(of, _)| of.line() == Some((file, number)));
        sentences.push(LineSentence {
            place: sources.describe(&origin),
            file,
            line: number,
            text: text.to_owned(),
            sentence: book.write(&sentence),
            verdict: replaced.map_or(verdict, |(_, why)| Verdict::Replaced(why.clone())),
            steps: steps(view, (file, number)),
            remarks: remarks(view, (file, number)),
        });
    }
    sentences
}

pub(crate) fn accounts_by_line(file: FileId, reading: &Reading) -> BTreeMap<u32, &Account> {
    let here = reading.accounts.iter().filter_map(|account| match account.origin.line() {
        Some((of, line)) if of == file => Some((line, account)),
        _ => None,
    });
    here.collect()
}

fn steps(view: &View<'_>, at: (FileId, u32)) -> Vec<String> {
    let all = view.plan.into_iter().flat_map(|plan| &plan.steps);
    all.filter(|planned| planned.cause.line() == Some(at))
        .map(|planned| view.book.write(&crate::step(&planned.step)))
        .collect()
}

fn remarks(view: &View<'_>, at: (FileId, u32)) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for remark in view.plan.into_iter().flat_map(|plan| &plan.remarks) {
        let is_stand = matches!(remark.cause, Origin::Stand { .. });
        if remark.cause.line() != Some(at) || is_stand {
            continue;
        }
        let text = view.book.phrase(&remark.text);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

fn explain(line: &Line<'_>) -> (Text, Verdict) {
    match &line.account.effect {
        Effect::Prose => (prose(line), Verdict::Prose),
        Effect::Wrong => (wrong(line), Verdict::Wrong),
        Effect::NoEffect(why) => (say!("line-no-effect", why = why).into(), Verdict::NoEffect),
        Effect::NotYet(what) => (catalogue::not_yet(*what), Verdict::NotYet),
        Effect::Elsewhere(what) => (say!("line-elsewhere", what = *what).into(), Verdict::Elsewhere),
        Effect::Taken => taken(line),
    }
}

fn prose(line: &Line<'_>) -> Text {
    match line.reading.dialect {
        Dialect::Pve => say!("line-prose-pve").into(),
        _ if catalogue::has_entry(line.account.explanation) => catalogue::sentence(line),
        _ => say!("line-prose").into(),
    }
}

fn wrong(line: &Line<'_>) -> Text {
    let of_line = |severity: Option<Severity>| {
        let mut all = line.reading.diagnostics.iter();
        all.find(|found| line.is_cause(&found.origin) && severity.is_none_or(|severity| found.severity == severity))
    };
    let found = of_line(Some(Severity::Error)).or_else(|| of_line(None));
    match found {
        Some(found) => say!("line-wrong", why = found.message.trim_end_matches('.')).into(),
        None => say!("line-unreadable").into(),
    }
}

fn taken(line: &Line<'_>) -> (Text, Verdict) {
    let sentence = catalogue::sentence(line);
    if let Some(why) = line.replacement() {
        return (sentence, Verdict::Replaced(why));
    }
    if !line.has_step() && filter::is_redundant(&line.container().device_filter, |rule| line.is_cause(&rule.origin)) {
        return (sentence.and(say!("line-redundant")), Verdict::NoEffect);
    }
    // A mount that the plan leaves out: `optional`, and nothing there.
    if line.plan.is_some() && line.mount().is_some() && !line.has_step() {
        return (sentence, Verdict::NoEffect);
    }
    (sentence, Verdict::Works)
}

/// A line with everything a sentence about it may need.
pub(crate) struct Line<'a> {
    /// The reader's account of it.
    pub account: &'a Account,
    /// The whole reading.
    pub reading: &'a Reading,
    /// The texts, for naming other lines.
    pub sources: &'a Sources,
    /// What a start would do.
    pub plan: Option<&'a Plan>,
}

impl<'a> Line<'a> {
    /// Takes a line by the reader's account of it.
    pub fn of(account: &'a Account, view: &View<'a>) -> Self {
        Self {
            account,
            reading: view.reading,
            sources: view.sources,
            plan: view.plan,
        }
    }

    /// Returns the key as written.
    pub fn key(&self) -> &'a str {
        &self.account.key
    }

    /// Returns the value as written.
    pub fn value(&self) -> &'a str {
        &self.account.value
    }

    /// Says whether the line speaks to LXC, in whichever file it stands.
    pub fn is_raw(&self) -> bool {
        self.key().starts_with("lxc.")
    }

    /// Returns the container that the file describes.
    pub fn container(&self) -> &'a Container {
        &self.reading.container
    }

    /// Says whether this is the first line of its file with such a key.
    pub fn is_first(&self, is_meant: impl Fn(&str) -> bool) -> bool {
        let file = self.account.origin.line().map(|(file, _)| file);
        let of_file = |account: &&Account| account.origin.line().map(|(file, _)| file) == file;
        let first = self
            .reading
            .accounts
            .iter()
            .filter(of_file)
            .find(|account| is_meant(&account.key));
        first.is_some_and(|first| first.origin.line() == self.account.origin.line())
    }

    /// Returns what stands behind a prefix of the key: `memory.max` of `lxc.cgroup2.memory.max`.
    pub fn rest_of_key(&self, prefix: &str) -> &'a str {
        self.key().strip_prefix(prefix).unwrap_or(self.key())
    }

    /// Says whether a value comes from this line.
    pub fn is_cause(&self, origin: &Origin) -> bool {
        origin.line().is_some() && origin.line() == self.account.origin.line()
    }

    /// Returns the first value of a list that comes from this line.
    fn own<T>(&self, list: &'a [Given<T>]) -> Option<&'a T> {
        list.iter()
            .find(|given| self.is_cause(&given.origin))
            .map(|given| &given.value)
    }

    /// Returns the device rules that come from this line.
    pub fn rules(&self) -> impl Iterator<Item = &'a DeviceRule> {
        let rules = self.container().device_filter.rules.iter();
        rules.filter(|given| self.is_cause(&given.origin)).map(|given| &given.value)
    }

    /// Returns the device rule by path that this line asks for.
    pub fn rule_path(&self) -> Option<&'a RulePath> {
        self.own(&self.container().rule_paths)
    }

    /// Returns the mount that this line asks for.
    pub fn mount(&self) -> Option<&'a Mount> {
        self.own(&self.container().mounts)
    }

    /// Returns the device node that this line asks for.
    pub fn node(&self) -> Option<&'a NodeDevice> {
        self.own(&self.container().devices)
    }

    /// Returns the interface that this line is part of.
    pub fn nic(&self) -> Option<&'a Nic> {
        match &self.container().network {
            Network::Own(nics) => {
                let key_fits = |nic: &Nic| {
                    self.key() == nic.key || self.key().strip_prefix(&nic.key).is_some_and(|rest| rest.starts_with('.'))
                };
                nics.iter().map(|given| &given.value).find(|nic| key_fits(nic))
            }
            Network::Host(_) => None,
        }
    }

    /// Says whether the plan has a step that this line alone causes; the device filter is made from many lines.
    fn has_step(&self) -> bool {
        let mut steps = self.plan.into_iter().flat_map(|plan| &plan.steps);
        steps.any(|planned| self.is_cause(&planned.cause) && !matches!(planned.step, Step::FilterDevices { .. }))
    }

    /// Returns why `try` put something else in this line's place.
    fn replacement(&self) -> Option<String> {
        let of_plan = self.plan.into_iter().flat_map(|plan| {
            let remarks = plan.remarks.iter().map(|remark| &remark.cause);
            plan.steps.iter().map(|planned| &planned.cause).chain(remarks)
        });
        let mut origins = of_plan.chain(origins(self.container()));
        origins.find_map(|origin| match origin {
            Origin::Stand {
                instead_of: Some(_),
                why,
            } if self.is_cause(origin) => Some(why.clone()),
            _ => None,
        })
    }
}

/// The origins of those parts of a container that `try` finds substitutes for.
fn origins(container: &Container) -> impl Iterator<Item = &Origin> {
    let root = container.root.iter().map(|given| &given.origin);
    let ids = container
        .id_map
        .users
        .iter()
        .chain(&container.id_map.groups)
        .map(|given| &given.origin);
    let devices = container.devices.iter().map(|given| &given.origin);
    let mounts = container.mounts.iter().map(|given| &given.origin);
    let nics: Vec<&Origin> = match &container.network {
        Network::Own(nics) => nics
            .iter()
            .flat_map(|given| nic_origins(&given.origin, &given.value))
            .collect(),
        Network::Host(given) => vec![&given.origin],
    };
    root.chain(ids).chain(devices).chain(mounts).chain(nics)
}

fn nic_origins<'a>(whole: &'a Origin, nic: &'a Nic) -> impl Iterator<Item = &'a Origin> {
    [
        Some(whole),
        Some(&nic.kind.origin),
        nic.link.as_ref().map(|link| &link.origin),
    ]
    .into_iter()
    .flatten()
}
