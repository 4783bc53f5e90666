//! Real containers: proved by doing inside, and nothing is left afterwards.

mod support;

use support::{World, can_start, interfaces, skip};

const CLASSROOM: &str = "examples/classroom/102.conf";

fn has(node: &str) -> bool {
    let is_there = std::path::Path::new(node).exists();
    if !is_there {
        skip(&format!("this host has no {node}"));
    }
    is_there
}

#[test]
fn the_classroom_runs_with_kvm_and_tun() {
    if !can_start() || !has("/dev/kvm") || !has("/dev/net/tun") {
        return;
    }
    let world = World::alone("try");
    let before = interfaces();
    let ran = world
        .run(&["try", CLASSROOM, "--", "sh", "-c", "id -u; hostname; cat /proc/self/uid_map"])
        .expect(0);
    let ran = ran.says("PASS  kvm").says("PASS  tun").says("102.conf:9  template: 1");
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines[..2], ["0", "ubuntu-gns3vm2-clone"]);
    let map: Vec<u32> = lines[2].split_whitespace().map(|word| word.parse().unwrap()).collect();
    assert!(map[0] == 0 && map[1] >= 65536 && map[2] == 65536, "{map:?}");
    assert_eq!(interfaces(), before);
}

#[test]
fn only_allowed_devices_are_there() {
    if !can_start() || !has("/dev/kvm") {
        return;
    }
    let world = World::alone("devices");
    let script = "ls /dev/kvm /dev/net/tun; ls /dev/fuse /dev/loop0 2>/dev/null; : </dev/null && echo null";
    let ran = world.run(&["try", CLASSROOM, "-q", "--", "sh", "-c", script]).expect(0);
    assert_eq!(ran.out, "/dev/kvm\n/dev/net/tun\nnull\n");
    assert_eq!(ran.err, "");
}

#[test]
fn the_status_is_the_commands_own() {
    if !can_start() {
        return;
    }
    let world = World::alone("status");
    let file = world.file("plain.conf", "arch: amd64\nunprivileged: 1\n");
    world.run(&["try", &file, "--", "sh", "-c", "exit 7"]).expect(7);
    world
        .run(&["try", &file, "--", "/bin/trt-nothing"])
        .expect(127)
        .says("/bin/trt-nothing");
    world.run(&["try", &file, "--", "/etc/passwd"]).expect(126);
}

#[test]
fn without_the_device_line_there_is_no_kvm() {
    if !can_start() || !has("/dev/kvm") {
        return;
    }
    let world = World::alone("nokvm");
    let text = std::fs::read_to_string(support::workspace().join(CLASSROOM)).unwrap();
    let file = world.file(
        "102.conf",
        &text
            .lines()
            .filter(|line| !line.contains("10:232"))
            .collect::<Vec<_>>()
            .join("\n"),
    );
    world.run(&["try", &file, "--", "test", "-e", "/dev/kvm"]).expect(1);
}

#[test]
fn a_stored_container_lives_and_ends() {
    if !can_start() {
        return;
    }
    let world = World::alone("life");
    let before = interfaces();
    let file = world.file("plain.conf", "arch: amd64\nhostname: trt-life\nunprivileged: 1\n");
    world.run(&["create", "lab1", &file, "--rootfs", "host"]).expect(0);
    world
        .run(&["start", "lab1", "--", "/bin/sleep", "300"])
        .expect(0)
        .says("started lab1");
    world
        .run(&["start", "lab1"])
        .expect(1)
        .says("is running already")
        .says("hint:");
    let inside = world
        .run(&["exec", "lab1", "--", "sh", "-c", "hostname; id -u; exit 3"])
        .expect(3);
    assert_eq!(inside.out, "trt-life\n0\n");
    world.run(&["exec", "lab1", "--", "/bin/trt-nothing"]).expect(127);
    world.run(&["exec", "lab1", "--", "sh", "-c", "kill -9 $$"]).expect(137);
    world.run(&["destroy", "lab1"]).expect(1).says("is running already");
    assert!(world.run(&["list"]).expect(0).out.contains("running"));
    world.run(&["stop", "lab1", "--timeout", "1"]).expect(0);
    world.run(&["exec", "lab1", "--", "true"]).expect(125).says("is not running");
    world.run(&["start", "lab1", "--", "/bin/sleep", "300"]).expect(0);
    world.run(&["destroy", "--force", "lab1"]).expect(0);
    assert_eq!(interfaces(), before);
}

#[test]
fn an_archive_is_a_root() {
    if !can_start() {
        return;
    }
    let world = World::alone("tar");
    let Some(busybox) = ["/bin/busybox", "/usr/bin/busybox"]
        .into_iter()
        .find(|path| std::path::Path::new(path).exists())
    else {
        return skip("busybox is not installed");
    };
    let root = world.path("tree");
    for folder in ["bin", "dev", "proc", "sys", "etc", "tmp"] {
        std::fs::create_dir_all(root.join(folder)).unwrap();
    }
    std::fs::copy(busybox, root.join("bin/busybox")).unwrap();
    std::os::unix::fs::symlink("busybox", root.join("bin/sh")).unwrap();
    let archive = world.path("root.tar.gz");
    let tar = std::process::Command::new("tar")
        .arg("-C")
        .arg(&root)
        .arg("-czf")
        .arg(&archive)
        .arg(".")
        .status()
        .unwrap();
    assert!(tar.success());
    let file = world.file("plain.conf", "arch: amd64\nunprivileged: 1\n");
    let spec = format!("tar:{}", archive.display());
    let ran = world
        .run(&[
            "try",
            "--rootfs",
            &spec,
            &file,
            "--",
            "/bin/sh",
            "-c",
            "echo hello; /bin/busybox stat -c %u /bin/busybox",
        ])
        .expect(0);
    assert_eq!(ran.out, "hello\n0\n");
    let left = std::fs::read_dir(world.path("var/lib/transom")).unwrap().count();
    assert_eq!(left, 0, "the unpacked root stayed");
}

#[test]
fn a_killed_try_is_cleaned_by_the_next_command() {
    if !can_start() {
        return;
    }
    let world = World::alone("killed");
    let before = interfaces();
    let mut tried = world.spawn(&["try", CLASSROOM, "--", "sleep", "300"]);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while interfaces() == before && std::time::Instant::now() < deadline {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    std::thread::sleep(std::time::Duration::from_millis(200));
    tried.kill().unwrap();
    tried.wait().unwrap();
    world.run(&["list"]).expect(0);
    let leftovers: Vec<String> = world
        .leftovers()
        .into_iter()
        .filter(|found| !found.starts_with("id lease"))
        .collect();
    assert!(leftovers.is_empty(), "{leftovers:#?}");
    // A lease left behind by a kill is free: the next try takes it over and gives it back.
    world.run(&["try", CLASSROOM, "--", "true"]).expect(0);
}
