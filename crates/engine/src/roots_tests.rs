//! Archives that try to get out, and honest ones.

use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use tar::{Builder, EntryType, Header};

use super::*;
use crate::test_folder::TestFolder;

/// Builds an archive entry by entry; names go in as they are, which the library's own methods would refuse.
struct Archive(Builder<Vec<u8>>);

impl Archive {
    fn new() -> Self {
        Self(Builder::new(Vec::new()))
    }

    fn entry(mut self, kind: EntryType, name: &str, link: &str, content: &str) -> Self {
        let mut header = Header::new_ustar();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.as_mut_bytes()[157..157 + link.len()].copy_from_slice(link.as_bytes());
        header.set_entry_type(kind);
        header.set_mode(if kind == EntryType::Directory { 0o755 } else { 0o4640 });
        header.set_uid(1234);
        header.set_gid(65_600);
        header.set_mtime(1_000_000);
        header.set_size(content.len() as u64);
        if kind == EntryType::Char {
            header.set_device_major(1).unwrap();
            header.set_device_minor(3).unwrap();
        }
        header.set_cksum();
        self.0.append(&header, content.as_bytes()).unwrap();
        self
    }

    fn file(self, name: &str, content: &str) -> Self {
        self.entry(EntryType::Regular, name, "", content)
    }

    fn folder(self, name: &str) -> Self {
        self.entry(EntryType::Directory, name, "", "")
    }

    fn symlink(self, name: &str, to: &str) -> Self {
        self.entry(EntryType::Symlink, name, to, "")
    }

    fn hard_link(self, name: &str, to: &str) -> Self {
        self.entry(EntryType::Link, name, to, "")
    }

    fn write(self, at: &Path) -> PathBuf {
        let path = at.join("root.tar");
        std::fs::write(&path, self.0.into_inner().unwrap()).unwrap();
        path
    }
}

fn unpack(folder: &TestFolder, archive: Archive) -> Result<Unpacked, String> {
    let file = archive.write(folder.path());
    std::fs::create_dir_all(folder.path().join("outside")).unwrap();
    std::fs::write(folder.path().join("outside/secret"), "untouched").unwrap();
    let outcome = unpack_tar(&file, &folder.path().join("root"), &mut |_| ()).map_err(|error| error.to_string());
    assert_eq!(
        std::fs::read_to_string(folder.path().join("outside/secret")).unwrap(),
        "untouched"
    );
    assert_eq!(
        std::fs::read_dir(folder.path().join("outside")).unwrap().count(),
        1,
        "something appeared outside"
    );
    let leftovers = std::fs::read_dir(folder.path())
        .unwrap()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with('.'));
    assert_eq!(leftovers.count(), 0, "a temporary folder stayed");
    outcome
}

fn refused(archive: Archive, expected: &str) {
    let folder = TestFolder::new("tar");
    let error = unpack(&folder, archive).unwrap_err();
    assert!(error.contains(expected), "{error}");
    assert!(!folder.path().join("root").exists(), "a half unpacked root stayed");
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[test]
fn an_honest_archive_keeps_owners_modes_links_and_times() {
    if !is_root() {
        return eprintln!("SKIP: needs root to keep owners");
    }
    let folder = TestFolder::new("tar");
    let archive = Archive::new()
        .folder("./")
        .file("./bin/true", "#!")
        .symlink("./lib", "usr/lib")
        .hard_link("./bin/false", "./bin/true")
        .entry(EntryType::Fifo, "pipe", "", "");
    let unpacked = unpack(&folder, archive).unwrap();
    let root = folder.path().join("root");
    let file = std::fs::metadata(root.join("bin/true")).unwrap();
    assert_eq!(
        (file.uid(), file.gid(), file.mode() & 0o7777, file.mtime(), file.nlink()),
        (1234, 65_600, 0o4640, 1_000_000, 2)
    );
    assert_eq!(std::fs::read_link(root.join("lib")).unwrap(), Path::new("usr/lib"));
    assert_eq!(std::fs::symlink_metadata(root.join("lib")).unwrap().uid(), 1234);
    assert_eq!((unpacked.entries, unpacked.bytes), (4, 2));
}

#[test]
fn gzip_is_unpacked_and_others_say_so() {
    if !is_root() {
        return eprintln!("SKIP: needs root to keep owners");
    }
    let folder = TestFolder::new("gz");
    let plain = std::fs::read(Archive::new().file("a", "x").write(folder.path())).unwrap();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&plain).unwrap();
    let file = folder.path().join("root.tar.gz");
    std::fs::write(&file, encoder.finish().unwrap()).unwrap();
    unpack_tar(&file, &folder.path().join("root"), &mut |_| ()).unwrap();
    assert_eq!(std::fs::read_to_string(folder.path().join("root/a")).unwrap(), "x");
    std::fs::write(&file, [0xfd, b'7', b'z', b'X', b'Z', 0, 0]).unwrap();
    let error = unpack_tar(&file, &folder.path().join("other"), &mut |_| ()).unwrap_err();
    assert!(error.to_string().contains("packed with xz"), "{error}");
}

