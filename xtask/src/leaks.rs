//! What is on the machine before and after: mounts, cgroups, interfaces, loop devices, processes and run files.
//!
//! Only what appeared in between and bears the project's or its tests' names counts as left over, except for mounts,
//! interfaces and loop devices, where everything new does.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

/// Beginnings of the names that Transom and its tests give to what they make.
const OURS: &[&str] = &["transom", "trt"];

/// What is there at one moment; each line says what and where.
pub struct Snapshot(BTreeSet<String>);

impl Snapshot {
    /// Looks at the machine.
    pub fn take() -> Self {
        let mut found = BTreeSet::new();
        found.extend(mounts());
        found.extend(cgroups());
        found.extend(names("/sys/class/net").map(|name| format!("interface {name}")));
        found.extend(loops());
        found.extend(processes());
        found.extend(files());
        Self(found)
    }

    /// Lists what is there now and was not then. Waits a little: the kernel takes its time to free some things.
    pub fn left_over(&self) -> Vec<String> {
        let mut left = Vec::new();
        for _ in 0..10 {
            left = Self::take().0.difference(&self.0).cloned().collect();
            if left.is_empty() {
                break;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        left
    }
}

fn mounts() -> Vec<String> {
    let text = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let point = |line: &str| line.split(' ').nth(4).map(|path| format!("mount on {path}"));
    text.lines().filter_map(point).collect()
}

fn cgroups() -> Vec<String> {
    let mut found = Vec::new();
    collect_cgroups(Path::new("/sys/fs/cgroup"), 0, &mut found);
    found
}

fn collect_cgroups(folder: &Path, depth: u32, found: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        if is_ours(&entry.file_name().to_string_lossy()) {
            found.push(format!("cgroup {}", entry.path().display()));
        }
        // Deep enough for a hierarchy, a slice, a scope and two levels below.
        if depth < 5 {
            collect_cgroups(&entry.path(), depth + 1, found);
        }
    }
}

fn loops() -> Vec<String> {
    let backing = |name: String| {
        let file = std::fs::read_to_string(format!("/sys/block/{name}/loop/backing_file")).ok()?;
        Some(format!("loop device {name} of {}", file.trim()))
    };
    names("/sys/block").filter_map(backing).collect()
}

fn processes() -> Vec<String> {
    let line = |pid: String| {
        let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
        is_ours(name.trim()).then(|| format!("process {pid} ({})", name.trim()))
    };
    names("/proc")
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
        .filter_map(line)
        .collect()
}

fn files() -> Vec<String> {
    let temporary = std::env::temp_dir().to_string_lossy().into_owned();
    let mut found: Vec<String> = names(&temporary)
        .filter(|name| is_ours(name))
        .map(|name| format!("file {temporary}/{name}"))
        .collect();
    for folder in ["/run/transom", "/var/lib/transom"] {
        // What starts with a dot is the folder's own: locks that stay, empty.
        found.extend(
            names(folder)
                .filter(|name| !name.starts_with('.'))
                .map(|name| format!("file {folder}/{name}")),
        );
    }
    found
}

fn names(folder: &str) -> impl Iterator<Item = String> + use<> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned())
}

fn is_ours(name: &str) -> bool {
    OURS.iter().any(|start| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_is_left_over_until_it_is_gone() {
        let before = Snapshot::take();
        let path = std::env::temp_dir().join(format!("trt-leak-{}", std::process::id()));
        std::fs::write(&path, "").unwrap();
        let line = format!("file {}", path.display());
        let after = Snapshot::take();
        std::fs::remove_file(&path).unwrap();
        assert!(after.0.contains(&line) && !before.0.contains(&line));
        assert!(!Snapshot::take().0.contains(&line));
    }
}
