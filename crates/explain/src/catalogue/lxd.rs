//! Sentences for LXD's and Incus's keys and devices, as far as other dialects have none that fits.

use transom_model::{InterfaceKind, MountOption, Network, RootSource};

use super::Entry;
use super::limits::switch;
use crate::line::Line;
use crate::words;

pub(super) const ENTRIES: &[Entry] = &[
    ("lxd-section", |line| format!("Begins the part `{}`.", line.key())),
    ("lxd-field", |line| format!("Is a note of the manager's: `{}`.", line.key())),
    ("lxd-document", |_| "Begins or ends a document.".to_owned()),
    ("lxd-text", |_| "Is part of the value above.".to_owned()),
    ("lxd-profiles", |line| match line.value() {
        "" => "Uses no profiles.".to_owned(),
        names => format!("Takes what these profiles give, a later one's over an earlier one's: {names}."),
    }),
    ("lxd-templates", |_| "Lists files that are filled in by templates.".to_owned()),
    ("lxd-image", |line| format!("Describes the image: {}.", line.value())),
    ("lxd-boot", |line| {
        format!("Decides how the container starts and stops beside others: {}.", line.value())
    }),
    ("lxd-environment", |line| {
        format!(
            "Sets the environment variable {} to {} for every process that is started.",
            line.rest_of_key("environment."),
            line.value()
        )
    }),
    ("lxd-sysctl", |line| {
        format!(
            "Sets the kernel setting {} to {} inside.",
            line.rest_of_key("linux.sysctl."),
            line.value()
        )
    }),
    ("lxd-modules", |line| {
        format!("Loads the kernel modules {} on the host.", line.value())
    }),
    ("lxd-cloud-init", |_| "Is data for cloud-init inside.".to_owned()),
    ("lxd-user", |line| {
        format!("Is a note of yours: {}.", words::shortened(line.value(), 60))
    }),
    ("lxd-cpu", cpu),
    ("lxd-cpu-allowance", |line| match line.value().split_once('/') {
        Some((quota, period)) => format!("Limits CPU time to {} in every {}.", quota.trim(), period.trim()),
        None => format!(
            "Gives the container {} of everybody's weight for CPU time, when CPUs are short.",
            line.value()
        ),
    }),
    ("lxd-cpu-priority", |line| {
        format!(
            "Lets containers of the same weight with a higher number than {} go before this one, when CPUs are short.",
            line.value()
        )
    }),
    ("lxd-limits", |line| {
        format!("Limits what the container may use: {}.", line.value())
    }),
    ("lxd-memory", |line| match &line.container().limits.memory {
        Some(memory) if line.is_cause(&memory.origin) => {
            format!("Limits the container's memory to {}.", words::bytes(memory.value))
        }
        _ => format!("Slows the container down when it uses more memory than {}.", line.value()),
    }),
    ("lxd-memory-enforce", |line| match line.value() {
        "soft" => "Makes the memory limit a soft one: what lies above it is given back when memory is short.".to_owned(),
        _ => "Makes the memory limit a hard one, as it is without the line.".to_owned(),
    }),
    ("lxd-swap", |line| match &line.container().limits.swap {
        Some(swap) if swap.value > 0 => format!("Lets the container use {} of swap.", words::bytes(swap.value)),
        _ => "Gives the container no swap.".to_owned(),
    }),
    ("lxd-oom", |line| {
        format!(
            "Sets to {} how readily the kernel ends the container's processes when memory runs out.",
            line.value()
        )
    }),
    ("lxd-pids", |line| {
        format!("Limits the container to {} processes and threads.", line.value())
    }),
    ("lxd-hugepages", |line| {
        format!(
            "Limits huge pages of {} to {}.",
            line.rest_of_key("limits.hugepages."),
            line.value()
        )
    }),
    ("lxd-rlimit", |line| {
        let name = line.rest_of_key("limits.kernel.");
        match line.value().split_once(':') {
            Some((soft, hard)) => format!("Limits {name} of each process to {soft}, which it may raise to {hard}."),
            None => format!("Limits {name} of each process to {}.", line.value()),
        }
    }),
    ("lxd-privileged", |line| {
        switch(
            line,
            "Makes the container privileged: root inside is root on the host, held back by rules alone",
            "Keeps root inside an ordinary user of the host",
        )
    }),
    ("lxd-nesting", |line| {
        switch(line, "Lets containers run inside", "Lets no containers run inside")
    }),
    ("lxd-idmap", |line| {
        format!("Decides which ids of the host the container's are: {}.", line.value())
    }),
    ("lxd-raw-idmap", |line| {
        format!(
            "Makes single ids of the host the same ones inside: {}.",
            line.value().trim().replace('\n', "; ")
        )
    }),
    ("lxd-devlxd", |line| {
        format!(
            "Decides whether the container can ask the manager about itself: {}.",
            line.value()
        )
    }),
    ("lxd-protection", |line| format!("Protects the container: {}.", line.value())),
    ("lxd-syscalls", |line| {
        if line.key().ends_with("default") {
            return switch(
                line,
                "Forbids the system calls that load modules, boot another kernel or open files by handle",
                "Forbids no system calls unasked",
            );
        }
        format!("Decides which system calls are forbidden: {}.", line.value())
    }),
    ("lxd-intercept", |line| {
        format!("Has system calls carried out on the container's behalf: {}.", line.value())
    }),
    ("lxd-lsm", |line| {
        format!("Adds to the rules of the host's security module: {}.", line.value())
    }),
    ("lxd-raw-lxc", |_| {
        "Adds lines of LXC's own format to what the manager generates.".to_owned()
    }),
    ("lxd-nvidia", |line| {
        format!("Brings NVIDIA's driver into the container: {}.", line.value())
    }),
    ("lxd-snapshots", |line| format!("Is about snapshots: {}.", line.value())),
    ("lxd-migration", |line| {
        format!("Is about moving a running instance: {}.", line.value())
    }),
    ("lxd-cluster", |line| {
        format!("Is about clusters and other services: {}.", line.value())
    }),
    ("lxd-credential", |_| "Hands systemd inside a credential.".to_owned()),
    ("lxd-oci", |line| {
        format!("Describes the application that the container runs: {}.", line.value())
    }),
    ("lxd-vm", |line| format!("Is for virtual machines: {}.", line.value())),
    ("lxd-volatile", |line| {
        format!("Is what the manager remembers, and still holds: {}.", line.value())
    }),
    ("lxd-device", |line| {
        format!("Gives the container the device `{}`.", line.key())
    }),
    ("lxd-none", |line| {
        format!("Hides a device `{}` that a profile gives.", line.key())
    }),
    ("lxd-disk", disk),
    ("lxd-nic", nic),
    ("lxd-type", |line| {
        format!("Says what kind of device it is: {}.", kind_of_device(line.value()))
    }),
    ("lxd-source", |line| match line.value().starts_with('/') {
        true => format!("Takes {} of the host.", line.value()),
        false => format!("Takes {}.", line.value()),
    }),
    ("lxd-path", |line| match line.value() {
        "/" => "Makes it the root.".to_owned(),
        path => format!("Puts it at {path} inside."),
    }),
    ("lxd-pool", |line| format!("Takes it from the storage pool {}.", line.value())),
    ("lxd-readonly", |line| {
        switch(line, "Mounts it read-only", "Mounts it writable")
    }),
    ("lxd-recursive", |line| {
        switch(
            line,
            "Takes what is mounted below the source along",
            "Leaves out what is mounted below the source",
        )
    }),
    ("lxd-shift", |line| {
        switch(
            line,
            "Shifts the files' owners by the container's id map, so that they are the same numbers inside",
            "Leaves the files' owners as they are on the host",
        )
    }),
    ("lxd-propagation", |line| {
        format!("Passes later mounts on between the host and the container: {}.", line.value())
    }),
    ("lxd-mount-options", |line| {
        format!("Mounts it with these options: {}.", line.value())
    }),
    ("lxd-number", |line| {
        format!(
            "Sets the {} number of the node, {}, whatever the host's node has.",
            line.key(),
            line.value()
        )
    }),
    ("lxd-required", |line| {
        switch(
            line,
            "Refuses to start without it",
            "Starts without it where the host does not have it",
        )
    }),
    ("lxd-owner", |line| match line.key() {
        "uid" => format!("Makes user {} inside its owner.", line.value()),
        _ => format!("Makes group {} inside its group.", line.value()),
    }),
    ("lxd-mode", |line| format!("Sets its permission bits to {}.", line.value())),
    ("lxd-nictype", |line| {
        format!("Makes it an interface of type {}.", line.value())
    }),
    ("lxd-network", |line| {
        format!("Plugs it into the manager's network {}, a bridge of that name.", line.value())
    }),
    ("lxd-parent", |line| format!("Plugs it into {} of the host.", line.value())),
    ("lxd-name", |line| format!("Names it {} inside.", line.value())),
    ("lxd-hwaddr", |line| {
        format!("Gives it the hardware address {}.", line.value())
    }),
    ("lxd-mtu", |line| {
        format!("Sets its largest packet to {} bytes (MTU).", line.value())
    }),
    ("lxd-host-name", |line| format!("Names its end on the host {}.", line.value())),
    ("lxd-address", |line| match static_nic(line) {
        true => format!("Gives it the address {}.", line.value()),
        false => format!("Reserves the address {} for it; the guest asks for it by DHCP.", line.value()),
    }),
    ("lxd-option", |line| format!("Sets {} to {}.", line.key(), line.value())),
];

