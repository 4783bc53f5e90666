//! Prints a container as a domain, through the key table.
//!
//! Each entry of the table prints paths and values; `devices/filesystem[1]/source/@dir` is the attribute of the second of its kind.
//! [`print`] puts them together into a document. What libvirt cannot say is left out.

use std::fmt::Write;

use transom_model::{
    Access, Bind, Capabilities, Container, DeviceKind, DeviceRule, Environment, Given, IdRange, InsideId, InterfaceKind, Mount,
    MountOption, Namespace, Network, Nic, NodeDevice, Origin, Root, RootSource, RuleEffect, RuleNumber,
};

use super::keys::{KEYS, LXC_NAMESPACE};
use super::limits::shares_of_weight;
use super::rights::CAPABILITIES;

type Pairs = Vec<(String, String)>;

/// What libvirt drops by default, for which `policy='default'` stands.
const DROPPED: [&str; 5] = ["sys_module", "sys_time", "mknod", "audit_control", "mac_admin"];
/// Variables that libvirt sets by itself.
const OWN_VARIABLES: [&str; 9] = [
    "PATH",
    "TERM",
    "container",
    "HOME",
    "container_uuid",
    "LIBVIRT_LXC_UUID",
    "LIBVIRT_LXC_NAME",
    "LIBVIRT_LXC_CMDLINE",
    "container_ttys",
];
const UNLIMITED_KIB: u64 = 9_007_199_254_740_991;

/// Prints a container as a domain of libvirt's LXC driver; what libvirt cannot say is left out.
pub fn print(container: &Container) -> String {
    let mut root = Element {
        name: "domain".to_owned(),
        ..Element::default()
    };
    for (path, value) in KEYS.iter().flat_map(|key| (key.print)(container)) {
        root.put(&path, value);
    }
    let mut text = String::new();
    root.write(&mut text, 0);
    text
}

/// An element on its way to text.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn put(&mut self, path: &str, value: String) {
        if let Some(attribute) = path.strip_prefix('@') {
            self.attributes.push((attribute.to_owned(), value));
            return;
        }
        let (name, rest) = path.split_once('/').map_or((path, None), |(name, rest)| (name, Some(rest)));
        let at = self.children.iter().position(|child| child.name == name).unwrap_or_else(|| {
            self.children.push(Self {
                name: name.to_owned(),
                ..Self::default()
            });
            self.children.len() - 1
        });
        match rest {
            Some(rest) => self.children[at].put(rest, value),
            None => self.children[at].text = value,
        }
    }

    fn write(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        let name = self.name.split('[').next().unwrap_or(&self.name);
        let _ = write!(out, "{indent}<{name}");
        for (attribute, value) in &self.attributes {
            let _ = write!(out, " {attribute}='{}'", escaped(value));
        }
        match (self.children.is_empty(), self.text.is_empty()) {
            (true, true) => out.push_str("/>\n"),
            (true, false) => {
                let _ = writeln!(out, ">{}</{name}>", escaped(&self.text));
            }
            (false, _) => {
                out.push_str(">\n");
                for child in &self.children {
                    child.write(out, depth + 1);
                }
                let _ = writeln!(out, "{indent}</{name}>");
            }
        }
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(letter));
            }
            // XML 1.0 has no other control characters.
            letter if letter.is_control() && letter < ' ' => {}
            letter => out.push(letter),
        }
    }
    out
}

fn pair(path: impl Into<String>, value: impl Into<String>) -> (String, String) {
    (path.into(), value.into())
}

fn one<T>(path: &str, given: Option<&Given<T>>, text: impl Fn(&T) -> String) -> Pairs {
    given.map(|given| pair(path, text(&given.value))).into_iter().collect()
}

fn variable<'c>(container: &'c Container, name: &str) -> Option<&'c str> {
    container.environment.iter().find_map(|given| match &given.value {
        Environment::Set(key, value) if key == name => Some(value.as_str()),
        _ => None,
    })
}

pub(super) fn domain(container: &Container) -> Pairs {
    let space = (!shared(container).is_empty()).then(|| pair("@xmlns:lxc", LXC_NAMESPACE));
    std::iter::once(pair("@type", "lxc")).chain(space).collect()
}

pub(super) fn name(container: &Container) -> Pairs {
    let name = variable(container, "LIBVIRT_LXC_NAME").or(container.hostname.as_ref().map(|name| name.value.as_str()));
    vec![pair("name", name.unwrap_or("container"))]
}

