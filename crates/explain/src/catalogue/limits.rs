//! Sentences for lines about limits: memory, CPU, processes, and files of the cgroup.

use super::Entry;
use super::properties::is_yes;
use crate::line::Line;
use crate::{cgroup_files, words};

pub(super) const ENTRIES: &[Entry] = &[
    ("cgroup-file", cgroup_file),
    ("cgroup-clear", |_| {
        "Clears the cgroup settings of earlier lines and includes.".to_owned()
    }),
    ("cgroup-dir", |line| {
        format!("Chooses the container's place in the cgroup tree: {}.", line.value())
    }),
    ("memory-limit", memory),
    ("memory-high", cgroup_file),
    ("swap-limit", swap),
    ("cpu-limit", cgroup_file),
    ("cpu-count", cores),
    ("cpu-quota", cpu_limit),
    ("cpu-weight", cpu_weight),
    ("cpuset", cgroup_file),
    ("pids-limit", cgroup_file),
    ("rlimit", rlimit),
    ("sysctl", |line| {
        format!(
            "Sets the kernel setting {} to {} inside.",
            line.rest_of_key("lxc.sysctl."),
            line.value()
        )
    }),
    ("proc-file", |line| {
        format!(
            "Writes {} to {} of the first process, below /proc.",
            line.value(),
            line.rest_of_key("lxc.proc.")
        )
    }),
];

fn memory(line: &Line<'_>) -> String {
    if line.is_raw() {
        return cgroup_file(line);
    }
    format!("Limits the container's memory to {}.", words::mebibytes(line.value()))
}

fn cpu_weight(line: &Line<'_>) -> String {
    if line.is_raw() {
        return cgroup_file(line);
    }
    format!(
        "Sets the container's weight for CPU time to {}, where everybody's is 100.",
        line.value()
    )
}

fn swap(line: &Line<'_>) -> String {
    if line.is_raw() {
        return cgroup_file(line);
    }
    match line.value() {
        "0" => "Gives the container no swap.".to_owned(),
        value => format!(
            "Lets the container use {} of swap beside its memory.",
            words::mebibytes(value)
        ),
    }
}

fn cores(line: &Line<'_>) -> String {
    match line.value() {
        "1" => "Lets the container run on one of the host's CPUs.".to_owned(),
        value => format!("Lets the container run on {value} of the host's CPUs."),
    }
}

fn cpu_limit(line: &Line<'_>) -> String {
    match line.value().parse::<f64>() {
        Ok(0.0) => "Sets no limit on CPU time.".to_owned(),
        Ok(1.0) => "Limits CPU time to that of one CPU.".to_owned(),
        _ => format!(
            "Limits CPU time to that of {} CPUs, spread over any number of them.",
            line.value()
        ),
    }
}

fn cgroup_file(line: &Line<'_>) -> String {
    let file = line
        .key()
        .strip_prefix("lxc.cgroup2.")
        .or_else(|| line.key().strip_prefix("lxc.cgroup."))
        .unwrap_or(line.key());
    match cgroup_files::effect(file, line.value()) {
        Some(effect) => format!("{}.", capitalized(&effect)),
        None => format!("Writes {} to {file} of the container's cgroup.", line.value()),
    }
}

fn rlimit(line: &Line<'_>) -> String {
    let name = line.key().rsplit('.').next().unwrap_or(line.key());
    let meaning = match name {
        "nofile" => "open files",
        "nproc" => "processes of a user",
        "memlock" => "bytes of locked memory",
        "core" => "bytes of a core dump",
        "stack" => "bytes of stack",
        "as" => "bytes of address space",
        "fsize" => "bytes of a file written",
        "cpu" => "seconds of CPU time",
        _ => "",
    };
    let of = if meaning.is_empty() {
        String::new()
    } else {
        format!(" ({meaning})")
    };
    match line.value().split_once(':') {
        Some((soft, hard)) => format!("Limits {name}{of} of each process to {soft}, which it may raise to {hard}."),
        None => format!("Limits {name}{of} of each process to {}.", line.value()),
    }
}

/// Makes the first letter a capital.
pub(super) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Writes a switch: what it does when on, what when off.
pub(super) fn switch(line: &Line<'_>, on: &str, off: &str) -> String {
    format!("{}.", if is_yes(line.value()) { on } else { off })
}
