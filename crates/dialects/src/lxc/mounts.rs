//! Mounts: `lxc.mount.entry` and files of such lines, `lxc.mount.auto`, and the root file system.
//!
//! A line is read like fstab(5). A target that begins with `/` can be judged only when the root's path is known, so
//! [`settle`] does it; [`settle_root`] joins the root with its options.

use std::ops::Range;
use std::path::{Path, PathBuf};

use transom_model::{
    Account, AutoMounts, CgroupMount, Container, Create, Effect, Given, Mount, MountOption, Origin, ProcMount, Root, RootSource,
    Severity, SysMount, phrase,
};

use super::lines::{MOST_LINES, fstab_lines};
use super::print::Pairs;
use super::{Reader, kept, numbers, versions};
use crate::{Problem, Setting, Wanted};

type Read = Result<Effect, Problem>;

/// More than any mount has: overlays with hundreds of layers come to a few thousand bytes.
const MOST_OPTIONS: usize = 1 << 16;

/// Parts of the root and of mounts that wait for the last line.
#[derive(Debug, Default)]
pub(super) struct RootDraft {
    options: Option<Given<String>>,
    backend: Option<Given<String>>,
    fstab: Option<Given<PathBuf>>,
}

/// Reads one mount entry; an empty value clears the list.
pub(super) fn entry(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if setting.value.is_empty() {
        let gone = std::mem::take(&mut reader.container.mounts);
        reader.cleared(setting, gone);
        return Ok(Effect::Taken);
    }
    let mount = mount_of(reader, setting)?;
    reader.container.mounts.push(setting.given(mount));
    Ok(Effect::Taken)
}

fn mount_of(reader: &mut Reader, setting: &Setting<'_>) -> Result<Mount, Problem> {
    let fields = numbers::words(setting.value);
    let [source, target, filesystem, options, rest @ ..] = &fields[..] else {
        return Err(Problem::new(
            "bad-mount-entry",
            format!("a mount entry has at least four fields, this one has {}", fields.len()),
        )
        .hint("write `SOURCE TARGET TYPE OPTIONS`, such as `/dev/kvm dev/kvm none bind,create=file`; a blank in a path is \\040"));
    };
    remark_on_rest(reader, setting, rest);
    if options.1.len() > MOST_OPTIONS {
        let message = format!("mount options of more than {MOST_OPTIONS} bytes");
        return Err(Problem::new("bad-mount-entry", message).hint("the kernel takes 4096 at the most in one string (mount(2))"));
    }
    let mut mount = Mount {
        source: unescaped(source.1),
        target: plain_target(&unescaped(target.1)),
        filesystem: unescaped(filesystem.1),
        options: Vec::new(),
        create: Create::No,
        is_optional: false,
        is_source_inside: false,
        is_idmapped: false,
    };
    let words = numbers::split(options.1, |letter| letter == ',');
    let is_bind = words.iter().any(|(_, word)| matches!(*word, "bind" | "rbind"));
    for (part, word) in words {
        let part = part.start + options.0.start..part.end + options.0.start;
        option(
            reader,
            &mut mount,
            &OptionWord {
                setting,
                word,
                part,
                is_bind,
            },
        )?;
    }
    if !is_bind && matches!(mount.filesystem.as_str(), "none" | "bind") {
        let message = format!(
            "`{}` is not a file system and the options have no `bind`, so nothing can be mounted",
            mount.filesystem
        );
        reader.warn(
            "mount-not-bind",
            message,
            setting.part_origin(filesystem.0.clone()),
            "add `bind` to the options",
        );
    }
    Ok(mount)
}

/// A point stands for the root itself.
fn plain_target(target: &str) -> PathBuf {
    match target {
        "." | "./" => PathBuf::new(),
        other => PathBuf::from(other),
    }
}

