//! Device rules: `lxc.cgroup2.devices.allow` and `.deny`, and their v1 names.
//!
//! Both generations go into one list, in the order of the lines, which LXC evaluates in a way of its own: `a` resets the
//! list and turns its meaning, a rule of the other effect only takes back an equal one. [`settle`] does that once all lines
//! are known. Where LXC fails open (malformed rule, empty list) Transom does not: see `docs/undocumented/lxc.md`.

use std::collections::HashMap;
use std::path::PathBuf;

use transom_model::{
    Access, CgroupGeneration, Container, DeviceKind, DeviceRule, Effect, FilterPolicy, Given, Origin, RuleEffect, RuleNumber,
    RulePath, Severity, phrase, words,
};

use super::print::Pairs;
use super::{Reader, numbers};
use crate::{Problem, Setting};

/// What a device line names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Named {
    Everything,
    Rule(DeviceKind, RuleNumber, RuleNumber, Access),
    Path(PathBuf, Access),
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DeviceLine {
    generation: CgroupGeneration,
    effect: RuleEffect,
    named: Named,
    origin: Origin,
}

/// Reads an allow or deny line of either generation.
pub(super) fn read(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let (generation, effect) = which(setting.key)?;
    if generation == CgroupGeneration::V1 {
        super::limits::remark_on_v1(reader, setting);
    }
    if setting.value.is_empty() {
        clear(reader, &setting.value_origin(), |line| {
            line.generation == generation && line.effect == effect
        });
        return Ok(Effect::Taken);
    }
    let named = named(setting.value)?;
    reader.device_lines.push(DeviceLine {
        generation,
        effect,
        named,
        origin: setting.value_origin(),
    });
    Ok(Effect::Taken)
}

fn which(key: &str) -> Result<(CgroupGeneration, RuleEffect), Problem> {
    use CgroupGeneration::{V1, V2};
    match key {
        "lxc.cgroup2.devices.allow" => Ok((V2, RuleEffect::Allow)),
        "lxc.cgroup2.devices.deny" => Ok((V2, RuleEffect::Deny)),
        "lxc.cgroup.devices.allow" => Ok((V1, RuleEffect::Allow)),
        "lxc.cgroup.devices.deny" => Ok((V1, RuleEffect::Deny)),
        other => Err(
            Problem::new("unknown-key", format!("`{other}` is neither an allow nor a deny list"))
                .hint("LXC takes it for a deny rule; write `lxc.cgroup2.devices.allow` or `.deny`"),
        ),
    }
}

/// Forgets all lines of one generation, as an empty `lxc.cgroup2` does.
pub(super) fn clear_generation(reader: &mut Reader, generation: CgroupGeneration, cause: &Origin) {
    clear(reader, cause, |line| line.generation == generation);
}

fn clear(reader: &mut Reader, cause: &Origin, is_meant: impl Fn(&DeviceLine) -> bool) {
    let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut reader.device_lines).into_iter().partition(is_meant);
    reader.device_lines = kept;
    let why = phrase!("cleared by {place}", place = reader.sources.describe(cause));
    for line in &gone {
        reader.revise(&line.origin, Effect::NoEffect(why.clone()));
    }
    if !gone.is_empty() && reader.device_lines.is_empty() {
        let message = "no device rule is left: LXC would filter nothing from here on, Transom keeps its filter";
        reader.say(Severity::Note, "device-list-cleared", message, cause.clone());
    }
}

fn named(value: &str) -> Result<Named, Problem> {
    if value.starts_with('/') {
        return path(value);
    }
    if value == "a" || value.starts_with("a ") {
        return everything(value);
    }
    let fields: Vec<&str> = value.split(' ').collect();
    let [kind, numbers, access] = fields[..] else {
        return Err(malformed(
            value,
            "it is not `TYPE MAJOR:MINOR ACCESS` with one blank between the fields",
        ));
    };
    let kind = match kind {
        "c" => DeviceKind::Char,
        "b" => DeviceKind::Block,
        other => return Err(malformed(value, &format!("its type `{other}` is neither c nor b"))),
    };
    let (major, minor) = numbers
        .split_once(':')
        .ok_or_else(|| malformed(value, "its number is not MAJOR:MINOR"))?;
    let number = |text| rule_number(text).ok_or_else(|| malformed(value, &format!("`{text}` is neither a device number nor `*`")));
    Ok(Named::Rule(kind, number(major)?, number(minor)?, access_of(value, access)?))
}

fn path(value: &str) -> Result<Named, Problem> {
    let (path, access) = value
        .rsplit_once(' ')
        .ok_or_else(|| malformed(value, "the access (`rwm`) is missing behind the path"))?;
    Ok(Named::Path(PathBuf::from(path), access_of(value, access)?))
}

