//! How exposed the host is to the container: a score in the manner of `systemd-analyze security`, and what it comes from.
//!
//! Each thing that is exposed leaves a share of the protection: shares are multiplied, so that ten small openings never count as
//! much as one large one, and nothing counts twice. 0 is closed, 10 is the host itself.

use std::collections::BTreeSet;

use transom_model::{Capabilities, Origin};

use super::{Explained, Whole};
use crate::language::{Message, say};
use crate::risk::Level;

/// How many of the lines that matter are named.
const MOST_NAMED: usize = 5;

/// How exposed the host is.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// Tenths, 0 to 100: 37 is 3.7 of 10.
    pub tenths: u32,
    /// What that is in a word.
    pub grade: Grade,
    /// What matters most, the worst first; five at most.
    pub worst: Vec<Exposed>,
}

/// A score in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// Up to 1.5.
    Closed,
    /// Up to 4.
    Fair,
    /// Up to 7.
    Exposed,
    /// Above.
    Open,
}

impl Grade {
    fn of(tenths: u32) -> Self {
        match tenths {
            0..=15 => Self::Closed,
            16..=40 => Self::Fair,
            41..=70 => Self::Exposed,
            _ => Self::Open,
        }
    }

    /// Returns the word of JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Fair => "fair",
            Self::Exposed => "exposed",
            Self::Open => "open",
        }
    }

    /// Returns the word that people read.
    pub fn title(self) -> Message {
        match self {
            Self::Closed => say!("grade-closed"),
            Self::Fair => say!("grade-fair"),
            Self::Exposed => say!("grade-exposed"),
            Self::Open => say!("grade-open"),
        }
    }
}

/// One thing that is exposed.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposed {
    /// How much it counts.
    pub level: Level,
    /// The line, or the default, that does it: `102.conf:14`.
    pub place: String,
    /// The line as written; empty for a default.
    pub text: String,
    /// Why.
    pub why: String,
}

pub(super) fn of(whole: &Whole<'_>, lines: &[Explained]) -> Exposure {
    let mut all: Vec<Exposed> = lines.iter().filter_map(of_line).collect();
    for (level, why, origin) in defaults(whole) {
        if origin.line().is_none() {
            all.push(Exposed {
                level,
                place: whole.view.book.place(whole.view.sources, &origin),
                text: String::new(),
                why: whole.view.book.say(&why),
            });
        }
    }
    all.sort_by_key(|exposed| std::cmp::Reverse(exposed.level));
    // A node and the rule that opens it are one thing.
    let mut told: BTreeSet<String> = BTreeSet::new();
    all.retain(|exposed| told.insert(exposed.why.clone()));
    let left: f64 = all.iter().map(|exposed| 1.0 - share(exposed.level)).product();
    let tenths = ((1.0 - left) * 100.0).round() as u32;
    all.truncate(MOST_NAMED);
    Exposure {
        tenths,
        grade: Grade::of(tenths),
        worst: all,
    }
}

fn share(level: Level) -> f64 {
    match level {
        Level::None => 0.0,
        Level::Low => 0.02,
        Level::Medium => 0.12,
        Level::High => 0.35,
        Level::Critical => 0.6,
    }
}

fn of_line(explained: &Explained) -> Option<Exposed> {
    let (level, why) = explained.risk.clone()?;
    (level > Level::None).then(|| Exposed {
        level,
        place: explained.line.place.clone(),
        text: explained.line.text.trim().to_owned(),
        why,
    })
}

/// What no line says, and what is exposed by that.
fn defaults(whole: &Whole<'_>) -> Vec<(Level, Message, Origin)> {
    let container = &whole.view.reading.container;
    let silent = |level, why, origin: Option<&Origin>| {
        let origin = origin.cloned().unwrap_or(Origin::Default("no line says otherwise"));
        (level, why, origin)
    };
    let mut all = Vec::new();
    if container.id_map.is_privileged() && !is_told(whole, &["unprivileged", "lxd-privileged", "id-map", "lxd-idmap"]) {
        all.push(silent(Level::Critical, say!("exposed-privileged"), None));
    }
    if let transom_model::Network::Host(given) = &container.network {
        all.push(silent(Level::High, say!("risk-hosts-network"), Some(&given.origin)));
    }
    if container.seccomp.is_none() && container.seccomp_path.is_none() {
        all.push(silent(Level::Medium, say!("exposed-no-seccomp"), None));
    }
    if container.apparmor.is_none() && !whole.host.has_apparmor {
        all.push(silent(Level::Low, say!("exposed-no-lsm"), None));
    }
    let is_none_dropped = matches!(&container.capabilities, Capabilities::Drop(dropped) if dropped.is_empty());
    if is_none_dropped && container.id_map.is_privileged() && !is_told(whole, &["cap-drop", "cap-keep"]) {
        all.push(silent(Level::High, say!("exposed-all-capabilities"), None));
    }
    all
}

/// Says whether a line of the file is about one of these.
fn is_told(whole: &Whole<'_>, ids: &[&str]) -> bool {
    whole
        .view
        .reading
        .accounts
        .iter()
        .any(|account| ids.contains(&account.explanation))
}
