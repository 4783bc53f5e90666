//! A container as a flat list of facts: what is so, in the same words whatever dialect it was read from, and who says so.
//!
//! `show` prints the list, `diff` and `convert` compare two of them. A [`Fact`] speaks of one thing (`about`) of one
//! [`Topic`]; its parts are what is said of it. Start with [`facts`]; `fact/devices.rs` and the like hold one subject each.

mod devices;
mod mounts;
mod network;
mod rights;

use std::borrow::Cow;

use crate::{Container, Environment, Given, Origin, RlimitValue, RootSource};

/// What a fact speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Processor architecture.
    Arch,
    /// Host name inside.
    Hostname,
    /// The root file system.
    Root,
    /// Which ids are which.
    Ids,
    /// A namespace that it shares.
    Namespace,
    /// /proc, /sys and /sys/fs/cgroup, and a fresh /dev.
    KernelMount,
    /// A mount.
    Mount,
    /// A path that is hidden or read-only.
    Path,
    /// A volume of a manager's storage.
    Volume,
    /// A device node inside.
    Node,
    /// What the device filter says.
    DeviceRule,
    /// A capability.
    Capability,
    /// The system call policy.
    Seccomp,
    /// AppArmor, `no_new_privs`.
    Confinement,
    /// A limit of the cgroup.
    Limit,
    /// A limit of single processes.
    Rlimit,
    /// A kernel setting.
    Sysctl,
    /// A file of the first process's /proc folder.
    ProcFile,
    /// The network as a whole.
    Network,
    /// An interface, by its place among the interfaces.
    Interface,
    /// Name servers and search domains.
    Resolver,
    /// The first process.
    Init,
    /// A variable of the first process's environment.
    Environment,
    /// Terminals and the console.
    Terminal,
    /// Starting and stopping.
    Lifecycle,
    /// A program that runs at a moment.
    Hook,
    /// What the model keeps in the words of its dialect.
    Kept,
}

impl Topic {
    /// Returns the word of this topic in output and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Arch => "architecture",
            Self::Hostname => "host name",
            Self::Root => "root",
            Self::Ids => "ids",
            Self::Namespace => "namespace",
            Self::KernelMount => "kernel mount",
            Self::Mount => "mount",
            Self::Path => "path",
            Self::Volume => "volume",
            Self::Node => "device node",
            Self::DeviceRule => "device rule",
            Self::Capability => "capability",
            Self::Seccomp => "system calls",
            Self::Confinement => "confinement",
            Self::Limit => "limit",
            Self::Rlimit => "rlimit",
            Self::Sysctl => "sysctl",
            Self::ProcFile => "process file",
            Self::Network => "network",
            Self::Interface => "interface",
            Self::Resolver => "resolver",
            Self::Init => "init",
            Self::Environment => "environment",
            Self::Terminal => "terminal",
            Self::Lifecycle => "lifecycle",
            Self::Hook => "hook",
            Self::Kept => "kept",
        }
    }
}

/// One thing that is so, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact<'c> {
    /// What it speaks of.
    pub topic: Topic,
    /// Which one of its topic: a path inside, a name, a number; empty where there is one only.
    pub about: Cow<'c, str>,
    /// What is said: a name and a value each. A single value's name is empty.
    pub parts: Vec<(&'static str, Cow<'c, str>)>,
    /// The line or default that says so.
    pub origin: &'c Origin,
}

impl Fact<'_> {
    /// Returns the value of a part; `""` is the name of a single value.
    pub fn part(&self, name: &str) -> Option<&str> {
        self.parts
            .iter()
            .find(|(part, _)| *part == name)
            .map(|(_, value)| value.as_ref())
    }

    /// Says whether two facts speak of the same thing.
    pub fn is_about_same(&self, other: &Fact<'_>) -> bool {
        self.topic == other.topic && self.about == other.about
    }

    /// Says whether two facts say the same of the same thing; who says so does not count.
    pub fn says_same(&self, other: &Fact<'_>) -> bool {
        self.is_about_same(other) && self.parts == other.parts
    }

    /// Writes what is said in one line: `source /srv, ro, nosuid`.
    pub fn words(&self) -> String {
        let parts = self.parts.iter().map(|(name, value)| match (*name, value.as_ref()) {
            ("" | "option" | "data", value) => value.to_owned(),
            (name, "yes") => name.to_owned(),
            (name, value) => format!("{name} {value}"),
        });
        parts.collect::<Vec<_>>().join(", ")
    }
}

/// Collects facts in the order of their topics.
struct Facts<'c> {
    all: Vec<Fact<'c>>,
}

impl<'c> Facts<'c> {
    fn push(&mut self, topic: Topic, about: impl Into<Cow<'c, str>>, parts: Parts<'c>, origin: &'c Origin) {
        self.all.push(Fact {
            topic,
            about: about.into(),
            parts,
            origin,
        });
    }

