//! What a plan wants to know of the host, so that only that is probed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use transom_model::{Container, Environment, Network, RootSource};

/// What a plan wants to know of the host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wants {
    /// Paths to look at.
    pub paths: BTreeSet<PathBuf>,
    /// Interfaces to look for.
    pub interfaces: BTreeSet<String>,
    /// Variables of the environment.
    pub environment: BTreeSet<String>,
}

/// Says what a plan will want to know of the host.
pub fn wants(container: &Container) -> Wants {
    Wants {
        paths: root_paths(container)
            .chain(device_paths(container))
            .chain(mount_paths(container))
            .collect(),
        interfaces: interfaces(container),
        environment: variables(container),
    }
}

fn root_paths(container: &Container) -> impl Iterator<Item = PathBuf> {
    let path = match container.root.as_ref().map(|root| &root.value.source) {
        Some(RootSource::Directory(path) | RootSource::Tar(path)) => Some(path.clone()),
        _ => None,
    };
    path.into_iter()
}

fn device_paths(container: &Container) -> impl Iterator<Item = PathBuf> {
    let by_path = container.devices.iter().filter(|device| device.value.number.is_none());
    let nodes = by_path.map(|device| &device.value.source);
    let rules = container.rule_paths.iter().map(|rule| &rule.value.path);
    nodes.chain(rules).cloned()
}

fn mount_paths(container: &Container) -> impl Iterator<Item = PathBuf> {
    let on_host = container.mounts.iter().filter(|mount| !mount.value.is_source_inside);
    let sources = on_host.map(|mount| PathBuf::from(&mount.value.source));
    sources.filter(|source| Path::is_absolute(source))
}

fn interfaces(container: &Container) -> BTreeSet<String> {
    match &container.network {
        Network::Own(nics) => nics
            .iter()
            .filter_map(|nic| nic.value.link.as_ref())
            .map(|link| link.value.clone())
            .collect(),
        Network::Host(_) => BTreeSet::new(),
    }
}

fn variables(container: &Container) -> BTreeSet<String> {
    let inherited = |given: &transom_model::Given<Environment>| match &given.value {
        Environment::Inherit(name) => Some(name.clone()),
        Environment::Set(..) => None,
    };
    container.environment.iter().filter_map(inherited).collect()
}

#[cfg(test)]
mod tests {
    use transom_model::{Access, RuleEffect, RulePath};

    use super::*;
    use crate::tests::{given, kvm_device, mount};

    #[test]
    fn only_host_paths_are_wanted() {
        let mut container = Container::default();
        container.devices.push(given(kvm_device(), 1));
        container.mounts.push(given(mount("/srv/data data none bind"), 2));
        container.mounts.push(given(mount("tmpfs run tmpfs nosuid"), 3));
        let mut inside = mount("/etc etc2 none bind");
        inside.is_source_inside = true;
        container.mounts.push(given(inside, 4));
        container.environment.push(given(Environment::Inherit("TERM".to_owned()), 5));
        let rule = RulePath {
            effect: RuleEffect::Allow,
            path: PathBuf::from("/dev/net/tun"),
            access: Access::ALL,
        };
        container.rule_paths.push(given(rule, 6));
        let wants = wants(&container);
        assert_eq!(
            wants.paths,
            ["/dev/kvm", "/dev/net/tun", "/srv/data"].map(PathBuf::from).into()
        );
        assert_eq!(wants.environment, ["TERM".to_owned()].into());
    }
}
