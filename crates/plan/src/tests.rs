//! Tiny containers and hosts for tests, and the tests of whole plans.

use std::path::PathBuf;

use transom_model::{
    Access, CgroupTree, Container, Create, DeviceKind, DeviceNumber, FileId, Given, HostFacts, HostId, HostNode, IdRange, InsideId,
    Interface, InterfaceKind, KernelVersion, Mode, Mount, MountOption, Nic, NodeDevice, Origin, PathFact, PathKind, Presence, Root,
    RootSource,
};

use crate::{Plan, Problem, Side, StartOptions, Step, start};

/// The origin of a line of the main file.
pub(crate) fn line(line: u32) -> Origin {
    Origin::Line {
        file: FileId(0),
        line,
        columns: 0..1,
    }
}

/// A value that stands in a line.
pub(crate) fn given<T>(value: T, at: u32) -> Given<T> {
    Given::new(value, line(at))
}

/// An unprivileged container on the embedded root.
pub(crate) fn container() -> Container {
    let mut container = Container::default();
    let range = IdRange {
        inside: InsideId(0),
        host: HostId(100_000),
        len: 65_536,
    };
    container.id_map.users.push(Given::default_of(range, "test"));
    container.id_map.groups.push(Given::default_of(range, "test"));
    let root = Root {
        source: RootSource::Host,
        is_read_only: false,
    };
    container.root = Some(Given::default_of(root, "test"));
    container
}

/// `dev0: /dev/kvm`.
pub(crate) fn kvm_device() -> NodeDevice {
    NodeDevice {
        number: None,
        name: "dev0".to_owned(),
        source: PathBuf::from("/dev/kvm"),
        target: PathBuf::from("/dev/kvm"),
        mode: Mode(0o660),
        uid: InsideId(0),
        gid: InsideId(0),
        access: Access::READ_WRITE,
        presence: Presence::Required,
    }
}

/// A mount from an fstab line with the options that the tests use.
pub(crate) fn mount(text: &str) -> Mount {
    let words: Vec<&str> = text.split(' ').collect();
    let mut mount = Mount {
        source: words[0].to_owned(),
        target: PathBuf::from(words[1]),
        filesystem: words[2].to_owned(),
        options: Vec::new(),
        create: Create::No,
        is_optional: false,
        is_source_inside: false,
        is_idmapped: false,
    };
    for word in words[3].split(',') {
        match word {
            "bind" => mount.options.push(MountOption::Bind { recursive: false }),
            "ro" => mount.options.push(MountOption::ReadOnly(true)),
            "rw" => mount.options.push(MountOption::ReadOnly(false)),
            "nosuid" => mount.options.push(MountOption::NoSuid(true)),
            "create=file" => mount.create = Create::File,
            "create=dir" => mount.create = Create::Dir,
            "optional" => mount.is_optional = true,
            data => mount.options.push(MountOption::Data(data.to_owned())),
        }
    }
    mount
}

/// An interface that is up and has no address.
pub(crate) fn nic(key: &str, kind: InterfaceKind, link: Option<&str>) -> Nic {
    Nic {
        key: key.to_owned(),
        kind: given(kind, 1),
        link: link.map(|link| given(link.to_owned(), 1)),
        name: None,
        host_name: None,
        mac: None,
        mtu: None,
        is_up: true,
        addresses: Vec::new(),
        gateways: Vec::new(),
        left_to_guest: Vec::new(),
    }
}

fn fact(kind: PathKind, filesystem: &str, can_idmap: bool) -> PathFact {
    PathFact {
        kind,
        filesystem: Some(filesystem.to_owned()),
        can_idmap,
    }
}

fn node(major: u32, minor: u32, mode: u32) -> PathFact {
    let node = HostNode {
        kind: DeviceKind::Char,
        number: DeviceNumber { major, minor },
        mode: Mode(mode),
        uid: HostId(0),
        gid: HostId(0),
    };
    fact(PathKind::Node(node), "devtmpfs", false)
}

