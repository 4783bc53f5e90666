//! The state that documents are read into, and what happens after the last one.
//!
//! Some keys say something only together (`security.privileged` and the id map, `limits.memory` and its enforcement), so
//! their readers leave wishes here, and [`Reader::finish`] settles them in the order in which the manager does.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use transom_model::{
    Account, Container, Diagnostic, Dialect, Effect, FileId, Given, HostId, Kept, Origin, Release, Severity, SourceFile, Sources,
    Version, Words, phrase, words,
};

use super::documents::{is_document, is_too_large};
use super::{defaults, devices, ids, limits, raw};
use crate::{Problem, Reading, Setting, Wanted};

/// How many unknown words are compared with the table.
const MOST_GUESSES: u32 = 200;

/// Values that only count together with others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wishes {
    pub(super) privileged: Option<Given<bool>>,
    pub(super) isolated: Option<Given<bool>>,
    pub(super) idmap_base: Option<Given<HostId>>,
    pub(super) idmap_size: Option<Given<u32>>,
    pub(super) raw_idmap: Option<Given<String>>,
    pub(super) raw_lxc: Option<Given<String>>,
    pub(super) no_default_denials: Option<Origin>,
    pub(super) memory: Option<Given<u64>>,
    pub(super) is_memory_soft: bool,
    pub(super) enforce: Option<Given<()>>,
    pub(super) allowance: Option<Given<u64>>,
    pub(super) cpu_priority: Option<Given<u64>>,
    /// What `volatile.NIC.hwaddr` and `.name` remember of interfaces.
    pub(super) nic_notes: BTreeMap<(String, &'static str), Given<String>>,
    /// Names of devices of which an earlier document has one too.
    pub(super) replaced: BTreeSet<String>,
    /// What is wrong with an instance of which no root disk is known.
    pub(super) instance: Option<Origin>,
}

/// Reads documents of LXD or Incus into a container.
#[derive(Debug)]
pub struct Reader<'s> {
    /// What has been read so far.
    pub container: Container,
    /// What is to be said about it.
    pub diagnostics: Vec<Diagnostic>,
    /// Texts that are needed and not there.
    pub wanted: Vec<Wanted>,
    /// The version of the manager that reads.
    pub version: Version,
    pub(super) dialect: Dialect,
    pub(super) sources: &'s Sources,
    pub(super) wishes: Wishes,
    /// Lines of each file that go on with a scalar of an earlier line.
    pub(super) continued: Vec<(FileId, Range<u32>)>,
    /// Where a file could not be read any further.
    pub(super) broken: BTreeMap<FileId, u32>,
    guesses: u32,
    accounts: BTreeMap<(FileId, u32), Account>,
    /// What no field of the container holds, by its name (`paths.rs`).
    kept: BTreeMap<String, Given<Kept>>,
}

impl<'s> Reader<'s> {
    /// Makes a reader for an empty container.
    pub fn new(release: Release, sources: &'s Sources) -> Self {
        Self {
            container: Container::default(),
            diagnostics: Vec::new(),
            wanted: Vec::new(),
            dialect: release.dialect,
            version: release.version,
            sources,
            wishes: Wishes::default(),
            continued: Vec::new(),
            broken: BTreeMap::new(),
            guesses: 0,
            accounts: BTreeMap::new(),
            kept: BTreeMap::new(),
        }
    }

