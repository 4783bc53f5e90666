//! What a line risks, given the container it is in: a level and a reason.
//!
//! One function a subject: each looks at what the line asks for in the model, so that five dialects share it; a few keys that
//! nothing plans yet are told by their explanation ids. The same line may be critical in a privileged container and void in an
//! unprivileged one. Start with [`risks`].

mod devices;
mod kept;
mod mounts;
mod rights;

use transom_model::InsideId;

use crate::language::{Message, say};
use crate::line::Line;

/// How much is at stake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Nothing.
    None,
    /// Little: what goes wrong stays inside, or is a nuisance.
    Low,
    /// A larger surface of the kernel, or a leak.
    Medium,
    /// Harm to the host or to others is likely if somebody inside means harm.
    High,
    /// Whoever has it has the host.
    Critical,
}

impl Level {
    /// Every level, the least first.
    pub const ALL: [Self; 5] = [Self::None, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// Returns the word of JSON and of options.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// Returns the word that people read.
    pub fn title(self) -> Message {
        match self {
            Self::None => say!("level-none"),
            Self::Low => say!("level-low"),
            Self::Medium => say!("level-medium"),
            Self::High => say!("level-high"),
            Self::Critical => say!("level-critical"),
        }
    }
}

/// What a line risks.
#[derive(Debug, Clone, PartialEq)]
pub struct Risk {
    /// How much.
    pub level: Level,
    /// Why; a sentence.
    pub why: Message,
}

impl Risk {
    pub(crate) fn new(level: Level, why: Message) -> Self {
        Self { level, why }
    }
}

/// Lists what a line risks, the worst first. Nothing comes of a line that opens nothing.
pub(crate) fn risks(line: &Line<'_>) -> Vec<Risk> {
    // Of two that are as bad, what is told by the key says more.
    let mut risks = kept::risks(line);
    risks.extend(devices::risks(line));
    risks.extend(mounts::risks(line));
    risks.extend(rights::risks(line));
    risks.sort_by_key(|risk| std::cmp::Reverse(risk.level));
    risks.dedup();
    risks
}

/// Says whether root inside is root of the host.
pub(crate) fn is_root_real(line: &Line<'_>) -> bool {
    let map = &line.container().id_map;
    map.to_host(transom_model::IdKind::User, InsideId(0))
        .is_some_and(|host| host.0 == 0)
}
