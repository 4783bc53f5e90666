//! Which dialect a file is in, from its content and name; and what else it is, if it is in none.
//!
//! XML, JSON and YAML show themselves by their first mark and the words that every file of theirs has; files of lines by how many of
//! them are settings of each dialect. `foreign.rs` knows the files that are often taken for a container's. Start with [`detect`].

mod foreign;
mod marks;
#[cfg(test)]
mod tests;

use std::path::Path;

use transom_model::{Diagnostic, Dialect, FileId, Origin, Severity, Sources};

use marks::Marks;

/// What a text looks like, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detection {
    /// What it looks like.
    pub looks: Looks,
    /// What shows it, a few words.
    pub reason: &'static str,
    /// How sure that is.
    pub certainty: Certainty,
}

/// How sure a detection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// Words of that language are in it.
    Sure,
    /// It has the form, or the name; no word of the language is in it.
    Guess,
}

/// What a text can look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looks {
    /// A container's configuration in this dialect.
    Like(Dialect),
    /// Something else.
    Foreign(Foreign),
}

/// A kind of file that describes no container of a dialect read here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// What it is, with its article: "a Docker Compose file".
    pub what: &'static str,
    /// The line that shows it, counted from 1.
    pub line: u32,
    /// What to do, where that is more than to name another file.
    pub hint: Option<&'static str>,
}

impl Detection {
    /// Returns the dialect, if it is one.
    pub fn dialect(&self) -> Option<Dialect> {
        match self.looks {
            Looks::Like(dialect) => Some(dialect),
            Looks::Foreign(_) => None,
        }
    }

    fn sure(dialect: Dialect, reason: &'static str) -> Self {
        Self {
            looks: Looks::Like(dialect),
            reason,
            certainty: Certainty::Sure,
        }
    }

    fn guess(dialect: Dialect, reason: &'static str) -> Self {
        Self {
            certainty: Certainty::Guess,
            ..Self::sure(dialect, reason)
        }
    }

    fn foreign(what: &'static str, line: u32, reason: &'static str) -> Self {
        let looks = Looks::Foreign(Foreign { what, line, hint: None });
        Self {
            looks,
            reason,
            certainty: Certainty::Sure,
        }
    }

    fn hint(mut self, text: &'static str) -> Self {
        if let Looks::Foreign(foreign) = &mut self.looks {
            foreign.hint = Some(text);
        }
        self
    }
}

/// Finds what a text looks like.
pub fn detect(path: &Path, text: &str) -> Detection {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    match start.as_bytes().first() {
        Some(b'<') => foreign::xml(text).unwrap_or_else(|| Detection::sure(Dialect::Libvirt, "it is XML")),
        Some(b'{') => json_object(path, text),
        Some(b'[') if !foreign::is_section(start) => json_list(text),
        _ => by_lines(path, &Marks::of(text), text),
    }
}

/// Says that a text is not what somebody said it is; `None` if it may be.
pub fn mismatch(asked: Dialect, file: FileId, sources: &Sources) -> Option<Diagnostic> {
    let source = sources.file(file);
    let detection = detect(&source.path, &source.text);
    let of_the_asked = evidence(asked, &source.text);
    let (what, line, hint) = match &detection.looks {
        // The two share a form; their reader knows which keys are whose.
        Looks::Like(Dialect::Lxd | Dialect::Incus) if matches!(asked, Dialect::Lxd | Dialect::Incus) => return None,
        Looks::Like(dialect) if *dialect == asked || detection.certainty == Certainty::Guess => return None,
        Looks::Like(dialect) => (
            article(*dialect),
            1,
            format!("`--dialect {}` reads it as one", dialect.word()),
        ),
        Looks::Foreign(foreign) => {
            let hint = foreign.hint.unwrap_or("name the container's own file");
            (foreign.what, foreign.line, hint.to_owned())
        }
    };
    Some(Diagnostic {
        // Where the asked dialect is in the text as well, its reader's own findings decide.
        severity: if of_the_asked { Severity::Warning } else { Severity::Error },
        code: "other-dialect",
        message: format!(
            "{} was asked for, but this looks like {what}: {}",
            asked.title(),
            detection.reason
        ),
        origin: whole_line(file, line, sources),
        label: None,
        hint: Some(hint),
    })
}

/// Says that a text is none of the dialects'.
pub fn not_a_configuration(foreign: &Foreign, reason: &str, file: FileId, sources: &Sources) -> Diagnostic {
    let words = "name the file that describes the container; `--dialect` says what a file is when that is not seen";
    Diagnostic {
        severity: Severity::Error,
        code: "not-a-configuration",
        message: format!(
            "this looks like {}, not like a container's configuration: {reason}",
            foreign.what
        ),
        origin: whole_line(file, foreign.line, sources),
        label: None,
        hint: Some(foreign.hint.unwrap_or(words).to_owned()),
    }
}

fn whole_line(file: FileId, line: u32, sources: &Sources) -> Origin {
    let text = sources.line_text(file, line);
    let from = text.len() - text.trim_start().len();
    let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Origin::Line {
        file,
        line,
        columns: narrow(from)..narrow(from + text.trim().len()),
    }
}

fn article(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Lxc => "an LXC file",
        Dialect::Pve => "a Proxmox VE file",
        Dialect::Libvirt => "a libvirt document",
        Dialect::Lxd => "a profile or instance of LXD",
        Dialect::Incus => "a profile or instance of Incus",
        Dialect::Oci => "an OCI runtime configuration",
    }
}

