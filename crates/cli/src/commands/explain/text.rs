//! An explanation for the terminal: the line, and beside it what there is to say, wrapped to the terminal's width.

use textwrap::{Options, WordSeparator, WordSplitter};
use transom_api::explanation::{Answer, ExplainedLine, Explanation, FilterRow, Found, IdRow, Labelled, LineIn, Risk};
use transom_engine::{Heading, Language};

use crate::terminal;
use crate::ui::{Paint, Ui, tame};

/// Wider lines are hard to read.
const WIDEST: usize = 110;
/// Where explanations begin.
const INDENT: &str = "      ";

/// Prints all of it.
pub fn print(ui: &mut Ui, all: &Explanation, is_long: bool) {
    let page = Page::new(is_long);
    let file = ui.mark(Paint::Bold, &tame(&all.file));
    ui.out(file);
    page.paragraph(ui, "", &all.summary);
    for problem in &all.problems {
        page.paragraph(ui, "! ", problem);
    }
    page.heading(ui, Heading::Lines);
    let mut told: Vec<&str> = Vec::new();
    for lines in super::page::groups(&all.lines) {
        let Some(line) = lines.first() else { continue };
        page.lines(ui, lines);
        // What was said at length of a line before is not said again.
        let long = line.long.as_deref().filter(|long| is_long && !told.contains(long));
        if let Some(long) = long {
            page.labelled(ui, Heading::Long, long);
            told.push(long);
        }
        ui.out("");
    }
    page.rules(ui, &all.devices);
    page.ids(ui, all);
    page.exposure(ui, all);
    if is_long {
        page.words(ui, all);
    }
}

/// Prints an answer to a single question.
pub fn print_answer(ui: &mut Ui, answer: &Answer, is_long: bool) {
    let page = Page::new(is_long);
    let title = ui.mark(Paint::Bold, &tame(&answer.title));
    ui.out(title);
    for paragraph in &answer.paragraphs {
        ui.out("");
        page.paragraph(ui, "", paragraph);
    }
    if !answer.risks.is_empty() || !answer.rows.is_empty() {
        ui.out("");
    }
    for risk in &answer.risks {
        let label = format!("  {}: {}. ", ui.book().say(&Heading::Risk.title()), risk_mark(ui, risk));
        page.hanging(ui, &label, "    ", &risk.why);
    }
    for row in &answer.rows {
        page.row(ui, row);
    }
    for concept in &answer.concepts {
        let title = ui.mark(Paint::Bold, &concept.label);
        ui.out(format!("\n  {title}"));
        page.hanging(ui, INDENT, INDENT, &concept.text);
    }
}

/// Prints a line as it is in an unprivileged and in a privileged container; once, where both are the same.
pub fn print_lines(ui: &mut Ui, lines: &[LineIn]) {
    let page = Page::new(true);
    let is_same = |one: &LineIn, other: &LineIn| said(&one.line) == said(&other.line);
    if let [one, other] = lines
        && is_same(one, other)
    {
        page.line_alone(ui, &one.line);
        return;
    }
    for line in lines {
        let heading = if line.privileged {
            Heading::Privileged
        } else {
            Heading::Unprivileged
        };
        page.heading(ui, heading);
        page.line_alone(ui, &line.line);
    }
}

/// A line without its number.
fn said(line: &ExplainedLine) -> ExplainedLine {
    ExplainedLine {
        line: 0,
        place: String::new(),
        ..line.clone()
    }
}

struct Page {
    width: usize,
    is_long: bool,
}

impl Page {
    fn new(is_long: bool) -> Self {
        Self {
            width: terminal::width().min(WIDEST),
            is_long,
        }
    }

    /// A label and its text; one of several lines stands below its label.
    fn row(&self, ui: &mut Ui, row: &Labelled) {
        if !row.text.contains('\n') {
            self.hanging(ui, &format!("  {}: ", row.label), "    ", &row.text);
            return;
        }
        ui.out(format!("  {}:", row.label));
        row.text.lines().for_each(|line| ui.out(format!("    {}", tame(line))));
    }

    fn heading(&self, ui: &mut Ui, heading: Heading) {
        let title = ui.book().say(&heading.title());
        let title = ui.mark(Paint::Bold, &title);
        ui.out(format!("\n{title}\n"));
    }

