//! Raw `lxc.*` lines for what Proxmox has no option for, in the words of LXC's own printer.
//!
//! Only keys that Proxmox passes on are printed. The lines stand behind everything that Proxmox generates, so a list that has to lose
//! a default is cleared first.

use transom_model::{
    AutoMounts, Capabilities, Container, Create, DeviceRule, Environment, FilterPolicy, Given, Init, Lifecycle, Mount, MountOption,
    Network, Nic, NodeDevice, Origin, RuleEffect, Terminals,
};

use super::super::{defaults, devices, features, limits, options, raw};
use super::{Pairs, disks, network, said};
use crate::lxc::quoted;

/// Prints the raw lines of a container.
pub(super) fn lines(container: &Container) -> Pairs {
    let subjects: [fn(&Container) -> Pairs; 14] = [
        environment,
        id_map,
        confinement,
        capabilities,
        kernel_mounts,
        mounts,
        device_rules,
        limits::print_raw,
        process_limits,
        init,
        terminals,
        hooks,
        interfaces,
        kept,
    ];
    let lines = subjects.into_iter().flat_map(|subject| subject(container));
    lines.filter(|(key, _)| raw::is_passed(key)).collect()
}

/// Returns what LXC's printer says of a part of a container, but for what it says of any.
fn of_lxc(part: &Container) -> Pairs {
    let said = |of: &Container| -> Pairs { crate::lxc::KEYS.iter().flat_map(|key| (key.print)(of)).collect() };
    let usual = said(&Container::default());
    let own = said(part).into_iter().filter(|pair| !usual.contains(pair));
    own.map(|(key, value)| (key, quoted(&value))).collect()
}

fn environment(container: &Container) -> Pairs {
    let is_own = |given: &&Given<Environment>| !matches!(given.origin, Origin::Default(_));
    let variables: Vec<_> = container.environment.iter().filter(is_own).cloned().collect();
    let are_set = variables.iter().all(|given| matches!(given.value, Environment::Set(..)));
    let mut lines = of_lxc(&Container {
        environment: variables,
        ..Container::default()
    });
    // Proxmox shows these as its option `env`, which has no word for a value of the host's.
    for (key, _) in lines.iter_mut().filter(|_| are_set) {
        *key = "lxc.environment.runtime".to_owned();
    }
    lines
}

fn id_map(container: &Container) -> Pairs {
    let map = &container.id_map;
    let is_usual = [&map.users, &map.groups]
        .iter()
        .all(|ranges| matches!(ranges.as_slice(), [range] if range.value == defaults::ID_RANGE));
    match is_usual {
        true => Vec::new(),
        false => of_lxc(&Container {
            id_map: map.clone(),
            ..Container::default()
        }),
    }
}

fn confinement(container: &Container) -> Pairs {
    let profile = container.apparmor.clone().filter(|profile| profile.value != "generated");
    of_lxc(&Container {
        apparmor: profile,
        seccomp_path: container.seccomp_path.clone(),
        ..Container::default()
    })
}

fn capabilities(container: &Container) -> Pairs {
    let line = |key: &str, value: String| (key.to_owned(), value);
    let own = defaults::capabilities(!container.id_map.is_privileged());
    let own = names(&own);
    let given = names(&container.capabilities);
    let clear = || line("lxc.cap.drop", String::new());
    if let Capabilities::Keep(_) = container.capabilities {
        let kept = if given.is_empty() {
            "none".to_owned()
        } else {
            given.join(" ")
        };
        let clear = (!own.is_empty()).then(clear);
        return clear.into_iter().chain([line("lxc.cap.keep", kept)]).collect();
    }
    let mut further = given.clone();
    let has_own = own.iter().all(|name| {
        let at = further.iter().position(|other| other == name);
        at.map(|at| further.remove(at)).is_some()
    });
    let (cleared, dropped) = if has_own { (None, further) } else { (Some(clear()), given) };
    let dropped = (!dropped.is_empty()).then(|| line("lxc.cap.drop", dropped.join(" ")));
    cleared.into_iter().chain(dropped).collect()
}

fn names(capabilities: &Capabilities) -> Vec<&str> {
    let (Capabilities::Drop(names) | Capabilities::Keep(names)) = capabilities;
    names.iter().map(|name| name.value.as_str()).collect()
}

