//! `transom convert FILE|NAME --to DIALECT`.

use std::path::Path;

use transom_api as api;
use transom_engine::model::Dialect;
use transom_engine::{Conversion, EngineError, Host, LineOutcome, Loaded, Row};

use super::Outcome;
use crate::args::Convert;
use crate::ui::{Paint, Ui, tame, to_json};
use crate::wire;

/// Converts a file and says what became of each line.
pub fn run(host: &Host, ui: &mut Ui, args: &Convert) -> Outcome {
    let target = transom_engine::target(host, &args.target, args.reading.release())?;
    let loaded = target.loaded();
    let out = args.out.as_deref().filter(|out| *out != Path::new("-"));
    refuse_to_overwrite(loaded, out)?;
    let conversion = transom_engine::convert(loaded, args.to)?;
    if let Some(out) = out {
        transom_engine::replace(out, conversion.text.as_bytes())?;
    }
    let said = wire::conversion(loaded, args.to, &conversion, out);
    if let Some(report) = &args.report {
        write_report((report, args), loaded, &conversion, &said)?;
    }
    match (ui.is_json, out) {
        (true, _) => ui.json(&said),
        (false, None) => ui.out(conversion.text.trim_end_matches('\n')),
        (false, Some(out)) => ui.note(format!("wrote {}", out.display())),
    }
    if !ui.is_json && args.report.is_none() {
        report(ui, loaded, args.to, &conversion);
    }
    Ok(u8::from(conversion.is_lossy() && !args.lossy))
}

/// The file that is being read must not be the one that is written: its comments would be gone with no way back.
fn refuse_to_overwrite(loaded: &Loaded, out: Option<&Path>) -> Result<(), EngineError> {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let is_same = out.is_some_and(|out| real(out).is_some() && real(out) == real(&loaded.path));
    if is_same {
        return Err(EngineError::Refused {
            message: format!("{} is the file that is converted", loaded.path.display()),
            hint: Some("give the new file another name with `-o`".into()),
        });
    }
    Ok(())
}

fn write_report(
    (path, args): (&Path, &Convert),
    loaded: &Loaded,
    conversion: &Conversion,
    said: &api::Conversion,
) -> Result<(), EngineError> {
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    let text = if is_json {
        to_json(said)
    } else {
        let plain = |_: Paint, text: &str| text.to_owned();
        lines(loaded, args.to, conversion, &plain).join("\n")
    };
    transom_engine::replace(path, format!("{text}\n").as_bytes())
}

/// Prints the report on standard error, for the new file may go to standard output.
fn report(ui: &mut Ui, loaded: &Loaded, to: Dialect, conversion: &Conversion) {
    let mark = |paint: Paint, text: &str| ui.mark_err(paint, text);
    let lines = lines(loaded, to, conversion, &mark);
    for line in lines {
        ui.note(line);
    }
}

type Mark<'m> = &'m dyn Fn(Paint, &str) -> String;

fn lines(loaded: &Loaded, to: Dialect, conversion: &Conversion, mark: Mark<'_>) -> Vec<String> {
    let read = loaded.reading.dialect.title();
    let head = format!(
        "{}: read as {read} ({}), written as {}",
        loaded.path.display(),
        loaded.dialect_reason,
        to.title()
    );
    // What is part of a line above, and what only frames others, would be a list of repetitions.
    let rows = conversion
        .rows
        .iter()
        .filter(|row| row.with.is_none() && row.outcome != LineOutcome::Frame);
    let mut lines = vec![tame(&head)];
    let (mut last, mut more): (Option<&Row>, u32) = (None, 0);
    for row in rows {
        // Of a list of thirty capabilities that all come to the same, the first is enough.
        if last.is_some_and(|last| is_repetition(last, row)) {
            more += 1;
        } else {
            lines.extend(and_more(&mut more));
            lines.extend(row_lines(loaded, conversion, row, mark));
        }
        last = Some(row);
    }
    lines.extend(and_more(&mut more));
    if !conversion.added.is_empty() {
        lines.push(String::new());
        lines.push("What the new manager does by itself:".to_owned());
    }
    for added in &conversion.added {
        let about = [added.topic.word(), &added.about].join(" ");
        let was = added.was.as_ref().map_or_else(String::new, |was| format!(" (before: {was})"));
        lines.push(tame(&format!("  {}: {}{was}", about.trim_end(), added.words)));
    }
    lines.push(String::new());
    lines.push(summary(conversion));
    lines
}

