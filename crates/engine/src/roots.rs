//! Root file systems: what `--rootfs` may say, and unpacking an archive safely.
//!
//! An archive comes from somewhere else and this code runs as root, so every entry is resolved below the target folder
//! by the kernel (openat2 with `RESOLVE_BENEATH`, no links on the way), device nodes are not made, and nothing appears
//! under the final name before all of it is there.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use rustix::fs::{AtFlags, FileType, Gid, Mode, OFlags, ResolveFlags, Timespec, Timestamps, Uid};
use rustix::io::Errno;
use tar::EntryType;
use transom_model::RootSource;

use crate::EngineError;
use crate::remove::remove_tree;

/// What `--rootfs` may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RootSpec {
    /// The embedded root.
    Host,
    /// A folder, used in place.
    Dir(PathBuf),
    /// An archive, unpacked.
    Tar(PathBuf),
}

impl RootSpec {
    /// Returns the model's word for it.
    pub fn source(&self) -> RootSource {
        match self {
            Self::Host => RootSource::Host,
            Self::Dir(path) => RootSource::Directory(path.clone()),
            Self::Tar(path) => RootSource::Tar(path.clone()),
        }
    }
}

impl FromStr for RootSpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "host" => Ok(Self::Host),
            Some(("dir", path)) if !path.is_empty() => Ok(Self::Dir(path.into())),
            Some(("tar", path)) if !path.is_empty() => Ok(Self::Tar(path.into())),
            _ => Err("a root is `host`, `dir:PATH` or `tar:FILE`".into()),
        }
    }
}

/// What came of unpacking an archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unpacked {
    /// Entries made.
    pub entries: u64,
    /// Bytes of file content.
    pub bytes: u64,
    /// What was left out, a sentence each.
    pub remarks: Vec<String>,
}

/// Unpacks an archive (plain or gzip) as the new folder `into`; `progress` is called after every entry.
///
/// Numeric owners and modes are kept. Device nodes and extended attributes are left out, with a remark.
///
/// # Errors
/// If an entry would land outside, or a file operation fails; nothing is left under `into` then.
pub fn unpack_tar(file: &Path, into: &Path, progress: &mut dyn FnMut(&Unpacked)) -> Result<Unpacked, EngineError> {
    let reader = open_archive(file)?;
    let name = into.file_name().unwrap_or(OsStr::new("rootfs")).to_string_lossy();
    let temporary = into.with_file_name(format!(".{name}.unpacking-{}", std::process::id()));
    let fail = |errno: Errno, path: &Path| EngineError::io("make", path, errno);
    remove_tree(&temporary).map_err(|errno| fail(errno, &temporary))?;
    rustix::fs::mkdir(&temporary, Mode::from_raw_mode(0o755)).map_err(|errno| fail(errno, &temporary))?;
    let outcome = extract_all(file, reader, &temporary, progress).and_then(|unpacked| {
        let (from, to) = (&temporary, into);
        rustix::fs::renameat_with(rustix::fs::CWD, from, rustix::fs::CWD, to, rustix::fs::RenameFlags::NOREPLACE)
            .map_err(|errno| fail(errno, into))?;
        Ok(unpacked)
    });
    if outcome.is_err() {
        // The first error is the one to tell; a temporary folder that stays is removed by the next attempt.
        remove_tree(&temporary).ok();
    }
    outcome
}

fn open_archive(path: &Path) -> Result<Box<dyn Read>, EngineError> {
    let fail = |error| EngineError::io("read", path, error);
    let mut file = File::open(path).map_err(fail)?;
    if !file.metadata().map_err(fail)?.is_file() {
        return Err(EngineError::BadArchive {
            path: path.to_owned(),
            why: "it is no regular file".into(),
        });
    }
    let mut magic = Vec::new();
    file.by_ref().take(6).read_to_end(&mut magic).map_err(fail)?;
    std::io::Seek::rewind(&mut file).map_err(fail)?;
    let packed = match magic.as_slice() {
        [0x1f, 0x8b, ..] => return Ok(Box::new(flate2::read::MultiGzDecoder::new(std::io::BufReader::new(file)))),
        [0xfd, b'7', b'z', b'X', b'Z', 0] => "xz",
        [0x28, 0xb5, 0x2f, 0xfd, ..] => "zstd",
        [b'B', b'Z', b'h', ..] => "bzip2",
        _ => return Ok(Box::new(std::io::BufReader::with_capacity(1 << 17, file))),
    };
    Err(EngineError::refused(
        format!(
            "cannot unpack {}: it is packed with {packed}, which Transom does not unpack yet",
            path.display()
        ),
        format!(
            "unpack it first (`{} -d`), or pack it with gzip",
            packed.trim_end_matches("td").trim_end_matches("ip2")
        ),
    ))
}

