//! Namespaces, id maps, the root, hooks, annotations and what else `linux` holds beside devices, resources and seccomp.

use std::path::{Path, PathBuf};

use transom_model::{
    Container, Effect, Given, Hook, HostId, IdKind, IdRange, InsideId, InterfaceKind, Namespace, Network, Nic, ProcMount, Root,
    RootSource, Severity, phrase, words,
};

use super::mounts::MOST_RANGES;
use super::print::{Json, Pairs, given_text, list, object, one};
use super::{Reader, kept, process, versions};
use crate::{Problem, Setting};

type Read = Result<Effect, Problem>;

/// What `Mixed` on /proc makes read-only, where the container comes from another dialect.
const MIXED_READ_ONLY: [&str; 2] = ["/proc/sys", "/proc/sysrq-trigger"];

/// The kinds of namespaces and their words.
pub(super) const NAMESPACES: [(&str, Namespace); 8] = [
    ("pid", Namespace::Pid),
    ("network", Namespace::Net),
    ("mount", Namespace::Mount),
    ("ipc", Namespace::Ipc),
    ("uts", Namespace::Uts),
    ("user", Namespace::User),
    ("cgroup", Namespace::Cgroup),
    ("time", Namespace::Time),
];

/// Returns the value as a path that must begin with `/`.
pub(super) fn absolute(setting: &Setting<'_>) -> Result<PathBuf, Problem> {
    if setting.value.starts_with('/') {
        return Ok(PathBuf::from(setting.value));
    }
    Err(Problem::new("not-absolute", format!("`{}` must be an absolute path", setting.key)).hint("begin it with a slash"))
}

/// Reads `root`.
pub(super) fn root(reader: &mut Reader, _: &Setting<'_>) -> Read {
    let here = reader.here();
    let Some(path) = here.text("path") else {
        return Ok(Effect::Wrong);
    };
    if path.value.is_empty() {
        return Ok(reader.wrong(
            Problem::new("bad-value", "the path of the root file system is empty"),
            &path.origin,
        ));
    }
    if !path.value.starts_with('/') {
        let message = format!(
            "`{}` is taken relative to the bundle, the folder of the configuration",
            path.value
        );
        reader.say(
            Severity::Note,
            Problem::new("relative-to-bundle", message),
            path.origin.clone(),
        );
    }
    let is_read_only = here.flag("readonly").unwrap_or(false);
    let root = Root {
        source: RootSource::Directory(PathBuf::from(&path.value)),
        is_read_only,
    };
    reader.container.root = Some(path.with(root));
    Ok(Effect::Taken)
}

/// Reads one namespace: `{type, path}`.
pub(super) fn namespace(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let here = reader.here();
    let Some(word) = here.text("type") else {
        return Ok(Effect::Wrong);
    };
    let Some((_, kind)) = NAMESPACES.iter().find(|(known, _)| *known == word.value) else {
        return Ok(Effect::Wrong);
    };
    if reader.namespaces.iter().any(|other| other.value == *kind) {
        return Ok(reader.wrong(
            Problem::new(
                "namespace-twice",
                format!(
                    "the namespace `{}` is listed twice, which the specification forbids",
                    word.value
                ),
            ),
            &word.origin,
        ));
    }
    reader.namespaces.push(Given::new(*kind, setting.origin.clone()));
    if *kind == Namespace::Time {
        let item = versions::ordered(Json::of(here.node()), "linux.namespaces[]").to_string();
        reader.keep("linux.namespaces[]", item, setting.origin.clone());
        return Ok(Effect::NotYet(words!("gives the container clocks of its own")));
    }
    let Some(path) = here.text("path").filter(|path| !path.value.is_empty()) else {
        return Ok(Effect::Taken);
    };
    let problem = Problem::new(
        "namespace-not-joined",
        format!(
            "the container gets a new `{}` namespace, not the one at {}",
            word.value, path.value
        ),
    );
    reader.warn(problem.hint("Transom does not enter namespaces of others yet"), &path.origin);
    reader
        .container
        .namespaces
        .joined
        .push(path.with((*kind, PathBuf::from(&path.value))));
    Ok(Effect::NotYet(words!(
        "enters a namespace that is there already instead of making a new one"
    )))
}

