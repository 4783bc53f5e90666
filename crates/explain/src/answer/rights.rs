//! Capabilities and namespaces.

use transom_model::{CAPABILITY_NAMES, Namespace};

use super::Page;
use crate::language::say;
use crate::risk::Level;
use crate::words;

/// Finds a capability by its name, with or without `cap_`, in any case, or by its number.
pub(super) fn capability(text: &str) -> Option<&'static str> {
    let name = text.to_ascii_lowercase();
    let name = name.strip_prefix("cap_").unwrap_or(&name);
    CAPABILITY_NAMES.iter().copied().find(|known| *known == name)
}

/// Finds a namespace by the kernel's short name: `net`, `pid namespace`.
pub(super) fn namespace(text: &str) -> Option<Namespace> {
    let name = text.to_ascii_lowercase();
    let name = name.trim_end_matches("namespace").trim();
    Some(match name {
        "user" => Namespace::User,
        "mount" | "mnt" => Namespace::Mount,
        "pid" => Namespace::Pid,
        "uts" => Namespace::Uts,
        "ipc" => Namespace::Ipc,
        "net" | "network" => Namespace::Net,
        "time" => Namespace::Time,
        _ => return None,
    })
}

pub(super) fn of_capability(page: &mut Page<'_>, name: &str) {
    let number = CAPABILITY_NAMES.iter().position(|known| *known == name).unwrap_or(0);
    page.answer.title = format!("cap_{name}");
    page.paragraph(&say!("answer-capability", what = words::right(name)));
    page.row(say!("answer-number"), number.to_string());
    page.paragraph(&say!("answer-capability-mapped"));
    let level = match name {
        "sys_admin" | "sys_module" | "sys_rawio" | "mac_admin" | "mac_override" | "dac_read_search" | "sys_ptrace" | "bpf" => {
            Level::Critical
        }
        "sys_boot" | "sys_time" | "mknod" | "net_admin" | "perfmon" | "checkpoint_restore" | "syslog" => Level::High,
        "net_raw" | "sys_resource" | "sys_nice" | "audit_control" | "setfcap" | "dac_override" => Level::Medium,
        _ => Level::Low,
    };
    let why = page.book.say(&say!("answer-capability-risk"));
    page.answer.risks.push((level, why));
    let none = page.book.say(&say!("answer-capability-risk-mapped"));
    page.answer.risks.push((Level::Low, none));
    page.concept("capability");
}

pub(super) fn of_namespace(page: &mut Page<'_>, namespace: Namespace) {
    page.answer.title = page.book.say(&words::namespace(namespace));
    page.concept("namespace");
}
