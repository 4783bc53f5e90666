//! The state that LXC settings are read into, and the ways in: a whole file, one setting, an include.
//!
//! LXC decides some things only at start, when all lines are known (the device list, a mount target below the root,
//! network interfaces). Such lines wait here and are settled by [`Reader::finish`]. The Proxmox dialect uses a `Reader`
//! for its raw `lxc.*` lines: [`Reader::take`] for a line, [`Reader::finish`] at the end.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use transom_model::{Account, Container, Diagnostic, Dialect, Effect, FileId, Given, Origin, Severity, Sources, Version, phrase};

use super::devices::DeviceLine;
use super::kept::{self, KeptLines};
use super::limits::V1Limits;
use super::lines::{Line, MOST_BYTES, MOST_LINES, lines};
use super::mounts::RootDraft;
use super::net::Nics;
use super::security::Spaces;
use super::{idmap, keys, legacy, mounts, seccomp_policy, versions};
use crate::{Key, Problem, Reading, Setting, Wanted};

/// More includes than any configuration has; stops files that include each other many times over.
const MOST_INCLUDES: u32 = 1000;

/// Files within files. Each takes some of the stack.
const MOST_DEEP: usize = 30;

/// More findings than anybody reads; a broken file can have one for every few bytes.
const MOST_FINDINGS: usize = 5000;

/// Reads LXC settings, one after another, into a container.
#[derive(Debug, Default)]
pub struct Reader {
    /// What has been read so far; complete after [`Reader::finish`].
    pub container: Container,
    /// What is to be said about it.
    pub diagnostics: Vec<Diagnostic>,
    /// What became of each line.
    pub accounts: Vec<Account>,
    /// Texts that are needed and not there.
    pub wanted: Vec<Wanted>,
    /// Paths of the host that an absolute mount target may start with to mean the root inside.
    pub root_prefixes: Vec<PathBuf>,
    /// The version of the manager that reads.
    pub version: Version,
    pub(super) sources: Rc<Sources>,
    pub(super) device_lines: Vec<DeviceLine>,
    pub(super) nics: Nics,
    pub(super) v1_limits: V1Limits,
    pub(super) root: RootDraft,
    pub(super) kept: KeptLines,
    pub(super) spaces: Spaces,
    pub(super) suggestions: u32,
    including: Vec<FileId>,
    includes: u32,
    lines: u32,
    bytes: usize,
    is_full: bool,
    account_of: BTreeMap<(FileId, u32, u32), usize>,
}

impl Reader {
    /// Makes a reader for an empty container.
    pub fn new(sources: &Sources) -> Self {
        Self::continuing(sources, Container::default())
    }

    /// Makes a reader that goes on where another dialect's reader is.
    pub fn continuing(sources: &Sources, container: Container) -> Self {
        Self {
            container,
            sources: Rc::new(sources.clone()),
            ..Self::default()
        }
    }

    /// Reads all lines of a file, with an account for each.
    pub fn file(&mut self, file: FileId) {
        let sources = Rc::clone(&self.sources);
        self.including.push(file);
        for line in lines(file, &sources.file(file).text) {
            if !self.has_room_for(&line) {
                break;
            }
            self.line(&line);
        }
        self.including.pop();
    }

    /// Counts a line, and says once that there are too many.
    fn has_room_for(&mut self, line: &Line<'_>) -> bool {
        if self.is_full {
            return false;
        }
        self.lines += 1;
        self.bytes += match line.origin() {
            Origin::Line { columns, .. } => (columns.end - columns.start) as usize,
            _ => 0,
        };
        if self.lines <= MOST_LINES && self.bytes <= MOST_BYTES {
            return true;
        }
        self.is_full = true;
        let message = format!(
            "more than {MOST_LINES} lines or {} MiB: this line and all after it are not read",
            MOST_BYTES >> 20
        );
        let origin = line.origin().clone();
        self.push(Diagnostic {
            severity: Severity::Error,
            code: "too-long",
            message,
            origin: origin.clone(),
            label: None,
            hint: Some("no container needs so many; look for what writes this file, or for an include of a wrong file".to_owned()),
        });
        self.add_account(Account {
            origin,
            key: String::new(),
            value: String::new(),
            explanation: "",
            effect: Effect::Wrong,
        });
        false
    }

