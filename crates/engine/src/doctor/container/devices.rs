//! Devices: each node that a line names is a device, has its driver, can be used, and belongs to somebody who is known inside.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use transom_model::{
    DeviceKind, DeviceRule, Dialect, FileId, Given, IdKind, Mount, NodeDevice, Origin, Presence, RootSource, RuleEffect, RuleNumber,
};
use transom_runtime::{Trial, attempt};

use super::super::device::{MISC, node_at};
use super::super::{DoctorCheck, Verdict, gpu, look};
use super::Needs;
use super::below::Below;

/// Checks them.
pub fn checks(needs: &Needs<'_>) -> Vec<DoctorCheck> {
    let mut checks = Vec::new();
    for device in needs.container.devices.iter().filter(|device| device.value.number.is_none()) {
        checks.extend(own_node(needs, device));
    }
    for mount in &needs.container.mounts {
        checks.extend(bound(needs, mount));
    }
    checks.extend(rules(needs));
    checks
}

/// A node of the container's own, made after one of the host's.
fn own_node(needs: &Needs<'_>, given: &Given<NodeDevice>) -> Vec<DoctorCheck> {
    let device = &given.value;
    let is_optional = device.presence == Presence::Optional;
    let mut checks = host_node(needs, &device.source, &given.origin, is_optional);
    checks.extend(group(needs, device).map(|check| check.at(needs.place(&given.origin))));
    checks
}

/// Beginnings of nodes, and the group inside whose members use them.
const GROUPS: [(&str, &str); 8] = [
    ("/dev/kvm", "kvm"),
    ("/dev/dri/render", "render"),
    ("/dev/kfd", "render"),
    ("/dev/dri/card", "video"),
    ("/dev/video", "video"),
    ("/dev/snd/", "audio"),
    ("/dev/ttyUSB", "dialout"),
    ("/dev/ttyACM", "dialout"),
];

/// Services inside reach a node by its group, whose number differs from the host's and from one distribution to another.
fn group(needs: &Needs<'_>, device: &NodeDevice) -> Option<DoctorCheck> {
    let path = device.target.to_str()?;
    let (_, name) = GROUPS.iter().find(|(node, _)| path.starts_with(node))?;
    let RootSource::Directory(root) = &needs.container.root.as_ref()?.value.source else {
        return None;
    };
    let text = Below::open(root)?.text("/etc/group")?;
    let of_group = |line: &str| {
        let mut parts = line.split(':');
        (parts.next() == Some(name)).then(|| parts.nth(1)?.parse::<u32>().ok())?
    };
    let gid = text.lines().find_map(of_group)?;
    let is_open = device.mode.0 & 0o006 == 0o006;
    if is_open || gid == device.gid.0 {
        return None;
    }
    let found = format!(
        "{path} is given to group {}, and the group `{name}` inside is {gid}",
        device.gid.0
    );
    let mend = match needs.loaded.reading.dialect {
        Dialect::Pve => format!("`gid={gid}` in the line"),
        Dialect::Lxd | Dialect::Incus => format!("`gid: \"{gid}\"` in the device"),
        Dialect::Lxc | Dialect::Libvirt | Dialect::Oci => format!("the group {gid} for the node"),
    };
    Some(DoctorCheck::warn("device.group", found, mend).because("only root inside can open it; services are of the group"))
}

/// A node, or a folder of nodes, that a mount entry brings.
fn bound(needs: &Needs<'_>, given: &Given<Mount>) -> Vec<DoctorCheck> {
    let mount = &given.value;
    let source = Path::new(&mount.source);
    if mount.is_node_bind() {
        let mut checks = host_node(needs, source, &given.origin, mount.is_optional);
        let is_there = checks.first().is_some_and(|check| check.verdict == Verdict::Pass);
        checks.extend(is_there.then(|| owner(needs, source, &given.origin)).flatten());
        return checks;
    }
    let is_device_folder =
        source.starts_with("/dev") && source.is_dir() && mount.bind().is_some() && source != Path::new("/dev/shm");
    if !is_device_folder {
        return Vec::new();
    }
    folder_faults(source)
        .into_iter()
        .map(|check| check.at(needs.place(&given.origin)))
        .collect()
}

