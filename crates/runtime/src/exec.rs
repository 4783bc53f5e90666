//! Runs a command in a running container, in all its namespaces and with its confinement.
//!
//! The command's process is born in the container's cgroup and pid namespace, joins the other namespaces by the first
//! process's pidfd (so that a reused number cannot be entered), and confines itself exactly as the first process did.

use std::cell::Cell;
use std::os::fd::{AsFd, OwnedFd};
use std::path::PathBuf;

use rustix::fs::{Mode, OFlags};
use rustix::thread::ThreadNameSpaceType;
use serde::{Deserialize, Serialize};
use transom_model::RlimitValue;
use transom_plan::{CgroupPlace, Personality, Plan, Step};
use transom_sys::spawn::{Child, SpawnFlags, spawn};

use crate::channel::{Channel, Message};
use crate::error::{Doing, Error, Failure};
use crate::inside::{Program, Rights};
use crate::start::has_place;
use crate::streams::StandIn;
use crate::{Cgroups, ProcessId, Stdio, inside};

/// What confines every process of a container; kept beside its state so that later ones get the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confinement {
    /// Whether it has a user namespace of its own.
    pub is_unprivileged: bool,
    /// Capabilities that stay, one bit each; everything when the plan names none.
    pub capabilities: Option<u64>,
    /// No process may gain privileges.
    pub no_new_privs: bool,
    /// The system call filter.
    pub seccomp: Vec<u64>,
    /// Environment of the first process.
    pub environment: Vec<(String, String)>,
    /// Whether it has a cgroup on v2.
    pub is_on_v2: bool,
    /// v1 controllers it has a cgroup of.
    pub v1: Vec<String>,
    /// Resource limits: name, soft and hard; `None` is no bound.
    pub rlimits: Vec<(String, Option<u64>, Option<u64>)>,
    /// Its programs are 32 bit.
    pub is_32_bit: bool,
}

impl Confinement {
    /// Takes the confinement out of a start's plan.
    pub fn of(plan: &Plan) -> Self {
        let mut confinement = Self {
            is_on_v2: has_place(&plan.steps, &CgroupPlace::V2Inner),
            ..Self::default()
        };
        for planned in &plan.steps {
            match &planned.step {
                Step::MapIds { .. } => confinement.is_unprivileged = true,
                Step::KeepCapabilities { mask } => confinement.capabilities = Some(*mask),
                Step::NoNewPrivs => confinement.no_new_privs = true,
                Step::LoadSeccomp { program, .. } => confinement.seccomp.clone_from(program),
                Step::Exec { environment, .. } => confinement.environment.clone_from(environment),
                Step::JoinCgroup {
                    place: CgroupPlace::V1(controller),
                } => confinement.v1.push(controller.clone()),
                Step::SetRlimit(limit) => confinement
                    .rlimits
                    .push((limit.resource.clone(), bound(limit.soft), bound(limit.hard))),
                Step::SetPersonality(personality) => confinement.is_32_bit = *personality == Personality::Linux32,
                _ => {}
            }
        }
        confinement
    }
}

fn bound(value: RlimitValue) -> Option<u64> {
    match value {
        RlimitValue::Unlimited => None,
        RlimitValue::Is(number) => Some(number),
    }
}

/// What runs in an exec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Executed {
    /// A program of the container.
    Program(Vec<String>),
    /// One of Transom's own trials; its outcome comes back over the channel.
    Trial(crate::Trial),
}

/// Everything an exec needs.
#[derive(Debug)]
pub struct ExecJob<'a> {
    /// The first process of the container.
    pub init: ProcessId,
    /// Where its cgroups are.
    pub cgroups: &'a Cgroups,
    /// What confines it.
    pub confinement: &'a Confinement,
    /// What to run.
    pub run: Executed,
    /// Added to the environment, or replacing it there.
    pub environment: Vec<(String, String)>,
    /// User and group inside.
    pub ids: (u32, u32),
    /// Working directory inside.
    pub cwd: PathBuf,
    /// A terminal of its own, or the caller's standard input and output.
    pub stdio: Stdio,
}

/// A command that runs in a container.
#[derive(Debug)]
pub struct Joined {
    /// Its process.
    pub child: Child,
    /// Its terminal's other end, if it has one.
    pub terminal: Option<OwnedFd>,
    /// A pipe with what it prints where the caller's own output is a terminal and it has none.
    pub output: Option<OwnedFd>,
    /// What a probe found.
    pub probed: Option<Result<String, String>>,
}

