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
        Kind::Lxd => ("lxc profile edit", lxc_profile_edit(folder, paths)?),
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
    expect_root_and(&["virsh", "libvirtd"])?;
    let some = &paths[..paths.len().min(SOME)];
    let defines: String = some.iter().map(|path| format!("define {}\n", path.display())).collect();
    let (idle, _) = alone(LIBVIRTD, "")?;
    let (busy, defined) = alone(LIBVIRTD, &defines)?;
    if defined == 0 {
        return Err("libvirtd defined nothing".to_owned());
    }
    // Those that it refuses it has read as well.
    Ok(busy.saturating_sub(idle).as_secs_f64() / some.len() as f64)
}

/// A profile that is given a new content over and over: a client for each, as LXD has it, and the server's time.
fn lxc_profile_edit(folder: &Path, paths: &[PathBuf]) -> Result<f64, String> {
    expect_root_and(&["lxc", "lxd"])?;
    let some = paths.len().min(SOME);
    let edits = format!(
        "for n in $(seq 0 {}); do lxc profile edit trt < {}/c$n.yaml; done\n",
        some - 1,
        folder.display()
    );
    let (idle, is_up) = alone(LXD, "true\n")?;
    let (busy, _) = alone(LXD, &edits)?;
    if is_up == 0 {
        return Err("lxd did not come up".to_owned());
    }
    Ok(busy.saturating_sub(idle).as_secs_f64() / some as f64)
}

fn expect_root_and(programs: &[&str]) -> Result<(), String> {
    for program in programs {
        shell::find(program).ok_or_else(|| format!("{program} is not installed"))?;
    }
    if shell::is_root() {
        return Ok(());
    }
    Err("a server of its own needs root".to_owned())
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

/// The same for LXD, which keeps everything in one folder.
const LXD: &str = "set -e
for d in /run /mnt /var/log; do mount -t tmpfs none $d; done
export LXD_DIR=/mnt/lxd HOME=/mnt; mkdir $LXD_DIR
lxd --group root > /run/lxd.log 2>&1 & daemon=$!
for n in $(seq 100); do lxc query /1.0 < /dev/null > /run/said 2>&1 && break; sleep 0.2; done
lxc profile create trt < /dev/null > /run/created 2>&1
sh -s > /run/said 2>&1 || true
kill $daemon; wait $daemon || true
grep -c 'trt created' /run/created >&2 || true
";

/// Runs a script with its input in mount and process namespaces of its own; returns the time of all of it and the number that it says
/// last.
fn alone(script: &str, input: &str) -> Result<(Duration, u32), String> {
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
            script,
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("unshare: {error}"))?;
    let mut pipe = child.stdin.take().ok_or("no standard input")?;
    pipe.write_all(input.as_bytes())
        .map_err(|error| format!("unshare: {error}"))?;
    drop(pipe);
    let output = child.wait_with_output().map_err(|error| format!("unshare: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let number = said.lines().next_back().and_then(|line| line.trim().parse().ok());
    Ok((super::children()?.saturating_sub(before), number.unwrap_or(0)))
}
