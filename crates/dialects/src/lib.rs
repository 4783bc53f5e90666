//! Text to model and back, for every dialect. Takes `&str`, does no I/O, never fails.
//!
//! A dialect is a folder with one key table (`keys.rs`), a line grammar (`lines.rs`) and the values its keys share.
//! What a reader cannot read becomes a [`Diagnostic`]; what it needs to read first is [`Reading::wanted`]. Start with
//! [`read`] and `key.rs`.

pub mod convert;
mod detect;
mod edit;
mod key;
pub mod libvirt;
pub mod lxc;
pub mod lxd;
pub mod oci;
pub mod pve;
mod reading;
pub mod tree;

pub use convert::convert;
pub use detect::{Certainty, Detection, Foreign, Looks, detect, mismatch, not_a_configuration};
pub use edit::{Edit, edit};
pub use key::{Key, KeyName, Problem, Setting, Syntax};
pub use reading::{Reading, Wanted};

use transom_model::{Container, Dialect, Release, Sources};

/// Reads the main file of `sources` as a version of a dialect's manager does; a dialect alone means its newest version.
pub fn read(release: impl Into<Release>, sources: &Sources) -> Reading {
    let release = release.into();
    let mut reading = match release.dialect {
        Dialect::Lxc => lxc::read_as(release.version, sources),
        Dialect::Pve => pve::read_as(release.version, sources),
        Dialect::Libvirt => libvirt::read_as(release.version, sources),
        Dialect::Lxd | Dialect::Incus => lxd::read_as(release, sources),
        Dialect::Oci => oci::read_as(release.version, sources),
    };
    reading.keep_places_on_lines(sources);
    reading
}

/// Prints a container in a dialect, as the newest version of its manager takes it. What the dialect has no words for is left out.
pub fn print(dialect: Dialect, container: &Container) -> String {
    match dialect {
        Dialect::Lxc => lxc::print(container),
        Dialect::Pve => pve::print(container),
        Dialect::Libvirt => libvirt::print(container),
        Dialect::Lxd | Dialect::Incus => lxd::print(dialect, container),
        Dialect::Oci => oci::print(container),
    }
}
