//! Faults of what one container needs: each line that rests on something that is not in order is named by the doctor.

mod support;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use support::doctor::{Fault, checks, report, with_verdict};
use support::{Guest, Ran, UNPRIVILEGED, World, can_start, has_node, has_program};

/// A container that lacks nothing: a root of its own with an init, and a system call policy.
struct Lab {
    world: World,
    guest: Guest,
}

impl Lab {
    fn new(word: &str) -> Option<Self> {
        let world = World::alone(word);
        // The world's folder is private by its umask on some machines, which would be a fault of its own.
        std::fs::set_permissions(world.path(""), std::fs::Permissions::from_mode(0o755)).expect("the folder is ours");
        let guest = Guest::new(&world)?;
        guest.init("exec sleep 1000");
        Some(Self { world, guest })
    }

    /// A file with further lines.
    fn file(&self, lines: &str) -> String {
        let granted = UNPRIVILEGED.replace("1900000000", "100000");
        self.guest.config(&self.world, "lab.conf", &format!("{granted}{lines}"))
    }

    /// What the doctor says of a file with further lines.
    fn doctor(&self, lines: &str) -> Ran {
        self.world.run(&["doctor", "--json", &self.file(lines)])
    }

    /// Checks that one line more is what makes the doctor find a fault, and that it names the line.
    #[track_caller]
    fn finds(&self, line: &str, (verdict, subject, says): (&str, &str, &str)) {
        let healthy = self.doctor("");
        assert!(!has(&healthy, verdict, subject, says), "found without its line: {line}");
        let faulty = self.doctor(&format!("{line}\n"));
        assert!(
            has(&faulty, verdict, subject, says),
            "{line}: {verdict} {subject} {says}: {faulty:#?}"
        );
        let report = report(&faulty);
        let check = checks(&report)
            .find(|check| check["subject"] == subject && check["verdict"] == verdict)
            .expect("it was found just now");
        // After the root and the lines of the map and its mounts.
        assert_eq!(check["place"], "lab.conf:5", "{check:#}");
        assert_eq!(
            faulty.code,
            i32::from(with_verdict(&report, "fail") != [""; 0]),
            "{faulty:#?}"
        );
    }

    /// Checks that something planted on the machine is found for a file with these lines.
    #[track_caller]
    fn finds_planted(&self, lines: &str, plant: &str, (verdict, subject, says): (&str, &str, &str)) {
        let file = self.file(lines);
        let fault = Fault {
            plant,
            asks: &[&file],
            verdict,
            subject,
            says,
        };
        fault.is_found(&self.world);
    }
}

fn has(ran: &Ran, verdict: &str, subject: &str, says: &str) -> bool {
    let lines = with_verdict(&report(ran), verdict);
    lines
        .iter()
        .any(|line| line.starts_with(&format!("{subject}: ")) && line.contains(says))
}

/// A grant that makes the machine's own file irrelevant.
const GRANTED: &str = "printf 'root:100000:65536\\n' > $T/ids; mount --bind $T/ids /etc/subuid; mount --bind $T/ids /etc/subgid";

#[test]
fn a_healthy_file_has_no_faults() {
    let Some(lab) = Lab::new("fine") else { return };
    if !has_node("/dev/kvm") || !has_node("/dev/net/tun") {
        return;
    }
    std::fs::create_dir(lab.world.path("data")).unwrap();
    std::os::unix::fs::chown(lab.world.path("data"), Some(101_000), Some(101_000)).unwrap();
    let file = lab.file(&format!(
        "lxc.mount.entry = {} mnt none bind 0 0\nlxc.cgroup2.devices.allow = c 10:232 rwm\nlxc.net.0.type = empty\n",
        lab.world.path("data").display()
    ));
    let script = format!("T={}; {GRANTED}; exec \"$@\"", lab.world.path("").display());
    let transom = env!("CARGO_BIN_EXE_transom");
    let ran = lab
        .world
        .run_under(&["unshare", "-m", "sh", "-c", &script, "x", transom, "doctor", &file])
        .expect(0);
    for word in ["FAIL", "WARN"] {
        assert!(!ran.out.contains(word), "{ran:#?}");
    }
    ran.prints("lab.conf:6: opened /dev/kvm")
        .prints("nothing known stands in its way");
}

