//! `cargo xtask setup`: installs what the tests need, and only what is missing.
//!
//! Debian packages come by apt-get (root only), Rust components by rustup, cargo-nextest by cargo. Without root the
//! missing packages are named; the tests that need them are then skipped with that reason.

use std::path::Path;
use std::process::Command;

use crate::{Outcome, no_arguments, shell, workspace};

const HELP: &str = "\
usage: cargo xtask setup

Installs what the tests need, and only what is missing: Debian packages (as root), rustfmt and clippy, cargo-nextest.
A kernel for the emulated machine of one test is unpacked below target/guest, and not installed.
Not root: says what is missing and how to get it.

example:
  cargo xtask setup && cargo nextest run --workspace
";

/// A Debian package and the program or file that shows it is there.
struct Package {
    name: &'static str,
    proof: Proof,
    what_for: &'static str,
}

enum Proof {
    Program(&'static str),
    File(&'static str),
}

const PACKAGES: &[Package] = &[
    Package {
        name: "busybox-static",
        proof: Proof::Program("busybox"),
        what_for: "small roots for the kernel tests",
    },
    Package {
        name: "qemu-system-x86",
        proof: Proof::Program("qemu-system-x86_64"),
        what_for: "a virtual machine inside a container",
    },
    Package {
        name: "seabios",
        proof: Proof::File("/usr/share/seabios/bios-256k.bin"),
        what_for: "what that machine boots",
    },
    Package {
        name: "iproute2",
        proof: Proof::Program("ip"),
        what_for: "bridges and interfaces of the tests",
    },
    Package {
        name: "util-linux",
        proof: Proof::Program("unshare"),
        what_for: "the floor of the benchmark",
    },
    Package {
        name: "crun",
        proof: Proof::Program("crun"),
        what_for: "a runtime to compare with",
    },
    Package {
        name: "runc",
        proof: Proof::Program("runc"),
        what_for: "a runtime to compare with",
    },
    Package {
        name: "lxc",
        proof: Proof::Program("lxc-execute"),
        what_for: "the original of one dialect",
    },
    Package {
        name: "libvirt-daemon-driver-lxc",
        proof: Proof::Program("libvirtd"),
        what_for: "the original of another dialect",
    },
    Package {
        name: "libvirt-clients",
        proof: Proof::Program("virsh"),
        what_for: "talking to it",
    },
    Package {
        name: "lxd",
        proof: Proof::Program("lxd"),
        what_for: "the original of one dialect",
    },
    Package {
        name: "lxd-client",
        proof: Proof::Program("lxc"),
        what_for: "the original of one dialect",
    },
];

/// Runs the command.
pub fn command(words: &[&str]) -> Outcome {
    if !no_arguments(words, HELP)? {
        return Ok(());
    }
    prepare()
}

/// Makes the machine ready. Fails only for what no test can do without; the rest is said and goes on.
pub fn prepare() -> Outcome {
    packages();
    guest_kernel();
    component("fmt", "rustfmt")?;
    component("clippy", "clippy")?;
    nextest();
    Ok(())
}

fn packages() {
    let missing: Vec<&Package> = PACKAGES.iter().filter(|package| !is_there(package)).collect();
    if missing.is_empty() {
        println!("packages: all {} are there", PACKAGES.len());
        return;
    }
    for package in &missing {
        println!("package {} is missing: {}", package.name, package.what_for);
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    let by_hand = format!("apt-get install {}", names.join(" "));
    if !shell::is_root() {
        println!("not root, so nothing is installed; as root: `{by_hand}`");
    } else if shell::find("apt-get").is_none() {
        println!(
            "there is no apt-get here; install these by the system's own means: {}",
            names.join(" ")
        );
    } else if let Err(message) = install(&names) {
        println!("{message}; the tests that need these packages will be skipped");
    }
}

fn is_there(package: &Package) -> bool {
    match package.proof {
        Proof::Program(name) => shell::find(name).is_some(),
        Proof::File(path) => Path::new(path).exists(),
    }
}

fn install(names: &[&str]) -> Outcome {
    if attempt(names).is_ok() {
        return Ok(());
    }
    // A fresh machine has no package lists; a stale one names versions that are gone.
    shell::run(apt().args(["--quiet", "update"]))?;
    if attempt(names).is_ok() {
        return Ok(());
    }
    // One package that this release does not have must not keep the others away.
    let failed: Vec<&str> = names.iter().copied().filter(|name| attempt(&[name]).is_err()).collect();
    // A machine that has a part of a package from backports takes the rest from there too (qemu-utils breaks an older qemu).
    if failed.is_empty() || from_backports(&failed).is_ok() {
        return Ok(());
    }
    Err(format!("not installed: {}", failed.join(" ")))
}

/// Installs packages from the release's backports, by a list of sources of our own: the machine's stay as they are.
fn from_backports(names: &[&str]) -> Outcome {
    let (mirror, release) = release()?;
    let keyring = Path::new("/usr/share/keyrings/debian-archive-keyring.gpg");
    let signed = match keyring.exists() {
        true => format!("[signed-by={}] ", keyring.display()),
        false => String::new(),
    };
    let list = workspace().join("target/backports.list");
    let failed = |error| format!("{}: {error}", list.display());
    std::fs::create_dir_all(workspace().join("target")).map_err(failed)?;
    std::fs::write(&list, format!("deb {signed}{mirror} {release}-backports main\n")).map_err(failed)?;
    let sources = format!("Dir::Etc::sourcelist={}", list.display());
    let update = [
        "--quiet",
        "update",
        "-o",
        &sources,
        "-o",
        "Dir::Etc::sourceparts=/dev/null",
        "-o",
        "APT::Get::List-Cleanup=0",
    ];
    shell::run(apt().args(update))?;
    let install = [
        "--quiet",
        "--yes",
        "--no-install-recommends",
        "-o",
        &sources,
        "--target-release",
    ];
    shell::run(
        apt()
            .args(install)
            .arg(format!("{release}-backports"))
            .arg("install")
            .args(names),
    )
}

/// The mirror that this machine's packages come from, and the name of its release.
fn release() -> Result<(String, String), String> {
    let os = std::fs::read_to_string("/etc/os-release").map_err(|error| format!("/etc/os-release: {error}"))?;
    let release = os
        .lines()
        .find_map(|line| line.strip_prefix("VERSION_CODENAME="))
        .ok_or("/etc/os-release names no release")?;
    let mut command = Command::new("apt-get");
    command.args(["indextargets", "--format", "$(REPO_URI) $(CODENAME)", "Created-By: Packages"]);
    let output = command
        .output()
        .map_err(|error| format!("`apt-get` could not be run: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mirror = text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .find(|(_, codename)| *codename == release);
    let (mirror, _) = mirror.ok_or_else(|| format!("no list of packages is of {release}"))?;
    Ok((mirror.to_owned(), release.to_owned()))
}

fn attempt(names: &[&str]) -> Outcome {
    shell::run(
        apt()
            .args(["--quiet", "--yes", "--no-install-recommends", "install"])
            .args(names),
    )
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Unpacks Debian's kernel below target/guest, where `tests/guest.rs` looks for it; it is not installed.
fn guest_kernel() {
    let folder = workspace().join("target/guest");
    if has_kernel(&folder) {
        println!("the guest's kernel: is there");
        return;
    }
    // As with packages: the lists can be missing or stale, and only root can renew them.
    let again = |message| match shell::is_root() {
        true => shell::run(apt().args(["--quiet", "update"])).and_then(|()| fetch_kernel(&folder)),
        false => Err(message),
    };
    if let Err(message) = fetch_kernel(&folder).or_else(again) {
        println!("no kernel for the guest: {message}; the test that needs it will be skipped");
    }
}

fn has_kernel(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder.join("boot")).into_iter().flatten().flatten();
    entries
        .into_iter()
        .any(|entry| entry.file_name().as_encoded_bytes().starts_with(b"vmlinuz-"))
}

fn fetch_kernel(folder: &Path) -> Outcome {
    let package = kernel_package()?;
    // Emptied first: what an interrupted run left must not be taken for a kernel.
    let unpacked = folder.join("unpacked");
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    std::fs::create_dir_all(&unpacked).map_err(|error| format!("{}: {error}", unpacked.display()))?;
    shell::run(apt().args(["--quiet", "download", &package]).current_dir(folder))?;
    let unpack = format!("dpkg-deb --fsys-tarfile {package}_*.deb | tar -x -C unpacked ./boot");
    shell::run(Command::new("sh").args(["-c", &unpack]).current_dir(folder))?;
    // The package is of no use any more; it is much larger than the kernel.
    shell::run(Command::new("sh").args(["-c", "rm -f ./*.deb"]).current_dir(folder))?;
    std::fs::rename(unpacked.join("boot"), folder.join("boot")).map_err(|error| format!("{}: {error}", folder.display()))?;
    std::fs::remove_dir(&unpacked).map_err(|error| format!("{}: {error}", unpacked.display()))
}

/// The package that Debian's newest kernel of this release is in.
fn kernel_package() -> Result<String, String> {
    let mut command = Command::new("apt-cache");
    let output = command.args(["depends", "linux-image-amd64"]).output();
    let output = output.map_err(|error| format!("`apt-cache` could not be run: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines()
        .filter_map(|line| line.trim().strip_prefix("Depends: "))
        .find(|name| name.starts_with("linux-image-"))
        .map(str::to_owned)
        .ok_or_else(|| "apt knows no package linux-image-amd64 (are there package lists? `apt-get update`)".to_owned())
}

fn component(subcommand: &str, name: &str) -> Outcome {
    if shell::succeeds("cargo", &[subcommand, "--version"]) {
        println!("{name}: is there");
        return Ok(());
    }
    shell::run(
        Command::new("rustup")
            .args(["component", "add", name])
            .current_dir(workspace()),
    )
    .map_err(|message| format!("{name} is missing: {message}"))
}

fn nextest() {
    if has_nextest() {
        println!("cargo-nextest: is there");
        return;
    }
    println!("cargo-nextest is missing; building it takes some minutes");
    // Outside the workspace, whose settings are meant for the product alone.
    let mut install = Command::new("cargo");
    install.args(["install", "cargo-nextest", "--locked"]).current_dir("/");
    if let Err(message) = shell::run(&mut install) {
        println!("{message}; `cargo test` runs the tests instead");
    }
}

/// Says whether the tests can be run by cargo-nextest, one process a test.
pub fn has_nextest() -> bool {
    shell::succeeds("cargo", &["nextest", "--version"])
}
