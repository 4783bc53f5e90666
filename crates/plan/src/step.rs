//! The one list type: what Transom does to the kernel, in order, each entry with its cause.
//!
//! A step says *what*, in data; `runtime::apply` is the one place that carries it out. Values that exist only at run
//! time (init's pid, a mount that is open but attached nowhere yet) are *slots*. Steps before [`Step::Spawn`] and those of
//! [`Side::Host`] after it run in the starter; those of [`Side::Inside`] run in the new process.

use std::path::PathBuf;

use transom_model::{
    Address, AutoMounts, Create, DeviceKind, DeviceNumber, HostId, IdKind, IdRange, InsideId, MacAddress, Mode, Mount, Namespace,
    Origin, Phrase, Rlimit, RootSource,
};

/// A cgroup of the container: which tree, and which level of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CgroupPlace {
    /// The container's cgroup on v2: limits and the device program are here, out of its reach.
    V2,
    /// The cgroup below it that the container's processes live in and may divide further.
    V2Inner,
    /// The container's cgroup of one v1 controller.
    V1(String),
}

/// Stands for a detached mount that one step opens and another attaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(pub u32);

/// Whether owners are shifted by the container's id map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shift {
    /// As on disk.
    No,
    /// By the container's id map.
    Container,
}

/// What fails when a step fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnFailure {
    /// The start; everything is taken back.
    Fail,
    /// Nothing; the step is skipped (`optional`).
    Skip,
}

/// A device filter ready for the kernel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilterCode {
    /// Instructions of a `BPF_PROG_TYPE_CGROUP_DEVICE` program, eight bytes each, for the v2 cgroup.
    Program(Vec<u64>),
    /// Lines for the v1 controller: file name and value, in order.
    Lines(Vec<(&'static str, String)>),
}

/// A file system that the container mounts for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KernelMount {
    /// `proc`, `sysfs`, `cgroup2`, `mqueue`, `tmpfs`, …
    pub filesystem: String,
    /// What mount(2) shows as its source.
    pub source: String,
    /// Where, below the root; without a leading slash.
    pub target: PathBuf,
    /// Words of mount(8) that are flags: `ro nosuid nodev noexec`.
    pub flags: Vec<String>,
    /// Options of the file system itself.
    pub data: Vec<(String, Option<String>)>,
    /// What to make when the target is missing.
    pub create: Create,
}

/// An interface on its way into a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NicStep {
    /// Its position among the container's interfaces.
    pub index: u32,
    /// What it becomes.
    pub kind: NicKind,
    /// Its name inside.
    pub name: String,
    /// Its hardware address.
    pub mac: Option<MacAddress>,
    /// Its MTU, bytes.
    pub mtu: Option<u32>,
}

/// How an interface is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NicKind {
    /// A pair; the host's end is put on a bridge, if one is named.
    Veth {
        /// Name of the host's end.
        host_name: String,
        /// The bridge.
        bridge: Option<String>,
    },
    /// A pair on a bridge of its own that is made for it and goes with it.
    PrivateVeth {
        /// Name of the host's end.
        host_name: String,
        /// Name of the bridge to make.
        bridge: String,
    },
    /// A macvlan on a host interface; the mode in `ip link`'s words.
    Macvlan {
        /// The host interface.
        parent: String,
        /// `private`, `vepa`, `bridge`, `passthru`.
        mode: String,
    },
    /// A host interface that is moved in, and back at the end.
    Phys {
        /// The host interface.
        parent: String,
    },
}

/// What a probe tries inside the container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Probe {
    /// Open /dev/kvm, make a VM with a vCPU, run it to its `hlt`.
    Kvm,
    /// Open /dev/net/tun, make a TAP device, bring it up.
    Tun,
}

