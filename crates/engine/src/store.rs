//! Containers that stay: each a folder with the user's file byte for byte, and Transom's own facts beside it.
//!
//! A definition appears whole or not at all: it is made in a folder of another name in the same place, written to disk and
//! renamed. Nothing is created from a file with errors. Start with [`create`].

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::fs::{FlockOperation, RenameFlags};
use serde::{Deserialize, Serialize};
use transom_model::{Diagnostic, Dialect, Given, HostId, IdMap, IdRange, Origin, Release, Root, RootSource, words};

use crate::lifecycle::{self, State};
use crate::remove::remove_tree;
use crate::sources::load_in;
use crate::{EngineError, Host, ID_RANGE_LEN, Loaded, RootSpec, Unpacked, ids, load, unpack_tar};

const FACTS: &str = "transom.json";
const ROOTFS: &str = "rootfs";
const GIVEN_AT_CREATE: &str = words!("--rootfs, given to `transom create`").text();
const OWN_IDS: &str = "Transom: an id range of its own, chosen by `transom create`";

/// Which root a stored container has, when not its file's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoredRoot {
    /// The embedded root.
    Host,
    /// A folder of the user's: never removed.
    Dir(PathBuf),
    /// The folder `rootfs` of the definition, unpacked from this archive.
    Unpacked(PathBuf),
}

/// What Transom notes about a stored container beside the user's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The dialect's word; with a version (`lxc-4.0`) where an older one than the newest was asked for.
    pub dialect: String,
    /// Where the file came from.
    pub original: PathBuf,
    /// The files that it includes; they are read where they lie.
    pub includes: Vec<PathBuf>,
    /// The root, when not the file's own.
    pub rootfs: Option<StoredRoot>,
    /// The first host id of its own range, when it has one.
    pub ids: Option<u32>,
    /// When it was created, seconds since 1970.
    pub created: u64,
}

/// A stored container, read.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Its name.
    pub name: String,
    /// Its folder.
    pub dir: PathBuf,
    /// Its file, read, with the stored root and ids in place.
    pub loaded: Loaded,
    /// Transom's own facts.
    pub facts: Facts,
}

/// What to create.
#[derive(Debug, Clone)]
pub struct CreateRequest {
    /// The new name.
    pub name: String,
    /// The configuration.
    pub file: PathBuf,
    /// Its dialect and version, when not to be detected.
    pub release: Option<Release>,
    /// Another root than the file's.
    pub rootfs: Option<RootSpec>,
}

/// What came of a create.
#[derive(Debug)]
pub struct Created {
    /// Its folder.
    pub dir: PathBuf,
    /// The file, for what it has to say beside errors.
    pub loaded: Loaded,
    /// What unpacking the root has to say.
    pub unpacked: Option<Unpacked>,
    /// The first host id of its own range.
    pub ids: Option<u32>,
}

/// One stored container in short.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its dialect; `None` when its folder cannot be read.
    pub dialect: Option<Dialect>,
    /// Whether it runs.
    pub state: State,
    /// Whether it has a user namespace; `None` when its file cannot be read.
    pub is_unprivileged: Option<bool>,
    /// Its root in a few words.
    pub root: String,
    /// Its file.
    pub config: PathBuf,
    /// Memory limit, bytes.
    pub memory: Option<u64>,
    /// CPU limit, in thousandths of a CPU.
    pub cpu_milli: Option<u64>,
    /// Why it cannot be read.
    pub trouble: Option<String>,
}

/// Everything about one stored container.
#[derive(Debug, Clone)]
pub struct Information {
    /// In short.
    pub listed: Listed,
    /// Its folder.
    pub dir: PathBuf,
    /// Transom's own facts.
    pub facts: Facts,
    /// Its host name.
    pub hostname: Option<String>,
    /// Its id map: (inside, host, length), users.
    pub users: Vec<(u32, u32, u32)>,
    /// Its device nodes inside.
    pub devices: Vec<PathBuf>,
    /// Its interfaces: name inside and what they hang on.
    pub interfaces: Vec<(String, String)>,
    /// Its log.
    pub log: PathBuf,
    /// What its file has to say.
    pub diagnostics: Vec<Diagnostic>,
}

