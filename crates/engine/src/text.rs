//! From a path to a text: regular files and standard input, of a sensible size, that hold text.
//!
//! Nothing here blocks on a pipe, opens a device or reads an image into memory. What is refused is named for what it is.

use std::fs::{FileType, Metadata};
use std::io::Read;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

/// Larger than any honest configuration; keeps a wrong path (an image, a log) out of memory.
pub(crate) const LARGEST: u64 = 4 << 20;

/// The name of standard input on a command line.
pub(crate) const STDIN: &str = "-";

/// A text that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    /// The text; what is not UTF-8 has been replaced.
    pub(crate) text: String,
    /// The first byte that is not UTF-8, and its value.
    pub(crate) damage: Option<(usize, u8)>,
}

/// Why there is no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoText {
    /// A sentence about it, without a full stop.
    pub(crate) why: String,
    /// What to do.
    pub(crate) hint: Option<String>,
}

impl NoText {
    fn new(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            hint: None,
        }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Reads a regular file, or standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<Text, NoText> {
    let bytes = if path.as_os_str() == STDIN {
        read_some(std::io::stdin().lock(), 0)?
    } else {
        read_file(path)?
    };
    if let Some(no_text) = other_than_text(&bytes) {
        return Err(no_text);
    }
    Ok(Text::of(bytes))
}

impl Text {
    fn of(bytes: Vec<u8>) -> Self {
        String::from_utf8(bytes).map_or_else(
            |error| {
                let at = error.utf8_error().valid_up_to();
                Self {
                    text: String::from_utf8_lossy(error.as_bytes()).into_owned(),
                    damage: Some((at, error.as_bytes()[at])),
                }
            },
            |text| Self { text, damage: None },
        )
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, NoText> {
    // Looked at first: opening some devices does something (a watchdog starts, a tape rewinds).
    let before = std::fs::metadata(path).map_err(|error| refusal(&error))?;
    check(path, &before)?;
    let file = std::fs::OpenOptions::new()
        .read(true)
        .custom_flags(
            (rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY)
                .bits()
                .cast_signed(),
        )
        .open(path)
        .map_err(|error| refusal(&error))?;
    // And again: it may have been replaced in between.
    let after = file.metadata().map_err(|error| refusal(&error))?;
    check(path, &after)?;
    read_some(file, after.len())
}

fn check(path: &Path, metadata: &Metadata) -> Result<(), NoText> {
    if metadata.is_dir() {
        let hint = format!("name the file in it, for example `{}`", path.join("config").display());
        return Err(NoText::new("it is a folder, not a file").hint(hint));
    }
    if !metadata.is_file() {
        let no_text = NoText::new(format!("it is no regular file but {}", kind(metadata.file_type())));
        return Err(no_text.hint("what a command prints is given on standard input, with `-` as the file's name"));
    }
    if metadata.len() > LARGEST {
        return Err(too_large(&format!("{} bytes", metadata.len())));
    }
    Ok(())
}

fn kind(kind: FileType) -> &'static str {
    if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

fn too_large(size: &str) -> NoText {
    NoText::new(format!("it has {size}; no configuration is larger than {LARGEST}"))
        .hint("name the container's own file; long lists of mounts or rules may stand in files that it includes")
}

/// Reads to the end, or to where it is too large: a file may grow, and one of /proc does not say how large it is.
fn read_some(from: impl Read, size: u64) -> Result<Vec<u8>, NoText> {
    // Room for a little more, so that a file of this size is read at once and its end is seen.
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(LARGEST)).unwrap_or(0) + 64);
    from.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| refusal(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(too_large("more bytes than that"));
    }
    Ok(bytes)
}

/// Says an I/O error in words a reader of configuration knows.
pub(crate) fn refusal(error: &std::io::Error) -> NoText {
    match error.kind() {
        std::io::ErrorKind::NotFound => NoText::new("there is no such file"),
        std::io::ErrorKind::PermissionDenied => {
            NoText::new("permission denied").hint("run it as root, or make the file readable for you")
        }
        _ => NoText::new(error.to_string()),
    }
}

const ROOT: &str = "`transom create NAME FILE --rootfs tar:ARCHIVE` takes an archive of a root; FILE is the configuration";
const OTHER: &str = "name the file that describes the container";

/// What files start with that are no text, and what is to be done with them.
const BINARIES: &[(&[u8], &str, &str)] = &[
    (b"\x7fELF", "a program", OTHER),
    (b"\x1f\x8b", "an archive (gzip)", ROOT),
    (b"\xfd7zXZ", "an archive (xz)", ROOT),
    (b"\x28\xb5\x2f\xfd", "an archive (zstd)", ROOT),
    (b"BZh", "an archive (bzip2)", ROOT),
    (b"PK\x03\x04", "an archive (zip)", OTHER),
    (b"hsqs", "an image of a file system (squashfs)", OTHER),
    (b"QFI\xfb", "a disk image (qcow2)", OTHER),
    (b"KDMV", "a disk image (VMDK)", OTHER),
    (b"SQLite format 3", "a database (SQLite)", OTHER),
    (b"\x89PNG", "a picture", OTHER),
    (b"\xff\xd8\xff", "a picture", OTHER),
    (b"%PDF-", "a PDF", OTHER),
];

fn other_than_text(bytes: &[u8]) -> Option<NoText> {
    if let Some(order) = utf16(bytes) {
        let hint = format!("no container manager reads it; convert it with `iconv -f UTF-16{order} -t UTF-8 FILE > NEW`");
        return Some(NoText::new("it is UTF-16 text, not UTF-8").hint(hint));
    }
    let known = BINARIES.iter().find(|(start, _, _)| bytes.starts_with(start));
    if let Some((_, what, hint)) = known {
        return Some(NoText::new(format!("it is not a text file but {what}")).hint(*hint));
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Some(NoText::new("it is not a text file but an archive (tar)").hint(ROOT));
    }
    let at = bytes.iter().position(|byte| *byte == 0)?;
    let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    Some(NoText::new(format!("it is not a text file: line {line} has a zero byte in it")).hint(OTHER))
}

/// Tells UTF-16 by its byte order mark, or by the zeros that half of the bytes of a plain text are then.
fn utf16(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] | [_, 0, _, 0, ..] if bytes[0] != 0 => Some("LE"),
        [0xfe, 0xff, ..] => Some("BE"),
        [0, second, 0, fourth, ..] if *second != 0 && *fourth != 0 => Some("BE"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_named() {
        let cases: &[(&[u8], &str)] = &[
            (b"\x7fELF\x02\x01\x01\x00", "a program"),
            (b"\x1f\x8b\x08\x00rest", "gzip"),
            (b"\xff\xfel\x00x\x00c\x00", "UTF-16"),
            (b"\xfe\xff\x00l\x00x", "UTF-16"),
            (b"l\x00x\x00c\x00.\x00", "UTF-16"),
            (b"\x00l\x00x\x00c", "UTF-16"),
            (b"a: 1\nb: \x00\n", "line 2 has a zero byte"),
        ];
        for (bytes, words) in cases {
            let found = other_than_text(bytes).unwrap_or_else(|| panic!("{bytes:?}"));
            assert!(found.why.contains(words) && found.hint.is_some(), "{found:?}");
        }
        for text in ["", "l", "lxc.uts.name = x\n", "\u{feff}a: 1"] {
            assert_eq!(other_than_text(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn damage_is_where_the_first_bad_byte_is() {
        assert_eq!(Text::of(b"a: M\xfcller\n".to_vec()).damage, Some((4, 0xfc)));
        assert_eq!(Text::of("a: M\u{fc}ller \u{fffd}\n".into()).damage, None);
    }

    #[test]
    fn devices_pipes_and_endless_files_are_refused() {
        assert!(read(Path::new("/dev/zero")).unwrap_err().why.contains("a device"));
        let endless = read_some(std::io::repeat(b'a'), 0).unwrap_err();
        assert!(endless.why.contains("no configuration is larger"), "{endless:?}");
        assert!(endless.hint.is_some());
    }
}
