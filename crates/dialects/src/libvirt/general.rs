//! Name, first program, clock, and what libvirt does at the container's end (nothing, whatever the file says).

use std::path::{Path, PathBuf};

use transom_model::{Effect, Given, InsideId, NodeDevice, Severity, Version, Words, phrase, words};

use super::Reader;
use super::devices::node;
use super::print::ARCHS;
use super::values::{Read, choice, text, title, unsigned};
use crate::{Problem, Setting};

/// Reads the domain's type; the document's walk has refused all but LXC's.
pub(super) fn domain_type(_: &mut Reader, _: &Setting<'_>) -> Read {
    Ok(Effect::Taken)
}

pub(super) fn name(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let name = text(setting)?;
    if name.contains(['/', '\n']) {
        return Err(
            Problem::new("bad-name", format!("`{name}` is no name: it holds a slash or a line end"))
                .hint("take letters, digits, `-`, `_` and `.`"),
        );
    }
    let hostname = hostname(name);
    if hostname != name {
        let message = format!("the host name inside is `{hostname}`: libvirt leaves out what is no letter, digit or `-`");
        reader.say(Severity::Note, setting, Problem::new("hostname-filtered", message));
    }
    if !hostname.is_empty() {
        reader.container.hostname = Some(setting.given(hostname));
    }
    reader.draft.name = Some(setting.given(name.to_owned()));
    Ok(Effect::Taken)
}

/// What libvirt makes of a name: letters, digits and `-`, without a `-` in front.
fn hostname(name: &str) -> String {
    let name = name.strip_prefix('-').unwrap_or(name);
    name.chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
        .collect()
}

pub(super) fn uuid(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let digits: String = setting.value.chars().filter(|letter| !matches!(letter, '-' | ' ')).collect();
    if digits.len() != 32 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Problem::new("bad-uuid", format!("`{}` is not a UUID", setting.value))
            .hint("write 32 hexadecimal digits (`uuidgen` makes one), or remove the element: libvirt makes one then"));
    }
    let digits = digits.to_ascii_lowercase();
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| digits[range].to_owned());
    reader.draft.uuid = Some(setting.given(groups.join("-")));
    Ok(Effect::Taken)
}

/// Reads text for people.
pub(super) fn prose(_: &mut Reader, _: &Setting<'_>) -> Read {
    Ok(Effect::Prose)
}

pub(super) fn os_type(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.draft.has_type = true;
    match setting.value {
        "exe" => Ok(Effect::Taken),
        other => Err(
            Problem::new("not-exe", format!("the system's type is `{other}`; a container's is `exe`"))
                .hint("write `<type>exe</type>`; `hvm` is for virtual machines"),
        ),
    }
}

pub(super) fn arch(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let arch = text(setting)?;
    if !ARCHS.contains(&arch) {
        // libvirt refuses it, or is newer than these names.
        reader.remember();
    }
    reader.container.arch = Some(setting.given(arch.to_owned()));
    Ok(Effect::Taken)
}

pub(super) fn init(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let path = text(setting)?;
    if !path.starts_with('/') {
        let message = format!("`{path}` is not an absolute path inside the container");
        reader.warn(
            setting,
            Problem::new("relative-init", message).hint("write the whole path, such as /sbin/init"),
        );
    }
    reader.draft.init = Some(setting.given(path.to_owned()));
    Ok(Effect::Taken)
}

pub(super) fn initarg(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.draft.args.push(text(setting)?.to_owned());
    Ok(Effect::Taken)
}

pub(super) fn initenv(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let parts = reader.parts_of(setting.key);
    let name = parts.text("@name").unwrap_or("");
    if name.is_empty() || name.contains('=') {
        return Err(Problem::new("bad-variable", "the variable has no name").hint("write `<initenv name='NAME'>value</initenv>`"));
    }
    let variable = setting.given((name.to_owned(), text(setting)?.to_owned()));
    reader.draft.environment.push(variable);
    Ok(Effect::Taken)
}

pub(super) fn initdir(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let folder = PathBuf::from(text(setting)?);
    if folder == Path::new("/") {
        // libvirt's schema has no words for its own default, so it is not printed.
        reader.remember();
    }
    reader.container.init.cwd = Some(setting.given(folder));
    Ok(Effect::Taken)
}

pub(super) fn inituser(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let id = id_of(setting)?;
    reader.draft.has_user = true;
    let Some(id) = id else {
        return Ok(unknown_name(reader, setting));
    };
    reader.container.init.uid = Some(id);
    Ok(Effect::Taken)
}

pub(super) fn initgroup(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let id = id_of(setting)?;
    reader.draft.has_group = true;
    let Some(id) = id else {
        return Ok(unknown_name(reader, setting));
    };
    reader.container.init.gid = Some(id);
    Ok(Effect::Taken)
}

