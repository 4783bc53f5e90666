//! Prepares a `try`: substitutes what this host lacks, plans the start and says what each line comes to.
//!
//! Nothing is done to the machine here beyond taking a lease on an id range; `lifecycle::run` does the rest.

use std::path::{Path, PathBuf};

use transom_model::{Container, FileId, Given, HostFacts, HostId, Mount, Origin, PathKind, Root, RootSource};
use transom_plan::{MissingBridge, MissingLimit, Plan, Probe, StartOptions};

use crate::closed::{ClosedDevice, closed_devices, well_known_nodes};
use crate::facts::{expect_root, host_arch, host_memory};
use crate::ids::FIRST_LEASE;
use crate::remove::remove_tree;
use crate::substitute::nodes_of_rules;
use crate::words::line_sentences;
use crate::{
    EngineError, Host, IdLease, LineSentence, Loaded, Phrasebook, RootSpec, SubstituteOptions, Substitution, Unpacked, facts_for,
    lease, substitute, unpack_tar,
};

/// What the user decides about a try.
#[derive(Debug, Clone, Default)]
pub struct TryOptions {
    /// Keep the file's own ids.
    pub is_as_is: bool,
    /// Another root.
    pub rootfs: Option<RootSpec>,
    /// What to run; the default when empty.
    pub command: Option<Vec<String>>,
    /// The command gets a terminal.
    pub has_console: bool,
    /// Nothing will be run, so nothing is leased and root is not needed.
    pub is_dry: bool,
}

/// A container that is ready to be tried.
#[derive(Debug)]
pub struct Trial {
    /// The name of the ephemeral instance.
    pub name: String,
    /// The file.
    pub loaded: Loaded,
    /// The container as it will run.
    pub container: Container,
    /// How it differs from the file.
    pub substitutions: Vec<Substitution>,
    /// What will be tried inside.
    pub probes: Vec<(Probe, Origin)>,
    /// What the host has and no line opens.
    pub closed: Vec<ClosedDevice>,
    /// Every step.
    pub plan: Plan,
    /// What to run.
    pub command: Option<Vec<String>>,
    /// Its ids, given back when this is dropped; `None` when the file's own are used.
    pub lease: Option<IdLease>,
    /// Its unpacked root, removed when this is dropped.
    pub root: Option<TemporaryRoot>,
}

impl Trial {
    /// Says what each line comes to.
    pub fn sentences(&self, book: &Phrasebook) -> Vec<LineSentence> {
        let replaced = replaced(&self.loaded, &self.substitutions);
        line_sentences(&self.loaded, Some(&self.plan), &replaced, book)
    }
}

/// Prepares a try of a file.
///
/// # Errors
/// If the file has errors, or the container cannot start here even so.
pub fn prepare(
    host: &Host,
    loaded: Loaded,
    options: &TryOptions,
    unpacking: &mut dyn FnMut(&Unpacked),
) -> Result<Trial, EngineError> {
    let loaded = loaded.without_errors()?;
    let facts = look(host, &loaded.reading.container, options)?;
    let lease = if options.is_as_is || options.is_dry {
        None
    } else {
        Some(lease(host)?)
    };
    let mut changes = substitute(
        &loaded,
        &facts,
        &SubstituteOptions {
            is_as_is: options.is_as_is,
            free_ids: lease.as_ref().map_or_else(|| usual_ids(&facts), |lease| lease.start),
            rootfs: options.rootfs.clone(),
            host_memory: host_memory(host),
            host_arch: host_arch(host),
        },
    );
    let name = trial_name(&loaded.path);
    let root = place_root(host, &name, &mut changes.container, unpacking)?;
    let facts = facts_of(host, &changes.container, facts, options)?;
    let probes = probes_of(&changes.container);
    let closed = closed_devices(&loaded, &changes.container, &facts);
    let command = options
        .command
        .clone()
        .or_else(|| default_command(&changes.container, &facts, options.has_console));
    let start = StartOptions {
        name: name.clone(),
        command: command.clone(),
        has_console: options.has_console,
        probes: probes.clone(),
        missing_limits: MissingLimit::Warn,
        missing_bridge: MissingBridge::Private,
        ..StartOptions::default()
    };
    let plan = transom_plan::start(&changes.container, &facts, &start).map_err(|problems| EngineError::CannotStart {
        name: name.clone(),
        sources: Box::new(loaded.sources.clone()),
        problems,
    })?;
    Ok(Trial {
        name,
        container: changes.container,
        substitutions: changes.substitutions,
        probes,
        closed,
        plan,
        command,
        lease,
        root,
        loaded,
    })
}

/// Where the ids of a container would start of which nothing is run.
fn usual_ids(facts: &HostFacts) -> u32 {
    match facts.free_ids {
        HostId(0) => FIRST_LEASE,
        HostId(start) => start,
    }
}

