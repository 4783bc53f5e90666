//! A container that runs: its devices tried by a process of its own, its nodes looked at, its limits' marks.

use std::path::{Path, PathBuf};

use transom_model::Given;
use transom_plan::Probe;
use transom_runtime::Trial;

use super::super::{DoctorCheck, inside};
use super::Needs;
use super::below::Below;
use crate::lifecycle::{self, State};
use crate::{EngineError, probes_of};

/// Checks it; says so when it does not run.
pub fn checks(needs: &Needs<'_>) -> Result<Vec<DoctorCheck>, EngineError> {
    let State::Running { pid, .. } = lifecycle::state(needs.host, &needs.name) else {
        let found = format!("`{}` does not run: nothing was tried inside", needs.name);
        return Ok(vec![
            DoctorCheck::absent("inside.state", found).mend(format!("`transom start {}`", needs.name)),
        ]);
    };
    let mut checks = vec![DoctorCheck::pass(
        "inside.state",
        format!("`{}` runs (pid {pid})", needs.name),
    )];
    checks.extend(nodes(needs, pid));
    checks.extend(pressure(needs));
    // Last, because this process then belongs in part to the container.
    for (trial, place) in trials(needs) {
        let mend = "where the checks of the device above are good, something in the container stands in its way: its mode, its device rules, a removed node";
        checks.push(inside::prove(needs.host, &needs.name, ("inside.proof", trial, mend))?.at(place));
    }
    Ok(checks)
}

/// The nodes that lines ask for stand inside.
fn nodes(needs: &Needs<'_>, pid: i32) -> Vec<DoctorCheck> {
    let Some(root) = Below::open(&PathBuf::from(format!("/proc/{pid}/root"))) else {
        return Vec::new();
    };
    let wanted = needs
        .container
        .devices
        .iter()
        .map(|device| (device.value.target.clone(), &device.origin));
    wanted
        .filter(|(target, _)| root.stat(target).is_none())
        .map(|(target, origin)| {
            let found = format!("there is no {} inside", target.display());
            let mend = "something inside has removed it, or the line is newer than the start: stop and start the container";
            DoctorCheck::fail("inside.node", found, mend).at(needs.place(origin))
        })
        .collect()
}

/// What a process of the container can try.
fn trials(needs: &Needs<'_>) -> Vec<(Trial, String)> {
    let probes = probes_of(needs.container).into_iter().map(|(probe, origin)| {
        let trial = match probe {
            Probe::Kvm => Trial::Kvm,
            Probe::Tun => Trial::Tun,
        };
        (trial, needs.place(&origin))
    });
    let further = [
        ("/dev/fuse", Trial::Fuse),
        ("/dev/vhost-net", Trial::Vhost(PathBuf::from("/dev/vhost-net"))),
    ];
    let asked = further
        .into_iter()
        .filter_map(|(node, trial)| Some((trial, place_of(needs, Path::new(node))?)));
    probes.chain(asked).collect()
}

fn place_of(needs: &Needs<'_>, node: &Path) -> Option<String> {
    let device = needs.container.devices.iter().find(|device| device.value.target == node);
    let is_bound = |mount: &&Given<transom_model::Mount>| Path::new("/").join(&mount.value.target) == node;
    let mount = needs.container.mounts.iter().find(is_bound);
    let origin = device.map(|device| &device.origin).or(mount.map(|mount| &mount.origin))?;
    Some(needs.place(origin))
}

/// Marks that a limit has left: processes killed for memory, forks refused.
fn pressure(needs: &Needs<'_>) -> Vec<DoctorCheck> {
    let cgroups = &needs.facts.cgroups;
    let trees = cgroups.v2.iter().chain(cgroups.v1.values());
    let folders: Vec<PathBuf> = trees
        .map(|tree| tree.join(needs.host.cgroup_parent()).join(&needs.name))
        .collect();
    let count = |file: &str, key: &str| {
        let texts = folders
            .iter()
            .filter_map(|folder| std::fs::read_to_string(folder.join(file)).ok());
        let numbers = texts.filter_map(|text| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix(key)?.strip_prefix(' '))?
                .trim()
                .parse::<u64>();
            line.ok()
        });
        numbers.max().unwrap_or(0)
    };
    let killed = count("memory.events", "oom_kill").max(count("memory.oom_control", "oom_kill"));
    let refused = count("pids.events", "max");
    let marks = [
        (
            killed,
            "inside.memory",
            "processes were killed because the memory limit was reached",
            "a higher memory limit",
            needs.container.limits.memory.as_ref().map(|given| &given.origin),
        ),
        (
            refused,
            "inside.processes",
            "new processes were refused because the limit was reached",
            "a higher limit of processes",
            needs.container.limits.pids.as_ref().map(|given| &given.origin),
        ),
    ];
    let marks = marks.into_iter().filter(|(count, ..)| *count > 0);
    marks
        .map(|(count, subject, what, mend, origin)| {
            let check = DoctorCheck::warn(subject, format!("{count} {what}"), mend);
            match origin {
                Some(origin) => check.at(needs.place(origin)),
                None => check,
            }
        })
        .collect()
}