fn remark_on_rest(reader: &mut Reader, setting: &Setting<'_>, rest: &[(Range<usize>, &str)]) {
    for (at, (part, word)) in rest.iter().enumerate() {
        if at > 1 || !word.bytes().all(|digit| digit.is_ascii_digit()) {
            let message =
                format!("`{word}` behind the options means nothing; fstab(5) has two numbers there, which a mount ignores too");
            reader.warn(
                "mount-rest",
                message,
                setting.part_origin(part.clone()),
                "take it out, or write `0 0`",
            );
            return;
        }
    }
}

/// Undoes the escapes that getmntent(3) knows.
pub(super) fn unescaped(field: &str) -> String {
    if !field.contains('\\') {
        return field.to_owned();
    }
    let mut text = field.to_owned();
    for (escape, letter) in [
        ("\\040", " "),
        ("\\011", "\t"),
        ("\\012", "\n"),
        ("\\\\", "\\"),
        ("\\134", "\\"),
    ] {
        text = text.replace(escape, letter);
    }
    text
}

fn escaped(field: &str) -> String {
    field
        .replace('\\', "\\134")
        .replace(' ', "\\040")
        .replace('\t', "\\011")
        .replace('\n', "\\012")
}

/// One word of the options and what is needed to judge it.
struct OptionWord<'a, 't> {
    setting: &'a Setting<'t>,
    word: &'a str,
    part: Range<usize>,
    is_bind: bool,
}

fn option(reader: &mut Reader, mount: &mut Mount, option: &OptionWord<'_, '_>) -> Result<(), Problem> {
    match option.word {
        "defaults" => {}
        "optional" => mount.is_optional = true,
        "relative" => mount.is_source_inside = true,
        "create=dir" => mount.create = Create::Dir,
        "create=file" => mount.create = Create::File,
        word if word.starts_with("idmap=") && versions::is_before(reader.version, "5.0") => {
            let message = format!("LXC {} has no `idmap=` yet: it came with LXC 5.0", reader.version);
            return Err(Problem::new("bad-mount-option", message)
                .at(option.part.clone())
                .hint("take it out; owners are shown as they are on the host"));
        }
        "idmap=container" => mount.is_idmapped = true,
        word if word.starts_with("create=") => {
            return Err(
                Problem::new("bad-mount-option", format!("`{word}` is neither create=file nor create=dir")).at(option.part.clone()),
            );
        }
        word if word.starts_with("idmap=") => {
            return Err(Problem::new("bad-mount-option", "only `idmap=container` is taken here")
                .at(option.part.clone())
                .hint("LXC takes the path of a user namespace too; Transom does not yet"));
        }
        "sync" | "async" | "dirsync" | "lazytime" | "mand" | "remount" | "move" => {
            let message = format!("`{}` has no effect on a container's mount", option.word);
            reader.warn(
                "mount-option-ignored",
                message,
                option.setting.part_origin(option.part.clone()),
                "take it out",
            );
        }
        word => match flag(word) {
            Some(flag) => mount.options.push(flag),
            None => data(reader, mount, option),
        },
    }
    Ok(())
}

fn data(reader: &mut Reader, mount: &mut Mount, option: &OptionWord<'_, '_>) {
    let origin = option.setting.part_origin(option.part.clone());
    if option.is_bind {
        let message = format!("`{}` means nothing for a bind: a bind shows the source as it is", option.word);
        reader.warn(
            "mount-option-ignored",
            message,
            origin,
            "take it out; to change the owner of a device, give the container a node of its own",
        );
        return;
    }
    if ["optional", "relative", "create=dir", "create=file"]
        .iter()
        .any(|word| option.word.contains(word))
    {
        let message = "LXC finds its own option words anywhere in the options, also inside this one, and cuts them out; Transom takes it whole";
        reader.say(Severity::Note, "option-inside-option", message, origin);
    }
    mount.options.push(MountOption::Data(option.word.to_owned()));
}

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
    (
        "private",
        MountOption::Propagation {
            kind: "private",
            recursive: false,
        },
    ),
    (
        "rprivate",
        MountOption::Propagation {
            kind: "private",
            recursive: true,
        },
    ),
    (
        "slave",
        MountOption::Propagation {
            kind: "slave",
            recursive: false,
        },
    ),
    (
        "rslave",
        MountOption::Propagation {
            kind: "slave",
            recursive: true,
        },
    ),
    (
        "shared",
        MountOption::Propagation {
            kind: "shared",
            recursive: false,
        },
    ),
    (
        "rshared",
        MountOption::Propagation {
            kind: "shared",
            recursive: true,
        },
    ),
    (
        "unbindable",
        MountOption::Propagation {
            kind: "unbindable",
            recursive: false,
        },
    ),
    (
        "runbindable",
        MountOption::Propagation {
            kind: "unbindable",
            recursive: true,
        },
    ),
];

