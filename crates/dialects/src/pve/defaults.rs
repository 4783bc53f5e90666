//! What Proxmox brings when the file is silent: its generated LXC file and the `common.conf` that this includes.
//!
//! Capabilities, kernel file systems, terminals, the standard devices and the system call filter. They stand before any raw
//! line. Where Transom is stricter than Proxmox on purpose, `docs/undocumented/proxmox.md` says so.

use std::path::PathBuf;

use transom_model::{
    Access, AutoMounts, Capabilities, CgroupMount, Container, DeviceKind, DeviceRule, Environment, FilterPolicy, Given, HostId,
    IdRange, InsideId, Origin, ProcMount, RuleEffect, RuleNumber, SeccompAction, SeccompCompare, SeccompOp, SeccompPolicy,
    SeccompRule, Severity, SysMount, Version,
};

use super::Reader;
use super::limits::{DEFAULT_MEMORY, MIB, set_memory};
use crate::Problem;

const CAPABILITIES: &str = "Proxmox: common.conf drops these capabilities in a privileged container";
const DEVICES: &str = "Proxmox: common.conf closes all devices but the standard ones in a privileged container";
const CONSOLE: &str = "Proxmox: common.conf allows /dev/console";
const MOUNTS: &str = "Proxmox: common.conf mounts /proc, /sys and the cgroup tree";
const SECCOMP: &str = "Proxmox: common.seccomp";
const SECCOMP_UNPRIVILEGED: &str = "Proxmox: added to common.seccomp for unprivileged containers";

/// Fills in everything that no option has given.
pub(super) fn complete(reader: &mut Reader) {
    let is_unprivileged = reader.is_unprivileged();
    id_map(reader);
    named(reader);
    let container = &mut reader.container;
    limits(container, reader.version);
    terminals(container, is_unprivileged);
    let term = Environment::Set("TERM".to_owned(), "linux".to_owned());
    let term = Given::default_of(term, "Proxmox: every container's first process gets TERM=linux");
    container.environment.insert(0, term);
    let _dev = container
        .is_dev_fresh
        .get_or_insert(Given::default_of(true, "Proxmox: LXC makes a fresh /dev"));
    container.capabilities = capabilities(is_unprivileged);
    if !is_unprivileged {
        container.device_filter.policy = Given::default_of(FilterPolicy::Deny, DEVICES);
        container.device_filter.rules = standard_devices(container.terminals.no_console.is_some());
    }
    container.auto_mounts = Some(auto_mounts(reader.features.force_rw_sys.as_ref(), is_unprivileged));
    if !reader.has_raw("lxc.seccomp.profile") {
        let policy = seccomp(reader, is_unprivileged);
        reader.container.seccomp = Some(Given::default_of(policy, SECCOMP));
    }
}

/// What `common.conf` drops in a privileged container; an unprivileged one keeps all, for they reach no further than itself.
pub(super) fn capabilities(is_unprivileged: bool) -> Capabilities {
    let dropped: &[&str] = match is_unprivileged {
        true => &[],
        false => &["mac_admin", "mac_override", "sys_time", "sys_module", "sys_rawio"],
    };
    let given = |name: &&str| Given::default_of((*name).to_owned(), CAPABILITIES);
    Capabilities::Drop(dropped.iter().map(given).collect())
}

/// The map of `unprivileged: 1`.
pub(super) const ID_RANGE: IdRange = IdRange {
    inside: InsideId(0),
    host: HostId(100_000),
    len: 65_536,
};

/// `unprivileged: 1` maps 65536 ids from 100000 on, unless raw lines give a map of their own.
fn id_map(reader: &mut Reader) {
    let Some(given) = reader.unprivileged.clone().filter(|given| given.value) else {
        return;
    };
    if reader.has_raw("lxc.idmap") {
        return;
    }
    reader.container.id_map.users.push(given.with(ID_RANGE));
    reader.container.id_map.groups.push(given.with(ID_RANGE));
}

