//! Device nodes of a start: which nodes /dev gets, with which number, owner and mode.
//!
//! Nodes are made by the host on a tmpfs of its own, owned by the container's ids: the only way that opens in a user namespace,
//! where a bind of the host's node belongs to nobody. So a mount entry that binds a device node into /dev becomes such a
//! node too. The host's own nodes are never changed. What may be opened is in `filter/`.

use std::path::{Component, Path, PathBuf};

use transom_model::{
    Access, DeviceKind, DeviceNumber, Given, HostFacts, HostId, HostNode, IdKind, InsideId, Mode, Mount, MountOption, NodeDevice,
    Origin, PathKind, Phrase, PhraseArg, Presence, RulePath, phrase, words,
};

use crate::draft::{DEV_SLOT, Draft};
use crate::{Problem, Step};

/// As LXC has it; nodes, links and terminals need a few pages.
const DEV_SIZE: u64 = 500_000;
const WHY_DEV: Origin = Origin::Default("Transom: a fresh /dev holds what the container is given and nothing else");

/// The nodes of every container, with the kernel's fixed numbers.
const BASE: [(&str, DeviceNumber, Origin); 6] = [
    base("null", 1, 3),
    base("zero", 1, 5),
    base("full", 1, 7),
    base("random", 1, 8),
    base("urandom", 1, 9),
    base("tty", 5, 0),
];

const fn base(name: &'static str, major: u32, minor: u32) -> (&'static str, DeviceNumber, Origin) {
    let why = "Transom: null, zero, full, random, urandom and tty are in every container";
    (name, DeviceNumber { major, minor }, Origin::Default(why))
}

/// Who asks for a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeCause {
    /// Every container has it.
    Base,
    /// A device line.
    Device,
    /// A mount entry that binds a node.
    Bind,
}

/// A node that the container's /dev gets.
pub(crate) struct Node {
    /// Below /dev.
    pub path: PathBuf,
    pub kind: DeviceKind,
    pub number: DeviceNumber,
    /// The host's node, for all but the base.
    pub source: Option<PathBuf>,
    pub owner: (HostId, HostId),
    pub mode: Mode,
    /// What the filter allows on it.
    pub access: Access,
    pub origin: Origin,
    pub cause: NodeCause,
}

/// Says whether the container gets a /dev of its own.
pub(crate) fn is_dev_fresh(draft: &Draft<'_>) -> bool {
    draft.container.is_dev_fresh.as_ref().is_none_or(|fresh| fresh.value)
}

/// Finds every node on the host, in order: the base, device lines, binds.
pub(crate) fn resolve(draft: &mut Draft<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let container = draft.container;
    for device in &container.devices {
        if let Some(node) = from_device(draft, device) {
            add(draft, &mut nodes, node);
        }
    }
    for mount in &container.mounts {
        if let Some(node) = from_bind(draft, mount) {
            add(draft, &mut nodes, node);
        }
    }
    let base: Vec<Node> = base_nodes(draft)
        .filter(|base| nodes.iter().all(|node| node.path != base.path))
        .collect();
    base.into_iter().chain(nodes).collect()
}

fn add(draft: &mut Draft<'_>, nodes: &mut Vec<Node>, node: Node) {
    if nodes.iter().any(|other| other.path == node.path) {
        let text = phrase!(
            "/dev/{path} is made by an earlier line already, which decides owner and mode",
            path = node.path.display().to_string()
        );
        draft.remark(text, &node.origin);
        return;
    }
    nodes.push(node);
}

fn base_nodes(draft: &Draft<'_>) -> impl Iterator<Item = Node> + use<> {
    let owner = root_on_host(draft).filter(|_| is_dev_fresh(draft));
    let node = |owner| {
        BASE.into_iter().map(move |(name, number, origin)| Node {
            path: PathBuf::from(name),
            kind: DeviceKind::Char,
            number,
            source: None,
            owner,
            mode: Mode(0o666),
            access: Access::ALL,
            origin,
            cause: NodeCause::Base,
        })
    };
    owner.into_iter().flat_map(node)
}

