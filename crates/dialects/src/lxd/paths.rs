//! The names of settings as a user writes them: a configuration key as it is, `devices.NAME.OPTION`, a field of a document.
//!
//! The same names are used for what is kept, for edits and in messages. A device's name with a dot in it stands in quotes.

/// What a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place<'p> {
    /// A key below `config`.
    Config(&'p str),
    /// A device as a whole.
    Device(&'p str),
    /// An option of a device.
    Option(&'p str, &'p str),
    /// A field beside `config` and `devices`.
    Field(&'p str),
}

/// Returns the name of a device's option.
pub(super) fn of_option(device: &str, option: &str) -> String {
    if device.contains(['.', '"']) {
        format!("devices.\"{device}\".{option}")
    } else {
        format!("devices.{device}.{option}")
    }
}

/// Says what a name means.
pub(super) fn read(name: &str) -> Place<'_> {
    if let Some(rest) = name.strip_prefix("devices.") {
        return device(rest);
    }
    match name.strip_prefix("config.") {
        Some(key) => Place::Config(key),
        None if name.contains('.') => Place::Config(name),
        None => Place::Field(name),
    }
}

fn device(rest: &str) -> Place<'_> {
    // A quote may be part of the name, so the last one that a dot or the end follows closes it.
    if let Some(quoted) = rest.strip_prefix('"') {
        if let Some((name, option)) = quoted.rsplit_once("\".") {
            return Place::Option(name, option);
        }
        if let Some(name) = quoted.strip_suffix('"') {
            return Place::Device(name);
        }
    }
    match rest.split_once('.') {
        Some((name, option)) => Place::Option(name, option),
        None => Place::Device(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart() {
        for (name, expected) in [
            ("limits.memory", Place::Config("limits.memory")),
            ("config.user.x", Place::Config("user.x")),
            ("description", Place::Field("description")),
            ("devices.kvm", Place::Device("kvm")),
            ("devices.kvm.gid", Place::Option("kvm", "gid")),
            ("devices.d.raw.mount.options", Place::Option("d", "raw.mount.options")),
            ("devices.\"eth0.10\".limits.max", Place::Option("eth0.10", "limits.max")),
            ("devices.\"eth0.10\"", Place::Device("eth0.10")),
        ] {
            assert_eq!(read(name), expected, "{name}");
        }
    }

    #[test]
    fn what_is_named_is_found() {
        for device in ["kvm", "eth0.10", "a\"b", "a\".b"] {
            assert_eq!(read(&of_option(device, "limits.max")), Place::Option(device, "limits.max"));
        }
    }
}