/// Reads one range of user ids.
pub(super) fn user_range(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    range(reader, setting, IdKind::User)
}

/// Reads one range of group ids.
pub(super) fn group_range(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    range(reader, setting, IdKind::Group)
}

fn range(reader: &mut Reader, setting: &Setting<'_>, kind: IdKind) -> Read {
    let here = reader.here();
    let part = |name: &str| here.number(name).and_then(|number| u32::try_from(number.value).ok());
    let (Some(inside), Some(host), Some(len)) = (part("containerID"), part("hostID"), part("size")) else {
        return Ok(Effect::Wrong);
    };
    if len == 0 || inside.checked_add(len - 1).is_none() || host.checked_add(len - 1).is_none() {
        return Err(Problem::new(
            "bad-id-range",
            format!("a range of {len} ids from {inside} inside and {host} on the host is none"),
        ));
    }
    let range = IdRange {
        inside: InsideId(inside),
        host: HostId(host),
        len,
    };
    let map = &mut reader.container.id_map;
    let ranges = match kind {
        IdKind::User => &mut map.users,
        IdKind::Group => &mut map.groups,
    };
    if let Some(other) = ranges
        .iter()
        .find(|other| other.value.overlaps_inside(&range) || other.value.overlaps_host(&range))
    {
        let line = other.origin.line().map_or(0, |(_, line)| line);
        return Err(
            Problem::new("overlapping-idmap", format!("the range shares ids with that of line {line}"))
                .hint("the kernel refuses maps that overlap"),
        );
    }
    if ranges.len() >= MOST_RANGES {
        return Err(Problem::new(
            "too-many-ranges",
            format!("the kernel takes at most {MOST_RANGES} ranges of ids"),
        ));
    }
    ranges.push(Given::new(range, setting.origin.clone()));
    Ok(Effect::Taken)
}

/// Reads one interface that is moved in: its name on the host is the key.
pub(super) fn net_device(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let here = reader.here();
    let link = setting.key.rsplit('.').next().unwrap_or(setting.key).to_owned();
    let name = here.text("name");
    let is_fit =
        |name: &str| !name.is_empty() && name.len() < 16 && !name.contains(|letter: char| letter == '/' || letter.is_whitespace());
    if let Some(bad) = name.as_ref().filter(|name| !is_fit(&name.value)) {
        return Ok(reader.wrong(
            Problem::new("bad-value", format!("`{}` is no name of an interface", bad.value))
                .hint("1 to 15 bytes without `/` and blanks"),
            &bad.origin,
        ));
    }
    let nic = Nic {
        key: setting.key.to_owned(),
        kind: Given::new(InterfaceKind::Phys, setting.origin.clone()),
        name: Some(name.unwrap_or_else(|| Given::new(link.clone(), setting.key_origin()))),
        link: Some(Given::new(link, setting.key_origin())),
        host_name: None,
        mac: None,
        mtu: None,
        is_up: true,
        addresses: Vec::new(),
        gateways: Vec::new(),
        left_to_guest: Vec::new(),
    };
    reader.nics.push(Given::new(nic, setting.key_origin()));
    Ok(Effect::Taken)
}

/// Reads one hook of any moment; kept, and not run yet.
pub(super) fn hook(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let here = reader.here();
    let Some(path) = here.text("path") else {
        return Ok(Effect::Wrong);
    };
    if !path.value.starts_with('/') {
        return Ok(reader.wrong(
            Problem::new("not-absolute", "the path of a hook must be absolute").hint("begin it with a slash"),
            &path.origin,
        ));
    }
    let phase = setting
        .key
        .trim_start_matches("hooks.")
        .split('[')
        .next()
        .unwrap_or_default()
        .to_owned();
    // The first argument is the program's own name.
    let arguments: Vec<String> = here.texts("args").into_iter().skip(1).map(|word| word.value).collect();
    let command = match (path.value.as_str(), arguments.as_slice()) {
        ("/bin/sh", [option, command]) if option == "-c" => command.clone(),
        _ => std::iter::once(&path.value)
            .chain(&arguments)
            .map(|word| shell_word(word))
            .collect::<Vec<_>>()
            .join(" "),
    };
    // Where it is more than its command, it is kept as it is.
    let item = versions::ordered(Json::of(here.node()), &format!("hooks.{phase}[]"));
    let hook = Hook { phase, command };
    if item != hook_json(&hook) {
        let phase = &hook.phase;
        let at = reader
            .container
            .hooks
            .iter()
            .filter(|other| other.value.phase == *phase)
            .count();
        reader.keep(format!("hooks.{phase}[{at}]"), item.to_string(), setting.origin.clone());
    }
    reader.container.hooks.push(Given::new(hook, setting.origin.clone()));
    Ok(Effect::NotYet(words!(
        "runs this program at that moment of the container's life"
    )))
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/._-=:,@%+".contains(&byte)
}