/// Says whether anything of a dialect is in a text.
fn evidence(dialect: Dialect, text: &str) -> bool {
    match dialect {
        Dialect::Lxc => Marks::of(text).lxc > 0,
        Dialect::Pve => Marks::of(text).pve > 0,
        Dialect::Libvirt | Dialect::Lxd | Dialect::Incus | Dialect::Oci => {
            let found = detect(Path::new(""), text).dialect();
            let is_yaml = |dialect| matches!(dialect, Dialect::Lxd | Dialect::Incus);
            found.is_some_and(|found| found == dialect || is_yaml(found) && is_yaml(dialect))
        }
    }
}

/// Properties that only a runtime configuration has at its top.
const RUNTIME: &[&str] = &[
    "\"ociVersion\"",
    "\"process\"",
    "\"root\"",
    "\"mounts\"",
    "\"linux\"",
    "\"hooks\"",
];
/// Fields that LXD and Incus print at the top of a profile or instance, in JSON as in YAML.
const INSTANCE: &[&str] = &[
    "\"expanded_config\"",
    "\"expanded_devices\"",
    "\"config\"",
    "\"devices\"",
    "\"creation_date\"",
];

fn json_object(path: &Path, text: &str) -> Detection {
    let has = |word: &str| text.contains(word);
    if has("\"ociVersion\"") {
        return Detection::sure(Dialect::Oci, "it is JSON with an `ociVersion`");
    }
    if let Some(found) = foreign::json(text) {
        return found;
    }
    if has("\"creation_date\"") && !has("\"process\"") {
        return Detection::sure(Dialect::Lxd, "it is an image's metadata");
    }
    if INSTANCE[..4].iter().filter(|word| has(word)).count() > 1 && !has("\"process\"") {
        return Detection::sure(lxd_or_incus(text), "it is JSON with `config` and `devices`");
    }
    if RUNTIME.iter().any(|word| has(word)) {
        return Detection::sure(Dialect::Oci, "it is JSON with a runtime configuration's properties");
    }
    let is_bare = text.bytes().filter(|byte| *byte == b':').count() < 3;
    if is_bare || path.file_name().is_some_and(|name| name == "config.json") {
        return Detection::guess(Dialect::Oci, "it is a JSON object");
    }
    Detection::foreign(
        "a JSON document",
        first_line(text),
        "no property of a runtime configuration is in it",
    )
}

fn json_list(text: &str) -> Detection {
    if INSTANCE.iter().any(|word| text.contains(word)) {
        return Detection::sure(lxd_or_incus(text), "it is a JSON list of instances or profiles");
    }
    if text.contains("\"HostConfig\"") {
        return Detection::foreign("what `docker inspect` prints", first_line(text), "it has a `HostConfig`")
            .hint("name the container's `config.json`, for example below /run/containerd/io.containerd.runtime.v2.task");
    }
    Detection::foreign("a JSON list", first_line(text), "a container's configuration is an object")
}

fn by_lines(path: &Path, marks: &Marks<'_>, text: &str) -> Detection {
    if let Some(found) = foreign::first_lines(path, marks) {
        return found;
    }
    if marks.has_instance_key() && marks.pve == 0 {
        let dialect = lxd_or_incus(text);
        let reason = match dialect {
            Dialect::Incus => "it is YAML with `config` or `devices`, and speaks of Incus",
            _ => "it is YAML with `config` or `devices`",
        };
        return Detection::sure(dialect, reason);
    }
    if let Some(found) = foreign::lines(marks) {
        return found;
    }
    let is_config = path.file_name().is_some_and(|name| name == "config");
    match (marks.lxc, marks.pve) {
        (0, 0) => by_name(path, marks),
        // Both have `lxc.key: value` in it: Proxmox as its raw lines, a file of LXC's by mistake.
        (0, pve) if pve == marks.raw && is_config => Detection::guess(Dialect::Lxc, "it is named `config`"),
        (lxc, pve) if pve > lxc => Detection::sure(Dialect::Pve, "its lines are `key: value`"),
        _ => Detection::sure(Dialect::Lxc, "its lines are `lxc.key = value`"),
    }
}

/// A text without a line of any dialect: its name may say what it is meant to be.
fn by_name(path: &Path, marks: &Marks<'_>) -> Detection {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_empty = marks.settings == 0;
    match (stem, end) {
        (stem, "conf") if is_number(stem) => Detection::guess(Dialect::Pve, "its name is a container number"),
        ("config", "") => Detection::guess(Dialect::Lxc, "it is named `config`"),
        (_, "yaml" | "yml") => Detection::guess(Dialect::Lxd, "its name is that of a YAML file"),
        _ if is_empty => Detection::guess(Dialect::Lxc, "nothing in it says otherwise"),
        _ if marks.is_yaml() => Detection::guess(Dialect::Lxd, "it is YAML"),
        _ if marks.pairs == marks.settings => Detection::guess(Dialect::Pve, "its lines are `key: value`"),
        _ => Detection::foreign("plain text", marks.first, "no line of it is a setting of any dialect"),
    }
}

fn lxd_or_incus(text: &str) -> Dialect {
    let is_incus = ["incus", "volatile.uuid.generation"]
        .into_iter()
        .any(|word| text.contains(word));
    if is_incus { Dialect::Incus } else { Dialect::Lxd }
}

/// The number of the first line that is not blank.
fn first_line(text: &str) -> u32 {
    let blank = text.lines().take_while(|line| line.trim().is_empty()).count();
    u32::try_from(blank + 1).unwrap_or(1)
}
