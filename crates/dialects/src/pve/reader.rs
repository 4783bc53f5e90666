//! The state that Proxmox options are read into, and what happens after the last line.
//!
//! Some options say something only together (`unprivileged` and `lxc.idmap`, `features` and the system call filter), so their
//! readers leave notes in [`Reader`] and [`Reader::finish`] settles them in the order of Proxmox's generated file.

use transom_model::{
    Account, Container, Diagnostic, Dialect, Effect, FileId, Given, IdKind, InsideId, Network, Nic, NodeDevice, Origin, Severity,
    Sources, Version,
};

use super::{defaults, devices, disks, features, kept, raw};
use crate::{Problem, Reading, Setting, Wanted};

/// An id that a line gives to something inside, kept until the id map is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UsedId {
    pub(super) kind: IdKind,
    pub(super) id: InsideId,
    pub(super) key: String,
    pub(super) origin: Origin,
}

/// A raw line that waits until all options are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawLine {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) origin: Origin,
    pub(super) key_columns: std::ops::Range<u32>,
    pub(super) value_columns: std::ops::Range<u32>,
}

/// What `features` asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Features {
    pub(super) keyctl: Option<Origin>,
    pub(super) force_rw_sys: Option<Origin>,
    /// Parts that a raw AppArmor or seccomp profile overrides, and which of the two.
    pub(super) guarded: Vec<(&'static str, Guard)>,
    pub(super) origin: Option<Origin>,
    /// Name, value and place of each that is on.
    pub(super) given: Vec<(&'static str, String, Origin)>,
}

/// The mechanism a feature works through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    AppArmor,
    Seccomp,
}

/// Reads Proxmox options into a container.
#[derive(Debug, Default)]
pub struct Reader {
    /// What has been read so far.
    pub container: Container,
    /// What is to be said about it.
    pub diagnostics: Vec<Diagnostic>,
    /// What became of each line.
    pub accounts: Vec<Account>,
    /// Texts that are needed and not there.
    pub wanted: Vec<Wanted>,
    /// The version of the manager that reads.
    pub version: Version,
    pub(super) vmid: Option<u32>,
    pub(super) unprivileged: Option<Given<bool>>,
    pub(super) features: Features,
    pub(super) nics: Vec<(u32, Given<Nic>)>,
    pub(super) devices: Vec<(u32, Given<NodeDevice>)>,
    pub(super) disks: Vec<(u32, disks::Disk)>,
    pub(super) quotas: Vec<Origin>,
    pub(super) used_ids: Vec<UsedId>,
    pub(super) raw: Vec<RawLine>,
    pub(super) description: Option<Given<String>>,
    /// The line that asks for the node of FUSE.
    pub(super) fuse: Option<Origin>,
    /// The line whose first process needs shared memory made for it.
    pub(super) shared_memory: Option<Origin>,
    /// What lines came to after all, once others had decided it.
    revised: Vec<(Origin, Effect)>,
}

impl Reader {
    /// Makes a reader for the container with this number, that reads as this version does.
    pub fn new(vmid: Option<u32>, version: Version) -> Self {
        Self {
            vmid,
            version,
            ..Self::default()
        }
    }

