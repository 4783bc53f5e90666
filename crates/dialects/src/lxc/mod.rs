//! The LXC dialect: `lxc.key = value`, as LXC 1 to 7 have it.
//!
//! `lines.rs` holds the grammar, `keys.rs` the one table of keys, `reader.rs` the state that keys are read into; the
//! other files read the values of one subject each. Start with [`read`], then `keys.rs`. The Proxmox dialect feeds its raw
//! `lxc.*` lines through the same table by means of [`Reader`]. What the manual does not tell is in
//! `docs/undocumented/lxc.md`.

mod cgroup_v1;
mod devices;
mod edit;
mod idmap;
mod init;
mod kept;
mod keys;
mod legacy;
mod limits;
mod lines;
pub(crate) mod migrate;
mod mounts;
mod net;
mod numbers;
mod print;
mod reader;
mod seccomp_policy;
mod security;
mod signals;
mod style;
#[cfg(test)]
mod tests;
mod versions;

pub use edit::edit;
pub use keys::KEYS;
pub(crate) use legacy::nearest;
pub use legacy::successor;
pub(crate) use limits::weight_of_shares;
pub use migrate::migrate;
pub(crate) use migrate::{Moved, migrate_setting};
pub use print::print;
pub(crate) use print::quoted;
pub use reader::Reader;
pub use seccomp_policy::read_policy;

use transom_model::{Dialect, FileId, Release, Sources, Version};

use crate::Reading;

/// Reads the main file of `sources` as the newest version does.
pub fn read(sources: &Sources) -> Reading {
    read_as(Release::newest(Dialect::Lxc).version, sources)
}

/// Reads the main file of `sources` as this version of LXC does; what it includes is looked for in `sources` too.
pub fn read_as(version: Version, sources: &Sources) -> Reading {
    let mut reader = Reader::new(sources);
    reader.version = version;
    versions::defaults(version, &mut reader.container);
    if sources.files().next().is_some() {
        reader.file(FileId(0));
    }
    reader.finish()
}
