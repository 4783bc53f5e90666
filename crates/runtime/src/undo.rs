//! What is to be taken back when a start fails half way.
//!
//! Mounts need no entry: all of ours are detached or in the container's own mount namespace and go with the last process.
//! Every action is harmless when what it removes is gone already.

use std::path::PathBuf;

use transom_sys::netlink::Netlink;

/// One thing to take back.
#[derive(Debug)]
pub enum Action {
    /// Removes a cgroup directory, after ending what is in it.
    RemoveCgroup(PathBuf),
    /// Removes an interface of the host.
    RemoveLink(String),
}

/// Takes back what was made, in reverse order, unless it is [kept](Undo::keep).
#[derive(Debug, Default)]
pub struct Undo {
    actions: Vec<Action>,
}

impl Undo {
    /// Notes what to take back.
    pub fn push(&mut self, action: Action) {
        self.actions.push(action);
    }

    /// Gives up taking back: the container runs, and its end cleans up.
    pub fn keep(mut self) {
        self.actions.clear();
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        for action in self.actions.drain(..).rev() {
            match action {
                Action::RemoveCgroup(path) => crate::cgroup::kill_and_remove(&path),
                Action::RemoveLink(name) => remove_links(&[name]),
            }
        }
    }
}

/// Removes interfaces of the host by name; one that is gone already is fine.
pub fn remove_links(names: &[String]) {
    if names.is_empty() {
        return;
    }
    let Ok(mut netlink) = Netlink::open() else { return };
    for name in names {
        // Gone already is as good as removed now; anything else the next sweep tries again.
        drop(netlink.delete(name));
    }
}