/// Says whether a container of this name is stored.
pub fn exists(host: &Host, name: &str) -> bool {
    host.definition_dir(name).is_ok_and(|dir| dir.join(FACTS).is_file())
}

/// Stores a container; `progress` is told about the unpacking of its root.
///
/// # Errors
/// If the name is bad or taken, the file has errors, or its root cannot be had; nothing is left behind then.
pub fn create(host: &Host, request: &CreateRequest, progress: &mut dyn FnMut(&Unpacked)) -> Result<Created, EngineError> {
    let dir = host.definition_dir(&request.name)?;
    if dir.exists() {
        return Err(EngineError::Exists {
            name: request.name.clone(),
        });
    }
    check_root(request.rootfs.as_ref())?;
    let loaded = load(&request.file, request.release)?.without_errors()?;
    let folder = host.definitions();
    make_folder(&folder)?;
    // One create at a time: two must not take the same ids.
    let _lock = lock(&folder.join(".create.lock"), FlockOperation::LockExclusive)?;
    sweep(host);
    let temporary = folder.join(format!(".new-{}", request.name));
    remove_tree(&temporary).map_err(|errno| EngineError::io("remove", &temporary, errno))?;
    let outcome = fill(host, request, loaded, &temporary, progress).and_then(|created| {
        publish(&temporary, &dir, &request.name)?;
        Ok(Created { dir, ..created })
    });
    if outcome.is_err() {
        // The first error is the one to tell; the next create of this name removes what stays.
        remove_tree(&temporary).ok();
    }
    outcome
}

fn check_root(rootfs: Option<&RootSpec>) -> Result<(), EngineError> {
    match rootfs {
        Some(RootSpec::Dir(path)) if !path.is_dir() => Err(EngineError::refused(
            format!("the root {} is no folder", path.display()),
            "`--rootfs dir:PATH` names a folder with a root file system in it; `--rootfs host` needs none",
        )),
        _ => Ok(()),
    }
}

fn fill(
    host: &Host,
    request: &CreateRequest,
    loaded: Loaded,
    dir: &Path,
    progress: &mut dyn FnMut(&Unpacked),
) -> Result<Created, EngineError> {
    make_folder(dir)?;
    // Of a bundle, its configuration.
    let file = loaded.path.clone();
    let bytes = std::fs::read(&file).map_err(|error| EngineError::io("read", &file, error))?;
    if Some(String::from_utf8_lossy(&bytes).as_ref()) != loaded.sources.files().next().map(|(_, file)| file.text.as_str()) {
        return Err(EngineError::refused(
            format!("{} changed while it was read", file.display()),
            "run the command again",
        ));
    }
    write_durably(&dir.join(config_name(loaded.reading.dialect)), &bytes)?;
    let (rootfs, unpacked) = place_root(request, dir, progress)?;
    let ids = own_ids(host, &loaded, rootfs.as_ref())?;
    let facts = Facts {
        dialect: match request.release {
            Some(release) if release != Release::newest(release.dialect) => release.to_string(),
            _ => loaded.reading.dialect.word().to_owned(),
        },
        original: std::path::absolute(&file).unwrap_or(file),
        includes: loaded.sources.files().skip(1).map(|(_, file)| file.path.clone()).collect(),
        rootfs,
        ids,
        created: SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or(Duration::ZERO)
            .as_secs(),
    };
    let json = serde_json::to_vec_pretty(&facts).expect("plain strings and numbers always serialize");
    write_durably(&dir.join(FACTS), &json)?;
    Ok(Created {
        dir: dir.to_owned(),
        loaded,
        unpacked,
        ids,
    })
}

