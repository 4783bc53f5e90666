//! Headings of explanations, whichever form they are written in: terminal, Markdown, HTML.

use crate::language::{Message, say};

/// A heading or the label of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// What a line does.
    What,
    /// The same for somebody who has never heard of it.
    Long,
    /// Where its numbers come from.
    Numbers,
    /// What becomes of it on this host.
    Here,
    /// Whether it does anything.
    Effect,
    /// What else it needs.
    Needs,
    /// What it risks.
    Risk,
    /// How it is written today.
    Today,
    /// The effective device filter.
    Rules,
    /// The id map.
    Ids,
    /// The score.
    Exposure,
    /// What the score comes from.
    Worst,
    /// The lines.
    Lines,
    /// What keeps it from starting.
    Problems,
    /// What lints found.
    Findings,
    /// Words that are explained once.
    Words,
    /// A line in an unprivileged container.
    Unprivileged,
    /// A line in a privileged container.
    Privileged,
    /// Ids inside.
    Inside,
    /// Ids on the host.
    OnHost,
    /// A table of user ids.
    UserIds,
    /// A table of group ids.
    GroupIds,
    /// Ids that are mapped to nothing.
    Nobody,
    /// Who says so.
    By,
}

impl Heading {
    /// Returns its words.
    pub fn title(self) -> Message {
        match self {
            Self::What => say!("page-what"),
            Self::Long => say!("page-long"),
            Self::Numbers => say!("page-numbers"),
            Self::Here => say!("page-here"),
            Self::Effect => say!("page-effect"),
            Self::Needs => say!("page-needs"),
            Self::Risk => say!("page-risk"),
            Self::Today => say!("page-today"),
            Self::Rules => say!("page-rules"),
            Self::Ids => say!("page-ids"),
            Self::Exposure => say!("page-exposure"),
            Self::Worst => say!("page-worst"),
            Self::Lines => say!("page-lines"),
            Self::Problems => say!("page-problems"),
            Self::Findings => say!("page-findings"),
            Self::Words => say!("page-words"),
            Self::Unprivileged => say!("page-unprivileged"),
            Self::Privileged => say!("page-privileged"),
            Self::Inside => say!("page-inside"),
            Self::OnHost => say!("page-on-host"),
            Self::UserIds => say!("page-user-ids"),
            Self::GroupIds => say!("page-group-ids"),
            Self::Nobody => say!("page-nobody"),
            Self::By => say!("page-by"),
        }
    }
}

/// Says which other lines a new line stands for too.
pub fn together_with(lines: &[u32]) -> Message {
    let numbers: Vec<String> = lines.iter().map(ToString::to_string).collect();
    say!("page-together", lines = numbers)
}
