//! Limits: of the cgroup, and of single processes.

use crate::Given;

/// Which generation of control groups a raw file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CgroupGeneration {
    /// One tree a controller.
    V1,
    /// One tree.
    V2,
}

/// A value that a line writes into a file of the container's cgroup and that has no field of its own in [`Limits`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CgroupFile {
    /// v1 or v2.
    pub generation: CgroupGeneration,
    /// `memory.max`, `blkio.weight`.
    pub file: String,
    /// What is written.
    pub value: String,
}

/// A share of CPU time: `quota` in each `period`, microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CpuQuota {
    /// Microseconds of CPU time in each period.
    pub quota: u64,
    /// The period in microseconds.
    pub period: u64,
}

/// What a container may use. Bytes are bytes; nothing given means no limit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Memory, bytes.
    pub memory: Option<Given<u64>>,
    /// Where the kernel starts to push back, bytes.
    pub memory_high: Option<Given<u64>>,
    /// Swap beside the memory, bytes (v1 counts both together; the plan adds them).
    pub swap: Option<Given<u64>>,
    /// CPU time.
    pub cpu: Option<Given<CpuQuota>>,
    /// Weight against others, 1 to 10000 as on v2 (100 is everybody's).
    pub cpu_weight: Option<Given<u64>>,
    /// How many CPUs, any of the host's.
    pub cpu_count: Option<Given<u32>>,
    /// Which CPUs, in the kernel's list form (`0-1,4`).
    pub cpuset: Option<Given<String>>,
    /// Processes and threads.
    pub pids: Option<Given<u64>>,
    /// All other cgroup files, in order.
    pub files: Vec<Given<CgroupFile>>,
}

/// One bound of a resource limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RlimitValue {
    /// No bound.
    Unlimited,
    /// This many, in the resource's own unit (getrlimit(2)).
    Is(u64),
}

/// A limit of single processes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rlimit {
    /// `nofile`, `memlock`, … as in getrlimit(2), lower case, without `RLIMIT_`.
    pub resource: String,
    /// What applies.
    pub soft: RlimitValue,
    /// What it may be raised to.
    pub hard: RlimitValue,
}
