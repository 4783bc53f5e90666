//! Files that are often taken for a container's configuration, and by what they are told.
//!
//! Each is told by words that its own tool demands, so that no configuration of a dialect read here is mistaken for one.

use std::path::Path;

use super::Detection;
use super::marks::{Marks, is_pve};

/// Options of Proxmox's virtual machines that its containers do not have.
const VM_KEYS: &[&str] = &[
    "agent",
    "audio",
    "balloon",
    "bios",
    "boot",
    "bootdisk",
    "cpu",
    "efidisk",
    "hostpci",
    "hugepages",
    "ide",
    "keyboard",
    "kvm",
    "machine",
    "name",
    "numa",
    "sata",
    "scsi",
    "scsihw",
    "serial",
    "smbios",
    "sockets",
    "spice_enhancements",
    "tablet",
    "tpmstate",
    "usb",
    "vcpus",
    "vga",
    "virtio",
    "vmgenid",
];
const VM_DISKS: &[&str] = &["scsi", "virtio", "ide", "sata", "efidisk", "hostpci"];

/// Options that a container has and a virtual machine has not.
const CONTAINER_KEYS: &[&str] = &[
    "rootfs",
    "unprivileged",
    "features",
    "swap",
    "cmode",
    "mp",
    "arch",
    "hostname",
    "dev",
];

/// Elements that libvirt has a document for.
const LIBVIRT_ROOTS: &[&str] = &[
    "domain",
    "domainsnapshot",
    "domaincheckpoint",
    "domainbackup",
    "domstatus",
    "domainCapabilities",
    "capabilities",
    "network",
    "networkport",
    "nwfilter",
    "pool",
    "volume",
    "device",
    "interface",
    "secret",
    "cpu",
    "disk",
    "filesystem",
    "hostdev",
];

/// Tells other XML from libvirt's by its outermost element.
pub(super) fn xml(text: &str) -> Option<Detection> {
    let mut rest = text;
    let (at, name) = loop {
        let start = rest.find('<')?;
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->")?..];
            continue;
        }
        if rest.starts_with(['?', '!']) {
            let is_html = rest.get(..13).is_some_and(|word| word.eq_ignore_ascii_case("!doctype html"));
            if is_html {
                break (text.len() - rest.len(), "html");
            }
            continue;
        }
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || "_-.:".contains(c)))
            .unwrap_or(rest.len());
        break (text.len() - rest.len(), &rest[..end]);
    };
    let local = name.rsplit(':').next().unwrap_or(name);
    let is_libvirts = LIBVIRT_ROOTS.iter().any(|root| root.eq_ignore_ascii_case(local));
    if is_libvirts || local.is_empty() {
        return None;
    }
    let line = u32::try_from(text[..at].matches('\n').count() + 1).unwrap_or(1);
    let (what, reason) = match name {
        "html" | "HTML" => ("a web page", "it is HTML"),
        "svg" => ("a picture", "it is SVG"),
        _ => (
            "an XML document of another kind",
            "its outermost element is none of libvirt's",
        ),
    };
    Some(Detection::foreign(what, line, reason))
}

/// Tells other JSON from a runtime configuration.
pub(super) fn json(text: &str) -> Option<Detection> {
    let has = |word: &str| text.contains(word);
    let (what, word, reason, hint) = match () {
        () if has("\"apiVersion\"") && has("\"kind\"") => (
            "a Kubernetes object",
            "\"apiVersion\"",
            "it has `apiVersion` and `kind`",
            "the runtime's `config.json` of the pod's container can be read",
        ),
        () if has("\"cniVersion\"") => (
            "a network configuration of CNI",
            "\"cniVersion\"",
            "it has a `cniVersion`",
            "",
        ),
        () if has("\"schemaVersion\"") && (has("\"layers\"") || has("\"manifests\"")) => (
            "an image's manifest",
            "\"schemaVersion\"",
            "it has a `schemaVersion` and layers",
            UNPACK,
        ),
        () if has("\"diff_ids\"") => ("an image's configuration", "\"diff_ids\"", "it has `diff_ids`", UNPACK),
        () if has("\"defaultAction\"") && !has("\"linux\"") => (
            "a system call policy by itself",
            "\"defaultAction\"",
            "it has a `defaultAction` and no container around it",
            "it belongs at `linux.seccomp` of a `config.json`",
        ),
        () if has("\"HostConfig\"") => (
            "what Docker keeps of a container",
            "\"HostConfig\"",
            "it has a `HostConfig`",
            BUNDLE,
        ),
        () if has("\"services\"") && has("\"image\"") => ("a Docker Compose file", "\"services\"", "it has `services`", BUNDLE),
        () => return None,
    };
    let found = Detection::foreign(what, line_of(text, word), reason);
    Some(if hint.is_empty() { found } else { found.hint(hint) })
}

