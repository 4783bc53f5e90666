//! What one container needs of this machine: each of its lines that rests on something outside is checked, and named.
//!
//! A file a subject: `file.rs` the text itself, `root.rs`, `ids.rs`, `devices.rs`, `mounts.rs`, `network.rs`, `limits.rs`,
//! `rights.rs`, `guest.rs` what the root holds. At the end the plan of a start has the last word, and a container that runs is
//! looked at from inside (`running.rs`). Start with [`doctor_of`].

mod below;
mod devices;
mod file;
mod guest;
mod ids;
mod limits;
mod mounts;
mod network;
mod rights;
mod root;
mod running;

use std::collections::BTreeSet;
use std::path::PathBuf;

use transom_model::{Container, Dialect, HostFacts, Origin};
use transom_plan::StartOptions;

use super::{DoctorCheck, Verdict};
use crate::{EngineError, Host, Loaded, Target, facts_for};

/// A container and where its lines are.
pub(super) struct Needs<'a> {
    pub host: &'a Host,
    pub loaded: &'a Loaded,
    pub container: &'a Container,
    pub facts: HostFacts,
    pub name: String,
    /// Whether Transom runs it, and nobody else.
    pub is_stored: bool,
}

impl Needs<'_> {
    /// Writes the place of a line: `102.conf:14`.
    pub fn place(&self, origin: &Origin) -> String {
        self.loaded.sources.describe(origin)
    }

    /// Says whether the file is one of LXC's, with or without Proxmox VE around it.
    pub fn is_of_lxc(&self) -> bool {
        matches!(self.loaded.reading.dialect, Dialect::Lxc | Dialect::Pve)
    }

    /// Says whether LXC itself may run it, too, so that what only LXC minds is worth a word.
    pub fn is_for_lxc(&self) -> bool {
        self.is_of_lxc() && !self.is_stored
    }

    /// Says whether it has a user namespace of its own.
    pub fn is_unprivileged(&self) -> bool {
        !self.container.id_map.is_privileged()
    }
}

/// Checks what a file or a stored container needs, and proves its devices inside when it runs.
///
/// # Errors
/// If the host cannot be looked at, or a running container cannot be entered. What is wrong is in the checks.
pub fn doctor_of(host: &Host, target: &Target) -> Result<Vec<DoctorCheck>, EngineError> {
    let loaded = target.loaded();
    let container = &loaded.reading.container;
    // Nothing is started, so anybody may ask what root's start would find.
    let facts = HostFacts {
        is_root: true,
        ..facts_for(host, container, &further(container))?
    };
    let needs = Needs {
        host,
        loaded,
        container,
        facts,
        name: target.name(),
        is_stored: matches!(target, Target::Stored(_)),
    };
    let mut checks = file::checks(&needs);
    checks.extend(root::checks(&needs));
    checks.extend(ids::checks(&needs));
    checks.extend(devices::checks(&needs));
    checks.extend(mounts::checks(&needs));
    checks.extend(network::checks(&needs));
    checks.extend(limits::checks(&needs));
    checks.extend(rights::checks(&needs));
    checks.extend(guest::checks(&needs));
    let has_errors = loaded.reading.has_errors();
    if !has_errors {
        let start = start(&needs, &checks);
        checks.extend(start);
    }
    if needs.is_stored {
        checks.extend(running::checks(&needs)?);
    }
    Ok(checks)
}

/// The nodes of rules by number, so that the facts have them.
fn further(container: &Container) -> Vec<PathBuf> {
    let nodes = crate::substitute::nodes_of_rules(container);
    nodes.into_iter().map(|(path, ..)| path).collect()
}

/// Plans the start: what stands in its way and no check has named yet.
fn start(needs: &Needs<'_>, checks: &[DoctorCheck]) -> Vec<DoctorCheck> {
    let options = StartOptions {
        name: needs.name.clone(),
        has_console: true,
        ..StartOptions::default()
    };
    let problems = match crate::plan_of(needs.container, &needs.facts, &options) {
        Ok(plan) => {
            let found = format!("a start has {} steps, and nothing known stands in its way", plan.steps.len());
            return vec![DoctorCheck::pass("start.plan", found)];
        }
        Err(problems) => problems,
    };
    let named: BTreeSet<&str> = checks
        .iter()
        .filter(|check| check.verdict == Verdict::Fail)
        .filter_map(|check| check.place.as_deref())
        .collect();
    let fresh = problems
        .into_iter()
        .filter(|problem| !named.contains(needs.place(&problem.cause).as_str()));
    fresh
        .map(|problem| {
            let mend = problem.hint.map_or_else(
                || "`transom plan` shows the steps of a start".to_owned(),
                |hint| hint.to_string(),
            );
            DoctorCheck::fail(format!("start.{}", problem.code), problem.message.to_string(), mend).at(needs.place(&problem.cause))
        })
        .collect()
}
