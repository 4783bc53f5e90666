//! Where a value came from: a span of a file, a default of a dialect, or something Transom put in its place.
//!
//! [`Given`] joins a value with its [`Origin`]; [`Sources`] holds the texts that origins point into.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Names one text of a [`Sources`] collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// Where a value came from: a span of a file, or a default that the dialect supplies.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A span of a line. `line` counts from 1, `columns` are byte offsets in that line counted from 0.
    Line {
        /// The text it stands in.
        file: FileId,
        /// The line, counted from 1.
        line: u32,
        /// Byte offsets in that line, counted from 0.
        columns: Range<u32>,
    },
    /// A default of a dialect or of Transom; the text says whose and why.
    Default(&'static str),
    /// Put there by `transom try` instead of what a line (if any) asks for, because this host lacks it.
    Stand {
        /// The line that it stands for.
        instead_of: Option<Box<Origin>>,
        /// Why the original could not be used.
        why: String,
    },
}

impl Origin {
    /// Returns the file and line, also of the line that a substitute stands for.
    pub fn line(&self) -> Option<(FileId, u32)> {
        match self {
            Self::Line { file, line, .. } => Some((*file, *line)),
            Self::Default(_) => None,
            Self::Stand { instead_of, .. } => instead_of.as_ref().and_then(|origin| origin.line()),
        }
    }
}

/// A value somebody can be asked about: `origin` answers "why is it so?".
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Given<T> {
    /// What was given.
    pub value: T,
    /// Where it was given.
    pub origin: Origin,
}

impl<T> Given<T> {
    /// Joins a value with its origin.
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    /// Makes a value that a dialect supplies when the file is silent.
    pub fn default_of(value: T, whose: &'static str) -> Self {
        Self {
            value,
            origin: Origin::Default(whose),
        }
    }

    /// Makes another value that the same line is responsible for.
    pub fn with<U>(&self, value: U) -> Given<U> {
        Given {
            value,
            origin: self.origin.clone(),
        }
    }
}

/// Empties a slot whose value has an unwanted origin.
pub(crate) fn keep_one<T>(slot: &mut Option<Given<T>>, keep: &dyn Fn(&Origin) -> bool) {
    if slot.as_ref().is_some_and(|given| !keep(&given.origin)) {
        *slot = None;
    }
}

/// Takes the values with an unwanted origin out of a list.
pub(crate) fn keep_some<T>(list: &mut Vec<Given<T>>, keep: &dyn Fn(&Origin) -> bool) {
    list.retain(|given| keep(&given.origin));
}

/// One text that was read: its path as the user would write it, and its content.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path as given, or as an include line names it.
    pub path: PathBuf,
    /// The text; bytes that are not UTF-8 have been replaced.
    pub text: String,
    /// Where each line starts, once somebody has asked for one: a reader need not.
    starts: OnceLock<Vec<u32>>,
}

impl PartialEq for SourceFile {
    fn eq(&self, other: &Self) -> bool {
        (&self.path, &self.text) == (&other.path, &other.text)
    }
}

impl Eq for SourceFile {}

impl SourceFile {
    fn new(path: PathBuf, text: String) -> Self {
        Self {
            path,
            text,
            starts: OnceLock::new(),
        }
    }

    fn starts(&self) -> &[u32] {
        self.starts.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1));
            starts
                .filter(|start| *start < self.text.len())
                .map_while(|start| u32::try_from(start).ok())
                .collect()
        })
    }

    /// Returns one line and the byte at which it starts, without its line end; lines count from 1.
    pub fn line(&self, line: u32) -> Option<(usize, &str)> {
        let at = line.checked_sub(1)? as usize;
        let start = *self.starts().get(at)? as usize;
        let end = self.starts().get(at + 1).map_or(self.text.len(), |end| *end as usize);
        let text = &self.text[start..end];
        let text = text
            .strip_suffix('\n')
            .map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
        Some((start, text))
    }

    /// Returns the line that holds a byte, counted from 1, and the byte's place in it.
    pub fn place(&self, offset: usize) -> (u32, u32) {
        let line = self.starts().partition_point(|start| *start as usize <= offset).max(1);
        let start = self.starts().get(line - 1).map_or(0, |start| *start as usize);
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        (narrow(line), narrow(offset.saturating_sub(start)))
    }
}

