//! Devices: the nodes of `linux.devices`, and the filter of `linux.resources.devices`.
//!
//! A rule matches operation by operation and the last one counts, so that `r` and `w` given apart are as good as `rw`. A node is no
//! right to open it: its access is what the filter lets through. Runtimes allow the specification's default devices whatever
//! the list says; [`settle`] does the same.

use std::collections::HashMap;
use std::path::PathBuf;

use transom_model::{
    Access, Container, DeviceFilter, DeviceKind, DeviceNumber, DeviceRule, Effect, FilterPolicy, Given, InsideId, Mode, NodeDevice,
    Origin, Presence, RuleEffect, RuleNumber, words,
};

use super::Reader;
use super::print::{Json, Pairs, list};
use super::value::Here;
use crate::{Problem, Setting};

type Read = Result<Effect, Problem>;

const WHY_DEFAULT: &str = "OCI: null, zero, full, random, urandom, tty, console, ptmx and terminals are in every container";
const WHY_MKNOD: &str = "OCI: runc and crun let any node be made; opening it is another matter";
/// The specification's default devices; `*` is every minor number.
const DEFAULTS: [(u32, Option<u32>); 9] = [
    (1, Some(3)),
    (1, Some(5)),
    (1, Some(7)),
    (1, Some(8)),
    (1, Some(9)),
    (5, Some(0)),
    (5, Some(1)),
    (5, Some(2)),
    (136, None),
];
/// What runtimes give a node that has no `fileMode`.
const DEFAULT_MODE: u32 = 0o666;

/// Reads one node.
pub(super) fn node(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let here = reader.here();
    let (Some(kind), Some(path)) = (here.text("type"), here.text("path")) else {
        return Ok(Effect::Wrong);
    };
    let kind = match kind.value.as_str() {
        "c" | "u" => DeviceKind::Char,
        "b" => DeviceKind::Block,
        "p" => return Ok(Effect::NotYet(words!("makes a named pipe"))),
        _ => return Ok(Effect::Wrong),
    };
    let (Some(major), Some(minor)) = (part(&here, "major"), part(&here, "minor")) else {
        let problem = Problem::new(
            "missing-property",
            format!("the node {} needs `major` and `minor`", path.value),
        );
        return Err(problem.hint("`ls -l` shows both in place of a size"));
    };
    check_path(reader, &path)?;
    let device = NodeDevice {
        name: path.value.clone(),
        source: PathBuf::from(&path.value),
        number: Some((kind, DeviceNumber { major, minor })),
        target: PathBuf::from(&path.value),
        mode: mode(reader, &here, &path),
        uid: InsideId(part(&here, "uid").unwrap_or(0)),
        gid: InsideId(part(&here, "gid").unwrap_or(0)),
        access: Access::default(),
        presence: Presence::Required,
    };
    reader.container.devices.push(Given::new(device, setting.origin.clone()));
    Ok(Effect::Taken)
}

fn part(here: &Here, name: &str) -> Option<u32> {
    here.number(name).and_then(|number| u32::try_from(number.value).ok())
}

fn check_path(reader: &mut Reader, path: &Given<String>) -> Result<(), Problem> {
    let below = path
        .value
        .strip_prefix("/dev/")
        .filter(|rest| !rest.is_empty() && !rest.split('/').any(|part| part == ".." || part.is_empty()));
    if below.is_none() {
        return Err(
            Problem::new("node-outside-dev", format!("`{}` is not a path below /dev", path.value))
                .hint("Transom makes nodes only there"),
        );
    }
    let line = path.origin.line().map_or(0, |(_, line)| line);
    match reader.node_lines.insert(path.value.clone(), line) {
        Some(line) => Err(Problem::new(
            "node-twice",
            format!("{} is given twice, first on line {line}", path.value),
        )),
        None => Ok(()),
    }
}

/// The permission bits; a decimal number that was meant to be octal is remarked upon.
fn mode(reader: &mut Reader, here: &Here, path: &Given<String>) -> Mode {
    let Some(given) = here.number("fileMode") else {
        let problem = Problem::new(
            "mode-0666",
            format!(
                "{} is open to everybody inside: without `fileMode` runtimes make it 0666",
                path.value
            ),
        );
        reader.warn(
            problem.hint("add \"fileMode\": 432 (0660), with `uid` and `gid`"),
            &here.node().origin,
        );
        return Mode(DEFAULT_MODE);
    };
    let value = u32::try_from(given.value).unwrap_or(DEFAULT_MODE);
    let meant = u32::from_str_radix(&value.to_string(), 8).ok();
    if let Some(meant) = meant.filter(|meant| [0o600, 0o640, 0o644, 0o660, 0o664, 0o666, 0o755, 0o777].contains(meant)) {
        let message = format!("fileMode is decimal: {value} is octal {value:o}, which is hardly meant");
        reader.warn(
            Problem::new("mode-not-octal", message).hint(format!("write {meant} for 0{meant:o}")),
            &given.origin,
        );
    }
    // Engines leave the bits of the file's type in.
    Mode(value & 0o7777)
}

