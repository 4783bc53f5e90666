//! Facts of namespaces, ids, mounts, paths and volumes.

use std::borrow::Cow;

use super::{Facts, Parts, Topic};
use crate::{
    AutoMounts, CgroupMount, Container, Create, Given, IdRange, Mount, MountOption, Namespace, Origin, ProcMount, SysMount,
};

static NO_MAP: Origin = Origin::Default("no line maps ids, so every id is the host's own");

pub(super) fn collect<'c>(facts: &mut Facts<'c>, container: &'c Container) {
    let map = &container.id_map;
    if map.is_privileged() {
        facts.one(Topic::Ids, "", "the host's own (privileged)", &NO_MAP);
    }
    ranges(facts, "user", &map.users);
    ranges(facts, "group", &map.groups);
    for kept in &container.namespaces.kept {
        facts.one(Topic::Namespace, space(kept.value), "the host's", &kept.origin);
    }
    for joined in &container.namespaces.joined {
        facts.one(
            Topic::Namespace,
            space(joined.value.0),
            joined.value.1.to_string_lossy(),
            &joined.origin,
        );
    }
    if let Some(auto) = &container.auto_mounts {
        kernel_mounts(facts, auto);
    }
    facts.maybe(Topic::KernelMount, "/dev", &container.is_dev_fresh, |is_fresh| {
        if *is_fresh { "fresh" } else { "as the root has it" }.into()
    });
    for given in container.mounts.iter().filter(|given| !given.value.is_node_bind()) {
        facts.push(Topic::Mount, inside(&given.value), parts(&given.value), &given.origin);
    }
    for path in &container.masked_paths {
        facts.one(Topic::Path, path.value.to_string_lossy(), "hidden", &path.origin);
    }
    for path in &container.read_only_paths {
        facts.one(Topic::Path, path.value.to_string_lossy(), "read-only", &path.origin);
    }
    for volume in &container.volumes {
        let mut said: Parts<'c> = vec![("source", volume.value.source.as_str().into())];
        said.extend(volume.value.is_read_only.then(|| ("read-only", "yes".into())));
        facts.push(Topic::Volume, volume.value.target.to_string_lossy(), said, &volume.origin);
    }
}

fn inside(mount: &Mount) -> Cow<'_, str> {
    format!("/{}", mount.target.display()).into()
}

fn ranges<'c>(facts: &mut Facts<'c>, kind: &'static str, ranges: &'c [Given<IdRange>]) {
    for range in ranges {
        let IdRange { inside, host, len } = range.value;
        let parts = vec![("on the host", host.0.to_string().into()), ("count", len.to_string().into())];
        facts.push(Topic::Ids, format!("{kind} {}", inside.0), parts, &range.origin);
    }
}

fn space(namespace: Namespace) -> &'static str {
    match namespace {
        Namespace::User => "user",
        Namespace::Mount => "mount",
        Namespace::Pid => "pid",
        Namespace::Uts => "uts",
        Namespace::Ipc => "ipc",
        Namespace::Net => "net",
        Namespace::Cgroup => "cgroup",
        Namespace::Time => "time",
    }
}

fn kernel_mounts<'c>(facts: &mut Facts<'c>, given: &'c Given<AutoMounts>) {
    let AutoMounts {
        proc,
        sys,
        cgroup,
        is_cgroup_forced,
    } = given.value;
    let proc = match proc {
        ProcMount::No => "no",
        ProcMount::Mixed => "partly read-only",
        ProcMount::ReadWrite => "writable",
    };
    let sys = match sys {
        SysMount::No => "no",
        SysMount::Mixed => "partly read-only",
        SysMount::ReadOnly => "read-only",
        SysMount::ReadWrite => "writable",
    };
    let cgroup = match (cgroup, is_cgroup_forced) {
        (CgroupMount::No, _) => "no",
        (CgroupMount::ReadWrite, false) => "writable",
        (CgroupMount::ReadWrite, true) => "writable, forced",
        (CgroupMount::ReadOnly, false) => "read-only",
        (CgroupMount::ReadOnly, true) => "read-only, forced",
    };
    for (path, how) in [("/proc", proc), ("/sys", sys), ("/sys/fs/cgroup", cgroup)] {
        facts.one(Topic::KernelMount, path, how, &given.origin);
    }
}

/// What is said of a mount. The order is fixed, so that two mounts can be compared part by part.
fn parts(mount: &Mount) -> Parts<'_> {
    let mut said: Parts<'_> = vec![("source", mount.source.as_str().into())];
    let filesystem: Cow<'_, str> = match mount.bind() {
        Some(crate::Bind::Single) => "bind".into(),
        Some(crate::Bind::Recursive) => "rbind".into(),
        None => mount.filesystem.as_str().into(),
    };
    said.push(("type", filesystem));
    let mut flags: Vec<&str> = mount.options.iter().filter_map(flag).collect();
    flags.sort_unstable();
    flags.dedup();
    said.extend(flags.into_iter().map(|flag| ("option", flag.into())));
    said.extend(mount.options.iter().filter_map(|option| match option {
        MountOption::Data(data) => Some(("data", data.as_str().into())),
        _ => None,
    }));
    said.extend(match mount.create {
        Create::No => None,
        Create::File => Some(("create", "file".into())),
        Create::Dir => Some(("create", "folder".into())),
        Create::LikeSource => Some(("create", "what the source is".into())),
    });
    let marks = [
        ("optional", mount.is_optional),
        ("source inside", mount.is_source_inside),
        ("id-mapped", mount.is_idmapped),
    ];
    said.extend(
        marks
            .into_iter()
            .filter(|(_, is_on)| *is_on)
            .map(|(mark, _)| (mark, "yes".into())),
    );
    said
}

/// The word of an option; what only says the default (`rw`, `suid`) has none.
fn flag(option: &MountOption) -> Option<&'static str> {
    let on = |is_on: bool, word: &'static str| is_on.then_some(word);
    match option {
        MountOption::Bind { .. } | MountOption::Data(_) => None,
        MountOption::ReadOnly(is_on) => on(*is_on, "ro"),
        MountOption::NoSuid(is_on) => on(*is_on, "nosuid"),
        MountOption::NoDev(is_on) => on(*is_on, "nodev"),
        MountOption::NoExec(is_on) => on(*is_on, "noexec"),
        MountOption::NoAtime(is_on) => on(*is_on, "noatime"),
        MountOption::NoDirAtime(is_on) => on(*is_on, "nodiratime"),
        MountOption::RelAtime(is_on) => Some(if *is_on { "relatime" } else { "norelatime" }),
        MountOption::StrictAtime(is_on) => Some(if *is_on { "strictatime" } else { "nostrictatime" }),
        MountOption::NoSymFollow => Some("nosymfollow"),
        MountOption::Propagation { kind, recursive } => Some(match (*kind, *recursive) {
            ("private", false) => "private",
            ("private", true) => "rprivate",
            ("slave", false) => "slave",
            ("slave", true) => "rslave",
            ("shared", false) => "shared",
            ("shared", true) => "rshared",
            ("unbindable", false) => "unbindable",
            (_, _) => "runbindable",
        }),
    }
}
