//! What a process does to itself on its way into a container, where rustix has no call for it.

use std::ffi::{CString, c_char};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};

use crate::Errno;

/// Loads a system call filter for this process and all its children (seccomp(2)).
///
/// # Errors
/// `EINVAL` for a program the kernel refuses, `EACCES` without CAP_SYS_ADMIN or `no_new_privs`.
pub fn load_seccomp(program: &[u64]) -> Result<(), Errno> {
    let filter = libc::sock_fprog {
        len: u16::try_from(program.len()).map_err(|_| Errno::from_raw(libc::EINVAL))?,
        filter: program.as_ptr().cast_mut().cast::<libc::sock_filter>(),
    };
    // SAFETY: a sock_filter is eight bytes laid out as the planner packed them; the kernel copies them during the call.
    let result = unsafe { libc::syscall(libc::SYS_seccomp, libc::SECCOMP_SET_MODE_FILTER, 0, &raw const filter) };
    Errno::check(result).map(|_| ())
}

/// The number of the call that [`yield_once`] makes.
pub const YIELD_NUMBER: libc::c_long = libc::SYS_sched_yield;

/// Gives the processor up for a moment (sched_yield(2)): a call that does nothing, for seeing what a filter does with it.
///
/// # Errors
/// Whatever a system call filter says; the kernel itself never refuses.
pub fn yield_once() -> Result<(), Errno> {
    // SAFETY: the call takes no argument and touches no memory.
    let result = unsafe { libc::syscall(libc::SYS_sched_yield) };
    Errno::check(result).map(|_| ())
}

/// Sets the execution domain to 32 bit (personality(2)).
///
/// # Errors
/// What personality(2) says.
pub fn set_personality_linux32() -> Result<(), Errno> {
    const PER_LINUX32: libc::c_ulong = 0x0008;
    // SAFETY: personality takes a number and touches no memory.
    let result = unsafe { libc::personality(PER_LINUX32) };
    Errno::check(result.into()).map(|_| ())
}

/// Joins a new, anonymous session keyring (keyctl(2)), so that the starter's keys are out of reach.
///
/// # Errors
/// `ENOSYS` on kernels without keys, `EDQUOT` past the user's quota, `EPERM` where a filter forbids it.
pub fn join_new_keyring() -> Result<(), Errno> {
    const JOIN_SESSION_KEYRING: libc::c_long = 1;
    // SAFETY: a null name asks for an anonymous keyring; no memory is touched.
    let result = unsafe { libc::syscall(libc::SYS_keyctl, JOIN_SESSION_KEYRING, 0, 0, 0, 0) };
    Errno::check(result).map(|_| ())
}

/// Closes every descriptor from `first` on.
///
/// Only for a child just before it becomes something else: owners of those descriptors must not be used again.
///
/// # Errors
/// `ENOSYS` before Linux 5.9.
pub fn close_from(first: u32) -> Result<(), Errno> {
    // SAFETY: the caller gives the descriptors up; descriptors are numbers, so no memory is touched.
    let result = unsafe { libc::syscall(libc::SYS_close_range, first, libc::c_uint::MAX, 0) };
    Errno::check(result).map(|_| ())
}

/// Becomes another program; returns only when that failed.
pub fn exec(path: &CString, arguments: &[CString], environment: &[CString]) -> Errno {
    let pointers = |strings: &[CString]| -> Vec<*const c_char> {
        strings
            .iter()
            .map(|string| string.as_ptr())
            .chain(std::iter::once(std::ptr::null()))
            .collect()
    };
    let (argv, envp) = (pointers(arguments), pointers(environment));
    // SAFETY: both arrays are null-terminated and point to C strings that outlive the call.
    unsafe { libc::execve(path.as_ptr(), argv.as_ptr(), envp.as_ptr()) };
    Errno::last()
}

/// Puts every signal back to its default and unblocks all, as a new program expects them.
pub fn reset_signals() {
    // SAFETY: a zeroed sigaction is valid (SIG_DFL, no flags); a failure (SIGKILL, reserved numbers) changes nothing. The set is
    // initialised by sigemptyset before it is used.
    unsafe {
        let action: libc::sigaction = std::mem::zeroed();
        for signal in 1..=64 {
            libc::sigaction(signal, &raw const action, std::ptr::null_mut());
        }
        let mut none: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut none);
        libc::sigprocmask(libc::SIG_SETMASK, &raw const none, std::ptr::null_mut());
    }
}

/// Sends a signal, also a real-time one, to the process that a pidfd stands for.
///
/// # Errors
/// `ESRCH` when it has ended, `EPERM` without rights, `EINVAL` for no such signal.
pub fn signal(pidfd: impl AsFd, number: i32) -> Result<(), Errno> {
    let fd = pidfd.as_fd().as_raw_fd();
    // SAFETY: the descriptor is open for the call; a null siginfo is allowed.
    let result = unsafe {
        libc::syscall(
            libc::SYS_pidfd_send_signal,
            fd,
            number,
            std::ptr::null::<libc::siginfo_t>(),
            0,
        )
    };
    Errno::check(result).map(|_| ())
}

/// Returns the pid of the process that started this one.
pub fn parent_id() -> i32 {
    // SAFETY: getppid cannot fail and touches no memory.
    unsafe { libc::getppid() }
}

/// Makes `fd` the descriptor `number`, which is closed first when it is open and is kept over exec.
///
/// # Errors
/// `EBADF`, `EBUSY` as in dup2(2).
pub fn put_at(fd: impl AsFd, number: i32) -> Result<(), Errno> {
    let from = fd.as_fd().as_raw_fd();
    let result = if from == number {
        // dup2 of a descriptor onto itself would leave its close-on-exec flag set.
        // SAFETY: F_SETFD takes a number and touches no memory.
        unsafe { libc::fcntl(from, libc::F_SETFD, 0) }
    } else {
        // SAFETY: used for standard input, output and error only, whose owners in Rust hold plain numbers.
        unsafe { libc::dup2(from, number) }
    };
    Errno::check(result.into()).map(|_| ())
}

/// Closes an inherited descriptor that nothing in this process owns.
pub fn close(number: i32) {
    // SAFETY: closing a number touches no memory; callers name descriptors that no Rust value owns.
    unsafe { libc::close(number) };
}

/// Moves a descriptor to the number 3 and closes every one from 4 on; what is returned is never closed by Rust.
///
/// Every other owner of a descriptor in this process is void afterwards: only for a process on its way to become another.
///
/// # Errors
/// What dup2(2) and close_range(2) say.
pub fn keep_alone(fd: impl AsFd) -> Result<std::mem::ManuallyDrop<OwnedFd>, Errno> {
    const NUMBER: i32 = 3;
    let from = fd.as_fd().as_raw_fd();
    // SAFETY: duplicating a descriptor and setting its flag touch no memory; dup2 onto itself does nothing.
    unsafe {
        Errno::check(libc::dup2(from, NUMBER).into())?;
        Errno::check(libc::fcntl(NUMBER, libc::F_SETFD, libc::FD_CLOEXEC).into())?;
    }
    close_from(4)?;
    // SAFETY: the number was made just now and is given to one owner, which never closes it.
    Ok(std::mem::ManuallyDrop::new(unsafe { OwnedFd::from_raw_fd(NUMBER) }))
}
