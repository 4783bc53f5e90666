//! Tries things for real, from wherever this process is: on the host or inside a container.
//!
//! A [`Trial`] uses what it is about (runs a virtual CPU, mounts a file system, maps ids) and leaves nothing: what would stay is
//! done by a child in namespaces of its own (`child.rs`). `devices.rs` has what needs a node, `spaces.rs` namespaces and mounts,
//! `kernel.rs` filters, keys and watches, `cgroup.rs` control groups, on the host alone. Start with [`attempt`].

mod cgroup;
mod child;
mod devices;
mod kernel;
mod spaces;

use std::path::PathBuf;

use transom_plan::Probe;

pub use cgroup::{CgroupTrial, try_cgroups};
pub use spaces::try_idmap;

/// What was proved, or the reason why not, each a few words.
pub type Outcome = Result<String, String>;

/// Something that can be tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trial {
    /// Runs a virtual machine on /dev/kvm.
    Kvm,
    /// Makes a TAP interface through /dev/net/tun.
    Tun,
    /// Makes one in a network namespace of its own.
    TunApart,
    /// Serves a file system through /dev/fuse.
    Fuse,
    /// Asks a vhost node for its features.
    Vhost(PathBuf),
    /// Asks /dev/vsock for the machine's address.
    Vsock,
    /// Asks /dev/vfio/vfio for its version.
    Vfio,
    /// Asks a graphics node for its driver.
    Drm(PathBuf),
    /// Asks /dev/loop-control for a free device.
    Loop,
    /// Makes a user namespace and maps the own id.
    UserNamespace,
    /// Maps a range of ids, as a start does; for root.
    IdRange,
    /// Makes a user namespace inside a user namespace.
    NestedUser,
    /// Mounts a fresh /proc in a pid namespace inside a user namespace.
    NestedProc,
    /// Mounts an overlay and writes through it, in a user namespace.
    Overlay,
    /// Makes a pair of interfaces.
    Veth,
    /// Makes a bridge and puts a port on it.
    Bridge,
    /// Makes a macvlan.
    Macvlan,
    /// Loads a system call filter and sees it refuse.
    Seccomp,
    /// Loads a device program.
    DeviceProgram,
    /// Joins a new keyring.
    Keyring,
    /// Opens an inotify instance and watches a folder.
    Inotify,
    /// Opens a pseudo terminal.
    Terminal,
    /// Asks the audit system for its status.
    Audit,
    /// Lists the kernel's security modules.
    SecurityModules,
}

impl From<Probe> for Trial {
    fn from(probe: Probe) -> Self {
        match probe {
            Probe::Kvm => Self::Kvm,
            Probe::Tun => Self::Tun,
        }
    }
}

/// Uses the device; returns what was proved, or the reason it failed.
pub fn try_device(probe: Probe) -> Outcome {
    attempt(&probe.into())
}

/// Tries something.
pub fn attempt(trial: &Trial) -> Outcome {
    match trial {
        Trial::Kvm => devices::kvm(),
        Trial::Tun => devices::tun(),
        Trial::TunApart => devices::tun_apart(),
        Trial::Fuse => devices::fuse(),
        Trial::Vhost(node) => devices::vhost(node),
        Trial::Vsock => devices::vsock(),
        Trial::Vfio => devices::vfio(),
        Trial::Drm(node) => devices::drm(node),
        Trial::Loop => devices::free_loop(),
        Trial::UserNamespace => spaces::user_namespace(),
        Trial::IdRange => spaces::id_range(),
        Trial::NestedUser => spaces::nested_user(),
        Trial::NestedProc => spaces::nested_proc(),
        Trial::Overlay => spaces::overlay(),
        Trial::Veth => spaces::veth(),
        Trial::Bridge => spaces::bridge(),
        Trial::Macvlan => spaces::macvlan(),
        Trial::Seccomp => kernel::seccomp(),
        Trial::DeviceProgram => kernel::device_program(),
        Trial::Keyring => kernel::keyring(),
        Trial::Inotify => kernel::inotify(),
        Trial::Terminal => kernel::terminal(),
        Trial::Audit => kernel::audit(),
        Trial::SecurityModules => kernel::security_modules(),
    }
}

/// Writes an error with all that caused it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text = format!("{text}: {source}");
        next = source.source();
    }
    text
}

/// Says what was tried when a call is refused.
fn because<E: std::fmt::Display>(doing: &str) -> impl FnOnce(E) -> String {
    let doing = doing.to_owned();
    move |error| format!("cannot {doing}: {error}")
}