    /// Reads one setting by the key table and keeps its account and, if it is wrong, its diagnostic.
    pub fn take(&mut self, setting: &Setting<'_>) -> Effect {
        // The account is put down first, so that the lines of an included file come after the line that includes it.
        let explanation = keys::find(setting.key).map_or("", |key| key.explanation);
        let place = self.account(setting, explanation, Effect::Taken);
        let effect = match self.setting(setting) {
            Ok(effect) => effect,
            Err(problem) => {
                self.problem(setting, problem);
                Effect::Wrong
            }
        };
        self.accounts[place].effect = effect.clone();
        effect
    }

    /// Reads one setting by the key table, and leaves account and diagnostic to the caller.
    pub fn setting(&mut self, setting: &Setting<'_>) -> Result<Effect, Problem> {
        let Some(key) = keys::find(setting.key) else {
            return Err(legacy::unknown_key(self, setting.key));
        };
        versions::check(self.version, key, setting)?;
        self.read_by(key, setting)
    }

    /// Reads a setting by an entry of the table, and keeps what has no field.
    pub(super) fn read_by(&mut self, key: &Key<Self>, setting: &Setting<'_>) -> Result<Effect, Problem> {
        let effect = (key.read)(self, setting)?;
        kept::keep(self, key, setting, &effect);
        Ok(match effect {
            // The one exception has a meaning of its own, and stays.
            Effect::NotYet(_) if setting.value.is_empty() && setting.key != "lxc.monitor.signal.pdeath" => {
                Effect::NoEffect(phrase!("an empty value only takes back what earlier lines said"))
            }
            effect => effect,
        })
    }

