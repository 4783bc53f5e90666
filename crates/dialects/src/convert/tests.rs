//! Conversions one by one: what a line becomes in another dialect, and what is said of it.

use transom_model::{DeviceKind, DeviceNumber, Dialect, Sources};

use super::*;

fn names() -> DeviceNames {
    let mut names = DeviceNames::default();
    for (path, major, minor) in [("/dev/kvm", 10, 232), ("/dev/net/tun", 10, 200), ("/dev/apex_0", 120, 0)] {
        names.add(path, (DeviceKind::Char, DeviceNumber { major, minor }));
    }
    names
}

fn converted(from: Dialect, text: &str, to: Dialect) -> Conversion {
    let name = if from == Dialect::Pve { "100.conf" } else { "file" };
    let sources = Sources::of(name, text);
    convert(&crate::read(from, &sources), &sources, to, &names())
}

/// What became of a line, by its number.
fn row(conversion: &Conversion, line: u32) -> &Outcome {
    let row = conversion
        .rows
        .iter()
        .find(|row| row.origin.line().map(|(_, line)| line) == Some(line));
    &row.unwrap().outcome
}

const KVM: &str = "lxc.cgroup2.devices.deny = a\nlxc.cgroup2.devices.allow = c 10:232 rwm\nlxc.mount.entry = /dev/kvm dev/kvm none bind,create=file\n";

#[test]
fn a_rule_and_a_bind_become_a_device() {
    let pve = converted(Dialect::Lxc, KVM, Dialect::Pve);
    assert!(pve.text.contains("dev0: /dev/kvm"), "{}", pve.text);
    let lxd = converted(Dialect::Lxc, KVM, Dialect::Lxd);
    assert!(
        lxd.text.contains("type: unix-char") && !lxd.text.contains("raw.lxc"),
        "{}",
        lxd.text
    );
    for (conversion, line) in [(&pve, 2), (&pve, 3), (&lxd, 2), (&lxd, 3)] {
        assert!(
            matches!(row(conversion, line), Outcome::Translated { .. }),
            "{:?}",
            conversion.rows
        );
    }
}

#[test]
fn a_node_that_the_filter_closes_is_not_opened_by_the_way() {
    let text = "lxc.cgroup2.devices.deny = a\nlxc.cgroup2.devices.allow = c 1:3 rwm\nlxc.mount.entry = /dev/kvm dev/kvm none bind,create=file\n";
    for to in [Dialect::Pve, Dialect::Lxd, Dialect::Libvirt, Dialect::Oci] {
        let conversion = converted(Dialect::Lxc, text, to);
        assert!(!conversion.text.contains("/dev/kvm"), "{}", conversion.text);
        assert!(
            matches!(row(&conversion, 3), Outcome::Dropped { why } if why.contains("closed")),
            "{:?}",
            row(&conversion, 3)
        );
    }
}