    fn one(&mut self, topic: Topic, about: impl Into<Cow<'c, str>>, value: impl Into<Cow<'c, str>>, origin: &'c Origin) {
        self.push(topic, about, vec![("", value.into())], origin);
    }

    /// A value that may be there.
    fn maybe<T>(&mut self, topic: Topic, about: &'static str, given: &'c Option<Given<T>>, text: impl Fn(&'c T) -> Cow<'c, str>) {
        if let Some(given) = given {
            self.one(topic, about, text(&given.value), &given.origin);
        }
    }
}

type Parts<'c> = Vec<(&'static str, Cow<'c, str>)>;

/// Lists everything that a container's file and its manager's defaults say, in the order of the topics.
pub fn facts(container: &Container) -> Vec<Fact<'_>> {
    let mut facts = Facts { all: Vec::new() };
    whole(&mut facts, container);
    mounts::collect(&mut facts, container);
    devices::collect(&mut facts, container);
    rights::collect(&mut facts, container);
    limits(&mut facts, container);
    network::collect(&mut facts, container);
    process(&mut facts, container);
    life(&mut facts, container);
    facts.all
}

/// Brings the words of all dialects for an architecture to one.
fn arch(word: &str) -> &str {
    match word {
        "x86_64" | "linux64" => "amd64",
        "x86" | "i686" | "i586" | "i486" | "linux32" | "athlon" => "i386",
        "aarch64" => "arm64",
        "armv7l" | "armv7" => "armhf",
        other => other,
    }
}

fn whole<'c>(facts: &mut Facts<'c>, container: &'c Container) {
    facts.maybe(Topic::Arch, "", &container.arch, |word| arch(word).into());
    facts.maybe(Topic::Hostname, "", &container.hostname, |name| name.as_str().into());
    if let Some(root) = &container.root {
        let mut parts: Parts<'c> = vec![("source", root_words(&root.value.source))];
        parts.extend(root.value.is_read_only.then(|| ("read-only", "yes".into())));
        facts.push(Topic::Root, "/", parts, &root.origin);
    }
}

fn root_words(source: &RootSource) -> Cow<'_, str> {
    match source {
        RootSource::Directory(path) => path.to_string_lossy(),
        RootSource::Volume(volume) => volume.into(),
        RootSource::Image { kind, path } => format!("{kind}:{path}").into(),
        RootSource::Overlay { lower, upper } => {
            let lower: Vec<Cow<'_, str>> = lower.iter().map(|path| path.to_string_lossy()).collect();
            format!("overlay:{}:{}", lower.join(":"), upper.display()).into()
        }
        RootSource::Host => "host".into(),
        RootSource::Tar(path) => format!("tar:{}", path.display()).into(),
    }
}

fn limits<'c>(facts: &mut Facts<'c>, container: &'c Container) {
    let limits = &container.limits;
    let number = |number: &u64| Cow::from(number.to_string());
    facts.maybe(Topic::Limit, "memory", &limits.memory, number);
    facts.maybe(Topic::Limit, "memory high", &limits.memory_high, number);
    facts.maybe(Topic::Limit, "swap", &limits.swap, number);
    if let Some(cpu) = &limits.cpu {
        // 200000 of 100000 is two CPUs, and so is 20000 of 10000; the period decides how evenly the time is spread.
        let thousandths = (u128::from(cpu.value.quota) * 1000).checked_div(u128::from(cpu.value.period));
        let share = thousandths.map_or_else(|| "0".into(), |share| format!("{}.{:03}", share / 1000, share % 1000).into());
        let parts = vec![("cpus", share), ("period", cpu.value.period.to_string().into())];
        facts.push(Topic::Limit, "cpu", parts, &cpu.origin);
    }
    facts.maybe(Topic::Limit, "cpu weight", &limits.cpu_weight, number);
    facts.maybe(Topic::Limit, "cpu count", &limits.cpu_count, |count| count.to_string().into());
    facts.maybe(Topic::Limit, "cpuset", &limits.cpuset, |set| set.as_str().into());
    facts.maybe(Topic::Limit, "pids", &limits.pids, number);
    for file in &limits.files {
        facts.one(
            Topic::Limit,
            file.value.file.as_str(),
            file.value.value.as_str(),
            &file.origin,
        );
    }
    for limit in &container.rlimits {
        let word = |value| match value {
            RlimitValue::Unlimited => Cow::from("unlimited"),
            RlimitValue::Is(number) => number.to_string().into(),
        };
        let parts = vec![("soft", word(limit.value.soft)), ("hard", word(limit.value.hard))];
        facts.push(Topic::Rlimit, limit.value.resource.as_str(), parts, &limit.origin);
    }
    for pair in &container.sysctls {
        facts.one(Topic::Sysctl, pair.value.0.as_str(), pair.value.1.as_str(), &pair.origin);
    }
    for pair in &container.proc_files {
        facts.one(Topic::ProcFile, pair.value.0.as_str(), pair.value.1.as_str(), &pair.origin);
    }
}

