//! Carries a start out: the host's steps, the new process, the handshake, and everything back when it fails.

use std::cell::Cell;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use transom_model::{Namespace, Origin};
use transom_plan::{CgroupPlace, Plan, Planned, Probe, Side, Slot, Step};
use transom_sys::spawn::{Child, SpawnFlags, namespace, spawn};

use crate::channel::{Channel, Message, Sent};
use crate::error::{Error, Failure};
use crate::host::{self, HostSide};
use crate::inside;
use crate::streams::StandIn;
use crate::undo::Undo;
use crate::{Cgroups, Exit, wait};

/// What the first process has as standard input, output and error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stdio {
    /// The starter's own, but for its terminal: see [`Started::output`].
    Inherit,
    /// The container's console.
    Console,
}

/// Everything a start needs beside the plan.
#[derive(Debug)]
pub struct StartJob<'a> {
    /// What to do.
    pub plan: &'a Plan,
    /// Where its cgroups go.
    pub cgroups: &'a Cgroups,
    /// Standard input, output and error of the first process.
    pub stdio: Stdio,
    /// The container ends with the starter.
    pub dies_with_starter: bool,
}

/// What a probe inside the container found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeReport {
    /// What was tried.
    pub probe: Probe,
    /// What was proved, or the reason it failed.
    pub outcome: Result<String, String>,
    /// The line that asks for the device.
    pub cause: Origin,
}

/// A container that runs.
#[derive(Debug)]
pub struct Started {
    /// Its first process.
    pub init: Child,
    /// The console's other end, if there is a console.
    pub console: Option<OwnedFd>,
    /// A pipe with what the first process prints where the starter's own output is a terminal.
    pub output: Option<OwnedFd>,
    /// The numbered terminals' other ends.
    pub ttys: Vec<OwnedFd>,
    /// What the probes found.
    pub probes: Vec<ProbeReport>,
    /// The container's /dev, where devices can be added later.
    pub dev: Option<OwnedFd>,
}

/// Starts a container. When it fails, everything is taken back before this returns.
///
/// # Errors
/// [`Error::Step`] with the step's cause for nearly everything.
pub fn start(job: &StartJob<'_>) -> Result<Started, Error> {
    let steps = &job.plan.steps;
    let spawn_at = steps
        .iter()
        .position(|planned| matches!(planned.step, Step::Spawn { .. }))
        .expect("a start's plan has a spawn");
    let mut undo = Undo::default();
    // Folders and nodes are made with the modes that the plan says, whatever the caller's shell cuts off.
    rustix::process::umask(rustix::fs::Mode::empty());
    let mut host = HostSide::new(job.cgroups, steps);
    for (index, planned) in steps[..spawn_at].iter().enumerate() {
        host.apply_before(&planned.step, &mut undo)
            .map_err(|failure| at(index, planned, failure))?;
    }
    job.cgroups.refuse_frozen()?;
    let (ours, theirs) = Channel::pair()?;
    let ours = Cell::new(Some(ours));
    let stand_in = StandIn::take(job.stdio)?;
    let child = make_child(job, spawn_at, (&ours, &theirs))?;
    let output = stand_in.leave();
    drop(theirs);
    let begun = Begun {
        child,
        channel: ours.into_inner().expect("only the child takes it, from its copy"),
        probes: Vec::new(),
        console: None,
        output,
        ttys: Vec::new(),
    };
    let started = begun.finish(job, spawn_at, host, &mut undo)?;
    undo.keep();
    Ok(started)
}

fn make_child(job: &StartJob<'_>, spawn_at: usize, (ours, theirs): (&Cell<Option<Channel>>, &Channel)) -> Result<Child, Error> {
    let planned = &job.plan.steps[spawn_at];
    let Step::Spawn { namespaces, into } = &planned.step else {
        unreachable!("found by its kind")
    };
    // clone3 would show the starter's own cgroup as the root of the namespace, so the inside makes it, born in its own.
    let flags = SpawnFlags {
        namespaces: namespaces
            .iter()
            .filter(|kind| **kind != Namespace::Cgroup)
            .map(|kind| bit(*kind))
            .sum(),
    };
    let cgroup = into
        .as_ref()
        .map(|place| job.cgroups.open(place))
        .transpose()
        .map_err(|failure| at(spawn_at, planned, failure))?;
    let life = || {
        // The starter's end must not stay open here, or its end would never be noticed.
        drop(ours.take());
        inside::live(job, theirs, namespaces.contains(&Namespace::Cgroup))
    };
    spawn(flags, cgroup.as_ref().map(AsFd::as_fd), life).map_err(|errno| {
        at(
            spawn_at,
            planned,
            Failure::new("make the first process with its namespaces", errno),
        )
    })
}

fn bit(kind: Namespace) -> u64 {
    match kind {
        Namespace::User => namespace::USER,
        Namespace::Mount => namespace::MOUNT,
        Namespace::Pid => namespace::PID,
        Namespace::Uts => namespace::UTS,
        Namespace::Ipc => namespace::IPC,
        Namespace::Net => namespace::NET,
        Namespace::Cgroup => namespace::CGROUP,
        Namespace::Time => namespace::TIME,
    }
}

fn at(index: usize, planned: &Planned, failure: Failure) -> Error {
    Error::Step {
        index,
        cause: planned.cause.clone(),
        doing: failure.doing,
        errno: failure.errno,
    }
}

