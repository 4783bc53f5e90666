//! Processes that are not our children: opened by number and start time, signalled, waited for.

use std::os::fd::{AsFd, OwnedFd};
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use crate::error::{Doing, Failure};
use crate::{Exit, ProcessId};

/// SIGRTMIN+3 as C libraries count it: systemd's signal for halting (systemd(1)).
const HALT_SYSTEMD: u32 = 37;
/// SIGPWR: what sysvinit, busybox and OpenRC take for a failing power supply.
const HALT_POWER: u32 = 30;
const HALT_TERMINATE: u32 = 15;

/// Opens a process; fails when the number has come to mean another one.
pub fn open_process(process: ProcessId) -> Result<OwnedFd, Failure> {
    let doing = || "find the container's first process".to_owned();
    let gone = || Failure::because(doing(), rustix::io::Errno::SRCH.raw_os_error());
    let pid = Pid::from_raw(process.pid).ok_or_else(gone)?;
    let pidfd = pidfd_open(pid, PidfdFlags::empty()).doing(doing)?;
    // Checked after the pidfd is open: from here on the number cannot come to mean another process.
    if process.is_alive() { Ok(pidfd) } else { Err(gone()) }
}

/// Sends a signal.
pub fn signal(pidfd: impl AsFd, number: i32) -> Result<(), Failure> {
    transom_sys::process::signal(pidfd, number).doing(|| format!("send signal {number} to the container's first process"))
}

/// Waits until a process has ended; `false` when `deadline` passed first.
pub fn wait_for_end(pidfd: impl AsFd, deadline: Option<Instant>) -> Result<bool, Failure> {
    let pidfd = pidfd.as_fd();
    let mut fds = [PollFd::new(&pidfd, PollFlags::IN)];
    loop {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let timeout = left.map(|left| Timespec {
            tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: left.subsec_nanos().into(),
        });
        match poll(&mut fds, timeout.as_ref()) {
            Err(rustix::io::Errno::INTR) => {}
            result => return Ok(result.doing(|| "wait for the container's first process".to_owned())? > 0),
        }
    }
}

/// Finds the signal that asks this init to shut down, by which signals it has prepared for; `None` when it takes none.
///
/// The kernel drops every signal that a first process has not prepared for (pid_namespaces(7)), so asking would be in vain.
pub fn halt_signal(init: ProcessId) -> Option<i32> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", init.pid)).ok()?;
    let set = |field: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(field))?;
        u64::from_str_radix(line.trim(), 16).ok()
    };
    // Caught by a handler, or blocked to be taken with sigwait or a signalfd.
    let prepared = set("SigCgt:")? | set("SigBlk:")?;
    let takes = |signal: &u32| prepared & (1 << (signal - 1)) != 0;
    let found = [HALT_SYSTEMD, HALT_POWER, HALT_TERMINATE].into_iter().find(takes)?;
    i32::try_from(found).ok()
}

/// Says how an exit is reported to a shell: the status, or 128 and the signal.
pub fn shell_status(exit: Exit) -> i32 {
    match exit {
        Exit::Code(code) => code,
        Exit::Signal(signal) => 128 + signal,
    }
}
