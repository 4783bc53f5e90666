//! The device filter of a container: the effective rule list, and its two forms for the kernel.
//!
//! One ordered list is the source of both the BPF program (`program.rs`, cgroup v2) and the lines of the v1 controller
//! (`lines.rs`). `DeviceFilter::allows` says what either must do; the tests run them against it.

mod lines;
mod pattern;
mod program;
mod reduce;

pub use lines::{NotOnV1, lines};
pub use program::program;

use transom_model::{
    Access, Container, DeviceFilter, DeviceKind, DeviceNumber, DeviceRule, Given, HostFacts, Origin, RuleEffect, RuleNumber, phrase,
};

use crate::StartOptions;
use crate::devices::{self, Node, NodeCause};
use crate::draft::Draft;
use pattern::without;

/// What every container may open, whatever its file says first: name for the reader, major, minor.
const BASE: [(&str, u32, RuleNumber); 9] = [
    ("Transom: /dev/null is in every container", 1, RuleNumber::Is(3)),
    ("Transom: /dev/zero is in every container", 1, RuleNumber::Is(5)),
    ("Transom: /dev/full is in every container", 1, RuleNumber::Is(7)),
    ("Transom: /dev/random is in every container", 1, RuleNumber::Is(8)),
    ("Transom: /dev/urandom is in every container", 1, RuleNumber::Is(9)),
    ("Transom: /dev/tty is a process's own terminal", 5, RuleNumber::Is(0)),
    ("Transom: /dev/console is the container's own", 5, RuleNumber::Is(1)),
    ("Transom: /dev/ptmx makes the container's own terminals", 5, RuleNumber::Is(2)),
    ("Transom: /dev/pts holds the container's own terminals", 136, RuleNumber::Any),
];

/// Returns all rules that will hold, in order: the base devices, the container's rules, then the devices it is given.
///
/// A device that cannot be resolved on this host adds no rule; [`crate::start`] reports it.
pub fn effective_filter(container: &Container, host: &HostFacts) -> DeviceFilter {
    let options = StartOptions::default();
    let mut draft = Draft::new(container, host, &options);
    let nodes = devices::resolve(&mut draft);
    effective(&mut draft, &nodes)
}

/// Returns the effective filter for nodes that have been resolved; what there is to say about it goes to the draft.
pub(crate) fn effective(draft: &mut Draft<'_>, nodes: &[Node]) -> DeviceFilter {
    let own = with_paths(draft);
    let mut rules: Vec<Given<DeviceRule>> = BASE.iter().map(base_rule).collect();
    rules.extend(own.rules.iter().cloned());
    for node in nodes {
        match node.cause {
            NodeCause::Base => {}
            NodeCause::Device => rules.extend(node_rules(node)),
            NodeCause::Bind => rules.extend(bind_rules(draft, &own, node)),
        }
    }
    let policy = own.policy;
    DeviceFilter { policy, rules }
}

/// Returns the container's own rules, with those that name a device by its path as numbers behind the others.
fn with_paths(draft: &mut Draft<'_>) -> DeviceFilter {
    let container = draft.container;
    let mut filter = container.device_filter.clone();
    for given in &container.rule_paths {
        if let Some(node) = devices::node_of_rule(draft, given) {
            let rule = DeviceRule {
                effect: given.value.effect,
                kind: node.kind,
                major: RuleNumber::Is(node.number.major),
                minor: RuleNumber::Is(node.number.minor),
                access: given.value.access,
            };
            filter.rules.push(given.with(rule));
        }
    }
    filter
}

