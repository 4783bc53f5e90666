//! `mounts`: the kernel's own file systems at their usual places, and everything else as mount entries.

use std::path::{Path, PathBuf};

use transom_model::{
    AutoMounts, CgroupMount, Container, Create, Effect, Given, Mount, MountOption, Origin, ProcMount, Severity, SysMount,
};

use super::print::{Json, Pairs, list};
use super::value::Here;
use super::{Reader, linux};
use crate::tree::Node;
use crate::{Problem, Setting};

type Read = Result<Effect, Problem>;

const WHY_DEV: &str = "Transom: a /dev of its own, where OCI runtimes make the nodes in the root file system";

/// Words that turn a flag on or off, as mount(8) and the specification have them.
const FLAGS: &[(&str, MountOption)] = &[
    ("bind", MountOption::Bind { recursive: false }),
    ("rbind", MountOption::Bind { recursive: true }),
    ("ro", MountOption::ReadOnly(true)),
    ("rw", MountOption::ReadOnly(false)),
    ("nosuid", MountOption::NoSuid(true)),
    ("suid", MountOption::NoSuid(false)),
    ("nodev", MountOption::NoDev(true)),
    ("dev", MountOption::NoDev(false)),
    ("noexec", MountOption::NoExec(true)),
    ("exec", MountOption::NoExec(false)),
    ("noatime", MountOption::NoAtime(true)),
    ("atime", MountOption::NoAtime(false)),
    ("nodiratime", MountOption::NoDirAtime(true)),
    ("diratime", MountOption::NoDirAtime(false)),
    ("relatime", MountOption::RelAtime(true)),
    ("norelatime", MountOption::RelAtime(false)),
    ("strictatime", MountOption::StrictAtime(true)),
    ("nostrictatime", MountOption::StrictAtime(false)),
    ("nosymfollow", MountOption::NoSymFollow),
    ("private", propagation("private", false)),
    ("rprivate", propagation("private", true)),
    ("slave", propagation("slave", false)),
    ("rslave", propagation("slave", true)),
    ("shared", propagation("shared", false)),
    ("rshared", propagation("shared", true)),
    ("unbindable", propagation("unbindable", false)),
    ("runbindable", propagation("unbindable", true)),
];

const fn propagation(kind: &'static str, recursive: bool) -> MountOption {
    MountOption::Propagation { kind, recursive }
}

/// Flags that the specification has in a recursive form too: `rro`, `rnosuid`.
const RECURSIVE: [&str; 16] = [
    "rro",
    "rrw",
    "rnosuid",
    "rsuid",
    "rnodev",
    "rdev",
    "rnoexec",
    "rexec",
    "rnoatime",
    "ratime",
    "rnodiratime",
    "rdiratime",
    "rrelatime",
    "rnorelatime",
    "rstrictatime",
    "rnostrictatime",
];

/// Words of the specification that a container's mount does nothing with here.
const LATER: [&str; 19] = [
    "sync",
    "async",
    "dirsync",
    "lazytime",
    "nolazytime",
    "mand",
    "nomand",
    "iversion",
    "noiversion",
    "acl",
    "noacl",
    "loud",
    "silent",
    "remount",
    "tmpcopyup",
    "symfollow",
    "rsymfollow",
    "rnosymfollow",
    "defaults",
];

/// What a mount is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Proc,
    Sys,
    Cgroup,
    Dev,
    Pts,
    Other,
}

fn purpose(target: &str, filesystem: &str, is_bind: bool) -> Purpose {
    if is_bind {
        return Purpose::Other;
    }
    match (filesystem, target.trim_end_matches('/')) {
        ("proc", "/proc") => Purpose::Proc,
        ("sysfs", "/sys") => Purpose::Sys,
        ("cgroup" | "cgroup2", "/sys/fs/cgroup") => Purpose::Cgroup,
        ("tmpfs", "/dev") => Purpose::Dev,
        ("devpts", "/dev/pts") => Purpose::Pts,
        _ => Purpose::Other,
    }
}

/// One mount as it stands in the document.
struct Parts {
    target: Given<String>,
    filesystem: String,
    source: Option<Given<String>>,
    options: Vec<Given<String>>,
    is_bind: bool,
}

