//! Limits and settings: asked for in a file, read back from the kernel, outside and inside.

mod support;

use std::collections::BTreeSet;

use support::{Guest, UNPRIVILEGED, World, skip};

#[test]
fn limits_stand_in_the_cgroup() {
    let world = World::alone("limits");
    let Some(guest) = Guest::new(&world) else { return };
    if !std::path::Path::new("/sys/fs/cgroup/memory").is_dir() {
        return skip("the limits are read from cgroup v1 here, which this host has not");
    }
    let text = "arch: amd64\ncores: 1\ncpulimit: 0.5\nmemory: 256\nswap: 128\nunprivileged: 1\nlxc.cgroup.pids.max: 77\n";
    let file = world.file("102.conf", text);
    let root = format!("dir:{}", guest.path.display());
    world.run(&["create", "lab", &file, "--rootfs", &root]).expect(0);
    world.run(&["start", "lab", "--", "/bin/sleep", "100"]).expect(0);
    let value = |controller: &str, file: &str| {
        world
            .cgroup_file(controller, "lab", file)
            .unwrap_or_else(|| "absent".to_owned())
    };
    assert_eq!(value("memory", "memory.limit_in_bytes"), (256 << 20).to_string());
    let memsw = value("memory", "memory.memsw.limit_in_bytes");
    if memsw == "absent" {
        skip("this kernel does not count swap");
    } else {
        assert_eq!(memsw, (384 << 20).to_string());
    }
    assert_eq!(
        (value("cpu", "cpu.cfs_quota_us"), value("cpu", "cpu.cfs_period_us")),
        ("50000".into(), "100000".into())
    );
    assert_eq!(
        value("cpuset", "cpuset.cpus").parse::<u32>().ok().map(|_| ()),
        Some(()),
        "one CPU"
    );
    assert_eq!(value("pids", "pids.max"), "77");
    let pid = world.pid("lab").to_string();
    for controller in ["memory", "cpu", "cpuset", "pids"] {
        let processes = value(controller, "cgroup.procs");
        assert!(processes.lines().any(|line| line == pid), "{controller}: {processes}");
    }
    // And they hold: a command of exec counts, too.
    let bombs = "i=0; while [ $i -lt 200 ]; do sleep 3 & i=$((i+1)); done";
    let ran = world.run(&["exec", "lab", "--", "sh", "-c", bombs]);
    assert!(ran.err.contains("can't fork"), "{ran:#?}");
    world.run(&["destroy", "--force", "lab"]).expect(0);
}

#[test]
fn limits_stand_in_a_v2_view() {
    let world = World::alone("limits2");
    let Some(guest) = Guest::new(&world) else { return };
    let available = std::fs::read_to_string("/proc/cgroups").unwrap();
    let is_on_v2 = |line: &str| line.starts_with("memory\t0\t");
    if !available.lines().any(is_on_v2) {
        return skip("the memory controller is not in cgroup v2 here");
    }
    let file = guest.config(&world, "v2.conf", &format!("{UNPRIVILEGED}lxc.cgroup2.memory.max = 128M\n"));
    let script = "mount -t cgroup2 none /sys/fs/cgroup && exec \"$@\"";
    let inside = "mount -t cgroup2 none /mnt && cat /mnt/memory.max";
    let words = [
        "unshare",
        "-m",
        "sh",
        "-c",
        script,
        "x",
        env!("CARGO_BIN_EXE_transom"),
        "run",
        &file,
        "--",
        "sh",
        "-c",
        inside,
    ];
    assert_eq!(world.run_under(&words).expect(0).out, format!("{}\n", 128 << 20));
}

#[test]
fn a_limit_this_host_does_not_have_is_named() {
    let world = World::alone("nolimit");
    let Some(guest) = Guest::new(&world) else { return };
    if std::path::Path::new("/sys/fs/cgroup/cgroup.controllers").exists() {
        return skip("this host has cgroup v2 alone");
    }
    let lines = format!("{UNPRIVILEGED}lxc.cgroup2.memory.high = 128M\n");
    let file = guest.config(&world, "high.conf", &lines);
    world
        .run(&["plan", &file])
        .expect(0)
        .says("`memory.high`")
        .says("high.conf:5");
    world
        .run(&["run", &file, "--", "true"])
        .expect(0)
        .says("note: `memory.high`")
        .says("high.conf:5");
}

