//! Bad input: each with its exit status and a message that names file, line, cause and a way on; nothing is left.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

mod support;

use support::{Guest, UNPRIVILEGED, World, can_start, skip};

#[test]
fn files_that_cannot_be_read() {
    let world = World::new("files");
    world
        .run(&["check", "/nonexistent/x.conf"])
        .expect(1)
        .says("cannot read /nonexistent/x.conf: there is no such file");
    world.run(&["plan", "/etc"]).expect(1).says("it is a folder").says("hint:");
    world
        .run(&["plan", "no-such-container"])
        .expect(1)
        .says("neither a file here nor a container");
    world
        .run(&["try", "/nonexistent/x.conf"])
        .expect(125)
        .says("there is no such file");
    world.run(&["run", "no-such-container"]).expect(125).says("hint:");
}

#[test]
fn errors_in_a_file_name_line_and_column() {
    let world = World::new("lines");
    let cases = [
        ("dev0: /dev/../etc/x\n", "102.conf:1:"),
        ("cores: 1\ndev0: /dev/kvm,mode=0999\n", "102.conf:2:"),
        ("lxc.cgroup2.devices.allow: c 10:232  rwm\n", "102.conf:1:"),
    ];
    for (text, place) in cases {
        let file = world.file("102.conf", text);
        let ran = world.run(&["check", &file]).expect(3).says(place);
        assert!(ran.err.contains("error: "), "{ran:#?}");
        world.run(&["create", "x", &file, "--rootfs", "host"]).expect(3);
        world.run(&["try", &file, "--", "true"]).expect(3);
    }
    assert!(!world.path("var/lib/transom/x").exists());
}

#[test]
fn a_device_that_is_not_here_is_left_out_of_a_try_and_refuses_a_run() {
    if !can_start() {
        return;
    }
    let world = World::alone("device");
    let file = world.file("102.conf", "arch: amd64\nunprivileged: 1\ndev0: /dev/trt-nope\n");
    let ran = world
        .run(&["try", &file, "--", "sh", "-c", "ls /dev/trt-nope 2>/dev/null || echo without"])
        .expect(0)
        .says("102.conf:3")
        .says("this host has no /dev/trt-nope");
    assert_eq!(ran.out, "without\n");
    let lines = "lxc.rootfs.path = dir:/\nlxc.cgroup2.devices.allow = /dev/trt-nope rw\n";
    let file = world.file("rule.conf", lines);
    world
        .run(&["run", &file, "--", "true"])
        .expect(3)
        .says("rule.conf:2")
        .says("Device /dev/trt-nope does not exist");
}

#[test]
fn names_follow_the_rule() {
    let world = World::new("names");
    let file = world.file("102.conf", "unprivileged: 1\n");
    world
        .run(&["create", "../x", &file])
        .expect(2)
        .says("it has a `/` in it")
        .says("hint: a name is");
    world.run(&["create", "..", &file]).expect(2).says("path, not a name");
    world.run(&["info", "a b"]).expect(2);
    world
        .run(&["info", "nobody"])
        .expect(1)
        .says("there is no container `nobody`");
    world.run(&["destroy", "nobody"]).expect(1).says("transom list");
    world
        .run(&["exec", "nobody", "--", "true"])
        .expect(125)
        .says("there is no container");
    world.run(&["frobnicate"]).expect(2);
}

#[test]
fn a_root_that_is_not_there() {
    let world = World::new("root");
    let file = world.file("102.conf", "unprivileged: 1\n");
    world
        .run(&["create", "x", &file, "--rootfs", "dir:/nonexistent"])
        .expect(1)
        .says("is no folder");
    world
        .run(&["create", "x", &file, "--rootfs", "tar:/nonexistent.tar"])
        .expect(1)
        .says("cannot read /nonexistent.tar");
    world
        .run(&["create", "x", &file, "--rootfs", "ftp:x"])
        .expect(2)
        .says("`dir:PATH`");
    assert!(!world.path("var/lib/transom/x").exists());
}