fn root_on_host(draft: &Draft<'_>) -> Option<(HostId, HostId)> {
    let map = &draft.container.id_map;
    Some((
        map.to_host(IdKind::User, InsideId(0))?,
        map.to_host(IdKind::Group, InsideId(0))?,
    ))
}

fn from_device(draft: &mut Draft<'_>, given: &Given<NodeDevice>) -> Option<Node> {
    let device = &given.value;
    let origin = &given.origin;
    let path = path_below_dev(draft, &device.target, origin);
    let owner = owner(draft, device, origin);
    let (kind, number) = match device.number.map_or_else(|| number_on_host(draft.host, &device.source), Ok) {
        Ok(found) => found,
        Err(_) if device.presence == Presence::Optional => {
            let text = phrase!(
                "{path} is left out: this host does not have it and the line says optional",
                path = device.source.display().to_string()
            );
            draft.remark(text, origin);
            return None;
        }
        Err(message) => {
            let hint = hint_for_missing(&device.source, format!("`{}`", device.name).into());
            let problem = Problem::new("no-such-node", message, origin).hint(hint);
            draft.problem(problem);
            return None;
        }
    };
    Some(Node {
        path: path?,
        kind,
        number,
        // A number of the file's own is nothing to compare with a node of the host.
        source: device.number.is_none().then(|| device.source.clone()),
        owner: owner?,
        mode: device.mode,
        access: device.access,
        origin: origin.clone(),
        cause: NodeCause::Device,
    })
}

fn number_on_host(host: &HostFacts, path: &Path) -> Result<(DeviceKind, DeviceNumber), Phrase> {
    find(host, path).map(|node| (node.kind, node.number))
}

/// Returns the node at a path, or what is wrong in the words that a user of Proxmox VE would search for.
fn find<'h>(host: &'h HostFacts, path: &Path) -> Result<&'h HostNode, Phrase> {
    let shown = || path.display().to_string();
    match host.paths.get(path).map(|fact| &fact.kind) {
        Some(PathKind::Node(node)) => Ok(node),
        None | Some(PathKind::Missing) => Err(phrase!("Device {path} does not exist", path = shown())),
        Some(PathKind::Unreadable(why)) => Err(phrase!("Error accessing device {path}: {why}", path = shown(), why)),
        Some(PathKind::Directory | PathKind::File | PathKind::Other) => Err(phrase!("{path} is not a device", path = shown())),
    }
}

/// Returns the host's node that a rule names by its path; one that is not there is a problem.
pub(crate) fn node_of_rule<'h>(draft: &mut Draft<'h>, given: &Given<RulePath>) -> Option<&'h HostNode> {
    let path = &given.value.path;
    match find(draft.host, path) {
        Ok(node) => Some(node),
        Err(message) => {
            let problem =
                Problem::new("no-such-node", message, &given.origin).hint(hint_for_missing(path, words!("the line").into()));
            draft.problem(problem);
            None
        }
    }
}

fn hint_for_missing(path: &Path, what: PhraseArg) -> Phrase {
    let first = match path.to_str() {
        Some("/dev/kvm") => words!(
            "load `kvm_intel` or `kvm_amd`; without either the processor's virtualisation is off in the firmware, or this is a virtual \
             machine without nested virtualisation (`transom doctor kvm` says which)"
        ),
        Some("/dev/net/tun") => words!("`modprobe tun` makes it"),
        _ => words!("`transom host devices` lists the nodes there are"),
    };
    phrase!("{first}; to start without it, remove {what}", first, what)
}

