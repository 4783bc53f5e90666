//! What `transom try` puts in the place of things that this host lacks, each with the line it stands for.
//!
//! Pure, like planning: a reading and what was seen of the host go in, a changed container and the list of changes come
//! out. Nothing is changed without an entry in the list. Start with [`substitute`], a flat list of subjects.

use std::path::{Path, PathBuf};

use transom_model::{
    Access, Address, Container, FileId, Given, HostFacts, InsideId, InterfaceKind, Mode, Mount, Network, Nic, NodeDevice, Origin,
    PathKind, Presence, Root, RootSource, RuleEffect, RuleNumber,
};

use crate::store::whole_map;
use crate::{Loaded, RootSpec, known_device};

/// What the caller of a try decides, and what the facts do not hold.
#[derive(Debug, Clone, Default)]
pub struct SubstituteOptions {
    /// Keep the file's own ids, privileged or not.
    pub is_as_is: bool,
    /// The first of 65536 host ids that nobody else has.
    pub free_ids: u32,
    /// Another root than the file's.
    pub rootfs: Option<RootSpec>,
    /// The host's memory, bytes.
    pub host_memory: Option<u64>,
    /// The host's processor in Debian's word: `amd64`.
    pub host_arch: String,
}

/// One thing that was put in the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Substitution {
    /// The line that it stands for; `None` when the file is silent.
    pub line: Option<Origin>,
    /// What the line asks for.
    pub what: String,
    /// What is done instead.
    pub instead: String,
    /// Why.
    pub why: String,
}

/// A container that can run here, and how it differs from its file.
#[derive(Debug, Clone)]
pub struct Substituted {
    /// The changed container.
    pub container: Container,
    /// Every change.
    pub substitutions: Vec<Substitution>,
}

/// Changes a container so that it can run on this host.
pub fn substitute(loaded: &Loaded, host: &HostFacts, options: &SubstituteOptions) -> Substituted {
    let container = loaded.reading.container.clone();
    let mut draft = Draft {
        container,
        loaded,
        host,
        options,
        substitutions: Vec::new(),
    };
    draft.refusals();
    draft.root();
    draft.guest();
    draft.ids();
    draft.cgroup_keys();
    draft.limits();
    draft.missing_mounts();
    // After the ids: whether a node of the host can be opened inside depends on them.
    draft.bound_nodes();
    draft.missing_devices();
    draft.missing_nodes();
    draft.network();
    draft.hooks();
    // In the order of the file; what has no line of its own comes first.
    draft
        .substitutions
        .sort_by_key(|change| change.line.as_ref().and_then(Origin::line));
    Substituted {
        container: draft.container,
        substitutions: draft.substitutions,
    }
}

/// Lists the host's nodes that rules of the main file name by number alone; `substitute` wants to know of them.
pub fn nodes_of_rules(container: &Container) -> Vec<(PathBuf, Access, Origin)> {
    let mut nodes: Vec<(PathBuf, Access, Origin)> = Vec::new();
    for rule in &container.device_filter.rules {
        // Rules of included files are a distribution's defaults: they allow what may be there, and ask for nothing.
        let is_users = matches!(rule.origin.line(), Some((FileId(0), _)));
        let (RuleNumber::Is(major), RuleNumber::Is(minor)) = (rule.value.major, rule.value.minor) else {
            continue;
        };
        if !is_users || rule.value.effect != RuleEffect::Allow || (!rule.value.access.read && !rule.value.access.write) {
            continue;
        }
        let Some(node) = known_device(rule.value.kind, major, minor) else {
            continue;
        };
        let is_known = nodes.iter().any(|(path, ..)| *path == node);
        if !is_known && !is_everywhere(&node) {
            nodes.push((node, rule.value.access, rule.origin.clone()));
        }
    }
    nodes
}

/// Nodes that every container has anyway.
fn is_everywhere(node: &Path) -> bool {
    let fixed = ["null", "zero", "full", "random", "urandom", "tty", "console", "ptmx"];
    node.strip_prefix("/dev")
        .is_ok_and(|name| fixed.iter().any(|fixed| name == Path::new(fixed)))
}

struct Draft<'a> {
    container: Container,
    loaded: &'a Loaded,
    host: &'a HostFacts,
    options: &'a SubstituteOptions,
    substitutions: Vec<Substitution>,
}

