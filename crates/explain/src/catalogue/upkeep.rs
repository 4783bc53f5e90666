//! Sentences for lines that the container's manager reads: descriptions, groups, logs, includes.

use super::Entry;
use super::limits::choose;
use crate::language::say;

pub(super) const ENTRIES: &[Entry] = &[
    ("not-lxc", |_| say!("not-lxc").into()),
    ("include", |line| say!("include", path = line.value()).into()),
    ("os-type", |line| say!("os-type", system = line.value()).into()),
    ("timezone", |line| say!("timezone", zone = line.value()).into()),
    ("tags", |line| say!("tags", tags = line.value()).into()),
    ("protection", |line| choose(line, say!("protection"), say!("protection-off"))),
    ("debug-log", |line| choose(line, say!("debug-log"), say!("debug-log-off"))),
    ("description", |line| say!("description", text = line.value()).into()),
    ("group", |line| say!("group", groups = line.value()).into()),
    ("log", |line| say!("log", value = line.value()).into()),
    ("monitor", |line| say!("monitor", value = line.value()).into()),
    ("system-key", |line| say!("system-key", value = line.value()).into()),
    ("removed-key", |_| say!("removed-key").into()),
    ("snapshot", |line| say!("snapshot", value = line.value()).into()),
    ("pending", |line| say!("pending", value = line.value()).into()),
];