fn path_below_dev(draft: &mut Draft<'_>, target: &Path, origin: &Origin) -> Option<PathBuf> {
    if !is_dev_fresh(draft) {
        let problem = Problem::new(
            "no-fresh-dev",
            words!("a device node needs a /dev of the container's own, and a line says not to make one"),
            origin,
        );
        draft.problem(problem.hint(words!("remove `lxc.autodev = 0`")));
        return None;
    }
    let below = below_dev(target.strip_prefix("/").unwrap_or(target));
    if below.is_none() {
        let message = phrase!(
            "`{path}` is not a path below /dev, and nodes are made only there",
            path = target.display().to_string()
        );
        draft.problem(Problem::new("node-outside-dev", message, origin));
    }
    below
}

/// Returns the part below `dev/` of a path that has no step up and no empty end.
fn below_dev(target: &Path) -> Option<PathBuf> {
    let below = target.strip_prefix("dev").ok()?;
    let is_plain = below.components().all(|part| matches!(part, Component::Normal(_)));
    (is_plain && below.components().next().is_some()).then(|| below.to_path_buf())
}

fn owner(draft: &mut Draft<'_>, device: &NodeDevice, origin: &Origin) -> Option<(HostId, HostId)> {
    let mut mapped = |kind, id: InsideId, word: &str| {
        let found = draft.container.id_map.to_host(kind, id);
        if found.is_none() {
            let message = phrase!(
                "{word} {id} of `{name}` is outside the container's id map",
                word,
                id = id.0,
                name = &device.name
            );
            let hint = phrase!(
                "use an id that the map covers, or widen the map; Proxmox VE would use {id} as a host id, which shows as nobody inside",
                id = id.0
            );
            draft.problem(Problem::new("id-outside-map", message, origin).hint(hint));
        }
        found
    };
    let uid = mapped(IdKind::User, device.uid, "uid");
    let gid = mapped(IdKind::Group, device.gid, "gid");
    Some((uid?, gid?))
}

/// Returns the host's node that a mount entry binds below /dev, if that is what it does.
pub(crate) fn bound_node<'h>(draft: &Draft<'h>, mount: &Mount) -> Option<(PathBuf, &'h HostNode)> {
    if mount.bind().is_none() || mount.is_source_inside || !is_dev_fresh(draft) {
        return None;
    }
    let path = below_dev(&mount.target)?;
    let node = draft.host.node(Path::new(&mount.source))?;
    Some((path, node))
}

fn from_bind(draft: &mut Draft<'_>, given: &Given<Mount>) -> Option<Node> {
    let mount = &given.value;
    let (path, found) = bound_node(draft, mount)?;
    let owner = root_on_host(draft)?;
    let mode = Mode(found.mode.0 & 0o777);
    let text = made_instead(mount, found, draft.is_unprivileged());
    draft.remark(text, &given.origin);
    let is_read_only = mount.options.iter().rev().find_map(|option| match option {
        MountOption::ReadOnly(is_on) => Some(*is_on),
        _ => None,
    });
    Some(Node {
        path,
        kind: found.kind,
        number: found.number,
        source: Some(PathBuf::from(&mount.source)),
        owner,
        mode,
        access: if is_read_only == Some(true) {
            Access::READ
        } else {
            Access::READ_WRITE
        },
        origin: given.origin.clone(),
        cause: NodeCause::Bind,
    })
}

fn made_instead(mount: &Mount, found: &HostNode, is_unprivileged: bool) -> Phrase {
    let mode = found.mode.0 & 0o777;
    let why = match (is_unprivileged, mode & 0o006 == 0o006) {
        (true, false) => words!("would belong to nobody inside, and no process of the container could open it"),
        (true, true) => words!("would belong to nobody inside"),
        (false, _) => words!("would let the container change the host's own node"),
    };
    phrase!(
        "{path} is made as a node of the container's own, owned by its root, mode {mode}: a bind of the host's node ({uid}:{gid} {mode}) {why}",
        path = &mount.source,
        mode = format!("{mode:04o}"),
        uid = found.uid.0,
        gid = found.gid.0,
        why
    )
}

