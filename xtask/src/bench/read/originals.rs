//! The tools that the files were made for, timed on as many of them as takes a few seconds.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::Serialize;

use super::processor_time;
use super::texts::Kind;
use crate::shell;

/// So many files are enough where a program is started for each.
const SOME: usize = 100;

/// A tool's time.
#[derive(Debug, Serialize)]
pub struct Timed {
    /// The command.
    pub name: &'static str,
    /// Processor time for a file, in seconds.
    pub per_file: f64,
    /// That divided by what `transom check` takes for a file.
    pub ratio: f64,
}

/// Times the original of a dialect; or says why that cannot be done here.
pub fn time(kind: Kind, folder: &Path, paths: &[PathBuf], ours: f64) -> Result<Timed, String> {
    let (name, per_file) = match kind {
        Kind::Lxc => ("lxc-info", lxc_info(folder, paths)?),
        Kind::Libvirt => ("virsh define", virsh_define(paths)?),
        Kind::Pve => return Err("Proxmox's reader is in no package of Debian's".to_owned()),
        Kind::Lxd => return Err("`lxc profile` and `incus profile` need a server that runs".to_owned()),
        Kind::Oci => return Err("no command of crun or runc reads a configuration and does no more".to_owned()),
    };
    Ok(Timed {
        name,
        per_file,
        ratio: per_file / ours,
    })
}

/// One process for a file, as LXC has it: it reads the configuration and prints one value of it.
fn lxc_info(folder: &Path, paths: &[PathBuf]) -> Result<f64, String> {
    let program = shell::find("lxc-info").ok_or("lxc-info is not installed")?;
    let count = paths.len().min(SOME);
    let script = format!(
        "for n in $(seq 0 {}); do {} -n c$n -P {} -c lxc.uts.name; done",
        count - 1,
        program.display(),
        folder.display()
    );
    let took = processor_time(Command::new("sh").args(["-c", &script]))?;
    Ok(took.as_secs_f64() / count as f64)
}

/// Many definitions by one virsh. The daemon's time counts too, less that of a daemon which is asked for nothing.
fn virsh_define(paths: &[PathBuf]) -> Result<f64, String> {
    for program in ["virsh", "libvirtd"] {
        shell::find(program).ok_or_else(|| format!("{program} is not installed"))?;
    }
    if !shell::is_root() {
        return Err("a libvirtd of its own needs root".to_owned());
    }
    let (idle, _) = libvirtd("")?;
    let defines: String = paths
        .iter()
        .take(SOME)
        .map(|path| format!("define {}\n", path.display()))
        .collect();
    let (busy, defined) = libvirtd(&defines)?;
    if defined == 0 {
        return Err("libvirtd defined nothing".to_owned());
    }
    // Those that it refuses it has read as well.
    Ok(busy.saturating_sub(idle).as_secs_f64() / paths.len().min(SOME) as f64)
}

/// A tmpfs over everything that libvirtd writes to, so that it finds nothing and leaves nothing; it ends with its shell. Its driver for
/// QEMU ends it where the package has not made the user that it looks for.
const LIBVIRTD: &str = "set -e
for d in /run /etc/libvirt /var/lib/libvirt /var/log/libvirt /var/cache/libvirt; do mkdir -p $d; mount -t tmpfs none $d; done
for f in passwd group; do cp /etc/$f /run/$f; mount --bind /run/$f /etc/$f; done
grep -q ^libvirt-qemu: /etc/passwd || echo libvirt-qemu:x:64055:64055::/nonexistent:/bin/false >> /etc/passwd
grep -q ^libvirt-qemu: /etc/group || echo libvirt-qemu:x:64055: >> /etc/group
grep -q ^kvm: /etc/group || echo kvm:x:64056: >> /etc/group
printf 'auth_unix_rw = \"none\"\n' > /etc/libvirt/libvirtd.conf
libvirtd & daemon=$!
for n in $(seq 100); do test -S /run/libvirt/libvirt-sock && break; sleep 0.1; done
virsh -c lxc:///system > /run/said 2>&1 || true
kill $daemon; wait $daemon || true
grep -c ' defined from ' /run/said >&2 || true
";

/// Runs a libvirtd in a mount namespace of its own, with commands for one virsh; returns the time of both and what was defined.
fn libvirtd(commands: &str) -> Result<(Duration, u32), String> {
    let before = super::children()?;
    let mut child = Command::new("unshare")
        .args([
            "--mount",
            "--pid",
            "--fork",
            "--mount-proc",
            "--kill-child",
            "sh",
            "-c",
            LIBVIRTD,
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("unshare: {error}"))?;
    let mut input = child.stdin.take().ok_or("no standard input")?;
    input
        .write_all(commands.as_bytes())
        .map_err(|error| format!("virsh: {error}"))?;
    drop(input);
    let output = child.wait_with_output().map_err(|error| format!("unshare: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let defined = said.lines().next_back().and_then(|line| line.trim().parse().ok());
    Ok((super::children()?.saturating_sub(before), defined.unwrap_or(0)))
}