/// One thing that is done to the kernel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Makes a cgroup.
    MakeCgroup {
        /// Which.
        place: CgroupPlace,
    },
    /// Writes one file of a cgroup.
    WriteCgroup {
        /// Which cgroup.
        place: CgroupPlace,
        /// The file.
        file: String,
        /// What is written.
        value: String,
    },
    /// Puts the device filter in place, replacing the one before at once.
    FilterDevices {
        /// Where.
        place: CgroupPlace,
        /// The filter.
        code: FilterCode,
    },
    /// Makes the first process, in all its namespaces, and on v2 in its cgroup from birth.
    Spawn {
        /// The namespaces it gets of its own.
        namespaces: Vec<Namespace>,
        /// The v2 cgroup it is born in.
        into: Option<CgroupPlace>,
    },
    /// Writes the id map of one kind.
    MapIds {
        /// Users or groups.
        kind: IdKind,
        /// The ranges.
        ranges: Vec<IdRange>,
    },
    /// Moves the first process into a v1 cgroup.
    JoinCgroup {
        /// Which.
        place: CgroupPlace,
    },
    /// Gives the inner cgroup to the container's root, so that its init may divide it.
    DelegateCgroup {
        /// Which.
        place: CgroupPlace,
        /// Owner on the host.
        uid: HostId,
        /// Group on the host.
        gid: HostId,
    },
    /// Opens the root file system without attaching it.
    OpenRoot {
        /// Where the mount waits.
        slot: Slot,
        /// Where it comes from.
        source: RootSource,
        /// Mounted read-only.
        is_read_only: bool,
        /// Whether owners are shifted.
        shift: Shift,
    },
    /// Makes a tmpfs for /dev, mounted by the host so that nodes on it work, with the usual links.
    MakeDev {
        /// Where the mount waits.
        slot: Slot,
        /// Its size, bytes.
        size: u64,
        /// Host id of the container's root user and group, which own it.
        owner: (HostId, HostId),
    },
    /// Makes a private device node on the /dev of [`Step::MakeDev`].
    MakeNode {
        /// Where, below /dev; missing folders are made.
        path: PathBuf,
        /// Character or block.
        kind: DeviceKind,
        /// The number.
        number: DeviceNumber,
        /// The host's node it was taken from; looked at again before use. `None` for the kernel's fixed numbers.
        source: Option<PathBuf>,
        /// Owner and group on the host.
        owner: (HostId, HostId),
        /// Permission bits.
        mode: Mode,
    },
    /// Opens the source of a mount entry on the host without attaching it.
    OpenMount {
        /// Where the mount waits.
        slot: Slot,
        /// The entry.
        mount: Mount,
        /// Whether owners are shifted.
        shift: Shift,
        /// `optional`.
        on_failure: OnFailure,
    },
    /// Makes an interface and puts it into the container's network namespace.
    MakeNic(NicStep),
    /// Writes a file below /proc/PID of the first process.
    WriteProcess {
        /// `oom_score_adj`, …
        file: String,
        /// What is written.
        value: String,
    },
    /// Sets a resource limit of the first process, from outside, where it may be raised.
    SetRlimit(Rlimit),

    /// Becomes the container's root user and group.
    BecomeRoot,
    /// Cuts the mount tree off from the host's.
    IsolateMounts,
    /// Sets the host name.
    SetHostname(String),
    /// Attaches the root.
    AttachRoot {
        /// The waiting mount.
        slot: Slot,
    },
    /// Attaches /dev.
    AttachDev {
        /// The waiting mount.
        slot: Slot,
    },
    /// Mounts a pseudo terminal file system of its own at /dev/pts, with /dev/ptmx.
    MountPts {
        /// How many terminals.
        max: Option<u32>,
        /// Group that owns new terminals.
        gid: InsideId,
    },
    /// Makes a terminal for /dev/console and hands its other end to the starter.
    MakeConsole,
    /// Makes numbered terminals, /dev/tty1 and on, and hands their other ends to the starter.
    MakeTtys {
        /// How many.
        count: u32,
        /// The folder below /dev they stand in.
        dir: Option<String>,
    },
    /// Mounts a file system in the container.
    MountKernel {
        /// What and where.
        mount: KernelMount,
        /// Whether a failure matters.
        on_failure: OnFailure,
    },
    /// Mounts /proc, /sys and /sys/fs/cgroup as asked; the parts that are read-only are said by [`Step::ReadOnlyPath`].
    MountAuto(AutoMounts),
    /// Attaches an opened mount entry.
    AttachMount {
        /// The waiting mount.
        slot: Slot,
        /// The entry; its target is resolved below the root.
        mount: Mount,
        /// `optional`.
        on_failure: OnFailure,
    },
    /// Hides a path: an empty folder or /dev/null lies over it. A missing path is left alone.
    MaskPath(PathBuf),
    /// Makes a path read-only, or writable again below one that is. A missing path is left alone.
    ReadOnlyPath {
        /// Below the root.
        path: PathBuf,
        /// `false` makes it writable again.
        is_read_only: bool,
    },
    /// Makes the root the only tree there is.
    PivotRoot,
    /// Brings loopback up.
    LoopbackUp,
    /// Brings an interface up and gives it addresses and gateways.
    ConfigureNic {
        /// Its name inside.
        name: String,
        /// Brought up.
        is_up: bool,
        /// Addresses.
        addresses: Vec<Address>,
        /// Gateways.
        gateways: Vec<std::net::IpAddr>,
    },
    /// Sets the execution domain (32 bit on 64 bit).
    SetPersonality(Personality),
    /// Writes a kernel setting, `net/ipv4/ip_forward`, below /proc/sys.
    SetSysctl {
        /// With slashes.
        path: String,
        /// What is written.
        value: String,
    },
    /// Waits until the host's side is done.
    AwaitHost,
    /// Starts a session with a keyring of its own.
    NewSession,
    /// Sets user, group and further groups, keeping capabilities until they are dropped.
    SetIds {
        /// User.
        uid: InsideId,
        /// Group.
        gid: InsideId,
        /// Further groups.
        groups: Vec<InsideId>,
    },
    /// Leaves only these capabilities in the bounding set (and none inheritable).
    KeepCapabilities {
        /// One bit a capability.
        mask: u64,
    },
    /// No process may gain privileges from here on.
    NoNewPrivs,
    /// Puts the system call filter in place.
    LoadSeccomp {
        /// Classic BPF instructions, eight bytes each.
        program: Vec<u64>,
        /// Rules that were left out, because this kernel's tables do not have the call.
        unknown: Vec<String>,
    },
    /// Tries a device for real, in the confinement that the container's processes will have.
    Probe(Probe),
    /// Runs the first program.
    Exec {
        /// The command; the first that exists of several when the dialect looks in several places.
        command: Vec<String>,
        /// All of its environment.
        environment: Vec<(String, String)>,
        /// Its working directory.
        cwd: PathBuf,
    },
}

