//! Every kind of step has a plain sentence: one of each is written here and read as a user would.

use std::net::IpAddr;
use std::path::PathBuf;

use transom_explain::step;
use transom_model::{
    AutoMounts, CgroupMount, Create, DeviceKind, DeviceNumber, HostId, IdKind, IdRange, InsideId, MacAddress, Mode, Mount,
    MountOption, Namespace, ProcMount, Rlimit, RlimitValue, RootSource, SysMount,
};
use transom_plan::{CgroupPlace, FilterCode, KernelMount, NicKind, NicStep, OnFailure, Personality, Probe, Shift, Slot, Step};

const KVM: DeviceNumber = DeviceNumber { major: 10, minor: 232 };
const ROOT: (HostId, HostId) = (HostId(100_000), HostId(100_000));

fn tun_entry() -> Mount {
    Mount {
        source: "/dev/net/tun".to_owned(),
        target: PathBuf::from("dev/net/tun"),
        filesystem: "none".to_owned(),
        options: vec![MountOption::Bind { recursive: false }, MountOption::ReadOnly(true)],
        create: Create::File,
        is_optional: false,
        is_source_inside: false,
        is_idmapped: false,
    }
}

fn cgroup_steps() -> Vec<(Step, &'static str)> {
    let write = |file: &str, value: &str| Step::WriteCgroup {
        place: CgroupPlace::V2,
        file: file.to_owned(),
        value: value.to_owned(),
    };
    vec![
        (Step::MakeCgroup { place: CgroupPlace::V2 }, "makes the container's cgroup"),
        (
            Step::MakeCgroup {
                place: CgroupPlace::V1("memory".to_owned()),
            },
            "makes the container's memory cgroup",
        ),
        (write("memory.max", "4294967296"), "limits memory to 4 GiB (memory.max)"),
        (write("rdma.max", "5"), "writes 5 to rdma.max of the container's cgroup"),
        (
            Step::FilterDevices {
                place: CgroupPlace::V2,
                code: FilterCode::Program(vec![0; 12]),
            },
            "puts the device filter on the container's cgroup (12 instructions)",
        ),
        (
            Step::FilterDevices {
                place: CgroupPlace::V1("devices".to_owned()),
                code: FilterCode::Lines(vec![("devices.deny", "a".to_owned())]),
            },
            "puts the device filter on the container's devices cgroup (1 line)",
        ),
        (
            Step::JoinCgroup {
                place: CgroupPlace::V2Inner,
            },
            "moves the first process into the inner cgroup",
        ),
        (
            Step::DelegateCgroup {
                place: CgroupPlace::V2Inner,
                uid: HostId(100_000),
                gid: HostId(100_000),
            },
            "gives the inner cgroup to uid and gid 100000, so that init can divide it further",
        ),
    ]
}

fn host_steps() -> Vec<(Step, &'static str)> {
    let ids = IdRange {
        inside: InsideId(0),
        host: HostId(100_000),
        len: 65_536,
    };
    let nic = NicStep {
        index: 0,
        kind: NicKind::Veth {
            host_name: "veth102i0".to_owned(),
            bridge: Some("vmbr0".to_owned()),
        },
        name: "eth0".to_owned(),
        mac: Some(MacAddress([0x86, 0x4b, 0x53, 0xb7, 0x66, 0x0a])),
        mtu: None,
    };
    let node = Step::MakeNode {
        path: PathBuf::from("kvm"),
        kind: DeviceKind::Char,
        number: KVM,
        source: Some(PathBuf::from("/dev/kvm")),
        owner: ROOT,
        mode: Mode(0o660),
    };
    vec![
        (
            Step::Spawn {
                namespaces: vec![Namespace::User, Namespace::Mount],
                into: None,
            },
            "makes the first process, with its own namespaces: user, mount",
        ),
        (
            Step::MapIds {
                kind: IdKind::User,
                ranges: vec![ids],
            },
            "maps the container's user ids 0-65535 as 100000-165535 on the host",
        ),
        (
            Step::OpenRoot {
                slot: Slot(0),
                source: RootSource::Directory("/srv/a".into()),
                is_read_only: false,
                shift: Shift::Container,
            },
            "opens the root file system: the folder /srv/a, owners shifted by the id map",
        ),
        (
            Step::MakeDev {
                slot: Slot(1),
                size: 500_000,
                owner: ROOT,
            },
            "makes a fresh /dev (tmpfs, 500000 bytes) for uid and gid 100000",
        ),
        (node, "makes /dev/kvm (c 10:232) with mode 0660 for uid and gid 100000"),
        (
            Step::OpenMount {
                slot: Slot(2),
                mount: tun_entry(),
                shift: Shift::No,
                on_failure: OnFailure::Fail,
            },
            "opens /dev/net/tun on the host",
        ),
        (
            Step::MakeNic(nic),
            "makes the interface eth0 as a pair with veth102i0 on the bridge vmbr0, address 86:4b:53:b7:66:0a",
        ),
        (
            Step::WriteProcess {
                file: "oom_score_adj".to_owned(),
                value: "100".to_owned(),
            },
            "writes 100 to /proc/PID/oom_score_adj of the first process",
        ),
        (
            Step::SetRlimit(Rlimit {
                resource: "nofile".to_owned(),
                soft: RlimitValue::Is(1024),
                hard: RlimitValue::Unlimited,
            }),
            "sets the process limit nofile to 1024, which processes may raise to unlimited",
        ),
    ]
}