fn everything(value: &str) -> Result<Named, Problem> {
    match value {
        "a" | "a *:* rwm" => Ok(Named::Everything),
        _ => Err(malformed(value, "`a` means all devices and stands alone")),
    }
}

fn rule_number(text: &str) -> Option<RuleNumber> {
    match text {
        "*" => Some(RuleNumber::Any),
        _ => text
            .bytes()
            .all(|digit| digit.is_ascii_digit())
            .then(|| text.parse().ok().map(RuleNumber::Is))
            .flatten(),
    }
}

fn access_of(value: &str, letters: &str) -> Result<Access, Problem> {
    let mut access = Access::default();
    for letter in letters.chars() {
        match letter {
            'r' => access.read = true,
            'w' => access.write = true,
            'm' => access.mknod = true,
            other => return Err(malformed(value, &format!("`{other}` in its access is none of r, w, m"))),
        }
    }
    if access.is_empty() || letters.len() > 3 {
        return Err(malformed(value, "its access is not made of r, w and m"));
    }
    Ok(access)
}

fn malformed(value: &str, why: &str) -> Problem {
    let problem = Problem::new("malformed-device-rule", format!("malformed device rule: {why}"));
    let repaired = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let way = match repaired != value && named(&repaired).is_ok() {
        true => format!("write `{repaired}`"),
        false => "write it like `c 10:232 rwm`".to_owned(),
    };
    problem.label("LXC would drop this rule").hint(format!(
        "{way}; LXC drops such a rule and starts all the same, with every device open if no other rule is left"
    ))
}

/// The list while it is evaluated: rules in order, with the places of those in force by what they name.
struct List {
    policy: Given<FilterPolicy>,
    rules: Vec<Option<DeviceLine>>,
    places: HashMap<Named, usize>,
}

/// Evaluates the list with LXC's meaning into the container's filter.
pub(super) fn settle(reader: &mut Reader) {
    remark_on_split_rules(reader);
    let mut list = begun(reader);
    for line in std::mem::take(&mut reader.device_lines) {
        match (&line.named, is_default(&list, &line)) {
            (Named::Everything, _) => reset(reader, &mut list, &line),
            (_, true) => take_back(reader, &mut list, &line),
            (_, false) => add(reader, &mut list, line),
        }
    }
    finish(reader, list);
    let filter = &reader.container.device_filter;
    if filter.policy.value == FilterPolicy::Deny && filter.rules.is_empty() && reader.container.rule_paths.is_empty() {
        let origin = filter.policy.origin.clone();
        if origin.line().is_some() {
            let message = "denies every device but the usual ones; LXC would filter nothing here, because its list is empty";
            reader.say(Severity::Note, "deny-all-devices", message, origin);
        }
    }
}

/// Takes over what another dialect's reader has put into the filter.
fn begun(reader: &mut Reader) -> List {
    let filter = &mut reader.container.device_filter;
    let rules = std::mem::take(&mut filter.rules).into_iter().map(|given| {
        let rule = given.value;
        (
            rule.effect,
            Named::Rule(rule.kind, rule.major, rule.minor, rule.access),
            given.origin,
        )
    });
    let paths = std::mem::take(&mut reader.container.rule_paths).into_iter().map(|given| {
        let rule = given.value;
        (rule.effect, Named::Path(rule.path, rule.access), given.origin)
    });
    let mut list = List {
        policy: filter.policy.clone(),
        rules: Vec::new(),
        places: HashMap::new(),
    };
    for (effect, named, origin) in rules.chain(paths) {
        list.places.entry(named.clone()).or_insert(list.rules.len());
        list.rules.push(Some(DeviceLine {
            generation: CgroupGeneration::V2,
            effect,
            named,
            origin,
        }));
    }
    list
}

/// Puts the rules that are left into the container.
fn finish(reader: &mut Reader, list: List) {
    let container = &mut reader.container;
    container.device_filter.policy = list.policy;
    for line in list.rules.into_iter().flatten() {
        match line.named {
            Named::Rule(kind, major, minor, access) => {
                let rule = DeviceRule {
                    effect: line.effect,
                    kind,
                    major,
                    minor,
                    access,
                };
                container.device_filter.rules.push(Given::new(rule, line.origin));
            }
            Named::Path(path, access) => {
                let rule = RulePath {
                    effect: line.effect,
                    path,
                    access,
                };
                container.rule_paths.push(Given::new(rule, line.origin));
            }
            Named::Everything => {}
        }
    }
}

/// Says whether the line asks for what happens to unnamed devices anyway.
fn is_default(list: &List, line: &DeviceLine) -> bool {
    match list.policy.value {
        FilterPolicy::Deny => line.effect == RuleEffect::Deny,
        FilterPolicy::Allow => line.effect == RuleEffect::Allow,
    }
}