/// Every line that cannot be taken as it is: where it is blamed, what is said of it, and a way on. Nothing is started.
#[test]
fn every_bad_line_has_its_cause_and_a_way_on() {
    let world = World::new("every");
    let pve = [
        ("cores: 1\nnosuchkey: 1\n", ":2:", "nosuchkey"),
        ("dev0: /dev/../etc/x\n", ":1:", "/dev/../etc/x"),
        ("dev0: /dev/kvm,mode=0999\n", ":1:", "0999"),
        ("unprivileged: 1\ndev0: /dev/kvm,uid=70000\n", ":2:", "70000"),
        ("memory: lots\n", ":1:", "lots"),
        ("lxc.cgroup2.devices.allow: c 10:232  rwx\n", ":1:", "c 10:232  rwx"),
        ("lxc.cgroup.devices.allow: x 1:2 rwm\n", ":1:", "x 1:2 rwm"),
    ];
    let lxc = [
        ("lxc.uts.name = x\nlxc.nosuchkey = 1\n", ":2:", "lxc.nosuchkey"),
        (
            "lxc.idmap = u 0 100000 65536\nlxc.idmap = u 100 300000 10\n",
            ":2:",
            "overlap",
        ),
        ("lxc.idmap = u 0 100000\n", ":1:", "lxc.idmap"),
        ("lxc.include = /trt/nonexistent\n", ":1:", "/trt/nonexistent"),
        ("lxc.seccomp.profile = /trt/nonexistent\n", ":1:", "/trt/nonexistent"),
    ];
    let all = pve
        .map(|case| ("102.conf", case))
        .into_iter()
        .chain(lxc.map(|case| ("config", case)));
    for (name, (text, place, words)) in all {
        let file = world.file(name, text);
        let ran = world.run(&["check", &file]);
        let found = ran.err.contains(&format!("{name}{place}")) && ran.err.contains(words) && ran.err.contains("hint: ");
        assert!(ran.code == 3 && found, "{text:?}: {ran:#?}");
        let tried = world.run(&["try", &file, "--", "true"]);
        assert!(tried.code == 3 && tried.err.contains("error: "), "{text:?}: {tried:#?}");
    }
    assert!(!world.path("run/transom").exists(), "something was started");
}

#[test]
fn what_the_host_lacks_is_refused_with_its_line() {
    let world = World::alone("lacks");
    let Some(guest) = Guest::new(&world) else { return };
    let plain = world.file("plain", "x");
    let cases = [
        (
            "lxc.mount.entry = /dev/trt-nope dev/trt-nope none bind,create=file 0 0\n",
            "/dev/trt-nope",
        ),
        ("lxc.net.0.type = veth\nlxc.net.0.link = trtnobr\n", "trtnobr"),
    ];
    for (line, words) in cases {
        let file = guest.config(&world, "lacks.conf", &format!("{UNPRIVILEGED}{line}"));
        let ran = world
            .run(&["run", &file, "--", "true"])
            .expect(3)
            .says(words)
            .says("lacks.conf:");
        assert!(ran.err.contains("hint: "), "{ran:#?}");
    }
    for (device, words) in [("/dev/trt-nope", "/dev/trt-nope"), ("/dev/fd", "not a device")] {
        let file = world.file("102.conf", &format!("unprivileged: 1\ndev0: {device}\n"));
        world
            .run(&["plan", "--as-written", &file])
            .expect(3)
            .says(words)
            .says("102.conf:2:");
    }
    let root = guest.path.display();
    for (source, words) in [("/trt/nonexistent".to_owned(), "does not exist"), (plain, "not a directory")] {
        let file = world.file("root.conf", &format!("lxc.rootfs.path = dir:{source}\n"));
        world
            .run(&["run", &file, "--", "true"])
            .expect(3)
            .says(words)
            .says("root.conf:1:")
            .says("hint: ");
    }
    std::fs::remove_file(guest.path.join("bin/true")).unwrap();
    let file = world.file("noinit.conf", &format!("lxc.rootfs.path = dir:{root}\n{UNPRIVILEGED}"));
    let ran = world.run(&["run", &file]).expect(127).says("/sbin/init");
    assert!(ran.err.contains("hint: "), "{ran:#?}");
}

