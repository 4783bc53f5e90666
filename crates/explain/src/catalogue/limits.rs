//! Sentences for lines about limits: memory, CPU, processes, and files of the cgroup.

use super::Entry;
use crate::language::{Message, Text, say};
use crate::line::Line;
use crate::words::is_yes;
use crate::{cgroup_files, words};

pub(super) const ENTRIES: &[Entry] = &[
    ("cgroup-file", cgroup_file),
    ("cgroup-clear", |_| say!("cgroup-clear").into()),
    ("cgroup-dir", |line| say!("cgroup-dir", place = line.value()).into()),
    ("memory-limit", memory),
    ("memory-high", cgroup_file),
    ("swap-limit", swap),
    ("cpu-limit", cgroup_file),
    ("cpu-count", |line| match line.value().parse::<u32>() {
        Ok(count) => say!("cpu-count", count = count).into(),
        Err(_) => say!("cpu-count", count = line.value()).into(),
    }),
    ("cpu-quota", |line| cpu_limit(line.value()).into()),
    ("cpu-weight", cpu_weight),
    ("cpuset", cgroup_file),
    ("pids-limit", cgroup_file),
    ("rlimit", |line| rlimit(line).into()),
    ("sysctl", |line| {
        say!("sysctl", name = line.rest_of_key("lxc.sysctl."), value = line.value()).into()
    }),
    ("proc-file", |line| {
        say!("proc-file", file = line.rest_of_key("lxc.proc."), value = line.value()).into()
    }),
];

fn memory(line: &Line<'_>) -> Text {
    match line.is_raw() {
        true => cgroup_file(line),
        false => say!("memory-limit", size = words::mebibytes(line.value())).into(),
    }
}

fn cpu_weight(line: &Line<'_>) -> Text {
    match line.is_raw() {
        true => cgroup_file(line),
        false => say!("cpu-weight", weight = line.value()).into(),
    }
}

fn swap(line: &Line<'_>) -> Text {
    match line.value() {
        _ if line.is_raw() => cgroup_file(line),
        "0" => say!("swap-none").into(),
        value => say!("swap-limit", size = words::mebibytes(value)).into(),
    }
}

fn cpu_limit(value: &str) -> Message {
    match value.parse::<f64>() {
        Ok(0.0) => say!("cpu-quota-none"),
        Ok(1.0) => say!("cpu-quota-one"),
        _ => say!("cpu-quota", cpus = value),
    }
}

fn cgroup_file(line: &Line<'_>) -> Text {
    let file = line
        .key()
        .strip_prefix("lxc.cgroup2.")
        .or_else(|| line.key().strip_prefix("lxc.cgroup."))
        .unwrap_or(line.key());
    match cgroup_files::effect(file, line.value()) {
        Some(effect) => Text::sentence(effect),
        None => say!("cgroup-file", file = file, value = line.value()).into(),
    }
}

/// `lxc.prlimit.nofile` and its kin.
pub(super) fn rlimit(line: &Line<'_>) -> Message {
    let what = rlimit_name(line.key().rsplit('.').next().unwrap_or(line.key()));
    match line.value().split_once(':') {
        Some((soft, hard)) => say!("rlimit-range", what = what, soft = soft, hard = hard),
        None => say!("rlimit", what = what, value = line.value()),
    }
}

/// Names a limit of single processes, and what it counts.
pub(super) fn rlimit_name(name: &str) -> Message {
    match name {
        "nofile" => say!("rlimit-nofile"),
        "nproc" => say!("rlimit-nproc"),
        "memlock" => say!("rlimit-memlock"),
        "core" => say!("rlimit-core"),
        "stack" => say!("rlimit-stack"),
        "as" => say!("rlimit-as"),
        "fsize" => say!("rlimit-fsize"),
        "cpu" => say!("rlimit-cpu"),
        _ => say!("rlimit-other", name = name),
    }
}

/// Says what a switch does: one sentence for on, one for off.
pub(super) fn choose(line: &Line<'_>, on: Message, off: Message) -> Text {
    if is_yes(line.value()) { on } else { off }.into()
}
