//! Prints a container for review: only what is given, a line each, with the place it comes from.

use std::fmt::{Debug, Write};

use transom_model::{
    AutoMounts, Capabilities, Container, Create, Environment, Given, IdRange, Limits, Mount, MountOption, Network, Nic, NodeDevice,
    Rlimit, RlimitValue, Root, SeccompPolicy, Sources,
};

/// Collects lines, each with its place at the end.
struct Dump<'a> {
    out: String,
    sources: &'a Sources,
}

impl Dump<'_> {
    fn line<T>(&mut self, name: &str, given: &Given<T>, text: impl FnOnce(&T) -> String) {
        let _ = writeln!(
            self.out,
            "{name}: {}  <- {}",
            text(&given.value),
            self.sources.describe(&given.origin)
        );
    }

    fn option<T>(&mut self, name: &str, given: Option<&Given<T>>, text: impl FnOnce(&T) -> String) {
        if let Some(given) = given {
            self.line(name, given, text);
        }
    }

    fn list<T>(&mut self, name: &str, list: &[Given<T>], text: impl Fn(&T) -> String) {
        for given in list {
            self.line(name, given, &text);
        }
    }
}

fn debug<T: Debug>(value: &T) -> String {
    format!("{value:?}")
}

/// Prints what a container has.
pub fn print(container: &Container, sources: &Sources) -> String {
    let mut dump = Dump {
        out: String::new(),
        sources,
    };
    dump.option("arch", container.arch.as_ref(), Clone::clone);
    dump.option("hostname", container.hostname.as_ref(), Clone::clone);
    dump.option("root", container.root.as_ref(), root);
    dump.list("users", &container.id_map.users, range);
    dump.list("groups", &container.id_map.groups, range);
    dump.list("namespace kept", &container.namespaces.kept, debug);
    dump.list("namespace joined", &container.namespaces.joined, |(kind, path)| {
        format!("{kind:?} of {}", path.display())
    });
    dump.option("auto mounts", container.auto_mounts.as_ref(), auto_mounts);
    dump.option("fresh /dev", container.is_dev_fresh.as_ref(), debug);
    dump.list("mount", &container.mounts, mount);
    dump.list("masked path", &container.masked_paths, |path| path.display().to_string());
    dump.list("read-only path", &container.read_only_paths, |path| {
        path.display().to_string()
    });
    dump.list("device", &container.devices, node);
    dump.line("device filter", &container.device_filter.policy, debug);
    dump.list("device rule", &container.device_filter.rules, ToString::to_string);
    rights(&mut dump, container);
    limits(&mut dump, &container.limits);
    dump.list("rlimit", &container.rlimits, rlimit);
    dump.list("sysctl", &container.sysctls, |(key, value)| format!("{key} = {value}"));
    dump.list("process file", &container.proc_files, |(key, value)| {
        format!("{key} = {value}")
    });
    dump.list("environment", &container.environment, environment);
    network(&mut dump, container);
    first_process(&mut dump, container);
    dump.out
}

fn rights(dump: &mut Dump<'_>, container: &Container) {
    match &container.capabilities {
        Capabilities::Drop(list) => dump.list("capability dropped", list, Clone::clone),
        Capabilities::Keep(list) if list.is_empty() => dump.out.push_str("no capability is kept\n"),
        Capabilities::Keep(list) => dump.list("capability kept", list, Clone::clone),
    }
    dump.option("seccomp path", container.seccomp_path.as_ref(), debug);
    dump.option("seccomp", container.seccomp.as_ref(), seccomp);
    dump.option("no new privileges", container.no_new_privs.as_ref(), debug);
    dump.option("apparmor", container.apparmor.as_ref(), Clone::clone);
}

fn seccomp(policy: &SeccompPolicy) -> String {
    let mut text = format!("else {:?}", policy.default);
    for rule in &policy.rules {
        let rule = &rule.value;
        let _ = write!(text, "; {} {:?}", rule.syscall, rule.action);
        for compare in &rule.compares {
            let _ = write!(
                text,
                " [{} {:?} {:#x} mask {:#x}]",
                compare.argument, compare.op, compare.value, compare.mask
            );
        }
        if !rule.archs.is_empty() {
            let _ = write!(text, " on {:?}", rule.archs);
        }
    }
    text
}

fn limits(dump: &mut Dump<'_>, limits: &Limits) {
    dump.option("memory", limits.memory.as_ref(), debug);
    dump.option("memory high", limits.memory_high.as_ref(), debug);
    dump.option("swap", limits.swap.as_ref(), debug);
    dump.option("cpu", limits.cpu.as_ref(), |cpu| format!("{} of {}", cpu.quota, cpu.period));
    dump.option("cpu weight", limits.cpu_weight.as_ref(), debug);
    dump.option("cpu count", limits.cpu_count.as_ref(), debug);
    dump.option("cpuset", limits.cpuset.as_ref(), Clone::clone);
    dump.option("pids", limits.pids.as_ref(), debug);
    dump.list("cgroup file", &limits.files, |file| {
        format!("{:?} {} = {}", file.generation, file.file, file.value)
    });
}

fn network(dump: &mut Dump<'_>, container: &Container) {
    match &container.network {
        Network::Host(given) => dump.line("network", given, |()| "the host's".to_owned()),
        Network::Own(nics) => dump.list("interface", nics, nic),
    }
    dump.option("name servers", container.nameservers.as_ref(), Clone::clone);
    dump.option("search domain", container.searchdomain.as_ref(), Clone::clone);
}