/// Execution domains (personality(2)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Personality {
    /// The machine's own.
    Native,
    /// 32 bit.
    Linux32,
}

/// Who carries a step out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The starter, on the host.
    Host,
    /// The new process.
    Inside,
}

impl Step {
    /// Says who carries it out.
    pub fn side(&self) -> Side {
        match self {
            Self::MakeCgroup { .. }
            | Self::WriteCgroup { .. }
            | Self::FilterDevices { .. }
            | Self::Spawn { .. }
            | Self::MapIds { .. }
            | Self::JoinCgroup { .. }
            | Self::DelegateCgroup { .. }
            | Self::OpenRoot { .. }
            | Self::MakeDev { .. }
            | Self::MakeNode { .. }
            | Self::OpenMount { .. }
            | Self::MakeNic(_)
            | Self::WriteProcess { .. }
            | Self::SetRlimit(_) => Side::Host,
            Self::BecomeRoot
            | Self::IsolateMounts
            | Self::SetHostname(_)
            | Self::AttachRoot { .. }
            | Self::AttachDev { .. }
            | Self::MountPts { .. }
            | Self::MakeConsole
            | Self::MakeTtys { .. }
            | Self::MountKernel { .. }
            | Self::MountAuto(_)
            | Self::AttachMount { .. }
            | Self::MaskPath(_)
            | Self::ReadOnlyPath { .. }
            | Self::PivotRoot
            | Self::LoopbackUp
            | Self::ConfigureNic { .. }
            | Self::SetPersonality(_)
            | Self::SetSysctl { .. }
            | Self::AwaitHost
            | Self::NewSession
            | Self::SetIds { .. }
            | Self::KeepCapabilities { .. }
            | Self::NoNewPrivs
            | Self::LoadSeccomp { .. }
            | Self::Probe(_)
            | Self::Exec { .. } => Side::Inside,
        }
    }
}

/// A step and the line or default that causes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// What is done.
    pub step: Step,
    /// Why.
    pub cause: Origin,
}

/// A whole start.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// In order: everything before [`Step::Spawn`], the host's side, the inside.
    pub steps: Vec<Planned>,
    /// What the plan has to say beside the steps: a line without effect here, a value that was bent.
    pub remarks: Vec<Remark>,
}

/// Something the user should know about a plan that is no error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// A sentence without a full stop.
    pub text: Phrase,
    /// What it is about.
    pub cause: Origin,
}
