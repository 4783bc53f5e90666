//! Terminals of the container: its console and numbered ttys, made in its own devpts.
//!
//! The other end of each is taken by TIOCGPTPEER from the descriptor itself, never by its name (CVE-2025-52565).

use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, ResolveFlags};
use rustix::pty::OpenptFlags;
use transom_model::Bind;

use super::mounts;
use crate::error::{Doing, Failure};

/// `f_type` of a devpts (linux/magic.h).
const DEVPTS_MAGIC: u64 = 0x1cd1;

/// Makes a terminal in the container's devpts: the end for the container, and ours.
pub fn make(root: &OwnedFd) -> Result<(OwnedFd, OwnedFd), Failure> {
    open_pair(root).doing(|| "make a terminal in the container".to_owned())
}

fn open_pair(root: &OwnedFd) -> rustix::io::Result<(OwnedFd, OwnedFd)> {
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
    let resolve = ResolveFlags::IN_ROOT | ResolveFlags::NO_SYMLINKS;
    let controller = rustix::fs::openat2(root, "dev/pts/ptmx", flags, Mode::empty(), resolve)?;
    if u64::try_from(rustix::fs::fstatfs(&controller)?.f_type) != Ok(DEVPTS_MAGIC) {
        return Err(rustix::io::Errno::NODEV);
    }
    rustix::pty::unlockpt(&controller)?;
    let user = rustix::pty::ioctl_tiocgptpeer(&controller, OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
    Ok((user, controller))
}

/// Shows a terminal at a path below the root.
pub fn bind(root: &OwnedFd, terminal: &OwnedFd, path: &Path) -> Result<(), Failure> {
    let target = mounts::make_file(root, path)?;
    mounts::clone_of(terminal, Bind::Single)
        .and_then(|copy| mounts::attach(copy, &target))
        .doing(|| format!("show the terminal at /{}", path.display()))
}

/// Shows a numbered terminal at /dev/ttyN, or in a folder with a link at the usual place.
pub fn bind_tty(root: &OwnedFd, terminal: &OwnedFd, number: u32, dir: Option<&str>) -> Result<(), Failure> {
    let name = format!("tty{number}");
    let Some(dir) = dir else {
        return bind(root, terminal, &Path::new("dev").join(name));
    };
    bind(root, terminal, &PathBuf::from("dev").join(dir).join(&name))?;
    let dev = mounts::make_directory(root, Path::new("dev"))?;
    rustix::fs::symlinkat(format!("{dir}/{name}"), &dev, &name).doing(|| format!("link /dev/{name}"))
}

/// Makes a terminal this process's own: controlling terminal, standard input, output and error.
pub fn take_over(terminal: &OwnedFd) -> Result<(), Failure> {
    let doing = || "take over the terminal".to_owned();
    rustix::process::ioctl_tiocsctty(terminal).doing(doing)?;
    for number in 0..3 {
        transom_sys::process::put_at(terminal, number).doing(doing)?;
    }
    Ok(())
}
