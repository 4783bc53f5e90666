//! Where a lint has to be silent: what looks like its fault and is none, or depends on something that the file does not say.
//!
//! That each finds what it is for is in `lints.rs`.
#![allow(clippy::unwrap_used, reason = "all of it is a test, its own functions too")]

use transom_explain::lint::{self, Checked};
use transom_model::{Dialect, Release, Sources};

fn finds(id: &str, word: &str, text: &str) -> bool {
    let release: Release = word.parse().unwrap();
    let name = if release.dialect == Dialect::Pve {
        "102.conf"
    } else {
        "input"
    };
    let sources = Sources::of(name, text);
    let reading = transom_dialects::read(release, &sources);
    assert!(lint::named(id).is_some(), "there is no {id}");
    lint::findings(&Checked::new(&reading, &sources, None))
        .iter()
        .any(|finding| finding.lint.id == id)
}

#[track_caller]
fn is_silent(id: &str, word: &str, text: &str) {
    assert!(!finds(id, word, text), "{id} finds something in\n{text}");
}

const PVE: &str = "arch: amd64\nostype: debian\n";

#[test]
fn proxmox() {
    let silent = |id: &str, lines: &str| is_silent(id, "pve", &format!("{PVE}{lines}"));
    is_silent(
        "T0101",
        "pve",
        "#on top\n#and more\narch: amd64\n\n[before]\n#of the snapshot\narch: amd64\nsnaptime: 1\n",
    );
    silent("T0103", "onboot: 1\ntemplate: 0\n");
    silent("T0104", "startup: order=2,down=30\n");
    silent(
        "T0105",
        "mp0: local-lvm:vm-102-disk-1,mp=/data,backup=0\nmp1: /srv/media,mp=/media\n",
    );
    silent("T0106", "lock: mounted\n");
    silent("T0108", "tty: 0\nlxc.tty.max: 2\n");
    silent("T0109", "hostname: lab\nlxc.uts.name: lab2\n");
    silent("T0110", "mp0: local-lvm:vm-102-disk-1,mp=/data\n");
}

#[test]
fn network() {
    let cable = "lxc.net.0.type = veth\nlxc.net.0.flags = up\n";
    // A part that others include, another way to the network, an older LXC.
    is_silent("T0120", "lxc", "lxc.uts.name = lab\n");
    is_silent("T0120", "lxc", "lxc.rootfs.path = /srv/lab\nlxc.namespace.keep = net\n");
    is_silent("T0120", "lxc", "lxc.rootfs.path = /srv/lab\nlxc.net.0.type = empty\n");
    is_silent("T0121", "lxc", &format!("{cable}lxc.net.0.veth.pair = lab0\n"));
    is_silent("T0121", "lxc", &format!("{cable}lxc.net.0.script.up = /etc/lxc/up\n"));
    let nic = |number: u32, rest: &str| format!("net{number}: name=eth{number},bridge=vmbr{number}{rest}\n");
    let two = nic(0, ",hwaddr=BC:24:11:00:00:01") + &nic(1, ",hwaddr=BC:24:11:00:00:01");
    is_silent("T0123", "pve", &format!("{PVE}{two}"));
    for address in ["10.0.0.0/31", "10.0.0.5/32", "10.0.1.0/23", "10.0.0.255/23"] {
        is_silent("T0124", "pve", &(PVE.to_owned() + &nic(0, &format!(",ip={address}"))));
    }
    assert!(finds("T0124", "pve", &(PVE.to_owned() + &nic(0, ",ip=10.0.1.255/23"))));
    is_silent("T0126", "pve", &(PVE.to_owned() + &nic(0, ",ip=10.0.0.5/24,mtu=1000")));
}

#[test]
fn limits() {
    let silent = |id: &str, lines: &str| is_silent(id, "lxc", lines);
    silent("T0130", "lxc.cgroup2.memory.high = 1G\n");
    is_silent("T0131", "lxc-2.0", "lxc.cgroup.memory.limit_in_bytes = 1G\n");
    is_silent("T0131", "pve-6", &format!("{PVE}lxc.cgroup.memory.limit_in_bytes: 1G\n"));
    silent("T0132", "lxc.cgroup2.cpu.weight = 50\nlxc.cgroup2.memory.swap.max = 0\n");
    silent(
        "T0133",
        "lxc.sysctl.kernel.shmmax = 1\nlxc.sysctl.fs.mqueue.msg_max = 20\nlxc.sysctl.net.ipv4.ip_forward = 1\n",
    );
    silent("T0134", "lxc.prlimit.nofile = 4096:1048576\nlxc.prlimit.core = unlimited\n");
    silent("T0135", "lxc.proc.oom_score_adj = -999\n");
    silent("T0136", "lxc.cgroup2.cpu.max = max 100000\n");
    silent("T0137", "lxc.cgroup2.memory.max = max\n");
    silent("T0138", "lxc.proc.oom_score_adj = -1000\n");
}

