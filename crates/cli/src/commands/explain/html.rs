//! An explanation as a page for the browser: everything in one file, no script, no address that it loads anything from.
//!
//! All text of files goes through [`escaped`]. Colours and sizes are in `page.css`; it is made for the screen, light and dark, and for paper.

use std::fmt::Write;

use transom_api::explanation::{Effect, ExplainedLine, Explanation, Exposure, Found, IdRow, Risk};
use transom_engine::{Heading, Phrasebook};

use super::text::range;

/// Width of the drawing of ids, in its own units.
const IDS_WIDTH: f64 = 1000.0;
/// Gaps of a map are drawn up to here; a system has a use for ids up to 65535.
const IDS_END: f64 = 65_536.0;

/// Writes the page.
pub fn page(all: &Explanation, book: &Phrasebook) -> String {
    let mut out = String::new();
    head(&mut out, all);
    top(&mut out, all, book);
    all.problems
        .iter()
        .for_each(|problem| add(&mut out, &format!("<p class=problem>{}</p>", escaped(problem))));
    worst(&mut out, &all.exposure, book);
    heading(&mut out, book, Heading::Lines);
    super::page::groups(&all.lines).for_each(|lines| line(&mut out, lines, book));
    rules(&mut out, all, book);
    ids(&mut out, all, book);
    words(&mut out, all, book);
    let version = env!("CARGO_PKG_VERSION");
    add(
        &mut out,
        &format!(
            "<footer>Transom {version} · {} {}</footer></body></html>",
            escaped(&all.dialect),
            escaped(&all.version)
        ),
    );
    out
}

fn add(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

/// Text as HTML shows it; what a file says never becomes markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter if letter.is_control() && letter != '\n' && letter != '\t' => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}

/// A sentence in which `…` is code.
fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // An odd number of marks is no code.
    if parts.len().is_multiple_of(2) {
        return escaped(text);
    }
    let parts = parts.iter().enumerate().map(|(at, part)| match at % 2 {
        0 => escaped(part),
        _ => format!("<code>{}</code>", escaped(part)),
    });
    parts.collect()
}

fn title(book: &Phrasebook, heading: Heading) -> String {
    escaped(&book.say(&heading.title()))
}

fn heading(out: &mut String, book: &Phrasebook, heading: Heading) {
    add(out, &format!("<h2>{}</h2>", title(book, heading)));
}

fn head(out: &mut String, all: &Explanation) {
    let language = if all.language == "zh" {
        "zh-CN"
    } else {
        all.language.as_str()
    };
    let style = include_str!("page.css");
    add(
        out,
        &format!(
            "<!doctype html>\n<html lang={language}><head><meta charset=utf-8><meta name=viewport content=\"width=device-width,initial-scale=1\">\
             <title>{}</title>\n<style>\n{style}</style></head><body>",
            escaped(&all.file)
        ),
    );
}

fn top(out: &mut String, all: &Explanation, book: &Phrasebook) {
    add(out, "<div class=top><div>");
    add(
        out,
        &format!("<p class=kicker>{} {}</p>", escaped(&all.dialect), escaped(&all.version)),
    );
    add(
        out,
        &format!(
            "<h1>{}</h1><p class=lead>{}</p></div>",
            escaped(&all.file),
            prose(&all.summary)
        ),
    );
    gauge(out, &all.exposure, book);
    add(out, "</div>");
}

/// Half a dial; the score is the share of it that is filled.
fn gauge(out: &mut String, exposure: &Exposure, book: &Phrasebook) {
    let level = level_of(&exposure.grade);
    // The arc is half a circle of radius 80: 251 long.
    let filled = exposure.score / 10.0 * 251.3;
    let arc = "M20 100 A80 80 0 0 1 180 100";
    add(
        out,
        &format!(
            "<div class=gauge><p class=kicker>{}</p><svg viewBox=\"0 0 200 112\" role=img aria-label=\"{:.1} / 10\">\
             <path d=\"{arc}\" fill=none stroke=\"var(--rule)\" stroke-width=14 stroke-linecap=round />\
             <path d=\"{arc}\" fill=none stroke=\"var(--{level})\" stroke-width=14 stroke-linecap=round stroke-dasharray=\"{filled:.0} 300\" /></svg>\
             <div class=score>{:.1}<small> / 10</small></div><div class=\"grade {level}\">{}</div></div>",
            title(book, Heading::Exposure),
            exposure.score,
            exposure.score,
            escaped(&exposure.title)
        ),
    );
}

fn level_of(grade: &str) -> &'static str {
    match grade {
        "closed" | "fair" => "low",
        "exposed" => "medium",
        _ => "critical",
    }
}

fn badge(risk: &Risk) -> String {
    format!("<span class=\"badge {}\">{}</span>", risk.level, escaped(&risk.title))
}

