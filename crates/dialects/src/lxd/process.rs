//! What processes see: environment, kernel settings, the first process; and limits of single processes, printed.

use transom_model::{Container, Effect, Environment, InsideId, Origin, Rlimit, RlimitValue, words};

use super::keys::{Pairs, one};
use super::{Reader, defaults, values};
use crate::{Problem, Setting};

type Outcome = Result<Effect, Problem>;

pub(super) fn autostart(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    if setting.value == "last-state" && reader.is_incus_since(6, 1) {
        return Ok(Effect::NotYet(words!("starts the container with the host if it ran before")));
    }
    reader.container.lifecycle.autostart = Some(setting.given(values::boolean(setting.value)?));
    Ok(Effect::Taken)
}

pub(super) fn environment(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    let name = setting.key.strip_prefix("environment.").unwrap_or_default();
    let variable = Environment::Set(name.to_owned(), setting.value.to_owned());
    reader.container.environment.push(setting.given(variable));
    Ok(Effect::Taken)
}

pub(super) fn sysctl(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    let name = setting.key.strip_prefix("linux.sysctl.").unwrap_or_default();
    let well_formed = !name.contains('/') && !name.split('.').any(str::is_empty);
    if !well_formed {
        return Err(
            Problem::new("bad-value", format!("`{name}` is no kernel setting")).hint("as in `linux.sysctl.net.ipv4.ip_forward`")
        );
    }
    reader
        .container
        .sysctls
        .push(setting.given((name.to_owned(), setting.value.to_owned())));
    Ok(Effect::Taken)
}

pub(super) fn oci_entrypoint(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    let words = shell_words(setting.value)
        .ok_or_else(|| Problem::new("bad-value", "a quote is not closed").hint("as in a shell: `nginx -g 'daemon off;'`"))?;
    reader.container.init.command = Some(setting.given(words));
    Ok(Effect::Taken)
}

pub(super) fn oci_cwd(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    reader.container.init.cwd = Some(setting.given(setting.value.into()));
    Ok(Effect::Taken)
}

pub(super) fn oci_id(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    let id = setting.given(InsideId(values::integer(setting.value)?));
    let init = &mut reader.container.init;
    let slot = if setting.key == "oci.uid" {
        &mut init.uid
    } else {
        &mut init.gid
    };
    *slot = Some(id);
    Ok(Effect::Taken)
}

pub(super) fn print_autostart(container: &Container) -> Pairs {
    one("boot.autostart", container.lifecycle.autostart.as_ref(), bool::to_string)
}

/// The words of the first process, as a shell would take them.
pub(super) fn print_oci_entrypoint(container: &Container) -> Pairs {
    one("oci.entrypoint", container.init.command.as_ref(), |words| {
        words.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
    })
}

pub(super) fn print_oci_cwd(container: &Container) -> Pairs {
    one("oci.cwd", container.init.cwd.as_ref(), |path| path.display().to_string())
}

pub(super) fn print_oci_uid(container: &Container) -> Pairs {
    one("oci.uid", container.init.uid.as_ref(), |id| id.0.to_string())
}

pub(super) fn print_oci_gid(container: &Container) -> Pairs {
    one("oci.gid", container.init.gid.as_ref(), |id| id.0.to_string())
}

fn shell_word(word: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:=,@%+".contains(&byte);
    if !word.is_empty() && word.bytes().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// Splits a command line into words as a shell does; nothing where a quote is not closed.
pub(super) fn shell_words(text: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut has_word) = (Vec::new(), String::new(), false);
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' | '"' => {
                has_word = true;
                quoted_part(&mut letters, letter, &mut word)?;
            }
            '\\' => {
                has_word = true;
                word.push(letters.next()?);
            }
            letter if letter.is_whitespace() => {
                if std::mem::take(&mut has_word) {
                    words.push(std::mem::take(&mut word));
                }
            }
            letter => {
                has_word = true;
                word.push(letter);
            }
        }
    }
    words.extend(has_word.then_some(word));
    Some(words)
}

fn quoted_part(letters: &mut std::str::Chars<'_>, quote: char, word: &mut String) -> Option<()> {
    loop {
        match letters.next()? {
            letter if letter == quote => return Some(()),
            '\\' if quote == '"' => word.push(letters.next()?),
            letter => word.push(letter),
        }
    }
}

/// Prints variables; those that came of `raw.lxc`, behind the manager's own, go back there.
pub(super) fn print_environment(container: &Container) -> Pairs {
    let end = raw_environment(container);
    let own = container.environment[..end]
        .iter()
        .filter(|given| !matches!(given.origin, Origin::Default(_)));
    own.filter_map(|given| match &given.value {
        Environment::Set(name, value) => Some((format!("environment.{name}"), value.clone())),
        Environment::Inherit(_) => None,
    })
    .collect()
}

/// Returns where in the environment the variables begin that lines of `raw.lxc` gave.
pub(super) fn raw_environment(container: &Container) -> usize {
    let all = &container.environment;
    all.iter().rposition(defaults::is_own).unwrap_or(all.len())
}

pub(super) fn print_sysctls(container: &Container) -> Pairs {
    container
        .sysctls
        .iter()
        .map(|given| (format!("linux.sysctl.{}", given.value.0), given.value.1.clone()))
        .collect()
}

pub(super) fn print_rlimits(container: &Container) -> Pairs {
    let bound = |value: RlimitValue| match value {
        RlimitValue::Unlimited => "unlimited".to_owned(),
        RlimitValue::Is(number) => number.to_string(),
    };
    let pair = |limit: &Rlimit| {
        let value = if limit.soft == limit.hard {
            bound(limit.soft)
        } else {
            format!("{}:{}", bound(limit.soft), bound(limit.hard))
        };
        (format!("limits.kernel.{}", limit.resource), value)
    };
    container.rlimits.iter().map(|given| pair(&given.value)).collect()
}
