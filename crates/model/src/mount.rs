//! Mounts: the user's own entries, and the kernel file systems a dialect mounts by itself.

use std::path::PathBuf;

/// A mount option in the kernel's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MountOption {
    /// `bind`, or `rbind` with everything below.
    Bind {
        /// `rbind`: with the mounts below the source.
        recursive: bool,
    },
    /// `ro` or `rw`.
    ReadOnly(bool),
    /// `nosuid` or `suid`.
    NoSuid(bool),
    /// `nodev` or `dev`.
    NoDev(bool),
    /// `noexec` or `exec`.
    NoExec(bool),
    /// `noatime` or `atime`.
    NoAtime(bool),
    /// `nodiratime` or `diratime`.
    NoDirAtime(bool),
    /// `relatime` or `norelatime`.
    RelAtime(bool),
    /// `strictatime` or `nostrictatime`.
    StrictAtime(bool),
    /// `nosymfollow`.
    NoSymFollow,
    /// `private`, `slave`, `shared`, `unbindable`, with their recursive forms (`rprivate`).
    Propagation {
        /// The word without its leading `r`.
        kind: &'static str,
        /// With everything below.
        recursive: bool,
    },
    /// An option of the file system itself, `size=8m`.
    Data(String),
}

/// What to make where a mount goes, when nothing is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Create {
    /// Nothing: a missing target is an error.
    No,
    /// An empty file, for a bind of a file or a node.
    File,
    /// A directory.
    Dir,
    /// What the source is: a directory for a directory, else an empty file. The plan looks.
    LikeSource,
}

/// One mount that a line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// A host path, a device or a file system's own word (`tmpfs`, `none`).
    pub source: String,
    /// The path inside, below the root; always without a leading slash.
    pub target: PathBuf,
    /// The file system, or `none`/`bind` for a bind.
    pub filesystem: String,
    /// In the order given.
    pub options: Vec<MountOption>,
    /// What to make when the target is missing.
    pub create: Create,
    /// `optional`: a failure is no failure.
    pub is_optional: bool,
    /// `relative`: the source is below the container's own root.
    pub is_source_inside: bool,
    /// `idmap=container`: owners are shifted by the container's id map.
    pub is_idmapped: bool,
}

impl Mount {
    /// Says whether it is a bind, and whether with everything below.
    pub fn bind(&self) -> Option<Bind> {
        self.options.iter().find_map(|option| match option {
            MountOption::Bind { recursive } => Some(if *recursive { Bind::Recursive } else { Bind::Single }),
            _ => None,
        })
    }

    /// Says whether it binds a single node of the host's /dev to a place below /dev inside: a device, not a file system. A folder
    /// of nodes cannot be told from its path alone; the well-known ones (`/dev/dri`) are.
    pub fn is_node_bind(&self) -> bool {
        const FOLDERS: [&str; 14] = [
            "shm",
            "dri",
            "snd",
            "input",
            "bus",
            "bus/usb",
            "net",
            "pts",
            "mqueue",
            "hugepages",
            "serial",
            "serial/by-id",
            "vfio",
            "dvb",
        ];
        let Some(name) = self.source.strip_prefix("/dev/") else {
            return false;
        };
        let name = name.trim_end_matches('/');
        let is_folder = FOLDERS.contains(&name) || name.is_empty() || self.create == Create::Dir;
        self.bind().is_some() && self.target.starts_with("dev") && !is_folder && !self.is_source_inside
    }
}

/// How far a bind reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bind {
    /// This mount only.
    Single,
    /// With everything mounted below.
    Recursive,
}

/// How /proc is mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProcMount {
    /// Not at all.
    No,
    /// With /proc/sys and /proc/sysrq-trigger read-only, /proc/sys/net kept writable where the container keeps net_admin.
    Mixed,
    /// As it is.
    ReadWrite,
}

/// How /sys is mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SysMount {
    /// Not at all.
    No,
    /// Read-only, with /sys/devices/virtual/net writable.
    Mixed,
    /// Read-only.
    ReadOnly,
    /// As it is.
    ReadWrite,
}

/// How /sys/fs/cgroup is mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CgroupMount {
    /// Not at all.
    No,
    /// The container's own part, writable.
    ReadWrite,
    /// The container's own part, read-only.
    ReadOnly,
}

/// The kernel file systems that `lxc.mount.auto` and its equals ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AutoMounts {
    /// /proc.
    pub proc: ProcMount,
    /// /sys.
    pub sys: SysMount,
    /// /sys/fs/cgroup.
    pub cgroup: CgroupMount,
    /// Mount the cgroup tree even where a cgroup namespace would let the guest do it (`:force`).
    pub is_cgroup_forced: bool,
}

impl Default for AutoMounts {
    fn default() -> Self {
        Self {
            proc: ProcMount::No,
            sys: SysMount::No,
            cgroup: CgroupMount::No,
            is_cgroup_forced: false,
        }
    }
}
