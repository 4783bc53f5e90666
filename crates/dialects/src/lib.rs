//! Text to model and back, for every dialect. Takes `&str`, does no I/O, never fails.
//!
//! A dialect is a folder with one key table (`keys.rs`), a line grammar (`lines.rs`) and the values its keys share.
//! What a reader cannot read becomes a [`Diagnostic`]; what it needs to read first is [`Reading::wanted`]. Start with
//! [`read`] and `key.rs`.

mod detect;
mod key;
pub mod libvirt;
pub mod lxc;
pub mod lxd;
pub mod oci;
pub mod pve;
mod reading;
pub mod tree;

pub use detect::detect;
pub use key::{Key, KeyName, Problem, Setting, Syntax};
pub use reading::{Reading, Wanted};

use transom_model::{Dialect, Sources};

/// Reads the main file of `sources` in this dialect.
pub fn read(dialect: Dialect, sources: &Sources) -> Reading {
    match dialect {
        Dialect::Lxc => lxc::read(sources),
        Dialect::Pve => pve::read(sources),
        Dialect::Libvirt => libvirt::read(sources),
        Dialect::Lxd | Dialect::Incus => lxd::read(dialect, sources),
        Dialect::Oci => oci::read(sources),
    }
}
