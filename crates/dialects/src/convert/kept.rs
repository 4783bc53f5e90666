//! Settings that the model keeps in the words of their dialect: what they mean, and what another dialect calls that.
//!
//! [`meanings`] reads the words of one dialect, [`words`] writes those of another; a meaning that both know goes along. For the rest
//! [`instead_of`] knows a way on. To teach the conversion a meaning: a variant of [`Meaning`], and a line in both functions for each
//! dialect that has it.

use transom_model::{Container, Dialect, Fact, Given, Kept, Network};

use super::judge::Verdict;

/// What a kept setting says, for those that more than one dialect has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// Notes for people.
    Description,
    /// The place in the order of automatic starts; lower is earlier.
    StartOrder,
    /// Seconds to wait after it before the next one starts.
    StartDelay,
    /// Seconds that a shutdown may take.
    StopTimeout,
    /// It may run containers itself; `1` or `0`.
    Nesting,
    /// An SELinux context.
    SelinuxContext,
    /// Nanoseconds that the clock since boot is shifted by.
    BootOffset,
    /// Nanoseconds that the monotonic clock is shifted by.
    MonotonicOffset,
    /// The VLAN of an interface, by the interface's place.
    Vlan(usize),
}

/// Returns what is kept in the words of `target`, as far as it has words.
pub(super) fn translate(container: &Container, target: Dialect) -> Vec<Given<Kept>> {
    let mut kept = Vec::new();
    let mut startup: Option<Given<Kept>> = None;
    for given in &container.kept {
        let meanings = meanings(container, &given.value);
        let said: Vec<(String, String)> = meanings
            .iter()
            .filter_map(|(meaning, value)| words(container, target, *meaning, value))
            .collect();
        if given.value.dialect == target || said.is_empty() && is_spoken(given.value.dialect, target) {
            kept.push(given.clone());
            continue;
        }
        for (key, value) in said {
            match (&mut startup, key.as_str()) {
                // Proxmox has order and delays in one option.
                (Some(startup), "startup") => startup.value.value = format!("{},{value}", startup.value.value),
                (None, "startup") => startup = Some(given.with(of(target, key, value))),
                _ => kept.push(given.with(of(target, key, value))),
            }
        }
    }
    kept.extend(startup);
    kept
}

fn of(dialect: Dialect, key: String, value: String) -> Kept {
    Kept { dialect, key, value }
}

fn is_lxd(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::Lxd | Dialect::Incus)
}

/// Whether a dialect takes another's words as they are.
fn is_spoken(dialect: Dialect, target: Dialect) -> bool {
    dialect == target || (dialect, target) == (Dialect::Lxc, Dialect::Pve) || is_lxd(dialect) && is_lxd(target)
}

/// Judges a kept setting by what the new container keeps.
pub(super) fn judge(fact: &Fact<'_>, (old, new): (&Container, &Container), target: Dialect) -> Verdict {
    let given = old.kept.iter().find(|given| {
        let about = format!("{} {}", given.value.dialect.word(), given.value.key);
        about == fact.about && Some(given.value.value.as_str()) == fact.part("")
    });
    let Some(given) = given else {
        return Verdict::Idle { why: String::new() };
    };
    let all = meanings(old, &given.value);
    let mut by = Vec::new();
    for meaning in &all {
        let says_it = |other: &&Given<Kept>| meanings(new, &other.value).iter().any(|said| is_same(said, meaning));
        by.extend(new.kept.iter().find(says_it).map(|other| other.origin.clone()));
    }
    if !all.is_empty() && by.len() == all.len() {
        return Verdict::There { by, remark: None };
    }
    if all.iter().any(|(meaning, _)| *meaning == Meaning::Description) || is_about_itself(&given.value) {
        return Verdict::Idle {
            why: format!(
                "it is for people and for {} itself; the container does not change",
                given.value.dialect.title()
            ),
        };
    }
    Verdict::Lost {
        why: format!("{} has no words for `{}`", target.title(), given.value.key),
        instead: instead_of(&given.value).to_owned(),
    }
}

/// Says whether two settings mean the same. Notes may go along as comments, a line each, and lose blanks at the ends of lines.
fn is_same(one: &(Meaning, String), other: &(Meaning, String)) -> bool {
    let words = |text: &str| text.split_whitespace().collect::<String>();
    one == other || one.0 == Meaning::Description && one.0 == other.0 && words(&one.1) == words(&other.1)
}

