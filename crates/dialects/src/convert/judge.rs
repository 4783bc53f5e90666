//! Whether a fact of the old container is one of the new container too.
//!
//! The new text is read back, so the verdict rests on what it says and not on what was meant to be printed. Most facts are the
//! same to the letter; where two dialects say one thing in two ways (a capability kept or others dropped, a rule or a device), the
//! effect is compared. Start with [`Judge::fact`].

use std::collections::BTreeMap;
use std::path::Path;

use transom_model::{
    Access, CAPABILITY_NAMES, Capabilities, Container, DeviceKind, DeviceNumber, DeviceRule, Diagnostic, Dialect, Fact, FileId,
    Given, IdKind, InsideId, NodeDevice, Origin, RuleEffect, RuleNumber, Topic,
};

use super::fit::{WRITE, covers};
use super::names::DeviceNames;
use super::reasons;

/// What became of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The new container has it, by this line or default; what is different all the same is said.
    There { by: Vec<Origin>, remark: Option<String> },
    /// It never had an effect that the new container could lack.
    Idle { why: String },
    /// The new container does not have it.
    Lost { why: String, instead: String },
}

/// The new container, and what is needed to look things up in it.
pub(super) struct Judge<'c> {
    pub(super) old: &'c Container,
    pub(super) new: &'c Container,
    pub(super) facts: Vec<Fact<'c>>,
    pub(super) target: Dialect,
    pub(super) names: &'c DeviceNames,
    /// Lines whose values the target refuses, with what it says.
    pub(super) refused: &'c Refused,
}

/// What a target says of the values of a line.
pub(super) type Refused = BTreeMap<(FileId, u32), Diagnostic>;

impl<'c> Judge<'c> {
    /// Judges one fact of the old container.
    pub(super) fn fact(&self, fact: &Fact<'_>) -> Verdict {
        if let Some(same) = self.facts.iter().find(|other| other.says_same(fact)) {
            return there(same.origin);
        }
        let special = match fact.topic {
            Topic::Capability => self.capability(fact),
            Topic::DeviceRule => self.rule(fact),
            Topic::Node => self.node(fact),
            Topic::Ids => self.ids(fact),
            Topic::Interface => self.interface(fact),
            Topic::Limit => self.limit(fact),
            Topic::Kept => Some(super::kept::judge(fact, (self.old, self.new), self.target)),
            _ => None,
        };
        special.or_else(|| self.changed(fact)).unwrap_or_else(|| self.lost(fact))
    }

    fn lost(&self, fact: &Fact<'_>) -> Verdict {
        let reason = reasons::of(fact, self.target);
        match reason {
            reasons::Reason::Idle(why) => Verdict::Idle { why },
            reasons::Reason::Lost { why, instead } => Verdict::Lost { why, instead },
        }
    }

    /// Another fact about the same thing says something else: harmless parts are remarked on, others are a loss.
    fn changed(&self, fact: &Fact<'_>) -> Option<Verdict> {
        let other = self.facts.iter().find(|other| other.is_about_same(fact))?;
        let (harmless, lost) = differences(fact, other);
        if lost.is_empty() {
            let remark = (!harmless.is_empty()).then(|| harmless.join("; "));
            return Some(Verdict::There {
                by: vec![other.origin.clone()],
                remark,
            });
        }
        let reason = reasons::of(fact, self.target);
        let instead = match reason {
            reasons::Reason::Lost { instead, .. } => instead,
            reasons::Reason::Idle(why) => return Some(Verdict::Idle { why }),
        };
        Some(Verdict::Lost {
            why: lost.join("; "),
            instead,
        })
    }

    fn capability(&self, fact: &Fact<'_>) -> Option<Verdict> {
        let name = fact.about.as_ref();
        let (wanted, all) = (fact.part("")? == "kept", &self.new.capabilities);
        if name == "all others" {
            let is_same = CAPABILITY_NAMES
                .iter()
                .filter(|name| !has(&self.old.capabilities, name))
                .all(|name| !has(all, name));
            return is_same.then(|| self.by_topic(Topic::Capability, None));
        }
        // A capability that is kept shows as one that is not dropped.
        (has(all, name) == wanted).then(|| self.by_topic(Topic::Capability, None))
    }

    /// All lines of a topic together say it; without any, the target does so by itself.
    fn by_topic(&self, topic: Topic, remark: Option<String>) -> Verdict {
        let by = self
            .facts
            .iter()
            .filter(|fact| fact.topic == topic)
            .map(|fact| fact.origin.clone());
        Verdict::There {
            by: by.collect(),
            remark,
        }
    }