#[test]
fn a_denial_that_lxc_would_ignore_is_taken_off_what_is_allowed() {
    let rule = |allow: bool, minor: u32, access: &str| {
        format!(r#"{{"allow": {allow}, "type": "c", "major": 10, "minor": {minor}, "access": "{access}"}}"#)
    };
    let rules = [
        rule(true, 232, "rwm"),
        rule(false, 232, "w"),
        rule(true, 200, "rwm"),
        rule(false, 200, "rwm"),
    ]
    .join(",\n");
    let text = format!(
        "{{\"ociVersion\": \"1.0.2\", \"process\": {{\"cwd\": \"/\", \"args\": [\"sh\"]}}, \"root\": {{\"path\": \"/srv/root\"}},\n\
         \"linux\": {{\"namespaces\": [{{\"type\": \"mount\"}}], \"resources\": {{\"devices\": [{{\"allow\": false, \"access\": \"rwm\"}},\n{rules}\n]}}}}}}"
    );
    let conversion = converted(Dialect::Oci, &text, Dialect::Lxc);
    assert!(
        conversion.text.contains("devices.allow = c 10:232 rm\n"),
        "{}",
        conversion.text
    );
    assert!(!conversion.text.contains("10:200"), "{}", conversion.text);
    let new = crate::read(Dialect::Lxc, &Sources::of("config", conversion.text.clone())).container;
    let number = |minor| DeviceNumber { major: 10, minor };
    assert!(
        !new.device_filter
            .allows(DeviceKind::Char, number(232), transom_model::Access::READ_WRITE)
    );
    assert!(
        new.device_filter
            .allows(DeviceKind::Char, number(232), transom_model::Access::READ)
    );
}

#[test]
fn an_owner_inside_is_lost_where_the_hosts_node_is_bound() {
    let conversion = converted(Dialect::Pve, "unprivileged: 1\ndev0: /dev/kvm,gid=104\n", Dialect::Lxc);
    assert!(
        conversion.text.contains("lxc.cgroup2.devices.allow = c 10:232"),
        "{}",
        conversion.text
    );
    match row(&conversion, 2) {
        Outcome::Impossible { why, instead } => {
            assert!(why.contains("owner 0:104") && instead.contains("udev"), "{why}; {instead}")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_device_without_a_known_number_is_allowed_by_its_path() {
    let conversion = converted(Dialect::Pve, "dev0: /dev/strange\n", Dialect::Lxc);
    assert!(
        conversion.text.contains("devices.allow = /dev/strange rwm"),
        "{}",
        conversion.text
    );
}

#[test]
fn capabilities_are_compared_by_what_is_left() {
    let conversion = converted(Dialect::Lxc, "lxc.cap.keep = kill chown\n", Dialect::Oci);
    assert!(conversion.text.contains("CAP_KILL"), "{}", conversion.text);
    assert!(
        matches!(row(&conversion, 1), Outcome::Translated { .. }),
        "{:?}",
        row(&conversion, 1)
    );
}

#[test]
fn comments_go_before_what_their_setting_has_become() {
    let text = "# the head\nlxc.uts.name = a\n# memory for the lab\nlxc.cgroup2.memory.max = 1G\n";
    let lxd = converted(Dialect::Lxc, text, Dialect::Incus);
    let lines: Vec<&str> = lxd.text.lines().map(str::trim).collect();
    let at = lines.iter().position(|line| *line == "# memory for the lab").unwrap();
    assert_eq!(lines[at + 1], "limits.memory: \"1GiB\"");
    assert!(matches!(row(&lxd, 3), Outcome::Translated { lines, .. } if lines[0] as usize == at + 1));
    let oci = converted(Dialect::Lxc, text, Dialect::Oci);
    assert!(
        matches!(row(&oci, 3), Outcome::Dropped { why } if why.contains("comment")),
        "{:?}",
        row(&oci, 3)
    );
}

#[test]
fn a_line_that_the_target_refuses_is_left_out_and_said() {
    // An OCI device may have a mode with special bits; LXD takes permission bits alone.
    let text = r#"{"ociVersion": "1.0.2", "process": {"cwd": "/", "args": ["sh"]}, "root": {"path": "/srv/root"},
"linux": {"namespaces": [{"type": "mount"}], "resources": {"devices": [{"allow": true, "type": "c", "major": 10, "minor": 232, "access": "rwm"}]}, "devices": [
{"path": "/dev/kvm", "type": "c", "major": 10, "minor": 232, "fileMode": 1224}]}}"#;
    let conversion = converted(Dialect::Oci, text, Dialect::Lxd);
    let new = crate::read(Dialect::Lxd, &Sources::of("new.yaml", conversion.text.clone()));
    assert!(!new.has_errors(), "{:?}\n{}", new.diagnostics, conversion.text);
    assert!(conversion.is_lossy());
}

#[test]
fn the_parts_of_an_element_go_with_it() {
    let text = "<domain type='lxc'>\n  <name>a</name>\n  <memory unit='MiB'>64</memory>\n  <os><type>exe</type><init>/sbin/init</init></os>\n  <devices>\n    <filesystem type='mount'>\n      <source dir='/srv/data'/>\n      <target dir='/data'/>\n    </filesystem>\n    <console type='pty'/>\n  </devices>\n</domain>\n";
    let conversion = converted(Dialect::Libvirt, text, Dialect::Lxc);
    let with = |line: u32| {
        conversion
            .rows
            .iter()
            .find(|row| row.origin.line().map(|(_, line)| line) == Some(line))
            .unwrap()
            .with
    };
    assert_eq!((with(6), with(7), with(8)), (None, Some(6), Some(6)));
    assert_eq!(row(&conversion, 5), &Outcome::Frame);
    assert!(matches!(row(&conversion, 6), Outcome::Translated { .. }));
}
