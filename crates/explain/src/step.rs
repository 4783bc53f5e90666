//! A plain sentence for every step of a plan: what is done, with its values; third person, no full stop.
//!
//! The match is exhaustive, so a new step does not compile until it can be explained. Why a step is there is its cause's business.

use std::net::IpAddr;
use std::path::Path;

use transom_model::{
    Address, AutoMounts, Bind, CgroupMount, DeviceKind, DeviceNumber, HostId, IdKind, IdRange, InsideId, Mode, Mount, MountOption,
    Namespace, ProcMount, Rlimit, RlimitValue, RootSource, SysMount,
};
use transom_plan::{CgroupPlace, FilterCode, KernelMount, NicKind, NicStep, Personality, Probe, Shift, Step};

use crate::language::{Text, say};
use crate::{cgroup_files, describe_device, words};

/// Says in one plain sentence what a step does.
pub fn step(step: &Step) -> Text {
    match step {
        Step::WriteCgroup { place, file, value } => write_cgroup(place, file, value),
        other => Text::written(written(other)),
    }
}

/// The steps whose sentences are on their way into the language files.
fn written(step: &Step) -> String {
    match step {
        Step::MakeCgroup { place } => format!("makes {}", cgroup(place)),
        Step::WriteCgroup { .. } => String::new(),
        Step::FilterDevices { place, code } => filter(place, code),
        Step::Spawn { namespaces, into } => spawn(namespaces, into.as_ref()),
        Step::MapIds { kind, ranges } => map_ids(*kind, ranges),
        Step::JoinCgroup { place } => format!("moves the first process into {}", cgroup(place)),
        Step::DelegateCgroup { place, uid, gid } => delegate(place, (*uid, *gid)),
        Step::OpenRoot {
            source,
            is_read_only,
            shift,
            ..
        } => open_root(source, *is_read_only, *shift),
        Step::MakeDev { size, owner, .. } => make_dev(*size, *owner),
        Step::MakeNode {
            path,
            kind,
            number,
            owner,
            mode,
            ..
        } => make_node(path, (*kind, *number), *owner, *mode),
        Step::OpenMount { mount, shift, .. } => format!("opens {} on the host{}", mount_source(mount), shifted(*shift)),
        Step::MakeNic(nic) => make_nic(nic),
        Step::WriteProcess { file, value } => format!("writes {value} to /proc/PID/{file} of the first process"),
        Step::SetRlimit(limit) => rlimit(limit),
        Step::BecomeRoot => "becomes the container's own root user".to_owned(),
        Step::IsolateMounts => "cuts its mounts off from the host's, so that neither sees the other's new ones".to_owned(),
        Step::SetHostname(name) => format!("sets the host name to {name}"),
        Step::AttachRoot { .. } => "attaches the root file system".to_owned(),
        Step::AttachDev { .. } => "attaches the fresh /dev".to_owned(),
        Step::MountPts { max, gid } => mount_pts(*max, *gid),
        Step::MakeConsole => "makes /dev/console, a terminal whose other end the starter holds".to_owned(),
        Step::MakeTtys { count, dir } => ttys(*count, dir.as_deref()),
        Step::MountKernel { mount, .. } => mount_kernel(mount),
        Step::MountAuto(auto) => mount_auto(auto),
        Step::AttachMount { mount, .. } => {
            format!("mounts {} at {}{}", mount.source, inside(&mount.target), mount_flags(mount))
        }
        Step::MaskPath(path) => format!("hides {}", inside(path)),
        Step::ReadOnlyPath { path, is_read_only } => read_only(path, *is_read_only),
        Step::PivotRoot => "makes the container's root the only file tree it can see".to_owned(),
        Step::LoopbackUp => "brings the loopback interface up".to_owned(),
        Step::ConfigureNic {
            name,
            is_up,
            addresses,
            gateways,
        } => configure_nic(name, *is_up, addresses, gateways),
        Step::SetPersonality(Personality::Native) => "runs as the machine's own architecture".to_owned(),
        Step::SetPersonality(Personality::Linux32) => "runs as a 32-bit system".to_owned(),
        Step::SetSysctl { path, value } => format!("sets the kernel setting {} to {value}", path.replace('/', ".")),
        Step::AwaitHost => "waits until the host's side is done".to_owned(),
        Step::NewSession => "starts a session with a keyring of its own".to_owned(),
        Step::SetIds { uid, gid, groups } => set_ids(*uid, *gid, groups),
        Step::KeepCapabilities { mask } => capabilities(*mask),
        Step::NoNewPrivs => "forbids every process to gain rights, by setuid programs for instance".to_owned(),
        Step::LoadSeccomp { program, unknown } => load_seccomp(program.len(), unknown),
        Step::Probe(Probe::Kvm) => "tries /dev/kvm for real: makes a virtual machine and runs it to its halt".to_owned(),
        Step::Probe(Probe::Tun) => "tries /dev/net/tun for real: makes a TAP interface and brings it up".to_owned(),
        Step::Exec { command, cwd, .. } => format!("runs {} in {}", words::shortened(&command.join(" "), 60), cwd.display()),
    }
}

