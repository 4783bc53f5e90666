//! The new process's side of a start: from its birth in new namespaces to the exec of the first program.
//!
//! [`live`] walks the inside's steps. Paths are always resolved below the root's descriptor, never by name from the host;
//! a failure goes back over the channel with the step's number.

mod identity;
mod mounts;
mod program;
mod terminal;

use std::os::fd::OwnedFd;

use transom_plan::{OnFailure, Planned, Side, Slot, Step};

pub use identity::resource;
pub(crate) use identity::{Rights, become_ids, confine, limit_self, new_session, set_personality};
pub(crate) use program::{Program, enter as enter_folder, run as run_program};
pub(crate) use terminal::{make as make_terminal, take_over as take_over_terminal};

use crate::channel::{Channel, Message};
use crate::error::{Doing, Failure};
use crate::{StartJob, Stdio};

/// Exit status of a process that could not become the first program; the reason has gone over the channel.
const FAILED: i32 = 125;

/// Everything the inside holds between steps.
struct Inside<'a> {
    job: &'a StartJob<'a>,
    channel: &'a Channel,
    has_cgroup_namespace: bool,
    is_ready: bool,
    slots: Vec<(Slot, String, OwnedFd)>,
    root: Option<OwnedFd>,
    dev: Option<OwnedFd>,
    console: Option<OwnedFd>,
}

/// Lives the new process's life up to its exec. Returns only on failure, with an exit status.
pub fn live(job: &StartJob<'_>, channel: &Channel, has_cgroup_namespace: bool) -> i32 {
    // Descriptors copied from the starter (its lock, its end of the channel, folders of the host) must not live on here.
    let Ok(channel) = channel.keep_alone() else { return FAILED };
    // Never dropped: what it owns is closed all at once before the program's path is walked.
    let mut inside = std::mem::ManuallyDrop::new(Inside {
        job,
        channel: &channel,
        has_cgroup_namespace,
        is_ready: false,
        slots: Vec::new(),
        root: None,
        dev: None,
        console: None,
    });
    let failure = inside.walk();
    let (index, failure) = match failure {
        Ok(()) => (0, Failure::because("run a program: the plan has none", 8)),
        Err(failed) => failed,
    };
    let message = Message::Failed {
        index,
        doing: failure.doing,
        errno: failure.errno.raw(),
    };
    // When even this fails the starter sees that the process ended and says so.
    drop(channel.send(&message, &[]));
    FAILED
}

