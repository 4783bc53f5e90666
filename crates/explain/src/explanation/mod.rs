//! A whole file explained: each line with what it does, whether it does anything here, what it needs, what it risks and how it is
//! written today; then the device filter, the id map and how exposed the container is.
//!
//! Start with [`explain`]. [`crate::lines`] says what a line does; the rest is joined to it here.

mod exposure;
mod found;
mod ids;
mod in_spite;
mod needs;
mod number_here;
mod numbers;
mod rules;
mod today;
mod worth;

use std::collections::BTreeMap;

use transom_model::{Account, Dialect, FileId, HostFacts, Version};
use transom_plan::Problem;

use crate::language::{Message, Text, say};
use crate::line::{self, Line, LineSentence, Verdict, View};
use crate::lint::Means;
use crate::risk::{self, Level, Risk};
use crate::subject::{self, Subject};

pub use exposure::{Exposed, Exposure, Grade};
pub use found::Found;
pub use ids::{IdPicture, IdRow};
pub use in_spite::plan_in_spite;
pub use rules::FilterRow;
pub use today::Today;
pub use worth::Worth;

/// What is explained, and what is known of the host it is explained for.
#[derive(Clone, Copy)]
pub struct Whole<'a> {
    /// The reading, its texts, a plan, and the words.
    pub view: View<'a>,
    /// The host.
    pub host: &'a HostFacts,
    /// Why the container cannot start there as it is written.
    pub problems: &'a [Problem],
}

/// A file, explained; all texts are in the language asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// What the file was read as.
    pub dialect: Dialect,
    /// Of which version.
    pub version: Version,
    /// What kind of container it is: a sentence or two.
    pub summary: String,
    /// Each line that is not blank, in order.
    pub lines: Vec<Explained>,
    /// What the device filter comes to, after all lines and defaults.
    pub rules: Vec<FilterRow>,
    /// Who is who.
    pub ids: IdPicture,
    /// How exposed the host is.
    pub exposure: Exposure,
    /// What keeps it from starting and has no line of its own.
    pub problems: Vec<String>,
}

/// A line, explained.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// The line, what it does and what it is worth.
    pub line: LineSentence,
    /// The explanation id of its key.
    pub id: &'static str,
    /// Where its numbers come from, a sentence each.
    pub numbers: Vec<String>,
    /// What becomes of it on this host, a sentence each.
    pub here: Vec<String>,
    /// What else it needs, a sentence each.
    pub needs: Vec<String>,
    /// What it risks: the worst, and why.
    pub risk: Option<(Level, String)>,
    /// How it is written today, if otherwise.
    pub today: Option<Today>,
    /// What lints and the reader found.
    pub found: Vec<Found>,
    /// The container cannot start here because of it.
    pub stops_start: bool,
}

impl Explained {
    /// Returns what the line is about, for the long explanation; nothing for comments.
    pub fn subject(&self) -> Option<&'static Subject> {
        let is_prose = self.line.verdict == Verdict::Prose;
        subject::subject(self.id).filter(|_| !is_prose)
    }
}

/// Explains the main file.
pub fn explain(whole: &Whole<'_>) -> Explanation {
    let view = &whole.view;
    let (mut found, newer) = found::by_line(whole);
    let mut today = today::of(whole, newer);
    let accounts = line::accounts_by_line(FileId(0), view.reading);
    let lines = crate::lines(view).into_iter().map(|sentence| {
        let account = accounts.get(&sentence.line).copied();
        let line = sentence.line;
        Explained {
            today: today.remove(&line),
            ..explained(whole, sentence, account, found.remove(&line).unwrap_or_default())
        }
    });
    let lines: Vec<Explained> = lines.collect();
    Explanation {
        dialect: view.reading.dialect,
        version: view.reading.version,
        summary: view.book.write(&summary(whole)),
        rules: rules::rows(whole),
        ids: ids::picture(whole),
        exposure: exposure::of(whole, &lines),
        problems: homeless(whole),
        lines,
    }
}

fn explained(whole: &Whole<'_>, sentence: LineSentence, account: Option<&Account>, found: Vec<Found>) -> Explained {
    let book = whole.view.book;
    let mut here = here(whole, &sentence);
    let stops_start = is_blamed(whole, &sentence);
    let Some(account) = account else {
        return Explained {
            line: sentence,
            id: "",
            numbers: Vec::new(),
            here,
            needs: Vec::new(),
            risk: None,
            today: None,
            found,
            stops_start,
        };
    };
    let line = Line::of(account, &whole.view);
    let say = |messages: Vec<Message>| -> Vec<String> { messages.iter().map(|message| book.say(message)).collect() };
    here.extend(say(number_here::of(&line, whole.host)));
    // A finding or a problem names what is missing already.
    let needs = match found.iter().any(|found| found.means == Some(Means::Needs)) {
        true => Vec::new(),
        false => needs::of(&line, (!stops_start).then_some(whole.host)),
    };
    let worst = worst(&line, &sentence, &found);
    Explained {
        id: account.explanation,
        numbers: say(numbers::of(&line)),
        needs: say(needs),
        risk: worst.map(|risk| (risk.level, book.say(&risk.why))),
        line: sentence,
        here,
        today: None,
        found,
        stops_start,
    }
}

/// The worst that a line risks. What does nothing here risks nothing by itself.
fn worst(line: &Line<'_>, sentence: &LineSentence, found: &[Found]) -> Option<Risk> {
    let risk = risk::risks(line).into_iter().next()?;
    let is_dead = matches!(sentence.verdict, Verdict::NoEffect | Verdict::Wrong | Verdict::Elsewhere);
    let is_refused = found
        .iter()
        .any(|found| matches!(found.means, Some(Means::Refused | Means::Undone)));
    let is_void = is_dead || found.iter().any(worth::is_void);
    Some(match is_void && risk.level > Level::None {
        // Its own reason says why it is little, and so why it is nothing.
        true if risk.level == Level::Low && !is_dead && !is_refused => Risk::new(Level::None, risk.why),
        true => Risk::new(Level::None, say!("risk-void")),
        false => risk,
    })
}

fn is_blamed(whole: &Whole<'_>, sentence: &LineSentence) -> bool {
    let at = Some((sentence.file, sentence.line));
    whole.problems.iter().any(|problem| problem.cause.line() == at)
}

/// What a start would do with the line on this host: remarks of the plan, and problems.
fn here(whole: &Whole<'_>, sentence: &LineSentence) -> Vec<String> {
    let at = Some((sentence.file, sentence.line));
    let problems = whole.problems.iter().filter(|problem| problem.cause.line() == at);
    let problems = problems.map(|problem| whole.view.book.say(&say!("here-cannot-start", why = &problem.message)));
    let remarks = sentence
        .remarks
        .iter()
        .map(|remark| whole.view.book.say(&say!("here-remark", remark = remark)));
    problems.chain(remarks).collect()
}

fn homeless(whole: &Whole<'_>) -> Vec<String> {
    let without = whole.problems.iter().filter(|problem| problem.cause.line().is_none());
    without.map(|problem| whole.view.book.phrase(&problem.message)).collect()
}

fn summary(whole: &Whole<'_>) -> Text {
    let container = &whole.view.reading.container;
    let title = whole.view.reading.dialect.title();
    let kind = match container.id_map.is_privileged() {
        true => say!("summary-privileged", dialect = title),
        false => say!("summary-unprivileged", dialect = title),
    };
    Text::from(kind)
}

/// Groups things by the line that they are about.
fn by_line<T>(all: impl Iterator<Item = (u32, T)>) -> BTreeMap<u32, T> {
    all.collect()
}
