//! Lints as they are met on the command line: `check` with and without them, in each form and language, and `fix`.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

mod support;

use std::os::unix::fs::PermissionsExt;

use serde_json::Value;
use support::World;

const LAB: &str = "# a lab\narch: amd64\nostype: debian\nrootfs: /srv\nlxc.cgroup.devices.allow: c 10:232 rwm\n\n# kept as it is\ndev0: /dev/kvm\n";

fn mended() -> String {
    LAB.replace("lxc.cgroup.", "lxc.cgroup2.")
}

#[test]
fn findings_are_shown_like_the_readers_words() {
    let world = World::new("lintshow");
    let file = world.file("102.conf", LAB);
    let ran = world.run(&["check", "--lang", "en", &file]).expect(0);
    ran.says("warning[T0002]: a key of cgroup v1")
        .says("102.conf:5:1")
        .says("hint: write the same rule under its name of cgroup v2: lxc.cgroup2.devices.allow: c 10:232 rwm")
        .says("0 errors, 1 warning");
    world.run(&["check", "--strict", &file]).expect(3);
    world
        .run(&["check", "--lang", "zh", &file])
        .expect(0)
        .says("这是 cgroup v1 的键");
    // Without lints the reader has its own word on it.
    let ran = world.run(&["check", "--no-lints", &file]).expect(0);
    assert!(!ran.err.contains("T0002") && ran.err.contains("cgroup v1"), "{ran:#?}");
}

#[test]
fn programs_get_all_that_is_known() {
    let world = World::new("lintjson");
    let file = world.file("102.conf", LAB);
    let report: Value = serde_json::from_str(&world.run(&["check", "--lang", "en", "--json", &file]).out).unwrap();
    let found = &report["files"][0]["diagnostics"][0];
    assert_eq!((&found["code"], &found["severity"]), (&"T0002".into(), &"warning".into()));
    let lint = &found["lint"];
    assert_eq!((&lint["name"], &lint["means"]), (&"v1-device-rule".into(), &"refused".into()));
    assert_eq!(
        (&lint["has_fix"], &lint["today"]),
        (&true.into(), &"lxc.cgroup2.devices.allow: c 10:232 rwm".into())
    );
    let report: Value = serde_json::from_str(&world.run(&["check", "--lang", "en", "--sarif", &file]).out).unwrap();
    let rule = &report["runs"][0]["tool"]["driver"]["rules"][0];
    assert_eq!((&rule["id"], &rule["name"]), (&"T0002".into(), &"v1-device-rule".into()));
    assert!(rule["help"]["text"].as_str().unwrap().contains("cgroup v2"));
}

#[test]
fn fix_shows_asks_and_writes() {
    let world = World::new("fix");
    let file = world.file("102.conf", LAB);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    let text = || std::fs::read_to_string(&file).unwrap();
    let line = ":5: lxc.cgroup2.devices.allow: c 10:232 rwm";
    world.run(&["fix", "--dry-run", &file]).expect(0).prints(line);
    world
        .run(&["fix", &file])
        .expect(1)
        .prints(line)
        .says("no terminal to ask on");
    let ran = world.run_on_terminal("sleep 0.3; echo n; sleep 1", &["fix", &file]);
    assert!(ran.out.contains("[y/N]"), "{ran:#?}");
    assert_eq!(text(), LAB);
    world
        .run(&["fix", "--yes", "--only", "T0003", &file])
        .expect(0)
        .says("nothing to mend");
    assert_eq!(text(), LAB);
    world.run_on_terminal("sleep 0.3; echo y; sleep 1", &["fix", &file]);
    assert_eq!(text(), mended());
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    world.run(&["fix", &file]).expect(0).says("nothing to mend");
}

#[test]
fn fix_goes_through_many_files() {
    let world = World::new("fixes");
    let (one, two) = (world.file("102.conf", LAB), world.file("103.conf", LAB));
    let words = [
        "fix",
        "--yes",
        "--only",
        "v1-device-rule",
        "--json",
        &one,
        "/trt/nonexistent",
        &two,
    ];
    let ran = world.run(&words).expect(1).says("/trt/nonexistent");
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let files = report.as_array().unwrap();
    assert_eq!(files.len(), 2, "{ran:#?}");
    for file in files {
        assert_eq!((&file["changed"], &file["written"]), (&true.into(), &true.into()));
        assert_eq!(file["mended"][0]["code"], "T0002");
        assert_eq!(file["added"][0][0], 5);
    }
    assert_eq!(std::fs::read_to_string(two).unwrap(), mended());
    world.run(&["fix", "--only", "T9999", &one]).expect(2).says("no such lint");
}

#[test]
fn comments_and_remarks() {
    let world = World::new("lintallow");
    let allowed = LAB.replace("lxc.cgroup.", "# transom: allow T0002 the host is old\nlxc.cgroup.");
    let file = world.file("102.conf", &allowed);
    let ran = world.run(&["check", &file]).expect(0);
    assert!(!ran.err.contains("T0002"), "{ran:#?}");
    let idle = world.file(
        "103.conf",
        "arch: amd64\nostype: debian\nmemory: 512\n# transom: allow T0002\nswap: 0\n",
    );
    let ran = world.run(&["check", &idle]).expect(0);
    assert!(!ran.err.contains("T0001"), "{ran:#?}");
    world
        .run(&["check", "--pedantic", &idle])
        .expect(0)
        .says("note[T0001]")
        .says("103.conf:4");
}
