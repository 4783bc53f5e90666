//! The life of a container: run in the foreground, start, stop, kill, exec, console.
//!
//! Each use case claims the name, plans, lets the runtime act, and writes the state at each change. Stopping and executing
//! need no monitor: they work on the first process's pidfd and the cgroup, also when the monitor has died.

use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

use transom_model::{CgroupTree, Container, Origin, RootSource, Signal, Sources};
use transom_plan::{MissingBridge, MissingLimit, NicKind, Plan, Probe, StartOptions, Step};
use transom_runtime::console::{Ends, attend, block_signals};
use transom_runtime::{Confinement, ExecJob, Executed, Outcome, ProcessId, StartJob, Stdio, Trial};

use crate::instance::{Claim, InstanceState, cgroups_of, running_state, wait_until_gone};
use crate::{EngineError, Host, facts_for};

pub use crate::instance::sweep;
pub use transom_runtime::{Exit, ProbeReport};

/// The signal that ends a process without asking it.
const KILL: i32 = 9;
/// How long a signal's receiver in the foreground has before it is ended.
const SIGNAL_GRACE: Duration = Duration::from_secs(10);

/// A terminal's size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalSize {
    /// Lines.
    pub rows: u16,
    /// Characters a line.
    pub columns: u16,
}

/// Whether a container runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It does not.
    Stopped,
    /// It does.
    Running {
        /// Its first process on the host.
        pid: i32,
        /// Clock ticks after boot.
        started: u64,
    },
}

/// A run in the foreground.
#[derive(Debug)]
pub struct RunJob<'a> {
    /// The instance's name.
    pub name: String,
    /// What runs.
    pub container: &'a Container,
    /// Its texts.
    pub sources: &'a Sources,
    /// Instead of its init.
    pub command: Option<Vec<String>>,
    /// Tried first.
    pub probes: Vec<(Probe, Origin)>,
    /// Nothing is kept.
    pub is_ephemeral: bool,
    /// The caller's terminal: the first process gets one of its own.
    pub terminal: Option<TerminalSize>,
    /// Between a signal to the caller and the end.
    pub stop_timeout: Duration,
    /// Limits this host does not have.
    pub missing_limits: MissingLimit,
    /// Bridges this host does not have.
    pub missing_bridge: MissingBridge,
}

/// The container has started.
#[derive(Debug)]
pub struct Ready {
    /// Its first process on the host.
    pub pid: i32,
    /// What the probes found.
    pub probes: Vec<ProbeReport>,
    /// Lines of the file that do less than they seem to, each with its place.
    pub remarks: Vec<String>,
}

/// Where a start differs from the default.
#[derive(Debug, Clone, Default)]
pub struct StartArgs {
    /// Instead of its init.
    pub command: Option<Vec<String>>,
}

/// A start that succeeded.
#[derive(Debug, Clone)]
pub struct Started {
    /// Its first process on the host.
    pub pid: i32,
    /// Lines of the file that do less than they seem to, each with its place.
    pub remarks: Vec<String>,
}

/// How a stop went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopOutcome {
    /// Its init shut down.
    Halted,
    /// It was killed after the timeout.
    Killed,
    /// It was killed: its init takes no signal that asks for shutdown, so there was nobody to ask.
    NeverAsked,
}

/// A command in a running container.
#[derive(Debug, Clone, Default)]
pub struct ExecRequest {
    /// The command and its arguments.
    pub command: Vec<String>,
    /// Added variables.
    pub environment: Vec<(String, String)>,
    /// User inside.
    pub uid: Option<u32>,
    /// Group inside.
    pub gid: Option<u32>,
    /// Folder inside.
    pub cwd: Option<PathBuf>,
    /// A terminal of this size.
    pub terminal: Option<TerminalSize>,
    /// Keeps the caller's environment.
    pub keep_env: bool,
}

/// Runs a container in the foreground until its first process ends, and takes everything back.
///
/// # Errors
/// Whatever keeps it from starting; nothing is left then.
pub fn run(host: &Host, job: &RunJob<'_>, on_ready: &mut dyn FnMut(&Ready)) -> Result<Exit, EngineError> {
    let options = StartOptions {
        name: job.name.clone(),
        command: job.command.clone(),
        has_console: job.terminal.is_some(),
        probes: job.probes.clone(),
        missing_limits: job.missing_limits,
        missing_bridge: job.missing_bridge,
        environment: terminal_environment(job.terminal),
    };
    let (plan, cgroups) = plan(host, job, &options)?;
    let claim = Claim::take(host, &job.name)?;
    let mut state = state_of(&plan, cgroups, job.container, job.is_ephemeral);
    let outcome = keep(host, (job, &plan), &claim, &mut state, on_ready);
    claim.release(host, &job.name, &state);
    outcome
}

