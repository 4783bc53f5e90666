//! Facts of capabilities, the system call policy and confinement.

use std::borrow::Cow;
use std::fmt::Write;

use super::{Facts, Topic, yes_no};
use crate::{Capabilities, Container, Origin, SeccompAction, SeccompPolicy, SeccompRule};

static NONE_KEPT: Origin = Origin::Default("a list of what is kept takes away all others");

pub(super) fn collect<'c>(facts: &mut Facts<'c>, container: &'c Container) {
    match &container.capabilities {
        Capabilities::Drop(dropped) => {
            for name in dropped {
                facts.one(Topic::Capability, name.value.as_str(), "dropped", &name.origin);
            }
        }
        Capabilities::Keep(kept) => {
            for name in kept {
                facts.one(Topic::Capability, name.value.as_str(), "kept", &name.origin);
            }
            let origin = kept.first().map_or(&NONE_KEPT, |name| &name.origin);
            facts.one(Topic::Capability, "all others", "dropped", origin);
        }
    }
    match (&container.seccomp, &container.seccomp_path) {
        (Some(policy), path) => {
            let mut parts = vec![("else", action(policy.value.default).into()), ("rules", rules(&policy.value))];
            parts.extend(path.as_ref().map(|path| ("file", path.value.to_string_lossy())));
            facts.push(Topic::Seccomp, "", parts, &policy.origin);
        }
        (None, Some(path)) => facts.push(Topic::Seccomp, "", vec![("file", path.value.to_string_lossy())], &path.origin),
        (None, None) => {}
    }
    facts.maybe(Topic::Confinement, "no new privileges", &container.no_new_privs, yes_no);
    facts.maybe(Topic::Confinement, "AppArmor", &container.apparmor, |profile| {
        profile.as_str().into()
    });
}

fn action(action: SeccompAction) -> String {
    match action {
        SeccompAction::Allow => "allow".to_owned(),
        SeccompAction::Errno(number) => format!("errno {number}"),
        SeccompAction::Kill => "kill".to_owned(),
        SeccompAction::KillProcess => "kill process".to_owned(),
        SeccompAction::Trap => "trap".to_owned(),
        SeccompAction::Notify => "notify".to_owned(),
        SeccompAction::Log => "log".to_owned(),
    }
}

/// All rules, sorted by name: their order among different calls means nothing.
fn rules(policy: &SeccompPolicy) -> Cow<'static, str> {
    let mut rules: Vec<String> = policy.rules.iter().map(|rule| rule_words(&rule.value)).collect();
    rules.sort();
    rules.dedup();
    rules.join("; ").into()
}

fn rule_words(rule: &SeccompRule) -> String {
    let mut text = format!("{} {}", rule.syscall, action(rule.action));
    for compare in &rule.compares {
        let _ = write!(text, " [{} {:?} {:#x}", compare.argument, compare.op, compare.value);
        if compare.op == crate::SeccompOp::MaskedEqual {
            let _ = write!(text, " mask {:#x}", compare.mask);
        }
        text.push(']');
    }
    if !rule.archs.is_empty() {
        let mut archs = rule.archs.clone();
        archs.sort();
        let _ = write!(text, " on {archs:?}");
    }
    text
}
