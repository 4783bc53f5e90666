//! Mount entries of a start: what the host opens, what the container mounts for itself, and what is attached where.
//!
//! A bind and a file system on a block device are opened by the host, detached, before the container sees anything. A file
//! system without a device (tmpfs, proc, …) is mounted inside, so that it belongs to the container's user namespace. A
//! source inside the container (`relative`) is attached without having been opened: it is resolved below the root. Binds
//! of device nodes into /dev are not here but in `devices.rs`.

use std::path::{Component, Path};

use transom_model::{Create, Given, Mount, MountOption, PathFact, PathKind, Phrase, PhraseArg, phrase, words};

use crate::devices::{self, Node, NodeCause};
use crate::draft::{Draft, FIRST_MOUNT_SLOT};
use crate::{KernelMount, OnFailure, Problem, Shift, Slot, Step};

/// How a mount entry gets into the container.
pub(crate) enum Entry<'a> {
    /// Opened by the host, or inside when its source is there.
    Attached(Slot, &'a Given<Mount>),
    /// Mounted inside.
    Kernel(&'a Given<Mount>),
}

/// Opens every entry that the host has to open, and says how each gets in; in the order of the lines.
pub(crate) fn open<'a>(draft: &mut Draft<'a>, nodes: &[Node]) -> Vec<Entry<'a>> {
    let container = draft.container;
    let mut entries = Vec::new();
    for given in &container.mounts {
        let is_node = devices::bound_node(draft, &given.value).is_some();
        if is_node || !has_target(draft, given) {
            continue;
        }
        let slot = Slot(FIRST_MOUNT_SLOT + u32::try_from(entries.len()).unwrap_or(u32::MAX - FIRST_MOUNT_SLOT));
        entries.extend(open_one(draft, given, slot));
    }
    warn_of_covered_nodes(draft, nodes);
    entries
}

fn has_target(draft: &mut Draft<'_>, given: &Given<Mount>) -> bool {
    let target = &given.value.target;
    let is_plain = target
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !is_plain || target.as_os_str().is_empty() {
        let message = phrase!(
            "`{path}` is no path below the container's root",
            path = target.display().to_string()
        );
        let problem = Problem::new("bad-target", message, &given.origin)
            .hint(words!("write it without a leading slash and without `..`: `srv/data`"));
        draft.problem(problem);
        return false;
    }
    true
}

fn open_one<'a>(draft: &mut Draft<'a>, given: &'a Given<Mount>, slot: Slot) -> Option<Entry<'a>> {
    let mount = &given.value;
    let source = Path::new(&mount.source);
    if mount.is_source_inside {
        return Some(Entry::Attached(slot, given));
    }
    if mount.bind().is_none() {
        if matches!(mount.filesystem.as_str(), "" | "none" | "bind") {
            let message = phrase!(
                "`{source}` is mounted with neither a file system nor `bind`",
                source = &mount.source
            );
            let problem = Problem::new("no-filesystem", message, &given.origin)
                .hint(words!("add `bind` to the options, or name the file system"));
            return skip_or_refuse(draft, given, problem);
        }
        if !source.is_absolute() || is_without_device(&mount.filesystem) {
            return Some(Entry::Kernel(given));
        }
    }
    if !source.is_absolute() {
        let message = phrase!(
            "the source `{source}` is not an absolute path of the host",
            source = &mount.source
        );
        let problem = Problem::new("relative-source", message, &given.origin);
        let problem = problem.hint(words!("write the whole path; `relative` takes it from inside the container"));
        return skip_or_refuse(draft, given, problem);
    }
    let fact = match find(draft, mount) {
        Ok(fact) => fact.clone(),
        Err(message) => {
            let hint = words!("create it on the host, or add `optional` to start without it");
            return skip_or_refuse(
                draft,
                given,
                Problem::new("no-such-source", message, &given.origin).hint(hint),
            );
        }
    };
    let shift = shift(draft, given, &fact)?;
    warn_of_host_nodes(draft, given, &fact);
    let step = Step::OpenMount {
        slot,
        mount: with_target_kind(draft, mount),
        shift,
        on_failure: on_failure(mount),
    };
    draft.step(step, &given.origin);
    Some(Entry::Attached(slot, given))
}

