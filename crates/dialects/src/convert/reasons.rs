//! Why a fact cannot be said in a dialect, and what its user must do instead.
//!
//! Only facts that the new text does not have get here, so an entry speaks of the case that it was not printed. What differs by
//! target stands first; the rest is by topic.

use transom_model::{Dialect, Fact, Topic};

/// Why a fact is not in the new text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reason {
    /// Nothing is lost by it.
    Idle(String),
    /// An effect is lost.
    Lost {
        /// Why.
        why: String,
        /// What to do instead.
        instead: String,
    },
}

fn idle(why: impl Into<String>) -> Reason {
    Reason::Idle(why.into())
}

fn lost(why: impl Into<String>, instead: impl Into<String>) -> Reason {
    Reason::Lost {
        why: why.into(),
        instead: instead.into(),
    }
}

/// Says why a fact is not in the new text, and the way on.
pub(super) fn of(fact: &Fact<'_>, target: Dialect) -> Reason {
    let special = match target {
        Dialect::Lxc => in_lxc(fact),
        Dialect::Pve => in_pve(fact),
        Dialect::Libvirt => in_libvirt(fact),
        Dialect::Lxd | Dialect::Incus => in_lxd(fact, target),
        Dialect::Oci => in_oci(fact),
    };
    special.unwrap_or_else(|| by_topic(fact, target))
}

/// A fact about a default that no line gave: another manager has its own.
fn by_topic(fact: &Fact<'_>, target: Dialect) -> Reason {
    let title = target.title();
    let what = fact.topic.word();
    let words = fact.words();
    let about = if fact.about.is_empty() {
        what.to_owned()
    } else {
        format!("{what} `{}`", fact.about)
    };
    match fact.topic {
        Topic::Arch => idle(format!("{title} takes the architecture from the root or image")),
        Topic::Hostname => lost(
            format!("{title} has no setting for the host name"),
            format!("set it inside, in /etc/hostname: {words}"),
        ),
        Topic::Lifecycle if fact.about == "refuses to start" => {
            idle("it keeps the old manager from starting it; the new one starts it")
        }
        Topic::Lifecycle if fact.about == "autostart" => lost(
            format!("{title} does not start containers with the host"),
            "start it from a systemd unit of your own",
        ),
        Topic::Lifecycle => lost(
            format!("{title} sends its own signals to the first process"),
            format!("have the init inside act on them; it wanted {words} as {}", fact.about),
        ),
        Topic::Resolver => lost(
            format!("{title} does not write /etc/resolv.conf"),
            format!("write it inside: {words}"),
        ),
        Topic::Init => lost(
            format!("{title} has no setting for {about} of the first process"),
            "set it in the init inside, or wrap the command",
        ),
        Topic::Environment if fact.about.starts_with("LIBVIRT_LXC_") || fact.about == "container_uuid" => {
            idle("libvirt tells its containers their name and number; nothing else does")
        }
        Topic::Environment => lost(
            format!("{title} cannot set {about}"),
            "set it inside, in /etc/environment or the unit that needs it",
        ),
        Topic::Interface if fact.about.ends_with("left to the guest") => left_to_guest(fact),
        Topic::Terminal => idle(format!("{title} makes terminals in its own way")),
        Topic::KernelMount => idle(format!("{title} mounts {} in its own way", fact.about)),
        _ => lost(
            format!("{title} has no words for this {about}: {words}"),
            format!("there is no equal in {title}; see whether the container can do without, or keep it where it is"),
        ),
    }
}

fn in_lxc(fact: &Fact<'_>) -> Option<Reason> {
    match fact.topic {
        Topic::Root | Topic::Volume => Some(lost(
            "only the manager's own storage knows this volume",
            format!(
                "mount the volume on the host and name its path: `lxc.rootfs.path = dir:/PATH`, or a `lxc.mount.entry` for {}",
                fact.about
            ),
        )),
        Topic::Resolver => Some(lost(
            "LXC does not write /etc/resolv.conf",
            format!("write {} inside: {}", fact.about, fact.words()),
        )),
        Topic::Seccomp => Some(lost(
            "LXC reads system call policies from a file of their own",
            "write the rules to a policy file (version 2) and name it in `lxc.seccomp.profile`",
        )),
        Topic::Limit if fact.about == "cpu count" => Some(lost(
            "LXC does not choose CPUs by number",
            format!(
                "name them: `lxc.cgroup2.cpuset.cpus = 0-{}`",
                fact.part("")
                    .and_then(|count| count.parse::<u32>().ok())
                    .map_or(0, |count| count.saturating_sub(1))
            ),
        )),
        Topic::Path => Some(lost(
            format!("LXC has no list of {} paths", fact.words()),
            match fact.words().as_str() {
                "hidden" if is_folder(&fact.about) => format!(
                    "mount something over it: `lxc.mount.entry = tmpfs {} tmpfs ro,optional`",
                    fact.about.trim_start_matches('/')
                ),
                "hidden" => format!(
                    "bind nothing over it: `lxc.mount.entry = /dev/null {} none bind,optional`",
                    fact.about.trim_start_matches('/')
                ),
                _ => format!(
                    "`lxc.mount.auto = proc:mixed` covers /proc; else bind it read-only over itself: {}",
                    fact.about
                ),
            },
        )),
        _ => None,
    }
}

/// Folders among the paths that runtimes hide; the others are files.
fn is_folder(path: &str) -> bool {
    ["/proc/acpi", "/proc/asound", "/proc/scsi", "/sys/"]
        .iter()
        .any(|start| path.starts_with(start))
}

fn left_to_guest(fact: &Fact<'_>) -> Reason {
    lost(
        "the old manager handed it to the guest: by DHCP, or by writing the guest's own network files",
        format!("configure the interface inside the guest: {}", fact.words()),
    )
}

