//! Sentences for the elements and attributes of libvirt's domains.
//!
//! A line that begins a file system, an interface or a device says what the whole of it does; the lines below it say their part.

use transom_model::{Bind, Environment, InterfaceKind, Mount, Network, Nic};

use super::devices::device_node;
use super::security::mapped_ids;
use super::{Entry, is_read_only};
use crate::language::{Arg, Message, Text, say};
use crate::line::Line;
use crate::{step, words};

pub(super) const ENTRIES: &[Entry] = &[
    ("xml-structure", |line| structure(line).into()),
    ("ignored-element", |_| say!("libvirt-ignored").into()),
    ("libvirt-own", |_| say!("libvirt-own").into()),
    ("libvirt-later", |line| say!("line-sets", key = line.key()).into()),
    ("domain-type", |_| say!("domain-type").into()),
    ("domain-name", |line| match &line.container().hostname {
        Some(host) if host.value != line.value() => say!("domain-name-apart", name = line.value(), host = &host.value).into(),
        _ => say!("domain-name", name = line.value()).into(),
    }),
    ("domain-uuid", |line| say!("domain-uuid", id = line.value()).into()),
    ("domain-title", |line| title(line.value()).into()),
    ("domain-memory", |line| memory(line).into()),
    ("memory-unit", |line| say!("libvirt-memory-unit", unit = line.value()).into()),
    ("memtune-limit", |line| memtune(line).into()),
    ("domain-cpuset", |line| match &line.container().limits.cpuset {
        Some(cpus) => say!("domain-cpuset", cpus = &cpus.value).into(),
        None => say!("domain-cpuset-named", cpus = line.value()).into(),
    }),
    ("domain-shares", |line| {
        let weight = line.container().limits.cpu_weight.as_ref().map_or(100, |weight| weight.value);
        say!("domain-shares", shares = line.value(), weight = weight).into()
    }),
    ("domain-quota", |line| quota(line).into()),
    ("disk-weight", |line| {
        say!("libvirt-disk-weight", weight = line.value()).into()
    }),
    ("numa-memory", |line| say!("libvirt-numa-memory", nodes = line.value()).into()),
    ("os-type-exe", |line| match &line.container().arch {
        Some(arch) => say!("libvirt-os-type-for", arch = arch.value.to_string()).into(),
        None => say!("libvirt-os-type").into(),
    }),
    ("domain-arch", |line| say!("domain-arch", arch = line.value()).into()),
    ("domain-init", |line| say!("domain-init", program = line.value()).into()),
    ("domain-initarg", |line| {
        say!("domain-initarg", argument = line.value()).into()
    }),
    ("domain-initenv", |line| variable(line).into()),
    ("domain-initdir", |line| say!("domain-initdir", folder = line.value()).into()),
    ("domain-inituser", |line| match line.key().ends_with("group") {
        true => say!("domain-initgroup", group = line.value()).into(),
        false => say!("domain-inituser", user = line.value()).into(),
    }),
    ("domain-cmdline", |line| say!("domain-cmdline", text = line.value()).into()),
    ("clock-timer", |line| device(line, say!("libvirt-clock"))),
    ("domain-idmap", |line| {
        mapped_ids(line)
            .unwrap_or_else(|| say!("domain-idmap", value = line.value()))
            .into()
    }),
    ("private-network", |line| match &line.container().network {
        Network::Own(nics) if nics.is_empty() => say!("libvirt-private-network").into(),
        _ => say!("libvirt-private-network-already").into(),
    }),
    ("capability-policy", |line| {
        say!("libvirt-capability-policy", policy = line.value()).into()
    }),
    ("capability-switch", |line| capability(line).into()),
    ("security-label", |line| match &line.container().apparmor {
        Some(profile) => say!("libvirt-apparmor", profile = profile.value.to_string()).into(),
        None => say!("libvirt-security-label").into(),
    }),
    ("share-namespace", |line| share(line).into()),
    ("filesystem", |line| filesystem(line).into()),
    ("filesystem-source", |line| {
        say!("libvirt-filesystem-source", source = line.value()).into()
    }),
    ("filesystem-target", |line| match line.value() {
        "/" => say!("libvirt-filesystem-target-root").into(),
        path => say!("libvirt-filesystem-target", path = path).into(),
    }),
    ("filesystem-readonly", |_| say!("libvirt-filesystem-readonly").into()),
    ("filesystem-usage", |line| {
        say!("libvirt-filesystem-usage", size = line.value()).into()
    }),
    ("filesystem-driver", |line| {
        say!("libvirt-filesystem-driver", driver = line.value()).into()
    }),
    ("interface", |line| interface(line).into()),
    ("interface-source", |line| {
        say!("libvirt-interface-source", source = line.value()).into()
    }),
    ("interface-mode", |line| {
        say!("libvirt-interface-mode", mode = line.value()).into()
    }),
    ("interface-mac", |line| {
        say!("libvirt-interface-mac", address = line.value()).into()
    }),
    ("interface-target", |line| match line.value().starts_with("vnet") {
        true => say!("libvirt-interface-target-own").into(),
        false => say!("libvirt-interface-target", name = line.value()).into(),
    }),
    ("interface-name", |line| {
        say!("libvirt-interface-name", name = line.value()).into()
    }),
    ("interface-ip", |line| address(line).into()),
    ("interface-route", |_| say!("libvirt-interface-route").into()),
    ("interface-link", |line| match line.value() {
        "up" => say!("libvirt-interface-up").into(),
        _ => say!("libvirt-interface-down").into(),
    }),
    ("hostdev", hostdev),
    ("hostdev-source", |line| {
        say!("libvirt-hostdev-source", device = line.value()).into()
    }),
    ("hostdev-optional", |line| match line.value() {
        "optional" => say!("libvirt-hostdev-optional").into(),
        _ => say!("libvirt-hostdev-required").into(),
    }),
    ("disk", |line| device(line, say!("libvirt-disk"))),
    ("disk-source", |line| say!("libvirt-disk-source", disk = line.value()).into()),
    ("disk-target", |line| say!("libvirt-disk-target", name = line.value()).into()),
    ("disk-readonly", |_| say!("libvirt-disk-readonly").into()),
    ("domain-console", |line| console(line).into()),
];