fn map_ids(kind: IdKind, ranges: &[IdRange]) -> String {
    let ranges: Vec<String> = ranges.iter().map(words::id_range).collect();
    format!("maps the container's {} {}", id_word(kind), words::and_list(&ranges))
}

fn delegate(place: &CgroupPlace, owner: (HostId, HostId)) -> String {
    format!(
        "gives {} to {}, so that init can divide it further",
        cgroup(place),
        words::host_owner(owner)
    )
}

fn open_root(source: &RootSource, is_read_only: bool, shift: Shift) -> String {
    let mode = if is_read_only { ", read-only" } else { "" };
    format!("opens the root file system: {}{mode}{}", root(source), shifted(shift))
}

fn make_dev(size: u64, owner: (HostId, HostId)) -> String {
    format!(
        "makes a fresh /dev (tmpfs, {}) for {}",
        words::bytes(size),
        words::host_owner(owner)
    )
}

fn make_node(path: &Path, (kind, number): (DeviceKind, DeviceNumber), owner: (HostId, HostId), mode: Mode) -> String {
    let (letter, name) = (kind.letter(), device_name(kind, number, path));
    let (path, mode, owner) = (below_dev(path), words::mode(mode), words::host_owner(owner));
    format!("makes {path} ({letter} {number}{name}) with mode {mode} for {owner}")
}

fn read_only(path: &Path, is_read_only: bool) -> String {
    let end = if is_read_only { "read-only" } else { "writable again" };
    format!("makes {} {end}", inside(path))
}

fn mount_pts(max: Option<u32>, gid: InsideId) -> String {
    let most = max.map_or_else(String::new, |max| format!(", at most {max}"));
    format!("mounts terminals of its own at /dev/pts{most}, owned by group {}", gid.0)
}

fn load_seccomp(length: usize, unknown: &[String]) -> String {
    let length = words::count(length, "instruction");
    match unknown {
        [] => format!("loads the system call filter ({length})"),
        unknown => format!(
            "loads the system call filter ({length}); this kernel lacks {}",
            unknown.join(", ")
        ),
    }
}

fn spawn(namespaces: &[Namespace], into: Option<&CgroupPlace>) -> String {
    let names: Vec<&str> = namespaces.iter().map(|namespace| words::namespace(*namespace)).collect();
    let born = into.map_or_else(String::new, |place| format!(", in {}", cgroup(place)));
    match names.is_empty() {
        true => format!("makes the first process{born}, with no namespace of its own"),
        false => format!("makes the first process{born}, with its own namespaces: {}", names.join(", ")),
    }
}

fn mount_source(mount: &Mount) -> String {
    match mount.bind() {
        Some(Bind::Recursive) => format!("{} and everything mounted below it", mount.source),
        Some(Bind::Single) => mount.source.clone(),
        None => format!("a {} file system from {}", mount.filesystem, mount.source),
    }
}