fn flag(word: &str) -> Option<MountOption> {
    FLAGS
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, option)| option.clone())
}

/// Prints the mount entries.
pub(super) fn print_entries(container: &Container) -> Pairs {
    super::print::each("lxc.mount.entry", &container.mounts, print_mount)
}

fn print_mount(mount: &Mount) -> String {
    let word = |option: &MountOption| match option {
        MountOption::Data(data) => data.clone(),
        flag => FLAGS
            .iter()
            .find(|(_, known)| known == flag)
            .map_or_else(String::new, |(word, _)| (*word).to_owned()),
    };
    let mut options: Vec<String> = mount.options.iter().map(word).collect();
    // LXC has to be told what to make; what stands in /dev is mostly a node.
    let is_file = mount.create == Create::LikeSource && mount.source.starts_with("/dev/");
    let own = [
        (mount.create == Create::File || is_file, "create=file"),
        (
            mount.create == Create::Dir || (mount.create == Create::LikeSource && !is_file),
            "create=dir",
        ),
        (mount.is_optional, "optional"),
        (mount.is_source_inside, "relative"),
        (mount.is_idmapped, "idmap=container"),
    ];
    options.extend(own.iter().filter(|(is_on, _)| *is_on).map(|(_, word)| (*word).to_owned()));
    let options = if options.is_empty() {
        "defaults".to_owned()
    } else {
        options.join(",")
    };
    let target = match mount.target.to_string_lossy() {
        target if target.is_empty() => ".".into(),
        target => target,
    };
    format!(
        "{} {} {} {options} 0 0",
        escaped(&mount.source),
        escaped(&target),
        escaped(&mount.filesystem)
    )
}

/// Reads the path of a file of mount lines; they come before the entries.
pub(super) fn fstab(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if setting.value.is_empty() {
        return Err(
            Problem::new("bad-value", "`lxc.mount.fstab` needs a path").hint("remove the line; LXC refuses the file because of it")
        );
    }
    reader.root.fstab = Some(setting.given(PathBuf::from(setting.value)));
    Ok(Effect::Taken)
}

/// Settles what mounts wait for: lines of the fstab file go first, and targets lose their leading slash or are refused.
pub(super) fn settle(reader: &mut Reader) {
    let entries = std::mem::take(&mut reader.container.mounts);
    if let Some(fstab) = reader.root.fstab.take() {
        read_fstab(reader, &fstab);
    }
    reader.container.mounts.extend(entries);
    let roots = roots(reader);
    for mount in std::mem::take(&mut reader.container.mounts) {
        if let Some(mount) = placed(reader, mount, &roots) {
            reader.container.mounts.push(mount);
        }
    }
}

fn read_fstab(reader: &mut Reader, path: &Given<PathBuf>) {
    let sources = std::rc::Rc::clone(&reader.sources);
    let Some(file) = sources.find(&path.value) else {
        match sources.absent(&path.value) {
            None => reader.want(Wanted::Fstab(path.value.clone())),
            Some(why) => {
                reader.missing_file("missing-fstab", &path.value, why, path.origin.clone());
            }
        }
        return;
    };
    for (at, (setting, is_prose)) in (0..).zip(fstab_lines(file, &sources.file(file).text)) {
        if at == MOST_LINES {
            let message = format!("more than {MOST_LINES} lines: this one and all after it are not read");
            reader.say(Severity::Error, "too-long", message, setting.origin.clone());
            break;
        }
        let effect = if is_prose { Effect::Prose } else { Effect::Taken };
        let account = Account {
            origin: setting.origin.clone(),
            key: String::new(),
            value: setting.value.to_owned(),
            explanation: if is_prose { "" } else { "mount-entry" },
            effect,
        };
        reader.add_account(account);
        if !is_prose && let Err(problem) = entry(reader, &setting) {
            reader.revise(&setting.origin, Effect::Wrong);
            reader.problem(&setting, problem);
        }
    }
}

