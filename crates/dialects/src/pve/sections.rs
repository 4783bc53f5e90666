//! Walks the lines of a Proxmox file: the present configuration on top, then pending changes and snapshots.
//!
//! Only the top section describes the container. The others are read into a container of their own that is thrown away, so
//! that their mistakes are still named, as warnings. What a key means is in `keys.rs`.

use std::collections::HashMap;

use transom_model::{Account, Effect, FileId, Origin, Severity, Sources, phrase, words};

use super::lines::{Fault, Kind, Line, lines};
use super::reader::RawLine;
use super::{Reader, kept, keys, raw};
use crate::{Problem, Setting};

/// Where in the file a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    /// The present configuration.
    Present,
    /// Changes that wait for the next start.
    Pending,
    /// A snapshot.
    Snapshot,
}

impl Section {
    fn elsewhere(self) -> Effect {
        match self {
            Self::Present => Effect::Taken,
            Self::Pending => Effect::Elsewhere(words!("changes that Proxmox applies at the next start")),
            Self::Snapshot => Effect::Elsewhere(words!("a snapshot")),
        }
    }
}

/// The line where an option of a section stands last.
type Repeats<'t> = HashMap<(usize, &'t str), u32>;

/// Reads all lines of a file.
pub fn read(reader: &mut Reader, sources: &Sources, file: FileId) {
    let lines: Vec<Line<'_>> = lines(file, &sources.file(file).text).collect();
    let last = last_of_each_key(&lines);
    let (mut section, mut at) = (Section::Present, 0);
    let mut scratch = Reader::new(reader.vmid, reader.version);
    let mut bad_header: Option<&Line<'_>> = None;
    for line in &lines {
        match &line.kind {
            Kind::Pending | Kind::Snapshot(_) => {
                section = open(reader, line);
                at += 1;
                bad_header = None;
                scratch = Reader::new(reader.vmid, reader.version);
                continue;
            }
            Kind::Bad(Fault::SectionHeader) => bad_header = Some(line),
            Kind::Option(_) | Kind::Raw(_) => {
                if let Some(header) = bad_header.take() {
                    falls_into(reader, line, header, section);
                }
            }
            _ => {}
        }
        match section {
            Section::Present => present(reader, line, &last),
            _ => elsewhere(reader, &mut scratch, line, (section, at), &last),
        }
    }
}

/// Finds the line where each option of each section stands last: that one counts.
fn last_of_each_key<'t>(lines: &[Line<'t>]) -> Repeats<'t> {
    let mut last = Repeats::new();
    let mut at = 0;
    for line in lines {
        match &line.kind {
            Kind::Pending | Kind::Snapshot(_) => at += 1,
            Kind::Option(setting) => {
                let number = line.origin.line().map_or(0, |(_, line)| line);
                let _before = last.insert((at, setting.key), number);
            }
            _ => {}
        }
    }
    last
}

fn open(reader: &mut Reader, line: &Line<'_>) -> Section {
    let (section, remark) = match &line.kind {
        Kind::Pending => (Section::Pending, Some((Severity::Warning, pending_changes()))),
        Kind::Snapshot(name) => (Section::Snapshot, odd_snapshot(name)),
        _ => (Section::Present, None),
    };
    if let Some((severity, problem)) = remark {
        reader.diagnose(severity, line.origin.clone(), problem);
    }
    let explanation = if section == Section::Pending { "pending" } else { "snapshot" };
    account(reader, line, explanation, section.elsewhere());
    section
}

fn pending_changes() -> Problem {
    Problem::new(
        "pending-changes",
        "changes are pending: `pct start` would apply the lines below before it starts the container",
    )
    .hint("Transom runs the lines above as they are; let `pct start` apply the changes, or move them up")
}