impl Inside<'_> {
    fn walk(&mut self) -> Result<(), (usize, Failure)> {
        self.prepare().map_err(|failure| (0, failure))?;
        let job = self.job;
        for (index, Planned { step, .. }) in job
            .plan
            .steps
            .iter()
            .enumerate()
            .filter(|(_, planned)| planned.step.side() == Side::Inside)
        {
            self.apply(index, step).map_err(|failure| (index, failure))?;
        }
        Ok(())
    }

    /// Dies with the starter where asked, and makes its own cgroup the root of what it sees.
    fn prepare(&mut self) -> Result<(), Failure> {
        self.follow_starter()?;
        self.make_cgroup_namespace()
    }

    /// Waits, once, until the maps are written and every mount is open; what comes before runs while the starter prepares them.
    fn await_ready(&mut self) -> Result<(), Failure> {
        if self.is_ready {
            return Ok(());
        }
        self.is_ready = true;
        let (message, descriptors) = self
            .channel
            .receive()?
            .ok_or_else(|| Failure::because("hear from the starter", 32))?;
        let Message::Ready(names) = message else {
            return Err(Failure::because("understand the starter", 71));
        };
        self.slots = names
            .into_iter()
            .zip(descriptors)
            .map(|(sent, descriptor)| (Slot(sent.slot), sent.below, descriptor))
            .collect();
        self.make_cgroup_namespace()
    }

    fn make_cgroup_namespace(&self) -> Result<(), Failure> {
        if self.has_cgroup_namespace {
            transom_sys::spawn::unshare_cgroup().doing(|| "make a cgroup namespace".to_owned())?;
        }
        Ok(())
    }

    fn follow_starter(&self) -> Result<(), Failure> {
        if self.job.dies_with_starter {
            let signal = rustix::process::Signal::KILL;
            rustix::process::set_parent_process_death_signal(Some(signal)).doing(|| "die with the starter".to_owned())?;
            // A starter that died a moment before sends no signal any more; the channel tells.
            if self.channel.is_hung_up() {
                return Err(Failure::because("hear from the starter", 32));
            }
        }
        Ok(())
    }

    fn apply(&mut self, index: usize, step: &Step) -> Result<(), Failure> {
        match step {
            Step::BecomeRoot => {
                self.await_ready()?;
                become_ids(0, 0, &[])?;
                // A change of ids clears the death signal (prctl(2)).
                self.follow_starter()
            }
            Step::IsolateMounts => mounts::isolate(),
            Step::SetHostname(name) => rustix::system::sethostname(name.as_bytes()).doing(|| format!("set the host name {name}")),
            Step::AttachRoot { slot } => {
                self.await_ready()?;
                self.attach_root(*slot)
            }
            Step::AttachDev { slot } => self.attach_dev(*slot),
            Step::MountPts { max, gid } => mounts::mount_pts(self.root()?, *max, *gid),
            Step::MakeConsole => self.make_console(),
            Step::MakeTtys { count, dir } => self.make_ttys(*count, dir.as_deref()),
            Step::MountKernel { mount, on_failure } => forgive(mounts::mount_kernel(self.root()?, mount), *on_failure),
            Step::MountAuto(auto) => mounts::mount_auto(self.root()?, auto),
            Step::AttachMount { slot, mount, on_failure } => self.attach_mount(*slot, mount, *on_failure),
            Step::MaskPath(path) => mounts::mask(self.root()?, self.dev.as_ref(), path),
            Step::ReadOnlyPath { path, is_read_only } => mounts::set_read_only(self.root()?, path, *is_read_only),
            Step::PivotRoot => mounts::pivot(self.root()?),
            Step::LoopbackUp => identity::loopback_up(),
            Step::ConfigureNic { .. } => identity::configure_nic(step),
            Step::SetPersonality(personality) => set_personality(*personality),
            Step::SetSysctl { path, value } => mounts::set_sysctl(path, value),
            Step::AwaitHost => self.await_host(),
            Step::NewSession => self.new_session(),
            Step::SetIds { uid, gid, groups } => {
                identity::become_ids_with_rights(uid.0, gid.0, &groups.iter().map(|group| group.0).collect::<Vec<_>>())?;
                self.follow_starter()
            }
            Step::KeepCapabilities { mask } => identity::keep_capabilities(*mask),
            Step::NoNewPrivs => rustix::thread::set_no_new_privs(true).doing(|| "forbid new privileges".to_owned()),
            Step::LoadSeccomp { program, .. } => {
                transom_sys::process::load_seccomp(program).doing(|| "load the system call filter".to_owned())
            }
            Step::Probe(probe) => self.channel.send(
                &Message::Probed {
                    index,
                    outcome: crate::try_device(*probe),
                },
                &[],
            ),
            Step::Exec {
                command,
                environment,
                cwd,
            } => {
                self.channel.send(&Message::Running, &[])?;
                let is_privileged = !self
                    .job
                    .plan
                    .steps
                    .iter()
                    .any(|planned| matches!(planned.step, Step::MapIds { .. }));
                Err(program::run(
                    &Program {
                        command,
                        environment,
                        cwd,
                        is_privileged,
                    },
                    self.channel,
                ))
            }
            host => Err(Failure::because(format!("carry out {host:?} inside"), 22)),
        }
    }

    fn root(&self) -> Result<&OwnedFd, Failure> {
        self.root
            .as_ref()
            .ok_or_else(|| Failure::because("mount something before there is a root", 22))
    }

    fn take(&mut self, slot: Slot, below: bool) -> Option<(String, OwnedFd)> {
        let position = self
            .slots
            .iter()
            .position(|(waiting, name, _)| *waiting == slot && name.is_empty() != below)?;
        let (_, name, mount) = self.slots.remove(position);
        Some((name, mount))
    }

    fn attach_root(&mut self, slot: Slot) -> Result<(), Failure> {
        let (_, top) = self
            .take(slot, false)
            .ok_or_else(|| Failure::because("find the root among the opened mounts", 2))?;
        mounts::attach_root(&top)?;
        while let Some((name, mount)) = self.take(slot, true) {
            let target = mounts::resolve(&top, std::path::Path::new(&name))?;
            mounts::attach(&mount, &target).doing(|| format!("attach /{name}"))?;
        }
        self.root = Some(top);
        Ok(())
    }

    fn attach_dev(&mut self, slot: Slot) -> Result<(), Failure> {
        let (_, dev) = self
            .take(slot, false)
            .ok_or_else(|| Failure::because("find /dev among the opened mounts", 2))?;
        let target = mounts::make_directory(self.root()?, std::path::Path::new("dev"))?;
        mounts::attach(&dev, &target).doing(|| "attach /dev".to_owned())?;
        self.dev = Some(dev);
        Ok(())
    }

    fn attach_mount(&mut self, slot: Slot, mount: &transom_model::Mount, on_failure: OnFailure) -> Result<(), Failure> {
        if mount.is_source_inside {
            let opened = mounts::open_inside(self.root()?, mount);
            return forgive(
                opened.and_then(|opened| mounts::attach_entry(self.root()?, &opened, mount)),
                on_failure,
            );
        }
        let Some((_, opened)) = self.take(slot, false) else {
            // Its source was optional and could not be opened.
            return forgive(
                Err(Failure::because(format!("find {} among the opened mounts", mount.source), 2)),
                on_failure,
            );
        };
        forgive(mounts::attach_entry(self.root()?, &opened, mount), on_failure)
    }

    fn make_console(&mut self) -> Result<(), Failure> {
        let (ours, theirs) = terminal::make(self.root()?)?;
        terminal::bind(self.root()?, &ours, std::path::Path::new("dev/console"))?;
        self.channel
            .send(&Message::Terminal(0), &[std::os::fd::AsFd::as_fd(&theirs)])?;
        self.console = Some(ours);
        Ok(())
    }

    fn make_ttys(&mut self, count: u32, dir: Option<&str>) -> Result<(), Failure> {
        for number in 1..=count {
            let (ours, theirs) = terminal::make(self.root()?)?;
            terminal::bind_tty(self.root()?, &ours, number, dir)?;
            self.channel
                .send(&Message::Terminal(number), &[std::os::fd::AsFd::as_fd(&theirs)])?;
        }
        Ok(())
    }

    fn await_host(&mut self) -> Result<(), Failure> {
        self.await_ready()?;
        match self.channel.receive()? {
            Some((Message::Go, _)) => {}
            _ => return Err(Failure::because("hear from the starter that the host's side is done", 32)),
        }
        // On v1 the cgroups of the moment count, and only now has the starter moved this process into all of them.
        let joined_v1 = self
            .job
            .plan
            .steps
            .iter()
            .any(|planned| matches!(planned.step, Step::JoinCgroup { .. }));
        if joined_v1 { self.make_cgroup_namespace() } else { Ok(()) }
    }

    fn new_session(&mut self) -> Result<(), Failure> {
        new_session()?;
        match (self.job.stdio, &self.console) {
            (Stdio::Console, Some(console)) => terminal::take_over(console),
            _ => Ok(()),
        }
    }
}

fn forgive(result: Result<(), Failure>, on_failure: OnFailure) -> Result<(), Failure> {
    match on_failure {
        OnFailure::Fail => result,
        OnFailure::Skip => Ok(()),
    }
}
