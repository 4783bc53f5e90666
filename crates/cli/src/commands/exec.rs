//! `transom exec`, `shell` and `console`: what brings the user into a running container.

use transom_engine::lifecycle::{self, ExecRequest};
use transom_engine::{EngineError, Host};

use super::Outcome;
use crate::args::{Color, Exec, Named};
use crate::exit;
use crate::terminal::{self, RawMode};
use crate::ui::Ui;

/// Runs a command in a running container.
pub fn run(host: &Host, _ui: &mut Ui, args: &Exec) -> Outcome {
    let terminal = match args.terminal {
        Color::Never => None,
        Color::Auto => terminal::size(),
        Color::Always => Some(terminal::size().unwrap_or(terminal::USUAL)),
    };
    let request = ExecRequest {
        command: args.command.clone(),
        environment: args.env.clone(),
        uid: args.user,
        gid: args.group,
        cwd: args.cwd.clone(),
        terminal,
        keep_env: args.keep_env,
    };
    enter(host, &args.name, &request)
}

/// Opens a shell: bash where there is one, else sh.
pub fn shell(host: &Host, ui: &mut Ui, args: &Named) -> Outcome {
    let request = |shell: &str| ExecRequest {
        command: vec![shell.to_owned()],
        terminal: terminal::size(),
        environment: std::env::var("TERM")
            .map(|term| ("TERM".to_owned(), term))
            .into_iter()
            .collect(),
        ..ExecRequest::default()
    };
    match enter(host, &args.name, &request("/bin/bash")) {
        Err(EngineError::CommandNotFound { .. }) => {
            ui.note(format!("{} has no bash; this is sh", args.name));
            enter(host, &args.name, &request("/bin/sh"))
        }
        other => other,
    }
}

/// Attaches to a container's console.
pub fn console(host: &Host, ui: &mut Ui, args: &Named) -> Outcome {
    ui.note(format!("attached to the console of {}; Ctrl-a q leaves it", args.name));
    let _raw = RawMode::enter();
    lifecycle::console(host, &args.name)?;
    Ok(0)
}

fn enter(host: &Host, name: &str, request: &ExecRequest) -> Outcome {
    // Before the terminal is changed: the program may start over.
    lifecycle::prepare_to_enter(host, name)?;
    let raw = request.terminal.map(|_| RawMode::enter());
    let outcome = lifecycle::exec(host, name, request);
    // Before anything is printed about a failure.
    drop(raw);
    Ok(exit::code_of_exit(outcome?))
}