pub(super) fn uuid(container: &Container) -> Pairs {
    variable(container, "LIBVIRT_LXC_UUID")
        .map(|uuid| pair("uuid", uuid))
        .into_iter()
        .collect()
}

fn sized(path: &str, bytes: u64) -> Pairs {
    match bytes % 1024 {
        0 => vec![pair(format!("{path}/@unit"), "KiB"), pair(path, (bytes / 1024).to_string())],
        _ => vec![pair(format!("{path}/@unit"), "bytes"), pair(path, bytes.to_string())],
    }
}

pub(super) fn memory(container: &Container) -> Pairs {
    match &container.limits.memory {
        Some(memory) => sized("memory", memory.value),
        None => vec![pair("memory", UNLIMITED_KIB.to_string())],
    }
}

pub(super) fn soft_limit(container: &Container) -> Pairs {
    container
        .limits
        .memory_high
        .as_ref()
        .map_or_else(Vec::new, |high| sized("memtune/soft_limit", high.value))
}

pub(super) fn swap_hard_limit(container: &Container) -> Pairs {
    let limits = &container.limits;
    let both = limits.swap.as_ref().zip(limits.memory.as_ref());
    both.map_or_else(Vec::new, |(swap, memory)| {
        sized("memtune/swap_hard_limit", swap.value.saturating_add(memory.value))
    })
}

pub(super) fn vcpu(container: &Container) -> Pairs {
    let limits = &container.limits;
    let mut pairs = one("vcpu/@cpuset", limits.cpuset.as_ref(), String::clone);
    pairs.push(pair(
        "vcpu",
        limits.cpu_count.as_ref().map_or(1, |count| count.value.max(1)).to_string(),
    ));
    pairs
}

pub(super) fn shares(container: &Container) -> Pairs {
    one("cputune/shares", container.limits.cpu_weight.as_ref(), |weight| {
        shares_of_weight(*weight).to_string()
    })
}

pub(super) fn period(container: &Container) -> Pairs {
    one("cputune/period", container.limits.cpu.as_ref(), |cpu| cpu.period.to_string())
}

pub(super) fn quota(container: &Container) -> Pairs {
    one("cputune/quota", container.limits.cpu.as_ref(), |cpu| cpu.quota.to_string())
}

pub(super) fn disk_weight(container: &Container) -> Pairs {
    let weight = container
        .limits
        .files
        .iter()
        .rev()
        .find(|file| matches!(file.value.file.as_str(), "io.weight" | "blkio.weight"));
    one("blkiotune/weight", weight, |file| {
        file.value.trim_start_matches("default ").to_owned()
    })
}

pub(super) fn os_type(container: &Container) -> Pairs {
    let arch = one("os/type/@arch", container.arch.as_ref(), |arch| match arch.as_str() {
        "amd64" => "x86_64".to_owned(),
        "arm64" => "aarch64".to_owned(),
        "i386" | "x86" => "i686".to_owned(),
        other => other.to_owned(),
    });
    arch.into_iter().chain([pair("os/type", "exe")]).collect()
}

pub(super) fn init(container: &Container) -> Pairs {
    let command = container.init.command.as_ref().map_or(&[][..], |command| &command.value);
    let (program, args) = command
        .split_first()
        .map_or(("/sbin/init", &[][..]), |(program, args)| (program.as_str(), args));
    let args = args.iter().filter(|arg| !arg.is_empty()).enumerate();
    std::iter::once(pair("os/init", program))
        .chain(args.map(|(at, arg)| pair(format!("os/initarg[{at}]"), arg)))
        .collect()
}

pub(super) fn environment(container: &Container) -> Pairs {
    // Only what libvirt itself sets by name is left to it; a line's own value of such a name stands.
    let is_own = |given: &&Given<Environment>, name: &str| {
        OWN_VARIABLES.contains(&name)
            && (matches!(given.origin, Origin::Default(_)) || name.contains("LIBVIRT") || name.starts_with("container_"))
    };
    let own = container.environment.iter().filter_map(|given| match &given.value {
        Environment::Set(name, value) if !value.is_empty() && !is_own(&given, name) => Some((name, value)),
        _ => None,
    });
    own.enumerate()
        .flat_map(|(at, (name, value))| {
            [
                pair(format!("os/initenv[{at}]/@name"), name),
                pair(format!("os/initenv[{at}]"), value),
            ]
        })
        .collect()
}

pub(super) fn initdir(container: &Container) -> Pairs {
    one("os/initdir", container.init.cwd.as_ref(), |cwd| cwd.display().to_string())
}

