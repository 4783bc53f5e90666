//! A machine with a fault: `transom doctor` in a mount namespace of its own in which something was put out of order.
//!
//! Faults are planted by shell lines, before the real program runs there; nothing of the machine itself is touched. Every fault
//! must be found, and must not be found without the plant. Start with [`Fault::is_found`].

use serde_json::Value;

use super::{Ran, World};

/// Something out of order, and what the doctor must say of it.
pub struct Fault<'a> {
    /// Shell lines that plant it; `$T` is a folder of the test's own.
    pub plant: &'a str,
    /// What `transom doctor` is asked.
    pub asks: &'a [&'a str],
    /// `fail` or `warn`.
    pub verdict: &'a str,
    /// The check that must find it.
    pub subject: &'a str,
    /// Part of what it must say: found, reason or what mends it.
    pub says: &'a str,
}

impl Fault<'_> {
    /// Looks at the healthy machine and at the one with the fault.
    #[track_caller]
    pub fn is_found(&self, world: &World) {
        self.is_found_under(world, &["unshare", "-m"]);
    }

    /// Like `is_found`, under another command than `unshare -m`.
    #[track_caller]
    pub fn is_found_under(&self, world: &World, under: &[&str]) {
        let healthy = self.run(world, &["unshare", "-m"], ":");
        assert!(!self.is_in(&healthy), "found without its plant: {} {healthy:#?}", self.plant);
        let faulty = self.run(world, under, self.plant);
        assert!(
            self.is_in(&faulty),
            "not found: {} {} {}: {faulty:#?}",
            self.plant,
            self.verdict,
            self.subject
        );
        let code = i32::from(self.verdict == "fail");
        assert!(faulty.code >= code, "{faulty:#?}");
    }

    fn run(&self, world: &World, under: &[&str], plant: &str) -> Ran {
        let folder = world.path("plant");
        std::fs::create_dir_all(&folder).unwrap();
        let script = format!("set -e; T={}; {plant}; exec \"$@\"", folder.display());
        let transom = [env!("CARGO_BIN_EXE_transom"), "doctor", "--json"];
        let words = [under, &["sh", "-c", &script, "x"], &transom, self.asks].concat();
        let ran = world.run_under(&words);
        std::fs::remove_dir_all(&folder).ok();
        ran
    }

    fn is_in(&self, ran: &Ran) -> bool {
        let report = report(ran);
        let said = |check: &Value| {
            let texts = ["found", "reason", "mend"].map(|key| check[key].as_str().unwrap_or_default().to_owned());
            texts.iter().any(|text| text.contains(self.says))
        };
        checks(&report).any(|check| check["verdict"] == self.verdict && check["subject"] == self.subject && said(check))
    }
}

/// Reads a report; shows everything when it is none.
#[track_caller]
pub fn report(ran: &Ran) -> Value {
    let report = serde_json::from_str(&ran.out);
    assert!(report.is_ok(), "no report: {ran:#?}");
    report.unwrap()
}

/// The checks of a report.
pub fn checks(report: &Value) -> impl Iterator<Item = &Value> {
    report["checks"].as_array().into_iter().flatten()
}

/// The checks of a report with this verdict, each as `subject: found`.
pub fn with_verdict(report: &Value, verdict: &str) -> Vec<String> {
    let of_verdict = checks(report).filter(|check| check["verdict"] == verdict);
    of_verdict
        .map(|check| format!("{}: {}", check["subject"].as_str().unwrap(), check["found"].as_str().unwrap()))
        .collect()
}
