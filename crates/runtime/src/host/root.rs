//! Opens a root file system, detached.

use std::os::fd::{BorrowedFd, OwnedFd};
use std::path::Path;

use transom_model::{Bind, HostId, RootSource};
use transom_sys::mount::{MountChange, attr, change};

use super::mounts::clone_tree;
use super::root_host;
use crate::error::{Doing, Failure};

/// What is asked of a root.
#[derive(Debug)]
pub struct Order<'a> {
    /// Where it comes from.
    pub source: &'a RootSource,
    /// Mounted read-only.
    pub is_read_only: bool,
    /// Host ids of the container's root user and group, when it has a map.
    pub owner: Option<(HostId, HostId)>,
}

/// A root: its top mount and what goes below it.
#[derive(Debug)]
pub struct Parts {
    /// The root itself.
    pub top: OwnedFd,
    /// Mounts below it, with their paths there.
    pub below: Vec<(String, OwnedFd)>,
}

/// Opens the root, shifted by the user namespace if one is given.
pub fn open(order: &Order<'_>, user_namespace: Option<BorrowedFd<'_>>) -> Result<Parts, Failure> {
    match order.source {
        RootSource::Directory(path) => directory(path, order.is_read_only, user_namespace),
        RootSource::Host => root_host::make(order.owner),
        other => Err(Failure::because(format!("open the root {other:?}"), 95)),
    }
}

fn directory(path: &Path, is_read_only: bool, user_namespace: Option<BorrowedFd<'_>>) -> Result<Parts, Failure> {
    let doing = || format!("open the root {}", path.display());
    let top = clone_tree(path, Bind::Recursive).doing(doing)?;
    let set = if is_read_only { attr::RDONLY } else { 0 };
    if set != 0 || user_namespace.is_some() {
        let wish = MountChange {
            set,
            idmap: user_namespace,
            is_recursive: true,
            ..MountChange::default()
        };
        change(&top, &wish).doing(|| format!("shift the owners of {}", path.display()))?;
    }
    Ok(Parts { top, below: Vec::new() })
}