fn extract_all(
    file: &Path,
    reader: Box<dyn Read>,
    into: &Path,
    progress: &mut dyn FnMut(&Unpacked),
) -> Result<Unpacked, EngineError> {
    let bad = |why: String| EngineError::BadArchive {
        path: file.to_owned(),
        why,
    };
    let root = rustix::fs::open(into, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())
        .map_err(|errno| EngineError::io("open", into, errno))?;
    let mut extractor = Extractor {
        root,
        unpacked: Unpacked::default(),
        folder_times: Vec::new(),
    };
    let mut archive = tar::Archive::new(reader);
    for entry in archive.entries().map_err(|error| bad(error.to_string()))? {
        let mut entry = entry.map_err(|error| bad(format!("the archive is damaged: {error}")))?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        extractor
            .extract(&mut entry)
            .map_err(|why| bad(format!("`{}`: {why}", name.escape_debug())))?;
        progress(&extractor.unpacked);
    }
    if extractor.unpacked.entries == 0 {
        return Err(bad("it is no tar archive, or an empty one".into()));
    }
    extractor.set_folder_times().map_err(|errno| bad(errno.to_string()))?;
    Ok(extractor.unpacked)
}

struct Extractor {
    root: OwnedFd,
    unpacked: Unpacked,
    /// Set at the end: making entries in a folder changes its time.
    folder_times: Vec<(PathBuf, u64)>,
}

/// Where an entry goes: the open folder and the last part of its name.
struct Place {
    folder: OwnedFd,
    name: Box<OsStr>,
}

impl Extractor {
    fn extract(&mut self, entry: &mut tar::Entry<'_, Box<dyn Read>>) -> Result<(), String> {
        let path = inside(&entry.path_bytes())?;
        self.remark_on_attributes(entry, &path);
        let kind = entry.header().entry_type();
        if path.as_os_str().is_empty() {
            // The root's own entry (`./`): its owner and mode count, it is there already.
            return if kind.is_dir() {
                self.own_folder(entry, &path)
            } else {
                Err("it has no name".into())
            };
        }
        match kind {
            EntryType::Directory => self.folder(entry, &path),
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => self.file(entry, &path),
            EntryType::Symlink => self.symlink(entry, &path),
            EntryType::Link => self.hard_link(entry, &path),
            EntryType::Fifo => self.fifo(entry, &path),
            EntryType::Char | EntryType::Block => {
                self.unpacked.remarks.push(format!(
                    "the device node /{} was not made: nodes come from the container's own /dev",
                    path.display()
                ));
                Ok(())
            }
            EntryType::XGlobalHeader => Ok(()),
            other => Err(format!("its kind {:?} is not known", char::from(other.as_byte()))),
        }?;
        self.unpacked.entries += 1;
        Ok(())
    }

    fn remark_on_attributes(&mut self, entry: &mut tar::Entry<'_, Box<dyn Read>>, path: &Path) {
        let Ok(Some(extensions)) = entry.pax_extensions() else {
            return;
        };
        let keys = extensions
            .flatten()
            .filter_map(|extension| extension.key().ok()?.strip_prefix("SCHILY.xattr.").map(str::to_owned));
        for key in keys.collect::<Vec<_>>() {
            self.unpacked
                .remarks
                .push(format!("the attribute {key} of /{} was left out", path.display()));
        }
    }

    fn folder(&mut self, entry: &mut tar::Entry<'_, Box<dyn Read>>, path: &Path) -> Result<(), String> {
        let place = self.place(path)?;
        match kind_at(&place)? {
            Some(FileType::Directory) => {}
            Some(_) => unlink(&place)?,
            None => {}
        }
        match rustix::fs::mkdirat(&place.folder, &*place.name, Mode::RWXU) {
            Err(Errno::EXIST) | Ok(()) => {}
            Err(errno) => return Err(errno.to_string()),
        }
        self.own_folder(entry, path)
    }