/// All texts a reading needs: the main file first, then what it includes.
///
/// Readers do no I/O. One that meets an include that is not here says so (`Reading::wanted`); the engine adds it
/// and reads again. A clone shares the texts, so that a reader can have one of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    files: Arc<Vec<SourceFile>>,
    folders: BTreeMap<PathBuf, Vec<PathBuf>>,
    absent: BTreeMap<PathBuf, String>,
}

impl Sources {
    /// Makes a collection with one main file.
    pub fn of(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        let mut sources = Self::default();
        sources.add(path, text);
        sources
    }

    /// Adds a text and returns its id.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> FileId {
        Arc::make_mut(&mut self.files).push(SourceFile::new(path.into(), text.into()));
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// Returns the collection with another text for one file.
    ///
    /// # Panics
    /// If the id is not one of this collection's.
    #[must_use]
    pub fn with_text(&self, file: FileId, text: impl Into<String>) -> Self {
        let mut changed = self.clone();
        let slot = &mut Arc::make_mut(&mut changed.files)[file.0 as usize];
        *slot = SourceFile::new(slot.path.clone(), text.into());
        changed
    }

    /// Says that a path is a folder with these files in it; their texts are added by themselves.
    pub fn add_folder(&mut self, path: impl Into<PathBuf>, mut files: Vec<PathBuf>) {
        files.sort();
        self.folders.insert(path.into(), files);
    }

    /// Says that a path could not be read, and why.
    pub fn add_absent(&mut self, path: impl Into<PathBuf>, why: impl Into<String>) {
        self.absent.insert(path.into(), why.into());
    }

    /// Returns the files of a folder, sorted by name.
    pub fn folder(&self, path: &Path) -> Option<&[PathBuf]> {
        self.folders.get(path).map(Vec::as_slice)
    }

    /// Returns why a path could not be read, if that was tried.
    pub fn absent(&self, path: &Path) -> Option<&str> {
        self.absent.get(path).map(String::as_str)
    }

    /// Returns the file with this id.
    ///
    /// # Panics
    /// If the id is not one of this collection's.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Returns the id of the text that was added under this path.
    pub fn find(&self, path: &Path) -> Option<FileId> {
        let position = self.files.iter().position(|file| file.path == path)?;
        u32::try_from(position).ok().map(FileId)
    }

    /// Returns all files, the main one first.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(at as u32), file))
    }

    /// Returns one line of a file without its line end; lines count from 1.
    pub fn line_text(&self, file: FileId, line: u32) -> &str {
        self.file(file).line(line).map_or("", |(_, text)| text)
    }

    /// Writes an origin the way messages do: `102.conf:14`, or whose default it is.
    pub fn describe(&self, origin: &Origin) -> String {
        match origin {
            Origin::Line { file, line, .. } => {
                let path = &self.file(*file).path;
                let name = path
                    .file_name()
                    .map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
                format!("{name}:{line}")
            }
            Origin::Default(whose) => (*whose).to_owned(),
            Origin::Stand {
                instead_of: Some(origin),
                ..
            } => self.describe(origin),
            Origin::Stand { instead_of: None, why } => why.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_the_standard_library() {
        for text in ["", "\n", "a", "a\n", "a\nb", "a\r\n\r\nb\r", "\n\n\u{fc}\n"] {
            let sources = Sources::of("x", text);
            let file = sources.file(FileId(0));
            let found: Vec<&str> = (1..).map_while(|line| file.line(line)).map(|(_, text)| text).collect();
            assert_eq!(found, text.lines().collect::<Vec<_>>(), "{text:?}");
            assert_eq!(file.line(0), None);
        }
    }

    #[test]
    fn bytes_have_places() {
        let sources = Sources::of("x", "ab\nc\n");
        let file = sources.file(FileId(0));
        assert_eq!(
            [0, 2, 3, 4, 5].map(|at| file.place(at)),
            [(1, 0), (1, 2), (2, 0), (2, 1), (2, 2)]
        );
        assert_eq!(Sources::of("x", "").file(FileId(0)).place(0), (1, 0));
    }
}
