//! `mounts`: the kernel's own file systems at their usual places, and everything else as mount entries.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use transom_model::{
    AutoMounts, CgroupMount, Container, Create, Effect, Given, IdKind, InsideId, Mount, MountOption, Origin, ProcMount, Severity,
    SysMount, phrase, words,
};

use super::print::{Json, Pairs, one};
use super::value::Here;
use super::{Reader, kept, versions};
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

/// So many ranges an id map may have (`UID_GID_MAP_MAX_EXTENTS`).
pub(super) const MOST_RANGES: usize = 340;

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

impl Purpose {
    /// Returns the file system and the options that a printed file has for it; `ro` and `rw` are said besides.
    fn usual(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Proc => ("proc", &["nosuid", "noexec", "nodev"]),
            Self::Sys => ("sysfs", &["nosuid", "noexec", "nodev"]),
            Self::Cgroup => ("cgroup", &["nosuid", "noexec", "nodev", "relatime"]),
            Self::Dev => ("tmpfs", &["nosuid", "strictatime", "mode=755", "size=65536k"]),
            Self::Pts => (
                "devpts",
                &["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", TTY_GROUP],
            ),
            Self::Other => ("none", &[]),
        }
    }

    fn target(self) -> &'static str {
        match self {
            Self::Proc => "/proc",
            Self::Sys => "/sys",
            Self::Cgroup => "/sys/fs/cgroup",
            Self::Dev => "/dev",
            Self::Pts => "/dev/pts",
            Self::Other => "/",
        }
    }

    /// Returns the key that parts of it are kept under.
    fn key(self) -> String {
        format!("mounts[{}]", self.usual().0)
    }

    /// Says whether read-only is a part of the model.
    fn has_read_only(self) -> bool {
        matches!(self, Self::Sys | Self::Cgroup)
    }
}