#[test]
fn mounts_that_cannot_be() {
    let Some(lab) = Lab::new("mounts") else { return };
    lab.finds(
        "lxc.mount.entry = /srv/trt-gone mnt none bind 0 0",
        ("fail", "mount.source", "/srv/trt-gone cannot be bound"),
    );
    let link = lab.world.path("link");
    std::os::unix::fs::symlink("/trt-nowhere", &link).unwrap();
    let line = format!("lxc.mount.entry = {} mnt none bind 0 0", link.display());
    lab.finds(&line, ("fail", "mount.source", "a link to /trt-nowhere, which is not there"));
    lab.finds(
        "lxc.mount.entry = /etc/passwd etc/passwd none bind,create=dir 0 0",
        ("fail", "mount.create", "`create=dir`, and /etc/passwd is no folder"),
    );
    lab.finds(
        "lxc.mount.entry = none mnt trtfs defaults 0 0",
        ("fail", "mount.filesystem", "does not know the file system `trtfs`"),
    );
    lab.finds(
        "lxc.mount.entry = /srv srv/none none bind 0 0",
        ("fail", "mount.target", "there is no /srv/none in the root"),
    );
    std::fs::create_dir(lab.world.path("ours")).unwrap();
    let line = format!("lxc.mount.entry = {} mnt none bind 0 0", lab.world.path("ours").display());
    lab.finds(
        &line,
        ("warn", "mount.owner", "belongs to user 0 of the host, who is nobody inside"),
    );
    lab.finds(
        "lxc.mount.entry = /srv/trt-gone mnt none bind,optional 0 0",
        ("absent", "mount.source", "left out, the line says optional"),
    );
}

#[test]
fn devices_that_do_not_work() {
    let Some(lab) = Lab::new("devices") else { return };
    if !has_node("/dev/fuse") {
        return;
    }
    let fuse = "lxc.mount.entry = /dev/fuse dev/fuse none bind,create=file 0 0";
    let empty = "touch $T/z; mount --bind $T/z /dev/fuse";
    lab.finds_planted(
        fuse,
        empty,
        ("fail", "device.node", "/dev/fuse is a file of 0 bytes, not a device"),
    );
    let undriven = "mknod $T/n c 10 224; mount --bind $T/n /dev/fuse";
    lab.finds_planted(fuse, undriven, ("fail", "device.driver", "no driver has the number 10:224"));
    let other = "mknod $T/n c 1 3; mount --bind $T/n /dev/fuse";
    lab.finds_planted(fuse, other, ("fail", "device.proof", "cannot mount a FUSE file system"));
    let closed = "mknod -m 600 $T/n c 10 229; mount --bind $T/n /dev/fuse";
    let open = "mknod -m 666 $T/n c 10 229; chmod 666 $T/n; mount --bind $T/n /dev/fuse";
    let owner = |plant: &str| {
        let script = format!("T=$(mktemp -d -p {}); {plant}; exec \"$@\"", lab.world.path("").display());
        let words = [
            "unshare",
            "-m",
            "sh",
            "-c",
            &script,
            "x",
            env!("CARGO_BIN_EXE_transom"),
            "doctor",
            "--json",
        ];
        let ran = lab.world.run_under(&[&words[..], &[&lab.file(fuse)]].concat());
        has(&ran, "warn", "device.owner", "nobody inside may open it under LXC")
    };
    assert!(owner(closed) && !owner(open));
    lab.finds(
        "lxc.mount.entry = /dev/trt0 dev/trt0 none bind,create=file 0 0",
        ("fail", "device.node", "there is no /dev/trt0 here"),
    );
    lab.finds(
        "lxc.cgroup2.devices.allow = c 241:7 rwm",
        ("warn", "device.rule", "no driver has the major 241"),
    );
    let folder = lab.world.path("dri");
    std::fs::create_dir(&folder).unwrap();
    let dri = "lxc.mount.entry = /dev/dri dev/dri none bind,create=dir 0 0";
    let plant = "mount -t tmpfs none /dev; mknod -m 666 /dev/null c 1 3; mkdir /dev/dri; touch /dev/dri/card0";
    lab.finds_planted(dri, plant, ("fail", "device.node", "/dev/dri/card0 is a file of 0 bytes"));
}

