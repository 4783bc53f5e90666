//! The container: one value with everything a file of any dialect can ask for, each part with its origin.

use std::path::PathBuf;

use crate::origin::{keep_one, keep_some};
use crate::{
    AutoMounts, Capabilities, DeviceFilter, Given, IdMap, InsideId, Limits, Mount, Namespaces, Network, NodeDevice, Origin, Rlimit,
    RulePath, SeccompPolicy,
};

/// The language a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// LXC's `lxc.* = value`.
    Lxc,
    /// Proxmox VE's `/etc/pve/lxc/ID.conf`.
    Pve,
    /// libvirt's `<domain type='lxc'>`.
    Libvirt,
    /// LXD's YAML: profiles, instances, backups, image metadata.
    Lxd,
    /// Incus's YAML, which has grown apart from LXD's.
    Incus,
    /// The OCI runtime specification's `config.json`.
    Oci,
}

impl Dialect {
    /// Every dialect, in the order of help texts.
    pub const ALL: [Self; 6] = [Self::Lxc, Self::Pve, Self::Libvirt, Self::Lxd, Self::Incus, Self::Oci];

    /// Returns the word that files and options use: `lxc`, `pve`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Lxc => "lxc",
            Self::Pve => "pve",
            Self::Libvirt => "libvirt",
            Self::Lxd => "lxd",
            Self::Incus => "incus",
            Self::Oci => "oci",
        }
    }

    /// Returns the name people use: LXC, Proxmox VE.
    pub fn title(self) -> &'static str {
        match self {
            Self::Lxc => "LXC",
            Self::Pve => "Proxmox VE",
            Self::Libvirt => "libvirt-LXC",
            Self::Lxd => "LXD",
            Self::Incus => "Incus",
            Self::Oci => "OCI",
        }
    }
}

/// Where a root file system comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RootSource {
    /// A directory.
    Directory(PathBuf),
    /// A volume of a storage that its manager knows (`local-lvm:base-102-disk-0`).
    Volume(String),
    /// A block device or an image file, with LXC's type word.
    Image {
        /// `loop`, `nbd`, `lvm`, `zfs`, …
        kind: String,
        /// What follows the colon.
        path: String,
    },
    /// An overlay: lower directories, then the writable one.
    Overlay {
        /// Topmost first.
        lower: Vec<PathBuf>,
        /// Where changes go.
        upper: PathBuf,
    },
    /// Transom's embedded root: the host's /usr read-only and a small /etc of its own.
    Host,
    /// A tar archive, unpacked by Transom.
    Tar(PathBuf),
}

/// The root file system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// Where it comes from.
    pub source: RootSource,
    /// Mounted read-only.
    pub is_read_only: bool,
}

/// A volume of its manager's storage that is mounted below the root (Proxmox VE's `mp0: STORE:NAME,mp=/data`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// The key that asks for it: `mp0`.
    pub key: String,
    /// The volume or block device as written: `local-lvm:vm-102-disk-1`, `/dev/vg/data`.
    pub source: String,
    /// Where it appears inside; absolute.
    pub target: PathBuf,
    /// Mounted read-only.
    pub is_read_only: bool,
}

/// A signal by number (signal(7)); real-time ones counted from SIGRTMIN as the host's C library has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signal(pub i32);

/// The first process.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Init {
    /// The command and its arguments; the dialect's default when empty.
    pub command: Option<Given<Vec<String>>>,
    /// Its user inside.
    pub uid: Option<Given<InsideId>>,
    /// Its group inside.
    pub gid: Option<Given<InsideId>>,
    /// Its further groups inside.
    pub groups: Vec<Given<InsideId>>,
    /// Its working directory inside.
    pub cwd: Option<Given<PathBuf>>,
    /// Whether it has a terminal of its own; the starter decides when the file is silent.
    pub has_terminal: Option<Given<bool>>,
}

/// One variable of the first process's environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Environment {
    /// This value.
    Set(String, String),
    /// The host's value, which must be there.
    Inherit(String),
}

