//! What becomes of a key or a device under the newest version of the other manager, or of its own.
//!
//! LXD and Incus have grown apart in single keys: here is what each is called, said with, or worth on the other side. `migrate.rs`
//! puts the verdicts into the text.

use transom_model::Dialect;

use super::keys::{self, Meaning};
use super::known::{RENAMED, SIBLINGS, other_name};
use super::options::{self, DeviceOption};
use super::outline::{Item, Piece};
use super::{process, values};
use crate::Syntax;

/// What becomes of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It stays as it is.
    Keep,
    /// It has another name.
    Rename(&'static str),
    /// It has another value; with what is different.
    Value(&'static str, &'static str),
    /// Lines of `raw.lxc` say it; with what is different.
    Raw(Vec<String>, Option<&'static str>),
    /// It goes, and nothing is lost: why.
    Drop(String),
    /// It cannot be said: why, and what to do instead.
    Impossible(String, String),
}

fn drop(why: &str) -> Verdict {
    Verdict::Drop(why.to_owned())
}

fn impossible(why: impl Into<String>, instead: impl Into<String>) -> Verdict {
    Verdict::Impossible(why.into(), instead.into())
}

/// What the whole file says that a key of it may depend on.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context {
    pub(super) from_incus: bool,
    pub(super) is_isolated: bool,
    pub(super) has_nvidia: bool,
}

/// Decides on a configuration key.
pub(super) fn of_key(to: Dialect, context: Context, key: &str, value: &str) -> Verdict {
    let Some(entry) = keys::find(key) else {
        return impossible(
            format!("{} has no key `{key}`", to.title()),
            "correct the name, or keep it as `user.…`",
        );
    };
    if entry.known.is_taken_by_newest(to) {
        return of_value(to, context, key, value);
    }
    let sibling = match to {
        Dialect::Incus => other_name(&SIBLINGS, key),
        _ => SIBLINGS.iter().find(|(_, incus)| *incus == key).map(|(lxd, _)| *lxd),
    };
    let is_off = matches!(entry.syntax, Syntax::Bool) && !values::is_true(value);
    match entry.meaning {
        _ if other_name(&RENAMED, key).is_some() => Verdict::Rename(other_name(&RENAMED, key).unwrap_or_default()),
        _ if sibling.is_some() => Verdict::Rename(sibling.unwrap_or_default()),
        _ if value.is_empty() => drop("an empty value is the same as no line"),
        Meaning::Idle(why) => drop(why.text()),
        Meaning::Later(_) if is_off => drop("it is off, as it is without the line"),
        _ => foreign(to, context, key, value),
    }
}

/// Keys that both take, with values that only one does.
fn of_value(to: Dialect, context: Context, key: &str, value: &str) -> Verdict {
    let to_lxd = to == Dialect::Lxd;
    match key {
        "boot.autostart" if to_lxd && value == "last-state" => drop("LXD starts a container that ran before without the line"),
        "cluster.evacuate" if to_lxd && value == "force-stop" => {
            Verdict::Value("stop", "LXD waits for a clean stop, up to `boot.host_shutdown_timeout`")
        }
        "cluster.evacuate" if to_lxd && value == "stateful-stop" => {
            Verdict::Value("stop", "LXD stops the container without saving its processes")
        }
        "limits.memory.swap" if to_lxd && values::boolean(value).is_err() => match values::bytes(value) {
            Ok(bytes) => Verdict::Raw(vec![format!("lxc.cgroup2.memory.swap.max = {bytes}")], None),
            Err(_) => Verdict::Keep,
        },
        "security.idmap.size" if !context.is_isolated && to_lxd && context.from_incus => impossible(
            "LXD's shared range cannot be cut short",
            "give the container a range of its own: `security.idmap.isolated: \"true\"`",
        ),
        "security.idmap.size" if !context.is_isolated && !to_lxd && !context.from_incus => {
            drop("it counts in LXD only with `security.idmap.isolated`; Incus would cut the shared range short")
        }
        _ => Verdict::Keep,
    }
}

