//! OCI bundles on a real kernel: a folder is a container, its relative paths are its own, and the paths that it hides are hidden.

#![allow(clippy::unwrap_used, reason = "all of it is a test, its own functions too")]

mod support;

use support::{Guest, World};

/// A bundle's configuration: `rest` is more of `linux`, `mounts` are entries of their own.
fn configuration(rest: &str, mounts: &str) -> String {
    format!(
        r#"{{
  "ociVersion": "1.2.0",
  "process": {{
    "user": {{ "uid": 0, "gid": 0 }},
    "args": ["sh", "-c", "echo $0 from the bundle"],
    "env": ["PATH=/bin"],
    "cwd": "/",
    "capabilities": {{ "bounding": ["CAP_SYS_ADMIN", "CAP_NET_ADMIN"] }}
  }},
  "root": {{ "path": "rootfs" }},
  "hostname": "bundle",
  "mounts": [
    {{ "destination": "/proc", "type": "proc", "source": "proc" }},
    {{ "destination": "/sys", "type": "sysfs", "source": "sysfs", "options": ["nosuid", "noexec", "nodev", "ro"] }}{mounts}
  ],
  "linux": {{
    "namespaces": [
      {{ "type": "pid" }}, {{ "type": "mount" }}, {{ "type": "uts" }}, {{ "type": "ipc" }}, {{ "type": "network" }}
    ]{rest}
  }}
}}
"#
    )
}

/// Makes a bundle with a root of busybox; `None`, and a skip, where it cannot be run.
fn bundle(world: &World, name: &str, text: &str) -> Option<String> {
    let folder = world.path(name);
    std::fs::create_dir_all(&folder).unwrap();
    let guest = Guest::new(world)?;
    std::fs::rename(&guest.path, folder.join("rootfs")).unwrap();
    std::fs::write(folder.join("config.json"), text).unwrap();
    Some(folder.display().to_string())
}

#[test]
fn a_bundle_runs_with_its_own_root_and_binds() {
    let world = World::alone("bundle");
    let mounts = r#",
    { "destination": "/data", "source": "data", "options": ["rbind", "ro"] }"#;
    let Some(folder) = bundle(&world, "web", &configuration("", mounts)) else {
        return;
    };
    std::fs::create_dir(world.path("web/data")).unwrap();
    std::fs::write(world.path("web/data/note"), "kept beside the root\n").unwrap();
    world.run(&["check", &folder]).expect(0).says("read as OCI");
    world.run(&["plan", &folder]).expect(0).prints("opens the root file system");
    let ran = world.run(&["run", &folder]).expect(0);
    assert_eq!(ran.out, "sh from the bundle\n");
    let file = format!("{folder}/config.json");
    for (command, what) in [("run", &file), ("try", &folder)] {
        let script = "cat /data/note; hostname; echo x 2>/dev/null >/data/new || echo closed";
        let ran = world.run(&[command, what, "--", "sh", "-c", script]).expect(0);
        assert_eq!(ran.out, "kept beside the root\nbundle\nclosed\n", "{command}");
    }
}

#[test]
fn a_bundle_that_was_created_keeps_its_root() {
    let world = World::alone("stored");
    let Some(folder) = bundle(&world, "web", &configuration("", "")) else {
        return;
    };
    world.run(&["create", "site", &folder]).expect(0);
    let ran = world.run(&["run", "site", "--", "sh", "-c", "ls -d /bin/busybox"]).expect(0);
    assert_eq!(ran.out, "/bin/busybox\n");
    world.run(&["destroy", "site"]).expect(0);
    assert!(world.path("web/rootfs/bin/busybox").exists());
}

#[test]
fn paths_are_hidden_and_read_only_inside() {
    let world = World::alone("masked");
    let rest = r#",
    "maskedPaths": ["/etc/secret", "/etc/hidden", "/proc/kcore", "/nowhere"],
    "readonlyPaths": ["/etc/fixed", "/proc/sys", "/nowhere/else"]"#;
    let Some(folder) = bundle(&world, "web", &configuration(rest, "")) else {
        return;
    };
    let etc = world.path("web/rootfs/etc");
    std::fs::create_dir_all(etc.join("hidden")).unwrap();
    std::fs::create_dir_all(etc.join("fixed")).unwrap();
    std::fs::write(etc.join("secret"), "a password\n").unwrap();
    std::fs::write(etc.join("hidden/key"), "a key\n").unwrap();
    let script = "cat /etc/secret; ls -A /etc/hidden; echo x >/etc/secret && cat /etc/secret; \
        touch /etc/hidden/new 2>/dev/null || echo no new file; touch /etc/fixed/new 2>/dev/null || echo read-only; \
        touch /etc/free && echo free; \
        for file in kernel/hostname net/ipv4/ip_forward; do echo 1 2>/dev/null >/proc/sys/$file || echo $file stays; done; \
        head -c 1 /proc/kcore | busybox wc -c; busybox umount /etc/secret && cat /etc/secret";
    for command in ["run", "try"] {
        let ran = world.run(&[command, &folder, "--", "sh", "-c", script]).expect(0);
        let expected = "no new file\nread-only\nfree\nkernel/hostname stays\nnet/ipv4/ip_forward stays\n0\na password\n";
        assert_eq!(ran.out, expected, "{command}");
    }
    assert_eq!(std::fs::read_to_string(etc.join("secret")).unwrap(), "a password\n");
}

#[test]
fn without_the_lists_the_same_paths_are_open() {
    let world = World::alone("open");
    let Some(folder) = bundle(&world, "web", &configuration("", "")) else {
        return;
    };
    let etc = world.path("web/rootfs/etc");
    std::fs::create_dir_all(&etc).unwrap();
    std::fs::write(etc.join("secret"), "a password\n").unwrap();
    let script = "cat /etc/secret; echo 1 >/proc/sys/net/ipv4/ip_forward && cat /proc/sys/net/ipv4/ip_forward";
    let ran = world.run(&["run", &folder, "--", "sh", "-c", script]).expect(0);
    assert_eq!(ran.out, "a password\n1\n");
}
