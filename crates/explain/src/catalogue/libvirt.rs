//! Sentences for the elements and attributes of libvirt's domains.
//!
//! A line that begins a file system, an interface or a device says what the whole of it does; the lines below it say their part.

use transom_model::{Bind, Environment, InterfaceKind, MountOption, Network, Nic};

use super::Entry;
use super::devices::node;
use crate::line::Line;
use crate::{step, words};

pub(super) const ENTRIES: &[Entry] = &[
    ("xml-structure", structure),
    ("ignored-element", |_| {
        "Is stored by libvirt, whose LXC driver does nothing with it.".to_owned()
    }),
    ("libvirt-own", |_| {
        "Is libvirt's own note about the running container.".to_owned()
    }),
    ("libvirt-later", |line| format!("Sets `{}`.", line.key())),
    ("domain-type", |_| {
        "Says that this is a container of libvirt's LXC driver.".to_owned()
    }),
    ("domain-name", |line| match &line.container().hostname {
        Some(name) if name.value != line.value() => format!(
            "Names the container {}; its host name inside is {}.",
            line.value(),
            name.value
        ),
        _ => format!("Names the container {}, which is its host name inside too.", line.value()),
    }),
    ("domain-uuid", |line| {
        format!(
            "Gives the container the lasting id {}, which its first process finds in its environment.",
            line.value()
        )
    }),
    ("domain-title", |line| {
        format!("Describes the container for people: {}", sentence_end(line.value()))
    }),
    ("domain-memory", |line| match &line.container().limits.memory {
        Some(memory) => format!("Limits the container's memory to {}.", bytes(memory.value)),
        None => "Sets no limit of memory.".to_owned(),
    }),
    ("memory-unit", |line| format!("Says that the number counts {}.", line.value())),
    ("memtune-limit", memtune),
    ("domain-cpuset", |line| match &line.container().limits.cpuset {
        Some(cpus) => format!("Lets the container run on the host's CPUs {} only.", cpus.value),
        None => format!("Names the CPUs {}.", line.value()),
    }),
    ("domain-shares", |line| {
        let weight = line.container().limits.cpu_weight.as_ref().map_or(100, |weight| weight.value);
        format!(
            "Sets the container's share of CPU time where CPUs are short: {}, a weight of {weight} where everybody's is 100.",
            line.value()
        )
    }),
    ("domain-quota", quota),
    ("disk-weight", |line| {
        format!(
            "Sets the container's weight at disks to {}, where everybody's is 100.",
            line.value()
        )
    }),
    ("numa-memory", |line| {
        format!("Takes memory only from the host's memory nodes: {}.", line.value())
    }),
    ("os-type-exe", |line| match &line.container().arch {
        Some(arch) => format!(
            "Says that a program is started, not a virtual machine, and that it is for {} processors.",
            arch.value
        ),
        None => "Says that a program is started, not a virtual machine.".to_owned(),
    }),
    ("domain-arch", |line| {
        format!("Says that the programs inside are for {} processors.", line.value())
    }),
    ("domain-init", |line| format!("Starts {} as the first process.", line.value())),
    ("domain-initarg", |line| {
        format!("Gives the first process the argument {}.", line.value())
    }),
    ("domain-initenv", variable),
    ("domain-initdir", |line| {
        format!("Starts the first process in the folder {}.", line.value())
    }),
    ("domain-inituser", |line| {
        let whose = if line.key().ends_with("group") { "group" } else { "user" };
        format!("Starts the first process as {whose} {} of the container.", line.value())
    }),
    ("domain-cmdline", |line| {
        format!(
            "Tells the first process `{}`, in the variable LIBVIRT_LXC_CMDLINE.",
            line.value()
        )
    }),
    ("clock-timer", |line| {
        device(line, "Gives the container a clock device, for reading only.")
    }),
    ("domain-idmap", id_range),
    ("private-network", |line| match &line.container().network {
        Network::Own(nics) if nics.is_empty() => "Gives the container a network of its own with loopback alone.".to_owned(),
        _ => "Gives the container a network of its own, which its interfaces do already.".to_owned(),
    }),
    ("capability-policy", |line| match line.value() {
        "allow" => "Leaves the processes inside every special right (capability), except those named below.".to_owned(),
        "deny" => "Takes every special right (capability) from the processes inside, except those named below.".to_owned(),
        _ => {
            "Takes from the processes inside the special rights (capabilities) that libvirt takes from every container.".to_owned()
        }
    }),
    ("capability-switch", capability),
    ("security-label", |line| match &line.container().apparmor {
        Some(profile) => format!("Puts the container under the AppArmor profile {}.", profile.value),
        None => "Is part of a label of the host's security module.".to_owned(),
    }),
    ("share-namespace", share),
    ("filesystem", filesystem),
    ("filesystem-source", |line| {
        format!("Is what is shown inside: {} of the host.", line.value())
    }),
    ("filesystem-target", |line| match line.value() {
        "/" => "Is where it is shown: as the container's root.".to_owned(),
        path => format!("Is where it is shown inside: {path}."),
    }),
    ("filesystem-readonly", |_| "Lets nobody inside write there.".to_owned()),
    ("filesystem-usage", |line| {
        format!("Is how large the files there may grow together: {}.", line.value())
    }),
    ("filesystem-driver", |line| {
        format!("Says how the image is attached: {}.", line.value())
    }),
    ("interface", interface),
    ("interface-source", |line| {
        format!("Is what the interface is connected to: {}.", line.value())
    }),
    ("interface-mode", |line| {
        format!("Says how interfaces on the same card see each other: {}.", line.value())
    }),
    ("interface-mac", |line| {
        format!("Sets the interface's hardware address to {}.", line.value())
    }),
    ("interface-target", |line| match line.value().starts_with("vnet") {
        true => "Is libvirt's own name for the host's end, which is made anew at each start.".to_owned(),
        false => format!("Calls the host's end of the interface {}.", line.value()),
    }),
    ("interface-name", |line| {
        format!("Calls the interface {} inside.", line.value())
    }),
    ("interface-ip", address),
    ("interface-route", |_| {
        "Sends what is meant for other networks by this gateway.".to_owned()
    }),
    ("interface-link", |line| match line.value() {
        "up" => "Brings the interface up inside.".to_owned(),
        _ => "Leaves the interface down inside, unless it has an address.".to_owned(),
    }),
    ("hostdev", hostdev),
    ("hostdev-source", |line| {
        format!("Is the device of the host: {}.", line.value())
    }),
    ("hostdev-optional", |line| match line.value() {
        "optional" => "Starts the container without the device where it is missing.".to_owned(),
        _ => "Does not start the container where the device is missing.".to_owned(),
    }),
    ("disk", |line| device(line, "Gives the container a disk of the host.")),
    ("disk-source", |line| format!("Is the disk of the host: {}.", line.value())),
    ("disk-target", |line| format!("Is its name inside: /dev/{}.", line.value())),
    ("disk-readonly", |_| "Lets the disk be opened for reading only.".to_owned()),
    ("domain-console", |line| {
        let count = line
            .container()
            .terminals
            .ttys
            .as_ref()
            .filter(|ttys| line.is_cause(&ttys.origin))
            .map_or(0, |ttys| ttys.value);
        match count {
            0 => "Gives the container one more terminal, numbered in the order of the file.".to_owned(),
            _ => "Gives the container a console, which is /dev/console and /dev/tty1 inside.".to_owned(),
        }
    }),
];

