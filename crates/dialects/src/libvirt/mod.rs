//! The libvirt-LXC dialect: `<domain type='lxc'>`, as libvirt 9 reads it for its driver `lxc:///`.
//!
//! `document.rs` walks the XML, `keys.rs` has the one table of elements and attributes by their paths, `reader.rs` the state
//! they are read into; `defaults.rs` adds what libvirt's driver brings by itself, the other files read one subject each.
//! libvirt's parser takes far more than its LXC driver uses: the table holds the verdict on each. Start with [`read`]. What the
//! manual does not tell is in `docs/undocumented/libvirt.md`.

mod defaults;
mod devices;
mod document;
mod edit;
#[cfg(test)]
mod edit_tests;
mod element;
mod filesystems;
mod general;
mod insert;
mod interfaces;
mod kept;
mod keys;
mod limits;
mod lines;
mod print;
mod print_devices;
mod reader;
mod rights;
#[cfg(test)]
mod tests;
mod values;

pub use edit::edit;
pub use keys::KEYS;
pub use print::print;
pub use reader::Reader;

use transom_model::{Dialect, FileId, Release, Sources, Version};

use crate::Reading;

/// Reads the main file of `sources` as the newest version does.
pub fn read(sources: &Sources) -> Reading {
    read_as(Release::newest(Dialect::Libvirt).version, sources)
}

/// Reads the main file of `sources` as this version of libvirt does.
pub fn read_as(version: Version, sources: &Sources) -> Reading {
    let mut reader = Reader::new(version);
    match sources.files().next() {
        Some((_, file)) => {
            let lines = document::read(&mut reader, FileId(0), &file.text);
            reader.finish(Some(lines))
        }
        None => reader.finish(None),
    }
}
