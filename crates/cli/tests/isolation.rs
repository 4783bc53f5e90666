//! What separates a container from its host and from others, seen from both sides.

mod support;

use std::os::unix::fs::MetadataExt;

use support::{Guest, UNPRIVILEGED, World, can_start, has_node, has_program, skip, status};

#[test]
fn root_inside_is_somebody_else_outside() {
    let world = World::alone("uid");
    let Some(guest) = Guest::new(&world) else { return };
    world.create("lab", &guest, UNPRIVILEGED);
    world.run(&["start", "lab", "--", "/bin/sleep", "100"]).expect(0);
    assert_eq!(world.run(&["exec", "lab", "--", "id", "-u"]).expect(0).out, "0\n");
    let pid = world.pid("lab");
    assert_eq!(status(pid, "Uid"), "1900000000\t1900000000\t1900000000\t1900000000");
    assert_eq!(status(pid, "NSpid").split_whitespace().last(), Some("1"));
    for namespace in ["user", "mnt", "pid", "ipc", "uts", "net", "cgroup"] {
        let of = |pid: &str| std::fs::read_link(format!("/proc/{pid}/ns/{namespace}")).unwrap();
        assert_ne!(of(&pid.to_string()), of("self"), "{namespace}");
    }
    world.run(&["destroy", "--force", "lab"]).expect(0);
}

#[test]
fn the_hosts_nodes_stay_as_they_are() {
    if !can_start() || !has_node("/dev/kvm") || !has_node("/dev/net/tun") {
        return;
    }
    let world = World::alone("nodes");
    let seen = |path: &str| {
        let metadata = std::fs::metadata(path).unwrap();
        (metadata.uid(), metadata.gid(), metadata.mode(), metadata.ino())
    };
    let look = || [seen("/dev/kvm"), seen("/dev/net/tun"), seen("/dev/null")];
    let before = look();
    let script = "stat -c '%n %a %u:%g' /dev/kvm /dev/net/tun; chmod 600 /dev/kvm; chown 5:5 /dev/net/tun";
    let file = "examples/classroom/102.conf";
    let ran = world.run(&["try", "-q", file, "--", "sh", "-c", script]).expect(0);
    assert_eq!(ran.out, "/dev/kvm 660 0:0\n/dev/net/tun 666 0:0\n");
    assert_eq!(look(), before);
}

/// Ways to see the host's cgroups, each as a script that shows them so to the words after it.
fn views() -> Vec<(&'static str, &'static str)> {
    let hide_v2 = "for at in $(grep ' - cgroup2 ' /proc/self/mountinfo | cut -d' ' -f5); do umount $at; done; exec \"$@\"";
    let only_v2 = "mount -t cgroup2 none /sys/fs/cgroup && exec \"$@\"";
    let mut views = vec![("as it is", "exec \"$@\""), ("v2 alone", only_v2)];
    if std::fs::metadata("/sys/fs/cgroup/devices").is_ok() {
        views.push(("v1 alone", hide_v2));
    } else {
        skip("this host has no cgroup v1");
    }
    views
}

#[test]
fn a_container_lives_in_every_view_of_the_cgroups() {
    let world = World::alone("lives");
    let Some(guest) = Guest::new(&world) else { return };
    let life = "$0 start lab -- /bin/sleep 100 && $0 exec lab -- sh -c 'id -u; cat /tmp/kvm'; echo $?; $0 exec lab -- sleep 200 & sleep 0.2; \
                $0 stop lab --timeout 0; wait; $0 list -q --json | grep state";
    for (view, script) in views() {
        world.create("lab", &guest, &format!("{UNPRIVILEGED}{FILTER}"));
        let transom = env!("CARGO_BIN_EXE_transom");
        let words = ["unshare", "-m", "sh", "-c", script, "view", "sh", "-c", life, transom];
        let ran = world.run_under(&words).expect(0);
        assert_eq!(ran.out, "0\n1\n    \"state\": \"stopped\",\n", "{view}: {ran:#?}");
        world.run(&["destroy", "lab"]).expect(0);
        assert!(world.processes().is_empty(), "{view}");
    }
}

