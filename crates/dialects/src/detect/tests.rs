//! What files of each dialect and of others are taken for.

use std::path::Path;

use transom_model::{Dialect, FileId, Severity, Sources};

use super::{Certainty, Looks, detect, mismatch};

fn looks(name: &str, text: &str) -> Result<Dialect, &'static str> {
    match detect(Path::new(name), text).looks {
        Looks::Like(dialect) => Ok(dialect),
        Looks::Foreign(foreign) => Err(foreign.what),
    }
}

/// A text of each dialect.
const OWN: [(Dialect, &str, &str); 6] = [
    (
        Dialect::Lxc,
        "config",
        "# mine\nlxc.uts.name = web\nlxc.include = /usr/share/lxc/config/common.conf\n",
    ),
    (
        Dialect::Pve,
        "102.conf",
        "arch: amd64\nmemory: 512\nlxc.cgroup2.devices.allow: c 10:232 rwm\n",
    ),
    (
        Dialect::Libvirt,
        "a.xml",
        "<?xml version='1.0'?>\n<!-- < -->\n<domain type='lxc'>\n</domain>\n",
    ),
    (Dialect::Lxd, "a.yaml", "config:\n  limits.cpu: \"2\"\ndevices: {}\n"),
    (
        Dialect::Incus,
        "a.yaml",
        "name: x\nconfig:\n  user.incus: \"2\"\ndevices: {}\n",
    ),
    (
        Dialect::Oci,
        "config.json",
        "{ \"ociVersion\": \"1.0.2\", \"process\": {} }\n",
    ),
];

#[test]
fn dialects_are_told_by_content_alone() {
    for (dialect, _, text) in OWN {
        assert_eq!(looks("x", text), Ok(dialect), "{text}");
        assert_eq!(
            looks("x", &format!("\u{feff}{}", text.replace('\n', "\r\n"))),
            Ok(dialect),
            "{text}"
        );
    }
}

#[test]
fn every_pair_of_dialects_is_told_apart() {
    for (asked, _, _) in OWN {
        for (dialect, name, text) in OWN {
            let sources = Sources::of(name, text);
            let found = mismatch(asked, FileId(0), &sources);
            let shares_a_form = |one| matches!(one, Dialect::Lxd | Dialect::Incus);
            if asked == dialect || shares_a_form(asked) && shares_a_form(dialect) {
                assert_eq!(found, None, "{asked:?} {dialect:?}");
                continue;
            }
            let found = found.unwrap_or_else(|| panic!("{asked:?} for {dialect:?}"));
            assert!(
                found.message.starts_with(&format!("{} was asked for", asked.title())),
                "{}",
                found.message
            );
            assert!(
                found.hint.as_deref().is_some_and(|hint| hint.contains(dialect.word())),
                "{found:?}"
            );
            assert_eq!(found.severity, Severity::Error, "{asked:?} {dialect:?}");
        }
    }
}

#[test]
fn a_text_with_both_is_left_to_its_reader() {
    let sources = Sources::of("102.conf", "arch: amd64\nmemory: 512\nlxc.uts.name = web\n");
    let found = mismatch(Dialect::Lxc, FileId(0), &sources).unwrap();
    assert_eq!(found.severity, Severity::Warning);
    assert!(
        found
            .message
            .contains("looks like a Proxmox VE file: its lines are `key: value`"),
        "{}",
        found.message
    );
}