fn structure(line: &Line<'_>) -> Message {
    let element = last(line.key());
    match line.value().starts_with("</") {
        true => say!("libvirt-ends", element = element),
        false if line.key() == "xml" => say!("libvirt-xml"),
        false => say!("libvirt-holds", element = element),
    }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Repeats a description; one that ends as a sentence does gets no full stop.
fn title(text: &str) -> Message {
    let text = text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    match text.ends_with(['.', '!', '?', '。', '！', '？']) {
        true => say!("domain-title-sentence", text = text),
        false => say!("domain-title", text = text),
    }
}

fn bytes(bytes: u64) -> Arg {
    match (bytes % (1 << 30), bytes % (1 << 20)) {
        (0, _) if bytes > 0 => format!("{} GiB", bytes >> 30).into(),
        (_, 0) => format!("{} MiB", bytes >> 20).into(),
        _ => {
            let mebibytes = format!("{:.1}", bytes as f64 / f64::from(1 << 20));
            say!("libvirt-bytes", bytes = bytes.to_string(), mebibytes = mebibytes).into()
        }
    }
}

fn memory(line: &Line<'_>) -> Message {
    match &line.container().limits.memory {
        Some(memory) => say!("memory-limit", size = bytes(memory.value)),
        None => say!("domain-memory-none"),
    }
}

fn memtune(line: &Line<'_>) -> Message {
    let limits = &line.container().limits;
    match (last(line.key()), &limits.memory_high, &limits.swap) {
        ("soft_limit", Some(high), _) => say!("libvirt-soft-limit", size = bytes(high.value)),
        ("soft_limit", None, _) => say!("libvirt-soft-limit-none"),
        ("swap_hard_limit", _, Some(swap)) => say!("libvirt-swap", size = bytes(swap.value)),
        ("swap_hard_limit", _, None) => say!("swap-with-memory"),
        _ => memory(line),
    }
}

fn quota(line: &Line<'_>) -> Message {
    match &line.container().limits.cpu {
        Some(cpu) if line.key().ends_with("quota") => {
            let (quota, period) = (cpu.value.quota, cpu.value.period);
            let cpus = format!("{:.2}", quota as f64 / period.max(1) as f64);
            say!("domain-quota", quota = quota, period = period, cpus = cpus)
        }
        _ => say!("domain-period", period = line.value()),
    }
}

fn variable(line: &Line<'_>) -> Message {
    let own = line
        .container()
        .environment
        .iter()
        .find(|given| line.is_cause(&given.origin))
        .map(|given| &given.value);
    match own {
        Some(Environment::Set(name, value)) => say!("domain-initenv", name = name, value = value),
        _ => say!("domain-initenv-part"),
    }
}

fn capability(line: &Line<'_>) -> Message {
    let name = line.key().split('/').nth(2).unwrap_or("");
    match line.value().contains("off") {
        true => say!("libvirt-capability-off", right = words::right(name)),
        false => say!("libvirt-capability-on", right = words::right(name)),
    }
}

fn share(line: &Line<'_>) -> Message {
    let what = match last(line.key()) {
        "lxc:sharenet" => "network",
        "lxc:shareipc" => "ipc",
        _ => "uts",
    };
    let joined = line
        .container()
        .namespaces
        .joined
        .iter()
        .find(|given| line.is_cause(&given.origin));
    match joined {
        Some(joined) => say!("libvirt-share", what = what, place = joined.value.1.as_path()),
        None => say!("libvirt-share-unknown", what = what),
    }
}

fn filesystem(line: &Line<'_>) -> Message {
    let container = line.container();
    if let Some(root) = container.root.as_ref().filter(|root| line.is_cause(&root.origin)) {
        let is_read_only = root.value.is_read_only;
        return say!(
            "libvirt-root",
            root = step::root_source(&root.value.source),
            is_read_only = is_read_only
        );
    }
    if let Some(volume) = container.volumes.iter().find(|given| line.is_cause(&given.origin)) {
        let (source, target) = (&volume.value.source, volume.value.target.as_path());
        return say!("libvirt-volume", device = source, target = target);
    }
    match line.mount() {
        Some(mount) => shown(mount),
        None => say!("libvirt-filesystem"),
    }
}

fn shown(mount: &Mount) -> Message {
    let (source, target) = (&mount.source, format!("/{}", mount.target.display()));
    let is_read_only = is_read_only(mount);
    match mount.bind() {
        Some(Bind::Single | Bind::Recursive) if mount.is_source_inside => {
            say!(
                "libvirt-shown-again",
                source = source,
                target = target,
                is_read_only = is_read_only
            )
        }
        Some(_) => say!("libvirt-shown", source = source, target = target, is_read_only = is_read_only),
        None => say!("libvirt-memory", target = target, is_read_only = is_read_only),
    }
}

/// The interface that begins on this line; one may have the same key as others.
pub(super) fn own_nic<'a>(line: &Line<'a>) -> Option<&'a Nic> {
    match &line.container().network {
        Network::Own(nics) => nics
            .iter()
            .find(|given| line.is_cause(&given.origin))
            .map(|given| &given.value),
        Network::Host(_) => None,
    }
}