    fn rule(&self, fact: &Fact<'_>) -> Option<Verdict> {
        let matching = |rule: &&Given<DeviceRule>| {
            format!("{} {}:{}", rule.value.kind.letter(), rule.value.major, rule.value.minor) == fact.about
        };
        let rules = &self.old.device_filter.rules;
        let Some(rule) = rules.iter().rev().find(matching).map(|given| given.value) else {
            return self.rule_path(fact);
        };
        let (RuleNumber::Is(major), RuleNumber::Is(minor)) = (rule.major, rule.minor) else {
            return self.wide_rule(&rule);
        };
        self.allowed((rule.kind, DeviceNumber { major, minor }), rule.effect, rule.access)
    }

    fn rule_path(&self, fact: &Fact<'_>) -> Option<Verdict> {
        let rule = self
            .old
            .rule_paths
            .iter()
            .find(|rule| rule.value.path.to_string_lossy() == fact.about)?;
        let device = self.names.device(&rule.value.path)?;
        self.allowed(device, rule.value.effect, rule.value.access)
    }

    /// A rule for many devices is there if one for at least as many is.
    fn wide_rule(&self, rule: &DeviceRule) -> Option<Verdict> {
        let includes_it = |other: &&Given<DeviceRule>| {
            let other = &other.value;
            other.effect == rule.effect && covers(other, rule) && includes(other.access, rule.access)
        };
        self.new
            .device_filter
            .rules
            .iter()
            .find(includes_it)
            .map(|found| there(&found.origin))
    }

    /// Whether the new filter decides as the old rule did.
    fn allowed(&self, device: super::Device, effect: RuleEffect, access: Access) -> Option<Verdict> {
        let by_device = self.device_in(self.new, device);
        let is_open = |access: Access| {
            let (kind, number) = device;
            by_device.is_some_and(|given| includes(given.value.access, access))
                || self.new.device_filter.allows(kind, number, access)
        };
        let use_only = Access { mknod: false, ..access };
        if self.decides_as_before(device, access) {
            return Some(self.by_rule(device, None));
        }
        match effect {
            RuleEffect::Deny => {
                let is_closed = EACH.into_iter().filter(|one| includes(access, *one)).all(|one| !is_open(one));
                is_closed.then(|| self.by_rule(device, None))
            }
            RuleEffect::Allow if is_open(access) => Some(self.by_rule(device, None)),
            RuleEffect::Allow if is_open(use_only) => Some(self.by_rule(
                device,
                Some("making further nodes of it (`m`) is not allowed there, and not needed: the node is there".to_owned()),
            )),
            RuleEffect::Allow => None,
        }
    }

    /// A rule that another one overrules says nothing by itself: what counts is what comes of all of them.
    fn decides_as_before(&self, (kind, number): super::Device, access: Access) -> bool {
        let own = |container| {
            let device = self.device_in(container, (kind, number));
            device.map_or(Access::default(), |given| given.value.access)
        };
        let (old, new) = (own(self.old), own(self.new));
        EACH.into_iter().filter(|one| includes(access, *one)).all(|one| {
            let before = includes(old, one) || self.old.device_filter.allows(kind, number, one);
            let after = includes(new, one) || self.new.device_filter.allows(kind, number, one);
            before == after
        })
    }

    fn by_rule(&self, device: super::Device, remark: Option<String>) -> Verdict {
        let (kind, number) = device;
        let device = self.device_in(self.new, device);
        let rule = || {
            let covers = |rule: &&Given<DeviceRule>| {
                let rule = &rule.value;
                rule.kind == kind && rule.major.matches(number.major) && rule.minor.matches(number.minor)
            };
            self.new
                .device_filter
                .rules
                .iter()
                .rev()
                .find(covers)
                .map(|rule| &rule.origin)
        };
        let path = || {
            let rule = self
                .new
                .rule_paths
                .iter()
                .find(|rule| self.names.device(&rule.value.path) == Some((kind, number)));
            rule.map(|rule| &rule.origin)
        };
        let by = device.map(|given| &given.origin).or_else(rule).or_else(path);
        Verdict::There {
            by: vec![by.unwrap_or(&self.new.device_filter.policy.origin).clone()],
            remark,
        }
    }