/// What stands in a folder of nodes and is none.
fn folder_faults(folder: &Path) -> Vec<DoctorCheck> {
    let entries = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let nodes: Vec<PathBuf> = entries.filter(|path| !path.is_dir()).collect();
    let faults: Vec<DoctorCheck> = nodes.iter().filter_map(|node| node_at("device.node", node).fault()).collect();
    if faults.is_empty() {
        let found = format!("{} has {} nodes, all of them devices", folder.display(), nodes.len());
        return vec![DoctorCheck::pass("device.node", found)];
    }
    faults
}

/// The chain of one node of the host.
fn host_node(needs: &Needs<'_>, node: &Path, origin: &Origin, is_optional: bool) -> Vec<DoctorCheck> {
    let place = needs.place(origin);
    if is_optional && std::fs::symlink_metadata(node).is_err() {
        let found = format!(
            "{} is not here, and the line says optional: the container starts without it",
            node.display()
        );
        return vec![DoctorCheck::absent("device.node", found).at(place)];
    }
    let there = node_at("device.node", node);
    let Some(number) = there.number else {
        return vec![missing(there.check, node).at(place)];
    };
    let mut checks = vec![there.check];
    let letter = if std::fs::metadata(node).is_ok_and(|metadata| is_block(&metadata)) {
        'b'
    } else {
        'c'
    };
    checks.extend(driver(letter, number.major, number.minor));
    let is_driven = checks.iter().all(|check| check.verdict != Verdict::Fail);
    checks.extend(trial_of(node).filter(|_| is_driven).map(|trial| proof(&trial)));
    checks.into_iter().map(|check| check.at(&*place)).collect()
}

/// Uses it. What an ordinary user may not open is no fault of a container that root starts.
fn proof(trial: &Trial) -> DoctorCheck {
    const NAME: &str = "device.proof";
    match attempt(trial) {
        Err(reason) if !look::is_root_of_machine() => DoctorCheck::absent(NAME, reason).because("tried as an ordinary user"),
        outcome => DoctorCheck::of_trial(NAME, outcome, "`transom doctor TOPIC` looks at every link of the chain"),
    }
}

/// On the host itself the line is no help, so the driver is.
fn missing(check: DoctorCheck, node: &Path) -> DoctorCheck {
    if std::fs::symlink_metadata(node).is_ok() {
        return check;
    }
    let mend = match node.to_str() {
        Some("/dev/kvm") => "`modprobe kvm_intel` or `kvm_amd`; `transom doctor kvm` says more".to_owned(),
        Some("/dev/net/tun") => "`modprobe tun`".to_owned(),
        Some("/dev/fuse") => "`modprobe fuse`".to_owned(),
        Some("/dev/vhost-net") => "`modprobe vhost_net`".to_owned(),
        Some("/dev/vhost-vsock") => "`modprobe vhost_vsock`".to_owned(),
        Some(path) if path.starts_with("/dev/nvidia") => {
            "on the host, before the container starts: `nvidia-modprobe -c 0 -u`".to_owned()
        }
        _ => "plug it in or load its driver; `transom host devices` lists the nodes there are".to_owned(),
    };
    check.mend(mend)
}

fn is_block(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    metadata.file_type().is_block_device()
}

/// Whether a driver has the number.
fn driver(letter: char, major: u32, minor: u32) -> Option<DoctorCheck> {
    const NAME: &str = "device.driver";
    let mend = "the node is of another kernel or boot: load the driver, and let it make the node";
    let is_misc = letter == 'c' && major == MISC;
    if is_misc {
        let misc = look::text("/proc/misc")?;
        let is_there = misc
            .lines()
            .any(|line| line.split_whitespace().next() == Some(minor.to_string().as_str()));
        return (!is_there)
            .then(|| DoctorCheck::fail(NAME, format!("no driver has the number {major}:{minor}"), mend).because("/proc/misc"));
    }
    let is_there = look::has_major(letter, major)?;
    (!is_there).then(|| DoctorCheck::fail(NAME, format!("no driver has the major {major}"), mend).because("/proc/devices"))
}

