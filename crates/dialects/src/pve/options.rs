//! Plain options: what the container is called, how it starts, what its terminals are, and Proxmox's own bookkeeping.
//!
//! Limits, devices, disks, network and features have files of their own. Proxmox does not check enums and ranges when it reads
//! a file; these readers do, and say what Proxmox would make of the value.

use std::net::IpAddr;
use std::path::PathBuf;

use transom_model::{Container, Create, Effect, Environment, Given, Mount, MountOption, Origin, Sources, phrase, words};

use super::properties::{Check, Place, Property, is_number, read_bool, shown, split, titles};
use super::{Reader, raw};
use crate::{Problem, Setting};

/// What Proxmox does with a value that its schema forbids, when the value stands in a file.
pub(super) const UNCHECKED: &str = "Proxmox does not check it when it reads a file";

/// Reads a boolean; Proxmox warns about other words and keeps them.
pub(super) fn boolean(setting: &Setting<'_>) -> Result<bool, Problem> {
    read_bool(setting.value).ok_or_else(|| {
        Problem::new(
            "bad-value",
            format!(
                "{}: type check ('boolean') failed - got '{}'",
                setting.key,
                shown(setting.value)
            ),
        )
        .hint("write 1 or 0")
    })
}

/// Reads a whole number.
pub(super) fn integer(setting: &Setting<'_>) -> Result<u64, Problem> {
    let is_digits = setting.value.bytes().all(|byte| byte.is_ascii_digit());
    let number = setting.value.parse().ok().filter(|_| is_digits);
    number.ok_or_else(|| {
        Problem::new(
            "bad-value",
            format!(
                "{}: type check ('integer') failed - got '{}'",
                setting.key,
                shown(setting.value)
            ),
        )
        .hint("write a whole number")
    })
}

fn check_choice(reader: &mut Reader, setting: &Setting<'_>, words: &[&str]) {
    if !words.contains(&setting.value) {
        let message = format!(
            "{}: value '{}' does not have a value in the enumeration '{}'",
            setting.key,
            shown(setting.value),
            words.join(", ")
        );
        reader.warn(setting, Problem::new("bad-value", message).label(UNCHECKED));
    }
}

pub(super) const ARCHS: &[&str] = &["amd64", "i386", "arm64", "armhf", "riscv32", "riscv64"];

pub(super) fn arch(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    if !ARCHS.contains(&setting.value) {
        let words = ARCHS.join(", ");
        return Err(Problem::new(
            "bad-value",
            format!(
                "arch: value '{}' does not have a value in the enumeration '{words}'",
                setting.value
            ),
        )
        .hint(format!("write one of {words}")));
    }
    reader.container.arch = Some(setting.given(setting.value.to_owned()));
    Ok(Effect::Taken)
}

pub(super) const CONSOLE_MODES: &[&str] = &["shell", "console", "tty"];

pub(super) fn cmode(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    check_choice(reader, setting, CONSOLE_MODES);
    Ok(Effect::NotYet(words!(
        "chooses what `pct console` opens: a terminal, the console or a shell"
    )))
}

pub(super) fn console(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    if boolean(setting)? {
        return Ok(Effect::NoEffect(phrase!("a console is there by default")));
    }
    reader.container.terminals.no_console = Some(setting.given(()));
    Ok(Effect::Taken)
}

pub(super) fn debug(_: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    Ok(match boolean(setting)? {
        true => Effect::NotYet(words!("makes LXC log at its DEBUG level")),
        false => Effect::NoEffect(phrase!("it is the default")),
    })
}

pub(super) fn entrypoint(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    if setting.value.chars().any(|c| c.is_control() && c != '\t') {
        return Err(Problem::new("bad-value", "entrypoint: control characters are not allowed").hint("remove them"));
    }
    let words = words_of_command(setting)?;
    if words.is_empty() {
        return Err(Problem::new("bad-value", "entrypoint: there is no command in it")
            .hint("name a program of the container: `/sbin/init`"));
    }
    if words != ["/sbin/init"] && reader.is_since(9, 2) {
        // A real init mounts /dev/shm itself; other programs find it missing.
        reader.shared_memory = Some(setting.value_origin());
    }
    reader.container.init.command = Some(setting.given(words));
    Ok(Effect::Taken)
}