#[test]
fn names_that_lead_outside_are_refused() {
    refused(Archive::new().file("../outside/secret", "x"), "`..`");
    refused(Archive::new().file("a/../../outside/secret", "x"), "`..`");
    refused(Archive::new().file("/etc/trt-passwd", "x"), "absolute");
}

#[test]
fn a_link_is_never_followed() {
    refused(
        Archive::new().symlink("out", "../outside").file("out/secret", "x"),
        "symbolic link",
    );
    refused(
        Archive::new().symlink("out", "/tmp").file("out/trt-secret", "x"),
        "symbolic link",
    );
    refused(
        Archive::new().symlink("out", "../outside").folder("out/deeper"),
        "symbolic link",
    );
    refused(
        Archive::new().symlink("out", "../outside").symlink("out/link", "x"),
        "symbolic link",
    );
    refused(
        Archive::new().symlink("out", "../outside").hard_link("mine", "out/secret"),
        "symbolic link",
    );
}

#[test]
fn a_file_replaces_a_link_of_its_name_without_writing_through_it() {
    if !is_root() {
        return eprintln!("SKIP: needs root to keep owners");
    }
    let folder = TestFolder::new("tar");
    unpack(
        &folder,
        Archive::new().symlink("name", "../outside/secret").file("name", "mine"),
    )
    .unwrap();
    assert_eq!(std::fs::read_to_string(folder.path().join("root/name")).unwrap(), "mine");
}

#[test]
fn hard_links_stay_inside() {
    refused(Archive::new().hard_link("mine", "../outside/secret"), "`..`");
    refused(Archive::new().hard_link("mine", "/etc/passwd"), "absolute");
    refused(Archive::new().hard_link("mine", "nowhere"), "not there");
    refused(Archive::new().folder("dir").hard_link("mine", "dir"), "no file");
}

#[test]
fn the_root_itself_cannot_be_replaced() {
    refused(Archive::new().symlink("./", "../outside"), "no name");
    refused(
        Archive::new()
            .folder("rootfs")
            .file("rootfs/a", "x")
            .symlink("rootfs", "../outside")
            .file("rootfs/secret", "x"),
        "files in it",
    );
    refused(
        Archive::new()
            .folder("rootfs")
            .symlink("rootfs", "../outside")
            .file("rootfs/secret", "x"),
        "symbolic link",
    );
}

#[test]
fn device_nodes_are_left_out_with_a_remark() {
    if !is_root() {
        return eprintln!("SKIP: needs root to keep owners");
    }
    let folder = TestFolder::new("tar");
    let unpacked = unpack(
        &folder,
        Archive::new().folder("dev").entry(EntryType::Char, "dev/null", "", ""),
    )
    .unwrap();
    assert!(!folder.path().join("root/dev/null").exists());
    assert!(unpacked.remarks[0].contains("/dev/null"), "{:?}", unpacked.remarks);
}

#[test]
fn what_is_no_archive_is_refused() {
    let folder = TestFolder::new("tar");
    let file = folder.path().join("not.tar");
    std::fs::write(&file, "x".repeat(2000)).unwrap();
    assert!(unpack_tar(&file, &folder.path().join("root"), &mut |_| ()).is_err());
    std::fs::write(&file, "").unwrap();
    assert!(
        unpack_tar(&file, &folder.path().join("root"), &mut |_| ())
            .unwrap_err()
            .to_string()
            .contains("empty")
    );
    assert!(!folder.path().join("root").exists());
}