fn host(cgroups: CgroupTree, cpus: Vec<u32>) -> HostFacts {
    let paths = [
        ("/dev/kvm", node(10, 232, 0o600)),
        ("/dev/net/tun", node(10, 200, 0o600)),
        ("/dev/dri", fact(PathKind::Directory, "devtmpfs", false)),
        ("/etc/passwd", fact(PathKind::File, "ext4", true)),
        ("/srv/root", fact(PathKind::Directory, "ext4", true)),
        ("/srv/none", fact(PathKind::Missing, "ext4", true)),
    ];
    let interfaces = [("br0", true), ("eth0", false)];
    HostFacts {
        kernel: KernelVersion { major: 6, minor: 18 },
        machine: "x86_64".to_owned(),
        is_root: true,
        cgroups,
        cpus,
        mems: "0".to_owned(),
        paths: paths.into_iter().map(|(path, fact)| (PathBuf::from(path), fact)).collect(),
        interfaces: interfaces
            .map(|(name, is_bridge)| (name.to_owned(), Interface { is_bridge, mtu: 1500 }))
            .into(),
        environment: [("LANG".to_owned(), "en".to_owned())].into(),
        last_capability: 40,
        free_ids: HostId(1_000_000),
        ..HostFacts::default()
    }
}

/// v1 controllers beside an almost empty v2 tree.
pub(crate) fn hybrid() -> HostFacts {
    let v1 = ["memory", "cpu", "cpuset", "pids", "devices", "blkio"];
    let cgroups = CgroupTree {
        v2: Some(PathBuf::from("/sys/fs/cgroup/unified")),
        v2_controllers: vec!["hugetlb".to_owned()],
        v1: v1
            .map(|name| (name.to_owned(), PathBuf::from("/sys/fs/cgroup").join(name)))
            .into(),
    };
    host(cgroups, vec![0, 1])
}

/// No v2 at all.
pub(crate) fn v1_only() -> HostFacts {
    let mut host = hybrid();
    host.cgroups.v2 = None;
    host.cgroups.v2_controllers.clear();
    host
}

/// What most hosts are today.
pub(crate) fn v2_only() -> HostFacts {
    let controllers = ["cpuset", "cpu", "io", "memory", "hugetlb", "pids"];
    let cgroups = CgroupTree {
        v2: Some(PathBuf::from("/sys/fs/cgroup")),
        v2_controllers: controllers.map(str::to_owned).to_vec(),
        v1: [].into(),
    };
    host(cgroups, vec![0, 1, 2, 3])
}

/// Plans a start of `t1`.
pub(crate) fn start_with(container: &Container, host: &HostFacts, options: &StartOptions) -> Result<Plan, Vec<Problem>> {
    let options = StartOptions {
        name: "t1".to_owned(),
        ..options.clone()
    };
    start(container, host, &options)
}

/// Returns the steps of a plan that has to be possible.
pub(crate) fn planned(container: &Container, host: &HostFacts) -> Vec<Step> {
    let plan = start_with(container, host, &StartOptions::default()).unwrap();
    plan.steps.into_iter().map(|planned| planned.step).collect()
}

/// Returns the problems of a plan that has to be impossible.
pub(crate) fn problems(container: &Container, host: &HostFacts) -> Vec<Problem> {
    start_with(container, host, &StartOptions::default()).unwrap_err()
}

/// The classroom container as it should be written today.
fn classroom() -> Container {
    let mut container = container();
    container.limits.memory = Some(given(4 << 30, 4));
    container.limits.cpu_count = Some(given(1, 2));
    container.devices.push(given(kvm_device(), 12));
    container
        .mounts
        .push(given(mount("/dev/net/tun dev/net/tun none bind,create=file"), 14));
    container.mounts.push(given(mount("/srv/root srv none bind,create=dir"), 15));
    container.network = transom_model::Network::Own(vec![given(nic("net0", InterfaceKind::Veth, Some("br0")), 5)]);
    container
}

#[test]
fn the_hosts_side_comes_before_the_inside_and_the_program_last() {
    for host in [hybrid(), v1_only(), v2_only()] {
        let steps = planned(&classroom(), &host);
        let first_inside = steps.iter().position(|step| step.side() == Side::Inside).unwrap();
        assert!(steps[first_inside..].iter().all(|step| step.side() == Side::Inside));
        assert!(matches!(steps.last(), Some(Step::Exec { .. })));
        let spawns = steps.iter().filter(|step| matches!(step, Step::Spawn { .. })).count();
        assert_eq!(spawns, 1);
    }
}

