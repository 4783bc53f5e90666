//! Reading without doing: `check` for files alone or for a recorded host, `plan` for a file on this host or a recorded one.

use std::path::{Path, PathBuf};

use transom_explain::Phrasebook;
use transom_explain::lint::{self, Finding};
use transom_model::{Container, Diagnostic, Given, HostFacts, Origin, Release, Root, RootSource, Severity, Sources};
use transom_plan::{Plan, Problem, StartOptions};

use crate::sources::name_of;
use crate::walk::{Because, Found, Walk};
use crate::{EngineError, Host, Loaded, Target, facts_for, load, load_together};

/// Reads a file and everything it includes; what it has to say is in the reading.
///
/// # Errors
/// If the file cannot be read.
pub fn check(path: &Path, release: Option<Release>) -> Result<Loaded, EngineError> {
    load(path, release)
}

/// What there is to say about one file.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The file as it was named or found.
    pub path: PathBuf,
    /// What it was read as; `None` if it is no container's configuration.
    pub release: Option<Release>,
    /// Why it was read as that.
    pub reason: &'static str,
    /// All texts.
    pub sources: Sources,
    /// What its reader says, in the order of the lines.
    pub diagnostics: Vec<Diagnostic>,
    /// What lints have found, in the order of the lines; where they say more, the reader's words are left out.
    pub findings: Vec<Finding>,
}

impl Checked {
    /// Counts what there is to say of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        let read = self.diagnostics.iter().map(|found| found.severity);
        let found = self.findings.iter().map(|found| found.level);
        read.chain(found).filter(|of| *of == severity).count()
    }

    /// Returns everything in one form: the reader's words first, then what lints have found.
    pub fn said(&self, book: &Phrasebook) -> Vec<Diagnostic> {
        let found = self.findings.iter().map(|found| found.diagnostic(book));
        self.diagnostics.iter().cloned().chain(found).collect()
    }

    /// Says whether there is nothing to say.
    pub fn is_clean(&self) -> bool {
        self.diagnostics.is_empty() && self.findings.is_empty()
    }

    fn of(loaded: Loaded, lints: Lints) -> Self {
        let mut diagnostics = loaded.reading.diagnostics.clone();
        let findings = lints.findings(&loaded);
        diagnostics.retain(|found| !findings.iter().any(|finding| finding.takes_over(found)));
        Self {
            path: loaded.path,
            release: Some(Release {
                dialect: loaded.reading.dialect,
                version: loaded.reading.version,
            }),
            reason: loaded.dialect_reason,
            sources: loaded.sources,
            diagnostics,
            findings,
        }
    }
}

/// Which lints a check runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lints {
    /// None.
    Off,
    /// Those that warn.
    #[default]
    Warnings,
    /// Those too that only remark on something.
    All,
}

impl Lints {
    fn findings(self, loaded: &Loaded) -> Vec<Finding> {
        let least = match self {
            Self::Off => return Vec::new(),
            Self::Warnings => Severity::Warning,
            Self::All => Severity::Note,
        };
        let mut findings = lint::findings(&lint::Checked::new(&loaded.reading, &loaded.sources, None));
        findings.retain(|found| found.level >= least);
        findings
    }
}

/// Checks files one after another, and those of folders, so that the first findings are there before the last file is read.
#[derive(Debug)]
pub struct Checks {
    walk: Walk,
    release: Option<Release>,
    lints: Lints,
    /// The recorded host that files are to start on, if that is asked.
    host: Option<Host>,
    /// Files of folders that are something else than a container's configuration.
    passed_over: u64,
}

impl Checks {
    /// Starts with files and folders in the order in which they were named; `-` is standard input.
    pub fn new(words: &[PathBuf], release: Option<Release>) -> Self {
        Self {
            walk: Walk::new(words),
            release,
            lints: Lints::default(),
            host: None,
            passed_over: 0,
        }
    }

    /// Has each file also planned for a recorded host, and what stands against a start there said.
    #[must_use]
    pub fn on(mut self, host: &Host) -> Self {
        self.host = host.recorded().map(|_| host.clone());
        self
    }

    /// Chooses the lints to run.
    #[must_use]
    pub fn with(self, lints: Lints) -> Self {
        Self { lints, ..self }
    }

    /// Returns how many files of folders have been passed over so far, because they are no configuration.
    pub fn passed_over(&self) -> u64 {
        self.passed_over + self.walk.passed_over
    }

    /// Reads several files as one container and checks it.
    ///
    /// # Errors
    /// If one cannot be read, or they cannot be one container.
    pub fn together(paths: &[PathBuf], release: Option<Release>, host: &Host, lints: Lints) -> Result<Checked, EngineError> {
        judge(load_together(paths, release), host.recorded().map(|_| host), lints)
    }