    /// Settles what needs all lines, and returns everything.
    pub fn finish(mut self, sources: &Sources) -> Reading {
        self.container.whole = sources.files().next().map(|(file, _)| whole(file));
        self.settle();
        let is_unprivileged = self.is_unprivileged();
        features::check_effects(&mut self, is_unprivileged);
        features::keep(&mut self, is_unprivileged);
        kept::settle(&mut self);
        defaults::remark_on_missing(&mut self);
        raw::settle(&mut self, sources);
        devices::check_ids(&mut self);
        devices::check_targets(&mut self);
        disks::check_quotas(&mut self);
        self.accounts.sort_by_key(|account| account.origin.line());
        self.revise_accounts();
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.origin.line());
        Reading {
            dialect: Dialect::Pve,
            version: self.version,
            container: self.container,
            diagnostics: self.diagnostics,
            accounts: self.accounts,
            wanted: self.wanted,
        }
    }

    /// Keeps one account and one error for a text that is not read.
    pub(super) fn refuse(&mut self, text: &str, problem: Problem) {
        let origin = Origin::Line {
            file: FileId(0),
            line: 1,
            columns: 0..u32::try_from(text.lines().next().map_or(0, str::len)).unwrap_or(u32::MAX),
        };
        self.accounts.push(Account {
            origin: origin.clone(),
            key: String::new(),
            value: String::new(),
            explanation: "",
            effect: Effect::Wrong,
        });
        self.diagnose(Severity::Error, origin, problem);
    }

    /// Puts numbered options in the order of their numbers, whatever the order of their lines.
    fn settle(&mut self) {
        let mut nics = std::mem::take(&mut self.nics);
        nics.sort_by_key(|(number, _)| *number);
        self.container.network = Network::Own(nics.into_iter().map(|(_, nic)| nic).collect());
        devices::settle(self);
        disks::settle(self);
        let refusals = &mut self.container.lifecycle.refusals;
        refusals.sort_by(|one, other| one.value.cmp(&other.value));
    }

    /// Adds a finding about a part of a setting's value.
    pub(super) fn say(&mut self, severity: Severity, setting: &Setting<'_>, problem: Problem) {
        let is_about_key = matches!(
            problem.code,
            "unknown-key" | "misplaced-delete" | "repeated-key" | "too-new-key"
        );
        let origin = match problem.part.clone() {
            Some(part) => setting.part_origin(part),
            None if is_about_key => setting.key_origin(),
            None => setting.value_origin(),
        };
        self.diagnose(severity, origin, problem);
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

    /// Adds a warning about a setting.
    pub(super) fn warn(&mut self, setting: &Setting<'_>, problem: Problem) {
        self.say(Severity::Warning, setting, problem);
    }

    /// Adds a note about a setting.
    pub(super) fn note(&mut self, setting: &Setting<'_>, problem: Problem) {
        self.say(Severity::Note, setting, problem);
    }

    /// Keeps the account of a setting.
    pub(super) fn account(&mut self, setting: &Setting<'_>, explanation: &'static str, effect: Effect) {
        self.accounts.push(Account {
            origin: setting.origin.clone(),
            key: setting.key.to_owned(),
            value: setting.value.to_owned(),
            explanation,
            effect,
        });
    }

    /// Changes what a line came to, once other lines have decided it.
    pub(super) fn revise(&mut self, origin: &Origin, effect: Effect) {
        self.revised.push((origin.clone(), effect));
    }

    /// Writes the changes into the accounts, which are in the order of their lines by now.
    fn revise_accounts(&mut self) {
        for (origin, effect) in std::mem::take(&mut self.revised) {
            let line = origin.line();
            let place = self.accounts.partition_point(|account| account.origin.line() < line);
            match self.accounts.get_mut(place) {
                Some(account) if line.is_some() && account.origin.line() == line => account.effect = effect,
                _ => {}
            }
        }
    }

    /// Says whether the container has a user namespace: by `unprivileged`, or by any `lxc.idmap` line.
    pub(super) fn is_unprivileged(&self) -> bool {
        self.unprivileged.as_ref().is_some_and(|given| given.value) || self.has_raw("lxc.idmap")
    }

    /// Says whether a raw line has this key.
    pub(super) fn has_raw(&self, key: &str) -> bool {
        self.raw.iter().any(|line| line.key == key)
    }
}

impl RawLine {
    /// Returns the line as a setting.
    pub(super) fn setting(&self) -> Setting<'_> {
        Setting {
            key: &self.key,
            value: &self.value,
            origin: self.origin.clone(),
            key_columns: self.key_columns.clone(),
            value_columns: self.value_columns.clone(),
        }
    }
}

fn whole(file: FileId) -> Origin {
    Origin::Line {
        file,
        line: 1,
        columns: 0..0,
    }
}