/// Makes a node that may be made and not opened, and one that may be both.
const OPENS: &str = "mknod /tmp/kvm c 10 232 && mknod /tmp/null c 1 3 && echo x >/tmp/null && echo null; cat /tmp/kvm";
const FILTER: &str = "lxc.cgroup2.devices.deny = a\nlxc.cgroup2.devices.allow = c *:* m\nlxc.cgroup2.devices.allow = c 1:3 rwm\n";

#[test]
fn the_filter_refuses_in_every_view_of_the_cgroups() {
    let world = World::alone("views");
    let Some(guest) = Guest::new(&world) else { return };
    let file = guest.config(&world, "open.conf", FILTER);
    let transom = env!("CARGO_BIN_EXE_transom");
    for (view, script) in views() {
        let words = [
            "unshare", "-m", "sh", "-c", script, "view", transom, "run", &file, "--", "sh", "-c", OPENS,
        ];
        let ran = world.run_under(&words).expect(1).says("Operation not permitted");
        assert_eq!(ran.out, "null\n", "{view}");
        for node in ["kvm", "null"] {
            std::fs::remove_file(guest.path.join("tmp").join(node)).unwrap();
        }
    }
}

#[test]
fn capabilities_and_seccomp_are_as_asked() {
    let world = World::alone("caps");
    let Some(guest) = Guest::new(&world) else { return };
    let policy = world.file("policy", "2\ndenylist\nmkdirat errno 13\nmkdir errno 13\n");
    let lines = format!("{UNPRIVILEGED}lxc.cap.drop = sys_time mac_admin\nlxc.seccomp.profile = {policy}\n");
    let file = guest.config(&world, "caps.conf", &lines);
    let script = "grep -E 'CapBnd|CapEff|^Seccomp:' /proc/self/status; mkdir /tmp/a";
    let ran = world.run(&["run", &file, "--", "sh", "-c", script]).expect(1);
    let ran = ran.says("mkdir: can't create directory '/tmp/a': Permission denied");
    let value = |key: &str| {
        let line = ran.out.lines().find(|line| line.starts_with(key)).unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    };
    let bounding = u64::from_str_radix(&value("CapBnd"), 16).unwrap();
    // capability.h: CAP_SYS_TIME is 25, CAP_MAC_ADMIN 33, CAP_CHOWN 0.
    assert_eq!(
        (bounding >> 25 & 1, bounding >> 33 & 1, bounding & 1),
        (0, 0, 1),
        "{bounding:x}"
    );
    assert_eq!(value("Seccomp"), "2");
    let kept = guest.config(&world, "kept.conf", &format!("{UNPRIVILEGED}lxc.cap.keep = chown kill\n"));
    let ran = world
        .run(&["run", &kept, "--", "grep", "CapBnd", "/proc/self/status"])
        .expect(0);
    assert_eq!(ran.out, "CapBnd:\t0000000000000021\n");
}

#[test]
fn containers_do_not_see_or_signal_each_other() {
    let world = World::alone("two");
    let Some(guest) = Guest::new(&world) else { return };
    let other = UNPRIVILEGED.replace("1900000000", "1900065536");
    world.create("one", &guest, UNPRIVILEGED);
    world.create("two", &guest, &other);
    world.run(&["start", "one", "--", "/bin/sleep", "101"]).expect(0);
    world.run(&["start", "two", "--", "/bin/sleep", "102"]).expect(0);
    let (first, second) = (world.pid("one"), world.pid("two"));
    assert_ne!(status(first, "Uid"), status(second, "Uid"));
    let seen = world.run(&["exec", "two", "--", "ps", "-o", "args"]).expect(0).out;
    assert!(seen.contains("sleep 102") && !seen.contains("sleep 101"), "{seen}");
    let kill = world.run(&["exec", "two", "--", "kill", "-9", &first.to_string()]).expect(1);
    kill.says("No such process");
    assert!(std::path::Path::new(&format!("/proc/{first}")).exists());
    world.run(&["destroy", "--force", "one"]).expect(0);
    world.run(&["destroy", "--force", "two"]).expect(0);
}