fn reset(reader: &mut Reader, list: &mut List, line: &DeviceLine) {
    let policy = match line.effect {
        RuleEffect::Allow => FilterPolicy::Allow,
        RuleEffect::Deny => FilterPolicy::Deny,
    };
    let before = std::mem::replace(&mut list.policy, Given::new(policy, line.origin.clone()));
    list.places.clear();
    let why = phrase!("{place} starts the list anew", place = reader.sources.describe(&line.origin));
    let gone = std::mem::take(&mut list.rules).into_iter().flatten().map(|rule| rule.origin);
    for origin in gone.chain([before.origin]) {
        reader.revise(&origin, Effect::NoEffect(why.clone()));
    }
}

fn add(reader: &mut Reader, list: &mut List, line: DeviceLine) {
    if let Some(same) = list.places.get(&line.named).and_then(|at| list.rules[*at].as_ref()) {
        let why = phrase!("{place} says the same", place = reader.sources.describe(&same.origin));
        reader.revise(&line.origin, Effect::NoEffect(why));
        return;
    }
    list.places.insert(line.named.clone(), list.rules.len());
    list.rules.push(Some(line));
}

/// A rule that asks for the default takes back an equal rule of the other effect, and does nothing else.
fn take_back(reader: &mut Reader, list: &mut List, line: &DeviceLine) {
    let gone = list.places.remove(&line.named).and_then(|at| list.rules[at].take());
    let Some(gone) = gone else {
        return ignore(reader, line);
    };
    let why = phrase!("taken back by {place}", place = reader.sources.describe(&line.origin));
    reader.revise(&gone.origin, Effect::NoEffect(why));
}

fn ignore(reader: &mut Reader, line: &DeviceLine) {
    let (why, hint) = match line.effect {
        RuleEffect::Deny => (
            words!("LXC ignores a deny rule that does not equal an allow rule before it: what is not allowed is denied anyway"),
            "to take away a part of what is allowed, write the allow rules narrower",
        ),
        RuleEffect::Allow => (
            words!("LXC ignores this allow rule: every device is allowed already"),
            "write `lxc.cgroup2.devices.deny = a` before the allow rules to close the rest",
        ),
    };
    reader.warn("device-rule-ignored", why.text(), line.origin.clone(), hint);
    reader.revise(&line.origin, Effect::NoEffect(why.into()));
}

/// LXC tests each rule alone, so a rule for `r` and one for `w` do not make an open for both.
fn remark_on_split_rules(reader: &mut Reader) {
    // Which directions earlier lines allow, reading alone and writing alone.
    let mut before: HashMap<(DeviceKind, RuleNumber, RuleNumber), [bool; 2]> = HashMap::new();
    let mut split = Vec::new();
    for line in &reader.device_lines {
        let Named::Rule(kind, major, minor, access) = line.named else {
            continue;
        };
        if line.effect != RuleEffect::Allow || access.read == access.write {
            continue;
        }
        let seen = before.entry((kind, major, minor)).or_default();
        if seen[usize::from(access.read)] {
            split.push(line.origin.clone());
        }
        seen[usize::from(access.write)] = true;
    }
    for origin in split {
        let message = "joined with the rule for the other direction; LXC would refuse to open the device for both at once";
        reader.say(Severity::Note, "split-device-rule", message, origin);
    }
}

/// Prints the list: its policy where a line gave one, then the rules in order.
pub(super) fn print(container: &Container) -> Pairs {
    let key = |effect| match effect {
        RuleEffect::Allow => "lxc.cgroup2.devices.allow".to_owned(),
        RuleEffect::Deny => "lxc.cgroup2.devices.deny".to_owned(),
    };
    let filter = &container.device_filter;
    let policy = match (filter.policy.value, &filter.policy.origin) {
        (FilterPolicy::Allow, _) => Some(RuleEffect::Allow),
        (FilterPolicy::Deny, Origin::Default(_)) => None,
        (FilterPolicy::Deny, _) => Some(RuleEffect::Deny),
    };
    let rules = filter.rules.iter().map(|rule| {
        let DeviceRule {
            effect,
            kind,
            major,
            minor,
            access,
        } = rule.value;
        (key(effect), format!("{} {major}:{minor} {access}", kind.letter()))
    });
    let paths = container.rule_paths.iter().map(|rule| {
        let RulePath { effect, path, access } = &rule.value;
        (key(*effect), format!("{} {access}", path.display()))
    });
    policy
        .map(|effect| (key(effect), "a".to_owned()))
        .into_iter()
        .chain(rules)
        .chain(paths)
        .collect()
}

/// Reads a cpuset-like list; only its letters are looked at here, the kernel knows the CPUs.
pub(super) fn is_number_list(value: &str) -> bool {
    !value.is_empty()
        && numbers::split(value, |letter| letter == ',').iter().all(|(_, part)| {
            part.split('-').count() <= 2
                && part
                    .split('-')
                    .all(|end| !end.is_empty() && end.bytes().all(|digit| digit.is_ascii_digit()))
        })
}