fn odd_snapshot(name: &str) -> Option<(Severity, Problem)> {
    let problem = if name.eq_ignore_ascii_case("pending") {
        Problem::new("odd-section", format!("[{name}] is read as a snapshot of that name"))
            .hint("pending changes stand below [pve:pending]")
    } else if ["current", "vzdump"].contains(&name) {
        Problem::new(
            "odd-section",
            format!("Proxmox reads a snapshot called {name}, but would not make one: it uses the name itself"),
        )
    } else {
        return None;
    };
    Some((Severity::Warning, problem))
}

fn falls_into(reader: &mut Reader, line: &Line<'_>, header: &Line<'_>, section: Section) {
    let into = match section {
        Section::Present => "the running configuration",
        Section::Pending => "the pending changes",
        Section::Snapshot => "the snapshot above",
    };
    let number = header.origin.line().map_or(0, |(_, line)| line);
    let problem = Problem::new(
        "falls-into-section",
        format!("line {number} is no section header, so this line and those below belong to {into}"),
    );
    let problem = problem.hint("a snapshot's name is a letter followed by at least one letter, digit, `_` or `-`");
    reader.diagnose(Severity::Warning, line.origin.clone(), problem);
}

fn present(reader: &mut Reader, line: &Line<'_>, last: &Repeats<'_>) {
    match &line.kind {
        Kind::Blank => account(reader, line, "description", Effect::Prose),
        Kind::Description => {
            kept::describe(reader, line.text, &line.origin);
            account(reader, line, "description", Effect::Prose);
        }
        Kind::Raw(setting) => reader.raw.push(raw_line(setting)),
        Kind::Option(setting) => match repeated(setting, (0, last)) {
            Some(later) => overruled(reader, setting, later),
            None => option(reader, setting),
        },
        Kind::SnapState(state) => {
            let problem = Problem::new(
                "stray-snapstate",
                format!("Proxmox reads this line as `snapstate: {state}` and removes it"),
            )
            .hint("remove the line; only a snapshot's section has a state");
            reader.diagnose(Severity::Warning, line.origin.clone(), problem);
            account(
                reader,
                line,
                "snapshot",
                Effect::NoEffect(phrase!("Proxmox removes it when it reads the file")),
            );
        }
        Kind::Delete(setting) => {
            let problem =
                Problem::new("misplaced-delete", "property 'delete' is only allowed in [pve:pending]").hint("remove the line");
            reader.say(Severity::Error, setting, problem);
            reader.account(setting, "pending", Effect::Wrong);
        }
        Kind::Bad(fault) => bad(reader, line, *fault, Severity::Error),
        Kind::Pending | Kind::Snapshot(_) => {}
    }
}

/// Reads a line of another section into `scratch` and repeats its complaints, softened to warnings.
fn elsewhere(reader: &mut Reader, scratch: &mut Reader, line: &Line<'_>, place: (Section, usize), last: &Repeats<'_>) {
    let (section, at) = place;
    let effect = match &line.kind {
        Kind::Blank | Kind::Description => Effect::Prose,
        Kind::Bad(fault) => return bad(reader, line, *fault, Severity::Warning),
        _ => section.elsewhere(),
    };
    match &line.kind {
        Kind::Option(setting) if repeated(setting, (at, last)).is_none() => option(scratch, setting),
        Kind::Delete(setting) if section == Section::Snapshot => {
            let problem = Problem::new("misplaced-delete", "property 'delete' is only allowed in [pve:pending]");
            scratch.say(Severity::Warning, setting, problem);
        }
        _ => {}
    }
    for mut diagnostic in scratch.diagnostics.drain(..) {
        diagnostic.severity = diagnostic.severity.min(Severity::Warning);
        reader.diagnostics.push(diagnostic);
    }
    let explanation = match &line.kind {
        Kind::Option(setting) => keys::find(setting.key).map_or("", |key| key.explanation),
        Kind::Raw(setting) => raw::explanation(setting.key),
        Kind::Delete(_) => "pending",
        Kind::SnapState(_) => "snapshot",
        _ => "description",
    };
    account(reader, line, explanation, effect);
}

