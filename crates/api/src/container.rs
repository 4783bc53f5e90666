//! Stored containers: `list`, `info`, `create`, `start`, `stop`.

use serde::Serialize;

/// One container in `transom list --json` (an array of these).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Container {
    /// Its name.
    pub name: String,
    /// `stopped` or `running`.
    pub state: String,
    /// Its first process on the host, while it runs.
    pub pid: Option<i32>,
    /// `pve`, `lxc`.
    pub dialect: Option<String>,
    /// Whether it has a user namespace.
    pub unprivileged: Option<bool>,
    /// Its root: `host`, `dir:PATH`, a volume.
    pub root: String,
    /// Its file.
    pub config: String,
    /// Memory limit, bytes.
    pub memory: Option<u64>,
    /// CPU limit, thousandths of a CPU.
    pub cpu_milli: Option<u64>,
    /// Why it cannot be read or started.
    pub trouble: Option<String>,
}

/// One run of ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdRange {
    /// The first id inside.
    pub inside: u32,
    /// Where it lands on the host.
    pub host: u32,
    /// How many.
    pub len: u32,
}

/// One network interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Interface {
    /// Its name inside.
    pub name: String,
    /// The bridge or interface on the host.
    pub link: String,
}

/// `transom info NAME --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Information {
    /// As in `list`.
    #[serde(flatten)]
    pub container: Container,
    /// Its host name.
    pub hostname: Option<String>,
    /// Its folder.
    pub dir: String,
    /// Where its file came from.
    pub original: String,
    /// Files it includes.
    pub includes: Vec<String>,
    /// When it was created, seconds since 1970.
    pub created: u64,
    /// Its map of user ids; empty means privileged.
    pub ids: Vec<IdRange>,
    /// Its device nodes, paths inside.
    pub devices: Vec<String>,
    /// Its interfaces.
    pub interfaces: Vec<Interface>,
    /// Its log.
    pub log: String,
}

/// `transom create --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Created {
    /// Its name.
    pub name: String,
    /// Its folder.
    pub dir: String,
    /// The first host id of its own range.
    pub ids: Option<u32>,
    /// What was left out of its root.
    pub remarks: Vec<String>,
}

/// `transom start --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Started {
    /// Its name.
    pub name: String,
    /// Its first process on the host.
    pub pid: i32,
}

/// `transom stop --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stopped {
    /// Its name.
    pub name: String,
    /// Whether it had to be killed.
    pub killed: bool,
}
