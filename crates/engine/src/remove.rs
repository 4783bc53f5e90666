//! Removes a tree that Transom made, and nothing else.
//!
//! A guest may have filled the tree, so it is never walked by path: every folder is opened below the one before, without
//! links and without crossing into another mount. Folders are moved up and emptied one by one, so no depth of nesting
//! exhausts the stack or the descriptors.

use std::ffi::{CStr, CString};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, ResolveFlags};
use rustix::io::Errno;

/// Removes a folder and everything below it; one that is not there is no error.
///
/// # Errors
/// The first refusal, for example `EXDEV` where something is mounted inside.
pub fn remove_tree(path: &Path) -> Result<(), Errno> {
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(Errno::INVAL);
    };
    let parent = rustix::fs::open(parent, OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
    let name = CString::new(name.as_encoded_bytes()).map_err(|_| Errno::INVAL)?;
    let base = match open_folder(parent.as_fd(), &name) {
        Err(Errno::NOENT) => return Ok(()),
        Err(Errno::NOTDIR | Errno::LOOP) => return rustix::fs::unlinkat(&parent, &name, AtFlags::empty()),
        other => other?,
    };
    let mut moved = 0_u64;
    while let Some(folder) = empty_once(base.as_fd())? {
        let inner = open_folder(base.as_fd(), &folder)?;
        lift_folders(inner.as_fd(), base.as_fd(), &mut moved)?;
        rustix::fs::unlinkat(&base, &folder, AtFlags::REMOVEDIR)?;
    }
    rustix::fs::unlinkat(&parent, &name, AtFlags::REMOVEDIR)
}

/// Removes all files of a folder; returns one folder in it, if there is any.
fn empty_once(base: BorrowedFd<'_>) -> Result<Option<CString>, Errno> {
    let mut folder = None;
    for (name, is_folder) in entries(base)? {
        if is_folder {
            folder = Some(name);
        } else {
            rustix::fs::unlinkat(base, &name, AtFlags::empty())?;
        }
    }
    Ok(folder)
}

/// Removes all files of `inner` and moves its folders into `base`.
fn lift_folders(inner: BorrowedFd<'_>, base: BorrowedFd<'_>, moved: &mut u64) -> Result<(), Errno> {
    for (name, is_folder) in entries(inner)? {
        if !is_folder {
            rustix::fs::unlinkat(inner, &name, AtFlags::empty())?;
            continue;
        }
        // A name that exists already is a leftover of an interrupted removal: take the next.
        loop {
            *moved += 1;
            let target = CString::new(format!(".removing-{moved}")).map_err(|_| Errno::INVAL)?;
            match rustix::fs::renameat_with(inner, &name, base, &target, rustix::fs::RenameFlags::NOREPLACE) {
                Err(Errno::EXIST) => {}
                other => break other?,
            }
        }
    }
    Ok(())
}

fn entries(folder: BorrowedFd<'_>) -> Result<Vec<(CString, bool)>, Errno> {
    let mut found = Vec::new();
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name: &CStr = entry.file_name();
        if name == c"." || name == c".." {
            continue;
        }
        let kind = match entry.file_type() {
            FileType::Unknown => FileType::from_raw_mode(rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?.st_mode),
            known => known,
        };
        found.push((name.to_owned(), kind == FileType::Directory));
    }
    Ok(found)
}

fn open_folder(parent: BorrowedFd<'_>, name: &CStr) -> Result<OwnedFd, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    rustix::fs::openat2(
        parent,
        name,
        flags,
        Mode::empty(),
        ResolveFlags::NO_SYMLINKS | ResolveFlags::BENEATH | ResolveFlags::NO_XDEV,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_folder::TestFolder;

    #[test]
    fn removes_the_tree_and_follows_no_link() {
        let folder = TestFolder::new("remove");
        let (tree, kept) = (folder.path().join("tree"), folder.path().join("kept"));
        std::fs::create_dir_all(tree.join("a/b/c")).unwrap();
        std::fs::create_dir(&kept).unwrap();
        std::fs::write(kept.join("file"), "x").unwrap();
        std::fs::write(tree.join("a/b/file"), "x").unwrap();
        std::os::unix::fs::symlink(&kept, tree.join("a/link")).unwrap();
        remove_tree(&tree).unwrap();
        assert!(!tree.exists() && kept.join("file").exists());
        remove_tree(&tree).unwrap();
    }

    #[test]
    fn depth_is_no_limit() {
        let folder = TestFolder::new("deep");
        let tree = folder.path().join("tree");
        std::fs::create_dir(&tree).unwrap();
        let mut at = rustix::fs::open(&tree, OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty()).unwrap();
        for _ in 0..3000 {
            rustix::fs::mkdirat(&at, "d", Mode::RWXU).unwrap();
            at = rustix::fs::openat(&at, "d", OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty()).unwrap();
        }
        drop(at);
        remove_tree(&tree).unwrap();
        assert!(!tree.exists());
    }

    #[test]
    fn a_link_in_its_place_is_removed_itself() {
        let folder = TestFolder::new("link");
        let (tree, kept) = (folder.path().join("tree"), folder.path().join("kept"));
        std::fs::create_dir(&kept).unwrap();
        std::fs::write(kept.join("file"), "x").unwrap();
        std::os::unix::fs::symlink(&kept, &tree).unwrap();
        remove_tree(&tree).unwrap();
        assert!(kept.join("file").exists() && std::fs::symlink_metadata(&tree).is_err());
    }
}
