//! Sorts a policy's rules by what they are about: call numbers of one architecture, in spans.
//!
//! Here the names become numbers, rules for other architectures fall away, and 32 bit x86's `socketcall` and `ipc` get the
//! rules of the calls that are made through them. Start with [`Rules::spans`].

use std::collections::{HashMap, HashSet};

use transom_model::{Given, SeccompAction, SeccompArch, SeccompCompare, SeccompOp, SeccompPolicy, SeccompRule};

use super::SeccompError;
use super::compare::{Verdict, undecided};
use super::numbers;
use super::tree::Span;

/// A policy with an index of the names in it.
pub(super) struct Rules<'a> {
    policy: &'a SeccompPolicy,
    by_name: HashMap<&'a str, Named>,
    shapes: Shapes,
}

/// Which lengths and first letters a policy's names have: a look at them spares most names of the tables a search.
#[derive(Default)]
struct Shapes([u64; 4]);

impl Shapes {
    fn of(name: &str) -> (usize, u64) {
        let first = usize::from(name.bytes().next().unwrap_or_default());
        let shape = first.wrapping_add(name.len() * 32) % 256;
        (shape / 64, 1 << (shape % 64))
    }

    fn add(&mut self, name: &str) {
        let (word, bit) = Self::of(name);
        self.0[word] |= bit;
    }

    fn may_have(&self, name: &str) -> bool {
        let (word, bit) = Self::of(name);
        self.0[word] & bit != 0
    }
}

#[derive(Default)]
struct Named {
    /// Positions in the policy.
    rules: Vec<usize>,
    /// Met in a table so far; spares most policies the search through all of them.
    is_known: bool,
}

/// One rule at one call number.
struct Entry {
    number: u32,
    rule: usize,
    compares: Vec<SeccompCompare>,
}

impl<'a> Rules<'a> {
    /// Indexes a policy.
    pub(super) fn of(policy: &'a SeccompPolicy) -> Result<Self, SeccompError> {
        let mut by_name: HashMap<&str, Named> = HashMap::new();
        let mut shapes = Shapes::default();
        for (index, given) in policy.rules.iter().enumerate() {
            check_arguments(given)?;
            shapes.add(&given.value.syscall);
            by_name.entry(&given.value.syscall).or_default().rules.push(index);
        }
        Ok(Self { policy, by_name, shapes })
    }

    /// Returns what every call number of an architecture leads to.
    pub(super) fn spans(&mut self, arch: SeccompArch, native: SeccompArch) -> Vec<Span> {
        let mut entries = self.named(arch);
        entries.extend(self.numbered(arch, native));
        if arch == SeccompArch::X86 {
            entries.extend(self.multiplexed());
        }
        entries.sort_by_key(|entry| (entry.number, entry.rule));
        let default = value_of(self.policy.default);
        let mut spans = vec![Span {
            first: 0,
            verdict: Verdict::new(default),
        }];
        for entries in entries.chunk_by(|one, next| one.number == next.number) {
            let mut verdict = Verdict::new(default);
            for entry in entries {
                verdict.add(entry.compares.clone(), value_of(self.rule(entry.rule).action));
            }
            set(&mut spans, entries[0].number, verdict);
        }
        spans
    }

    /// Returns the names that are in no table.
    pub(super) fn unknown(&self) -> Vec<Given<String>> {
        let unmet = self
            .by_name
            .iter()
            .filter(|(name, named)| !named.is_known && number(name).is_none());
        let mut names: HashSet<&str> = unmet.map(|(name, _)| *name).collect();
        if !names.is_empty() {
            numbers::each_name(&mut |known| {
                if self.shapes.may_have(known) {
                    names.remove(known);
                }
            });
        }
        self.names_of(|rule| names.contains(rule.syscall.as_str()))
    }

    /// Returns the calls whose argument rules 32 bit x86 can slip past, if it is one of `archs`.
    pub(super) fn unseen(&self, archs: &[SeccompArch]) -> Vec<Given<String>> {
        if !archs.contains(&SeccompArch::X86) {
            return Vec::new();
        }
        let names: HashSet<&str> = numbers::MULTIPLEXED.iter().map(|call| call.name).collect();
        self.names_of(|rule| !rule.compares.is_empty() && holds_on(rule, SeccompArch::X86) && names.contains(rule.syscall.as_str()))
    }

