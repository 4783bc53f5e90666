//! Facts of devices: the nodes that are inside, and what the filter lets through.
//!
//! A dialect gives a node in one of two ways: it binds the host's node, or it makes one of its own. Both come to a fact of
//! [`Topic::Node`] about the path inside, so that they can be compared.

use super::{Facts, Parts, Topic};
use crate::{Access, Container, FilterPolicy, Given, NodeDevice, Presence, RuleEffect};

pub(super) fn collect<'c>(facts: &mut Facts<'c>, container: &'c Container) {
    for given in container.mounts.iter().filter(|given| given.value.is_node_bind()) {
        let mount = &given.value;
        let mut said: Parts<'c> = vec![("source", mount.source.trim_end_matches('/').into())];
        said.extend(mount.is_optional.then(|| ("optional", "yes".into())));
        facts.push(Topic::Node, format!("/{}", mount.target.display()), said, &given.origin);
    }
    for device in &container.devices {
        node(facts, device);
    }
    let filter = &container.device_filter;
    let rest = match filter.policy.value {
        FilterPolicy::Deny => "closed",
        FilterPolicy::Allow => "open",
    };
    facts.one(Topic::DeviceRule, "all others", rest, &filter.policy.origin);
    for rule in &filter.rules {
        let about = format!("{} {}:{}", rule.value.kind.letter(), rule.value.major, rule.value.minor);
        facts.push(
            Topic::DeviceRule,
            about,
            said(rule.value.effect, rule.value.access),
            &rule.origin,
        );
    }
    for rule in &container.rule_paths {
        let about = rule.value.path.to_string_lossy();
        facts.push(
            Topic::DeviceRule,
            about,
            said(rule.value.effect, rule.value.access),
            &rule.origin,
        );
    }
}

fn node<'c>(facts: &mut Facts<'c>, given: &'c Given<NodeDevice>) {
    let device = &given.value;
    let mut parts: Parts<'c> = vec![("source", device.source.to_string_lossy())];
    parts.extend((device.presence == Presence::Optional).then(|| ("optional", "yes".into())));
    parts.push(("owner", format!("{}:{}", device.uid.0, device.gid.0).into()));
    parts.push(("mode", format!("{:04o}", device.mode.0).into()));
    parts.push(("access", device.access.to_string().into()));
    if let Some((kind, number)) = device.number {
        parts.push(("number", format!("{} {number}", kind.letter()).into()));
    }
    facts.push(Topic::Node, device.target.to_string_lossy(), parts, &given.origin);
}

fn said(effect: RuleEffect, access: Access) -> Parts<'static> {
    let word = match effect {
        RuleEffect::Allow => "allow",
        RuleEffect::Deny => "deny",
    };
    vec![(word, access.to_string().into())]
}
