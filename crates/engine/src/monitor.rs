//! The monitor: one small process a container, its init's parent and the keeper of its console.
//!
//! [`launch`] starts it and waits for its one report, [`main`] is its life, [`attach`] joins a user to the console through
//! its socket. Everything else (stop, kill, exec) goes past it, so a hung monitor cannot hold a container.

use std::fs::File;
use std::os::fd::{AsFd as _, AsRawFd as _, OwnedFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use transom_plan::{MissingBridge, MissingLimit, Plan, StartOptions};
use transom_runtime::console::{self, Ends, block_signals};
use transom_runtime::{ProcessId, StartJob, Stdio, detach};

use crate::instance::{Claim, InstanceState, cgroups_of};
use crate::keeper::{Keeper, Log, Watch};
use crate::lifecycle::{RunJob, StartArgs, Started, describe, logs, pairs_of, remarks_on_lines, state_of};
use crate::store::Definition;
use crate::{EngineError, Host, definition, facts_for};

const SOCKET: &str = "monitor.sock";
/// How long the first process has after the monitor was asked to end.
const GRACE: Duration = Duration::from_secs(10);

/// What a monitor tells the command that started it.
#[derive(Debug, Serialize, Deserialize)]
enum Report {
    Started { pid: i32 },
    StepFailed { index: usize, doing: String, errno: i32 },
    ProgramFailed { program: String, is_found: bool, errno: i32 },
    Failed { message: String },
}

/// Starts a container's monitor and waits until the container runs.
///
/// # Errors
/// Whatever keeps the container from starting, with the line to blame.
pub fn launch(host: &Host, name: &str, args: &StartArgs) -> Result<Started, EngineError> {
    let definition = definition(host, name)?;
    let definition = Definition {
        loaded: definition.loaded.without_errors()?,
        ..definition
    };
    // Planned here for the messages, and again by the monitor, which may start a moment later on a changed host.
    let (plan, _) = plan(host, &definition, args)?;
    drop(Claim::take(host, name)?);
    let log = Log::open(logs(host, name)?)?;
    let detached = detach::detach(&arguments(host, name, args), log.file(), &inherited(&definition)).map_err(failed)?;
    let text = detached.report();
    let job = job(&definition, args);
    match serde_json::from_str(&text) {
        Ok(Report::Started { pid }) => Ok(Started {
            pid,
            remarks: remarks_on_lines(&plan, &definition.loaded.sources),
        }),
        Ok(Report::StepFailed { index, doing, errno }) if index < plan.steps.len() => {
            let cause = plan.steps[index].cause.clone();
            Err(describe(
                transom_runtime::Error::Step {
                    index,
                    cause,
                    doing,
                    errno: transom_runtime::errno(errno),
                },
                &job,
                &plan,
            ))
        }
        Ok(Report::ProgramFailed {
            program,
            is_found,
            errno,
        }) => {
            let cause = definition
                .loaded
                .reading
                .container
                .init
                .command
                .as_ref()
                .map(|command| command.origin.clone());
            let errno = transom_runtime::errno(errno);
            Err(describe(
                transom_runtime::Error::Program {
                    program,
                    is_found,
                    cause,
                    errno,
                },
                &job,
                &plan,
            ))
        }
        Ok(Report::Failed { message } | Report::StepFailed { doing: message, .. }) => Err(EngineError::failed(message)),
        Err(_) => Err(EngineError::refused(
            format!("the monitor of container `{name}` ended without a word"),
            format!("`transom logs {name}` may say more"),
        )),
    }
}

fn arguments(host: &Host, name: &str, args: &StartArgs) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(root) = host.root() {
        words.extend(["--root".to_owned(), root.display().to_string()]);
    }
    words.extend(["monitor".to_owned(), name.to_owned()]);
    if let Some(command) = &args.command {
        words.push("--".to_owned());
        words.extend(command.iter().cloned());
    }
    words
}

/// Names the variables of the caller's environment that the container wants and its monitor must therefore have.
fn inherited(definition: &Definition) -> Vec<String> {
    transom_plan::wants(&definition.loaded.reading.container)
        .environment
        .into_iter()
        .collect()
}

fn job<'a>(definition: &'a Definition, args: &StartArgs) -> RunJob<'a> {
    RunJob {
        name: definition.name.clone(),
        container: &definition.loaded.reading.container,
        sources: &definition.loaded.sources,
        command: args.command.clone(),
        probes: Vec::new(),
        is_ephemeral: false,
        terminal: None,
        stop_timeout: GRACE,
        missing_limits: MissingLimit::Refuse,
        missing_bridge: MissingBridge::Refuse,
    }
}

fn plan(host: &Host, definition: &Definition, args: &StartArgs) -> Result<(Plan, transom_model::CgroupTree), EngineError> {
    let container = &definition.loaded.reading.container;
    let facts = facts_for(host, container, &[])?;
    let options = StartOptions {
        name: definition.name.clone(),
        command: args.command.clone(),
        has_console: true,
        environment: vec![("TERM".to_owned(), "linux".to_owned())],
        ..StartOptions::default()
    };
    let plan = transom_plan::start(container, &facts, &options).map_err(|problems| EngineError::CannotStart {
        name: definition.name.clone(),
        sources: Box::new(definition.loaded.sources.clone()),
        problems,
    })?;
    Ok((plan, facts.cgroups))
}

