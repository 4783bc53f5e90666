//! A file of LXC 1 to 6 brought to what LXC 7 takes, line by line: comments, order and untouched lines stay.
//!
//! Names change, values of cgroup v1 are worked out anew, what LXC no longer has goes. A line that LXC 7 cannot say stays as a comment,
//! so that nothing of the file is lost. Start with [`migrate`]; [`migrate_setting`] is the same for one setting on its own.

use std::collections::BTreeMap;

use transom_model::{Account, Effect, FileId, Given, Origin, Sources};

use super::lines::{Line, Piece, is_too_long, pieces};
use super::{cgroup_v1, keys, legacy};
use crate::convert::{Migration, Outcome, Row};
use crate::{Reading, Setting};

/// What a setting of any version comes to in the newest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Moved {
    /// It is fine as it is.
    Same,
    /// These settings say the same.
    Written {
        /// Keys and values.
        settings: Vec<(String, String)>,
        /// What is different all the same.
        remark: Option<String>,
    },
    /// It is not needed: why.
    Nothing(String),
    /// The newest version cannot say it.
    Impossible {
        /// Why.
        why: String,
        /// What to do instead.
        instead: String,
    },
}

/// Brings one setting to the newest version. What counts only together with other lines is impossible on its own.
pub(crate) fn migrate_setting(key: &str, value: &str) -> Moved {
    let is_current = keys::find(key).is_none_or(|entry| entry.until.is_none());
    match key.strip_prefix("lxc.cgroup.") {
        _ if is_current => Moved::Same,
        Some("memory.memsw.limit_in_bytes") if value != "-1" => Moved::Impossible {
            why: "cgroup v2 limits swap alone, and this line limits it together with memory".to_owned(),
            instead: "subtract the limit of memory, and write `lxc.cgroup2.memory.swap.max`".to_owned(),
        },
        Some("memory.memsw.limit_in_bytes") => written("lxc.cgroup2.memory.swap.max", "max"),
        Some("cpu.cfs_quota_us") if value == "-1" => written("lxc.cgroup2.cpu.max", "max"),
        Some("cpu.cfs_quota_us") => written("lxc.cgroup2.cpu.max", &format!("{value} 100000")),
        Some("cpu.cfs_period_us") => Moved::Nothing("without a quota a period limits nothing".to_owned()),
        Some(file) => cgroup_v1::in_v2(file, value),
        None if key == "lxc.cgroup" => Moved::Nothing("there are no keys of cgroup v1 left to clear".to_owned()),
        None => match legacy::successor(key) {
            Some(new) => written(&new, value),
            None => Moved::Nothing("LXC has no such function any more".to_owned()),
        },
    }
}

fn written(key: &str, value: &str) -> Moved {
    Moved::Written {
        settings: vec![(key.to_owned(), value.to_owned())],
        remark: None,
    }
}

/// Brings the main file of a reading to what the newest version takes. A file that is fine comes out as it is.
pub fn migrate(reading: &Reading, sources: &Sources) -> Migration {
    let Some((file, source)) = sources.files().next() else {
        return Migration::default();
    };
    let text = &source.text;
    if is_too_long(text) {
        return untouched(file, text);
    }
    let draft = Draft::new(reading, file, text);
    let mut steps = draft.steps();
    let is_changed = steps.iter().any(|step| !matches!(step, Step::Keep(_)));
    if is_changed {
        pin_addresses(reading, &draft, &mut steps);
    }
    let mut out = Out::default();
    for (piece, step) in draft.pieces.iter().zip(&steps) {
        out.line(text, piece, step);
    }
    if let Some(line) = missing_default(reading) {
        out.append(line);
    }
    out.finish()
}

/// A text that is no configuration stays as it is.
fn untouched(file: FileId, text: &str) -> Migration {
    let origin = Origin::Line {
        file,
        line: 1,
        columns: 0..0,
    };
    Migration {
        text: text.to_owned(),
        rows: vec![Row {
            origin,
            with: None,
            outcome: Outcome::Impossible {
                why: "the text is longer than any configuration".to_owned(),
                instead: "look for what writes it".to_owned(),
            },
        }],
    }
}

