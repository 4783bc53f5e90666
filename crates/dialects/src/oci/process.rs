//! The first process: command, user, environment, rights and limits (`process` in config.md).

use transom_model::{
    CAPABILITY_NAMES, Capabilities, Container, Effect, Environment, Given, InsideId, Namespace, Rlimit, RlimitValue, phrase, words,
};

use super::print::{Json, Pairs, given_text, list, one, plain};
use super::value::{number, quoted, rlimit_value};
use super::{Reader, linux};
use crate::tree::{Node, Value};
use crate::{Problem, Setting};

type Read = Result<Effect, Problem>;

/// The kernel setting that `domainname` is.
pub(super) const DOMAIN_NAME: &str = "kernel.domainname";

pub(super) const RESOURCES: &[&str] = &[
    "RLIMIT_AS",
    "RLIMIT_CORE",
    "RLIMIT_CPU",
    "RLIMIT_DATA",
    "RLIMIT_FSIZE",
    "RLIMIT_LOCKS",
    "RLIMIT_MEMLOCK",
    "RLIMIT_MSGQUEUE",
    "RLIMIT_NICE",
    "RLIMIT_NOFILE",
    "RLIMIT_NPROC",
    "RLIMIT_RSS",
    "RLIMIT_RTPRIO",
    "RLIMIT_RTTIME",
    "RLIMIT_SIGPENDING",
    "RLIMIT_STACK",
];

/// Reads `process.args`.
pub(super) fn args(reader: &mut Reader, _: &Setting<'_>) -> Read {
    let here = reader.here();
    let words: Option<Vec<String>> = here
        .node()
        .items()
        .iter()
        .map(|item| quoted(item).map(str::to_owned))
        .collect();
    let origin = here.node().origin.clone();
    match words {
        Some(words) if words.first().is_some_and(|first| !first.is_empty()) => {
            reader.container.init.command = Some(Given::new(words, origin))
        }
        Some(_) => {
            return Err(Problem::new("no-command", "`process.args` names no command")
                .hint("write the program first: [\"/bin/sh\", \"-c\", \"…\"]"));
        }
        // Items of another kind are reported by themselves.
        None => {}
    }
    Ok(Effect::Taken)
}

/// Reads one variable.
pub(super) fn variable(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let Some((name, value)) = setting.value.split_once('=').filter(|(name, _)| !name.is_empty()) else {
        return Err(Problem::new("bad-variable", format!("`{}` is no variable", setting.value)).hint("write NAME=VALUE"));
    };
    let variable = Environment::Set(name.to_owned(), value.to_owned());
    reader.container.environment.push(setting.given(variable));
    Ok(Effect::Taken)
}

/// Reads `process.cwd`.
pub(super) fn cwd(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.container.init.cwd = Some(setting.given(linux::absolute(setting)?));
    Ok(Effect::Taken)
}

/// Reads a user or group id.
pub(super) fn id(setting: &Setting<'_>) -> Given<InsideId> {
    setting.given(InsideId(setting.value.parse().unwrap_or_default()))
}

/// Reads `process.noNewPrivileges` and its like.
pub(super) fn flag(setting: &Setting<'_>) -> Given<bool> {
    setting.given(setting.value == "true")
}

/// Begins the bounding set, which is closed but for what it lists.
pub(super) fn bounding(reader: &mut Reader, _: &Setting<'_>) -> Read {
    reader.container.capabilities = Capabilities::Keep(Vec::new());
    Ok(Effect::Taken)
}

/// Reads one capability of the bounding set.
pub(super) fn bounding_item(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let Some(name) = capability(reader, setting)? else {
        return Ok(unknown_capability());
    };
    if let Capabilities::Keep(kept) = &mut reader.container.capabilities {
        kept.push(setting.given(name));
    }
    Ok(Effect::Taken)
}

/// Says whether a set of the document lists a capability.
fn lists(reader: &Reader, set: &str, name: &str) -> bool {
    let set = reader
        .part(&["process", "capabilities", set])
        .map(Node::items)
        .unwrap_or_default();
    set.iter().any(|item| quoted(item) == Some(name))
}

