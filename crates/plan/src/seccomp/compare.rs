//! Argument comparisons: what they mean, which can be decided beforehand, and their code.
//!
//! The kernel shows arguments as 64 bit words, and classic BPF compares 32 bits, so a comparison looks at the high half
//! and, if that does not decide, at the low one. See [`Verdict`] first.

use transom_model::{SeccompCompare, SeccompOp};

use super::code::{Code, Jump, Target};

/// Offset of the first argument in `struct seccomp_data`.
const ARGUMENTS_OFFSET: u32 = 16;

/// What one call number leads to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Verdict {
    /// Returned when no branch is taken.
    pub(super) otherwise: u32,
    /// Tried from the last to the first, as the last matching rule acts.
    pub(super) branches: Vec<Branch>,
}

/// A rule that depends on arguments.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Branch {
    /// All must hold; never empty.
    pub(super) compares: Vec<SeccompCompare>,
    /// Returned then.
    pub(super) value: u32,
}

impl Verdict {
    /// Begins with what is returned when no rule matches.
    pub(super) fn new(otherwise: u32) -> Self {
        Self {
            otherwise,
            branches: Vec::new(),
        }
    }

    /// Adds the next rule of the policy, which goes before all that were added.
    pub(super) fn add(&mut self, compares: Vec<SeccompCompare>, value: u32) {
        let Some(compares) = undecided(compares) else {
            return;
        };
        if compares.is_empty() {
            *self = Self::new(value);
        } else if !self.branches.is_empty() || value != self.otherwise {
            self.branches.push(Branch { compares, value });
        }
    }
}

/// Leaves the comparisons that depend on the argument; `None` if one of the others never holds.
pub(super) fn undecided(compares: Vec<SeccompCompare>) -> Option<Vec<SeccompCompare>> {
    let mut left = Vec::new();
    for compare in compares {
        match decided(&compare) {
            Some(false) => return None,
            Some(true) => {}
            None => left.push(compare),
        }
    }
    Some(left)
}

/// Says whether a comparison holds for every value or for none.
fn decided(compare: &SeccompCompare) -> Option<bool> {
    match compare.op {
        SeccompOp::Less if compare.value == 0 => Some(false),
        SeccompOp::GreaterOrEqual if compare.value == 0 => Some(true),
        SeccompOp::Greater if compare.value == u64::MAX => Some(false),
        SeccompOp::LessOrEqual if compare.value == u64::MAX => Some(true),
        SeccompOp::MaskedEqual if compare.value & !compare.mask != 0 => Some(false),
        SeccompOp::MaskedEqual if compare.mask == 0 => Some(true),
        _ => None,
    }
}

/// Places the code of a verdict.
pub(super) fn place(verdict: &Verdict, code: &mut Code) -> Target {
    let otherwise = Target::Return(verdict.otherwise);
    verdict.branches.iter().fold(otherwise, |otherwise, branch| {
        let taken = Target::Return(branch.value);
        let compares = branch.compares.iter().rev();
        compares.fold(taken, |taken, compare| place_compare(compare, taken, otherwise, code))
    })
}

fn place_compare(compare: &SeccompCompare, yes: Target, no: Target, code: &mut Code) -> Target {
    let word = Word::of(compare);
    match compare.op {
        SeccompOp::Equal | SeccompOp::MaskedEqual => place_equal(&word, yes, no, code),
        SeccompOp::NotEqual => place_equal(&word, no, yes, code),
        SeccompOp::Greater => place_order(&word, Jump::Greater(word.low), yes, no, code),
        SeccompOp::GreaterOrEqual => place_order(&word, Jump::NotBelow(word.low), yes, no, code),
        SeccompOp::LessOrEqual => place_order(&word, Jump::Greater(word.low), no, yes, code),
        SeccompOp::Less => place_order(&word, Jump::NotBelow(word.low), no, yes, code),
    }
}

/// A compared value in halves, and where the argument's halves are.
struct Word {
    high: u32,
    low: u32,
    high_mask: u32,
    low_mask: u32,
    high_offset: u32,
    low_offset: u32,
}

impl Word {
    fn of(compare: &SeccompCompare) -> Self {
        let mask = match compare.op {
            SeccompOp::MaskedEqual => compare.mask,
            _ => u64::MAX,
        };
        let low_offset = ARGUMENTS_OFFSET + 8 * u32::from(compare.argument);
        Self {
            high: (compare.value >> 32) as u32,
            low: compare.value as u32,
            high_mask: (mask >> 32) as u32,
            low_mask: mask as u32,
            high_offset: low_offset + 4,
            low_offset,
        }
    }
}

fn place_equal(word: &Word, yes: Target, no: Target, code: &mut Code) -> Target {
    let mut next = yes;
    if word.low_mask != 0 {
        let compared = code.jump(Jump::Equal(word.low), next, no);
        next = code.load(word.low_offset, word.low_mask, compared);
    }
    if word.high_mask != 0 {
        let compared = code.jump(Jump::Equal(word.high), next, no);
        next = code.load(word.high_offset, word.high_mask, compared);
    }
    next
}

/// `low` decides between the halves that are equal above; a greater high half is `yes`, a smaller one `no`.
fn place_order(word: &Word, low: Jump, yes: Target, no: Target, code: &mut Code) -> Target {
    let compared = code.jump(low, yes, no);
    let low = code.load(word.low_offset, u32::MAX, compared);
    let same = code.jump(Jump::Equal(word.high), low, no);
    let high = code.jump(Jump::Greater(word.high), yes, same);
    code.load(word.high_offset, u32::MAX, high)
}