/// File systems of the kernel's own, which need no device and belong to the namespace that mounts them.
fn is_without_device(filesystem: &str) -> bool {
    let known = [
        "tmpfs",
        "ramfs",
        "proc",
        "sysfs",
        "mqueue",
        "devpts",
        "cgroup",
        "cgroup2",
        "overlay",
        "securityfs",
        "debugfs",
        "tracefs",
    ];
    known.contains(&filesystem)
}

fn skip_or_refuse<'a>(draft: &mut Draft<'a>, given: &Given<Mount>, problem: Problem) -> Option<Entry<'a>> {
    if given.value.is_optional {
        draft.remark(
            phrase!("this mount is left out, it is optional: {why}", why = problem.message),
            &given.origin,
        );
    } else {
        draft.problem(problem);
    }
    None
}

fn find<'h>(draft: &Draft<'h>, mount: &Mount) -> Result<&'h PathFact, Phrase> {
    let path = Path::new(&mount.source);
    match draft.host.paths.get(path) {
        None => Err(phrase!("there is no {path} on this host", path = &mount.source)),
        Some(fact) => match &fact.kind {
            PathKind::Missing => Err(phrase!("there is no {path} on this host", path = &mount.source)),
            PathKind::Unreadable(why) => Err(phrase!("{path} cannot be looked at: {why}", path = &mount.source, why)),
            PathKind::Directory | PathKind::File | PathKind::Node(_) | PathKind::Other => Ok(fact),
        },
    }
}

fn shift(draft: &mut Draft<'_>, given: &Given<Mount>, fact: &PathFact) -> Option<Shift> {
    let mount = &given.value;
    if !mount.is_idmapped {
        return Some(Shift::No);
    }
    if !draft.is_unprivileged() {
        draft.remark(
            words!("`idmap` has no effect: a privileged container has the host's ids"),
            &given.origin,
        );
        return Some(Shift::No);
    }
    if fact.can_idmap {
        return Some(Shift::Container);
    }
    let its_own = || PhraseArg::from(words!("its file system"));
    let filesystem = fact.filesystem.as_deref().map_or_else(its_own, PhraseArg::from);
    let message = phrase!(
        "{path} cannot be mounted with shifted owners: {filesystem} does not support it",
        path = &mount.source,
        filesystem
    );
    let problem =
        Problem::new("no-idmap", message, &given.origin).hint(words!("remove `idmap`, and give the files to the container's ids"));
    skip_or_refuse(draft, given, problem);
    None
}

/// A bind of the host's nodes works as a mount, but hardly ever as a device.
fn warn_of_host_nodes(draft: &mut Draft<'_>, given: &Given<Mount>, fact: &PathFact) {
    if !draft.is_unprivileged() || given.value.bind().is_none() {
        return;
    }
    let source = &given.value.source;
    let is_of_host = match &fact.kind {
        PathKind::Node(node) => node.mode.0 & 0o006 != 0o006,
        PathKind::Directory => Path::new(source).starts_with("/dev"),
        _ => false,
    };
    if is_of_host {
        let text = phrase!(
            "nodes in {source} keep the host's owners, so the container's users may be refused: name each node with a line of its own",
            source
        );
        draft.remark(text, &given.origin);
    }
}

/// A directory mounted over a node's place hides it.
fn warn_of_covered_nodes(draft: &mut Draft<'_>, nodes: &[Node]) {
    let container = draft.container;
    for node in nodes.iter().filter(|node| node.cause != NodeCause::Base) {
        let path = Path::new("dev").join(&node.path);
        let covers = |mount: &&Given<Mount>| {
            let target = &mount.value.target;
            target != &path && path.starts_with(target) && Path::new("/").join(target) != Path::new("/")
        };
        if let Some(mount) = container.mounts.iter().find(covers) {
            let text = phrase!(
                "/{path} is hidden by the mount at /{target}",
                path = path.display().to_string(),
                target = mount.value.target.display().to_string()
            );
            draft.remark(text, &mount.origin);
        }
    }
}

