//! The OCI dialect: `config.json` of the runtime specification, versions 1.0 to 1.3.
//!
//! `json.rs` makes a tree of the text, `keys.rs` is the one table of properties, `reader.rs` walks the tree by it; `settle.rs`
//! has what only the whole document decides; the other files read the values of one subject each. `lines.rs` turns properties
//! into one account a line. Start with [`read`], then `keys.rs`. What the specification does not tell is in
//! `docs/undocumented/oci.md`.

mod devices;
mod edit;
mod json;
mod kept;
mod keys;
mod layout;
mod lines;
mod linux;
mod mounts;
mod print;
mod process;
mod reader;
mod resources;
mod seccomp;
mod settle;
#[cfg(test)]
mod tests;
mod value;
mod versions;

pub use edit::edit;
pub use keys::KEYS;
pub use print::print;
pub use reader::Reader;

use transom_model::{Dialect, Release, Sources, Version};

use crate::Reading;

/// Reads the main file of `sources` as the newest version does.
pub fn read(sources: &Sources) -> Reading {
    read_as(Release::newest(Dialect::Oci).version, sources)
}

/// Reads the main file of `sources` as a runtime of this version of the specification does.
pub fn read_as(version: Version, sources: &Sources) -> Reading {
    Reader::document(version, sources)
}