/// What becomes of one line.
#[derive(Debug)]
enum Step {
    /// It stays; with a word on it, if there is one to be said.
    Keep(Option<String>),
    /// Other settings stand in its place.
    Write(Vec<(String, String)>, Option<String>),
    /// It is part of what the line with this place in the list says.
    Joined(usize),
    /// It goes.
    Drop(String),
    /// It stays as a comment.
    Comment(String, String),
}

/// The file, and what the reader has made of each line.
struct Draft<'r> {
    reading: &'r Reading,
    pieces: Vec<Piece<'r>>,
    /// Accounts and findings of the main file by line and column.
    accounts: BTreeMap<(u32, u32), &'r Account>,
    problems: BTreeMap<u32, (String, Option<String>)>,
    includes: BTreeMap<(u32, u32), String>,
}

fn place(origin: &Origin) -> Option<(FileId, u32, u32)> {
    match origin {
        Origin::Line { file, line, columns } => Some((*file, *line, columns.start)),
        _ => None,
    }
}

impl<'r> Draft<'r> {
    fn new(reading: &'r Reading, file: FileId, text: &'r str) -> Self {
        let mut draft = Draft {
            reading,
            pieces: pieces(file, text),
            accounts: BTreeMap::new(),
            problems: BTreeMap::new(),
            includes: BTreeMap::new(),
        };
        let mut include = None;
        for account in &reading.accounts {
            match place(&account.origin) {
                Some((of, line, column)) if of == file => {
                    draft.accounts.insert((line, column), account);
                    include = (account.key == "lxc.include").then_some((line, column));
                }
                Some(_) if is_refused(account) => {
                    if let Some(cause) = include {
                        draft.includes.entry(cause).or_insert_with(|| account.key.clone());
                    }
                }
                _ => {}
            }
        }
        for found in &reading.diagnostics {
            if found.severity == transom_model::Severity::Error
                && let Some((of, line, _)) = place(&found.origin)
                && of == file
            {
                let problem = (found.message.clone(), found.hint.clone());
                draft.problems.entry(line).or_insert(problem);
            }
        }
        draft
    }

    fn steps(&self) -> Vec<Step> {
        let mut nics = Nics::default();
        let mut steps: Vec<Step> = self.pieces.iter().map(|piece| self.step(piece, &mut nics)).collect();
        self.join_backend(&mut steps);
        self.join_period(&mut steps);
        self.pass_clearing_lines(&mut steps);
        steps
    }

    fn step(&self, piece: &Piece<'_>, nics: &mut Nics) -> Step {
        match &piece.line {
            Line::Prose { .. } => Step::Keep(None),
            Line::Martian { .. } => Step::Keep(Some("LXC skips every line that does not begin with `lxc.`".to_owned())),
            Line::NoEquals(setting) => self.impossible(setting),
            Line::Setting(setting) => self.setting(setting, nics),
        }
    }

