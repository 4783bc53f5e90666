//! A container that runs, on disk: its claim on a name, and its state.
//!
//! Whoever keeps a container (a foreground `run`, or its monitor) holds a lock on the run folder for as long as it lives. A
//! folder whose lock is free is therefore a dead keeper's, whatever its files say, and [`sweep`] cleans up after it. No
//! process is ever found by name or number alone: a pid counts only with its start time.

use std::fs::{self, File};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::FlockOperation;
use serde::{Deserialize, Serialize};
use transom_model::CgroupTree;
use transom_runtime::{Cgroups, Confinement, ProcessId};

use crate::{EngineError, Host};

const LOCK: &str = "lock";
const STATE: &str = "state.json";
/// How the name of a folder begins that is about to be removed.
const GONE: &str = ".gone-";
/// How long a sweep may hold the lock of a folder that it only looks at.
const SWEEP: Duration = Duration::from_millis(200);

/// What is written about a container that starts or runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceState {
    /// The keeper.
    pub keeper: ProcessId,
    /// The first process; `None` until it runs.
    pub init: Option<ProcessId>,
    /// Nothing of it outlives its keeper.
    pub is_ephemeral: bool,
    /// When it was started, seconds after 1970.
    pub since: u64,
    /// What confines its processes.
    pub confinement: Confinement,
    /// Where the host's control groups are mounted.
    pub cgroups: CgroupTree,
    /// Interfaces on the host that go with it.
    pub links: Vec<String>,
    /// The signal that its file wants for shutting down.
    pub halt: Option<i32>,
}

/// The right to be the only keeper of a name.
#[derive(Debug)]
pub struct Claim {
    dir: PathBuf,
    lock: File,
}

impl Claim {
    /// Takes the name, after cleaning up what a dead keeper left of it.
    ///
    /// # Errors
    /// [`EngineError::AlreadyRunning`] when the container runs or starts.
    pub fn take(host: &Host, name: &str) -> Result<Self, EngineError> {
        let dir = host.run_dir(name)?;
        make_run_folder(&host.run())?;
        let deadline = Instant::now() + SWEEP;
        loop {
            make_folder(&dir, 0o700)?;
            let lock = match try_lock(&dir, IfMissing::Make)? {
                Lock::Ours(lock) => lock,
                // A sweep removed the folder between its making and its locking.
                Lock::Gone => continue,
                Lock::Taken if is_living(&dir) || Instant::now() > deadline => return Err(running(&dir, name)),
                // It may be a sweep's, which has it for a moment only.
                Lock::Taken => {
                    std::thread::sleep(Duration::from_millis(2));
                    continue;
                }
            };
            if let Some(state) = read_state(&dir) {
                if state.init.is_some_and(ProcessId::is_alive) && !state.is_ephemeral {
                    return Err(running(&dir, name));
                }
                clean_up(host, name, &dir, &state);
                continue;
            }
            return Ok(Self { dir, lock });
        }
    }

    /// Writes the state, whole or not at all.
    ///
    /// # Errors
    /// What the file system says.
    pub fn write(&self, state: &InstanceState) -> Result<(), EngineError> {
        let path = self.dir.join(STATE);
        let temporary = self.dir.join(".state.json");
        let text = serde_json::to_string(state).map_err(|error| EngineError::io("write", &path, std::io::Error::other(error)))?;
        let write = || fs::write(&temporary, text).and_then(|()| fs::rename(&temporary, &path));
        write().map_err(|error| EngineError::io("write", &path, error))
    }

    /// Returns the run folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Gives the name back and removes everything of the instance.
    pub fn release(self, host: &Host, name: &str, state: &InstanceState) {
        clean_up(host, name, &self.dir, state);
    }
}

impl Drop for Claim {
    /// A claim given up before its first word leaves nothing; with a state written, its folder belongs to [`Claim::release`].
    fn drop(&mut self) {
        let is_ours = is_same_file(&self.dir.join(LOCK), &self.lock);
        if is_ours && !self.dir.join(STATE).exists() {
            remove_folder(&self.dir);
        }
    }
}

fn is_living(dir: &Path) -> bool {
    read_state(dir).and_then(|state| state.init).is_some_and(ProcessId::is_alive)
}

fn running(dir: &Path, name: &str) -> EngineError {
    let init = read_state(dir).and_then(|state| state.init);
    EngineError::AlreadyRunning {
        name: name.to_owned(),
        pid: init.map_or(0, |init| u32::try_from(init.pid).unwrap_or(0)),
    }
}

/// Returns the state of an instance whose first process runs.
pub fn running_state(host: &Host, name: &str) -> Result<Option<(InstanceState, ProcessId)>, EngineError> {
    let dir = host.run_dir(name)?;
    let alive = read_state(&dir).and_then(|state| {
        let init = state.init.filter(|init| init.is_alive())?;
        Some((state, init))
    });
    Ok(alive)
}