/// Reads one capability of the effective set, which capset(2) takes only with the permitted one.
pub(super) fn effective_item(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let Some(_) = capability(reader, setting)? else {
        return Ok(unknown_capability());
    };
    if !lists(reader, "permitted", setting.value) {
        let message = format!(
            "`{}` is not in `permitted`, and so runc and crun cannot switch it on",
            setting.value
        );
        return Err(Problem::new("not-permitted", message).hint("list it in `permitted` too"));
    }
    Ok(permitted(reader, setting))
}

/// Reads one capability of the permitted set.
pub(super) fn permitted_item(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let Some(_) = capability(reader, setting)? else {
        return Ok(unknown_capability());
    };
    Ok(permitted(reader, setting))
}

fn permitted(reader: &Reader, setting: &Setting<'_>) -> Effect {
    let is_root = reader
        .part(&["process", "user", "uid"])
        .and_then(number)
        .is_none_or(|uid| uid == 0);
    if !lists(reader, "bounding", setting.value) {
        return Effect::NoEffect(phrase!(
            "the bounding set does not have it, and execve(2) grants nothing beyond that"
        ));
    }
    if is_root {
        return Effect::NoEffect(phrase!(
            "the first process is root, and root gets the whole bounding set at execve(2)"
        ));
    }
    Effect::NotYet(words!("gives the first process this capability although it is not root"))
}

/// Reads one capability of the ambient set, which the kernel takes only with the permitted and the inheritable one.
pub(super) fn ambient_item(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if !lists(reader, "permitted", setting.value) || !lists(reader, "inheritable", setting.value) {
        capability(reader, setting)?;
        return Ok(Effect::NoEffect(phrase!(
            "the kernel wants it in `permitted` and `inheritable` too, and runtimes go on without it"
        )));
    }
    inherited_item(reader, setting)
}

/// Reads one capability of the inheritable set.
pub(super) fn inherited_item(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let Some(_) = capability(reader, setting)? else {
        return Ok(unknown_capability());
    };
    Ok(Effect::NotYet(words!(
        "lets programs that are no root keep this capability over execve(2)"
    )))
}

fn unknown_capability() -> Effect {
    Effect::NoEffect(phrase!("no kernel that Transom knows has this capability"))
}

/// Returns the model's name of a capability; `None` for one that no known kernel has.
fn capability(reader: &mut Reader, setting: &Setting<'_>) -> Result<Option<String>, Problem> {
    let upper = setting.value.to_ascii_uppercase();
    let Some(name) = upper.strip_prefix("CAP_") else {
        let problem = Problem::new("bad-capability", format!("`{}` is no name of a capability", setting.value));
        return Err(problem.hint(format!("write CAP_{}, in capital letters", upper.replace('-', "_"))));
    };
    let name = name.to_ascii_lowercase();
    if CAPABILITY_NAMES.contains(&name.as_str()) {
        if upper != setting.value {
            let problem = Problem::new(
                "wrong-case",
                format!("runc knows `{upper}` only in capital letters, and skips `{}`", setting.value),
            );
            reader.warn(problem.hint(format!("write {upper}")), &setting.value_origin());
        }
        return Ok(Some(name));
    }
    let near = super::value::nearest(&name, &CAPABILITY_NAMES).map(str::to_ascii_uppercase);
    let problem = Problem::new(
        "unknown-capability",
        format!("the kernel has no capability `{}`", setting.value),
    );
    let hint = near.map_or_else(|| "take it out".to_owned(), |near| format!("did you mean CAP_{near}?"));
    reader.warn(problem.hint(hint), &setting.value_origin());
    Ok(None)
}

/// Reads one limit: `{type, soft, hard}`.
pub(super) fn rlimit(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let here = reader.here();
    let (Some(kind), Some(soft), Some(hard)) = (here.text("type"), here.number("soft"), here.number("hard")) else {
        return Ok(Effect::Wrong);
    };
    if !RESOURCES.contains(&kind.value.as_str()) {
        return Ok(Effect::Wrong);
    }
    let resource = kind.value.trim_start_matches("RLIMIT_").to_ascii_lowercase();
    if reader.container.rlimits.iter().any(|other| other.value.resource == resource) {
        return Ok(reader.wrong(
            Problem::new(
                "rlimit-twice",
                format!("{} is limited twice, which the specification forbids", kind.value),
            ),
            &kind.origin,
        ));
    }
    if soft.value > hard.value {
        let problem = Problem::new(
            "soft-above-hard",
            format!("the soft limit {} is above the hard one, {}", soft.value, hard.value),
        );
        return Ok(reader.wrong(
            problem.hint("the hard limit is what the soft one may be raised to"),
            &soft.origin,
        ));
    }
    let limit = Rlimit {
        resource,
        soft: rlimit_value(soft.value),
        hard: rlimit_value(hard.value),
    };
    reader.container.rlimits.push(Given::new(limit, setting.origin.clone()));
    Ok(Effect::Taken)
}