/// Runs a command in a running container; returns once the program runs, or the reason why it does not.
///
/// # Errors
/// [`Error::Program`] when it is not there, [`Error::Call`] when the container cannot be entered.
pub fn exec(job: &ExecJob<'_>) -> Result<Joined, Error> {
    let init = crate::open_process(job.init)?;
    job.cgroups.refuse_frozen()?;
    // Inherited by the child, so that nobody in the container may look into it or change it while it is still partly the
    // host's (CVE-2019-5736).
    let not_dumpable = rustix::process::DumpableBehavior::NotDumpable;
    rustix::process::set_dumpable_behavior(not_dumpable).doing(|| "hide from the container".to_owned())?;
    // Only children are born into a joined pid namespace, so the caller joins before it makes one.
    rustix::thread::move_into_thread_name_spaces(init.as_fd(), ThreadNameSpaceType::PROCESS_ID)
        .doing(|| "join the container's process ids".to_owned())?;
    let (ours, theirs) = Channel::pair()?;
    let joins: Vec<OwnedFd> = v1_files(job)?;
    let ours = Cell::new(Some(ours));
    let life = || {
        // The caller's end must not stay open here, or its end would never be noticed.
        drop(ours.take());
        Joining {
            job,
            init: &init,
            channel: &theirs,
            joins: &joins,
        }
        .live()
    };
    let stand_in = StandIn::take(job.stdio)?;
    let child = spawn_in_cgroup(job, life)?;
    let output = stand_in.leave();
    drop(theirs);
    let ours = ours.into_inner().expect("only the child takes it, from its copy");
    let joined = Joined {
        child,
        terminal: None,
        output,
        probed: None,
    };
    listen(job, joined, &ours)
}

/// Makes the process in the container's cgroup; where init has divided that, so that it may hold none, in one of its own below.
fn spawn_in_cgroup(job: &ExecJob<'_>, life: impl Fn() -> i32) -> Result<Child, Failure> {
    const BUSY: i32 = 16;
    let doing = || "make a process in the container".to_owned();
    if !job.confinement.is_on_v2 {
        return spawn(SpawnFlags::default(), None, life).doing(doing);
    }
    let cgroup = job.cgroups.open(&CgroupPlace::V2Inner)?;
    match spawn(SpawnFlags::default(), Some(cgroup.as_fd()), &life) {
        Err(errno) if errno.raw() == BUSY => {
            let beside = job.cgroups.make_for_exec()?;
            spawn(SpawnFlags::default(), Some(beside.as_fd()), life).doing(doing)
        }
        result => result.doing(doing),
    }
}

fn v1_files(job: &ExecJob<'_>) -> Result<Vec<OwnedFd>, Failure> {
    let open = |controller: &String| {
        let path = job
            .cgroups
            .path(&CgroupPlace::V1(controller.clone()))
            .unwrap_or_default()
            .join("cgroup.procs");
        rustix::fs::open(&path, OFlags::WRONLY | OFlags::CLOEXEC, Mode::empty()).doing(|| format!("open {}", path.display()))
    };
    job.confinement.v1.iter().map(open).collect()
}

fn listen(job: &ExecJob<'_>, mut joined: Joined, channel: &Channel) -> Result<Joined, Error> {
    while let Some((message, mut descriptors)) = channel.receive()? {
        match message {
            Message::Terminal(_) => joined.terminal = descriptors.pop(),
            Message::ProgramFailed(errno) => {
                crate::wait(&joined.child.pidfd)?;
                return Err(failed(job, PROGRAM, String::new(), errno));
            }
            Message::Probed { outcome, .. } => joined.probed = Some(outcome),
            Message::Failed { doing, errno, index } => {
                crate::wait(&joined.child.pidfd)?;
                return Err(failed(job, index, doing, errno));
            }
            Message::Ready(_) | Message::Go | Message::Running => {}
        }
    }
    Ok(joined)
}

/// Index of a failure to run the program, as opposed to getting there.
const PROGRAM: usize = 1;

