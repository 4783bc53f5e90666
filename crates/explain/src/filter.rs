//! What one rule of a device filter is about, and whether it changes anything among the others.
//!
//! The meaning of lines as rules is the reader's; here rules are only put in words.

use transom_model::{
    Access, DeviceFilter, DeviceKind, DeviceNumber, DeviceRule, FilterPolicy, Given, RuleEffect, RuleNumber, RulePath,
};

use crate::devices::{device_at, is_dynamic_major};
use crate::language::{Message, Text, say};
use crate::{describe_device, describe_major, words};

/// Names what a rule is about: `character device 10:232`.
pub(crate) fn subject(kind: DeviceKind, major: RuleNumber, minor: RuleNumber) -> Message {
    let kind = words::kind(kind);
    match (major, minor) {
        (RuleNumber::Any, RuleNumber::Any) => say!("rule-about-all", kind = kind),
        (RuleNumber::Any, RuleNumber::Is(minor)) => say!("rule-about-minor", kind = kind, minor = minor),
        (RuleNumber::Is(major), RuleNumber::Any) => say!("rule-about-major", kind = kind, major = major),
        (RuleNumber::Is(major), RuleNumber::Is(minor)) => {
            say!("rule-about-one", kind = kind, number = format!("{major}:{minor}"))
        }
    }
}

/// Says what the numbers of a rule mean; empty when there is nothing to say.
pub(crate) fn meaning(kind: DeviceKind, major: RuleNumber, minor: RuleNumber) -> Text {
    let RuleNumber::Is(major) = major else {
        return Text::default();
    };
    let known = match minor {
        RuleNumber::Is(minor) => describe_device(kind, DeviceNumber { major, minor }).map(|device| (device, minor)),
        RuleNumber::Any => None,
    };
    let Some((device, minor)) = known else {
        return major_meaning(kind, major).into();
    };
    let (node, gives) = (device.node_of(minor), device.grants());
    let meaning = match (kind, major) {
        (DeviceKind::Char, 10) => say!(
            "rule-meaning-misc",
            node = node,
            minor = minor,
            name = device.name(),
            gives = gives
        ),
        _ => say!("rule-meaning", node = node, gives = gives),
    };
    let risk = device.warning().map(|risk| say!("rule-risk", risk = risk));
    Text::from(meaning).and(risk)
}

/// Nodes that every fresh /dev has.
pub(crate) fn is_always_there(node: &str) -> bool {
    let always = ["null", "zero", "full", "random", "urandom", "tty", "console", "ptmx"];
    node.strip_prefix("/dev/")
        .is_some_and(|name| always.contains(&name) || name.starts_with("pts"))
}

fn major_meaning(kind: DeviceKind, major: u32) -> Option<Message> {
    match describe_major(kind, major) {
        Some(words) => Some(say!("rule-major", major = major, drivers = words)),
        None if is_dynamic_major(kind, major) => Some(say!("rule-major-dynamic", major = major)),
        None => None,
    }
}

/// Says what a rule does: `Lets the container open … for reading.`
pub(crate) fn sentence(rule: &DeviceRule) -> Text {
    let device = subject(rule.kind, rule.major, rule.minor);
    let access = words::access(rule.access);
    let does = match (rule.effect, rule.access.read || rule.access.write) {
        (RuleEffect::Allow, true) => say!("rule-open", device = device, access = access),
        (RuleEffect::Allow, false) => say!("rule-make", device = device),
        (RuleEffect::Deny, true) => say!("rule-forbid", device = device, access = access),
        (RuleEffect::Deny, false) => say!("rule-forbid-make", device = device),
    };
    Text::from(does).and(meaning(rule.kind, rule.major, rule.minor))
}

/// Says what a rule does that names its device by a path of the host.
pub(crate) fn path_sentence(rule: &RulePath) -> Message {
    let (path, access) = (rule.path.as_path(), words::access(rule.access));
    let gives = device_at(&rule.path.to_string_lossy()).map(crate::KnownDevice::grants);
    match rule.effect {
        RuleEffect::Allow => say!("rule-path-open", path = path, gives = gives, access = access),
        RuleEffect::Deny => say!("rule-path-forbid", path = path, gives = gives, access = access),
    }
}