/// Splits a command as LXC splits `lxc.init.cmd`, which Proxmox writes from it.
fn words_of_command(setting: &Setting<'_>) -> Result<Vec<String>, Problem> {
    let mut lxc = crate::lxc::Reader::new(&Sources::default());
    let setting = Setting {
        key: "lxc.init.cmd",
        ..setting.clone()
    };
    let _effect = lxc.setting(&raw::unquoted(setting))?;
    Ok(lxc.container.init.command.map(|command| command.value).unwrap_or_default())
}

/// The entry that Proxmox generates for a first process that is no init.
pub(super) fn shared_memory() -> Mount {
    Mount {
        source: "shm".to_owned(),
        target: PathBuf::from("dev/shm"),
        filesystem: "tmpfs".to_owned(),
        options: vec![
            MountOption::ReadOnly(false),
            MountOption::NoSuid(true),
            MountOption::NoDev(true),
        ],
        create: Create::Dir,
        is_optional: false,
        is_source_inside: false,
        is_idmapped: false,
    }
}

/// Reads `env`: `NAME=value` pairs separated by NUL. Files normally hold them as `lxc.environment.runtime` lines.
pub(super) fn env(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    for pair in setting.value.split('\0').filter(|pair| !pair.is_empty()) {
        let Some((name, value)) = pair.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            return Err(Problem::new("bad-value", format!("env: `{}` is not `NAME=value`", shown(pair))).hint("write NAME=value"));
        };
        let variable = Environment::Set(name.to_owned(), value.to_owned());
        reader.container.environment.push(setting.given(variable));
    }
    Ok(Effect::Taken)
}

/// The longest host name that the kernel takes (`__NEW_UTS_LEN`).
const LONGEST_HOSTNAME: usize = 64;

pub(super) fn hostname(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    if setting.value.len() > LONGEST_HOSTNAME {
        let message = format!("a host name of {} bytes is refused by the kernel", setting.value.len());
        return Err(Problem::new("bad-value", message).hint(format!("take at most {LONGEST_HOSTNAME}")));
    }
    if !is_dns_name(setting.value) {
        let message = "hostname: invalid format - value does not look like a valid DNS name";
        let hint = "letters, digits and `-`, in parts separated by dots; Proxmox warns and uses it all the same";
        reader.warn(setting, Problem::new("bad-value", message).hint(hint));
    }
    reader.container.hostname = Some(setting.given(setting.value.to_owned()));
    Ok(Effect::Taken)
}

fn is_dns_name(name: &str) -> bool {
    let is_label = |label: &str| {
        let is_inner = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_inner && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
    };
    name.split('.').all(is_label)
}

pub(super) fn hookscript(_: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    if !setting.value.contains(':') {
        let message = format!("hookscript: unable to parse volume ID '{}'", shown(setting.value));
        return Err(Problem::new("bad-value", message).hint("name a script of a snippets storage: `local:snippets/hook.pl`"));
    }
    Ok(Effect::NotYet(words!(
        "runs this script of the host before and after start and stop"
    )))
}

pub(super) const LOCKS: &[&str] = &[
    "backup",
    "create",
    "destroyed",
    "disk",
    "fstrim",
    "migrate",
    "mounted",
    "rollback",
    "snapshot",
    "snapshot-delete",
];

const LOCKED: &str = "CT is locked (";

/// Returns the lock that a refusal speaks of.
pub(super) fn lock_of(refusal: &str) -> Option<&str> {
    refusal.strip_prefix(LOCKED)?.strip_suffix(')')
}

/// What Proxmox says when a template is to be started.
pub(super) const TEMPLATE_REFUSAL: &str = "you can't start a CT if it's a template";

pub(super) fn lock(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    check_choice(reader, setting, LOCKS);
    if setting.value == "mounted" {
        return Ok(Effect::NoEffect(phrase!("this lock does not stop a start")));
    }
    let refusal = format!("{LOCKED}{})", setting.value);
    reader.container.lifecycle.refusals.push(setting.given(refusal));
    Ok(Effect::Taken)
}