/// /proc, /sys and the cgroup tree where they are not as Proxmox or a feature mounts them, and a /dev that is not fresh.
fn kernel_mounts(container: &Container) -> Pairs {
    let is_unprivileged = !container.id_map.is_privileged();
    let forced = Origin::Default("");
    let is_forced = features::has_writable_sys(container);
    let own = defaults::auto_mounts(is_forced.then_some(&forced), is_unprivileged).value;
    let of = |mounts: AutoMounts| {
        let part = Container {
            auto_mounts: Some(Given::default_of(mounts, "")),
            ..Container::default()
        };
        let words: Vec<String> = of_lxc(&part).into_iter().map(|(_, words)| words).collect();
        words.join(" ")
    };
    let key = || "lxc.mount.auto".to_owned();
    let given = container.auto_mounts.as_ref().map(|given| given.value);
    let mut lines = match given {
        Some(given) if given == own => Vec::new(),
        Some(given) => {
            let (own, given) = (of(own), of(given));
            let has_all = own.split(' ').count() == given.split(' ').count();
            let new: Vec<&str> = given
                .split(' ')
                .filter(|word| !own.split(' ').any(|own| own == *word))
                .collect();
            match has_all {
                true => vec![(key(), new.join(" "))],
                false => vec![(key(), String::new()), (key(), given)],
            }
        }
        None => vec![(key(), String::new())],
    };
    if said(container.is_dev_fresh.as_ref(), Some(&true)) == Some(&false) {
        lines.push(("lxc.autodev".to_owned(), "0".to_owned()));
    }
    lines
}

/// Entries for mounts that are no mount points, and for nodes that stand elsewhere than on the host.
fn mounts(container: &Container) -> Pairs {
    let mut mounts: Vec<Given<Mount>> = disks::entries(container).into_iter().cloned().collect();
    mounts.extend(moved(container).map(|device| device.with(bind(&device.value))));
    of_lxc(&Container {
        mounts,
        ..Container::default()
    })
}

/// The devices that no `devN` line can say.
fn moved(container: &Container) -> impl Iterator<Item = &Given<NodeDevice>> {
    let is_said = |device: &&Given<NodeDevice>| !matches!(device.origin, Origin::Default(_));
    container
        .devices
        .iter()
        .filter(is_said)
        .filter(|device| !devices::can_be_native(&device.value))
}

fn bind(device: &NodeDevice) -> Mount {
    Mount {
        source: device.source.to_string_lossy().into_owned(),
        target: device.target.strip_prefix("/").unwrap_or(&device.target).to_owned(),
        filesystem: "none".to_owned(),
        options: vec![MountOption::Bind { recursive: false }],
        create: Create::File,
        is_optional: device.presence == transom_model::Presence::Optional,
        is_source_inside: false,
        is_idmapped: false,
    }
}

fn device_rules(container: &Container) -> Pairs {
    let is_unprivileged = !container.id_map.is_privileged();
    let filter = &container.device_filter;
    let rules: Vec<&Given<DeviceRule>> = filter.rules.iter().collect();
    let mut lines = if filter.policy.value == FilterPolicy::Allow {
        // Where all are allowed, only a denial says something.
        let denied = rules.iter().filter(|rule| rule.value.effect == RuleEffect::Deny);
        let all = (allow(RuleEffect::Allow), "a".to_owned());
        [all].into_iter().chain(denied.map(|rule| rule_line(&rule.value))).collect()
    } else if is_unprivileged {
        let standard = defaults::standard_devices(false);
        let is_own = |rule: &&&Given<DeviceRule>| {
            let is_standard = standard.iter().any(|known| known.value == rule.value);
            !matches!(rule.origin, Origin::Default(_)) || !is_standard
        };
        rules.iter().filter(is_own).map(|rule| rule_line(&rule.value)).collect()
    } else {
        privileged_rules(container)
    };
    lines.extend(container.rule_paths.iter().map(|rule| {
        let rule = &rule.value;
        (allow(rule.effect), format!("{} {}", rule.path.display(), rule.access))
    }));
    lines.extend(moved(container).map(|device| rule_of_moved(&device.value)));
    lines
}

/// The list of `common.conf` with single rules taken back and others added; a list of another kind stands alone.
fn privileged_rules(container: &Container) -> Pairs {
    let standard = defaults::standard_devices(container.terminals.no_console.is_some());
    let rules: Vec<DeviceRule> = container.device_filter.rules.iter().map(|rule| rule.value).collect();
    let is_standard = |rule: &DeviceRule| standard.iter().any(|known| known.value == *rule);
    let kept = rules.iter().filter(|rule| is_standard(rule)).count();
    // Taking back what is not there does nothing, and an order with denials between would be another list.
    let is_extended = kept * 2 > standard.len() && rules[..kept].iter().all(is_standard);
    if !is_extended {
        let none = (allow(RuleEffect::Deny), "a".to_owned());
        return [none].into_iter().chain(rules.iter().map(rule_line)).collect();
    }
    let gone = standard
        .iter()
        .map(|known| known.value)
        .filter(|known| !rules.contains(known));
    let taken_back = gone.map(|rule| {
        rule_line(&DeviceRule {
            effect: RuleEffect::Deny,
            ..rule
        })
    });
    taken_back.chain(rules[kept..].iter().map(rule_line)).collect()
}

