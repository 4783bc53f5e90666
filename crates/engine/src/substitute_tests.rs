//! The classroom's file on a host that is not the classroom's.

use std::collections::BTreeMap;

use transom_model::{DeviceKind, DeviceNumber, HostId, HostNode, PathFact, Sources};

use super::*;

const CLASSROOM: &str = include_str!("../../../examples/classroom/102.conf");

fn read(text: &str) -> Loaded {
    let sources = Sources::of("102.conf", text);
    let reading = transom_dialects::read(transom_model::Dialect::Pve, &sources);
    Loaded {
        path: "102.conf".into(),
        sources,
        reading,
        dialect_reason: "test",
        is_guess: false,
    }
}

fn node(number: (u32, u32), mode: u32) -> PathFact {
    let number = DeviceNumber {
        major: number.0,
        minor: number.1,
    };
    let node = HostNode {
        kind: DeviceKind::Char,
        number,
        mode: Mode(mode),
        uid: HostId(0),
        gid: HostId(0),
    };
    PathFact {
        kind: PathKind::Node(node),
        filesystem: None,
        can_idmap: false,
    }
}

fn host() -> HostFacts {
    let paths = BTreeMap::from([
        ("/dev/kvm".into(), node((10, 232), 0o660)),
        ("/dev/net/tun".into(), node((10, 200), 0o600)),
    ]);
    HostFacts {
        cpus: vec![0],
        is_root: true,
        paths,
        ..HostFacts::default()
    }
}

fn options() -> SubstituteOptions {
    SubstituteOptions {
        free_ids: 0x7000_0000,
        host_memory: Some(1 << 30),
        host_arch: "amd64".into(),
        ..SubstituteOptions::default()
    }
}

fn of_line(changes: &Substituted, line: u32) -> Vec<&Substitution> {
    changes
        .substitutions
        .iter()
        .filter(|change| change.line.as_ref().and_then(Origin::line).is_some_and(|(_, at)| at == line))
        .collect()
}

fn line_of(text: &str) -> u32 {
    let at = CLASSROOM.lines().position(|line| line.starts_with(text)).unwrap();
    u32::try_from(at + 1).unwrap()
}

#[test]
fn every_line_of_the_classroom_that_cannot_be_met_is_listed() {
    let changes = substitute(&read(CLASSROOM), &host(), &options());
    for key in [
        "template:",
        "rootfs:",
        "net0:",
        "memory:",
        "cores:",
        "ostype:",
        "lxc.cgroup.devices.allow: c 10:232",
        "lxc.mount.entry:",
    ] {
        assert!(
            !of_line(&changes, line_of(key)).is_empty(),
            "{key} is not listed: {:#?}",
            changes.substitutions
        );
    }
    let root = changes.container.root.unwrap();
    assert_eq!(root.value.source, RootSource::Host);
    assert!(matches!(root.origin, Origin::Stand { .. }));
    assert!(changes.container.lifecycle.refusals.is_empty());
    assert_eq!(changes.container.limits.memory.unwrap().value, 1 << 30);
}

#[test]
fn a_rule_without_a_node_gets_one_and_a_bound_node_a_private_one() {
    let changes = substitute(&read(CLASSROOM), &host(), &options());
    let devices = &changes.container.devices;
    let kvm = devices
        .iter()
        .find(|device| device.value.target == Path::new("/dev/kvm"))
        .unwrap();
    assert_eq!((kvm.value.mode, kvm.value.uid), (Mode(0o660), InsideId(0)));
    assert_eq!(kvm.origin.line().unwrap().1, line_of("lxc.cgroup.devices.allow: c 10:232"));
    let tun = devices
        .iter()
        .find(|device| device.value.target == Path::new("/dev/net/tun"))
        .unwrap();
    assert_eq!(tun.value.mode, Mode(0o666));
    assert_eq!(devices.len(), 2);
    assert!(
        changes
            .container
            .mounts
            .iter()
            .all(|mount| mount.value.source != "/dev/net/tun")
    );
}

