//! What libvirt's LXC driver brings when the file is silent: environment, kernel mounts, the usual devices, terminals.
//!
//! Where Transom is stricter on purpose (masked files in /proc, the cgroup tree), `docs/undocumented/libvirt.md` says so.

use transom_model::{
    Access, AutoMounts, CgroupMount, DeviceKind, DeviceRule, Environment, FilterPolicy, Given, InsideId, Origin, ProcMount, Root,
    RootSource, RuleEffect, RuleNumber, Severity, SysMount,
};

use super::{Reader, interfaces, limits, rights};
use crate::Problem;

const ENVIRONMENT: &str = "libvirt: every container's first process gets this variable";
const MOUNTS: &str = "libvirt: mounts /proc with /proc/sys read-only, /sys read-only and the cgroup tree";
const DEVICES: &str = "libvirt: closes all devices but the usual ones";
const ROOT: &str = "libvirt: without a file system for / the container's root is the host's";
const FOLDER: &str = "libvirt: the first process begins in the root folder";
const ROOTS: &str = "libvirt: the first process is root's where the file names only its user or its group";
/// Why libvirt does not start a container without a first program.
pub(super) const NO_INIT: &str = "libvirt: init binary must be specified";
/// Why libvirt does not start a container without a terminal.
pub(super) const NO_CONSOLE: &str = "libvirt: At least one PTY console is required";
const INIT: &str = "Transom: the usual first program, since the file names none";

/// Fills in everything that no element has given.
pub(super) fn complete(reader: &mut Reader) {
    let whole = reader.container.whole.clone().unwrap_or(Origin::Default(ROOT));
    devices(reader);
    super::devices::settle(reader);
    rights::settle_capabilities(reader);
    rights::check_map(reader);
    limits::settle(reader, &whole);
    interfaces::settle(reader);
    terminals(reader, &whole);
    first_process(reader, &whole);
    root(reader, &whole);
    environment(reader);
    if reader.draft.name.is_none() {
        let problem =
            Problem::new("no-name", "no `<name>`: libvirt refuses to define the container").hint("add `<name>lab</name>`");
        reader.diagnose(Severity::Error, whole.clone(), problem);
    }
    if !reader.draft.has_type {
        let problem = Problem::new("no-os-type", "no `<type>` in `<os>`: libvirt refuses to define the container");
        reader.diagnose(Severity::Error, whole, problem.hint("add `<os><type>exe</type>…</os>`"));
    }
    let container = &mut reader.container;
    container.is_dev_fresh = Some(Given::default_of(true, "libvirt: makes a fresh /dev"));
    let auto = AutoMounts {
        proc: ProcMount::Mixed,
        sys: SysMount::ReadOnly,
        cgroup: CgroupMount::ReadWrite,
        is_cgroup_forced: false,
    };
    container.auto_mounts = Some(Given::default_of(auto, MOUNTS));
}

fn root(reader: &mut Reader, whole: &Origin) {
    if reader.draft.has_root {
        return;
    }
    let root = Root {
        source: RootSource::Directory("/".into()),
        is_read_only: false,
    };
    reader.container.root = Some(Given::default_of(root, ROOT));
    let message = "the container's root is the host's own: no `<filesystem>` is for `/`";
    let hint = "add `<filesystem><source dir='/srv/root'/><target dir='/'/></filesystem>`";
    reader.diagnose(
        Severity::Warning,
        whole.clone(),
        Problem::new("host-root", message).hint(hint),
    );
}

fn first_process(reader: &mut Reader, whole: &Origin) {
    let args = std::mem::take(&mut reader.draft.args);
    let init = reader.draft.init.take();
    if init.is_none() {
        reader.refuse(whole.clone(), NO_INIT, "add `<init>/sbin/init</init>` to `<os>`");
    }
    let init = init.unwrap_or_else(|| Given::default_of("/sbin/init".to_owned(), INIT));
    let command = std::iter::once(init.value.clone()).chain(args).collect();
    reader.container.init.command = Some(init.with(command));
    reader
        .container
        .init
        .cwd
        .get_or_insert_with(|| Given::default_of("/".into(), FOLDER));
    let (has_user, has_group) = (reader.draft.has_user, reader.draft.has_group);
    let init = &mut reader.container.init;
    if has_user && !has_group {
        init.gid = Some(Given::default_of(InsideId(0), ROOTS));
    } else if has_group && !has_user {
        init.uid = Some(Given::default_of(InsideId(0), ROOTS));
    }
}

