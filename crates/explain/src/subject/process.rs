//! What lines about processes are about: the first process, terminals, starting and stopping.
//!
//! A table only; `subject.rs` says how it is used.

use super::{Subject, about};

pub(super) const SUBJECTS: &[Subject] = &[
    about("arch", &["arch", "domain-arch", "oci-personality"], &["kernel"]),
    about(
        "init",
        &[
            "init-command",
            "execute-command",
            "domain-init",
            "domain-initarg",
            "domain-cmdline",
            "oci-argument",
            "lxd-oci",
        ],
        &["init", "namespace"],
    ),
    about("init-user", &["init-ids", "domain-inituser"], &["init", "id-map"]),
    about("work-folder", &["init-cwd", "domain-initdir"], &["init"]),
    about(
        "environment",
        &["environment", "lxd-environment", "domain-initenv"],
        &["init"],
    ),
    about("time-offset", &["time-offset"], &["namespace"]),
    about("timezone", &["timezone"], &[]),
    about("signals", &["signal-halt", "signal-reboot", "signal-stop"], &["init"]),
    about(
        "terminals",
        &["tty-count", "tty-dir", "pty-count", "console-mode", "domain-console"],
        &["terminal"],
    ),
    about("console", &["console", "console-path"], &["terminal", "init"]),
    about(
        "console-log",
        &["console-log", "console-size", "console-buffer", "console-rotate"],
        &["terminal"],
    ),
    about("autostart", &["autostart", "start-order", "group", "lxd-boot"], &["host"]),
    about("ephemeral", &["ephemeral"], &["bind-mount"]),
    about("hook", &["hook", "nic-script", "environment-hooks"], &["hook", "host"]),
    about("template", &["template"], &["template", "volume"]),
    about("lock", &["lock"], &["snapshot"]),
    about("protection", &["protection", "lxd-protection"], &[]),
];
