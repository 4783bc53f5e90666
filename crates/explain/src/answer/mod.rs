//! Answers to single questions: a key, a device number, a node, a capability, a namespace, a lint, a word.
//!
//! [`Question::of`] finds out what somebody means, [`answer`] writes it in one language. Whole lines are explained as files of one
//! line, by [`crate::explain`].

mod device;
mod key;
mod rights;

use transom_model::{DeviceKind, DeviceNumber, HostFacts, Namespace};

use crate::concept::{self, Concept};
use crate::language::{Message, Phrasebook, say};
use crate::lint::{self, Lint};
use crate::risk::Level;

pub use key::KeyEntry;

/// What somebody asks about.
#[derive(Debug, Clone)]
pub enum Question {
    /// A device number, with its kind where that was said: `c 226:128 rwm`, `10:200`.
    Number(Option<DeviceKind>, DeviceNumber),
    /// A node: `/dev/dri/renderD128`.
    Node(String),
    /// A capability, by its name without `cap_`.
    Capability(&'static str),
    /// A kind of namespace.
    Namespace(Namespace),
    /// A lint.
    Lint(&'static Lint),
    /// A key, with every entry of the key tables that it is.
    Key(String, Vec<KeyEntry>),
    /// A word of the field.
    Concept(&'static Concept),
}

/// An answer, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// What was asked about, in its usual form.
    pub title: String,
    /// What it is: paragraphs.
    pub paragraphs: Vec<String>,
    /// Facts about it: a label and what there is to say.
    pub rows: Vec<(String, String)>,
    /// What it risks.
    pub risks: Vec<(Level, String)>,
    /// The words that it uses, each with its explanation.
    pub concepts: Vec<(String, String)>,
}

impl Question {
    /// Finds out what a text asks about; nothing if it is none of these.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let capability = rights::capability(text).map(Self::Capability);
        device::number(text)
            .map(|(kind, number)| Self::Number(kind, number))
            .or_else(|| lint::named(text).map(Self::Lint))
            .or_else(|| text.starts_with("/dev/").then(|| Self::Node(text.to_owned())))
            .or_else(|| capability.filter(|_| text.to_ascii_lowercase().starts_with("cap_")))
            .or_else(|| {
                Some(key::entries(text))
                    .filter(|all| !all.is_empty())
                    .map(|all| Self::Key(text.to_owned(), all))
            })
            .or_else(|| concept::concept(text).map(Self::Concept))
            .or_else(|| rights::capability(text).map(Self::Capability))
            .or_else(|| rights::namespace(text).map(Self::Namespace))
    }

    /// Returns words that are near a text that [`Self::of`] makes nothing of, for a hint.
    pub fn near(text: &str) -> Vec<String> {
        key::near(text.trim())
    }
}

/// Answers a question; of devices also what they are on a host.
pub fn answer(question: &Question, host: &HostFacts, book: &Phrasebook) -> Answer {
    let mut page = Page {
        book,
        host,
        answer: Answer::default(),
    };
    match question {
        Question::Number(kind, number) => device::of_number(&mut page, *kind, *number),
        Question::Node(path) => device::of_path(&mut page, path),
        Question::Capability(name) => rights::of_capability(&mut page, name),
        Question::Namespace(namespace) => rights::of_namespace(&mut page, *namespace),
        Question::Lint(lint) => of_lint(&mut page, lint),
        Question::Key(text, entries) => key::of_key(&mut page, text, entries),
        Question::Concept(concept) => of_concept(&mut page, concept),
    }
    page.answer
}

/// An answer that is being written.
struct Page<'a> {
    book: &'a Phrasebook,
    host: &'a HostFacts,
    answer: Answer,
}

impl Page<'_> {
    fn paragraph(&mut self, message: &Message) {
        let text = self.book.say(message);
        self.answer.paragraphs.push(text);
    }

    fn row(&mut self, label: Message, value: impl Into<String>) {
        let label = self.book.say(&label);
        self.answer.rows.push((label, value.into()));
    }

    fn row_said(&mut self, label: Message, value: &Message) {
        let value = self.book.say(value);
        self.row(label, value);
    }

    fn concept(&mut self, name: &str) {
        if let Some(concept) = concept::concept(name) {
            let entry = (concept.title(self.book), concept.explanation(self.book));
            self.answer.concepts.push(entry);
        }
    }
}

fn of_concept(page: &mut Page<'_>, concept: &Concept) {
    page.answer.title = concept.title(page.book);
    let text = concept.explanation(page.book);
    page.answer.paragraphs.push(text);
    // The keys that this is about, by the subjects that name it.
    let names = crate::subject::subjects().filter(|subject| subject.concepts.contains(&concept.name));
    let titles: Vec<String> = names.map(|subject| subject.title(page.book)).collect();
    if !titles.is_empty() {
        page.row_said(say!("answer-used-by"), &say!("answer-list", list = titles));
    }
}

fn of_lint(page: &mut Page<'_>, lint: &Lint) {
    let text = |part: &str| page.book.by_id(&lint.text_id(part)).unwrap_or_default();
    let (title, why, fix) = (text(""), text("why"), text("fix"));
    page.answer.title = format!("{} ({}): {title}", lint.id, lint.name);
    page.answer.paragraphs.push(why);
    page.row(say!("answer-mend"), fix);
    for example in lint.examples {
        page.row(say!("answer-before", release = example.release), example.before.trim_end());
        page.row(say!("answer-after"), example.after.trim_end());
    }
}
