//! The one fork-like call of the whole program: clone3(2), with every namespace and the cgroup at birth.
//!
//! Callers are single-threaded, so the child may do anything the parent could. It never returns into the caller's
//! code: [`spawn`] takes the child's whole life as a function that ends in an exit status.

use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

use rustix::process::Pid;

use crate::Errno;

/// A process that was made, held by its pidfd so that its number cannot be mistaken.
#[derive(Debug)]
pub struct Child {
    /// Its number in the caller's pid namespace.
    pub pid: Pid,
    /// Readable when it has ended.
    pub pidfd: OwnedFd,
}

/// What a new process gets of its own.
#[derive(Debug, Clone, Copy, Default)]
pub struct SpawnFlags {
    /// `CLONE_NEW…` bits.
    pub namespaces: u64,
}

/// The bits of clone3(2) for namespaces.
pub mod namespace {
    /// Users, groups and capabilities.
    pub const USER: u64 = libc::CLONE_NEWUSER as u64;
    /// Mounts.
    pub const MOUNT: u64 = libc::CLONE_NEWNS as u64;
    /// Process ids.
    pub const PID: u64 = libc::CLONE_NEWPID as u64;
    /// Host name.
    pub const UTS: u64 = libc::CLONE_NEWUTS as u64;
    /// Message queues, semaphores, shared memory.
    pub const IPC: u64 = libc::CLONE_NEWIPC as u64;
    /// Interfaces and routes.
    pub const NET: u64 = libc::CLONE_NEWNET as u64;
    /// The cgroup tree's root.
    pub const CGROUP: u64 = libc::CLONE_NEWCGROUP as u64;
    /// Clocks; takes effect for children only.
    pub const TIME: u64 = 0x80;
}

/// Born in the cgroup of the argument (sched.h); libc's constant is too narrow for it.
const CLONE_INTO_CGROUP: u64 = 0x2_0000_0000;

/// The argument of clone3(2), version 2 (Linux 5.7).
#[repr(C)]
#[derive(Default)]
struct CloneArgs {
    flags: u64,
    pidfd: u64,
    child_tid: u64,
    parent_tid: u64,
    exit_signal: u64,
    stack: u64,
    stack_size: u64,
    tls: u64,
    set_tid: u64,
    set_tid_size: u64,
    cgroup: u64,
}

/// Makes a child process that runs `life` and exits with what it returns.
///
/// With `cgroup`, the child is born in that v2 cgroup (Linux 5.7), which spares the wait of a later move.
///
/// # Errors
/// What clone3(2) says: `EPERM` without rights, `ENOSPC` past a namespace limit, `EBUSY` for a cgroup that may not hold processes.
pub fn spawn(flags: SpawnFlags, cgroup: Option<BorrowedFd<'_>>, life: impl FnOnce() -> i32) -> Result<Child, Errno> {
    let mut pidfd: i32 = -1;
    let mut args = CloneArgs {
        flags: libc::CLONE_PIDFD as u64 | flags.namespaces,
        pidfd: &raw mut pidfd as u64,
        exit_signal: libc::SIGCHLD as u64,
        ..CloneArgs::default()
    };
    if let Some(cgroup) = cgroup {
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = cgroup.as_raw_fd() as u64;
    }
    // SAFETY: `args` is a valid clone_args of the size given and lives over the call; `pidfd` is a valid place for an int.
    // Without CLONE_VM the child has a copy of this memory, so nothing is shared with it.
    let result = unsafe { libc::syscall(libc::SYS_clone3, &raw mut args, size_of::<CloneArgs>()) };
    match result {
        -1 => Err(Errno::last()),
        0 => {
            let status = life();
            // SAFETY: _exit ends the child at once; no destructor or exit handler of the parent's copy may run in it.
            unsafe { libc::_exit(status) }
        }
        pid => {
            let pid = i32::try_from(pid)
                .ok()
                .and_then(Pid::from_raw)
                .expect("the kernel returns a positive pid");
            // SAFETY: CLONE_PIDFD stored a new descriptor that nobody else owns.
            let pidfd = unsafe { OwnedFd::from_raw_fd(pidfd) };
            Ok(Child { pid, pidfd })
        }
    }
}

/// Makes a cgroup namespace for this process, with the cgroups it is in now as its roots.
///
/// # Errors
/// `EPERM` without CAP_SYS_ADMIN in the own user namespace.
pub fn unshare_cgroup() -> Result<(), Errno> {
    // SAFETY: a cgroup namespace changes what paths look like, nothing about memory or descriptors.
    let result = unsafe { libc::unshare(libc::CLONE_NEWCGROUP) };
    Errno::check(result.into()).map(|_| ())
}