fn parts(here: &Here) -> Option<Parts> {
    let options = here.texts("options");
    let filesystem = here.text("type").map_or_else(String::new, |kind| kind.value);
    let is_bind = options.iter().any(|option| matches!(option.value.as_str(), "bind" | "rbind"));
    Some(Parts {
        target: here.text("destination")?,
        filesystem,
        source: here.text("source"),
        options,
        is_bind,
    })
}

/// Reads one mount.
pub(super) fn mount(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let here = reader.here();
    let Some(parts) = parts(&here) else { return Ok(Effect::Wrong) };
    check_target(reader, &parts)?;
    let is_read_only = parts.options.iter().rev().find_map(|option| match option.value.as_str() {
        "ro" | "rro" => Some(true),
        "rw" | "rrw" => Some(false),
        _ => None,
    });
    let is_read_only = is_read_only.unwrap_or(false);
    match purpose(&parts.target.value, &parts.filesystem, parts.is_bind) {
        Purpose::Other => other(reader, setting, &parts),
        Purpose::Dev => {
            reader.container.is_dev_fresh = Some(Given::new(true, setting.origin.clone()));
            Ok(Effect::Taken)
        }
        // A container with a /dev of its own has it in any case.
        Purpose::Pts => Ok(Effect::Taken),
        kind => {
            let proc = proc_mount(reader).unwrap_or(ProcMount::ReadWrite);
            let auto = reader
                .container
                .auto_mounts
                .get_or_insert_with(|| Given::new(AutoMounts::default(), setting.origin.clone()));
            match kind {
                Purpose::Proc => auto.value.proc = proc,
                Purpose::Sys => {
                    auto.value.sys = if is_read_only {
                        SysMount::ReadOnly
                    } else {
                        SysMount::ReadWrite
                    }
                }
                _ => {
                    auto.value.cgroup = if is_read_only {
                        CgroupMount::ReadOnly
                    } else {
                        CgroupMount::ReadWrite
                    };
                    auto.value.is_cgroup_forced = true;
                }
            }
            Ok(Effect::Taken)
        }
    }
}

/// Says how /proc is mounted: with its settings protected where the file asks for that.
pub(super) fn proc_mount(reader: &Reader) -> Option<ProcMount> {
    let items = |path: &[&str]| reader.part(path).map(Node::items).unwrap_or_default();
    let text = |node: &Node, name: &str| node.find(name).and_then(super::value::quoted).map(str::to_owned);
    let is_proc =
        |node: &Node| text(node, "type").as_deref() == Some("proc") && text(node, "destination").as_deref() == Some("/proc");
    if !items(&["mounts"]).iter().any(is_proc) {
        return None;
    }
    let is_protected = items(&["linux", "readonlyPaths"])
        .iter()
        .any(|path| super::value::quoted(path) == Some("/proc/sys"));
    Some(if is_protected {
        ProcMount::Mixed
    } else {
        ProcMount::ReadWrite
    })
}

fn check_target(reader: &mut Reader, parts: &Parts) -> Result<(), Problem> {
    let target = &parts.target.value;
    if Path::new(target)
        .components()
        .any(|part| part == std::path::Component::ParentDir)
    {
        return Err(
            Problem::new("bad-target", format!("`{target}` goes up with `..`")).hint("name the place below the container's root")
        );
    }
    if target.trim_matches('/').is_empty() {
        return Err(
            Problem::new("bad-target", "a mount at the root itself would hide it").hint("`root.path` is the root file system")
        );
    }
    if !target.starts_with('/') {
        let problem = Problem::new(
            "relative-target",
            format!("`{target}` is taken as /{target}: only old versions of the specification let it be relative"),
        );
        reader.warn(problem.hint("begin it with a slash"), &parts.target.origin);
    }
    Ok(())
}

