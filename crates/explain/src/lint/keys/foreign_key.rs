//! T0087: keys of LXD or Proxmox in a file of LXC's, which passes them over without a word.

use transom_model::{Account, Dialect, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0087",
    name: "foreign-key",
    level: Severity::Warning,
    takes_over: &["not-an-lxc-line"],
    check,
    examples: &[
        Example {
            release: "lxc",
            before: "lxc.uts.name = lab\nsecurity.nesting = true\n",
            line: 2,
            after: "lxc.uts.name = lab\nlxc.apparmor.profile = generated\nlxc.apparmor.allow_nesting = 1\n",
        },
        Example {
            release: "lxc",
            before: "lxc.uts.name = lab\nlinux.kernel_modules = ip_tables,overlay\n",
            line: 2,
            after: "lxc.uts.name = lab\n",
        },
        Example {
            release: "lxc",
            before: "lxc.uts.name = lab\nmemory: 512\n",
            line: 2,
            after: "lxc.uts.name = lab\nlxc.cgroup2.memory.max = 512M\n",
        },
    ],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    if checked.dialect() != Dialect::Lxc {
        return Vec::new();
    }
    let skipped = checked.lines().filter(|account| account.explanation == "not-lxc");
    skipped.filter_map(finding).collect()
}

fn finding(account: &Account) -> Option<Finding> {
    let (key, value) = account.value.split_once(['=', ':'])?;
    let (key, value) = (key.trim(), value.trim());
    let modules = ["linux.kernel_modules", "linux.kernel_modules.load"];
    let message = match () {
        () if modules.contains(&key) => say!("lint-t0087-modules", key = key, modules = value),
        () if key == "security.nested" => say!("lint-t0087-misspelt", key = key, meant = "security.nesting"),
        () if key.starts_with("security.") || key.starts_with("limits.") => say!("lint-t0087-lxd", key = key),
        () if PROXMOX.contains(&key) && account.value.contains(':') => say!("lint-t0087-proxmox", key = key),
        () => return None,
    };
    let finding = LINT.finding(&account.origin, Means::NoEffect, message);
    Some(match today(key, value) {
        Some(line) => finding.today(line),
        None => finding,
    })
}

/// Keys of Proxmox that LXC has an equal of.
const PROXMOX: [&str; 5] = ["memory", "hostname", "cores", "unprivileged", "features"];

/// How LXC says it.
fn today(key: &str, value: &str) -> Option<String> {
    let nesting = || Some("lxc.apparmor.profile = generated\nlxc.apparmor.allow_nesting = 1".to_owned());
    let map = || Some("lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536".to_owned());
    match key {
        // The first is misspelt, and as common.
        "security.nested" | "security.nesting" if value == "true" => nesting(),
        "features" if value.contains("nesting=1") => nesting(),
        "security.privileged" if value == "false" => map(),
        "unprivileged" if value == "1" => map(),
        "memory" => value
            .parse::<u32>()
            .ok()
            .map(|count| format!("lxc.cgroup2.memory.max = {count}M")),
        "hostname" => Some(format!("lxc.uts.name = {value}")),
        "limits.memory" => {
            let size = value.strip_suffix("iB").or_else(|| value.strip_suffix('B')).unwrap_or(value);
            Some(format!("lxc.cgroup2.memory.max = {size}"))
        }
        "limits.processes" => Some(format!("lxc.cgroup2.pids.max = {value}")),
        "cores" | "limits.cpu" => {
            let count: u32 = value.parse().ok().filter(|count| *count > 0)?;
            Some(format!("lxc.cgroup2.cpuset.cpus = 0-{}", count - 1))
        }
        _ => None,
    }
}
