//! Which versions of LXD and Incus know a key, a device or an option.
//!
//! The two were one until 2023 and have grown apart since; a file of one is refused by the other because of a single key. A minor
//! number of 1 stands for "some release after the long-term one": nothing tells which, and nobody needs to know.

use transom_model::{Dialect, Origin, Release, Severity, Version};

use super::Reader;
use crate::Problem;

/// The versions of one manager that have something: from the first on, up to the one that took it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first that has it.
    pub since: Version,
    /// The first that has it no more.
    pub until: Option<Version>,
}

impl Span {
    const ALWAYS: Self = Self::since(0, 0);
    const NEVER: Self = Self {
        since: Version::new(0, 0),
        until: Some(Version::new(0, 0)),
    };

    const fn since(major: u16, minor: u16) -> Self {
        Self {
            since: Version::new(major, minor),
            until: None,
        }
    }

    const fn until(major: u16, minor: u16) -> Self {
        Self {
            since: Version::new(0, 0),
            until: Some(Version::new(major, minor)),
        }
    }

    /// Says whether a version has it.
    pub fn contains(self, version: Version) -> bool {
        version >= self.since && self.until.is_none_or(|until| version < until)
    }

    /// Says whether no version ever had it.
    pub fn is_empty(self) -> bool {
        self.until.is_some_and(|until| until <= self.since)
    }
}

/// Which managers take something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// LXD.
    pub lxd: Span,
    /// Incus.
    pub incus: Span,
}

impl Known {
    const fn of(lxd: Span, incus: Span) -> Self {
        Self { lxd, incus }
    }

    /// Both, in every version.
    pub const ALL: Self = Self::of(Span::ALWAYS, Span::ALWAYS);
    /// Both, but LXD 4.0 did not have it.
    pub const AFTER_4: Self = Self::of(Span::since(4, 1), Span::ALWAYS);
    /// Both, but LXD 5.0 did not have it.
    pub const AFTER_5: Self = Self::of(Span::since(5, 1), Span::ALWAYS);
    /// LXD since 6, and Incus.
    pub const SINCE_6: Self = Self::of(Span::since(6, 0), Span::ALWAYS);
    /// LXD alone.
    pub const LXD: Self = Self::of(Span::ALWAYS, Span::NEVER);
    /// LXD alone, after 5.0.
    pub const LXD_AFTER_5: Self = Self::of(Span::since(5, 1), Span::NEVER);
    /// LXD alone, since 6.
    pub const LXD_6: Self = Self::of(Span::since(6, 0), Span::NEVER);
    /// LXD alone, up to 5.0.
    pub const LXD_5: Self = Self::of(Span::until(5, 1), Span::NEVER);
    /// Incus alone.
    pub const INCUS: Self = Self::of(Span::NEVER, Span::ALWAYS);
    /// Incus alone, after 6.0.
    pub const INCUS_AFTER_6: Self = Self::of(Span::NEVER, Span::since(6, 1));
    /// Both; LXD 6.9 took it out.
    pub const NVIDIA: Self = Self::of(Span::until(6, 9), Span::ALWAYS);

    /// Returns the versions of one of the two.
    pub fn span(self, dialect: Dialect) -> Span {
        if dialect == Dialect::Incus { self.incus } else { self.lxd }
    }

    /// Says whether the newest version of a manager takes it.
    pub fn is_taken_by_newest(self, dialect: Dialect) -> bool {
        self.span(dialect).contains(Release::newest(dialect).version)
    }
}

/// Names that LXD took up to 5.0, and what they are called since.
pub(super) const RENAMED: [(&str, &str); 4] = [
    ("security.syscalls.blacklist", "security.syscalls.deny"),
    ("security.syscalls.blacklist_compat", "security.syscalls.deny_compat"),
    ("security.syscalls.blacklist_default", "security.syscalls.deny_default"),
    ("security.syscalls.whitelist", "security.syscalls.allow"),
];

/// Keys of one manager that the other has under another name: LXD's, then Incus's.
pub(super) const SIBLINGS: [(&str, &str); 2] = [
    ("security.devlxd", "security.guestapi"),
    ("security.devlxd.images", "security.guestapi.images"),
];