#[test]
fn groups_that_are_others_inside() {
    let Some(lab) = Lab::new("groups") else { return };
    if !has_node("/dev/kvm") {
        return;
    }
    std::fs::write(lab.guest.path.join("etc/group"), "root:x:0:\nkvm:x:108:qemu\n").unwrap();
    let root = lab.guest.path.display().to_string();
    let doctor = |gid: &str| {
        let file = lab
            .world
            .file("7.conf", &format!("unprivileged: 1\nrootfs: {root}\ndev0: /dev/kvm{gid}\n"));
        lab.world.run(&["doctor", "--json", &file])
    };
    let wrong = doctor(",gid=104");
    let is_said = has(
        &wrong,
        "warn",
        "device.group",
        "given to group 104, and the group `kvm` inside is 108",
    );
    assert!(is_said, "{wrong:#?}");
    assert!(!has(&doctor(",gid=108"), "warn", "device.group", "") && !has(&doctor(",mode=0666"), "warn", "device.group", ""));
}

#[test]
fn other_dialects_name_their_lines() {
    let Some(lab) = Lab::new("dialects") else { return };
    let root = lab.guest.path.display();
    let libvirt = format!(
        "<domain type='lxc'>\n<name>lab</name>\n<memory unit='KiB'>65536</memory>\n<os><type>exe</type><init>/sbin/none</init></os>\n<devices>\n\
         <filesystem type='mount'><source dir='{root}'/><target dir='/'/></filesystem>\n\
         <interface type='bridge'><source bridge='trtbr9'/></interface>\n</devices>\n</domain>\n"
    );
    let ran = lab.world.run(&["doctor", &lab.world.file("lab.xml", &libvirt)]).expect(1);
    ran.prints("lab.xml:4: there is no /sbin/none in the root")
        .prints("lab.xml:7: this host has no interface trtbr9");
    let incus = "name: lab\nconfig: {}\ndevices:\n  data:\n    type: disk\n    source: /srv/trt-gone\n    path: /data\n";
    let ran = lab
        .world
        .run(&["doctor", &lab.world.file("lab.yaml", incus), "--dialect", "incus"])
        .expect(1);
    ran.prints("mount.source").prints("/srv/trt-gone cannot be bound");
    let oci = format!(
        "{{\"ociVersion\": \"1.0.2\", \"process\": {{\"args\": [\"/bin/sh\"], \"cwd\": \"/\"}},\n\"root\": {{\"path\": \"{root}\"}},\n\
         \"hooks\": {{\"prestart\": [{{\"path\": \"/usr/bin/trt-none\"}}]}}}}\n"
    );
    let ran = lab.world.run(&["doctor", &lab.world.file("config.json", &oci)]).expect(1);
    ran.prints("config.json:3: /usr/bin/trt-none, run at");
}

#[test]
fn interfaces_without_their_bridge() {
    let Some(lab) = Lab::new("bridges") else { return };
    let nic = |link: &str| format!("lxc.net.0.type = veth\nlxc.net.0.link = {link}\n");
    let ran = lab.doctor(&nic("trtbr9"));
    assert!(has(&ran, "fail", "network.link", "no interface trtbr9"), "{ran:#?}");
    let place = checks(&report(&ran))
        .find(|check| check["subject"] == "network.link")
        .unwrap()["place"]
        .clone();
    assert_eq!(place, "lab.conf:6");
    let ran = lab.doctor(&nic("lo"));
    assert!(has(&ran, "fail", "network.link", "lo is no bridge"), "{ran:#?}");
    if !has_program("ip") {
        return;
    }
    let file = lab.file(&nic("trtbr0"));
    let under = |up: &str| {
        let script = format!("mount -t sysfs none /sys; ip link add trtbr0 type bridge; {up}; exec \"$@\"");
        let transom = env!("CARGO_BIN_EXE_transom");
        lab.world
            .run_under(&["unshare", "-mn", "sh", "-c", &script, "x", transom, "doctor", "--json", &file])
    };
    let down = under(":");
    assert!(has(&down, "warn", "network.link", "trtbr0 is there, and down"), "{down:#?}");
    let up = under("ip link set trtbr0 up");
    assert!(has(&up, "pass", "network.link", "trtbr0 is there, and up"), "{up:#?}");
}

