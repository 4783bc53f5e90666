//! T0133: a kernel setting that the host has once for all, set in a container.

use transom_model::{Dialect, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0133",
    name: "host-sysctl",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "lxc",
            before: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\nlxc.sysctl.vm.max_map_count = 262144\n",
            line: 3,
            after: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\nlxc.sysctl.net.ipv4.ip_forward = 1\n",
        },
        Example {
            release: "lxd",
            before: "config:\n  linux.sysctl.fs.inotify.max_user_instances: \"1024\"\n",
            line: 2,
            after: "config:\n  linux.sysctl.net.ipv4.ip_forward: \"1\"\n",
        },
    ],
};

/// Settings of a namespace below names that are the host's otherwise; a dot at the end stands for all that begin so.
const OF_NAMESPACES: [&str; 15] = [
    "fs.mqueue.",
    "kernel.auto_msgmni",
    "kernel.domainname",
    "kernel.hostname",
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.ns_last_pid",
    "kernel.pid_max",
    "kernel.sem",
    "kernel.sem_next_id",
    "kernel.shm_rmid_forced",
    "kernel.shmall",
    "kernel.shmmax",
    "kernel.shmmni",
];

const OF_HOST: [&str; 4] = ["vm.", "fs.", "kernel.", "dev."];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    if checked.dialect() == Dialect::Oci {
        // The reader refuses them.
        return Vec::new();
    }
    let settings = checked.container().sysctls.iter();
    let found = settings.filter(|given| is_of_host(&given.value.0)).map(|given| {
        let key = given.value.0.as_str();
        match checked.is_privileged() {
            true => LINT.finding(&given.origin, Means::Risk, say!("lint-t0133-changes", key = key)),
            false => LINT.finding(&given.origin, Means::Breaks, say!("lint-t0133-refused", key = key)),
        }
    });
    found.collect()
}

fn is_of_host(key: &str) -> bool {
    let is_namespaced = |known: &str| key == known || (known.ends_with('.') && key.starts_with(known));
    let is_id = key.ends_with("_next_id");
    OF_HOST.iter().any(|stem| key.starts_with(stem)) && !is_id && !OF_NAMESPACES.iter().any(|known| is_namespaced(known))
}
