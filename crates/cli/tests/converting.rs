//! `convert`, `show`, `diff`, `set` and `unset`, as they are typed.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

mod support;

use serde_json::Value;
use support::World;

const CLASSROOM: &str = "examples/classroom/102.conf";
const DIALECTS: [&str; 6] = ["lxc", "pve", "libvirt", "lxd", "incus", "oci"];

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn a_conversion_is_a_file_and_a_report() {
    let world = World::new("convert");
    world
        .run(&["convert", CLASSROOM, "--to", "lxc"])
        .expect(1)
        .prints("lxc.cgroup2.devices.allow = c 10:232 rwm")
        .prints("# This line seems to pass through the host CPU's virtualization features")
        .says("translated  102.conf:12  lxc.cgroup.devices.allow: c 10:232 rwm")
        .says("impossible  102.conf:2  cores: 2")
        .says("instead: name them: `lxc.cgroup2.cpuset.cpus = 0-1`");
    world.run(&["convert", CLASSROOM, "--to", "lxc", "--lossy"]).expect(0);
}

#[test]
fn every_dialect_takes_what_was_converted_to_it() {
    let world = World::new("convert-all");
    for dialect in DIALECTS {
        let out = world.path(&format!("{dialect}.out")).display().to_string();
        let report = world.path(&format!("{dialect}.json")).display().to_string();
        world
            .run(&[
                "convert", CLASSROOM, "--to", dialect, "--lossy", "-o", &out, "--report", &report,
            ])
            .expect(0);
        world.run(&["check", "--dialect", dialect, &out]).expect(0);
        let report = json(&std::fs::read_to_string(&report).unwrap());
        assert_eq!(report["to"], dialect);
        assert!(report["from"].as_str().unwrap().starts_with("pve-9"), "{}", report["from"]);
        let rows = report["rows"].as_array().unwrap();
        let text = std::fs::read_to_string(support::workspace().join(CLASSROOM)).unwrap();
        let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
        assert_eq!(rows.len(), lines, "{dialect}: {rows:#?}");
    }
}

#[test]
fn the_file_that_is_read_is_never_overwritten() {
    let world = World::new("convert-same");
    let file = world.file("a.conf", "lxc.uts.name = a\n# mine\n");
    world
        .run(&["convert", &file, "--to", "oci", "-o", &file])
        .expect(1)
        .says("is the file that is converted")
        .says("-o");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "lxc.uts.name = a\n# mine\n");
}

#[test]
fn what_is_no_container_is_not_converted() {
    let world = World::new("convert-other");
    let file = world.file("compose.yaml", "services:\n  web:\n    image: nginx\n");
    let ran = world.run(&["convert", &file, "--dialect", "lxd", "--to", "lxc"]).expect(3);
    assert!(ran.out.is_empty(), "{}", ran.out);
}

#[test]
fn show_names_the_line_behind_every_value() {
    let world = World::new("show");
    world
        .run(&["show", CLASSROOM])
        .expect(0)
        .prints("c 10:232: allow rwm")
        .prints("102.conf:12")
        .says("more by default");
    world
        .run(&["show", CLASSROOM, "--expanded"])
        .expect(0)
        .prints("sys_time: dropped");
    world
        .run(&["show", CLASSROOM, "--as", "incus"])
        .expect(0)
        .prints("limits.memory");
    let shown = json(&world.run(&["show", CLASSROOM, "--json"]).expect(0).out);
    let facts = shown["facts"].as_array().unwrap();
    assert!(facts.iter().all(|fact| fact["origin"]["line"].is_u64()), "{facts:#?}");
    assert!(
        facts
            .iter()
            .any(|fact| fact["topic"] == "host name" && fact["value"] == "ubuntu-gns3vm2-clone")
    );
}

#[test]
fn diff_compares_by_meaning() {
    let world = World::new("diff");
    let one = world.file("one.conf", "lxc.utsname = a\nlxc.cgroup.memory.limit_in_bytes = 512M\n");
    let other = world.file(
        "other.conf",
        "lxc.cgroup2.memory.max = 536870912\n# a comment\nlxc.uts.name = a\n",
    );
    world.run(&["diff", &one, &other]).expect(0);
    let third = world.file("100.conf", "hostname: b\nmemory: 512\nswap: 0\n");
    let ran = world.run(&["diff", &one, &third]).expect(1);
    let ran = ran.prints("host name").prints("- a  one.conf:1").prints("+ b  100.conf:1");
    assert!(!ran.out.contains("limit memory\n"), "{}", ran.out);
    let found = json(&world.run(&["diff", &one, &third, "--json"]).expect(1).out);
    assert!(
        found["differences"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["topic"] == "host name")
    );
}

#[test]
fn a_bundles_file_is_read_from_its_own_folder_too() {
    let world = World::new("bare-name");
    let case = support::workspace().join("cases/oci/kvm-and-tun/input.json");
    std::fs::copy(case, world.path("config.json")).unwrap();
    let line = format!(
        "cd {} && {} show --json config.json",
        world.path("").display(),
        env!("CARGO_BIN_EXE_transom")
    );
    let shown = json(&world.run_under(&["sh", "-c", &line]).expect(0).out);
    let facts = shown["facts"].as_array().unwrap();
    let root = facts.iter().find(|fact| fact["topic"] == "root").unwrap();
    assert_eq!(root["value"], "source /srv/root");
}