/// Returns where an instance's cgroups are.
pub fn cgroups_of(host: &Host, name: &str, tree: CgroupTree) -> Cgroups {
    Cgroups::new(tree, host.cgroup_parent(), name)
}

/// Cleans up after keepers that died: ephemeral containers are ended, leftovers removed. Running containers are left alone.
pub fn sweep(host: &Host) {
    let Ok(entries) = fs::read_dir(host.run()) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        match name.to_str() {
            // Renamed by somebody who died before removing it.
            Some(name) if name.starts_with(GONE) => drop(fs::remove_dir_all(entry.path())),
            Some(name) if !name.starts_with('.') => sweep_one(host, name, &entry.path()),
            _ => {}
        }
    }
}

fn sweep_one(host: &Host, name: &str, dir: &Path) {
    let _lock = match try_lock(dir, IfMissing::Leave) {
        Ok(Lock::Ours(lock)) => lock,
        // Cut off between the folder and its lock: empty then, and only then removed. Who just made it makes it again.
        Ok(Lock::Gone) => return drop(fs::remove_dir(dir)),
        _ => return,
    };
    match read_state(dir) {
        Some(state) if state.init.is_some_and(ProcessId::is_alive) && !state.is_ephemeral => {}
        Some(state) => clean_up(host, name, dir, &state),
        // Just made, or cut off before its first word: nothing has been made for it yet, and who just made it tries again.
        None => remove_folder(dir),
    }
}

fn clean_up(host: &Host, name: &str, dir: &Path, state: &InstanceState) {
    cgroups_of(host, name, state.cgroups.clone()).remove();
    transom_runtime::remove_links(&state.links);
    remove_folder(dir);
}

/// Removes a run folder whose lock is held, out of everybody's sight at once: nobody can put a file into it meanwhile.
fn remove_folder(dir: &Path) {
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    let aside = dir.with_file_name(format!("{GONE}{}-{name}", std::process::id()));
    // What cannot be removed now is found again by the next sweep.
    if fs::rename(dir, &aside).is_ok() {
        drop(fs::remove_dir_all(&aside));
    }
}

/// Waits until an instance's keeper has cleaned up and gone; cleans up itself when it has died.
pub fn wait_until_gone(host: &Host, name: &str, patience: Duration) -> Result<(), EngineError> {
    let dir = host.run_dir(name)?;
    let deadline = Instant::now() + patience;
    while dir.exists() && Instant::now() < deadline {
        sweep_one(host, name, &dir);
        std::thread::sleep(Duration::from_millis(2));
    }
    if dir.exists() {
        Err(EngineError::failed(format!(
            "container `{name}` has ended, but its monitor has not cleaned up"
        )))
    } else {
        Ok(())
    }
}

/// What came of asking for a run folder's lock.
enum Lock {
    Ours(File),
    Taken,
    Gone,
}

/// What to do where there is no lock file yet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum IfMissing {
    Make,
    Leave,
}

fn try_lock(dir: &Path, if_missing: IfMissing) -> Result<Lock, EngineError> {
    let path = dir.join(LOCK);
    let lock = match File::options()
        .create(if_missing == IfMissing::Make)
        .truncate(false)
        .write(true)
        .open(&path)
    {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Lock::Gone),
        result => result.map_err(|error| EngineError::io("open", &path, error))?,
    };
    match rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive) {
        // Only a holder removes the file, so once the name still means the locked file, it will go on doing so.
        Ok(()) if is_same_file(&path, &lock) => Ok(Lock::Ours(lock)),
        Ok(()) => Ok(Lock::Gone),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(Lock::Taken),
        Err(errno) => Err(EngineError::io("lock", &path, errno)),
    }
}

fn is_same_file(path: &Path, file: &File) -> bool {
    let same = |a: &fs::Metadata, b: &fs::Metadata| (a.dev(), a.ino()) == (b.dev(), b.ino());
    fs::metadata(path).is_ok_and(|there| file.metadata().is_ok_and(|ours| same(&there, &ours)))
}

fn read_state(dir: &Path) -> Option<InstanceState> {
    serde_json::from_str(&fs::read_to_string(dir.join(STATE)).ok()?).ok()
}

fn make_run_folder(path: &Path) -> Result<(), EngineError> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|error| EngineError::io("make", parent, error))?;
    }
    make_folder(path, 0o711)
}

fn make_folder(path: &Path, mode: u32) -> Result<(), EngineError> {
    match fs::DirBuilder::new().mode(mode).create(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(EngineError::io("make", path, error)),
        _ => Ok(()),
    }
}