fn in_pve(fact: &Fact<'_>) -> Option<Reason> {
    match fact.topic {
        Topic::Root => Some(lost(
            "Proxmox keeps roots as volumes of its storages",
            "make a tar of the root and restore it: `pct create ID TARFILE --rootfs STORAGE:8`, then keep the other lines of this file",
        )),
        Topic::Interface if fact.about.ends_with("kind") => Some(lost(
            "Proxmox has interfaces on bridges only",
            "write the whole interface as raw `lxc.net.N.*` lines, with an N that no `netN` uses",
        )),
        Topic::Environment => Some(lost(
            format!("the value of {} cannot stand in Proxmox's `env` option", fact.about),
            "write it as a raw `lxc.environment` line, or inside in /etc/environment",
        )),
        _ => None,
    }
}

fn in_libvirt(fact: &Fact<'_>) -> Option<Reason> {
    match fact.topic {
        Topic::Root => Some(lost(
            "libvirt's LXC driver takes a root from a directory, a block device or an image file",
            "put the root into a directory and write its path in the place of /PUT-THE-ROOT-HERE",
        )),
        Topic::DeviceRule if fact.about == "all others" => Some(lost(
            "libvirt closes all devices but the usual ones, always",
            "name each device that is needed in a `<hostdev mode='capabilities'>`",
        )),
        Topic::DeviceRule if fact.words().starts_with("deny") => Some(idle("libvirt closes what no `<hostdev>` opens")),
        Topic::DeviceRule => Some(lost(
            format!(
                "libvirt opens devices by their node on the host, and `{}` is none",
                fact.about
            ),
            "name each node in a `<hostdev mode='capabilities' type='misc'><source><char>/dev/…</char></source></hostdev>`",
        )),
        Topic::Rlimit => Some(lost(
            "libvirt's LXC driver sets no limits of processes",
            "set them inside: /etc/security/limits.conf, or `Limit…=` of the unit",
        )),
        Topic::Sysctl => Some(lost(
            "libvirt's LXC driver sets no kernel settings",
            format!("write it to /etc/sysctl.d inside: {} = {}", fact.about, fact.words()),
        )),
        Topic::Seccomp => Some(lost(
            "libvirt's LXC driver has no system call policies",
            "confine the services inside: `SystemCallFilter=` of their units",
        )),
        Topic::Hook => Some(lost(
            "libvirt has one hook script for all containers",
            "put the command into /etc/libvirt/hooks/lxc, for this container's name and the phase",
        )),
        Topic::Limit => Some(lost(
            format!("libvirt's LXC driver has no element for {}", fact.about),
            "set it on the container's cgroup from /etc/libvirt/hooks/lxc once it is started",
        )),
        _ => None,
    }
}

fn in_lxd(fact: &Fact<'_>, target: Dialect) -> Option<Reason> {
    let title = target.title();
    let (client, migrate) = if target == Dialect::Incus {
        ("incus", "incus-migrate")
    } else {
        ("lxc", "lxd-convert")
    };
    match fact.topic {
        Topic::Hostname => Some(lost(
            format!("in {title} an instance's name is its host name"),
            format!("give the instance this name: `{client} init IMAGE {}`", fact.words()),
        )),
        Topic::Root => Some(lost(
            format!("{title} keeps roots on its storage pools"),
            format!("bring the root in with `{migrate}`, or as an image: `{client} image import META.tar ROOTFS.tar --alias NAME`"),
        )),
        Topic::Volume => Some(lost(
            format!("{title} has storage volumes of its own"),
            format!(
                "make one and attach it: `{client} storage volume create POOL NAME`, `{client} storage volume attach POOL NAME INSTANCE {}`",
                fact.about
            ),
        )),
        Topic::Lifecycle if fact.about.ends_with("signal") => Some(idle(format!("{title} chooses the signal by the image's init"))),
        Topic::Init => Some(lost(
            format!("{title} runs the image's own /sbin/init"),
            "put the command into a service of the image",
        )),
        Topic::Resolver => Some(lost(
            format!("{title} leaves name servers to DHCP and cloud-init"),
            format!(
                "set them on the network (`{client} network set NET dns.…`) or in `cloud-init.network-config`: {}",
                fact.words()
            ),
        )),
        Topic::Interface if fact.about.contains("address") || fact.about.contains("gateway") => Some(lost(
            format!("{title} gives addresses by DHCP"),
            "set `ipv4.address` on the device where its network is managed, or write it into `cloud-init.network-config`",
        )),
        _ => None,
    }
}

fn in_oci(fact: &Fact<'_>) -> Option<Reason> {
    match fact.topic {
        Topic::Interface | Topic::Network => Some(lost(
            "an OCI runtime makes no interfaces: whoever calls it hands it a network namespace",
            "let podman, CNI or a `createRuntime` hook set the network up, or name a namespace in `linux.namespaces`",
        )),
        Topic::Resolver => Some(lost(
            "an OCI runtime does not write /etc/resolv.conf",
            format!("bind a file over /etc/resolv.conf with {}", fact.words()),
        )),
        Topic::Root | Topic::Volume => Some(lost(
            "an OCI bundle has its root in a directory",
            "mount the volume on the host and name its path in `root.path` or `mounts`",
        )),
        Topic::Lifecycle if fact.about.ends_with("signal") => {
            Some(idle("an OCI runtime is told the signal by its caller: `kill ID SIGNAL`"))
        }
        Topic::Confinement if fact.about == "AppArmor" => Some(lost(
            "the profile has a meaning for its own manager only",
            "name a loaded profile in `process.apparmorProfile`",
        )),
        _ => None,
    }
}
