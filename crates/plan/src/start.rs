//! Plans a start: a flat list of calls, one subject each, in the order of the steps.
//!
//! Before `Spawn`: what must be there when the first process is born. After it, on the host: what needs its pid, and what
//! needs the host's rights. Inside: what the new process does to itself. Subjects are files of their own; start there.

use transom_model::{Container, HostFacts, Origin};

use crate::draft::Draft;
use crate::{
    Plan, Probe, Problem, cgroups, devices, exec, identity, ids, isolation, kernel_mounts, mounts, network, process, root,
};

/// What happens to a limit that this host's control groups cannot express.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MissingLimit {
    /// The start is refused: a limit that somebody wrote down holds or nothing runs.
    #[default]
    Refuse,
    /// The container starts without it, with a remark.
    Warn,
}

/// What happens when a bridge that an interface names is not there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MissingBridge {
    /// The start is refused.
    #[default]
    Refuse,
    /// The interface gets a bridge of its own that reaches nothing else, with a remark.
    Private,
}

/// What the caller of a start decides.
#[derive(Debug, Clone, Default)]
pub struct StartOptions {
    /// The container's name: part of cgroup and interface names.
    pub name: String,
    /// Run this instead of the configured init.
    pub command: Option<Vec<String>>,
    /// Give the first process a terminal of its own as standard input and output (else the starter's are passed on).
    pub has_console: bool,
    /// Values for `TERM` and such; added to the environment.
    pub environment: Vec<(String, String)>,
    /// Tried inside before the command runs.
    pub probes: Vec<(Probe, Origin)>,
    /// What happens to a limit that this host cannot express.
    pub missing_limits: MissingLimit,
    /// What happens when a bridge is not there.
    pub missing_bridge: MissingBridge,
}

/// Plans a start: every step in order, or every reason why not.
///
/// # Errors
/// All problems at once, each with the line that is to blame.
pub fn start(container: &Container, host: &HostFacts, options: &StartOptions) -> Result<Plan, Vec<Problem>> {
    let mut planning = Draft::new(container, host, options);
    let draft = &mut planning;
    // Reasons that no step would show.
    process::check_caller(draft);
    process::check_refusals(draft);
    ids::check(draft);
    let namespaces = isolation::namespaces(draft);
    // Nodes first: both the filter, before the birth, and /dev, after it, are made from them.
    let nodes = devices::resolve(draft);
    let auto_mounts = kernel_mounts::auto_mounts(draft, &namespaces);

    // Before the first process: it is born into its limits and its device filter.
    let places = cgroups::places(draft);
    cgroups::make(draft, &places);
    cgroups::limit(draft, &places);
    cgroups::filter_devices(draft, &nodes);
    isolation::spawn(draft, &namespaces);

    // The host's side: what needs the pid, then what the child waits for, then what it does not need for its mounts.
    ids::map(draft);
    root::open(draft);
    devices::make(draft, &nodes);
    let opened = mounts::open(draft, &nodes);
    cgroups::delegate(draft);
    cgroups::join(draft, &places);
    let nics = network::make(draft, &namespaces);
    process::write_files(draft);
    process::set_rlimits(draft);

    // Inside: rights, then the tree from the root outwards, later mounts above earlier ones.
    ids::become_root(draft);
    isolation::isolate_mounts(draft);
    network::loopback_up(draft, &namespaces);
    root::attach(draft);
    devices::attach(draft);
    kernel_mounts::mount_auto(draft, auto_mounts.as_ref());
    kernel_mounts::mount_pts(draft);
    kernel_mounts::mount_for_embedded_root(draft, &namespaces);
    mounts::attach(draft, &opened);
    kernel_mounts::make_terminals(draft);
    // After all mounts, so that none of them uncovers what is hidden here.
    kernel_mounts::protect(draft, auto_mounts.as_ref(), &namespaces);
    identity::set_hostname(draft, &namespaces);
    root::pivot(draft);
    identity::set_personality(draft);
    isolation::new_session(draft);
    // From here on the interfaces, cgroups and process limits are in place.
    isolation::await_host(draft);
    network::configure(draft, &nics);
    process::set_sysctls(draft, &namespaces);

    // Rights go last, and the program starts with what is left.
    isolation::confine(draft);
    exec::probe(draft);
    exec::exec(draft);
    planning.finish()
}