fn worst(out: &mut String, exposure: &Exposure, book: &Phrasebook) {
    if exposure.worst.is_empty() {
        return;
    }
    heading(out, book, Heading::Worst);
    add(out, "<ol class=worst>");
    for exposed in &exposure.worst {
        let text = exposed
            .text
            .as_ref()
            .map_or_else(String::new, |text| format!(" <code>{}</code>", escaped(text)));
        let place = match exposed.place.rsplit_once(':') {
            Some((_, number)) if exposed.text.is_some() => format!("<a href=\"#l{0}\">{0}</a>", escaped(number)),
            _ => escaped(&exposed.place),
        };
        add(
            out,
            &format!(
                "<li>{}<div>{place}{text}<br>{}</div></li>",
                badge(&exposed.risk),
                prose(&exposed.risk.why)
            ),
        );
    }
    add(out, "</ol>");
}

fn line(out: &mut String, lines: &[ExplainedLine], book: &Phrasebook) {
    let Some(line) = lines.first() else { return };
    let level = line.risk.as_ref().map_or("none", |risk| risk.level.as_str());
    let is = |word: &str| line.effects.iter().any(|effect| effect.word == word);
    let kind = match () {
        () if is("text") => "text",
        () if is("no effect") || is("no-effect") || is("undone") || is("elsewhere") => "idle",
        () => level,
    };
    let number = line.line;
    add(
        out,
        &format!("<section class=\"line is-{kind}\" id=l{number}><a class=\"number mono\" href=\"#l{number}\">{number}</a>"),
    );
    add(out, &format!("<div><pre>{}</pre>{}</div>", code(lines), badges(line, book)));
    add(out, &format!("<div class=say><p>{}</p>", prose(&line.what)));
    let rows = rows(line, book);
    if !rows.is_empty() {
        add(out, &format!("<dl>{rows}</dl>"));
    }
    further(out, line, book);
    add(out, "</div></section>");
}

/// The lines as written.
fn code(lines: &[ExplainedLine]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| escaped(line.text.trim_end())).collect();
    lines.join("\n")
}

fn badges(line: &ExplainedLine, book: &Phrasebook) -> String {
    let effects: String = line
        .effects
        .iter()
        .filter(|effect| effect.word != "text")
        .map(effect)
        .collect();
    let risk = line.risk.as_ref().filter(|risk| risk.level != "none");
    let risk = risk.map_or_else(String::new, |risk| {
        let label = title(book, Heading::Risk);
        format!(
            "<span class=\"badge {}\">{label}: {}</span>",
            risk.level,
            escaped(&risk.title)
        )
    });
    format!("<div class=badges>{effects}{risk}</div>")
}

fn effect(effect: &Effect) -> String {
    let class = match effect.word.as_str() {
        "works" => "works",
        "wrong" | "refused" | "breaks" | "stops-start" => "wrong",
        _ => "idle",
    };
    format!("<span class=\"badge {class}\">{}</span>", escaped(&effect.title))
}

fn rows(line: &ExplainedLine, book: &Phrasebook) -> String {
    let mut rows = String::new();
    let mut labelled = |label: &str, value: &str| {
        let _ = write!(rows, "<dt>{label}</dt><dd>{value}</dd>");
    };
    let findings = title(book, Heading::Findings);
    for found in &line.found {
        labelled(&label(found).unwrap_or_else(|| findings.clone()), &self::found(found));
    }
    let mut row = |heading: Heading, value: &str| labelled(&title(book, heading), value);
    line.here.iter().for_each(|text| row(Heading::Here, &prose(text)));
    line.needs.iter().for_each(|text| row(Heading::Needs, &prose(text)));
    if let Some(risk) = &line.risk {
        row(Heading::Risk, &prose(&risk.why));
    }
    if let Some(today) = &line.today {
        let with = match today.with.as_slice() {
            [] => String::new(),
            with => format!(" ({})", escaped(&book.say(&transom_engine::together_with(with)))),
        };
        row(
            Heading::Today,
            &format!("<pre>{}</pre>{with}", escaped(&today.lines.join("\n"))),
        );
    }
    rows
}

/// What a finding means for its line, in the colour of how bad it is.
fn label(found: &Found) -> Option<String> {
    let class = match found.level.as_str() {
        "error" => "critical",
        "warning" => "high",
        _ => "medium",
    };
    let title = found.means_title.as_ref()?;
    Some(format!("<b class={class}>{}</b>", escaped(title)))
}

fn found(found: &Found) -> String {
    let further: Vec<String> = found.why.iter().chain(&found.hint).map(|text| prose(text)).collect();
    format!(
        "{} <span class=code>{}</span><br><small>{}</small>",
        prose(&found.message),
        escaped(&found.code),
        further.join(" ")
    )
}

fn words(out: &mut String, all: &Explanation, book: &Phrasebook) {
    if all.concepts.is_empty() {
        return;
    }
    heading(out, book, Heading::Words);
    add(out, "<div class=words>");
    for concept in &all.concepts {
        add(
            out,
            &format!(
                "<section id=w-{}><h3>{}</h3><p>{}</p></section>",
                escaped(&concept.name),
                escaped(&concept.title),
                prose(&concept.text)
            ),
        );
    }
    add(out, "</div>");
}