fn plan(host: &Host, job: &RunJob<'_>, options: &StartOptions) -> Result<(Plan, CgroupTree), EngineError> {
    let facts = facts_for(host, job.container, &[])?;
    let plan = transom_plan::start(job.container, &facts, options).map_err(|problems| EngineError::CannotStart {
        name: job.name.clone(),
        sources: Box::new(job.sources.clone()),
        problems,
    })?;
    Ok((plan, facts.cgroups))
}

fn terminal_environment(terminal: Option<TerminalSize>) -> Vec<(String, String)> {
    let term = std::env::var("TERM").unwrap_or_else(|_| "linux".to_owned());
    terminal.map(|_| ("TERM".to_owned(), term)).into_iter().collect()
}

/// Describes an instance that is about to start.
pub(crate) fn state_of(plan: &Plan, cgroups: CgroupTree, container: &Container, is_ephemeral: bool) -> InstanceState {
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let own = i32::try_from(std::process::id()).unwrap_or(0);
    InstanceState {
        keeper: ProcessId::of(own).unwrap_or(ProcessId { pid: own, started: 0 }),
        init: None,
        is_ephemeral,
        since: now,
        confinement: Confinement::of(plan),
        cgroups,
        links: bridges_of(plan),
        halt: container.lifecycle.halt.as_ref().map(|signal| signal.value.0),
    }
}

/// Names the bridges that a plan makes: they bear the container's own name, and nobody else's.
fn bridges_of(plan: &Plan) -> Vec<String> {
    let bridges = nics_of(plan).filter_map(|kind| match kind {
        NicKind::PrivateVeth { bridge, .. } => Some(bridge.clone()),
        NicKind::Veth { .. } | NicKind::Macvlan { .. } | NicKind::Phys { .. } => None,
    });
    bridges.collect()
}

/// Names the host's ends of a plan's pairs, once they are this container's: before, another's may bear the name.
///
/// A pair would end with the container's namespace too, but some milliseconds later.
pub(crate) fn pairs_of(plan: &Plan) -> Vec<String> {
    let ends = nics_of(plan).filter_map(|kind| match kind {
        NicKind::Veth { host_name, .. } | NicKind::PrivateVeth { host_name, .. } => Some(host_name.clone()),
        NicKind::Macvlan { .. } | NicKind::Phys { .. } => None,
    });
    ends.collect()
}

fn nics_of(plan: &Plan) -> impl Iterator<Item = &NicKind> {
    plan.steps.iter().filter_map(|planned| match &planned.step {
        Step::MakeNic(nic) => Some(&nic.kind),
        _ => None,
    })
}

