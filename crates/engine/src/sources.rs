//! From a path to a reading: finds the dialect, and fetches whatever the reader says it still needs.
//!
//! Readers do no I/O; they return what they want, and [`load`] adds it and reads again until nothing is missing. A file
//! that cannot be had is told to the reader, which knows the line that asked for it.

use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use transom_dialects::{Reading, Wanted};
use transom_model::{Container, Dialect, Given, Release, Root, RootSource, Sources};

use crate::{Definition, EngineError, Host, store};

/// Larger than any honest configuration; keeps a wrong path (an image, a log) out of memory.
const LARGEST: u64 = 4 << 20;
/// Rounds of "read, fetch, read again": each include level takes one.
const MOST_ROUNDS: usize = 64;
const MOST_FILES: usize = 512;

/// A file that has been read in full.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The main file's path as given.
    pub path: PathBuf,
    /// All texts.
    pub sources: Sources,
    /// What they say.
    pub reading: Reading,
    /// Why this dialect was taken.
    pub dialect_reason: &'static str,
}

impl Loaded {
    /// Turns errors in the file into an error; warnings and notes pass.
    ///
    /// # Errors
    /// If the reading has errors.
    pub fn without_errors(self) -> Result<Self, EngineError> {
        if !self.reading.has_errors() {
            return Ok(self);
        }
        Err(EngineError::Configuration {
            path: self.path,
            sources: Box::new(self.sources),
            diagnostics: self.reading.diagnostics,
        })
    }
}

impl Loaded {
    /// Says whether the file itself writes an id map down (`lxc.idmap`), instead of asking for the dialect's usual one.
    pub fn has_ids_of_its_own(&self) -> bool {
        let map = &self.reading.container.id_map;
        let is_written = |line| {
            self.reading
                .accounts
                .iter()
                .any(|account| account.origin.line() == line && account.key.starts_with("lxc.id"))
        };
        map.users
            .iter()
            .chain(&map.groups)
            .filter(|range| range.origin.line().is_some())
            .any(|range| is_written(range.origin.line()))
    }
}

/// What `FILE|NAME` on a command line turned out to be.
#[derive(Debug, Clone)]
pub enum Target {
    /// A file.
    File(Box<Loaded>),
    /// A container that was created.
    Stored(Box<Definition>),
}

impl Target {
    /// Returns the texts and the reading.
    pub fn loaded(&self) -> &Loaded {
        match self {
            Self::File(loaded) => loaded,
            Self::Stored(definition) => &definition.loaded,
        }
    }

    /// Returns the container's name; a file lends its stem.
    pub fn name(&self) -> String {
        match self {
            Self::File(loaded) => name_of(&loaded.path),
            Self::Stored(definition) => definition.name.clone(),
        }
    }
}

/// Finds a file or a stored container: what has a `/` or exists as a file is a file, unless a container has that name.
///
/// # Errors
/// If it is neither, or cannot be read.
pub fn target(host: &Host, word: &Path, release: Option<Release>) -> Result<Target, EngineError> {
    let name = word.to_str().filter(|name| crate::host::check_name(name).is_ok());
    match name {
        Some(name) if store::exists(host, name) => Ok(Target::Stored(Box::new(store::definition(host, name)?))),
        Some(name) if !word.exists() => Err(EngineError::Refused {
            message: format!("`{name}` is neither a file here nor a container"),
            hint: Some("`transom list` shows the containers there are; a file is given by its path".into()),
        }),
        _ => Ok(Target::File(Box::new(load(word, release)?))),
    }
}

/// The configuration of an OCI bundle, in its folder.
const BUNDLE_CONFIG: &str = "config.json";

/// Reads a file and everything that it includes; a folder that is an OCI bundle stands for its configuration.
///
/// # Errors
/// If the main file cannot be read. Errors *in* it are in the reading.
pub fn load(path: &Path, release: Option<Release>) -> Result<Loaded, EngineError> {
    let of_bundle = path.join(BUNDLE_CONFIG);
    let path = if path.is_dir() && of_bundle.is_file() {
        &of_bundle
    } else {
        path
    };
    load_in(path, release, path.parent().unwrap_or(Path::new("")))
}

