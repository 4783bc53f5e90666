//! Sentences for lines about the first process, terminals, starting and stopping.

use super::Entry;
use super::limits::switch;
use crate::line::Line;

pub(super) const ENTRIES: &[Entry] = &[
    ("arch", |line| {
        format!("Says that the programs inside are for {} processors.", arch(line.value()))
    }),
    ("init-command", |line| {
        format!("Starts {} as the first process.", line.value())
    }),
    ("execute-command", |line| {
        format!("Is the command for `lxc-execute` when none is given: {}.", line.value())
    }),
    ("init-ids", init_ids),
    ("init-cwd", |line| {
        format!("Starts the first process in the folder {}.", line.value())
    }),
    ("environment", environment),
    ("environment-hooks", |line| {
        format!("Sets for hooks the environment variable {}.", line.value())
    }),
    ("time-offset", |line| format!("Moves the clock inside by {}.", line.value())),
    ("signal-halt", |line| {
        format!("Asks the system inside to shut down with the signal {}.", line.value())
    }),
    ("signal-reboot", |line| {
        format!("Asks the system inside to reboot with the signal {}.", line.value())
    }),
    ("signal-stop", |line| {
        format!(
            "Ends the container, when asking did not help, with the signal {}.",
            line.value()
        )
    }),
    ("tty-count", ttys),
    ("tty-dir", |line| {
        format!("Puts console and terminals into the folder /dev/{}.", line.value())
    }),
    ("pty-count", |line| {
        format!("Allows {} pseudo terminals (shells, ssh sessions) at a time.", line.value())
    }),
    ("console-path", console_path),
    ("console", |line| {
        switch(
            line,
            "Gives the container a console",
            "Gives the container no console, and forbids it to open /dev/console",
        )
    }),
    ("console-size", |line| {
        format!("Limits the console's log to {}.", line.value())
    }),
    ("console-buffer", |line| {
        format!("Keeps the last {} of the console's output in memory.", line.value())
    }),
    ("console-rotate", |line| {
        switch(
            line,
            "Keeps one older log of the console",
            "Keeps no older log of the console",
        )
    }),
    ("console-log", |line| {
        format!("Copies what the console prints to {} on the host.", line.value())
    }),
    ("autostart", |line| {
        switch(
            line,
            "Starts the container when the host starts",
            "Does not start the container by itself",
        )
    }),
    ("start-order", |line| {
        format!("Orders and delays automatic starts: {}.", line.value())
    }),
    ("console-mode", |line| {
        format!("Chooses what `pct console` opens: {}.", line.value())
    }),
    ("ephemeral", |line| {
        switch(
            line,
            "Destroys the container when it stops",
            "Keeps the container when it stops",
        )
    }),
    ("hook", hook),
    ("template", |_| {
        "Marks the container as a template: Proxmox VE clones it and refuses to start it.".to_owned()
    }),
    ("lock", |line| {
        format!(
            "Locks the container during an operation ({}): Proxmox VE refuses to start it until then.",
            line.value()
        )
    }),
];

fn init_ids(line: &Line<'_>) -> String {
    let value = line.value();
    match line.key().rsplit(['.', '_']).next() {
        Some("uid") => format!("Runs the first process as user {value} inside."),
        Some("gid") => format!("Runs the first process in group {value} inside."),
        _ => format!("Adds the first process to the groups {value} inside."),
    }
}

fn hook(line: &Line<'_>) -> String {
    match line.key().strip_prefix("lxc.hook.") {
        Some(moment) => format!("Runs `{}` at the moment {moment}.", line.value()),
        None => format!("Runs the script {} before and after start and stop.", line.value()),
    }
}

fn ttys(line: &Line<'_>) -> String {
    match line.value() {
        "0" => "Gives the container no text terminals.".to_owned(),
        "1" => "Gives the container one text terminal, /dev/tty1.".to_owned(),
        count => format!("Gives the container {count} text terminals, /dev/tty1 to /dev/tty{count}."),
    }
}

fn console_path(line: &Line<'_>) -> String {
    match line.value() {
        "none" => "Gives the container no console.".to_owned(),
        path => format!("Uses {path} of the host as the container's console."),
    }
}

fn arch(word: &str) -> &str {
    match word {
        "amd64" | "x86_64" | "linux64" => "64-bit Intel and AMD",
        "i386" | "i486" | "i586" | "i686" | "x86" | "linux32" => "32-bit Intel and AMD",
        "arm64" | "aarch64" => "64-bit ARM",
        "armhf" | "armv7l" | "armel" | "arm" => "32-bit ARM",
        "riscv64" => "64-bit RISC-V",
        "riscv32" => "32-bit RISC-V",
        other => other,
    }
}

fn environment(line: &Line<'_>) -> String {
    match line.value().split_once('=') {
        Some((name, value)) => format!("Sets the environment variable {name} to {value}."),
        None => format!("Passes the starter's environment variable {} on.", line.value()),
    }
}