/// Reads an id, or a name that has the same id everywhere; `None` is a name that only the container's files know.
fn id_of(setting: &Setting<'_>) -> Result<Option<Given<InsideId>>, Problem> {
    let value = text(setting)?;
    if value == "root" {
        return Ok(Some(setting.given(InsideId(0))));
    }
    let digits = value.strip_prefix('+').unwrap_or(value);
    match unsigned(digits).map(u32::try_from) {
        Some(Ok(id)) if id < u32::MAX => Ok(Some(setting.given(InsideId(id)))),
        Some(_) => Err(Problem::new("bad-id", format!("`{value}` is above the last id, 4294967294"))),
        None => Ok(None),
    }
}

/// Running as root instead would give more rights than the file says, so the start is refused.
fn unknown_name(reader: &mut Reader, setting: &Setting<'_>) -> Effect {
    let message = format!(
        "{} is the name `{}`, which Transom does not look up inside the container yet",
        title(setting.key),
        setting.value
    );
    reader.container.lifecycle.refusals.push(setting.given(message.clone()));
    reader.warn(
        setting,
        Problem::new("name-not-looked-up", message)
            .hint("write the number, as the container's own /etc/passwd and /etc/group have it"),
    );
    Effect::NotYet(words!("runs the first process as this user or group, by its name inside"))
}

pub(super) fn cmdline(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.draft.cmdline = Some(setting.given(setting.value.to_owned()));
    Ok(Effect::Taken)
}

const ACTIONS: [&str; 6] = [
    "destroy",
    "restart",
    "preserve",
    "rename-restart",
    "coredump-destroy",
    "coredump-restart",
];

pub(super) fn on_poweroff(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    ending(
        reader,
        setting,
        "destroy",
        words!("when the system inside powers off, the container stops"),
    )
}

pub(super) fn on_reboot(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    ending(
        reader,
        setting,
        "restart",
        words!("when the system inside reboots, the container starts again"),
    )
}

pub(super) fn on_crash(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    ending(
        reader,
        setting,
        "destroy",
        words!("a container has no crash of its own: when its first process ends, it stops"),
    )
}

fn ending(reader: &mut Reader, setting: &Setting<'_>, real: &str, what: Words) -> Read {
    choice(setting, &ACTIONS)?;
    if setting.value != real {
        let message = format!("libvirt's LXC driver ignores {}: {what}", title(setting.key));
        reader.warn(
            setting,
            Problem::new("ignored-action", message).hint(format!("write `{real}`, or remove the element")),
        );
    }
    Ok(Effect::NoEffect(phrase!(
        "libvirt's LXC driver stores it and never looks at it; {what}",
        what
    )))
}

pub(super) fn clock_offset(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    choice(setting, &["utc", "localtime", "timezone", "variable", "absolute"])?;
    if setting.value == "absolute" && reader.version < Version::new(8, 4) {
        let message = format!("libvirt {} does not know the offset `absolute` yet", reader.version);
        return Err(
            Problem::new("newer-value", message).hint("libvirt 8.4 brought it; write `utc`, which is the same to a container")
        );
    }
    reader.draft.is_clock_local = setting.value == "localtime";
    Ok(Effect::NoEffect(match setting.value {
        "localtime" => phrase!("a container has the host's clock; the word only lets `<timer>` give clock devices"),
        _ => phrase!("a container has the host's clock"),
    }))
}

pub(super) fn timer(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let parts = reader.parts_of(setting.key);
    let name = parts.text("@name").unwrap_or("").to_owned();
    if parts.text("@present") == Some("no") {
        return Ok(Effect::NoEffect(phrase!(
            "it says that the device is not given, as without it"
        )));
    }
    // Whether timers count is known when the clock's own element has been read.
    let event = reader.next_event();
    reader.draft.timers.push((event, setting.given(name)));
    Ok(Effect::Taken)
}

/// Reads the clock as a whole: only a local one lets timers give their devices.
pub(super) fn clock(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    for (event, timer) in std::mem::take(&mut reader.draft.timers) {
        match clock_device(&timer.value) {
            _ if !reader.draft.is_clock_local => {
                let why = phrase!("libvirt looks at timers only where the clock's offset is `localtime`");
                reader.revise_event(event, Effect::NoEffect(why));
            }
            Some(device) => reader.container.devices.push(timer.with(device)),
            None => {
                let message = format!("libvirt refuses to start a container with the timer `{}`", timer.value);
                let problem =
                    Problem::new("unsupported-timer", message).hint("`rtc` and `hpet` give their devices; remove the others");
                reader.diagnose(Severity::Error, timer.origin, problem);
                reader.revise_event(event, Effect::Wrong);
            }
        }
    }
    let _ = setting;
    Ok(Effect::Prose)
}

fn clock_device(timer: &str) -> Option<NodeDevice> {
    let (source, target) = match timer {
        "rtc" => ("/dev/rtc0", "/dev/rtc"),
        "hpet" => ("/dev/hpet", "/dev/hpet"),
        _ => return None,
    };
    let mut device = node(format!("timer {timer}"), source, target);
    device.access = transom_model::Access::READ;
    device.mode = transom_model::Mode(0o600);
    Some(device)
}