#[test]
fn roots_that_do_not_fit() {
    let Some(lab) = Lab::new("owners") else { return };
    let healthy = lab.doctor("");
    assert!(has(&healthy, "pass", "root.owners", "belong to root"), "{healthy:#?}");
    let chown = |path: &str, id: u32| std::os::unix::fs::lchown(lab.guest.path.join(path), Some(id), Some(id)).unwrap();
    chown("etc", 5000);
    assert!(has(&lab.doctor(""), "warn", "root.owners", "/etc in it to user 5000"));
    for path in ["", "etc", "etc/passwd", "bin", "sbin"] {
        chown(path, 5000);
    }
    assert!(has(
        &lab.doctor(""),
        "fail",
        "root.owners",
        "belong to user 5000, and the id map puts root at 100000"
    ));
    for path in ["", "etc", "etc/passwd", "bin", "sbin"] {
        chown(path, 100_000);
    }
    assert!(has(
        &lab.doctor(""),
        "fail",
        "root.owners",
        "where the id map begins: LXC runs it so, Transom does not"
    ));
    lab.finds_planted(
        "",
        &format!(
            "mount -t ramfs none $T; cp -a {0} $T/root; mount --rbind $T/root {0}",
            lab.guest.path.display()
        ),
        ("warn", "root.idmap", "cannot be mounted with shifted owners"),
    );
    std::fs::remove_file(lab.guest.path.join("sbin/init")).unwrap();
    assert!(has(&lab.doctor(""), "fail", "root.init", "no /sbin/init in the root"));
    std::fs::set_permissions(lab.world.path(""), std::fs::Permissions::from_mode(0o700)).unwrap();
    assert!(has(
        &lab.doctor(""),
        "warn",
        "root.way",
        "does not let the container's root (host id 100000) through"
    ));
    std::fs::remove_dir_all(&lab.guest.path).unwrap();
    assert!(has(&lab.doctor(""), "fail", "root.source", "cannot be looked at"));
}

#[test]
fn a_root_of_links_does_not_lead_onto_the_host() {
    let Some(lab) = Lab::new("links") else { return };
    std::fs::remove_file(lab.guest.path.join("sbin/init")).unwrap();
    // On the host this is there, and it is not in the root.
    std::os::unix::fs::symlink("/usr/bin/env", lab.guest.path.join("sbin/init")).unwrap();
    assert!(Path::new("/usr/bin/env").exists());
    assert!(has(&lab.doctor(""), "fail", "root.init", "no /sbin/init in the root"));
}

#[test]
fn id_maps_and_their_grants() {
    let Some(lab) = Lab::new("idmaps") else { return };
    let none = "printf 'ann:100000:65536\\n' > $T/ids; mount --bind $T/ids /etc/subuid";
    lab.finds_planted(
        "",
        &format!("{GRANTED}; {none}"),
        ("warn", "ids.subuid", "does not let root hand out 100000+65536"),
    );
    lab.finds_planted("", none, ("warn", "ids.subuid", "that ann may hand out too"));
    let short = "printf 'root:100000:1000\\n' > $T/ids; mount --bind $T/ids /etc/subgid";
    lab.finds_planted("", short, ("warn", "ids.subgid", "does not let root hand out"));
    let holes = "lxc.idmap = u 0 100000 1000\nlxc.idmap = g 0 100000 65536\n";
    let file = lab.guest.config(&lab.world, "holes.conf", holes);
    let ran = lab.world.run(&["doctor", "--json", &file]);
    assert!(has(&ran, "warn", "ids.map", "user ids 1000-65535 are not mapped"), "{ran:#?}");
    let file = lab.guest.config(
        &lab.world,
        "one.conf",
        "lxc.idmap = u 1000 1000 1\nlxc.idmap = g 0 100000 65536\n",
    );
    let ran = lab.world.run(&["doctor", "--json", &file]).expect(1);
    assert!(has(&ran, "fail", "start.no-root-in-map", "would have no root"), "{ran:#?}");
}

#[test]
fn limits_that_the_host_does_not_have() {
    let Some(lab) = Lab::new("hostlimits") else { return };
    lab.finds("lxc.cgroup2.memory.max = 900000G", ("warn", "limits.memory", "this host has"));
    lab.finds(
        "lxc.cgroup2.cpuset.cpus = 0,4000",
        ("fail", "limits.cpuset", "this host has no CPU 4000"),
    );
    lab.finds(
        "lxc.prlimit.nofile = 99999999999",
        ("fail", "limits.nofile", "above the kernel's own"),
    );
    lab.finds(
        "lxc.sysctl.net.ipv4.trt_none = 1",
        ("warn", "limits.sysctl", "no setting net.ipv4.trt_none"),
    );
    let vfio = "lxc.mount.entry = /dev/vfio dev/vfio none bind,optional,create=dir 0 0";
    let plant = "ulimit -l 64";
    lab.finds_planted(vfio, plant, ("fail", "limits.memlock", "64 KiB of memory may be locked"));
}

