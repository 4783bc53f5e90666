//! Lints about limits and kernel settings: values that the kernel refuses, keys of the wrong generation, limits that limit nothing.
//!
//! Device rules, which are written by the same keys, have their lints in `devices/`.

mod high_above_limit;
mod host_sysctl;
mod limit_without_unit;
mod never_killed;
mod quota_out_of_range;
mod score_out_of_range;
mod unlimited_files;
mod v1_file_on_v2;
mod v1_limit;

use super::{Checked, Lint};

pub(super) static LINTS: &[&Lint] = &[
    &high_above_limit::LINT,
    &v1_limit::LINT,
    &v1_file_on_v2::LINT,
    &host_sysctl::LINT,
    &unlimited_files::LINT,
    &never_killed::LINT,
    &quota_out_of_range::LINT,
    &limit_without_unit::LINT,
    &score_out_of_range::LINT,
];

/// Files of cgroup v1 and those of v2 whose values mean the same.
const SAME: [(&str, &str); 5] = [
    ("memory.limit_in_bytes", "memory.max"),
    ("pids.max", "pids.max"),
    ("cpuset.cpus", "cpuset.cpus"),
    ("cpuset.mems", "cpuset.mems"),
    ("rdma.max", "rdma.max"),
];

/// Returns the file of cgroup v2 and the value that say the same as one of v1.
fn on_v2(file: &str, value: &str) -> Option<(&'static str, String)> {
    let (_, new) = SAME.iter().find(|(old, _)| *old == file)?;
    let value = match (*new, value) {
        ("memory.max", "-1") => "max",
        _ => value,
    };
    Some((new, value.to_owned()))
}

/// Returns the weight of cgroup v2 that is worth as much as a number of v1's CPU shares: the kernel's 2 to 262144 become 1 to 10000.
fn weight(shares: &str) -> Option<u64> {
    let shares = shares.trim().parse::<u64>().ok()?.clamp(2, 262_144);
    Some(1 + (shares - 2) * 9999 / 262_142)
}
