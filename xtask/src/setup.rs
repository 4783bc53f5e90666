//! `cargo xtask setup`: installs what the tests need, and only what is missing.
//!
//! Debian packages come by apt-get (root only), Rust components by rustup, cargo-nextest by cargo. Without root the
//! missing packages are named; the tests that need them are then skipped with that reason.

use std::process::Command;

use crate::{Outcome, no_arguments, shell, workspace};

const HELP: &str = "\
usage: cargo xtask setup

Installs what the tests need, and only what is missing: Debian packages (as root), rustfmt and clippy, cargo-nextest.
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
        Proof::File(path) => std::path::Path::new(path).exists(),
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
    if failed.is_empty() {
        return Ok(());
    }
    Err(format!("not installed: {}", failed.join(" ")))
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