/// Reads one rule.
pub(super) fn rule(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let here = reader.here();
    let Some(is_allowed) = here.flag("allow") else {
        return Ok(Effect::Wrong);
    };
    let effect = if is_allowed { RuleEffect::Allow } else { RuleEffect::Deny };
    let kinds: &[DeviceKind] = match here.text("type").map(|kind| kind.value).as_deref() {
        None | Some("a") => &[DeviceKind::Char, DeviceKind::Block],
        Some("c" | "u") => &[DeviceKind::Char],
        Some("b") => &[DeviceKind::Block],
        Some(_) => return Ok(Effect::Wrong),
    };
    let (major, minor) = (rule_number(&here, "major"), rule_number(&here, "minor"));
    let access = access(reader, &here)?;
    let is_all = kinds.len() == 2;
    let is_everything = is_all && (major, minor) == (RuleNumber::Any, RuleNumber::Any) && access == Access::ALL;
    if is_everything {
        // Runtimes forget what came before.
        let policy = if is_allowed { FilterPolicy::Allow } else { FilterPolicy::Deny };
        reader.container.device_filter.rules.clear();
        reader.container.device_filter.policy = Given::new(policy, setting.origin.clone());
        return Ok(Effect::Taken);
    }
    if is_all && (major, minor) != (RuleNumber::Any, RuleNumber::Any) {
        let problem = Problem::new(
            "rule-for-all-kinds",
            "runc takes a rule without `type` for all devices, whatever its numbers; Transom takes the numbers as they stand",
        );
        reader.warn(problem.hint("write \"type\": \"c\" or \"b\""), &here.node().origin);
    }
    for kind in kinds {
        let rule = DeviceRule {
            effect,
            kind: *kind,
            major,
            minor,
            access,
        };
        reader
            .container
            .device_filter
            .rules
            .push(Given::new(rule, setting.origin.clone()));
    }
    Ok(Effect::Taken)
}

/// A number of a rule: none, or -1, is every one.
fn rule_number(here: &Here, name: &str) -> RuleNumber {
    part(here, name).map_or(RuleNumber::Any, RuleNumber::Is)
}

fn access(reader: &mut Reader, here: &Here) -> Result<Access, Problem> {
    let Some(given) = here.text("access").filter(|access| !access.value.is_empty()) else {
        let problem = Problem::new(
            "no-access",
            "a rule without `access` is taken for all of r, w and m, and runc refuses it",
        );
        reader.warn(problem.hint("add \"access\": \"rwm\""), &here.node().origin);
        return Ok(Access::ALL);
    };
    let mut access = Access::default();
    for letter in given.value.chars() {
        match letter {
            'r' => access.read = true,
            'w' => access.write = true,
            'm' => access.mknod = true,
            other => {
                let problem = Problem::new("bad-access", format!("`{other}` is none of r, w and m"));
                return Ok(reject(reader, problem, &given));
            }
        }
    }
    Ok(access)
}

/// A malformed rule denies nothing and allows nothing, and the file is wrong.
fn reject(reader: &mut Reader, problem: Problem, given: &Given<String>) -> Access {
    reader.wrong(
        problem.hint("any of r (read), w (write) and m (make a node with mknod)"),
        &given.origin,
    );
    Access::default()
}

/// Adds the default devices, and says what the filter allows on each node.
pub(super) fn settle(reader: &mut Reader) {
    let any = |kind| rule_of(kind, RuleNumber::Any, RuleNumber::Any, Access::MKNOD);
    let mknod = [any(DeviceKind::Char), any(DeviceKind::Block)].map(|rule| Given::default_of(rule, WHY_MKNOD));
    let defaults = DEFAULTS.map(|(major, minor)| {
        let minor = minor.map_or(RuleNumber::Any, RuleNumber::Is);
        Given::default_of(
            rule_of(DeviceKind::Char, RuleNumber::Is(major), minor, Access::ALL),
            WHY_DEFAULT,
        )
    });
    let filter = &mut reader.container.device_filter;
    filter.rules.extend(mknod.into_iter().chain(defaults));
    let verdicts = Verdicts::of(filter);
    let mut refused = Vec::new();
    for device in &mut reader.container.devices {
        let Some((kind, number)) = device.value.number else { continue };
        device.value.access = verdicts.access(kind, number);
        if !device.value.access.read && !device.value.access.write {
            refused.push((device.value.target.display().to_string(), kind, number, device.origin.clone()));
        }
    }
    for (path, kind, number, origin) in refused {
        let message = format!(
            "{path} is made, and the device filter refuses to open it: no rule of `linux.resources.devices` allows {} {number}",
            kind.letter()
        );
        let hint = format!(
            "add {{ \"allow\": true, \"type\": \"{}\", \"major\": {}, \"minor\": {}, \"access\": \"rwm\" }}",
            kind.letter(),
            number.major,
            number.minor
        );
        reader.warn(Problem::new("node-not-allowed", message).hint(hint), &origin);
    }
}