fn structure(line: &Line<'_>) -> String {
    match line.value().starts_with("</") {
        true => format!("Ends `<{}>`.", last(line.key())),
        false if line.key() == "xml" => "Says that the file is XML.".to_owned(),
        false => format!("Holds the lines about `<{}>`.", last(line.key())),
    }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn sentence_end(text: &str) -> String {
    let text = text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    if text.ends_with(['.', '!', '?']) {
        text
    } else {
        format!("{text}.")
    }
}

fn bytes(bytes: u64) -> String {
    match (bytes % (1 << 30), bytes % (1 << 20)) {
        (0, _) if bytes > 0 => format!("{} GiB", bytes >> 30),
        (_, 0) => format!("{} MiB", bytes >> 20),
        _ => format!("{bytes} bytes ({:.1} MiB)", bytes as f64 / f64::from(1 << 20)),
    }
}

fn memtune(line: &Line<'_>) -> String {
    let limits = &line.container().limits;
    match last(line.key()) {
        "soft_limit" => match &limits.memory_high {
            Some(high) => format!(
                "Makes the kernel take memory back from the container above {}.",
                bytes(high.value)
            ),
            None => "Sets no such limit.".to_owned(),
        },
        "swap_hard_limit" => match &limits.swap {
            Some(swap) => format!(
                "Limits memory and swap together, which leaves {} for swap.",
                bytes(swap.value)
            ),
            None => "Limits memory and swap together.".to_owned(),
        },
        _ => match &limits.memory {
            Some(memory) => format!("Limits the container's memory to {}.", bytes(memory.value)),
            None => "Sets no limit of memory.".to_owned(),
        },
    }
}

fn quota(line: &Line<'_>) -> String {
    match &line.container().limits.cpu {
        Some(cpu) if line.key().ends_with("quota") => format!(
            "Limits CPU time to {} microseconds in each {}, that of {:.2} CPUs.",
            cpu.value.quota,
            cpu.value.period,
            cpu.value.quota as f64 / cpu.value.period.max(1) as f64
        ),
        _ => format!(
            "Is the time in which the quota may be used up: {} microseconds.",
            line.value()
        ),
    }
}

fn variable(line: &Line<'_>) -> String {
    let own = line
        .container()
        .environment
        .iter()
        .find(|given| line.is_cause(&given.origin))
        .map(|given| &given.value);
    match own {
        Some(Environment::Set(name, value)) => format!("Sets for the first process the variable {name} to {value}."),
        _ => "Sets a variable for the first process.".to_owned(),
    }
}

fn id_range(line: &Line<'_>) -> String {
    let map = &line.container().id_map;
    let users = map.users.iter().map(|range| ("user ids", range));
    let groups = map.groups.iter().map(|range| ("group ids", range));
    match users.chain(groups).find(|(_, range)| line.is_cause(&range.origin)) {
        Some((kind, range)) => format!("Runs the container's {kind} {}.", words::id_range(&range.value)),
        None => format!("Is part of the id map: {}.", line.value()),
    }
}

fn capability(line: &Line<'_>) -> String {
    let name = line.key().split('/').nth(2).unwrap_or("");
    let meaning = words::capability(name).map_or_else(|| format!("use {name}"), |meaning| format!("{meaning} ({name})"));
    match line.value().contains("off") {
        true => format!("Takes from all processes inside, root too, the right to {meaning}."),
        false => format!("Leaves the processes inside the right to {meaning}."),
    }
}

fn share(line: &Line<'_>) -> String {
    let what = match last(line.key()) {
        "lxc:sharenet" => "network",
        "lxc:shareipc" => "message queues and shared memory",
        _ => "host name",
    };
    let joined = line
        .container()
        .namespaces
        .joined
        .iter()
        .find(|given| line.is_cause(&given.origin));
    match joined {
        Some(joined) => format!("Shares the {what} of {}.", joined.value.1.display()),
        None => format!("Shares the {what} of another container."),
    }
}

fn filesystem(line: &Line<'_>) -> String {
    let container = line.container();
    if let Some(root) = container.root.as_ref().filter(|root| line.is_cause(&root.origin)) {
        let only = if root.value.is_read_only { ", read-only" } else { "" };
        return format!(
            "Takes {} as the container's root file system{only}.",
            step::root(&root.value.source)
        );
    }
    if let Some(volume) = container.volumes.iter().find(|given| line.is_cause(&given.origin)) {
        return format!(
            "Mounts the file system on {} at {} inside.",
            volume.value.source,
            volume.value.target.display()
        );
    }
    let Some(mount) = line.mount() else {
        return "Is part of a file system that is shown inside.".to_owned();
    };
    let target = mount.target.display();
    let only = if mount.options.contains(&MountOption::ReadOnly(true)) {
        ", read-only"
    } else {
        ""
    };
    match mount.bind() {
        Some(Bind::Single | Bind::Recursive) if mount.is_source_inside => {
            format!("Shows {} of the container at /{target} too{only}.", mount.source)
        }
        Some(_) => format!(
            "Shows {} of the host at /{target} inside{only}; what is mounted below it stays out.",
            mount.source
        ),
        None => format!("Gives the container an empty file system in memory at /{target}{only}."),
    }
}

/// The interface that begins on this line; one may have the same key as others.
fn own_nic<'a>(line: &Line<'a>) -> Option<&'a Nic> {
    match &line.container().network {
        Network::Own(nics) => nics
            .iter()
            .find(|given| line.is_cause(&given.origin))
            .map(|given| &given.value),
        Network::Host(_) => None,
    }
}

