//! What one rule of a device filter is about, and whether it changes anything among the others.
//!
//! The meaning of lines as rules is the reader's; here rules are only put in words.

use transom_model::{
    Access, DeviceFilter, DeviceKind, DeviceNumber, DeviceRule, FilterPolicy, Given, RuleEffect, RuleNumber, RulePath,
};

use crate::devices::{device_at, is_dynamic_major};
use crate::{describe_device, describe_major, words};

/// Names what a rule is about: `character device 10:232`.
pub(crate) fn subject(kind: DeviceKind, major: RuleNumber, minor: RuleNumber) -> String {
    let word = words::kind(kind);
    match (major, minor) {
        (RuleNumber::Any, RuleNumber::Any) => format!("every {word} device"),
        (RuleNumber::Any, RuleNumber::Is(minor)) => format!("{word} devices with minor {minor} of every driver"),
        (RuleNumber::Is(major), RuleNumber::Any) => format!("all {word} devices with major {major}"),
        (RuleNumber::Is(major), RuleNumber::Is(minor)) => format!("{word} device {major}:{minor}"),
    }
}

/// Says what the numbers of a rule mean, as a sentence of its own; empty when there is nothing to say.
pub(crate) fn meaning(kind: DeviceKind, major: RuleNumber, minor: RuleNumber) -> String {
    let RuleNumber::Is(major) = major else { return String::new() };
    let known = match minor {
        RuleNumber::Is(minor) => describe_device(kind, DeviceNumber { major, minor }).map(|device| (device, minor)),
        RuleNumber::Any => None,
    };
    match known {
        Some((device, minor)) => {
            let (node, gives) = (node_name(device.node, minor), device.gives);
            let numbers = match (kind, major) {
                (DeviceKind::Char, 10) => format!(
                    " (10 = the kernel's \"misc\" drivers, {minor} = reserved for {})",
                    device.name
                ),
                _ => String::new(),
            };
            format!(" That is {node}{numbers}: {gives}.{}", risk(device.risk))
        }
        None => major_meaning(kind, major),
    }
}

fn risk(risk: &str) -> String {
    if risk.is_empty() {
        String::new()
    } else {
        format!(" Beware: {risk}.")
    }
}

/// Puts the number into a node's name where it is simply that: /dev/ttyUSB3. Others count in their own way.
pub(crate) fn node_name(node: &str, minor: u32) -> String {
    match node.strip_suffix('N') {
        Some("/dev/dri/renderD") => format!("/dev/dri/renderD{minor}"),
        Some(stem @ ("/dev/tty" | "/dev/ttyUSB" | "/dev/ttyACM" | "/dev/dri/card" | "/dev/loop" | "/dev/fb" | "/dev/nvidia")) => {
            format!("{stem}{minor}")
        }
        Some("/dev/ttyS") => format!("/dev/ttyS{}", minor.saturating_sub(64)),
        _ => node.to_owned(),
    }
}

/// Nodes that every fresh /dev has.
pub(crate) fn is_always_there(node: &str) -> bool {
    let always = ["null", "zero", "full", "random", "urandom", "tty", "console", "ptmx"];
    node.strip_prefix("/dev/")
        .is_some_and(|name| always.contains(&name) || name.starts_with("pts"))
}

fn major_meaning(kind: DeviceKind, major: u32) -> String {
    match describe_major(kind, major) {
        Some(words) => format!(" Major {major} stands for {words}."),
        None if is_dynamic_major(kind, major) => {
            format!(" Major {major} is handed out when a driver loads, so it can be another device after the next boot.")
        }
        None => String::new(),
    }
}

/// Says what a rule does: `Lets the container open … for reading.`
pub(crate) fn sentence(rule: &DeviceRule) -> String {
    let subject = subject(rule.kind, rule.major, rule.minor);
    let access = words::access(rule.access);
    let does = match (rule.effect, rule.access.read || rule.access.write) {
        (RuleEffect::Allow, true) => format!("Lets the container open {subject} for {access}."),
        (RuleEffect::Allow, false) => format!("Lets the container make nodes for {subject}, but not open them."),
        (RuleEffect::Deny, true) => format!("Forbids the container {subject} for {access}."),
        (RuleEffect::Deny, false) => format!("Forbids the container to make nodes for {subject}."),
    };
    format!("{does}{}", meaning(rule.kind, rule.major, rule.minor))
}

/// Says what a rule does that names its device by a path of the host.
pub(crate) fn path_sentence(rule: &RulePath) -> String {
    let path = rule.path.display();
    let what = device_at(&rule.path.to_string_lossy()).map_or_else(String::new, |device| format!(": {}", device.gives));
    match rule.effect {
        RuleEffect::Allow => {
            format!(
                "Lets the container open the device that is {path} on the host{what}, for {}",
                words::access(rule.access)
            )
        }
        RuleEffect::Deny => {
            format!(
                "Forbids the container the device that is {path} on the host{what}, for {}",
                words::access(rule.access)
            )
        }
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
pub(crate) fn policy(policy: FilterPolicy) -> &'static str {
    match policy {
        FilterPolicy::Deny => "Closes every device that no later line opens",
        FilterPolicy::Allow => "Opens every device of the host that no later line closes; file permissions are all that is left",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let text = sentence(&kvm);
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
        assert!(meaning(DeviceKind::Char, RuleNumber::Is(508), RuleNumber::Any).contains("next boot"));
        assert!(meaning(DeviceKind::Char, RuleNumber::Is(188), RuleNumber::Any).contains("ttyUSB"));
    }
}
