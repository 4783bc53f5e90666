//! Faults of a whole machine, planted in a mount namespace of its own: the doctor finds each, and a healthy machine has none.

mod support;

use support::doctor::{Fault, report, with_verdict};
use support::{World, can_start, eventually, has_node, skip};

/// Puts a file with this text over a file of the kernel's.
fn over(text: &str, path: &str) -> String {
    format!("printf '{text}' > $T/f; mount --bind $T/f {path}")
}

/// A /dev of its own with the nodes every program needs.
const DEV: &str =
    "mount -t tmpfs none /dev; mknod -m 666 /dev/null c 1 3; mknod -m 666 /dev/zero c 1 5; mkdir /dev/pts /dev/net /dev/dri";

/// Says whether the machine has what the plants stand on.
fn can_plant() -> bool {
    can_start() && has_node("/dev/kvm") && has_node("/dev/net/tun") && has_node("/dev/fuse")
}

#[track_caller]
fn found(world: &World, plant: &str, asks: &[&str], (verdict, subject, says): (&str, &str, &str)) {
    let fault = Fault {
        plant,
        asks,
        verdict,
        subject,
        says,
    };
    fault.is_found(world);
}

#[test]
fn a_healthy_machine_has_no_faults() {
    if !can_plant() {
        return;
    }
    let world = World::alone("healthy");
    let ran = world.run(&["doctor", "--json"]).expect(0);
    let report = report(&ran);
    assert_eq!(report["works"], true);
    assert_eq!(with_verdict(&report, "fail"), [""; 0], "{ran:#?}");
    // How full the machine is may be worth a look on any machine.
    let mut warnings = with_verdict(&report, "warn");
    warnings
        .retain(|line| !line.starts_with("storage.space") && !line.starts_with("storage.inodes") && !line.starts_with("limits."));
    assert_eq!(warnings, [""; 0], "{ran:#?}");
    world.run(&["doctor", "kvm"]).expect(0).prints("ran it to its hlt");
    let text = world.run(&["doctor"]).expect(0);
    let last = text.out.lines().last().unwrap();
    assert!(last.contains(" good") && !last.contains("broken"), "{last}");
}

#[test]
fn what_is_not_here_fails_only_when_it_is_asked_for() {
    if !can_start() {
        return;
    }
    let world = World::alone("absent");
    let under = [
        "unshare",
        "-m",
        "sh",
        "-c",
        "mount -t tmpfs none /dev && mknod -m 666 /dev/null c 1 3 && exec \"$@\"",
        "x",
    ];
    let run = |words: &[&str]| world.run_under(&[&under, &[env!("CARGO_BIN_EXE_transom")][..], words].concat());
    run(&["doctor", "gpu"]).expect(1).prints("FAIL  gpu.nodes");
    let all = run(&["doctor", "all", "--json"]);
    let graphics = with_verdict(&report(&all), "absent");
    assert!(graphics.iter().any(|line| line.starts_with("gpu.nodes")), "{all:#?}");
}

#[test]
fn broken_nodes() {
    if !can_plant() {
        return;
    }
    let world = World::alone("nodes");
    let empty = |node: &str| format!("touch $T/z; mount --bind $T/z {node}");
    found(
        &world,
        &empty("/dev/kvm"),
        &["kvm"],
        ("fail", "kvm.node", "a file of 0 bytes, not a device"),
    );
    found(&world, &empty("/dev/fuse"), &["all"], ("fail", "fuse.node", "create=file"));
    found(
        &world,
        &empty("/dev/loop-control"),
        &["storage"],
        ("fail", "storage.loop", "not a device"),
    );
    let other = "mknod $T/n c 10 200; mount --bind $T/n /dev/kvm";
    found(
        &world,
        other,
        &["kvm"],
        ("fail", "kvm.node", "has the number 10:200, not 10:232"),
    );
    let gone = format!("{DEV}; ln -s /dev/nowhere /dev/net/tun");
    found(
        &world,
        &gone,
        &["tun"],
        ("fail", "tun.node", "a link to /dev/nowhere, which is not there"),
    );
    found(&world, DEV, &["kvm"], ("fail", "kvm.node", "there is no /dev/kvm here"));
    let nodev = "mount -t tmpfs -o nodev none $T; mknod -m 666 $T/n c 10 229; mount --bind $T/n /dev/fuse";
    found(&world, nodev, &["fuse"], ("fail", "fuse.open", "mounted `nodev`"));
}