/// What older versions have instead of a key.
const BEFORE: [(&str, &str); 7] = [
    ("security.syscalls.deny", "security.syscalls.blacklist"),
    ("security.syscalls.deny_compat", "security.syscalls.blacklist_compat"),
    ("security.syscalls.deny_default", "security.syscalls.blacklist_default"),
    ("security.syscalls.allow", "security.syscalls.whitelist"),
    ("cloud-init.user-data", "user.user-data"),
    ("cloud-init.vendor-data", "user.vendor-data"),
    ("cloud-init.network-config", "user.network-config"),
];

/// Returns the other name of a key in a list of pairs.
pub(super) fn other_name(pairs: &[(&'static str, &'static str)], key: &str) -> Option<&'static str> {
    pairs.iter().find(|(name, _)| *name == key).map(|(_, other)| *other)
}

/// Says of something that the version at hand does not take who does. `name` is the key's, or empty for an option; `what` is how
/// messages name it.
pub(super) fn remark(reader: &mut Reader<'_>, known: Known, name: &str, what: impl Fn() -> String, origin: &Origin) {
    let span = known.span(reader.dialect);
    if span.contains(reader.version) {
        return;
    }
    let (manager, version, what) = (reader.manager(), reader.version, what());
    let problem = if let Some(new) = other_name(&RENAMED, name) {
        Problem::new("old-key", format!("{what} is an older name, which LXD 6 and Incus refuse")).hint(format!("write `{new}`"))
    } else if span.is_empty() {
        other_manager(reader.dialect, name, &what)
    } else if version < span.since {
        let hint = match other_name(&BEFORE, name) {
            Some(before) => format!("write `{before}`"),
            None => format!(
                "remove the line, or read the file as {manager} {}",
                Release::newest(reader.dialect).version
            ),
        };
        let came = came_with(span.since);
        Problem::new(
            "newer-key",
            format!("{what} is not in {manager} {version} yet; {came} brought it"),
        )
        .hint(hint)
    } else {
        let until = span.until.unwrap_or_default();
        let also = match (reader.dialect, known.incus.is_empty()) {
            (Dialect::Lxd, false) => " and Incus have it",
            _ => " had it",
        };
        let before = match until.minor {
            1 => format!("up to {}.0", until.major),
            _ => format!("before {until}"),
        };
        let message = format!("{what} is not in {manager} {version} any more; {manager} {before}{also}");
        Problem::new("removed-key", message).hint(format!("remove the line before an upgrade to {manager} {version}"))
    };
    reader.diagnose(Severity::Warning, origin.clone(), problem);
}

fn other_manager(dialect: Dialect, name: &str, what: &str) -> Problem {
    let (own, other, word) = match dialect {
        Dialect::Incus => ("Incus", "LXD", "lxd"),
        _ => ("LXD", "Incus", "incus"),
    };
    let article = if other == "LXD" { "an LXD" } else { "an Incus" };
    let sibling = SIBLINGS.iter().find_map(|(lxd, incus)| match dialect {
        Dialect::Incus => (*lxd == name).then_some(*incus),
        _ => (*incus == name).then_some(*lxd),
    });
    let problem = Problem::new("other-manager", format!("{what} is {article} key; {own} refuses it"));
    match sibling {
        Some(sibling) => problem.hint(format!(
            "write `{sibling}`, or name the file's manager with `--dialect {word}`"
        )),
        None => problem.hint(format!("remove the line, or name the file's manager with `--dialect {word}`")),
    }
}

/// A minor number of 1 is no version that anybody knows by name.
fn came_with(since: Version) -> String {
    match since.minor {
        1 => format!("a release after {}.0", since.major),
        _ => format!("version {since}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_hold_versions() {
        let last = Version::new(6, Version::LAST);
        assert!(Known::NVIDIA.lxd.contains(Version::new(6, 8)) && !Known::NVIDIA.lxd.contains(last));
        assert!(!Known::AFTER_5.lxd.contains(Version::new(5, 0)) && Known::AFTER_5.lxd.contains(Version::new(5, 21)));
        assert!(Known::LXD.incus.is_empty() && !Known::LXD.lxd.is_empty());
        assert!(!Known::INCUS_AFTER_6.incus.contains(Version::new(6, 0)));
        assert!(Known::INCUS_AFTER_6.incus.contains(Version::new(6, Version::LAST)));
    }
}
