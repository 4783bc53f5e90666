//! LXD and Incus.

use transom_model::{Container, Dialect, Sources};

use crate::Reading;

/// Reads the main file of `sources`.
pub fn read(dialect: Dialect, sources: &Sources) -> Reading {
    let _ = sources;
    Reading { dialect: dialect, container: Container::default(), diagnostics: Vec::new(), accounts: Vec::new(), wanted: Vec::new() }
}
