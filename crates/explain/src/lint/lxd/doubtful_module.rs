//! T0142: kernel modules that not every host has, of which a single one keeps the container from starting.

use transom_model::Severity;

use super::{Checked, Lint, config};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0142",
    name: "doubtful-module",
    level: Severity::Note,
    takes_over: &["module-of-one-vendor"],
    check,
    examples: &[Example {
        release: "lxd",
        before: "config:\n  linux.kernel_modules: kvm, kvm_intel, tap, vhost_scsi\n",
        line: 2,
        after: "config:\n  linux.kernel_modules: kvm, tap\n",
    }],
};

/// Modules of one vendor, of tables that kernels are built without today, of extra packages, and those that are gone.
const DOUBTFUL: [&str; 22] = [
    "ashmem_linux",
    "aufs",
    "binder_linux",
    "ebtables",
    "ip6_tables",
    "ip6table_filter",
    "ip6table_mangle",
    "ip6table_nat",
    "ip6table_raw",
    "ip_tables",
    "iptable_filter",
    "iptable_mangle",
    "iptable_nat",
    "iptable_raw",
    "kvm_amd",
    "kvm_intel",
    "nvidia",
    "nvidia_uvm",
    "openvswitch",
    "vhost_scsi",
    "zfs",
    "zram",
];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let loads_later = config(checked, "linux.kernel_modules.load").is_some_and(|account| account.value == "ondemand");
    let Some(account) = config(checked, "linux.kernel_modules").filter(|_| !loads_later) else {
        return Vec::new();
    };
    let words = account.value.split(',').map(str::trim);
    let doubtful: Vec<&str> = words
        .filter(|word| DOUBTFUL.contains(&word.replace('-', "_").as_str()))
        .collect();
    if doubtful.is_empty() {
        return Vec::new();
    }
    let message = say!("lint-t0142-doubtful", count = doubtful.len(), modules = doubtful);
    vec![LINT.finding(&account.origin, Means::Needs, message)]
}