fn failed(job: &ExecJob<'_>, index: usize, doing: String, errno: i32) -> Error {
    let errno = transom_sys::Errno::from_raw(errno);
    match &job.run {
        Executed::Program(command) if index == PROGRAM => {
            let is_found = errno.raw() != rustix::io::Errno::NOENT.raw_os_error();
            Error::Program {
                program: command.first().cloned().unwrap_or_default(),
                is_found,
                cause: None,
                errno,
            }
        }
        _ => Error::Call { doing, errno },
    }
}

/// The new process on its way into the container.
struct Joining<'a> {
    job: &'a ExecJob<'a>,
    init: &'a OwnedFd,
    channel: &'a Channel,
    joins: &'a [OwnedFd],
}

impl Joining<'_> {
    fn live(&self) -> i32 {
        if let Err(failure) = self.enter() {
            return report(self.channel, 0, failure);
        }
        // From here on paths of the container are walked.
        let channel = match self.channel.keep_alone() {
            Ok(channel) => channel,
            Err(failure) => return report(self.channel, 0, failure),
        };
        match self.run(&channel) {
            Ok(()) => 0,
            Err((index, failure)) => report(&channel, index, failure),
        }
    }

    fn enter(&self) -> Result<(), Failure> {
        for (name, soft, hard) in &self.job.confinement.rlimits {
            inside::limit_self(name, *soft, *hard)?;
        }
        for file in self.joins {
            rustix::io::write(file, b"0").doing(|| "join the container's cgroup".to_owned())?;
        }
        let mut kinds = ThreadNameSpaceType::MOUNT
            | ThreadNameSpaceType::HOST_NAME_AND_NIS_DOMAIN_NAME
            | ThreadNameSpaceType::INTER_PROCESS_COMMUNICATION
            | ThreadNameSpaceType::NETWORK
            | ThreadNameSpaceType::CONTROL_GROUP;
        if self.job.confinement.is_unprivileged {
            kinds |= ThreadNameSpaceType::USER;
        }
        rustix::thread::move_into_thread_name_spaces(self.init.as_fd(), kinds)
            .doing(|| "join the container's namespaces".to_owned())?;
        inside::become_ids(0, 0, &[])?;
        inside::new_session()?;
        self.make_terminal()?;
        if self.job.confinement.is_32_bit {
            inside::set_personality(Personality::Linux32)?;
        }
        let confinement = self.job.confinement;
        inside::confine(&Rights {
            ids: self.job.ids,
            capabilities: confinement.capabilities,
            no_new_privs: confinement.no_new_privs,
            seccomp: &confinement.seccomp,
        })
    }

    fn make_terminal(&self) -> Result<(), Failure> {
        if self.job.stdio == Stdio::Inherit {
            return Ok(());
        }
        let root = rustix::fs::open("/", OFlags::PATH | OFlags::CLOEXEC, Mode::empty())
            .doing(|| "open the container's root".to_owned())?;
        let (ours, theirs) = inside::make_terminal(&root)?;
        self.channel.send(&Message::Terminal(0), &[theirs.as_fd()])?;
        inside::take_over_terminal(&ours)
    }

    fn run(&self, channel: &Channel) -> Result<(), (usize, Failure)> {
        let before = |failure| (0, failure);
        match &self.job.run {
            Executed::Trial(trial) => {
                let outcome = crate::attempt(trial);
                channel.send(&Message::Probed { index: 0, outcome }, &[]).map_err(before)
            }
            Executed::Program(command) => {
                // Here, where a failure is told from a program that is not there.
                inside::enter_folder(&self.job.cwd).map_err(before)?;
                channel.send(&Message::Running, &[]).map_err(before)?;
                let program = Program {
                    command,
                    environment: &self.environment(),
                    cwd: &self.job.cwd,
                    is_privileged: !self.job.confinement.is_unprivileged,
                };
                Err((PROGRAM, inside::run_program(&program, channel)))
            }
        }
    }

    fn environment(&self) -> Vec<(String, String)> {
        let mut all = self.job.confinement.environment.clone();
        for (name, value) in &self.job.environment {
            all.retain(|(known, _)| known != name);
            all.push((name.clone(), value.clone()));
        }
        all
    }
}

/// Says why this process could not become the program, and what it exits with.
fn report(channel: &Channel, index: usize, failure: Failure) -> i32 {
    let message = Message::Failed {
        index,
        doing: failure.doing,
        errno: failure.errno.raw(),
    };
    // When even this fails the caller sees that the process ended.
    drop(channel.send(&message, &[]));
    125
}