fn allow(effect: RuleEffect) -> String {
    match effect {
        RuleEffect::Allow => "lxc.cgroup2.devices.allow".to_owned(),
        RuleEffect::Deny => "lxc.cgroup2.devices.deny".to_owned(),
    }
}

fn rule_line(rule: &DeviceRule) -> (String, String) {
    let DeviceRule {
        effect,
        kind,
        major,
        minor,
        access,
    } = rule;
    (allow(*effect), format!("{} {major}:{minor} {access}", kind.letter()))
}

fn rule_of_moved(device: &NodeDevice) -> (String, String) {
    let named = match device.number {
        Some((kind, number)) => format!("{} {number}", kind.letter()),
        None => device.source.display().to_string(),
    };
    (allow(RuleEffect::Allow), format!("{named} {}", device.access))
}

fn process_limits(container: &Container) -> Pairs {
    of_lxc(&Container {
        rlimits: container.rlimits.clone(),
        sysctls: container.sysctls.clone(),
        ..Container::default()
    })
}

fn init(container: &Container) -> Pairs {
    let own = vec!["/sbin/init".to_owned()];
    let is_raw = said(container.init.command.as_ref(), Some(&own)).is_some() && !super::is_entrypoint(container);
    let mut lines = if is_raw { command(container) } else { Vec::new() };
    lines.extend(of_lxc(&Container {
        init: Init {
            command: None,
            ..container.init.clone()
        },
        lifecycle: Lifecycle {
            halt: container.lifecycle.halt.clone(),
            reboot: container.lifecycle.reboot.clone(),
            stop: container.lifecycle.stop.clone(),
            ..Lifecycle::default()
        },
        ..Container::default()
    }));
    lines
}

/// The command, quoted as LXC splits it.
pub(super) fn command(container: &Container) -> Pairs {
    of_lxc(&Container {
        init: Init {
            command: container.init.command.clone(),
            ..Init::default()
        },
        ..Container::default()
    })
}

fn terminals(container: &Container) -> Pairs {
    let given = &container.terminals;
    let is_other = |count: &Given<u32>| !matches!(count.origin, Origin::Default(_));
    of_lxc(&Container {
        terminals: Terminals {
            ttys: given
                .ttys
                .clone()
                .filter(|ttys| is_other(ttys) && ttys.value > options::MOST_TTYS),
            ptys: given.ptys.clone().filter(|ptys| ptys.value != defaults::PTYS),
            log: given.log.clone(),
            ..Terminals::default()
        },
        ..Container::default()
    })
}

/// One after the other, because LXC's printer would sort them by their moments.
fn hooks(container: &Container) -> Pairs {
    let one = |hook: &Given<transom_model::Hook>| {
        of_lxc(&Container {
            hooks: vec![hook.clone()],
            ..Container::default()
        })
    };
    container.hooks.iter().flat_map(one).collect()
}

fn interfaces(container: &Container) -> Pairs {
    if let Network::Host(_) = container.network {
        return of_lxc(&Container {
            network: container.network.clone(),
            ..Container::default()
        });
    }
    // Read again, the interfaces of `netN` lines come first, and all in the order of their numbers.
    let mut nics = network::numbered(container);
    nics.sort_by_key(|nic| (!nic.is_native, nic.number));
    let lines = |nic: &network::Numbered<'_>| match nic.is_native {
        true => network::additions(nic),
        false => raw_interface(nic),
    };
    nics.iter().flat_map(lines).collect()
}

fn raw_interface(numbered: &network::Numbered<'_>) -> Pairs {
    let is_said = |name: &Given<String>| !matches!(name.origin, Origin::Default(_));
    let nic = Nic {
        host_name: numbered.nic.host_name.clone().filter(is_said),
        ..numbered.nic.clone()
    };
    let lines = of_lxc(&Container {
        network: Network::Own(vec![Given::default_of(nic, "")]),
        ..Container::default()
    });
    let number = numbered.number;
    let renumbered = |(key, value): (String, String)| {
        let (_, subkey) = key.strip_prefix("lxc.net.")?.split_once('.')?;
        Some((format!("lxc.net.{number}.{subkey}"), value))
    };
    lines.into_iter().filter_map(renumbered).collect()
}

/// Settings of LXC's that the model keeps in LXC's words.
fn kept(container: &Container) -> Pairs {
    let of_lxc = container.kept.iter().map(|given| &given.value);
    let of_lxc = of_lxc.filter(|kept| kept.dialect == transom_model::Dialect::Lxc);
    of_lxc.map(|kept| (kept.key.clone(), quoted(&kept.value))).collect()
}