/// Paths of the host that mean the root inside, when a target begins with one.
fn roots(reader: &Reader) -> Vec<PathBuf> {
    let mut roots = reader.root_prefixes.clone();
    if let Some(Root {
        source: RootSource::Directory(path),
        ..
    }) = reader.container.root.as_ref().map(|root| &root.value)
    {
        roots.push(path.clone());
    }
    roots
}

fn placed(reader: &mut Reader, mut mount: Given<Mount>, roots: &[PathBuf]) -> Option<Given<Mount>> {
    let target = mount.value.target.clone();
    if target.is_relative() {
        return Some(mount);
    }
    if let Some(inside) = roots.iter().find_map(|root| target.strip_prefix(root).ok()) {
        mount.value.target = inside.to_owned();
        return Some(mount);
    }
    let relative = target.strip_prefix("/").unwrap_or(Path::new("")).display().to_string();
    reader.warn(
        "absolute-mount-target",
        format!(
            "LXC ignores this line: its target {} does not begin with the container's root",
            target.display()
        ),
        mount.origin.clone(),
        format!("write the target without the leading slash, `{relative}`, to mount it inside"),
    );
    let why = phrase!(
        "LXC ignores a target with a leading slash; `{relative}` would be meant",
        relative
    );
    reader.revise(&mount.origin, Effect::NoEffect(why));
    None
}

/// Reads the kernel file systems to mount; a token replaces only tokens of its own kind.
pub(super) fn auto(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if setting.value.is_empty() {
        let gone = reader.container.auto_mounts.take();
        reader.cleared(setting, gone);
        return Ok(Effect::Taken);
    }
    let before = reader.container.auto_mounts.as_ref().map(|given| given.value);
    let mut mounts = before.unwrap_or_default();
    let mut shared = None;
    for (part, word) in numbers::words(setting.value) {
        if word.starts_with("shmounts:") {
            let message = "Transom needs no shared folder to mount into a running container, so `shmounts` has no effect";
            reader.say(Severity::Note, "mount-auto-shmounts", message, setting.part_origin(part));
            shared = Some(word.to_owned());
            continue;
        }
        auto_word(&mut mounts, word).ok_or_else(|| unknown_auto(word, part))?;
    }
    if before.is_some() || mounts != AutoMounts::default() {
        reader.container.auto_mounts = Some(setting.given(mounts));
    }
    if shared.is_some() {
        kept::keep_part(reader, setting, shared);
    }
    Ok(Effect::Taken)
}

fn unknown_auto(word: &str, part: Range<usize>) -> Problem {
    Problem::new("bad-mount-auto", format!("`{word}` is not known here"))
        .at(part)
        .hint("proc, sys and cgroup take :mixed or :rw; sys and cgroup also :ro; cgroup also :force at the end")
}

fn auto_word(mounts: &mut AutoMounts, word: &str) -> Option<()> {
    match word {
        "proc" | "proc:mixed" => mounts.proc = ProcMount::Mixed,
        "proc:rw" => mounts.proc = ProcMount::ReadWrite,
        "sys" | "sys:mixed" => mounts.sys = SysMount::Mixed,
        "sys:ro" => mounts.sys = SysMount::ReadOnly,
        "sys:rw" => mounts.sys = SysMount::ReadWrite,
        _ => {
            let (word, is_forced) = word.strip_suffix(":force").map_or((word, false), |word| (word, true));
            mounts.cgroup = cgroup_word(word)?;
            mounts.is_cgroup_forced = is_forced;
        }
    }
    Some(())
}

