//! Sentences for lines about the first process, terminals, starting and stopping.

use super::Entry;
use super::limits::choose;
use crate::language::{Arg, Message, say};
use crate::line::Line;

pub(super) const ENTRIES: &[Entry] = &[
    ("arch", |line| say!("arch", processors = arch(line.value())).into()),
    ("init-command", |line| say!("init-command", command = line.value()).into()),
    ("execute-command", |line| {
        say!("execute-command", command = line.value()).into()
    }),
    ("init-ids", |line| init_ids(line).into()),
    ("init-cwd", |line| say!("init-cwd", folder = line.value()).into()),
    ("environment", |line| environment(line).into()),
    ("environment-hooks", |line| {
        say!("environment-hooks", variable = line.value()).into()
    }),
    ("time-offset", |line| say!("time-offset", offset = line.value()).into()),
    ("signal-halt", |line| say!("signal-halt", signal = line.value()).into()),
    ("signal-reboot", |line| say!("signal-reboot", signal = line.value()).into()),
    ("signal-stop", |line| say!("signal-stop", signal = line.value()).into()),
    ("tty-count", |line| ttys(line).into()),
    ("tty-dir", |line| say!("tty-dir", folder = line.value()).into()),
    ("pty-count", |line| say!("pty-count", count = line.value()).into()),
    ("console-path", |line| console_path(line).into()),
    ("console", |line| choose(line, say!("console"), say!("console-none"))),
    ("console-size", |line| say!("console-size", size = line.value()).into()),
    ("console-buffer", |line| say!("console-buffer", size = line.value()).into()),
    ("console-rotate", |line| {
        choose(line, say!("console-rotate"), say!("console-rotate-not"))
    }),
    ("console-log", |line| say!("console-log", path = line.value()).into()),
    ("autostart", |line| choose(line, say!("autostart"), say!("autostart-not"))),
    ("start-order", |line| say!("start-order", value = line.value()).into()),
    ("console-mode", |line| say!("console-mode", value = line.value()).into()),
    ("ephemeral", |line| choose(line, say!("ephemeral"), say!("ephemeral-not"))),
    ("hook", |line| hook(line).into()),
    ("template", |_| say!("template").into()),
    ("lock", |line| say!("lock", operation = line.value()).into()),
];

fn init_ids(line: &Line<'_>) -> Message {
    let value = line.value();
    match line.key().rsplit(['.', '_']).next() {
        Some("uid") => say!("init-user", user = value),
        Some("gid") => say!("init-group", group = value),
        _ => say!("init-groups", groups = value),
    }
}

fn hook(line: &Line<'_>) -> Message {
    match line.key().strip_prefix("lxc.hook.") {
        Some(moment) => say!("hook", program = line.value(), moment = moment),
        None => say!("hook-script", script = line.value()),
    }
}

fn ttys(line: &Line<'_>) -> Message {
    match line.value() {
        "0" => say!("tty-none"),
        "1" => say!("tty-one"),
        count => say!("tty-count", count = count),
    }
}

fn console_path(line: &Line<'_>) -> Message {
    match line.value() {
        "none" => say!("console-path-none"),
        path => say!("console-path", path = path),
    }
}

fn arch(word: &str) -> Arg {
    let known = match word {
        "amd64" | "x86_64" | "linux64" => say!("arch-x86-64"),
        "i386" | "i486" | "i586" | "i686" | "x86" | "linux32" => say!("arch-x86-32"),
        "arm64" | "aarch64" => say!("arch-arm-64"),
        "armhf" | "armv7l" | "armel" | "arm" => say!("arch-arm-32"),
        "riscv64" => say!("arch-riscv-64"),
        "riscv32" => say!("arch-riscv-32"),
        other => return other.into(),
    };
    known.into()
}

fn environment(line: &Line<'_>) -> Message {
    match line.value().split_once('=') {
        Some((name, value)) => say!("environment", name = name, value = value),
        None => say!("environment-passed", name = line.value()),
    }
}
