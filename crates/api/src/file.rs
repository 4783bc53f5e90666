//! Files and what they come to: `check`, `plan`, `try`.

use serde::Serialize;

/// A place in a file, or whose default a value is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// As messages write it: `102.conf:14`, or the default's reason.
    pub text: String,
    /// The file's path; `null` for a default.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The first byte of the part in the line, from 1.
    pub column: Option<u32>,
    /// The first byte behind the part, from 1.
    pub end_column: Option<u32>,
}

/// One finding about a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// A short stable name.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What to do.
    pub hint: Option<String>,
    /// More about it, if a lint found it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lint: Option<Lint>,
}

/// What a lint has to say beyond its message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lint {
    /// Its name: `v1-device-rule`.
    pub name: String,
    /// What is wrong in general, a few words.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// What it means for the line: `no-effect`, `refused`, `undone`, `redundant`, `narrows`, `breaks`, `risk`, `defect`, `lost`, `needs`.
    pub means: String,
    /// Other lines that matter.
    pub others: Vec<Place>,
    /// The line as it is to be written now.
    pub today: Option<String>,
    /// Whether `transom fix` mends it.
    pub has_fix: bool,
}

/// One file of `transom fix FILE… --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mended {
    /// The file.
    pub file: String,
    /// Whether the text is another one now.
    pub changed: bool,
    /// Whether it was written.
    pub written: bool,
    /// Lines that are gone: number in the old text, and text.
    pub removed: Vec<(usize, String)>,
    /// Lines that are new: number in the new text, and text.
    pub added: Vec<(usize, String)>,
    /// What was mended.
    pub mended: Vec<Diagnostic>,
    /// What is left to a person.
    pub left: Vec<Diagnostic>,
}

/// One file of `transom check FILE… --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckedFile {
    /// The file.
    pub file: String,
    /// What it was read as: `pve-9.1`; `null` if it is no container's configuration or cannot be read.
    pub dialect: Option<String>,
    /// Why it was read as that.
    pub dialect_reason: Option<String>,
    /// Why it could not be read; `null` if it could.
    pub unreadable: Option<String>,
    /// Findings, in the order of the lines.
    pub diagnostics: Vec<Diagnostic>,
}

/// The numbers of `transom check FILE… --json`, after its files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CheckSummary {
    /// Files that were read.
    pub checked: u64,
    /// Files that could not be read.
    pub unreadable: u64,
    /// Files of folders that are no container's configuration.
    pub passed_over: u64,
    /// Errors in all files.
    pub errors: u64,
    /// Warnings in all files.
    pub warnings: u64,
}

/// One step of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its number, from 1.
    pub number: usize,
    /// `host` or `inside`.
    pub side: String,
    /// What is done, a sentence.
    pub text: String,
    /// The line or default that asks for it.
    pub cause: Place,
}

/// Something to know about a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// A sentence.
    pub text: String,
    /// What it is about.
    pub cause: Place,
}

/// One reason why a container cannot start here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// A short stable name.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// The line that is to blame.
    pub cause: Place,
    /// What to do.
    pub hint: Option<String>,
}

/// `transom plan FILE|NAME --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// The container.
    pub name: String,
    /// Why it cannot start exactly as written; empty when it can.
    pub problems: Vec<Problem>,
    /// What was put in place of what this host lacks; empty for a plan as written.
    pub substitutions: Vec<Substitution>,
    /// Every step, in order.
    pub steps: Vec<Step>,
    /// What else is to be known.
    pub remarks: Vec<Remark>,
}

/// One thing put in the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Substitution {
    /// The line it stands for.
    pub line: Option<Place>,
    /// What was asked for.
    pub what: String,
    /// What is done instead.
    pub instead: String,
    /// Why.
    pub why: String,
}

/// One line of the file in a try's report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TryLine {
    /// `102.conf:14`.
    pub place: String,
    /// The line.
    pub text: String,
    /// What it does here.
    pub sentence: String,
    /// In a word, whether it has an effect.
    pub verdict: String,
    /// More about it.
    pub remarks: Vec<String>,
}

/// One probe in a try's report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TryProbe {
    /// `kvm`, `tun`.
    pub probe: String,
    /// Whether it worked.
    pub passed: bool,
    /// What was proved, or why it failed.
    pub text: String,
    /// The line that asks for it.
    pub cause: Place,
}

/// A device of the host that no line of the file opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClosedDevice {
    /// What would be tried: `kvm`, `tun`.
    pub probe: String,
    /// Its node.
    pub node: String,
    /// The lines that would open it, in the file's dialect.
    pub lines: Vec<String>,
}

/// `transom try FILE --json`, written to standard error when the container has started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Try {
    /// The file.
    pub file: String,
    /// The instance.
    pub name: String,
    /// Its first process on the host.
    pub pid: i32,
    /// What was put in place of what this host lacks.
    pub substitutions: Vec<Substitution>,
    /// Every line of the file.
    pub lines: Vec<TryLine>,
    /// What the host has and no line opens.
    pub closed: Vec<ClosedDevice>,
    /// What was tried inside.
    pub probes: Vec<TryProbe>,
}
