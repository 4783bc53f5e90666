//! Hosts that are recorded and replayed: `host facts`, `plan --host`, `check --host`.
//!
//! What a plan says of a recorded host is compared with what it says of this one, and must be the same; and of another host it must say
//! nothing that is true of this one alone.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

mod support;

use serde_json::Value;
use support::World;

const CLASSROOM: &str = "examples/classroom/102.conf";

/// What a plan prints, without the names of interfaces, which are new each time.
fn lasting(text: &str) -> String {
    let words = text.split_inclusive([' ', '\n', '"', ',']);
    let is_name =
        |word: &str| word.starts_with("tr") && word.len() > 10 && word[2..10].bytes().all(|byte| byte.is_ascii_hexdigit());
    words
        .map(|word| if is_name(word) { "NAME " } else { word })
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_plan_for_a_recording_of_this_host_is_the_plan_for_this_host() {
    let world = World::new("replay");
    let folder = world.path("data");
    std::fs::create_dir_all(&folder).unwrap();
    let lines = format!(
        "lxc.rootfs.path = dir:{root}\nlxc.mount.entry = {data} data none bind,create=dir 0 0\n\
         lxc.mount.entry = /dev/net/tun dev/net/tun none bind,optional,create=file 0 0\n\
         lxc.mount.entry = /nowhere x none bind,optional 0 0\nlxc.cgroup2.devices.allow = c 10:200 rwm\n\
         lxc.cgroup2.memory.max = 64M\nlxc.init.cmd = /bin/true\n",
        root = world.path("").display(),
        data = folder.display()
    );
    let config = world.file("replayed.conf", &lines);
    let of_config = world.run(&["host", "facts", "--for", &config]).expect(0).out;
    let recording = world.file("here.json", &of_config);
    for file in [config.as_str(), CLASSROOM] {
        let here = world.run(&["plan", file, "--json"]).expect(0);
        let there = world.run(&["plan", file, "--json", "--host", &recording]).expect(0);
        assert_eq!(lasting(&here.out), lasting(&there.out), "{file}");
        assert_eq!(lasting(&here.err), lasting(&there.err), "{file}");
    }
    // Without `--for` the folder is not in the recording, and so it is not on the host.
    let without = world.file("without.json", &world.run(&["host", "facts"]).expect(0).out);
    world
        .run(&["plan", "--as-written", "--host", &without, &config])
        .expect(3)
        .says(&format!("there is no {} on this host", folder.display()))
        .says(&format!("the recording does not have {}", folder.display()));
}

#[test]
fn a_recording_is_sorted_and_tells_no_secrets() {
    let world = World::new("record");
    let ran = world
        .run_under(&["env", "TOKEN=trt-secret", env!("CARGO_BIN_EXE_transom"), "host", "facts"])
        .expect(0);
    let facts: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(facts["is_whole"], true);
    assert!(
        facts["paths"]["/dev/null"].as_str().unwrap().starts_with("char 1:3 "),
        "{}",
        ran.out
    );
    assert_eq!(facts["drivers"]["char"]["1"][0], "mem");
    assert!(!ran.out.contains("trt-secret"));
    for address in addresses() {
        assert!(!ran.out.contains(&address), "{address}");
    }
    let again = world.run(&["host", "facts"]).expect(0).out;
    let keys = |text: &str| {
        text.lines()
            .filter_map(|line| line.split(':').next())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(&ran.out), keys(&again));
}

fn addresses() -> Vec<String> {
    let folders = std::fs::read_dir("/sys/class/net").unwrap().flatten();
    let texts = folders.filter_map(|folder| std::fs::read_to_string(folder.path().join("address")).ok());
    texts
        .map(|text| text.trim().to_owned())
        .filter(|text| text.bytes().any(|byte| byte != b'0' && byte != b':'))
        .collect()
}

#[test]
fn another_host_is_planned_for_without_a_look_at_this_one() {
    let world = World::new("elsewhere");
    let config = world.file(
        "102.conf",
        "arch: amd64\nhostname: gpu\nrootfs: local-lvm:vm-102-disk-0,size=8G\nunprivileged: 1\n\
         dev0: /dev/dri/renderD128,gid=104\nnet0: name=eth0,bridge=vmbr0,type=veth\n",
    );
    world
        .run(&["plan", "--host", "cases/hosts/pve-8.json", &config])
        .expect(0)
        .prints("makes /dev/dri/renderD128 (c 226:128)")
        .prints("on the bridge vmbr0");
    world
        .run(&["check", "--host", "cases/hosts/no-kvm.json", &config])
        .expect(0)
        .says("on the recorded host: Device /dev/dri/renderD128 does not exist");
    let found = world
        .run(&["check", "--strict", "--json", "--host", "cases/hosts/no-kvm.json", &config])
        .expect(3)
        .out;
    let found: Value = serde_json::from_str(&found).unwrap();
    let codes: Vec<&str> = found["files"][0]["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"no-such-node"), "{codes:?}");
}

#[test]
fn a_recording_that_cannot_be_read_is_blamed() {
    let world = World::new("unreadable");
    world
        .run(&["plan", "--host", "/nowhere.json", CLASSROOM])
        .expect(1)
        .says("cannot read /nowhere.json");
    let text = std::fs::read_to_string(support::workspace().join("cases/hosts/no-kvm.json")).unwrap();
    let wrong = world.file("wrong.json", &text.replacen("\"Char\"", "\"Chair\"", 1));
    let line = 1 + text.lines().position(|line| line.contains("\"Char\"")).unwrap();
    world
        .run(&["check", "--host", &wrong, CLASSROOM])
        .expect(1)
        .says(&format!("cannot read {wrong}: line {line}, column"))
        .says("hint: ");
    let newer = world.file("newer.json", &text.replacen('{', "{\n \"gpus\": [],", 1));
    world
        .run(&["check", "--host", &newer, CLASSROOM])
        .expect(0)
        .says("fields that this version does not know: `gpus`");
}

#[test]
fn a_pasted_number_is_told_for_what_it_is_on_a_recorded_host() {
    let world = World::new("handed-out");
    let config = world.file("gpu.conf", "lxc.uts.name = gpu\nlxc.cgroup2.devices.allow = c 238:* rwm\n");
    let here = |host: &str, language: &str| {
        let host = format!("cases/hosts/{host}.json");
        let ran = world
            .run(&["explain", &config, "--json", "--host", &host, "--lang", language])
            .expect(0);
        let page: Value = serde_json::from_str(&ran.out).unwrap();
        let lines = page["lines"].as_array().unwrap();
        lines.iter().find(|line| line["line"] == 2).unwrap()["here"].to_string()
    };
    assert!(here("pve-9", "en").contains("238 is this now: NVMe commands (the driver nvme-generic)"));
    assert!(here("pve-9", "zh").contains("238 目前是：NVMe 命令（驱动 nvme-generic）"));
    assert!(here("debian-libvirt", "en").contains("No driver has the number 238 now"));
    // A recording without drivers has nothing to say of them.
    assert_eq!(here("no-kvm", "en"), "[]");
}