    fn own_folder(&mut self, entry: &tar::Entry<'_, Box<dyn Read>>, path: &Path) -> Result<(), String> {
        let folder = open_below(&self.root, path, OFlags::RDONLY | OFlags::DIRECTORY)?;
        own(&folder, entry.header())?;
        self.folder_times.push((path.to_owned(), entry.header().mtime().unwrap_or(0)));
        Ok(())
    }

    fn file(&mut self, entry: &mut tar::Entry<'_, Box<dyn Read>>, path: &Path) -> Result<(), String> {
        let place = self.fresh_place(path)?;
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file =
            rustix::fs::openat(&place.folder, &*place.name, flags, Mode::RUSR | Mode::WUSR).map_err(|errno| errno.to_string())?;
        let mut file = File::from(file);
        self.unpacked.bytes += std::io::copy(entry, &mut file).map_err(|error| error.to_string())?;
        own(&file, entry.header())?;
        rustix::fs::futimens(&file, &times(entry.header().mtime().unwrap_or(0))).map_err(|errno| errno.to_string())
    }

    fn symlink(&mut self, entry: &mut tar::Entry<'_, Box<dyn Read>>, path: &Path) -> Result<(), String> {
        // Its content is the guest's own affair: nothing here ever follows it.
        let target = entry.link_name_bytes().ok_or("a link without a target")?.into_owned();
        let place = self.fresh_place(path)?;
        rustix::fs::symlinkat(OsStr::from_bytes(&target), &place.folder, &*place.name).map_err(|errno| errno.to_string())?;
        own_by_name(&place, entry.header())
    }

    fn hard_link(&mut self, entry: &mut tar::Entry<'_, Box<dyn Read>>, path: &Path) -> Result<(), String> {
        let target =
            inside(&entry.link_name_bytes().ok_or("a link without a target")?).map_err(|why| format!("its target: {why}"))?;
        let from = self.place(&target).map_err(|why| format!("its target: {why}"))?;
        match kind_at(&from)? {
            Some(FileType::RegularFile | FileType::Symlink | FileType::Fifo) => {}
            Some(_) => return Err("it links to what is no file".into()),
            None => return Err(format!("it links to /{}, which is not there", target.display())),
        }
        if target == path {
            return Ok(());
        }
        let to = self.fresh_place(path)?;
        rustix::fs::linkat(&from.folder, &*from.name, &to.folder, &*to.name, AtFlags::empty()).map_err(|errno| errno.to_string())
    }

    fn fifo(&mut self, entry: &mut tar::Entry<'_, Box<dyn Read>>, path: &Path) -> Result<(), String> {
        let place = self.fresh_place(path)?;
        let mode = Mode::from_raw_mode(entry.header().mode().unwrap_or(0o600) & 0o777);
        rustix::fs::mknodat(&place.folder, &*place.name, FileType::Fifo, mode, 0).map_err(|errno| errno.to_string())?;
        own_by_name(&place, entry.header())
    }

    /// Opens the folder an entry goes into, making those that the archive left out.
    fn place(&self, path: &Path) -> Result<Place, String> {
        let name: Box<OsStr> = path.file_name().ok_or("it has no name")?.into();
        let parent = path.parent().unwrap_or(Path::new(""));
        let folder = match open_below(&self.root, parent, OFlags::PATH | OFlags::DIRECTORY) {
            Err(_) if self.make_parents(parent)? => open_below(&self.root, parent, OFlags::PATH | OFlags::DIRECTORY)?,
            other => other?,
        };
        Ok(Place { folder, name })
    }

    /// Like [`Self::place`], with whatever an earlier entry of the same name left there removed.
    fn fresh_place(&self, path: &Path) -> Result<Place, String> {
        let place = self.place(path)?;
        if kind_at(&place)?.is_some() {
            unlink(&place)?;
        }
        Ok(place)
    }

    /// Makes missing folders; says whether there were any.
    fn make_parents(&self, path: &Path) -> Result<bool, String> {
        let mut made = false;
        let mut so_far = PathBuf::new();
        for part in path.components() {
            let folder = open_below(&self.root, &so_far, OFlags::PATH | OFlags::DIRECTORY)?;
            match rustix::fs::mkdirat(&folder, part.as_os_str(), Mode::from_raw_mode(0o755)) {
                Ok(()) => made = true,
                Err(Errno::EXIST) => {}
                Err(errno) => return Err(errno.to_string()),
            }
            so_far.push(part);
        }
        Ok(made)
    }

