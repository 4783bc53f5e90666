//! Paths below a container's root, resolved there and nowhere else: a guest's links cannot lead onto the host.

use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, Stat, fstat, open, openat2};

/// An open root.
#[derive(Debug)]
pub struct Below(OwnedFd);

impl Below {
    /// Opens a root folder.
    pub fn open(root: &Path) -> Option<Self> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        open(root, flags, Mode::empty()).ok().map(Self)
    }

    fn find(&self, path: &Path, flags: OFlags) -> Option<OwnedFd> {
        let flags = flags | OFlags::CLOEXEC;
        openat2(
            &self.0,
            path,
            flags,
            Mode::empty(),
            ResolveFlags::IN_ROOT | ResolveFlags::NO_MAGICLINKS,
        )
        .ok()
    }

    /// Describes what is at a path; links are followed below the root.
    pub fn stat(&self, path: impl AsRef<Path>) -> Option<Stat> {
        fstat(self.find(path.as_ref(), OFlags::PATH)?).ok()
    }

    /// Describes what is at a path; the last part may be a link, which is not followed.
    pub fn stat_link(&self, path: impl AsRef<Path>) -> Option<Stat> {
        fstat(self.find(path.as_ref(), OFlags::PATH | OFlags::NOFOLLOW)?).ok()
    }

    /// Reads a regular file, at most this many bytes of it.
    pub fn read(&self, path: impl AsRef<Path>, most: u64) -> Option<Vec<u8>> {
        let path = path.as_ref();
        let is_file = self
            .stat(path)
            .is_some_and(|stat| rustix::fs::FileType::from_raw_mode(stat.st_mode).is_file());
        if !is_file {
            return None;
        }
        // Between the look and the opening it may have become a pipe: opening must not wait.
        let file = File::from(self.find(path, OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY)?);
        let mut bytes = Vec::new();
        file.take(most).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Reads a small text.
    pub fn text(&self, path: impl AsRef<Path>) -> Option<String> {
        const MOST: u64 = 32 << 20;
        self.read(path, MOST)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Lists the names in a folder.
    pub fn names(&self, path: impl AsRef<Path>) -> Vec<String> {
        let Some(folder) = self.find(path.as_ref(), OFlags::RDONLY | OFlags::DIRECTORY) else {
            return Vec::new();
        };
        let entries = rustix::fs::Dir::read_from(folder).into_iter().flatten().flatten();
        entries
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect()
    }
}

/// Says whether somebody with these host ids may enter every folder on the way to a path; names the first that is closed.
pub fn closed_folder(path: &Path, uid: u32, gid: u32) -> Option<String> {
    const X: u32 = 0o1;
    let folders: Vec<&Path> = path.ancestors().skip(1).collect();
    let is_closed = |folder: &&&Path| {
        let Ok(stat) = rustix::fs::statat(CWD, **folder, rustix::fs::AtFlags::empty()) else {
            return false;
        };
        let bit = match (stat.st_uid == uid, stat.st_gid == gid) {
            (true, _) => X << 6,
            (_, true) => X << 3,
            _ => X,
        };
        stat.st_mode & bit == 0
    };
    folders
        .iter()
        .rev()
        .find(is_closed)
        .map(|folder| folder.display().to_string())
}
