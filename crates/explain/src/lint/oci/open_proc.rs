//! T0171: /proc of a privileged container without what hides and protects parts of it.

use transom_model::{Account, Dialect, ProcMount, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0171",
    name: "open-proc",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "oci",
        before: "{\n  \"ociVersion\": \"1.0.2\",\n  \"process\": {\"user\": {\"uid\": 0, \"gid\": 0}, \"args\": [\"sh\"], \"cwd\": \"/\"},\n  \"root\": {\"path\": \"/srv/lab\"},\n  \"mounts\": [\n    {\n      \"destination\": \"/proc\",\n      \"type\": \"proc\",\n      \"source\": \"proc\"\n    }\n  ],\n  \"linux\": {\n    \"namespaces\": [{\"type\": \"pid\"}, {\"type\": \"mount\"}]\n  }\n}\n",
        line: 7,
        after: "{\n  \"ociVersion\": \"1.0.2\",\n  \"process\": {\"user\": {\"uid\": 0, \"gid\": 0}, \"args\": [\"sh\"], \"cwd\": \"/\"},\n  \"root\": {\"path\": \"/srv/lab\"},\n  \"mounts\": [\n    {\n      \"destination\": \"/proc\",\n      \"type\": \"proc\",\n      \"source\": \"proc\"\n    }\n  ],\n  \"linux\": {\n    \"namespaces\": [{\"type\": \"pid\"}, {\"type\": \"mount\"}],\n    \"maskedPaths\": [\"/proc/kcore\", \"/proc/keys\", \"/proc/timer_list\", \"/sys/firmware\"],\n    \"readonlyPaths\": [\"/proc/bus\", \"/proc/fs\", \"/proc/irq\", \"/proc/sys\", \"/proc/sysrq-trigger\"]\n  }\n}\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let container = checked.container();
    let Some(auto) = container.auto_mounts.as_ref().filter(|_| checked.dialect() == Dialect::Oci) else {
        return Vec::new();
    };
    if auto.value.proc != ProcMount::ReadWrite || !checked.is_privileged() {
        return Vec::new();
    }
    let is_proc = |account: &&Account| account.key.ends_with(".destination") && account.value == "/proc";
    let line = checked.lines().find(is_proc);
    let origin = line.map_or(&auto.origin, |account| &account.origin);
    let mut found = Vec::new();
    if container.read_only_paths.is_empty() {
        found.push(LINT.finding(origin, Means::Risk, say!("lint-t0171-writable")));
    }
    if container.masked_paths.is_empty() {
        found.push(LINT.finding(origin, Means::Risk, say!("lint-t0171-shown")));
    }
    found
}
