//! The real LXC takes what is converted to LXC, and reads the same values from it.
//!
//! `lxc-info -c KEY` of Debian's package parses the file and prints what it holds of a key; it starts nothing.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{World, has_program, skip, workspace};

/// Keys whose value LXC gives back as it was written; it puts others into a form of its own.
const VERBATIM: [&str; 11] = [
    "lxc.uts.name",
    "lxc.mount.entry",
    "lxc.cgroup2.",
    "lxc.net.",
    "lxc.idmap",
    "lxc.environment",
    "lxc.tty.max",
    "lxc.pty.max",
    "lxc.init.cmd",
    "lxc.sysctl.",
    "lxc.start.order",
];

/// Every configuration of `cases/`, with its dialect.
fn configurations() -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for dialect in ["lxc", "pve", "libvirt", "lxd", "incus", "oci"] {
        for folder in std::fs::read_dir(workspace().join("cases").join(dialect)).unwrap() {
            let folder = folder.unwrap().path();
            let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .collect();
            files.sort();
            let is_main = |path: &&PathBuf| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                let ends = [".conf", ".json", ".xml", ".yaml"].iter().any(|end| name.ends_with(end));
                ends && (name.starts_with("input.") || name.trim_end_matches(".conf").bytes().all(|byte| byte.is_ascii_digit()))
            };
            found.extend(files.iter().find(is_main).map(|file| (dialect.to_owned(), file.clone())));
        }
    }
    assert!(found.len() > 250, "{}", found.len());
    found
}

/// What LXC reads of some keys: key and values, in order.
fn read_by_lxc(folder: &Path, name: &str, keys: &[String]) -> Result<BTreeMap<String, Vec<String>>, String> {
    let mut command = Command::new("lxc-info");
    command.args(["-P", folder.to_str().unwrap(), "-n", name]);
    for key in keys {
        command.args(["-c", key]);
    }
    let output = command.output().unwrap();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut key = String::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let new = keys
            .iter()
            .find_map(|key| Some((key, line.strip_prefix(key.as_str())?.strip_prefix(" = ")?)));
        let value = match new {
            Some((found, value)) => {
                key.clone_from(found);
                value
            }
            None => line,
        };
        if !value.is_empty() {
            values.entry(key.clone()).or_default().push(value.to_owned());
        }
    }
    Ok(values)
}

/// What stands in a printed file of the keys that LXC gives back verbatim.
fn written(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, value) in text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "))
    {
        // These values are trimmed or brought to lower case on the way.
        let is_own_form = ["hwaddr", ".address", "gateway"].iter().any(|end| key.ends_with(end));
        if !is_own_form && VERBATIM.iter().any(|start| key.starts_with(start)) && !value.starts_with(['"', '\'']) {
            values.entry(key.to_owned()).or_default().push(value.to_owned());
        }
    }
    values
}

#[test]
fn lxc_takes_every_file_that_was_converted_to_it() {
    if !has_program("lxc-info") {
        return skip("lxc-info is not installed (package lxc)");
    }
    let world = World::new("originals-lxc");
    let folder = world.path("lxc");
    let mut wrong = Vec::new();
    let mut compared = 0;
    for (at, (dialect, file)) in configurations().into_iter().enumerate() {
        let name = format!("c{at}");
        let (folder_of, case) = (folder.join(&name), file.display().to_string());
        std::fs::create_dir_all(&folder_of).unwrap();
        let out = folder_of.join("config");
        let ran = world.run(&["show", "-q", "--dialect", &dialect, &case, "--as", "lxc"]);
        // A file that is none of its dialect is refused; that is another test's matter.
        if ran.code != 0 {
            continue;
        }
        let text = ran.out;
        // What LXC 7 has and the package's LXC 5 has not.
        let known: String = text
            .lines()
            .filter(|line| !line.starts_with("lxc.environment."))
            .map(|line| format!("{line}\n"))
            .collect();
        std::fs::write(&out, &known).unwrap();
        let written = written(&known);
        let mut keys: Vec<String> = written.keys().cloned().collect();
        // Without a key `lxc-info` does not parse the file.
        if keys.is_empty() {
            keys.push("lxc.arch".to_owned());
        }
        match read_by_lxc(&folder, &name, &keys) {
            Err(error) => wrong.push(format!("{case}: LXC refuses it: {error}\n{known}")),
            Ok(read) => {
                compared += written.len();
                for (key, values) in written.iter().filter(|(key, values)| read.get(*key) != Some(values)) {
                    wrong.push(format!("{case}: {key} is {values:?}, and LXC reads {:?}", read.get(key)));
                }
            }
        }
    }
    assert!(compared > 1000, "only {compared} keys were compared");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