fn place_root(
    request: &CreateRequest,
    dir: &Path,
    progress: &mut dyn FnMut(&Unpacked),
) -> Result<(Option<StoredRoot>, Option<Unpacked>), EngineError> {
    let absolute = |path: &Path| std::path::absolute(path).map_err(|error| EngineError::io("find", path, error));
    Ok(match &request.rootfs {
        None => (None, None),
        Some(RootSpec::Host) => (Some(StoredRoot::Host), None),
        Some(RootSpec::Dir(path)) => (Some(StoredRoot::Dir(absolute(path)?)), None),
        Some(RootSpec::Tar(file)) => {
            let unpacked = unpack_tar(file, &dir.join(ROOTFS), progress)?;
            (Some(StoredRoot::Unpacked(absolute(file)?)), Some(unpacked))
        }
    })
}

/// Gives a container its own ids where its file only has the dialect's default and its root is Transom's to shift.
fn own_ids(host: &Host, loaded: &Loaded, rootfs: Option<&StoredRoot>) -> Result<Option<u32>, EngineError> {
    let map = &loaded.reading.container.id_map;
    let is_default = !map.is_privileged() && !loaded.has_ids_of_its_own();
    if !is_default || !matches!(rootfs, Some(StoredRoot::Host | StoredRoot::Unpacked(_))) {
        return Ok(None);
    }
    let taken: Vec<u32> = names(host)?
        .iter()
        .filter_map(|name| facts(&host.definitions().join(name)).ok()?.ids)
        .collect();
    let subuid = std::fs::read_to_string("/etc/subuid").unwrap_or_default();
    match ids::allocate(&subuid, &taken) {
        Some(start) => Ok(Some(start)),
        None => Err(EngineError::refused(
            "root has no free range of 65536 ids left in /etc/subuid",
            "add a line `root:START:65536` with a START that nobody else has, to /etc/subuid and /etc/subgid",
        )),
    }
}

fn publish(temporary: &Path, dir: &Path, name: &str) -> Result<(), EngineError> {
    sync_folder(temporary)?;
    rustix::fs::renameat_with(rustix::fs::CWD, temporary, rustix::fs::CWD, dir, RenameFlags::NOREPLACE).map_err(
        |errno| match errno {
            rustix::io::Errno::EXIST => EngineError::Exists { name: name.to_owned() },
            other => EngineError::io("make", dir, other),
        },
    )?;
    sync_folder(dir.parent().unwrap_or(Path::new("/")))
}

/// Reads a stored container.
///
/// # Errors
/// If there is none, or its folder is damaged. Errors in its file are in the reading.
pub fn definition(host: &Host, name: &str) -> Result<Definition, EngineError> {
    let dir = host.definition_dir(name)?;
    if !exists(host, name) {
        return Err(EngineError::NoSuchContainer { name: name.to_owned() });
    }
    let facts = facts(&dir)?;
    let release: Release = facts.dialect.parse().map_err(|_| {
        EngineError::refused(
            format!(
                "container `{name}` is in the dialect `{}`, which this version does not know",
                facts.dialect
            ),
            "use a newer Transom",
        )
    })?;
    // The bundle stays where it is: a definition's relative paths are those of the file that it was made from.
    let bundle = facts.original.parent().unwrap_or(Path::new("/"));
    let mut loaded = load_in(&dir.join(config_name(release.dialect)), Some(release), bundle)?;
    put_root(&mut loaded, &dir, facts.rootfs.as_ref());
    put_ids(&mut loaded, facts.ids);
    Ok(Definition {
        name: name.to_owned(),
        dir,
        loaded,
        facts,
    })
}

