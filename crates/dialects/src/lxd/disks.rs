//! `disk`: the root, a folder or file of the host, a volume of a storage pool, a file system in memory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use transom_model::{
    Container, Create, Dialect, Effect, Given, Mount, MountOption, Root, RootSource, Severity, Volume, phrase, words,
};

use super::Reader;
use super::devices::{Device, Outcome};
use super::keys::Pairs;
use super::known::{self, Known};
use super::print::{Notes, Printed};
use super::values;
use crate::Problem;

/// Folders of /dev: a bind of anything else below it is a bind of a file.
const FOLDERS: [&str; 10] = [
    "/dev/shm",
    "/dev/dri",
    "/dev/snd",
    "/dev/input",
    "/dev/bus",
    "/dev/net",
    "/dev/pts",
    "/dev/mapper",
    "/dev/disk",
    "/dev/hugepages",
];

/// What the root disk is called unless a file says otherwise.
pub(super) const ROOT: &str = "root";

/// Reads a disk.
pub(super) fn read(reader: &mut Reader, device: &Device<'_>) -> Outcome {
    let source = device.text("source").unwrap_or_default();
    if ["cloud-init:config", "agent:config"].contains(&source) {
        return Ok(Effect::NoEffect(phrase!(
            "it is for virtual machines, and this is a container"
        )));
    }
    let Some(path) = device.text("path") else {
        let problem = device.problem("no-path", "Disk entry is missing the required \"path\" property");
        return Err(device.wrong("type", problem.hint("say where it appears inside: `path: /srv`")));
    };
    if let Some(pool) = device.text("pool").filter(|pool| pool.is_empty() || pool.contains('/')) {
        let problem = device.problem("bad-value", &format!("{pool:?} cannot be a pool's name"));
        return Err(device.wrong("pool", problem.hint("name a storage pool: `pool: default`")));
    }
    if path == "/" {
        return root(reader, device, source).map_err(|problem| device.wrong("source", problem));
    }
    check_target(device, path).map_err(|problem| device.wrong("path", problem))?;
    if source.is_empty() {
        let problem = device.problem("no-source", "Disk entry is missing the required \"source\" property");
        return Err(device.wrong(
            "path",
            problem.hint("name what appears there: `source: /srv/data`, or a volume with its `pool`"),
        ));
    }
    if device.text("size").is_some() && !source.starts_with("tmpfs:") {
        let problem = device.problem("size-of-no-root", "Only the root disk may have a size quota");
        return Err(device.wrong(
            "size",
            problem.hint("remove `size:`; a volume has its own, set where the volume is"),
        ));
    }
    if source.starts_with('/') && device.text("pool").is_some() {
        let problem = device.problem("volume-with-path", "Storage volumes cannot be specified as absolute paths");
        return Err(device.wrong(
            "source",
            problem.hint("name the volume of the pool; or remove `pool:` for a folder of the host"),
        ));
    }
    if source.starts_with("tmpfs") && !source.starts_with('/') {
        let what = || "a disk with the source `tmpfs:`".to_owned();
        known::remark(reader, Known::INCUS_AFTER_6, "", what, &device.origin_of("source"));
    }
    let target = path.trim_start_matches('/');
    match source.split_once(':') {
        _ if device.text("pool").is_some() => Ok(volume(reader, device, source, path)),
        Some(("ceph" | "cephfs", _)) => Ok(Effect::NotYet(words!("mounts a Ceph file system"))),
        Some(("tmpfs" | "tmpfs-overlay", _)) if source.starts_with("tmpfs-overlay") => Ok(Effect::NotYet(words!(
            "lays a file system in memory over the folder, so that changes are forgotten"
        ))),
        Some(("tmpfs", _)) => Ok(mount(reader, device, memory(target))),
        _ if !source.starts_with('/') => {
            let problem = device.problem(
                "bad-source",
                &format!("{source:?} is neither an absolute path nor a volume of a pool"),
            );
            Err(device.wrong("source", problem.hint("write the whole path, or name the volume's `pool:`")))
        }
        _ => Ok(mount(reader, device, bind(device, source, target))),
    }
}

