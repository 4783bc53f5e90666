//! Roots and mounts: folders and archives with shifted owners, and mount entries with their options.

mod support;

use std::os::unix::fs::MetadataExt;
use std::process::Command;

use support::{Guest, UNPRIVILEGED, World, has_program};

#[test]
fn a_folder_shows_its_owners_inside() {
    let world = World::alone("idmap");
    let Some(guest) = Guest::new(&world) else { return };
    std::os::unix::fs::chown(guest.path.join("etc/passwd"), Some(33), Some(44)).unwrap();
    let file = guest.config(&world, "lab.conf", UNPRIVILEGED);
    let script = "stat -c %u:%g /bin/busybox /etc/passwd; echo x >/tmp/new; chown 7:8 /tmp/new; touch /tmp/own";
    let ran = world.run(&["run", &file, "--", "sh", "-c", script]).expect(0);
    assert_eq!(ran.out, "0:0\n33:44\n");
    let owner = |name: &str| {
        let metadata = std::fs::metadata(guest.path.join(name)).unwrap();
        (metadata.uid(), metadata.gid())
    };
    assert_eq!(
        (owner("tmp/new"), owner("tmp/own"), owner("bin/busybox")),
        ((7, 8), (0, 0), (0, 0))
    );
}

#[test]
fn an_archive_keeps_its_ids() {
    let world = World::alone("archive");
    let Some(guest) = Guest::new(&world).filter(|_| has_program("tar")) else {
        return;
    };
    std::fs::write(guest.path.join("etc/mine"), "x").unwrap();
    std::os::unix::fs::chown(guest.path.join("etc/mine"), Some(12), Some(13)).unwrap();
    let archive = world.path("root.tar.gz").display().to_string();
    let tar = Command::new("tar")
        .arg("-C")
        .arg(&guest.path)
        .args(["-czf", &archive, "."])
        .status()
        .unwrap();
    assert!(tar.success());
    let file = world.file("102.conf", "unprivileged: 1\n");
    let root = format!("tar:{archive}");
    world.run(&["create", "lab", &file, "--rootfs", &root]).expect(0);
    let script = "stat -c %u:%g /etc/mine; touch /root/new; stat -c %u /root/new";
    assert_eq!(
        world.run(&["run", "lab", "--", "sh", "-c", script]).expect(0).out,
        "12:13\n0\n"
    );
    world.run(&["start", "lab", "--", "/bin/sleep", "100"]).expect(0);
    assert_eq!(world.run(&["exec", "lab", "--", "ls", "/root"]).expect(0).out, "new\n");
    world.run(&["destroy", "--force", "lab"]).expect(0);
    assert!(!world.path("var/lib/transom/lab").exists());
}

#[test]
fn a_file_system_that_cannot_shift_owners_is_named() {
    let world = World::alone("noidmap");
    let Some(guest) = Guest::new(&world) else { return };
    let at = world.path("ram");
    std::fs::create_dir(&at).unwrap();
    let script = format!(
        "mount -t ramfs none {0} && cp -a {1}/. {0} && exec \"$@\"",
        at.display(),
        guest.path.display()
    );
    let file = world.file("lab.conf", &format!("lxc.rootfs.path = dir:{}\n{UNPRIVILEGED}", at.display()));
    // In a mount namespace of its own, so that the mount goes with it.
    let words = [
        "unshare",
        "-m",
        "sh",
        "-c",
        &script,
        "x",
        env!("CARGO_BIN_EXE_transom"),
        "run",
        &file,
        "--",
        "stat",
        "-c",
        "%u",
        "/bin/busybox",
    ];
    let ran = world.run_under(&words).expect(0);
    assert_eq!(ran.out, "65534\n");
    ran.says("note: owners of").says("are not shifted").says("(lab.conf:1)");
}

#[test]
fn mount_entries_do_what_their_options_say() {
    let world = World::alone("mounts");
    let Some(guest) = Guest::new(&world) else { return };
    let host = world.path("shared");
    std::fs::create_dir_all(host.join("inner")).unwrap();
    std::fs::write(host.join("word"), "from the host\n").unwrap();
    std::fs::write(host.join("inner/deep"), "deep\n").unwrap();
    let host = host.display();
    let lines = format!(
        "lxc.mount.entry = {host} mnt/all none bind,create=dir 0 0\n\
         lxc.mount.entry = {host} mnt/fixed none bind,ro,create=dir 0 0\n\
         lxc.mount.entry = {host}/word mnt/word none bind,create=file 0 0\n\
         lxc.mount.entry = {host}/absent mnt/absent none bind,optional,create=dir 0 0\n\
         lxc.mount.entry = /mnt/all/inner mnt/again none bind,relative,create=dir 0 0\n\
         lxc.mount.entry = {host} mnt/owned none bind,idmap=container,create=dir 0 0\n\
         lxc.mount.entry = tmpfs mnt/memory tmpfs size=64k,create=dir 0 0\n"
    );
    let file = guest.config(&world, "mounts.conf", &format!("{UNPRIVILEGED}{lines}"));
    let script = "cat /mnt/word /mnt/again/deep; (echo x >/mnt/fixed/new) 2>&1; stat -c %u /mnt/owned; touch /mnt/owned/mine && echo made; \
                  dd if=/dev/zero of=/mnt/memory/big bs=1k count=100 2>/dev/null || echo full; test -e /mnt/absent/word || echo absent";
    let ran = world.run(&["run", &file, "--", "sh", "-c", script]).expect(0);
    let lines: Vec<&str> = ran.out.lines().collect();
    let refused = "sh: can't create /mnt/fixed/new: Read-only file system";
    assert_eq!(
        lines,
        ["from the host", "deep", refused, "0", "made", "full", "absent"],
        "{ran:#?}"
    );
    assert_eq!(std::fs::metadata(world.path("shared/mine")).unwrap().uid(), 0);
    assert!(guest.path.join("mnt/word").is_file(), "create=file makes a file");
}

#[test]
fn a_mount_target_cannot_lead_out_of_the_root() {
    let world = World::alone("escape");
    let Some(guest) = Guest::new(&world) else { return };
    let outside = world.path("outside");
    std::fs::create_dir(&outside).unwrap();
    std::os::unix::fs::symlink(&outside, guest.path.join("mnt/link")).unwrap();
    std::os::unix::fs::symlink("../../../../../..", guest.path.join("mnt/up")).unwrap();
    let source = world.path("source");
    std::fs::create_dir(&source).unwrap();
    let lines = format!(
        "lxc.mount.entry = {0} mnt/link/a none bind,create=dir,optional 0 0\n\
         lxc.mount.entry = {0} mnt/up/trt-escape none bind,create=dir,optional 0 0\n",
        source.display()
    );
    let file = guest.config(&world, "escape.conf", &format!("{UNPRIVILEGED}{lines}"));
    world.run(&["run", &file, "--", "true"]);
    assert!(
        std::fs::read_dir(&outside).unwrap().next().is_none(),
        "something was made outside of the root"
    );
    assert!(!std::path::Path::new("/trt-escape").exists());
}

#[test]
fn a_missing_source_is_refused_with_its_line() {
    let world = World::alone("source");
    let Some(guest) = Guest::new(&world) else { return };
    let lines = format!("{UNPRIVILEGED}lxc.mount.entry = /trt-nonexistent mnt none bind 0 0\n");
    let file = guest.config(&world, "source.conf", &lines);
    world
        .run(&["run", &file, "--", "true"])
        .expect(3)
        .says("/trt-nonexistent")
        .says("source.conf:5:");
}
