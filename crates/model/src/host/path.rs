//! What a path on the host is, and how a recording writes it: `char 10:232 0660 0:104, devtmpfs`.
//!
//! The text form is `KIND[, FILE SYSTEM[, idmap]][: REASON]`. Recordings of old hold objects instead; both are read.

use std::fmt;
use std::str::FromStr;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{DeviceKind, DeviceNumber, HostId, Mode};

/// A device node on the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostNode {
    /// Character or block.
    pub kind: DeviceKind,
    /// Its number.
    pub number: DeviceNumber,
    /// Its permission bits.
    pub mode: Mode,
    /// Its owner.
    pub uid: HostId,
    /// Its group.
    pub gid: HostId,
}

/// What a path on the host is; links are followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PathKind {
    /// Nothing there.
    Missing,
    /// A directory.
    Directory,
    /// A regular file.
    File,
    /// A device node.
    Node(HostNode),
    /// A socket, a pipe.
    Other,
    /// It could not be looked at; the text is the system's reason.
    Unreadable(String),
}

/// A path that was asked for and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathFact {
    /// What it is.
    pub kind: PathKind,
    /// The file system it lies on (`ext4`, `tmpfs`), where known.
    pub filesystem: Option<String>,
    /// Whether that file system can be mounted with shifted owners.
    pub can_idmap: bool,
}

impl PathFact {
    /// Makes the fact that there is nothing.
    pub fn missing() -> Self {
        Self {
            kind: PathKind::Missing,
            filesystem: None,
            can_idmap: false,
        }
    }
}

impl fmt::Display for HostNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            DeviceKind::Char => "char",
            DeviceKind::Block => "block",
        };
        let (mode, uid, gid) = (self.mode.0, self.uid.0, self.gid.0);
        write!(f, "{kind} {} {mode:04o} {uid}:{gid}", self.number)
    }
}

impl fmt::Display for PathFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            PathKind::Missing => f.write_str("missing")?,
            PathKind::Directory => f.write_str("directory")?,
            PathKind::File => f.write_str("file")?,
            PathKind::Node(node) => write!(f, "{node}")?,
            PathKind::Other => f.write_str("other")?,
            PathKind::Unreadable(_) => f.write_str("unreadable")?,
        }
        if self.filesystem.is_some() || self.can_idmap {
            write!(f, ", {}", self.filesystem.as_deref().unwrap_or("-"))?;
        }
        if self.can_idmap {
            f.write_str(", idmap")?;
        }
        match &self.kind {
            PathKind::Unreadable(why) => write!(f, ": {why}"),
            _ => Ok(()),
        }
    }
}

/// A text that says nothing about a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPathFact(String);

impl fmt::Display for BadPathFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` does not say what a path is; write `char 10:232 0660 0:104, devtmpfs`, `directory, ext4, idmap`, `file` or `missing`",
            self.0
        )
    }
}

impl FromStr for PathFact {
    type Err = BadPathFact;

    fn from_str(text: &str) -> Result<Self, BadPathFact> {
        read(text).ok_or_else(|| BadPathFact(text.to_owned()))
    }
}

fn read(text: &str) -> Option<PathFact> {
    let (facts, reason) = match text.split_once(": ") {
        Some((facts, reason)) => (facts, Some(reason)),
        None => (text, None),
    };
    let mut facts = facts.split(", ");
    let kind = match (facts.next()?, reason) {
        ("unreadable", Some(reason)) => PathKind::Unreadable(reason.to_owned()),
        (_, Some(_)) => return None,
        ("missing", None) => PathKind::Missing,
        ("directory", None) => PathKind::Directory,
        ("file", None) => PathKind::File,
        ("other", None) => PathKind::Other,
        (words, None) => PathKind::Node(read_node(words)?),
    };
    let filesystem = facts.next().filter(|name| *name != "-").map(str::to_owned);
    let can_idmap = match facts.next() {
        None => false,
        Some("idmap") => true,
        Some(_) => return None,
    };
    facts.next().is_none().then_some(PathFact {
        kind,
        filesystem,
        can_idmap,
    })
}

fn read_node(words: &str) -> Option<HostNode> {
    let mut words = words.split(' ');
    let kind = match words.next()? {
        "char" => DeviceKind::Char,
        "block" => DeviceKind::Block,
        _ => return None,
    };
    let pair = |word: &str| {
        let (left, right) = word.split_once(':')?;
        Some((left.parse().ok()?, right.parse().ok()?))
    };
    let (major, minor) = pair(words.next()?)?;
    let mode = u32::from_str_radix(words.next()?, 8).ok().filter(|mode| *mode <= 0o7777)?;
    let (uid, gid) = pair(words.next()?)?;
    words.next().is_none().then_some(HostNode {
        kind,
        number: DeviceNumber { major, minor },
        mode: Mode(mode),
        uid: HostId(uid),
        gid: HostId(gid),
    })
}

impl Serialize for PathFact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The form of old recordings.
#[derive(Deserialize)]
struct Fields {
    kind: PathKind,
    filesystem: Option<String>,
    can_idmap: bool,
}

struct EitherForm;

impl<'de> Visitor<'de> for EitherForm {
    type Value = PathFact;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what a path is, such as `char 10:232 0660 0:104, devtmpfs`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<PathFact, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<PathFact, A::Error> {
        let Fields {
            kind,
            filesystem,
            can_idmap,
        } = Fields::deserialize(MapAccessDeserializer::new(map))?;
        Ok(PathFact {
            kind,
            filesystem,
            can_idmap,
        })
    }
}

impl<'de> Deserialize<'de> for PathFact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EitherForm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_comes_back_as_it_was_written() {
        let texts = [
            "missing",
            "directory, ext4, idmap",
            "directory, -, idmap",
            "file, nfs",
            "other",
            "char 10:232 0660 0:104, devtmpfs",
            "block 259:3 0660 0:6",
            "unreadable: Permission denied (os error 13): really",
            "unreadable, fuse: no",
        ];
        for text in texts {
            let fact: PathFact = text.parse().unwrap();
            assert_eq!(fact.to_string(), text);
        }
        let kvm: PathFact = texts[5].parse().unwrap();
        let PathKind::Node(node) = kvm.kind else {
            panic!("{kvm}");
        };
        assert_eq!((node.mode, node.gid), (Mode(0o660), HostId(104)));
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        let texts = [
            "",
            "folder",
            "char 10:232",
            "char 10 0660 0:0",
            "char 10:232 0999 0:0",
            "char 10:232 10000 0:0",
            "char 10:232 0660 0:0 x",
            "file, ext4, shifted",
            "file, ext4, idmap, more",
            "file: why",
            "unreadable",
        ];
        for text in texts {
            let error = text.parse::<PathFact>().unwrap_err().to_string();
            assert!(error.starts_with(&format!("`{text}` does not say")), "{error}");
        }
    }
}