impl Draft<'_> {
    /// Notes a change and returns the origin of what was put there.
    fn note(
        &mut self,
        line: Option<&Origin>,
        what: impl Into<String>,
        instead: impl Into<String>,
        why: impl Into<String>,
    ) -> Origin {
        let line = line.filter(|origin| origin.line().is_some()).cloned();
        let why = why.into();
        let stand = Origin::Stand {
            instead_of: line.clone().map(Box::new),
            why: why.clone(),
        };
        self.substitutions.push(Substitution {
            line,
            what: what.into(),
            instead: instead.into(),
            why,
        });
        stand
    }

    /// Returns the text of a line, or other words where the file is silent.
    fn text(&self, origin: &Origin, otherwise: &str) -> String {
        match origin.line() {
            Some((file, line)) => self.loaded.sources.line_text(file, line).trim().to_owned(),
            None => otherwise.to_owned(),
        }
    }

    fn refusals(&mut self) {
        for refusal in std::mem::take(&mut self.container.lifecycle.refusals) {
            let what = self.text(&refusal.origin, "a refusal to start");
            self.note(Some(&refusal.origin), what, "it is started all the same", refusal.value);
        }
    }

    fn root(&mut self) {
        let root = self.container.root.clone();
        let origin = root.as_ref().map(|root| root.origin.clone());
        let why = match (&self.options.rootfs, root.as_ref().map(|root| &root.value.source)) {
            (Some(_), _) => "`--rootfs` says so".to_owned(),
            (None, None) => "the file names no root file system".to_owned(),
            (None, Some(source)) => match self.why_not_root(source) {
                Some(why) => why,
                None => return,
            },
        };
        let spec = self.options.rootfs.clone().unwrap_or(RootSpec::Host);
        let instead = match &spec {
            RootSpec::Host => "the embedded root: this host's /usr read-only, an /etc of its own".to_owned(),
            RootSpec::Dir(path) => format!("the folder {}", path.display()),
            RootSpec::Tar(path) => format!("the archive {}", path.display()),
        };
        let what = origin
            .as_ref()
            .map_or_else(|| "no root".to_owned(), |origin| self.text(origin, "the root"));
        let stand = self.note(origin.as_ref(), what, instead, why);
        let is_read_only = root.is_some_and(|root| root.value.is_read_only);
        self.container.root = Some(Given::new(
            Root {
                source: spec.source(),
                is_read_only,
            },
            stand,
        ));
    }

    fn why_not_root(&self, source: &RootSource) -> Option<String> {
        let missing = |path: &Path| match self.host.paths.get(path).map(|fact| &fact.kind) {
            Some(PathKind::Missing) | None => Some(format!("there is no {} on this host", path.display())),
            Some(PathKind::Unreadable(reason)) => Some(format!("{} cannot be looked at: {reason}", path.display())),
            Some(_) => None,
        };
        match source {
            RootSource::Host | RootSource::Overlay { .. } => None,
            RootSource::Directory(path) | RootSource::Tar(path) => missing(path),
            RootSource::Volume(volume) => {
                let storage = volume.split(':').next().unwrap_or(volume);
                Some(format!("this host has no storage `{storage}`"))
            }
            RootSource::Image { kind, .. } => Some(format!("a root of the kind `{kind}` is not mounted by this version")),
        }
    }

    /// What follows from the embedded root: its guest is this host's own userland.
    fn guest(&mut self) {
        if !self
            .container
            .root
            .as_ref()
            .is_some_and(|root| root.value.source == RootSource::Host)
        {
            return;
        }
        let init = self.container.init.command.take();
        let what = init.as_ref().map_or_else(
            || "the init of the root".to_owned(),
            |init| self.text(&init.origin, "its init"),
        );
        self.note(
            init.as_ref().map(|init| &init.origin),
            what,
            "your command, or a shell on a terminal",
            "the embedded root has no init",
        );
        let ostype = self
            .loaded
            .reading
            .accounts
            .iter()
            .find(|account| account.key == "ostype")
            .map(|account| account.origin.clone());
        if let Some(origin) = ostype {
            let what = self.text(&origin, "ostype");
            self.note(
                Some(&origin),
                what,
                "this host's own programs",
                "the embedded root is made of them",
            );
        }
        let foreign = self
            .container
            .arch
            .take_if(|arch| !same_arch(&arch.value, &self.options.host_arch));
        if let Some(arch) = foreign {
            let what = self.text(&arch.origin, "another processor");
            self.note(
                Some(&arch.origin),
                what,
                self.options.host_arch.clone(),
                "the embedded root is this host's",
            );
        }
    }

    fn ids(&mut self) {
        if self.options.is_as_is {
            return;
        }
        let map = &self.container.id_map;
        let (otherwise, why) = match (map.is_privileged(), self.loaded.has_ids_of_its_own()) {
            (true, _) => (
                "a privileged container: root inside is root of the host",
                "safe by default; `--as-is` runs it as written",
            ),
            (false, false) => (
                "the usual id range",
                "an id range of its own keeps it apart from every other container",
            ),
            // A map written out was chosen by its author, and is unprivileged already.
            (false, true) => return,
        };
        let start = self.options.free_ids;
        let instead = format!(
            "unprivileged: ids 0 to 65535 are {start} to {} on the host",
            u64::from(start) + 65535
        );
        let origin = map.users.first().map(|range| range.origin.clone());
        let what = origin
            .as_ref()
            .map_or_else(|| otherwise.to_owned(), |origin| self.text(origin, otherwise));
        let stand = self.note(origin.as_ref(), what, instead, why);
        self.container.id_map = whole_map(start, &stand);
    }

    /// Says what becomes of the keys of cgroup v1.
    fn cgroup_keys(&mut self) {
        let cgroups = &self.host.cgroups;
        let accounts = &self.loaded.reading.accounts;
        let legacy: Vec<_> = accounts
            .iter()
            .filter_map(|account| Some((account.key.strip_prefix("lxc.cgroup.")?, account.origin.clone())))
            .collect();
        let has_v2 = cgroups.v2.is_some();
        let has_v1 = |controller: &str| cgroups.v1.contains_key(controller);
        let entries: Vec<_> = legacy
            .into_iter()
            .map(|(file, origin)| {
                let controller = file.split('.').next().unwrap_or(file);
                let instead = match (controller, has_v1(controller)) {
                    ("devices", _) if has_v2 => {
                        "a rule of the container's device filter: a program on its v2 control group".to_owned()
                    }
                    ("devices", _) => "a rule of the container's device filter, in this host's v1 controller `devices`".to_owned(),
                    (_, true) => format!("written to this host's v1 controller `{controller}`"),
                    (_, false) => "its equal on cgroup v2, where there is one".to_owned(),
                };
                (origin, instead)
            })
            .collect();
        for (origin, instead) in entries {
            let what = self.text(&origin, "a key of cgroup v1");
            self.note(
                Some(&origin),
                what,
                instead,
                "keys of cgroup v1 are ignored or refused by today's LXC where only v2 is mounted",
            );
        }
    }

    fn limits(&mut self) {
        let memory = self
            .container
            .limits
            .memory
            .clone()
            .zip(self.options.host_memory)
            .filter(|(memory, most)| memory.value > *most);
        if let Some((memory, most)) = memory {
            let what = self.text(&memory.origin, "its memory");
            let stand = self.note(
                Some(&memory.origin),
                what,
                format!("{} MiB", most >> 20),
                "this host has no more memory",
            );
            self.container.limits.memory = Some(Given::new(most, stand));
        }
        let most = u32::try_from(self.host.cpus.len()).unwrap_or(u32::MAX);
        let count = self
            .container
            .limits
            .cpu_count
            .clone()
            .filter(|count| most > 0 && count.value > most);
        if let Some(count) = count {
            let what = self.text(&count.origin, "its CPUs");
            let stand = self.note(Some(&count.origin), what, format!("{most} CPUs"), "this host has no more");
            self.container.limits.cpu_count = Some(Given::new(most, stand));
        }
        let set = self
            .container
            .limits
            .cpuset
            .clone()
            .filter(|set| most > 0 && !has_cpus(&set.value, &self.host.cpus));
        if let Some(set) = set {
            let what = self.text(&set.origin, "its set of CPUs");
            self.note(
                Some(&set.origin),
                what,
                "any CPU",
                "this host does not have all of these CPUs",
            );
            self.container.limits.cpuset = None;
        }
    }

    fn missing_mounts(&mut self) {
        let is_missing = |mount: &Given<Mount>| {
            let source = Path::new(&mount.value.source);
            let kind = self.host.paths.get(source).map(|fact| &fact.kind);
            source.is_absolute() && !mount.value.is_optional && !mount.value.is_source_inside && kind == Some(&PathKind::Missing)
        };
        let (missing, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.container.mounts).into_iter().partition(is_missing);
        self.container.mounts = kept;
        for mount in missing {
            let what = self.text(&mount.origin, "a mount");
            self.note(
                Some(&mount.origin),
                what,
                "left out",
                format!("there is no {} on this host", mount.value.source),
            );
        }
    }

    /// A node of the host that only its root may open is of no use to mapped ids: a private one takes its place.
    fn bound_nodes(&mut self) {
        if self.container.id_map.is_privileged() {
            return;
        }
        let mut kept = Vec::new();
        for mount in std::mem::take(&mut self.container.mounts) {
            let source = PathBuf::from(&mount.value.source);
            let node = self.host.node(&source).filter(|node| node.mode.0 & 0o006 != 0o006);
            let access = node.map(|node| self.allowed(node)).filter(|access| !access.is_empty());
            let Some(access) = access else {
                kept.push(mount);
                continue;
            };
            let target = Path::new("/").join(&mount.value.target);
            let what = self.text(&mount.origin, "a device node");
            let why = "root of the host owns the host's own node, and root inside is another user";
            let stand = self.note(
                Some(&mount.origin),
                what,
                "a private node of the same number, owned by root inside",
                why,
            );
            self.container
                .devices
                .push(Given::new(private_node(source, target, access), stand));
        }
        self.container.mounts = kept;
    }

    /// A device that this host lacks is left out, and so is a rule about one: the rest of the container can be tried without.
    fn missing_devices(&mut self) {
        let host = self.host;
        let is_here = |source: &Path| host.node(source).is_some();
        // A number of the file's own needs no node of the host, and what is optional is the plan's to leave out.
        let is_fit = |device: &Given<NodeDevice>| {
            let device = &device.value;
            device.number.is_some() || device.presence == Presence::Optional || is_here(&device.source)
        };
        let (kept, missing): (Vec<_>, Vec<_>) = std::mem::take(&mut self.container.devices).into_iter().partition(is_fit);
        self.container.devices = kept;
        for device in missing {
            self.leave_out(&device.origin, "a device", &device.value.source);
        }
        let (kept, missing): (Vec<_>, Vec<_>) = std::mem::take(&mut self.container.rule_paths)
            .into_iter()
            .partition(|rule| is_here(&rule.value.path));
        self.container.rule_paths = kept;
        for rule in missing {
            self.leave_out(&rule.origin, "a device rule", &rule.value.path);
        }
    }

    fn leave_out(&mut self, origin: &Origin, otherwise: &str, source: &Path) {
        let shown = source.display();
        let why = match self.host.paths.get(source).map(|fact| &fact.kind) {
            None | Some(PathKind::Missing) if source == Path::new("/dev/kvm") => {
                format!("this host has no {shown}: `transom doctor kvm` says why")
            }
            None | Some(PathKind::Missing) => format!("this host has no {shown}"),
            Some(PathKind::Unreadable(why)) => format!("{shown} cannot be looked at: {why}"),
            Some(_) => format!("{shown} is no device on this host"),
        };
        let what = self.text(origin, otherwise);
        self.note(Some(origin), what, "left out", why);
    }

    fn allowed(&self, node: &transom_model::HostNode) -> Access {
        let is_allowed = |access| self.container.device_filter.allows(node.kind, node.number, access);
        let write = Access {
            read: false,
            write: true,
            mknod: false,
        };
        Access {
            read: is_allowed(Access::READ),
            write: is_allowed(write),
            mknod: false,
        }
    }

    /// A rule opens a node that no line makes: the node is supplied.
    fn missing_nodes(&mut self) {
        for (node, access, origin) in nodes_of_rules(&self.container) {
            let is_made = self.container.devices.iter().any(|device| device.value.target == node)
                || self
                    .container
                    .mounts
                    .iter()
                    .any(|mount| Path::new("/").join(&mount.value.target) == node);
            if is_made {
                continue;
            }
            let what = self.text(&origin, "a device rule");
            let name = node.display().to_string();
            if self.host.node(&node).is_none() {
                self.note(Some(&origin), what, "nothing", format!("this host has no {name}"));
                continue;
            }
            let why = format!("the line allows {name} and no line makes it");
            self.note(Some(&origin), what, format!("the same, and a node {name} with it"), why);
            let access = Access { mknod: false, ..access };
            self.container
                .devices
                .push(Given::new(private_node(node.clone(), node, access), origin));
        }
    }

    fn network(&mut self) {
        let Network::Own(nics) = self.container.network.clone() else {
            return;
        };
        let changed = nics
            .into_iter()
            .enumerate()
            .map(|(index, nic)| self.nic(index, nic))
            .collect();
        self.container.network = Network::Own(changed);
    }

    fn nic(&mut self, index: usize, mut nic: Given<Nic>) -> Given<Nic> {
        // The container that the file was written for may run here too, and has the name of the host's end.
        nic.value.host_name = None;
        let Some(link) = nic.value.link.clone() else { return nic };
        if self.host.interfaces.contains_key(&link.value) || nic.value.kind.value == InterfaceKind::Empty {
            return nic;
        }
        let kind = if nic.value.kind.value == InterfaceKind::Veth {
            "bridge"
        } else {
            "interface"
        };
        let what = self.text(&nic.origin, &nic.value.key);
        let has_address = !nic.value.addresses.is_empty();
        let address = format!("169.254.{}.2", 100 + index % 100);
        let instead = if has_address {
            "a private network with nobody else in it".to_owned()
        } else {
            format!("a private network with nobody else in it, address {address}/16")
        };
        let stand = self.note(
            Some(&nic.origin),
            what,
            instead,
            format!("this host has no {kind} `{}`", link.value),
        );
        nic.value.kind = Given::new(InterfaceKind::Veth, stand.clone());
        nic.value.gateways.clear();
        nic.value.left_to_guest.clear();
        if !has_address {
            let ip = address.parse().expect("three numbers below 256 make an address");
            nic.value
                .addresses
                .push(Given::new(Address { ip, prefix: 16 }, stand.clone()));
        }
        Given::new(nic.value, stand)
    }

    fn hooks(&mut self) {
        for hook in std::mem::take(&mut self.container.hooks) {
            let what = self.text(&hook.origin, &hook.value.command);
            self.note(
                Some(&hook.origin),
                what,
                "not run",
                "a hook is a program of the host that the file comes from",
            );
        }
    }
}

