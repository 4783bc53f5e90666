//! Namespaces, capabilities and the system call filter.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::Given;

/// A kind of namespace, in the kernel's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Namespace {
    /// User and group ids, capabilities.
    User,
    /// Mounts.
    Mount,
    /// Process ids.
    Pid,
    /// Host name.
    Uts,
    /// System V and POSIX message queues, shared memory.
    Ipc,
    /// Interfaces, addresses, routes.
    Net,
    /// What the cgroup tree's root seems to be.
    Cgroup,
    /// Boot and monotonic clock.
    Time,
}

/// Which namespaces a container does not get of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Namespaces {
    /// Kept from the starter (`lxc.namespace.keep`).
    pub kept: Vec<Given<Namespace>>,
    /// Namespaces of others that it enters, each by the file that stands for it (OCI's `namespaces[].path`).
    pub joined: Vec<Given<(Namespace, PathBuf)>>,
}

/// Names of capabilities by number, in lower case without `cap_` (capabilities(7), Linux 5.9 and later).
pub const CAPABILITY_NAMES: [&str; 41] = [
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
    "kill",
    "setgid",
    "setuid",
    "setpcap",
    "linux_immutable",
    "net_bind_service",
    "net_broadcast",
    "net_admin",
    "net_raw",
    "ipc_lock",
    "ipc_owner",
    "sys_module",
    "sys_rawio",
    "sys_chroot",
    "sys_ptrace",
    "sys_pacct",
    "sys_admin",
    "sys_boot",
    "sys_nice",
    "sys_resource",
    "sys_time",
    "sys_tty_config",
    "mknod",
    "lease",
    "audit_write",
    "audit_control",
    "setfcap",
    "mac_override",
    "mac_admin",
    "syslog",
    "wake_alarm",
    "block_suspend",
    "audit_read",
    "perfmon",
    "bpf",
    "checkpoint_restore",
];

/// Which capabilities stay in the bounding set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Capabilities {
    /// All but these.
    Drop(Vec<Given<String>>),
    /// Only these. Names in lower case without `cap_`, as capabilities(7) has them.
    Keep(Vec<Given<String>>),
}

impl Default for Capabilities {
    fn default() -> Self {
        Self::Drop(Vec::new())
    }
}

/// What the kernel does with a system call that a rule matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeccompAction {
    /// Lets it through.
    Allow,
    /// Fails it with this error number.
    Errno(u16),
    /// Ends the thread (what `kill` has meant in LXC's policies; libseccomp's SCMP_ACT_KILL).
    Kill,
    /// Ends the whole process.
    KillProcess,
    /// Sends SIGSYS.
    Trap,
    /// Asks a supervisor.
    Notify,
    /// Lets it through and writes an audit record.
    Log,
}

/// How an argument is compared; masked equality first applies `mask`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeccompOp {
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `==`
    Equal,
    /// `>=`
    GreaterOrEqual,
    /// `>`
    Greater,
    /// `&=`: `argument & mask == value`.
    MaskedEqual,
}

/// One comparison of a system call's argument, as unsigned 64 bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SeccompCompare {
    /// Which argument, 0 to 5.
    pub argument: u8,
    /// How.
    pub op: SeccompOp,
    /// With what.
    pub value: u64,
    /// For masked equality.
    pub mask: u64,
}

/// An architecture a filter speaks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SeccompArch {
    /// 64 bit x86.
    X86_64,
    /// 32 bit x86.
    X86,
    /// 32 bit pointers on 64 bit x86.
    X32,
    /// 64 bit ARM.
    Aarch64,
    /// 32 bit ARM.
    Arm,
}

/// One rule: a system call by name, and what its arguments must be (all of them).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeccompRule {
    /// The name as in the kernel's tables.
    pub syscall: String,
    /// What happens.
    pub action: SeccompAction,
    /// All must hold.
    pub compares: Vec<SeccompCompare>,
    /// Only for these architectures; empty means every architecture of the filter.
    pub archs: Vec<SeccompArch>,
}

/// A system call policy: the rest's action and the exceptions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeccompPolicy {
    /// Where it was read.
    pub source: PathBuf,
    /// What happens to a call that no rule names.
    pub default: SeccompAction,
    /// The exceptions. An earlier rule does not shadow a later one of the same call: any that matches acts, the last wins.
    pub rules: Vec<Given<SeccompRule>>,
}
