//! A plain sentence for every step of a plan: what is done, with its values; third person, no full stop.
//!
//! The match is exhaustive, so a new step does not compile until it can be explained. Why a step is there is its cause's business.
//! The words are in `steps.ftl`.

use std::net::IpAddr;
use std::path::Path;

use transom_model::{
    Address, AutoMounts, Bind, CgroupMount, DeviceKind, DeviceNumber, HostId, IdKind, IdRange, InsideId, Mode, Mount, MountOption,
    Namespace, ProcMount, Rlimit, RlimitValue, RootSource, SysMount,
};
use transom_plan::{CgroupPlace, FilterCode, KernelMount, NicKind, NicStep, Personality, Probe, Shift, Step};

use crate::language::{Arg, Message, Text, say};
use crate::{cgroup_files, describe_device, words};

/// Says in one plain sentence what a step does.
pub fn step(step: &Step) -> Text {
    message(step).into()
}

fn message(step: &Step) -> Message {
    match step {
        Step::MakeCgroup { place } => say!("step-make-cgroup", place = cgroup(place)),
        Step::WriteCgroup { place, file, value } => write_cgroup(place, file, value),
        Step::FilterDevices { place, code } => filter(place, code),
        Step::Spawn { namespaces, into } => spawn(namespaces, into.as_ref()),
        Step::MapIds { kind, ranges } => map_ids(*kind, ranges),
        Step::JoinCgroup { place } => say!("step-join-cgroup", place = cgroup(place)),
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
        Step::OpenMount { mount, shift, .. } => open_mount(mount, *shift),
        Step::MakeNic(nic) => make_nic(nic),
        Step::WriteProcess { file, value } => say!("step-write-process", value = value, file = file),
        Step::SetRlimit(limit) => rlimit(limit),
        Step::BecomeRoot => say!("step-become-root"),
        Step::IsolateMounts => say!("step-isolate-mounts"),
        Step::SetHostname(name) => say!("step-set-hostname", name = name),
        Step::AttachRoot { .. } => say!("step-attach-root"),
        Step::AttachDev { .. } => say!("step-attach-dev"),
        Step::MountPts { max, gid } => say!("step-mount-pts", most = *max, group = gid.0),
        Step::MakeConsole => say!("step-make-console"),
        Step::MakeTtys { count, dir } => ttys(*count, dir.as_deref()),
        Step::MountKernel { mount, .. } => mount_kernel(mount),
        Step::MountAuto(auto) => mount_auto(auto),
        Step::AttachMount { mount, .. } => attach_mount(mount),
        Step::MaskPath(path) => say!("step-mask-path", path = inside(path)),
        Step::ReadOnlyPath { path, is_read_only } => read_only(path, *is_read_only),
        Step::PivotRoot => say!("step-pivot-root"),
        Step::LoopbackUp => say!("step-loopback-up"),
        Step::ConfigureNic {
            name,
            is_up,
            addresses,
            gateways,
        } => configure_nic(name, *is_up, addresses, gateways),
        Step::SetPersonality(Personality::Native) => say!("step-personality-native"),
        Step::SetPersonality(Personality::Linux32) => say!("step-personality-linux32"),
        Step::SetSysctl { path, value } => say!("step-set-sysctl", name = path.replace('/', "."), value = value),
        Step::AwaitHost => say!("step-await-host"),
        Step::NewSession => say!("step-new-session"),
        Step::SetIds { uid, gid, groups } => set_ids(*uid, *gid, groups),
        Step::KeepCapabilities { mask } => capabilities(*mask),
        Step::NoNewPrivs => say!("step-no-new-privs"),
        Step::LoadSeccomp { program, unknown } => load_seccomp(program.len(), unknown),
        Step::Probe(Probe::Kvm) => say!("step-probe-kvm"),
        Step::Probe(Probe::Tun) => say!("step-probe-tun"),
        Step::Exec { command, cwd, .. } => exec(command, cwd),
    }
}

fn exec(command: &[String], cwd: &Path) -> Message {
    say!("step-exec", command = words::shortened(&command.join(" "), 60), folder = cwd)
}

fn map_ids(kind: IdKind, ranges: &[IdRange]) -> Message {
    let ranges = Arg::clauses(ranges.iter().map(words::mapped));
    match kind {
        IdKind::User => say!("step-map-users", ranges = ranges),
        IdKind::Group => say!("step-map-groups", ranges = ranges),
    }
}

fn delegate(place: &CgroupPlace, owner: (HostId, HostId)) -> Message {
    say!(
        "step-delegate-cgroup",
        place = cgroup(place),
        owner = words::host_owner(owner)
    )
}

fn open_root(source: &RootSource, is_read_only: bool, shift: Shift) -> Message {
    let (root, shifted) = (root_source(source), is_shifted(shift));
    say!(
        "step-open-root",
        root = root,
        is_read_only = is_read_only,
        is_shifted = shifted
    )
}