    fn named(&mut self, arch: SeccompArch) -> Vec<Entry> {
        let mut entries = Vec::new();
        numbers::each(arch, &mut |number, name| {
            if !self.shapes.may_have(name) {
                return;
            }
            let Some(named) = self.by_name.get_mut(name) else {
                return;
            };
            named.is_known = true;
            for &rule in &named.rules {
                let value = &self.policy.rules[rule].value;
                if holds_on(value, arch) {
                    entries.push(Entry {
                        number,
                        rule,
                        compares: value.compares.clone(),
                    });
                }
            }
        });
        entries
    }

    /// The rules that give a number instead of a name.
    fn numbered(&self, arch: SeccompArch, native: SeccompArch) -> Vec<Entry> {
        let entry = |(rule, given): (usize, &Given<SeccompRule>)| {
            let value = &given.value;
            let number = number(&value.syscall)?;
            let is_meant = if value.archs.is_empty() {
                arch == native
            } else {
                value.archs.contains(&arch)
            };
            is_meant.then(|| Entry {
                number,
                rule,
                compares: value.compares.clone(),
            })
        };
        self.policy.rules.iter().enumerate().filter_map(entry).collect()
    }

    /// The rules of calls that are also made through another call, at that call.
    fn multiplexed(&mut self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for call in numbers::MULTIPLEXED {
            let Some(named) = self.by_name.get_mut(call.name) else {
                continue;
            };
            named.is_known = true;
            for &rule in &named.rules {
                let value = &self.policy.rules[rule].value;
                if holds_on(value, SeccompArch::X86) && reaches_through(value) {
                    entries.push(Entry {
                        number: call.through.number(),
                        rule,
                        compares: vec![selects(call)],
                    });
                }
            }
        }
        entries
    }

    fn rule(&self, index: usize) -> &SeccompRule {
        &self.policy.rules[index].value
    }

    fn names_of(&self, is_wanted: impl Fn(&SeccompRule) -> bool) -> Vec<Given<String>> {
        let rules = self.policy.rules.iter().filter(|rule| is_wanted(&rule.value));
        rules.map(|rule| rule.with(rule.value.syscall.clone())).collect()
    }
}

/// Says whether a rule counts where its arguments cannot be seen: always if it refuses, else only if it has none.
fn reaches_through(rule: &SeccompRule) -> bool {
    let lets_through = matches!(rule.action, SeccompAction::Allow | SeccompAction::Log);
    match undecided(rule.compares.clone()) {
        None => false,
        Some(left) => left.is_empty() || !lets_through,
    }
}

/// Compares the number by which `socketcall` and `ipc` know a call.
fn selects(call: &numbers::Multiplexed) -> SeccompCompare {
    SeccompCompare {
        argument: 0,
        op: SeccompOp::MaskedEqual,
        value: u64::from(call.selector),
        mask: call.through.selector_mask(),
    }
}

fn check_arguments(given: &Given<SeccompRule>) -> Result<(), SeccompError> {
    match given.value.compares.iter().find(|compare| compare.argument > 5) {
        None => Ok(()),
        Some(compare) => Err(SeccompError::NoSuchArgument {
            syscall: given.with(given.value.syscall.clone()),
            argument: compare.argument,
        }),
    }
}

fn holds_on(rule: &SeccompRule, arch: SeccompArch) -> bool {
    rule.archs.is_empty() || rule.archs.contains(&arch)
}

fn number(name: &str) -> Option<u32> {
    let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| name.parse().ok())?
}

/// Gives one number its verdict; the spans end before it.
fn set(spans: &mut Vec<Span>, number: u32, verdict: Verdict) {
    let Some(last) = spans.pop() else {
        return;
    };
    let after = last.verdict.clone();
    if last.first < number {
        spans.push(last);
    }
    join(spans, Span { first: number, verdict });
    if let Some(next) = number.checked_add(1) {
        join(
            spans,
            Span {
                first: next,
                verdict: after,
            },
        );
    }
}

fn join(spans: &mut Vec<Span>, span: Span) {
    if spans.last().is_none_or(|last| last.verdict != span.verdict) {
        spans.push(span);
    }
}

/// Returns the filter's return value for an action (linux/seccomp.h).
fn value_of(action: SeccompAction) -> u32 {
    match action {
        SeccompAction::Allow => 0x7fff_0000,
        SeccompAction::Log => 0x7ffc_0000,
        SeccompAction::Notify => 0x7fc0_0000,
        SeccompAction::Errno(number) => 0x0005_0000 | u32::from(number),
        SeccompAction::Trap => 0x0003_0000,
        SeccompAction::Kill => 0x0000_0000,
        SeccompAction::KillProcess => 0x8000_0000,
    }
}