#[test]
fn what_needs_no_pid_is_done_before_the_birth_and_the_rest_after() {
    let steps = planned(&classroom(), &hybrid());
    let spawn = steps.iter().position(|step| matches!(step, Step::Spawn { .. })).unwrap();
    let is_early = |step: &Step| {
        matches!(
            step,
            Step::MakeCgroup { .. } | Step::WriteCgroup { .. } | Step::FilterDevices { .. }
        )
    };
    assert!(steps[..spawn].iter().all(is_early));
    assert!(!steps[spawn..].iter().any(is_early));
}

#[test]
fn the_inside_waits_for_the_host_before_it_uses_what_the_host_makes() {
    let steps = planned(&classroom(), &hybrid());
    let at = |is_it: fn(&Step) -> bool| steps.iter().position(is_it).unwrap();
    let wait = at(|step| matches!(step, Step::AwaitHost));
    assert!(at(|step| matches!(step, Step::PivotRoot)) < wait);
    assert!(at(|step| matches!(step, Step::ConfigureNic { .. })) > wait);
    assert!(at(|step| matches!(step, Step::AttachRoot { .. })) < at(|step| matches!(step, Step::AttachDev { .. })));
    assert!(at(|step| matches!(step, Step::AttachDev { .. })) < at(|step| matches!(step, Step::AttachMount { .. })));
    assert!(at(|step| matches!(step, Step::SetIds { .. })) < at(|step| matches!(step, Step::KeepCapabilities { .. })));
}

#[test]
fn every_step_says_what_causes_it() {
    let plan = start_with(&classroom(), &hybrid(), &StartOptions::default()).unwrap();
    for planned in &plan.steps {
        let is_told = match &planned.cause {
            Origin::Line { .. } => true,
            Origin::Default(text) => !text.is_empty(),
            Origin::Stand { why, .. } => !why.is_empty(),
        };
        assert!(is_told, "{planned:?}");
    }
    let caused_by = |wanted: u32| plan.steps.iter().filter(|planned| planned.cause == line(wanted)).count();
    // Memory on v1: its cgroup and its limit; the device: its node.
    assert_eq!((caused_by(4), caused_by(12), caused_by(15)), (2, 1, 2));
}

#[test]
fn the_same_question_gets_the_same_answer() {
    assert_eq!(planned(&classroom(), &hybrid()), planned(&classroom(), &hybrid()));
}

#[test]
fn an_empty_container_and_host_give_problems_and_no_panic() {
    let found = start(&Container::default(), &HostFacts::default(), &StartOptions::default()).unwrap_err();
    let codes: Vec<&str> = found.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["not-root", "no-device-filter", "no-root"]);
}

fn recorded(text: &str) -> HostFacts {
    let mut facts: HostFacts = serde_json::from_str(text).unwrap();
    // Recordings hold what was asked about then; the mount of the classroom container came later.
    facts
        .paths
        .insert(PathBuf::from("/srv/root"), fact(PathKind::Directory, "ext4", true));
    facts
}

#[test]
fn recorded_hosts_start_the_classroom_container_or_say_what_they_lack() {
    let codes = |text: &str| match start_with(&classroom(), &recorded(text), &StartOptions::default()) {
        Ok(_) => Vec::new(),
        Err(found) => found.iter().map(|problem| problem.code).collect(),
    };
    // The classroom container asks for `br0`, which none of them has.
    assert_eq!(codes(include_str!("../../../cases/hosts/hybrid.json")), ["no-such-bridge"]);
    assert_eq!(
        codes(include_str!("../../../cases/hosts/v2-desktop.json")),
        ["no-such-bridge"]
    );
    assert_eq!(codes(include_str!("../../../cases/hosts/pve-8.json")), ["no-such-bridge"]);
    assert_eq!(
        codes(include_str!("../../../cases/hosts/no-kvm.json")),
        ["no-such-node", "no-such-bridge"]
    );
}