fn check_target(device: &Device<'_>, path: &str) -> Result<(), Problem> {
    if path.split('/').any(|name| name == "..") {
        return Err(device
            .problem("bad-path", &format!("{path:?} leaves the root"))
            .hint("write the path inside without `..`"));
    }
    Ok(())
}

/// The root is a volume of its pool, which the pool names after the instance.
fn root(reader: &mut Reader, device: &Device<'_>, source: &str) -> Result<Effect, Problem> {
    if !source.is_empty() {
        let problem = device.problem("root-with-source", "Root disk entry may not have a \"source\" property set");
        return Err(problem.hint("remove `source:`; the root is a volume that the pool makes"));
    }
    let Some(pool) = device.text("pool") else {
        let problem = device.problem("root-without-pool", "Root disk entry must have a \"pool\" property set");
        return Err(problem.hint("add `pool: default`"));
    };
    for (option, message) in [
        (
            "recursive",
            "The recursive option is only supported for additional bind-mounted paths",
        ),
        ("shift", "The \"shift\" property cannot be used with storage volumes"),
    ] {
        if device.is_on(option) {
            let problem = device.problem("no-bind", message);
            return Err(problem.hint(format!("remove `{option}:`; the root is a volume of its pool")));
        }
    }
    if reader.container.root.is_some() {
        let problem = device.problem("two-roots", "there is a root disk already");
        return Err(problem.hint("only one device may have `path: /`; give both the same name to replace the earlier one"));
    }
    let root = Root {
        source: RootSource::Volume(pool.to_owned()),
        is_read_only: device.is_on("readonly"),
    };
    reader.container.root = Some(Given::new(root, device.origin.clone()));
    Ok(Effect::Taken)
}

fn volume(reader: &mut Reader, device: &Device<'_>, source: &str, path: &str) -> Effect {
    let volume = Volume {
        key: device.name.to_owned(),
        source: format!("{}/{source}", device.text("pool").unwrap_or_default()),
        target: Path::new("/").join(path.trim_start_matches('/')),
        is_read_only: device.is_on("readonly"),
    };
    reader.container.volumes.push(Given::new(volume, device.origin.clone()));
    Effect::Taken
}

fn mount(reader: &mut Reader, device: &Device<'_>, mount: Mount) -> Effect {
    reader.container.mounts.push(Given::new(mount, device.origin.clone()));
    Effect::Taken
}

fn memory(target: &str) -> Mount {
    Mount {
        source: "tmpfs".to_owned(),
        target: PathBuf::from(target),
        filesystem: "tmpfs".to_owned(),
        options: Vec::new(),
        create: Create::Dir,
        is_optional: false,
        is_source_inside: false,
        is_idmapped: false,
    }
}

fn bind(device: &Device<'_>, source: &str, target: &str) -> Mount {
    let mut options = vec![MountOption::Bind {
        recursive: device.is_on("recursive"),
    }];
    options.extend(device.is_on("readonly").then_some(MountOption::ReadOnly(true)));
    options.extend(device.text("propagation").and_then(propagation));
    let own = device
        .text("raw.mount.options")
        .unwrap_or_default()
        .split(',')
        .filter(|word| !word.is_empty());
    options.extend(own.map(|word| flag(word).unwrap_or_else(|| MountOption::Data(word.to_owned()))));
    Mount {
        source: source.to_owned(),
        target: PathBuf::from(target),
        filesystem: "none".to_owned(),
        options,
        create: if is_file(source) { Create::File } else { Create::Dir },
        is_optional: device.text("required").is_some_and(|text| !values::is_true(text)),
        is_source_inside: false,
        is_idmapped: device.is_on("shift"),
    }
}

/// Guesses whether a source is a file; the manager looks, a reader cannot.
fn is_file(source: &str) -> bool {
    let name = source.rsplit('/').next().unwrap_or_default();
    let is_node = source.starts_with("/dev/")
        && !FOLDERS
            .iter()
            .any(|folder| source.starts_with(folder) && source.len() <= folder.len() + 8);
    let has_suffix = [
        ".sock", ".socket", ".conf", ".img", ".iso", ".pem", ".key", ".crt", ".json", ".yaml", ".yml", ".txt",
    ]
    .iter()
    .any(|suffix| name.ends_with(suffix));
    let is_parameter = source.starts_with("/sys/module/") && source.contains("/parameters/");
    is_node || has_suffix || is_parameter
}