#[test]
fn files_of_others_are_named() {
    let cases: &[(&str, &str, &str)] = &[
        ("compose.yaml", "services:\n  web:\n    image: nginx\n", "Docker Compose"),
        (
            "docker-compose.yml",
            "version: \"3\"\nservices:\n  web:\n    devices:\n      - /dev/kvm\n",
            "Docker Compose",
        ),
        ("pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n", "Kubernetes"),
        ("pod.json", "{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}", "Kubernetes"),
        ("01.yaml", "network:\n  version: 2\n  ethernets: {}\n", "netplan"),
        ("user-data", "#cloud-config\npackages:\n  - qemu\n", "cloud-init"),
        ("lab.nspawn", "[Exec]\nBoot=yes\n\n[Files]\nBind=/dev/kvm\n", ".nspawn"),
        ("lab.nspawn", "# mine\n\n[Files]\nBind=/dev/kvm\n", ".nspawn"),
        ("web.container", "[Container]\nImage=nginx\n", "quadlet"),
        ("x.service", "[Unit]\nDescription=x\n", "unit of systemd"),
        (
            "101.conf",
            "boot: order=scsi0\ncores: 2\nmemory: 2048\nname: win\nnet0: virtio=AA:BB:CC:DD:EE:FF,bridge=vmbr0\nscsi0: local-lvm:vm-101-disk-0,size=32G\n",
            "virtual machine",
        ),
        (
            "Vagrantfile",
            "Vagrant.configure(\"2\") do |config|\n  config.vm.box = \"x\"\nend\n",
            "Vagrantfile",
        ),
        ("Dockerfile", "FROM debian\nRUN true\n", "Dockerfile"),
        ("start.sh", "#!/bin/sh\nlxc.start = 1\n", "script"),
        (
            "policy",
            "2\ndenylist\n[all]\nkexec_load errno 1\n",
            "system call policy of LXC",
        ),
        (
            "seccomp.json",
            "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": []}",
            "system call policy",
        ),
        (
            "fstab",
            "/dev/sda1 / ext4 defaults 0 1\nproc /proc proc defaults 0 0\n",
            "table of mounts",
        ),
        ("subuid", "root:100000:65536\n", "id ranges"),
        (
            "101.conf",
            "ONBOOT=\"yes\"\nPHYSPAGES=\"0:512M\"\nOSTEMPLATE=\"debian\"\n",
            "OpenVZ",
        ),
        ("default", "LXC_BRIDGE=lxcbr0\n", "variables"),
        ("i.json", "[{\"Id\": \"x\", \"HostConfig\": {}}]", "docker inspect"),
        ("m.json", "{\"schemaVersion\": 2, \"layers\": []}", "manifest"),
        (
            "package.json",
            "{\"name\": \"x\", \"version\": \"1\", \"dependencies\": {\"a\": \"1\"}}",
            "JSON document",
        ),
        ("index.html", "<!DOCTYPE html>\n<html></html>\n", "web page"),
        ("x.xml", "<project xmlns='x'>\n</project>\n", "XML document"),
        ("notes.txt", "Dear all,\nthe container is broken.\n", "plain text"),
    ];
    for (name, text, what) in cases {
        let found = looks(name, text);
        assert!(found.is_err_and(|found| found.contains(what)), "{name} {text:?}: {found:?}");
    }
}

#[test]
fn the_line_that_shows_it_is_marked() {
    let text = "# compose\nversion: \"3\"\n\nservices:\n  web:\n    image: nginx\n";
    let Looks::Foreign(foreign) = detect(Path::new("x"), text).looks else {
        panic!("{text}")
    };
    assert_eq!(foreign.line, 4);
    let sources = Sources::of("x", text);
    let found = mismatch(Dialect::Lxd, FileId(0), &sources).unwrap();
    assert_eq!(found.origin.line(), Some((FileId(0), 4)));
}

#[test]
fn a_text_that_says_nothing_goes_by_its_name() {
    for text in ["", "# later\n", "\n\n"] {
        assert_eq!(looks("/etc/pve/lxc/102.conf", text), Ok(Dialect::Pve));
        assert_eq!(looks("/var/lib/lxc/web/config", text), Ok(Dialect::Lxc));
        assert_eq!(looks("base.yaml", text), Ok(Dialect::Lxd));
        assert_eq!(detect(Path::new("x"), text).certainty, Certainty::Guess);
    }
    assert_eq!(looks("102.conf", "memry: 512\n"), Ok(Dialect::Pve));
    assert_eq!(
        looks("config", "lxc.mount.entry: /dev/net/tun dev/net/tun none bind\n"),
        Ok(Dialect::Lxc)
    );
    assert_eq!(
        looks("102.conf", "lxc.mount.entry: /dev/net/tun dev/net/tun none bind\n"),
        Ok(Dialect::Pve)
    );
}

#[test]
fn broken_texts_have_a_dialect_still() {
    assert_eq!(looks("x", "<domain type='lxc'"), Ok(Dialect::Libvirt));
    assert_eq!(looks("x", "<"), Ok(Dialect::Libvirt));
    assert_eq!(looks("x", "{"), Ok(Dialect::Oci));
    assert_eq!(looks("x", "{ \"process\": "), Ok(Dialect::Oci));
    assert_eq!(looks("x", "lxc.start\n"), Ok(Dialect::Lxc));
    assert_eq!(looks("x", "config:\n\t- x\n"), Ok(Dialect::Lxd));
}
