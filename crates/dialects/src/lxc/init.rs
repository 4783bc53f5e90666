//! The first process and what surrounds it: command, ids, environment, resource limits, kernel settings, clocks.
//!
//! Signals that start and stop it are in `signals.rs`, its privileges in `security.rs`.

use transom_model::{Container, Effect, Environment, Given, Hook, InsideId, Rlimit, RlimitValue};

use super::print::Pairs;
use super::{Reader, numbers};
use crate::{Problem, Setting};

type Read = Result<Effect, Problem>;

/// Reads the command: words, where quotes of either kind hold blanks together.
pub(super) fn command(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let words = quoted_words(setting.value)?;
    let value = (!words.is_empty()).then_some(words);
    reader.replace(setting, |container| &mut container.init.command, value)
}

/// Takes a command apart as LXC does: a quote counts only where a word begins, and the same quote ends that word at once.
pub(super) fn quoted_words(value: &str) -> Result<Vec<String>, Problem> {
    let mut words = Vec::new();
    let mut rest = value.trim_start_matches(is_space);
    while let Some(first) = rest.chars().next() {
        let at = value.len() - rest.len();
        let (word, after) = match first {
            '"' | '\'' => rest[1..]
                .split_once(first)
                .ok_or_else(|| Problem::new("bad-value", "this quote is not closed").at(at..at + 1))?,
            _ => rest.split_at(rest.find(is_space).unwrap_or(rest.len())),
        };
        words.push(word.to_owned());
        rest = after.trim_start_matches(is_space);
    }
    Ok(words)
}

/// What isspace(3) takes for a blank.
fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\x0b' | '\x0c' | '\r')
}

/// Prints a command so that [`command`] reads it back; nothing for one with a word that LXC has no quotes for.
pub(super) fn print_command(container: &Container) -> Pairs {
    let quoted = |word: &String| match () {
        () if !word.is_empty() && !word.contains(is_space) && !word.starts_with(['\'', '"']) => Some(word.clone()),
        () if !word.contains('"') => Some(format!("\"{word}\"")),
        () if !word.contains('\'') => Some(format!("'{word}'")),
        () => None,
    };
    let line = |words: &Given<Vec<String>>| words.value.iter().map(quoted).collect::<Option<Vec<String>>>();
    let words = container.init.command.as_ref().and_then(line);
    words
        .map(|words| ("lxc.init.cmd".to_owned(), words.join(" ")))
        .into_iter()
        .collect()
}

/// Reads a user id inside.
pub(super) fn uid(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let value = inside_id(reader, setting)?;
    reader.replace(setting, |container| &mut container.init.uid, value)
}

/// Reads a group id inside.
pub(super) fn gid(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let value = inside_id(reader, setting)?;
    reader.replace(setting, |container| &mut container.init.gid, value)
}

fn inside_id(reader: &mut Reader, setting: &Setting<'_>) -> Result<Option<InsideId>, Problem> {
    if setting.value.is_empty() {
        return Ok(None);
    }
    Ok(Some(InsideId(numbers::short(reader, setting)?)))
}

/// The most groups of one process (NGROUPS_MAX).
const MOST_GROUPS: usize = 65_536;

/// Reads further groups, separated by commas; a further line adds to them.
pub(super) fn groups(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let mut groups = Vec::new();
    for (part, text) in numbers::split(setting.value, |letter| letter == ',') {
        let trimmed = text.trim();
        let from = part.start + text.len() - text.trim_start().len();
        let part = from..from + trimmed.len();
        let id = numbers::number_in(setting.value, part.clone(), u64::from(u32::MAX))?;
        groups.push(Given::new(
            InsideId(u32::try_from(id).unwrap_or(u32::MAX)),
            setting.part_origin(part),
        ));
    }
    if groups.len() + reader.container.init.groups.len() > MOST_GROUPS {
        return Err(
            Problem::new("bad-value", format!("more than {MOST_GROUPS} groups")).hint("no process can have more (credentials(7))")
        );
    }
    let all = &mut reader.container.init.groups;
    if setting.value.is_empty() {
        let gone = std::mem::take(all);
        reader.cleared(setting, gone);
    } else {
        all.extend(groups);
    }
    Ok(Effect::Taken)
}

