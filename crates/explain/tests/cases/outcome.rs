//! Prints what came of a case: diagnostics, lines, plan.

use std::collections::BTreeSet;
use std::fmt::Write;

use transom_dialects::Reading;
use transom_explain::lint::{Checked, findings};
use transom_explain::{Language, LineSentence, Phrasebook, Verdict, View};
use transom_model::{Diagnostic, Origin, Severity, Sources};
use transom_plan::{Plan, Problem, Side};

/// Writes an origin with its columns: `102.conf:3:5-9`.
fn place(origin: &Origin, sources: &Sources) -> String {
    let name = sources.describe(origin);
    match origin {
        Origin::Line { columns, .. } => format!("{name}:{}-{}", columns.start + 1, columns.end),
        _ => name,
    }
}

/// Returns the phrasebook of a language, opened once for all cases.
pub fn book(language: Language) -> &'static Phrasebook {
    thread_local! {
        static BOOKS: [&'static Phrasebook; 2] = Language::ALL.map(|language| &*Box::leak(Box::new(Phrasebook::new(language))));
    }
    BOOKS.with(|books| {
        *books
            .iter()
            .find(|book| book.language() == language)
            .expect("every language has a book")
    })
}

/// Prints what the reader says, one block each.
pub fn diagnostics(reading: &Reading, sources: &Sources) -> String {
    print_diagnostics(&reading.diagnostics, sources)
}

/// Prints what lints find.
pub fn lint(reading: &Reading, sources: &Sources) -> String {
    let book = book(Language::English);
    let findings = findings(&Checked::new(reading, sources, None));
    let found: Vec<Diagnostic> = findings.iter().map(|finding| finding.diagnostic(book)).collect();
    print_diagnostics(&found, sources)
}

fn print_diagnostics(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for found in diagnostics {
        let severity = match found.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let _ = writeln!(
            out,
            "{severity}[{}] {}\n  {}",
            found.code,
            place(&found.origin, sources),
            found.message
        );
        for (word, text) in [("label", &found.label), ("hint", &found.hint)] {
            if let Some(text) = text {
                let _ = writeln!(out, "  {word}: {text}");
            }
        }
    }
    out
}

/// Prints the explained lines, those of included files after the main file's.
pub fn lines(reading: &Reading, sources: &Sources, plan: Option<&Plan>) -> String {
    let mut out = String::new();
    let view = View {
        reading,
        sources,
        plan,
        replaced: &[],
        book: book(Language::English),
    };
    for (file, _) in sources.files() {
        for line in transom_explain::lines_of(file, &view) {
            print_line(&mut out, &line);
        }
    }
    out
}

fn print_line(out: &mut String, line: &LineSentence) {
    let _ = writeln!(
        out,
        "{} [{}] {}\n  {}",
        line.place,
        line.verdict.word(),
        line.text,
        line.sentence
    );
    if let Verdict::Replaced(why) = &line.verdict {
        let _ = writeln!(out, "  instead: {why}");
    }
    for step in &line.steps {
        let _ = writeln!(out, "  step: {step}");
    }
    for remark in &line.remarks {
        let _ = writeln!(out, "  here: {remark}");
    }
}

/// Prints plans, one after another.
pub fn plans(plans: &[Result<Plan, Vec<Problem>>], sources: &Sources) -> String {
    let texts: Vec<String> = plans.iter().map(|one| plan(one, sources)).collect();
    texts.join("\nwith the embedded root instead, and no refusal:\n")
}

/// Prints the steps with their causes and the remarks, or why there is no plan.
fn plan(plan: &Result<Plan, Vec<Problem>>, sources: &Sources) -> String {
    match plan {
        Ok(plan) => steps(plan, sources),
        Err(problems) => {
            let mut out = String::new();
            for problem in problems {
                let _ = writeln!(
                    out,
                    "problem[{}] {}\n  {}",
                    problem.code,
                    sources.describe(&problem.cause),
                    problem.message
                );
                if let Some(hint) = &problem.hint {
                    let _ = writeln!(out, "  hint: {hint}");
                }
            }
            out
        }
    }
}

fn steps(plan: &Plan, sources: &Sources) -> String {
    let mut out = String::new();
    let book = book(Language::English);
    for planned in &plan.steps {
        let side = match planned.step.side() {
            Side::Host => "host",
            Side::Inside => "inside",
        };
        let _ = writeln!(
            out,
            "{side:6} {}  <- {}",
            book.write(&transom_explain::step(&planned.step)),
            sources.describe(&planned.cause)
        );
    }
    for remark in &plan.remarks {
        let _ = writeln!(out, "remark {}  <- {}", remark.text, sources.describe(&remark.cause));
    }
    out
}

/// Returns the lines of the files read that no account mentions: no line is ever ignored without a word.
pub fn unaccounted(reading: &Reading, sources: &Sources) -> Vec<String> {
    let lines: BTreeSet<_> = reading.accounts.iter().filter_map(|account| account.origin.line()).collect();
    let is_main = |file| sources.files().next().is_some_and(|(first, _)| first == file);
    let mut missing = Vec::new();
    for (file, source) in sources.files().filter(|(file, _)| is_main(*file)) {
        for (number, text) in (1..).zip(source.text.lines()) {
            if !text.trim().is_empty() && !lines.contains(&(file, number)) {
                missing.push(format!("{}:{number}: no account of `{text}`", source.path.display()));
            }
        }
    }
    missing
}