/// What proves a well-known node.
fn trial_of(node: &Path) -> Option<Trial> {
    Some(match node.to_str()? {
        "/dev/kvm" => Trial::Kvm,
        "/dev/net/tun" => Trial::TunApart,
        "/dev/fuse" => Trial::Fuse,
        "/dev/vsock" => Trial::Vsock,
        "/dev/vfio/vfio" => Trial::Vfio,
        "/dev/loop-control" => Trial::Loop,
        "/dev/vhost-net" | "/dev/vhost-vsock" => Trial::Vhost(node.to_owned()),
        _ if gpu::is_render_node(node) => Trial::Drm(node.to_owned()),
        _ => return None,
    })
}

/// LXC binds the host's node with the host's owner, who is nobody inside unless mapped. Transom makes a node of the container's.
fn owner(needs: &Needs<'_>, node: &Path, origin: &Origin) -> Option<DoctorCheck> {
    let metadata = std::fs::metadata(node).ok()?;
    let map = &needs.container.id_map;
    let is_mapped = |kind, id: u32| {
        map.ranges(kind).iter().any(|range| {
            id.checked_sub(range.value.host.0)
                .is_some_and(|offset| offset < range.value.len)
        })
    };
    let is_open = metadata.mode() & 0o006 == 0o006;
    let is_known = is_mapped(IdKind::User, metadata.uid()) || is_mapped(IdKind::Group, metadata.gid());
    if !needs.is_unprivileged() || !needs.is_for_lxc() || is_open || is_known {
        return None;
    }
    let shown = node.display();
    let found = format!(
        "{shown} belongs to {}:{} of the host, mode {:04o}: nobody inside may open it under LXC",
        metadata.uid(),
        metadata.gid(),
        metadata.mode() & 0o7777
    );
    let mend = format!(
        "Proxmox VE 8.1 and later: `dev0: {shown},gid=GROUP` instead of the mount line; LXC: a udev rule with a mapped group"
    );
    Some(
        DoctorCheck::warn("device.owner", found, mend)
            .because("Transom makes a node of the container's own, so it works here")
            .at(needs.place(origin)),
    )
}

/// Rules of the file itself; those of included files allow what may be there and ask for nothing.
fn rules(needs: &Needs<'_>) -> Vec<DoctorCheck> {
    let is_users =
        |rule: &&Given<DeviceRule>| rule.value.effect == RuleEffect::Allow && matches!(rule.origin.line(), Some((FileId(0), _)));
    let rules = needs.container.device_filter.rules.iter().filter(is_users);
    let faults = rules.filter_map(|rule| Some(rule_fault(&rule.value)?.at(needs.place(&rule.origin))));
    let mut checks: Vec<DoctorCheck> = faults.collect();
    // A node that is only allowed is made inside by whoever wants it: it must work on the host all the same.
    for (node, _, origin) in crate::substitute::nodes_of_rules(needs.container) {
        let is_named = |path: &Path| path == node;
        let has_line = needs.container.devices.iter().any(|device| is_named(&device.value.source))
            || needs
                .container
                .mounts
                .iter()
                .any(|mount| is_named(Path::new(&mount.value.source)));
        if !has_line && node.exists() {
            checks.extend(host_node(needs, &node, &origin, false));
        }
    }
    checks
}

/// A rule for one number that no driver has.
fn rule_fault(rule: &DeviceRule) -> Option<DoctorCheck> {
    let RuleNumber::Is(major) = rule.major else { return None };
    let letter = rule.kind.letter();
    let fault = match rule.minor {
        RuleNumber::Is(minor) => driver(letter, major, minor)?,
        RuleNumber::Any if rule.kind == DeviceKind::Char && major == MISC => return None,
        RuleNumber::Any => driver(letter, major, 0)?,
    };
    let found = format!("the rule `{rule}` opens nothing: {}", fault.found);
    let mend = "load the driver, or remove the line; numbers of drivers can change at every boot, paths do not";
    Some(DoctorCheck::warn("device.rule", found, mend).because(fault.reason.unwrap_or_default()))
}
