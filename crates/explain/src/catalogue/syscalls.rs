//! Sentences for the lines of a system call policy: its version, its kind, its sections and its rules.
//!
//! The reader has decided what each line means; here the policy's rules are put in words.

use transom_model::{SeccompAction, SeccompArch, SeccompCompare, SeccompOp, SeccompRule};

use super::Entry;
use crate::line::Line;
use crate::words;

pub(super) const ENTRIES: &[Entry] = &[("seccomp-rule", policy_line)];

/// Error numbers that policies use (errno(3)), with what programs say.
const ERRORS: [(u16, &str); 8] = [
    (1, "EPERM, \"Operation not permitted\""),
    (2, "ENOENT, \"No such file or directory\""),
    (11, "EAGAIN, \"Resource temporarily unavailable\""),
    (13, "EACCES, \"Permission denied\""),
    (14, "EFAULT, \"Bad address\""),
    (22, "EINVAL, \"Invalid argument\""),
    (38, "ENOSYS, \"Function not implemented\""),
    (95, "EOPNOTSUPP, \"Operation not supported\""),
];

/// What the calls are for that policies usually name (man section 2).
const CALLS: [(&str, &str); 14] = [
    ("bpf", "loads programs into the kernel"),
    ("delete_module", "unloads kernel modules"),
    ("finit_module", "loads kernel modules"),
    ("init_module", "loads kernel modules"),
    ("kexec_file_load", "prepares another kernel to boot into"),
    ("kexec_load", "prepares another kernel to boot into"),
    ("keyctl", "uses the kernel's key store"),
    ("mount", "mounts file systems"),
    (
        "open_by_handle_at",
        "opens files by number, past the folders that lead to them",
    ),
    ("perf_event_open", "measures what processors and kernel do"),
    ("ptrace", "watches and changes other processes"),
    ("reboot", "stops or restarts the system"),
    ("swapon", "adds swap space"),
    ("umount2", "unmounts file systems"),
];

fn policy_line(line: &Line<'_>) -> String {
    let policy = line.container().seccomp.as_ref().map(|policy| &policy.value);
    let mut rules = policy.into_iter().flat_map(|policy| &policy.rules);
    if let Some(rule) = rules.find(|rule| line.is_cause(&rule.origin)) {
        return sentence(&rule.value);
    }
    let text = line.value().split('#').next().unwrap_or_default().trim();
    match (line.account.origin.line(), text.strip_prefix('[')) {
        (Some((_, 1)), _) => version(text),
        (Some((_, 2)), _) => {
            let rest = policy.map_or(SeccompAction::Allow, |policy| policy.default);
            format!("Makes this a list of exceptions: {}.", of_the_rest(rest))
        }
        (_, Some(section)) => format!("Says for which programs the next rules are: {}.", of_section(section)),
        _ => format!("Is a rule of the system call policy: {text}."),
    }
}

fn version(text: &str) -> String {
    let calls = if text == "1" {
        "numbers of this machine's table"
    } else {
        "their names"
    };
    format!("Says that this is a policy of version {text}: rules give system calls by {calls}.")
}

fn of_the_rest(rest: SeccompAction) -> String {
    let every = "every system call that no rule names";
    match rest {
        SeccompAction::Allow => format!("{every} is allowed"),
        SeccompAction::Errno(number) => format!("{every} fails with {}", error(number)),
        SeccompAction::Kill => format!("{every} ends the thread that makes it"),
        SeccompAction::KillProcess => format!("{every} ends the process that makes it"),
        SeccompAction::Trap => format!("{every} sends its process the signal SIGSYS"),
        SeccompAction::Notify => format!("a program of the host decides {every}"),
        SeccompAction::Log => format!("{every} is allowed and written to the audit log"),
    }
}