/// Makes /dev and its nodes.
pub(crate) fn make(draft: &mut Draft<'_>, nodes: &[Node]) {
    let Some(owner) = root_on_host(draft).filter(|_| is_dev_fresh(draft)) else {
        return;
    };
    let cause = dev_cause(draft);
    let dev = Step::MakeDev {
        slot: DEV_SLOT,
        size: DEV_SIZE,
        owner,
    };
    draft.step(dev, &cause);
    for node in nodes {
        let step = Step::MakeNode {
            path: node.path.clone(),
            kind: node.kind,
            number: node.number,
            source: node.source.clone(),
            owner: node.owner,
            mode: node.mode,
        };
        draft.step(step, &node.origin);
    }
}

/// Attaches /dev.
pub(crate) fn attach(draft: &mut Draft<'_>) {
    if is_dev_fresh(draft) {
        let cause = dev_cause(draft);
        draft.step(Step::AttachDev { slot: DEV_SLOT }, &cause);
    }
}

fn dev_cause(draft: &Draft<'_>) -> Origin {
    draft
        .container
        .is_dev_fresh
        .as_ref()
        .map_or(WHY_DEV, |fresh| fresh.origin.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StartOptions;
    use crate::tests::{container, given, hybrid, kvm_device, line, mount, planned, problems, start_with};

    fn node(steps: &[Step], wanted: &str) -> Option<(HostId, HostId, u32)> {
        steps.iter().find_map(|step| match step {
            Step::MakeNode { path, owner, mode, .. } if path == Path::new(wanted) => Some((owner.0, owner.1, mode.0)),
            _ => None,
        })
    }

    #[test]
    fn every_container_has_the_base_nodes_owned_by_its_root() {
        let steps = planned(&container(), &hybrid());
        for name in ["null", "zero", "full", "random", "urandom", "tty"] {
            assert_eq!(node(&steps, name), Some((HostId(100_000), HostId(100_000), 0o666)), "{name}");
        }
    }

    #[test]
    fn a_device_is_owned_by_mapped_ids() {
        let mut container = container();
        let mut device = kvm_device();
        device.gid = InsideId(104);
        container.devices.push(given(device, 7));
        let steps = planned(&container, &hybrid());
        assert_eq!(node(&steps, "kvm"), Some((HostId(100_000), HostId(100_104), 0o660)));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_and_with_its_line() {
        let mut container = container();
        let wrong = [
            ("/dev/nope", "/dev/nope"),
            ("/etc/passwd", "/dev/passwd"),
            ("/dev/kvm", "/etc/kvm"),
            ("/dev/kvm", "/dev/../x"),
        ];
        for (at, (source, target)) in (1..).zip(wrong) {
            let mut device = kvm_device();
            device.source = PathBuf::from(source);
            device.target = PathBuf::from(target);
            container.devices.push(given(device, at));
        }
        let mut outside = kvm_device();
        outside.uid = InsideId(70_000);
        container.devices.push(given(outside, 5));
        let found = problems(&container, &hybrid());
        let messages: Vec<String> = found.iter().map(|problem| problem.message.to_string()).collect();
        assert_eq!(
            messages,
            [
                "Device /dev/nope does not exist",
                "/etc/passwd is not a device",
                "`/etc/kvm` is not a path below /dev, and nodes are made only there",
                "`/dev/../x` is not a path below /dev, and nodes are made only there",
                "uid 70000 of `dev0` is outside the container's id map",
            ]
        );
        assert_eq!(found[4].cause, line(5));
        assert!(
            found[4]
                .hint
                .as_ref()
                .unwrap()
                .to_string()
                .contains("Proxmox VE would use 70000 as a host id")
        );
    }

    #[test]
    fn an_optional_device_is_left_out_with_a_remark() {
        let mut container = container();
        let mut device = kvm_device();
        device.source = PathBuf::from("/dev/nope");
        device.presence = Presence::Optional;
        container.devices.push(given(device, 7));
        let plan = start_with(&container, &hybrid(), &StartOptions::default()).unwrap();
        assert!(plan.remarks.iter().any(|remark| remark.cause == line(7)));
    }

    #[test]
    fn a_bound_node_becomes_a_node_of_its_own_and_no_mount() {
        let mut container = container();
        container
            .mounts
            .push(given(mount("/dev/net/tun dev/net/tun none bind,create=file"), 3));
        let plan = start_with(&container, &hybrid(), &StartOptions::default()).unwrap();
        assert!(
            plan.remarks
                .iter()
                .any(|remark| remark.cause == line(3) && remark.text.to_string().contains("0:0 0600"))
        );
        let steps: Vec<Step> = plan.steps.into_iter().map(|planned| planned.step).collect();
        assert_eq!(node(&steps, "net/tun"), Some((HostId(100_000), HostId(100_000), 0o600)));
        assert!(
            !steps
                .iter()
                .any(|step| matches!(step, Step::OpenMount { .. } | Step::AttachMount { .. }))
        );
    }

    #[test]
    fn what_is_said_of_a_bound_node_fits_the_container() {
        let mut container = container();
        container
            .mounts
            .push(given(mount("/dev/kvm dev/kvm none bind,create=file"), 3));
        let said = |container: &transom_model::Container| {
            let plan = start_with(container, &hybrid(), &StartOptions::default()).unwrap();
            let remark = plan.remarks.into_iter().find(|remark| remark.cause == line(3));
            remark.unwrap().text.to_string()
        };
        let unprivileged = said(&container);
        assert!(unprivileged.contains("would belong to nobody inside"), "{unprivileged}");
        container.id_map = transom_model::IdMap::default();
        let privileged = said(&container);
        assert!(
            privileged.contains("would let the container change the host's own node"),
            "{privileged}"
        );
        assert!(
            !privileged.contains("nobody") && !privileged.contains("could open"),
            "{privileged}"
        );
    }

    #[test]
    fn a_device_line_wins_over_a_bind_of_the_same_node() {
        let mut container = container();
        container
            .mounts
            .push(given(mount("/dev/kvm dev/kvm none bind,create=file"), 3));
        container.devices.push(given(kvm_device(), 7));
        let plan = start_with(&container, &hybrid(), &StartOptions::default()).unwrap();
        let kvm = |planned: &&crate::Planned| matches!(&planned.step, Step::MakeNode { path, .. } if path == Path::new("kvm"));
        let made: Vec<_> = plan.steps.iter().filter(kvm).collect();
        assert_eq!(made.len(), 1);
        assert_eq!(made[0].cause, line(7));
    }

    #[test]
    fn without_a_fresh_dev_nothing_is_made_there() {
        let mut container = container();
        container.is_dev_fresh = Some(given(false, 2));
        let steps = planned(&container, &hybrid());
        assert!(
            !steps
                .iter()
                .any(|step| matches!(step, Step::MakeDev { .. } | Step::MakeNode { .. } | Step::AttachDev { .. }))
        );
        container.devices.push(given(kvm_device(), 7));
        assert_eq!(problems(&container, &hybrid())[0].code, "no-fresh-dev");
    }

    #[test]
    fn a_number_of_the_file_needs_no_node_on_the_host() {
        let mut container = container();
        let mut device = kvm_device();
        device.source = PathBuf::from("/dev/not-there");
        device.number = Some((DeviceKind::Char, DeviceNumber { major: 10, minor: 232 }));
        container.devices = vec![given(device, 3)];
        let steps = planned(&container, &hybrid());
        let made = steps.iter().find_map(|step| match step {
            Step::MakeNode {
                path, number, source, ..
            } if path == Path::new("kvm") => Some((*number, source.clone())),
            _ => None,
        });
        assert_eq!(made, Some((DeviceNumber { major: 10, minor: 232 }, None)));
    }
}
