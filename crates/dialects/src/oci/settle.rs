//! What only the whole document decides: namespaces that are not listed, capabilities that are not given, other systems.

use transom_model::{Capabilities, CgroupFile, Given, Namespace, Network, Severity};

use super::linux::NAMESPACES;
use super::{Reader, keys, process};
use crate::Problem;

/// Kernel settings of the IPC namespace beside `fs.mqueue.`, as runc and crun know them.
const OF_IPC: [&str; 8] = [
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.sem",
    "kernel.shmall",
    "kernel.shmmax",
    "kernel.shmmni",
    "kernel.shm_rmid_forced",
];

/// Returns the namespace that a kernel setting belongs to.
fn namespace_of(sysctl: &str) -> Option<Namespace> {
    match sysctl {
        _ if sysctl == process::DOMAIN_NAME => Some(Namespace::Uts),
        _ if OF_IPC.contains(&sysctl) || sysctl.starts_with("fs.mqueue.") => Some(Namespace::Ipc),
        _ if sysctl.starts_with("net.") => Some(Namespace::Net),
        _ if sysctl.starts_with("user.") => Some(Namespace::User),
        _ => None,
    }
}

impl Reader {
    /// Settles what the parts leave open.
    pub(super) fn settle(&mut self) {
        self.refuse_other_systems();
        self.settle_namespaces();
        self.settle_capabilities();
        self.check_sysctls();
        self.remark_on_mounts();
    }

    fn refuse_other_systems(&mut self) {
        let other = ["windows", "solaris", "zos", "freebsd"]
            .into_iter()
            .find_map(|name| self.part(&[name]).map(|node| (name, node.origin.clone())));
        if let (Some((name, origin)), None) = (other, self.part(&["linux"])) {
            let problem = Problem::new(
                "other-system",
                format!("this is a configuration for {name}, and Transom runs Linux containers"),
            );
            self.wrong(problem, &origin);
        }
    }

    /// OCI lists the namespaces a container gets; the others are the starter's.
    fn settle_namespaces(&mut self) {
        const SHARED: &str = "OCI: a namespace that is not listed is shared with the starter";
        let all = [
            Namespace::Mount,
            Namespace::Pid,
            Namespace::Uts,
            Namespace::Ipc,
            Namespace::Net,
            Namespace::Cgroup,
            Namespace::Time,
        ];
        let is_listed = |kind: Namespace| self.namespaces.iter().any(|listed| listed.value == kind);
        let missing = all.into_iter().filter(|kind| !is_listed(*kind));
        let kept: Vec<_> = missing.map(|kind| Given::default_of(kind, SHARED)).collect();
        let has_user = is_listed(Namespace::User);
        let nics = std::mem::take(&mut self.nics);
        self.container.network = if is_listed(Namespace::Net) {
            Network::Own(nics)
        } else {
            Network::Host(Given::default_of((), SHARED))
        };
        self.container.namespaces.kept = kept;
        self.check_user_namespace(has_user);
    }

    fn check_user_namespace(&mut self, is_listed: bool) {
        let joined = self
            .container
            .namespaces
            .joined
            .iter()
            .any(|joined| joined.value.0 == Namespace::User);
        let map = &self.container.id_map;
        match (is_listed, map.users.first().or(map.groups.first())) {
            (false, Some(range)) => {
                let origin = range.origin.clone();
                let problem = Problem::new(
                    "map-without-user-namespace",
                    "ids are mapped, and `linux.namespaces` has no user namespace",
                )
                .hint("add { \"type\": \"user\" } to `linux.namespaces`, or take the mappings out");
                self.wrong(problem, &origin);
            }
            (true, None) if !joined => {
                let listed = self.namespaces.iter().find(|listed| listed.value == Namespace::User);
                let Some(origin) = listed.map(|listed| listed.origin.clone()) else {
                    return;
                };
                let problem = Problem::new(
                    "user-namespace-without-map",
                    "a user namespace without `uidMappings` and `gidMappings` has no user but nobody",
                )
                .hint("add both, such as { \"containerID\": 0, \"hostID\": 100000, \"size\": 65536 }");
                self.wrong(problem, &origin);
            }
            _ => {}
        }
    }

    /// Without a list of capabilities there are none.
    fn settle_capabilities(&mut self) {
        if matches!(&self.container.capabilities, Capabilities::Drop(_)) {
            self.container.capabilities = Capabilities::Keep(Vec::new());
        }
        process::settle_sets(self);
    }

    /// A kernel setting must be of a namespace that the container has of its own; crun and runc refuse any other.
    fn check_sysctls(&mut self) {
        let mut wrong = Vec::new();
        for given in &self.container.sysctls {
            let (name, _) = &given.value;
            let needed = match namespace_of(name) {
                _ if name == "kernel.hostname" => {
                    let message = "`kernel.hostname` is what `hostname` sets, and crun and runc refuse it here";
                    wrong.push((
                        Problem::new("sysctl-hostname", message).hint("set `hostname` instead"),
                        given.origin.clone(),
                    ));
                    continue;
                }
                Some(needed) => needed,
                None => {
                    let message = format!("the kernel has `{name}` once for all containers, and crun and runc refuse to set it");
                    let problem = Problem::new("sysctl-of-host", message).hint("set it on the host, with sysctl(8)");
                    wrong.push((problem, given.origin.clone()));
                    continue;
                }
            };
            if !self.namespaces.iter().any(|listed| listed.value == needed) {
                let word = NAMESPACES
                    .iter()
                    .find(|(_, kind)| *kind == needed)
                    .map_or("", |(word, _)| *word);
                let message = format!("`{name}` would change the host's: `linux.namespaces` has no `{word}` namespace");
                let problem = Problem::new("sysctl-of-host", message).hint(format!("add {{ \"type\": \"{word}\" }}"));
                wrong.push((problem, given.origin.clone()));
            }
        }
        for (problem, origin) in wrong {
            self.wrong(problem, &origin);
        }
    }

    fn remark_on_mounts(&mut self) {
        let is_linux = self.part(&["process"]).is_some() && self.part(&["windows"]).is_none();
        if let (None, true, Some(origin)) = (self.part(&["mounts"]), is_linux, self.container.whole.clone()) {
            let problem = Problem::new(
                "no-mounts",
                "there is no `mounts`, without which crun refuses the file and runc finds no /proc",
            );
            let hint = "write \"mounts\": [{ \"destination\": \"/proc\", \"type\": \"proc\", \"source\": \"proc\" }]";
            self.say(Severity::Note, problem.hint(hint), origin);
        }
    }

    /// What stands in different properties has no order among itself: it gets that of a printed file.
    pub(super) fn settle_order(&mut self) {
        let place = |kind: Namespace| NAMESPACES.iter().position(|(_, known)| *known == kind);
        self.container.namespaces.joined.sort_by_key(|joined| place(joined.value.0));
        let phase = |hook: &str| keys::locate(&format!("hooks.{hook}"));
        self.container.hooks.sort_by_key(|hook| phase(&hook.value.phase));
        self.container
            .sysctls
            .sort_by_key(|setting| setting.value.0 != process::DOMAIN_NAME);
        self.container.kept.sort_by(|one, other| one.value.key.cmp(&other.value.key));
        let file = |file: &CgroupFile| {
            // Files with a line for each device.
            let is_keyed = ["io.max", "rdma.max", "io.bfq.weight"].contains(&file.file.as_str());
            (file.generation, file.file.clone(), is_keyed.then(|| file.value.clone()))
        };
        self.container.limits.files.sort_by_cached_key(|given| file(&given.value));
    }
}