fn other(reader: &mut Reader, setting: &Setting<'_>, parts: &Parts) -> Read {
    let has_source = parts.source.as_ref().is_some_and(|source| !source.value.is_empty());
    if parts.is_bind && !has_source {
        return Err(Problem::new("missing-property", "a bind has no `source`").hint("name the host's path that is shown"));
    }
    if !parts.is_bind && matches!(parts.filesystem.as_str(), "" | "none" | "bind") {
        let message = match parts.filesystem.as_str() {
            "" => "a mount has neither a `type` nor `bind` among its options".to_owned(),
            word => format!("`{word}` is not a file system and the options have no `bind`, so nothing can be mounted"),
        };
        return Err(Problem::new("mount-not-bind", message).hint("add \"bind\" to the options, or name the file system"));
    }
    let source = parts
        .source
        .as_ref()
        .map_or_else(|| parts.filesystem.clone(), |source| source.value.clone());
    if parts.is_bind && !source.starts_with('/') {
        let message = format!("`{source}` is taken relative to the bundle, the folder of the configuration");
        let origin = parts
            .source
            .as_ref()
            .map_or_else(|| setting.origin.clone(), |source| source.origin.clone());
        reader.say(Severity::Note, Problem::new("relative-to-bundle", message), origin);
    }
    let is_idmapped = parts
        .options
        .iter()
        .any(|option| matches!(option.value.as_str(), "idmap" | "ridmap"))
        || has_own_map(&reader.here());
    let mount = Mount {
        source,
        target: PathBuf::from(parts.target.value.trim_start_matches('/')),
        filesystem: if parts.is_bind {
            "none".to_owned()
        } else {
            parts.filesystem.clone()
        },
        options: parts
            .options
            .iter()
            .filter_map(|option| model_option(&option.value, parts.is_bind))
            .collect(),
        create: if parts.is_bind { Create::LikeSource } else { Create::Dir },
        is_optional: false,
        is_source_inside: false,
        is_idmapped,
    };
    reader.container.mounts.push(Given::new(mount, setting.origin.clone()));
    Ok(Effect::Taken)
}

fn has_own_map(here: &Here) -> bool {
    ["uidMappings", "gidMappings"]
        .iter()
        .any(|name| here.node().find(name).is_some_and(|map| !map.items().is_empty()))
}

fn model_option(word: &str, is_bind: bool) -> Option<MountOption> {
    let plain = if RECURSIVE.contains(&word) { &word[1..] } else { word };
    match FLAGS.iter().find(|(known, _)| *known == plain) {
        Some((_, option)) => Some(option.clone()),
        None if is_bind || LATER.contains(&word) || is_extension(word) => None,
        None => Some(MountOption::Data(word.to_owned())),
    }
}

/// Words that crun has beside the specification's, and id maps, which are no flags.
fn is_extension(word: &str) -> bool {
    ["idmap", "ridmap", "copy-symlink", "src-nofollow", "dest-nofollow"].contains(&word)
        || word.starts_with("idmap=")
        || word.starts_with("ridmap=")
}

/// Says what became of one option.
pub(super) fn option(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    // The mount holds the list of options, which holds this one.
    let Some(parts) = parts(&reader.above(2)) else {
        return Ok(Effect::Taken);
    };
    let word = setting.value;
    if RECURSIVE.contains(&word) {
        let problem = Problem::new(
            "option-not-recursive",
            format!("`{word}` holds for this mount only: Transom does not carry it to the mounts below yet"),
        );
        reader.warn(problem, &setting.value_origin());
        return Ok(Effect::NotYet("sets this flag on the mounts below as well"));
    }
    if matches!(word, "idmap" | "ridmap") {
        return Ok(Effect::Taken);
    }
    if LATER.contains(&word) || is_extension(word) {
        return Ok(Effect::NotYet("changes how this is mounted"));
    }
    let is_flag = FLAGS.iter().any(|(known, _)| *known == word);
    if parts.is_bind && !is_flag {
        let problem = Problem::new(
            "mount-option-ignored",
            format!("`{word}` means nothing for a bind: a bind shows the source as it is"),
        );
        reader.warn(problem.hint("take it out"), &setting.value_origin());
        return Ok(Effect::NoEffect("a bind shows the source as it is".to_owned()));
    }
    if purpose(&parts.target.value, &parts.filesystem, parts.is_bind) != Purpose::Other && word != "ro" {
        return Ok(Effect::NoEffect(
            "Transom mounts this with flags and sizes of its own".to_owned(),
        ));
    }
    Ok(Effect::Taken)
}

