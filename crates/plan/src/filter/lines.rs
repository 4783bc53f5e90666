//! Turns a device filter into lines for the v1 `devices` controller.
//!
//! The controller has no order. With a closed default it holds a set of exceptions, each an allowed pattern, and one
//! exception must cover all bits of a request; with an open default the exceptions are what is refused, and any bit
//! counts (kernel: `security/device_cgroup.c`). So the ordered rules are first brought into such a set. A rule that takes a
//! part out of a wider pattern cannot be expressed and is an error: leaving it out would open or close what nobody asked for.

use std::collections::BTreeMap;

use transom_model::{Access, DeviceFilter, DeviceRule, FilterPolicy, Given, Phrase, RuleEffect, RuleNumber, Words, phrase, words};

use super::pattern::{Pattern, union, without};

/// Why cgroup v1 cannot express a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum NotOnV1 {
    /// It takes a part out of a wider one.
    Narrow {
        /// The rule.
        rule: Given<DeviceRule>,
        /// The wider pattern, `10:*`.
        wide: String,
    },
    /// It names the number that the kernel's reader of such lines keeps for `*` (`~0` in `security/device_cgroup.c`).
    Wildcard {
        /// The rule.
        rule: Given<DeviceRule>,
    },
}

impl NotOnV1 {
    /// Returns the rule to blame.
    pub fn rule(&self) -> &Given<DeviceRule> {
        match self {
            Self::Narrow { rule, .. } | Self::Wildcard { rule } => rule,
        }
    }

    /// Returns what is wrong.
    pub fn message(&self) -> Phrase {
        match self {
            Self::Narrow { rule, wide } => phrase!(
                "cgroup v1 cannot express `{rule}`: it takes a part out of `{kind} {wide}`",
                rule = rule.value.to_string(),
                kind = rule.value.kind.letter().to_string(),
                wide
            ),
            Self::Wildcard { rule } => phrase!(
                "cgroup v1 cannot express `{rule}`: its reader takes the number {number} for `*`, every number",
                rule = rule.value.to_string(),
                number = u32::MAX
            ),
        }
    }

    /// Returns a way on.
    pub fn hint(&self) -> Words {
        match self {
            Self::Narrow { .. } => words!("write the wider rule as the numbers that are meant, or mount cgroup v2 on this host"),
            Self::Wildcard { .. } => words!("write `*` if every number is meant; no driver has this one"),
        }
    }
}

/// Patterns and what of them is excepted from the default.
type Exceptions = BTreeMap<Pattern, Access>;

/// Returns the lines that make the controller decide as the filter does: file and value, in order.
///
/// # Errors
/// The first rule that the controller cannot express.
pub fn lines(filter: &DeviceFilter) -> Result<Vec<(&'static str, String)>, NotOnV1> {
    let (adding, base, file) = match filter.policy.value {
        FilterPolicy::Deny => (RuleEffect::Allow, "devices.deny", "devices.allow"),
        FilterPolicy::Allow => (RuleEffect::Deny, "devices.allow", "devices.deny"),
    };
    let mut exceptions = Exceptions::new();
    for rule in &filter.rules {
        if [rule.value.major, rule.value.minor].contains(&RuleNumber::Is(u32::MAX)) {
            return Err(NotOnV1::Wildcard { rule: rule.clone() });
        }
        if rule.value.effect == adding {
            let access = exceptions.entry(Pattern::of(&rule.value)).or_default();
            *access = union(*access, rule.value.access);
        } else {
            subtract(&mut exceptions, rule)?;
        }
    }
    exceptions.retain(|_, access| !access.is_empty());
    if adding == RuleEffect::Allow {
        gather(&mut exceptions);
    }
    let exception =
        |(pattern, access): (&Pattern, &Access)| (file, format!("{} {} {}", pattern.kind.letter(), pattern.numbers(), access));
    let all = std::iter::once((base, "a".to_owned()));
    Ok(all.chain(exceptions.iter().map(exception)).collect())
}

/// Takes a rule's bits from every pattern that lies inside it; one that only overlaps cannot be divided.
fn subtract(exceptions: &mut Exceptions, rule: &Given<DeviceRule>) -> Result<(), NotOnV1> {
    let taken = Pattern::of(&rule.value);
    for (pattern, access) in exceptions.iter_mut() {
        let left = without(*access, rule.value.access);
        if taken.covers(*pattern) {
            *access = left;
        } else if taken.meets(*pattern).is_some() && left != *access {
            return Err(NotOnV1::Narrow {
                rule: rule.clone(),
                wide: pattern.numbers(),
            });
        }
    }
    Ok(())
}

/// Gives each pattern the bits of the patterns that cover it, and each meeting of two patterns an entry of its own, because
/// the controller does not add bits up over exceptions.
fn gather(exceptions: &mut Exceptions) {
    loop {
        let pairs: Vec<(Pattern, Access)> = exceptions.iter().map(|(pattern, access)| (*pattern, *access)).collect();
        let before = exceptions.clone();
        for (at, (one, one_access)) in pairs.iter().enumerate() {
            for (other, other_access) in &pairs[at + 1..] {
                if let Some(both) = one.meets(*other) {
                    let access = exceptions.entry(both).or_default();
                    *access = union(*access, union(*one_access, *other_access));
                }
            }
        }
        if *exceptions == before {
            break;
        }
    }
    drop_covered(exceptions);
}

