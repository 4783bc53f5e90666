//! The container as data: what every dialect is read into and every plan is made from.
//!
//! Here live the [`Container`] and its parts, where each value came from ([`Origin`]), and what was seen of the host
//! ([`HostFacts`]). Nothing here reads a file, asks the kernel or prints. Start with `container.rs`.

mod account;
mod container;
mod device;
mod diagnostic;
mod fact;
mod host;
mod ids;
mod isolation;
mod limits;
mod mount;
mod network;
mod origin;
mod phrase;
mod release;

pub use account::{Account, Effect};
pub use container::{
    Container, Dialect, Environment, Hook, Hooks, Init, Kept, Lifecycle, Root, RootSource, Signal, Terminals, Volume,
};
pub use device::{
    Access, DeviceFilter, DeviceKind, DeviceNumber, DeviceRule, FilterPolicy, NodeDevice, Presence, RuleEffect, RuleNumber,
    RulePath,
};
pub use diagnostic::{Diagnostic, Severity};
pub use fact::{Fact, Topic, facts};
pub use host::{
    BadPathFact, BadSubIds, CgroupTree, Distribution, Drivers, HostFacts, HostNode, Interface, KernelVersion, Modules, PathFact,
    PathKind, SubIds,
};
pub use ids::{HostId, IdKind, IdMap, IdRange, InsideId, Mode};
pub use isolation::{
    CAPABILITY_NAMES, Capabilities, Namespace, Namespaces, SeccompAction, SeccompArch, SeccompCompare, SeccompOp, SeccompPolicy,
    SeccompRule,
};
pub use limits::{CgroupFile, CgroupGeneration, CpuQuota, Limits, Rlimit, RlimitValue};
pub use mount::{AutoMounts, Bind, CgroupMount, Create, Mount, MountOption, ProcMount, SysMount};
pub use network::{Address, InterfaceKind, MacAddress, Network, Nic};
pub use origin::{FileId, Given, Origin, SourceFile, Sources};
pub use phrase::{Phrase, PhraseArg, Words};
pub use release::{NoRelease, Release, Version};