/// Reads a file whose relative paths, where its dialect has such, are taken from `bundle`.
///
/// # Errors
/// See [`load`].
pub(crate) fn load_in(path: &Path, release: Option<Release>, bundle: &Path) -> Result<Loaded, EngineError> {
    let text = read_text(path).map_err(|why| EngineError::Unreadable {
        path: path.to_owned(),
        hint: hint_for(path, &why),
        why,
    })?;
    let (release, dialect_reason) = match release {
        Some(release) => (release, "it was asked for"),
        None => {
            let (dialect, reason) = transom_dialects::detect(path, &text);
            (Release::newest(dialect), reason)
        }
    };
    let mut sources = Sources::of(path, text);
    let mut reading = read_all(release, &mut sources)?;
    if release.dialect == Dialect::Oci {
        let bundle = std::path::absolute(bundle).map_err(|error| EngineError::io("find", bundle, error))?;
        resolve_in_bundle(&mut reading.container, &bundle);
    }
    Ok(Loaded {
        path: path.to_owned(),
        sources,
        reading,
        dialect_reason,
    })
}

/// Takes the root and the sources of binds that are relative from the bundle's folder.
fn resolve_in_bundle(container: &mut Container, bundle: &Path) {
    if let Some(Given {
        value: Root {
            source: RootSource::Directory(path),
            ..
        },
        ..
    }) = &mut container.root
    {
        // An absolute path stays what it is.
        *path = bundle.join(&*path);
    }
    let binds = container.mounts.iter_mut().filter(|mount| mount.value.bind().is_some());
    for mount in binds {
        if Path::new(&mount.value.source).is_relative() {
            mount.value.source = bundle.join(&mount.value.source).display().to_string();
        }
    }
}

fn read_all(release: Release, sources: &mut Sources) -> Result<Reading, EngineError> {
    for _ in 0..MOST_ROUNDS {
        let reading = transom_dialects::read(release, sources);
        let fresh: Vec<PathBuf> = reading
            .wanted
            .iter()
            .map(Wanted::path)
            .filter(|path| !is_known(sources, path))
            .cloned()
            .collect();
        if fresh.is_empty() {
            return Ok(reading);
        }
        for path in fresh {
            fetch(sources, &path);
        }
        if sources.files().count() > MOST_FILES {
            return Err(EngineError::refused(
                format!("the configuration includes more than {MOST_FILES} files"),
                "look for a folder that is included by a file inside it",
            ));
        }
    }
    Err(EngineError::refused(
        format!("files include each other more than {MOST_ROUNDS} levels deep"),
        "look for a file that includes itself, directly or by way of another",
    ))
}

fn is_known(sources: &Sources, path: &Path) -> bool {
    sources.find(path).is_some() || sources.folder(path).is_some() || sources.absent(path).is_some()
}

/// Adds a file, or a folder with all its `*.conf`, or the reason why it cannot be had.
fn fetch(sources: &mut Sources, path: &Path) {
    if path.is_dir() {
        match folder_files(path) {
            Ok(files) => {
                sources.add_folder(path, files.clone());
                files
                    .iter()
                    .filter(|file| !is_known(sources, file))
                    .cloned()
                    .collect::<Vec<_>>()
                    .iter()
                    .for_each(|file| add(sources, file));
            }
            Err(error) => sources.add_absent(path, plain(&error)),
        }
    } else {
        add(sources, path);
    }
}

fn add(sources: &mut Sources, path: &Path) {
    match read_text(path) {
        Ok(text) => {
            sources.add(path, text);
        }
        Err(why) => sources.add_absent(path, why),
    }
}

