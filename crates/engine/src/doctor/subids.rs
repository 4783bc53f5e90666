//! `/etc/subuid` and `/etc/subgid`: which ids a user may hand out. Reading, gaps, overlaps.

use transom_model::IdKind;

/// A range that a user may hand out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Name or number of the user.
    pub user: String,
    /// The first id.
    pub start: u64,
    /// How many.
    pub len: u64,
}

impl Grant {
    fn end(&self) -> u64 {
        self.start + self.len
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end() && other.start < self.end()
    }
}

/// What a file of them says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    /// Ranges, in order.
    pub grants: Vec<Grant>,
    /// Lines that are none, by number.
    pub broken: Vec<usize>,
}

/// Returns the file's path.
pub fn path(kind: IdKind) -> &'static str {
    match kind {
        IdKind::User => "/etc/subuid",
        IdKind::Group => "/etc/subgid",
    }
}

/// Reads a file; `None` when it is not there.
pub fn read_file(kind: IdKind) -> Option<Grants> {
    std::fs::read_to_string(path(kind)).ok().map(|text| read(&text))
}

fn read(text: &str) -> Grants {
    let mut found = Grants::default();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match grant(line) {
            Some(grant) => found.grants.push(grant),
            None => found.broken.push(number),
        }
    }
    found
}

fn grant(line: &str) -> Option<Grant> {
    let parts: Vec<&str> = line.split(':').collect();
    let [user, start, len] = parts.as_slice() else { return None };
    let (start, len): (u64, u64) = (start.parse().ok()?, len.parse().ok()?);
    let fits = start.checked_add(len)? <= u64::from(u32::MAX);
    (fits && len > 0).then(|| Grant {
        user: (*user).to_owned(),
        start,
        len,
    })
}

impl Grants {
    /// Returns the ranges of a user, who goes by these names.
    pub fn of<'a>(&'a self, names: &'a [String]) -> impl Iterator<Item = &'a Grant> {
        self.grants.iter().filter(|grant| names.contains(&grant.user))
    }

    /// Says whether a user's ranges, joined where they meet, cover a run of ids.
    pub fn covers(&self, names: &[String], start: u64, len: u64) -> bool {
        let mut ranges: Vec<(u64, u64)> = self.of(names).map(|grant| (grant.start, grant.end())).collect();
        ranges.sort_unstable();
        let mut reached = start;
        for (from, to) in ranges {
            if from <= reached && to > reached {
                reached = to;
            }
        }
        reached >= start + len
    }

    /// Finds two ranges of different users that share ids. The daemon of LXD or Incus and root share theirs on purpose.
    pub fn overlap(&self) -> Option<(&Grant, &Grant)> {
        let is_manager = |user: &str| matches!(user, "root" | "0" | "lxd" | "_lxd" | "incus" | "_incus");
        let pairs = self.grants.iter().enumerate().flat_map(|(at, one)| {
            let later = self.grants[at + 1..].iter();
            later.map(move |other| (one, other))
        });
        pairs.into_iter().find(|(one, other)| {
            let are_managers = is_manager(&one.user) && is_manager(&other.user);
            one.user != other.user && !are_managers && one.overlaps(other)
        })
    }
}

/// Returns the names that a user goes by in these files: its number, and its name in /etc/passwd.
pub fn names_of(uid: u32) -> Vec<String> {
    let number = uid.to_string();
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let name = passwd.lines().find_map(|line| {
        let mut parts = line.split(':');
        let (name, id) = (parts.next()?, parts.nth(1)?);
        (id == number).then(|| name.to_owned())
    });
    let name = name.or_else(|| (uid == 0).then(|| "root".to_owned()));
    name.into_iter().chain([number]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(name: &str) -> Vec<String> {
        vec![name.to_owned()]
    }

    #[test]
    fn lines_are_ranges_or_broken() {
        let read = read("# comment\nann:100000:65536\n\nbob:x:1\nbob:1:0\nbob:4294967295:5\nbob:18446744073709551615:2\n");
        assert_eq!(read.grants.len(), 1);
        assert_eq!(read.broken, [4, 5, 6, 7]);
    }

    #[test]
    fn ranges_that_meet_are_one() {
        let read = read("root:100000:1000\nroot:101000:64536\nann:300000:65536\n");
        assert!(read.covers(&names("root"), 100_000, 65536));
        assert!(!read.covers(&names("root"), 100_000, 65537));
        assert!(!read.covers(&names("root"), 300_000, 1));
    }

    #[test]
    fn only_strangers_must_not_overlap() {
        assert!(read("root:1000:10\nlxd:1000:10\n").overlap().is_none());
        assert!(read("root:1000:10\nann:1009:10\n").overlap().is_some());
        assert!(read("root:1000:10\nann:1010:10\n").overlap().is_none());
    }
}