fn tree_steps() -> Vec<(Step, &'static str)> {
    let auto = AutoMounts {
        proc: ProcMount::Mixed,
        sys: SysMount::Mixed,
        cgroup: CgroupMount::No,
        is_cgroup_forced: false,
    };
    let queue = KernelMount {
        filesystem: "mqueue".to_owned(),
        source: "mqueue".to_owned(),
        target: "dev/mqueue".into(),
        flags: vec!["nosuid".to_owned()],
        data: Vec::new(),
        create: Create::Dir,
    };
    let read_only = |is_read_only| Step::ReadOnlyPath {
        path: "proc/sys".into(),
        is_read_only,
    };
    vec![
        (Step::BecomeRoot, "becomes the container's own root user"),
        (
            Step::IsolateMounts,
            "cuts its mounts off from the host's, so that neither sees the other's new ones",
        ),
        (Step::SetHostname("lab1".to_owned()), "sets the host name to lab1"),
        (Step::AttachRoot { slot: Slot(0) }, "attaches the root file system"),
        (Step::AttachDev { slot: Slot(1) }, "attaches the fresh /dev"),
        (
            Step::MountPts {
                max: Some(1026),
                gid: InsideId(5),
            },
            "mounts terminals of its own at /dev/pts, at most 1026, owned by group 5",
        ),
        (
            Step::MakeConsole,
            "makes /dev/console, a terminal whose other end the starter holds",
        ),
        (
            Step::MakeTtys { count: 2, dir: None },
            "makes the terminals /dev/tty1 to /dev/tty2",
        ),
        (
            Step::MountKernel {
                mount: queue,
                on_failure: OnFailure::Fail,
            },
            "mounts mqueue at /dev/mqueue (nosuid)",
        ),
        (
            Step::MountAuto(auto),
            "mounts /proc with its settings read-only and /sys read-only except its virtual interfaces",
        ),
        (
            Step::AttachMount {
                slot: Slot(2),
                mount: tun_entry(),
                on_failure: OnFailure::Fail,
            },
            "mounts /dev/net/tun at /dev/net/tun, read-only",
        ),
        (Step::MaskPath("proc/kcore".into()), "hides /proc/kcore"),
        (read_only(true), "makes /proc/sys read-only"),
        (read_only(false), "makes /proc/sys writable again"),
        (Step::PivotRoot, "makes the container's root the only file tree it can see"),
    ]
}

