//! What a reader returns: the container, what it has to say, what became of each line, and what it still needs.

use std::path::PathBuf;

use transom_model::{Account, Container, Diagnostic, Dialect, Origin, Severity, Sources, Version};

/// A text that the reading needs and that `Sources` does not hold yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// A file or folder of more configuration (`lxc.include`).
    Config(PathBuf),
    /// A system call policy (`lxc.seccomp.profile`).
    SeccompPolicy(PathBuf),
    /// A file of mount lines (`lxc.mount.fstab`).
    Fstab(PathBuf),
}

impl Wanted {
    /// Returns the path to read.
    pub fn path(&self) -> &PathBuf {
        match self {
            Self::Config(path) | Self::SeccompPolicy(path) | Self::Fstab(path) => path,
        }
    }
}

/// The outcome of reading a file.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The language it was read in.
    pub dialect: Dialect,
    /// The version of its manager that it was read as.
    pub version: Version,
    /// The container it describes.
    pub container: Container,
    /// What is to be said about it, in the order of the lines.
    pub diagnostics: Vec<Diagnostic>,
    /// Every line of every file read, in order, and what it came to.
    pub accounts: Vec<Account>,
    /// Texts to add to the sources before reading again; empty when the reading is complete.
    pub wanted: Vec<Wanted>,
}

impl Reading {
    /// Says whether something is so wrong that the container must not start.
    pub fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Returns the numbers that Proxmox VE's `dev[n]` takes and no line has yet.
    pub fn free_device_numbers(&self) -> impl Iterator<Item = u32> {
        let is_used = |number: &u32| {
            let key = format!("dev{number}");
            self.accounts.iter().any(|account| account.key == key)
        };
        (0..256).filter(move |number| !is_used(number))
    }

    /// Widens every place that does not lie between the characters of its line to the whole line.
    ///
    /// Readers reckon places inside values; where a value is not what stands in the file (escapes, folded lines, texts that are not
    /// closed), that can be off. What shows a place must be able to rely on it.
    pub(crate) fn keep_places_on_lines(&mut self, sources: &Sources) {
        let found = self.diagnostics.iter_mut().map(|found| &mut found.origin);
        for origin in found.chain(self.accounts.iter_mut().map(|account| &mut account.origin)) {
            let Origin::Line { file, line, columns } = origin else {
                continue;
            };
            let text = sources.line_text(*file, *line);
            if text.get(columns.start as usize..columns.end as usize).is_none() {
                *columns = 0..u32::try_from(text.len()).unwrap_or(u32::MAX);
            }
        }
    }
}