fn make_dev(size: u64, owner: (HostId, HostId)) -> Message {
    say!("step-make-dev", size = words::size(size), owner = words::host_owner(owner))
}

fn make_node(path: &Path, (kind, number): (DeviceKind, DeviceNumber), owner: (HostId, HostId), mode: Mode) -> Message {
    say!(
        "step-make-node",
        path = below_dev(path),
        number = format!("{} {number}", kind.letter()),
        name = device_name(kind, number, path),
        mode = words::mode(mode),
        owner = words::host_owner(owner),
    )
}

fn read_only(path: &Path, is_read_only: bool) -> Message {
    match is_read_only {
        true => say!("step-read-only-path", path = inside(path)),
        false => say!("step-writable-path", path = inside(path)),
    }
}

fn load_seccomp(length: usize, unknown: &[String]) -> Message {
    say!("step-load-seccomp", count = length, unknown = Arg::row(unknown))
}

fn spawn(namespaces: &[Namespace], into: Option<&CgroupPlace>) -> Message {
    let names = Arg::row(namespaces.iter().map(|namespace| words::namespace(*namespace)));
    say!("step-spawn", place = into.map(cgroup), namespaces = names)
}

fn open_mount(mount: &Mount, shift: Shift) -> Message {
    let (source, shifted) = (&mount.source, is_shifted(shift));
    match mount.bind() {
        Some(Bind::Recursive) => say!("step-open-tree", source = source, is_shifted = shifted),
        Some(Bind::Single) => say!("step-open-mount", source = source, is_shifted = shifted),
        None => say!(
            "step-open-filesystem",
            filesystem = &mount.filesystem,
            source = source,
            is_shifted = shifted,
        ),
    }
}

fn ttys(count: u32, dir: Option<&str>) -> Message {
    let dir = dir.map_or_else(String::new, |dir| format!("{dir}/"));
    let (first, last) = (format!("/dev/{dir}tty1"), format!("/dev/{dir}tty{count}"));
    match count {
        1 => say!("step-make-tty", path = first),
        _ => say!("step-make-ttys", first = first, last = last),
    }
}

fn set_ids(uid: InsideId, gid: InsideId, groups: &[InsideId]) -> Message {
    let groups = (!groups.is_empty()).then(|| words::inside_ids(groups));
    say!("step-set-ids", uid = uid.0, gid = gid.0, groups = groups)
}

fn cgroup(place: &CgroupPlace) -> Message {
    match place {
        CgroupPlace::V2 => say!("cgroup-of-container"),
        CgroupPlace::V2Inner => say!("cgroup-inner"),
        CgroupPlace::V1(controller) => say!("cgroup-of-controller", controller = controller),
    }
}

fn write_cgroup(place: &CgroupPlace, file: &str, value: &str) -> Message {
    match cgroup_files::effect(file, value) {
        Some(effect) => say!("step-cgroup-file", effect = effect, file = file),
        None => say!("step-write-cgroup", value = value, file = file, place = cgroup(place)),
    }
}

fn filter(place: &CgroupPlace, code: &FilterCode) -> Message {
    let place = cgroup(place);
    match code {
        FilterCode::Program(program) => say!("step-filter-program", place = place, count = program.len()),
        FilterCode::Lines(lines) => say!("step-filter-lines", place = place, count = lines.len()),
    }
}

/// Names what a root file system is made of.
pub(crate) fn root_source(source: &RootSource) -> Message {
    match source {
        RootSource::Directory(path) => say!("root-folder", path = path.as_path()),
        RootSource::Volume(name) => say!("root-volume", name = name),
        RootSource::Image { kind, path } => say!("root-image", path = path, kind = kind),
        RootSource::Overlay { lower, upper } => {
            let lower: Vec<&Path> = lower.iter().map(AsRef::as_ref).collect();
            say!("root-overlay", lower = lower, upper = upper.as_path())
        }
        RootSource::Host => say!("root-host"),
        RootSource::Tar(path) => say!("root-archive", path = path.as_path()),
    }
}

fn is_shifted(shift: Shift) -> bool {
    match shift {
        Shift::No => false,
        Shift::Container => true,
    }
}

fn below_dev(path: &Path) -> String {
    let path = path.strip_prefix("/").unwrap_or(path);
    let path = path.strip_prefix("dev").unwrap_or(path);
    format!("/dev/{}", path.display())
}

/// Names a device whose path does not say by itself what it is.
fn device_name(kind: DeviceKind, number: DeviceNumber, path: &Path) -> Arg {
    let path = below_dev(path);
    let device = describe_device(kind, number);
    let strange = device.filter(|device| device.node != path && crate::devices::device_at(&path) != Some(device));
    strange.map(crate::KnownDevice::name).into()
}

fn inside(path: &Path) -> String {
    format!("/{}", path.strip_prefix("/").unwrap_or(path).display())
}