fn option(reader: &mut Reader, setting: &Setting<'_>) {
    let Some(key) = keys::find(setting.key) else {
        reader.say(Severity::Error, setting, keys::unknown(setting.key));
        return reader.account(setting, "", Effect::Wrong);
    };
    let read = reader.check_option(setting, key).and_then(|()| (key.read)(reader, setting));
    let effect = match read {
        Ok(effect) => {
            kept::option(reader, setting, &effect);
            effect
        }
        Err(problem) => {
            reader.say(Severity::Error, setting, problem);
            Effect::Wrong
        }
    };
    reader.account(setting, key.explanation, effect);
}

/// Returns the later line that gives the same key.
fn repeated(setting: &Setting<'_>, place: (usize, &Repeats<'_>)) -> Option<u32> {
    let (at, last) = place;
    let number = setting.origin.line().map_or(0, |(_, line)| line);
    last.get(&(at, setting.key)).copied().filter(|later| *later != number)
}

fn overruled(reader: &mut Reader, setting: &Setting<'_>, later: u32) {
    let problem = Problem::new(
        "repeated-key",
        format!("`{}` is given again in line {later}, and the last one counts", setting.key),
    )
    .hint("keep one of the two lines");
    reader.warn(setting, problem);
    let explanation = keys::find(setting.key).map_or("", |key| key.explanation);
    reader.account(
        setting,
        explanation,
        Effect::NoEffect(phrase!("line {later} gives it again, and the last one counts", later)),
    );
}

fn bad(reader: &mut Reader, line: &Line<'_>, fault: Fault, severity: Severity) {
    let shown: String = line.text.trim().chars().take(60).collect();
    let (code, message, hint) = match fault {
        Fault::SectionHeader => (
            "bad-section-header",
            format!("`{shown}` is no section header; Proxmox drops the line and goes on in the section before"),
            "name a snapshot with a letter and at least one letter, digit, `_` or `-`; pending changes stand below [pve:pending]",
        ),
        Fault::EmptyValue => (
            "empty-value",
            format!("`{shown}` has no value; Proxmox drops the line"),
            "give a value, or remove the line",
        ),
        Fault::EqualsSign => (
            "bad-line",
            format!("`{shown}`: an option is `key: value`; Proxmox drops the line"),
            "write a colon; only `lxc.` keys take `=`",
        ),
        Fault::LeadingBlank => (
            "bad-line",
            format!("`{shown}` starts with a blank; Proxmox drops the line"),
            "remove the blanks before the key",
        ),
        Fault::RawForm => (
            "bad-line",
            format!("`{shown}` is no raw LXC line; Proxmox drops the line"),
            "write `lxc.key: value` in lower case, the colon touching the key",
        ),
        Fault::ByteOrderMark => (
            "bad-line",
            format!("`{shown}` begins with a byte order mark; Proxmox drops the line"),
            "save the file without a byte order mark",
        ),
        Fault::Form => (
            "bad-line",
            format!("unable to parse `{shown}`; Proxmox drops the line"),
            "a line is `key: value`, `lxc.key: value` or `# text`",
        ),
    };
    reader.diagnose(severity, line.origin.clone(), Problem::new(code, message).hint(hint));
    account(reader, line, "", Effect::Wrong);
}

fn account(reader: &mut Reader, line: &Line<'_>, explanation: &'static str, effect: Effect) {
    if let Kind::Option(setting) | Kind::Raw(setting) | Kind::Delete(setting) = &line.kind {
        return reader.account(setting, explanation, effect);
    }
    let origin: Origin = line.origin.clone();
    let value = line.text.to_owned();
    reader.accounts.push(Account {
        origin,
        key: String::new(),
        value,
        explanation,
        effect,
    });
}

fn raw_line(setting: &Setting<'_>) -> RawLine {
    RawLine {
        key: setting.key.to_owned(),
        value: setting.value.to_owned(),
        origin: setting.origin.clone(),
        key_columns: setting.key_columns.clone(),
        value_columns: setting.value_columns.clone(),
    }
}