/// Leaves out what a wider pattern allows anyway.
fn drop_covered(exceptions: &mut Exceptions) {
    let all = exceptions.clone();
    exceptions.retain(|pattern, access| {
        let covers = |(wide, wide_access): (&Pattern, &Access)| {
            wide != pattern && wide.covers(*pattern) && without(*access, *wide_access).is_empty()
        };
        !all.iter().any(covers)
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use transom_model::{DeviceKind, DeviceNumber};

    use super::super::program::tests::{accesses, devices, filter, filters};
    use super::*;

    fn rule(effect: RuleEffect, numbers: (RuleNumber, RuleNumber), access: Access) -> DeviceRule {
        DeviceRule {
            effect,
            kind: DeviceKind::Char,
            major: numbers.0,
            minor: numbers.1,
            access,
        }
    }

    fn number(text: &str) -> RuleNumber {
        match text {
            "*" => RuleNumber::Any,
            number => RuleNumber::Is(number.parse().unwrap()),
        }
    }

    /// The controller as the kernel documents it, reading the lines back.
    fn v1_allows(lines: &[(&'static str, String)], kind: DeviceKind, at: DeviceNumber, access: Access) -> bool {
        let is_closed = lines[0] == ("devices.deny", "a".to_owned());
        let entry = |(_, line): &(&'static str, String)| {
            let mut words = line.split(' ');
            let is_kind = words.next() == Some(&kind.letter().to_string());
            let (major, minor) = words.next().unwrap().split_once(':').unwrap();
            let letters = words.next().unwrap().to_owned();
            let is_here = is_kind && number(major).matches(at.major) && number(minor).matches(at.minor);
            is_here.then_some(letters)
        };
        let asked = access.to_string();
        let mut entries = lines[1..].iter().filter_map(entry);
        if is_closed {
            asked.is_empty() || entries.any(|letters| asked.chars().all(|letter| letters.contains(letter)))
        } else {
            !entries.any(|letters| asked.chars().any(|letter| letters.contains(letter)))
        }
    }

    #[test]
    fn lines_are_merged() {
        let write = Access {
            write: true,
            ..Access::default()
        };
        let kvm = (RuleNumber::Is(10), RuleNumber::Is(232));
        let rules = vec![
            rule(RuleEffect::Allow, (RuleNumber::Any, RuleNumber::Any), Access::MKNOD),
            rule(RuleEffect::Allow, kvm, Access::READ),
            rule(RuleEffect::Allow, kvm, write),
        ];
        assert_eq!(
            lines(&filter(FilterPolicy::Deny, rules)).unwrap(),
            [
                ("devices.deny", "a".to_owned()),
                ("devices.allow", "c *:* m".to_owned()),
                ("devices.allow", "c 10:232 rwm".to_owned()),
            ]
        );
    }

    #[test]
    fn a_hole_in_a_wider_rule_is_an_error_that_names_both() {
        let rules = vec![
            rule(RuleEffect::Allow, (RuleNumber::Is(10), RuleNumber::Any), Access::ALL),
            rule(RuleEffect::Deny, (RuleNumber::Is(10), RuleNumber::Is(232)), Access::ALL),
        ];
        let error = lines(&filter(FilterPolicy::Deny, rules)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "cgroup v1 cannot express `deny c 10:232 rwm`: it takes a part out of `c 10:*`"
        );
    }

    #[test]
    fn the_kernels_wildcard_is_no_number() {
        for numbers in [(u32::MAX, 0), (0, u32::MAX)] {
            let numbers = (RuleNumber::Is(numbers.0), RuleNumber::Is(numbers.1));
            for policy in [FilterPolicy::Deny, FilterPolicy::Allow] {
                let rules = vec![rule(RuleEffect::Allow, numbers, Access::READ)];
                let error = lines(&filter(policy, rules)).unwrap_err();
                assert!(matches!(error, NotOnV1::Wildcard { .. }), "{error}");
            }
        }
    }

    #[test]
    fn an_open_filter_lists_what_is_refused() {
        let rules = vec![rule(RuleEffect::Deny, (RuleNumber::Is(10), RuleNumber::Is(232)), Access::ALL)];
        assert_eq!(
            lines(&filter(FilterPolicy::Allow, rules)).unwrap(),
            [("devices.allow", "a".to_owned()), ("devices.deny", "c 10:232 rwm".to_owned())]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn what_can_be_expressed_decides_as_the_model_says(filter in filters()) {
            if let Ok(lines) = lines(&filter) {
                for (kind, at) in devices(&filter) {
                    for access in accesses() {
                        prop_assert_eq!(v1_allows(&lines, kind, at, access), filter.allows(kind, at, access), "{} {:?} {}", at, access, kind.letter());
                    }
                }
            }
        }
    }
}
