//! The file `expect` of a pasted line: what must be said of it, in a form that blessing does not touch.
//!
//! ```text
//! line: 8 lxc.cgroup2.devices.allow: a
//! worth: works
//! risk: critical
//! says: every device of the host
//! ```
//!
//! A claim begins with `line:` (number and text) or with `file:` (what no line says). Start with [`read`].

use std::fmt::Write;

use transom_explain::{Explained, Explanation, Level};

/// What must be said of one line, or of the file as a whole.
#[derive(Debug)]
pub struct Claim {
    /// Number and text of the line; nothing for the file.
    line: Option<(u32, String)>,
    /// Words that say what the line is worth, each of which must be there.
    worth: Vec<String>,
    /// Exactly this much is at stake.
    risk: Option<Level>,
    /// What must be found about it, by code.
    found: Vec<String>,
    /// A part of what it needs.
    needs: Vec<String>,
    /// A line of what is to be written today.
    today: Vec<String>,
    /// Words that must occur anywhere in what is said of it.
    says: Vec<String>,
    /// Words that must not.
    never: Vec<String>,
    /// Why it is not so yet.
    pub pending: Option<String>,
}

impl Claim {
    fn about(line: Option<(u32, String)>) -> Self {
        Self {
            line,
            worth: Vec::new(),
            risk: None,
            found: Vec::new(),
            needs: Vec::new(),
            today: Vec::new(),
            says: Vec::new(),
            never: Vec::new(),
            pending: None,
        }
    }

    /// Takes a line of the file that belongs to this claim.
    fn take(&mut self, key: &str, value: &str) {
        let value = value.to_owned();
        match key {
            "worth" => self.worth.push(value),
            "risk" => self.risk = Some(level(&value)),
            "found" => self.found.push(value),
            "needs" => self.needs.push(value),
            "today" => self.today.push(value),
            "says" => self.says.push(value),
            "never" => self.never.push(value),
            "pending" => self.pending = Some(value),
            _ => panic!("`{key}:` is not known in a file `expect`"),
        }
    }

    /// A claim that says nothing would always hold.
    fn assert_whole(&self) {
        let is_of_file = self.line.is_none();
        assert!(self.risk.is_some(), "no `risk:` in {self:?}");
        assert!(is_of_file || !self.worth.is_empty(), "no `worth:` in {self:?}");
        assert!(!self.says.is_empty(), "no `says:` in {self:?}");
    }

    /// Says whether it is about a line of this number.
    pub fn is_about(&self, number: u32) -> bool {
        self.line.as_ref().is_some_and(|(of, _)| *of == number)
    }

    /// Returns what is not so, a line each.
    pub fn failures(&self, explanation: &Explanation) -> Vec<String> {
        match &self.line {
            Some((number, text)) => self.failures_of_line(explanation, *number, text),
            None => self.failures_of_file(explanation),
        }
    }

    fn failures_of_line(&self, explanation: &Explanation, number: u32, text: &str) -> Vec<String> {
        let mut lines = explanation.lines.iter();
        let Some(line) = lines.find(|line| line.line.line == number && line.line.text.trim() == text) else {
            return vec![format!("line {number} is not `{text}`")];
        };
        let worth: Vec<String> = line.worth().iter().map(|worth| worth.word().replace(' ', "-")).collect();
        let found: Vec<&str> = line.found.iter().map(|found| found.code).collect();
        let today = line.today.as_ref().map_or(&[][..], |today| &today.lines);
        let has = |all: &[String], part: &String| all.iter().any(|one| one.contains(part.as_str()));
        let risk = line.risk.as_ref().map_or(Level::None, |(level, _)| *level);
        let mut all = Vec::new();
        all.extend(lacking("worth", &self.worth, |word| worth.contains(word)));
        all.extend(lacking("found", &self.found, |code| found.contains(&code.as_str())));
        all.extend(lacking("needs", &self.needs, |part| has(&line.needs, part)));
        all.extend(lacking("today", &self.today, |part| {
            today.iter().any(|line| line.trim() == part)
        }));
        all.extend(self.failures_of_text(&text_of_line(line)));
        all.extend(self.failure_of_risk(risk));
        let of_line = |failure| format!("line {number}: {failure}, among {worth:?} {found:?}");
        all.into_iter().map(of_line).collect()
    }

    fn failures_of_file(&self, explanation: &Explanation) -> Vec<String> {
        let defaults = explanation.exposure.worst.iter().filter(|exposed| exposed.text.is_empty());
        let risk = defaults.clone().map(|exposed| exposed.level).max().unwrap_or(Level::None);
        let mut text = explanation.summary.clone();
        for part in defaults.map(|exposed| &exposed.why).chain(&explanation.problems) {
            let _ = write!(text, "\n{part}");
        }
        let mut all = self.failures_of_text(&text);
        all.extend(self.failure_of_risk(risk));
        all
    }

    fn failures_of_text(&self, text: &str) -> Vec<String> {
        let mut all = lacking("says", &self.says, |part| text.contains(part.as_str()));
        let never = self.never.iter().filter(|part| text.contains(part.as_str()));
        all.extend(never.map(|part| format!("`{part}` is said")));
        all
    }

    fn failure_of_risk(&self, risk: Level) -> Option<String> {
        let wanted = self.risk.filter(|wanted| *wanted != risk)?;
        Some(format!("the risk is {}, not {}", risk.word(), wanted.word()))
    }
}

fn level(word: &str) -> Level {
    let mut all = Level::ALL.into_iter();
    all.find(|level| level.word() == word)
        .unwrap_or_else(|| panic!("`{word}` is no level"))
}

fn lacking(name: &str, wanted: &[String], is_there: impl Fn(&String) -> bool) -> Vec<String> {
    let lacking = wanted.iter().filter(|part| !is_there(part));
    lacking.map(|part| format!("no {name} `{part}`")).collect()
}

/// Everything that is said of a line, a text each line.
fn text_of_line(line: &Explained) -> String {
    let found = line.found.iter().flat_map(|found| {
        let more = [&found.why, &found.hint].into_iter().flatten();
        std::iter::once(&found.message).chain(more).cloned()
    });
    let said = std::iter::once(line.line.sentence.clone());
    let parts = [&line.numbers, &line.here, &line.needs].into_iter().flatten().cloned();
    let risk = line.risk.iter().map(|(_, why)| why.clone());
    let all: Vec<String> = said.chain(parts).chain(found).chain(risk).collect();
    all.join("\n")
}

/// Reads a file `expect`.
pub fn read(text: &str) -> Vec<Claim> {
    let mut claims: Vec<Claim> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (key, value) = line.split_once(':').unwrap_or_else(|| panic!("`{line}` is not `KEY: VALUE`"));
        let value = value.trim();
        match key {
            "file" => claims.push(Claim::about(None)),
            "line" => {
                let (number, text) = value
                    .split_once(' ')
                    .unwrap_or_else(|| panic!("`{line}` needs a number and a text"));
                claims.push(Claim::about(Some((number.parse().unwrap(), text.to_owned()))));
            }
            _ => claims
                .last_mut()
                .unwrap_or_else(|| panic!("`{line}` comes before `line:`"))
                .take(key, value),
        }
    }
    assert!(!claims.is_empty(), "a file `expect` claims nothing");
    claims.iter().for_each(Claim::assert_whole);
    claims
}