/// Reads one variable: `NAME=VALUE`, or `NAME` for the host's value.
pub(super) fn environment(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if setting.value.is_empty() {
        // Each of the keys has a list of its own.
        let (gone, others) = std::mem::take(&mut reader.container.environment)
            .into_iter()
            .partition::<Vec<_>, _>(|given| reader.key_at(&given.origin).unwrap_or("lxc.environment") == setting.key);
        reader.container.environment = others;
        reader.cleared(setting, gone);
        return Ok(Effect::Taken);
    }
    let variable = match setting.value.split_once('=') {
        Some(("", _)) => return Err(Problem::new("bad-value", "a variable without a name").hint("write NAME=VALUE")),
        Some((name, value)) => Environment::Set(name.to_owned(), value.to_owned()),
        None => Environment::Inherit(setting.value.to_owned()),
    };
    reader.container.environment.push(setting.given(variable));
    Ok(Effect::Taken)
}

/// Prints the environment.
pub(super) fn print_environment(container: &Container) -> Pairs {
    super::print::each("lxc.environment", &container.environment, |variable| match variable {
        Environment::Set(name, value) => format!("{name}={value}"),
        Environment::Inherit(name) => name.clone(),
    })
}

const RESOURCES: &[&str] = &[
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
    "as",
];

/// The same by their numbers on Linux, which LXC takes as well.
const NUMBERED: [&str; 16] = [
    "cpu",
    "fsize",
    "data",
    "stack",
    "core",
    "rss",
    "nproc",
    "nofile",
    "memlock",
    "as",
    "locks",
    "sigpending",
    "msgqueue",
    "nice",
    "rtprio",
    "rttime",
];

/// Reads a resource limit: `SOFT[:HARD]`; a later line of the same resource replaces it.
pub(super) fn rlimit(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let name = setting.key.rsplit_once("limit.").map_or("", |(_, resource)| resource);
    let resource = name
        .parse()
        .ok()
        .and_then(|number: usize| NUMBERED.get(number))
        .copied()
        .unwrap_or(name);
    if !RESOURCES.contains(&resource) {
        return Err(Problem::new("unknown-key", format!("`{resource}` is no resource limit"))
            .hint(format!("the limits are {}", RESOURCES.join(", "))));
    }
    let gone: Vec<_> = reader
        .container
        .rlimits
        .extract_if(.., |given| given.value.resource == resource)
        .collect();
    reader.replaced(setting, gone);
    if setting.value.is_empty() {
        return Ok(Effect::Taken);
    }
    let (soft, hard) = setting.value.split_once(':').unwrap_or((setting.value, setting.value));
    let limit = Rlimit {
        resource: resource.to_owned(),
        soft: bound(soft)?,
        hard: bound(if hard.is_empty() { soft } else { hard })?,
    };
    if is_above(limit.soft, limit.hard) {
        return Err(
            Problem::new("bad-value", "the soft limit is above the hard one").hint("write SOFT:HARD, the smaller one first")
        );
    }
    reader.container.rlimits.push(setting.given(limit));
    Ok(Effect::Taken)
}

fn bound(text: &str) -> Result<RlimitValue, Problem> {
    match text.trim() {
        "unlimited" => Ok(RlimitValue::Unlimited),
        // Unlike nearly all other numbers these are read with base 10.
        number => decimal(number).map(RlimitValue::Is).ok_or_else(|| {
            Problem::new("bad-value", format!("`{number}` is neither a number nor `unlimited`")).hint("write SOFT or SOFT:HARD")
        }),
    }
}