    fn paragraph(&self, ui: &mut Ui, start: &str, text: &str) {
        self.hanging(ui, start, &" ".repeat(textwrap::core::display_width(start)), text);
    }

    fn hanging(&self, ui: &mut Ui, first: &str, rest: &str, text: &str) {
        // Chinese has no blanks to break at; English is not to be broken within a path.
        let separator = match ui.book().language() {
            Language::English => WordSeparator::AsciiSpace,
            Language::Chinese => WordSeparator::UnicodeBreakProperties,
        };
        let options = Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            .word_separator(separator)
            .word_splitter(WordSplitter::NoHyphenation);
        for line in textwrap::wrap(&tame(text), options) {
            ui.out(line.trim_end());
        }
    }

    fn line(&self, ui: &mut Ui, line: &ExplainedLine) {
        self.lines(ui, std::slice::from_ref(line));
    }

    /// Lines of which the same is to be said, one below the other, and then what it is.
    fn lines(&self, ui: &mut Ui, lines: &[ExplainedLine]) {
        let Some(line) = lines.first() else { return };
        for (at, one) in lines.iter().enumerate() {
            let marks = if at == 0 { marks(ui, one) } else { String::new() };
            let text = ui.mark(Paint::Bold, &tame(one.text.trim_end()));
            ui.out(format!("{:>4}  {text}{marks}", one.line));
        }
        self.hanging(ui, INDENT, INDENT, &line.what);
        for number in line.numbers.iter().filter(|_| self.is_long) {
            self.labelled(ui, Heading::Numbers, number);
        }
        for text in &line.here {
            self.labelled(ui, Heading::Here, text);
        }
        for found in &line.found {
            self.found(ui, found);
        }
        for need in &line.needs {
            self.labelled(ui, Heading::Needs, need);
        }
        if let Some(risk) = line.risk.as_ref().filter(|risk| risk.level != "none" || self.is_long) {
            self.labelled(ui, Heading::Risk, &risk.why);
        }
        self.today(ui, line);
    }

    fn found(&self, ui: &mut Ui, found: &Found) {
        let title = found
            .means_title
            .as_ref()
            .map_or_else(String::new, |title| format!("{title}: "));
        let code = format!("[{}]", found.code);
        self.hanging(
            ui,
            INDENT,
            &format!("{INDENT}  "),
            &format!("{title}{} {code}", found.message),
        );
        let further = found.why.iter().filter(|_| self.is_long).chain(&found.hint);
        for text in further {
            self.hanging(ui, &format!("{INDENT}  "), &format!("{INDENT}  "), text);
        }
    }

    fn line_alone(&self, ui: &mut Ui, line: &ExplainedLine) {
        self.line(ui, line);
        if let Some(long) = &line.long {
            self.labelled(ui, Heading::Long, long);
        }
    }

    fn today(&self, ui: &mut Ui, line: &ExplainedLine) {
        let Some(today) = &line.today else { return };
        let label = ui.book().say(&Heading::Today.title());
        let together = match today.with.as_slice() {
            [] => String::new(),
            with => format!("  ({})", ui.book().say(&transom_engine::together_with(with))),
        };
        for (at, text) in today.lines.iter().enumerate() {
            let end = if at + 1 == today.lines.len() { together.as_str() } else { "" };
            let text = ui.mark(Paint::Green, &tame(text));
            ui.out(format!("{INDENT}{label}: {text}{end}"));
        }
    }

    fn labelled(&self, ui: &mut Ui, heading: Heading, text: &str) {
        let label = format!("{INDENT}{}: ", ui.book().say(&heading.title()));
        self.hanging(ui, &label, &format!("{INDENT}  "), text);
    }

    fn rules(&self, ui: &mut Ui, rows: &[FilterRow]) {
        self.heading(ui, Heading::Rules);
        let width = |cell: fn(&FilterRow) -> &str| {
            rows.iter()
                .map(|row| textwrap::core::display_width(cell(row)))
                .max()
                .unwrap_or(0)
        };
        let (numbers, names) = (width(|row| &row.number), width(|row| row.name.as_deref().unwrap_or("")));
        for row in rows {
            let (sign, paint) = if row.allowed { ("+", Paint::Green) } else { ("-", Paint::Red) };
            let sign = ui.mark(paint, sign);
            let (number, name) = (padded(&row.number, numbers), padded(row.name.as_deref().unwrap_or(""), names));
            let place = ui.mark(Paint::Dim, &tame(&row.place));
            ui.out(format!("  {sign} {number}  {:<3}  {name}  {place}", row.access));
        }
    }