/// Prints user and group together: libvirt's schema wants both or none.
pub(super) fn inituser(container: &Container) -> Pairs {
    let id = |given: &Option<Given<InsideId>>| given.as_ref().map(|given| given.value.0);
    match (id(&container.init.uid), id(&container.init.gid)) {
        (None, None) => Vec::new(),
        (user, group) => [("os/inituser", user), ("os/initgroup", group)]
            .map(|(path, id)| pair(path, format!("+{}", id.unwrap_or(0))))
            .into(),
    }
}

pub(super) fn clock(container: &Container) -> Pairs {
    let timers = container
        .devices
        .iter()
        .filter_map(|device| device.value.name.strip_prefix("timer "));
    let mut pairs = Vec::new();
    for (at, timer) in timers.enumerate() {
        if at == 0 {
            pairs.push(pair("clock/@offset", "localtime"));
        }
        pairs.push(pair(format!("clock/timer[{at}]/@name"), timer));
    }
    pairs
}

fn ranges(kind: &str, ranges: &[Given<IdRange>]) -> Pairs {
    let range = |(at, given): (usize, &Given<IdRange>)| {
        let IdRange { inside, host, len } = given.value;
        [("start", inside.0), ("target", host.0), ("count", len)]
            .map(|(name, id)| pair(format!("idmap/{kind}[{at}]/@{name}"), id.to_string()))
    };
    ranges.iter().enumerate().flat_map(range).collect()
}

pub(super) fn users(container: &Container) -> Pairs {
    ranges("uid", &container.id_map.users)
}

pub(super) fn groups(container: &Container) -> Pairs {
    ranges("gid", &container.id_map.groups)
}

pub(super) fn private_network(container: &Container) -> Pairs {
    let joins = container
        .namespaces
        .joined
        .iter()
        .any(|given| given.value.0 == Namespace::Net);
    match &container.network {
        Network::Own(nics) if nics.is_empty() && !joins => vec![pair("features/privnet", "")],
        _ => Vec::new(),
    }
}

pub(super) fn capabilities(container: &Container) -> Pairs {
    let states = |names: &mut dyn Iterator<Item = &String>, state: &str| -> Pairs {
        let known = names.filter(|name| CAPABILITIES.contains(&name.as_str()));
        known
            .map(|name| pair(format!("features/capabilities/{name}/@state"), state))
            .collect()
    };
    let makes_nodes = container.device_filter.rules.iter().any(|rule| makes_any_node(&rule.value));
    let (policy, rest) = match &container.capabilities {
        Capabilities::Keep(kept) => ("deny", states(&mut kept.iter().map(|given| &given.value), "on")),
        Capabilities::Drop(dropped) => {
            let is_dropped = |name: &str| dropped.iter().any(|given| given.value == name);
            // `mknod` that is kept by name opens the device filter for it, which only a container that has it open may get.
            let is_default = DROPPED.iter().any(|name| is_dropped(name)) && (is_dropped("mknod") || makes_nodes);
            let kept: Vec<String> = DROPPED
                .iter()
                .filter(|name| !is_dropped(name))
                .map(|name| (*name).to_owned())
                .collect();
            let kept = kept.iter().filter(|name| is_default || makes_nodes && *name == "mknod");
            let more = dropped
                .iter()
                .map(|given| &given.value)
                .filter(|name| !is_default || !DROPPED.contains(&name.as_str()));
            let all = [states(&mut kept.into_iter(), "on"), states(&mut more.into_iter(), "off")].concat();
            (if is_default { "default" } else { "allow" }, all)
        }
    };
    std::iter::once(pair("features/capabilities/@policy", policy))
        .chain(rest)
        .collect()
}

/// The rule that `<mknod state='on'/>` stands for.
fn makes_any_node(rule: &DeviceRule) -> bool {
    (rule.effect, rule.major, rule.minor) == (RuleEffect::Allow, RuleNumber::Any, RuleNumber::Any) && rule.access.mknod
}

pub(super) fn label(container: &Container) -> Pairs {
    let Some(profile) = &container.apparmor else {
        return Vec::new();
    };
    let attributes = [
        ("seclabel/@type", "static"),
        ("seclabel/@model", "apparmor"),
        ("seclabel/@relabel", "no"),
    ];
    attributes
        .map(|(path, value)| pair(path, value))
        .into_iter()
        .chain([pair("seclabel/label", &profile.value)])
        .collect()
}

