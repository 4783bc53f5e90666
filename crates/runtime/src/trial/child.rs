//! A child for one trial: it lives in namespaces of its own, says how it went, and is gone with all it made.
//!
//! The child waits until its ids are mapped, lives, and sends its outcome over a pipe. One that hangs is ended after a while, so
//! that a broken driver cannot hold the caller. Start with [`apart`].

use std::cell::Cell;
use std::fs;
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::pipe::{PipeFlags, pipe_with};
use transom_sys::spawn::{Child, SpawnFlags, namespace, spawn};

use super::{Outcome, because};

/// How long a trial may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// First byte of a report.
const GOOD: u8 = b'+';
const BAD: u8 = b'-';

/// How the ids of a child's user namespace are mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ids {
    /// It has no user namespace of its own.
    Same,
    /// The caller's own id becomes root inside; needs no rights.
    Own,
    /// It has a user namespace and is nobody in it, with every right over it.
    Unmapped,
    /// A range of host ids from this one on, as long as a container's; needs root.
    Range(u32),
}

/// Says whether this process has joined a container and hides from it. Nobody may write the maps of its children then, as their
/// files in /proc belong to the host's root.
pub fn is_hidden() -> bool {
    use rustix::process::{DumpableBehavior, dumpable_behavior};
    dumpable_behavior().is_ok_and(|behavior| behavior != DumpableBehavior::Dumpable)
}

/// How the ids of a child are mapped that needs the rights of root over a mount namespace: inside a container its own root has
/// them, as Docker there does; elsewhere a user namespace gives them, as a container's start does.
pub fn own_root() -> Ids {
    if is_hidden() { Ids::Same } else { Ids::Own }
}

/// How many ids a range has.
const RANGE: u32 = 65536;

/// Lets a child do something in namespaces of its own; returns what it says.
pub fn apart(namespaces: u64, ids: Ids, life: impl FnOnce() -> Outcome) -> Outcome {
    Held::new(namespaces, ids, life)?.release()
}

/// A child that is there with its ids, and waits.
#[derive(Debug)]
pub struct Held {
    child: Child,
    go: OwnedFd,
    report: OwnedFd,
}

impl Held {
    /// Makes the child.
    pub fn new(namespaces: u64, ids: Ids, life: impl FnOnce() -> Outcome) -> Result<Self, String> {
        let pipe = || pipe_with(PipeFlags::CLOEXEC).map_err(because("make a pipe"));
        let (wait, go) = pipe()?;
        let (report, tell) = pipe()?;
        let ours = Cell::new(Some((go, report)));
        let whole_life = || {
            // The parent's ends must not stay open here, or its end would never be noticed.
            drop(ours.take());
            let is_let_go = rustix::io::read(&wait, &mut [0_u8; 1]) == Ok(1);
            if is_let_go {
                send(&tell, &life());
            }
            0
        };
        let user = if ids == Ids::Same { 0 } else { namespace::USER };
        let flags = SpawnFlags {
            namespaces: namespaces | user,
        };
        let child = spawn(flags, None, whole_life).map_err(because(&format!("make a process with {}", words(flags.namespaces))))?;
        drop((wait, tell));
        let (go, report) = ours.into_inner().expect("only the child takes it, from its copy");
        let held = Self { child, go, report };
        match map_ids(&held, ids) {
            Ok(()) => Ok(held),
            Err(reason) => {
                held.end();
                Err(reason)
            }
        }
    }

    /// Returns a file of the child's folder below /proc.
    pub fn file(&self, name: &str) -> String {
        format!("/proc/{}/{name}", self.child.pid.as_raw_nonzero())
    }

    /// Lets the child live, and waits for its end.
    pub fn release(self) -> Outcome {
        let Self { child, go, report } = self;
        let sent = rustix::io::write(&go, b"g");
        drop(go);
        let text = sent
            .map_err(because("reach the trial's process"))
            .and_then(|_| listen(&report));
        if text.is_err() {
            transom_sys::process::signal(&child.pidfd, 9).ok();
        }
        crate::wait(&child.pidfd).ok();
        let text = text?;
        match text.split_first() {
            Some((&GOOD, rest)) => Ok(String::from_utf8_lossy(rest).into_owned()),
            Some((_, rest)) => Err(String::from_utf8_lossy(rest).into_owned()),
            None => Err("the trial's process ended without a word".to_owned()),
        }
    }

    fn end(self) {
        // Its end of the pipe closes, so that it ends by itself; the wait takes it off the table of processes.
        drop(self.go);
        crate::wait(&self.child.pidfd).ok();
    }
}

fn send(tell: &OwnedFd, outcome: &Outcome) {
    let (first, text) = match outcome {
        Ok(text) => (GOOD, text),
        Err(text) => (BAD, text),
    };
    let bytes = [&[first], text.as_bytes()].concat();
    // When nobody listens any more there is nobody to tell.
    rustix::io::write(tell, &bytes).ok();
}

/// Reads until the child has closed its end, or patience ends.
fn listen(report: &OwnedFd) -> Result<Vec<u8>, String> {
    let deadline = Instant::now() + PATIENCE;
    let (mut text, mut buffer) = (Vec::new(), [0_u8; 4096]);
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let timeout = Timespec::try_from(left).map_err(because("wait"))?;
        match poll(&mut [PollFd::new(report, PollFlags::IN)], Some(&timeout)) {
            Err(rustix::io::Errno::INTR) => continue,
            Err(errno) => return Err(format!("cannot wait for the trial's process: {errno}")),
            Ok(0) => return Err(format!("it hangs: no end after {} s", PATIENCE.as_secs())),
            Ok(_) => {}
        }
        match rustix::io::read(report, &mut buffer) {
            Ok(0) => return Ok(text),
            Ok(count) => text.extend_from_slice(&buffer[..count]),
            Err(rustix::io::Errno::INTR) => {}
            Err(errno) => return Err(format!("cannot hear the trial's process: {errno}")),
        }
    }
}

fn map_ids(held: &Held, ids: Ids) -> Result<(), String> {
    let (uid, gid) = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
    let (users, groups) = match ids {
        Ids::Same | Ids::Unmapped => return Ok(()),
        Ids::Own => {
            // Without rights a group may only be mapped by those who give up setgroups(2) (user_namespaces(7)).
            write(held, "setgroups", "deny")?;
            (format!("0 {uid} 1"), format!("0 {gid} 1"))
        }
        Ids::Range(first) => (format!("0 {first} {RANGE}"), format!("0 {first} {RANGE}")),
    };
    write(held, "uid_map", &users)?;
    write(held, "gid_map", &groups)
}

fn write(held: &Held, file: &str, text: &str) -> Result<(), String> {
    fs::write(held.file(file), text).map_err(|error| {
        let errno = crate::error::errno_of(&error);
        format!("cannot write `{text}` to the {file} of a new user namespace: {errno}")
    })
}

/// Names the namespaces that were asked for.
fn words(namespaces: u64) -> String {
    let known = [
        (namespace::USER, "user"),
        (namespace::MOUNT, "mount"),
        (namespace::PID, "pid"),
        (namespace::NET, "network"),
    ];
    let named: Vec<&str> = known
        .iter()
        .filter(|(bit, _)| namespaces & bit != 0)
        .map(|(_, word)| *word)
        .collect();
    match named.as_slice() {
        [] => "the caller's namespaces".to_owned(),
        [one] => format!("a {one} namespace of its own"),
        several => format!("{} namespaces of its own", several.join(", ")),
    }
}