fn folder_files(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let file = entry?.path();
        if file.extension().is_some_and(|extension| extension == "conf") {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads a regular file of a sensible size; never blocks on a pipe or reads a device.
fn read_text(path: &Path) -> Result<String, String> {
    let open = || {
        let file = std::fs::OpenOptions::new()
            .read(true)
            .custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed())
            .open(path)?;
        let metadata = file.metadata()?;
        Ok::<_, std::io::Error>((file, metadata))
    };
    let (file, metadata) = open().map_err(|error| plain(&error))?;
    if metadata.is_dir() {
        return Err("it is a folder, not a file".into());
    }
    if !metadata.is_file() {
        return Err("it is no regular file".into());
    }
    if metadata.len() > LARGEST {
        return Err(format!(
            "it has {} bytes; no configuration is larger than {LARGEST}",
            metadata.len()
        ));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes).map_err(|error| plain(&error))?;
    if bytes.contains(&0) {
        return Err("it is not a text file".into());
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Says an I/O error in words a reader of configuration knows.
fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string(),
    }
}

fn hint_for(path: &Path, why: &str) -> Option<String> {
    if path.is_dir() {
        return Some(format!(
            "name the file in it, for example `{}`; an OCI bundle has its `{BUNDLE_CONFIG}`",
            path.join("config").display()
        ));
    }
    (why == "permission denied").then(|| "run it as root, or make the file readable for you".to_owned())
}

pub(crate) fn name_of(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("container");
    // LXC keeps every container's file under the name `config`, and a bundle has its `config.json`: the folder carries the name.
    let stem = match (stem, path.parent().and_then(Path::file_name).and_then(|name| name.to_str())) {
        ("config", Some(folder)) => folder,
        (stem, _) => stem,
    };
    let mut name: String = stem
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "_.-".contains(c) {
                c
            } else {
                '-'
            }
        })
        .take(40)
        .collect();
    if !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        name.insert(0, 'c');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_folder::TestFolder;

    #[test]
    fn a_bundle_is_its_configuration_and_relative_paths_are_its() {
        let folder = TestFolder::new("bundle");
        let bundle = folder.path().join("web");
        std::fs::create_dir_all(bundle.join("rootfs")).unwrap();
        let text = r#"{ "ociVersion": "1.0.2", "process": { "args": ["/bin/sh"], "cwd": "/" }, "root": { "path": "rootfs" },
            "mounts": [{ "destination": "/data", "source": "data", "options": ["bind"] },
                { "destination": "/run", "type": "tmpfs", "source": "tmpfs" }] }"#;
        std::fs::write(bundle.join(BUNDLE_CONFIG), text).unwrap();
        for path in [bundle.clone(), bundle.join(BUNDLE_CONFIG), bundle.join("../web")] {
            let loaded = load(&path, None).unwrap();
            let container = &loaded.reading.container;
            let RootSource::Directory(root) = &container.root.as_ref().unwrap().value.source else {
                panic!("a folder is the root")
            };
            assert!(root.is_absolute() && root.is_dir(), "{}", root.display());
            let sources: Vec<&str> = container.mounts.iter().map(|mount| mount.value.source.as_str()).collect();
            assert!(
                Path::new(sources[0]).is_absolute() && sources[0].ends_with("/data"),
                "{sources:?}"
            );
            assert_eq!(sources[1], "tmpfs");
            assert_eq!(name_of(&loaded.path), "web");
        }
    }

    #[test]
    fn names_come_from_files() {
        assert_eq!(name_of(Path::new("/etc/pve/lxc/102.conf")), "102");
        assert_eq!(name_of(Path::new("/var/lib/lxc/web/config")), "web");
        assert_eq!(name_of(Path::new("../a b.conf")), "a-b");
        assert_eq!(name_of(Path::new("/srv/bundles/web/config.json")), "web");
        assert!(crate::host::check_name(&name_of(Path::new("..hidden"))).is_ok());
    }

    #[test]
    fn what_is_no_file_is_said() {
        let missing = load(Path::new("/nonexistent/x.conf"), None).unwrap_err();
        assert_eq!(missing.to_string(), "cannot read /nonexistent/x.conf: there is no such file");
        let folder = load(Path::new("/etc"), None).unwrap_err();
        assert!(folder.to_string().contains("it is a folder"), "{folder}");
        assert!(
            load(Path::new("/dev/zero"), None)
                .unwrap_err()
                .to_string()
                .contains("no regular file")
        );
    }
}