fn decimal(text: &str) -> Option<u64> {
    let is_number = text.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

fn is_above(soft: RlimitValue, hard: RlimitValue) -> bool {
    match (soft, hard) {
        (_, RlimitValue::Unlimited) => false,
        (RlimitValue::Unlimited, RlimitValue::Is(_)) => true,
        (RlimitValue::Is(soft), RlimitValue::Is(hard)) => soft > hard,
    }
}

/// Prints the resource limits.
pub(super) fn print_rlimits(container: &Container) -> Pairs {
    let bound = |value| match value {
        RlimitValue::Unlimited => "unlimited".to_owned(),
        RlimitValue::Is(number) => number.to_string(),
    };
    super::print::each_named(&container.rlimits, |limit| {
        (
            format!("lxc.prlimit.{}", limit.resource),
            format!("{}:{}", bound(limit.soft), bound(limit.hard)),
        )
    })
}

/// Reads a kernel setting; a later line of the same name replaces it.
pub(super) fn sysctl(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    named_value(reader, setting, "lxc.sysctl.", |container| &mut container.sysctls)
}

/// Reads a file of the first process's /proc folder; a later line of the same name replaces it.
pub(super) fn proc_file(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    named_value(reader, setting, "lxc.proc.", |container| &mut container.proc_files)
}

type Named = Vec<Given<(String, String)>>;

fn named_value(reader: &mut Reader, setting: &Setting<'_>, prefix: &str, list: fn(&mut Container) -> &mut Named) -> Read {
    let name = setting.key.strip_prefix(prefix).unwrap_or_default();
    let is_name = name.split('.').all(|part| !part.is_empty() && !part.contains('/'));
    if !is_name {
        return Err(Problem::new("unknown-key", format!("`{name}` is not a name in dotted form"))
            .hint(format!("write it like `{prefix}a.b`")));
    }
    let values = list(&mut reader.container);
    if values.len() >= MOST_NAMED {
        return Err(Problem::new(
            "too-many-values",
            format!("more than {MOST_NAMED} of `{prefix}`"),
        ));
    }
    let gone: Vec<_> = values.extract_if(.., |given| given.value.0 == name).collect();
    if !setting.value.is_empty() {
        values.push(setting.given((name.to_owned(), setting.value.to_owned())));
    }
    reader.replaced(setting, gone);
    Ok(Effect::Taken)
}

/// More names than the kernel has settings of a namespace; each new one is looked for among those before.
const MOST_NAMED: usize = 2000;

/// Reads a bare `lxc.prlimit`, `lxc.sysctl` or `lxc.proc`, which may only be empty and clears its list.
pub(super) fn clear_named(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if !setting.value.is_empty() {
        return Err(
            Problem::new("bad-value", format!("`{}` alone takes no value", setting.key)).hint("name what is meant behind a dot")
        );
    }
    match setting.key {
        "lxc.prlimit" => {
            let gone = std::mem::take(&mut reader.container.rlimits);
            reader.cleared(setting, gone);
        }
        key => {
            let container = &mut reader.container;
            let list = if key == "lxc.sysctl" {
                &mut container.sysctls
            } else {
                &mut container.proc_files
            };
            let gone = std::mem::take(list);
            reader.cleared(setting, gone);
        }
    }
    Ok(Effect::Taken)
}

const UNITS: [&str; 6] = ["ms", "us", "ns", "h", "m", "s"];

/// Checks a clock offset: a whole number, perhaps negative, and its unit.
pub(super) fn time_offset(setting: &Setting<'_>) -> Result<(), Problem> {
    let Some(unit) = UNITS.iter().find(|unit| setting.value.ends_with(**unit)) else {
        return Err(Problem::new("bad-value", format!("`{}` has no unit of time", setting.value))
            .hint("write it like 10s; units are h m s ms us ns"));
    };
    let number = setting.value[..setting.value.len() - unit.len()].trim_end();
    let Ok(count) = number.parse::<i64>() else {
        return Err(Problem::new("bad-value", format!("`{number}` is not a whole number")));
    };
    if count < 0 && *unit != "s" {
        let problem = Problem::new(
            "bad-value",
            format!("`{}` counts back in another unit than seconds", setting.value),
        );
        return Err(problem.hint("LXC refuses it; write seconds, such as -3600s"));
    }
    // LXC has such a number in nanoseconds only, where the kernel takes less than a second (time_namespaces(7)).
    if count >= limit_of(unit) {
        let problem = Problem::new("bad-value", format!("`{}` is more than a part of a second", setting.value));
        return Err(problem.hint("LXC reads it and then cannot start; write whole seconds, such as 10s"));
    }
    Ok(())
}

/// How many of a unit make a second, for the units that are parts of one.
fn limit_of(unit: &str) -> i64 {
    match unit {
        "ms" => 1_000,
        "us" => 1_000_000,
        "ns" => 1_000_000_000,
        _ => i64::MAX,
    }
}

/// Reads a hook of any moment; kept, and not run yet.
pub(super) fn hook(reader: &mut Reader, setting: &Setting<'_>) -> Result<(), Problem> {
    let phase = setting.key.strip_prefix("lxc.hook.").unwrap_or_default();
    if setting.value.is_empty() {
        let gone: Vec<_> = reader
            .container
            .hooks
            .extract_if(.., |hook| hook.value.phase == phase)
            .collect();
        reader.cleared(setting, gone);
    } else {
        reader.container.hooks.push(setting.given(Hook {
            phase: phase.to_owned(),
            command: setting.value.to_owned(),
        }));
    }
    Ok(())
}

/// Reads the bare `lxc.hook`, which clears all hooks.
pub(super) fn clear_hooks(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if !setting.value.is_empty() {
        return Err(
            Problem::new("bad-value", "`lxc.hook` alone takes no value").hint("name the moment, such as `lxc.hook.pre-start`")
        );
    }
    let gone = std::mem::take(&mut reader.container.hooks);
    reader.cleared(setting, gone);
    Ok(Effect::Taken)
}

/// The moments that LXC runs hooks at.
const PHASES: [&str; 10] = [
    "pre-start",
    "pre-mount",
    "mount",
    "autodev",
    "start-host",
    "start",
    "stop",
    "post-stop",
    "clone",
    "destroy",
];

/// Prints the hooks of all moments that LXC knows, in their order.
pub(super) fn print_hooks(container: &Container) -> Pairs {
    let hooks = container
        .hooks
        .iter()
        .filter(|hook| PHASES.contains(&hook.value.phase.as_str()));
    hooks
        .map(|hook| (format!("lxc.hook.{}", hook.value.phase), hook.value.command.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_words_together_where_a_word_begins() {
        for (text, words) in [
            ("/bin/sh -c 'echo \"a b\"'", vec!["/bin/sh", "-c", "echo \"a b\""]),
            ("x\"y z\"", vec!["x\"y", "z\""]),
            ("\"a\"b ''", vec!["a", "b", ""]),
            ("", vec![]),
        ] {
            assert_eq!(quoted_words(text).unwrap(), words, "{text}");
        }
        assert!(quoted_words("a 'b").is_err());
    }

    #[test]
    fn printed_commands_are_read_back() {
        let print = |words: &[&str]| {
            let mut container = Container::default();
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            container.init.command = Some(Given::default_of(words, "a test"));
            print_command(&container).pop().map(|(_, value)| value)
        };
        for words in [vec!["/sbin/init"], vec!["sh", "-c", "echo \"a\"; b"], vec!["a", "", "it's"]] {
            assert_eq!(quoted_words(&print(&words).unwrap()).unwrap(), words);
        }
        assert_eq!(print(&["it's \"x\""]), None);
    }
}