fn interface(line: &Line<'_>) -> Message {
    let Some(nic) = own_nic(line) else {
        return say!("libvirt-interface");
    };
    // The reader names every interface.
    let name = nic.name.as_ref().map_or(&nic.key, |name| &name.value);
    match (nic.kind.value, nic.link.as_ref().map(|link| &link.value)) {
        (InterfaceKind::Veth, Some(bridge)) => say!("libvirt-interface-bridge", name = name, bridge = bridge),
        (InterfaceKind::Veth, None) => say!("libvirt-interface-pair", name = name),
        (InterfaceKind::Macvlan, Some(link)) => say!("libvirt-interface-macvlan", name = name, link = link),
        (_, Some(link)) => say!("libvirt-interface-host", name = name, link = link),
        (_, None) => say!("libvirt-interface-other", name = name),
    }
}

fn address(line: &Line<'_>) -> Message {
    let Network::Own(nics) = &line.container().network else {
        return say!("libvirt-address");
    };
    let mut all = nics.iter().flat_map(|nic| &nic.value.addresses);
    match all.find(|given| line.is_cause(&given.origin)) {
        Some(address) => say!("libvirt-interface-ip", address = address.value.to_string()),
        None => say!("libvirt-address-part"),
    }
}

fn hostdev(line: &Line<'_>) -> Text {
    match own_nic(line).map(|nic| &nic.link) {
        Some(Some(link)) => say!("libvirt-card-named", name = &link.value).into(),
        Some(None) => say!("libvirt-card").into(),
        None => device(line, say!("libvirt-hostdev")),
    }
}

fn device(line: &Line<'_>, otherwise: Message) -> Text {
    match line.node() {
        Some(_) => device_node(line),
        None => otherwise.into(),
    }
}

fn console(line: &Line<'_>) -> Message {
    let ttys = line.container().terminals.ttys.as_ref();
    match ttys.filter(|ttys| line.is_cause(&ttys.origin)).map(|ttys| ttys.value) {
        None | Some(0) => say!("domain-console-more"),
        Some(_) => say!("domain-console"),
    }
}
