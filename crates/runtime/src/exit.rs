//! How a process ended, and processes that cannot be mistaken for another.

use std::os::fd::AsFd;

use rustix::process::{WaitId, WaitIdOptions, waitid};
use serde::{Deserialize, Serialize};

use crate::error::{Doing, Failure};

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exit {
    /// With this status.
    Code(i32),
    /// By this signal.
    Signal(i32),
}

/// A process id with its start time, so that a reused number is not taken for the same process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessId {
    /// Its number on the host.
    pub pid: i32,
    /// Clock ticks after boot, field 22 of /proc/PID/stat (proc(5)).
    pub started: u64,
}

impl ProcessId {
    /// Looks at a process.
    pub fn of(pid: i32) -> Option<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name in parentheses may hold anything, so fields are counted from the last one.
        let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
        let is_zombie = fields.first() == Some(&"Z");
        let started = fields.get(19)?.parse().ok()?;
        (!is_zombie).then_some(Self { pid, started })
    }

    /// Says whether the process still runs.
    pub fn is_alive(self) -> bool {
        Self::of(self.pid) == Some(self)
    }
}

/// Waits for a child to end.
pub fn wait(pidfd: impl AsFd) -> Result<Exit, Failure> {
    let doing = || "wait for the first process".to_owned();
    loop {
        match waitid(WaitId::PidFd(pidfd.as_fd()), WaitIdOptions::EXITED) {
            Err(rustix::io::Errno::INTR) => {}
            Err(errno) => return Err(errno).doing(doing),
            Ok(None) => {}
            Ok(Some(status)) => {
                return Ok(status
                    .exit_status()
                    .map_or_else(|| Exit::Signal(status.terminating_signal().unwrap_or(9)), Exit::Code));
            }
        }
    }
}