pub(super) fn shared(container: &Container) -> Pairs {
    let mut pairs = Vec::new();
    for given in &container.namespaces.joined {
        let (namespace, path) = &given.value;
        let word = match namespace {
            Namespace::Net => "net",
            Namespace::Ipc => "ipc",
            Namespace::Uts => "uts",
            _ => continue,
        };
        let path = path.to_string_lossy();
        let pid = path
            .strip_prefix("/proc/")
            .and_then(|rest| rest.strip_suffix(&format!("/ns/{word}")));
        let netns = path.strip_prefix("/run/netns/").filter(|_| word == "net");
        let (kind, value) = match (pid, netns) {
            (Some(pid), _) => ("pid", pid),
            (None, Some(name)) => ("netns", name),
            (None, None) => continue,
        };
        let at = format!("lxc:namespace/lxc:share{word}");
        pairs.extend([pair(format!("{at}/@type"), kind), pair(format!("{at}/@value"), value)]);
    }
    pairs
}

pub(super) fn filesystems(container: &Container) -> Pairs {
    let root = container.root.as_ref().and_then(|root| root_pairs(&root.value));
    let mounts = container.mounts.iter().filter_map(|mount| mount_pairs(&mount.value));
    numbered("filesystem", root.into_iter().chain(mounts))
}

fn numbered(element: &str, all: impl Iterator<Item = Pairs>) -> Pairs {
    let place = |(at, pairs): (usize, Pairs)| {
        let element = element.to_owned();
        pairs
            .into_iter()
            .map(move |(path, value)| pair(format!("devices/{element}[{at}]/{path}"), value))
    };
    all.enumerate().flat_map(place).collect()
}

fn root_pairs(root: &Root) -> Option<Pairs> {
    let (kind, path, source) = match &root.source {
        RootSource::Directory(path) if path == std::path::Path::new("/") => return None,
        RootSource::Directory(path) => ("mount", "dir", path.display().to_string()),
        RootSource::Volume(volume) if volume.starts_with("/dev/") => ("block", "dev", volume.clone()),
        RootSource::Image { path, .. } => ("file", "file", path.clone()),
        _ => return None,
    };
    let mut pairs = vec![pair("@type", kind)];
    if let RootSource::Image { kind, .. } = &root.source {
        let format = if kind == "nbd" { "qcow2" } else { "raw" };
        pairs.extend([
            pair("driver/@type", if kind == "nbd" { "nbd" } else { "loop" }),
            pair("driver/@format", format),
        ]);
    }
    pairs.extend([pair(format!("source/@{path}"), source), pair("target/@dir", "/")]);
    pairs.extend(root.is_read_only.then(|| pair("readonly", "")));
    Some(pairs)
}

fn mount_pairs(mount: &Mount) -> Option<Pairs> {
    let mut pairs = match (mount.bind(), mount.filesystem.as_str()) {
        (Some(Bind::Single | Bind::Recursive), _) if mount.is_source_inside || mount.source.starts_with('/') => {
            let kind = if mount.is_source_inside { "bind" } else { "mount" };
            vec![
                pair("@type", kind),
                pair("source/@dir", format!("/{}", mount.source.trim_start_matches('/'))),
            ]
        }
        (None, "tmpfs") => {
            let bytes = mount.options.iter().find_map(|option| match option {
                MountOption::Data(data) => data.strip_prefix("size=")?.parse::<u64>().ok(),
                _ => None,
            })?;
            vec![
                pair("@type", "ram"),
                pair("source/@usage", bytes.to_string()),
                pair("source/@units", "bytes"),
            ]
        }
        _ => return None,
    };
    pairs.push(pair("target/@dir", format!("/{}", mount.target.display())));
    pairs.extend(
        mount
            .options
            .contains(&MountOption::ReadOnly(true))
            .then(|| pair("readonly", "")),
    );
    Some(pairs)
}

pub(super) fn interfaces(container: &Container) -> Pairs {
    let Network::Own(nics) = &container.network else {
        return Vec::new();
    };
    numbered("interface", nics.iter().filter_map(|nic| nic_pairs(&nic.value)))
}