fn put_root(loaded: &mut Loaded, dir: &Path, stored: Option<&StoredRoot>) {
    let source = match stored {
        None => return,
        Some(StoredRoot::Host) => RootSource::Host,
        Some(StoredRoot::Dir(path)) => RootSource::Directory(path.clone()),
        Some(StoredRoot::Unpacked(_)) => RootSource::Directory(dir.join(ROOTFS)),
    };
    let is_read_only = loaded
        .reading
        .container
        .root
        .as_ref()
        .is_some_and(|root| root.value.is_read_only);
    loaded.reading.container.root = Some(Given::default_of(Root { source, is_read_only }, GIVEN_AT_CREATE));
}

fn put_ids(loaded: &mut Loaded, start: Option<u32>) {
    if let Some(start) = start {
        loaded.reading.container.id_map = whole_map(start, &Origin::Default(OWN_IDS));
    }
}

/// Maps 65536 users and groups from 0 to one run of host ids.
pub fn whole_map(start: u32, origin: &Origin) -> IdMap {
    let range = IdRange {
        inside: transom_model::InsideId(0),
        host: HostId(start),
        len: ID_RANGE_LEN,
    };
    let given = Given::new(range, origin.clone());
    IdMap {
        users: vec![given.clone()],
        groups: vec![given],
    }
}

/// Removes a stored container; a running one only with `force`, which kills it first.
///
/// # Errors
/// If there is none, it runs, or something in its folder cannot be removed.
pub fn destroy(host: &Host, name: &str, force: bool) -> Result<(), EngineError> {
    let dir = host.definition_dir(name)?;
    if !dir.exists() {
        return Err(EngineError::NoSuchContainer { name: name.to_owned() });
    }
    if let State::Running { pid, .. } = lifecycle::state(host, name) {
        if !force {
            return Err(EngineError::AlreadyRunning {
                name: name.to_owned(),
                pid: pid.unsigned_abs(),
            });
        }
        lifecycle::kill(host, name, transom_model::Signal(KILL))?;
    }
    // Renamed first: from then on the name is free and a half removed container cannot be started.
    let doomed = host.definitions().join(format!(".gone-{name}-{}", std::process::id()));
    std::fs::rename(&dir, &doomed).map_err(|error| EngineError::io("rename", &dir, error))?;
    remove_tree(&doomed).map_err(|errno| EngineError::io("remove", &doomed, errno))
}

const KILL: i32 = 9;

/// Finishes removals that were interrupted.
pub fn sweep(host: &Host) {
    let Ok(entries) = std::fs::read_dir(host.definitions()) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(rest) = name.to_str().and_then(|name| name.strip_prefix(".gone-")) else {
            continue;
        };
        let owner = rest.rsplit_once('-').map_or("", |(_, pid)| pid);
        if !Path::new("/proc").join(owner).exists() {
            // What cannot be removed now is tried again next time; the container itself is gone already.
            remove_tree(&entry.path()).ok();
        }
    }
}

/// Lists all stored containers, by name.
///
/// # Errors
/// If the folder of definitions cannot be read; a container that cannot be read is listed with its trouble.
pub fn list(host: &Host) -> Result<Vec<Listed>, EngineError> {
    Ok(names(host)?.iter().map(|name| listed(host, name)).collect())
}

fn listed(host: &Host, name: &str) -> Listed {
    match definition(host, name) {
        Ok(definition) => summary(host, &definition),
        Err(error) => Listed {
            name: name.to_owned(),
            dialect: None,
            state: lifecycle::state(host, name),
            is_unprivileged: None,
            root: "?".into(),
            config: host.definitions().join(name),
            memory: None,
            cpu_milli: None,
            trouble: Some(error.to_string()),
        },
    }
}