#[test]
fn lxd() {
    let silent = |id: &str, lines: &str| is_silent(id, "incus", &format!("config:\n{lines}"));
    // Another profile may switch it on.
    silent("T0140", "  nvidia.driver.capabilities: all\n");
    silent("T0140", "  boot.autostart.priority: \"5\"\n");
    silent("T0142", "  linux.kernel_modules: kvm, vhost_net\n");
    is_silent(
        "T0142",
        "lxd",
        "config:\n  linux.kernel_modules: kvm_intel\n  linux.kernel_modules.load: ondemand\n",
    );
    is_silent(
        "T0143",
        "incus",
        "devices:\n  all:\n    type: usb\n    vendorid: 1a6e\n  ready:\n    type: usb\n    vendorid: 18d1\n",
    );
    is_silent("T0144", "incus", "devices:\n  gpu:\n    type: gpu\n    vendorid: 10de\n");
    silent(
        "T0145",
        "  security.nesting: \"true\"\ndevices:\n  data: {type: disk, source: /srv, path: /srv, shift: \"true\"}\n",
    );
    silent(
        "T0146",
        "  security.syscalls.deny_compat: \"false\"\n  security.syscalls.allow: read\n",
    );
    silent(
        "T0147",
        "  cloud-init.user-data: \"#cloud-config\"\n  user.user-data: \"#cloud-config\"\n",
    );
    let nic = "devices:\n  eth0: {type: nic, nictype: bridged, parent: br0, hwaddr: \"00:16:3e:00:00:01\"}\n";
    is_silent("T0148", "incus", &format!("name: lab\n{nic}used_by:\n- /1.0/instances/ada\n"));
}

#[test]
fn oci_and_hooks() {
    let oci = |linux: &str, rest: &str| {
        format!(
            "{{\n  \"ociVersion\": \"1.0.2\",\n  \"process\": {{\"args\": [\"sh\"], \"cwd\": \"/\"{rest}}},\n  \"root\": {{\"path\": \"/srv\"}},\n  \"mounts\": [\n    {{\"destination\": \"/proc\", \"type\": \"proc\", \"source\": \"proc\"}}\n  ],\n  \"linux\": {{\n    {linux}\n  }}\n}}\n"
        )
    };
    let mapped = "\"rootfsPropagation\": \"shared\",\n    \"namespaces\": [{\"type\": \"mount\"}, {\"type\": \"user\"}],\n    \"uidMappings\": [{\"containerID\": 0, \"hostID\": 100000, \"size\": 65536}],\n    \"gidMappings\": [{\"containerID\": 0, \"hostID\": 100000, \"size\": 65536}]";
    let own = "\"rootfsPropagation\": \"shared\",\n    \"namespaces\": [{\"type\": \"mount\"}]";
    for id in ["T0171", "T0173"] {
        assert!(finds(id, "oci", &oci(own, "")), "{id}");
        is_silent(id, "oci", &oci(mapped, ""));
    }
    let sized = ", \"terminal\": true, \"consoleSize\": {\"height\": 24, \"width\": 80}";
    is_silent("T0172", "oci", &oci(own, sized));
    is_silent("T0180", "lxc", "lxc.start.order = 5\n");
    is_silent("T0181", "lxc", "lxc.hook.autodev = /etc/lxc/nodes\n");
    // With the host's ids a hook may make nodes; what is inside is no node of the host's.
    is_silent("T0182", "lxc", "lxc.hook.autodev = sh -c 'mknod dev/x c 1 3'\n");
    is_silent(
        "T0183",
        "lxc",
        "lxc.hook.autodev = sh -c 'chmod 666 ${LXC_ROOTFS_MOUNT}/dev/kvm'\n",
    );
    is_silent("T0184", "lxc", "lxc.console.path = none\n");
    is_silent("T0185", "lxc", "lxc.init.uid = 70000\n");
}