/// Says whether a filter decides the same without the rules and policy of one line. Rules speak in numbers and wildcards, so the
/// numbers they name, with one that nobody names, are all the cases there are.
pub(crate) fn is_redundant(filter: &DeviceFilter, is_of_line: impl Fn(&Given<DeviceRule>) -> bool) -> bool {
    let (mine, others): (Vec<_>, Vec<_>) = filter.rules.iter().cloned().partition(|rule| is_of_line(rule));
    let without = DeviceFilter {
        policy: filter.policy.clone(),
        rules: others,
    };
    !mine.is_empty()
        && mine.iter().all(|rule| {
            points(filter, &rule.value)
                .all(|(kind, number, access)| filter.allows(kind, number, access) == without.allows(kind, number, access))
        })
}

fn points(filter: &DeviceFilter, rule: &DeviceRule) -> impl Iterator<Item = (DeviceKind, DeviceNumber, Access)> {
    let majors = numbers(rule.major, filter.rules.iter().map(|other| other.value.major));
    let minors = numbers(rule.minor, filter.rules.iter().map(|other| other.value.minor));
    let kind = rule.kind;
    let pairs = majors
        .into_iter()
        .flat_map(move |major| minors.clone().into_iter().map(move |minor| DeviceNumber { major, minor }));
    let singles = [
        Access::READ,
        Access {
            read: false,
            write: true,
            mknod: false,
        },
        Access::MKNOD,
    ];
    pairs.flat_map(move |number| singles.map(|access| (kind, number, access)))
}

fn numbers(own: RuleNumber, all: impl Iterator<Item = RuleNumber>) -> Vec<u32> {
    let RuleNumber::Any = own else {
        return match own {
            RuleNumber::Is(number) => vec![number],
            RuleNumber::Any => Vec::new(),
        };
    };
    let named = all.filter_map(|number| match number {
        RuleNumber::Is(number) => Some(number),
        RuleNumber::Any => None,
    });
    let mut numbers: Vec<u32> = named.chain([u32::MAX]).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Says what an `a` line does to the rest.
pub(crate) fn policy_sentence(policy: FilterPolicy) -> Message {
    match policy {
        FilterPolicy::Deny => say!("rule-policy-deny"),
        FilterPolicy::Allow => say!("rule-policy-allow"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::english;
    use transom_model::Origin;

    fn rule(effect: RuleEffect, major: RuleNumber, minor: RuleNumber, access: Access) -> DeviceRule {
        DeviceRule {
            effect,
            kind: DeviceKind::Char,
            major,
            minor,
            access,
        }
    }

    fn line(number: u32) -> Origin {
        Origin::Line {
            file: transom_model::FileId(0),
            line: number,
            columns: 0..1,
        }
    }

    fn filter(policy: FilterPolicy, rules: &[DeviceRule]) -> DeviceFilter {
        let rules = rules.iter().enumerate();
        DeviceFilter {
            policy: Given::default_of(policy, "test"),
            rules: rules
                .map(|(at, rule)| Given::new(*rule, line(u32::try_from(at).unwrap_or(0))))
                .collect(),
        }
    }

    #[test]
    fn the_classroom_line_is_decoded() {
        let kvm = rule(RuleEffect::Allow, RuleNumber::Is(10), RuleNumber::Is(232), Access::ALL);
        let text = english(sentence(&kvm));
        for part in ["/dev/kvm", "10:232", "misc", "reserved for KVM", "reading, writing and mknod"] {
            assert!(text.contains(part), "{part:?} is missing in {text:?}");
        }
    }

    #[test]
    fn a_rule_counts_only_where_it_changes_a_decision() {
        let kvm = rule(RuleEffect::Allow, RuleNumber::Is(10), RuleNumber::Is(232), Access::ALL);
        let all = rule(RuleEffect::Allow, RuleNumber::Any, RuleNumber::Any, Access::MKNOD);
        let first = |given: &Given<DeviceRule>| given.origin == line(0);
        assert!(
            is_redundant(&filter(FilterPolicy::Allow, &[kvm]), first),
            "everything is open already"
        );
        assert!(!is_redundant(&filter(FilterPolicy::Deny, &[kvm]), first));
        assert!(is_redundant(&filter(FilterPolicy::Deny, &[kvm, kvm]), first), "said twice");
        assert!(
            !is_redundant(&filter(FilterPolicy::Deny, &[all, kvm]), first),
            "opens mknod of the others"
        );
    }

    #[test]
    fn dynamic_numbers_are_called_so() {
        let meaning = |major| english(meaning(DeviceKind::Char, RuleNumber::Is(major), RuleNumber::Any));
        assert!(meaning(508).contains("next boot"));
        assert!(meaning(188).contains("ttyUSB"));
    }
}
