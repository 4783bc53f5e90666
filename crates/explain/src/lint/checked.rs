//! What lints look at: a reading with its texts, and questions that many of them ask. No lint lives here.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use transom_dialects::Reading;
use transom_model::{Account, Container, Dialect, Effect, FileId, HostFacts, Origin, Sources, Version};

/// Where distributions and managers keep files that others include; nobody mends those by hand.
const NOT_OURS: [&str; 2] = ["/usr/share/", "/usr/lib/"];

/// A reading that is looked over.
pub struct Checked<'a> {
    /// What was read.
    pub reading: &'a Reading,
    /// The texts.
    pub sources: &'a Sources,
    /// The host it is for, where known.
    pub host: Option<&'a HostFacts>,
    by_line: OnceCell<BTreeMap<(FileId, u32), Vec<&'a Account>>>,
}

impl<'a> Checked<'a> {
    /// Looks at a reading.
    pub fn new(reading: &'a Reading, sources: &'a Sources, host: Option<&'a HostFacts>) -> Self {
        Self {
            reading,
            sources,
            host,
            by_line: OnceCell::new(),
        }
    }

    /// Returns the container.
    pub(super) fn container(&self) -> &'a Container {
        &self.reading.container
    }

    /// Returns the language of the file.
    pub(super) fn dialect(&self) -> Dialect {
        self.reading.dialect
    }

    /// Says whether the file is LXD's or Incus's.
    pub(super) fn is_lxd(&self) -> bool {
        matches!(self.dialect(), Dialect::Lxd | Dialect::Incus)
    }

    /// Says whether the manager's version is this one or a later one.
    pub(super) fn is_since(&self, major: u16, minor: u16) -> bool {
        self.reading.version >= Version::new(major, minor)
    }

    /// Says whether the container has no ids of its own.
    pub(super) fn is_privileged(&self) -> bool {
        self.container().id_map.is_privileged()
    }

    /// Says whether a place is in a file that its owner writes.
    pub(super) fn is_own(&self, origin: &Origin) -> bool {
        let Some((file, _)) = origin.line() else { return false };
        let path = &self.sources.file(file).path;
        !NOT_OURS.iter().any(|folder| path.starts_with(folder))
    }

    /// Returns the lines that describe the container as it is now, with what became of them: no comments, no snapshots.
    pub(super) fn lines(&self) -> impl Iterator<Item = &'a Account> {
        let is_said = |account: &&Account| !matches!(account.effect, Effect::Prose | Effect::Elsewhere(_));
        self.reading.accounts.iter().filter(is_said)
    }

    /// Returns the lines with a key.
    pub(super) fn lines_of(&self, key: &str) -> impl Iterator<Item = &'a Account> {
        self.lines().filter(move |account| account.key == key)
    }

    /// Returns the lines that speak to LXC, in whichever file they stand.
    pub(super) fn raw(&self) -> impl Iterator<Item = &'a Account> {
        self.lines().filter(|account| account.key.starts_with("lxc."))
    }

    /// Returns the line that gave a value.
    pub(super) fn line_at(&self, origin: &Origin) -> Option<&'a Account> {
        let by_line = self.by_line.get_or_init(|| {
            let mut all = BTreeMap::<_, Vec<_>>::new();
            for account in &self.reading.accounts {
                if let Some(at) = account.origin.line() {
                    all.entry(at).or_default().push(account);
                }
            }
            all
        });
        let accounts = by_line.get(&origin.line()?)?;
        let start = |origin: &Origin| columns(origin).map_or(0, |columns| columns.start);
        let before = accounts.iter().filter(|account| start(&account.origin) <= start(origin));
        before.max_by_key(|account| start(&account.origin)).copied()
    }

    /// Returns the text of the line that a place is in.
    pub(super) fn text(&self, origin: &Origin) -> &'a str {
        origin.line().map_or("", |(file, line)| self.sources.line_text(file, line))
    }

    /// Returns where the value of a line stands in it; the whole line where it is written in other letters.
    pub(super) fn value_origin(&self, account: &Account) -> Origin {
        self.part_origin(account, &account.value)
    }

    /// Returns where a word of a line's value stands in it; the whole line where it is not to be found.
    pub(super) fn part_origin(&self, account: &Account, part: &str) -> Origin {
        let Origin::Line { file, line, .. } = account.origin else {
            return account.origin.clone();
        };
        match self.columns_of(account, part) {
            Some(columns) => Origin::Line { file, line, columns },
            None => account.origin.clone(),
        }
    }

    /// Returns where a line's key stands in it.
    pub(super) fn key_origin(&self, account: &Account) -> Origin {
        let Origin::Line { file, line, columns } = &account.origin else {
            return account.origin.clone();
        };
        let text = self.text(&account.origin);
        let from = columns.start as usize;
        match text.get(from..).is_some_and(|rest| rest.starts_with(&account.key)) {
            true => Origin::Line {
                file: *file,
                line: *line,
                columns: narrow(from..from + account.key.len()),
            },
            false => account.origin.clone(),
        }
    }

    /// Finds a part of a value behind its key.
    pub(super) fn columns_of(&self, account: &Account, part: &str) -> Option<Range<u32>> {
        let text = self.text(&account.origin);
        let from = columns(&account.origin)?.start as usize;
        let rest = text.get(from..)?;
        let skip = if rest.starts_with(&account.key) {
            account.key.len()
        } else {
            0
        };
        let at = from + skip + text.get(from + skip..)?.find(part)?;
        (!part.is_empty()).then(|| narrow(at..at + part.len()))
    }

    /// Returns a line's text with another key, and everything else as it was.
    pub(super) fn with_key(&self, account: &Account, key: &str) -> String {
        self.text(&account.origin).replacen(&account.key, key, 1)
    }

    /// Returns a line's text with another part of its value, and everything else as it was.
    pub(super) fn with_part(&self, account: &Account, part: &str, new: &str) -> String {
        let text = self.text(&account.origin);
        match self.columns_of(account, part) {
            Some(columns) => format!("{}{new}{}", &text[..columns.start as usize], &text[columns.end as usize..]),
            None => text.to_owned(),
        }
    }

    /// Writes a setting of LXC as the file at hand writes those: `key = value`, with Proxmox's colon in its files.
    pub(super) fn lxc_line(&self, key: &str, value: &str) -> String {
        match self.dialect() {
            Dialect::Pve => format!("{key}: {value}"),
            _ => format!("{key} = {value}"),
        }
    }
}

fn columns(origin: &Origin) -> Option<&Range<u32>> {
    match origin {
        Origin::Line { columns, .. } => Some(columns),
        Origin::Default(_) | Origin::Stand { .. } => None,
    }
}

fn narrow(range: Range<usize>) -> Range<u32> {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    number(range.start)..number(range.end)
}
