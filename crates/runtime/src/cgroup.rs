//! Control groups of one container: where they are, making, limiting and removing them.

use std::fs;
use std::io::Write as _;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags};
use transom_model::CgroupTree;
use transom_plan::CgroupPlace;

use crate::error::{Doing, Failure, errno_of};

/// Name of the cgroup below the container's own that its processes live in.
const INNER: &str = "inside";

/// Where a container's cgroups are.
#[derive(Debug, Clone)]
pub struct Cgroups {
    tree: CgroupTree,
    parent: String,
    name: String,
}

impl Cgroups {
    /// Names the cgroups of a container: `<mount>/<parent>/<name>` in every tree.
    pub fn new(tree: CgroupTree, parent: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            tree,
            parent: parent.into(),
            name: name.into(),
        }
    }

    /// Returns the directory of one cgroup.
    pub fn path(&self, place: &CgroupPlace) -> Option<PathBuf> {
        let below = |mount: &Path| mount.join(&self.parent).join(&self.name);
        match place {
            CgroupPlace::V2 => self.tree.v2.as_deref().map(below),
            CgroupPlace::V2Inner => self.tree.v2.as_deref().map(|mount| below(mount).join(INNER)),
            CgroupPlace::V1(controller) => self.tree.v1.get(controller).map(|mount| below(mount)),
        }
    }

    /// Returns every cgroup the container may have, inner ones first.
    pub fn all(&self) -> Vec<PathBuf> {
        let v1 = self.tree.v1.keys().map(|controller| CgroupPlace::V1(controller.clone()));
        [CgroupPlace::V2Inner, CgroupPlace::V2]
            .into_iter()
            .chain(v1)
            .filter_map(|place| self.path(&place))
            .collect()
    }

    /// Makes one cgroup, ready for processes; `controllers` are those whose files will be written there (v2).
    pub(crate) fn make(&self, place: &CgroupPlace, controllers: &[&str]) -> Result<PathBuf, Failure> {
        const ATTEMPTS: u32 = 50;
        const NO_PARENT: i32 = 2;
        let path = self.expect(place)?;
        let mut attempt = 0;
        loop {
            attempt += 1;
            match self.make_at(place, &path, controllers) {
                // Another container that ends at this moment removes the parent that they shared, empty for an instant.
                Err(failure) if failure.errno.raw() == NO_PARENT && attempt < ATTEMPTS => {}
                result => return result.map(|()| path),
            }
        }
    }

    fn make_at(&self, place: &CgroupPlace, path: &Path, controllers: &[&str]) -> Result<(), Failure> {
        let parent = path.parent().expect("a container's cgroup lies below its parent");
        match place {
            CgroupPlace::V2 => {
                make_directory(parent)?;
                let mount = self.tree.v2.as_deref().expect("the place exists, so v2 is mounted");
                enable_controllers(mount, parent, controllers)?;
                make_new(path)
            }
            CgroupPlace::V2Inner => make_new(path),
            CgroupPlace::V1(controller) => {
                make_directory(parent)?;
                inherit_cpuset(controller, parent)?;
                make_new(path)?;
                inherit_cpuset(controller, path)
            }
        }
    }

    /// Refuses a container in a frozen cgroup: a process made there would never run, and whoever waits for it neither.
    pub(crate) fn refuse_frozen(&self) -> Result<(), Failure> {
        const AGAIN: i32 = 11;
        let Some(path) = self.path(&CgroupPlace::V2) else {
            return Ok(());
        };
        let events = fs::read_to_string(path.join("cgroup.events")).unwrap_or_default();
        if events.lines().any(|line| line == "frozen 1") {
            let doing = format!(
                "start a process in {}: it is frozen (`cgroup.freeze` there, or above it, is 1)",
                path.display()
            );
            return Err(Failure::because(doing, AGAIN));
        }
        Ok(())
    }

    /// Makes a cgroup beside those that the container's init has made for itself.
    pub(crate) fn make_for_exec(&self) -> Result<OwnedFd, Failure> {
        let path = self.expect(&CgroupPlace::V2Inner)?.join("transom-exec");
        make_directory(&path)?;
        rustix::fs::open(&path, OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())
            .doing(|| format!("open the cgroup {}", path.display()))
    }

    /// Writes one file of a cgroup.
    pub(crate) fn write(&self, place: &CgroupPlace, file: &str, value: &str) -> Result<(), Failure> {
        write_file(&self.expect(place)?.join(file), value)
    }

    /// Opens a cgroup's directory.
    pub(crate) fn open(&self, place: &CgroupPlace) -> Result<OwnedFd, Failure> {
        let path = self.expect(place)?;
        rustix::fs::open(&path, OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())
            .doing(|| format!("open the cgroup {}", path.display()))
    }

    fn expect(&self, place: &CgroupPlace) -> Result<PathBuf, Failure> {
        self.path(place)
            .ok_or_else(|| Failure::because(format!("find a cgroup tree for {place:?}"), 2))
    }

    /// Ends every process of the container, as far as it has cgroups.
    pub fn kill(&self) {
        self.all().iter().filter(|path| path.exists()).for_each(|path| kill_all(path));
    }

    /// Ends every process of the container and removes its cgroups, and the parents that are empty then.
    pub fn remove(&self) {
        for path in self.all() {
            kill_and_remove(&path);
        }
        for mount in self.tree.v2.iter().chain(self.tree.v1.values()) {
            // Another container may still use the parent; then it stays.
            drop(fs::remove_dir(mount.join(&self.parent)));
        }
    }
}

