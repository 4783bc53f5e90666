//! Carries steps out: the one place where a plan meets the kernel. Synchronous, one thread, undone on failure.
//!
//! [`start`] walks a plan in two processes that talk over a socket: the starter's side is `host/`, the new process's is
//! `inside/`. [`exec`] joins a running container, [`probe`] looks at the host, [`console`] carries bytes between terminals.
//! Nothing is decided here. Start with `start.rs`.

mod cgroup;
mod channel;
pub mod console;
mod copy;
pub mod detach;
mod error;
mod exec;
mod exit;
mod host;
mod inside;
mod probe;
mod process;
mod start;
mod streams;
mod trial;
mod undo;

pub use cgroup::Cgroups;
pub use copy::go_on_as_copy;
pub use error::{Error, Failure, errno};
pub use exec::{Confinement, ExecJob, Executed, Joined, exec};
pub use exit::{Exit, ProcessId, wait};
pub use probe::{probe, probe_drivers, probe_whole};
pub use process::{halt_signal, open_process, shell_status, signal, wait_for_end};
pub use start::{ProbeReport, StartJob, Started, Stdio, start};
pub use streams::terminal_for_output;
pub use transom_sys::signalfd::SignalFd as Signals;
pub use trial::{CgroupTrial, Outcome, Trial, attempt, try_cgroups, try_device, try_idmap};
pub use undo::remove_links;
