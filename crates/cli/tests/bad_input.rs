//! Bad input: each with its exit status and a message that names file, line, cause and a way on; nothing is left.

mod support;

use support::{World, can_start};

#[test]
fn files_that_cannot_be_read() {
    let world = World::new("files");
    world
        .run(&["check", "/nonexistent/x.conf"])
        .expect(1)
        .says("cannot read /nonexistent/x.conf: there is no such file");
    world.run(&["check", "/etc"]).expect(1).says("it is a folder").says("hint:");
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
fn a_device_that_is_not_here_is_refused_with_its_line() {
    if !can_start() {
        return;
    }
    let world = World::new("device");
    let file = world.file("102.conf", "arch: amd64\nunprivileged: 1\ndev0: /dev/trt-nope\n");
    world
        .run(&["try", &file, "--", "true"])
        .expect(3)
        .says("/dev/trt-nope")
        .says("102.conf:3:");
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