/// Keys that the target does not have.
fn foreign(to: Dialect, context: Context, key: &str, value: &str) -> Verdict {
    let manager = to.title();
    let lacks = format!("{manager} has no `{key}`");
    match key {
        "limits.network.priority" => impossible(
            format!("{manager} sets the priority of packets for each interface"),
            format!("set `limits.priority: \"{value}\"` on each device of type `nic`"),
        ),
        "limits.memory.oom_priority" => Verdict::Raw(vec![format!("lxc.proc.oom_score_adj = {value}")], None),
        "boot.host_shutdown_action" if value == "stop" => drop("it is what happens without the line"),
        "linux.kernel_modules.load" if value == "boot" => drop("it is what happens without the line"),
        "linux.kernel_modules.load" => drop("Incus loads the modules at every start, before the container could ask for them"),
        "ubuntu_pro.guest_attach" if value == "off" => drop("it is off, as it is without the line"),
        "oci.entrypoint" => match process::shell_words(value) {
            Some(_) => Verdict::Raw(
                vec![format!("lxc.init.cmd = {value}")],
                Some("LXD has no application containers; LXC starts the command as the first process"),
            ),
            None => impossible(lacks, "write the command into `raw.lxc` as `lxc.init.cmd`"),
        },
        "oci.cwd" => Verdict::Raw(vec![format!("lxc.init.cwd = {value}")], None),
        "oci.uid" => Verdict::Raw(vec![format!("lxc.init.uid = {value}")], None),
        "oci.gid" => Verdict::Raw(vec![format!("lxc.init.gid = {value}")], None),
        "nvidia.runtime" => impossible(
            "LXD 6.9 took the key out: it finds NVIDIA's files by CDI",
            "give the container a device of type `gpu` with `id: nvidia.com/gpu=all`",
        ),
        _ if key.starts_with("nvidia.") && !context.has_nvidia => drop("it counts only with `nvidia.runtime`"),
        "nvidia.driver.capabilities" => drop("CDI brings all of the driver's parts"),
        _ if key.starts_with("nvidia.require.") => impossible(lacks, "check the driver's version on the host"),
        _ if key.starts_with("cloud-init.ssh-keys.") => {
            impossible(lacks, "put the key below `ssh_authorized_keys:` of `cloud-init.user-data`")
        }
        _ if key.starts_with("security.delegate_bpf") => {
            impossible(lacks, "Incus has `security.bpffs.…` for it, with values of its own")
        }
        _ if key.starts_with("security.bpffs.") => {
            impossible(lacks, "LXD has `security.delegate_bpf…` for it, with values of its own")
        }
        _ if key.starts_with("systemd.credential") => impossible(lacks, "write the file below /etc/credstore inside the container"),
        _ if key.starts_with("oci.dns.") => impossible(lacks, "write /etc/resolv.conf inside the container"),
        _ if key.starts_with("security.selinux.") => {
            impossible(lacks, "LXC's `lxc.selinux.context` in `raw.lxc` sets the whole context")
        }
        "boot.autorestart" => impossible(lacks, "let a service of the host watch the container and start it again"),
        "boot.host_shutdown_action" => impossible(lacks, "a low `boot.host_shutdown_timeout` comes near to a forced stop"),
        "snapshots.expiry.manual" => impossible(lacks, "give each snapshot its own time when it is taken"),
        "placement.group" => impossible(
            lacks,
            "place the container with `--target`, or a placement scriptlet of the cluster",
        ),
        "security.devlxd.management.volumes" => impossible(lacks, "attach the volumes as devices of type `disk`"),
        "ubuntu_pro.guest_attach" => impossible(lacks, "attach the guest with `pro attach` inside it"),
        _ => impossible(
            lacks,
            "see whether the container can do without, or stay with the manager that has it",
        ),
    }
}

/// What becomes of a device: as a whole, or option by option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum OfDevice {
    Whole(Verdict),
    Options(Vec<Verdict>),
}