fn confining_steps() -> Vec<(Step, &'static str)> {
    let all_but_modules = ((1_u64 << 41) - 1) & !(1 << 16);
    let nic = Step::ConfigureNic {
        name: "eth0".to_owned(),
        is_up: true,
        addresses: Vec::new(),
        gateways: vec![IpAddr::from([10, 0, 0, 1])],
    };
    vec![
        (Step::LoopbackUp, "brings the loopback interface up"),
        (nic, "brings eth0 up and sends everything else to 10.0.0.1"),
        (Step::SetPersonality(Personality::Linux32), "runs as a 32-bit system"),
        (
            Step::SetSysctl {
                path: "net/ipv4/ip_forward".to_owned(),
                value: "1".to_owned(),
            },
            "sets the kernel setting net.ipv4.ip_forward to 1",
        ),
        (Step::AwaitHost, "waits until the host's side is done"),
        (Step::NewSession, "starts a session with a keyring of its own"),
        (
            Step::SetIds {
                uid: InsideId(0),
                gid: InsideId(0),
                groups: vec![InsideId(4), InsideId(27)],
            },
            "continues as uid 0 and gid 0 inside, further groups 4, 27",
        ),
        (
            Step::KeepCapabilities { mask: all_but_modules },
            "drops the capabilities sys_module for good",
        ),
        (Step::KeepCapabilities { mask: 1 }, "keeps only the capabilities chown"),
        (
            Step::NoNewPrivs,
            "forbids every process to gain rights, by setuid programs for instance",
        ),
        (
            Step::LoadSeccomp {
                program: vec![0; 30],
                unknown: vec!["kexec_load".to_owned()],
            },
            "loads the system call filter (30 instructions); this kernel lacks kexec_load",
        ),
        (
            Step::Probe(Probe::Kvm),
            "tries /dev/kvm for real: makes a virtual machine and runs it to its halt",
        ),
        (
            Step::Probe(Probe::Tun),
            "tries /dev/net/tun for real: makes a TAP interface and brings it up",
        ),
        (
            Step::Exec {
                command: vec!["/sbin/init".to_owned()],
                environment: Vec::new(),
                cwd: "/".into(),
            },
            "runs /sbin/init in /",
        ),
    ]
}

fn rarer_steps() -> Vec<(Step, &'static str)> {
    let nic = |kind| {
        Step::MakeNic(NicStep {
            index: 0,
            kind,
            name: "eth0".to_owned(),
            mac: None,
            mtu: Some(9000),
        })
    };
    vec![
        (
            nic(NicKind::Phys {
                parent: "enp3s0".to_owned(),
            }),
            "makes the interface eth0 by moving the host's enp3s0 in, MTU 9000",
        ),
        (
            nic(NicKind::Veth {
                host_name: "veth1".to_owned(),
                bridge: None,
            }),
            "makes the interface eth0 as a pair with veth1, on no bridge, MTU 9000",
        ),
        (
            Step::Spawn {
                namespaces: Vec::new(),
                into: Some(CgroupPlace::V2),
            },
            "makes the first process, in the container's cgroup, with no namespace of its own",
        ),
        (
            Step::OpenMount {
                slot: Slot(3),
                mount: Mount {
                    options: Vec::new(),
                    filesystem: "ext4".to_owned(),
                    source: "/dev/sdb1".to_owned(),
                    ..tun_entry()
                },
                shift: Shift::Container,
                on_failure: OnFailure::Fail,
            },
            "opens /dev/sdb1 on the host, a file system of type ext4, owners shifted by the id map",
        ),
        (
            Step::MakeTtys {
                count: 1,
                dir: Some("lxc".to_owned()),
            },
            "makes the terminal /dev/lxc/tty1",
        ),
        (Step::KeepCapabilities { mask: 0 }, "drops every capability"),
    ]
}

#[test]
fn every_step_has_its_sentence() {
    let all = [cgroup_steps(), host_steps(), tree_steps(), confining_steps(), rarer_steps()];
    let book = transom_explain::Phrasebook::new(transom_explain::Language::English);
    for (one, sentence) in all.iter().flatten() {
        assert_eq!(book.write(&step(one)), *sentence);
        assert!(sentence.chars().count() <= 120, "too long: {sentence}");
    }
}

#[test]
fn every_step_is_said_in_chinese() {
    let all = [cgroup_steps(), host_steps(), tree_steps(), confining_steps(), rarer_steps()];
    let book = transom_explain::Phrasebook::new(transom_explain::Language::Chinese);
    for (one, english) in all.iter().flatten() {
        let said = book.write(&step(one));
        let has_han = said.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
        assert!(has_han && !said.contains("  "), "{english}: {said}");
    }
}
