//! From what the engine returns to the wire types of `--json`.

use std::path::Path;

use transom_api as api;
use transom_engine::lifecycle::{ProbeReport, State};
use transom_engine::lint::Finding;
use transom_engine::model::{Diagnostic, Dialect, Fact, Origin, Severity, Sources};
use transom_engine::plan::{Plan, Probe, Problem, Side};
use transom_engine::{
    ClosedDevice, Conversion, Device, Difference, DoctorCheck, Information, LineOutcome, LineSentence, Listed, Loaded, Phrasebook,
    Row, Substitution, Verdict, step_sentence,
};

/// A place.
pub fn place(sources: &Sources, origin: &Origin) -> api::Place {
    let (file, line) = origin.line().unzip();
    let columns = match origin {
        Origin::Line { columns, .. } => Some(columns.clone()),
        _ => None,
    };
    api::Place {
        text: sources.describe(origin),
        file: file.map(|file| sources.file(file).path.display().to_string()),
        line,
        column: columns.as_ref().map(|columns| columns.start + 1),
        end_column: columns.map(|columns| columns.end + 1),
    }
}

/// A severity in a word.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A finding.
pub fn diagnostic(sources: &Sources, diagnostic: &Diagnostic) -> api::Diagnostic {
    api::Diagnostic {
        severity: severity(diagnostic.severity).to_owned(),
        code: diagnostic.code.to_owned(),
        message: diagnostic.message.clone(),
        place: place(sources, &diagnostic.origin),
        hint: diagnostic.hint.clone(),
        lint: None,
    }
}

/// What a lint found.
pub fn finding(sources: &Sources, finding: &Finding, book: &Phrasebook) -> api::Diagnostic {
    let text = |part| book.by_id(&finding.lint.text_id(part)).unwrap_or_default();
    api::Diagnostic {
        lint: Some(api::Lint {
            name: finding.lint.name.to_owned(),
            title: text(""),
            why: text("why"),
            means: finding.means.word().to_owned(),
            others: finding.others.iter().map(|origin| place(sources, origin)).collect(),
            today: finding.today.clone(),
            has_fix: finding.fix.is_some(),
        }),
        ..diagnostic(sources, &finding.diagnostic(book))
    }
}

/// The dialect of a file and the version it was read as.
pub fn release(loaded: &Loaded) -> String {
    format!("{}-{}", loaded.reading.dialect.word(), loaded.reading.version)
}

/// A fact.
pub fn fact(sources: &Sources, fact: &Fact<'_>) -> api::Fact {
    let parts = fact
        .parts
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone().into_owned()));
    api::Fact {
        topic: fact.topic.word().to_owned(),
        about: fact.about.clone().into_owned(),
        value: fact.words(),
        parts: parts.collect(),
        origin: place(sources, fact.origin),
    }
}

/// What two files do not have in common.
pub fn difference(left: &Loaded, right: &Loaded, difference: &Difference<'_>) -> api::Difference {
    let side = |loaded: &Loaded, facts: &[Fact<'_>]| facts.iter().map(|found| fact(&loaded.sources, found)).collect();
    api::Difference {
        topic: difference.topic.word().to_owned(),
        about: difference.about.clone(),
        left: side(left, &difference.left),
        right: side(right, &difference.right),
    }
}

/// A file in another dialect.
pub fn conversion(loaded: &Loaded, to: Dialect, conversion: &Conversion, out: Option<&Path>) -> api::Conversion {
    api::Conversion {
        file: loaded.path.display().to_string(),
        from: release(loaded),
        to: to.word().to_owned(),
        lossy: conversion.is_lossy(),
        rows: conversion.rows.iter().map(|found| row(&loaded.sources, found)).collect(),
        added: conversion
            .added
            .iter()
            .map(|added| api::Added {
                topic: added.topic.word().to_owned(),
                about: added.about.clone(),
                value: added.words.clone(),
                before: added.was.clone(),
                by: added.by.clone(),
            })
            .collect(),
        text: out.is_none().then(|| conversion.text.clone()),
        out: out.map(|out| out.display().to_string()),
    }
}

fn row(sources: &Sources, row: &Row) -> api::Row {
    let (outcome, lines, why, instead) = match &row.outcome {
        LineOutcome::Kept { line } => ("kept", vec![*line], None, None),
        LineOutcome::Translated { lines, remark } => ("translated", lines.clone(), remark.clone(), None),
        LineOutcome::Dropped { why } => ("dropped", Vec::new(), Some(why.clone()), None),
        LineOutcome::Frame => ("frame", Vec::new(), None, None),
        LineOutcome::Impossible { why, instead } => ("impossible", Vec::new(), Some(why.clone()), Some(instead.clone())),
    };
    let text = row.origin.line().map_or("", |(file, line)| sources.line_text(file, line));
    api::Row {
        place: place(sources, &row.origin),
        text: text.to_owned(),
        outcome: outcome.to_owned(),
        lines,
        why,
        instead,
        with: row.with,
    }
}

/// A stored container.
pub fn container(listed: &Listed) -> api::Container {
    let (state, pid) = state(listed.state);
    api::Container {
        name: listed.name.clone(),
        state: state.to_owned(),
        pid,
        dialect: listed.dialect.map(|dialect| dialect.word().to_owned()),
        unprivileged: listed.is_unprivileged,
        root: listed.root.clone(),
        config: listed.config.display().to_string(),
        memory: listed.memory,
        cpu_milli: listed.cpu_milli,
        trouble: listed.trouble.clone(),
    }
}

/// A state in a word, and the pid that goes with it.
pub fn state(state: State) -> (&'static str, Option<i32>) {
    match state {
        State::Stopped => ("stopped", None),
        State::Running { pid, .. } => ("running", Some(pid)),
    }
}

/// Everything about a stored container.
pub fn information(info: &Information) -> api::Information {
    let text = |path: &Path| path.display().to_string();
    api::Information {
        container: container(&info.listed),
        hostname: info.hostname.clone(),
        dir: text(&info.dir),
        original: text(&info.facts.original),
        includes: info.facts.includes.iter().map(|path| text(path)).collect(),
        created: info.facts.created,
        ids: info
            .users
            .iter()
            .map(|(inside, host, len)| api::IdRange {
                inside: *inside,
                host: *host,
                len: *len,
            })
            .collect(),
        devices: info.devices.iter().map(|path| text(path)).collect(),
        interfaces: info
            .interfaces
            .iter()
            .map(|(name, link)| api::Interface {
                name: name.clone(),
                link: link.clone(),
            })
            .collect(),
        log: text(&info.log),
    }
}

/// The steps of a plan.
pub fn steps(sources: &Sources, plan: &Plan, book: &Phrasebook) -> Vec<api::Step> {
    let step = |(index, planned): (usize, &transom_engine::plan::Planned)| api::Step {
        number: index + 1,
        side: side(planned.step.side()).to_owned(),
        text: step_sentence(&planned.step, book),
        cause: place(sources, &planned.cause),
    };
    plan.steps.iter().enumerate().map(step).collect()
}

/// A side in a word.
pub fn side(side: Side) -> &'static str {
    match side {
        Side::Host => "host",
        Side::Inside => "inside",
    }
}