fn nic_pairs(nic: &Nic) -> Option<Pairs> {
    let link = nic.link.as_ref().map(|link| link.value.as_str());
    let mut pairs = match (nic.kind.value, link) {
        (InterfaceKind::Veth, Some(bridge)) => vec![pair("@type", "bridge"), pair("source/@bridge", bridge)],
        (InterfaceKind::Veth, None) => vec![pair("@type", "ethernet")],
        (InterfaceKind::Macvlan, Some(card)) => vec![
            pair("@type", "direct"),
            pair("source/@dev", card),
            pair("source/@mode", "private"),
        ],
        _ => return None,
    };
    let named = |path: &str, given: Option<&Given<String>>| {
        given
            .filter(|given| !matches!(given.origin, Origin::Default(_)))
            .map(|given| pair(path, &given.value))
    };
    pairs.extend(nic.mac.as_ref().map(|mac| pair("mac/@address", mac.value.to_string())));
    pairs.extend(named("target/@dev", nic.host_name.as_ref()));
    pairs.extend(named("guest/@dev", nic.name.as_ref()));
    for (at, address) in nic.addresses.iter().enumerate() {
        let family = if address.value.ip.is_ipv4() { "ipv4" } else { "ipv6" };
        pairs.push(pair(format!("ip[{at}]/@address"), address.value.ip.to_string()));
        pairs.push(pair(format!("ip[{at}]/@family"), family));
        pairs.push(pair(format!("ip[{at}]/@prefix"), address.value.prefix.to_string()));
    }
    for (at, gateway) in nic.gateways.iter().enumerate() {
        let (family, any) = if gateway.value.is_ipv4() {
            ("ipv4", "0.0.0.0")
        } else {
            ("ipv6", "::")
        };
        pairs.push(pair(format!("route[{at}]/@family"), family));
        pairs.push(pair(format!("route[{at}]/@address"), any));
        pairs.push(pair(format!("route[{at}]/@prefix"), "0"));
        pairs.push(pair(format!("route[{at}]/@gateway"), gateway.value.to_string()));
    }
    pairs.extend(nic.is_up.then(|| pair("link/@state", "up")));
    Some(pairs)
}

pub(super) fn devices(container: &Container) -> Pairs {
    let hostdevs = container.devices.iter().filter_map(|device| hostdev_pairs(&device.value));
    let cards = match &container.network {
        Network::Own(nics) => nics.iter().filter_map(|nic| card_pairs(&nic.value)).collect(),
        Network::Host(_) => Vec::new(),
    };
    let disks = container.devices.iter().filter_map(|device| disk_pairs(&device.value));
    numbered("hostdev", hostdevs.chain(cards))
        .into_iter()
        .chain(numbered("disk", disks))
        .collect()
}

fn card_pairs(nic: &Nic) -> Option<Pairs> {
    let card = nic.link.as_ref().filter(|_| nic.kind.value == InterfaceKind::Phys)?;
    Some(vec![
        pair("@mode", "capabilities"),
        pair("@type", "net"),
        pair("source/interface", &card.value),
    ])
}

fn hostdev_pairs(device: &NodeDevice) -> Option<Pairs> {
    if device.name.starts_with("timer ") || device.name.starts_with("disk ") {
        return None;
    }
    let source = device.source.to_string_lossy();
    if let Some((bus, number)) = source.strip_prefix("/dev/bus/usb/").and_then(|rest| rest.split_once('/')) {
        let decimal = |text: &str| text.parse::<u32>().ok().map(|number| number.to_string());
        let mut pairs = vec![pair("@mode", "subsystem"), pair("@type", "usb")];
        pairs.extend((device.presence == transom_model::Presence::Optional).then(|| pair("source/@startupPolicy", "optional")));
        pairs.extend([
            pair("source/address/@bus", decimal(bus)?),
            pair("source/address/@device", decimal(number)?),
        ]);
        return Some(pairs);
    }
    let is_block = device.name.starts_with("hostdev storage ") || device.number.is_some_and(|(kind, _)| kind == DeviceKind::Block);
    let (kind, element) = if is_block {
        ("storage", "source/block")
    } else {
        ("misc", "source/char")
    };
    Some(vec![
        pair("@mode", "capabilities"),
        pair("@type", kind),
        pair(element, source),
    ])
}

fn disk_pairs(device: &NodeDevice) -> Option<Pairs> {
    let target = device.name.strip_prefix("disk ")?;
    let mut pairs = vec![
        pair("@type", "block"),
        pair("source/@dev", device.source.display().to_string()),
        pair("target/@dev", target),
    ];
    pairs.extend((device.access == Access::READ).then(|| pair("readonly", "")));
    Some(pairs)
}

/// At least one console, without which libvirt starts nothing.
pub(super) fn consoles(container: &Container) -> Pairs {
    let count = container.terminals.ttys.as_ref().map_or(1, |ttys| ttys.value.clamp(1, 64)) as usize;
    numbered("console", std::iter::repeat_with(|| vec![pair("@type", "pty")]).take(count))
}
