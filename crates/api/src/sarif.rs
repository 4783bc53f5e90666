//! What `transom check --sarif` prints: the part of SARIF 2.1.0 (OASIS, 2020) that findings about files need.
//!
//! A report is one run. Its results are written while files are read, so the tool, whose rules are known at the end, comes last; the
//! order of an object's properties means nothing. Names of fields are those of the standard.

use serde::Serialize;

/// The version of the standard.
pub const VERSION: &str = "2.1.0";
/// Where its schema is published.
pub const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
/// What columns count: units of UTF-16, as most editors do.
pub const COLUMN_KIND: &str = "utf16CodeUnits";

/// Text for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The text.
    pub text: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The kind of finding.
    pub rule_id: String,
    /// Its place in the list of rules.
    pub rule_index: usize,
    /// `error`, `warning` or `note`.
    pub level: &'static str,
    /// What is wrong, and what to do.
    pub message: Message,
    /// Where; none for what no line says.
    pub locations: Vec<Location>,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// The place in a file.
    pub physical_location: PhysicalLocation,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PhysicalLocation {
    /// The file.
    pub artifact_location: ArtifactLocation,
    /// The part of it.
    pub region: Region,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArtifactLocation {
    /// A URI; one that is relative counts from the folder that the command was started in.
    pub uri: String,
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    /// The line, from 1.
    pub start_line: u32,
    /// The first column, from 1; left out for a whole line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_column: Option<u32>,
    /// The first column behind the part, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_column: Option<u32>,
}

/// A kind of finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Its stable name.
    pub id: String,
    /// It in a few words.
    pub short_description: Message,
    /// Why it matters, if that has been written down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_description: Option<Message>,
    /// What to do about it in general.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Message>,
    /// A name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'static str>,
}

/// What made the findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tool {
    /// The program.
    pub driver: Driver,
}

/// The program that made the findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Driver {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// The kinds of findings it made.
    pub rules: Vec<Rule>,
}

/// How the run went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invocation {
    /// Whether all files could be read.
    pub execution_successful: bool,
    /// Which could not be.
    pub tool_execution_notifications: Vec<Notification>,
}

/// Something about the run that is no finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notification {
    /// `error`.
    pub level: &'static str,
    /// What happened.
    pub message: Message,
}
