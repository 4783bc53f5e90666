//! Raw `lxc.*` lines: which of them Proxmox passes on, and their way through LXC's key table.
//!
//! Proxmox looks at the key alone. What it refuses it never passes to LXC and forgets at its next write, so such a line has
//! no effect here either. What it passes stands after everything it generates: single values override, lists grow.

use std::collections::{BTreeSet, HashSet};

use transom_model::{DeviceRule, Diagnostic, Effect, Given, Origin, RuleEffect, Severity, Sources, phrase};

use super::reader::RawLine;
use super::{Reader, defaults, features, limits, network};
use crate::{Problem, Setting};

/// What Proxmox does with a raw key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Passes it on.
    Accepted,
    /// Passes it on and warns: a key of cgroup v1.
    CgroupV1,
    /// Passes it on under a name of LXC before 3.0, which no LXC since takes.
    OldName,
    /// Refuses it, with this text.
    Refused(&'static str),
    /// Refuses it because it is not on its list.
    Dropped,
}

/// Keys that Proxmox passes on, without `lxc.`.
const ACCEPTED: &[&str] = &[
    "apparmor.profile",
    "apparmor.allow_incomplete",
    "apparmor.allow_nesting",
    "apparmor.raw",
    "selinux.context",
    "include",
    "arch",
    "uts.name",
    "signal.halt",
    "signal.reboot",
    "signal.stop",
    "init.cmd",
    "init.cwd",
    "init.uid",
    "init.gid",
    "init.groups",
    "pty.max",
    "console.logfile",
    "console.path",
    "tty.max",
    "devtty.dir",
    "autodev",
    "kmsg",
    "mount.fstab",
    "mount.entry",
    "mount.auto",
    "rootfs.mount",
    "cap.drop",
    "cap.keep",
    "seccomp.profile",
    "seccomp.notify.proxy",
    "seccomp.notify.cookie",
    "idmap",
    "hook.autodev",
    "hook.pre-start",
    "hook.pre-mount",
    "hook.mount",
    "hook.start",
    "hook.stop",
    "hook.post-stop",
    "hook.clone",
    "hook.destroy",
    "hook.version",
    "log.level",
    "log.file",
    "start.auto",
    "start.delay",
    "start.order",
    "group",
    "environment",
    "environment.runtime",
    "environment.hooks",
    "sysctl.fs.mqueue",
    "sysctl.kernel.msgmax",
    "sysctl.kernel.msgmnb",
    "sysctl.kernel.msgmni",
    "sysctl.kernel.sem",
    "sysctl.kernel.shmall",
    "sysctl.kernel.shmmax",
    "sysctl.kernel.shmmni",
    "sysctl.kernel.shm_rmid_forced",
];

const ACCEPTED_PREFIXES: &[&str] = &["cgroup2.", "prlimit.", "net."];

/// Names of LXC before 3.0 that Proxmox still passes on, without `lxc.`.
const OLD_NAMES: &[&str] = &[
    "aa_profile",
    "aa_allow_incomplete",
    "se_context",
    "id_map",
    "utsname",
    "haltsignal",
    "rebootsignal",
    "stopsignal",
    "init_cmd",
    "init_uid",
    "init_gid",
    "pts",
    "console",
    "tty",
    "devttydir",
    "mount",
    "seccomp",
    "logfile",
    "loglevel",
];

const OLD_PREFIXES: &[&str] = &["network.", "limit."];

/// What the newest version does with a key.
fn verdict(key: &str) -> Verdict {
    let name = key.strip_prefix("lxc.").unwrap_or(key);
    let starts = |prefixes: &[&str]| {
        prefixes
            .iter()
            .any(|prefix| name.len() > prefix.len() && name.starts_with(prefix))
    };
    match name {
        "rootfs.path" => Verdict::Refused("lxc.rootfs.path is auto generated from rootfs"),
        "rootfs.options" => {
            Verdict::Refused("lxc.rootfs.options is not supported, please use mount point options in the \"rootfs\" key")
        }
        _ if name.starts_with("cgroup.") && !name.starts_with("cgroup.dir") && name != "cgroup.relative" => Verdict::CgroupV1,
        _ if ACCEPTED.contains(&name) || starts(ACCEPTED_PREFIXES) => Verdict::Accepted,
        _ if OLD_NAMES.contains(&name) || starts(OLD_PREFIXES) => Verdict::OldName,
        _ => Verdict::Dropped,
    }
}

/// How a raw key takes a further value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Grows {
    /// It has one value: the last line counts.
    Not,
    /// It is a list of words, on as many lines as somebody likes.
    ByWords,
    /// It has a line for each of its members; this is the one that the value is about.
    ByMember(String),
}