    fn set_folder_times(&self) -> Result<(), Errno> {
        for (path, seconds) in &self.folder_times {
            // A later entry may have replaced the folder; then its time is nobody's.
            if let Ok(folder) = open_below(&self.root, path, OFlags::RDONLY | OFlags::DIRECTORY) {
                rustix::fs::futimens(&folder, &times(*seconds))?;
            }
        }
        Ok(())
    }
}

/// Turns an entry's name into a path below the root, or refuses it.
fn inside(bytes: &[u8]) -> Result<PathBuf, String> {
    if bytes.contains(&0) {
        return Err("its name has a zero byte in it".into());
    }
    let mut path = PathBuf::new();
    for part in Path::new(OsStr::from_bytes(bytes)).components() {
        match part {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            Component::ParentDir => return Err("its name has `..` in it and would lead outside".into()),
            Component::RootDir | Component::Prefix(_) => return Err("its name is absolute and would lead outside".into()),
        }
    }
    Ok(path)
}

fn open_below(root: &OwnedFd, path: &Path, flags: OFlags) -> Result<OwnedFd, String> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS | ResolveFlags::NO_XDEV;
    rustix::fs::openat2(root.as_fd(), path, flags | OFlags::CLOEXEC, Mode::empty(), resolve).map_err(|errno| match errno {
        Errno::LOOP => "the way to it goes over a symbolic link of the archive".into(),
        Errno::XDEV => "the way to it leads outside".into(),
        other => other.to_string(),
    })
}

fn kind_at(place: &Place) -> Result<Option<FileType>, String> {
    match rustix::fs::statat(&place.folder, &*place.name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => Ok(Some(FileType::from_raw_mode(stat.st_mode))),
        Err(Errno::NOENT) => Ok(None),
        Err(errno) => Err(errno.to_string()),
    }
}

fn unlink(place: &Place) -> Result<(), String> {
    let is_folder = kind_at(place)? == Some(FileType::Directory);
    let flags = if is_folder { AtFlags::REMOVEDIR } else { AtFlags::empty() };
    rustix::fs::unlinkat(&place.folder, &*place.name, flags).map_err(|errno| match errno {
        Errno::NOTEMPTY => "a folder with files in it has the same name".into(),
        other => other.to_string(),
    })
}

/// Gives an open file its owner and mode: the owner first, because changing it clears the set-user-id bit.
fn own(fd: &impl AsFd, header: &tar::Header) -> Result<(), String> {
    let (uid, gid) = owner(header)?;
    rustix::fs::fchown(fd, Some(uid), Some(gid)).map_err(|errno| format!("its owner: {errno}"))?;
    let mode = header.mode().map_err(|error| error.to_string())?;
    rustix::fs::fchmod(fd, Mode::from_raw_mode(mode & 0o7777)).map_err(|errno| format!("its mode: {errno}"))
}

fn own_by_name(place: &Place, header: &tar::Header) -> Result<(), String> {
    let (uid, gid) = owner(header)?;
    rustix::fs::chownat(&place.folder, &*place.name, Some(uid), Some(gid), AtFlags::SYMLINK_NOFOLLOW)
        .map_err(|errno| format!("its owner: {errno}"))
}

fn owner(header: &tar::Header) -> Result<(Uid, Gid), String> {
    // The highest id means "leave it" to the kernel: refused, so that an entry never keeps an owner it did not name.
    let id = |value: std::io::Result<u64>, what: &str| {
        let value = value.map_err(|error| error.to_string())?;
        u32::try_from(value)
            .ok()
            .filter(|id| *id != u32::MAX)
            .ok_or_else(|| format!("its {what} {value} is out of range"))
    };
    Ok((
        Uid::from_raw(id(header.uid(), "user")?),
        Gid::from_raw(id(header.gid(), "group")?),
    ))
}

fn times(seconds: u64) -> Timestamps {
    let time = Timespec {
        tv_sec: i64::try_from(seconds).unwrap_or(0),
        tv_nsec: 0,
    };
    Timestamps {
        last_access: time,
        last_modification: time,
    }
}

#[cfg(test)]
#[path = "roots_tests.rs"]
mod tests;
