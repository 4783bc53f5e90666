//! From a path to a reading: finds the dialect, and fetches whatever the reader says it still needs.
//!
//! Readers do no I/O; they return what they want, and [`load`] adds it and reads again until nothing is missing. A file
//! that cannot be had is told to the reader, which knows the line that asked for it.

use std::path::{Path, PathBuf};

use transom_dialects::{Certainty, Detection, Foreign, Looks, Reading, Wanted};
use transom_model::{Container, Diagnostic, Dialect, FileId, Given, Origin, Release, Root, RootSource, Severity, Sources};

use crate::text::{self, Text};
use crate::{Definition, EngineError, Host, store};

/// Rounds of "read, fetch, read again": each include level takes one.
const MOST_ROUNDS: usize = 64;
const MOST_FILES: usize = 512;
/// All texts together.
const MOST_BYTES: u64 = 4 * text::LARGEST;

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
    /// Whether no word of that dialect is in it, so that it may be something else altogether.
    pub is_guess: bool,
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

/// Like [`target`], with profiles that lie below a file, in their order.
///
/// # Errors
/// If one cannot be read, the dialect has no profiles, or a stored container is meant, which has its own already.
pub fn target_over(host: &Host, word: &Path, profiles: &[PathBuf], release: Option<Release>) -> Result<Target, EngineError> {
    if profiles.is_empty() {
        return target(host, word, release);
    }
    let name = word.to_str().filter(|name| crate::host::check_name(name).is_ok());
    if name.is_some_and(|name| store::exists(host, name)) {
        return Err(EngineError::refused(
            format!(
                "`{}` is a stored container, which is started as it was stored",
                word.display()
            ),
            "give the file instead",
        ));
    }
    Ok(Target::File(Box::new(load_over(word, profiles, release)?)))
}

/// Like [`load`], with profiles that lie below the file, in their order.
///
/// # Errors
/// See [`load_together`].
pub fn load_over(path: &Path, profiles: &[PathBuf], release: Option<Release>) -> Result<Loaded, EngineError> {
    match profiles {
        [] => load(path, release),
        _ => load_together(&[profiles, &[path.to_owned()]].concat(), release),
    }
}

/// The configuration of an OCI bundle, in its folder.
const BUNDLE_CONFIG: &str = "config.json";

/// Reads a file, or standard input for `-`, and everything that it includes; a folder that is an OCI bundle stands for its
/// configuration.
///
/// # Errors
/// If the main file cannot be read, or is the configuration of no container. Errors *in* it are in the reading.
pub fn load(path: &Path, release: Option<Release>) -> Result<Loaded, EngineError> {
    let of_bundle = path.join(BUNDLE_CONFIG);
    let path = if path.is_dir() && of_bundle.is_file() {
        &of_bundle
    } else {
        path
    };
    load_together(&[path.to_owned()], release)
}

/// Reads a file whose relative paths, where its dialect has such, are taken from `bundle`.
///
/// # Errors
/// See [`load`].
pub(crate) fn load_in(path: &Path, release: Option<Release>, bundle: &Path) -> Result<Loaded, EngineError> {
    load_all(&[path.to_owned()], release, bundle)
}

/// Reads several files as one container: profiles of LXD or Incus in their order, the instance last.
///
/// # Errors
/// If one cannot be read, or they are not of one dialect that lays files over one another.
pub fn load_together(paths: &[PathBuf], release: Option<Release>) -> Result<Loaded, EngineError> {
    let bundle = paths.last().and_then(|path| path.parent()).unwrap_or(Path::new(""));
    load_all(paths, release, bundle)
}