fn ttys(count: u32, dir: Option<&str>) -> String {
    let dir = dir.map_or_else(String::new, |dir| format!("{dir}/"));
    match count {
        1 => format!("makes the terminal /dev/{dir}tty1"),
        count => format!("makes the terminals /dev/{dir}tty1 to /dev/{dir}tty{count}"),
    }
}

fn set_ids(uid: InsideId, gid: InsideId, groups: &[InsideId]) -> String {
    let groups = if groups.is_empty() {
        String::new()
    } else {
        format!(", further groups {}", words::inside_ids(groups))
    };
    format!("continues as uid {} and gid {} inside{groups}", uid.0, gid.0)
}

fn cgroup(place: &CgroupPlace) -> String {
    match place {
        CgroupPlace::V2 => "the container's cgroup".to_owned(),
        CgroupPlace::V2Inner => "the inner cgroup".to_owned(),
        CgroupPlace::V1(controller) => format!("the container's {controller} cgroup"),
    }
}

fn write_cgroup(place: &CgroupPlace, file: &str, value: &str) -> Text {
    match cgroup_files::effect(file, value) {
        Some(effect) => say!("step-cgroup-file", effect = effect, file = file).into(),
        None => Text::written(format!("writes {value} to {file} of {}", cgroup(place))),
    }
}

fn filter(place: &CgroupPlace, code: &FilterCode) -> String {
    match code {
        FilterCode::Program(program) => {
            format!(
                "puts the device filter on {} ({})",
                cgroup(place),
                words::count(program.len(), "instruction")
            )
        }
        FilterCode::Lines(lines) => format!(
            "puts the device filter on {} ({})",
            cgroup(place),
            words::count(lines.len(), "line")
        ),
    }
}

fn id_word(kind: IdKind) -> &'static str {
    match kind {
        IdKind::User => "user ids",
        IdKind::Group => "group ids",
    }
}

pub(crate) fn root(source: &RootSource) -> String {
    match source {
        RootSource::Directory(path) => format!("the folder {}", path.display()),
        RootSource::Volume(name) => format!("the volume {name}"),
        RootSource::Image { kind, path } => format!("{path} ({kind})"),
        RootSource::Overlay { lower, upper } => {
            let lower: Vec<String> = lower.iter().map(|path| path.display().to_string()).collect();
            format!("{} under the changes in {}", words::and_list(&lower), upper.display())
        }
        RootSource::Host => "the host's programs read-only, with a small /etc of its own".to_owned(),
        RootSource::Tar(path) => format!("the unpacked archive {}", path.display()),
    }
}

fn shifted(shift: Shift) -> &'static str {
    match shift {
        Shift::No => "",
        Shift::Container => ", owners shifted by the id map",
    }
}

fn below_dev(path: &Path) -> String {
    let path = path.strip_prefix("/").unwrap_or(path);
    let path = path.strip_prefix("dev").unwrap_or(path);
    format!("/dev/{}", path.display())
}

/// Names a device whose path does not say by itself what it is.
fn device_name(kind: DeviceKind, number: DeviceNumber, path: &Path) -> String {
    let path = below_dev(path);
    match describe_device(kind, number) {
        Some(device) if device.node != path && crate::devices::device_at(&path) != Some(device) => format!(", {}", device.name),
        _ => String::new(),
    }
}

fn inside(path: &Path) -> String {
    format!("/{}", path.strip_prefix("/").unwrap_or(path).display())
}

fn make_nic(nic: &NicStep) -> String {
    let made = match &nic.kind {
        NicKind::Veth {
            host_name,
            bridge: Some(bridge),
        } => format!("as a pair with {host_name} on the bridge {bridge}"),
        NicKind::Veth { host_name, bridge: None } => format!("as a pair with {host_name}, on no bridge"),
        NicKind::PrivateVeth { host_name, bridge } => format!("as a pair with {host_name} on {bridge}, a bridge made for it"),
        NicKind::Macvlan { parent, mode } => format!("with a hardware address of its own on {parent} (macvlan, {mode})"),
        NicKind::Phys { parent } => format!("by moving the host's {parent} in"),
    };
    let mac = nic.mac.map_or_else(String::new, |mac| format!(", address {mac}"));
    let mtu = nic.mtu.map_or_else(String::new, |mtu| format!(", MTU {mtu}"));
    format!("makes the interface {} {made}{mac}{mtu}", nic.name)
}

