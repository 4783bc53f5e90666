//! Sentences for LXD's and Incus's keys and devices, as far as other dialects have none that fits.

use transom_model::{InterfaceKind, Mount, Network, RootSource};

use super::devices::device_note;
use super::libvirt::own_nic;
use super::limits::{choose, rlimit};
use super::{Entry, is_read_only};
use crate::language::{Message, Text, say};
use crate::line::Line;
use crate::words;

pub(super) const ENTRIES: &[Entry] = &[
    ("lxd-section", |line| say!("lxd-section", key = line.key()).into()),
    ("lxd-field", |line| say!("lxd-field", key = line.key()).into()),
    ("lxd-document", |_| say!("lxd-document").into()),
    ("lxd-text", |_| say!("lxd-text").into()),
    ("lxd-profiles", |line| match line.value() {
        "" => say!("lxd-profiles-none").into(),
        names => say!("lxd-profiles", names = names).into(),
    }),
    ("lxd-templates", |_| say!("lxd-templates").into()),
    ("lxd-image", |line| say!("lxd-image", value = line.value()).into()),
    ("lxd-boot", |line| say!("lxd-boot", value = line.value()).into()),
    ("lxd-environment", |line| {
        let name = line.rest_of_key("environment.");
        say!("lxd-environment", name = name, value = line.value()).into()
    }),
    ("lxd-sysctl", |line| {
        say!("sysctl", name = line.rest_of_key("linux.sysctl."), value = line.value()).into()
    }),
    ("lxd-modules", |line| say!("lxd-modules", names = line.value()).into()),
    ("lxd-cloud-init", |_| say!("lxd-cloud-init").into()),
    ("lxd-user", |line| {
        say!("lxd-user", text = words::shortened(line.value(), 60)).into()
    }),
    ("lxd-cpu", |line| match line.value().parse::<u32>() {
        Ok(count) => say!("cpu-count", count = count).into(),
        Err(_) => say!("lxd-cpu", cpus = line.value()).into(),
    }),
    ("lxd-cpu-allowance", |line| match line.value().split_once('/') {
        Some((quota, period)) => say!("lxd-cpu-allowance", quota = quota.trim(), period = period.trim()).into(),
        None => say!("lxd-cpu-allowance-soft", share = line.value()).into(),
    }),
    ("lxd-cpu-priority", |line| {
        say!("lxd-cpu-priority", number = line.value()).into()
    }),
    ("lxd-limits", |line| say!("lxd-limits", value = line.value()).into()),
    ("lxd-memory", |line| match &line.container().limits.memory {
        Some(memory) if line.is_cause(&memory.origin) => say!("memory-limit", size = words::size(memory.value)).into(),
        _ => say!("lxd-memory-soft", size = line.value()).into(),
    }),
    ("lxd-memory-enforce", |line| match line.value() {
        "soft" => say!("lxd-memory-enforce-soft").into(),
        _ => say!("lxd-memory-enforce-hard").into(),
    }),
    ("lxd-swap", |line| match &line.container().limits.swap {
        Some(swap) if swap.value > 0 => say!("lxd-swap", size = words::size(swap.value)).into(),
        _ => say!("swap-none").into(),
    }),
    ("lxd-oom", |line| say!("lxd-oom", number = line.value()).into()),
    ("lxd-pids", |line| say!("pids-limit", count = line.value()).into()),
    ("lxd-hugepages", |line| {
        let kind = line.rest_of_key("limits.hugepages.");
        say!("lxd-hugepages", kind = kind, size = line.value()).into()
    }),
    ("lxd-rlimit", |line| rlimit(line).into()),
    ("lxd-privileged", |line| {
        choose(line, say!("lxd-privileged"), say!("lxd-unprivileged"))
    }),
    ("lxd-nesting", |line| {
        choose(line, say!("lxd-nesting"), say!("lxd-nesting-off"))
    }),
    ("lxd-idmap", |line| say!("lxd-idmap", value = line.value()).into()),
    ("lxd-raw-idmap", |line| {
        say!("lxd-raw-idmap", ids = line.value().trim().replace('\n', "; ")).into()
    }),
    ("lxd-devlxd", |line| say!("lxd-devlxd", value = line.value()).into()),
    ("lxd-protection", |line| say!("lxd-protection", value = line.value()).into()),
    ("lxd-syscalls", |line| match line.key().ends_with("default") {
        true => choose(line, say!("lxd-syscalls-default"), say!("lxd-syscalls-default-off")),
        false => say!("lxd-syscalls", value = line.value()).into(),
    }),
    ("lxd-intercept", |line| say!("lxd-intercept", value = line.value()).into()),
    ("lxd-lsm", |line| say!("lxd-lsm", value = line.value()).into()),
    ("lxd-raw-lxc", |_| say!("lxd-raw-lxc").into()),
    ("lxd-nvidia", |line| say!("lxd-nvidia", value = line.value()).into()),
    ("lxd-snapshots", |line| say!("lxd-snapshots", value = line.value()).into()),
    ("lxd-migration", |line| say!("lxd-migration", value = line.value()).into()),
    ("lxd-cluster", |line| say!("lxd-cluster", value = line.value()).into()),
    ("lxd-credential", |_| say!("lxd-credential").into()),
    ("lxd-oci", |line| say!("lxd-oci", value = line.value()).into()),
    ("lxd-vm", |line| say!("lxd-vm", value = line.value()).into()),
    ("lxd-volatile", |line| say!("lxd-volatile", value = line.value()).into()),
    ("lxd-device", |line| say!("lxd-device", name = line.key()).into()),
    ("lxd-none", |line| say!("lxd-none", name = line.key()).into()),
    ("lxd-disk", disk),
    ("lxd-nic", |line| nic(line).into()),
    ("lxd-type", |line| say!("lxd-type", kind = line.value()).into()),
    ("lxd-source", |line| match line.value().starts_with('/') {
        true => say!("lxd-source-host", path = line.value()).into(),
        false => say!("lxd-source", source = line.value()).into(),
    }),
    ("lxd-path", |line| match line.value() {
        "/" => say!("lxd-path-root").into(),
        path => say!("lxd-path", path = path).into(),
    }),
    ("lxd-pool", |line| say!("lxd-pool", pool = line.value()).into()),
    ("lxd-readonly", |line| {
        choose(line, say!("lxd-readonly"), say!("lxd-readonly-off"))
    }),
    ("lxd-recursive", |line| {
        choose(line, say!("lxd-recursive"), say!("lxd-recursive-off"))
    }),
    ("lxd-shift", |line| choose(line, say!("lxd-shift"), say!("lxd-shift-off"))),
    ("lxd-propagation", |line| say!("lxd-propagation", value = line.value()).into()),
    ("lxd-mount-options", |line| {
        say!("lxd-mount-options", options = line.value()).into()
    }),
    ("lxd-number", |line| {
        say!("lxd-number", part = line.key(), number = line.value()).into()
    }),
    ("lxd-required", |line| {
        choose(line, say!("lxd-required"), say!("lxd-required-off"))
    }),
    ("lxd-owner", |line| match line.key() {
        "uid" => say!("lxd-owner-user", id = line.value()).into(),
        _ => say!("lxd-owner-group", id = line.value()).into(),
    }),
    ("lxd-mode", |line| say!("lxd-mode", mode = line.value()).into()),
    ("lxd-nictype", |line| say!("lxd-nictype", kind = line.value()).into()),
    ("lxd-network", |line| say!("lxd-network", network = line.value()).into()),
    ("lxd-parent", |line| say!("lxd-parent", parent = line.value()).into()),
    ("lxd-name", |line| say!("lxd-name", name = line.value()).into()),
    ("lxd-hwaddr", |line| say!("lxd-hwaddr", address = line.value()).into()),
    ("lxd-mtu", |line| say!("lxd-mtu", bytes = line.value()).into()),
    ("lxd-host-name", |line| say!("lxd-host-name", name = line.value()).into()),
    ("lxd-address", |line| match is_static(line) {
        true => say!("lxd-address-static", address = line.value()).into(),
        false => say!("lxd-address-reserved", address = line.value()).into(),
    }),
    ("lxd-option", |line| {
        say!("lxd-option", key = line.key(), value = line.value()).into()
    }),
];

