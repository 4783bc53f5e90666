//! The Proxmox VE dialect: `/etc/pve/lxc/ID.conf`.
//!
//! `lines.rs` has the line kinds, `properties.rs` the property strings, `keys.rs` the one table of options; the other files
//! read one subject each. Raw `lxc.*` lines (`raw.rs`) go through LXC's key table after everything that Proxmox generates
//! (`defaults.rs`), as Proxmox does it. Start with [`read`]. What the manual does not tell is in
//! `docs/undocumented/proxmox.md`.

mod defaults;
mod devices;
mod disks;
mod edit;
mod features;
mod kept;
mod keys;
mod limits;
mod lines;
mod migrate;
mod network;
mod options;
mod print;
mod properties;
mod raw;
mod reader;
mod sections;
#[cfg(test)]
mod tests;
mod versions;

pub use edit::edit;
pub(crate) use kept::encoded;
pub use keys::KEYS;
pub use migrate::migrate;
pub use print::print;
pub use reader::Reader;

use transom_model::{Dialect, FileId, Release, Sources, Version};

use crate::{Problem, Reading};

/// Reads the main file of `sources` as the newest version does.
pub fn read(sources: &Sources) -> Reading {
    read_as(Release::newest(Dialect::Pve).version, sources)
}

/// Reads the main file of `sources` as this version of Proxmox VE does.
pub fn read_as(version: Version, sources: &Sources) -> Reading {
    let mut reader = Reader::new(vmid(sources), version);
    let Some((_, main)) = sources.files().next() else {
        return reader.finish(sources);
    };
    match check_size(&main.text) {
        Ok(()) => sections::read(&mut reader, sources, FileId(0)),
        Err(problem) => reader.refuse(&main.text, problem),
    }
    reader.finish(sources)
}

/// The largest file that Proxmox's cluster file system takes.
const LARGEST: usize = 1 << 20;

/// Refuses a text that cannot be a container's file, so that no memory is spent on its lines.
fn check_size(text: &str) -> Result<(), Problem> {
    if text.len() <= LARGEST {
        return Ok(());
    }
    let message = format!(
        "the file has {} bytes, and Proxmox's cluster file system takes none above {LARGEST}",
        text.len()
    );
    Err(Problem::new("too-large", message).hint("a container's file has a few dozen lines; look whether this is the right one"))
}

/// Returns the container's number, which Proxmox takes from the file name alone.
fn vmid(sources: &Sources) -> Option<u32> {
    let (_, file) = sources.files().next()?;
    let stem = file.path.file_name()?.to_str()?.strip_suffix(".conf")?;
    let is_number = !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| stem.parse().ok()).flatten()
}