#[test]
fn programs_and_policies_that_are_not_there() {
    let Some(lab) = Lab::new("programs") else { return };
    lab.finds(
        "lxc.hook.pre-start = /usr/bin/trt-none --all",
        ("fail", "hook.program", "/usr/bin/trt-none, run at"),
    );
    let script = lab.world.file("hook.sh", "#!/bin/sh\n");
    lab.finds(
        &format!("lxc.hook.start-host = {script}"),
        ("fail", "hook.program", "cannot be executed"),
    );
    lab.finds(
        "lxc.seccomp.profile = /usr/share/trt-none.seccomp",
        ("fail", "rights.seccomp", "cannot be read"),
    );
    lab.finds(
        "lxc.include = /usr/share/trt-none.conf",
        ("fail", "file.missing-include", "/usr/share/trt-none.conf"),
    );
    let profile = lab.world.file(
        "box.yaml",
        "name: box\nconfig:\n  linux.kernel_modules: trt_none\ndevices: {}\n",
    );
    let ran = lab.world.run(&["doctor", "--json", &profile, "--dialect", "lxd"]);
    let is_named = has(&ran, "warn", "module.loaded", "trt_none") || has(&ran, "fail", "module.loaded", "trt_none");
    assert!(is_named, "{ran:#?}");
    let volume = lab.world.file(
        "7.conf",
        "rootfs: local:7/vm-7-disk-0.raw\nmp0: local:7/vm-7-disk-1.raw,mp=/data\nunprivileged: 1\n",
    );
    let ran = lab.world.run(&["doctor", "--json", &volume]).expect(1);
    assert!(
        has(&ran, "fail", "volume.source", "`local:7/vm-7-disk-1.raw` (mp0) for /data"),
        "{ran:#?}"
    );
    assert!(
        has(&ran, "fail", "start.no-such-volume", "local:7/vm-7-disk-0.raw"),
        "{ran:#?}"
    );
}

/// AppArmor as a machine has it that has it: the switch, and the list of profiles.
const APPARMOR: &str = "mount -t tmpfs none /sys/module; mkdir -p /sys/module/apparmor/parameters; echo Y > /sys/module/apparmor/parameters/enabled; \
    mount -t tmpfs none /sys/kernel/security; mkdir /sys/kernel/security/apparmor; \
    echo 'lxc-container-default-cgns (enforce)' > /sys/kernel/security/apparmor/profiles";

#[test]
fn profiles_and_their_clash_with_runc() {
    let Some(lab) = Lab::new("apparmor") else { return };
    if Path::new("/sys/module/apparmor/parameters/enabled").exists() || !Path::new("/sys/kernel/security").exists() {
        return support::skip("this machine has AppArmor itself, or no security folder");
    }
    let line = "lxc.apparmor.profile = trt-none";
    lab.finds_planted(
        line,
        APPARMOR,
        ("fail", "rights.apparmor", "the profile `trt-none` is not loaded"),
    );
    lab.finds(
        "lxc.apparmor.profile = trt-none",
        ("absent", "rights.apparmor", "AppArmor is not on"),
    );
    std::fs::create_dir_all(lab.guest.path.join("var/lib/dpkg")).unwrap();
    let status = |version: &str| format!("Package: runc\nStatus: install ok installed\nVersion: {version}\n\nPackage: other\n");
    let write = |version: &str| std::fs::write(lab.guest.path.join("var/lib/dpkg/status"), status(version)).unwrap();
    write("1.3.3");
    lab.finds_planted("", APPARMOR, ("warn", "guest.runc", "reopen fd 8: permission denied"));
    write("1.1.5+ds1-1");
    let ran = lab.doctor("");
    assert!(has(&ran, "pass", "guest.runc", "runc 1.1.5"), "{ran:#?}");
}