/// As LXC 7 does it on cgroup v2: `mixed` is `rw`, `full` makes no difference.
fn cgroup_word(word: &str) -> Option<CgroupMount> {
    let (kind, mode) = word.split_once(':').unwrap_or((word, "mixed"));
    match (kind, mode) {
        ("cgroup" | "cgroup-full", "mixed" | "rw") => Some(CgroupMount::ReadWrite),
        ("cgroup2", "mixed") if word == kind => Some(CgroupMount::ReadWrite),
        ("cgroup" | "cgroup-full" | "cgroup2", "ro") => Some(CgroupMount::ReadOnly),
        _ => None,
    }
}

/// Prints the kernel file systems.
pub(super) fn print_auto(container: &Container) -> Pairs {
    let own = super::print::one_as("lxc.mount.auto", container.auto_mounts.as_ref(), |mounts| {
        let proc = match mounts.proc {
            ProcMount::No => None,
            ProcMount::Mixed => Some("proc:mixed"),
            ProcMount::ReadWrite => Some("proc:rw"),
        };
        let sys = match mounts.sys {
            SysMount::No => None,
            SysMount::Mixed => Some("sys:mixed"),
            SysMount::ReadOnly => Some("sys:ro"),
            SysMount::ReadWrite => Some("sys:rw"),
        };
        let cgroup = match (mounts.cgroup, mounts.is_cgroup_forced) {
            (CgroupMount::No, _) => None,
            (CgroupMount::ReadWrite, false) => Some("cgroup:rw"),
            (CgroupMount::ReadWrite, true) => Some("cgroup:rw:force"),
            (CgroupMount::ReadOnly, false) => Some("cgroup:ro"),
            (CgroupMount::ReadOnly, true) => Some("cgroup:ro:force"),
        };
        [proc, sys, cgroup].into_iter().flatten().collect::<Vec<_>>().join(" ")
    });
    let shared = super::print::kept(container, "lxc.mount.auto");
    let words: Vec<&str> = own.iter().map(|(_, words)| words.as_str()).chain(shared).collect();
    match words.join(" ") {
        words if words.is_empty() => Vec::new(),
        words => vec![("lxc.mount.auto".to_owned(), words)],
    }
}

const STORAGE: [&str; 6] = ["zfs", "lvm", "rbd", "btrfs", "loop", "nbd"];

/// Reads the root's path, with LXC's word for the kind of storage in front or without.
pub(super) fn root(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let value = match setting.value {
        "" => None,
        path => Some(Root {
            source: root_source(path)?,
            is_read_only: false,
        }),
    };
    reader.replace(setting, |container| &mut container.root, value)
}

fn root_source(value: &str) -> Result<RootSource, Problem> {
    let Some((kind, path)) = value.split_once(':') else {
        return Ok(RootSource::Directory(PathBuf::from(value)));
    };
    match kind {
        "dir" => Ok(RootSource::Directory(PathBuf::from(path))),
        "overlay" | "overlayfs" => {
            let (lower, upper) = path.rsplit_once(':').ok_or_else(|| {
                Problem::new("bad-root", "an overlay needs a lower and an upper directory").hint("write overlay:LOWER:UPPER")
            })?;
            Ok(RootSource::Overlay {
                lower: lower.split(':').map(PathBuf::from).collect(),
                upper: PathBuf::from(upper),
            })
        }
        kind if STORAGE.contains(&kind) => Ok(RootSource::Image {
            kind: kind.to_owned(),
            path: path.to_owned(),
        }),
        "aufs" => Err(Problem::new("bad-root", "LXC has no aufs any more")
            .at(0..kind.len())
            .hint("write overlay:LOWER:UPPER")),
        kind => Err(Problem::new("bad-root", format!("`{kind}` is not a kind of storage"))
            .at(0..kind.len())
            .hint("a path that contains a colon needs `dir:` in front; other kinds are overlay, btrfs, zfs, lvm, loop, nbd, rbd")),
    }
}

/// Reads options of the root's mount.
pub(super) fn root_options(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.root.options = (!setting.value.is_empty()).then(|| setting.given(setting.value.to_owned()));
    Ok(Effect::Taken)
}