/// Reads `domainname`, which is a kernel setting of the container's host name namespace.
pub(super) fn domain_name(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if reader
        .part(&["linux", "sysctl", "kernel.domainname"])
        .is_some_and(|node| !matches!(node.value, Value::Null))
    {
        return Err(Problem::new("domainname-twice", "`linux.sysctl` sets kernel.domainname too").hint("keep one of them"));
    }
    let domain = setting.given((DOMAIN_NAME.to_owned(), setting.value.to_owned()));
    // First, as it is printed.
    reader.container.sysctls.insert(0, domain);
    Ok(Effect::Taken)
}

/// Reads `hostname`.
pub(super) fn hostname(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if setting.value.len() > 64 {
        return Err(Problem::new("bad-value", "a host name has 64 bytes at the most (uname(2))"));
    }
    let has_own = reader.part(&["linux", "namespaces"]).is_some_and(|list| {
        list.items()
            .iter()
            .any(|item| item.find("type").and_then(quoted) == Some("uts"))
    });
    if !has_own {
        let problem = Problem::new(
            "hostname-of-host",
            "`hostname` needs a `uts` namespace, and `linux.namespaces` has none",
        );
        return Err(problem.hint("add { \"type\": \"uts\" }, or the host's own name would change"));
    }
    reader.container.hostname = Some(setting.given(setting.value.to_owned()));
    Ok(Effect::Taken)
}

pub(super) fn print_terminal(container: &Container) -> Pairs {
    plain(
        "process.terminal",
        container.init.has_terminal.as_ref().map(|given| given.value),
    )
}

pub(super) fn print_uid(container: &Container) -> Pairs {
    plain("process.user.uid", container.init.uid.as_ref().map(|id| id.value.0))
}

pub(super) fn print_gid(container: &Container) -> Pairs {
    plain("process.user.gid", container.init.gid.as_ref().map(|id| id.value.0))
}

pub(super) fn print_groups(container: &Container) -> Pairs {
    let groups: Vec<Json> = container
        .init
        .groups
        .iter()
        .map(|id| Json::Raw(id.value.0.to_string()))
        .collect();
    list("process.user.additionalGids", groups)
}

pub(super) fn print_args(container: &Container) -> Pairs {
    let words = container
        .init
        .command
        .as_ref()
        .map(|command| command.value.clone())
        .unwrap_or_else(|| vec!["/sbin/init".to_owned()]);
    list("process.args", words.iter().map(|word| Json::text(word)).collect())
}

pub(super) fn print_environment(container: &Container) -> Pairs {
    let set = container.environment.iter().filter_map(|given| match &given.value {
        Environment::Set(name, value) => Some(Json::text(&format!("{name}={value}"))),
        // The host's value is known only where it starts.
        Environment::Inherit(_) => None,
    });
    list("process.env", set.collect())
}

pub(super) fn print_cwd(container: &Container) -> Pairs {
    let cwd = container
        .init
        .cwd
        .as_ref()
        .map_or_else(|| "/".to_owned(), |cwd| cwd.value.display().to_string());
    one("process.cwd", Some(Json::Text(cwd)))
}

/// The sets of a first process that is root: what the bounding set has.
pub(super) fn print_capabilities(container: &Container) -> Pairs {
    let kept: Vec<String> = match &container.capabilities {
        Capabilities::Keep(names) => names.iter().map(|name| name.value.clone()).collect(),
        Capabilities::Drop(names) => {
            let is_kept = |name: &&&str| names.iter().all(|dropped| dropped.value != **name);
            CAPABILITY_NAMES
                .iter()
                .filter(is_kept)
                .map(|name| (*name).to_owned())
                .collect()
        }
    };
    let names = Json::List(kept.iter().map(|name| capability_json(name)).collect());
    let sets = ["bounding", "effective", "permitted"].map(|set| (set.to_owned(), names.clone()));
    one("process.capabilities", Some(Json::Object(sets.to_vec())))
}

