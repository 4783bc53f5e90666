//! What the managers bring when the file is silent: the LXC configuration that they generate for every container.
//!
//! Capabilities, kernel file systems, terminals, the system call filter and, for a privileged container, the device rules. They
//! stand before any line of `raw.lxc`. Where Transom is stricter on purpose, `docs/undocumented/lxd.md` says so.

use std::path::PathBuf;

use transom_model::{
    Access, AutoMounts, Capabilities, CgroupMount, DeviceKind, DeviceRule, Environment, FilterPolicy, Given, Origin, ProcMount,
    RuleEffect, RuleNumber, SeccompAction, SeccompCompare, SeccompOp, SeccompPolicy, SeccompRule, SysMount,
};

use super::Reader;

const CAPABILITIES: &str = "LXD and Incus: a privileged container loses these capabilities";
const DEVICES: &str = "LXD and Incus: a privileged container may open the standard devices, and no others unasked";
const SECCOMP: &str = "LXD and Incus: the default list of forbidden system calls";

const TERM: &str = "LXD and Incus: every container's first process gets TERM=linux";

/// Says whether a variable is the one that the managers give every container, and no other dialect's does.
pub(super) fn is_own(variable: &Given<Environment>) -> bool {
    variable.origin == Origin::Default(TERM)
}

/// Returns the origin of the device rules that the managers write.
pub(super) fn devices_origin() -> Origin {
    Origin::Default(DEVICES)
}

/// Fills in everything that no key has given.
pub(super) fn complete(reader: &mut Reader) {
    let is_privileged = reader.is_privileged();
    let has_denials = reader.wishes.no_default_denials.is_none();
    let container = &mut reader.container;
    let _command = container.init.command.get_or_insert(Given::default_of(
        vec!["/sbin/init".to_owned()],
        "LXD and Incus: the first process is /sbin/init",
    ));
    container.environment.push(Given::default_of(
        Environment::Set("TERM".to_owned(), "linux".to_owned()),
        TERM,
    ));
    container.is_dev_fresh = Some(Given::default_of(true, "LXD and Incus: LXC makes a fresh /dev"));
    container.terminals.ttys = Some(Given::default_of(0, "LXD and Incus: no numbered terminals"));
    container.terminals.ptys = Some(Given::default_of(1024, "LXD and Incus: 1024 pseudo terminals"));
    container.auto_mounts = Some(auto_mounts(is_privileged));
    if is_privileged {
        let dropped = ["sys_time", "sys_module", "sys_rawio", "mac_admin", "mac_override"];
        container.capabilities = Capabilities::Drop(dropped.map(|name| Given::default_of(name.to_owned(), CAPABILITIES)).into());
        container.device_filter.policy = Given::default_of(FilterPolicy::Deny, DEVICES);
        container.device_filter.rules = standard_devices();
    }
    if has_denials {
        container.seccomp = Some(Given::default_of(seccomp(), SECCOMP));
    }
}

fn auto_mounts(is_privileged: bool) -> Given<AutoMounts> {
    let (proc, sys) = if is_privileged {
        (ProcMount::Mixed, SysMount::Mixed)
    } else {
        (ProcMount::ReadWrite, SysMount::ReadWrite)
    };
    let mounts = AutoMounts {
        proc,
        sys,
        cgroup: CgroupMount::ReadWrite,
        is_cgroup_forced: true,
    };
    Given::default_of(
        mounts,
        "LXD and Incus: /proc, /sys and the cgroup tree are mounted, writable in an unprivileged container",
    )
}

fn standard_devices() -> Vec<Given<DeviceRule>> {
    use DeviceKind::{Block, Char};
    use RuleNumber::{Any, Is};
    let rule = |(kind, major, minor, access)| {
        Given::new(
            DeviceRule {
                effect: RuleEffect::Allow,
                kind,
                major,
                minor,
                access,
            },
            Origin::Default(DEVICES),
        )
    };
    let made = [(Char, Any, Any, Access::MKNOD), (Block, Any, Any, Access::MKNOD)];
    // null, zero, full, tty, console, ptmx, random, urandom, pseudo terminals, fuse, tun.
    let opened = [
        (1, Is(3)),
        (1, Is(5)),
        (1, Is(7)),
        (5, Is(0)),
        (5, Is(1)),
        (5, Is(2)),
        (1, Is(8)),
        (1, Is(9)),
        (136, Any),
        (10, Is(229)),
        (10, Is(200)),
    ];
    let opened = opened.map(|(major, minor)| (Char, Is(major), minor, Access::ALL));
    made.into_iter().chain(opened).map(rule).collect()
}

const EACCES: u16 = 13;
const ENOSYS: u16 = 38;
/// The flag of umount2 that detaches a busy network file system.
const MNT_FORCE: u64 = 1;

fn seccomp() -> SeccompPolicy {
    let rule = |syscall: &str, errno, compares| {
        let rule = SeccompRule {
            syscall: syscall.to_owned(),
            action: SeccompAction::Errno(errno),
            compares,
            archs: Vec::new(),
        };
        Given::default_of(rule, SECCOMP)
    };
    let forced = SeccompCompare {
        argument: 1,
        op: SeccompOp::MaskedEqual,
        value: MNT_FORCE,
        mask: MNT_FORCE,
    };
    let mut rules = vec![rule("umount2", EACCES, vec![forced])];
    let refused = [
        "kexec_load",
        "open_by_handle_at",
        "init_module",
        "finit_module",
        "delete_module",
    ];
    rules.extend(refused.map(|name| rule(name, ENOSYS, Vec::new())));
    SeccompPolicy {
        source: PathBuf::from("the default list"),
        default: SeccompAction::Allow,
        rules,
    }
}
