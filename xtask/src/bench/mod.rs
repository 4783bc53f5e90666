//! `cargo xtask bench`: times the product beside what it replaces, in one run on one root.
//!
//! [`start`] times starts, [`read`] the readers, [`explain`] explanations. A benchmark prints; it never fails a build for being slow.

mod contender;
mod explain;
mod ground;
mod read;
mod start;
mod statistics;

use crate::Outcome;

const HELP: &str = "\
usage: cargo xtask bench start [--rounds N] [--binary PATH] [--json]
       cargo xtask bench read [--rounds N] [--files N] [--folder DIR] [--binary PATH] [--json]
       cargo xtask bench explain [--rounds N] [--files N] [--binary PATH]

`start` times a whole run of /bin/true in a container: the floor (unshare, chroot), `transom run`, and crun, runc and
lxc-execute where installed. All use the same busybox root and the same new namespaces (mount pid uts ipc net cgroup), and
mount /dev and /dev/pts; crun and runc mount /proc too, without which they refuse. Each round runs all of them once in
random order, with 20 ms of pause before each. It does so twice: in the host's own cgroup view, and in a clean v2-only one
(cgroup2 mounted over /sys/fs/cgroup in a private mount namespace); on a hybrid machine once more without its v2 tree,
because some runtimes refuse hybrids. Needs root; takes everything back.

`read` makes thousands of files of about a kilobyte for each dialect, drawn from cases/ and varied, and times `transom check` on the
folder, the reader alone on such texts in memory and on one text of a megabyte, and the original where one can be timed (lxc-info;
virsh define and lxc profile edit, each with a server of its own in a mount namespace; a hundred files, as a program is started for
most). Times are those of the processor, medians over the rounds; the small files are the same in every run.

`explain` times `transom explain` on a file of 60 lines and on a folder of a thousand small files of each dialect, in processor time.

options:
  --rounds N     how many times each is run (default 60; for `read` 5)
  --files N      how many files of each dialect (default 10000)
  --folder DIR   make the files there and leave them, to look at or to profile with
  --binary PATH  time this `transom` instead of building one
  --json         every number for a program instead of a table

examples:
  cargo xtask bench start
  cargo xtask bench start --rounds 200 --json > start.json
  cargo xtask bench read --files 1000
";

/// Runs the command.
pub fn command(words: &[&str]) -> Outcome {
    match words {
        [] | ["--help" | "-h"] | ["start" | "read" | "explain", "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        ["start", rest @ ..] => start::command(rest),
        ["read", rest @ ..] => read::command(rest),
        ["explain", rest @ ..] => explain::command(rest),
        [other, ..] => Err(format!(
            "there is no benchmark `{other}`; `cargo xtask bench --help` lists them"
        )),
    }
}