fn make_directory(path: &Path) -> Result<(), Failure> {
    match fs::create_dir(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(Failure::new(format!("make the cgroup {}", path.display()), errno_of(&error)))
        }
        _ => Ok(()),
    }
}

/// Makes a cgroup that is this container's alone; what a crash left under its name is ended first.
fn make_new(path: &Path) -> Result<(), Failure> {
    match fs::create_dir(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            kill_and_remove(path);
            fs::create_dir(path).map_err(|error| Failure::new(format!("make the cgroup {} anew", path.display()), errno_of(&error)))
        }
        Err(error) => Err(Failure::new(format!("make the cgroup {}", path.display()), errno_of(&error))),
        Ok(()) => Ok(()),
    }
}

/// Writes to an existing kernel file in one call.
pub(crate) fn write_file(path: &Path, value: &str) -> Result<(), Failure> {
    let write = || fs::OpenOptions::new().write(true).open(path)?.write_all(value.as_bytes());
    write().map_err(|error| Failure::new(format!("write `{value}` to {}", path.display()), errno_of(&error)))
}

fn enable_controllers(mount: &Path, parent: &Path, controllers: &[&str]) -> Result<(), Failure> {
    for directory in [mount, parent] {
        let file = directory.join("cgroup.subtree_control");
        let enabled = if controllers.is_empty() {
            String::new()
        } else {
            fs::read_to_string(&file).unwrap_or_default()
        };
        for controller in controllers
            .iter()
            .filter(|wanted| !enabled.split_whitespace().any(|name| name == **wanted))
        {
            write_file(&file, &format!("+{controller}"))?;
        }
    }
    Ok(())
}

/// A new v1 cpuset is empty and takes no process until it has CPUs and memory nodes; it begins with its parent's.
fn inherit_cpuset(controller: &str, path: &Path) -> Result<(), Failure> {
    if controller != "cpuset" {
        return Ok(());
    }
    for file in ["cpuset.cpus", "cpuset.mems"] {
        let own = fs::read_to_string(path.join(file)).unwrap_or_default();
        if own.trim().is_empty() {
            let above = path
                .parent()
                .map(|parent| fs::read_to_string(parent.join(file)).unwrap_or_default());
            write_file(&path.join(file), above.unwrap_or_default().trim())?;
        }
    }
    Ok(())
}

/// Ends every process in a cgroup and below, and removes it; gone already is fine.
pub fn kill_and_remove(path: &Path) {
    if fs::remove_dir(path).is_ok() || !path.exists() {
        return;
    }
    let deadline = Instant::now() + Duration::from_secs(5);
    loop {
        kill_all(path);
        remove_below(path);
        if fs::remove_dir(path).is_ok() || !path.exists() || Instant::now() > deadline {
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn remove_below(path: &Path) {
    let Ok(entries) = fs::read_dir(path) else { return };
    for entry in entries
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
    {
        remove_below(&entry.path());
        drop(fs::remove_dir(entry.path()));
    }
}

fn kill_all(path: &Path) {
    // `cgroup.kill` (v2, Linux 5.14) ends all at once, also what forks meanwhile.
    if write_file(&path.join("cgroup.kill"), "1").is_ok() {
        return;
    }
    let below = fs::read_dir(path)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    below.for_each(|entry| kill_all(&entry.path()));
    let Ok(pids) = fs::read_to_string(path.join("cgroup.procs")) else {
        return;
    };
    for pid in pids
        .lines()
        .filter_map(|line| line.parse().ok())
        .filter_map(rustix::process::Pid::from_raw)
    {
        // The pidfd makes sure that the process that is ended is the one that was in the cgroup a moment ago.
        if let Ok(pidfd) = rustix::process::pidfd_open(pid, rustix::process::PidfdFlags::empty()) {
            let is_still_here = fs::read_to_string(path.join("cgroup.procs"))
                .is_ok_and(|now| now.lines().any(|line| line == pid.as_raw_nonzero().to_string()));
            if is_still_here {
                transom_sys::process::signal(&pidfd, 9).ok();
            }
        }
    }
}
