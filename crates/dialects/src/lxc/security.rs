//! Privileges: capabilities, namespaces that are kept, the path of the system call policy.
//!
//! The policy's own text is read in `seccomp_policy.rs`.

use std::path::PathBuf;

use transom_model::{CAPABILITY_NAMES, Capabilities, Container, Effect, Given, Namespace, words};

use super::print::Pairs;
use super::{Reader, numbers};
use crate::{Problem, Setting};

type Read = Result<Effect, Problem>;

/// Which of the two keys of namespaces has been given, and what the second of them named.
#[derive(Debug, Default)]
pub(super) struct Spaces {
    given: Option<&'static str>,
    cloned: Vec<Namespace>,
}

/// Reads capabilities to take away.
pub(super) fn cap_drop(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if setting.value.is_empty() {
        return clear_caps(reader, setting);
    }
    let names = capabilities(setting)?;
    match &mut reader.container.capabilities {
        Capabilities::Drop(dropped) => add(dropped, names),
        Capabilities::Keep(_) => return Err(both()),
    }
    Ok(Effect::Taken)
}

/// Reads the capabilities that alone are kept; `none` keeps none.
pub(super) fn cap_keep(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if setting.value.is_empty() {
        return clear_caps(reader, setting);
    }
    let names = if setting.value == "none" {
        Vec::new()
    } else {
        capabilities(setting)?
    };
    match &mut reader.container.capabilities {
        Capabilities::Drop(dropped) if !dropped.is_empty() => return Err(both()),
        Capabilities::Keep(kept) if setting.value != "none" => add(kept, names),
        slot => *slot = Capabilities::Keep(names),
    }
    Ok(Effect::Taken)
}

/// A name that is there already is not added again, so that the list stays as short as the kernel's.
fn add<T: PartialEq>(list: &mut Vec<Given<T>>, more: Vec<Given<T>>) {
    for given in more {
        if list.iter().all(|known| known.value != given.value) {
            list.push(given);
        }
    }
}

/// The two keys share one list, so that an empty one clears what the other said too.
fn clear_caps(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let (Capabilities::Drop(gone) | Capabilities::Keep(gone)) = std::mem::take(&mut reader.container.capabilities);
    reader.cleared(setting, gone);
    Ok(Effect::Taken)
}

fn both() -> Problem {
    Problem::new("cap-drop-and-keep", "`lxc.cap.drop` and `lxc.cap.keep` cannot both be given")
        .hint("clear the first with an empty `lxc.cap.drop =` before this line, or use one of them")
}

fn capabilities(setting: &Setting<'_>) -> Result<Vec<Given<String>>, Problem> {
    let name = |(part, word): (std::ops::Range<usize>, &str)| {
        capability(word)
            .map(|name| Given::new(name, setting.part_origin(part.clone())))
            .map_err(|problem| problem.at(part))
    };
    let mut names = Vec::new();
    for word in numbers::words(setting.value) {
        add(&mut names, vec![name(word)?]);
    }
    Ok(names)
}

fn capability(word: &str) -> Result<String, Problem> {
    let unknown = |hint: String| Problem::new("unknown-capability", format!("`{word}` is not a capability")).hint(hint);
    if CAPABILITY_NAMES.contains(&word) {
        return Ok(word.to_owned());
    }
    if let Some(number) = numbers::unsigned(word) {
        let name = usize::try_from(number).ok().and_then(|number| CAPABILITY_NAMES.get(number));
        return name
            .map(|name| (*name).to_owned())
            .ok_or_else(|| unknown("the last capability has the number 40".to_owned()));
    }
    let lower = word.to_ascii_lowercase();
    let lower = lower.strip_prefix("cap_").unwrap_or(&lower);
    if CAPABILITY_NAMES.contains(&lower) {
        return Err(unknown(format!("write `{lower}`, in lower case and without `CAP_`")));
    }
    let near = super::legacy::nearest(lower, CAPABILITY_NAMES.iter().copied());
    Err(unknown(near.map_or_else(
        || "capabilities(7) lists the names".to_owned(),
        |near| format!("did you mean `{near}`?"),
    )))
}

/// Prints the capabilities taken away.
pub(super) fn print_drop(container: &Container) -> Pairs {
    match &container.capabilities {
        Capabilities::Drop(dropped) => print_names("lxc.cap.drop", dropped),
        Capabilities::Keep(_) => Vec::new(),
    }
}

/// Prints the capabilities kept.
pub(super) fn print_keep(container: &Container) -> Pairs {
    match &container.capabilities {
        Capabilities::Keep(kept) if kept.is_empty() => vec![("lxc.cap.keep".to_owned(), "none".to_owned())],
        Capabilities::Keep(kept) => print_names("lxc.cap.keep", kept),
        Capabilities::Drop(_) => Vec::new(),
    }
}

fn print_names(key: &str, names: &[Given<String>]) -> Pairs {
    let names: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
    if names.is_empty() {
        Vec::new()
    } else {
        vec![(key.to_owned(), names.join(" "))]
    }
}

const NAMESPACES: [(&str, Namespace); 8] = [
    ("user", Namespace::User),
    ("mnt", Namespace::Mount),
    ("pid", Namespace::Pid),
    ("uts", Namespace::Uts),
    ("ipc", Namespace::Ipc),
    ("net", Namespace::Net),
    ("cgroup", Namespace::Cgroup),
    ("time", Namespace::Time),
];

