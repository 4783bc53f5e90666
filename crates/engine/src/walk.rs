//! Which files to read where folders are named: those that have the name of a configuration, in sorted order.
//!
//! Links to folders are not followed, so there are no loops and nothing is found twice; a root file system beside a configuration
//! belongs to a container and is not looked into. A file that was named is always read.

use std::fs::FileType;
use std::path::{Path, PathBuf};

use crate::{EngineError, text};

/// Ends of names that configurations have, among other files.
const ENDS: &[&str] = &["conf", "xml", "yaml", "yml"];
/// Whole names that configurations have.
const NAMES: &[&str] = &["config", "config.json"];
/// Folders that hold no configuration of this host's: a container's root, what a version control keeps.
const CLOSED: &[&str] = &["rootfs", ".git"];

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    /// Why it is read, which says what it means if it is none of the dialects'.
    pub(crate) because: Because,
}

/// Why a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Because {
    /// It was named.
    Named,
    /// It lies where only configurations lie.
    Place,
    /// Its name is one that configurations have.
    Name,
}

/// Walks files and folders, one file at a time.
#[derive(Debug)]
pub(crate) struct Walk {
    /// What is still to be looked at, the next one last.
    open: Vec<Entry>,
    /// Files of folders whose names are no configuration's.
    pub(crate) passed_over: u64,
}

#[derive(Debug)]
struct Entry {
    path: PathBuf,
    /// What its folder says it is; `None` if it was named.
    kind: Option<FileType>,
}

impl Walk {
    /// Starts with what was named, in that order.
    pub(crate) fn new(words: &[PathBuf]) -> Self {
        let entry = |path: &PathBuf| Entry {
            path: path.clone(),
            kind: None,
        };
        Self {
            open: words.iter().rev().map(entry).collect(),
            passed_over: 0,
        }
    }

    fn look_into(&mut self, folder: &Path) -> Result<(), EngineError> {
        let error = |error| EngineError::io("read", folder, error);
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(error)? {
            let entry = entry.map_err(error)?;
            // One that has gone in between is not missed.
            let kind = entry.file_type().ok();
            inside.extend(kind.map(|kind| (entry.path(), kind)));
        }
        inside.sort_unstable_by(|one, other| other.0.cmp(&one.0));
        let entry = |(path, kind)| Entry { path, kind: Some(kind) };
        self.open.extend(inside.into_iter().map(entry));
        Ok(())
    }

    /// Takes one entry of a folder: a file to read, or nothing.
    fn entry(&mut self, path: PathBuf, kind: FileType) -> Result<Option<Found>, EngineError> {
        if kind.is_dir() {
            let is_closed = path
                .file_name()
                .is_some_and(|name| CLOSED.iter().any(|closed| name == *closed));
            return if is_closed {
                Ok(None)
            } else {
                self.look_into(&path).map(|()| None)
            };
        }
        // A link counts as the file it leads to; one that leads nowhere, or to a folder, is passed over.
        let is_file = kind.is_file() || (kind.is_symlink() && path.metadata().is_ok_and(|target| target.is_file()));
        match because(&path).filter(|_| is_file) {
            Some(because) => Ok(Some(Found { path, because })),
            None => {
                self.passed_over += 1;
                Ok(None)
            }
        }
    }
}

impl Iterator for Walk {
    type Item = Result<Found, EngineError>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(Entry { path, kind }) = self.open.pop() {
            let outcome = match kind {
                Some(kind) => self.entry(path, kind),
                None if path.as_os_str() != text::STDIN && path.is_dir() => self.look_into(&path).map(|()| None),
                None => Ok(Some(Found {
                    path,
                    because: Because::Named,
                })),
            };
            match outcome {
                Ok(None) => {}
                Ok(Some(found)) => return Some(Ok(found)),
                Err(error) => return Some(Err(error)),
            }
        }
        None
    }
}

/// Says why a file of a folder is read, if it is.
fn because(path: &Path) -> Option<Because> {
    let name = path.file_name()?.to_str()?;
    let (_, end) = name.rsplit_once('.').unwrap_or((name, ""));
    if !NAMES.contains(&name) && !ENDS.contains(&end) {
        return None;
    }
    let mut above = path.ancestors().skip(1).filter_map(|folder| folder.file_name()?.to_str());
    let (parent, grandparent) = (above.next().unwrap_or(""), above.next().unwrap_or(""));
    let is_place = match (parent, grandparent) {
        // /etc/pve/lxc, /etc/pve/nodes/NODE/lxc, /etc/libvirt/lxc
        ("lxc", _) => name.strip_suffix(".conf").is_some_and(is_number) || (end == "xml" && grandparent == "libvirt"),
        // /var/lib/lxc/NAME/config
        (_, "lxc") => name == "config",
        _ => false,
    };
    Some(if is_place { Because::Place } else { Because::Name })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_folder::TestFolder;

    fn names(walk: &mut Walk, below: &Path) -> Vec<String> {
        let name = |found: Found| found.path.strip_prefix(below).unwrap_or(&found.path).display().to_string();
        walk.map(|found| name(found.unwrap())).collect()
    }

    #[test]
    fn places_say_what_files_are() {
        let of = |path| because(Path::new(path));
        assert_eq!(of("/etc/pve/lxc/102.conf"), Some(Because::Place));
        assert_eq!(of("/etc/pve/nodes/one/lxc/102.conf"), Some(Because::Place));
        assert_eq!(of("/var/lib/lxc/web/config"), Some(Because::Place));
        assert_eq!(of("/etc/libvirt/lxc/a.xml"), Some(Because::Place));
        assert_eq!(of("/etc/lxc/default.conf"), Some(Because::Name));
        assert_eq!(of("bundle/config.json"), Some(Because::Name));
        assert_eq!(of("bundle/other.json"), None);
        assert_eq!(of("README"), None);
    }

    #[test]
    fn folders_are_walked_in_order_and_loops_end() {
        let folder = TestFolder::new("walk");
        let root = folder.path();
        for name in [
            "b/102.conf",
            "a/config",
            "a/rootfs/etc/x.conf",
            "a/fstab",
            "c.yaml",
            ".git/config",
        ] {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        std::os::unix::fs::symlink(root, root.join("a/loop")).unwrap();
        std::os::unix::fs::symlink(root.join("loop.conf"), root.join("loop.conf")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", root.join("zero.conf")).unwrap();
        std::os::unix::fs::symlink("c.yaml", root.join("link.yaml")).unwrap();
        let mut walk = Walk::new(&[root.join("b/102.conf"), root.to_owned()]);
        let found = names(&mut walk, root);
        assert_eq!(found, ["b/102.conf", "a/config", "b/102.conf", "c.yaml", "link.yaml"]);
        assert_eq!(
            walk.passed_over, 4,
            "fstab, a link to a folder, a link to itself, a link to a device"
        );
    }
}
