//! Which host ids a container may have: 65536 of its own, shared with nobody.
//!
//! [`allocate`] finds a range for a container that stays; the store records it. [`lease`] takes one for a `try`, far above
//! what system tools hand out, and gives it back when the lease is dropped, also when the process is killed.

use std::fs::File;
use std::path::{Path, PathBuf};

use rustix::fs::FlockOperation;

use crate::{EngineError, Host};

/// How many ids a container gets: enough for every id a distribution uses, `nobody` included.
pub const ID_RANGE_LEN: u32 = 65536;
/// Where ranges start when `/etc/subuid` gives root none: useradd's own default.
const FIRST: u32 = 100_000;
/// Where leases start: below 2^31, because some tools take ids as signed numbers.
pub(crate) const FIRST_LEASE: u32 = 0x7000_0000;
/// How many there are.
const LEASES: u32 = 4000;

/// A range that is taken for as long as this value lives.
#[derive(Debug)]
pub struct IdLease {
    /// The first host id.
    pub start: u32,
    path: PathBuf,
    _lock: File,
}

impl Drop for IdLease {
    fn drop(&mut self) {
        // The lock goes with the descriptor; a file that stays behind is taken over by the next lease.
        std::fs::remove_file(&self.path).ok();
    }
}

/// Takes a free range for an ephemeral container.
///
/// # Errors
/// If the run folder cannot be written, or every range is taken.
pub fn lease(host: &Host) -> Result<IdLease, EngineError> {
    let folder = host.run().join(".ids");
    std::fs::create_dir_all(&folder).map_err(|error| EngineError::io("make", &folder, error))?;
    // Another root starts elsewhere, so that two of them on one machine rarely meet.
    let first = host.root().map_or(0, |root| spread(root) % LEASES);
    for slot in (0..LEASES).map(|offset| (first + offset) % LEASES) {
        let start = FIRST_LEASE + slot * ID_RANGE_LEN;
        if let Some(lease) = take(&folder, start)? {
            return Ok(lease);
        }
    }
    Err(EngineError::failed(format!(
        "all {LEASES} id ranges for ephemeral containers are taken"
    )))
}

fn take(folder: &Path, start: u32) -> Result<Option<IdLease>, EngineError> {
    let path = folder.join(start.to_string());
    let fail = |error: std::io::Error| EngineError::io("lock", &path, error);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(fail)?;
    match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Err(rustix::io::Errno::WOULDBLOCK) => return Ok(None),
        other => other.map_err(|errno| fail(errno.into()))?,
    }
    // Between open and lock the owner before may have removed the name: then the lock is on a file nobody else sees.
    let is_same = std::fs::metadata(&path).is_ok_and(|there| file.metadata().is_ok_and(|ours| same_file(&there, &ours)));
    Ok(is_same.then_some(IdLease {
        start,
        path,
        _lock: file,
    }))
}

fn same_file(a: &std::fs::Metadata, b: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

fn spread(root: &Path) -> u32 {
    root.as_os_str()
        .as_encoded_bytes()
        .iter()
        .fold(7, |sum: u32, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)))
}

/// Finds a range for a container that stays; `taken` are the starts that other containers have.
///
/// `subuid` is the text of `/etc/subuid`: root's own entries are used if there are any; without one, ranges go up from
/// 100000 around everybody else's.
pub fn allocate(subuid: &str, taken: &[u32]) -> Option<u32> {
    let entries: Vec<(&str, u32, u32)> = subuid.lines().filter_map(entry).collect();
    let own: Vec<(u32, u32)> = entries
        .iter()
        .filter(|(user, ..)| matches!(*user, "root" | "0"))
        .map(|(_, start, len)| (*start, *len))
        .collect();
    let is_free = |start: &u32| {
        taken
            .iter()
            .all(|other| !overlap((*start, ID_RANGE_LEN), (*other, ID_RANGE_LEN)))
    };
    if own.is_empty() {
        let is_nobodys = |start: &u32| {
            entries
                .iter()
                .all(|(_, other, len)| !overlap((*start, ID_RANGE_LEN), (*other, *len)))
        };
        return candidates(FIRST, FIRST_LEASE - FIRST).find(|start| is_free(start) && is_nobodys(start));
    }
    own.iter().find_map(|(start, len)| candidates(*start, *len).find(is_free))
}

fn entry(line: &str) -> Option<(&str, u32, u32)> {
    let mut parts = line.trim().split(':');
    let (user, start, len) = (parts.next()?, parts.next()?, parts.next()?);
    Some((user, start.parse().ok()?, len.parse().ok()?))
}

fn candidates(start: u32, len: u32) -> impl Iterator<Item = u32> {
    (0..len / ID_RANGE_LEN).map(move |slot| start + slot * ID_RANGE_LEN)
}

fn overlap(a: (u32, u32), b: (u32, u32)) -> bool {
    u64::from(a.0) < u64::from(b.0) + u64::from(b.1) && u64::from(b.0) < u64::from(a.0) + u64::from(a.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_folder::TestFolder;

    #[test]
    fn roots_own_entry_wins_and_runs_out() {
        let subuid = "ann:100000:65536\nroot:300000:131072\n";
        assert_eq!(allocate(subuid, &[]), Some(300_000));
        assert_eq!(allocate(subuid, &[300_000]), Some(365_536));
        assert_eq!(allocate(subuid, &[300_000, 365_536]), None);
    }

    #[test]
    fn without_an_entry_ranges_go_around_everybody() {
        assert_eq!(allocate("", &[]), Some(100_000));
        assert_eq!(allocate("ann:100000:65536\nbad line\nbob:165536:65536", &[]), Some(231_072));
        assert_eq!(allocate("", &[100_000]), Some(165_536));
        assert_eq!(allocate("ann:150000:1", &[]), Some(165_536));
    }

    #[test]
    fn leases_do_not_overlap_and_come_back() {
        let folder = TestFolder::new("ids");
        let host = Host::new(Some(folder.path())).unwrap();
        let (first, second) = (lease(&host).unwrap(), lease(&host).unwrap());
        assert!(first.start.abs_diff(second.start) >= ID_RANGE_LEN);
        let start = first.start;
        drop(first);
        assert_eq!(lease(&host).unwrap().start, start);
    }
}
