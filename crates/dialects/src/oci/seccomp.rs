//! `linux.seccomp`: the system call policy.
//!
//! Runtimes hand each entry to libseccomp: one rule a name; conditions of one entry hold together, but where two are about the same
//! argument each becomes a rule of its own (runc and crun do this, the specification does not say so). What is said of architectures is in [`architectures`].

use std::collections::BTreeSet;
use std::path::PathBuf;

use transom_model::{
    Container, Effect, Given, SeccompAction, SeccompArch, SeccompCompare, SeccompOp, SeccompPolicy, SeccompRule, phrase,
};

use super::Reader;
use super::print::{Json, Pairs, one};
use super::value::{number, quoted};
use crate::tree::Node;
use crate::{Problem, Setting};

type Read = Result<Effect, Problem>;

const ARCHS_PATH: [&str; 3] = ["linux", "seccomp", "architectures"];
const EPERM: u16 = 1;
/// The kernel takes no larger error number (`MAX_ERRNO`).
const MAX_ERRNO: i128 = 4095;

pub(super) const ACTIONS: &[&str] = &[
    "SCMP_ACT_KILL",
    "SCMP_ACT_KILL_PROCESS",
    "SCMP_ACT_KILL_THREAD",
    "SCMP_ACT_TRAP",
    "SCMP_ACT_ERRNO",
    "SCMP_ACT_TRACE",
    "SCMP_ACT_ALLOW",
    "SCMP_ACT_LOG",
    "SCMP_ACT_NOTIFY",
];

pub(super) const ARCHITECTURES: &[&str] = &[
    "SCMP_ARCH_X86",
    "SCMP_ARCH_X86_64",
    "SCMP_ARCH_X32",
    "SCMP_ARCH_ARM",
    "SCMP_ARCH_AARCH64",
    "SCMP_ARCH_MIPS",
    "SCMP_ARCH_MIPS64",
    "SCMP_ARCH_MIPS64N32",
    "SCMP_ARCH_MIPSEL",
    "SCMP_ARCH_MIPSEL64",
    "SCMP_ARCH_MIPSEL64N32",
    "SCMP_ARCH_PPC",
    "SCMP_ARCH_PPC64",
    "SCMP_ARCH_PPC64LE",
    "SCMP_ARCH_S390",
    "SCMP_ARCH_S390X",
    "SCMP_ARCH_PARISC",
    "SCMP_ARCH_PARISC64",
    "SCMP_ARCH_RISCV64",
    "SCMP_ARCH_LOONGARCH64",
    "SCMP_ARCH_M68K",
    "SCMP_ARCH_SH",
    "SCMP_ARCH_SHEB",
];

pub(super) const OPERATORS: &[&str] = &[
    "SCMP_CMP_NE",
    "SCMP_CMP_LT",
    "SCMP_CMP_LE",
    "SCMP_CMP_EQ",
    "SCMP_CMP_GE",
    "SCMP_CMP_GT",
    "SCMP_CMP_MASKED_EQ",
];

const OPS: [(&str, SeccompOp); 7] = [
    ("SCMP_CMP_NE", SeccompOp::NotEqual),
    ("SCMP_CMP_LT", SeccompOp::Less),
    ("SCMP_CMP_LE", SeccompOp::LessOrEqual),
    ("SCMP_CMP_EQ", SeccompOp::Equal),
    ("SCMP_CMP_GE", SeccompOp::GreaterOrEqual),
    ("SCMP_CMP_GT", SeccompOp::Greater),
    ("SCMP_CMP_MASKED_EQ", SeccompOp::MaskedEqual),
];

const ARCHS: [(&str, SeccompArch); 5] = [
    ("SCMP_ARCH_X86_64", SeccompArch::X86_64),
    ("SCMP_ARCH_X86", SeccompArch::X86),
    ("SCMP_ARCH_X32", SeccompArch::X32),
    ("SCMP_ARCH_AARCH64", SeccompArch::Aarch64),
    ("SCMP_ARCH_ARM", SeccompArch::Arm),
];