fn interface(line: &Line<'_>) -> String {
    let Some(nic) = own_nic(line) else {
        return "Is part of a network interface.".to_owned();
    };
    let name = nic.name.as_ref().map_or("an interface", |name| name.value.as_str());
    let how = match (nic.kind.value, nic.link.as_ref()) {
        (InterfaceKind::Veth, Some(link)) => format!("a virtual cable to the host's bridge {} (a switch in software)", link.value),
        (InterfaceKind::Veth, None) => "a virtual cable to the host, plugged into no bridge".to_owned(),
        (InterfaceKind::Macvlan, Some(link)) => format!("a hardware address of its own on the host's interface {}", link.value),
        (_, Some(link)) => format!("the host's interface {}", link.value),
        (_, None) => "an interface of the host".to_owned(),
    };
    format!("Gives the container the network interface {name}, {how}.")
}

fn address(line: &Line<'_>) -> String {
    let Network::Own(nics) = &line.container().network else {
        return "Sets an address.".to_owned();
    };
    let mut all = nics.iter().flat_map(|nic| &nic.value.addresses);
    match all.find(|given| line.is_cause(&given.origin)) {
        Some(address) => format!("Gives the interface the address {}, and brings it up.", address.value),
        None => "Is part of an address.".to_owned(),
    }
}

fn hostdev(line: &Line<'_>) -> String {
    match own_nic(line) {
        Some(nic) => {
            let name = nic.link.as_ref().map_or("a card", |link| link.value.as_str());
            format!("Moves the host's network interface {name} into the container; the host loses it until the container stops.")
        }
        None => device(line, "Passes a device of the host through."),
    }
}

fn device(line: &Line<'_>, otherwise: &str) -> String {
    match line.node() {
        Some(_) => node(line),
        None => otherwise.to_owned(),
    }
}