fn process<'c>(facts: &mut Facts<'c>, container: &'c Container) {
    let init = &container.init;
    let id = |id: &crate::InsideId| Cow::from(id.0.to_string());
    facts.maybe(Topic::Init, "command", &init.command, |words| words.join(" ").into());
    facts.maybe(Topic::Init, "user", &init.uid, id);
    facts.maybe(Topic::Init, "group", &init.gid, id);
    for group in &init.groups {
        facts.one(Topic::Init, "further group", group.value.0.to_string(), &group.origin);
    }
    facts.maybe(Topic::Init, "folder", &init.cwd, |path| path.to_string_lossy());
    facts.maybe(Topic::Init, "terminal", &init.has_terminal, yes_no);
    for variable in &container.environment {
        let (name, value) = match &variable.value {
            Environment::Set(name, value) => (name, value.as_str()),
            Environment::Inherit(name) => (name, "(the host's)"),
        };
        facts.one(Topic::Environment, name.as_str(), value, &variable.origin);
    }
    let terminals = &container.terminals;
    facts.maybe(Topic::Terminal, "ttys", &terminals.ttys, |count| count.to_string().into());
    facts.maybe(Topic::Terminal, "folder", &terminals.dir, |name| name.as_str().into());
    facts.maybe(Topic::Terminal, "ptys", &terminals.ptys, |count| count.to_string().into());
    facts.maybe(Topic::Terminal, "console", &terminals.no_console, |()| "none".into());
    facts.maybe(Topic::Terminal, "console log", &terminals.log, |path| path.to_string_lossy());
}

fn yes_no<'a>(is_on: &bool) -> Cow<'a, str> {
    if *is_on { "yes" } else { "no" }.into()
}

fn life<'c>(facts: &mut Facts<'c>, container: &'c Container) {
    let life = &container.lifecycle;
    let signal = |signal: &crate::Signal| Cow::from(signal.0.to_string());
    facts.maybe(Topic::Lifecycle, "halt signal", &life.halt, signal);
    facts.maybe(Topic::Lifecycle, "reboot signal", &life.reboot, signal);
    facts.maybe(Topic::Lifecycle, "stop signal", &life.stop, signal);
    facts.maybe(Topic::Lifecycle, "autostart", &life.autostart, yes_no);
    for refusal in &life.refusals {
        facts.one(Topic::Lifecycle, "refuses to start", refusal.value.as_str(), &refusal.origin);
    }
    for hook in &container.hooks {
        facts.one(
            Topic::Hook,
            hook.value.phase.as_str(),
            hook.value.command.as_str(),
            &hook.origin,
        );
    }
    for kept in &container.kept {
        let about = format!("{} {}", kept.value.dialect.word(), kept.value.key);
        facts.one(Topic::Kept, about, kept.value.value.as_str(), &kept.origin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CpuQuota, FileId, Root};

    fn at(line: u32) -> Origin {
        Origin::Line {
            file: FileId(0),
            line,
            columns: 0..1,
        }
    }

    #[test]
    fn the_words_of_dialects_for_one_thing_become_one() {
        let of = |word: &str| Container {
            arch: Some(Given::new(word.to_owned(), at(1))),
            ..Container::default()
        };
        let (one, other) = (of("x86_64"), of("amd64"));
        assert!(facts(&one)[0].says_same(&facts(&other)[0]));
    }

    #[test]
    fn a_share_of_cpu_time_is_compared_as_cpus() {
        let of = |quota, period| {
            let mut container = Container::default();
            container.limits.cpu = Some(Given::new(CpuQuota { quota, period }, at(1)));
            container
        };
        let (one, other) = (of(200_000, 100_000), of(20_000, 10_000));
        let (one, other) = (facts(&one), facts(&other));
        let cpu = |facts: &[Fact<'_>]| {
            facts
                .iter()
                .find(|fact| fact.about == "cpu")
                .unwrap()
                .part("cpus")
                .unwrap()
                .to_owned()
        };
        assert_eq!((cpu(&one), cpu(&other)), ("2.000".to_owned(), "2.000".to_owned()));
    }

    #[test]
    fn a_fact_is_a_line_of_words() {
        let root = Root {
            source: RootSource::Host,
            is_read_only: true,
        };
        let container = Container {
            root: Some(Given::new(root, at(3))),
            ..Container::default()
        };
        let facts = facts(&container);
        assert_eq!(facts[0].words(), "source host, read-only");
        assert_eq!(facts[0].origin.line(), Some((FileId(0), 3)));
    }
}
