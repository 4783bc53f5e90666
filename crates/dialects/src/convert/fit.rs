//! A container in the terms of its target: what one dialect says with a bind and a rule, another says with a device.

use std::collections::BTreeSet;
use std::path::PathBuf;

use transom_model::{
    Access, Capabilities, Container, Create, DeviceRule, Dialect, Environment, FilterPolicy, Given, InsideId, Mode, Mount,
    MountOption, Network, Nic, NodeDevice, Presence, Root, RootSource, RuleEffect, RuleNumber, RulePath,
};

use super::judge;
use super::kept;
use super::names::{Device, DeviceNames};

/// Returns the container of a file in the dialect `from` as `target` can print it.
pub(super) fn fit(container: &Container, (from, target): (Dialect, Dialect), names: &DeviceNames) -> Container {
    let mut fitted = container.clone();
    match target {
        Dialect::Lxc => {
            spread(&mut fitted, names);
            subtract_denials(&mut fitted);
        }
        Dialect::Pve => {
            gather(&mut fitted, names);
            subtract_denials(&mut fitted);
        }
        Dialect::Oci => {
            gather(&mut fitted, names);
            number(&mut fitted, names);
        }
        _ => gather(&mut fitted, names),
    }
    name_capabilities_once(&mut fitted);
    if target == Dialect::Libvirt && from != Dialect::Libvirt {
        stand_in_for_root(&mut fitted);
    }
    if !matches!(target, Dialect::Lxc | Dialect::Pve) {
        leave_out_families(&mut fitted);
    }
    if target != Dialect::Libvirt {
        fitted.environment.retain(|given| !is_libvirts(&given.value));
    }
    if matches!(target, Dialect::Lxd | Dialect::Incus) {
        name_interfaces(&mut fitted);
    }
    fitted.kept = kept::translate(container, target);
    fitted
}

/// A domain without a root has the host's. What libvirt cannot name must therefore not be left out: a folder that is not there stands
/// in its place, so that the container does not start until somebody has put the root there.
pub(super) fn stand_in_for_root(container: &mut Container) {
    let stand_in = RootSource::Directory(PathBuf::from("/PUT-THE-ROOT-HERE"));
    match &mut container.root {
        Some(root) if matches!(root.value.source, RootSource::Directory(_) | RootSource::Image { .. }) => {}
        Some(root) => root.value.source = stand_in,
        // A root that could not be read, or that libvirt refused, was meant to be one all the same.
        None => {
            let root = Root {
                source: stand_in,
                is_read_only: false,
            };
            container.root = Some(Given::default_of(
                root,
                "Transom: a domain without a root would have the host's",
            ));
        }
    }
}

/// `eth+` is LXC's word for the first card whose name begins so; nobody else looks for one.
fn leave_out_families(container: &mut Container) {
    if let Network::Own(nics) = &mut container.network {
        let is_family = |nic: &Given<Nic>| nic.value.link.as_ref().is_some_and(|link| link.value.ends_with('+'));
        nics.retain(|nic| !is_family(nic));
    }
}

/// A capability may be dropped by two lines; a document has it once.
fn name_capabilities_once(container: &mut Container) {
    let (Capabilities::Drop(names) | Capabilities::Keep(names)) = &mut container.capabilities;
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.value.clone()));
}

/// What libvirt tells its containers about themselves is nobody else's business.
fn is_libvirts(variable: &Environment) -> bool {
    let (Environment::Set(name, _) | Environment::Inherit(name)) = variable;
    name.starts_with("LIBVIRT_LXC_") || name == "container_uuid"
}

/// LXD names devices freely; the name of an interface inside is what people look for.
fn name_interfaces(container: &mut Container) {
    let Network::Own(nics) = &mut container.network else { return };
    for (at, nic) in nics.iter_mut().enumerate() {
        let inside = nic.value.name.as_ref().map(|name| name.value.clone());
        nic.value.key = inside.unwrap_or_else(|| format!("eth{at}"));
    }
}

/// LXC has no devices of its own: each becomes a bind of the host's node, and a rule where the filter does not let it through.
fn spread(container: &mut Container, names: &DeviceNames) {
    for given in std::mem::take(&mut container.devices) {
        let device = &given.value;
        let number = device.number.or_else(|| names.device(&device.source));
        let rule_access = Access {
            mknod: true,
            ..device.access
        };
        match number {
            Some((kind, number)) if !container.device_filter.allows(kind, number, device.access) => {
                container
                    .device_filter
                    .rules
                    .push(given.with(allow((kind, number), rule_access)));
            }
            None if container.device_filter.policy.value == FilterPolicy::Deny => {
                let rule = RulePath {
                    effect: RuleEffect::Allow,
                    path: device.source.clone(),
                    access: rule_access,
                };
                container.rule_paths.push(given.with(rule));
            }
            _ => {}
        }
        let mount = Mount {
            source: device.source.to_string_lossy().into_owned(),
            target: device.target.strip_prefix("/").unwrap_or(&device.target).to_owned(),
            filesystem: "none".to_owned(),
            options: vec![MountOption::Bind { recursive: false }],
            create: Create::File,
            is_optional: device.presence == Presence::Optional,
            is_source_inside: false,
            is_idmapped: false,
        };
        container.mounts.push(given.with(mount));
    }
}

