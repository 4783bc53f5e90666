//! What differs between versions of Proxmox VE: which keys there are, which cgroup and which LXC their hosts have.
//!
//! When an option came is in the key table, when a sub-key came in its schema; both as the release that brought it. Looked back to is
//! the last release of series 6.

use transom_model::{Dialect, Release, Version};

use super::Reader;
use super::properties::{Properties, Property};
use crate::{Key, KeyName, Problem, Setting};

/// The first series whose hosts have cgroup v2 alone unless they are told otherwise.
const CGROUP_V2: Version = Version::new(7, 0);

impl Reader {
    /// Says whether the version that reads is this one or newer.
    pub(super) fn is_since(&self, major: u16, minor: u16) -> bool {
        self.version >= Version::new(major, minor)
    }

    /// Says whether the hosts of this version have cgroup v1.
    pub(super) fn has_cgroup_v1(&self) -> bool {
        self.version < CGROUP_V2
    }

    /// Refuses an option that this version does not know yet.
    pub(super) fn check_option(&self, setting: &Setting<'_>, key: &Key<Self>) -> Result<(), Problem> {
        match key.since.filter(|since| self.is_too_old_for(since)) {
            None => Ok(()),
            Some(since) => Err(Problem::new(
                "too-new-key",
                format!(
                    "`{}` came with Proxmox VE {since}; version {} warns of the line, keeps it and does nothing with it",
                    setting.key, self.version
                ),
            )
            .hint(self.older_form(key.name, since))),
        }
    }

    /// Refuses a property string with a sub-key that this version does not know yet.
    pub(super) fn check_parts(&self, properties: &Properties<'_>, schema: &[Property]) -> Result<(), Problem> {
        let since = |name: &str| schema.iter().find(|property| property.name == name)?.since;
        for part in &properties.parts {
            let Some(since) = since(part.name).filter(|since| self.is_too_old_for(since)) else {
                continue;
            };
            let message = format!(
                "`{}` came with Proxmox VE {since}; for version {} it is an invalid key, and the whole line with it",
                part.name, self.version
            );
            return Err(part
                .problem("too-new-key", message)
                .hint(format!("take `{}=…` out, or read the file as pve-{since}", part.name)));
        }
        Ok(())
    }

    fn is_too_old_for(&self, since: &str) -> bool {
        Version::read(since).is_some_and(|since| self.version < since)
    }

    /// Returns the version of LXC that raw lines are read by.
    pub(super) fn lxc_version(&self) -> Version {
        match self.version.major {
            ..=6 => Version::new(4, 0),
            7 => Version::new(5, 0),
            8 => Version::new(6, 0),
            _ if !self.is_since(9, 1) => Version::new(6, 0),
            _ => Release::newest(Dialect::Lxc).version,
        }
    }

    /// What to write for a version that does not have an option.
    fn older_form(&self, name: KeyName, since: &str) -> String {
        let cgroup = if self.has_cgroup_v1() { "cgroup" } else { "cgroup2" };
        match name {
            KeyName::Numbered { word: "dev", .. } => format!(
                "write `lxc.{cgroup}.devices.allow: c MAJOR:MINOR rwm` and `lxc.mount.entry: /dev/X dev/X none bind,create=file`; \
                 the host's owner and mode apply then"
            ),
            KeyName::Exact("entrypoint") => "write `lxc.init.cmd: COMMAND`".to_owned(),
            KeyName::Exact("env") => "write `lxc.environment: NAME=VALUE`, a line for each".to_owned(),
            _ => format!("remove the line, or read the file as pve-{since}"),
        }
    }
}
