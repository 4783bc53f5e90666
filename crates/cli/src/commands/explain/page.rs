//! From what the engine explains to the wire type that every form is written from.

use transom_api::explanation as api;
use transom_engine::{Answer, Explained, Explanation, Exposed, FilterRow, Found, IdRow, Level, Phrasebook, Worth};

use crate::wire::severity;

/// The wire form of an explanation.
pub fn explanation(file: &str, all: &Explanation, book: &Phrasebook) -> api::Explanation {
    api::Explanation {
        file: file.to_owned(),
        dialect: all.dialect.word().to_owned(),
        version: all.version.to_string(),
        language: book.language().tag().to_owned(),
        summary: all.summary.clone(),
        exposure: api::Exposure {
            score: f64::from(all.exposure.tenths) / 10.0,
            grade: all.exposure.grade.word().to_owned(),
            title: book.say(&all.exposure.grade.title()),
            worst: all
                .exposure
                .worst
                .iter()
                .map(|exposed| self::exposed(exposed, book))
                .collect(),
        },
        problems: all.problems.clone(),
        lines: all.lines.iter().map(|explained| line(explained, book)).collect(),
        devices: all.rules.iter().map(rule).collect(),
        ids: api::Ids {
            privileged: all.ids.is_privileged,
            users: all.ids.users.iter().map(ids).collect(),
            groups: all.ids.groups.iter().map(ids).collect(),
            notes: all.ids.notes.clone(),
        },
        concepts: concepts(all, book),
    }
}

/// Groups lines that follow one another and of which the same is to be said, such as those of a long value.
pub fn groups(lines: &[api::ExplainedLine]) -> impl Iterator<Item = &[api::ExplainedLine]> {
    lines.chunk_by(|one, other| {
        let is_plain = other.here.is_empty() && other.needs.is_empty() && other.found.is_empty();
        let is_same = one.what == other.what && one.effects == other.effects && one.risk == other.risk;
        is_plain && is_same && other.risk.is_none() && other.today.is_none()
    })
}

/// The wire form of an answer.
pub fn answer(answer: &Answer, book: &Phrasebook) -> api::Answer {
    let labelled = |pair: &(String, String)| api::Labelled {
        label: pair.0.clone(),
        text: pair.1.clone(),
    };
    api::Answer {
        title: answer.title.clone(),
        paragraphs: answer.paragraphs.clone(),
        rows: answer.rows.iter().map(labelled).collect(),
        risks: answer.risks.iter().map(|(level, why)| risk(*level, why, book)).collect(),
        concepts: answer.concepts.iter().map(labelled).collect(),
    }
}

/// The words that the long explanations use, each once.
fn concepts(all: &Explanation, book: &Phrasebook) -> Vec<api::Concept> {
    let mut names: Vec<&str> = Vec::new();
    for name in all.lines.iter().flat_map(concepts_of) {
        if !names.contains(name) {
            names.push(name);
        }
    }
    let concepts = names.into_iter().filter_map(transom_engine::concept);
    concepts
        .map(|concept| api::Concept {
            name: concept.name.to_owned(),
            title: concept.title(book),
            text: concept.explanation(book),
        })
        .collect()
}

fn concepts_of(explained: &Explained) -> &'static [&'static str] {
    explained.subject().map_or(&[], |subject| subject.concepts)
}

fn effect(worth: &Worth, book: &Phrasebook) -> api::Effect {
    api::Effect {
        word: worth.word().to_owned(),
        title: book.say(&worth.title()),
    }
}

fn found(found: &Found) -> api::Found {
    api::Found {
        code: found.code.to_owned(),
        level: severity(found.level).to_owned(),
        means: found.means.map(|means| means.word().to_owned()),
        means_title: found.means_title.clone(),
        message: found.message.clone(),
        why: found.why.clone(),
        hint: found.hint.clone(),
        others: found.others.clone(),
        mendable: found.is_mendable,
    }
}

pub fn line(explained: &Explained, book: &Phrasebook) -> api::ExplainedLine {
    let Explained { line, today, .. } = explained;
    api::ExplainedLine {
        place: line.place.clone(),
        line: line.line,
        text: line.text.clone(),
        effects: explained.worth().iter().map(|worth| effect(worth, book)).collect(),
        what: line.sentence.clone(),
        long: explained.subject().map(|subject| subject.explanation(book)),
        numbers: explained.numbers.clone(),
        here: explained.here.clone(),
        needs: explained.needs.clone(),
        risk: explained.risk.as_ref().map(|(level, why)| risk(*level, why, book)),
        today: today.as_ref().map(|today| api::Today {
            lines: today.lines.clone(),
            with: today.with.clone(),
        }),
        found: explained.found.iter().map(found).collect(),
        concepts: concepts_of(explained).iter().map(|name| (*name).to_owned()).collect(),
        steps: line.steps.clone(),
    }
}

fn risk(level: Level, why: &str, book: &Phrasebook) -> api::Risk {
    api::Risk {
        level: level.word().to_owned(),
        title: book.say(&level.title()),
        why: why.to_owned(),
    }
}

fn exposed(exposed: &Exposed, book: &Phrasebook) -> api::Exposed {
    api::Exposed {
        place: exposed.place.clone(),
        text: Some(exposed.text.clone()).filter(|text| !text.is_empty()),
        risk: risk(exposed.level, &exposed.why, book),
    }
}

fn rule(row: &FilterRow) -> api::FilterRow {
    api::FilterRow {
        allowed: row.is_allowed,
        number: row.number.clone(),
        access: row.access.clone(),
        name: Some(row.name.clone()).filter(|name| !name.is_empty()),
        place: row.place.clone(),
    }
}

fn ids(row: &IdRow) -> api::IdRow {
    api::IdRow {
        inside: row.inside,
        len: row.len,
        host: row.host,
        place: row.place.clone(),
    }
}
