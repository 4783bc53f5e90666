//! The classroom container: its file's promise kept from inside, and the missing line named where it is not.

mod support;

use serde_json::Value;
use support::{World, can_start, has_node, has_program};

const CLASSROOM: &str = "examples/classroom/102.conf";

/// Boots the firmware alone, which says on its debug port where it runs; `timeout` ends it.
const QEMU: [&str; 16] = [
    "--",
    "timeout",
    "3",
    "qemu-system-x86_64",
    "-accel",
    "kvm",
    "-m",
    "64",
    "-display",
    "none",
    "-net",
    "none",
    "-debugcon",
    "stdio",
    "-global",
    "isa-debugcon.iobase=0x402",
];

fn try_qemu(world: &World, file: &str) -> support::Ran {
    let words: Vec<&str> = ["try", file].into_iter().chain(QEMU).collect();
    world.run(&words)
}

#[test]
fn qemu_runs_on_kvm() {
    if !can_start() || !has_node("/dev/kvm") || !has_program("qemu-system-x86_64") {
        return;
    }
    let world = World::alone("qemu");
    // 124 is timeout's: the firmware finds nothing to boot and waits.
    let ran = try_qemu(&world, CLASSROOM).expect(124);
    ran.prints("Running on KVM").says("PASS  kvm");
}

#[test]
fn without_its_lines_qemu_fails_and_the_line_is_named() {
    if !can_start() || !has_node("/dev/kvm") || !has_node("/dev/net/tun") || !has_program("qemu-system-x86_64") {
        return;
    }
    let world = World::alone("noqemu");
    let text = std::fs::read_to_string(support::workspace().join(CLASSROOM)).unwrap();
    let is_kept = |line: &&str| !line.starts_with("lxc.");
    let file = world.file("102.conf", &text.lines().filter(is_kept).collect::<Vec<_>>().join("\n"));
    let ran = try_qemu(&world, &file).expect(1);
    assert!(!ran.out.contains("Running on KVM"), "{ran:#?}");
    let ran = ran
        .says("closed  kvm: no line opens /dev/kvm; `dev0: /dev/kvm,mode=0660` would")
        .says("closed  tun: no line opens /dev/net/tun; `dev1: /dev/net/tun,mode=0666` would");
    let last = ran.err.trim_end().lines().last().unwrap();
    assert!(
        last.starts_with("hint: ") && last.contains("no /dev/kvm: add `dev0: /dev/kvm,mode=0660` to 102.conf"),
        "{ran:#?}"
    );
    // The advice is good: with the lines it names, the same command works.
    let mended = format!("{}\ndev0: /dev/kvm,mode=0660\n", std::fs::read_to_string(&file).unwrap());
    try_qemu(&world, &world.file("103.conf", &mended)).prints("Running on KVM");
}

#[test]
fn the_hint_speaks_the_files_dialect() {
    if !can_start() || !has_node("/dev/kvm") {
        return;
    }
    let world = World::alone("hint");
    let file = world.file("plain.conf", "lxc.uts.name = plain\nlxc.cgroup2.devices.deny = a\n");
    let entry = "`lxc.mount.entry = /dev/kvm dev/kvm none bind,create=file`";
    world
        .run(&["try", &file, "--", "sh", "-c", "exit 4"])
        .expect(4)
        .says(&format!(
            "hint: sh ended with status 4; if it needs a device, this container has no /dev/kvm: add `lxc.cgroup2.devices.allow = c 10:232 rwm` and {entry} to plain.conf"
        ));
    let quiet = world.run(&["try", &file, "--", "true"]).expect(0);
    assert!(!quiet.err.contains("hint:"), "{quiet:#?}");
}

#[test]
fn every_line_of_the_plan_has_its_cause() {
    if !can_start() {
        return;
    }
    let world = World::new("causes");
    let plan = world.run(&["plan", CLASSROOM]).expect(0);
    let json: Value = serde_json::from_str(&world.run(&["plan", CLASSROOM, "--json"]).expect(0).out).unwrap();
    let steps = json["steps"].as_array().unwrap();
    assert_eq!(plan.out.lines().count(), steps.len());
    for (line, step) in plan.out.lines().zip(steps) {
        let (text, cause) = (step["text"].as_str().unwrap(), step["cause"]["text"].as_str().unwrap());
        // The rest of the sentence may hold a name made for this one plan.
        let first = text.split(' ').next().unwrap();
        assert!(!cause.is_empty() && line.contains(first) && line.ends_with(cause), "{line}");
        let is_of_a_line = cause.contains("102.conf:");
        assert_eq!(step["cause"]["line"].is_u64(), is_of_a_line, "{step:#}");
    }
    for (line, words) in [
        (3, "ubuntu-gns3vm2-clone"),
        (4, "memory"),
        (12, "/dev/kvm"),
        (16, "/dev/net/tun"),
    ] {
        let is_meant = |step: &&Value| step["cause"]["line"] == line && step["text"].as_str().unwrap().contains(words);
        assert!(steps.iter().any(|step| is_meant(&step)), "no step for line {line}: {words}");
    }
    assert!(!world.path("run/transom").exists(), "a plan leaves run state");
}

#[test]
fn the_doctor_proves_a_device_here_and_inside() {
    if !can_start() || !has_node("/dev/kvm") || !has_node("/dev/net/tun") {
        return;
    }
    let world = World::alone("doctor");
    let healthy = world.run(&["doctor", "kvm"]).expect(0);
    assert!(!healthy.out.contains("WARN"), "{healthy:#?}");
    let file = world.file("lab.conf", "unprivileged: 1\ndev0: /dev/net/tun,mode=0666\n");
    world.run(&["create", "lab", &file, "--rootfs", "host"]).expect(0);
    world.run(&["doctor", "tun", "lab"]).expect(1).says("is not running");
    world.run(&["start", "lab", "--", "/bin/sleep", "100"]).expect(0);
    world
        .run(&["doctor", "tun", "lab"])
        .expect(0)
        .prints("PASS  tun.proof   inside `lab`: opened /dev/net/tun");
    let closed = world.run(&["doctor", "kvm", "lab"]).expect(1);
    closed
        .prints("FAIL  kvm.proof")
        .prints("no line opens it: add `dev1: /dev/kvm,mode=0660`");
    let json: Value = serde_json::from_str(&world.run(&["doctor", "kvm", "lab", "--json"]).expect(1).out).unwrap();
    assert_eq!(json["works"], false);
    world.run(&["destroy", "--force", "lab"]).expect(0);
}