#[test]
fn kernel_files_are_masked_or_read_only() {
    let world = World::alone("masked");
    let Some(guest) = Guest::new(&world) else { return };
    let file = guest.config(&world, "masked.conf", UNPRIVILEGED);
    let script = "for at in /proc/sys/kernel/core_pattern /proc/sysrq-trigger /proc/irq/default_smp_affinity /sys/kernel/mm/ksm/run; do \
                  test -e $at || continue; (echo 1 >$at) 2>/dev/null && echo \"wrote $at\"; done; echo done";
    let ran = world.run(&["run", &file, "--", "sh", "-c", script]).expect(0);
    assert_eq!(ran.out, "done\n");
    // A privileged root would be let through by the file modes: there the mounts alone refuse.
    let file = guest.config(&world, "privileged.conf", "lxc.mount.auto = proc:mixed sys:mixed\n");
    let script = "for at in /proc/sys/kernel/core_pattern /proc/sysrq-trigger /sys/kernel/mm/ksm/run; do \
                  test -e $at || continue; dd if=/dev/null of=$at 2>/dev/null && echo \"opened $at\"; done; echo done";
    let ran = world.run(&["run", &file, "--", "sh", "-c", script]).expect(0);
    assert_eq!(ran.out, "done\n");
}

#[test]
fn the_embedded_root_shows_nothing_private() {
    if !can_start() {
        return;
    }
    let world = World::alone("private");
    let file = world.file("102.conf", "unprivileged: 1\n");
    let script = "cat /etc/shadow; ls -A /root; ls -A /home; ls -A /run; ls /etc/ssh /var/lib/transom; touch /usr/trt-x; true";
    let ran = world.run(&["try", "-q", &file, "--", "sh", "-c", script]).expect(0);
    assert!(
        !ran.out.contains("root:") && !ran.err.contains("shadow: Permission"),
        "{ran:#?}"
    );
    let private: Vec<String> = std::fs::read_dir("/root")
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert!(
        private.iter().all(|name| !ran.out.lines().any(|line| line == name)),
        "{ran:#?}"
    );
    assert!(ran.err.contains("Read-only file system"), "{ran:#?}");
    assert!(!std::path::Path::new("/usr/trt-x").exists());
}

/// Runs the rest of a command line where /usr is a small one with a file that root alone reads; the host's stays as it is.
const SMALL_USR: &str = "\
    mount -t tmpfs none \"$0\" && mkdir -p \"$0/bin\" && cp \"$(command -v busybox)\" \"$0/bin/\" && \
    for applet in sh cat; do ln -s busybox \"$0/bin/$applet\"; done && \
    for name in sbin lib lib32 lib64 libx32; do mkdir \"$0/$name\"; done && \
    echo shown >\"$0/open\" && (umask 077; echo secret >\"$0/closed\") && \
    mount --bind \"$0\" /usr && exec \"$@\"";

#[test]
fn a_file_of_usr_that_root_alone_reads_stays_unreadable() {
    if !can_start() || !has_program("busybox") {
        return;
    }
    let world = World::alone("closed");
    let usr = world.path("usr").display().to_string();
    std::fs::create_dir(&usr).unwrap();
    let shifted = world.file("shifted.conf", "unprivileged: 1\n");
    let as_host = world.file("as-host.conf", "unprivileged: 0\n");
    // With ids of its own, with the file's, and as the host's own root: the last has every right over files.
    for words in [
        &["-q", &shifted][..],
        &["-q", "--as-is", &shifted],
        &["-q", "--as-is", &as_host],
    ] {
        let start = [
            "unshare",
            "-m",
            "sh",
            "-c",
            SMALL_USR,
            &usr,
            env!("CARGO_BIN_EXE_transom"),
            "try",
        ];
        let inside = ["--", "sh", "-c", "cat /usr/open; cat /usr/closed"];
        let line: Vec<&str> = start.iter().chain(words).chain(&inside).copied().collect();
        let ran = world.run_under(&line).expect(1).says("Permission denied");
        assert_eq!(ran.out, "shown\n", "{words:?}");
    }
    assert!(!std::path::Path::new("/usr/closed").exists());
}
