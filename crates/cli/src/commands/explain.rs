//! `transom explain WHAT`.

mod html;
mod markdown;
mod page;
mod text;

use std::path::Path;

use transom_api::explanation::{self as api, LineIn};
use transom_engine::{Asked, Host};

use super::Outcome;
use crate::ui::Ui;
use crate::{args, exit, render};

/// Explains a file, a stored container, or what a word, number or line means.
pub fn run(host: &Host, ui: &mut Ui, args: &args::Explain) -> Outcome {
    if args.is_sarif {
        return findings(host, ui, args);
    }
    let host = &super::host::elsewhere(host, ui, &args.elsewhere)?;
    match () {
        // A folder with a config.json is a bundle, which is one container.
        () if args.what.is_dir() && !args.what.join("config.json").exists() => folder(host, ui, args),
        () if is_target(host, &args.what) => file(host, ui, args),
        () => question(host, ui, args),
    }
}

/// Prints what was found alone, in the form that other programs take.
fn findings(host: &Host, ui: &mut Ui, args: &args::Explain) -> Outcome {
    let file = match args.what.exists() {
        true => args.what.clone(),
        false => transom_engine::target(host, &args.what, args.reading.release())?
            .loaded()
            .path
            .clone(),
    };
    let check = args::Check {
        files: vec![file],
        is_strict: false,
        is_together: false,
        is_pedantic: true,
        has_no_lints: false,
        is_sarif: true,
        elsewhere: args.elsewhere.clone(),
        reading: args.reading.clone(),
    };
    // Findings are what was asked for, and no failure.
    super::check::run(host, ui, &check).map(|code| if code == exit::FAILED { code } else { 0 })
}

/// Explains every configuration of a folder.
fn folder(host: &Host, ui: &mut Ui, args: &args::Explain) -> Outcome {
    let mut all = transom_engine::Explanations::new(std::slice::from_ref(&args.what), args.reading.release(), host);
    let mut pages = Vec::new();
    let mut code = 0;
    while let Some(explained) = all.next(ui.book()) {
        match explained {
            Ok((path, explanation)) if ui.is_json => {
                pages.push(page::explanation(&path.display().to_string(), &explanation, ui.book()));
            }
            Ok((path, explanation)) => show(ui, args, &path, &explanation),
            Err(error) => {
                code = exit::FAILED;
                render::error(ui, &error);
            }
        }
    }
    if ui.is_json {
        ui.json(&api::Explanations { files: pages });
    }
    Ok(code)
}

fn show(ui: &mut Ui, args: &args::Explain, path: &Path, explanation: &transom_engine::Explanation) {
    let file = path.display().to_string();
    let explanation = page::explanation(&file, explanation, ui.book());
    match args.form() {
        args::Form::Html => ui.out(html::page(&explanation, ui.book())),
        args::Form::Markdown => ui.out(markdown::page(&explanation, ui.book())),
        args::Form::Text if ui.is_json => ui.json(&explanation),
        args::Form::Text => text::print(ui, &explanation, args.is_long),
    }
}

/// A node is no configuration, though it is a file; what looks like a path is one, so that a missing file is said to be missing.
fn is_target(host: &Host, what: &Path) -> bool {
    let text = what.to_string_lossy();
    let is_path = text.contains('/') && !text.contains(char::is_whitespace) && !text.starts_with('<');
    let is_node = what.starts_with("/dev");
    !is_node && (what.exists() || is_path || text == "-" || transom_engine::exists(host, &text))
}

fn file(host: &Host, ui: &mut Ui, args: &args::Explain) -> Outcome {
    let target = transom_engine::target_over(host, &args.what, &args.layers.profiles, args.reading.release())?;
    let explanation = transom_engine::explain(host, &target, ui.book())?;
    show(ui, args, &target.loaded().path.clone(), &explanation);
    Ok(0)
}

fn question(host: &Host, ui: &mut Ui, args: &args::Explain) -> Outcome {
    match transom_engine::ask(host, &args.what.to_string_lossy(), args.reading.release(), ui.book())? {
        Asked::Answer(answer) => {
            let answer = page::answer(&answer, ui.book());
            match ui.is_json {
                true => ui.json(&answer),
                false => text::print_answer(ui, &answer, args.is_long),
            }
        }
        Asked::Line(lines) => {
            let lines = lines.iter().map(|line| LineIn {
                privileged: line.is_privileged,
                dialect: line.dialect.word().to_owned(),
                line: page::line(&line.explained, ui.book()),
            });
            let lines: Vec<LineIn> = lines.collect();
            match ui.is_json {
                true => ui.json(&lines),
                false => text::print_lines(ui, &lines),
            }
        }
    }
    Ok(0)
}