/// The remarks of a plan.
pub fn remarks(sources: &Sources, plan: &Plan) -> Vec<api::Remark> {
    plan.remarks
        .iter()
        .map(|remark| api::Remark {
            text: remark.text.to_string(),
            cause: place(sources, &remark.cause),
        })
        .collect()
}

/// Reasons why not.
pub fn problems(sources: &Sources, problems: &[Problem]) -> Vec<api::Problem> {
    let problem = |problem: &Problem| api::Problem {
        code: problem.code.to_owned(),
        message: problem.message.to_string(),
        cause: place(sources, &problem.cause),
        hint: problem.hint.as_ref().map(ToString::to_string),
    };
    problems.iter().map(problem).collect()
}

/// What was put in place of what is not here.
pub fn substitutions(sources: &Sources, substitutions: &[Substitution]) -> Vec<api::Substitution> {
    let substitution = |change: &Substitution| api::Substitution {
        line: change.line.as_ref().map(|origin| place(sources, origin)),
        what: change.what.clone(),
        instead: change.instead.clone(),
        why: change.why.clone(),
    };
    substitutions.iter().map(substitution).collect()
}

/// A line and what it does.
pub fn try_line(line: &LineSentence) -> api::TryLine {
    api::TryLine {
        place: line.place.clone(),
        text: line.text.clone(),
        sentence: line.sentence.clone(),
        verdict: line.verdict.word().to_owned(),
        remarks: line.remarks.clone(),
    }
}

/// What a probe found.
pub fn try_probe(sources: &Sources, report: &ProbeReport) -> api::TryProbe {
    let (Ok(text) | Err(text)) = &report.outcome;
    api::TryProbe {
        probe: probe(report.probe).to_owned(),
        passed: report.outcome.is_ok(),
        text: text.clone(),
        cause: place(sources, &report.cause),
    }
}

/// A device of the host that no line opens.
pub fn closed_device(closed: &ClosedDevice) -> api::ClosedDevice {
    api::ClosedDevice {
        probe: probe(closed.probe).to_owned(),
        node: closed.node.display().to_string(),
        lines: closed.lines.clone(),
    }
}

/// A probe in a word.
pub fn probe(probe: Probe) -> &'static str {
    match probe {
        Probe::Kvm => "kvm",
        Probe::Tun => "tun",
    }
}

/// A device node.
pub fn device(device: &Device) -> api::Device {
    let kind = match device.kind.letter() {
        'c' => "char",
        _ => "block",
    };
    api::Device {
        path: device.path.display().to_string(),
        kind: kind.to_owned(),
        major: device.number.major,
        minor: device.number.minor,
        mode: format!("{:04o}", device.mode.0),
        uid: device.uid.0,
        gid: device.gid.0,
        group: device.group.clone(),
        driver: device.driver.clone(),
        what: device.what.clone(),
    }
}

/// A check of the doctor's.
pub fn doctor_check(check: &DoctorCheck) -> api::DoctorCheck {
    let verdict = match check.verdict {
        Verdict::Pass => "pass",
        Verdict::Absent => "absent",
        Verdict::Warn => "warn",
        Verdict::Fail => "fail",
    };
    api::DoctorCheck {
        subject: check.subject.clone(),
        verdict: verdict.to_owned(),
        found: check.found.clone(),
        reason: check.reason.clone(),
        mend: check.mend.clone(),
        place: check.place.clone(),
    }
}
