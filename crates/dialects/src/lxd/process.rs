//! What processes see: environment, kernel settings, the first process; and limits of single processes, printed.

use transom_model::{Container, Dialect, Effect, Environment, InsideId, Origin, Rlimit, RlimitValue};

use super::keys::{Pairs, one};
use super::{Reader, values};
use crate::{Problem, Setting};

type Outcome = Result<Effect, Problem>;

pub(super) fn autostart(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    if setting.value == "last-state" && reader.dialect == Dialect::Incus {
        return Ok(Effect::NotYet("starts the container with the host if it ran before"));
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
    let words = setting.value.split_whitespace().map(str::to_owned).collect();
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

pub(super) fn print_environment(container: &Container) -> Pairs {
    let own = container
        .environment
        .iter()
        .filter(|given| !matches!(given.origin, Origin::Default(_)));
    own.filter_map(|given| match &given.value {
        Environment::Set(name, value) => Some((format!("environment.{name}"), value.clone())),
        Environment::Inherit(_) => None,
    })
    .collect()
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
