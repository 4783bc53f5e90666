//! Trials of control groups: one of our own is made in each tree, limited, given a process and a device program, and removed.
//!
//! It lies where containers lie, under a name that no container can have: it begins with a dot. Controllers that are not
//! switched on for children are left as they are: switching one on is a start's business. Start with [`try_cgroups`].

use std::fs;
use std::os::fd::AsFd;
use std::path::Path;

use transom_model::CgroupTree;
use transom_plan::CgroupPlace;
use transom_sys::bpf::DeviceProgram;
use transom_sys::spawn::{SpawnFlags, spawn};

use super::{Outcome, because};
use crate::error::Failure;
use crate::{Cgroups, ProcessId};

/// What was tried in one tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CgroupTrial {
    /// `v2`, or the v1 controller.
    pub tree: String,
    /// How it went.
    pub outcome: Outcome,
}

/// How the names of our own begin; the process's number follows.
const PREFIX: &str = ".doctor-";

/// What a limit is tried with, each harmless to the one process in it: controller, file, value. The first of v2, then of v1.
const LIMITS_V2: [(&str, &str, &str); 3] = [
    ("memory", "memory.max", "67108864"),
    ("pids", "pids.max", "32"),
    ("cpu", "cpu.weight", "50"),
];
const LIMITS_V1: [(&str, &str, &str); 4] = [
    ("memory", "memory.limit_in_bytes", "67108864"),
    ("pids", "pids.max", "32"),
    ("cpu", "cpu.shares", "512"),
    ("devices", "devices.deny", "b 8:* rwm"),
];
/// The v1 trees a container uses.
const TREES_V1: [&str; 7] = ["memory", "pids", "cpu", "cpuset", "devices", "freezer", "blkio"];

/// Tries every tree this host has; `parent` is the folder that containers' cgroups lie in.
pub fn try_cgroups(tree: &CgroupTree, parent: &str) -> Vec<CgroupTrial> {
    sweep(tree, parent);
    let cgroups = Cgroups::new(tree.clone(), parent, format!("{PREFIX}{}", std::process::id()));
    let mut trials = Vec::new();
    if let Some(mount) = &tree.v2 {
        trials.push(CgroupTrial {
            tree: "v2".to_owned(),
            outcome: try_v2(&cgroups, mount),
        });
    }
    for controller in TREES_V1.iter().filter(|name| tree.v1.contains_key(**name)) {
        trials.push(CgroupTrial {
            tree: (*controller).to_owned(),
            outcome: try_v1(&cgroups, controller),
        });
    }
    cgroups.remove();
    trials
}

/// Removes what a trial left that was killed: named after a process that is gone, and empty.
fn sweep(tree: &CgroupTree, parent: &str) {
    let parents = tree.v2.iter().chain(tree.v1.values()).map(|mount| mount.join(parent));
    let entries = parents.flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name.strip_prefix(PREFIX).and_then(|number| number.parse().ok());
        if owner.is_some_and(|pid| ProcessId::of(pid).is_none()) {
            // One that holds a process is in use after all, and stays.
            fs::remove_dir(entry.path()).ok();
        }
    }
}

fn try_v2(cgroups: &Cgroups, mount: &Path) -> Outcome {
    let on = fs::read_to_string(mount.join("cgroup.subtree_control")).unwrap_or_default();
    let is_on = |controller: &str| on.split_whitespace().any(|name| name == controller);
    let limits: Vec<_> = LIMITS_V2.iter().filter(|(controller, ..)| is_on(controller)).collect();
    let wanted: Vec<&str> = limits.iter().map(|(controller, ..)| *controller).collect();
    let path = cgroups.make(&CgroupPlace::V2, &wanted).map_err(refused)?;
    for (_, file, value) in &limits {
        limit(cgroups, &CgroupPlace::V2, file, value)?;
    }
    let directory = cgroups.open(&CgroupPlace::V2).map_err(refused)?;
    // `r0 = 1; exit`: everything is allowed to the one process that is born here.
    let program = DeviceProgram::load(&[0x1_0000_00b7, 0x95]).map_err(because("load a device program"))?;
    program
        .attach(&directory)
        .map_err(because("attach a device program to a cgroup"))?;
    let child = spawn(SpawnFlags::default(), Some(directory.as_fd()), || 0).map_err(because("make a process in a cgroup"))?;
    crate::wait(&child.pidfd).map_err(refused)?;
    let limited = if wanted.is_empty() {
        "no limits, their controllers are not switched on for children".to_owned()
    } else {
        format!("limits of {}", wanted.join(", "))
    };
    Ok(format!(
        "made {}, with {limited}, a device program and a process in it",
        path.display()
    ))
}

fn try_v1(cgroups: &Cgroups, controller: &str) -> Outcome {
    let place = CgroupPlace::V1(controller.to_owned());
    let path = cgroups.make(&place, &[]).map_err(refused)?;
    let known = LIMITS_V1.iter().find(|(name, ..)| *name == controller);
    if let Some((_, file, value)) = known {
        limit(cgroups, &place, file, value)?;
    }
    let procs = path.join("cgroup.procs");
    // The child joins by itself, so that it cannot end before somebody moves it.
    let child =
        spawn(SpawnFlags::default(), None, || i32::from(fs::write(&procs, "0").is_err())).map_err(because("make a process"))?;
    match crate::wait(&child.pidfd).map_err(refused)? {
        crate::Exit::Code(0) => {}
        _ => return Err(format!("no process can be put into {}", path.display())),
    }
    let limited = known.map_or_else(String::new, |(_, file, _)| format!("set {file} and "));
    Ok(format!("made {}, {limited}put a process in it", path.display()))
}

/// Sets a limit and reads it back.
fn limit(cgroups: &Cgroups, place: &CgroupPlace, file: &str, value: &str) -> Result<(), String> {
    cgroups.write(place, file, value).map_err(refused)?;
    let path = cgroups.path(place).unwrap_or_default().join(file);
    match fs::read_to_string(&path) {
        // devices.deny can only be written.
        _ if file.ends_with(".deny") => Ok(()),
        Ok(text) if text.trim() == value => Ok(()),
        Ok(text) => Err(format!("{} is {} after {value} was written", path.display(), text.trim())),
        Err(error) => Err(format!("{} cannot be read: {error}", path.display())),
    }
}

fn refused(failure: Failure) -> String {
    format!("cannot {}: {}", failure.doing, failure.errno)
}