/// The lines that another thing was put in the place of. A key of cgroup v1 is translated, and `unprivileged` is only given
/// other ids: both do what they say.
fn replaced(loaded: &Loaded, substitutions: &[Substitution]) -> Vec<(Origin, String)> {
    let is_translated = |origin: &Origin| {
        let (file, line) = origin.line().unwrap_or((FileId(0), 0));
        let text = loaded.sources.line_text(file, line).trim_start();
        ["lxc.cgroup", "unprivileged"].iter().any(|key| text.starts_with(key))
    };
    let lines = substitutions
        .iter()
        .filter_map(|change| Some((change.line.clone()?, change.why.clone())));
    lines.filter(|(origin, _)| !is_translated(origin)).collect()
}

/// Unpacks an archive that is the root, and puts the folder in its place.
fn place_root(
    host: &Host,
    name: &str,
    container: &mut Container,
    unpacking: &mut dyn FnMut(&Unpacked),
) -> Result<Option<TemporaryRoot>, EngineError> {
    let Some(given) = &mut container.root else { return Ok(None) };
    let RootSource::Tar(file) = &given.value.source else {
        return Ok(None);
    };
    // The archive of a recorded host is not here.
    if host.recorded().is_some() {
        return Ok(None);
    }
    let root = unpack_for(host, name, file, unpacking)?;
    given.value = Root {
        source: RootSource::Directory(root.0.clone()),
        is_read_only: given.value.is_read_only,
    };
    Ok(Some(root))
}

/// What to look at beside the plan's own wishes: nodes that rules name by number.
fn further_paths(container: &Container) -> Vec<PathBuf> {
    let of_rules = nodes_of_rules(container).into_iter().map(|(path, ..)| path);
    of_rules.chain(well_known_nodes()).chain([PathBuf::from(BASH)]).collect()
}

fn look(host: &Host, container: &Container, options: &TryOptions) -> Result<HostFacts, EngineError> {
    let mut facts = facts_for(host, container, &further_paths(container))?;
    if options.is_dry {
        facts.is_root = true;
    } else if !facts.is_root {
        expect_root("running a container")?;
    }
    Ok(facts)
}

/// A root that was put in place may be a path that nobody looked at yet.
fn facts_of(host: &Host, container: &Container, facts: HostFacts, options: &TryOptions) -> Result<HostFacts, EngineError> {
    let wants = transom_plan::wants(container);
    if wants.paths.iter().all(|path| facts.paths.contains_key(path)) {
        return Ok(facts);
    }
    look(host, container, options)
}

fn trial_name(path: &Path) -> String {
    let stem = crate::sources::name_of(path);
    format!("try-{}-{}", stem.chars().take(32).collect::<String>(), std::process::id())
}

/// The better of the two shells, where the host has it.
const BASH: &str = "/bin/bash";

/// The embedded root has no init: a shell on a terminal, and otherwise nothing but the probes.
fn default_command(container: &Container, facts: &HostFacts, has_console: bool) -> Option<Vec<String>> {
    let is_embedded = container
        .root
        .as_ref()
        .is_some_and(|root| root.value.source == RootSource::Host);
    let shell = if has_console { "/bin/sh" } else { "/bin/true" };
    let has_bash = facts
        .paths
        .get(Path::new(BASH))
        .is_some_and(|fact| fact.kind == PathKind::File);
    let shell = if has_console && has_bash { BASH } else { shell };
    is_embedded.then(|| vec![shell.to_owned()])
}

/// Finds what a container's lines ask to work, and the line that asks.
pub fn probes_of(container: &Container) -> Vec<(Probe, Origin)> {
    let asks = |path: &str, probe: Probe| {
        let node = Path::new(path);
        let device = container
            .devices
            .iter()
            .find(|device| device.value.target == node)
            .map(|device| device.origin.clone());
        let is_bound = |mount: &&Given<Mount>| Path::new("/").join(&mount.value.target) == node;
        let mount = || container.mounts.iter().find(is_bound).map(|mount| mount.origin.clone());
        let rule = || {
            nodes_of_rules(container)
                .into_iter()
                .find(|(path, ..)| path == node)
                .map(|(.., origin)| origin)
        };
        device.or_else(mount).or_else(rule).map(|origin| (probe, origin))
    };
    [asks("/dev/kvm", Probe::Kvm), asks("/dev/net/tun", Probe::Tun)]
        .into_iter()
        .flatten()
        .collect()
}

/// The folder an archive is unpacked into for one try; it goes when this is dropped.
#[derive(Debug)]
pub struct TemporaryRoot(PathBuf);

impl Drop for TemporaryRoot {
    fn drop(&mut self) {
        // What stays after a failure or a kill is removed by the next sweep.
        remove_tree(&self.0).ok();
    }
}

fn unpack_for(host: &Host, name: &str, file: &Path, unpacking: &mut dyn FnMut(&Unpacked)) -> Result<TemporaryRoot, EngineError> {
    let folder = host.definitions();
    std::fs::create_dir_all(&folder).map_err(|error| EngineError::io("make", &folder, error))?;
    // The name of a finished removal's leftovers, so that one sweep finds both; it ends in the owner's process id.
    let root = TemporaryRoot(folder.join(format!(".gone-{name}")));
    unpack_tar(file, &root.0, unpacking)?;
    Ok(root)
}
