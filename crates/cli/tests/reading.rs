//! Commands that only read: check, plan, list, info, host devices; in words and as JSON.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

mod support;

use serde_json::Value;
use support::{World, can_start};

const CLASSROOM: &str = "examples/classroom/102.conf";

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn the_classroom_is_checked_without_errors() {
    let world = World::new("check");
    world
        .run(&["check", CLASSROOM])
        .expect(0)
        .says("read as Proxmox VE")
        .says("102.conf:12:1")
        .says("0 errors");
    let report = json(&world.run(&["check", CLASSROOM, "--json"]).expect(0).out);
    let file = &report["files"][0];
    assert!(file["dialect"].as_str().unwrap().starts_with("pve-"), "{report:#}");
    assert_eq!(
        (&report["summary"]["errors"], &report["summary"]["checked"]),
        (&0.into(), &1.into())
    );
    assert_eq!(file["diagnostics"][0]["place"]["line"], 12);
}

#[test]
fn a_plan_names_a_cause_for_every_step() {
    if !can_start() {
        return;
    }
    let world = World::new("plan");
    let plan = json(&world.run(&["plan", CLASSROOM, "--json"]).expect(0).out);
    let steps = plan["steps"].as_array().unwrap();
    assert!(
        steps
            .iter()
            .all(|step| !step["cause"]["text"].as_str().unwrap().is_empty() && !step["text"].as_str().unwrap().is_empty())
    );
    let kvm = steps
        .iter()
        .find(|step| step["text"].as_str().unwrap().starts_with("makes /dev/kvm"))
        .unwrap();
    assert_eq!(kvm["cause"]["text"], "102.conf:12");
    let template = &plan["problems"]
        .as_array()
        .unwrap()
        .iter()
        .find(|problem| problem["cause"]["line"] == 9);
    assert!(template.is_some(), "{:#}", plan["problems"]);
    world
        .run(&["plan", CLASSROOM, "--as-written"])
        .expect(3)
        .says("102.conf:9:")
        .says("hint:");
}

#[test]
fn containers_are_created_listed_and_destroyed() {
    let world = World::new("store");
    world.run(&["list"]).expect(0).says("there are no containers");
    world
        .run(&["create", "lab1", "examples/classroom/102-today.conf", "--rootfs", "host"])
        .expect(0);
    let list = json(&world.run(&["list", "--json"]).expect(0).out);
    assert_eq!(
        (&list[0]["name"], &list[0]["state"], &list[0]["root"]),
        (&"lab1".into(), &"stopped".into(), &"host".into())
    );
    let info = json(&world.run(&["info", "lab1", "--json"]).expect(0).out);
    assert_eq!(info["devices"], serde_json::json!(["/dev/kvm", "/dev/net/tun"]));
    assert!(world.run(&["info", "lab1"]).expect(0).out.contains("ubuntu-gns3vm2-clone"));
    world
        .run(&["create", "lab1", "examples/classroom/102-today.conf"])
        .expect(1)
        .says("is there already");
    world
        .run(&["exec", "lab1", "--", "true"])
        .expect(125)
        .says("is not running")
        .says("transom start lab1");
    world.run(&["stop", "lab1"]).expect(1).says("is not running");
    world.run(&["destroy", "lab1"]).expect(0);
    assert_eq!(json(&world.run(&["list", "--json"]).expect(0).out), serde_json::json!([]));
}

#[test]
fn devices_of_the_host_are_listed() {
    let world = World::new("devices");
    let devices = json(&world.run(&["host", "devices", "null", "--json"]).expect(0).out);
    assert_eq!(
        (&devices[0]["major"], &devices[0]["minor"], &devices[0]["kind"]),
        (&1.into(), &3.into(), &"char".into())
    );
    assert!(world.run(&["host", "devices"]).expect(0).out.starts_with("NODE"));
}

#[test]
fn every_command_has_help_with_an_example() {
    let world = World::new("help");
    for command in [
        "try", "run", "create", "start", "stop", "kill", "list", "info", "exec", "shell", "console", "logs", "destroy", "plan",
        "check", "doctor", "host",
    ] {
        let help = world.run(&[command, "--help"]).expect(0).out;
        assert!(help.contains("Example"), "{command} has no example");
    }
}
