//! The real LXC takes what the dialect prints and what it migrates, for every case below `cases/lxc`.
//!
//! It needs LXC's `lxc-info`, of 5.0 or later: the parser that reads a container's file is the one that starts it.
#![allow(clippy::disallowed_methods, reason = "the test writes files and runs the original")]
#![allow(clippy::unwrap_used, reason = "all of it is a test, its own functions too")]

mod lxc_cases;

use std::fs;
use std::path::Path;
use std::process::Command;

use lxc_cases::cases;
use transom_dialects::lxc;

/// Keys that the original at hand may be too old for.
const YOUNG: [&str; 2] = ["lxc.environment.runtime", "lxc.environment.hooks"];

fn takes(folder: &Path, text: &str) -> Result<(), String> {
    fs::create_dir_all(folder.join("trt")).unwrap();
    let old_enough: String = text
        .lines()
        .filter(|line| !YOUNG.iter().any(|key| line.starts_with(key)))
        // What it includes is not there, and is no part of the question.
        .filter(|line| !line.starts_with("lxc.include"))
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(folder.join("trt/config"), &old_enough).unwrap();
    let output = Command::new("lxc-info")
        .arg("-P")
        .arg(folder)
        .args(["-n", "trt", "-c", "lxc.uts.name"])
        .output()
        .unwrap();
    let is_taken = output.status.success();
    is_taken
        .then_some(())
        .ok_or_else(|| format!("{}\n{old_enough}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn lxc_takes_what_is_printed_and_migrated() {
    if Command::new("lxc-info").arg("--version").output().is_err() {
        eprintln!("SKIP: lxc-info is not installed (package lxc)");
        return;
    }
    let folder = std::env::temp_dir().join(format!("trt-original-lxc-{}", std::process::id()));
    let mut refused = Vec::new();
    assert!(
        takes(&folder, "lxc.no.such.key = 1\n").is_err(),
        "the original refuses nothing"
    );
    for case in cases() {
        let (reading, sources) = case.read(case.version, &case.text);
        for text in [lxc::print(&reading.container), lxc::migrate(&reading, &sources).text] {
            refused.extend(takes(&folder, &text).err().map(|why| format!("{}: {why}", case.name)));
        }
    }
    fs::remove_dir_all(&folder).unwrap();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