fn capability_json(name: &str) -> Json {
    Json::Text(format!("CAP_{}", name.to_ascii_uppercase()))
}

/// Keeps the sets that printing would make otherwise out of the bounding set.
pub(super) fn settle_sets(reader: &mut Reader) {
    const PATH: [&str; 2] = ["process", "capabilities"];
    let Capabilities::Keep(bounding) = &reader.container.capabilities else {
        return;
    };
    let Some(sets) = reader.part(&PATH).filter(|sets| matches!(sets.value, Value::Map(_))) else {
        return;
    };
    let bounding: Vec<Json> = bounding.iter().map(|name| capability_json(&name.value)).collect();
    let known = |node: &Node| {
        let name = quoted(node)?.strip_prefix("CAP_")?.to_ascii_lowercase();
        CAPABILITY_NAMES.contains(&name.as_str()).then(|| capability_json(&name))
    };
    let mut others = Vec::new();
    for (set, usual) in [
        ("effective", bounding.as_slice()),
        ("permitted", bounding.as_slice()),
        ("inheritable", &[]),
        ("ambient", &[]),
    ] {
        let node = sets.find(set);
        let names: Vec<Json> = node.map(Node::items).unwrap_or_default().iter().filter_map(known).collect();
        if names != usual {
            let origin = node.map_or_else(|| sets.origin.clone(), |node| node.origin.clone());
            others.push((format!("process.capabilities.{set}"), Json::List(names), origin));
        }
    }
    for (path, names, origin) in others {
        reader.keep(path, names.to_string(), origin);
    }
}

pub(super) fn print_rlimits(container: &Container) -> Pairs {
    let number = |value: RlimitValue| match value {
        RlimitValue::Unlimited => Json::Raw(u64::MAX.to_string()),
        RlimitValue::Is(value) => Json::Raw(value.to_string()),
    };
    let limit = |given: &Given<Rlimit>| {
        let limit = &given.value;
        Json::object([
            ("type", Json::text(&format!("RLIMIT_{}", limit.resource.to_ascii_uppercase()))),
            ("soft", number(limit.soft)),
            ("hard", number(limit.hard)),
        ])
    };
    list("process.rlimits", container.rlimits.iter().map(limit).collect())
}

pub(super) fn print_score(container: &Container) -> Pairs {
    let score = container.proc_files.iter().rev().find(|file| file.value.0 == "oom_score_adj");
    plain("process.oomScoreAdj", score.map(|file| &file.value.1))
}

pub(super) fn print_domain_name(container: &Container) -> Pairs {
    let domain = container.sysctls.iter().find(|given| given.value.0 == DOMAIN_NAME);
    one("domainname", domain.map(|given| Json::text(&given.value.1)))
}

pub(super) fn print_hostname(container: &Container) -> Pairs {
    given_text("hostname", container.hostname.as_ref())
}

/// Returns the namespaces a container has of its own, as OCI lists them.
pub(super) fn own_namespaces(container: &Container) -> Vec<Namespace> {
    let all = [
        Namespace::Pid,
        Namespace::Net,
        Namespace::Ipc,
        Namespace::Uts,
        Namespace::Mount,
        Namespace::Cgroup,
        Namespace::User,
    ];
    let is_kept = |kind: Namespace| container.namespaces.kept.iter().any(|kept| kept.value == kind);
    let is_joined = |kind: Namespace| container.namespaces.joined.iter().any(|joined| joined.value.0 == kind);
    let is_own = |kind: &Namespace| match kind {
        kind if is_joined(*kind) => true,
        Namespace::User => !container.id_map.is_privileged(),
        Namespace::Net => matches!(container.network, transom_model::Network::Own(_)) && !is_kept(*kind),
        kind => !is_kept(*kind),
    };
    all.into_iter().filter(is_own).collect()
}
