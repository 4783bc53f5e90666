//! LXD and Incus: profiles, instances, backups and image metadata, as LXD 5.0, LXD 6 and Incus 7 have them.
//!
//! `yaml.rs` holds the grammar, `documents.rs` tells what a document is and lays several over one another, `keys.rs` is the one
//! table of configuration keys and `options.rs` that of devices; the other files read one subject each. `raw.lxc` goes through
//! LXC's key table (`raw.rs`) after everything that the manager generates (`defaults.rs`). Start with [`read`]. What the manuals
//! do not tell is in `docs/undocumented/lxd.md`.

mod config;
mod defaults;
mod devices;
mod disks;
mod documents;
mod edit;
#[cfg(test)]
mod edit_tests;
mod fields;
mod ids;
mod keys;
mod known;
mod later;
mod limits;
mod migrate;
mod native;
mod nics;
mod options;
mod outline;
mod paths;
mod places;
mod print;
mod process;
mod raw;
mod reader;
mod rights;
mod scalars;
mod surgery;
#[cfg(test)]
mod tests;
mod unix;
mod values;
mod verdicts;
mod yaml;

pub use edit::edit;
pub use keys::{ConfigKey, KEYS, Meaning};
pub use known::Known;
pub use migrate::migrate;
pub use options::{DEVICES, DeviceOption, DeviceType};
pub use print::print;
pub use reader::Reader;
pub(crate) use reader::VALUE_ABOVE;

use transom_model::{Dialect, Release, Sources};

use crate::Reading;

/// Reads the main text of `sources` and all others that are YAML, in order: profiles first, the instance last; later ones win. `dialect` says whether LXD or
/// Incus is meant.
pub fn read(dialect: Dialect, sources: &Sources) -> Reading {
    read_as(Release::newest(dialect), sources)
}

/// Reads as [`read`] does, but as this version of LXD or Incus.
pub fn read_as(release: Release, sources: &Sources) -> Reading {
    let mut reader = Reader::new(release, sources);
    documents::read(&mut reader);
    reader.finish()
}