fn cpu(line: &Line<'_>) -> String {
    match line.value().parse::<u32>() {
        Ok(1) => "Lets the container run on one of the host's CPUs.".to_owned(),
        Ok(count) => format!("Lets the container run on {count} of the host's CPUs."),
        Err(_) => format!("Keeps the container on these CPUs of the host: {}.", line.value()),
    }
}

fn kind_of_device(word: &str) -> String {
    let meaning = match word {
        "nic" => "a network interface",
        "disk" => "a root, folder, file or volume",
        "unix-char" => "a node of a character device",
        "unix-block" => "a node of a block device",
        "unix-hotplug" => "nodes of USB devices by their ids",
        "usb" => "a raw USB device",
        "gpu" => "a graphics card",
        "proxy" => "a passage for connections",
        "none" => "no device at all",
        _ => return word.to_owned(),
    };
    format!("{word}, {meaning}")
}

fn disk(line: &Line<'_>) -> String {
    let container = line.container();
    if let Some(root) = container.root.as_ref().filter(|root| line.is_cause(&root.origin)) {
        return match &root.value.source {
            RootSource::Volume(pool) => format!("Takes the root file system from the storage pool {pool}."),
            _ => "Is the root file system.".to_owned(),
        };
    }
    if let Some(volume) = container.volumes.iter().find(|volume| line.is_cause(&volume.origin)) {
        return format!(
            "Mounts the volume {} at {}.",
            volume.value.source,
            volume.value.target.display()
        );
    }
    let Some(mount) = line.mount() else {
        return format!("Is the disk `{}`.", line.key());
    };
    let how = if mount.options.contains(&MountOption::ReadOnly(true)) {
        ", read-only"
    } else {
        ""
    };
    match mount.filesystem.as_str() {
        "tmpfs" => format!("Mounts an empty file system in memory at /{}.", mount.target.display()),
        _ => format!(
            "Shows {} of the host at /{}{how}.{}",
            mount.source,
            mount.target.display(),
            super::devices::path_note(&mount.source)
        ),
    }
}

