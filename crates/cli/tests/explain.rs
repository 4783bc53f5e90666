//! `explain`, as it is typed: files, folders, and everything else that can be asked.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

mod support;

use serde_json::Value;
use support::World;

const CLASSROOM: &str = "examples/classroom/102.conf";

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The page for the machine that the classroom's file was written on.
const PROXMOX: [&str; 2] = ["--host", "cases/hosts/pve-8.json"];

#[test]
fn the_classroom_file_answers_its_authors_questions() {
    let world = World::new("explain");
    world
        .run(&["explain", CLASSROOM, "--long", PROXMOX[0], PROXMOX[1]])
        .expect(0)
        // "Where do the numbers come from?"
        .prints("10 is the major number, which names the driver: 10 is the kernel's \"misc\" list of")
        .prints("232 is the minor number")
        // "What is a cgroup?"
        .prints("a group of processes that the kernel counts")
        // "What does /dev/net/tun actually do?"
        .prints("virtual network interfaces made by programs")
        // What he did not ask.
        .prints("root inside is root on the host")
        .prints("Today: dev0: /dev/kvm")
        .prints("[T0002]")
        .prints("[T0007]");
}

#[test]
fn the_same_in_chinese() {
    let world = World::new("explain-zh");
    world
        .run(&["explain", CLASSROOM, "--long", "--lang", "zh", PROXMOX[0], PROXMOX[1]])
        .expect(0)
        .prints("特权容器")
        .prints("次设备号")
        .prints("现在的写法: dev0: /dev/kvm");
    // The locale chooses, where no option does.
    world
        .run_under(&[
            "env",
            "LC_ALL=zh_CN.UTF-8",
            env!("CARGO_BIN_EXE_transom"),
            "explain",
            "cgroup",
        ])
        .expect(0)
        .prints("控制组");
}

#[test]
fn json_has_everything_that_the_page_shows() {
    let world = World::new("explain-json");
    let out = world
        .run(&["explain", CLASSROOM, "--json", PROXMOX[0], PROXMOX[1]])
        .expect(0)
        .out;
    let page = json(&out);
    let lines = page["lines"].as_array().unwrap();
    let kvm = lines.iter().find(|line| line["line"] == 12).unwrap();
    let words: Vec<&str> = kvm["effects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|effect| effect["word"].as_str().unwrap())
        .collect();
    assert!(words.contains(&"refused") && words.contains(&"needs"), "{words:?}");
    assert_eq!(kvm["today"]["lines"][0], "dev0: /dev/kvm");
    assert_eq!(page["exposure"]["worst"][0]["risk"]["level"], "critical");
    assert_eq!(page["ids"]["privileged"], true);
    let last = page["devices"].as_array().unwrap().last().unwrap();
    assert_eq!(last["allowed"], false);
}

#[test]
fn a_page_is_one_file_without_markup_of_the_users() {
    let world = World::new("explain-html");
    let file = world.file(
        "evil.conf",
        "arch: amd64\nhostname: x\n# <script>alert(1)</script>\nlxc.environment: A=</pre><img src=x>\n",
    );
    let out = world.run(&["explain", &file, "--html"]).expect(0).out;
    assert!(out.starts_with("<!doctype html>") && out.trim_end().ends_with("</html>"));
    assert!(
        !out.contains("<script") && !out.contains("<img") && !out.contains("http"),
        "{out}"
    );
    assert!(out.contains("&lt;script&gt;"));
}

#[test]
fn markdown_is_markdown() {
    let world = World::new("explain-md");
    world
        .run(&["explain", CLASSROOM, "--markdown"])
        .expect(0)
        .prints("# examples/classroom/102.conf")
        .prints("**12** `lxc.cgroup.devices.allow: c 10:232 rwm`");
}

#[test]
fn findings_come_as_sarif() {
    let world = World::new("explain-sarif");
    let out = world.run(&["explain", CLASSROOM, "--sarif"]).expect(0).out;
    let results = json(&out)["runs"][0]["results"].clone();
    let rules: Vec<&str> = results
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["ruleId"].as_str().unwrap())
        .collect();
    assert!(rules.contains(&"T0002") && rules.contains(&"T0007"), "{rules:?}");
}

#[test]
fn single_questions_are_answered() {
    let world = World::new("explain-ask");
    for (question, answer) in [
        ("lxc.mount.auto", "proc[:mixed|rw]"),
        ("10:200", "/dev/net/tun is TUN/TAP"),
        ("c 226:128 rwm", "/dev/dri/renderD128"),
        ("/dev/kvm", "dev0: /dev/kvm"),
        ("cap_sys_admin", "Risk: critical"),
        ("T0002", "v1-device-rule"),
        ("control groups", "a group of processes"),
        ("c 238:0", "handed out when a driver loads"),
        ("security.nesting", "Incus: security.nesting"),
    ] {
        world.run(&["explain", question]).expect(0).prints(answer);
    }
}

#[test]
fn a_line_is_explained_in_both_kinds_of_containers() {
    let world = World::new("explain-line");
    let line = "lxc.cgroup2.devices.allow = c 10:232 rwm";
    world
        .run(&["explain", line])
        .expect(0)
        .prints("In an unprivileged container")
        .prints("breaks something else")
        .prints("In a privileged container");
    let out = world.run(&["explain", line, "--json"]).expect(0).out;
    assert_eq!(json(&out).as_array().unwrap().len(), 2);
}

#[test]
fn what_is_nothing_gets_a_way_on() {
    let world = World::new("explain-wrong");
    world
        .run(&["explain", "swappines"])
        .expect(1)
        .says("there is no file, container, key or word `swappines`");
    world.run(&["explain", "./no-such.conf"]).expect(1).says("no-such.conf");
    world.run(&["explain", "x", "--lang", "tlh"]).expect(2).says("`en` and `zh`");
    world
        .run(&["explain", "seccomp.allow_nest"])
        .expect(1)
        .says("did you mean `lxc.seccomp.allow_nesting`");
}

#[test]
fn a_folder_is_explained_file_by_file() {
    let world = World::new("explain-folder");
    std::fs::create_dir(world.path("a")).unwrap();
    world.file("a/one.conf", "arch: amd64\nhostname: one\nmemory: 512\n");
    world.file("a/two.conf", "lxc.uts.name = two\nlxc.cap.drop = sys_admin\n");
    let folder = world.path("a").display().to_string();
    let out = world.run(&["explain", &folder, "--json"]).expect(0).out;
    let files = json(&out)["files"].as_array().unwrap().len();
    assert_eq!(files, 2);
}
