//! Sentences for the lines of a system call policy: its version, its kind, its sections and its rules.
//!
//! The reader has decided what each line means; here the policy's rules are put in words.

use transom_model::{SeccompAction, SeccompArch, SeccompCompare, SeccompOp, SeccompRule};

use super::Entry;
use crate::language::{Arg, Message, say};
use crate::line::Line;

pub(super) const ENTRIES: &[Entry] = &[("seccomp-rule", |line| policy_line(line).into())];

/// Says what the calls are for that policies usually name (man section 2).
fn purpose(call: &str) -> Option<Message> {
    Some(match call {
        "bpf" => say!("call-bpf"),
        "delete_module" => say!("call-delete-module"),
        "finit_module" | "init_module" => say!("call-init-module"),
        "kexec_file_load" | "kexec_load" => say!("call-kexec-load"),
        "keyctl" => say!("call-keyctl"),
        "mount" => say!("call-mount"),
        "open_by_handle_at" => say!("call-open-by-handle-at"),
        "perf_event_open" => say!("call-perf-event-open"),
        "ptrace" => say!("call-ptrace"),
        "reboot" => say!("call-reboot"),
        "swapon" => say!("call-swapon"),
        "umount2" => say!("call-umount"),
        _ => return None,
    })
}

/// Names an error number; of those that policies use, with what programs say (errno(3)).
fn error(number: u16) -> Message {
    let meaning = match number {
        1 => say!("error-eperm"),
        2 => say!("error-enoent"),
        11 => say!("error-eagain"),
        13 => say!("error-eacces"),
        14 => say!("error-efault"),
        22 => say!("error-einval"),
        38 => say!("error-enosys"),
        95 => say!("error-eopnotsupp"),
        _ => return say!("error", number = u32::from(number)),
    };
    say!("error-known", number = u32::from(number), meaning = meaning)
}

fn policy_line(line: &Line<'_>) -> Message {
    let policy = line.container().seccomp.as_ref().map(|policy| &policy.value);
    let mut rules = policy.into_iter().flat_map(|policy| &policy.rules);
    if let Some(rule) = rules.find(|rule| line.is_cause(&rule.origin)) {
        return sentence(&rule.value);
    }
    let text = line.value().split('#').next().unwrap_or_default().trim();
    match (line.account.origin.line(), text.strip_prefix('[')) {
        (Some((_, 1)), _) if text == "1" => say!("policy-version-numbers"),
        (Some((_, 1)), _) => say!("policy-version", version = text),
        (Some((_, 2)), _) => of_the_rest(policy.map_or(SeccompAction::Allow, |policy| policy.default)),
        (_, Some(section)) => say!("policy-section", programs = of_section(section)),
        _ => say!("policy-rule-as-written", rule = text),
    }
}

fn of_the_rest(rest: SeccompAction) -> Message {
    match rest {
        SeccompAction::Allow => say!("policy-rest-allow"),
        SeccompAction::Errno(number) => say!("policy-rest-errno", error = error(number)),
        SeccompAction::Kill => say!("policy-rest-kill"),
        SeccompAction::KillProcess => say!("policy-rest-kill-process"),
        SeccompAction::Trap => say!("policy-rest-trap"),
        SeccompAction::Notify => say!("policy-rest-notify"),
        SeccompAction::Log => say!("policy-rest-log"),
    }
}

fn of_section(section: &str) -> Message {
    let name = section.split(']').next().unwrap_or_default().to_lowercase();
    match name.as_str() {
        "all" => say!("programs-all"),
        "x86_64" => programs(SeccompArch::X86_64),
        "x86" => programs(SeccompArch::X86),
        "x32" => programs(SeccompArch::X32),
        "arm64" => programs(SeccompArch::Aarch64),
        "arm" => programs(SeccompArch::Arm),
        other => say!("programs-other", name = other),
    }
}

fn programs(arch: SeccompArch) -> Message {
    match arch {
        SeccompArch::X86_64 => say!("programs-x86-64"),
        SeccompArch::X86 => say!("programs-x86-32"),
        SeccompArch::X32 => say!("programs-x32"),
        SeccompArch::Aarch64 => say!("programs-arm-64"),
        SeccompArch::Arm => say!("programs-arm-32"),
    }
}

fn sentence(rule: &SeccompRule) -> Message {
    let (action, error) = match rule.action {
        SeccompAction::Allow => ("allow", None),
        SeccompAction::Errno(0) => ("success", None),
        SeccompAction::Errno(number) => ("errno", Some(error(number))),
        SeccompAction::Kill => ("kill", None),
        SeccompAction::KillProcess => ("kill-process", None),
        SeccompAction::Trap => ("trap", None),
        SeccompAction::Notify => ("notify", None),
        SeccompAction::Log => ("log", None),
    };
    let compares: Vec<Message> = rule.compares.iter().map(compare).collect();
    say!(
        "policy-rule",
        action = action,
        call = call(&rule.syscall),
        error = error,
        conditions = (!compares.is_empty()).then(|| Arg::clauses(compares)),
        programs = Arg::list(rule.archs.iter().map(|of| programs(*of))),
    )
}

fn call(name: &str) -> Message {
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        return say!("call-number", number = name);
    }
    match purpose(name) {
        Some(purpose) => say!("call-known", name = name, purpose = purpose),
        None => say!("call", name = name),
    }
}

fn compare(compare: &SeccompCompare) -> Message {
    let op = match compare.op {
        SeccompOp::NotEqual => "not",
        SeccompOp::Less => "less",
        SeccompOp::LessOrEqual => "at-most",
        SeccompOp::Equal | SeccompOp::MaskedEqual => "equal",
        SeccompOp::GreaterOrEqual => "at-least",
        SeccompOp::Greater => "more",
    };
    let mask = (compare.op == SeccompOp::MaskedEqual).then(|| format!("{:#x}", compare.mask));
    say!(
        "condition",
        argument = u32::from(compare.argument),
        op = op,
        value = format!("{:#x}", compare.value),
        mask = mask,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::english;

    fn rule(syscall: &str, action: SeccompAction) -> SeccompRule {
        SeccompRule {
            syscall: syscall.to_owned(),
            action,
            compares: Vec::new(),
            archs: Vec::new(),
        }
    }

    #[test]
    fn a_rule_says_what_the_call_gets() {
        assert_eq!(
            english(sentence(&rule("kexec_load", SeccompAction::Errno(1)))),
            "Refuses the system call kexec_load (it prepares another kernel to boot into) with error 1 (EPERM, \"Operation not permitted\")."
        );
        assert_eq!(
            english(sentence(&rule("mkdir", SeccompAction::Kill))),
            "Ends a thread that makes the system call mkdir."
        );
        assert_eq!(
            english(sentence(&rule("5", SeccompAction::Allow))),
            "Allows the system call number 5."
        );
    }

    #[test]
    fn arguments_and_architectures_narrow_it() {
        let mut rule = rule("personality", SeccompAction::Errno(99));
        rule.archs = vec![SeccompArch::X86];
        rule.compares = vec![SeccompCompare {
            argument: 0,
            op: SeccompOp::MaskedEqual,
            value: 8,
            mask: 0xff,
        }];
        assert_eq!(
            english(sentence(&rule)),
            "Refuses the system call personality with error 99, but only where the first argument is 0x8 in its bits 0xff, for 32 bit x86 programs alone."
        );
    }
}