fn propagation(word: &str) -> Option<MountOption> {
    let kinds = ["private", "shared", "slave", "unbindable"];
    let (bare, recursive) = kinds
        .iter()
        .find(|kind| **kind == word)
        .map_or((word.strip_prefix('r').unwrap_or(word), true), |kind| (*kind, false));
    let kind = kinds.into_iter().find(|kind| *kind == bare)?;
    Some(MountOption::Propagation { kind, recursive })
}

/// Words of `raw.mount.options` that the kernel itself knows.
const FLAGS: [(&str, MountOption); 9] = [
    ("rw", MountOption::ReadOnly(false)),
    ("nosuid", MountOption::NoSuid(true)),
    ("nodev", MountOption::NoDev(true)),
    ("noexec", MountOption::NoExec(true)),
    ("noatime", MountOption::NoAtime(true)),
    ("nodiratime", MountOption::NoDirAtime(true)),
    ("relatime", MountOption::RelAtime(true)),
    ("strictatime", MountOption::StrictAtime(true)),
    ("nosymfollow", MountOption::NoSymFollow),
];

fn flag(word: &str) -> Option<MountOption> {
    let known = FLAGS.into_iter().find(|(name, _)| *name == word).map(|(_, option)| option);
    known.or((word == "ro").then_some(MountOption::ReadOnly(true)))
}

/// Says whether the container has no place for the name of the device: only volumes have one, and the root's is known.
pub(super) fn is_unnamed(device: &Device<'_>) -> bool {
    match device.text("path") {
        Some("/") => device.name != ROOT,
        _ => device.text("pool").is_none(),
    }
}

/// Mounts come in the order of their paths, so that one below another comes after it; and an instance without a root is told.
pub(super) fn settle(reader: &mut Reader) {
    reader
        .container
        .mounts
        .sort_by(|one, other| one.value.target.cmp(&other.value.target));
    if let (None, Some(origin)) = (&reader.container.root, reader.wishes.instance.clone()) {
        let problem = Problem::new(
            "profiles-elsewhere",
            "no root disk is given here: it must come from a profile, and profiles that are named only are not read",
        )
        .hint(
            "`lxc config show NAME --expanded` prints the instance with all that its profiles give; or read the profiles before it",
        );
        reader.diagnose(Severity::Warning, origin, problem);
    }
}

/// Which mounts are devices, and what those are called.
pub(super) struct Names(Vec<Option<String>>);

impl Names {
    /// Gives every mount that a device can be its name: the one that was kept, or a new one.
    pub(super) fn of(notes: &Notes, container: &Container) -> Self {
        let mut kept: BTreeMap<PathBuf, Vec<&str>> = BTreeMap::new();
        for (name, options) in &notes.extras {
            let path = options.iter().find(|(option, _)| option == "path");
            let is_whole = options.iter().any(|(option, _)| option == "type");
            if let Some((_, path)) = path.filter(|_| !is_whole) {
                kept.entry(PathBuf::from(path.trim_start_matches('/')))
                    .or_default()
                    .push(name);
            }
        }
        let mut number = 0;
        let name = |given: &Given<Mount>| {
            let mount = &given.value;
            if !is_disk(notes.dialect, mount) {
                return None;
            }
            let name = kept
                .get_mut(&mount.target)
                .and_then(|names| (!names.is_empty()).then(|| names.remove(0)));
            match name {
                Some(name) => Some(name.to_owned()),
                // Of LXD's own every device is named; what is not came from `raw.lxc` and goes back there.
                None if notes.is_own => None,
                None => {
                    number += 1;
                    Some(format!("disk{}", number - 1))
                }
            }
        };
        Self(container.mounts.iter().map(name).collect())
    }

    /// Says whether the mount at this place of the list is printed as a device.
    pub(super) fn is_device(&self, at: usize) -> bool {
        self.0.get(at).is_some_and(Option::is_some)
    }
}