fn base_rule((why, major, minor): &(&'static str, u32, RuleNumber)) -> Given<DeviceRule> {
    let rule = DeviceRule {
        effect: RuleEffect::Allow,
        kind: DeviceKind::Char,
        major: RuleNumber::Is(*major),
        minor: *minor,
        access: Access::ALL,
    };
    Given::new(rule, Origin::Default(why))
}

/// Allows what the device asks for; what it leaves out of reading and writing is denied, or an earlier rule would still give it.
fn node_rules(node: &Node) -> Vec<Given<DeviceRule>> {
    let withheld = DeviceRule {
        effect: RuleEffect::Deny,
        ..allow(node, without(Access::READ_WRITE, node.access))
    };
    let rules = [allow(node, node.access), withheld];
    let useful = rules.into_iter().filter(|rule| !rule.access.is_empty());
    useful.map(|rule| Given::new(rule, node.origin.clone())).collect()
}

fn allow(node: &Node, access: Access) -> DeviceRule {
    DeviceRule {
        effect: RuleEffect::Allow,
        kind: node.kind,
        major: RuleNumber::Is(node.number.major),
        minor: RuleNumber::Is(node.number.minor),
        access,
    }
}

/// A bind says "show it", not "open it against another line": what a line refuses stays refused.
fn bind_rules(draft: &mut Draft<'_>, own: &DeviceFilter, node: &Node) -> Vec<Given<DeviceRule>> {
    let refused = refused_by_lines(own, node);
    let open = without(node.access, refused);
    if open == node.access {
        return node_rules(node);
    }
    let path = node.path.display().to_string();
    let number = node.number.to_string();
    let text = if open.is_empty() {
        phrase!("/dev/{path} stays closed: a rule refuses {number}", path, number)
    } else {
        phrase!(
            "/dev/{path} opens for `{open}` alone: a rule refuses the rest of {number}",
            path,
            number,
            open = open.to_string()
        )
    };
    draft.remark(text, &node.origin);
    if open.is_empty() {
        return Vec::new();
    }
    vec![Given::new(allow(node, open), node.origin.clone())]
}

/// Returns what a node asks for and the last line about it refuses, each operation by itself.
fn refused_by_lines(filter: &DeviceFilter, node: &Node) -> Access {
    let is_refused = |pick: fn(Access) -> bool| {
        let decides = |rule: &&Given<DeviceRule>| is_about(&rule.value, node.kind, node.number) && pick(rule.value.access);
        let last = filter.rules.iter().rev().find(decides);
        pick(node.access) && last.is_some_and(|rule| rule.value.effect == RuleEffect::Deny)
    };
    Access {
        read: is_refused(|access| access.read),
        write: is_refused(|access| access.write),
        mknod: is_refused(|access| access.mknod),
    }
}

fn is_about(rule: &DeviceRule, kind: DeviceKind, number: DeviceNumber) -> bool {
    rule.kind == kind && rule.major.matches(number.major) && rule.minor.matches(number.minor)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use transom_model::RulePath;

    use super::*;
    use crate::tests::{container, given, hybrid, kvm_device, line, mount, problems, start_with};

    const KVM: DeviceNumber = DeviceNumber { major: 10, minor: 232 };
    const TUN: DeviceNumber = DeviceNumber { major: 10, minor: 200 };

    #[test]
    fn base_devices_open_and_others_do_not() {
        let filter = effective_filter(&container(), &hybrid());
        let null = DeviceNumber { major: 1, minor: 3 };
        let pts = DeviceNumber { major: 136, minor: 77 };
        assert!(filter.allows(DeviceKind::Char, null, Access::ALL));
        assert!(filter.allows(DeviceKind::Char, pts, Access::READ_WRITE));
        assert!(!filter.allows(DeviceKind::Block, null, Access::READ));
        assert!(!filter.allows(DeviceKind::Char, KVM, Access::READ));
    }

    #[test]
    fn a_later_line_may_close_a_base_device() {
        let mut container = container();
        let rule = DeviceRule {
            effect: RuleEffect::Deny,
            kind: DeviceKind::Char,
            major: RuleNumber::Is(5),
            minor: RuleNumber::Is(1),
            access: Access::ALL,
        };
        container.device_filter.rules.push(given(rule, 4));
        let filter = effective_filter(&container, &hybrid());
        assert!(!filter.allows(DeviceKind::Char, DeviceNumber { major: 5, minor: 1 }, Access::READ));
    }

    #[test]
    fn a_device_that_denies_writing_takes_it_from_wider_rules_too() {
        let mut container = container();
        let wide = DeviceRule {
            effect: RuleEffect::Allow,
            kind: DeviceKind::Char,
            major: RuleNumber::Is(10),
            minor: RuleNumber::Any,
            access: Access::ALL,
        };
        container.device_filter.rules.push(given(wide, 1));
        let mut device = kvm_device();
        device.access = Access::READ;
        container.devices.push(given(device, 2));
        let filter = effective_filter(&container, &hybrid());
        assert!(filter.allows(DeviceKind::Char, KVM, Access::READ));
        assert!(!filter.allows(DeviceKind::Char, KVM, Access::READ_WRITE));
        assert!(filter.allows(DeviceKind::Char, TUN, Access::READ_WRITE));
    }

    #[test]
    fn a_bound_node_opens_unless_a_line_refuses_it() {
        let mut container = container();
        container
            .mounts
            .push(given(mount("/dev/net/tun dev/net/tun none bind,create=file"), 3));
        let filter = effective_filter(&container, &hybrid());
        assert!(filter.allows(DeviceKind::Char, TUN, Access::READ_WRITE));
        let deny = DeviceRule {
            effect: RuleEffect::Deny,
            kind: DeviceKind::Char,
            major: RuleNumber::Is(10),
            minor: RuleNumber::Is(200),
            access: Access::ALL,
        };
        container.device_filter.rules.push(given(deny, 4));
        let filter = effective_filter(&container, &hybrid());
        assert!(!filter.allows(DeviceKind::Char, TUN, Access::READ));
    }

    fn tun_rule(effect: RuleEffect, access: Access) -> DeviceRule {
        DeviceRule {
            effect,
            kind: DeviceKind::Char,
            major: RuleNumber::Is(10),
            minor: RuleNumber::Is(200),
            access,
        }
    }

    fn with_bound_tun(rules: &[DeviceRule]) -> (DeviceFilter, Vec<String>) {
        let mut container = container();
        let bind = mount("/dev/net/tun dev/net/tun none bind,create=file");
        container.mounts.push(given(bind, 3));
        container.device_filter.rules = (4..).zip(rules).map(|(at, rule)| given(*rule, at)).collect();
        let plan = start_with(&container, &hybrid(), &StartOptions::default()).unwrap();
        let of_bind = plan.remarks.into_iter().filter(|remark| remark.cause == line(3));
        let texts = of_bind
            .map(|remark| remark.text.to_string())
            .filter(|text| text.contains("refuses"));
        (effective_filter(&container, &hybrid()), texts.collect())
    }

    #[test]
    fn each_operation_of_a_bound_node_is_decided_by_itself() {
        let opens = |filter: &DeviceFilter, access| filter.allows(DeviceKind::Char, TUN, access);
        let (filter, remarks) = with_bound_tun(&[tun_rule(RuleEffect::Deny, Access::MKNOD)]);
        assert!(opens(&filter, Access::READ_WRITE), "the line says nothing of opening");
        assert_eq!(remarks, Vec::<String>::new());

        let lines = [
            tun_rule(RuleEffect::Deny, Access::ALL),
            tun_rule(RuleEffect::Allow, Access::MKNOD),
        ];
        let (filter, remarks) = with_bound_tun(&lines);
        assert!(!opens(&filter, Access::READ) && opens(&filter, Access::MKNOD));
        assert_eq!(remarks, ["/dev/net/tun stays closed: a rule refuses 10:200"]);

        let lines = [
            tun_rule(RuleEffect::Deny, Access::ALL),
            tun_rule(RuleEffect::Allow, Access::READ),
        ];
        let (filter, remarks) = with_bound_tun(&lines);
        assert!(opens(&filter, Access::READ) && !opens(&filter, Access::READ_WRITE));
        assert_eq!(
            remarks,
            ["/dev/net/tun opens for `r` alone: a rule refuses the rest of 10:200"]
        );
    }

    fn path_rule(effect: RuleEffect, path: &str) -> RulePath {
        RulePath {
            effect,
            path: PathBuf::from(path),
            access: Access::ALL,
        }
    }

    #[test]
    fn a_rule_by_path_becomes_the_number_of_the_hosts_node() {
        let mut container = container();
        container.rule_paths = vec![given(path_rule(RuleEffect::Allow, "/dev/kvm"), 5)];
        let filter = effective_filter(&container, &hybrid());
        assert!(filter.allows(DeviceKind::Char, KVM, Access::ALL));
        assert!(!filter.allows(DeviceKind::Char, TUN, Access::READ));
        assert_eq!(filter.rules.last().unwrap().origin, line(5));
        // It refuses a bound node as a rule by number does.
        container.rule_paths = vec![given(path_rule(RuleEffect::Deny, "/dev/kvm"), 5)];
        container
            .mounts
            .push(given(mount("/dev/kvm dev/kvm none bind,create=file"), 3));
        assert!(!effective_filter(&container, &hybrid()).allows(DeviceKind::Char, KVM, Access::READ));
    }

    #[test]
    fn a_rule_by_path_without_a_device_is_a_problem_of_its_line() {
        let mut container = container();
        let rules = [
            path_rule(RuleEffect::Allow, "/dev/nope"),
            path_rule(RuleEffect::Allow, "/etc/passwd"),
        ];
        container.rule_paths = (5..).zip(rules).map(|(at, rule)| given(rule, at)).collect();
        let found = problems(&container, &hybrid());
        let said: Vec<_> = found
            .iter()
            .map(|problem| (problem.message.to_string(), &problem.cause))
            .collect();
        assert_eq!(
            said,
            [
                ("Device /dev/nope does not exist".to_owned(), &line(5)),
                ("/etc/passwd is not a device".to_owned(), &line(6))
            ]
        );
        assert!(found[0].hint.as_ref().unwrap().to_string().contains("remove the line"));
    }

    #[test]
    fn a_device_that_is_not_there_adds_no_rule() {
        let mut container = container();
        let mut device = kvm_device();
        device.source = PathBuf::from("/dev/nope");
        container.devices.push(given(device, 2));
        assert_eq!(effective_filter(&container, &hybrid()).rules.len(), BASE.len());
    }
}