/// Reads the kind of storage that LXC 2 had on a line of its own.
pub(super) fn root_backend(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if versions::is_newest(reader.version) {
        let message = "`lxc.rootfs.backend` is a name of LXC 2; LXC 3 and later refuse the file because of it; Transom reads it";
        let hint = format!(
            "write the kind in front of the path: `lxc.rootfs.path = {}:PATH`",
            setting.value
        );
        reader.warn("old-key", message, setting.key_origin(), hint);
    }
    // It only takes a kind that the path itself may have in front.
    if !matches!(setting.value, "" | "best") {
        root_source(&format!("{}:a:b", setting.value))?;
    }
    reader.root.backend = (!matches!(setting.value, "" | "best")).then(|| setting.given(setting.value.to_owned()));
    Ok(Effect::Taken)
}

/// Joins the root with its kind of storage and its options.
pub(super) fn settle_root(reader: &mut Reader) {
    settle_backend(reader);
    let Some(options) = reader.root.options.take() else { return };
    let setting = Setting {
        key: "lxc.rootfs.options",
        value: &options.value,
        origin: options.origin.clone(),
        key_columns: 0..0,
        value_columns: columns(&options),
    };
    let Some(root) = &mut reader.container.root else {
        return kept::keep_part(reader, &setting, Some(options.value.clone()));
    };
    let (mut others, mut unknown): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for word in options.value.split(',').map(str::trim) {
        match word {
            "ro" => root.value.is_read_only = true,
            "rw" => root.value.is_read_only = false,
            "defaults" | "" => {}
            other => {
                others.push(other);
                // Transom shifts the owners of every root by itself where the file system can.
                if other != "idmap=container" {
                    unknown.push(other);
                }
            }
        }
    }
    let part = (!others.is_empty()).then(|| others.join(","));
    kept::keep_part(reader, &setting, part);
    if !unknown.is_empty() {
        let message = format!("these options of the root have no effect yet: {}", unknown.join(", "));
        reader.say(Severity::Warning, "root-option-ignored", message, options.origin.clone());
    }
}

fn columns(given: &Given<String>) -> Range<u32> {
    match &given.origin {
        Origin::Line { columns, .. } => columns.clone(),
        _ => 0..0,
    }
}

/// A path without a kind of its own takes the one of `lxc.rootfs.backend`.
fn settle_backend(reader: &mut Reader) {
    let Some(backend) = reader.root.backend.take() else { return };
    let Some(root) = &mut reader.container.root else { return };
    if let RootSource::Directory(path) = &root.value.source
        && let Ok(source) = root_source(&format!("{}:{}", backend.value, path.display()))
    {
        root.value.source = source;
    }
}

/// Prints the root's path.
pub(super) fn print_root(container: &Container) -> Pairs {
    let path = |root: &Root| match &root.source {
        RootSource::Directory(path) => Some(format!("dir:{}", path.display())),
        RootSource::Image { kind, path } => Some(format!("{kind}:{path}")),
        RootSource::Overlay { lower, upper } => {
            let lower: Vec<String> = lower.iter().map(|path| path.display().to_string()).collect();
            Some(format!("overlay:{}:{}", lower.join(":"), upper.display()))
        }
        RootSource::Volume(_) | RootSource::Host | RootSource::Tar(_) => None,
    };
    let value = container.root.as_ref().and_then(|root| path(&root.value));
    value.map(|value| ("lxc.rootfs.path".to_owned(), value)).into_iter().collect()
}

/// Prints the root's options: what the model knows and what is kept of them.
pub(super) fn print_root_options(container: &Container) -> Pairs {
    let is_read_only = container.root.as_ref().is_some_and(|root| root.value.is_read_only);
    let others = super::print::kept(container, "lxc.rootfs.options");
    let words: Vec<&str> = is_read_only.then_some("ro").into_iter().chain(others).collect();
    match words.is_empty() {
        true => Vec::new(),
        false => vec![("lxc.rootfs.options".to_owned(), words.join(","))],
    }
}