/// Says whether a device says all that a mount is.
fn is_disk(dialect: Dialect, mount: &Mount) -> bool {
    let is_bind = mount.bind().is_some() && !mount.is_source_inside && mount.source.starts_with('/');
    is_bind || (dialect == Dialect::Incus && mount.filesystem == "tmpfs" && mount.options.is_empty())
}

/// Prints the root, mounts and volumes.
pub(super) fn print(notes: &Notes, container: &Container) -> Vec<Printed> {
    let root = container.root.as_ref().and_then(|given| root_options(&given.value));
    let is_root = |options: &&Pairs| options.iter().any(|(option, value)| option == "path" && value == "/");
    let mut extras = notes.extras.iter();
    let root_name = extras.find(|(_, options)| is_root(options)).map_or(ROOT, |(name, _)| name);
    let mut devices: Vec<Printed> = root.map(|options| (root_name.to_owned(), options)).into_iter().collect();
    let names = Names::of(notes, container);
    let mounts = container.mounts.iter().zip(names.0);
    devices.extend(mounts.filter_map(|(mount, name)| Some((name?, mount_options(&mount.value)))));
    let volumes = container.volumes.iter().map(|given| &given.value);
    devices.extend(volumes.filter_map(|volume| Some((volume.key.clone(), volume_options(volume)?))));
    devices
}

fn root_options(root: &Root) -> Option<Vec<(&'static str, String)>> {
    let RootSource::Volume(pool) = &root.source else { return None };
    // Another manager's volume says where it lies, which is no pool of this one.
    if pool.is_empty() || pool.contains([':', '/']) {
        return None;
    }
    let mut options = vec![("type", "disk".to_owned()), ("path", "/".to_owned()), ("pool", pool.clone())];
    options.extend(root.is_read_only.then(|| ("readonly", "true".to_owned())));
    Some(options)
}

fn volume_options(volume: &Volume) -> Option<Vec<(&'static str, String)>> {
    let mut options = vec![("type", "disk".to_owned()), ("path", volume.target.display().to_string())];
    if volume.source.starts_with('/') {
        options.push(("source", volume.source.clone()));
    } else {
        let (pool, source) = volume.source.split_once('/').filter(|(pool, _)| !pool.contains(':'))?;
        options.extend([("pool", pool.to_owned()), ("source", source.to_owned())]);
    }
    options.extend(volume.is_read_only.then(|| ("readonly", "true".to_owned())));
    Some(options)
}

fn mount_options(mount: &Mount) -> Vec<(&'static str, String)> {
    let is_memory = mount.bind().is_none();
    let mut options = vec![
        ("type", "disk".to_owned()),
        (
            "source",
            if is_memory {
                "tmpfs:".to_owned()
            } else {
                mount.source.clone()
            },
        ),
        ("path", Path::new("/").join(&mount.target).display().to_string()),
    ];
    let is_on = |name: &'static str, is_on: bool| is_on.then(|| (name, "true".to_owned()));
    options.extend(is_on("readonly", mount.options.contains(&MountOption::ReadOnly(true))));
    options.extend(is_on(
        "recursive",
        mount.options.contains(&MountOption::Bind { recursive: true }),
    ));
    options.extend(is_on("shift", mount.is_idmapped));
    options.extend(mount.is_optional.then(|| ("required", "false".to_owned())));
    let propagation = mount.options.iter().find_map(|option| match option {
        MountOption::Propagation { kind, recursive } => Some(format!("{}{kind}", if *recursive { "r" } else { "" })),
        _ => None,
    });
    options.extend(propagation.map(|word| ("propagation", word)));
    let word = |option: &MountOption| match option {
        MountOption::Data(text) => Some(text.clone()),
        option => FLAGS
            .into_iter()
            .find(|(_, flag)| flag == option)
            .map(|(word, _)| word.to_owned()),
    };
    let words: Vec<String> = mount.options.iter().filter_map(word).collect();
    options.extend((!words.is_empty()).then(|| ("raw.mount.options", words.join(","))));
    options
}