#[test]
fn missing_drivers() {
    if !can_plant() {
        return;
    }
    let world = World::alone("drivers");
    let misc = over("229 fuse\\n", "/proc/misc");
    found(&world, &misc, &["kvm"], ("fail", "kvm.driver", "no driver for 10:232"));
    found(&world, &misc, &["all"], ("fail", "tun.driver", "modprobe tun"));
    if std::fs::read_to_string("/proc/misc").unwrap().contains("238 vhost-net") {
        return skip("this machine has vhost-net");
    }
    // A node that nothing stands behind fails also when nobody has asked for it.
    let stale = format!("{DEV}; mknod /dev/vhost-net c 10 238");
    found(&world, &stale, &["all"], ("fail", "vhost.net.driver", "no driver for 10:238"));
    let serial = format!("{DEV}; mknod /dev/ttyUSB0 c 188 0");
    found(
        &world,
        &serial,
        &["usb"],
        ("fail", "usb.serial", "no driver has the major 188"),
    );
}

#[test]
fn broken_graphics_and_links() {
    if !can_plant() {
        return;
    }
    let world = World::alone("graphics");
    let empty = format!("{DEV}; touch /dev/dri/renderD128");
    found(
        &world,
        &empty,
        &["all"],
        ("fail", "gpu.drm", "/dev/dri/renderD128 is a file of 0 bytes"),
    );
    let other = format!("{DEV}; mknod /dev/dri/card0 c 29 0");
    found(&world, &other, &["gpu"], ("fail", "gpu.drm", "graphics nodes have 226"));
    let link = format!("{DEV}; mkdir -p /dev/serial/by-id; ln -s ../../ttyUSB7 /dev/serial/by-id/usb-stick");
    found(
        &world,
        &link,
        &["usb"],
        ("fail", "usb.link", "../../ttyUSB7, which is not there"),
    );
}

#[test]
fn a_device_filter_is_told_from_a_mode() {
    if !can_plant() || !std::path::Path::new("/sys/fs/cgroup/devices/devices.deny").exists() {
        return skip("no v1 device controller");
    }
    let world = World::alone("filter");
    let cgroup = format!("/sys/fs/cgroup/devices/trt-doctor-{}", std::process::id());
    std::fs::create_dir(&cgroup).unwrap();
    let plant = format!("echo 'c 10:229 rwm' > {cgroup}/devices.deny; echo $$ > {cgroup}/cgroup.procs");
    found(
        &world,
        &plant,
        &["fuse"],
        ("fail", "fuse.open", "the device filter refuses it"),
    );
    let removed = eventually(|| std::fs::remove_dir(&cgroup).is_ok(), |is_gone| *is_gone);
    assert!(removed, "{cgroup} stays");

    let ran = world.run_under(&[
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        env!("CARGO_BIN_EXE_transom"),
        "doctor",
        "fuse",
    ]);
    ran.expect(1).prints("the node's mode refuses user 65534");
}

#[test]
fn user_namespaces_that_are_refused() {
    if !can_plant() {
        return;
    }
    let world = World::alone("userns");
    let zero = over("0\\n", "/proc/sys/user/max_user_namespaces");
    found(
        &world,
        &zero,
        &["userns"],
        ("fail", "userns.max", "sysctl -w user.max_user_namespaces"),
    );
    let closed = over("0\\n", "/proc/sys/user/max_net_namespaces");
    found(
        &world,
        &closed,
        &["userns"],
        ("fail", "userns.others", "user.max_net_namespaces is 0"),
    );
    let fault = |plant, subject, says| Fault {
        plant,
        asks: &["all"],
        verdict: "fail",
        subject,
        says,
    };
    let under = ["unshare", "-Urm"];
    let none = "echo 0 > /proc/sys/user/max_user_namespaces";
    fault(none, "userns.make", "No space left on device").is_found_under(&world, &under);
    fault(none, "nesting.userns", "No space left on device").is_found_under(&world, &under);
    let without = ["setpriv", "--bounding-set=-setuid", "--inh-caps=-setuid", "unshare", "-m"];
    fault(":", "userns.map", "cannot").is_found_under(&world, &without);
}

