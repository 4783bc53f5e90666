//! What the device filter comes to, after all lines and defaults: one row for each rule that decides something.

use transom_model::{DeviceNumber, DeviceRule, FilterPolicy, RuleEffect, RuleNumber};

use super::Whole;
use crate::language::say;
use crate::{Phrasebook, describe_device};

/// A row of the effective filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterRow {
    /// Allowed or refused.
    pub is_allowed: bool,
    /// `c 10:232`, or a word for the rest.
    pub number: String,
    /// `rwm`.
    pub access: String,
    /// What it is: `/dev/kvm`; empty where nothing is known.
    pub name: String,
    /// The line or default that says so.
    pub place: String,
}

pub(super) fn rows(whole: &Whole<'_>) -> Vec<FilterRow> {
    let view = &whole.view;
    let all = transom_plan::effective_filter(&view.reading.container, whole.host);
    let deciding = all.rules.iter().enumerate().filter(|(at, rule)| {
        let same = |other: &DeviceRule| *other == rule.value;
        !all.rules[at + 1..].iter().any(|later| same(&later.value))
    });
    let rows = deciding.map(|(_, rule)| FilterRow {
        is_allowed: rule.value.effect == RuleEffect::Allow,
        number: format!("{} {}:{}", rule.value.kind.letter(), rule.value.major, rule.value.minor),
        access: rule.value.access.to_string(),
        name: name(view.book, &rule.value),
        place: view.book.place(view.sources, &rule.origin),
    });
    let rest = FilterRow {
        is_allowed: all.policy.value == FilterPolicy::Allow,
        number: view.book.say(&say!("rules-rest")),
        access: "rwm".to_owned(),
        name: String::new(),
        place: view.book.place(view.sources, &all.policy.origin),
    };
    rows.chain([rest]).collect()
}

fn name(book: &Phrasebook, rule: &DeviceRule) -> String {
    let (RuleNumber::Is(major), RuleNumber::Is(minor)) = (rule.major, rule.minor) else {
        return match rule.major {
            RuleNumber::Is(major) => crate::describe_major(rule.kind, major).map_or_else(String::new, |what| book.say(&what)),
            RuleNumber::Any => String::new(),
        };
    };
    let known = describe_device(rule.kind, DeviceNumber { major, minor });
    known.map_or_else(String::new, |device| device.node_of(minor))
}
