//! Keeps the user's terminal out of a container whose process is to have the caller's standard input and output.
//!
//! Who has a terminal open can read what is typed there, and a privileged container's root can type into it (TIOCSTI,
//! ioctl_tty(2)), which is to run commands as the user. So a process inside gets a pipe in place of an output that is a
//! terminal, and an empty input: reading ahead would take keys from a pager at the other end of `| less`. What is no
//! terminal is passed on untouched.

use std::io::IsTerminal;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{Mode, OFlags};
use rustix::pipe::PipeFlags;
use transom_sys::process::put_at;

use crate::Stdio;
use crate::error::{Doing, Failure};

/// Stands where the caller's terminal was, while a process is made that inherits it.
#[derive(Debug)]
pub(crate) struct StandIn {
    /// The descriptors' numbers, and what belongs there.
    saved: Vec<(i32, OwnedFd)>,
    output: Option<OwnedFd>,
}

impl StandIn {
    /// Puts an empty input and a pipe in place of each standard stream that is a terminal.
    pub(crate) fn take(stdio: Stdio) -> Result<Self, Failure> {
        let mut stand_in = Self {
            saved: Vec::new(),
            output: None,
        };
        if stdio == Stdio::Inherit {
            let doing = || "keep the user's terminal out of the container".to_owned();
            stand_in.replace().doing(doing)?;
        }
        Ok(stand_in)
    }

    fn replace(&mut self) -> Result<(), transom_sys::Errno> {
        let (input, output, errors) = (std::io::stdin(), std::io::stdout(), std::io::stderr());
        if input.is_terminal() {
            let null = rustix::fs::open("/dev/null", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
            self.put(&null, input.as_fd(), 0)?;
        }
        let outputs = [
            (output.is_terminal(), output.as_fd(), 1),
            (errors.is_terminal(), errors.as_fd(), 2),
        ];
        if outputs.iter().any(|(is_terminal, ..)| *is_terminal) {
            // One for both, so that what is printed keeps its order.
            let (ours, theirs) = rustix::pipe::pipe_with(PipeFlags::CLOEXEC)?;
            for (_, fd, number) in outputs.into_iter().filter(|(is_terminal, ..)| *is_terminal) {
                self.put(&theirs, fd, number)?;
            }
            self.output = Some(ours);
        }
        Ok(())
    }

    fn put(&mut self, new: &OwnedFd, old: BorrowedFd<'_>, number: i32) -> Result<(), transom_sys::Errno> {
        const ABOVE_STANDARD: i32 = 3;
        let kept = rustix::io::fcntl_dupfd_cloexec(old, ABOVE_STANDARD)?;
        self.saved.push((number, kept));
        put_at(new, number)
    }

    /// Gives the caller its terminal back, and returns the end of the pipe from which the process's output comes.
    pub(crate) fn leave(mut self) -> Option<OwnedFd> {
        self.output.take()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        for (number, fd) in self.saved.drain(..) {
            // Both are open descriptors of this process, so this does not fail.
            put_at(&fd, number).ok();
        }
    }
}

/// Returns the caller's terminal for what a process prints: its output, or else where its errors go.
pub fn terminal_for_output() -> BorrowedFd<'static> {
    if std::io::stdout().is_terminal() {
        rustix::stdio::stdout()
    } else {
        rustix::stdio::stderr()
    }
}
