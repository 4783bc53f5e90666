//! Lints: what is wrong with a configuration that reads well, what it means for the line, and how it is mended.
//!
//! One file a lint, in a folder by subject: its id, its check, its examples, which are its tests. Texts are in `lang/*/lints*.ftl`.
//! [`findings`] runs them all over a [`Checked`]; `fix.rs` mends what can be mended without losing anything, `allow.rs` reads the
//! comments that allow a finding. To add one, see CONTRIBUTING.md.

mod allow;
mod checked;
mod devices;
mod finding;
mod fix;
mod ids;
mod keys;
mod libvirt;
mod limits;
mod lxd;
mod mounts;
mod network;
mod oci;
mod proxmox;
mod rights;
mod upkeep;

use transom_model::Severity;

pub use checked::Checked;
pub use finding::{Finding, Means};
pub use fix::{Change, Fix, Fixed, apply, fix};

/// One thing that can be wrong.
#[derive(Debug)]
pub struct Lint {
    /// Its number, which never comes to mean something else: `T0002`.
    pub id: &'static str,
    /// Its name in a few words: `v1-device-rule`.
    pub name: &'static str,
    /// How bad it is where the check does not say otherwise.
    pub level: Severity,
    /// Codes of the readers' findings that are left out on a line where this lint has found something: it says more.
    pub takes_over: &'static [&'static str],
    /// Looks for it.
    pub check: fn(&Checked<'_>) -> Vec<Finding>,
    /// Files that have it, and how they are without it.
    pub examples: &'static [Example],
}

/// A file that has what a lint looks for.
#[derive(Debug)]
pub struct Example {
    /// The release it is read as: `lxc`, `pve-8`.
    pub release: &'static str,
    /// The text.
    pub before: &'static str,
    /// The line of it that the finding is about, from 1.
    pub line: u32,
    /// The text without it: what the lint's fix makes, where there is one, else what a person would write.
    pub after: &'static str,
}

impl Lint {
    /// Returns the id of a text of this lint: its title for an empty `part`, else `why` or `fix`.
    pub fn text_id(&self, part: &str) -> String {
        let id = self.id.to_ascii_lowercase();
        match part {
            "" => format!("lint-{id}"),
            part => format!("lint-{id}-{part}"),
        }
    }

    /// Says whether a word is this lint's id or name.
    pub fn is_called(&self, word: &str) -> bool {
        word.eq_ignore_ascii_case(self.id) || word == self.name
    }
}

/// The lints of each subject, in the order of their numbers.
static LISTS: &[&[&Lint]] = &[
    &[&allow::LINT],
    devices::LINTS,
    mounts::LINTS,
    ids::LINTS,
    rights::LINTS,
    keys::LINTS,
    proxmox::LINTS,
    network::LINTS,
    limits::LINTS,
    lxd::LINTS,
    libvirt::LINTS,
    oci::LINTS,
    upkeep::LINTS,
];

/// Returns every lint, by its id.
pub fn all() -> impl Iterator<Item = &'static Lint> {
    LISTS.iter().copied().flatten().copied()
}

/// Returns the lint of this id or name.
pub fn named(word: &str) -> Option<&'static Lint> {
    all().find(|lint| lint.is_called(word))
}

/// Returns all findings in the order of the lines, without those that a comment of the file allows.
pub fn findings(checked: &Checked<'_>) -> Vec<Finding> {
    let found = all().flat_map(|lint| (lint.check)(checked));
    let mut findings: Vec<Finding> = found.filter(|finding| checked.is_own(&finding.origin)).collect();
    allow::apply(checked, &mut findings);
    findings.sort_by_key(|finding| (finding.origin.line(), finding.lint.id));
    findings.dedup_by(|one, other| one.lint.id == other.lint.id && one.origin == other.origin && one.message == other.message);
    findings
}