/// Says how a raw key grows, and which member a value of it is about.
pub(super) fn grows(key: &str, value: &str) -> Grows {
    let name = key.strip_prefix("lxc.").unwrap_or(key);
    let word = |at: usize| value.split_whitespace().nth(at).unwrap_or_default().to_owned();
    let member = match name {
        "cap.drop" | "cap.keep" | "group" | "mount.auto" => return Grows::ByWords,
        "mount.entry" => word(1),
        "idmap" => format!("{} {}", word(0), word(1)),
        "cgroup2.io.max" => word(0),
        "environment" | "environment.runtime" | "environment.hooks" => value.split('=').next().unwrap_or_default().to_owned(),
        // Kind and numbers, or a path, without the access behind them.
        "cgroup2.devices.allow" | "cgroup2.devices.deny" | "cgroup.devices.allow" | "cgroup.devices.deny" => {
            value.rsplit_once(' ').map_or(value, |(named, _)| named.trim_end()).to_owned()
        }
        "include" | "apparmor.raw" => value.to_owned(),
        _ if name.starts_with("hook.") && name != "hook.version" => value.to_owned(),
        _ if name.starts_with("net.") && name.ends_with(".address") => word(0).split('/').next().unwrap_or_default().to_owned(),
        _ => return Grows::Not,
    };
    Grows::ByMember(member)
}

/// Refuses a raw key that the newest version would not pass on to today's LXC.
pub(super) fn check_key(key: &str) -> Result<(), Problem> {
    let is_form = key
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.-".contains(&byte));
    let refused = |message: String, hint: String| Err(Problem::new("refused-raw-key", message).hint(hint));
    match verdict(key) {
        _ if !is_form || key.len() <= "lxc.".len() => refused(
            format!("`{key}` is no key of a raw LXC line"),
            "a key is made of small letters, digits, `_`, `-` and dots".to_owned(),
        ),
        Verdict::Accepted | Verdict::CgroupV1 => Ok(()),
        Verdict::Refused(text) => refused(text.to_owned(), "use `rootfs`".to_owned()),
        Verdict::OldName => refused(
            format!("`{key}` is a name of LXC before 3.0, which no LXC since takes"),
            "use its name of today".to_owned(),
        ),
        Verdict::Dropped => refused(
            format!("Proxmox does not pass `{key}` on, and drops the line at its next write"),
            dropped_hint(key).replacen("remove the line; ", "", 1),
        ),
    }
}

/// Says why the newest version does not pass a key on, if it does not. Names that LXC no longer takes are another matter.
pub(super) fn refusal(key: &str) -> Option<String> {
    match verdict(key) {
        Verdict::Refused(text) => Some(text.to_owned()),
        Verdict::Dropped => Some(format!("Proxmox does not pass `{key}` on, and forgets it at its next write")),
        Verdict::Accepted | Verdict::CgroupV1 | Verdict::OldName => None,
    }
}

/// Says whether Proxmox passes a key on to LXC under a name that LXC takes today.
pub(super) fn is_passed(key: &str) -> bool {
    matches!(verdict(key), Verdict::Accepted | Verdict::CgroupV1)
}

/// Returns the explanation of a raw key: LXC's, since the effect is the same.
pub(super) fn explanation(key: &str) -> &'static str {
    crate::lxc::Reader::key(key).map_or("", |key| key.explanation)
}

/// Reads all raw lines after the options and the defaults.
pub(super) fn settle(reader: &mut Reader, sources: &Sources) {
    defaults::complete(reader);
    let is_unprivileged = reader.is_unprivileged();
    let raw = std::mem::take(&mut reader.raw);
    let passed: Vec<&RawLine> = raw.iter().filter(|line| passes(reader, line, is_unprivileged)).collect();
    if !passed.is_empty() {
        read(reader, sources, &raw, &passed);
    }
    if is_unprivileged {
        keep_denials(reader, &passed);
    }
    reader.raw = raw;
    features::check_overrides(reader);
    limits::prefer_cpuset(reader);
}

