//! Rights: privileges, the id map's keys, the default list of forbidden system calls, `raw.lxc` put aside.

use transom_model::{Container, Effect, HostId, Severity};

use super::keys::Pairs;
use super::{Reader, ids, values};
use crate::{Problem, Setting};

type Outcome = Result<Effect, Problem>;

pub(super) fn privileged(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    let is_on = values::boolean(setting.value)?;
    reader.wishes.privileged = Some(setting.given(is_on));
    if !is_on {
        reader.keep(setting.key, setting.value, &setting.value_origin());
        return Ok(Effect::Taken);
    }
    let problem = Problem::new("privileged", "root inside is root on the host: there is no id map")
        .hint("leave the line out; device nodes, TUN and KVM work in an unprivileged container too");
    reader.say(Severity::Warning, setting, problem);
    Ok(Effect::Taken)
}

pub(super) fn isolated(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    let is_on = values::boolean(setting.value)?;
    if !is_on {
        reader.keep(setting.key, setting.value, &setting.value_origin());
    }
    reader.wishes.isolated = Some(setting.given(is_on));
    Ok(Effect::Taken)
}

pub(super) fn idmap_base(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    reader.wishes.idmap_base = Some(setting.given(HostId(values::integer(setting.value)?)));
    Ok(Effect::Taken)
}

pub(super) fn idmap_size(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    reader.wishes.idmap_size = Some(setting.given(values::integer(setting.value)?));
    Ok(Effect::Taken)
}

pub(super) fn raw_idmap(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    reader.wishes.raw_idmap = Some(setting.given(setting.value.to_owned()));
    ids::check_raw(setting.value)?;
    Ok(Effect::Taken)
}

pub(super) fn deny_default(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    // The container cannot tell who left the filter out.
    reader.keep("security.syscalls.deny_default", setting.value, &setting.value_origin());
    reader.wishes.no_default_denials = (!values::boolean(setting.value)?).then(|| setting.value_origin());
    Ok(Effect::Taken)
}

pub(super) fn raw_lxc(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    reader.wishes.raw_lxc = Some(setting.given(setting.value.to_owned()));
    Ok(Effect::Taken)
}

pub(super) fn print_privileged(container: &Container) -> Pairs {
    let pair = ("security.privileged".to_owned(), "true".to_owned());
    container.id_map.is_privileged().then_some(pair).into_iter().collect()
}
