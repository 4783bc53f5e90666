//! `transom fix FILE…`: shows what would change, asks, and writes.

use std::io::{BufRead, IsTerminal, Write};

use transom_api as api;
use transom_engine::lint::{Finding, Fixed};
use transom_engine::model::{FileId, Sources};
use transom_engine::{Edited, EngineError, Host, Target};

use super::Outcome;
use super::set::{changed_lines, owned, show};
use crate::args::Fix;
use crate::ui::Ui;
use crate::{exit, render, wire};

/// One file, its change, and the texts that its findings point into.
struct Work {
    target: Target,
    edited: Edited,
    fixed: Fixed,
}

/// Mends files one after another.
pub fn run(host: &Host, ui: &mut Ui, args: &Fix) -> Outcome {
    let mut code = 0;
    let mut reports = Vec::new();
    for path in &args.targets {
        let work = transom_engine::target(host, path, args.reading.release()).and_then(|target| work(target, args));
        match work.and_then(|work| mend(host, ui, args, &work).map(|is_done| (work, is_done))) {
            Ok((work, is_done)) => {
                reports.push(report(ui, args, &work, is_done));
                code = code.max(if is_done || args.dry_run { 0 } else { exit::FAILED });
            }
            Err(error) => {
                render::error(ui, &error);
                code = exit::FAILED;
            }
        }
    }
    if ui.is_json {
        ui.json(&reports);
    }
    Ok(code)
}

fn work(target: Target, args: &Fix) -> Result<Work, EngineError> {
    let is_wanted = |finding: &Finding| args.only.is_empty() || args.only.iter().any(|lint| lint.id == finding.lint.id);
    let (edited, fixed) = transom_engine::fix(&target, &is_wanted)?;
    Ok(Work { target, edited, fixed })
}

/// Shows a change and makes it; says whether there is nothing left to do.
fn mend(host: &Host, ui: &mut Ui, args: &Fix, work: &Work) -> Result<bool, EngineError> {
    let path = work.edited.path.display().to_string();
    if work.edited.before == work.edited.after {
        ui.note(format!("{path}: nothing to mend{}", left(work)));
        return Ok(true);
    }
    if !ui.is_json {
        show(ui, &work.edited);
    }
    for finding in &work.fixed.mended {
        let title = ui.book().by_id(&finding.lint.text_id("")).unwrap_or_default();
        ui.note(format!("{path}: mends {} {title}", finding.lint.id));
    }
    if args.dry_run || !is_wanted(args, &path)? {
        return Ok(false);
    }
    transom_engine::save(host, &work.target, &work.edited)?;
    ui.note(format!("{path}: mended{}", left(work)));
    Ok(true)
}

fn left(work: &Work) -> String {
    match work.fixed.left.len() {
        0 => String::new(),
        1 => "; one finding is left, which `transom check` shows".to_owned(),
        count => format!("; {count} findings are left, which `transom check` shows"),
    }
}

/// Asks whether the change that has been shown is to be made.
fn is_wanted(args: &Fix, path: &str) -> Result<bool, EngineError> {
    if args.is_sure {
        return Ok(true);
    }
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Err(EngineError::refused(
            format!("{path} is left as it is: there is no terminal to ask on"),
            "give --yes to write without being asked, or --dry-run to look only",
        ));
    }
    let mut stderr = std::io::stderr();
    // A question that cannot be shown is answered with no below.
    write!(stderr, "write {path}? [y/N] ").and_then(|()| stderr.flush()).ok();
    let mut answer = String::new();
    stdin
        .lock()
        .read_line(&mut answer)
        .map_err(|error| EngineError::io("read the answer about", work_path(path), error))?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn work_path(path: &str) -> std::path::PathBuf {
    path.into()
}

fn report(ui: &Ui, args: &Fix, work: &Work, is_done: bool) -> api::Mended {
    let (removed, added) = changed_lines(&work.edited);
    let is_changed = work.edited.before != work.edited.after;
    let sources = &work.target.loaded().sources;
    let after = sources.with_text(FileId(0), &*work.edited.after);
    let wired = |sources: &Sources, findings: &[Finding]| {
        let wired = findings.iter().map(|finding| wire::finding(sources, finding, ui.book()));
        wired.collect()
    };
    api::Mended {
        file: work.edited.path.display().to_string(),
        changed: is_changed,
        written: is_changed && is_done && !args.dry_run,
        removed: owned(&removed),
        added: owned(&added),
        mended: wired(sources, &work.fixed.mended),
        left: wired(&after, &work.fixed.left),
    }
}