    fn device_in<'d>(&self, container: &'d Container, device: super::Device) -> Option<&'d Given<NodeDevice>> {
        let is_it = |given: &&Given<NodeDevice>| self.number_of(&given.value) == Some(device);
        container.devices.iter().find(is_it)
    }

    fn number_of(&self, device: &NodeDevice) -> Option<(DeviceKind, DeviceNumber)> {
        device.number.or_else(|| self.names.device(&device.source))
    }

    /// A node is there if one of the same device stands at the same path and can be used as before.
    fn node(&self, fact: &Fact<'_>) -> Option<Verdict> {
        if let Some(verdict) = self.less_access(fact) {
            return Some(verdict);
        }
        let other = self.facts.iter().find(|other| other.is_about_same(fact))?;
        if !self.is_same_device(fact, other) {
            return None;
        }
        let by = vec![other.origin.clone()];
        let part = |name| other.part(name).unwrap_or_default();
        match (fact.part("owner"), other.part("owner")) {
            (Some(owner), None) => return Some(self.bound_node(fact, owner, by)),
            (Some(_), Some(_)) if ["owner", "mode"].iter().any(|part| fact.part(part) != other.part(part)) => {
                return Some(Verdict::Lost {
                    why: format!(
                        "the node is there, but with owner {} and mode {}",
                        part("owner"),
                        part("mode")
                    ),
                    instead: "set owner and mode inside, or give the group that needs it".to_owned(),
                });
            }
            _ => {}
        }
        let is_own_now = fact.part("owner").is_none() && other.part("owner").is_some();
        let own = is_own_now.then(|| {
            let (owner, mode) = (part("owner"), part("mode"));
            format!("the host's node was bound with the host's owner; now it is a node of the container's own, owner {owner} inside, mode {mode}")
        });
        let is_required_now = fact.part("optional").is_some() && other.part("optional").is_none();
        let required = is_required_now.then(|| "it was optional; now the container does not start without it".to_owned());
        Some(Verdict::There {
            by,
            remark: own.or(required),
        })
    }

    /// A node that was closed has nothing to lose; one that could be used must be usable as before.
    fn less_access(&self, fact: &Fact<'_>) -> Option<Verdict> {
        let before = self.access(self.old, fact)?;
        if !before.read && !before.write {
            return Some(Verdict::Idle {
                why: "the device filter keeps it closed, so that the node cannot be opened".to_owned(),
            });
        }
        let after = self.access(self.new, fact)?;
        let used = Access { mknod: false, ..before };
        (!includes(after, used)).then(|| Verdict::Lost {
            why: format!("`{before}` was allowed on it, and only `{after}` is now"),
            instead: format!("allow the device by a rule of its own in {}", self.target.title()),
        })
    }

    fn is_same_device(&self, one: &Fact<'_>, other: &Fact<'_>) -> bool {
        let number = |fact: &Fact<'_>| {
            let given = fact.part("number").map(str::to_owned);
            given.or_else(|| {
                let (kind, number) = self.names.device(Path::new(fact.part("source")?))?;
                Some(format!("{} {number}", kind.letter()))
            })
        };
        one.part("source") == other.part("source") || number(one).is_some() && number(one) == number(other)
    }

    /// What may be done with the device of a node; `None` where its number is not known.
    fn access(&self, container: &Container, fact: &Fact<'_>) -> Option<Access> {
        let at = container
            .devices
            .iter()
            .find(|given| given.value.target.to_string_lossy() == fact.about);
        let number = match at {
            Some(given) => self.number_of(&given.value),
            None => self.names.device(Path::new(fact.part("source")?)),
        };
        let (kind, number) = number?;
        let own = at.map_or(Access::default(), |given| given.value.access);
        let allows = |one: Access| includes(own, one) || container.device_filter.allows(kind, number, one);
        Some(Access {
            read: allows(Access::READ),
            write: allows(WRITE),
            mknod: allows(Access::MKNOD),
        })
    }

    /// A node of the container's own has become a bind of the host's.
    fn bound_node(&self, fact: &Fact<'_>, owner: &str, by: Vec<Origin>) -> Verdict {
        let is_usual = owner == "0:0" && self.old.id_map.is_privileged();
        let path = fact.part("source").unwrap_or_default();
        if is_usual {
            return Verdict::There {
                by,
                remark: Some("it is the host's node now, with the host's owner and mode".to_owned()),
            };
        }
        Verdict::Lost {
            why: format!(
                "{} binds the host's own node, with the host's owner: owner {owner} inside, mode {} are not kept",
                self.target.title(),
                fact.part("mode").unwrap_or_default()
            ),
            instead: format!(
                "give {path} on the host an owner that the id map covers, or a mode that lets the container in (a udev rule)"
            ),
        }
    }

    /// Ranges may be cut and joined differently: each old range must land where it did.
    fn ids(&self, fact: &Fact<'_>) -> Option<Verdict> {
        let (kind, inside) = fact.about.split_once(' ')?;
        let inside: u32 = inside.parse().ok()?;
        let number = |part| fact.part(part)?.parse::<u32>().ok();
        let (host, len) = (number("on the host")?, number("count")?);
        let kind = if kind == "user" { IdKind::User } else { IdKind::Group };
        let lands = |offset: u32| {
            let at = inside.checked_add(offset).map(InsideId);
            let found = at.and_then(|at| self.new.id_map.to_host(kind, at));
            found.is_some() && found.map(|id| id.0) == host.checked_add(offset)
        };
        // Ends and the borders of the new ranges between them are enough: a range is a straight line.
        let borders = self
            .new
            .id_map
            .ranges(kind)
            .iter()
            .filter_map(|range| range.value.inside.0.checked_sub(inside));
        let offsets = borders.filter(|offset| *offset < len).chain([0, len.checked_sub(1)?]);
        let is_same = !self.new.id_map.is_privileged() && offsets.into_iter().all(lands);
        is_same.then(|| self.by_topic(Topic::Ids, None))
    }

    fn interface(&self, fact: &Fact<'_>) -> Option<Verdict> {
        let (index, aspect) = fact.about.split_once(' ')?;
        let of_it = |other: &&Fact<'_>| other.topic == Topic::Interface && other.about.split(' ').next() == Some(index);
        let mut others = self.facts.iter().filter(of_it);
        if aspect == "left to the guest" {
            // A fixed address that the new manager sets is not left to the guest any more.
            let value = fact.part("")?.split_once('=')?.1;
            let is_set = |other: &&Fact<'_>| other.about.ends_with(&format!(" {value}"));
            return others.find(is_set).map(|other| there(other.origin));
        }
        // An interface that is brought up by the guest or the manager anyway.
        (others.next().is_some() && aspect == "state" && fact.part("") == Some("down")).then(|| Verdict::Idle {
            why: format!("{} brings interfaces up", self.target.title()),
        })
    }

    /// A weight that was rounded on the way says nearly the same.
    fn limit(&self, fact: &Fact<'_>) -> Option<Verdict> {
        let other = self.facts.iter().find(|other| other.is_about_same(fact))?;
        let number = |fact: &Fact<'_>| fact.part("").and_then(|text| text.parse::<f64>().ok());
        let (old, new) = (number(fact)?, number(other)?);
        let is_near = fact.about == "cpu weight" && (old - new).abs() <= (old * 0.05).max(1.0);
        is_near.then(|| Verdict::There {
            by: vec![other.origin.clone()],
            remark: Some(format!("{old} becomes {new}: {} has fewer steps", self.target.title())),
        })
    }
}