/// The group `tty` of nearly every distribution, which terminals belong to.
const TTY_GROUP: &str = "gid=5";

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
    let kind = purpose(&parts.target.value, &parts.filesystem, parts.is_bind);
    keep_words(reader, kind, &parts);
    match kind {
        Purpose::Other => other(reader, setting, &parts),
        Purpose::Dev => {
            reader.container.is_dev_fresh = Some(Given::new(true, setting.origin.clone()));
            Ok(Effect::Taken)
        }
        // A container with a /dev of its own has it in any case.
        Purpose::Pts => {
            keep_lone_pts(reader, setting);
            Ok(Effect::Taken)
        }
        kind => {
            let auto = reader
                .container
                .auto_mounts
                .get_or_insert_with(|| Given::new(AutoMounts::default(), setting.origin.clone()));
            match kind {
                // What is protected in it is said by paths.
                Purpose::Proc => auto.value.proc = ProcMount::ReadWrite,
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

/// Keeps a devpts without a /dev around it, which nothing in the model stands for.
fn keep_lone_pts(reader: &mut Reader, setting: &Setting<'_>) {
    let items = reader.part(&["mounts"]).map(Node::items).unwrap_or_default();
    let text = |node: &Node, name: &str| node.find(name).and_then(super::value::quoted).map(str::to_owned);
    let is_dev = |node: &Node| text(node, "destination").is_some_and(|target| target.trim_end_matches('/') == "/dev");
    if !items.iter().any(is_dev) {
        reader.keep("mounts[]", Purpose::Pts.target().to_owned(), setting.origin.clone());
    }
}

/// Keeps how a file system of the kernel's own is mounted where that differs from what a printed file says.
fn keep_words(reader: &mut Reader, kind: Purpose, parts: &Parts) {
    if kind == Purpose::Other {
        return;
    }
    let (filesystem, usual) = kind.usual();
    for option in &parts.options {
        let word = option.value.as_str();
        let is_modelled = kind.has_read_only() && matches!(word, "ro" | "rw");
        if !usual.contains(&word) && !is_modelled {
            reader.keep(format!("{}.options[]", kind.key()), word.to_owned(), option.origin.clone());
        }
    }
    if parts.filesystem != filesystem {
        reader.keep(
            format!("{}.type", kind.key()),
            parts.filesystem.clone(),
            parts.target.origin.clone(),
        );
    }
    if let Some(source) = parts.source.as_ref().filter(|source| source.value != filesystem) {
        reader.keep(format!("{}.source", kind.key()), source.value.clone(), source.origin.clone());
    }
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
            format!("`{target}` is taken as /{target}: versions before 1.2 of the specification want it absolute"),
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
    let target = PathBuf::from(parts.target.value.trim_matches('/'));
    keep_rest(reader, parts, &key_of(&reader.container, &target));
    let mount = Mount {
        source,
        target,
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

/// Returns the key that parts of the next mount at a place are kept under.
fn key_of(container: &Container, target: &Path) -> String {
    let earlier = container.mounts.iter().filter(|mount| mount.value.target == target).count();
    numbered_key(target, earlier)
}

/// A second mount at the same place is told from the first by a number.
fn numbered_key(target: &Path, earlier: usize) -> String {
    match earlier {
        0 => format!("mounts[/{}]", target.display()),
        earlier => format!("mounts[/{}#{}]", target.display(), earlier + 1),
    }
}

/// Keeps options that the model has no word for, and a map that is not the container's.
fn keep_rest(reader: &mut Reader, parts: &Parts, key: &str) {
    for option in &parts.options {
        let word = option.value.as_str();
        let is_in_model = word == "idmap" || model_option(word, parts.is_bind).is_some() && !RECURSIVE.contains(&word);
        if !is_in_model {
            reader.keep(format!("{key}.options[]"), word.to_owned(), option.origin.clone());
        }
    }
    let here = reader.here();
    let maps = MAPS.map(|name| (name, here.node().find(name).filter(|map| !map.items().is_empty())));
    let mut is_of_container = |(name, map): &(&'static str, Option<&Node>)| match map {
        Some(map) => {
            let own = container_ranges(reader, name);
            map.items().iter().all(|range| own.contains(&numbers(range)))
        }
        None => true,
    };
    if maps.iter().all(&mut is_of_container) {
        return;
    }
    for (name, map) in maps {
        if let Some(map) = map {
            let map_text = versions::ordered(Json::of(map), &format!("mounts[].{name}")).to_string();
            reader.keep(format!("{key}.{name}"), map_text, map.origin.clone());
        }
    }
}

const MAPS: [&str; 2] = ["uidMappings", "gidMappings"];

fn has_own_map(here: &Here) -> bool {
    MAPS.iter()
        .any(|name| here.node().find(name).is_some_and(|map| !map.items().is_empty()))
}

/// The numbers of a range: inside, on the host, how many.
type Numbers = [Option<i128>; 3];

fn numbers(range: &Node) -> Numbers {
    ["containerID", "hostID", "size"].map(|name| range.find(name).and_then(super::value::number))
}

/// Returns the ranges of the container's own map, which every mount with a map is compared with.
fn container_ranges(reader: &mut Reader, key: &'static str) -> Rc<HashSet<Numbers>> {
    if let Some(ranges) = reader.ranges.get(key) {
        return Rc::clone(ranges);
    }
    let items = reader.part(&["linux", key]).map(Node::items).unwrap_or_default();
    let ranges = Rc::new(items.iter().map(numbers).collect());
    reader.ranges.insert(key, Rc::clone(&ranges));
    ranges
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
        return Ok(Effect::NotYet(words!("sets this flag on the mounts below as well")));
    }
    if matches!(word, "idmap" | "ridmap") {
        return Ok(Effect::Taken);
    }
    if LATER.contains(&word) || is_extension(word) {
        return Ok(Effect::NotYet(words!("changes how this is mounted")));
    }
    let is_flag = FLAGS.iter().any(|(known, _)| *known == word);
    if parts.is_bind && !is_flag {
        let problem = Problem::new(
            "mount-option-ignored",
            format!("`{word}` means nothing for a bind: a bind shows the source as it is"),
        );
        reader.warn(problem.hint("take it out"), &setting.value_origin());
        return Ok(Effect::NoEffect(phrase!("a bind shows the source as it is")));
    }
    let kind = purpose(&parts.target.value, &parts.filesystem, parts.is_bind);
    let is_modelled = kind == Purpose::Other || kind.has_read_only() && matches!(word, "ro" | "rw");
    if !is_modelled {
        return Ok(Effect::NoEffect(phrase!(
            "Transom mounts this with flags and sizes of its own"
        )));
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
    if container_ranges(reader, key).contains(&numbers(here.node())) {
        return Ok(Effect::Taken);
    }
    let problem = Problem::new(
        "mount-map-of-its-own",
        "the mount is shifted by the container's id map, not by this one",
    );
    reader.warn(problem.hint("Transom has one id map a container yet"), &here.node().origin);
    Ok(Effect::NotYet(words!("shifts the owners of this mount by a map of its own")))
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
    let auto = container
        .auto_mounts
        .as_ref()
        .map_or_else(AutoMounts::default, |auto| auto.value);
    let mut mounts = Vec::new();
    if auto.proc != ProcMount::No {
        mounts.push(kernel_json(container, Purpose::Proc, None));
    }
    let fresh = container.is_dev_fresh.as_ref();
    if fresh.is_none_or(|fresh| fresh.value && fresh.origin != Origin::Default(WHY_DEV)) {
        mounts.push(kernel_json(container, Purpose::Dev, None));
        mounts.push(kernel_json(container, Purpose::Pts, None));
    } else if kept::all(container, "mounts[]").next().is_some() {
        mounts.push(kernel_json(container, Purpose::Pts, None));
    }
    match auto.sys {
        SysMount::No => {}
        SysMount::ReadWrite => mounts.push(kernel_json(container, Purpose::Sys, None)),
        SysMount::Mixed | SysMount::ReadOnly => mounts.push(kernel_json(container, Purpose::Sys, Some("ro"))),
    }
    match auto.cgroup {
        CgroupMount::No => {}
        CgroupMount::ReadWrite => mounts.push(kernel_json(container, Purpose::Cgroup, None)),
        CgroupMount::ReadOnly => mounts.push(kernel_json(container, Purpose::Cgroup, Some("ro"))),
    }
    for (at, mount) in container.mounts.iter().enumerate() {
        let earlier = container.mounts[..at]
            .iter()
            .filter(|other| other.value.target == mount.value.target);
        let key = numbered_key(&mount.value.target, earlier.count());
        mounts.push(mount_json(container, &mount.value, &key));
    }
    // crun wants the list, even if there is nothing in it.
    one("mounts", Some(Json::List(mounts)))
}

/// One of the kernel's own file systems: with the usual options, or those that were kept of them.
fn kernel_json(container: &Container, kind: Purpose, last: Option<&'static str>) -> Json {
    let (filesystem, usual) = kind.usual();
    let key = kind.key();
    let part = |name: &str| kept::find(container, &format!("{key}.{name}")).unwrap_or(filesystem);
    let kept_words: Vec<&str> = kept::all(container, &format!("{key}.options[]")).collect();
    let is_given = |word: &str| {
        let stem = word.split_once('=').map(|(name, _)| name);
        kept_words
            .iter()
            .any(|kept| kept.split_once('=').map(|(name, _)| name) == stem && stem.is_some())
    };
    let is_fit = |word: &str| word != TTY_GROUP || container.id_map.to_host(IdKind::Group, InsideId(5)).is_some();
    let words = usual.iter().copied().filter(|word| !is_given(word) && is_fit(word));
    let options = words.chain(kept_words.iter().copied()).chain(last).map(Json::text).collect();
    Json::object([
        ("destination", Json::text(kind.target())),
        ("type", Json::text(part("type"))),
        ("source", Json::text(part("source"))),
        ("options", Json::List(options)),
    ])
}

fn mount_json(container: &Container, mount: &Mount, key: &str) -> Json {
    let mut words: Vec<String> = mount.options.iter().map(word_of).collect();
    for kept in kept::all(container, &format!("{key}.options[]")) {
        // A recursive word is more than the plain one that the model has of it.
        let plain = RECURSIVE.contains(&kept).then(|| &kept[1..]);
        match plain.and_then(|plain| words.iter_mut().find(|word| *word == plain)) {
            Some(word) => kept.clone_into(word),
            None => words.push(kept.to_owned()),
        }
    }
    let maps = MAPS.map(|name| (name, kept::find(container, &format!("{key}.{name}")).map(Json::read)));
    let has_map = maps.iter().any(|(_, map)| map.is_some());
    if mount.is_idmapped && !has_map && !words.iter().any(|word| word == "ridmap") {
        words.push("idmap".to_owned());
    }
    let filesystem = if mount.bind().is_some() { "bind" } else { &mount.filesystem };
    let fixed = [
        ("destination", Json::Text(format!("/{}", mount.target.display()))),
        ("type", Json::text(filesystem)),
        ("source", Json::text(&mount.source)),
        ("options", Json::List(words.iter().map(|word| Json::text(word)).collect())),
    ];
    let maps = maps.into_iter().filter_map(|(name, map)| map.map(|map| (name, map)));
    Json::object(fixed.into_iter().chain(maps))
}

fn word_of(option: &MountOption) -> String {
    match option {
        MountOption::Data(data) => data.clone(),
        flag => FLAGS
            .iter()
            .find(|(_, known)| known == flag)
            .map_or_else(String::new, |(word, _)| (*word).to_owned()),
    }
}
