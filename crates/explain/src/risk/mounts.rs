//! Risks of mounts: folders of the host that are seen inside, and the kernel's own file systems.

use transom_model::{AutoMounts, CgroupMount, Mount, MountOption, ProcMount, RootSource, SysMount};

use super::{Level, Risk, devices, is_root_real};
use crate::language::say;
use crate::line::Line;

/// Sockets of programs that do anything for whoever can write to them.
const COMMANDING_SOCKETS: [&str; 8] = [
    "docker.sock",
    "podman.sock",
    "containerd.sock",
    "crio.sock",
    "libvirt-sock",
    "unix.socket",
    "pvedaemon.sock",
    "systemd/private",
];

/// Folders that hold what the host is made of.
const VITAL: [&str; 12] = [
    "/etc", "/root", "/boot", "/usr", "/bin", "/sbin", "/lib", "/var", "/run", "/proc", "/sys", "/dev",
];

pub(super) fn risks(line: &Line<'_>) -> Vec<Risk> {
    let mount = line
        .mount()
        .filter(|mount| mount.bind().is_some() && !mount.is_source_inside && !mount.is_node_bind());
    let bound = mount.map(|mount| devices::of_folder(line, &mount.source).unwrap_or_else(|| of_bind(line, mount)));
    let root = line.container().root.as_ref().filter(|root| line.is_cause(&root.origin));
    let hosts = root.filter(|root| matches!(&root.value.source, RootSource::Directory(path) if path.as_os_str() == "/"));
    let auto = line
        .container()
        .auto_mounts
        .as_ref()
        .filter(|auto| line.is_cause(&auto.origin));
    let auto = auto.map_or_else(Vec::new, |auto| of_kernel(line, auto.value));
    bound
        .into_iter()
        .chain(hosts.map(|_| Risk::new(Level::High, say!("risk-hosts-root"))))
        .chain(auto)
        .collect()
}

fn of_bind(line: &Line<'_>, mount: &Mount) -> Risk {
    let source = mount.source.as_str();
    let is_read_only = mount.options.contains(&MountOption::ReadOnly(true));
    if COMMANDING_SOCKETS.iter().any(|socket| source.ends_with(socket)) {
        return Risk::new(Level::Critical, say!("risk-socket", path = source));
    }
    if source.starts_with("/dev/") && source.contains("/by-") {
        return Risk::new(Level::Low, say!("risk-folder-of-links", path = source));
    }
    let is_vital = source == "/" || VITAL.contains(&source);
    match (is_vital, is_read_only, is_root_real(line)) {
        (true, false, true) => Risk::new(Level::Critical, say!("risk-vital-folder", path = source)),
        (true, true, true) => Risk::new(Level::High, say!("risk-vital-folder-read", path = source)),
        (true, _, false) => Risk::new(Level::Medium, say!("risk-vital-folder-mapped", path = source)),
        (false, true, _) => Risk::new(Level::Low, say!("risk-folder-read", path = source)),
        (false, false, true) => Risk::new(Level::Medium, say!("risk-folder-write", path = source)),
        (false, false, false) if mount.is_idmapped => Risk::new(Level::Medium, say!("risk-folder-shifted", path = source)),
        (false, false, false) => Risk::new(Level::Medium, say!("risk-folder-mapped", path = source)),
    }
}

fn of_kernel(line: &Line<'_>, auto: AutoMounts) -> Vec<Risk> {
    let is_real = is_root_real(line);
    let level = if is_real { Level::High } else { Level::Low };
    let proc = (auto.proc == ProcMount::ReadWrite).then(|| match is_real {
        true => say!("risk-proc-root"),
        false => say!("risk-proc-mapped"),
    });
    let sys = (auto.sys == SysMount::ReadWrite).then(|| match is_real {
        true => say!("risk-sys-root"),
        false => say!("risk-sys-mapped"),
    });
    let cgroup = (auto.cgroup == CgroupMount::ReadWrite).then(|| Risk::new(Level::Low, say!("risk-cgroup-write")));
    let kernel = proc.into_iter().chain(sys).map(|why| Risk::new(level, why));
    kernel.chain(cgroup).collect()
}