fn row_lines(loaded: &Loaded, conversion: &Conversion, row: &Row, mark: Mark<'_>) -> Vec<String> {
    let text = said(loaded, row);
    let place = loaded.sources.describe(&row.origin);
    let head = |paint, word: &str| {
        format!(
            "{}  {}  {}",
            mark(paint, &format!("{word:<10}")),
            mark(Paint::Dim, &place),
            tame(text.trim())
        )
    };
    let new = |line: &u32| {
        let text = conversion.text.lines().nth(*line as usize - 1).unwrap_or_default();
        format!(
            "            {} {}",
            mark(Paint::Dim, &format!("-> {line}:")),
            tame(text.trim())
        )
    };
    match &row.outcome {
        LineOutcome::Kept { .. } => vec![head(Paint::Green, "kept")],
        LineOutcome::Translated { lines, remark } => {
            let remark = remark.iter().map(|remark| format!("            {}", tame(remark)));
            std::iter::once(head(Paint::Green, "translated"))
                .chain(lines.iter().map(new))
                .chain(remark)
                .collect()
        }
        LineOutcome::Frame => Vec::new(),
        LineOutcome::Dropped { why } => vec![head(Paint::Yellow, "dropped"), format!("            {}", tame(why))],
        LineOutcome::Impossible { why, instead } => vec![
            head(Paint::Red, "impossible"),
            format!("            {}", tame(why)),
            format!("            {} {}", mark(Paint::Bold, "instead:"), tame(instead)),
        ],
    }
}

/// Whether a row says no more than the one before it.
fn is_repetition(last: &Row, row: &Row) -> bool {
    let is_silent = matches!(row.outcome, LineOutcome::Dropped { .. });
    let line = |row: &Row| row.origin.line().map(|(_, line)| line);
    let is_next = line(last).zip(line(row)).is_some_and(|(last, line)| line <= last + 1);
    is_silent && is_next && last.outcome == row.outcome
}

/// Says how many rows were passed over, and counts anew.
fn and_more(count: &mut u32) -> Option<String> {
    let end = if *count == 1 { "" } else { "s" };
    let said = (*count > 0).then(|| format!("            and so {count} more line{end}"));
    *count = 0;
    said
}

/// The line's text; of a line that only opens something (`{`), what it opens.
fn said<'l>(loaded: &'l Loaded, row: &Row) -> &'l str {
    let line = row.origin.line();
    let text = line.map_or("", |(file, line)| loaded.sources.line_text(file, line));
    if text.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
        return text;
    }
    let account = loaded.reading.accounts.iter().find(|account| account.origin.line() == line);
    account.map_or(text, |account| &account.key)
}

fn summary(conversion: &Conversion) -> String {
    let count = |is_it: fn(&LineOutcome) -> bool| {
        let rows = conversion.rows.iter().filter(|row| row.with.is_none());
        rows.filter(|row| is_it(&row.outcome)).count()
    };
    format!(
        "{} kept, {} translated, {} dropped, {} impossible",
        count(|outcome| matches!(outcome, LineOutcome::Kept { .. })),
        count(|outcome| matches!(outcome, LineOutcome::Translated { .. })),
        count(|outcome| matches!(outcome, LineOutcome::Dropped { .. })),
        count(|outcome| matches!(outcome, LineOutcome::Impossible { .. })),
    )
}