fn rlimit(limit: &Rlimit) -> String {
    let (soft, hard) = (rlimit_value(limit.soft), rlimit_value(limit.hard));
    match limit.soft == limit.hard {
        true => format!("sets the process limit {} to {soft}", limit.resource),
        false => format!(
            "sets the process limit {} to {soft}, which processes may raise to {hard}",
            limit.resource
        ),
    }
}

fn rlimit_value(value: RlimitValue) -> String {
    match value {
        RlimitValue::Unlimited => "unlimited".to_owned(),
        RlimitValue::Is(number) => number.to_string(),
    }
}

fn mount_kernel(mount: &KernelMount) -> String {
    let data = mount.data.iter().map(|(key, value)| match value {
        Some(value) => format!("{key}={value}"),
        None => key.clone(),
    });
    let options: Vec<String> = mount.flags.iter().cloned().chain(data).collect();
    let options = if options.is_empty() {
        String::new()
    } else {
        format!(" ({})", options.join(","))
    };
    format!("mounts {} at {}{options}", mount.filesystem, inside(&mount.target))
}

fn mount_auto(auto: &AutoMounts) -> String {
    let mut parts = Vec::new();
    match auto.proc {
        ProcMount::No => {}
        ProcMount::Mixed => parts.push("/proc with its settings read-only"),
        ProcMount::ReadWrite => parts.push("/proc"),
    }
    match auto.sys {
        SysMount::No => {}
        SysMount::Mixed => parts.push("/sys read-only except its virtual interfaces"),
        SysMount::ReadOnly => parts.push("/sys read-only"),
        SysMount::ReadWrite => parts.push("/sys"),
    }
    match auto.cgroup {
        CgroupMount::No => {}
        CgroupMount::ReadWrite => parts.push("/sys/fs/cgroup"),
        CgroupMount::ReadOnly => parts.push("/sys/fs/cgroup read-only"),
    }
    match parts.is_empty() {
        true => "mounts no kernel file system".to_owned(),
        false => format!("mounts {}", words::and_list(&parts)),
    }
}

pub(crate) fn mount_flags(mount: &Mount) -> String {
    let flags: Vec<&str> = mount.options.iter().filter_map(flag).collect();
    if flags.is_empty() {
        String::new()
    } else {
        format!(", {}", flags.join(", "))
    }
}

fn flag(option: &MountOption) -> Option<&str> {
    Some(match option {
        MountOption::ReadOnly(true) => "read-only",
        MountOption::NoSuid(true) => "without setuid programs",
        MountOption::NoDev(true) => "without devices",
        MountOption::NoExec(true) => "without running programs",
        MountOption::Data(data) => data,
        _ => return None,
    })
}

fn configure_nic(name: &str, is_up: bool, addresses: &[Address], gateways: &[IpAddr]) -> String {
    let mut parts = Vec::new();
    if is_up {
        parts.push(format!("brings {name} up"));
    }
    if !addresses.is_empty() {
        let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        parts.push(format!("gives {name} {}", words::and_list(&addresses)));
    }
    if !gateways.is_empty() {
        let gateways: Vec<String> = gateways.iter().map(ToString::to_string).collect();
        parts.push(format!("sends everything else to {}", words::and_list(&gateways)));
    }
    if parts.is_empty() {
        format!("leaves {name} as it is")
    } else {
        words::and_list(&parts)
    }
}

fn capabilities(mask: u64) -> String {
    let (kept, dropped) = words::capabilities(mask);
    if dropped.is_empty() {
        return "drops no capability".to_owned();
    }
    if kept.is_empty() {
        return "drops every capability".to_owned();
    }
    match dropped.len() <= kept.len() {
        true => format!("drops the capabilities {} for good", words::and_list(&dropped)),
        false => format!("keeps only the capabilities {}", words::and_list(&kept)),
    }
}