fn shell_word(word: &str) -> String {
    if !word.is_empty() && word.bytes().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// Reads one path that is hidden.
pub(super) fn masked(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let path = absolute(setting)?;
    if path == Path::new("/") {
        return Err(Problem::new("bad-value", "hiding the root hides everything").hint("name a path below it"));
    }
    reader.container.masked_paths.push(setting.given(path));
    Ok(Effect::Taken)
}

/// Reads one path that is read-only.
pub(super) fn read_only(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let path = absolute(setting)?;
    if path == Path::new("/") {
        return Err(Problem::new("bad-value", "the root is made read-only by itself").hint("write \"readonly\": true in `root`"));
    }
    reader.container.read_only_paths.push(setting.given(path));
    Ok(Effect::Taken)
}

/// Reads `personality.domain`: which kind of machine programs see.
pub(super) fn personality(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if setting.value == "LINUX" {
        return Ok(Effect::NoEffect(phrase!("it is what programs see in any case")));
    }
    reader.container.arch = Some(setting.given("linux32".to_owned()));
    Ok(Effect::Taken)
}

/// Reads one annotation: a note, but for those that runtimes act upon.
pub(super) fn annotation(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let name = setting.key.trim_start_matches("annotations.");
    if name.is_empty() {
        return Err(Problem::new("bad-annotation", "an annotation has no name"));
    }
    let acted_upon = [
        "run.oci.",
        "org.systemd.property.",
        "org.criu.",
        "io.podman.annotations.userns",
        "org.opencontainers.runc.exec.",
    ];
    if acted_upon.iter().any(|start| name.starts_with(start)) {
        let problem = Problem::new(
            "annotation-of-runtime",
            format!("crun or runc act upon `{name}`, and Transom does not yet"),
        );
        reader.warn(problem, &setting.key_origin());
        return Ok(Effect::NotYet(words!("changes how crun or runc run the container")));
    }
    Ok(Effect::NoEffect(phrase!(
        "a note: runtimes show it in their state and hand it to hooks"
    )))
}

/// Reads one kernel setting.
pub(super) fn sysctl(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let name = setting.key.trim_start_matches("linux.sysctl.").to_owned();
    reader.container.sysctls.push(setting.given((name, setting.value.to_owned())));
    Ok(Effect::Taken)
}

pub(super) fn print_root(container: &Container) -> Pairs {
    let path = match container.root.as_ref().map(|root| &root.value.source) {
        Some(RootSource::Directory(path)) => path.display().to_string(),
        _ => "rootfs".to_owned(),
    };
    let is_read_only = container.root.as_ref().is_some_and(|root| root.value.is_read_only);
    let root = Json::object([("path", Json::text(&path)), ("readonly", Json::Raw(is_read_only.to_string()))]);
    one("root", Some(root))
}

pub(super) fn print_namespaces(container: &Container) -> Pairs {
    let word = |kind: Namespace| {
        NAMESPACES
            .iter()
            .find(|(_, known)| *known == kind)
            .map_or("", |(word, _)| *word)
    };
    let entry = |kind: Namespace| {
        let joined = container.namespaces.joined.iter().find(|joined| joined.value.0 == kind);
        let path = joined.map(|joined| ("path", Json::text(&joined.value.1.display().to_string())));
        Json::object([("type", Json::text(word(kind)))].into_iter().chain(path))
    };
    list(
        "linux.namespaces",
        process::own_namespaces(container).into_iter().map(entry).collect(),
    )
}

pub(super) fn print_user_map(container: &Container) -> Pairs {
    list(
        "linux.uidMappings",
        container.id_map.users.iter().map(|range| range_json(&range.value)).collect(),
    )
}

pub(super) fn print_group_map(container: &Container) -> Pairs {
    list(
        "linux.gidMappings",
        container.id_map.groups.iter().map(|range| range_json(&range.value)).collect(),
    )
}

fn range_json(range: &IdRange) -> Json {
    let number = |value: u32| Json::Raw(value.to_string());
    Json::object([
        ("containerID", number(range.inside.0)),
        ("hostID", number(range.host.0)),
        ("size", number(range.len)),
    ])
}

pub(super) fn print_net_devices(container: &Container) -> Pairs {
    let Network::Own(nics) = &container.network else {
        return Vec::new();
    };
    let moved = nics.iter().filter(|nic| nic.value.kind.value == InterfaceKind::Phys);
    let entries: Vec<(String, Json)> = moved
        .filter_map(|nic| {
            let link = nic.value.link.as_ref()?.value.clone();
            let name = nic
                .value
                .name
                .as_ref()
                .map_or_else(|| link.clone(), |name| name.value.clone());
            Some((link, Json::object([("name", Json::text(&name))])))
        })
        .collect();
    object("linux.netDevices", entries)
}

pub(super) fn print_sysctls(container: &Container) -> Pairs {
    let entries: Vec<(String, Json)> = container
        .sysctls
        .iter()
        .filter(|given| given.value.0 != process::DOMAIN_NAME)
        .map(|given| (given.value.0.clone(), Json::text(&given.value.1)))
        .collect();
    object("linux.sysctl", entries)
}

pub(super) fn print_masked(container: &Container) -> Pairs {
    list("linux.maskedPaths", paths(&container.masked_paths))
}

pub(super) fn print_read_only(container: &Container) -> Pairs {
    let is_given = |path: &str| container.read_only_paths.iter().any(|given| given.value == Path::new(path));
    let is_mixed = container
        .auto_mounts
        .as_ref()
        .is_some_and(|auto| auto.value.proc == ProcMount::Mixed);
    let mut all = paths(&container.read_only_paths);
    if is_mixed {
        let implied = MIXED_READ_ONLY.into_iter().filter(|path| !is_given(path));
        all.extend(implied.map(Json::text));
    }
    list("linux.readonlyPaths", all)
}

fn paths(given: &[Given<PathBuf>]) -> Vec<Json> {
    given
        .iter()
        .map(|path| Json::text(&path.value.display().to_string()))
        .collect()
}

/// Prints the hooks of one moment; of another dialect's hooks only those whose moment OCI has.
pub(super) fn print_hooks(container: &Container, phase: &str) -> Pairs {
    let own = container.hooks.iter().filter(|hook| hook.value.phase == phase);
    let json = |(at, hook): (usize, &Given<Hook>)| {
        let kept = kept::find(container, &format!("hooks.{phase}[{at}]"));
        kept.map_or_else(|| hook_json(&hook.value), Json::read)
    };
    list(&format!("hooks.{phase}"), own.enumerate().map(json).collect())
}

/// The usual form of a hook: the program's path is its first argument too.
fn hook_json(hook: &Hook) -> Json {
    let command = hook.command.as_str();
    let is_simple = command.starts_with('/') && command.bytes().all(|byte| is_plain(byte) || byte == b' ');
    let words: Vec<&str> = if is_simple {
        command.split(' ').filter(|word| !word.is_empty()).collect()
    } else {
        vec!["/bin/sh", "-c", command]
    };
    let path = words.first().copied().unwrap_or("/bin/sh");
    Json::object([
        ("path", Json::text(path)),
        ("args", Json::List(words.iter().map(|word| Json::text(word)).collect())),
    ])
}

/// A machine of 32 bits is a personality.
pub(super) fn print_personality(container: &Container) -> Pairs {
    const WORDS: [&str; 7] = ["linux32", "x86", "i386", "i486", "i586", "i686", "armhf"];
    let arch = container.arch.as_ref().filter(|arch| WORDS.contains(&arch.value.as_str()));
    one("linux.personality.domain", arch.map(|_| Json::text("LINUX32")))
}

pub(super) fn print_apparmor(container: &Container) -> Pairs {
    given_text("process.apparmorProfile", container.apparmor.as_ref())
}
