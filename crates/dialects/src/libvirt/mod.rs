//! libvirt's LXC domains.

use transom_model::{Container, Dialect, Sources};

use crate::Reading;

/// Reads the main file of `sources`.
pub fn read(sources: &Sources) -> Reading {
    let _ = sources;
    Reading { dialect: Dialect::Libvirt, container: Container::default(), diagnostics: Vec::new(), accounts: Vec::new(), wanted: Vec::new() }
}