fn named(reader: &mut Reader) {
    let container = &mut reader.container;
    if let (None, Some(vmid)) = (&container.hostname, reader.vmid) {
        container.hostname = Some(Given::default_of(
            format!("CT{vmid}"),
            "Proxmox: hostname without a line is CT and the container's number",
        ));
    }
    let _command = container.init.command.get_or_insert(Given::default_of(
        vec!["/sbin/init".to_owned()],
        "Proxmox: entrypoint without a line is /sbin/init",
    ));
}

fn limits(container: &mut Container, version: Version) {
    if container.limits.memory.is_none() {
        let memory = Given::default_of(DEFAULT_MEMORY * MIB, "Proxmox: memory without a line is 512 MiB");
        set_memory(&mut container.limits, &memory, version);
    }
    let none = Given::default_of(0, "Proxmox: swap without a line is 0");
    let _swap = container.limits.swap.get_or_insert(none);
}

/// The pseudo terminals that `common.conf` lets a container have.
pub(super) const PTYS: u32 = 1024;

fn terminals(container: &mut Container, is_unprivileged: bool) {
    let terminals = &mut container.terminals;
    let _ttys = terminals
        .ttys
        .get_or_insert(Given::default_of(2, "Proxmox: tty without a line is 2"));
    terminals.ptys = Some(Given::default_of(PTYS, "Proxmox: common.conf sets lxc.pty.max"));
    if !is_unprivileged {
        terminals.dir = Some(Given::default_of("lxc".to_owned(), "Proxmox: common.conf sets lxc.tty.dir"));
    }
}

pub(super) fn auto_mounts(force_rw_sys: Option<&Origin>, is_unprivileged: bool) -> Given<AutoMounts> {
    let mixed = AutoMounts {
        proc: ProcMount::Mixed,
        sys: SysMount::Mixed,
        cgroup: CgroupMount::ReadWrite,
        is_cgroup_forced: false,
    };
    match force_rw_sys {
        // userns.conf asks for a writable /sys; without the feature Proxmox takes that back.
        Some(origin) if is_unprivileged => Given::new(
            AutoMounts {
                sys: SysMount::ReadWrite,
                ..mixed
            },
            origin.clone(),
        ),
        _ => Given::default_of(mixed, MOUNTS),
    }
}

/// Making any node is allowed, opening only the usual ones and FUSE. Each has an origin of its own, by which raw lines
/// that take one back find it.
pub(super) fn standard_devices(has_no_console: bool) -> Vec<Given<DeviceRule>> {
    use DeviceKind::{Block, Char};
    use RuleNumber::{Any, Is};
    let rules = [
        (
            Char,
            Any,
            Any,
            Access::MKNOD,
            "Proxmox: common.conf lets any character node be made",
        ),
        (
            Block,
            Any,
            Any,
            Access::MKNOD,
            "Proxmox: common.conf lets any block node be made",
        ),
        (Char, Is(1), Is(3), Access::ALL, "Proxmox: common.conf allows /dev/null"),
        (Char, Is(1), Is(5), Access::ALL, "Proxmox: common.conf allows /dev/zero"),
        (Char, Is(1), Is(7), Access::ALL, "Proxmox: common.conf allows /dev/full"),
        (Char, Is(5), Is(0), Access::ALL, "Proxmox: common.conf allows /dev/tty"),
        (Char, Is(5), Is(1), Access::ALL, CONSOLE),
        (Char, Is(5), Is(2), Access::ALL, "Proxmox: common.conf allows /dev/ptmx"),
        (Char, Is(1), Is(8), Access::ALL, "Proxmox: common.conf allows /dev/random"),
        (Char, Is(1), Is(9), Access::ALL, "Proxmox: common.conf allows /dev/urandom"),
        (
            Char,
            Is(136),
            Any,
            Access::ALL,
            "Proxmox: common.conf allows pseudo terminals",
        ),
        (Char, Is(10), Is(229), Access::ALL, "Proxmox: common.conf allows /dev/fuse"),
    ];
    let given = |(kind, major, minor, access, whose)| {
        Given::default_of(
            DeviceRule {
                effect: RuleEffect::Allow,
                kind,
                major,
                minor,
                access,
            },
            whose,
        )
    };
    // `console: 0` makes Proxmox take the rule for /dev/console back.
    rules
        .into_iter()
        .filter(|rule| !has_no_console || rule.4 != CONSOLE)
        .map(given)
        .collect()
}

