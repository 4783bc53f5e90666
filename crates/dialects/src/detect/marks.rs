//! What the lines of a text have of each dialect's form, counted in one pass.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::{KeyName, pve};

/// Words that stand at the top of what LXD and Incus print, and at the top of nothing else read here.
const INSTANCE_KEYS: &[&str] = &[
    "devices",
    "config",
    "expanded_config",
    "expanded_devices",
    "instance",
    "container",
    "creation_date",
];

/// The lines of a text by their forms.
#[derive(Debug, Default)]
pub(super) struct Marks<'t> {
    /// Lines that start with `lxc.` and are not of Proxmox's form.
    pub(super) lxc: u32,
    /// Lines `key: value` with a key of Proxmox's, raw ones among them.
    pub(super) pve: u32,
    /// Lines `lxc.key: value`.
    pub(super) raw: u32,
    /// Lines `word: value` at the start of a line, whatever the word.
    pub(super) pairs: u32,
    /// Lines that are neither blank nor a comment.
    pub(super) settings: u32,
    /// Lines that start with white space or a list's dash.
    pub(super) nested: u32,
    /// The number of the first line that is neither blank nor a comment.
    pub(super) first: u32,
    /// The words at the top, each with its line.
    pub(super) keys: Vec<(&'t str, u32)>,
    /// The first lines that are neither blank nor a comment.
    pub(super) head: Vec<(u32, &'t str)>,
    /// The very first line.
    pub(super) top: &'t str,
}

/// More lines than the forms of other files are looked for in.
const HEAD: usize = 12;
/// More words than are looked at.
const MOST_KEYS: usize = 200;

impl<'t> Marks<'t> {
    /// Looks at every line.
    pub(super) fn of(text: &'t str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let mut marks = Self {
            top: text.lines().next().unwrap_or(""),
            first: 1,
            ..Self::default()
        };
        for (number, line) in (1..).zip(text.lines()) {
            marks.line(number, line);
        }
        marks
    }

    fn line(&mut self, number: u32, line: &'t str) {
        let text = line.trim();
        if text.is_empty() || text.starts_with('#') {
            return;
        }
        self.settings += 1;
        if self.settings == 1 {
            self.first = number;
        }
        if self.head.len() < HEAD {
            self.head.push((number, text));
        }
        if line.starts_with([' ', '\t', '-']) {
            self.nested += 1;
        }
        let Some(at) = text.find([':', '=']) else {
            self.lxc += u32::from(text.starts_with("lxc."));
            return;
        };
        let (key, is_colon) = (&text[..at], text.as_bytes()[at] == b':');
        match is_colon {
            true if key.starts_with("lxc.") && is_word(key) => {
                self.raw += 1;
                self.pve += 1;
                self.pairs += 1;
            }
            true if is_word(key) && !line.starts_with([' ', '\t']) => {
                self.pairs += 1;
                self.pve += u32::from(is_pve(key));
                if self.keys.len() < MOST_KEYS {
                    self.keys.push((key, number));
                }
            }
            true => {}
            false => self.lxc += u32::from(text.starts_with("lxc.")),
        }
    }

    /// Returns the line of a word at the top.
    pub(super) fn line_of(&self, word: &str) -> Option<u32> {
        self.keys.iter().find(|(key, _)| *key == word).map(|(_, line)| *line)
    }

    /// Says whether a word is at the top that LXD and Incus print there.
    pub(super) fn has_instance_key(&self) -> bool {
        self.keys.iter().any(|(key, _)| INSTANCE_KEYS.contains(key))
    }

    /// Says whether it has the form of YAML: words at the top, and something nested.
    pub(super) fn is_yaml(&self) -> bool {
        self.top.starts_with("---") || (self.nested > 0 && !self.keys.is_empty() && self.nested + self.pairs >= self.settings)
    }
}

fn is_word(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// Says whether a word is one of Proxmox's options for containers.
pub(super) fn is_pve(key: &str) -> bool {
    static WORDS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
        let word = |key: &crate::Key<pve::Reader>| match key.name {
            KeyName::Exact(name) | KeyName::Prefix(name) => name,
            KeyName::Numbered { word, .. } => word,
            KeyName::Indexed { before, .. } => before,
        };
        pve::KEYS.iter().map(word).collect()
    });
    WORDS.contains(key) || WORDS.contains(key.trim_end_matches(|c: char| c.is_ascii_digit()))
}
