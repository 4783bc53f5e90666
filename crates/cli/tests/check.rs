//! `transom check`: many files, folders, standard input, its three forms, and files that are something else.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

mod support;

use std::os::unix::fs::symlink;

use serde_json::Value;
use support::{Ran, World};

/// A folder with a clean file, one with an error, one with a warning, and others that are no configuration.
fn lab(world: &World) -> String {
    for folder in ["lab/b", "lab/web/rootfs/etc", "lab/empty"] {
        std::fs::create_dir_all(world.path(folder)).unwrap();
    }
    let files = [
        (
            "lab/101.conf",
            "arch: amd64\nostype: debian\nunprivileged: 1\nrootfs: /srv/root\n",
        ),
        ("lab/b/102.conf", "cores: 1\nmemory: lots\n"),
        (
            "lab/web/config",
            "lxc.uts.name = web\nlxc.rootfs.path = dir:/srv\nsecurity.nesting = true\n",
        ),
        ("lab/web/rootfs/etc/bad.conf", "lxc.nosuchkey = 1\n"),
        ("lab/compose.yaml", "services:\n  web:\n    image: x\n"),
        ("lab/nginx.conf", "server {\n  listen 80;\n}\n"),
        ("lab/README", "lxc.nosuchkey = 1\n"),
    ];
    for (name, text) in files {
        world.file(name, text);
    }
    symlink(world.path("lab"), world.path("lab/loop")).unwrap();
    world.path("lab").display().to_string()
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.out))
}

