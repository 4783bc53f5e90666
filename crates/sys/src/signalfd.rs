//! Signals as something to wait for beside other descriptors (signalfd(2)).

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

use crate::Errno;

/// A set of blocked signals that can be read one by one.
#[derive(Debug)]
pub struct SignalFd(OwnedFd);

impl SignalFd {
    /// Blocks these signals for the process and opens a descriptor that becomes readable when one is pending.
    ///
    /// # Errors
    /// What signalfd4(2) says.
    pub fn block(signals: &[i32]) -> Result<Self, Errno> {
        // SAFETY: the set is initialised by sigemptyset before use and outlives both calls; a null old set is allowed.
        let fd = unsafe {
            let mut set: libc::sigset_t = std::mem::zeroed();
            libc::sigemptyset(&raw mut set);
            for signal in signals {
                libc::sigaddset(&raw mut set, *signal);
            }
            libc::sigprocmask(libc::SIG_BLOCK, &raw const set, std::ptr::null_mut());
            libc::signalfd(-1, &raw const set, libc::SFD_CLOEXEC | libc::SFD_NONBLOCK)
        };
        Errno::check(fd.into())?;
        // SAFETY: signalfd returned a new descriptor that nobody else owns.
        Ok(Self(unsafe { OwnedFd::from_raw_fd(fd) }))
    }

    /// Takes the next pending signal's number, if there is one.
    pub fn next(&self) -> Option<i32> {
        // SAFETY: a zeroed siginfo is valid plain data; read writes at most its size into it.
        unsafe {
            let mut info: libc::signalfd_siginfo = std::mem::zeroed();
            let size = size_of::<libc::signalfd_siginfo>();
            let count = libc::read(self.0.as_raw_fd(), (&raw mut info).cast(), size);
            (count == size as isize).then_some(info.ssi_signo as i32)
        }
    }
}

impl AsFd for SignalFd {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
