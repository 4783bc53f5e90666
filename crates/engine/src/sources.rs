//! From a path to a reading: finds the dialect, and fetches whatever the reader says it still needs.
//!
//! Readers do no I/O; they return what they want, and [`load`] adds it and reads again until nothing is missing. A file
//! that cannot be had is told to the reader, which knows the line that asked for it.

use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use transom_dialects::{Reading, Wanted};
use transom_model::{Release, Sources};

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

/// Reads a file and everything that it includes.
///
/// # Errors
/// If the main file cannot be read. Errors *in* it are in the reading.
pub fn load(path: &Path, release: Option<Release>) -> Result<Loaded, EngineError> {
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
    let reading = read_all(release, &mut sources)?;
    Ok(Loaded {
        path: path.to_owned(),
        sources,
        reading,
        dialect_reason,
    })
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
            "name the file in it, for example `{}`",
            path.join("config").display()
        ));
    }
    (why == "permission denied").then(|| "run it as root, or make the file readable for you".to_owned())
}

pub(crate) fn name_of(path: &Path) -> String {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("container");
    // LXC keeps every container's file under the name `config`: its folder carries the name.
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

    #[test]
    fn names_come_from_files() {
        assert_eq!(name_of(Path::new("/etc/pve/lxc/102.conf")), "102");
        assert_eq!(name_of(Path::new("/var/lib/lxc/web/config")), "web");
        assert_eq!(name_of(Path::new("../a b.conf")), "a-b");
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
