//! Finds what a call number leads to, by a balanced search over the numbers.
//!
//! Numbers next to each other that lead to the same are one [`Span`], so that a list of several hundred allowed calls is
//! a few dozen comparisons, of which one call meets six or seven.

use super::code::{Code, Jump, Target};
use super::compare::{self, Verdict};

/// All call numbers from `first` up to the next span's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// The first number.
    pub(super) first: u32,
    /// What they lead to.
    pub(super) verdict: Verdict,
}

/// Places the search over spans that begin at number 0 and are sorted.
pub(super) fn place(spans: &[Span], code: &mut Code) -> Target {
    match spans {
        [] => Target::Return(super::KILL_PROCESS),
        [only] => compare::place(&only.verdict, code),
        [around, here, rest] if is_alone(around, here, rest) => {
            let around = compare::place(&around.verdict, code);
            let found = compare::place(&here.verdict, code);
            code.jump(Jump::Equal(here.first), found, around)
        }
        _ => {
            // An odd number of spans on the left keeps such triples together.
            let (low, high) = spans.split_at((spans.len() / 2) | 1);
            let (above, below) = (place(high, code), place(low, code));
            code.jump(Jump::NotBelow(high[0].first), above, below)
        }
    }
}

/// Says whether one number differs from those around it, so that one comparison finds it instead of two.
fn is_alone(around: &Span, here: &Span, rest: &Span) -> bool {
    around.verdict == rest.verdict && here.first.checked_add(1) == Some(rest.first)
}
