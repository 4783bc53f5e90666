//! `cargo xtask bench`: times the product beside what it replaces, in one run on one root.
//!
//! [`start`] is the one there is. A benchmark prints; it never fails a build for being slow.

mod contender;
mod ground;
mod start;
mod statistics;

use crate::Outcome;

const HELP: &str = "\
usage: cargo xtask bench start [--rounds N] [--binary PATH] [--json]

`start` times a whole run of /bin/true in a container: the floor (unshare, chroot), `transom run`, and crun, runc and
lxc-execute where installed. All use the same busybox root and the same new namespaces (mount pid uts ipc net cgroup), and
mount /dev and /dev/pts; crun and runc mount /proc too, without which they refuse. Each round runs all of them once in
random order, with 20 ms of pause before each. It does so twice: in the host's own cgroup view, and in a clean v2-only one
(cgroup2 mounted over /sys/fs/cgroup in a private mount namespace); on a hybrid machine once more without its v2 tree,
because some runtimes refuse hybrids. Needs root; takes everything back.

options:
  --rounds N     how many times each is run (default 60)
  --binary PATH  time this `transom` instead of building one
  --json         every number for a program instead of a table

examples:
  cargo xtask bench start
  cargo xtask bench start --rounds 200 --json > start.json
";

/// Runs the command.
pub fn command(words: &[&str]) -> Outcome {
    match words {
        [] | ["--help" | "-h"] | ["start", "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        ["start", rest @ ..] => start::command(rest),
        [other, ..] => Err(format!(
            "there is no benchmark `{other}`; `cargo xtask bench --help` lists them"
        )),
    }
}