    /// Returns the table entry of a key.
    pub fn key(key: &str) -> Option<&'static Key<Self>> {
        keys::find(key)
    }

    /// Reads a file, or the `*.conf` files of a folder in the order of their names, in place of the line `cause`.
    pub fn include(&mut self, path: &Path, cause: &Origin) -> Result<Effect, Problem> {
        self.includes += 1;
        if self.includes > MOST_INCLUDES {
            return Err(
                Problem::new("too-many-includes", format!("more than {MOST_INCLUDES} includes"))
                    .hint("look for files that include each other"),
            );
        }
        let path = self.resolve(path, cause);
        let sources = Rc::clone(&self.sources);
        if let Some(files) = sources.folder(&path) {
            for file in files.iter().filter(|file| is_conf(file)) {
                self.include_file(file)?;
            }
            return Ok(Effect::Taken);
        }
        self.include_file(&path)
    }

    fn include_file(&mut self, path: &Path) -> Result<Effect, Problem> {
        let Some(file) = self.sources.find(path) else {
            return self.missing_include(path);
        };
        if self.including.len() > MOST_DEEP {
            return Err(
                Problem::new("too-many-includes", format!("more than {MOST_DEEP} files within files"))
                    .hint("include the files one after another instead"),
            );
        }
        if self.including.contains(&file) {
            return Err(
                Problem::new("include-cycle", format!("{} is being read already", path.display()))
                    .hint("LXC runs in circles here until it crashes; remove the line"),
            );
        }
        self.file(file);
        Ok(Effect::Taken)
    }

    fn missing_include(&mut self, path: &Path) -> Result<Effect, Problem> {
        match self.sources.absent(path) {
            None => {
                self.want(Wanted::Config(path.to_owned()));
                Ok(Effect::Taken)
            }
            // A folder that is not there is no error for LXC; only the final slash tells it from a file.
            Some(_) if path.as_os_str().as_encoded_bytes().ends_with(b"/") => Ok(Effect::NoEffect(phrase!(
                "there is no folder {path}",
                path = path.display().to_string()
            ))),
            Some(why) => Err(
                Problem::new("missing-include", format!("cannot read {}: {why}", path.display()))
                    .hint("correct the path, or remove the line"),
            ),
        }
    }

    fn resolve(&mut self, path: &Path, cause: &Origin) -> PathBuf {
        let Some((file, _)) = cause.line() else {
            return path.to_owned();
        };
        if path.is_absolute() {
            return path.to_owned();
        }
        let folder = self.sources.file(file).path.parent().map(Path::to_owned).unwrap_or_default();
        self.say(
            Severity::Note,
            "relative-include",
            "taken relative to the file it stands in; LXC takes it relative to the folder it is started from",
            cause.clone(),
        );
        folder.join(path)
    }

    /// Asks for a text, once.
    pub fn want(&mut self, wanted: Wanted) {
        if !self.wanted.contains(&wanted) {
            self.wanted.push(wanted);
        }
    }

    /// Adds a finding; after very many only that there are more.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MOST_FINDINGS {
            self.diagnostics.push(diagnostic);
        } else if self.diagnostics.len() == MOST_FINDINGS {
            self.diagnostics.push(Diagnostic {
                severity: Severity::Error,
                code: "too-many-findings",
                message: format!("more than {MOST_FINDINGS} findings; what else is wrong is not told"),
                label: None,
                hint: Some("correct those first".to_owned()),
                ..diagnostic
            });
        }
    }

    /// Adds a finding without a hint.
    pub fn say(&mut self, severity: Severity, code: &'static str, message: impl Into<String>, origin: Origin) {
        self.push(Diagnostic {
            severity,
            code,
            message: message.into(),
            origin,
            label: None,
            hint: None,
        });
    }

    /// Adds an error about a file that a line names and that cannot be read.
    pub fn missing_file(&mut self, code: &'static str, path: &Path, why: &str, origin: Origin) {
        self.push(Diagnostic {
            severity: Severity::Error,
            code,
            message: format!("cannot read {}: {why}", path.display()),
            origin,
            label: None,
            hint: Some("correct the path, or remove the line".to_owned()),
        });
    }

    /// Adds a warning with a hint.
    pub fn warn(&mut self, code: &'static str, message: impl Into<String>, origin: Origin, hint: impl Into<String>) {
        self.push(Diagnostic {
            severity: Severity::Warning,
            code,
            message: message.into(),
            origin,
            label: None,
            hint: Some(hint.into()),
        });
    }

    /// Adds a problem of a setting as an error.
    pub fn problem(&mut self, setting: &Setting<'_>, problem: Problem) {
        let is_about_key = matches!(
            problem.code,
            "unknown-key" | "system-key" | "colon-form" | "key-too-new" | "key-too-old"
        );
        let origin = match problem.part {
            Some(part) => setting.part_origin(part),
            None if is_about_key || setting.value.is_empty() => setting.key_origin(),
            None => setting.value_origin(),
        };
        self.push(Diagnostic {
            severity: Severity::Error,
            code: problem.code,
            message: problem.message,
            origin,
            label: problem.label,
            hint: problem.hint,
        });
    }

    /// Settles what waits for the last line, and returns everything.
    pub fn finish(mut self) -> Reading {
        mounts::settle_root(&mut self);
        mounts::settle(&mut self);
        seccomp_policy::settle(&mut self);
        super::devices::settle(&mut self);
        super::net::settle(&mut self);
        super::limits::settle(&mut self);
        idmap::check(&mut self);
        let kept = std::mem::take(&mut self.kept);
        self.container.kept.extend(kept.finish());
        self.sort_diagnostics();
        Reading {
            dialect: Dialect::Lxc,
            version: self.version,
            container: self.container,
            diagnostics: self.diagnostics,
            accounts: self.accounts,
            wanted: self.wanted,
        }
    }

    /// Sets or unsets a value that the last line decides; an earlier line's account then says so.
    pub(super) fn replace<T>(
        &mut self,
        setting: &Setting<'_>,
        slot: impl Fn(&mut Container) -> &mut Option<Given<T>>,
        value: Option<T>,
    ) -> Result<Effect, Problem> {
        let new = value.map(|value| setting.given(value));
        let old = std::mem::replace(slot(&mut self.container), new);
        if let Some(old) = old {
            let why = phrase!("{place} sets it again", place = self.sources.describe(&setting.origin));
            self.revise(&old.origin, Effect::NoEffect(why));
        }
        Ok(Effect::Taken)
    }

    /// Says of the lines that gave these values that a later one of the same name counts.
    pub(super) fn replaced<T>(&mut self, by: &Setting<'_>, gone: impl IntoIterator<Item = Given<T>>) {
        if by.value.is_empty() {
            return self.cleared(by, gone);
        }
        for given in gone {
            let why = phrase!("{place} sets it again", place = self.sources.describe(&by.origin));
            self.revise(&given.origin, Effect::NoEffect(why));
        }
    }

    /// Says of the lines that gave these values that an empty one has cleared them.
    pub(super) fn cleared<T>(&mut self, by: &Setting<'_>, gone: impl IntoIterator<Item = Given<T>>) {
        for given in gone {
            let why = phrase!("cleared by {place}", place = self.sources.describe(&by.origin));
            self.revise(&given.origin, Effect::NoEffect(why));
        }
    }

    /// Changes what a line came to, once later lines have decided it.
    pub(super) fn revise(&mut self, origin: &Origin, effect: Effect) {
        if let Some(place) = self.account_at(origin) {
            self.accounts[place].effect = effect;
        }
    }

    /// Returns the key of the line that gave something.
    pub(super) fn key_at(&self, origin: &Origin) -> Option<&str> {
        self.account_at(origin).map(|place| self.accounts[place].key.as_str())
    }

    fn account_at(&self, origin: &Origin) -> Option<usize> {
        let key = account_key(origin)?;
        // The setting's origin spans its line; the value's begins later in it, so the nearest account before is meant.
        let (found, place) = self.account_of.range(..=key).next_back()?;
        ((found.0, found.1) == (key.0, key.1)).then_some(*place)
    }

    pub(super) fn account(&mut self, setting: &Setting<'_>, explanation: &'static str, effect: Effect) -> usize {
        let account = Account {
            origin: setting.origin.clone(),
            key: setting.key.to_owned(),
            value: setting.value.to_owned(),
            explanation,
            effect,
        };
        self.add_account(account)
    }

    /// Adds an account; a line that is read again (a file included twice) keeps its one account.
    pub(super) fn add_account(&mut self, account: Account) -> usize {
        let key = account_key(&account.origin);
        if let Some(place) = key.and_then(|key| self.account_of.get(&key)) {
            return *place;
        }
        self.accounts.push(account);
        let place = self.accounts.len() - 1;
        if let Some(key) = key {
            self.account_of.insert(key, place);
        }
        place
    }

    fn line(&mut self, line: &Line<'_>) {
        match line {
            Line::Prose { origin, text } => {
                let value = (*text).to_owned();
                let account = Account {
                    origin: origin.clone(),
                    key: String::new(),
                    value,
                    explanation: "",
                    effect: Effect::Prose,
                };
                self.add_account(account);
            }
            Line::Martian { origin, text } => {
                let effect = legacy::martian(self, origin, text);
                let value = (*text).to_owned();
                let account = Account {
                    origin: origin.clone(),
                    key: String::new(),
                    value,
                    explanation: "not-lxc",
                    effect,
                };
                self.add_account(account);
            }
            Line::NoEquals(setting) => {
                self.account(setting, "", Effect::Wrong);
                self.problem(setting, legacy::no_equals(setting.key));
            }
            Line::Setting(setting) => {
                legacy::remark_on_value(self, setting);
                self.take(setting);
            }
        }
    }

    fn sort_diagnostics(&mut self) {
        let mut diagnostics = std::mem::take(&mut self.diagnostics);
        let place = |diagnostic: &Diagnostic| {
            let key = account_key(&diagnostic.origin)?;
            let line = self.account_of.range(..=key).next_back()?;
            Some(*line.1)
        };
        diagnostics.sort_by_cached_key(|diagnostic| place(diagnostic).unwrap_or(usize::MAX));
        self.diagnostics = diagnostics;
    }
}

fn account_key(origin: &Origin) -> Option<(FileId, u32, u32)> {
    match origin {
        Origin::Line { file, line, columns } => Some((*file, *line, columns.start)),
        _ => None,
    }
}

fn is_conf(path: &Path) -> bool {
    // LXC wants at least one letter before `.conf`.
    path.file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| name.ends_with(".conf") && name.len() > 5)
}