fn terminals(reader: &mut Reader, whole: &Origin) {
    let consoles = std::mem::take(&mut reader.draft.consoles);
    let count = u32::try_from(consoles.len()).unwrap_or(u32::MAX);
    match consoles.into_iter().next() {
        Some(first) => reader.container.terminals.ttys = Some(Given::new(count, first)),
        None => {
            reader.refuse(whole.clone(), NO_CONSOLE, "add `<console type='pty'/>` to `<devices>`");
        }
    }
}

fn environment(reader: &mut Reader) {
    let set = |name: &str, value: &str| Given::default_of(Environment::Set(name.to_owned(), value.to_owned()), ENVIRONMENT);
    let mut all = vec![
        set("PATH", "/bin:/sbin"),
        set("TERM", "linux"),
        set("container", "lxc-libvirt"),
        set("HOME", "/"),
    ];
    let draft = &mut reader.draft;
    let mut from = |name: &str, value: Option<&Given<String>>| {
        all.extend(value.map(|value| value.with(Environment::Set(name.to_owned(), value.value.clone()))));
    };
    from("container_uuid", draft.uuid.as_ref());
    from("LIBVIRT_LXC_UUID", draft.uuid.as_ref());
    from("LIBVIRT_LXC_NAME", draft.name.as_ref());
    from("LIBVIRT_LXC_CMDLINE", draft.cmdline.as_ref());
    if let Some(ttys) = reader.container.terminals.ttys.as_ref().filter(|ttys| ttys.value > 1) {
        let names: Vec<String> = (1..ttys.value.min(1000)).map(|number| format!("pts/{number}")).collect();
        all.push(ttys.with(Environment::Set("container_ttys".to_owned(), names.join(" "))));
    }
    let own = std::mem::take(&mut draft.environment);
    all.extend(
        own.into_iter()
            .map(|given| Given::new(Environment::Set(given.value.0, given.value.1), given.origin)),
    );
    reader.container.environment = all;
}

/// Making and opening the usual nodes, pseudo terminals and FUSE, for which there is no node.
fn devices(reader: &mut Reader) {
    use RuleNumber::{Any, Is};
    let rules = [
        (Is(1), Is(3), "libvirt: allows /dev/null"),
        (Is(1), Is(5), "libvirt: allows /dev/zero"),
        (Is(1), Is(7), "libvirt: allows /dev/full"),
        (Is(1), Is(8), "libvirt: allows /dev/random"),
        (Is(1), Is(9), "libvirt: allows /dev/urandom"),
        (Is(5), Is(0), "libvirt: allows /dev/tty"),
        (Is(5), Is(2), "libvirt: allows /dev/ptmx"),
        (Is(10), Is(229), "libvirt: allows /dev/fuse, for which it makes no node"),
        (Is(136), Any, "libvirt: allows pseudo terminals"),
    ];
    let filter = &mut reader.container.device_filter;
    filter.policy = Given::default_of(FilterPolicy::Deny, DEVICES);
    filter.rules = rules
        .into_iter()
        .map(|(major, minor, whose)| Given::default_of(rule(DeviceKind::Char, major, minor, Access::ALL), whose))
        .collect();
}

fn rule(kind: DeviceKind, major: RuleNumber, minor: RuleNumber, access: Access) -> DeviceRule {
    DeviceRule {
        effect: RuleEffect::Allow,
        kind,
        major,
        minor,
        access,
    }
}

/// `<mknod state='on'/>` lets any node be made, though not opened.
pub(super) fn allow_making_nodes(reader: &mut Reader, cause: &Origin) {
    let any = [DeviceKind::Char, DeviceKind::Block].map(|kind| rule(kind, RuleNumber::Any, RuleNumber::Any, Access::MKNOD));
    let rules = any.map(|rule| Given::new(rule, cause.clone()));
    // Before the others: the last rule that matches decides, and these allow less.
    reader.container.device_filter.rules.splice(0..0, rules);
}