fn first_process(dump: &mut Dump<'_>, container: &Container) {
    dump.option("init", container.init.command.as_ref(), debug);
    dump.option("init uid", container.init.uid.as_ref(), |id| id.0.to_string());
    dump.option("init gid", container.init.gid.as_ref(), |id| id.0.to_string());
    dump.list("init group", &container.init.groups, |id| id.0.to_string());
    dump.option("init cwd", container.init.cwd.as_ref(), debug);
    dump.option("terminal", container.init.has_terminal.as_ref(), debug);
    dump.option("ttys", container.terminals.ttys.as_ref(), debug);
    dump.option("tty folder", container.terminals.dir.as_ref(), Clone::clone);
    dump.option("ptys", container.terminals.ptys.as_ref(), debug);
    dump.option("no console", container.terminals.no_console.as_ref(), |()| "yes".to_owned());
    dump.option("console log", container.terminals.log.as_ref(), debug);
    dump.option("halt signal", container.lifecycle.halt.as_ref(), |signal| {
        signal.0.to_string()
    });
    dump.option("reboot signal", container.lifecycle.reboot.as_ref(), |signal| {
        signal.0.to_string()
    });
    dump.option("stop signal", container.lifecycle.stop.as_ref(), |signal| {
        signal.0.to_string()
    });
    dump.option("autostart", container.lifecycle.autostart.as_ref(), debug);
    dump.list("refusal", &container.lifecycle.refusals, Clone::clone);
    dump.list("hook", &container.hooks, |hook| format!("{}: {}", hook.phase, hook.command));
}

fn root(root: &Root) -> String {
    let mode = if root.is_read_only { " read-only" } else { "" };
    format!("{:?}{mode}", root.source)
}

fn range(range: &IdRange) -> String {
    format!("{} + {} -> {}", range.inside.0, range.len, range.host.0)
}

fn auto_mounts(auto: &AutoMounts) -> String {
    let forced = if auto.is_cgroup_forced { " forced" } else { "" };
    format!("proc {:?}, sys {:?}, cgroup {:?}{forced}", auto.proc, auto.sys, auto.cgroup)
}

fn mount(mount: &Mount) -> String {
    let options: Vec<String> = mount.options.iter().map(option).collect();
    let mut text = format!(
        "{} on /{} type {} ({})",
        mount.source,
        mount.target.display(),
        mount.filesystem,
        options.join(",")
    );
    match mount.create {
        Create::No => {}
        Create::File => text.push_str(", create file"),
        Create::Dir => text.push_str(", create folder"),
        Create::LikeSource => text.push_str(", create what the source is"),
    }
    let marks = [
        (mount.is_optional, "optional"),
        (mount.is_source_inside, "source inside"),
        (mount.is_idmapped, "id-mapped"),
    ];
    for (_, mark) in marks.iter().filter(|(is_on, _)| *is_on) {
        let _ = write!(text, ", {mark}");
    }
    text
}

fn option(option: &MountOption) -> String {
    match option {
        MountOption::Bind { recursive: false } => "bind".to_owned(),
        MountOption::Bind { recursive: true } => "rbind".to_owned(),
        MountOption::ReadOnly(true) => "ro".to_owned(),
        MountOption::ReadOnly(false) => "rw".to_owned(),
        MountOption::Data(data) => data.clone(),
        other => format!("{other:?}"),
    }
}

fn node(node: &NodeDevice) -> String {
    let number = node
        .number
        .map_or_else(String::new, |(kind, number)| format!(" ({} {number})", kind.letter()));
    format!(
        "{} {}{number} at {}, mode {:04o}, owner {}:{}, {}, {:?}",
        node.name,
        node.source.display(),
        node.target.display(),
        node.mode.0,
        node.uid.0,
        node.gid.0,
        node.access,
        node.presence
    )
}

fn rlimit(limit: &Rlimit) -> String {
    let word = |value| match value {
        RlimitValue::Unlimited => "unlimited".to_owned(),
        RlimitValue::Is(number) => number.to_string(),
    };
    format!("{} {}:{}", limit.resource, word(limit.soft), word(limit.hard))
}

fn environment(variable: &Environment) -> String {
    match variable {
        Environment::Set(name, value) => format!("{name}={value}"),
        Environment::Inherit(name) => format!("{name} of the caller"),
    }
}

fn nic(nic: &Nic) -> String {
    let mut text = format!("{} {:?}", nic.key, nic.kind.value);
    let parts = [("link", &nic.link), ("name", &nic.name), ("host name", &nic.host_name)];
    for (word, value) in parts {
        if let Some(value) = value {
            let _ = write!(text, ", {word} {}", value.value);
        }
    }
    if let Some(mac) = &nic.mac {
        let _ = write!(text, ", mac {}", mac.value);
    }
    if let Some(mtu) = &nic.mtu {
        let _ = write!(text, ", mtu {}", mtu.value);
    }
    text.push_str(if nic.is_up { ", up" } else { ", down" });
    for address in &nic.addresses {
        let _ = write!(text, ", {}", address.value);
    }
    for gateway in &nic.gateways {
        let _ = write!(text, ", gateway {}", gateway.value);
    }
    for left in &nic.left_to_guest {
        let _ = write!(text, ", left to the guest: {}", left.value);
    }
    text
}