fn on_failure(mount: &Mount) -> OnFailure {
    if mount.is_optional { OnFailure::Skip } else { OnFailure::Fail }
}

/// Attaches or mounts every entry, in the order of the lines.
pub(crate) fn attach(draft: &mut Draft<'_>, entries: &[Entry<'_>]) {
    for entry in entries {
        let (step, given) = match entry {
            Entry::Attached(slot, given) => {
                let step = Step::AttachMount {
                    slot: *slot,
                    mount: with_target_kind(draft, &given.value),
                    on_failure: on_failure(&given.value),
                };
                (step, given)
            }
            Entry::Kernel(given) => {
                let step = Step::MountKernel {
                    mount: kernel_mount(&given.value),
                    on_failure: on_failure(&given.value),
                };
                (step, given)
            }
        };
        draft.step(step, &given.origin);
    }
}

/// Says what to make where a bind goes, once the host shows what its source is.
fn with_target_kind(draft: &Draft<'_>, mount: &Mount) -> Mount {
    let create = match mount.create {
        Create::LikeSource => match find(draft, mount).map(|fact| &fact.kind) {
            Ok(PathKind::Directory) | Err(_) => Create::Dir,
            Ok(_) => Create::File,
        },
        known => known,
    };
    Mount { create, ..mount.clone() }
}

fn kernel_mount(mount: &Mount) -> KernelMount {
    let mut flags: Vec<&'static str> = Vec::new();
    let mut data = Vec::new();
    for option in &mount.options {
        match option {
            MountOption::Data(word) => data.push(match word.split_once('=') {
                Some((key, value)) => (key.to_owned(), Some(value.to_owned())),
                None => (word.clone(), None),
            }),
            other => {
                if let Some((word, is_on)) = flag(other) {
                    flags.retain(|earlier| *earlier != word);
                    flags.extend(is_on.then_some(word));
                }
            }
        }
    }
    KernelMount {
        filesystem: mount.filesystem.clone(),
        source: mount.source.clone(),
        target: mount.target.clone(),
        flags: flags.into_iter().map(str::to_owned).collect(),
        data,
        create: mount.create,
    }
}