/// A container whose process exists and that is still being made.
struct Begun {
    child: Child,
    channel: Channel,
    probes: Vec<ProbeReport>,
    console: Option<OwnedFd>,
    output: Option<OwnedFd>,
    ttys: Vec<OwnedFd>,
}

impl Begun {
    fn finish(mut self, job: &StartJob<'_>, spawn_at: usize, mut host: HostSide<'_>, undo: &mut Undo) -> Result<Started, Error> {
        let outcome = self.talk(job, spawn_at, &mut host, undo);
        if let Err(error) = outcome {
            transom_sys::process::signal(&self.child.pidfd, 9).ok();
            drop(wait(&self.child.pidfd));
            return Err(error);
        }
        Ok(Started {
            init: self.child,
            console: self.console,
            output: self.output,
            ttys: self.ttys,
            probes: self.probes,
            dev: host.into_dev(),
        })
    }

    fn talk(&mut self, job: &StartJob<'_>, spawn_at: usize, host: &mut HostSide<'_>, undo: &mut Undo) -> Result<(), Error> {
        let steps = &job.plan.steps;
        let later: Vec<(usize, &Planned)> = steps
            .iter()
            .enumerate()
            .skip(spawn_at + 1)
            .filter(|(_, planned)| planned.step.side() == Side::Host)
            .collect();
        // What the inside waits for goes first; moves between cgroups wait for the kernel, so they run beside the inside's mounts.
        let (first, beside): (Vec<_>, Vec<_>) = later.into_iter().partition(|(_, planned)| !host::runs_beside(&planned.step));
        self.apply(first, host, undo)?;
        self.send_ready(host)?;
        self.apply(beside, host, undo)?;
        self.say(&Message::Go)?;
        self.listen(steps)
    }

    fn apply(&mut self, steps: Vec<(usize, &Planned)>, host: &mut HostSide<'_>, undo: &mut Undo) -> Result<(), Error> {
        for (index, planned) in steps {
            host.apply_after(&planned.step, &self.child, undo)
                .map_err(|failure| at(index, planned, failure))?;
        }
        Ok(())
    }

    fn send_ready(&mut self, host: &HostSide<'_>) -> Result<(), Error> {
        let mut names = Vec::new();
        let mut descriptors: Vec<BorrowedFd<'_>> = Vec::new();
        for (slot, below, descriptor) in host.opened() {
            let Slot(slot) = slot;
            names.push(Sent { slot, below });
            descriptors.push(descriptor);
        }
        if self.channel.send(&Message::Ready(names), &descriptors).is_err() {
            self.explain_silence()
        } else {
            Ok(())
        }
    }

    fn say(&mut self, message: &Message) -> Result<(), Error> {
        if self.channel.send(message, &[]).is_err() {
            self.explain_silence()
        } else {
            Ok(())
        }
    }

    /// The other side has closed: its last words say why, or the way it ended does.
    fn explain_silence(&mut self) -> Result<(), Error> {
        Err(Error::Died {
            how: how_it_ended(&self.child),
        })
    }

    fn listen(&mut self, steps: &[Planned]) -> Result<(), Error> {
        let mut is_running = false;
        while let Some((message, mut descriptors)) = self.channel.receive()? {
            match message {
                Message::Terminal(0) => self.console = descriptors.pop(),
                Message::Terminal(_) => self.ttys.extend(descriptors),
                Message::Probed { index, outcome } => self.note_probe(&steps[index], outcome),
                Message::Running => is_running = true,
                Message::Failed { index, doing, errno } => return Err(failed(steps, index, doing, errno)),
                Message::ProgramFailed(errno) => return Err(failed(steps, steps.len() - 1, String::new(), errno)),
                Message::Ready(_) | Message::Go => {}
            }
        }
        if is_running { Ok(()) } else { self.explain_silence() }
    }

    fn note_probe(&mut self, planned: &Planned, outcome: Result<String, String>) {
        if let Step::Probe(probe) = planned.step {
            self.probes.push(ProbeReport {
                probe,
                outcome,
                cause: planned.cause.clone(),
            });
        }
    }
}

fn failed(steps: &[Planned], index: usize, doing: String, errno: i32) -> Error {
    let planned = &steps[index.min(steps.len() - 1)];
    let errno = transom_sys::Errno::from_raw(errno);
    if let Step::Exec { command, .. } = &planned.step {
        let is_found = errno != transom_sys::Errno::from_raw(2);
        let cause = planned.cause.line().is_some().then(|| planned.cause.clone());
        return Error::Program {
            program: command.first().cloned().unwrap_or_default(),
            is_found,
            cause,
            errno,
        };
    }
    Error::Step {
        index,
        cause: planned.cause.clone(),
        doing,
        errno,
    }
}

fn how_it_ended(child: &Child) -> String {
    match wait(&child.pidfd) {
        Ok(Exit::Code(code)) => format!("status {code}"),
        Ok(Exit::Signal(signal)) => format!("signal {signal}"),
        Err(_) => "it is gone".to_owned(),
    }
}

/// Says whether the plan has a cgroup of this kind; for callers that decide how to end a container.
pub(crate) fn has_place(steps: &[Planned], wanted: &CgroupPlace) -> bool {
    steps
        .iter()
        .any(|planned| matches!(&planned.step, Step::MakeCgroup { place } if place == wanted))
}