/// Terminals of the container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terminals {
    /// Numbered terminals, /dev/tty1 and on.
    pub ttys: Option<Given<u32>>,
    /// The folder below /dev they stand in.
    pub dir: Option<Given<String>>,
    /// Limit of pseudo terminals.
    pub ptys: Option<Given<u32>>,
    /// No console at all.
    pub no_console: Option<Given<()>>,
    /// Copy of what the console prints.
    pub log: Option<Given<PathBuf>>,
}

/// How a container starts, stops and is started by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lifecycle {
    /// What asks init to shut down.
    pub halt: Option<Given<Signal>>,
    /// What asks init to reboot.
    pub reboot: Option<Given<Signal>>,
    /// What ends it.
    pub stop: Option<Given<Signal>>,
    /// Started with the host.
    pub autostart: Option<Given<bool>>,
    /// Its manager refuses to start it, and why (Proxmox: `template: 1`, `lock: …`).
    pub refusals: Vec<Given<String>>,
}

/// One hook: when it runs and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// The dialect's name of the moment: `pre-start`.
    pub phase: String,
    /// The shell command line.
    pub command: String,
}

/// A setting that is known and has no place of its own in the model, because nothing plans it yet. It is kept so that printing
/// loses nothing; what it means in other dialects is a conversion's business.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Kept {
    /// The language that key and value are in (the raw lines of a Proxmox file are LXC's).
    pub dialect: Dialect,
    /// The key, or the path of keys in a document.
    pub key: String,
    /// The value as the dialect's grammar takes it; for a part of a document its text.
    pub value: String,
}

/// Hooks, in order.
pub type Hooks = Vec<Given<Hook>>;

/// A container as its file describes it. `Default` is an empty, closed container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Container {
    /// Processor architecture in the dialect's word.
    pub arch: Option<Given<String>>,
    /// Host name inside.
    pub hostname: Option<Given<String>>,
    /// The root file system.
    pub root: Option<Given<Root>>,
    /// Which ids are which on the host.
    pub id_map: IdMap,
    /// Namespaces it does not get.
    pub namespaces: Namespaces,
    /// Kernel file systems.
    pub auto_mounts: Option<Given<AutoMounts>>,
    /// A fresh /dev; LXC's `lxc.autodev`.
    pub is_dev_fresh: Option<Given<bool>>,
    /// The user's mounts, in order.
    pub mounts: Vec<Given<Mount>>,
    /// Paths inside that are hidden: an empty folder or nothing stands there.
    pub masked_paths: Vec<Given<PathBuf>>,
    /// Paths inside that nobody may change.
    pub read_only_paths: Vec<Given<PathBuf>>,
    /// Volumes that only their manager's storage can attach; a host that does not know them cannot start the container as it is.
    pub volumes: Vec<Given<Volume>>,
    /// Device nodes with an owner of their own.
    pub devices: Vec<Given<NodeDevice>>,
    /// Which devices may be opened.
    pub device_filter: DeviceFilter,
    /// Rules of the filter that name a device by its path; their order among the others does not matter.
    pub rule_paths: Vec<Given<RulePath>>,
    /// The bounding set.
    pub capabilities: Capabilities,
    /// Path of the system call policy.
    pub seccomp_path: Option<Given<PathBuf>>,
    /// The system call policy, once its file has been read.
    pub seccomp: Option<Given<SeccompPolicy>>,
    /// No process may gain privileges.
    pub no_new_privs: Option<Given<bool>>,
    /// AppArmor's profile.
    pub apparmor: Option<Given<String>>,
    /// Limits of the cgroup.
    pub limits: Limits,
    /// Limits of processes.
    pub rlimits: Vec<Given<Rlimit>>,
    /// Kernel settings, `net.ipv4.ip_forward` and value.
    pub sysctls: Vec<Given<(String, String)>>,
    /// Files below the first process's /proc folder, `oom_score_adj` and value.
    pub proc_files: Vec<Given<(String, String)>>,
    /// The first process's environment.
    pub environment: Vec<Given<Environment>>,
    /// What it sees of the network.
    pub network: Network,
    /// Name servers and search domains, for guests that are set up.
    pub nameservers: Option<Given<String>>,
    /// Search domains.
    pub searchdomain: Option<Given<String>>,
    /// The first process.
    pub init: Init,
    /// Terminals.
    pub terminals: Terminals,
    /// Starting and stopping.
    pub lifecycle: Lifecycle,
    /// Hooks.
    pub hooks: Hooks,
    /// What nothing plans yet, in the words of its dialect.
    pub kept: Vec<Given<Kept>>,
    /// Where an empty main file would be blamed; the file as a whole.
    pub whole: Option<Origin>,
}