/// Reads what a kept setting means.
fn meanings(container: &Container, kept: &Kept) -> Vec<(Meaning, String)> {
    let value = kept.value.trim();
    let one = |meaning| vec![(meaning, value.to_owned())];
    let flag = |meaning| vec![(meaning, u8::from(matches!(value, "1" | "true" | "on" | "yes")).to_string())];
    match (kept.dialect, kept.key.as_str()) {
        (Dialect::Pve | Dialect::Libvirt | Dialect::Lxd | Dialect::Incus, "description")
        | (Dialect::Oci, "annotations.org.opencontainers.image.description") => vec![(Meaning::Description, trimmed(value))],
        (Dialect::Lxc, "lxc.start.order") => one(Meaning::StartOrder),
        (Dialect::Lxc, "lxc.start.delay") => one(Meaning::StartDelay),
        (Dialect::Lxd | Dialect::Incus, "boot.autostart.priority") => {
            negated(value).map(|order| (Meaning::StartOrder, order)).into_iter().collect()
        }
        (Dialect::Lxd | Dialect::Incus, "boot.autostart.delay") => one(Meaning::StartDelay),
        (Dialect::Lxd | Dialect::Incus, "boot.host_shutdown_timeout") => one(Meaning::StopTimeout),
        (Dialect::Pve, "startup") => startup(value),
        (Dialect::Lxc, "lxc.apparmor.allow_nesting") | (Dialect::Pve, "features.nesting") => flag(Meaning::Nesting),
        (Dialect::Lxd | Dialect::Incus, "security.nesting") => flag(Meaning::Nesting),
        (Dialect::Lxc, "lxc.selinux.context") | (Dialect::Oci, "process.selinuxLabel") => one(Meaning::SelinuxContext),
        (Dialect::Lxc, "lxc.time.offset.boot") => nanoseconds(value)
            .map(|offset| (Meaning::BootOffset, offset))
            .into_iter()
            .collect(),
        (Dialect::Lxc, "lxc.time.offset.monotonic") => nanoseconds(value)
            .map(|offset| (Meaning::MonotonicOffset, offset))
            .into_iter()
            .collect(),
        (_, key) => vlan_at(container, kept.dialect, key)
            .map(|at| (Meaning::Vlan(at), value.to_owned()))
            .into_iter()
            .collect(),
    }
}

/// Writes a meaning in the words of a dialect.
fn words(container: &Container, target: Dialect, meaning: Meaning, value: &str) -> Option<(String, String)> {
    let pair = |key: &str, value: String| Some((key.to_owned(), value));
    let is_on = value == "1";
    match (target, meaning) {
        (Dialect::Pve | Dialect::Libvirt | Dialect::Lxd | Dialect::Incus, Meaning::Description) => {
            pair("description", value.to_owned())
        }
        (Dialect::Oci, Meaning::Description) => pair("annotations.org.opencontainers.image.description", value.to_owned()),
        (Dialect::Lxc, Meaning::StartOrder) => pair("lxc.start.order", value.to_owned()),
        (Dialect::Lxc, Meaning::StartDelay) => pair("lxc.start.delay", value.to_owned()),
        (Dialect::Lxd | Dialect::Incus, Meaning::StartOrder) => pair("boot.autostart.priority", negated(value)?),
        (Dialect::Lxd | Dialect::Incus, Meaning::StartDelay) => pair("boot.autostart.delay", value.to_owned()),
        (Dialect::Lxd | Dialect::Incus, Meaning::StopTimeout) => pair("boot.host_shutdown_timeout", value.to_owned()),
        // Proxmox counts from 0.
        (Dialect::Pve, Meaning::StartOrder) => value
            .parse::<u32>()
            .ok()
            .and_then(|order| pair("startup", format!("order={order}"))),
        (Dialect::Pve, Meaning::StartDelay) => pair("startup", format!("up={value}")),
        (Dialect::Pve, Meaning::StopTimeout) => pair("startup", format!("down={value}")),
        (Dialect::Lxc, Meaning::Nesting) => pair("lxc.apparmor.allow_nesting", value.to_owned()),
        (Dialect::Pve, Meaning::Nesting) => pair("features.nesting", value.to_owned()),
        (Dialect::Lxd | Dialect::Incus, Meaning::Nesting) => pair("security.nesting", is_on.to_string()),
        (Dialect::Lxc, Meaning::SelinuxContext) => pair("lxc.selinux.context", value.to_owned()),
        (Dialect::Oci, Meaning::SelinuxContext) => pair("process.selinuxLabel", value.to_owned()),
        (Dialect::Lxc, Meaning::BootOffset) => pair("lxc.time.offset.boot", format!("{value}ns")),
        (Dialect::Lxc, Meaning::MonotonicOffset) => pair("lxc.time.offset.monotonic", format!("{value}ns")),
        (Dialect::Lxc, Meaning::Vlan(at)) => pair(&format!("lxc.net.{at}.veth.vlan.id"), value.to_owned()),
        (Dialect::Pve, Meaning::Vlan(at)) => pair(&format!("net{at}.tag"), value.to_owned()),
        (Dialect::Lxd | Dialect::Incus, Meaning::Vlan(at)) => {
            let name = interface(container, at)?;
            pair(&format!("devices.{name}.vlan"), value.to_owned())
        }
        _ => None,
    }
}