fn private_node(source: PathBuf, target: PathBuf, access: Access) -> NodeDevice {
    // Anybody may open /dev/net/tun on a usual host; other nodes belong to root and a group.
    let mode = if source == Path::new("/dev/net/tun") {
        Mode(0o666)
    } else {
        Mode(0o660)
    };
    let name = target
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    NodeDevice {
        name,
        source,
        number: None,
        target,
        mode,
        uid: InsideId(0),
        gid: InsideId(0),
        access,
        presence: Presence::Required,
    }
}

fn same_arch(wanted: &str, host: &str) -> bool {
    let plain = |word: &str| match word {
        "x86_64" => "amd64".to_owned(),
        "aarch64" => "arm64".to_owned(),
        "x86" | "i686" | "linux32" => "i386".to_owned(),
        "linux64" => host.to_owned(),
        other => other.to_owned(),
    };
    // A 64 bit x86 runs 32 bit programs; the personality says so.
    plain(wanted) == host || (plain(wanted) == "i386" && host == "amd64")
}

fn has_cpus(list: &str, cpus: &[u32]) -> bool {
    list.split(',').all(|part| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        match (first.trim().parse::<u32>(), last.trim().parse::<u32>()) {
            (Ok(first), Ok(last)) => last.saturating_sub(first) < 4096 && (first..=last).all(|cpu| cpus.contains(&cpu)),
            _ => false,
        }
    })
}

#[cfg(test)]
#[path = "substitute_tests.rs"]
mod tests;
