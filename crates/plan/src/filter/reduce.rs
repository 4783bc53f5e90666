//! Brings the rules of a filter into a shorter list that decides the same, the newest first.
//!
//! A start pays for each rule: the kernel's verifier walks every path through the program. So operations that newer rules have
//! decided are taken from older ones, rules that decide nothing are left out, and rules for the same devices become one
//! where no rule between them says otherwise. Start with [`reduced`].

use std::collections::BTreeMap;

use transom_model::{Access, DeviceFilter, DeviceRule, FilterPolicy, RuleEffect};

use super::pattern::{Pattern, union, without};

/// Returns rules that decide as the filter's do, the newest first; no two in a row are about the same with the same effect.
pub(super) fn reduced(filter: &DeviceFilter) -> Vec<DeviceRule> {
    let mut kept = merged(filter);
    drop_what_the_policy_says(filter.policy.value, &mut kept);
    kept
}

fn merged(filter: &DeviceFilter) -> Vec<DeviceRule> {
    let mut decided: BTreeMap<Pattern, Access> = BTreeMap::new();
    let mut newest: BTreeMap<(Pattern, RuleEffect), usize> = BTreeMap::new();
    let mut kept: Vec<DeviceRule> = Vec::new();
    for rule in filter.rules.iter().rev() {
        let mut rule = rule.value;
        let pattern = Pattern::of(&rule);
        let wider = pattern.and_wider();
        let by_newer = wider.iter().filter_map(|wide| decided.get(wide));
        rule.access = by_newer.fold(rule.access, |left, done| without(left, *done));
        if rule.access.is_empty() {
            continue;
        }
        let done = decided.entry(pattern).or_default();
        *done = union(*done, rule.access);
        let place = (pattern, rule.effect);
        match newest.get(&place) {
            Some(&at) if !kept[at + 1..].iter().any(|between| contradicts(between, &rule)) => {
                kept[at].access = union(kept[at].access, rule.access);
            }
            _ => {
                newest.insert(place, kept.len());
                kept.push(rule);
            }
        }
    }
    kept
}

/// Says whether two rules decide the same operation on the same device differently, so that their order counts.
fn contradicts(one: &DeviceRule, other: &DeviceRule) -> bool {
    one.effect != other.effect
        && without(one.access, other.access) != one.access
        && Pattern::of(one).meets(Pattern::of(other)).is_some()
}

/// Leaves out what the policy decides by itself, where no older rule says otherwise.
fn drop_what_the_policy_says(policy: FilterPolicy, kept: &mut Vec<DeviceRule>) {
    let same = match policy {
        FilterPolicy::Allow => RuleEffect::Allow,
        FilterPolicy::Deny => RuleEffect::Deny,
    };
    let counts: Vec<bool> = (0..kept.len())
        .map(|at| kept[at].effect != same || kept[at + 1..].iter().any(|older| contradicts(older, &kept[at])))
        .collect();
    let mut counts = counts.into_iter();
    kept.retain(|_| counts.next().unwrap_or(true));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use transom_model::{DeviceKind, RuleNumber};

    use super::super::program::tests::{accesses, devices, filter, filters};
    use super::*;

    fn texts(policy: FilterPolicy, lines: &[(RuleEffect, u32, RuleNumber, Access)]) -> Vec<String> {
        let rule = |(effect, major, minor, access): &(RuleEffect, u32, RuleNumber, Access)| DeviceRule {
            effect: *effect,
            kind: DeviceKind::Char,
            major: RuleNumber::Is(*major),
            minor: *minor,
            access: *access,
        };
        let filter = filter(policy, lines.iter().map(rule).collect());
        reduced(&filter).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn rules_for_the_same_devices_become_one() {
        use RuleEffect::Allow;
        let kvm = RuleNumber::Is(232);
        let lines = [
            (Allow, 10, kvm, Access::READ),
            (Allow, 10, RuleNumber::Is(200), Access::ALL),
            (Allow, 10, kvm, Access::MKNOD),
        ];
        assert_eq!(texts(FilterPolicy::Deny, &lines), ["allow c 10:232 rm", "allow c 10:200 rwm"]);
    }

    #[test]
    fn a_rule_between_that_says_otherwise_keeps_them_apart() {
        use RuleEffect::{Allow, Deny};
        let one = RuleNumber::Is(1);
        let lines = [
            (Allow, 10, RuleNumber::Any, Access::READ_WRITE),
            (Deny, 10, one, Access::READ_WRITE),
            (Allow, 10, RuleNumber::Any, Access::MKNOD),
        ];
        assert_eq!(
            texts(FilterPolicy::Deny, &lines),
            ["allow c 10:* m", "deny c 10:1 rw", "allow c 10:* rw"]
        );
    }

    #[test]
    fn what_newer_rules_decide_is_left_out() {
        use RuleEffect::{Allow, Deny};
        let lines = [
            (Allow, 10, RuleNumber::Is(1), Access::ALL),
            (Deny, 10, RuleNumber::Is(2), Access::READ),
            (Allow, 10, RuleNumber::Any, Access::READ_WRITE),
            (Allow, 10, RuleNumber::Any, Access::MKNOD),
            (Deny, 11, RuleNumber::Any, Access::ALL),
        ];
        assert_eq!(texts(FilterPolicy::Deny, &lines), ["allow c 10:* rwm"]);
    }

    proptest! {
        #[test]
        fn the_shorter_list_decides_the_same(filter in filters()) {
            let mut rules = reduced(&filter);
            prop_assert!(rules.len() <= filter.rules.len());
            rules.reverse();
            let shorter = super::super::program::tests::filter(filter.policy.value, rules);
            for (kind, at) in devices(&filter) {
                for access in accesses() {
                    prop_assert_eq!(shorter.allows(kind, at, access), filter.allows(kind, at, access), "{:?} {}", at, access);
                }
            }
        }
    }
}