/// Blanks around lines are no part of what notes say.
fn trimmed(notes: &str) -> String {
    notes.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

/// LXD starts the highest first, the others the lowest.
fn negated(value: &str) -> Option<String> {
    value.parse::<i64>().ok()?.checked_neg().map(|order| order.to_string())
}

/// `order=2,up=30,down=60`; a number alone is the order.
fn startup(value: &str) -> Vec<(Meaning, String)> {
    let part = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or(("order", part));
        let meaning = match name.trim() {
            "order" => Meaning::StartOrder,
            "up" => Meaning::StartDelay,
            "down" => Meaning::StopTimeout,
            _ => return None,
        };
        Some((meaning, value.trim().to_owned()))
    };
    value.split(',').filter_map(part).collect()
}

/// LXC's `-3h`, `250ms`, in nanoseconds.
fn nanoseconds(value: &str) -> Option<String> {
    let digits = value.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = match &value[digits.len()..] {
        "h" => 3_600_000_000_000,
        "m" => 60_000_000_000,
        "s" => 1_000_000_000,
        "ms" => 1_000_000,
        "us" => 1_000,
        "ns" => 1,
        _ => return None,
    };
    let number: i64 = digits.trim().parse().ok()?;
    number.checked_mul(unit).map(|offset| offset.to_string())
}

/// The place of the interface whose VLAN a key sets.
fn vlan_at(container: &Container, dialect: Dialect, key: &str) -> Option<usize> {
    match dialect {
        Dialect::Lxc => key.strip_prefix("lxc.net.")?.strip_suffix(".veth.vlan.id")?.parse().ok(),
        Dialect::Pve => place_of(container, key.strip_suffix(".tag")?),
        Dialect::Lxd | Dialect::Incus => place_of(container, key.strip_prefix("devices.")?.strip_suffix(".vlan")?),
        Dialect::Libvirt | Dialect::Oci => None,
    }
}

fn place_of(container: &Container, key: &str) -> Option<usize> {
    let Network::Own(nics) = &container.network else { return None };
    nics.iter().position(|nic| nic.value.key == key)
}

fn interface(container: &Container, at: usize) -> Option<String> {
    let Network::Own(nics) = &container.network else { return None };
    nics.get(at).map(|nic| nic.value.key.clone())
}

/// Settings that a manager keeps for itself or for people.
fn is_about_itself(kept: &Kept) -> bool {
    const PVE: [&str; 9] = [
        "ostype",
        "tags",
        "protection",
        "parent",
        "snaptime",
        "lock",
        "template",
        "vmgenid",
        "snapstate",
    ];
    const PVE_PARTS: [&str; 5] = [".size", ".backup", ".replicate", ".shared", ".volume"];
    const LXD: [&str; 16] = [
        "name",
        "profiles",
        "used_by",
        "project",
        "status",
        "status_code",
        "type",
        "created_at",
        "last_used_at",
        "location",
        "stateful",
        "properties",
        "creation_date",
        "expiry_date",
        "architecture",
        "source",
    ];
    const LXD_STARTS: [&str; 5] = ["volatile.", "image.", "security.protection.", "snapshots.", "placement."];
    let key = kept.key.as_str();
    match kept.dialect {
        Dialect::Pve => PVE.contains(&key) || PVE_PARTS.iter().any(|end| key.ends_with(end)) || key.starts_with("unused"),
        Dialect::Lxd | Dialect::Incus => {
            let is_free = key.starts_with("user.") && !CLOUD_INIT.contains(&key);
            LXD.contains(&key) || is_free || LXD_STARTS.iter().any(|start| key.starts_with(start)) || key.ends_with(".network")
        }
        Dialect::Libvirt => ["title", "metadata", "devices/emulator"].contains(&key) || key.ends_with("source/@network"),
        Dialect::Oci => key.starts_with("annotations.") || key == "linux.cgroupsPath",
        Dialect::Lxc => {
            key.starts_with("lxc.log.")
                || key.starts_with("lxc.monitor")
                || key.starts_with("lxc.cgroup.dir")
                || key == "lxc.cgroup.relative"
        }
    }
}

/// Older names of cloud-init's keys, among those that are free for people.
const CLOUD_INIT: [&str; 4] = ["user.user-data", "user.vendor-data", "user.network-config", "user.meta-data"];

