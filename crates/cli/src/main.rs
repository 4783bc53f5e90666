//! `transom`: arguments, printing, exit codes; the only terminal of the project and no decisions.
//!
//! Every command is a file in `commands/` that calls one use case of the engine and prints what it returns. Start with
//! `args.rs` for what there is, `ui.rs` and `render.rs` for how it looks, `exit.rs` for what it returns to the shell.

mod args;
mod commands;
mod exit;
mod render;
mod table;
mod terminal;
mod ui;
mod wire;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = args::Arguments::parse();
    let mut ui = ui::Ui::new(&arguments);
    match commands::run(&arguments, &mut ui) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            let code = exit::code_of(&error, &arguments.command);
            render::error(&mut ui, &error);
            ExitCode::from(code)
        }
    }
}
