//! Runs a command in a running container, in all its namespaces and with its confinement.
//!
//! The command's process is born in the container's cgroup and pid namespace, joins the other namespaces by the first
//! process's pidfd (so that a reused number cannot be entered), and confines itself exactly as the first process did.

use std::os::fd::{AsFd, OwnedFd};
use std::path::PathBuf;

use rustix::fs::{Mode, OFlags};
use rustix::thread::ThreadNameSpaceType;
use serde::{Deserialize, Serialize};
use transom_plan::{CgroupPlace, Plan, Step};
use transom_sys::spawn::{Child, SpawnFlags, spawn};

use crate::channel::{Channel, Message};
use crate::error::{Doing, Error, Failure};
use crate::inside::Program;
use crate::start::has_place;
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
                _ => {}
            }
        }
        confinement
    }
}

/// What runs in an exec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Executed {
    /// A program of the container.
    Program(Vec<String>),
    /// One of Transom's own probes; its outcome comes back over the channel.
    Probe(transom_plan::Probe),
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
    /// What a probe found.
    pub probed: Option<Result<String, String>>,
}

/// Runs a command in a running container; returns once the program runs, or the reason why it does not.
///
/// # Errors
/// [`Error::Program`] when it is not there, [`Error::Call`] when the container cannot be entered.
pub fn exec(job: &ExecJob<'_>) -> Result<Joined, Error> {
    let init = crate::open_process(job.init)?;
    // Only children are born into a joined pid namespace, so the caller joins before it makes one.
    rustix::thread::move_into_thread_name_spaces(init.as_fd(), ThreadNameSpaceType::PROCESS_ID)
        .doing(|| "join the container's process ids".to_owned())?;
    let (ours, theirs) = Channel::pair()?;
    let cgroup = if job.confinement.is_on_v2 {
        Some(job.cgroups.open(&CgroupPlace::V2Inner)?)
    } else {
        None
    };
    let joins: Vec<OwnedFd> = v1_files(job)?;
    let child = spawn(SpawnFlags::default(), cgroup.as_ref().map(AsFd::as_fd), || {
        let _ours = &ours;
        Joining {
            job,
            init: &init,
            channel: &theirs,
            joins: &joins,
        }
        .live()
    })
    .doing(|| "make a process in the container".to_owned())?;
    drop(theirs);
    listen(job, child, &ours)
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

fn listen(job: &ExecJob<'_>, child: Child, channel: &Channel) -> Result<Joined, Error> {
    let mut joined = Joined {
        child,
        terminal: None,
        probed: None,
    };
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
        let (index, failure) = match self.enter() {
            Err(failure) => (0, failure),
            Ok(()) => match self.run() {
                Ok(()) => return 0,
                Err(failure) => (PROGRAM, failure),
            },
        };
        let message = Message::Failed {
            index,
            doing: failure.doing,
            errno: failure.errno.raw(),
        };
        drop(self.channel.send(&message, &[]));
        125
    }

    fn enter(&self) -> Result<(), Failure> {
        // Nobody in the container may look into this process or change it while it is still partly the host's (CVE-2019-5736).
        let not_dumpable = rustix::process::DumpableBehavior::NotDumpable;
        rustix::process::set_dumpable_behavior(not_dumpable).doing(|| "hide from the container".to_owned())?;
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
        self.confine()
    }

    fn confine(&self) -> Result<(), Failure> {
        let confinement = self.job.confinement;
        inside::new_session()?;
        self.make_terminal()?;
        if let Some(mask) = confinement.capabilities {
            inside::keep_capabilities(mask)?;
        }
        if confinement.no_new_privs {
            rustix::thread::set_no_new_privs(true).doing(|| "forbid new privileges".to_owned())?;
        }
        let (uid, gid) = self.job.ids;
        if confinement.seccomp.is_empty() {
            return become_user(uid, gid);
        }
        // Without `no_new_privs` a filter needs a right that another user no longer has.
        transom_sys::process::load_seccomp(&confinement.seccomp).doing(|| "load the system call filter".to_owned())?;
        become_user(uid, gid)
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

    fn run(&self) -> Result<(), Failure> {
        match &self.job.run {
            Executed::Probe(probe) => self.channel.send(
                &Message::Probed {
                    index: 0,
                    outcome: crate::try_device(*probe),
                },
                &[],
            ),
            Executed::Program(command) => {
                self.channel.send(&Message::Running, &[])?;
                let is_privileged = !self.job.confinement.is_unprivileged;
                let program = Program {
                    command,
                    environment: &self.environment(),
                    cwd: &self.job.cwd,
                    is_privileged,
                };
                Err(inside::run_program(&program, self.channel))
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

fn become_user(uid: u32, gid: u32) -> Result<(), Failure> {
    if (uid, gid) == (0, 0) {
        Ok(())
    } else {
        inside::become_ids(uid, gid, &[])
    }
}