    /// Settles what needs all documents, and returns everything.
    pub fn finish(mut self) -> Reading {
        self.container.whole = self.sources.files().next().map(|(file, _)| Origin::Line {
            file,
            line: 1,
            columns: 0..0,
        });
        limits::settle(&mut self);
        ids::settle(&mut self);
        devices::settle(&mut self);
        defaults::complete(&mut self);
        raw::settle(&mut self);
        // By name, since order means nothing here; the lines of `raw.lxc` come after them.
        let own = std::mem::take(&mut self.kept).into_values();
        let raw = std::mem::take(&mut self.container.kept);
        self.container.kept = own.chain(raw).collect();
        self.account_for_the_rest();
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.origin.line());
        Reading {
            dialect: self.dialect,
            version: self.version,
            container: self.container,
            diagnostics: self.diagnostics,
            accounts: self.accounts.into_values().collect(),
            wanted: self.wanted,
        }
    }

    /// Keeps a setting that no field of the container holds; one of the same name that came before is replaced.
    pub(super) fn keep(&mut self, name: impl Into<String>, value: impl Into<String>, origin: &Origin) {
        let kept = Kept {
            dialect: self.dialect,
            key: name.into(),
            value: value.into(),
        };
        self.kept.insert(kept.key.clone(), Given::new(kept, origin.clone()));
    }

    /// Says whether another "did you mean" is worth its time: a file with hundreds of unknown words is another kind of file.
    pub(super) fn may_guess(&mut self) -> bool {
        self.guesses += 1;
        self.guesses <= MOST_GUESSES
    }

    /// Returns the manager's name.
    pub(super) fn manager(&self) -> &'static str {
        self.dialect.title()
    }

    /// Says whether Incus reads, from this version on.
    pub(super) fn is_incus_since(&self, major: u16, minor: u16) -> bool {
        self.dialect == Dialect::Incus && self.version >= Version::new(major, minor)
    }

    /// Says whether the container has no user namespace.
    pub(super) fn is_privileged(&self) -> bool {
        self.wishes.privileged.as_ref().is_some_and(|given| given.value)
    }

    /// Adds a finding at a place; the part that the problem marks is left aside.
    pub(super) fn diagnose(&mut self, severity: Severity, origin: Origin, problem: Problem) {
        self.diagnostics.push(Diagnostic {
            severity,
            code: problem.code,
            message: problem.message,
            origin,
            label: problem.label,
            hint: problem.hint,
        });
    }

    /// Adds a finding about a setting's value, or the part of it that the problem marks.
    pub(super) fn say(&mut self, severity: Severity, setting: &Setting<'_>, problem: Problem) {
        let origin = match problem.part.clone() {
            Some(part) if !setting.value.contains('\n') => setting.part_origin(part),
            _ => setting.value_origin(),
        };
        self.diagnose(severity, origin, problem);
    }

    /// Keeps the account of a line. Of several on one line the first names it, and the worst effect counts.
    pub(super) fn account(&mut self, origin: &Origin, (key, value): (&str, &str), explanation: &'static str, effect: Effect) {
        let Some(at) = origin.line() else { return };
        if let Some(known) = self.accounts.get_mut(&at) {
            if rank(&effect) > rank(&known.effect) {
                known.effect = effect;
            }
            return;
        }
        let account = Account {
            origin: origin.clone(),
            key: key.to_owned(),
            value: value.to_owned(),
            explanation,
            effect,
        };
        self.accounts.insert(at, account);
    }

    /// Returns the key that a line is accounted under.
    pub(super) fn key_at(&self, origin: &Origin) -> Option<&str> {
        self.accounts.get(&origin.line()?).map(|account| account.key.as_str())
    }

    /// Puts another account in the place of a line's.
    pub(super) fn replace_account(&mut self, account: Account) {
        if let Some(at) = account.origin.line() {
            self.accounts.insert(at, account);
        }
    }

    /// Changes what a line came to, once others have decided it.
    pub(super) fn revise(&mut self, origin: &Origin, effect: Effect) {
        if let Some(account) = origin.line().and_then(|at| self.accounts.get_mut(&at)) {
            account.effect = effect;
        }
    }

    /// Accounts for lines that are no key's: comments, and those that go on with the value of an earlier line.
    fn account_for_the_rest(&mut self) {
        let sources = self.sources;
        let is_read = |(file, source): &(FileId, &SourceFile)| is_document(*file, source) && !is_too_large(&source.text);
        for (file, source) in sources.files().filter(is_read) {
            let mut above = Effect::Prose;
            let mut from = 0;
            for (line, text) in (1..).zip(source.text.lines()) {
                if let Some(account) = self.accounts.get(&(file, line)) {
                    above = part_of(&account.effect);
                    continue;
                }
                let effect = match self.broken.get(&file) {
                    Some(broken) if line > *broken => {
                        Effect::NoEffect(phrase!("the file cannot be read beyond line {broken}", broken = *broken))
                    }
                    _ if self.is_continued(file, line, &mut from) => above.clone(),
                    _ if is_prose(text) => Effect::Prose,
                    _ => above.clone(),
                };
                let origin = Origin::Line {
                    file,
                    line,
                    columns: columns_of(text),
                };
                self.account(&origin, ("", text.trim()), prose_id(text, &effect), effect);
            }
        }
    }

    /// Says whether a line goes on with a scalar. Lines come in order, so `from` remembers which scalars are done with.
    fn is_continued(&self, file: FileId, line: u32, from: &mut usize) -> bool {
        while let Some((of, lines)) = self.continued.get(*from) {
            if (*of, line) < (*of, lines.end) && *of == file {
                return lines.contains(&line);
            }
            if *of > file {
                return false;
            }
            *from += 1;
        }
        false
    }
}

/// What a line does that goes on with a value.
pub(crate) const VALUE_ABOVE: Words = words!("is part of the value above");

/// What the lines of a value came to, by what its first line did.
fn part_of(effect: &Effect) -> Effect {
    match effect {
        Effect::Wrong => Effect::NoEffect(phrase!("the value that it is part of is wrong")),
        Effect::NotYet(_) => Effect::NotYet(VALUE_ABOVE),
        other => other.clone(),
    }
}

/// The explanation of a line that is no key's.
fn prose_id(text: &str, effect: &Effect) -> &'static str {
    match effect {
        Effect::Prose if text.starts_with("---") || text.starts_with("...") => "lxd-document",
        Effect::Prose => "",
        _ => "lxd-text",
    }
}

fn is_prose(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim();
    text.is_empty() || text.starts_with('#') || text == "---" || text == "..." || text.starts_with("--- #") || text.starts_with('%')
}

fn columns_of(text: &str) -> Range<u32> {
    let from = text.len() - text.trim_start().len();
    let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    narrow(from)..narrow(from + text.trim().len())
}

fn rank(effect: &Effect) -> u8 {
    match effect {
        Effect::Wrong => 5,
        Effect::Taken => 4,
        Effect::NotYet(_) => 3,
        Effect::NoEffect(_) => 2,
        Effect::Elsewhere(_) => 1,
        Effect::Prose => 0,
    }
}