#[test]
fn folders_are_walked() {
    let world = World::new("walk");
    let lab = lab(&world);
    let ran = world.run(&["check", &lab]).expect(3);
    let summary = "checked 3 files: 1 error, ";
    assert!(ran.err.contains(summary), "{ran:#?}");
    let ran = ran.says("b/102.conf:2:").says("4 files passed over").says("security.nesting");
    assert!(!ran.err.contains("nosuchkey") && !ran.err.contains("101.conf"), "{ran:#?}");
    let report = json(&world.run(&["check", &lab, "--json"]).expect(3));
    let files: Vec<&str> = report["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["file"].as_str().unwrap())
        .collect();
    let expected = ["101.conf", "b/102.conf", "web/config"].map(|name| format!("{lab}/{name}"));
    assert_eq!(files, expected);
    assert_eq!(
        (&report["summary"]["errors"], &report["summary"]["passed_over"]),
        (&1.into(), &4.into())
    );
}

#[test]
fn the_exit_status_is_for_scripts() {
    let world = World::new("status");
    let lab = lab(&world);
    let (clean, bad, warned) = (
        format!("{lab}/101.conf"),
        format!("{lab}/b/102.conf"),
        format!("{lab}/web/config"),
    );
    world.run(&["check", &clean]).expect(0).says("0 errors, 0 warnings");
    world.run(&["check", &clean, &bad]).expect(3);
    world.run(&["check", &warned]).expect(0);
    world.run(&["check", "--strict", &warned]).expect(3);
    world
        .run(&["check", &bad, "/trt/nonexistent", &clean])
        .expect(1)
        .says("/trt/nonexistent")
        .says("1 file could not be read");
    world
        .run(&["check", &format!("{lab}/empty")])
        .expect(1)
        .says("there is no container's configuration here")
        .says("hint:");
    world.run(&["check"]).expect(2);
}

#[test]
fn standard_input_is_a_file() {
    let world = World::new("stdin");
    let transom = env!("CARGO_BIN_EXE_transom");
    let pipe = |text: &str, words: &str| {
        let line = format!("printf '{text}' | {transom} check {words}");
        world.run_under(&["sh", "-c", &line])
    };
    pipe("lxc.nosuchkey = 1\\n", "-").expect(3).says("-:1:").says("read as LXC");
    pipe("memory: lots\\n", "- --dialect pve").expect(3).says("-:1:9");
    pipe("arch: amd64\\n", "- --dialect lxc")
        .expect(3)
        .says("LXC was asked for, but this looks like a Proxmox VE file");
    let ran = world.run_under(&["sh", "-c", &format!("yes lxc.start.auto=1 | {transom} check -")]);
    ran.expect(1).says("no configuration is larger than").says("hint:");
}

#[test]
fn what_is_something_else_is_named() {
    let world = World::new("foreign");
    let cases = [
        (
            "compose.yaml",
            "services:\n  web:\n    image: x\n",
            "a Docker Compose file",
            "compose.yaml:1:1",
        ),
        ("lab.nspawn", "# mine\n[Exec]\nBoot=yes\n", "systemd-nspawn", "lab.nspawn:2:1"),
        (
            "101.conf",
            "cores: 2\nname: vm\nscsi0: local:vm-101-disk-0,size=8G\nboot: order=scsi0\n",
            "a virtual machine of Proxmox VE",
            "101.conf:3:1",
        ),
        ("notes.txt", "Dear all,\n", "plain text", "notes.txt:1:1"),
        (
            "kvm.xml",
            "<domain type='kvm'>\n  <name>x</name>\n</domain>\n",
            "kvm",
            "kvm.xml:1:",
        ),
    ];
    for (name, text, what, place) in cases {
        let file = world.file(name, text);
        let ran = world.run(&["check", &file]).expect(3).says(what).says(place).says("hint: ");
        assert!(ran.err.contains("error: "), "{ran:#?}");
        let report = json(&world.run(&["check", &file, "--json"]).expect(3));
        assert!(report["files"][0]["diagnostics"][0]["hint"].is_string(), "{report:#}");
        world.run(&["try", &file, "--", "true"]).expect(3).says(what);
        world.run(&["create", "x", &file]).expect(3).says(what);
    }
    assert!(!world.path("var/lib/transom/x").exists());
}

#[test]
fn every_other_dialect_than_the_named_one_is_said() {
    let world = World::new("pairs");
    let files = [
        (
            "lxc",
            "config",
            "lxc.uts.name = x\nlxc.rootfs.path = dir:/srv\n",
            "an LXC file",
        ),
        ("pve", "102.conf", "arch: amd64\nunprivileged: 1\n", "a Proxmox VE file"),
        (
            "libvirt",
            "d.xml",
            "<domain type='lxc'>\n  <name>x</name>\n</domain>\n",
            "a libvirt document",
        ),
        (
            "lxd",
            "p.yaml",
            "name: x\nconfig:\n  limits.cpu: \"2\"\ndevices: {}\n",
            "a profile or instance of LXD",
        ),
        (
            "oci",
            "config.json",
            "{\"ociVersion\": \"1.2.0\", \"root\": {\"path\": \"rootfs\"}}\n",
            "an OCI runtime configuration",
        ),
    ];
    for (dialect, name, text, what) in files {
        let file = world.file(name, text);
        for asked in ["lxc", "pve", "libvirt", "lxd", "incus", "oci"] {
            let ran = world.run(&["check", &file, "--dialect", asked]);
            let is_own = asked == dialect || (asked == "incus" && dialect == "lxd");
            let is_said = ran.err.contains("was asked for, but this looks like");
            assert_eq!(is_said, !is_own, "{dialect} as {asked}: {ran:#?}");
            if !is_own {
                ran.expect(3)
                    .says(what)
                    .says(&format!("hint: `--dialect {dialect}` reads it as one"));
            }
        }
    }
}

#[test]
fn what_is_no_utf8_text_is_said() {
    let world = World::new("encoding");
    let write = |name: &str, bytes: &[u8]| {
        let path = world.path(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    let utf16: Vec<u8> = "\u{feff}lxc.uts.name = x\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let file = write("utf16.conf", &utf16);
    world
        .run(&["check", &file])
        .expect(1)
        .says("UTF-16")
        .says("hint: ")
        .says("iconv -f UTF-16LE");
    let file = write("latin1.conf", b"lxc.uts.name = x\n# f\xfcr alle\n");
    world
        .run(&["check", &file])
        .expect(0)
        .says("latin1.conf:2:4")
        .says("byte 0xfc is no UTF-8")
        .says("iconv -f LATIN1");
    let file = write("root.tar.gz", b"\x1f\x8b\x08\x00\x00");
    world
        .run(&["check", &file])
        .expect(1)
        .says("an archive (gzip)")
        .says("hint: ");
    let file = write("102.conf", b"arch: amd64\nhostname: x\0y\n");
    world.run(&["check", &file]).expect(1).says("line 2 has a zero byte");
}

#[test]
fn what_could_block_or_never_ends_is_refused() {
    let world = World::new("special");
    let fifo = world.path("pipe.conf").display().to_string();
    world.run_under(&["mkfifo", &fifo]).expect(0);
    world
        .run(&["check", &fifo])
        .expect(1)
        .says("it is no regular file but a pipe")
        .says("hint: ");
    world.run(&["check", "/dev/zero"]).expect(1).says("a device");
    let large = world.path("large.conf");
    std::fs::File::create(&large).unwrap().set_len(100 << 20).unwrap();
    let ran = world
        .run(&["check", &large.display().to_string()])
        .expect(1)
        .says("large.conf")
        .says("104857600 bytes");
    assert!(ran.err.contains("hint: "), "{ran:#?}");
    // A folder with such files in it is read without them.
    world.file("102.conf", "arch: amd64\n");
    let folder = world.path("").display().to_string();
    world
        .run(&["check", &folder])
        .expect(1)
        .says("104857600 bytes")
        .says("checked 1 file")
        .says("1 file passed over");
}

#[test]
fn profiles_are_read_together() {
    let world = World::new("together");
    let base = world.file(
        "base.yaml",
        "name: base\nconfig:\n  limits.cpu: \"2\"\ndevices:\n  root:\n    type: disk\n    path: /\n    pool: default\n",
    );
    let gpu = world.file(
        "gpu.yaml",
        "name: gpu\nconfig: {}\ndevices:\n  gpu:\n    type: gpu\n    mode: lots\n",
    );
    let instance = world.file(
        "instance.yaml",
        "name: web\narchitecture: x86_64\nprofiles:\n- base\n- gpu\nconfig: {}\ndevices: {}\n",
    );
    let alone = world.run(&["check", &instance]);
    assert!(alone.err.contains("base"), "{alone:#?}");
    let ran = world
        .run(&["check", "--together", &base, &gpu, &instance])
        .says("gpu.yaml:6:");
    assert!(!ran.err.contains("instance.yaml:4:"), "{ran:#?}");
    let ran = world
        .run(&["plan", "--profile", &base, "--profile", &gpu, &instance])
        .expect(3);
    ran.says("gpu.yaml:6:");
    let shown = world.run(&["show", "--profile", &base, &instance]).expect(0);
    assert!(shown.out.contains("base.yaml:3"), "{shown:#?}");
    let other = world.file("102.conf", "arch: amd64\n");
    world
        .run(&["plan", "--profile", &base, &other])
        .expect(1)
        .says("102.conf would not be read");
    world
        .run(&["check", "--together", &other, &other])
        .expect(1)
        .says("Proxmox VE reads one file for a container")
        .says("hint: ");
}

/// What the schema of SARIF 2.1.0 demands of the objects that are used.
#[test]
fn sarif_has_what_the_standard_demands() {
    let world = World::new("sarif");
    let lab = lab(&world);
    let ran = world.run(&["check", &lab, "/trt/nonexistent", "--sarif"]).expect(1);
    let log = json(&ran);
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().ends_with("sarif-schema-2.1.0.json"));
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "transom");
    let rules = driver["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(results.len() > 1, "{run:#}");
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(result["message"]["text"].as_str().unwrap().ends_with('.'));
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
        assert!(place["region"]["endColumn"].as_u64() >= place["region"]["startColumn"].as_u64());
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.starts_with("file:///") && !uri.contains(' '), "{uri}");
    }
    for rule in rules {
        assert!(!rule["shortDescription"]["text"].as_str().unwrap().is_empty());
    }
    let bad = results.iter().find(|result| result["level"] == "error").unwrap();
    let region = &bad["locations"][0]["physicalLocation"]["region"];
    assert_eq!(
        *region,
        serde_json::json!({"startLine": 2, "startColumn": 9, "endColumn": 13})
    );
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert!(
        invocation["toolExecutionNotifications"][0]["message"]["text"]
            .as_str()
            .unwrap()
            .contains("nonexistent")
    );
    let clean = json(&world.run(&["check", &format!("{lab}/101.conf"), "--sarif"]).expect(0));
    assert_eq!(clean["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(clean["runs"][0]["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn relative_paths_stay_relative_in_sarif() {
    let world = World::new("uris");
    let file = "examples/classroom/102.conf";
    let log = json(&world.run(&["check", file, "--sarif"]).expect(0));
    let uri = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, file);
}