pub(super) fn template(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    if !boolean(setting)? {
        return Ok(Effect::NoEffect(phrase!("it is the default")));
    }
    reader
        .container
        .lifecycle
        .refusals
        .push(setting.given(TEMPLATE_REFUSAL.to_owned()));
    Ok(Effect::Taken)
}

pub(super) fn onboot(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let is_on = boolean(setting)?;
    reader.container.lifecycle.autostart = Some(setting.given(is_on));
    Ok(match is_on {
        true => Effect::NotYet(words!("starts the container with the host")),
        false => Effect::Taken,
    })
}

pub(super) const STARTUP: [Property; 3] = [
    Property::new(
        "order",
        Check::Integer { min: 0, max: u64::MAX },
        "place in the order of starts",
    )
    .placed(Place::Default),
    Property::new(
        "up",
        Check::Integer { min: 0, max: u64::MAX },
        "seconds to wait after the start",
    ),
    Property::new(
        "down",
        Check::Integer { min: 0, max: u64::MAX },
        "seconds to wait for a shutdown",
    ),
];
pub(super) static STARTUP_TITLES: [(&str, &str); 3] = titles(&STARTUP);

pub(super) fn startup(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let (_, problems) = split(setting.value, &STARTUP);
    reader.all_problems(setting, problems)?;
    Ok(Effect::NotYet(words!("orders and delays automatic starts and stops")))
}

pub(super) fn protection(_: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    Ok(match boolean(setting)? {
        true => Effect::NotYet(words!("refuses to destroy the container or to remove its disks")),
        false => Effect::NoEffect(phrase!("it is the default")),
    })
}

pub(super) fn tags(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let is_first = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_tag = |tag: &str| tag.starts_with(is_first) && tag.chars().all(|c| is_first(c) || "+.-".contains(c));
    for tag in setting.value.split([';', ',', ' ']).filter(|tag| !tag.is_empty()) {
        if !is_tag(tag) {
            reader.warn(
                setting,
                Problem::new("bad-value", format!("tags: invalid characters in tag '{}'", shown(tag))).label(UNCHECKED),
            );
        }
    }
    Ok(Effect::NoEffect(phrase!("labels for Proxmox's own lists")))
}

pub(super) const OS_TYPES: &[&str] = &[
    "debian",
    "devuan",
    "ubuntu",
    "centos",
    "fedora",
    "opensuse",
    "archlinux",
    "alpine",
    "gentoo",
    "nixos",
    "openeuler",
    "unmanaged",
];

pub(super) fn ostype(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    check_choice(reader, setting, OS_TYPES);
    Ok(match setting.value {
        "unmanaged" => Effect::NoEffect(phrase!(
            "tells Proxmox to leave the files of the guest alone, as Transom does"
        )),
        _ => Effect::NotYet(words!(
            "chooses how host name, network and terminals are written into the guest's files at each start"
        )),
    })
}

pub(super) fn nameserver(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    for word in words(setting.value) {
        let address = word.split_once('%').map_or(word, |(address, _)| address);
        if address.parse::<IpAddr>().is_err() {
            let message = format!("nameserver: value does not look like a valid server address: {}", shown(word));
            reader.warn(
                setting,
                Problem::new("bad-value", message).hint("write IP addresses separated by blanks"),
            );
        }
    }
    reader.container.nameservers = Some(setting.given(setting.value.to_owned()));
    Ok(Effect::NotYet(words!(
        "writes these name servers to /etc/resolv.conf in the guest at each start"
    )))
}

pub(super) fn searchdomain(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    for word in words(setting.value).filter(|word| !is_dns_name(word)) {
        let message = format!("searchdomain: value does not look like a valid DNS name: {}", shown(word));
        reader.warn(setting, Problem::new("bad-value", message));
    }
    reader.container.searchdomain = Some(setting.given(setting.value.to_owned()));
    Ok(Effect::NotYet(words!(
        "writes these search domains to /etc/resolv.conf in the guest at each start"
    )))
}

fn words(value: &str) -> impl Iterator<Item = &str> {
    value.split([' ', '\t', ',', ';', '\0']).filter(|word| !word.is_empty())
}

