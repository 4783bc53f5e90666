//! The repository as the rules see it: every text file, read once, and every Rust file parsed.

use std::path::{Path, PathBuf};

use super::source::Source;

/// What is not the project's own text.
const NOT_OURS: &[&str] = &["target", ".git", "node_modules"];

/// A text file; its path is relative to the workspace.
#[derive(Debug)]
pub struct Text {
    pub path: PathBuf,
    pub text: String,
}

/// All files of the repository.
#[derive(Debug, Default)]
pub struct Tree {
    pub texts: Vec<Text>,
    pub sources: Vec<Source>,
    /// Rust files that do not parse: path, line and why.
    pub broken: Vec<(PathBuf, usize, String)>,
}

impl Tree {
    /// Reads the workspace. Files that are not UTF-8 are left out: they are no text.
    pub fn read(root: &Path) -> Result<Self, String> {
        let mut tree = Self::default();
        tree.collect(root, root)?;
        tree.texts.sort_by(|one, other| one.path.cmp(&other.path));
        tree.parse();
        Ok(tree)
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let text = |(path, text): &(&str, &str)| Text {
            path: PathBuf::from(path),
            text: (*text).to_owned(),
        };
        let mut tree = Self {
            texts: files.iter().map(text).collect(),
            ..Self::default()
        };
        tree.parse();
        tree
    }

    /// Returns the content of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts
            .iter()
            .find(|text| text.path == Path::new(path))
            .map(|text| text.text.as_str())
    }

    fn collect(&mut self, root: &Path, folder: &Path) -> Result<(), String> {
        let entries = std::fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
        for entry in entries.flatten() {
            let path = entry.path();
            let Ok(kind) = entry.file_type() else { continue };
            // `.git` is a file where the checkout is one of several worktrees.
            if NOT_OURS.iter().any(|name| entry.file_name() == *name) {
                continue;
            }
            if kind.is_dir() {
                self.collect(root, &path)?;
            } else if kind.is_file()
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                let path = path.strip_prefix(root).unwrap_or(&path).to_path_buf();
                self.texts.push(Text { path, text });
            }
        }
        Ok(())
    }

    fn parse(&mut self) {
        for text in self
            .texts
            .iter()
            .filter(|text| text.path.extension().is_some_and(|extension| extension == "rs"))
        {
            match Source::read(&text.path, &text.text) {
                Ok(source) => self.sources.push(source),
                Err((line, why)) => self.broken.push((text.path.clone(), line, why)),
            }
        }
    }
}