const EPERM: u16 = 1;
const EACCES: u16 = 13;
const ENOSYS: u16 = 38;
const EAFNOSUPPORT: u16 = 97;

/// The address family of the kernel's crypto sockets.
const AF_ALG: u64 = 38;

/// The numbers of all ioctls of btrfs, and the bits that mark them.
const BTRFS_IOCTLS: (u64, u64) = (0x9400, 0xff00);

fn seccomp(reader: &Reader, is_unprivileged: bool) -> SeccompPolicy {
    let mut rules = vec![rule("umount2", EACCES, vec![masked(1, 1, 1)], SECCOMP)];
    let refused = [
        "kexec_load",
        "open_by_handle_at",
        "init_module",
        "finit_module",
        "delete_module",
    ];
    rules.extend(refused.map(|name| rule(name, EPERM, Vec::new(), SECCOMP)));
    if is_unprivileged {
        let (value, mask) = BTRFS_IOCTLS;
        rules.push(rule("ioctl", EPERM, vec![masked(1, value, mask)], SECCOMP_UNPRIVILEGED));
        if reader.features.keyctl.is_none() {
            rules.push(rule("keyctl", ENOSYS, Vec::new(), SECCOMP_UNPRIVILEGED));
        }
    }
    if is_unprivileged && reader.is_since(9, 2) {
        let family = SeccompCompare {
            argument: 0,
            op: SeccompOp::Equal,
            value: AF_ALG,
            mask: u64::MAX,
        };
        rules.push(rule("socket", EAFNOSUPPORT, vec![family], SECCOMP_UNPRIVILEGED));
    }
    SeccompPolicy {
        source: PathBuf::from("common.seccomp"),
        default: SeccompAction::Allow,
        rules,
    }
}

fn rule(syscall: &str, errno: u16, compares: Vec<SeccompCompare>, whose: &'static str) -> Given<SeccompRule> {
    let rule = SeccompRule {
        syscall: syscall.to_owned(),
        action: SeccompAction::Errno(errno),
        compares,
        archs: Vec::new(),
    };
    Given::default_of(rule, whose)
}

fn masked(argument: u8, value: u64, mask: u64) -> SeccompCompare {
    SeccompCompare {
        argument,
        op: SeccompOp::MaskedEqual,
        value,
        mask,
    }
}

/// Says what a file lacks that Proxmox needs.
pub(super) fn remark_on_missing(reader: &mut Reader) {
    let Some(whole) = reader.container.whole.clone() else { return };
    let (has_arch, has_root) = (reader.container.arch.is_some(), reader.container.root.is_some());
    let has_os_type = super::kept::find(&reader.container, "ostype").is_some();
    if reader.vmid.is_none() {
        let message = "the file name has no container number, so interfaces and the host name cannot be called as under Proxmox";
        reader.diagnose(
            Severity::Note,
            whole.clone(),
            Problem::new("no-vmid", message).hint("Proxmox takes the number from the name: `102.conf`"),
        );
    }
    if !has_arch {
        let message = "no `arch` line: Proxmox could not start this (missing 'arch'); Transom takes the host's";
        reader.diagnose(
            Severity::Note,
            whole.clone(),
            Problem::new("no-arch", message).hint("add `arch: amd64`"),
        );
    }
    if !has_os_type {
        let message = "no `ostype` line: Proxmox could not start this (missing 'ostype'); Transom leaves the guest's files alone";
        reader.diagnose(
            Severity::Note,
            whole.clone(),
            Problem::new("no-ostype", message).hint("add `ostype: debian`, or `ostype: unmanaged` for a guest that sets itself up"),
        );
    }
    if !has_root {
        let message = "no `rootfs` line: there is no root file system to start from";
        reader.diagnose(
            Severity::Warning,
            whole,
            Problem::new("no-root", message).hint("add `rootfs: …`, or give a root on the command line"),
        );
    }
}
