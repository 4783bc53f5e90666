//! Which version of LXC has which key, and what a version that lacks one has instead.
//!
//! The newest version is read leniently: older names are read and reported. Any other version that somebody names reads as it would
//! itself, and refuses what it does not have. `since` and `until` of the key table are the source.

use transom_model::{Container, Dialect, Given, Release, Version};

use super::Reader;
use super::legacy::RENAMED;
use crate::{Key, Problem, Setting};

/// Says whether a version of LXC is the newest, or newer than that.
pub(super) fn is_newest(version: Version) -> bool {
    version >= Release::newest(Dialect::Lxc).version
}

/// Says whether a version is older than the one that brought something.
pub(super) fn is_before(version: Version, brought: &str) -> bool {
    Version::read(brought).is_some_and(|brought| version < brought)
}

/// Sets what a version does where the file is silent, if that is not what the newest does.
pub(super) fn defaults(version: Version, container: &mut Container) {
    if is_before(version, "1.1") {
        let whose = "LXC 1.0: /dev is what the root has there; only a systemd as init gets a fresh one";
        container.is_dev_fresh = Some(Given::default_of(false, whose));
    }
}

/// Refuses a key that the reading version does not have yet, or no longer has.
pub(super) fn check(version: Version, key: &Key<Reader>, setting: &Setting<'_>) -> Result<(), Problem> {
    if is_newest(version) {
        return Ok(());
    }
    if let Some(since) = key.since.filter(|since| is_before(version, since)) {
        let message = format!("LXC {version} has no `{}` yet: it came with LXC {since}", setting.key);
        return Err(Problem::new("key-too-new", message).hint(form_before(version, setting.key)));
    }
    match key.until {
        Some(until) if !is_before(version, until) => {
            let message = format!("LXC {version} no longer has `{}`: LXC {until} took it out", setting.key);
            Err(Problem::new("key-too-old", message).hint(form_after(setting)))
        }
        _ => Ok(()),
    }
}

/// Names of cgroup v2's files and of the files of v1 that do the same.
pub(super) const SAME_IN_V1: &[(&str, &str)] = &[
    ("devices.allow", "devices.allow"),
    ("devices.deny", "devices.deny"),
    ("memory.max", "memory.limit_in_bytes"),
    ("memory.high", "memory.soft_limit_in_bytes"),
    ("memory.swap.max", "memory.memsw.limit_in_bytes"),
    ("cpu.max", "cpu.cfs_quota_us"),
    ("cpu.weight", "cpu.shares"),
    ("cpuset.cpus", "cpuset.cpus"),
    ("cpuset.mems", "cpuset.mems"),
    ("pids.max", "pids.max"),
    ("io.weight", "blkio.weight"),
];

/// Keys that split what an older one said in one, and that one.
const NEARLY: &[(&str, &str)] = &[
    ("lxc.environment.", "lxc.environment"),
    ("lxc.cgroup.dir.container", "lxc.cgroup.dir"),
    ("lxc.cgroup.dir.monitor", "lxc.cgroup.dir"),
];

fn too_new(version: Version, key: &str) -> bool {
    let since = super::keys::find(key).and_then(|entry| entry.since);
    since.is_some_and(|since| is_before(version, since))
}

/// Says what a version before a key's time has in its place.
fn form_before(version: Version, key: &str) -> String {
    if let Some(file) = key.strip_prefix("lxc.cgroup2.")
        && let Some((_, v1)) = SAME_IN_V1.iter().find(|(v2, _)| *v2 == file)
    {
        return format!("for this version write `lxc.cgroup.{v1}`, with a value of cgroup v1");
    }
    if let Some((_, older)) = NEARLY
        .iter()
        .find(|(new, older)| key.starts_with(new) && !too_new(version, older))
    {
        return format!("for this version write `{older}`, which says nearly the same");
    }
    let renamed = RENAMED.iter().find(|(_, new)| *new == key).map(|(old, _)| (*old).to_owned());
    match renamed.or_else(|| old_network_key(key)).filter(|_| is_before(version, "3.0")) {
        Some(old) => format!("for this version write `{old}`"),
        None => "this version has nothing in its place: remove the line".to_owned(),
    }
}

/// Returns what `lxc.net.N.…` was called before 2.1, if it was there.
fn old_network_key(key: &str) -> Option<String> {
    let (_, subkey) = key.strip_prefix("lxc.net.")?.split_once('.')?;
    let old = match subkey {
        "ipv4.address" => "ipv4",
        "ipv6.address" => "ipv6",
        "type" | "link" | "flags" | "name" | "hwaddr" | "mtu" | "macvlan.mode" | "vlan.id" | "veth.pair" | "ipv4.gateway"
        | "ipv6.gateway" | "script.up" | "script.down" => subkey,
        _ => return None,
    };
    Some(format!("lxc.network.{old}"))
}

/// Says what stands in the place of a key that was taken out.
fn form_after(setting: &Setting<'_>) -> String {
    match super::legacy::successor(setting.key) {
        Some(new) => format!("write `{new}`"),
        None if setting.key.starts_with("lxc.network") => {
            let rest = setting.key.strip_prefix("lxc.network.").unwrap_or_default();
            let new = super::legacy::network_key(rest, 0).unwrap_or_default();
            format!("write `{}`, with the number of the interface", new.replacen(".0.", ".N.", 1))
        }
        None => "remove the line; LXC has no such function any more".to_owned(),
    }
}
