//! Control groups: which generation, which controllers, and a cgroup of our own that is made, limited and removed.

use std::collections::BTreeMap;

use transom_model::CgroupTree;
use transom_plan::Wants;
use transom_runtime::{Trial, attempt, probe, try_cgroups};

use super::{DoctorCheck, look};
use crate::Host;

/// What containers are limited by.
const WANTED: [&str; 4] = ["memory", "pids", "cpu", "cpuset"];

/// Examines them.
pub fn checks(host: &Host) -> Vec<DoctorCheck> {
    let tree = probe(&Wants::default()).cgroups;
    let mut checks = vec![mode(&tree)];
    checks.extend(switched_off());
    checks.extend(controllers(&tree));
    if !look::is_root_of_machine() {
        let found = "making cgroups is for the host's root, and this is not";
        checks.push(DoctorCheck::absent("cgroups.make", found));
        return checks;
    }
    let mend = "a kernel with CONFIG_CGROUP_BPF; without it no device filter works on v2";
    checks.push(DoctorCheck::of_trial(
        "cgroups.device-filter",
        attempt(&Trial::DeviceProgram),
        mend,
    ));
    let trials = try_cgroups(&tree, &host.cgroup_parent());
    checks.extend(trials.into_iter().map(|trial| {
        let mend = "is the tree mounted read-only, or another's? `mount -o remount,rw` it, and see `cgroup.max.descendants`";
        DoctorCheck::of_trial(format!("cgroups.{}", trial.tree), trial.outcome, mend)
    }));
    checks
}

/// Words for what is mounted: v2 alone, v1 alone, or both.
pub fn mode(tree: &CgroupTree) -> DoctorCheck {
    const NAME: &str = "cgroups.mode";
    match (&tree.v2, tree.v1.is_empty()) {
        (Some(place), true) => DoctorCheck::pass(NAME, format!("cgroup v2 at {}", place.display())),
        (Some(place), false) => DoctorCheck::pass(NAME, format!("hybrid: v1 controllers, and v2 at {}", place.display()))
            .because("Proxmox VE 9 and LXC 7 want v2 alone; guests with systemd 258 or later too"),
        (None, false) => DoctorCheck::pass(NAME, "cgroup v1 alone")
            .because("Proxmox VE 9 and LXC 7 want v2; guests with systemd 258 or later too"),
        (None, true) => DoctorCheck::fail(
            NAME,
            "no control groups are mounted",
            "`mount -t cgroup2 none /sys/fs/cgroup`; systemd does it at boot",
        ),
    }
}

/// A controller that the kernel has and that its command line switches off, as some boards do with memory.
fn switched_off() -> Vec<DoctorCheck> {
    let text = look::text("/proc/cgroups").unwrap_or_default();
    let enabled: BTreeMap<&str, &str> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(enabled)
        .collect();
    let off = WANTED.into_iter().filter(|controller| enabled.get(controller) == Some(&"0"));
    off.map(|controller| {
        DoctorCheck::fail(
            format!("cgroups.{controller}"),
            format!("the kernel's {controller} controller is switched off"),
            format!("add `cgroup_enable={controller}` to the kernel's command line and reboot"),
        )
        .because("/proc/cgroups")
    })
    .collect()
}

fn enabled(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    Some((words.next()?, words.nth(2)?))
}

/// A controller that no tree has means limits without effect.
fn controllers(tree: &CgroupTree) -> Option<DoctorCheck> {
    let is_there = |name: &&str| tree.v1.contains_key(*name) || tree.v2_controllers.iter().any(|known| known == name);
    let missing: Vec<&str> = WANTED.into_iter().filter(|name| !is_there(name)).collect();
    if tree.v2.is_none() && tree.v1.is_empty() {
        return None;
    }
    Some(match missing.as_slice() {
        [] => DoctorCheck::pass("cgroups.controllers", format!("there are {}", WANTED.join(", "))),
        missing => DoctorCheck::fail(
            "cgroups.controllers",
            format!("no tree has {}", missing.join(", ")),
            "limits of these have no effect: mount the controller, or have it delegated (`cgroup.subtree_control` above)",
        ),
    })
}