/// Reads one range of a mount's own id map.
pub(super) fn own_map(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let here = reader.here();
    let key = if setting.key.contains(".uidMappings") {
        "uidMappings"
    } else {
        "gidMappings"
    };
    let range = |node: &Node| ["containerID", "hostID", "size"].map(|name| node.find(name).and_then(super::value::number));
    let of_container = reader.part(&["linux", key]).map(Node::items).unwrap_or_default();
    if of_container.iter().any(|other| range(other) == range(here.node())) {
        return Ok(Effect::Taken);
    }
    let problem = Problem::new(
        "mount-map-of-its-own",
        "the mount is shifted by the container's id map, not by this one",
    );
    reader.warn(problem.hint("Transom has one id map a container yet"), &here.node().origin);
    Ok(Effect::NotYet("shifts the owners of this mount by a map of its own"))
}

/// Settles what the whole list decides: whether /dev is a fresh one.
pub(super) fn settle(reader: &mut Reader) {
    let bound = reader
        .container
        .mounts
        .iter()
        .find(|mount| mount.value.target == Path::new("dev"));
    let bound = bound.map(|mount| mount.origin.clone());
    if reader.container.is_dev_fresh.is_none() {
        reader.container.is_dev_fresh = Some(match bound {
            Some(origin) => Given::new(false, origin),
            None => Given::new(true, Origin::Default(WHY_DEV)),
        });
    }
}

pub(super) fn print_mounts(container: &Container) -> Pairs {
    let mut mounts = Vec::new();
    let auto = container
        .auto_mounts
        .as_ref()
        .map_or_else(AutoMounts::default, |auto| auto.value);
    let kernel = |filesystem: &str, target: &str, options: &[&str]| {
        Json::object([
            ("destination", Json::text(target)),
            ("type", Json::text(filesystem)),
            ("source", Json::text(filesystem)),
            (
                "options",
                Json::List(options.iter().map(|option| Json::text(option)).collect()),
            ),
        ])
    };
    if auto.proc != ProcMount::No {
        mounts.push(kernel("proc", "/proc", &["nosuid", "noexec", "nodev"]));
    }
    if container.is_dev_fresh.as_ref().is_none_or(|fresh| fresh.value) {
        mounts.push(kernel("tmpfs", "/dev", &["nosuid", "strictatime", "mode=755", "size=65536k"]));
        mounts.push(kernel(
            "devpts",
            "/dev/pts",
            &["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"],
        ));
    }
    match auto.sys {
        SysMount::No => {}
        SysMount::ReadWrite => mounts.push(kernel("sysfs", "/sys", &["nosuid", "noexec", "nodev", "rw"])),
        SysMount::Mixed | SysMount::ReadOnly => mounts.push(kernel("sysfs", "/sys", &["nosuid", "noexec", "nodev", "ro"])),
    }
    match auto.cgroup {
        CgroupMount::No => {}
        CgroupMount::ReadWrite => mounts.push(kernel(
            "cgroup",
            "/sys/fs/cgroup",
            &["nosuid", "noexec", "nodev", "relatime", "rw"],
        )),
        CgroupMount::ReadOnly => mounts.push(kernel(
            "cgroup",
            "/sys/fs/cgroup",
            &["nosuid", "noexec", "nodev", "relatime", "ro"],
        )),
    }
    mounts.extend(container.mounts.iter().map(|mount| mount_json(&mount.value)));
    list("mounts", mounts)
}

fn mount_json(mount: &Mount) -> Json {
    let word = |option: &MountOption| match option {
        MountOption::Data(data) => data.clone(),
        flag => FLAGS
            .iter()
            .find(|(_, known)| known == flag)
            .map_or_else(String::new, |(word, _)| (*word).to_owned()),
    };
    let mut options: Vec<Json> = mount.options.iter().map(|option| Json::text(&word(option))).collect();
    if mount.is_idmapped {
        options.push(Json::text("idmap"));
    }
    let filesystem = if mount.bind().is_some() { "bind" } else { &mount.filesystem };
    Json::object([
        ("destination", Json::text(&format!("/{}", mount.target.display()))),
        ("type", Json::text(filesystem)),
        ("source", Json::text(&mount.source)),
        ("options", Json::List(options)),
    ])
}

/// Says whether /proc's settings are protected, for printing: `Mixed` is two read-only paths in OCI.
pub(super) fn implied_read_only(container: &Container) -> Vec<&'static str> {
    match container.auto_mounts.as_ref().map(|auto| auto.value.proc) {
        Some(ProcMount::Mixed) => linux::MIXED_READ_ONLY.to_vec(),
        _ => Vec::new(),
    }
}