/// Reads the raw lines that Proxmox passes on through LXC's table.
fn read(reader: &mut Reader, sources: &Sources, raw: &[RawLine], passed: &[&RawLine]) {
    let mut lxc = crate::lxc::Reader::new(sources);
    lxc.version = reader.lxc_version();
    network::announce(reader, raw, &mut lxc);
    lxc.container = std::mem::take(&mut reader.container);
    for line in passed {
        let _effect = lxc.take(&unquoted(line.setting()));
    }
    let reading = lxc.finish();
    reader.container = reading.container;
    network::merge(&mut reader.container);
    reader.accounts.extend(reading.accounts);
    // A key of cgroup v1 in the file itself has had Proxmox's warning already; one in an include has not.
    let own: BTreeSet<_> = passed.iter().map(|line| line.origin.line()).collect();
    let is_said = |diagnostic: &Diagnostic| diagnostic.code == "cgroup-v1-key" && own.contains(&diagnostic.origin.line());
    let found = reading.diagnostics.into_iter().filter(|diagnostic| !is_said(diagnostic));
    reader.diagnostics.extend(found);
    reader.wanted.extend(reading.wanted);
}

/// Takes one pair of quotes off, as LXC does with the line that Proxmox writes.
pub(super) fn unquoted(setting: Setting<'_>) -> Setting<'_> {
    let inner = ['"', '\'']
        .into_iter()
        .find_map(|quote| setting.value.strip_prefix(quote)?.strip_suffix(quote));
    match inner {
        Some(value) => {
            let columns = setting.value_columns.start + 1..setting.value_columns.end - 1;
            Setting {
                value,
                value_columns: columns,
                ..setting
            }
        }
        None => setting,
    }
}

/// Says that Proxmox filters nothing in an unprivileged container, so that an allow rule changes nothing there.
fn remark_on_open_filter(reader: &mut Reader, line: &RawLine) {
    if line.key != "lxc.cgroup2.devices.allow" || line.value.is_empty() {
        return;
    }
    let message = "under Proxmox this line changes nothing: every device is allowed in an unprivileged container, and the node's owner and mode decide";
    let problem = Problem::new("rule-without-effect-there", message)
        .hint("Transom's filter is closed, and this line opens it; a `dev0: /dev/…` line brings the node and the rule together");
    reader.diagnose(Severity::Note, line.setting().key_origin(), problem);
}

/// Keeps the deny rules of an unprivileged container, whose list under Proxmox is one of denials.
///
/// LXC's table has no use for them, because to it the list is one of allowances.
fn keep_denials(reader: &mut Reader, lines: &[&RawLine]) {
    let is_ignored = |diagnostic: &Diagnostic| diagnostic.code == "device-rule-ignored";
    let ignored: HashSet<Origin> = reader
        .diagnostics
        .iter()
        .filter(|diagnostic| is_ignored(diagnostic))
        .map(|diagnostic| diagnostic.origin.clone())
        .collect();
    let mut denied = HashSet::new();
    for line in lines.iter().filter(|line| line.key == "lxc.cgroup2.devices.deny") {
        let setting = line.setting();
        if !ignored.contains(&setting.value_origin()) {
            continue;
        }
        let mut rules = allowed(&setting);
        for rule in &mut rules {
            rule.value.effect = RuleEffect::Deny;
        }
        reader.container.device_filter.rules.extend(rules);
        reader.revise(&setting.origin, Effect::Taken);
        denied.insert(setting.value_origin());
    }
    reader
        .diagnostics
        .retain(|diagnostic| !(is_ignored(diagnostic) && denied.contains(&diagnostic.origin)));
}

/// Reads the value of a device rule as if it allowed.
fn allowed(setting: &Setting<'_>) -> Vec<Given<DeviceRule>> {
    let mut lxc = crate::lxc::Reader::new(&Sources::default());
    let allow = Setting {
        key: "lxc.cgroup2.devices.allow",
        ..setting.clone()
    };
    match lxc.setting(&allow) {
        Ok(_) => lxc.finish().container.device_filter.rules,
        Err(_) => Vec::new(),
    }
}

/// Says what Proxmox makes of a raw line, and whether it reaches LXC.
fn passes(reader: &mut Reader, line: &RawLine, is_unprivileged: bool) -> bool {
    let setting = line.setting();
    let (message, hint) = match verdict_of(reader, &line.key) {
        // LXC's table says what an old name means today.
        Verdict::Accepted | Verdict::OldName => {
            remark_on_generation(reader, line);
            if is_unprivileged {
                remark_on_open_filter(reader, line);
            }
            return true;
        }
        Verdict::CgroupV1 => {
            let problem = Problem::new("cgroup-v1-key", v1_message(reader, line)).hint(v1_hint(&line.key));
            reader.diagnose(Severity::Warning, setting.key_origin(), problem);
            return true;
        }
        Verdict::Refused(text) => (text.to_owned(), "use `rootfs`, and remove this line".to_owned()),
        Verdict::Dropped => (
            format!(
                "Proxmox does not pass `{}` on, and drops the line at its next write",
                line.key
            ),
            dropped_hint(&line.key),
        ),
    };
    reader.diagnose(
        Severity::Warning,
        setting.key_origin(),
        Problem::new("refused-raw-key", message).hint(hint),
    );
    reader.account(
        &setting,
        explanation(&line.key),
        Effect::NoEffect(phrase!("Proxmox refuses the key, so it never reaches LXC")),
    );
    false
}

/// What this version does with a key.
fn verdict_of(reader: &Reader, key: &str) -> Verdict {
    match verdict(key) {
        Verdict::CgroupV1 if reader.has_cgroup_v1() => Verdict::Accepted,
        Verdict::Accepted if key.starts_with("lxc.environment.") && !reader.is_since(9, 1) => Verdict::Dropped,
        verdict => verdict,
    }
}

/// Says that the hosts of series 6 have no files of cgroup v2.
fn remark_on_generation(reader: &mut Reader, line: &RawLine) {
    if line.key.starts_with("lxc.cgroup2.") && reader.has_cgroup_v1() {
        let message = format!(
            "`{}` is a cgroup v2 key, which has no effect on the cgroup v1 hosts of Proxmox VE {}; Transom applies it",
            line.key, reader.version
        );
        let hint = line.key.replacen("lxc.cgroup2.", "lxc.cgroup.", 1);
        let problem =
            Problem::new("cgroup-v2-key", message).hint(format!("for that version write `{hint}`, if v1 has a file of that name"));
        reader.diagnose(Severity::Warning, line.setting().key_origin(), problem);
    }
}

fn v1_message(reader: &Reader, line: &RawLine) -> String {
    let key = &line.key;
    match reader.is_since(9, 2) {
        true => format!(
            "{key} is deprecated: a cgroup v1 key, which LXC 6 ignores on a cgroup v2 host and LXC 7 refuses to load; Transom applies it"
        ),
        false => {
            format!("{key} is a cgroup v1 key, which has no effect on the cgroup v2 hosts of Proxmox VE 7 to 9; Transom applies it")
        }
    }
}

fn v1_hint(key: &str) -> String {
    match key.strip_prefix("lxc.cgroup.") {
        Some("devices.allow" | "devices.deny") => {
            "use `dev0: /dev/…` for a device that is there, or rename the key to `lxc.cgroup2.devices.…`".to_owned()
        }
        Some("memory.limit_in_bytes") => "use `memory: MIB`".to_owned(),
        Some("memory.memsw.limit_in_bytes") => "use `swap: MIB`, which counts swap alone".to_owned(),
        Some("cpu.shares") => "use `cpuunits: N`".to_owned(),
        Some("cpu.cfs_quota_us" | "cpu.cfs_period_us") => "use `cpulimit: N`".to_owned(),
        _ => "cgroup v2 has files of other names; see `lxc.cgroup2.…`".to_owned(),
    }
}

fn dropped_hint(key: &str) -> String {
    let way = match key {
        "lxc.no_new_privs" | "lxc.time.offset.boot" | "lxc.time.offset.monotonic" => "LXC's own files take it",
        _ if key.starts_with("lxc.environment.") => "`lxc.environment: NAME=VALUE` is older",
        "lxc.tty.dir" => "common.conf sets it for privileged containers",
        _ if explanation(key).is_empty() => "LXC does not know the key either; look for a typing mistake",
        _ => "LXC knows the key; to have it, keep the container in an LXC file, or put the line into a file named by `lxc.include`",
    };
    format!("remove the line; {way}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_depends_on_the_key_alone() {
        for (key, expected) in [
            ("lxc.mount.entry", Verdict::Accepted),
            ("lxc.cgroup2.devices.allow", Verdict::Accepted),
            ("lxc.net.0.type", Verdict::Accepted),
            ("lxc.prlimit.nofile", Verdict::Accepted),
            ("lxc.sysctl.kernel.sem", Verdict::Accepted),
            ("lxc.cgroup.devices.allow", Verdict::CgroupV1),
            ("lxc.cgroup.memory.limit_in_bytes", Verdict::CgroupV1),
            ("lxc.aa_profile", Verdict::OldName),
            ("lxc.network.type", Verdict::OldName),
            ("lxc.limit.nofile", Verdict::OldName),
            ("lxc.tty.dir", Verdict::Dropped),
            ("lxc.no_new_privs", Verdict::Dropped),
            ("lxc.sysctl.net.ipv4.ip_forward", Verdict::Dropped),
            ("lxc.cgroup.dir", Verdict::Dropped),
            ("lxc.net", Verdict::Dropped),
        ] {
            assert_eq!(verdict(key), expected, "{key}");
        }
        assert!(matches!(verdict("lxc.rootfs.path"), Verdict::Refused(_)));
    }
}