#[test]
fn id_ranges() {
    if !can_plant() || !has_node("/usr/bin/newuidmap") {
        return;
    }
    let world = World::alone("ranges");
    let subuid = |text: &str| over(text, "/etc/subuid");
    let overlap = subuid("root:100000:65536\\nann:120000:65536\\n");
    found(&world, &overlap, &["userns"], ("warn", "userns.subuid", "which overlap"));
    found(
        &world,
        &subuid("root:100000:1000\\n"),
        &["userns"],
        ("warn", "userns.subuid", "1000 ids from 100000"),
    );
    found(
        &world,
        &subuid("root:100000:65536\\nann=1\\n"),
        &["userns"],
        ("warn", "userns.subuid", "line 2"),
    );
    let groups = over("root:1:x\\n", "/etc/subgid");
    found(&world, &groups, &["userns"], ("warn", "userns.subgid", "line 1"));
    let plain = "cp /usr/bin/newuidmap $T/m; chmod 755 $T/m; mount --bind $T/m /usr/bin/newuidmap";
    found(&world, plain, &["userns"], ("warn", "userns.newuidmap", "chmod u+s"));
    let fault = Fault {
        plant: &format!(
            "{}; exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"",
            subuid("root:100000:65536\\n")
        ),
        asks: &["userns"],
        verdict: "fail",
        subject: "userns.subuid",
        says: "no range for nobody",
    };
    fault.is_found(&world);
}

#[test]
fn limits_that_are_used_up() {
    if !can_plant() {
        return;
    }
    let world = World::alone("limits");
    let fault = Fault {
        plant: "echo 0 > /proc/sys/user/max_inotify_instances",
        asks: &["limits"],
        verdict: "fail",
        subject: "limits.inotify",
        says: "cannot open an inotify instance",
    };
    fault.is_found_under(&world, &["unshare", "-Urm"]);
    // What this test holds is what is used up.
    let held = rustix::fs::inotify::init(rustix::fs::inotify::CreateFlags::CLOEXEC).unwrap();
    rustix::fs::inotify::add_watch(&held, "/", rustix::fs::inotify::WatchFlags::CREATE).unwrap();
    let one = over("1\\n", "/proc/sys/fs/inotify/max_user_instances");
    found(
        &world,
        &one,
        &["limits"],
        ("warn", "limits.inotify-instances", "of 1 are used by user 0"),
    );
    let one = over("1\\n", "/proc/sys/fs/inotify/max_user_watches");
    found(
        &world,
        &one,
        &["limits"],
        ("warn", "limits.inotify-watches", "of 1 are used by user 0"),
    );
    drop(held);
    let keys = over(
        " 0: 9 9/9 1/1000000 1/25000000\\n 7777: 200 200/200 195/200 4000/20000\\n",
        "/proc/key-users",
    );
    found(
        &world,
        &keys,
        &["limits"],
        ("warn", "limits.keys", "195 of 200 keys are used by user 7777"),
    );
    let terminals = "mount -t devpts -o newinstance,max=1 none /dev/pts; exec 9<>/dev/ptmx";
    found(
        &world,
        terminals,
        &["limits"],
        ("fail", "limits.terminal", "cannot open a pseudo terminal"),
    );
    let processes = over("10\\n", "/proc/sys/kernel/pid_max");
    found(
        &world,
        &processes,
        &["limits"],
        ("warn", "limits.processes", "of 10 processes"),
    );
    let files = over("95 0 100\\n", "/proc/sys/fs/file-nr");
    found(&world, &files, &["limits"], ("warn", "limits.files", "95 of 100"));
    found(
        &world,
        "ulimit -n 200",
        &["limits"],
        ("warn", "limits.nofile", "may open 200 files"),
    );
}

#[test]
fn control_groups() {
    if !can_plant() {
        return;
    }
    let world = World::alone("cgroups");
    let off = over(
        "#subsys_name hierarchy num_cgroups enabled\\nmemory 0 1 0\\n",
        "/proc/cgroups",
    );
    found(&world, &off, &["cgroups"], ("fail", "cgroups.memory", "cgroup_enable=memory"));
    let none = "umount -lR /sys/fs/cgroup";
    found(
        &world,
        none,
        &["cgroups"],
        ("fail", "cgroups.mode", "no control groups are mounted"),
    );
    let v2 = "umount -lR /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup; mount -o remount,bind,ro /sys/fs/cgroup";
    found(&world, v2, &["cgroups"], ("fail", "cgroups.v2", "Read-only file system"));
    if std::path::Path::new("/sys/fs/cgroup/memory").exists() {
        let gone = "umount -l /sys/fs/cgroup/memory";
        found(
            &world,
            gone,
            &["cgroups"],
            ("fail", "cgroups.controllers", "no tree has memory"),
        );
    }
}