impl Container {
    /// Keeps only the values whose origin is wanted; what has no origin of its own (an interface's parts) goes with its whole.
    pub fn retain(&mut self, keep: &dyn Fn(&Origin) -> bool) {
        keep_one(&mut self.arch, keep);
        keep_one(&mut self.hostname, keep);
        keep_one(&mut self.root, keep);
        keep_some(&mut self.id_map.users, keep);
        keep_some(&mut self.id_map.groups, keep);
        keep_some(&mut self.namespaces.kept, keep);
        keep_some(&mut self.namespaces.joined, keep);
        keep_one(&mut self.auto_mounts, keep);
        keep_one(&mut self.is_dev_fresh, keep);
        keep_some(&mut self.mounts, keep);
        keep_some(&mut self.masked_paths, keep);
        keep_some(&mut self.read_only_paths, keep);
        keep_some(&mut self.volumes, keep);
        keep_some(&mut self.devices, keep);
        self.retain_rights(keep);
        self.retain_limits(keep);
        self.retain_network(keep);
        keep_some(&mut self.environment, keep);
        keep_one(&mut self.init.command, keep);
        keep_one(&mut self.init.uid, keep);
        keep_one(&mut self.init.gid, keep);
        keep_some(&mut self.init.groups, keep);
        keep_one(&mut self.init.cwd, keep);
        keep_one(&mut self.init.has_terminal, keep);
        keep_one(&mut self.terminals.ttys, keep);
        keep_one(&mut self.terminals.dir, keep);
        keep_one(&mut self.terminals.ptys, keep);
        keep_one(&mut self.terminals.no_console, keep);
        keep_one(&mut self.terminals.log, keep);
        keep_one(&mut self.lifecycle.halt, keep);
        keep_one(&mut self.lifecycle.reboot, keep);
        keep_one(&mut self.lifecycle.stop, keep);
        keep_one(&mut self.lifecycle.autostart, keep);
        keep_some(&mut self.lifecycle.refusals, keep);
        keep_some(&mut self.hooks, keep);
        keep_some(&mut self.kept, keep);
    }

    fn retain_rights(&mut self, keep: &dyn Fn(&Origin) -> bool) {
        keep_some(&mut self.device_filter.rules, keep);
        keep_some(&mut self.rule_paths, keep);
        match &mut self.capabilities {
            Capabilities::Drop(list) | Capabilities::Keep(list) => keep_some(list, keep),
        }
        keep_one(&mut self.seccomp, keep);
        keep_one(&mut self.seccomp_path, keep);
        keep_one(&mut self.no_new_privs, keep);
        keep_one(&mut self.apparmor, keep);
    }

    fn retain_limits(&mut self, keep: &dyn Fn(&Origin) -> bool) {
        let limits = &mut self.limits;
        keep_one(&mut limits.memory, keep);
        keep_one(&mut limits.memory_high, keep);
        keep_one(&mut limits.swap, keep);
        keep_one(&mut limits.cpu, keep);
        keep_one(&mut limits.cpu_weight, keep);
        keep_one(&mut limits.cpu_count, keep);
        keep_one(&mut limits.cpuset, keep);
        keep_one(&mut limits.pids, keep);
        keep_some(&mut limits.files, keep);
        keep_some(&mut self.rlimits, keep);
        keep_some(&mut self.sysctls, keep);
        keep_some(&mut self.proc_files, keep);
    }

    fn retain_network(&mut self, keep: &dyn Fn(&Origin) -> bool) {
        match &mut self.network {
            Network::Host(given) if !keep(&given.origin) => self.network = Network::default(),
            Network::Host(_) => {}
            Network::Own(nics) => {
                keep_some(nics, keep);
                for nic in nics {
                    nic.value.retain(keep);
                }
            }
        }
    }
}
