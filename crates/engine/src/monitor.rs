//! The monitor: one small process a container, its init's parent and the keeper of its console.
//!
//! [`launch`] starts it and waits for its one report, [`main`] is its life, [`attach`] joins a user to the console through
//! its socket. Everything else (stop, kill, exec) goes past it, so a hung monitor cannot hold a container.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::fd::{AsFd as _, AsRawFd as _, OwnedFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use transom_plan::{MissingBridge, MissingLimit, Plan, StartOptions};
use transom_runtime::console::{self, Ends, Watch, block_signals};
use transom_runtime::{ProcessId, StartJob, Stdio, detach};

use crate::instance::{Claim, InstanceState, cgroups_of};
use crate::lifecycle::{RunJob, StartArgs, Started, describe, open_log, state_of};
use crate::store::Definition;
use crate::{EngineError, Host, definition, facts_for};

const SOCKET: &str = "monitor.sock";
/// How long the first process has after the monitor was asked to end.
const GRACE: Duration = Duration::from_secs(10);
/// How much console output is kept for whoever attaches later.
const KEPT_OUTPUT: usize = 16 * 1024;

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
    let log = open_log(host, name)?;
    let detached = detach::detach(&arguments(host, name, args), &log).map_err(failed)?;
    let text = detached.report();
    let job = job(&definition, args);
    match serde_json::from_str(&text) {
        Ok(Report::Started { pid }) => Ok(Started { pid }),
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
    let outcome = keep(host, name, args);
    if let Err(error) = &outcome {
        // The starter may have read a report already; then nobody listens, and the log has the words.
        drop(detach::report(&text(&Report::Failed {
            message: error.to_string(),
        })));
    }
    outcome
}

fn text(report: &Report) -> String {
    serde_json::to_string(report).expect("a report has only texts and numbers")
}

fn keep(host: &Host, name: &str, args: &StartArgs) -> Result<(), EngineError> {
    let definition = definition(host, name)?;
    let definition = Definition {
        loaded: definition.loaded.without_errors()?,
        ..definition
    };
    let claim = Claim::take(host, name)?;
    let (plan, cgroups) = plan(host, &definition, args)?;
    let mut state = state_of(&plan, cgroups, &definition.loaded.reading.container, false);
    let outcome = live(host, (name, &plan), &claim, &mut state);
    claim.release(host, name, &state);
    outcome
}

fn live(host: &Host, (name, plan): (&str, &Plan), claim: &Claim, state: &mut InstanceState) -> Result<(), EngineError> {
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
            drop(detach::report(&text(&report_of(error))));
            return Ok(());
        }
    };
    let pid = started.init.pid.as_raw_nonzero().get();
    state.init = ProcessId::of(pid);
    claim.write(state)?;
    let listener = listen(claim.dir())?;
    // A starter that was killed meanwhile does not listen; the container runs all the same.
    drop(detach::report(&text(&Report::Started { pid })));
    let mut keeper = Keeper {
        console: started.console,
        log: open_log(host, name)?,
        kept: Vec::new(),
        users: Vec::new(),
    };
    let _held = keeper.console.as_ref().and_then(console::hold_open);
    let watch = Watch {
        process: &started.init.pidfd,
        signals: &signals,
        grace: GRACE,
    };
    keeper.attend(&watch, &listener)
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

/// Somebody attached to the console.
struct User {
    stream: UnixStream,
    frames: Vec<u8>,
}

/// What a monitor keeps of a running container.
struct Keeper {
    console: Option<OwnedFd>,
    log: File,
    kept: Vec<u8>,
    users: Vec<User>,
}

impl Keeper {
    fn attend(&mut self, watch: &Watch<'_>, listener: &UnixListener) -> Result<(), EngineError> {
        let mut deadline = None;
        loop {
            let users: Vec<_> = self.users.iter().map(|user| user.stream.as_fd()).collect();
            let ready = watch
                .wait(listener.as_fd(), self.console.as_ref(), &users, &mut deadline)
                .map_err(failed)?;
            if ready.terminal {
                self.take_output();
            }
            self.users_spoke(&ready.users);
            if ready.listener {
                self.welcome(listener);
            }
            if ready.process {
                self.drain();
                transom_runtime::wait(watch.process).map_err(failed)?;
                return Ok(());
            }
        }
    }

    fn take_output(&mut self) {
        let Some(terminal) = &self.console else { return };
        let mut buffer = [0; 16 * 1024];
        match console::read(terminal, &mut buffer) {
            // It has hung up, which it does not while its other end is held open; nothing more comes then.
            0 => self.console = None,
            count => self.spread(&buffer[..count]),
        }
    }

    fn spread(&mut self, bytes: &[u8]) {
        // A full disk must not stop the container; what is lost is the copy.
        drop(self.log.write_all(bytes));
        self.kept.extend_from_slice(bytes);
        let excess = self.kept.len().saturating_sub(KEPT_OUTPUT);
        drop(self.kept.drain(..excess));
        self.users.retain_mut(|user| user.stream.write_all(bytes).is_ok());
    }

    fn drain(&mut self) {
        while self.console.as_ref().is_some_and(console::has_output) {
            let before = self.kept.len();
            self.take_output();
            if self.kept.len() == before {
                return;
            }
        }
    }

    fn welcome(&mut self, listener: &UnixListener) {
        let Ok((mut stream, _)) = listener.accept() else { return };
        // Whoever joins late sees what was on the screen; a user who does not read cannot hold the monitor up.
        let is_set = stream.set_write_timeout(Some(Duration::from_millis(200))).is_ok();
        if is_set && stream.write_all(&self.kept).is_ok() && stream.set_nonblocking(false).is_ok() {
            self.users.push(User {
                stream,
                frames: Vec::new(),
            });
        }
    }

    fn users_spoke(&mut self, ready: &[bool]) {
        let Some(terminal) = &self.console else { return };
        let mut at = 0;
        self.users.retain_mut(|user| {
            let is_ready = ready.get(at).copied().unwrap_or(false);
            at += 1;
            !is_ready || user.pass_on(terminal)
        });
    }
}

impl User {
    /// Passes what the user typed on; `false` when the user has left.
    fn pass_on(&mut self, terminal: &OwnedFd) -> bool {
        let mut buffer = [0; 4096];
        match self.stream.read(&mut buffer) {
            Ok(0) => return false,
            Err(error) => return matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock),
            Ok(count) => self.frames.extend_from_slice(&buffer[..count]),
        }
        while let Some((frame, length)) = console::Frame::read(&self.frames) {
            match frame {
                console::Frame::Bytes(bytes) => console::write_all(terminal.as_fd(), bytes),
                console::Frame::Size(rows, columns) => console::set_size(terminal, (rows, columns)),
            }
            self.frames.drain(..length);
        }
        true
    }
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
        input: input.as_fd(),
        output: output.as_fd(),
        terminal: &terminal,
    };
    console::join_framed(&ends, &signals).map_err(failed)
}