/// What to do by hand about a setting that only its own manager has.
fn instead_of(kept: &Kept) -> &'static str {
    let key = kept.key.as_str();
    let starts = |some: &[&str]| some.iter().any(|start| key.starts_with(start));
    match kept.dialect {
        _ if starts(&["cloud-init."]) || CLOUD_INIT.contains(&key) => {
            "put it into the image for cloud-init's NoCloud: /var/lib/cloud/seed/nocloud/user-data, and meta-data and network-config beside it"
        }
        _ if starts(&["linux.kernel_modules"]) => "load the modules on the host: a name a line in /etc/modules-load.d/NAME.conf",
        _ if starts(&["nvidia."]) => {
            "bind the driver's nodes and libraries, or let nvidia-container-cli write a CDI file and use its nodes"
        }
        _ if starts(&["security.syscalls."]) => {
            "write a system call policy, or do without: the container is confined by its id map in any case"
        }
        _ if starts(&["devices."]) && is_lxd(kept.dialect) => {
            "give the nodes themselves by path; a port is forwarded on the host, by nftables or systemd-socket-proxyd"
        }
        Dialect::Pve if key == "hookscript" => {
            "call the script from the unit that starts the container, or from a hook of the new manager"
        }
        Dialect::Pve if key == "timezone" => "set it inside: a link /etc/localtime into /usr/share/zoneinfo",
        Dialect::Pve if key.ends_with(".firewall") => {
            "write the rules of Proxmox's firewall for this container to the host's nftables"
        }
        Dialect::Pve if key.ends_with(".rate") => "limit the host's end of the interface: `tc qdisc add dev IFACE root tbf …`",
        Dialect::Pve if starts(&["features."]) => {
            "allow it in the AppArmor profile or system call policy that the new manager uses"
        }
        Dialect::Pve if starts(&["mp"]) => "mount the volume on the host with these options, and bind the folder",
        Dialect::Oci if starts(&["hooks."]) => "run the program from a hook of the new manager at the same moment",
        Dialect::Oci if starts(&["linux.seccomp"]) => "write it into the policy file, for the architectures that it is meant for",
        Dialect::Oci if starts(&["linux.timeOffsets"]) => {
            "start the container in a time namespace that `unshare --time --boottime …` made"
        }
        Dialect::Libvirt if starts(&["devices/interface", "devices/hostdev"]) => {
            "set it up on the host's end of the interface: ip, tc or bridge"
        }
        Dialect::Lxc if key.contains(".script.") => "run the script from a hook of the new manager",
        Dialect::Lxc if starts(&["lxc.apparmor", "lxc.selinux", "lxc.keyring"]) => {
            "load and name the profile by the new manager's own means"
        }
        _ => "do without it, or do by hand what it does; there is no equal",
    }
}

#[cfg(test)]
mod tests {
    use transom_model::{FileId, Origin};

    use super::*;

    fn given(dialect: Dialect, key: &str, value: &str) -> Given<Kept> {
        let origin = Origin::Line {
            file: FileId(0),
            line: 1,
            columns: 0..0,
        };
        Given::new(of(dialect, key.to_owned(), value.to_owned()), origin)
    }

    fn translated(kept: Vec<Given<Kept>>, target: Dialect) -> Vec<(String, String)> {
        let container = Container {
            kept,
            ..Container::default()
        };
        translate(&container, target)
            .into_iter()
            .map(|given| (given.value.key, given.value.value))
            .collect()
    }

    fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn the_order_of_starts_goes_along() {
        let startup = vec![given(Dialect::Pve, "startup", "order=2,up=30,down=90")];
        let lxd = [
            ("boot.autostart.priority", "-2"),
            ("boot.autostart.delay", "30"),
            ("boot.host_shutdown_timeout", "90"),
        ];
        assert_eq!(translated(startup, Dialect::Incus), pairs(&lxd));
        let lxd = lxd.map(|(key, value)| given(Dialect::Incus, key, value)).to_vec();
        assert_eq!(translated(lxd, Dialect::Pve), pairs(&[("startup", "order=2,up=30,down=90")]));
    }

    #[test]
    fn words_that_a_dialect_takes_stay() {
        let lxc = vec![given(Dialect::Lxc, "lxc.net.0.script.up", "/x")];
        assert_eq!(translated(lxc.clone(), Dialect::Pve), pairs(&[("lxc.net.0.script.up", "/x")]));
        assert_eq!(translated(lxc, Dialect::Oci), pairs(&[]));
    }

    #[test]
    fn units_of_time_are_brought_to_one() {
        assert_eq!(nanoseconds("-2h").as_deref(), Some("-7200000000000"));
        assert_eq!(nanoseconds("250ms").as_deref(), Some("250000000"));
        assert_eq!(nanoseconds("5"), None);
        assert_eq!(nanoseconds("9223372036854775807h"), None);
    }
}
