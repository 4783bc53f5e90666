//! One file a command: its arguments in, one call of the engine, what it returns out.

mod check;
mod convert;
mod create;
mod destroy;
mod doctor;
mod exec;
mod explain;
mod fix;
mod generate;
mod host;
mod info;
mod kill;
mod list;
mod logs;
mod plan;
mod run;
mod set;
mod show;
mod start;
mod stop;
mod trying;

use transom_engine::{EngineError, Host, lifecycle, monitor};

use crate::args::{Arguments, Command, HostCommand};
use crate::ui::Ui;

/// What a command returns to the shell, or why it failed.
pub type Outcome = Result<u8, EngineError>;

/// Runs the command that the arguments name.
pub fn run(arguments: &Arguments, ui: &mut Ui) -> Outcome {
    let host = Host::new(arguments.root.as_deref())?;
    if needs_sweep(&arguments.command) {
        lifecycle::sweep(&host);
        transom_engine::sweep_definitions(&host);
    }
    if let Some(name) = runs_in(&arguments.command).filter(|name| transom_engine::exists(&host, name)) {
        transom_engine::expect_root(&format!("reaching container `{name}`"))?;
    }
    match &arguments.command {
        Command::Try(args) => trying::run(&host, ui, args),
        Command::Run(args) => run::run(&host, ui, args),
        Command::Create(args) => create::run(&host, ui, args),
        Command::Start(args) => start::run(&host, ui, args),
        Command::Stop(args) => stop::run(&host, ui, args),
        Command::Kill(args) => kill::run(&host, ui, args),
        Command::List => list::run(&host, ui),
        Command::Info(args) => info::run(&host, ui, args),
        Command::Exec(args) => exec::run(&host, ui, args),
        Command::Shell(args) => exec::shell(&host, ui, args),
        Command::Console(args) => exec::console(&host, ui, args),
        Command::Logs(args) => logs::run(&host, ui, args),
        Command::Destroy(args) => destroy::run(&host, ui, args),
        Command::Plan(args) => plan::run(&host, ui, args),
        Command::Explain(args) => explain::run(&host, ui, args),
        Command::Check(args) => check::run(&host, ui, args),
        Command::Fix(args) => fix::run(&host, ui, args),
        Command::Convert(args) => convert::run(&host, ui, args),
        Command::Show(args) => show::run(&host, ui, args),
        Command::Diff(args) => show::diff(&host, ui, args),
        Command::Set(args) => set::set(&host, ui, args),
        Command::Unset(args) => set::unset(&host, ui, args),
        Command::Host(HostCommand::Devices { filter }) => host::devices(ui, filter.as_deref()),
        Command::Host(HostCommand::Facts { configurations }) => host::facts(ui, configurations),
        Command::Doctor(args) => doctor::run(&host, ui, args),
        Command::Monitor(args) => monitor::main(&host, &args.name, &start::choices(args)).map(|()| 0),
        Command::Completions { shell } => generate::completions(*shell),
        Command::Man { dir } => generate::manuals(dir),
    }
}

/// What only reads files or looks at the host has nothing to clean up; exec and kill are on the hot path and find what
/// they need by name.
fn needs_sweep(command: &Command) -> bool {
    matches!(
        command,
        Command::Try(_)
            | Command::Run(_)
            | Command::Create(_)
            | Command::Start(_)
            | Command::Stop(_)
            | Command::List
            | Command::Destroy(_)
    )
}

/// Names the container that a command reaches into. Its run state is closed to other users, for whom it would seem stopped.
fn runs_in(command: &Command) -> Option<&str> {
    match command {
        Command::Start(args) => Some(&args.name),
        Command::Stop(args) => Some(&args.name),
        Command::Kill(args) => Some(&args.name),
        Command::Exec(args) => Some(&args.name),
        Command::Shell(args) | Command::Console(args) => Some(&args.name),
        Command::Doctor(args) => doctor::container(args),
        _ => None,
    }
}