/// Returns a flag's word and whether the option sets it; a later option takes an earlier one back.
fn flag(option: &MountOption) -> Option<(&'static str, bool)> {
    match option {
        MountOption::ReadOnly(is_on) => Some(("ro", *is_on)),
        MountOption::NoSuid(is_on) => Some(("nosuid", *is_on)),
        MountOption::NoDev(is_on) => Some(("nodev", *is_on)),
        MountOption::NoExec(is_on) => Some(("noexec", *is_on)),
        MountOption::NoAtime(is_on) => Some(("noatime", *is_on)),
        MountOption::NoDirAtime(is_on) => Some(("nodiratime", *is_on)),
        MountOption::RelAtime(is_on) => Some(("relatime", *is_on)),
        MountOption::StrictAtime(is_on) => Some(("strictatime", *is_on)),
        MountOption::NoSymFollow => Some(("nosymfollow", true)),
        // Between namespaces nothing of a fresh file system is shared yet.
        MountOption::Bind { .. } | MountOption::Propagation { .. } | MountOption::Data(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StartOptions;
    use crate::tests::{container, given, hybrid, line, mount, planned, problems, start_with};

    fn with(entries: &[&str]) -> transom_model::Container {
        let mut container = container();
        container.mounts = (1..).zip(entries).map(|(at, entry)| given(mount(entry), at)).collect();
        container
    }

    #[test]
    fn slots_join_what_is_opened_with_what_is_attached() {
        let steps = planned(
            &with(&[
                "/srv/root data none bind,create=dir",
                "/etc/passwd etc/p none bind,create=file",
            ]),
            &hybrid(),
        );
        let slots = |pick: fn(&Step) -> Option<(Slot, String)>| steps.iter().filter_map(pick).collect::<Vec<_>>();
        let opened = slots(|step| match step {
            Step::OpenMount { slot, mount, .. } => Some((*slot, mount.source.clone())),
            _ => None,
        });
        let attached = slots(|step| match step {
            Step::AttachMount { slot, mount, .. } => Some((*slot, mount.source.clone())),
            _ => None,
        });
        assert_eq!(opened, attached);
        assert_eq!(
            opened,
            [(Slot(2), "/srv/root".to_owned()), (Slot(3), "/etc/passwd".to_owned())]
        );
    }

    #[test]
    fn kernel_file_systems_are_mounted_inside_with_their_options() {
        let steps = planned(&with(&["shm dev/shm tmpfs ro,nosuid,rw,size=8m,huge,create=dir"]), &hybrid());
        let shm = steps.iter().find_map(|step| match step {
            Step::MountKernel { mount, .. } if mount.source == "shm" => Some(mount.clone()),
            _ => None,
        });
        let shm = shm.unwrap();
        assert_eq!(shm.flags, ["nosuid"]);
        assert_eq!(
            shm.data,
            [("size".to_owned(), Some("8m".to_owned())), ("huge".to_owned(), None)]
        );
        assert!(!steps.iter().any(|step| matches!(step, Step::OpenMount { .. })));
    }

    #[test]
    fn a_missing_source_refuses_the_start_unless_it_is_optional() {
        let found = problems(
            &with(&["/srv/none data none bind", "data etc none bind", "/srv/root ../x none bind"]),
            &hybrid(),
        );
        let codes: Vec<&str> = found.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["no-such-source", "relative-source", "bad-target"]);
        let plan = start_with(
            &with(&["/srv/none data none bind,optional"]),
            &hybrid(),
            &StartOptions::default(),
        )
        .unwrap();
        assert!(
            plan.remarks
                .iter()
                .any(|remark| remark.cause == line(1) && remark.text.to_string().contains("left out"))
        );
        assert!(
            !plan
                .steps
                .iter()
                .any(|planned| matches!(planned.step, Step::AttachMount { .. }))
        );
    }

    #[test]
    fn a_source_inside_is_attached_without_being_opened_by_the_host() {
        let mut container = container();
        let mut inside = mount("/opt/data srv none bind");
        inside.is_source_inside = true;
        container.mounts.push(given(inside, 1));
        let steps = planned(&container, &hybrid());
        assert!(steps.iter().any(|step| matches!(step, Step::AttachMount { .. })));
        assert!(!steps.iter().any(|step| matches!(step, Step::OpenMount { .. })));
    }

    #[test]
    fn shifted_owners_need_a_file_system_that_can() {
        let shifted = |source: &str| {
            let mut container = container();
            let mut entry = mount(&format!("{source} x none bind"));
            entry.is_idmapped = true;
            container.mounts.push(given(entry, 1));
            container
        };
        let steps = planned(&shifted("/srv/root"), &hybrid());
        assert!(steps.iter().any(|step| matches!(
            step,
            Step::OpenMount {
                shift: Shift::Container,
                ..
            }
        )));
        assert_eq!(problems(&shifted("/dev/dri"), &hybrid())[0].code, "no-idmap");
    }

    #[test]
    fn a_folder_of_nodes_is_remarked_on() {
        let plan = start_with(
            &with(&["/dev/dri dev/dri none bind,create=dir"]),
            &hybrid(),
            &StartOptions::default(),
        )
        .unwrap();
        assert!(
            plan.remarks
                .iter()
                .any(|remark| remark.text.to_string().contains("keep the host's owners"))
        );
    }
}
