//! The device filter of a container: the effective rule list, and its two forms for the kernel.
//!
//! One ordered list is the source of both the BPF program (`program.rs`, cgroup v2) and the lines of the v1 controller
//! (`lines.rs`). `DeviceFilter::allows` says what either must do; the tests run them against it.

mod lines;
mod program;

pub use lines::{CannotNarrow, lines};
pub use program::program;

use transom_model::{
    Access, Container, DeviceFilter, DeviceKind, DeviceNumber, DeviceRule, Given, HostFacts, Origin, RuleEffect, RuleNumber,
};

use crate::devices::{self, Node, NodeCause};
use crate::draft::Draft;
use crate::{Remark, StartOptions};

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
    let nodes = devices::resolve(&mut Draft::new(container, host, &options));
    effective(container, &nodes).0
}

/// Returns the effective filter for nodes that have been resolved, and what there is to say about it.
pub(crate) fn effective(container: &Container, nodes: &[Node]) -> (DeviceFilter, Vec<Remark>) {
    let own = &container.device_filter;
    let mut remarks = Vec::new();
    let mut rules: Vec<Given<DeviceRule>> = BASE.iter().map(base_rule).collect();
    rules.extend(own.rules.iter().cloned());
    for node in nodes {
        match node.cause {
            NodeCause::Base => {}
            NodeCause::Device => rules.extend(node_rules(node)),
            // A bind says "show it", not "open it against another line": a line that refuses it wins.
            NodeCause::Bind if is_refused_by_line(own, node) => remarks.push(Remark {
                text: format!("/dev/{} stays closed: a rule refuses {}", node.path.display(), node.number),
                cause: node.origin.clone(),
            }),
            NodeCause::Bind => rules.extend(node_rules(node)),
        }
    }
    let policy = own.policy.clone();
    (DeviceFilter { policy, rules }, remarks)
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
    let rule = |effect, access| DeviceRule {
        effect,
        kind: node.kind,
        major: RuleNumber::Is(node.number.major),
        minor: RuleNumber::Is(node.number.minor),
        access,
    };
    let withheld = Access {
        read: !node.access.read,
        write: !node.access.write,
        mknod: false,
    };
    let rules = [rule(RuleEffect::Allow, node.access), rule(RuleEffect::Deny, withheld)];
    let useful = rules.into_iter().filter(|rule| !rule.access.is_empty());
    useful.map(|rule| Given::new(rule, node.origin.clone())).collect()
}

fn is_refused_by_line(filter: &DeviceFilter, node: &Node) -> bool {
    let names = |rule: &&Given<DeviceRule>| is_about(&rule.value, node.kind, node.number);
    let last = filter.rules.iter().rev().find(names);
    last.is_some_and(|rule| rule.value.effect == RuleEffect::Deny)
}

fn is_about(rule: &DeviceRule, kind: DeviceKind, number: DeviceNumber) -> bool {
    rule.kind == kind && rule.major.matches(number.major) && rule.minor.matches(number.minor)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::tests::{container, given, hybrid, kvm_device, mount};

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

    #[test]
    fn a_device_that_is_not_there_adds_no_rule() {
        let mut container = container();
        let mut device = kvm_device();
        device.source = PathBuf::from("/dev/nope");
        container.devices.push(given(device, 2));
        assert_eq!(effective_filter(&container, &hybrid()).rules.len(), BASE.len());
    }
}