    /// Checks a file; nothing comes of one that is found in a folder and is no configuration.
    fn file(&mut self, found: &Found) -> Result<Option<Checked>, EngineError> {
        let loaded = load_together(std::slice::from_ref(&found.path), self.release);
        let is_something_else = match &loaded {
            Ok(loaded) => loaded.is_guess,
            Err(error) => matches!(error, EngineError::NotAConfiguration { .. }),
        };
        if found.because == Because::Name && is_something_else {
            self.passed_over += 1;
            return Ok(None);
        }
        judge(loaded, self.host.as_ref(), self.lints).map(Some)
    }
}

impl Iterator for Checks {
    type Item = Result<Checked, EngineError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.walk.next()?.and_then(|found| self.file(&found)) {
                Ok(None) => {}
                Ok(Some(checked)) => return Some(Ok(checked)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// What a file looks like instead is a finding like others.
fn judge(loaded: Result<Loaded, EngineError>, host: Option<&Host>, lints: Lints) -> Result<Checked, EngineError> {
    match loaded {
        Ok(loaded) => {
            let of_host = host.map_or_else(|| Ok(Vec::new()), |host| findings_on(host, &loaded))?;
            let mut checked = Checked::of(loaded, lints);
            checked.diagnostics.extend(of_host);
            checked.diagnostics.sort_by_key(|found| found.origin.line());
            Ok(checked)
        }
        Err(EngineError::NotAConfiguration {
            path,
            sources,
            diagnostic,
        }) => Ok(Checked {
            path,
            release: None,
            reason: "",
            sources: *sources,
            diagnostics: vec![*diagnostic],
            findings: Vec::new(),
        }),
        Err(error) => Err(error),
    }
}

/// Says what stands against a start on a recorded host, and what a start there would leave out. Of the root nothing is said: where it
/// lies is rarely recorded.
fn findings_on(host: &Host, loaded: &Loaded) -> Result<Vec<Diagnostic>, EngineError> {
    if loaded.reading.has_errors() {
        return Ok(Vec::new());
    }
    let mut container = loaded.reading.container.clone();
    let why = "the root is not looked for on a recorded host".to_owned();
    let origin = Origin::Stand { instead_of: None, why };
    let root = Root {
        source: RootSource::Host,
        is_read_only: false,
    };
    container.root = Some(Given::new(root, origin));
    container.lifecycle.refusals.clear();
    let facts = HostFacts {
        is_root: true,
        ..facts_for(host, &container, &[])?
    };
    let found = |severity, code, message: &str, origin: &Origin, hint| Diagnostic {
        severity,
        code,
        message: format!("on the recorded host: {message}"),
        origin: origin.clone(),
        label: None,
        hint,
    };
    let options = StartOptions {
        name: name_of(&loaded.path),
        ..StartOptions::default()
    };
    let findings: Vec<Diagnostic> = match plan_of(&container, &facts, &options) {
        Ok(plan) => plan
            .remarks
            .iter()
            .map(|remark| found(Severity::Note, "on-host", &remark.text.to_string(), &remark.cause, None))
            .collect(),
        Err(problems) => problems
            .into_iter()
            .map(|problem| {
                found(
                    Severity::Warning,
                    problem.code,
                    &problem.message.to_string(),
                    &problem.cause,
                    problem.hint.map(|hint| hint.to_string()),
                )
            })
            .collect(),
    };
    Ok(findings.into_iter().filter(|found| found.origin.line().is_some()).collect())
}

/// A start as it would happen, and nothing done.
#[derive(Debug, Clone)]
pub struct Planning {
    /// The container's name.
    pub name: String,
    /// Its file.
    pub loaded: Loaded,
    /// Every step, or every reason why not.
    pub outcome: Result<Plan, Vec<Problem>>,
}

/// Plans the start of a file or a stored container exactly as written.
///
/// # Errors
/// If the file has errors or the host cannot be looked at. A container that cannot start is an outcome.
pub fn plan_for(host: &Host, target: &Target, command: Option<Vec<String>>) -> Result<Planning, EngineError> {
    let loaded = target.loaded().clone().without_errors()?;
    // Nothing is done, so anybody may ask what root's start would do.
    let facts = HostFacts {
        is_root: true,
        ..facts_for(host, &loaded.reading.container, &[])?
    };
    let options = StartOptions {
        name: target.name(),
        command,
        has_console: true,
        ..StartOptions::default()
    };
    let outcome = plan_of(&loaded.reading.container, &facts, &options);
    Ok(Planning {
        name: target.name(),
        loaded,
        outcome,
    })
}

/// Plans a start from what was seen of the host.
///
/// # Errors
/// Every reason why the container cannot start here.
pub fn plan_of(container: &Container, facts: &HostFacts, options: &StartOptions) -> Result<Plan, Vec<Problem>> {
    transom_plan::start(container, facts, options)
}