/// The last rule for each operation and each way of naming devices: what [`DeviceFilter::allows`] says, for many devices at once.
struct Verdicts {
    is_open: bool,
    last: HashMap<Named, [Last; 3]>,
}

/// A way of naming devices.
type Named = (DeviceKind, RuleNumber, RuleNumber);
/// The place of the last rule, and whether it allows.
type Last = Option<(usize, bool)>;

impl Verdicts {
    fn of(filter: &DeviceFilter) -> Self {
        let mut last: HashMap<Named, [Last; 3]> = HashMap::new();
        for (at, given) in filter.rules.iter().enumerate() {
            let rule = &given.value;
            let verdicts = last.entry((rule.kind, rule.major, rule.minor)).or_default();
            let Access { read, write, mknod } = rule.access;
            for (verdict, is_meant) in verdicts.iter_mut().zip([read, write, mknod]) {
                if is_meant {
                    *verdict = Some((at, rule.effect == RuleEffect::Allow));
                }
            }
        }
        Self {
            is_open: filter.policy.value == FilterPolicy::Allow,
            last,
        }
    }

    fn access(&self, kind: DeviceKind, number: DeviceNumber) -> Access {
        let (major, minor) = (RuleNumber::Is(number.major), RuleNumber::Is(number.minor));
        let any = RuleNumber::Any;
        let fitting = [(major, minor), (major, any), (any, minor), (any, any)];
        let found = fitting.map(|(major, minor)| self.last.get(&(kind, major, minor)));
        let [read, write, mknod] = [0, 1, 2].map(|operation: usize| {
            let last = found.iter().flatten().filter_map(|verdicts| verdicts[operation]).max();
            last.map_or(self.is_open, |(_, is_allowed)| is_allowed)
        });
        Access { read, write, mknod }
    }
}

fn rule_of(kind: DeviceKind, major: RuleNumber, minor: RuleNumber, access: Access) -> DeviceRule {
    DeviceRule {
        effect: RuleEffect::Allow,
        kind,
        major,
        minor,
        access,
    }
}

pub(super) fn print_nodes(container: &Container) -> Pairs {
    let node = |given: &Given<NodeDevice>| {
        let device = &given.value;
        // Without a number only the host knows it.
        let (kind, number) = device.number?;
        Some(Json::object([
            ("path", Json::text(&device.target.display().to_string())),
            ("type", Json::text(&kind.letter().to_string())),
            ("major", Json::number(number.major)),
            ("minor", Json::number(number.minor)),
            ("fileMode", Json::number(device.mode.0)),
            ("uid", Json::number(device.uid.0)),
            ("gid", Json::number(device.gid.0)),
        ]))
    };
    list("linux.devices", container.devices.iter().filter_map(node).collect())
}

/// Prints the policy and the rules; those that every runtime adds by itself are left out, and what only a node's own access says
/// is added.
pub(super) fn print_rules(container: &Container) -> Pairs {
    let filter = &container.device_filter;
    let is_open = filter.policy.value == FilterPolicy::Allow;
    let mut rules = vec![Json::object([
        ("allow", Json::number(is_open)),
        ("access", Json::text("rwm")),
    ])];
    let is_added = |rule: &Given<DeviceRule>| [Origin::Default(WHY_MKNOD), Origin::Default(WHY_DEFAULT)].contains(&rule.origin);
    let own = filter
        .rules
        .iter()
        .filter(|rule| !is_added(rule) && !rule.value.access.is_empty());
    rules.extend(own.map(|rule| rule_json(&rule.value)));
    let of_nodes = container.devices.iter().filter_map(|given| {
        let device = &given.value;
        let (kind, number) = device.number?;
        let rule = rule_of(
            kind,
            RuleNumber::Is(number.major),
            RuleNumber::Is(number.minor),
            Access {
                mknod: false,
                ..device.access
            },
        );
        (!filter.allows(kind, number, rule.access)).then_some(rule)
    });
    rules.extend(of_nodes.map(|rule| rule_json(&rule)));
    list("linux.resources.devices", rules)
}

fn rule_json(rule: &DeviceRule) -> Json {
    let number = |name: &'static str, number| match number {
        RuleNumber::Any => None,
        RuleNumber::Is(value) => Some((name, Json::number(value))),
    };
    let fixed = [
        ("allow", Json::number(rule.effect == RuleEffect::Allow)),
        ("type", Json::text(&rule.kind.letter().to_string())),
    ];
    let numbers = [number("major", rule.major), number("minor", rule.minor)];
    Json::object(
        fixed
            .into_iter()
            .chain(numbers.into_iter().flatten())
            .chain([("access", Json::text(&rule.access.to_string()))]),
    )
}