pub(super) fn timezone(_: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    if setting.value.starts_with('/') || setting.value.split('/').any(|part| part == "..") {
        return Err(
            Problem::new("bad-value", format!("timezone: '{}' is no zone name", shown(setting.value)))
                .hint("write `host` or a zone: `Europe/Vienna`"),
        );
    }
    Ok(Effect::NotYet(words!("sets /etc/localtime in the guest at each start")))
}

/// The most terminals that Proxmox's schema names.
pub(super) const MOST_TTYS: u32 = 6;

pub(super) fn tty(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let count = u32::try_from(integer(setting)?).unwrap_or(u32::MAX);
    if count > 255 {
        return Err(Problem::new("bad-value", "tty: value must have a maximum value of 6").hint("2 is the default"));
    }
    if count > MOST_TTYS {
        let problem = Problem::new("bad-value", "tty: value must have a maximum value of 6").label(UNCHECKED);
        reader.warn(
            setting,
            problem.hint("Proxmox makes as many terminals as it says, but sets up no more than 6 logins"),
        );
    }
    reader.container.terminals.ttys = Some(setting.given(count));
    Ok(Effect::Taken)
}

pub(super) fn unprivileged(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let is_on = boolean(setting)?;
    reader.unprivileged = Some(setting.given(is_on));
    Ok(match is_on {
        true => Effect::Taken,
        false => Effect::NoEffect(phrase!("it is the default of a file: root inside is root of the host")),
    })
}

/// Reads an option that only Proxmox's snapshots use.
pub(super) fn snapshot_note(_: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    if setting.key == "snaptime" && !is_number(setting.value) {
        return Err(Problem::new(
            "bad-value",
            format!("snaptime: type check ('integer') failed - got '{}'", shown(setting.value)),
        ));
    }
    Ok(Effect::NoEffect(phrase!("Proxmox's own note about snapshots")))
}

impl Reader {
    /// Keeps all problems of a property string but the last, which it returns.
    pub(super) fn all_problems(&mut self, setting: &Setting<'_>, mut problems: Vec<Problem>) -> Result<(), Problem> {
        let Some(last) = problems.pop() else { return Ok(()) };
        for problem in problems {
            self.say(transom_model::Severity::Error, setting, problem);
        }
        Err(last)
    }
}

/// Prints one value under its key, if a line gives it; defaults are left to the reader.
pub(super) fn one<T>(key: &str, given: Option<&Given<T>>, text: impl Fn(&T) -> String) -> Vec<(String, String)> {
    let is_written = |given: &&Given<T>| !matches!(given.origin, Origin::Default(_));
    given
        .filter(is_written)
        .map(|given| (key.to_owned(), text(&given.value)))
        .into_iter()
        .collect()
}

pub(super) fn print_nothing(_: &Container) -> Vec<(String, String)> {
    Vec::new()
}

pub(super) fn print_hostname(container: &Container) -> Vec<(String, String)> {
    one("hostname", container.hostname.as_ref(), String::clone)
}

pub(super) fn print_console(container: &Container) -> Vec<(String, String)> {
    one("console", container.terminals.no_console.as_ref(), |()| "0".to_owned())
}

pub(super) fn print_onboot(container: &Container) -> Vec<(String, String)> {
    one("onboot", container.lifecycle.autostart.as_ref(), |is_on| {
        u8::from(*is_on).to_string()
    })
}

pub(super) fn print_nameserver(container: &Container) -> Vec<(String, String)> {
    one("nameserver", container.nameservers.as_ref(), String::clone)
}

pub(super) fn print_searchdomain(container: &Container) -> Vec<(String, String)> {
    one("searchdomain", container.searchdomain.as_ref(), String::clone)
}

pub(super) fn print_tty(container: &Container) -> Vec<(String, String)> {
    let ttys = container.terminals.ttys.as_ref();
    one("tty", ttys.filter(|ttys| ttys.value <= MOST_TTYS), u32::to_string)
}

pub(super) fn print_unprivileged(container: &Container) -> Vec<(String, String)> {
    match container.id_map.is_privileged() {
        true => Vec::new(),
        false => vec![("unprivileged".to_owned(), "1".to_owned())],
    }
}
