//! Which of the managers knows a key, a device or an option: LXD 5.0, LXD 6, Incus.
//!
//! LXD and Incus were one until 2023 and have grown apart since; a file of one is refused by the other because of a single key.

use transom_model::{Dialect, Origin, Severity};

use super::Reader;
use crate::Problem;

/// Which managers take something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// LXD 5.0, the last one that was free of the present licence.
    pub lxd_5: bool,
    /// LXD 6.
    pub lxd_6: bool,
    /// Incus 7.
    pub incus: bool,
}

impl Known {
    /// All three.
    pub const ALL: Self = Self {
        lxd_5: true,
        lxd_6: true,
        incus: true,
    };
    /// LXD, 5.0 and 6.
    pub const LXD: Self = Self {
        incus: false,
        ..Self::ALL
    };
    /// LXD 6 alone.
    pub const LXD_6: Self = Self {
        lxd_5: false,
        ..Self::LXD
    };
    /// LXD 5.0 alone.
    pub const LXD_5: Self = Self {
        lxd_6: false,
        ..Self::LXD
    };
    /// Incus alone.
    pub const INCUS: Self = Self {
        lxd_5: false,
        lxd_6: false,
        incus: true,
    };
    /// LXD 6 and Incus.
    pub const NEW: Self = Self {
        lxd_5: false,
        ..Self::ALL
    };
    /// LXD 5.0 and Incus: what LXD 6 took out.
    pub const NOT_LXD_6: Self = Self {
        lxd_6: false,
        ..Self::ALL
    };

    /// Says whether the newest version of a manager takes it.
    pub fn is_taken_by(self, dialect: Dialect) -> bool {
        if dialect == Dialect::Incus { self.incus } else { self.lxd_6 }
    }
}

/// Names that LXD 5 still took, and what they are called since.
const RENAMED: [(&str, &str); 4] = [
    ("`security.syscalls.blacklist`", "security.syscalls.deny"),
    ("`security.syscalls.blacklist_compat`", "security.syscalls.deny_compat"),
    ("`security.syscalls.blacklist_default`", "security.syscalls.deny_default"),
    ("`security.syscalls.whitelist`", "security.syscalls.allow"),
];

/// Says of something that the manager at hand does not take who does.
pub(super) fn remark(reader: &mut Reader, known: Known, what: impl Fn() -> String, origin: &Origin) {
    if known.is_taken_by(reader.dialect) {
        return;
    }
    let (what, origin) = (what(), origin.clone());
    if let Some((_, new)) = RENAMED.iter().find(|(old, _)| *old == what) {
        let problem = Problem::new("old-key", format!("{what} is an older name, which LXD 6 and Incus refuse"));
        return reader.diagnose(Severity::Warning, origin, problem.hint(format!("write `{new}`")));
    }
    let problem = match (reader.dialect, known) {
        (Dialect::Incus, Known { incus: false, .. }) => {
            Problem::new("other-manager", format!("{what} is an LXD key; Incus refuses it"))
                .hint("remove the line, or name the file's manager with `--dialect lxd`")
        }
        (Dialect::Incus, _) => return,
        (
            _,
            Known {
                lxd_5: false,
                lxd_6: false,
                ..
            },
        ) => Problem::new("other-manager", format!("{what} is an Incus key; LXD refuses it"))
            .hint("remove the line, or name the file's manager with `--dialect incus`"),
        (
            _,
            Known {
                lxd_5: true,
                lxd_6: false,
                incus,
            },
        ) => {
            let who = if incus { "LXD 5 and Incus have it" } else { "LXD 5 had it" };
            Problem::new("removed-key", format!("{what} is not in LXD 6 any more; {who}"))
                .hint("remove the line before an upgrade to LXD 6")
        }
        _ => return,
    };
    reader.diagnose(Severity::Warning, origin, problem);
}