/// Decides on a device; the verdicts on its options are in their order.
pub(super) fn of_device(to: Dialect, map: &Piece) -> OfDevice {
    let text = |option: &str| map.find(option).and_then(Item::text).unwrap_or_default();
    let Some(kind) = options::find(text("type")) else {
        return OfDevice::Options(map.items().iter().map(|_| Verdict::Keep).collect());
    };
    if let Some(verdict) = whole(to, kind.name, text) {
        return OfDevice::Whole(verdict);
    }
    let verdict = |item: &Item| {
        let option = kind.options.iter().find(|option| option.name == item.key);
        match option.filter(|option| !option.known.is_taken_by_newest(to)) {
            None => Verdict::Keep,
            Some(option) => of_option(to, option, item.text().unwrap_or_default()),
        }
    };
    OfDevice::Options(map.items().iter().map(verdict).collect())
}

fn whole<'t>(to: Dialect, kind: &str, text: impl Fn(&str) -> &'t str) -> Option<Verdict> {
    let to_lxd = to == Dialect::Lxd;
    let source = text("source");
    match kind {
        _ if to_lxd && !text("attached").is_empty() && !values::is_true(text("attached")) => Some(drop(
            "the device is unplugged (`attached: false`), which LXD says by leaving it out",
        )),
        "disk" if to_lxd && source.starts_with("tmpfs-overlay:") => Some(impossible(
            "LXD cannot lay memory over a folder",
            "mount it inside, or make a snapshot and go back to it",
        )),
        "disk" if to_lxd && source.starts_with("tmpfs:") => {
            let size = source.strip_prefix("tmpfs:").unwrap_or_default();
            let size = if size.is_empty() { text("size") } else { size };
            let size = values::bytes(size).map(|bytes| format!(",size={bytes}")).unwrap_or_default();
            let target = text("path").trim_start_matches('/');
            Some(Verdict::Raw(
                vec![format!("lxc.mount.entry = tmpfs {target} tmpfs create=dir{size} 0 0")],
                None,
            ))
        }
        "gpu" if !to_lxd && text("id").contains(['=', '/']) => Some(impossible(
            "Incus does not know devices by the names of CDI",
            "name the card by `pci`, or by its number as `id`; NVIDIA's files come with `nvidia.runtime: \"true\"`",
        )),
        "unix-hotplug" if !to_lxd && text("vendorid").is_empty() && text("productid").is_empty() => Some(impossible(
            "Incus finds plugged devices by `vendorid` and `productid` alone",
            "`lsusb` shows the two numbers",
        )),
        _ => None,
    }
}

fn of_option(to: Dialect, option: &DeviceOption, value: &str) -> Verdict {
    let manager = to.title();
    let is_on = values::is_true(value);
    let lacks = format!("{manager} has no `{}` here", option.name);
    match option.name {
        _ if value.is_empty() => drop("an empty value is the same as no line"),
        "attached" | "connected" if is_on => drop("a device is plugged in without the line too"),
        "connected" => impossible(lacks, "take the interface down inside, or leave the device out"),
        _ if option.later == Some(options::VM) => drop("it is for virtual machines, and this is a container"),
        _ if matches!(option.syntax, Syntax::Bool) && !is_on => drop("it is off, as it is without the line"),
        "dependent" => impossible(
            lacks,
            "move and copy the volume together with the container, by `storage volume` commands",
        ),
        "ownership.inherit" => impossible(lacks, "give the nodes `uid`, `gid` and `mode`"),
        "subsystem" => impossible(
            lacks,
            "`vendorid` and `productid` alone choose the devices, with all their nodes",
        ),
        "source.snapshot" | "source.type" => impossible(lacks, "copy the snapshot to a volume of its own and mount that"),
        "vrf" => impossible(lacks, "put the host's end into the VRF by a hook or a service of the host"),
        "limits.read" | "limits.write" => impossible(
            lacks,
            "limit it by `lxc.cgroup2.io.max` in `raw.lxc`, with the device's numbers",
        ),
        _ => impossible(lacks, "see whether the container can do without"),
    }
}