/// Begins the policy with what happens to the calls that no rule names.
pub(super) fn policy(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let here = reader.here();
    let Some(word) = here.text("defaultAction") else {
        return Ok(Effect::Wrong);
    };
    let Some(default) = action(reader, &word, here.node().find("defaultErrnoRet")) else {
        return Ok(Effect::Wrong);
    };
    let source = reader.path();
    let policy = SeccompPolicy {
        source,
        default,
        rules: Vec::new(),
    };
    reader.container.seccomp = Some(Given::new(policy, setting.origin.clone()));
    Ok(Effect::Taken)
}

/// Returns what an action's word and number mean.
fn action(reader: &mut Reader, word: &Given<String>, errno: Option<&Node>) -> Option<SeccompAction> {
    let number = errno.and_then(number);
    let action = match word.value.as_str() {
        "SCMP_ACT_ALLOW" => SeccompAction::Allow,
        "SCMP_ACT_LOG" => SeccompAction::Log,
        "SCMP_ACT_TRAP" => SeccompAction::Trap,
        "SCMP_ACT_NOTIFY" => SeccompAction::Notify,
        "SCMP_ACT_KILL" | "SCMP_ACT_KILL_THREAD" => SeccompAction::Kill,
        "SCMP_ACT_KILL_PROCESS" => SeccompAction::KillProcess,
        "SCMP_ACT_ERRNO" => SeccompAction::Errno(number.and_then(|number| u16::try_from(number).ok()).unwrap_or(EPERM)),
        // Without a tracer the kernel fails the call with ENOSYS.
        "SCMP_ACT_TRACE" => SeccompAction::Errno(38),
        _ => return None,
    };
    if word.value == "SCMP_ACT_TRACE" {
        let problem = Problem::new("seccomp-trace", "nobody traces the container, so the call fails with ENOSYS");
        reader.warn(
            problem.hint("write SCMP_ACT_ERRNO with \"errnoRet\": 38, which does the same"),
            &word.origin,
        );
    }
    let takes_number = matches!(word.value.as_str(), "SCMP_ACT_ERRNO" | "SCMP_ACT_TRACE");
    if let (Some(node), Some(value)) = (errno, number) {
        if value > MAX_ERRNO {
            reader.wrong(
                Problem::new(
                    "bad-errno",
                    format!("{value} is no error number; the kernel takes 0 to {MAX_ERRNO}"),
                ),
                &node.origin,
            );
        } else if !takes_number {
            let problem = Problem::new(
                "errno-not-taken",
                format!("{} takes no error number, and crun refuses the file", word.value),
            );
            reader.wrong(problem.hint("take the number out, or write SCMP_ACT_ERRNO"), &node.origin);
        }
    }
    Some(action)
}

/// Reads one entry: names, what happens, and when.
pub(super) fn rule(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let here = reader.here();
    let Some(word) = here.text("action") else {
        return Ok(Effect::Wrong);
    };
    let Some(action) = action(reader, &word, here.node().find("errnoRet")) else {
        return Ok(Effect::Wrong);
    };
    let names = here.texts("names");
    if names.is_empty() {
        return Err(
            Problem::new("no-syscall", "the entry names no system call").hint("write \"names\": [\"…\"], or take the entry out")
        );
    }
    let nodes = here.node().find("args").map(Node::items).unwrap_or_default();
    let compares: Option<Vec<SeccompCompare>> = nodes.iter().map(compare).collect();
    let Some(compares) = compares else { return Ok(Effect::Wrong) };
    let archs = architectures(reader);
    let Some(policy) = reader.container.seccomp.as_mut() else {
        return Ok(Effect::Wrong);
    };
    for name in &names {
        for compares in alternatives(&compares) {
            let rule = SeccompRule {
                syscall: name.value.clone(),
                action,
                compares,
                archs: archs.clone(),
            };
            policy.value.rules.push(Given::new(rule, setting.origin.clone()));
        }
    }
    if action == policy.value.default {
        return Ok(Effect::NoEffect(phrase!("the default action does the same to these calls")));
    }
    Ok(Effect::Taken)
}

/// Conditions about one argument twice hold one by one; else all of them together.
fn alternatives(compares: &[SeccompCompare]) -> Vec<Vec<SeccompCompare>> {
    let is_repeated = |compare: &SeccompCompare| compares.iter().filter(|other| other.argument == compare.argument).count() > 1;
    if compares.iter().any(is_repeated) {
        compares.iter().map(|compare| vec![*compare]).collect()
    } else {
        vec![compares.to_vec()]
    }
}