#[test]
fn a_file_that_only_others_may_read() {
    if !can_start() {
        return;
    }
    let world = World::new("unreadable");
    let file = world.file("102.conf", "unprivileged: 1\n");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&file, mode).unwrap();
    let ran = as_nobody(&world, &["check", &file]);
    ran.expect(1).says("permission denied").says("hint: ");
}

fn as_nobody(world: &World, words: &[&str]) -> support::Ran {
    // The binary may lie where only root may look, so it is copied to where everybody may.
    let copy = world.path("transom");
    if !copy.exists() {
        std::fs::copy(env!("CARGO_BIN_EXE_transom"), &copy).unwrap();
    }
    let copy = copy.display().to_string();
    let start = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", &copy];
    let words: Vec<&str> = start.into_iter().chain(words.iter().copied()).collect();
    world.run_under(&words)
}

#[test]
fn without_root_what_is_missing_is_said_in_a_sentence() {
    if !can_start() || !support::has_program("setpriv") {
        return;
    }
    let world = World::alone("nobody");
    let file = world.file("102.conf", "arch: amd64\nunprivileged: 1\n");
    world.run(&["create", "lab", &file, "--rootfs", "host"]).expect(0);
    world.run(&["start", "lab", "--", "/bin/sleep", "100"]).expect(0);
    let needs = "needs root, for its id range, device nodes and control groups; this is user 65534";
    for words in [
        vec!["try", &file, "--", "true"],
        vec!["run", &file, "--", "true"],
        vec!["exec", "lab", "--", "true"],
        vec!["shell", "lab"],
    ] {
        as_nobody(&world, &words)
            .expect(125)
            .says(needs)
            .says("hint: run it with `sudo`");
    }
    for words in [
        vec!["start", "lab"],
        vec!["stop", "lab"],
        vec!["kill", "lab"],
        vec!["console", "lab"],
    ] {
        as_nobody(&world, &words)
            .expect(1)
            .says(needs)
            .says("hint: run it with `sudo`");
    }
    as_nobody(&world, &["create", "other", &file, "--rootfs", "host"])
        .expect(1)
        .says("needs to be root");
    for words in [vec!["destroy", "lab"], vec!["list"]] {
        as_nobody(&world, &words).expect(1).says("hint: ");
    }
    for words in [vec!["check", &file], vec!["plan", &file], vec!["host", "devices"]] {
        as_nobody(&world, &words).expect(0);
    }
    let mapped = ["unshare", "-r", env!("CARGO_BIN_EXE_transom"), "try", &file, "--", "true"];
    let ran = world.run_under(&mapped);
    if ran.err.contains("unshare:") {
        skip("this host makes no user namespaces");
    } else {
        ran.expect(125).says("root of a user namespace only");
    }
    world.run(&["destroy", "--force", "lab"]).expect(0);
}

#[test]
fn without_a_kvm_device_the_line_is_blamed_and_a_try_goes_on() {
    if !can_start() {
        return;
    }
    let world = World::alone("nodevkvm");
    let file = world.file("102.conf", "unprivileged: 1\ndev0: /dev/kvm,mode=0660\n");
    let transom = env!("CARGO_BIN_EXE_transom");
    // A /dev without it, in a mount namespace of its own.
    let script =
        "mount -t tmpfs none /dev && mknod -m 666 /dev/null c 1 3 && mknod -m 666 /dev/zero c 1 5 && mkdir /dev/pts && exec \"$@\"";
    let run = |words: &[&str]| world.run_under(&[&["unshare", "-m", "sh", "-c", script, "x", transom], words].concat());
    let ran = run(&["plan", "--as-written", &file])
        .expect(3)
        .says("/dev/kvm")
        .says("102.conf:2:");
    assert!(ran.err.contains("hint: "), "{ran:#?}");
    let ran = run(&["try", &file, "--", "true"]).expect(0).says("102.conf:2  dev0");
    ran.says("this host has no /dev/kvm: `transom doctor kvm` says why");
    run(&["doctor", "kvm"]).expect(1).prints("there is no /dev/kvm here");
}
