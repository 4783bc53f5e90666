//! Which language a file is in, and which version of the manager is meant to read it.

use std::str::FromStr;

use crate::Dialect;

/// A version of a manager, by its first two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version {
    /// The first number.
    pub major: u16,
    /// The second number; [`Version::LAST`] where only the first was given: the last of its series.
    pub minor: u16,
}

impl Version {
    /// The minor number that stands for the last version of a series.
    pub const LAST: u16 = u16::MAX;

    /// Makes a version of two numbers.
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { major, minor }
    }

    /// Reads `7`, `7.0` or `1.0.2`, of which the third number does not count.
    pub fn read(text: &str) -> Option<Self> {
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let mut parts = text.split('.');
        let major = parts.next().filter(|part| is_number(part))?.parse().ok()?;
        let minor = match parts.next() {
            None => Self::LAST,
            Some(part) => Some(part).filter(|part| is_number(part))?.parse().ok()?,
        };
        let is_end = parts.next().is_none_or(is_number) && parts.next().is_none();
        is_end.then_some(Self { major, minor })
    }
}

impl Default for Version {
    /// Newer than every version there is.
    fn default() -> Self {
        Self::new(u16::MAX, Self::LAST)
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.minor {
            Self::LAST => write!(f, "{}", self.major),
            minor => write!(f, "{}.{minor}", self.major),
        }
    }
}

const fn v(major: u16, minor: u16) -> Version {
    Version::new(major, minor)
}

const LXC: &[Version] = &[
    v(1, 0),
    v(1, 1),
    v(2, 0),
    v(2, 1),
    v(3, 0),
    v(4, 0),
    v(5, 0),
    v(6, 0),
    v(7, 0),
];
const PVE: &[Version] = &[
    v(6, Version::LAST),
    v(7, Version::LAST),
    v(8, 0),
    v(8, Version::LAST),
    v(9, 0),
    v(9, 1),
    v(9, 2),
];
const LIBVIRT: &[Version] = &[v(5, 0), v(7, 0), v(9, 0), v(11, 0)];
const LXD: &[Version] = &[v(4, 0), v(5, 0), v(5, 21), v(6, 8), v(6, Version::LAST)];
const INCUS: &[Version] = &[v(6, 0), v(7, Version::LAST)];
const OCI: &[Version] = &[v(1, 0), v(1, 1), v(1, 2), v(1, 3)];

/// A dialect as one version of its manager reads it: `lxc-4.0`, `pve-8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Release {
    /// The language.
    pub dialect: Dialect,
    /// The version that reads it.
    pub version: Version,
}

impl Release {
    /// Returns the newest version that Transom knows of a dialect, which is read as when nothing else is asked for.
    pub fn newest(dialect: Dialect) -> Self {
        let versions = Self::versions(dialect);
        Self {
            dialect,
            version: versions[versions.len() - 1],
        }
    }

    /// Returns the versions of a dialect that differ for a reader, the oldest first.
    pub fn versions(dialect: Dialect) -> &'static [Version] {
        match dialect {
            Dialect::Lxc => LXC,
            Dialect::Pve => PVE,
            Dialect::Libvirt => LIBVIRT,
            Dialect::Lxd => LXD,
            Dialect::Incus => INCUS,
            Dialect::Oci => OCI,
        }
    }
}

impl From<Dialect> for Release {
    fn from(dialect: Dialect) -> Self {
        Self::newest(dialect)
    }
}

impl std::fmt::Display for Release {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.dialect.word(), self.version)
    }
}

/// Why a word names no release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoRelease(String);

impl std::fmt::Display for NoRelease {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoRelease {}

impl FromStr for Release {
    type Err = NoRelease;

    /// Reads `lxc-7.0`, `pve-8`, or a dialect alone for its newest version.
    fn from_str(word: &str) -> Result<Self, NoRelease> {
        let (name, version) = word
            .split_once('-')
            .map_or((word, None), |(name, version)| (name, Some(version)));
        let Some(dialect) = Dialect::ALL.into_iter().find(|dialect| dialect.word() == name) else {
            let words = Dialect::ALL.map(Dialect::word).join(", ");
            return Err(NoRelease(format!("`{name}` is none of the dialects {words}")));
        };
        let Some(version) = version else {
            return Ok(Self::newest(dialect));
        };
        let read = Version::read(version)
            .ok_or_else(|| NoRelease(format!("`{version}` is no version; write `{name}-7` or `{name}-7.0`")))?;
        let known = Self::versions(dialect);
        let (first, last) = (known[0], known[known.len() - 1]);
        if read.major < first.major || read.major > last.major {
            return Err(NoRelease(format!(
                "{} {read} is not known; there are {name}-{} to {name}-{}",
                dialect.title(),
                first.major,
                last.major
            )));
        }
        Ok(Self { dialect, version: read })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_words() {
        let release: Release = "lxc-4.0".parse().unwrap();
        assert_eq!((release.dialect, release.version), (Dialect::Lxc, Version::new(4, 0)));
        assert_eq!("pve-8".parse::<Release>().unwrap().version, Version::new(8, Version::LAST));
        assert_eq!("incus".parse::<Release>().unwrap(), Release::newest(Dialect::Incus));
        assert_eq!(release.to_string(), "lxc-4.0");
        assert!("pve-3".parse::<Release>().unwrap_err().to_string().contains("pve-6"));
        assert!("lxc-seven".parse::<Release>().is_err());
        assert!("docker".parse::<Release>().unwrap_err().to_string().contains("libvirt"));
    }

    #[test]
    fn the_last_of_a_series_is_newer_than_any_of_it() {
        assert!(Version::read("8").unwrap() > Version::new(8, 4));
        assert!(Version::read("8").unwrap() < Version::new(9, 0));
        assert_eq!(Version::read("1.0.2"), Some(Version::new(1, 0)));
        assert_eq!(Version::read("1.0.2.3"), None);
        assert_eq!(Version::read("1."), None);
    }
}