fn compare(node: &Node) -> Option<SeccompCompare> {
    let part = |name: &str| node.find(name).and_then(number).and_then(|value| u64::try_from(value).ok());
    let word = node.find("op").and_then(quoted)?;
    let (_, op) = OPS.iter().find(|(known, _)| *known == word)?;
    let argument = part("index")
        .and_then(|index| u8::try_from(index).ok())
        .filter(|index| *index < 6)?;
    let (value, second) = (part("value")?, part("valueTwo").unwrap_or(0));
    // With a mask, `value` is the mask and `valueTwo` what is compared.
    Some(match op {
        SeccompOp::MaskedEqual => SeccompCompare {
            argument,
            op: *op,
            value: second,
            mask: value,
        },
        op => SeccompCompare {
            argument,
            op: *op,
            value,
            mask: u64::MAX,
        },
    })
}

/// The architectures that rules are for; none is every one that the machine runs.
///
/// Runtimes end a process that makes a call of an architecture that is not listed. Here such a call meets the default action, or,
/// where that lets it through, the rules.
fn architectures(reader: &Reader) -> Vec<SeccompArch> {
    let default = reader.container.seccomp.as_ref().map(|policy| policy.value.default);
    if matches!(default, Some(SeccompAction::Allow | SeccompAction::Log)) {
        return Vec::new();
    }
    let listed = reader.part(&ARCHS_PATH).map(Node::items).unwrap_or_default();
    let known = |node: &Node| {
        ARCHS
            .iter()
            .find(|(word, _)| Some(*word) == quoted(node))
            .map(|(_, arch)| *arch)
    };
    let mut archs: Vec<SeccompArch> = listed.iter().filter_map(known).collect();
    // The machine's own is always among them; which one it is, is not known here.
    if !listed.is_empty() {
        for own in [SeccompArch::X86_64, SeccompArch::Aarch64] {
            if !archs.contains(&own) {
                archs.push(own);
            }
        }
    }
    archs
}

/// Architectures whose numbers begin with the largest byte, which x86 and ARM do not.
const BIG_ENDIAN: [&str; 11] = [
    "SCMP_ARCH_MIPS",
    "SCMP_ARCH_MIPS64",
    "SCMP_ARCH_MIPS64N32",
    "SCMP_ARCH_PPC",
    "SCMP_ARCH_PPC64",
    "SCMP_ARCH_S390",
    "SCMP_ARCH_S390X",
    "SCMP_ARCH_PARISC",
    "SCMP_ARCH_PARISC64",
    "SCMP_ARCH_M68K",
    "SCMP_ARCH_SHEB",
];

/// Says what became of one architecture.
pub(super) fn architecture(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if BIG_ENDIAN.contains(&setting.value) {
        let message = format!(
            "`{}` has the other byte order than x86 and ARM, where libseccomp, and with it crun and runc, refuses the whole policy",
            setting.value
        );
        reader.warn(
            Problem::new("seccomp-byte-order", message).hint("take it out"),
            &setting.value_origin(),
        );
    }
    if ARCHS.iter().any(|(word, _)| *word == setting.value) {
        return Ok(Effect::Taken);
    }
    Ok(Effect::NoEffect(phrase!(
        "Transom runs on x86 and ARM, where no program makes calls of this architecture"
    )))
}

/// Keeps the list of architectures as it stands, and warns of calls that wait for a supervisor that nobody starts.
pub(super) fn settle(reader: &mut Reader) {
    let Some(policy) = &reader.container.seccomp else { return };
    let listed = reader.part(&ARCHS_PATH).map(|node| {
        let known = |node: &&Node| quoted(node).is_some_and(|word| ARCHITECTURES.contains(&word));
        let words: Vec<Json> = node.items().iter().filter(known).map(Json::of).collect();
        (words, node.origin.clone())
    });
    let origin = policy
        .value
        .rules
        .iter()
        .find(|rule| rule.value.action == SeccompAction::Notify)
        .map(|rule| rule.origin.clone());
    if let Some((words, origin)) = listed.filter(|(words, _)| !words.is_empty()) {
        reader.keep(ARCHS_PATH.join("."), Json::List(words).to_string(), origin);
    }
    if let Some(origin) = origin {
        let problem = Problem::new(
            "seccomp-notify",
            "nobody listens for these calls yet, so they fail with ENOSYS",
        );
        let has_listener = reader.part(&["linux", "seccomp", "listenerPath"]).is_some();
        let hint = if has_listener {
            "Transom does not connect to `listenerPath` yet"
        } else {
            "without `listenerPath` runc refuses the file"
        };
        reader.warn(problem.hint(hint), &origin);
    }
}