#[test]
fn rlimits_sysctls_environment_and_name() {
    let world = World::alone("settings");
    let Some(guest) = Guest::new(&world) else { return };
    let lines = format!(
        "{UNPRIVILEGED}lxc.uts.name = trt-settings\nlxc.prlimit.nofile = 123:456\nlxc.prlimit.core = 0\n\
         lxc.sysctl.net.ipv4.ip_forward = 1\nlxc.sysctl.kernel.msgmax = 4321\nlxc.environment = TRT_WORD=as written\n\
         lxc.net.0.type = empty\n"
    );
    let file = guest.config(&world, "settings.conf", &lines);
    let script = "hostname; ulimit -n; ulimit -Hn; ulimit -c; cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/msgmax; echo $TRT_WORD; \
                  ls /sys/class/net; cat /sys/class/net/lo/operstate; tty; echo $$";
    let ran = world.run(&["run", &file, "--", "sh", "-c", script]).expect(0);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(
        lines,
        [
            "trt-settings",
            "123",
            "456",
            "0",
            "1",
            "4321",
            "as written",
            "lo",
            "unknown",
            "not a tty",
            "1"
        ]
    );
    let before = std::fs::read_to_string("/proc/sys/kernel/msgmax").unwrap();
    assert_ne!(before.trim(), "4321", "the host's own setting was changed");
}

#[test]
fn a_private_veth_has_two_ends_and_goes_with_the_container() {
    let world = World::alone("veth");
    let Some(guest) = Guest::new(&world) else { return };
    let before: BTreeSet<String> = support::interfaces();
    let root = format!("dir:{}", guest.path.display());
    let file = world.file(
        "102.conf",
        "unprivileged: 1\nnet0: name=eth0,bridge=trtnobr,ip=10.99.7.2/24,hwaddr=86:4B:53:B7:66:0A,type=veth\n",
    );
    let script = "cat /sys/class/net/eth0/address /sys/class/net/eth0/operstate; ls /sys/class/net";
    let ran = world.run(&["try", "--rootfs", &root, "-q", &file, "--", "sh", "-c", script]);
    let ran = ran.expect(0);
    assert_eq!(ran.out, "86:4b:53:b7:66:0a\nup\neth0\nlo\n");
    assert_eq!(support::interfaces(), before);
    // `run` substitutes nothing: the bridge is missing, and the line says so.
    let text = "lxc.net.0.type = veth\nlxc.net.0.link = trtnobr\n";
    let file = guest.config(&world, "nobridge.conf", &format!("{UNPRIVILEGED}{text}"));
    world
        .run(&["run", &file, "--", "true"])
        .expect(3)
        .says("trtnobr")
        .says("nobridge.conf:6:");
}

#[test]
fn two_containers_cannot_have_one_interface() {
    let world = World::alone("collision");
    let Some(guest) = Guest::new(&world) else { return };
    let lines = format!("{UNPRIVILEGED}lxc.net.0.type = veth\nlxc.net.0.veth.pair = trtpair0\n");
    world.create("one", &guest, &lines);
    world.run(&["start", "one", "--", "/bin/sleep", "100"]).expect(0);
    let file = guest.config(&world, "two.conf", &lines);
    let ran = world
        .run(&["run", &file, "--", "true"])
        .expect(125)
        .says("interface trtpair0");
    ran.says("two.conf:5:")
        .says("hint: an interface of this name is on the host already");
    assert!(
        support::interfaces().contains("trtpair0"),
        "the first container's interface was removed"
    );
    world.run(&["destroy", "--force", "one"]).expect(0);
    // The kernel removes a namespace's interfaces a moment after its last process.
    let gone = support::eventually(support::interfaces, |links| !links.contains("trtpair0"));
    assert!(!gone.contains("trtpair0"));
}