fn failed(failure: transom_runtime::Failure) -> EngineError {
    EngineError::failed(format!("cannot {}: {}", failure.doing, failure.errno))
}

/// Lives a monitor's life: starts the container, keeps its console, cleans up after it.
///
/// # Errors
/// What kept the container from starting; it has been reported to the starter already.
pub fn main(host: &Host, name: &str, args: &StartArgs) -> Result<(), EngineError> {
    let mut reporter = Reporter { is_done: false };
    let outcome = keep(host, name, args, &mut reporter);
    if let Err(error) = &outcome {
        reporter.say(&Report::Failed {
            message: error.to_string(),
        });
    }
    outcome
}

/// Says one report to the starter and no more: its descriptor means something else afterwards.
struct Reporter {
    is_done: bool,
}

impl Reporter {
    fn say(&mut self, report: &Report) {
        if !std::mem::replace(&mut self.is_done, true) {
            // A starter that was killed meanwhile does not listen; the container runs all the same.
            drop(detach::report(&text(report)));
        }
    }
}

fn text(report: &Report) -> String {
    serde_json::to_string(report).expect("a report has only texts and numbers")
}

fn keep(host: &Host, name: &str, args: &StartArgs, reporter: &mut Reporter) -> Result<(), EngineError> {
    let definition = definition(host, name)?;
    let definition = Definition {
        loaded: definition.loaded.without_errors()?,
        ..definition
    };
    let (plan, cgroups) = plan(host, &definition, args)?;
    let claim = Claim::take(host, name)?;
    let mut state = state_of(&plan, cgroups, &definition.loaded.reading.container, false);
    let outcome = live((host, name, &plan), &claim, &mut state, reporter);
    claim.release(host, name, &state);
    outcome
}

fn live(
    (host, name, plan): (&Host, &str, &Plan),
    claim: &Claim,
    state: &mut InstanceState,
    reporter: &mut Reporter,
) -> Result<(), EngineError> {
    claim.write(state)?;
    let signals = block_signals().map_err(failed)?;
    let cgroups = cgroups_of(host, name, state.cgroups.clone());
    let job = StartJob {
        plan,
        cgroups: &cgroups,
        stdio: Stdio::Console,
        dies_with_starter: false,
    };
    let started = match transom_runtime::start(&job) {
        Ok(started) => started,
        Err(error) => {
            reporter.say(&report_of(error));
            return Ok(());
        }
    };
    let pid = started.init.pid.as_raw_nonzero().get();
    state.init = ProcessId::of(pid);
    state.links.extend(pairs_of(plan));
    claim.write(state)?;
    let listener = listen(claim.dir())?;
    reporter.say(&Report::Started { pid });
    let mut keeper = Keeper::new(started.console, Log::open(logs(host, name)?)?);
    keeper.attend(&Watch {
        process: &started.init.pidfd,
        signals: &signals,
        grace: GRACE,
        listener: &listener,
    })
}

fn report_of(error: transom_runtime::Error) -> Report {
    match error {
        transom_runtime::Error::Step { index, doing, errno, .. } => Report::StepFailed {
            index,
            doing,
            errno: errno.raw(),
        },
        transom_runtime::Error::Program {
            program,
            is_found,
            errno,
            ..
        } => Report::ProgramFailed {
            program,
            is_found,
            errno: errno.raw(),
        },
        other => Report::Failed {
            message: other.to_string(),
        },
    }
}

/// A socket's path must be short (108 bytes, unix(7)), and a root of tests is long, so it is named by its folder's descriptor.
fn socket_path(dir: &File) -> PathBuf {
    Path::new("/proc/self/fd").join(dir.as_raw_fd().to_string()).join(SOCKET)
}

fn listen(dir: &Path) -> Result<UnixListener, EngineError> {
    let fail = |error: std::io::Error| EngineError::io("listen in", dir, error);
    let folder = File::open(dir).map_err(fail)?;
    let listener = UnixListener::bind(socket_path(&folder)).map_err(fail)?;
    listener.set_nonblocking(true).map_err(fail)?;
    Ok(listener)
}

/// Joins the caller's terminal to a container's console.
///
/// # Errors
/// If the monitor does not answer.
pub fn attach(host: &Host, name: &str) -> Result<(), EngineError> {
    let dir = host.run_dir(name)?;
    let no_answer = |error: std::io::Error| {
        EngineError::refused(
            format!("the monitor of container `{name}` does not answer: {error}"),
            format!("`transom exec {name} -- sh` still works; a stop and a start bring a new monitor"),
        )
    };
    let folder = File::open(&dir).map_err(no_answer)?;
    let stream = UnixStream::connect(socket_path(&folder)).map_err(no_answer)?;
    let signals = block_signals().map_err(failed)?;
    let (input, output) = (std::io::stdin(), std::io::stdout());
    let terminal = OwnedFd::from(stream);
    let ends = Ends {
        input: Some(input.as_fd()),
        output: output.as_fd(),
        terminal: &terminal,
    };
    console::join_framed(&ends, &signals).map_err(failed)
}
