//! A file explained: `transom explain FILE --json`, and what its other forms are written from.

use serde::Serialize;

/// `transom explain FILE --json`. Texts are in the language asked for; words of fixed sets are not translated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The file.
    pub file: String,
    /// What it was read as: `pve`.
    pub dialect: String,
    /// Of which version: `9.2`.
    pub version: String,
    /// The language of the texts: `en`, `zh`.
    pub language: String,
    /// What kind of container it is.
    pub summary: String,
    /// How exposed the host is.
    pub exposure: Exposure,
    /// What keeps it from starting here and has no line of its own.
    pub problems: Vec<String>,
    /// Every line that is not blank.
    pub lines: Vec<ExplainedLine>,
    /// What the device filter comes to; the last row is for everything else.
    pub devices: Vec<FilterRow>,
    /// Who is who.
    pub ids: Ids,
    /// The words that long explanations use, in the order of the lines.
    pub concepts: Vec<Concept>,
}

/// One line, explained.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedLine {
    /// `102.conf:14`.
    pub place: String,
    /// Counted from 1.
    pub line: u32,
    /// The line as written.
    pub text: String,
    /// What it is worth: `works`, `no effect`, `not yet`, `wrong`, `text`, `replaced`, `elsewhere`, what findings mean for it (see
    /// [`Found::means`]), or `stops-start`.
    pub effects: Vec<Effect>,
    /// What it does.
    pub what: String,
    /// The same for somebody who has never heard of it; `null` for comments.
    pub long: Option<String>,
    /// Where its numbers come from.
    pub numbers: Vec<String>,
    /// What becomes of it on this host.
    pub here: Vec<String>,
    /// What else it needs.
    pub needs: Vec<String>,
    /// What it risks.
    pub risk: Option<Risk>,
    /// How it is written today, if otherwise.
    pub today: Option<Today>,
    /// What was found about it.
    pub found: Vec<Found>,
    /// The words that its long explanation uses: `cgroup`.
    pub concepts: Vec<String>,
    /// The steps of a start that it causes.
    pub steps: Vec<String>,
}

/// Something that a lint or the reader found about a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// `T0002`, or the reader's code: `unknown-key`.
    pub code: String,
    /// `error`, `warning`, `note`.
    pub level: String,
    /// `no-effect`, `partly`, `refused`, `undone`, `redundant`, `narrows`, `breaks`, `risk`, `defect`, `lost`, `needs`; `null` for the reader's.
    pub means: Option<String>,
    /// The same in the language asked for.
    pub means_title: Option<String>,
    /// What was found.
    pub message: String,
    /// Why it matters.
    pub why: Option<String>,
    /// What to do.
    pub hint: Option<String>,
    /// Other lines that matter.
    pub others: Vec<String>,
    /// `transom fix` can mend it.
    pub mendable: bool,
}

/// A word that is explained once for all lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Concept {
    /// `cgroup`.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// What it is, a paragraph.
    pub text: String,
}

/// What a line is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// The word of a fixed set.
    pub word: String,
    /// The same in the language asked for.
    pub title: String,
}

/// What something risks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Risk {
    /// `none`, `low`, `medium`, `high`, `critical`.
    pub level: String,
    /// The same in the language asked for.
    pub title: String,
    /// Why.
    pub why: String,
}

/// How a line is written today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Today {
    /// The line or lines.
    pub lines: Vec<String>,
    /// Further lines of the file that they stand for.
    pub with: Vec<u32>,
}

/// How exposed the host is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exposure {
    /// 0, closed, to 10.
    pub score: f64,
    /// `closed`, `fair`, `exposed`, `open`.
    pub grade: String,
    /// The same in the language asked for.
    pub title: String,
    /// What it comes from, the worst first; five at most.
    pub worst: Vec<Exposed>,
}

/// One thing that is exposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exposed {
    /// The line or default that does it.
    pub place: String,
    /// The line as written; `null` for a default.
    pub text: Option<String>,
    /// How much, and why.
    pub risk: Risk,
}

/// A row of the effective device filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FilterRow {
    /// Allowed or refused.
    pub allowed: bool,
    /// `c 10:232`; words for everything else.
    pub number: String,
    /// `rwm`.
    pub access: String,
    /// What it is: `/dev/kvm`.
    pub name: Option<String>,
    /// Who says so.
    pub place: String,
}

/// An id map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ids {
    /// No map: every id is itself.
    pub privileged: bool,
    /// User ids.
    pub users: Vec<IdRow>,
    /// Group ids; empty when they are the same.
    pub groups: Vec<IdRow>,
    /// Who root and the first user are, and what is wrong with the map.
    pub notes: Vec<String>,
}

/// A run of ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdRow {
    /// The first inside.
    pub inside: u32,
    /// How many.
    pub len: u32,
    /// What the first one is on the host; `null` for a gap.
    pub host: Option<u32>,
    /// Who says so; empty for a gap.
    pub place: String,
}

/// `transom explain KEY|NUMBER|PATH|… --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// What was asked about.
    pub title: String,
    /// What it is.
    pub paragraphs: Vec<String>,
    /// Facts about it.
    pub rows: Vec<Labelled>,
    /// What it risks; where it depends on the container, more than one.
    pub risks: Vec<Risk>,
    /// The words that it uses.
    pub concepts: Vec<Labelled>,
}

/// A label and what there is to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Labelled {
    /// The label.
    pub label: String,
    /// The text.
    pub text: String,
}

/// `transom explain "LINE" --json`: an entry for each kind of container.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LineIn {
    /// Whether root inside is root of the host.
    pub privileged: bool,
    /// What it was read as.
    pub dialect: String,
    /// The line.
    pub line: ExplainedLine,
}

/// `transom explain FOLDER --json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanations {
    /// Each configuration.
    pub files: Vec<Explanation>,
}
