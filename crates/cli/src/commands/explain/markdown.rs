//! An explanation as Markdown, for wikis and issue trackers.

use std::fmt::Write;

use transom_api::explanation::{ExplainedLine, Explanation};
use transom_engine::{Heading, Phrasebook};

use super::text::range;

/// Writes the page.
pub fn page(all: &Explanation, book: &Phrasebook) -> String {
    let mut out = format!("# {}\n\n{}\n", plain(&all.file), plain(&all.summary));
    heading(&mut out, book, Heading::Exposure);
    add(
        &mut out,
        &format!("**{:.1} / 10 {}**\n", all.exposure.score, plain(&all.exposure.title)),
    );
    for exposed in &all.exposure.worst {
        let text = exposed
            .text
            .as_ref()
            .map_or_else(String::new, |text| format!(" {}", code(text)));
        add(
            &mut out,
            &format!(
                "- **{}** {}{text}: {}",
                exposed.risk.title,
                plain(&exposed.place),
                plain(&exposed.risk.why)
            ),
        );
    }
    heading(&mut out, book, Heading::Lines);
    for lines in super::page::groups(&all.lines) {
        line(&mut out, lines, book);
    }
    rules(&mut out, all, book);
    words(&mut out, all, book);
    ids(&mut out, all, book);
    out
}

fn add(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

fn heading(out: &mut String, book: &Phrasebook, heading: Heading) {
    add(out, &format!("\n## {}\n", book.say(&heading.title())));
}

fn line(out: &mut String, lines: &[ExplainedLine], book: &Phrasebook) {
    let Some(line) = lines.first() else { return };
    for one in lines {
        add(out, &format!("**{}** {}  ", one.line, code(one.text.trim())));
    }
    out.push('\n');
    let effects: Vec<String> = line
        .effects
        .iter()
        .filter(|effect| !matches!(effect.word.as_str(), "works" | "text"))
        .map(|effect| format!("*{}*", plain(&effect.title)))
        .collect();
    let gap = if effects.is_empty() { "" } else { " · " };
    add(out, &format!("{}{gap}{}\n", effects.join(", "), plain(&line.what)));
    let item = |out: &mut String, heading: Heading, text: &str| {
        add(out, &format!("- {}: {text}", book.say(&heading.title())));
    };
    line.long.iter().for_each(|text| item(out, Heading::Long, &plain(text)));
    line.numbers.iter().for_each(|text| item(out, Heading::Numbers, &plain(text)));
    line.here.iter().for_each(|text| item(out, Heading::Here, &plain(text)));
    for found in &line.found {
        let title = found
            .means_title
            .as_ref()
            .map_or_else(String::new, |title| format!("**{title}** "));
        let further: Vec<String> = found.why.iter().chain(&found.hint).map(|text| plain(text)).collect();
        add(
            out,
            &format!("- {title}{} ({}) {}", plain(&found.message), found.code, further.join(" ")),
        );
    }
    line.needs.iter().for_each(|text| item(out, Heading::Needs, &plain(text)));
    if let Some(risk) = &line.risk {
        item(out, Heading::Risk, &format!("**{}**. {}", risk.title, plain(&risk.why)));
    }
    for text in line.today.iter().flat_map(|today| &today.lines) {
        item(out, Heading::Today, &code(text));
    }
    out.push('\n');
}

fn words(out: &mut String, all: &Explanation, book: &Phrasebook) {
    heading(out, book, Heading::Words);
    for concept in &all.concepts {
        add(out, &format!("**{}**. {}\n", plain(&concept.title), plain(&concept.text)));
    }
}

fn rules(out: &mut String, all: &Explanation, book: &Phrasebook) {
    heading(out, book, Heading::Rules);
    add(
        out,
        &format!("| | | | | {} |\n|---|---|---|---|---|", book.say(&Heading::By.title())),
    );
    for row in &all.devices {
        let sign = if row.allowed { "+" } else { "-" };
        let name = row.name.as_deref().unwrap_or("");
        add(
            out,
            &format!(
                "| {sign} | {} | {} | {} | {} |",
                cell(&row.number),
                row.access,
                cell(name),
                cell(&row.place)
            ),
        );
    }
}

fn ids(out: &mut String, all: &Explanation, book: &Phrasebook) {
    heading(out, book, Heading::Ids);
    let title = |heading: Heading| book.say(&heading.title());
    for (kind, rows) in [(Heading::UserIds, &all.ids.users), (Heading::GroupIds, &all.ids.groups)] {
        if rows.is_empty() {
            continue;
        }
        add(
            out,
            &format!(
                "| {}, {} | {} | {} |\n|---|---|---|",
                title(kind),
                title(Heading::Inside),
                title(Heading::OnHost),
                title(Heading::By)
            ),
        );
        for row in rows {
            let host = row.host.map_or_else(|| title(Heading::Nobody), |host| range(host, row.len));
            let _ = writeln!(out, "| {} | {host} | {} |", range(row.inside, row.len), cell(&row.place));
        }
        out.push('\n');
    }
    for note in &all.ids.notes {
        add(out, &format!("- {}", plain(note)));
    }
}

/// Text in which Markdown's own signs mean themselves.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_code = false;
    for letter in text.chars() {
        is_code ^= letter == '`';
        if !is_code && matches!(letter, '*' | '_' | '<' | '>' | '[' | ']' | '\\' | '|' | '#') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

fn code(text: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    let gap = if longest > 0 { " " } else { "" };
    format!("{ticks}{gap}{text}{gap}{ticks}")
}

fn cell(text: &str) -> String {
    plain(text).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::{code, plain};

    #[test]
    fn signs_mean_themselves() {
        assert_eq!(plain("c *:* and `a_b` <x>"), "c \\*:\\* and `a_b` \\<x\\>");
        assert_eq!((code("a"), code("a `b`")), ("`a`".to_owned(), "`` a `b` ``".to_owned()));
    }
}
