//! Well-known devices that a container leaves closed although the host has them, and the lines that would open them.
//!
//! Closed is the default and no fault; but a program that wants the device fails without naming the missing line, so a try
//! says it. Start with [`closed_devices`].

use std::path::{Path, PathBuf};

use transom_model::{Access, Container, Dialect, HostFacts, HostNode};
use transom_plan::Probe;

use crate::{Loaded, probes_of};

/// The devices that are looked for: what is tried, its node, and the mode a container's own node gets.
const WELL_KNOWN: [(Probe, &str, &str); 2] = [(Probe::Kvm, "/dev/kvm", "0660"), (Probe::Tun, "/dev/net/tun", "0666")];

/// A device of the host that no line of the file opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedDevice {
    /// What would be tried if it were open.
    pub probe: Probe,
    /// Its node.
    pub node: PathBuf,
    /// The lines that would open it, in the file's dialect.
    pub lines: Vec<String>,
}

/// Returns the nodes that must be looked at before [`closed_devices`] is asked.
pub fn well_known_nodes() -> impl Iterator<Item = PathBuf> {
    WELL_KNOWN.iter().map(|(_, node, _)| PathBuf::from(node))
}

/// Lists the well-known devices that the host has and `container` has not.
pub fn closed_devices(loaded: &Loaded, container: &Container, host: &HostFacts) -> Vec<ClosedDevice> {
    let open = probes_of(container);
    let mut free = loaded.reading.free_device_numbers();
    WELL_KNOWN
        .iter()
        .filter(|(probe, ..)| !open.iter().any(|(opened, _)| opened == probe))
        .filter_map(|(probe, path, mode)| {
            let node = host.node(Path::new(path))?;
            let lines = match loaded.reading.dialect {
                Dialect::Pve => vec![format!("dev{}: {path},mode={mode}", free.next()?)],
                Dialect::Lxc => lxc_lines(container, path, node),
                Dialect::Libvirt => vec![libvirt_element(path)],
                Dialect::Lxd | Dialect::Incus => vec![lxd_device(path, mode)],
                Dialect::Oci => oci_entries(path, node),
            };
            Some(ClosedDevice {
                probe: *probe,
                node: PathBuf::from(path),
                lines,
            })
        })
        .collect()
}

fn lxc_lines(container: &Container, path: &str, node: &HostNode) -> Vec<String> {
    let write = Access {
        read: true,
        write: true,
        mknod: false,
    };
    let is_allowed = container.device_filter.allows(node.kind, node.number, write);
    let rule = format!("lxc.cgroup2.devices.allow = {} {} rwm", node.kind.letter(), node.number);
    let entry = format!("lxc.mount.entry = {path} {} none bind,create=file", &path[1..]);
    (!is_allowed).then_some(rule).into_iter().chain([entry]).collect()
}

fn libvirt_element(path: &str) -> String {
    format!("<hostdev mode='capabilities' type='misc'><source><char>{path}</char></source></hostdev>")
}

fn lxd_device(path: &str, mode: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    format!("{name}: {{type: unix-char, path: {path}, mode: \"{mode}\"}}")
}

/// The node in `linux.devices`, and the rule in `linux.resources.devices`.
fn oci_entries(path: &str, node: &HostNode) -> Vec<String> {
    let (major, minor) = (node.number.major, node.number.minor);
    vec![
        format!(r#"{{"path": "{path}", "type": "c", "major": {major}, "minor": {minor}, "fileMode": 432, "uid": 0, "gid": 0}}"#),
        format!(r#"{{"allow": true, "type": "c", "major": {major}, "minor": {minor}, "access": "rw"}}"#),
    ]
}

#[cfg(test)]
mod tests {
    use transom_model::{DeviceKind, DeviceNumber, HostId, Mode, PathFact, PathKind, Sources};

    use super::*;

    fn loaded(dialect: Dialect, text: &str) -> Loaded {
        let sources = Sources::of("102.conf", text);
        let reading = transom_dialects::read(dialect, &sources);
        Loaded {
            path: "102.conf".into(),
            sources,
            reading,
            dialect_reason: "a test says so",
            is_guess: false,
        }
    }

    fn host(nodes: &[(&str, u32)]) -> HostFacts {
        let fact = |minor| PathFact {
            kind: PathKind::Node(HostNode {
                kind: DeviceKind::Char,
                number: DeviceNumber { major: 10, minor },
                mode: Mode(0o600),
                uid: HostId(0),
                gid: HostId(0),
            }),
            filesystem: None,
            can_idmap: false,
        };
        HostFacts {
            paths: nodes.iter().map(|(path, minor)| ((*path).into(), fact(*minor))).collect(),
            ..HostFacts::default()
        }
    }

    fn lines(loaded: &Loaded, host: &HostFacts) -> Vec<String> {
        let closed = closed_devices(loaded, &loaded.reading.container, host);
        closed.into_iter().flat_map(|closed| closed.lines).collect()
    }

    const BOTH: [(&str, u32); 2] = [("/dev/kvm", 232), ("/dev/net/tun", 200)];

    #[test]
    fn proxmox_takes_the_next_free_numbers() {
        let file = loaded(Dialect::Pve, "dev0: /dev/fuse\nunprivileged: 1\n");
        assert_eq!(
            lines(&file, &host(&BOTH)),
            ["dev1: /dev/kvm,mode=0660", "dev2: /dev/net/tun,mode=0666"]
        );
    }

    #[test]
    fn what_is_open_or_not_there_is_left_out() {
        let file = loaded(Dialect::Pve, "dev0: /dev/kvm\nunprivileged: 1\n");
        assert_eq!(lines(&file, &host(&BOTH)), ["dev1: /dev/net/tun,mode=0666"]);
        assert_eq!(lines(&file, &host(&[("/dev/kvm", 232)])), Vec::<String>::new());
    }

    #[test]
    fn lxc_asks_for_a_rule_only_where_the_filter_is_closed() {
        let entry = "lxc.mount.entry = /dev/kvm dev/kvm none bind,create=file";
        let kvm = host(&[("/dev/kvm", 232)]);
        let shut = loaded(Dialect::Lxc, "lxc.cgroup2.devices.deny = a\n");
        assert_eq!(lines(&shut, &kvm), ["lxc.cgroup2.devices.allow = c 10:232 rwm", entry]);
        let open = loaded(
            Dialect::Lxc,
            "lxc.cgroup2.devices.deny = a\nlxc.cgroup2.devices.allow = c 10:* rwm\n",
        );
        assert_eq!(lines(&open, &kvm), [entry]);
    }
}