fn make_nic(nic: &NicStep) -> Message {
    let how = match &nic.kind {
        NicKind::Veth {
            host_name,
            bridge: Some(bridge),
        } => say!("nic-pair-on-bridge", host_name = host_name, bridge = bridge),
        NicKind::Veth { host_name, bridge: None } => say!("nic-pair-alone", host_name = host_name),
        NicKind::PrivateVeth { host_name, bridge } => say!("nic-pair-on-own-bridge", host_name = host_name, bridge = bridge),
        NicKind::Macvlan { parent, mode } => say!("nic-on-card", parent = parent, mode = mode),
        NicKind::Phys { parent } => say!("nic-moved-in", parent = parent),
    };
    let mac = nic.mac.map(|mac| mac.to_string());
    say!("step-make-nic", name = &nic.name, how = how, mac = mac, mtu = nic.mtu)
}

fn rlimit(limit: &Rlimit) -> Message {
    let (name, soft, hard) = (&limit.resource, rlimit_value(limit.soft), rlimit_value(limit.hard));
    match limit.soft == limit.hard {
        true => say!("step-set-rlimit", resource = name, value = soft),
        false => say!("step-set-rlimit-range", resource = name, soft = soft, hard = hard),
    }
}

fn rlimit_value(value: RlimitValue) -> String {
    match value {
        RlimitValue::Unlimited => "unlimited".to_owned(),
        RlimitValue::Is(number) => number.to_string(),
    }
}

fn mount_kernel(mount: &KernelMount) -> Message {
    let data = mount.data.iter().map(|(key, value)| match value {
        Some(value) => format!("{key}={value}"),
        None => key.clone(),
    });
    let options: Vec<String> = mount.flags.iter().cloned().chain(data).collect();
    say!(
        "step-mount-kernel",
        filesystem = &mount.filesystem,
        target = inside(&mount.target),
        options = (!options.is_empty()).then(|| options.join(",")),
    )
}

fn mount_auto(auto: &AutoMounts) -> Message {
    let proc = match auto.proc {
        ProcMount::No => None,
        ProcMount::Mixed => Some(say!("auto-proc-mixed")),
        ProcMount::ReadWrite => Some(say!("auto-proc")),
    };
    let sys = match auto.sys {
        SysMount::No => None,
        SysMount::Mixed => Some(say!("auto-sys-mixed")),
        SysMount::ReadOnly => Some(say!("auto-sys-read-only")),
        SysMount::ReadWrite => Some(say!("auto-sys")),
    };
    let cgroup = match auto.cgroup {
        CgroupMount::No => None,
        CgroupMount::ReadWrite => Some(say!("auto-cgroup")),
        CgroupMount::ReadOnly => Some(say!("auto-cgroup-read-only")),
    };
    let parts: Vec<Message> = [proc, sys, cgroup].into_iter().flatten().collect();
    match parts.is_empty() {
        true => say!("step-mount-auto-none"),
        false => say!("step-mount-auto", parts = parts),
    }
}

fn attach_mount(mount: &Mount) -> Message {
    let target = inside(&mount.target);
    say!(
        "step-attach-mount",
        source = &mount.source,
        target = target,
        flags = mount_flags(mount)
    )
}

/// Names what is special about a mount: `read-only, without devices`.
pub(crate) fn mount_flags(mount: &Mount) -> Arg {
    Arg::row(mount.options.iter().filter_map(flag))
}

fn flag(option: &MountOption) -> Option<Arg> {
    Some(match option {
        MountOption::ReadOnly(true) => say!("mount-flag-read-only").into(),
        MountOption::NoSuid(true) => say!("mount-flag-nosuid").into(),
        MountOption::NoDev(true) => say!("mount-flag-nodev").into(),
        MountOption::NoExec(true) => say!("mount-flag-noexec").into(),
        MountOption::Data(data) => data.into(),
        _ => return None,
    })
}

fn configure_nic(name: &str, is_up: bool, addresses: &[Address], gateways: &[IpAddr]) -> Message {
    let addresses = Arg::list(addresses.iter().map(ToString::to_string));
    let gateways = Arg::list(gateways.iter().map(ToString::to_string));
    let parts = [
        is_up.then(|| say!("nic-brought-up", name = name)),
        (addresses != Arg::NotGiven).then(|| say!("nic-given-addresses", name = name, addresses = addresses)),
        (gateways != Arg::NotGiven).then(|| say!("nic-given-gateways", gateways = gateways)),
    ];
    let parts: Vec<Message> = parts.into_iter().flatten().collect();
    match parts.is_empty() {
        true => say!("step-leave-nic", name = name),
        false => say!("step-configure-nic", parts = Arg::clauses(parts)),
    }
}

fn capabilities(mask: u64) -> Message {
    let (kept, dropped) = words::capabilities(mask);
    if dropped.is_empty() {
        return say!("step-drop-no-capability");
    }
    if kept.is_empty() {
        return say!("step-drop-every-capability");
    }
    match dropped.len() <= kept.len() {
        true => say!("step-drop-capabilities", names = dropped),
        false => say!("step-keep-capabilities", names = kept),
    }
}