#[test]
fn it_runs_unprivileged_unless_as_is() {
    let changes = substitute(&read(CLASSROOM), &host(), &options());
    assert_eq!(changes.container.id_map.users[0].value.host, HostId(0x7000_0000));
    let as_is = substitute(
        &read(CLASSROOM),
        &host(),
        &SubstituteOptions {
            is_as_is: true,
            ..options()
        },
    );
    assert!(as_is.container.id_map.is_privileged());
    // Root of the host may open the host's own node: the mount stays.
    assert!(
        as_is
            .container
            .mounts
            .iter()
            .any(|mount| mount.value.source == "/dev/net/tun")
    );
}

#[test]
fn a_host_without_the_device_is_said_and_nothing_is_made() {
    let mut host = host();
    host.paths.clear();
    let changes = substitute(&read(CLASSROOM), &host, &options());
    assert!(changes.container.devices.is_empty());
    let line = line_of("lxc.cgroup.devices.allow: c 10:232");
    assert!(
        of_line(&changes, line)
            .iter()
            .any(|change| change.why.contains("no /dev/kvm"))
    );
}

#[test]
fn a_device_that_is_not_here_is_left_out_and_one_that_is_stays() {
    let text = "arch: amd64\nunprivileged: 1\ndev0: /dev/nope\ndev1: /dev/kvm\ndev2: /dev/shm\n\
        lxc.cgroup2.devices.allow: /dev/nope rw\n";
    let mut host = host();
    let folder = PathFact {
        kind: PathKind::Directory,
        filesystem: None,
        can_idmap: false,
    };
    host.paths.insert("/dev/shm".into(), folder);
    let changes = substitute(&read(text), &host, &options());
    let sources: Vec<&Path> = changes
        .container
        .devices
        .iter()
        .map(|device| device.value.source.as_path())
        .collect();
    assert_eq!(sources, [Path::new("/dev/kvm")]);
    for (line, why) in [
        (3, "this host has no /dev/nope"),
        (5, "/dev/shm is no device on this host"),
        (6, "this host has no /dev/nope"),
    ] {
        let found = of_line(&changes, line);
        assert_eq!(found.len(), 1, "line {line}: {found:?}");
        assert_eq!((found[0].instead.as_str(), found[0].why.as_str()), ("left out", why));
    }
    assert!(of_line(&changes, 4).is_empty());
    assert!(changes.container.rule_paths.is_empty());
}

#[test]
fn a_bridge_that_is_here_stays() {
    let mut host = host();
    host.interfaces.insert(
        "vmbr0".into(),
        transom_model::Interface {
            is_bridge: true,
            mtu: 1500,
        },
    );
    assert!(of_line(&substitute(&read(CLASSROOM), &host, &options()), line_of("net0:")).is_empty());
}

#[test]
fn the_private_network_has_an_address_because_nobody_hands_one_out() {
    let changes = substitute(&read(CLASSROOM), &host(), &options());
    let Network::Own(nics) = changes.container.network else {
        panic!("it has a network of its own")
    };
    assert_eq!(nics[0].value.addresses[0].value.to_string(), "169.254.100.2/16");
    assert!(nics[0].value.left_to_guest.is_empty());
}

#[test]
fn lists_of_cpus_are_checked_against_the_host() {
    assert!(has_cpus("0-1,3", &[0, 1, 2, 3]));
    assert!(!has_cpus("0-4", &[0, 1]) && !has_cpus("x", &[0]) && !has_cpus("0-4294967295", &[0]));
}

#[test]
fn processors_have_several_names() {
    assert!(same_arch("x86_64", "amd64") && same_arch("i386", "amd64") && same_arch("linux64", "arm64"));
    assert!(!same_arch("arm64", "amd64") && !same_arch("amd64", "arm64"));
}