fn of_section(section: &str) -> String {
    let name = section.split(']').next().unwrap_or_default().to_lowercase();
    match name.as_str() {
        "all" => "all".to_owned(),
        "x86_64" => arch(SeccompArch::X86_64).to_owned(),
        "x86" => arch(SeccompArch::X86).to_owned(),
        "x32" => arch(SeccompArch::X32).to_owned(),
        "arm64" => arch(SeccompArch::Aarch64).to_owned(),
        "arm" => arch(SeccompArch::Arm).to_owned(),
        other => format!("those for {other}"),
    }
}

fn arch(arch: SeccompArch) -> &'static str {
    match arch {
        SeccompArch::X86_64 => "64 bit x86 programs",
        SeccompArch::X86 => "32 bit x86 programs",
        SeccompArch::X32 => "x32 programs (64 bit x86 with 32 bit pointers)",
        SeccompArch::Aarch64 => "64 bit ARM programs",
        SeccompArch::Arm => "32 bit ARM programs",
    }
}

fn sentence(rule: &SeccompRule) -> String {
    let call = call(&rule.syscall);
    let does = match rule.action {
        SeccompAction::Allow => format!("Allows {call}"),
        SeccompAction::Errno(0) => format!("Answers {call} with success and does nothing"),
        SeccompAction::Errno(number) => format!("Refuses {call} with {}", error(number)),
        SeccompAction::Kill => format!("Ends a thread that makes {call}"),
        SeccompAction::KillProcess => format!("Ends a process that makes {call}"),
        SeccompAction::Trap => format!("Sends the signal SIGSYS to a process that makes {call}"),
        SeccompAction::Notify => format!("Has a program of the host decide {call}"),
        SeccompAction::Log => format!("Allows {call} and writes it to the audit log"),
    };
    let compares: Vec<String> = rule.compares.iter().map(compare).collect();
    let only_if = match compares.as_slice() {
        [] => String::new(),
        some => format!(", but only where {}", words::and_list(some)),
    };
    let archs: Vec<&str> = rule.archs.iter().map(|of| arch(*of)).collect();
    let only_for = match archs.as_slice() {
        [] => String::new(),
        some => format!(", for {} alone", words::and_list(some)),
    };
    format!("{does}{only_if}{only_for}.")
}

fn call(name: &str) -> String {
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("the system call number {name}");
    }
    let meaning = CALLS.iter().find(|(of, _)| *of == name);
    meaning.map_or_else(
        || format!("the system call {name}"),
        |(_, meaning)| format!("the system call {name} (it {meaning})"),
    )
}

fn error(number: u16) -> String {
    let known = ERRORS.iter().find(|(of, _)| *of == number);
    known.map_or_else(|| format!("error {number}"), |(_, name)| format!("error {number} ({name})"))
}

fn compare(compare: &SeccompCompare) -> String {
    let SeccompCompare {
        argument,
        op,
        value,
        mask,
    } = *compare;
    let is = match op {
        SeccompOp::NotEqual => "is not",
        SeccompOp::Less => "is less than",
        SeccompOp::LessOrEqual => "is at most",
        SeccompOp::Equal | SeccompOp::MaskedEqual => "is",
        SeccompOp::GreaterOrEqual => "is at least",
        SeccompOp::Greater => "is more than",
    };
    let place = ["first", "second", "third", "fourth", "fifth", "sixth"]
        .get(usize::from(argument))
        .map_or_else(|| format!("argument {argument}"), |place| format!("the {place} argument"));
    match op {
        SeccompOp::MaskedEqual => format!("{place} {is} {value:#x} in its bits {mask:#x}"),
        _ => format!("{place} {is} {value:#x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            sentence(&rule("kexec_load", SeccompAction::Errno(1))),
            "Refuses the system call kexec_load (it prepares another kernel to boot into) with error 1 (EPERM, \"Operation not permitted\")."
        );
        assert_eq!(
            sentence(&rule("mkdir", SeccompAction::Kill)),
            "Ends a thread that makes the system call mkdir."
        );
        assert_eq!(sentence(&rule("5", SeccompAction::Allow)), "Allows the system call number 5.");
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
            sentence(&rule),
            "Refuses the system call personality with error 99, but only where the first argument is 0x8 in its bits 0xff, for 32 bit x86 programs alone."
        );
    }
}