fn nic(line: &Line<'_>) -> String {
    let Network::Own(nics) = &line.container().network else {
        return "Is a network interface.".to_owned();
    };
    let Some(nic) = nics.iter().find(|nic| line.is_cause(&nic.origin)).map(|nic| &nic.value) else {
        return "Is a network interface.".to_owned();
    };
    let name = nic.name.as_ref().map_or_else(String::new, |name| format!(" {}", name.value));
    match (nic.kind.value, &nic.link) {
        (InterfaceKind::Veth, Some(link)) => format!(
            "Gives the container the network interface{name}, plugged into the bridge {}.",
            link.value
        ),
        (InterfaceKind::Veth, None) => format!("Gives the container the network interface{name}, whose other end is on the host."),
        (InterfaceKind::Phys, Some(link)) => format!("Moves the host's interface {} into the container as{name}.", link.value),
        (_, Some(link)) => format!(
            "Gives the container the network interface{name}, a part of the host's {}.",
            link.value
        ),
        _ => format!("Gives the container the network interface{name}."),
    }
}

/// Says whether the address is set by the host: of an interface whose own list has it.
fn static_nic(line: &Line<'_>) -> bool {
    let Network::Own(nics) = &line.container().network else {
        return false;
    };
    nics.iter()
        .flat_map(|nic| &nic.value.addresses)
        .any(|address| line.is_cause(&address.origin))
}