    fn account(&self, setting: &Setting<'_>) -> Option<&'r Account> {
        let (_, line, column) = place(&setting.origin)?;
        self.accounts.get(&(line, column)).copied()
    }

    fn setting(&self, setting: &Setting<'_>, nics: &mut Nics) -> Step {
        let effect = self.account(setting).map(|account| &account.effect);
        let moved = match nics.moved(setting) {
            Some(new) => written(&new, setting.value),
            None => migrate_setting(setting.key, setting.value),
        };
        match (effect, moved) {
            // It was never read, because the file is too long.
            (None, _) => self.impossible(setting),
            (Some(Effect::Wrong), _) => self.impossible(setting),
            (_, Moved::Same) => Step::Keep(self.word_on_include(setting)),
            (Some(Effect::NoEffect(why)), _) if setting.key.starts_with("lxc.cgroup.") => Step::Drop(why.to_string()),
            (_, Moved::Nothing(why)) => Step::Drop(why),
            (_, moved) => self.with_context(setting, moved),
        }
    }

    /// Works out what needs other lines; a clearing line of v1 has nothing left to clear.
    fn with_context(&self, setting: &Setting<'_>, moved: Moved) -> Step {
        let limits = &self.reading.container.limits;
        match setting.key {
            key if key.starts_with("lxc.cgroup.") && setting.value.is_empty() => {
                Step::Drop("the lines that it clears have gone too".to_owned())
            }
            "lxc.cgroup.memory.memsw.limit_in_bytes" if setting.value != "-1" => match given_by(limits.swap.as_ref(), setting) {
                Some(swap) => Step::Write(
                    vec![("lxc.cgroup2.memory.swap.max".to_owned(), swap.to_string())],
                    Some("swap alone: memory is taken off the sum".to_owned()),
                ),
                None => self.impossible(setting),
            },
            "lxc.cgroup.cpu.cfs_quota_us" => match given_by(limits.cpu.as_ref(), setting) {
                Some(cpu) => Step::Write(
                    vec![("lxc.cgroup2.cpu.max".to_owned(), format!("{} {}", cpu.quota, cpu.period))],
                    None,
                ),
                None => as_step(moved),
            },
            "lxc.rootfs" if setting.value.starts_with('/') && setting.value.contains(':') => {
                let path = format!("dir:{}", setting.value);
                Step::Write(vec![("lxc.rootfs.path".to_owned(), path)], None)
            }
            _ => as_step(moved),
        }
    }

    fn word_on_include(&self, setting: &Setting<'_>) -> Option<String> {
        let (_, line, column) = place(&setting.origin)?;
        let key = self.includes.get(&(line, column))?;
        Some(format!(
            "it brings lines that LXC 7 refuses, such as `{key}`: convert that file too"
        ))
    }

    fn impossible(&self, setting: &Setting<'_>) -> Step {
        let problem = place(&setting.origin).and_then(|(_, line, _)| self.problems.get(&line));
        let (why, hint) = problem.cloned().unwrap_or_else(|| ("it was not read".to_owned(), None));
        Step::Comment(why, hint.unwrap_or_else(|| "correct the line".to_owned()))
    }

    /// The kind of storage goes in front of the path that it stands for.
    fn join_backend(&self, steps: &mut [Step]) {
        let key_of = |at: &usize| match &self.pieces[*at].line {
            Line::Setting(setting) => setting.key,
            _ => "",
        };
        let Some(backend) = (0..steps.len()).rev().find(|at| key_of(at) == "lxc.rootfs.backend") else {
            return;
        };
        let root = (0..steps.len())
            .rev()
            .find(|at| matches!(key_of(at), "lxc.rootfs" | "lxc.rootfs.path"));
        let printed = super::mounts::print_root(&self.reading.container);
        if let (Some(root), [pair]) = (root, &printed[..])
            && matches!(steps[root], Step::Keep(_) | Step::Write(..))
        {
            steps[root] = Step::Write(vec![pair.clone()], None);
            steps[backend] = Step::Joined(root);
        }
    }

    /// The period goes into the line of the quota.
    fn join_period(&self, steps: &mut [Step]) {
        let is_period =
            |piece: &Piece<'_>| matches!(&piece.line, Line::Setting(setting) if setting.key == "lxc.cgroup.cpu.cfs_period_us");
        let quota = steps
            .iter()
            .position(|step| matches!(step, Step::Write(settings, _) if settings[0].0 == "lxc.cgroup2.cpu.max"));
        let Some(quota) = quota else { return };
        for (piece, step) in self.pieces.iter().zip(steps.iter_mut()) {
            let is_in_force = |setting: &Setting<'_>| self.account(setting).is_some_and(|account| account.effect == Effect::Taken);
            if is_period(piece) && matches!(&piece.line, Line::Setting(setting) if is_in_force(setting)) {
                *step = Step::Joined(quota);
            }
        }
    }
}

impl Draft<'_> {
    /// An empty value of cgroup v2 never cleared a line of v1; what comes from one has to stand behind it now.
    fn pass_clearing_lines(&self, steps: &mut [Step]) {
        // Where each clearing line stands that is still ahead, from the end.
        let mut ahead: BTreeMap<&str, usize> = BTreeMap::new();
        for at in (0..steps.len()).rev() {
            let Line::Setting(setting) = &self.pieces[at].line else {
                continue;
            };
            if setting.key.starts_with("lxc.cgroup2") && setting.value.is_empty() {
                ahead.entry(setting.key).or_insert(at);
            }
            let Step::Write(settings, _) = &steps[at] else { continue };
            let clearing = [Some("lxc.cgroup2"), settings.first().map(|(key, _)| key.as_str())];
            let last = clearing.into_iter().flatten().filter_map(|key| ahead.get(key)).max().copied();
            if let Some(last) = last.filter(|_| setting.key.starts_with("lxc.cgroup.")) {
                self.put_behind(steps, at, last);
            }
        }
    }