fn namespaces(setting: &Setting<'_>) -> Result<Vec<Given<Namespace>>, Problem> {
    let read = |(part, word): (std::ops::Range<usize>, &str)| {
        let lower = word.to_ascii_lowercase();
        let found = NAMESPACES.iter().find(|(name, _)| *name == lower);
        let problem = || {
            let hint = if lower == "mount" {
                "write `mnt`; the manual's `mount` is refused by LXC too"
            } else {
                "they are user mnt pid uts ipc net cgroup time"
            };
            Problem::new("unknown-namespace", format!("`{word}` is not a namespace"))
                .at(part.clone())
                .hint(hint)
        };
        found
            .map(|(_, namespace)| Given::new(*namespace, setting.part_origin(part.clone())))
            .ok_or_else(problem)
    };
    let mut named = Vec::new();
    for word in numbers::words(setting.value) {
        add(&mut named, vec![read(word)?]);
    }
    Ok(named)
}

/// Reads the namespaces that are the starter's.
pub(super) fn namespace_keep(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let named = namespaces(setting)?;
    if named.is_empty() {
        clear_spaces(reader, setting, "lxc.namespace.keep");
        return Ok(Effect::Taken);
    }
    refuse_other(reader, setting, "lxc.namespace.keep", "lxc.namespace.clone")?;
    add(&mut reader.container.namespaces.kept, named);
    Ok(Effect::Taken)
}

/// Reads the only namespaces that are made, and keeps the others; a further line names further ones.
pub(super) fn namespace_clone(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let named = namespaces(setting)?;
    if named.is_empty() {
        clear_spaces(reader, setting, "lxc.namespace.clone");
        return Ok(Effect::Taken);
    }
    refuse_other(reader, setting, "lxc.namespace.clone", "lxc.namespace.keep")?;
    reader.spaces.cloned.extend(named.iter().map(|given| given.value));
    // A time namespace is made only where a clock offset asks for one.
    let cloned = &reader.spaces.cloned;
    let others = NAMESPACES
        .iter()
        .map(|(_, namespace)| *namespace)
        .filter(|namespace| *namespace != Namespace::Time && !cloned.contains(namespace));
    reader.container.namespaces.kept = others.map(|namespace| setting.given(namespace)).collect();
    Ok(Effect::Taken)
}

fn clear_spaces(reader: &mut Reader, setting: &Setting<'_>, key: &'static str) {
    if reader.spaces.given.is_none_or(|given| given == key) {
        reader.spaces = Spaces::default();
        let gone = std::mem::take(&mut reader.container.namespaces.kept);
        reader.cleared(setting, gone);
    }
}

/// Reads a namespace of another container or process that is entered; a path names the file that stands for it.
pub(super) fn namespace_share(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let word = setting.key.rsplit('.').next().unwrap_or_default();
    let Some((_, namespace)) = NAMESPACES.iter().find(|(name, _)| *name == word) else {
        let problem = Problem::new("unknown-key", format!("`{word}` is not a namespace"));
        return Err(problem.hint("they are user mnt pid uts ipc net cgroup time"));
    };
    let joined = &mut reader.container.namespaces.joined;
    let gone: Vec<_> = joined.extract_if(.., |given| given.value.0 == *namespace).collect();
    if setting.value.starts_with('/') {
        joined.push(setting.given((*namespace, PathBuf::from(setting.value))));
    }
    reader.replaced(setting, gone);
    Ok(Effect::NotYet(words!("joins a namespace that is there already")))
}

/// Prints the namespaces that are entered by their files.
pub(super) fn print_joined(container: &Container) -> Pairs {
    let mut pairs = Pairs::new();
    for given in &container.namespaces.joined {
        let (namespace, path) = &given.value;
        let name = NAMESPACES.iter().find(|(_, known)| known == namespace);
        pairs.extend(name.map(|(name, _)| (format!("lxc.namespace.share.{name}"), path.display().to_string())));
    }
    pairs
}

fn refuse_other(reader: &mut Reader, setting: &Setting<'_>, this: &'static str, other: &'static str) -> Result<(), Problem> {
    if reader.spaces.given == Some(other) {
        return Err(Problem::new(
            "namespace-clone-and-keep",
            format!("`{}` and `{other}` cannot both be given", setting.key),
        )
        .hint("use one of them"));
    }
    reader.spaces.given = Some(this);
    Ok(())
}

/// Prints the namespaces that are kept.
pub(super) fn print_namespaces(container: &Container) -> Pairs {
    let name = |given: &Given<Namespace>| {
        NAMESPACES
            .iter()
            .find(|(_, namespace)| *namespace == given.value)
            .map(|(name, _)| *name)
    };
    let names: Vec<&str> = container.namespaces.kept.iter().filter_map(name).collect();
    if names.is_empty() {
        Vec::new()
    } else {
        vec![("lxc.namespace.keep".to_owned(), names.join(" "))]
    }
}

/// Reads the path of the system call policy.
pub(super) fn seccomp_profile(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let value = (!setting.value.is_empty()).then(|| PathBuf::from(setting.value));
    reader.replace(setting, |container| &mut container.seccomp_path, value)
}