const UNPACK: &str = "an image becomes a bundle with a `config.json` by `umoci unpack` or `podman create`; name that file";
const BUNDLE: &str = "the `config.json` that the container's runtime got can be read, below /run for a running one";

fn line_of(text: &str, word: &str) -> u32 {
    let before = text.find(word).map_or("", |at| &text[..at]);
    u32::try_from(before.matches('\n').count() + 1).unwrap_or(1)
}

/// Says whether a text starts with a section of the INI form: `[Exec]`.
pub(super) fn is_section(start: &str) -> bool {
    section(start.lines().next().unwrap_or("")).is_some()
}

fn section(line: &str) -> Option<&str> {
    let name = line.trim().strip_prefix('[')?.strip_suffix(']')?;
    let is_name = |c: char| c.is_alphanumeric() || " _-.:@/".contains(c);
    (name.starts_with(char::is_alphabetic) && name.chars().all(is_name)).then_some(name)
}

/// Tells what shows itself in the first lines.
pub(super) fn first_lines(path: &Path, marks: &Marks<'_>) -> Option<Detection> {
    if marks.top.starts_with("#!") {
        return Some(Detection::foreign("a script", 1, "it starts with `#!`"));
    }
    if marks.top.trim_end() == "#cloud-config" {
        let hint = "LXD and Incus take it as the value of `cloud-init.user-data`, below `config` of a profile or instance";
        return Some(Detection::foreign("cloud-init's user data", 1, "it starts with `#cloud-config`").hint(hint));
    }
    let (line, first) = *marks.head.first()?;
    if let Some(name) = section(first)
        && marks.pve == 0
        && marks.lxc == 0
    {
        return Some(ini(name, line));
    }
    let is_named = |word: &str| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(word));
    let any = |word: &str| marks.head.iter().find(|(_, text)| text.contains(word)).map(|(line, _)| *line);
    if let Some(line) = any("Vagrant.configure") {
        return Some(Detection::foreign("a Vagrantfile", line, "it calls `Vagrant.configure`"));
    }
    let is_dockerfile = is_named("Dockerfile") || is_named("Containerfile");
    if first.starts_with("FROM ") && (is_dockerfile || marks.head.iter().any(|(_, text)| is_instruction(text))) {
        return Some(Detection::foreign("a Dockerfile", line, "it starts with `FROM`").hint(BUNDLE));
    }
    policy(marks)
}

fn is_instruction(line: &str) -> bool {
    ["RUN ", "COPY ", "CMD ", "ENTRYPOINT ", "ENV ", "WORKDIR ", "EXPOSE "]
        .iter()
        .any(|word| line.starts_with(word))
}

fn ini(name: &str, line: u32) -> Detection {
    match name {
        "Exec" | "Files" => Detection::foreign(
            "a container of systemd-nspawn (`.nspawn`)",
            line,
            "it has a section `[Exec]` or `[Files]`",
        )
        .hint("systemd-nspawn's files are not read; write its settings as an LXC file"),
        "Container" | "Pod" | "Kube" => Detection::foreign(
            "a container of Podman's for systemd (a quadlet)",
            line,
            "it has a section `[Container]`",
        )
        .hint(BUNDLE),
        "Unit" | "Service" | "Install" | "Mount" | "Socket" => {
            Detection::foreign("a unit of systemd", line, "it has a section `[Unit]` or `[Service]`")
        }
        "Match" | "NetDev" | "Link" => {
            Detection::foreign("a network file of systemd", line, "it has a section `[Match]` or `[NetDev]`")
        }
        _ => Detection::foreign("a file of sections (INI)", line, "it starts with a section in brackets"),
    }
}

/// LXC's system call policies: a version, then which kind of list it is.
fn policy(marks: &Marks<'_>) -> Option<Detection> {
    let [(line, version), (_, kind), ..] = marks.head.as_slice() else {
        return None;
    };
    let kinds = ["denylist", "allowlist", "blacklist", "whitelist"];
    let is_policy = matches!(*version, "1" | "2") && kinds.iter().any(|word| kind.starts_with(word));
    is_policy.then(|| {
        Detection::foreign(
            "a system call policy of LXC",
            *line,
            "it starts with a version and the kind of list",
        )
        .hint("`lxc.seccomp.profile = FILE` in a container's configuration reads it")
    })
}

/// Tells what shows itself by words at the top, or by the form of all lines.
pub(super) fn lines(marks: &Marks<'_>) -> Option<Detection> {
    if marks.lxc > 0 {
        return None;
    }
    virtual_machine(marks)
        .or_else(|| (marks.pve == 0 || marks.is_yaml()).then(|| yaml(marks)).flatten())
        .or_else(|| (marks.pve == 0).then(|| table(marks)).flatten())
}