    fn put_behind(&self, steps: &mut [Step], at: usize, clearing: usize) {
        let Step::Write(moved, remark) = std::mem::replace(&mut steps[at], Step::Joined(clearing)) else {
            return;
        };
        let Line::Setting(setting) = &self.pieces[clearing].line else {
            return;
        };
        let own = (setting.key.to_owned(), String::new());
        match &mut steps[clearing] {
            // The lines are gone through from the end, so that an earlier one goes in front.
            Step::Write(settings, _) => drop(settings.splice(1..1, moved)),
            other => *other = Step::Write(std::iter::once(own).chain(moved).collect(), remark),
        }
    }
}

fn as_step(moved: Moved) -> Step {
    match moved {
        Moved::Same => Step::Keep(None),
        Moved::Written { settings, remark } => Step::Write(settings, remark),
        Moved::Nothing(why) => Step::Drop(why),
        Moved::Impossible { why, instead } => Step::Comment(why, instead),
    }
}

fn is_refused(account: &Account) -> bool {
    keys::find(&account.key).is_some_and(|entry| entry.until.is_some())
}

fn given_by<'g, T>(given: Option<&'g Given<T>>, setting: &Setting<'_>) -> Option<&'g T> {
    given
        .filter(|given| given.origin.line() == setting.origin.line())
        .map(|given| &given.value)
}

/// Which interface the older names without a number mean.
#[derive(Debug, Default)]
pub(super) struct Nics {
    current: Option<u32>,
}

impl Nics {
    /// Returns the newest name of a key of any age.
    pub(super) fn newest_name(&mut self, setting: &Setting<'_>) -> String {
        let moved = self.moved(setting).or_else(|| legacy::successor(setting.key));
        moved.unwrap_or_else(|| setting.key.to_owned())
    }

    /// Returns how many interfaces have been begun by older names.
    pub(super) fn begun(&self) -> u32 {
        self.current.map_or(0, |current| current.saturating_add(1))
    }

    /// Returns the newest name of an older network key; `None` for any other key.
    fn moved(&mut self, setting: &Setting<'_>) -> Option<String> {
        let rest = setting.key.strip_prefix("lxc.network")?;
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        if rest.is_empty() || (rest == "type" && setting.value.is_empty()) {
            self.current = None;
            return Some("lxc.net".to_owned());
        }
        if rest == "type" {
            self.current = Some(self.current.map_or(0, |current| current.saturating_add(1)));
        }
        legacy::network_key(rest, self.current.unwrap_or(0))
    }
}

/// An address with free digits is worked out from the file's text; where that changes, the address is written out to stay.
fn pin_addresses(reading: &Reading, draft: &Draft<'_>, steps: &mut [Step]) {
    let transom_model::Network::Own(nics) = &reading.container.network else {
        return;
    };
    for (piece, step) in draft.pieces.iter().zip(steps) {
        let Line::Setting(setting) = &piece.line else { continue };
        if !setting.key.ends_with(".hwaddr") || !setting.value.contains(['x', 'X']) {
            continue;
        }
        let is_meant = |mac: &&Given<transom_model::MacAddress>| mac.origin.line() == setting.origin.line();
        let Some(mac) = nics.iter().filter_map(|nic| nic.value.mac.as_ref()).find(is_meant) else {
            continue;
        };
        let key = match step {
            Step::Keep(_) => setting.key.to_owned(),
            Step::Write(settings, _) => settings[0].0.clone(),
            _ => continue,
        };
        let remark = "the free digits are written out, so that the address stays what it was";
        *step = Step::Write(vec![(key, mac.value.to_string())], Some(remark.to_owned()));
    }
}