#[test]
fn an_init_that_does_not_fit_the_control_groups() {
    let Some(lab) = Lab::new("systemd") else { return };
    let folder = lab.guest.path.join("usr/lib/systemd");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("systemd"), b"\x7fELF systemd running in %s mode\0systemd 219\0").unwrap();
    let v2 = "umount -lR /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup";
    if Path::new("/sys/fs/cgroup/memory").exists() {
        lab.finds_planted(
            "",
            v2,
            ("fail", "guest.systemd", "systemd 219 in the root knows cgroup v1 alone"),
        );
    }
    std::fs::write(folder.join("libsystemd-shared-258.so"), "").unwrap();
    let v1 = "umount -lR /sys/fs/cgroup; mount -t tmpfs none /sys/fs/cgroup; mkdir /sys/fs/cgroup/memory; mount -t cgroup -o memory none /sys/fs/cgroup/memory";
    if Path::new("/sys/fs/cgroup/memory").exists() {
        lab.finds_planted(
            "",
            v1,
            ("fail", "guest.systemd", "systemd 258 in the root knows cgroup v2 alone"),
        );
    }
    let ran = lab.doctor("");
    let found = with_verdict(&report(&ran), "warn")
        .into_iter()
        .chain(with_verdict(&report(&ran), "pass"));
    assert!(
        found.into_iter().any(|line| line.starts_with("guest.systemd: systemd 258")),
        "{ran:#?}"
    );
}

#[test]
fn a_running_container_is_looked_at_from_inside() {
    let Some(lab) = Lab::new("inside") else { return };
    if !has_node("/dev/net/tun") || !has_node("/dev/fuse") {
        return;
    }
    let lines = "unprivileged: 1\ndev0: /dev/net/tun,mode=0666\ndev1: /dev/fuse,mode=0666\n";
    let file = lab.world.file("lab.conf", lines);
    lab.world.run(&["create", "lab", &file, "--rootfs", "host"]).expect(0);
    let stopped = lab.world.run(&["doctor", "lab"]).expect(0);
    stopped.prints("----  inside.state").prints("`lab` does not run");
    lab.world.run(&["start", "lab", "--", "/bin/sleep", "100"]).expect(0);
    let ran = lab.world.run(&["doctor", "lab"]).expect(0);
    ran.prints("inside `lab`: opened /dev/net/tun, made the TAP device")
        .prints("inside `lab`: opened /dev/fuse, mounted");
    lab.world.run(&["doctor", "fuse", "lab"]).expect(0).prints("PASS  fuse.proof");
    // Proxmox answers keyctl(2) with ENOSYS unless the file asks for it.
    let nesting = lab.world.run(&["doctor", "nesting", "lab"]).expect(1);
    nesting
        .prints("inside `lab`: made a user namespace and used the rights it gives")
        .prints("inside `lab`: mounted a fresh /proc")
        .prints("inside `lab`: mounted an overlay")
        .prints("FAIL  nesting.keyring")
        .prints("`features: keyctl=1`");
    lab.world
        .run(&["doctor", "audit", "lab"])
        .expect(1)
        .says("a matter of the host");
    let pid = lab.world.pid("lab");
    std::fs::remove_file(format!("/proc/{pid}/root/dev/net/tun")).unwrap();
    let ran = lab.world.run(&["doctor", "lab", "--json"]).expect(1);
    assert!(
        has(&ran, "fail", "inside.node", "there is no /dev/net/tun inside"),
        "{ran:#?}"
    );
    assert!(
        has(&ran, "fail", "inside.proof", "inside `lab`: cannot open /dev/net/tun"),
        "{ran:#?}"
    );
    lab.world.run(&["destroy", "--force", "lab"]).expect(0);
}

#[test]
fn a_topic_goes_before_a_file_of_its_name() {
    if !can_start() || !has_node("/dev/kvm") {
        return;
    }
    let world = World::alone("names");
    world.file("kvm", "lxc.uts.name = kvm\nlxc.rootfs.path = dir:/trt-none\n");
    let run = |word: &str| {
        let script = format!("cd {} && exec \"$0\" doctor {word}", world.path("").display());
        world.run_under(&["sh", "-c", &script, env!("CARGO_BIN_EXE_transom")])
    };
    run("kvm").expect(0).prints("kvm.proof");
    run("./kvm")
        .expect(1)
        .prints("root.source")
        .prints("kvm:2: the root /trt-none");
    run("kvn").expect(1).says("neither a topic, nor a file here, nor a container");
}
