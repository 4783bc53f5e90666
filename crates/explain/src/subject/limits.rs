//! What limits are about: memory, CPU time, processes, disks, and the files and settings of the kernel behind them.
//!
//! A table only; `subject.rs` says how it is used.

use super::{Subject, about};

pub(super) const SUBJECTS: &[Subject] = &[
    about(
        "memory",
        &[
            "memory-limit",
            "lxd-memory",
            "lxd-memory-enforce",
            "domain-memory",
            "memtune-limit",
            "oci-memory",
        ],
        &["cgroup", "oom-killer", "swap"],
    ),
    about("memory-soft", &["memory-high", "oci-memory-low"], &["cgroup", "oom-killer"]),
    about("swap", &["swap-limit", "lxd-swap", "oci-swap"], &["swap", "cgroup-version"]),
    about("oom", &["lxd-oom", "oci-oom-score"], &["oom-killer"]),
    about("unit", &["memory-unit"], &[]),
    about(
        "cpu-quota",
        &[
            "cpu-limit",
            "cpu-quota",
            "lxd-cpu-allowance",
            "domain-quota",
            "oci-quota",
            "oci-period",
        ],
        &["cpu-quota", "cgroup"],
    ),
    about(
        "cpu-weight",
        &["cpu-weight", "lxd-cpu-priority", "domain-shares", "oci-shares"],
        &["cpu-weight", "cgroup"],
    ),
    about(
        "cpu-set",
        &["cpuset", "cpu-count", "lxd-cpu", "domain-cpuset", "oci-cpus"],
        &["cpuset", "cgroup"],
    ),
    about("numa", &["numa-memory"], &["numa", "cpuset"]),
    about("pids", &["pids-limit", "lxd-pids", "oci-pids"], &["cgroup"]),
    about("disk-traffic", &["disk-weight", "oci-throttle"], &["cgroup"]),
    about("other-limits", &["lxd-limits"], &["cgroup", "numa", "swap"]),
    about("huge-pages", &["lxd-hugepages", "oci-huge-pages"], &["cgroup"]),
    about("rdma", &["oci-rdma"], &["cgroup"]),
    about("rlimit", &["rlimit", "lxd-rlimit", "oci-rlimit"], &["rlimit"]),
    about(
        "cgroup-files",
        &["cgroup-file", "cgroup-clear", "oci-cgroup-file", "oci-unified"],
        &["cgroup", "cgroup-version"],
    ),
    about("cgroup-place", &["cgroup-dir"], &["cgroup"]),
    about(
        "sysctl",
        &["sysctl", "lxd-sysctl", "oci-sysctl"],
        &["sysctl", "proc", "namespace"],
    ),
    about("proc-file", &["proc-file"], &["proc", "init"]),
];