pub(super) fn print_policy(container: &Container) -> Pairs {
    let Some(policy) = &container.seccomp else { return Vec::new() };
    let (word, errno) = action_words(policy.value.default);
    let mut entries = vec![("defaultAction", Json::text(word))];
    entries.extend(errno.map(|errno| ("defaultErrnoRet", Json::number(errno))));
    let named: BTreeSet<SeccompArch> = policy
        .value
        .rules
        .iter()
        .flat_map(|rule| &rule.value.archs)
        .copied()
        .collect();
    let archs: Vec<Json> = named
        .iter()
        .filter_map(|arch| ARCHS.iter().find(|(_, known)| known == arch))
        .map(|(word, _)| Json::text(word))
        .collect();
    if !archs.is_empty() {
        entries.push(("architectures", Json::List(archs)));
    }
    entries.push((
        "syscalls",
        Json::List(groups(&policy.value.rules).into_iter().map(rule_json).collect()),
    ));
    one("linux.seccomp", Some(Json::object(entries)))
}

/// Neighbours of one meaning are one entry.
fn groups(rules: &[Given<SeccompRule>]) -> Vec<Vec<&Given<SeccompRule>>> {
    let is_same = |one: &Given<SeccompRule>, other: &Given<SeccompRule>| {
        (one.value.action, &one.value.compares) == (other.value.action, &other.value.compares)
    };
    rules.chunk_by(is_same).map(|group| group.iter().collect()).collect()
}

fn rule_json(group: Vec<&Given<SeccompRule>>) -> Json {
    let names = group.iter().map(|rule| Json::text(&rule.value.syscall)).collect();
    let mut entries = vec![("names", Json::List(names))];
    if let Some(rule) = group.first() {
        let (word, errno) = action_words(rule.value.action);
        entries.push(("action", Json::text(word)));
        entries.extend(errno.map(|errno| ("errnoRet", Json::number(errno))));
        let args: Vec<Json> = rule.value.compares.iter().map(compare_json).collect();
        if !args.is_empty() {
            entries.push(("args", Json::List(args)));
        }
    }
    Json::object(entries)
}

fn compare_json(compare: &SeccompCompare) -> Json {
    let word = OPS.iter().find(|(_, op)| *op == compare.op).map_or("", |(word, _)| *word);
    let (value, second) = match compare.op {
        SeccompOp::MaskedEqual => (compare.mask, Some(compare.value)),
        _ => (compare.value, None),
    };
    let fixed = [("index", Json::number(compare.argument)), ("value", Json::number(value))];
    let second = second.map(|second| ("valueTwo", Json::number(second)));
    Json::object(fixed.into_iter().chain(second).chain([("op", Json::text(word))]))
}

fn action_words(action: SeccompAction) -> (&'static str, Option<u16>) {
    match action {
        SeccompAction::Allow => ("SCMP_ACT_ALLOW", None),
        // Without a number it is EPERM.
        SeccompAction::Errno(EPERM) => ("SCMP_ACT_ERRNO", None),
        SeccompAction::Errno(number) => ("SCMP_ACT_ERRNO", Some(number)),
        SeccompAction::Kill => ("SCMP_ACT_KILL_THREAD", None),
        SeccompAction::KillProcess => ("SCMP_ACT_KILL_PROCESS", None),
        SeccompAction::Trap => ("SCMP_ACT_TRAP", None),
        SeccompAction::Notify => ("SCMP_ACT_NOTIFY", None),
        SeccompAction::Log => ("SCMP_ACT_LOG", None),
    }
}

/// Where a policy that stands in the configuration itself was read.
impl Reader {
    fn path(&self) -> PathBuf {
        PathBuf::from("config.json")
    }
}
