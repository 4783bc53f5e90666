//! Why a step could not be carried out, with what was tried, so that the edge can join it with the user's line.

use transom_model::Origin;
use transom_sys::Errno;

/// One failed operation: what was tried and the kernel's reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What was tried: `mount proc at /proc`.
    pub doing: String,
    /// The kernel's reason.
    pub errno: Errno,
}

impl Failure {
    /// Joins what was tried with the kernel's reason.
    pub fn new(doing: impl Into<String>, errno: impl Into<Errno>) -> Self {
        Self {
            doing: doing.into(),
            errno: errno.into(),
        }
    }

    /// Makes a failure that no single call reported.
    pub fn because(doing: impl Into<String>, number: i32) -> Self {
        Self {
            doing: doing.into(),
            errno: Errno::from_raw(number),
        }
    }
}

/// Adds what was tried to a call's result.
pub trait Doing<T> {
    /// Names the operation in case it failed.
    fn doing(self, what: impl FnOnce() -> String) -> Result<T, Failure>;
}

impl<T, E: Into<Errno>> Doing<T> for Result<T, E> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T, Failure> {
        self.map_err(|errno| Failure::new(what(), errno))
    }
}

/// Turns an error of the standard library into the kernel's number.
pub fn errno_of(error: &std::io::Error) -> Errno {
    Errno::from_raw(error.raw_os_error().unwrap_or(5))
}

/// Why a container did not start, or a command did not run in one.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A step failed.
    #[error("cannot {doing}")]
    Step {
        /// Its position in the plan.
        index: usize,
        /// The line or default that asked for it.
        cause: Origin,
        /// What was tried.
        doing: String,
        /// The kernel's reason.
        #[source]
        errno: Errno,
    },
    /// The new process ended before it could run the first program.
    #[error("the first process ended before it could run its program ({how})")]
    Died {
        /// How it ended.
        how: String,
    },
    /// Something outside of any step failed.
    #[error("cannot {doing}")]
    Call {
        /// What was tried.
        doing: String,
        /// The kernel's reason.
        #[source]
        errno: Errno,
    },
    /// The program to run is not there.
    #[error("{program}: {}", if *is_found { "cannot be executed" } else { "not found in the container" })]
    Program {
        /// What was asked for.
        program: String,
        /// Whether there is something of that name.
        is_found: bool,
        /// The line that asks for it, when it was not the caller.
        cause: Option<Origin>,
        /// The kernel's reason.
        #[source]
        errno: Errno,
    },
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Call {
            doing: failure.doing,
            errno: failure.errno,
        }
    }
}

/// Makes an error number out of one that crossed a process border.
pub fn errno(number: i32) -> Errno {
    Errno::from_raw(number)
}