fn summary(host: &Host, definition: &Definition) -> Listed {
    let reading = &definition.loaded.reading;
    let container = &reading.container;
    let quota = container
        .limits
        .cpu
        .as_ref()
        .map(|cpu| cpu.value.quota * 1000 / cpu.value.period.max(1));
    Listed {
        name: definition.name.clone(),
        dialect: Some(reading.dialect),
        state: lifecycle::state(host, &definition.name),
        is_unprivileged: Some(!container.id_map.is_privileged()),
        root: container
            .root
            .as_ref()
            .map_or_else(|| "none".into(), |root| root_words(&root.value.source)),
        config: definition.loaded.path.clone(),
        memory: container.limits.memory.as_ref().map(|memory| memory.value),
        cpu_milli: quota.or(container.limits.cpu_count.as_ref().map(|count| u64::from(count.value) * 1000)),
        trouble: reading
            .has_errors()
            .then(|| "its file has errors; `transom check` shows them".into()),
    }
}

/// Says in a few words where a root comes from.
pub fn root_words(source: &RootSource) -> String {
    match source {
        RootSource::Directory(path) => format!("dir:{}", path.display()),
        RootSource::Volume(volume) => volume.clone(),
        RootSource::Image { kind, path } => format!("{kind}:{path}"),
        RootSource::Overlay { upper, .. } => format!("overlay:{}", upper.display()),
        RootSource::Host => "host".into(),
        RootSource::Tar(path) => format!("tar:{}", path.display()),
    }
}

/// Tells everything about one stored container.
///
/// # Errors
/// If there is none, or its folder is damaged.
pub fn info(host: &Host, name: &str) -> Result<Information, EngineError> {
    let definition = definition(host, name)?;
    let container = &definition.loaded.reading.container;
    let interfaces = match &container.network {
        transom_model::Network::Host(_) => vec![("the host's own".to_owned(), String::new())],
        transom_model::Network::Own(nics) => nics
            .iter()
            .map(|nic| {
                let text = |given: &Option<Given<String>>| given.as_ref().map_or_else(String::new, |given| given.value.clone());
                (text(&nic.value.name), text(&nic.value.link))
            })
            .collect(),
    };
    Ok(Information {
        listed: summary(host, &definition),
        hostname: container.hostname.as_ref().map(|given| given.value.clone()),
        users: container
            .id_map
            .users
            .iter()
            .map(|range| (range.value.inside.0, range.value.host.0, range.value.len))
            .collect(),
        devices: container.devices.iter().map(|device| device.value.target.clone()).collect(),
        interfaces,
        log: lifecycle::logs(host, name)?,
        diagnostics: definition.loaded.reading.diagnostics.clone(),
        dir: definition.dir,
        facts: definition.facts,
    })
}

fn names(host: &Host) -> Result<Vec<String>, EngineError> {
    let folder = host.definitions();
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(|error| EngineError::io("read", &folder, error))?,
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| exists(host, name))
        .collect();
    names.sort();
    Ok(names)
}

fn facts(dir: &Path) -> Result<Facts, EngineError> {
    let path = dir.join(FACTS);
    let bytes = std::fs::read(&path).map_err(|error| EngineError::io("read", &path, error))?;
    serde_json::from_slice(&bytes).map_err(|error| EngineError::Unreadable {
        path,
        why: format!("it is damaged: {error}"),
        hint: Some("`transom destroy` removes the container; its own file beside it is still whole".into()),
    })
}

fn config_name(dialect: Dialect) -> String {
    format!("config.{}", dialect.word())
}

fn make_folder(path: &Path) -> Result<(), EngineError> {
    // Others may pass through (a mapped root has to reach its root file system) but not list.
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o711).create(path);
    made.map_err(|error| EngineError::io("make", path, error))
}

fn lock(path: &Path, operation: FlockOperation) -> Result<File, EngineError> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(|error| EngineError::io("open", path, error))?;
    rustix::fs::flock(&file, operation).map_err(|errno| EngineError::io("lock", path, errno))?;
    Ok(file)
}

fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    let write = || {
        let mut file = File::options().create_new(true).write(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|error| EngineError::io("write", path, error))
}

fn sync_folder(path: &Path) -> Result<(), EngineError> {
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| EngineError::io("write", path, error))
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