/// What somebody who knows the matter can do without.
fn further(out: &mut String, line: &ExplainedLine, book: &Phrasebook) {
    if line.long.is_none() && line.numbers.is_empty() {
        return;
    }
    let heading = if line.long.is_some() {
        Heading::Long
    } else {
        Heading::Numbers
    };
    let _ = write!(out, "<details><summary>{}</summary>", title(book, heading));
    line.long.iter().for_each(|text| add(out, &format!("<p>{}</p>", prose(text))));
    if !line.numbers.is_empty() {
        let items: String = line.numbers.iter().map(|text| format!("<li>{}</li>", prose(text))).collect();
        add(out, &format!("<ul>{items}</ul>"));
    }
    add(out, "</details>");
}

fn rules(out: &mut String, all: &Explanation, book: &Phrasebook) {
    heading(out, book, Heading::Rules);
    add(
        out,
        &format!(
            "<table><tr><th></th><th></th><th></th><th></th><th>{}</th></tr>",
            title(book, Heading::By)
        ),
    );
    for row in &all.devices {
        let (sign, class) = if row.allowed { ("+", "low") } else { ("−", "critical") };
        let name = row.name.as_deref().unwrap_or("");
        add(
            out,
            &format!(
                "<tr><td class={class}>{sign}</td><td class=mono>{}</td><td class=mono>{}</td><td>{}</td><td>{}</td></tr>",
                escaped(&row.number),
                escaped(&row.access),
                escaped(name),
                escaped(&row.place)
            ),
        );
    }
    add(out, "</table>");
}

fn ids(out: &mut String, all: &Explanation, book: &Phrasebook) {
    heading(out, book, Heading::Ids);
    for (kind, rows) in [(Heading::UserIds, &all.ids.users), (Heading::GroupIds, &all.ids.groups)] {
        if !rows.is_empty() {
            if !all.ids.groups.is_empty() {
                add(out, &format!("<p class=kicker>{}</p>", title(book, kind)));
            }
            drawing(out, rows, book);
        }
    }
    let notes: String = all.ids.notes.iter().map(|note| format!("<li>{}</li>", prose(note))).collect();
    add(out, &format!("<ul class=notes>{notes}</ul>"));
}

/// Two bars, inside above and the host below, joined by bands: ranges as wide as they are long, but never too narrow to be seen.
fn drawing(out: &mut String, rows: &[IdRow], book: &Phrasebook) {
    let label = |y: u32, heading| format!("<text class=label x=0 y={y}>{}</text>", title(book, heading));
    let _ = write!(
        out,
        "<svg class=ids viewBox=\"0 0 {IDS_WIDTH} 132\">{}{}",
        label(10, Heading::Inside),
        label(128, Heading::OnHost)
    );
    let widths: Vec<f64> = rows
        .iter()
        .map(|row| (f64::from(row.len).min(IDS_END) / IDS_END).max(0.11))
        .collect();
    let sum: f64 = widths.iter().sum();
    let mut x = 0.0;
    for (row, width) in rows.iter().zip(widths) {
        let width = width / sum * IDS_WIDTH;
        let colour = if row.host.is_some() { "var(--accent)" } else { "var(--rule)" };
        let _ = write!(
            out,
            "<rect x={x:.1} y=18 width={:.1} height=26 rx=3 fill=\"{colour}\" fill-opacity=.25 stroke=\"{colour}\" />",
            width - 3.0
        );
        let _ = write!(out, "<text x={:.1} y=35>{}</text>", x + 6.0, range(row.inside, row.len));
        match row.host {
            Some(host) => {
                let _ = write!(
                    out,
                    "<path d=\"M{x:.1} 46 H{1:.1} V84 H{x:.1} Z\" fill=\"{colour}\" fill-opacity=.08 />\
                     <rect x={x:.1} y=86 width={0:.1} height=26 rx=3 fill=\"{colour}\" fill-opacity=.25 stroke=\"{colour}\" />\
                     <text x={2:.1} y=103>{3}</text>",
                    width - 3.0,
                    x + width - 3.0,
                    x + 6.0,
                    range(host, row.len)
                );
            }
            None => {
                let _ = write!(
                    out,
                    "<text class=label x={:.1} y=103>{}</text>",
                    x + 6.0,
                    title(book, Heading::Nobody)
                );
            }
        }
        x += width;
    }
    add(out, "</svg>");
}

#[cfg(test)]
mod tests {
    use super::{escaped, prose};

    #[test]
    fn nothing_of_a_file_becomes_markup() {
        assert_eq!(escaped("<script>\"&'\u{1b}"), "&lt;script&gt;&quot;&amp;&#39;\u{fffd}");
        assert_eq!(prose("a `<b>` c"), "a <code>&lt;b&gt;</code> c");
        assert_eq!(prose("a ` c"), "a ` c");
    }
}