fn keep(
    host: &Host,
    (job, plan): (&RunJob<'_>, &Plan),
    claim: &Claim,
    state: &mut InstanceState,
    on_ready: &mut dyn FnMut(&Ready),
) -> Result<Exit, EngineError> {
    claim.write(state)?;
    let signals = block_signals().map_err(failed)?;
    let cgroups = cgroups_of(host, &job.name, state.cgroups.clone());
    let stdio = if job.terminal.is_some() {
        Stdio::Console
    } else {
        Stdio::Inherit
    };
    let start = StartJob {
        plan,
        cgroups: &cgroups,
        stdio,
        dies_with_starter: true,
    };
    let started = transom_runtime::start(&start).map_err(|error| describe(error, job, plan))?;
    let pid = started.init.pid.as_raw_nonzero().get();
    state.init = ProcessId::of(pid);
    state.links.extend(pairs_of(plan));
    claim.write(state)?;
    on_ready(&Ready {
        pid,
        probes: started.probes.clone(),
        remarks: remarks_on_lines(plan, job.sources),
    });
    if let (Some(size), Some(console)) = (job.terminal, &started.console) {
        transom_runtime::console::set_size(console, (size.rows, size.columns));
    }
    let console = started.console.as_ref().filter(|_| job.terminal.is_some());
    let ends = ends(console, started.output.as_ref());
    let mut grace = job.stop_timeout;
    attend(&started.init.pidfd, &signals, ends.as_ref(), &mut |signal| {
        // A first process without a handler never sees the signal, so it is given time and then ended; at once the second time.
        drop(transom_runtime::signal(&started.init.pidfd, signal));
        let now = grace;
        grace = Duration::ZERO;
        ends_a_run(signal).then_some(now)
    })
    .map_err(failed)
}

/// Joins the user to a terminal inside; or, without one, to a pipe that stands before the user's own.
fn ends<'a>(terminal: Option<&'a OwnedFd>, output: Option<&'a OwnedFd>) -> Option<Ends<'a>> {
    let both = terminal.map(|terminal| Ends {
        input: Some(rustix::stdio::stdin()),
        output: rustix::stdio::stdout(),
        terminal,
    });
    let output = output.map(|terminal| Ends {
        input: None,
        output: transom_runtime::terminal_for_output(),
        terminal,
    });
    both.or(output)
}

fn ends_a_run(signal: i32) -> bool {
    const HANGUP: i32 = 1;
    const INTERRUPT: i32 = 2;
    const QUIT: i32 = 3;
    const TERMINATE: i32 = 15;
    [HANGUP, INTERRUPT, QUIT, TERMINATE].contains(&signal)
}

fn failed(failure: transom_runtime::Failure) -> EngineError {
    EngineError::failed(format!("cannot {}: {}", failure.doing, failure.errno))
}

/// Joins a runtime error with the texts it blames.
pub(crate) fn describe(error: transom_runtime::Error, job: &RunJob<'_>, plan: &Plan) -> EngineError {
    use transom_runtime::Error;
    let (name, sources) = (job.name.clone(), Box::new(job.sources.clone()));
    match error {
        Error::Step {
            index,
            cause,
            doing,
            errno,
        } => {
            let hint = step_hint(&plan.steps[index].step, errno.raw(), job.container);
            EngineError::Step {
                name,
                message: format!("cannot {doing}: {errno}"),
                cause,
                sources,
                hint,
            }
        }
        Error::Program {
            program,
            is_found: true,
            errno,
            ..
        } => EngineError::NotExecutable {
            name,
            command: program,
            why: errno.to_string(),
        },
        Error::Program {
            program,
            cause: Some(cause),
            ..
        } => EngineError::Step {
            name,
            message: format!("its root has no {program} to run"),
            cause,
            sources,
            hint: Some("name another program after `--`, or give the root an init".to_owned()),
        },
        Error::Program { program, .. } => EngineError::CommandNotFound { name, command: program },
        other => EngineError::failed(format!("container `{name}` cannot start: {}", chain(&other))),
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", chain(source)),
        None => error.to_string(),
    }
}

/// Says the way on for failures whose cause is known.
fn step_hint(step: &Step, errno: i32, container: &Container) -> Option<String> {
    const NOT_PERMITTED: i32 = 1;
    const DENIED: i32 = 13;
    const EXISTS: i32 = 17;
    const IS_OWNED_BY_NOBODY: [i32; 3] = [NOT_PERMITTED, DENIED, 75];
    match step {
        Step::MakeNode { .. } if errno == EXISTS => {
            Some("every container has something of this name in its /dev already: choose another device, or remove the line".to_owned())
        }
        Step::MakeNode { .. } => Some("the device has changed since the start was planned; start again".to_owned()),
        Step::MakeNic(_) if errno == EXISTS => Some(
            "an interface of this name is on the host already, most likely another container's: stop that one, or give this one another \
             number or name"
                .to_owned(),
        ),
        Step::AttachDev { .. } | Step::MountAuto(_) | Step::AttachMount { .. } if IS_OWNED_BY_NOBODY.contains(&errno) => {
            let path = container.root.as_ref().and_then(|root| match &root.value.source {
                RootSource::Directory(path) => Some(path.display().to_string()),
                _ => None,
            });
            path.map(|path| {
                format!("the root {path} belongs to ids outside the container's map; its file system cannot shift owners")
            })
        }
        _ => None,
    }
}

/// Writes down what a plan says of lines; what it says of defaults is nobody's surprise.
pub(crate) fn remarks_on_lines(plan: &Plan, sources: &Sources) -> Vec<String> {
    let of_lines = plan.remarks.iter().filter(|remark| remark.cause.line().is_some());
    of_lines
        .map(|remark| format!("{} ({})", remark.text, sources.describe(&remark.cause)))
        .collect()
}

/// Starts a stored container in the background; returns when its first process runs.
///
/// # Errors
/// Whatever keeps it from starting; nothing is left then.
pub fn start(host: &Host, name: &str, args: &StartArgs) -> Result<Started, EngineError> {
    crate::monitor::launch(host, name, args)
}

/// Says whether a container runs.
pub fn state(host: &Host, name: &str) -> State {
    match running_state(host, name) {
        Ok(Some((_, init))) => State::Running {
            pid: init.pid,
            started: init.started,
        },
        _ => State::Stopped,
    }
}

fn expect_running(host: &Host, name: &str) -> Result<(InstanceState, ProcessId), EngineError> {
    if let Some(running) = running_state(host, name)? {
        return Ok(running);
    }
    let is_known = crate::exists(host, name);
    Err(if is_known {
        EngineError::NotRunning { name: name.to_owned() }
    } else {
        EngineError::NoSuchContainer { name: name.to_owned() }
    })
}

/// Asks a container's init to shut down, and ends it after `timeout`.
///
/// # Errors
/// If it does not run, or does not end.
pub fn stop(host: &Host, name: &str, timeout: Duration) -> Result<StopOutcome, EngineError> {
    let (state, init) = expect_running(host, name)?;
    let pidfd = transom_runtime::open_process(init).map_err(failed)?;
    let halt = state.halt.or_else(|| halt_signal_soon(init, timeout));
    let asked = halt.is_some_and(|signal| transom_runtime::signal(&pidfd, signal).is_ok());
    let has_ended = asked && transom_runtime::wait_for_end(&pidfd, Some(Instant::now() + timeout)).map_err(failed)?;
    if !has_ended {
        end(host, name, &state, init)?;
    }
    wait_until_gone(host, name, Duration::from_secs(10))?;
    Ok(match (has_ended, asked) {
        (true, _) => StopOutcome::Halted,
        (false, true) => StopOutcome::Killed,
        (false, false) => StopOutcome::NeverAsked,
    })
}

/// An init that was started a moment ago may not have prepared for signals yet, so it is given a second.
fn halt_signal_soon(init: ProcessId, timeout: Duration) -> Option<i32> {
    let deadline = Instant::now() + timeout.min(Duration::from_secs(1));
    loop {
        let found = transom_runtime::halt_signal(init);
        if found.is_some() || Instant::now() >= deadline || !init.is_alive() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn end(host: &Host, name: &str, state: &InstanceState, init: ProcessId) -> Result<(), EngineError> {
    let pidfd = transom_runtime::open_process(init).map_err(failed)?;
    cgroups_of(host, name, state.cgroups.clone()).kill();
    // On v1 without a cgroup of its own, ending the first process ends all of its pid namespace.
    drop(transom_runtime::signal(&pidfd, KILL));
    transom_runtime::wait_for_end(&pidfd, Some(Instant::now() + Duration::from_secs(10))).map_err(failed)?;
    Ok(())
}

/// Sends a signal to a container's first process; SIGKILL ends everything in it.
///
/// # Errors
/// If it does not run.
pub fn kill(host: &Host, name: &str, signal: Signal) -> Result<(), EngineError> {
    let (state, init) = expect_running(host, name)?;
    if signal.0 == KILL {
        end(host, name, &state, init)?;
        return wait_until_gone(host, name, Duration::from_secs(10));
    }
    let pidfd = transom_runtime::open_process(init).map_err(failed)?;
    transom_runtime::signal(&pidfd, signal.0).map_err(failed)
}

/// Starts this program over from a copy where it is about to enter a container whose root could write its file; nothing must have
/// been changed or printed yet. Returns at once otherwise, and in the copy.
///
/// # Errors
/// If the copy cannot be made. A container that does not run is told by whoever enters it.
pub fn prepare_to_enter(host: &Host, name: &str) -> Result<(), EngineError> {
    match expect_running(host, name) {
        Ok((state, _)) => out_of_reach(&state, name),
        Err(_) => Ok(()),
    }
}

/// In a container with an id map nobody may write the host's files.
fn out_of_reach(state: &InstanceState, name: &str) -> Result<(), EngineError> {
    if state.confinement.is_unprivileged {
        return Ok(());
    }
    transom_runtime::go_on_as_copy().map_err(|failure| exec_error(failure.into(), name))
}

/// Runs a command in a running container and waits for it. Callers that change the terminal first have called [`prepare_to_enter`]
/// before that.
///
/// # Errors
/// If the container does not run, or the command cannot.
pub fn exec(host: &Host, name: &str, request: &ExecRequest) -> Result<Exit, EngineError> {
    let (state, init) = expect_running(host, name)?;
    out_of_reach(&state, name)?;
    let signals = block_signals().map_err(failed)?;
    let cgroups = cgroups_of(host, name, state.cgroups.clone());
    let mut environment = if request.keep_env {
        std::env::vars().collect()
    } else {
        terminal_environment(request.terminal)
    };
    environment.extend(request.environment.iter().cloned());
    let job = ExecJob {
        init,
        cgroups: &cgroups,
        confinement: &state.confinement,
        run: Executed::Program(request.command.clone()),
        environment,
        ids: (request.uid.unwrap_or(0), request.gid.unwrap_or(0)),
        cwd: request.cwd.clone().unwrap_or_else(|| PathBuf::from("/")),
        stdio: if request.terminal.is_some() {
            Stdio::Console
        } else {
            Stdio::Inherit
        },
    };
    let joined = transom_runtime::exec(&job).map_err(|error| exec_error(error, name))?;
    if let (Some(size), Some(terminal)) = (request.terminal, &joined.terminal) {
        transom_runtime::console::set_size(terminal, (size.rows, size.columns));
    }
    let ends = ends(joined.terminal.as_ref(), joined.output.as_ref());
    attend(&joined.child.pidfd, &signals, ends.as_ref(), &mut |signal| {
        drop(transom_runtime::signal(&joined.child.pidfd, signal));
        ends_a_run(signal).then_some(SIGNAL_GRACE)
    })
    .map_err(failed)
}

/// Tries something inside a running container, as one of its own processes. For a privileged one this program starts over from a
/// copy that the container cannot write, so nothing must have been printed yet.
///
/// # Errors
/// If the container does not run or cannot be entered. What does not work is an outcome.
pub fn try_inside(host: &Host, name: &str, trial: Trial) -> Result<Outcome, EngineError> {
    let (state, init) = expect_running(host, name)?;
    out_of_reach(&state, name)?;
    let cgroups = cgroups_of(host, name, state.cgroups.clone());
    let job = ExecJob {
        init,
        cgroups: &cgroups,
        confinement: &state.confinement,
        run: Executed::Trial(trial),
        environment: Vec::new(),
        ids: (0, 0),
        cwd: PathBuf::from("/"),
        stdio: Stdio::Inherit,
    };
    let joined = transom_runtime::exec(&job).map_err(|error| exec_error(error, name))?;
    transom_runtime::wait(&joined.child.pidfd).map_err(failed)?;
    Ok(joined
        .probed
        .unwrap_or_else(|| Err("the trial ended without a word".to_owned())))
}

fn exec_error(error: transom_runtime::Error, name: &str) -> EngineError {
    match error {
        transom_runtime::Error::Program {
            program,
            is_found: true,
            errno,
            ..
        } => EngineError::NotExecutable {
            name: name.to_owned(),
            command: program,
            why: errno.to_string(),
        },
        transom_runtime::Error::Program { program, .. } => EngineError::CommandNotFound {
            name: name.to_owned(),
            command: program,
        },
        other => EngineError::failed(format!("cannot run a command in `{name}`: {}", chain(&other))),
    }
}

/// Joins the caller's terminal to a container's console, until Ctrl-A q or the container's end.
///
/// # Errors
/// If it does not run, or its monitor does not answer.
pub fn console(host: &Host, name: &str) -> Result<(), EngineError> {
    expect_running(host, name)?;
    crate::monitor::attach(host, name)
}

/// Returns the file that a container's console output is written to.
///
/// # Errors
/// If no container can have this name.
pub fn logs(host: &Host, name: &str) -> Result<PathBuf, EngineError> {
    Ok(host.definition_dir(name)?.join("console.log"))
}