fn virtual_machine(marks: &Marks<'_>) -> Option<Detection> {
    let word = |key: &str, words: &[&str]| words.contains(&key.trim_end_matches(|c: char| c.is_ascii_digit()));
    if marks.keys.iter().any(|(key, _)| word(key, CONTAINER_KEYS)) {
        return None;
    }
    let of_a_vm: Vec<_> = marks
        .keys
        .iter()
        .filter(|(key, _)| word(key, VM_KEYS) && !is_pve(key))
        .collect();
    let disk = of_a_vm.iter().find(|(key, _)| word(key, VM_DISKS)).or(of_a_vm.first())?;
    (of_a_vm.len() > 1).then(|| {
        Detection::foreign(
            "a virtual machine of Proxmox VE (`qm`)",
            disk.1,
            "it has options that only virtual machines have",
        )
        .hint("containers of Proxmox VE are in /etc/pve/lxc, virtual machines in /etc/pve/qemu-server")
    })
}

fn yaml(marks: &Marks<'_>) -> Option<Detection> {
    let at = |word: &str| marks.line_of(word);
    if let (Some(line), Some(_)) = (at("apiVersion"), at("kind")) {
        let found = Detection::foreign("a Kubernetes object", line, "it has `apiVersion` and `kind`");
        return Some(found.hint("the `config.json` that the pod's runtime got can be read"));
    }
    if let Some(line) = at("services").filter(|_| marks.nested > 0) {
        return Some(Detection::foreign("a Docker Compose file", line, "it has `services`").hint(BUNDLE));
    }
    let nested: &[(&str, &str, &str)] = &[
        (
            "network",
            "a network configuration of netplan or cloud-init",
            "it has `network` with something below it",
        ),
        ("runcmd", "cloud-init's user data", "it has `runcmd`"),
        ("write_files", "cloud-init's user data", "it has `write_files`"),
        ("jobs", "a workflow of a build server", "it has `jobs`"),
        (
            "storage_pools",
            "a preseed of a whole LXD or Incus server",
            "it has `storage_pools`",
        ),
    ];
    let found = nested
        .iter()
        .find_map(|(word, what, reason)| Some((at(word)?, *what, *reason)));
    if let Some((line, what, reason)) = found.filter(|_| marks.nested > 0) {
        return Some(Detection::foreign(what, line, reason));
    }
    let play = marks.head.iter().find(|(_, text)| text.starts_with("- hosts:"));
    play.map(|(line, _)| Detection::foreign("a playbook of Ansible", *line, "it has a list of `hosts`"))
}

/// Files of columns, and of `NAME=value`.
fn table(marks: &Marks<'_>) -> Option<Detection> {
    let all = |is: fn(&str) -> bool| marks.head.iter().all(|(_, text)| is(text)) && !marks.head.is_empty();
    let is_openvz = |text: &str| {
        ["VE_ROOT=", "VE_PRIVATE=", "OSTEMPLATE=", "ORIGIN_SAMPLE=", "PHYSPAGES="]
            .iter()
            .any(|word| text.starts_with(word))
    };
    if let Some((line, _)) = marks.head.iter().find(|(_, text)| is_openvz(text)) {
        return Some(
            Detection::foreign("a container of OpenVZ", *line, "it has OpenVZ's names")
                .hint("OpenVZ's files are not read; write its settings as a Proxmox VE or LXC file"),
        );
    }
    if all(is_mount) {
        let hint = "`lxc.mount.fstab = FILE` in a container's configuration reads it";
        return Some(
            Detection::foreign(
                "a table of mounts (fstab)",
                marks.first,
                "its lines have a source, a target and a type",
            )
            .hint(hint),
        );
    }
    if all(is_id_range) {
        return Some(Detection::foreign(
            "a table of id ranges (subuid)",
            marks.first,
            "its lines are `name:first:count`",
        ));
    }
    if all(is_assignment) {
        return Some(Detection::foreign(
            "a list of variables",
            marks.first,
            "its lines are `NAME=value`",
        ));
    }
    None
}

fn is_mount(line: &str) -> bool {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let kinds = [
        "none", "auto", "bind", "proc", "sysfs", "tmpfs", "devpts", "ext4", "xfs", "btrfs", "nfs", "vfat", "swap", "cgroup",
        "overlay",
    ];
    matches!(fields.len(), 4..=6) && kinds.contains(&fields[2])
}

fn is_id_range(line: &str) -> bool {
    let parts: Vec<&str> = line.split(':').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && !parts[0].is_empty() && parts[1..].iter().all(is_number)
}

fn is_assignment(line: &str) -> bool {
    let line = line.strip_prefix("export ").unwrap_or(line);
    line.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|c: char| c.is_ascii_uppercase()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}