fn disk(line: &Line<'_>) -> Text {
    let container = line.container();
    if let Some(root) = container.root.as_ref().filter(|root| line.is_cause(&root.origin)) {
        return match &root.value.source {
            RootSource::Volume(pool) => say!("lxd-disk-root-pool", pool = pool).into(),
            _ => say!("lxd-disk-root").into(),
        };
    }
    if let Some(volume) = container.volumes.iter().find(|volume| line.is_cause(&volume.origin)) {
        let (source, target) = (&volume.value.source, volume.value.target.as_path());
        return say!("lxd-disk-volume", volume = source, target = target).into();
    }
    match line.mount() {
        Some(mount) => shown(mount),
        None => say!("lxd-disk", name = line.key()).into(),
    }
}

fn shown(mount: &Mount) -> Text {
    let target = format!("/{}", mount.target.display());
    match mount.filesystem.as_str() {
        "tmpfs" => say!("lxd-disk-memory", target = target).into(),
        _ => {
            let shown = say!(
                "lxd-disk-shown",
                source = &mount.source,
                target = target,
                is_read_only = is_read_only(mount)
            );
            Text::from(shown).and(device_note(&mount.source))
        }
    }
}

fn nic(line: &Line<'_>) -> Message {
    let Some(nic) = own_nic(line) else {
        return say!("lxd-nic");
    };
    let name = nic.name.as_ref().map_or(&nic.key, |name| &name.value);
    match (nic.kind.value, nic.link.as_ref().map(|link| &link.value)) {
        (InterfaceKind::Veth, Some(bridge)) => say!("lxd-nic-bridge", name = name, bridge = bridge),
        (InterfaceKind::Veth, None) => say!("lxd-nic-pair", name = name),
        (InterfaceKind::Phys, Some(link)) => say!("lxd-nic-moved", link = link, name = name),
        (_, Some(link)) => say!("lxd-nic-part", name = name, link = link),
        (_, None) => say!("lxd-nic-alone", name = name),
    }
}

/// Says whether the address is set by the host: of an interface whose own list has it.
fn is_static(line: &Line<'_>) -> bool {
    let Network::Own(nics) = &line.container().network else {
        return false;
    };
    nics.iter()
        .flat_map(|nic| &nic.value.addresses)
        .any(|address| line.is_cause(&address.origin))
}