/// LXC 1.0 left /dev as it was in the root, where nothing else was said.
fn missing_default(reading: &Reading) -> Option<&'static str> {
    let is_default = |given: &Given<bool>| !given.value && given.origin.line().is_none();
    let fresh = reading.container.is_dev_fresh.as_ref();
    fresh.is_some_and(is_default).then_some("lxc.autodev = 0")
}

/// The new text while it is written.
#[derive(Default)]
struct Out {
    text: String,
    /// Line ends written so far.
    ends: u32,
    rows: Vec<Row>,
    /// Lines of the new text that each line of the old one came to.
    lines: Vec<Vec<u32>>,
    /// Rows that wait for the line that they were joined with.
    joined: BTreeMap<usize, usize>,
}

impl Out {
    fn push(&mut self, text: &str) {
        self.ends += u32::try_from(text.matches('\n').count()).unwrap_or(0);
        self.text.push_str(text);
    }

    fn line(&mut self, text: &str, piece: &Piece<'_>, step: &Step) {
        let number = self.ends + 1;
        let whole = &text[piece.content.start..piece.end];
        let mut lines = vec![number];
        let outcome = match step {
            Step::Keep(word) => {
                self.push(whole);
                match word {
                    None => Outcome::Kept { line: number },
                    Some(word) => Outcome::Translated {
                        lines: vec![number],
                        remark: Some(word.clone()),
                    },
                }
            }
            Step::Write(settings, remark) => {
                lines = self.settings(text, piece, settings);
                Outcome::Translated {
                    lines: lines.clone(),
                    remark: remark.clone(),
                }
            }
            Step::Joined(with) => {
                self.joined.insert(self.rows.len(), *with);
                Outcome::Translated {
                    lines: Vec::new(),
                    remark: None,
                }
            }
            Step::Drop(why) => Outcome::Dropped { why: why.clone() },
            Step::Comment(why, instead) => {
                self.push("# ");
                self.push(whole);
                Outcome::Impossible {
                    why: why.clone(),
                    instead: instead.clone(),
                }
            }
        };
        self.lines.push(lines);
        self.rows.push(Row {
            origin: piece.line.origin().clone(),
            outcome,
            with: None,
        });
    }

    /// Writes settings in the place of a line, in its own style.
    fn settings(&mut self, text: &str, piece: &Piece<'_>, settings: &[(String, String)]) -> Vec<u32> {
        let Line::Setting(old) = &piece.line else { return Vec::new() };
        let (key_at, value_at) = (piece.bytes(&old.key_columns), piece.bytes(&old.value_columns));
        let mut lines = Vec::new();
        for (key, value) in settings {
            lines.push(self.ends + 1);
            self.push(&text[piece.content.start..key_at.start]);
            self.push(key);
            if value == old.value {
                self.push(&text[key_at.end..piece.end]);
            } else {
                self.push(&text[key_at.end..value_at.start]);
                if old.value.is_empty() && text[..value_at.start].ends_with('=') {
                    self.push(" ");
                }
                self.push(value);
                self.push(&text[value_at.end..piece.end]);
            }
        }
        lines
    }

    fn append(&mut self, line: &str) {
        let end = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.push(end);
        }
        self.push(line);
        self.push(end);
    }

    fn finish(mut self) -> Migration {
        for (row, first) in &self.joined {
            // The line joined with may itself have been joined with another.
            let with = self.joined.get(first).unwrap_or(first);
            self.rows[*row].outcome = Outcome::Translated {
                lines: self.lines[*with].clone(),
                remark: None,
            };
        }
        Migration {
            text: self.text,
            rows: self.rows,
        }
    }
}
