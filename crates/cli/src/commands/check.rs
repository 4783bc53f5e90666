//! `transom check FILE…`: one file after another, as text, JSON or SARIF.
//!
//! What is found is written before the next file is read. `report.rs` holds the three forms.

mod report;
mod sarif;

use transom_engine::model::Severity;
use transom_engine::{Checked, Checks, EngineError, Host, Lints};

use super::Outcome;
use crate::args::Check;
use crate::{exit, ui::Ui};
use report::Report;

/// Says what is wrong with files.
pub fn run(host: &Host, ui: &mut Ui, args: &Check) -> Outcome {
    let host = super::host::elsewhere(host, ui, &args.elsewhere)?;
    let release = args.reading.release();
    let lints = match (args.has_no_lints, args.is_pedantic) {
        (true, _) => Lints::Off,
        (false, true) => Lints::All,
        (false, false) => Lints::Warnings,
    };
    let mut report = Report::start(ui, args);
    let mut tally = Tally::default();
    if args.is_together {
        let outcome = Checks::together(&args.files, release, &host, lints);
        tally.take(ui, &mut report, outcome);
    } else {
        let mut checks = Checks::new(&args.files, release).on(&host).with(lints);
        for outcome in checks.by_ref() {
            tally.take(ui, &mut report, outcome);
        }
        tally.passed_over = checks.passed_over();
    }
    report.finish(ui, &tally);
    Ok(tally.code(args.is_strict))
}

/// Numbers of a whole run.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Tally {
    checked: u64,
    with_findings: u64,
    unreadable: u64,
    passed_over: u64,
    errors: u64,
    warnings: u64,
}

impl Tally {
    fn take(&mut self, ui: &mut Ui, report: &mut Report, outcome: Result<Checked, EngineError>) {
        match outcome {
            Ok(checked) => {
                self.checked += 1;
                self.with_findings += u64::from(!checked.is_clean());
                self.errors += checked.count(Severity::Error) as u64;
                self.warnings += checked.count(Severity::Warning) as u64;
                report.file(ui, &checked);
            }
            Err(error) => {
                self.unreadable += 1;
                report.unreadable(ui, &error);
            }
        }
    }

    /// What could not be read may hold anything, so that counts most; a run that found nothing to read is no success.
    fn code(&self, is_strict: bool) -> u8 {
        match () {
            () if self.unreadable > 0 || self.checked == 0 => exit::FAILED,
            () if self.errors > 0 || (is_strict && self.warnings > 0) => exit::CONFIGURATION,
            () => 0,
        }
    }
}