/// LXC ignores a denial in a list of what is allowed, unless it equals an entry. So that nothing is opened on the way, a denial is
/// taken off the entries that it covers; one that covers a part of an entry only stays, and is found missing by whoever compares.
fn subtract_denials(container: &mut Container) {
    if container.device_filter.policy.value == FilterPolicy::Allow {
        return;
    }
    let mut rules: Vec<Given<DeviceRule>> = Vec::new();
    for given in std::mem::take(&mut container.device_filter.rules) {
        if given.value.effect == RuleEffect::Allow {
            rules.push(given);
            continue;
        }
        let denial = given.value;
        for rule in &mut rules {
            if rule.value.effect == RuleEffect::Allow && covers(&denial, &rule.value) {
                rule.value.access = without(rule.value.access, denial.access);
            }
        }
        rules.retain(|rule| !rule.value.access.is_empty());
        let is_left = |rule: &Given<DeviceRule>| rule.value.effect == RuleEffect::Allow && overlaps(&denial, &rule.value);
        if rules.iter().any(is_left) {
            rules.push(given);
        }
    }
    container.device_filter.rules = rules;
}

/// Whether one rule speaks of every device that another does.
pub(super) fn covers(wide: &DeviceRule, narrow: &DeviceRule) -> bool {
    let fits = |wide: RuleNumber, narrow: RuleNumber| wide == RuleNumber::Any || wide == narrow;
    wide.kind == narrow.kind && fits(wide.major, narrow.major) && fits(wide.minor, narrow.minor)
}

/// Whether two rules speak of an access to a device in common.
fn overlaps(one: &DeviceRule, other: &DeviceRule) -> bool {
    let meet = |one: RuleNumber, other: RuleNumber| one == RuleNumber::Any || other == RuleNumber::Any || one == other;
    let both = one.access != without(one.access, other.access);
    one.kind == other.kind && meet(one.major, other.major) && meet(one.minor, other.minor) && both
}

fn without(access: Access, gone: Access) -> Access {
    Access {
        read: access.read && !gone.read,
        write: access.write && !gone.write,
        mknod: access.mknod && !gone.mknod,
    }
}

/// OCI names devices by number, and opens them by rules of their own.
fn number(container: &mut Container, names: &DeviceNames) {
    for at in 0..container.devices.len() {
        let given = &mut container.devices[at];
        given.value.number = given.value.number.or_else(|| names.device(&given.value.source));
        let (Some((kind, number)), access) = (given.value.number, given.value.access) else {
            continue;
        };
        let given = given.clone();
        let each = [Access::READ, WRITE].into_iter().filter(|one| judge::includes(access, *one));
        let is_open = each.clone().all(|one| container.device_filter.allows(kind, number, one));
        if each.clone().next().is_some() && !is_open {
            container.device_filter.rules.push(given.with(allow((kind, number), access)));
        }
    }
}

pub(super) const WRITE: Access = Access {
    read: false,
    ..Access::READ_WRITE
};

fn allow((kind, number): Device, access: Access) -> DeviceRule {
    DeviceRule {
        effect: RuleEffect::Allow,
        kind,
        major: RuleNumber::Is(number.major),
        minor: RuleNumber::Is(number.minor),
        access,
    }
}

/// The others have devices: a bind of a node, and the rules that open just this node, become one.
fn gather(container: &mut Container, names: &DeviceNames) {
    let (nodes, mounts): (Vec<Given<Mount>>, Vec<Given<Mount>>) = std::mem::take(&mut container.mounts)
        .into_iter()
        .partition(|given| given.value.is_node_bind());
    container.mounts = mounts;
    let mut gathered: Vec<Device> = Vec::new();
    for given in nodes {
        let source = PathBuf::from(given.value.source.trim_end_matches('/'));
        let number = names.device(&source);
        // A node that nothing opens stays closed: a device would open it.
        let Some(access) = number.map_or(Some(Access::READ_WRITE), |device| opened(container, device)) else {
            continue;
        };
        gathered.extend(number);
        let device = NodeDevice {
            name: name(&source),
            target: PathBuf::from("/").join(&given.value.target),
            number: None,
            mode: usual_mode(&source),
            uid: InsideId(0),
            gid: InsideId(0),
            access,
            presence: if given.value.is_optional {
                Presence::Optional
            } else {
                Presence::Required
            },
            source,
        };
        container.devices.push(given.with(device));
    }
    // A rule for a number whose node is now a device says nothing more.
    container.device_filter.rules.retain(|given| {
        let rule = &given.value;
        let is_of_device = |(kind, number): &Device| {
            (rule.kind, rule.major, rule.minor) == (*kind, RuleNumber::Is(number.major), RuleNumber::Is(number.minor))
        };
        rule.effect == RuleEffect::Deny || !gathered.iter().any(is_of_device)
    });
    container.rule_paths.retain(|given| {
        given.value.effect == RuleEffect::Deny || !gathered.iter().any(|device| names.device(&given.value.path) == Some(*device))
    });
}

/// What the filter lets through of a device: both, reading alone, or nothing.
pub(super) fn opened(container: &Container, (kind, number): Device) -> Option<Access> {
    let allows = |access| container.device_filter.allows(kind, number, access);
    match (allows(Access::READ), allows(WRITE)) {
        (true, true) => Some(Access::READ_WRITE),
        (true, false) => Some(Access::READ),
        (false, true) => Some(WRITE),
        (false, false) => None,
    }
}

fn name(source: &std::path::Path) -> String {
    let name = source.strip_prefix("/dev").unwrap_or(source).to_string_lossy();
    name.replace('/', "-")
}

/// The mode that a node of one's own gets: everybody's for what every program may use anyway, else root's and its group's.
fn usual_mode(source: &std::path::Path) -> Mode {
    let is_everybodys = [
        "/dev/net/tun",
        "/dev/fuse",
        "/dev/null",
        "/dev/zero",
        "/dev/full",
        "/dev/random",
        "/dev/urandom",
    ]
    .iter()
    .any(|path| source == std::path::Path::new(path));
    Mode(if is_everybodys { 0o666 } else { 0o660 })
}