    fn words(&self, ui: &mut Ui, all: &Explanation) {
        self.heading(ui, Heading::Words);
        for concept in &all.concepts {
            let title = ui.mark(Paint::Bold, &concept.title);
            ui.out(format!("  {title}"));
            self.hanging(ui, INDENT, INDENT, &concept.text);
        }
    }

    fn ids(&self, ui: &mut Ui, all: &Explanation) {
        self.heading(ui, Heading::Ids);
        let are_both = !all.ids.groups.is_empty();
        self.ranges(ui, are_both.then_some(Heading::UserIds), &all.ids.users);
        self.ranges(ui, Some(Heading::GroupIds).filter(|_| are_both), &all.ids.groups);
        for note in &all.ids.notes {
            self.paragraph(ui, "  ", note);
        }
    }

    fn ranges(&self, ui: &mut Ui, heading: Option<Heading>, rows: &[IdRow]) {
        if let Some(heading) = heading {
            ui.out(format!("  {}:", ui.book().say(&heading.title())));
        }
        let nobody = ui.book().say(&Heading::Nobody.title());
        for row in rows {
            let inside = range(row.inside, row.len);
            let host = row.host.map_or_else(|| nobody.clone(), |host| range(host, row.len));
            let place = ui.mark(Paint::Dim, &tame(&row.place));
            ui.out(format!("  {inside:>18}  ->  {host:<22} {place}"));
        }
    }

    fn exposure(&self, ui: &mut Ui, all: &Explanation) {
        self.heading(ui, Heading::Exposure);
        let exposure = &all.exposure;
        let score = ui.mark(
            grade_paint(&exposure.grade),
            &format!("{:.1} {}", exposure.score, exposure.title),
        );
        ui.out(format!("  {} {score}", bar(exposure.score)));
        for exposed in &exposure.worst {
            let text = exposed
                .text
                .as_ref()
                .map_or_else(String::new, |text| format!("  {}", tame(text)));
            let risk = risk_mark(ui, &exposed.risk);
            ui.out(format!("  {risk}  {}{text}", tame(&exposed.place)));
            self.hanging(ui, INDENT, INDENT, &exposed.risk.why);
        }
    }
}

/// What is said of a line in a word each, after the line itself.
fn marks(ui: &Ui, line: &ExplainedLine) -> String {
    let effects = line.effects.iter().filter_map(|effect| match effect.word.as_str() {
        "works" | "text" => None,
        "wrong" | "refused" | "breaks" | "stops-start" => Some(ui.mark(Paint::Red, &effect.title)),
        _ => Some(ui.mark(Paint::Yellow, &effect.title)),
    });
    let risk = line.risk.as_ref().filter(|risk| risk.level != "none").map(|risk| {
        let label = ui.book().say(&Heading::Risk.title());
        format!("{label}: {}", risk_mark(ui, risk))
    });
    let all: Vec<String> = effects.chain(risk).collect();
    if all.is_empty() {
        String::new()
    } else {
        format!("   [{}]", all.join(", "))
    }
}

fn risk_mark(ui: &Ui, risk: &Risk) -> String {
    let paint = match risk.level.as_str() {
        "critical" | "high" => Paint::Red,
        "medium" => Paint::Yellow,
        _ => Paint::Green,
    };
    ui.mark(paint, &risk.title)
}

fn grade_paint(grade: &str) -> Paint {
    match grade {
        "closed" | "fair" => Paint::Green,
        "exposed" => Paint::Yellow,
        _ => Paint::Red,
    }
}

/// A score of ten as twenty signs.
fn bar(score: f64) -> String {
    let full = (score * 2.0).round() as usize;
    format!("[{}{}]", "#".repeat(full), "-".repeat(20 - full.min(20)))
}

pub(super) fn range(start: u32, len: u32) -> String {
    match len {
        0 | 1 => start.to_string(),
        len => format!("{start}-{}", u64::from(start) + u64::from(len) - 1),
    }
}

fn padded(text: &str, width: usize) -> String {
    let text = tame(text);
    let blanks = width.saturating_sub(textwrap::core::display_width(&text));
    text + &" ".repeat(blanks)
}