fn load_all(paths: &[PathBuf], release: Option<Release>, bundle: &Path) -> Result<Loaded, EngineError> {
    let mut texts = Texts::default();
    for path in paths {
        let text = text::read(path).map_err(|no_text| EngineError::Unreadable {
            path: path.clone(),
            why: no_text.why,
            hint: no_text.hint,
        })?;
        texts.add(path, text);
    }
    let (release, detection) = match release {
        Some(release) => (release, None),
        None => {
            let (dialect, detection) = texts.dialect()?;
            (Release::newest(dialect), Some(detection))
        }
    };
    if paths.len() > 1 {
        expect_layers(release.dialect, paths)?;
    }
    let mut reading = texts.read(release)?;
    if release.dialect == Dialect::Oci {
        // The folder of a bare file name is the one that the command was started in.
        let bundle = Path::new(".").join(bundle);
        let bundle = std::path::absolute(&bundle).map_err(|error| EngineError::io("find", &bundle, error))?;
        resolve_in_bundle(&mut reading.container, &bundle);
    }
    let mut first = texts.findings();
    if detection.is_none() {
        let files = texts.sources.files().take(paths.len());
        first.extend(files.filter_map(|(file, _)| transom_dialects::mismatch(release.dialect, file, &texts.sources)));
    }
    reading.diagnostics.splice(0..0, first);
    Ok(Loaded {
        path: paths.last().cloned().unwrap_or_default(),
        sources: texts.sources,
        reading,
        dialect_reason: detection.as_ref().map_or("it was asked for", |detection| detection.reason),
        is_guess: detection.is_some_and(|detection| detection.certainty == Certainty::Guess),
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

/// Says whether several files can be one container, and whether their reader will find them all.
fn expect_layers(dialect: Dialect, paths: &[PathBuf]) -> Result<(), EngineError> {
    if !matches!(dialect, Dialect::Lxd | Dialect::Incus) {
        return Err(EngineError::refused(
            format!(
                "{} reads one file for a container, not {} together",
                dialect.title(),
                paths.len()
            ),
            "only profiles and instances of LXD and Incus lie over one another; an LXC file includes others by `lxc.include`",
        ));
    }
    let is_yaml = |path: &&PathBuf| path.extension().is_some_and(|end| end == "yaml" || end == "yml");
    match paths.iter().skip(1).find(|path| !is_yaml(path)) {
        None => Ok(()),
        Some(other) => Err(EngineError::refused(
            format!(
                "{} would not be read: files that lie over others are named `.yaml` or `.yml`",
                other.display()
            ),
            "give it such a name",
        )),
    }
}

/// Texts on their way to a reader, and what was wrong with their bytes.
#[derive(Debug, Default)]
struct Texts {
    sources: Sources,
    damaged: Vec<(FileId, (usize, u8))>,
    bytes: u64,
}

impl Texts {
    fn add(&mut self, path: &Path, text: Text) {
        self.bytes += text.text.len() as u64;
        let file = self.sources.add(path, text.text);
        self.damaged.extend(text.damage.map(|damage| (file, damage)));
    }

    /// Finds the dialect that all main texts are in.
    fn dialect(&self) -> Result<(Dialect, Detection), EngineError> {
        let mut found: Option<(Dialect, Detection)> = None;
        for (file, source) in self.sources.files() {
            let detection = transom_dialects::detect(&source.path, &source.text);
            let dialect = match &detection.looks {
                Looks::Like(dialect) => *dialect,
                Looks::Foreign(foreign) => return Err(self.foreign(foreign, detection.reason, file)),
            };
            // One file that speaks of Incus decides for those that could be of either.
            if found.is_none() || dialect == Dialect::Incus {
                found = Some((dialect, detection));
            }
        }
        found.ok_or_else(|| EngineError::refused("there is no file to read", "name one"))
    }

    fn foreign(&self, foreign: &Foreign, reason: &str, file: FileId) -> EngineError {
        let diagnostic = transom_dialects::not_a_configuration(foreign, reason, file, &self.sources);
        EngineError::NotAConfiguration {
            path: self.sources.file(file).path.clone(),
            sources: Box::new(self.sources.clone()),
            diagnostic: Box::new(diagnostic),
        }
    }

    /// Reads, fetches what the reader still wants, and reads again until nothing is missing.
    fn read(&mut self, release: Release) -> Result<Reading, EngineError> {
        for _ in 0..MOST_ROUNDS {
            let reading = transom_dialects::read(release, &self.sources);
            let fresh: Vec<PathBuf> = reading
                .wanted
                .iter()
                .map(Wanted::path)
                .filter(|path| !self.is_known(path))
                .cloned()
                .collect();
            if fresh.is_empty() {
                return Ok(reading);
            }
            for path in fresh {
                self.fetch(&path);
            }
            self.expect_bounds()?;
        }
        Err(EngineError::refused(
            format!("files include each other more than {MOST_ROUNDS} levels deep"),
            "look for a file that includes itself, directly or by way of another",
        ))
    }

    fn expect_bounds(&self) -> Result<(), EngineError> {
        if self.sources.files().count() > MOST_FILES {
            return Err(EngineError::refused(
                format!("the configuration includes more than {MOST_FILES} files"),
                "look for a folder that is included by a file inside it",
            ));
        }
        if self.bytes > MOST_BYTES {
            return Err(EngineError::refused(
                format!("the configuration and the files it includes have more than {MOST_BYTES} bytes"),
                "look for a line that includes something else than configuration",
            ));
        }
        Ok(())
    }

    /// Says which bytes of the texts were not UTF-8.
    fn findings(&self) -> Vec<Diagnostic> {
        let finding = |(file, (at, byte)): &(FileId, (usize, u8))| {
            let (line, column) = self.sources.file(*file).place(*at);
            Diagnostic {
                severity: Severity::Warning,
                code: "not-utf8",
                message: format!("byte 0x{byte:02x} is no UTF-8; it and others like it are read as \u{fffd}"),
                origin: Origin::Line {
                    file: *file,
                    line,
                    columns: column..column + 3,
                },
                label: None,
                hint: Some("if it is Latin-1 text, `iconv -f LATIN1 -t UTF-8 FILE > NEW` converts it".to_owned()),
            }
        };
        self.damaged.iter().map(finding).collect()
    }

    fn is_known(&self, path: &Path) -> bool {
        self.sources.find(path).is_some() || self.sources.folder(path).is_some() || self.sources.absent(path).is_some()
    }

    /// Adds a file, or a folder with all its `*.conf`, or the reason why it cannot be had.
    fn fetch(&mut self, path: &Path) {
        if !path.is_dir() {
            return self.fetch_file(path);
        }
        match folder_files(path) {
            Ok(files) => {
                self.sources.add_folder(path, files.clone());
                for file in files {
                    if !self.is_known(&file) {
                        self.fetch_file(&file);
                    }
                }
            }
            Err(error) => self.sources.add_absent(path, text::refusal(&error).why),
        }
    }

    fn fetch_file(&mut self, path: &Path) {
        match text::read(path) {
            Ok(text) => self.add(path, text),
            Err(no_text) => self.sources.add_absent(path, no_text.why),
        }
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
