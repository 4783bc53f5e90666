//! T0017: a USB device by the number that it has until it is plugged again.

use transom_model::{Origin, Severity};

use super::{Checked, Lint, is_bind, sources};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0017",
    name: "stale-usb-node",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "pve",
            before: "arch: amd64\nostype: debian\ndev0: /dev/bus/usb/001/004\n",
            line: 3,
            after: "arch: amd64\nostype: debian\ndev0: /dev/serial/by-id/usb-stick\n",
        },
        Example {
            release: "lxc",
            before: "lxc.mount.entry = /dev/bus/usb/001/004 dev/bus/usb/001/004 none bind,create=file 0 0\n",
            line: 1,
            after: "lxc.mount.entry = /dev/serial/by-id/usb-stick dev/zigbee none bind,create=file 0 0\n",
        },
    ],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let stale = sources(checked, is_bind).filter(|(_, path)| is_numbered(path));
    stale.map(|(origin, path)| finding(origin, &path)).collect()
}

fn is_numbered(path: &str) -> bool {
    let numbers = path.strip_prefix("/dev/bus/usb/").and_then(|rest| rest.split_once('/'));
    let is_number = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    numbers.is_some_and(|(bus, device)| is_number(bus) && is_number(device))
}

fn finding(origin: &Origin, path: &str) -> Finding {
    LINT.finding(origin, Means::Defect, say!("lint-t0017-number", node = path))
}