#[test]
fn cgroups_of_a_killed_doctor_are_swept() {
    if !can_start() {
        return;
    }
    let world = World::alone("sweep");
    let trees = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/pids"].map(std::path::Path::new);
    let is_tree = |tree: &&&std::path::Path| tree.join("cgroup.procs").exists();
    // No process has this number: it is above the kernel's own limit.
    let left: Vec<_> = trees
        .iter()
        .filter(is_tree)
        .map(|tree| tree.join(world.cgroup_parent()).join(".doctor-1999999999"))
        .collect();
    left.iter().for_each(|folder| std::fs::create_dir_all(folder).unwrap());
    world.run(&["doctor", "cgroups"]).expect(0);
    assert!(!left.is_empty() && left.iter().all(|folder| !folder.exists()), "{left:?}");
}

#[test]
fn storage_without_room() {
    if !can_plant() {
        return;
    }
    let world = World::alone("storage");
    let root = world.path("plant/full").display().to_string();
    let asks = ["storage", "--root", root.as_str()];
    let tmpfs = |options: &str, then: &str| format!("mkdir $T/full; mount -t tmpfs -o {options} none $T/full; {then}");
    let full = tmpfs("size=64k", "head -c 1000000 /dev/zero > $T/full/x 2> /dev/null || true");
    found(&world, &full, &asks, ("fail", "storage.space", "0 bytes of 64 KiB are free"));
    let nearly = tmpfs("size=10m", "head -c 10300000 /dev/zero > $T/full/x");
    found(&world, &nearly, &asks, ("warn", "storage.space", "less than 3 % is free"));
    let inodes = tmpfs("nr_inodes=2", "touch $T/full/a");
    found(&world, &inodes, &asks, ("fail", "storage.inodes", "0 of 2 files"));
    found(
        &world,
        &tmpfs("ro", ":"),
        &asks,
        ("fail", "storage.writable", "mounted read-only"),
    );
    let ramfs = "mkdir $T/full; mount -t ramfs none $T/full";
    found(
        &world,
        ramfs,
        &asks,
        ("warn", "storage.idmap", "cannot be mounted with shifted owners"),
    );
}

#[test]
fn nesting_networks_and_audit() {
    if !can_plant() {
        return;
    }
    let world = World::alone("nesting");
    let covered = "mount -t tmpfs none /proc/tty";
    found(
        &world,
        covered,
        &["nesting"],
        ("fail", "nesting.proc", "cannot mount a fresh /proc"),
    );
    let under = [
        "setpriv",
        "--bounding-set=-net_admin",
        "--inh-caps=-net_admin",
        "unshare",
        "-m",
    ];
    for subject in ["network.veth", "network.bridge", "network.macvlan"] {
        let fault = Fault {
            plant: ":",
            asks: &["network"],
            verdict: "fail",
            subject,
            says: "Operation not permitted",
        };
        fault.is_found_under(&world, &under);
    }
    let arp = "IP address HW type Flags HW address Mask Device\\n10.0.0.1 0x1 0x2 00:00:00:00:00:01 * eth0\\n";
    let neighbours = format!(
        "printf '{arp}' > $T/a; mount --bind $T/a /proc/net/arp; printf '1\\n' > $T/g; mount --bind $T/g /proc/sys/net/ipv4/neigh/default/gc_thresh3"
    );
    found(
        &world,
        &neighbours,
        &["network"],
        ("warn", "network.neighbours", "1 of 1 neighbours"),
    );
    let fault = Fault {
        plant: ":",
        asks: &["audit"],
        verdict: "fail",
        subject: "audit.status",
        says: "audit does not answer",
    };
    if std::path::Path::new("/proc/self/loginuid").exists() {
        fault.is_found_under(
            &world,
            &[
                "setpriv",
                "--bounding-set=-audit_control",
                "--inh-caps=-audit_control",
                "unshare",
                "-m",
            ],
        );
    }
}

#[test]
fn an_ordinary_user_gets_no_false_alarm() {
    if !can_plant() {
        return;
    }
    let world = World::alone("user");
    // The world's binary may lie where others cannot go.
    let binary = world.path("transom");
    std::fs::copy(env!("CARGO_BIN_EXE_transom"), &binary).unwrap();
    std::os::unix::fs::chown(world.path(""), Some(65534), Some(65534)).unwrap();
    let binary = binary.display().to_string();
    let under = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    let ran = world
        .run_under(&[&under[..], &[&binary, "doctor", "--json"]].concat())
        .expect(0);
    assert_eq!(with_verdict(&report(&ran), "fail"), [""; 0], "{ran:#?}");
    let asked = world.run_under(&[&under[..], &[&binary, "doctor", "userns"]].concat());
    asked.expect(1).prints("FAIL  userns.subuid");
}