/// The three things that a rule speaks of, one by one.
const EACH: [Access; 3] = [Access::READ, WRITE, Access::MKNOD];

/// Whether a capability stays.
fn has(capabilities: &Capabilities, name: &str) -> bool {
    match capabilities {
        Capabilities::Drop(dropped) => dropped.iter().all(|given| given.value != name),
        Capabilities::Keep(kept) => kept.iter().any(|given| given.value == name),
    }
}

pub(super) fn includes(wide: Access, narrow: Access) -> bool {
    (!narrow.read || wide.read) && (!narrow.write || wide.write) && (!narrow.mknod || wide.mknod)
}

fn there(origin: &Origin) -> Verdict {
    Verdict::There {
        by: vec![origin.clone()],
        remark: None,
    }
}

/// What is different between two facts about the same thing: what does no harm, and what does.
fn differences(old: &Fact<'_>, new: &Fact<'_>) -> (Vec<String>, Vec<String>) {
    let (mut harmless, mut lost) = (Vec::new(), Vec::new());
    for (name, value) in &old.parts {
        let has_same = new.parts.iter().any(|(other, text)| other == name && text == value);
        if has_same {
            continue;
        }
        let other = new.part(name);
        match (*name, other) {
            ("create" | "period" | "number" | "file", _) => {}
            ("type", Some("rbind")) if value == "bind" => {
                harmless.push("what is mounted below the source comes along now".to_owned());
            }
            ("optional", None) => harmless.push("it was optional; now the container does not start without it".to_owned()),
            ("", Some(other)) => lost.push(format!("{other} instead of {value}")),
            ("option", _) => lost.push(format!("`{value}` is not said there")),
            (name, Some(other)) => lost.push(format!("{name} is {other} instead of {value}")),
            (name, None) => lost.push(format!("{name} {value} is not said there")),
        }
    }
    for (name, value) in &new.parts {
        let is_new = old.parts.iter().all(|(other, text)| other != name || text != value);
        match *name {
            "option" if is_new => harmless.push(format!("`{value}` is added")),
            "read-only" | "id-mapped" if is_new => harmless.push(format!("it is {name} now")),
            _ => {}
        }
    }
    (harmless, lost)
}
