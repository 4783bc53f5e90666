//! Languages: a sentence is an id and what is filled in ([`Message`]); a [`Phrasebook`] writes it out.
//!
//! The texts are Fluent files below `lang/`, a folder a language, the same files and ids in each; translators edit nothing else.
//! `tests/language.rs` compares the sets. Sentences are made with [`say!`]; several that follow one another are a [`Text`].
//! What the rooms below say is a [`Phrase`]: English as it is, and in other languages found by its English words ([`slug`]).

use std::path::Path;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use transom_model::{Origin, Phrase, PhraseArg, Sources, Words};
use unic_langid::{LanguageIdentifier, langid};

use crate::words::capitalized;

/// A language that explanations are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// Every language, English first.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// Returns the language's tag: `en`, `zh`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
        }
    }

    /// Reads a tag or the name of a locale: `zh`, `zh_CN.UTF-8`, `en-GB`; `C` and `POSIX` are English.
    pub fn of_locale(text: &str) -> Option<Self> {
        let word = text.split(['_', '-', '.', '@']).next().unwrap_or_default();
        match word {
            "C" | "POSIX" => Some(Self::English),
            word => Self::ALL
                .into_iter()
                .find(|language| word.eq_ignore_ascii_case(language.tag())),
        }
    }

    /// Returns the texts of this language, by file.
    pub fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::English => files::ENGLISH,
            Self::Chinese => files::CHINESE,
        }
    }

    /// Returns what other rooms' phrases are in this language, by file; in English they are what they are.
    pub fn phrases(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::English => &[],
            Self::Chinese => phrases::CHINESE,
        }
    }

    fn id(self) -> LanguageIdentifier {
        match self {
            Self::English => langid!("en"),
            Self::Chinese => langid!("zh-CN"),
        }
    }

    fn full_stop(self) -> &'static str {
        match self {
            Self::English => ".",
            Self::Chinese => "。",
        }
    }

    /// What stands between two sentences.
    fn gap(self) -> &'static str {
        match self {
            Self::English => " ",
            Self::Chinese => "",
        }
    }
}

/// Lists the files of every language; a new file is named here once.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        mod files {
            pub(super) const ENGLISH: &[(&str, &str)] = &[$(($name, include_str!(concat!("../lang/en/", $name, ".ftl")))),*];
            pub(super) const CHINESE: &[(&str, &str)] = &[$(($name, include_str!(concat!("../lang/zh/", $name, ".ftl")))),*];
        }
    };
}

#[rustfmt::skip]
files![
    "answers",
    "concepts",
    "devicerules",
    "devices",
    "libvirt",
    "limits",
    "lines",
    "lints",
    "lints-devices",
    "lints-ids",
    "lints-keys",
    "lints-libvirt",
    "lints-limits",
    "lints-lxd",
    "lints-mounts",
    "lints-network",
    "lints-oci",
    "lints-pve",
    "lints-rights",
    "lints-upkeep",
    "long",
    "lxd",
    "mounts",
    "network",
    "oci",
    "page",
    "process",
    "risks",
    "security",
    "steps",
    "syscalls",
    "upkeep",
    "words",
];

/// Lists the files of phrases, of every language but English.
macro_rules! phrases {
    ($($name:literal),* $(,)?) => {
        mod phrases {
            pub(super) const CHINESE: &[(&str, &str)] = &[$(($name, include_str!(concat!("../lang/zh/", $name, ".ftl")))),*];
        }
    };
}

#[rustfmt::skip]
phrases![
    "phrases",
    "phrases-defaults",
    "phrases-libvirt",
    "phrases-lxc",
    "phrases-lxd",
    "phrases-oci",
    "phrases-plan",
    "phrases-pve",
];

/// A sentence by its id, with what is filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    id: &'static str,
    args: Vec<(&'static str, Arg)>,
}

/// What is filled into a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// A text as it is: a path, a name, a value as written.
    Text(String),
    /// A number, which may decide a plural.
    Number(u64),
    /// A sentence of its own.
    Message(Message),
    /// What another room says.
    Phrase(Phrase),
    /// What another room says, with a capital at the start.
    Capital(Phrase),
    /// Things that are listed: `a, b and c`.
    List(Vec<Arg>),
    /// Things in a row, without an "and": `a, b, c`.
    Row(Vec<Arg>),
    /// Verb phrases of one sentence: `does this, does that and does more`.
    Clauses(Vec<Arg>),
    /// Nothing; selectors know it as `[not-given]`.
    NotGiven,
}

impl Arg {
    /// Puts things in a row; of no things, there is nothing.
    pub fn row<A: Into<Arg>>(list: impl IntoIterator<Item = A>) -> Self {
        let list: Vec<Arg> = list.into_iter().map(Into::into).collect();
        match list.is_empty() {
            true => Self::NotGiven,
            false => Self::Row(list),
        }
    }

    /// Lists things; of no things, there is nothing.
    pub fn list<A: Into<Arg>>(list: impl IntoIterator<Item = A>) -> Self {
        let list: Vec<Arg> = list.into_iter().map(Into::into).collect();
        match list.is_empty() {
            true => Self::NotGiven,
            false => Self::List(list),
        }
    }

    /// Makes one sentence's worth of verb phrases.
    pub fn clauses<A: Into<Arg>>(list: impl IntoIterator<Item = A>) -> Self {
        Self::Clauses(list.into_iter().map(Into::into).collect())
    }
}

impl Message {
    /// Names a sentence; [`say!`] is the way to write it.
    pub fn new(id: &'static str) -> Self {
        Self { id, args: Vec::new() }
    }

    /// Fills something in.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    /// Returns the sentence's id.
    pub fn id(&self) -> &'static str {
        self.id
    }
}

/// Makes a [`Message`]: `say!("limit-memory", size = bytes)`. Ids and names are checked against the files by a test.
macro_rules! say {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::language::Message::new($id)$(.with(stringify!($name), $value))*
    };
}
pub(crate) use say;

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<&Path> for Arg {
    fn from(path: &Path) -> Self {
        Self::Text(path.display().to_string())
    }
}

/// A question that is answered: selectors know it as `[yes]` and `[no]`.
impl From<bool> for Arg {
    fn from(is_so: bool) -> Self {
        Self::Text(if is_so { "yes" } else { "no" }.to_owned())
    }
}

impl<A: Into<Arg>> From<Option<A>> for Arg {
    fn from(arg: Option<A>) -> Self {
        arg.map_or(Self::NotGiven, Into::into)
    }
}

impl From<Message> for Arg {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

impl From<&Phrase> for Arg {
    fn from(phrase: &Phrase) -> Self {
        Self::Phrase(phrase.clone())
    }
}

impl From<Words> for Arg {
    fn from(words: Words) -> Self {
        Self::Phrase(words.into())
    }
}

impl<A: Into<Arg>> From<Vec<A>> for Arg {
    fn from(list: Vec<A>) -> Self {
        Self::List(list.into_iter().map(Into::into).collect())
    }
}

/// Sentences that follow one another.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Text(Vec<Piece>);

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Message(Message),
    /// A verb phrase that becomes a sentence by its first letter and its full stop.
    Phrase(Message),
    Written(String),
}

impl Text {
    /// Takes a sentence that is written already, such as a reader's own words about a wrong line.
    pub fn written(sentence: impl Into<String>) -> Self {
        Self(vec![Piece::Written(sentence.into())])
    }

    /// Makes a sentence of a phrase: a capital at the start, a full stop at the end.
    pub fn sentence(phrase: Message) -> Self {
        Self(vec![Piece::Phrase(phrase)])
    }

    /// Adds a sentence.
    #[must_use]
    pub fn and(mut self, more: impl Into<Self>) -> Self {
        self.0.extend(more.into().0);
        self
    }

    /// Says whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Message> for Text {
    fn from(message: Message) -> Self {
        Self(vec![Piece::Message(message)])
    }
}

impl<T: Into<Text>> From<Option<T>> for Text {
    fn from(text: Option<T>) -> Self {
        text.map_or_else(Self::default, Into::into)
    }
}

/// What selectors call a thing that is not there.
const NOT_GIVEN: &str = "not-given";

/// Writes messages out in one language.
pub struct Phrasebook {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    /// What other rooms say, by its English words.
    phrases: FluentBundle<FluentResource>,
}

fn bundle(language: Language, files: &[(&str, &str)]) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new(vec![language.id()]);
    // Marks of writing direction would end up in terminals and files.
    bundle.set_use_isolating(false);
    for (_, text) in files {
        // A message that cannot be parsed is left out, and is missed by the test that compares the sets.
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

impl Phrasebook {
    /// Opens the phrasebook of a language.
    pub fn new(language: Language) -> Self {
        Self {
            language,
            bundle: bundle(language, language.files()),
            phrases: bundle(language, language.phrases()),
        }
    }

    /// Returns the language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Says whether there is a message of this id.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// Writes a message; of one that is missing, its id.
    pub fn say(&self, message: &Message) -> String {
        let pattern = self.bundle.get_message(message.id).and_then(|found| found.value());
        let Some(pattern) = pattern else {
            return message.id.to_owned();
        };
        let mut args = FluentArgs::with_capacity(message.args.len());
        for (name, arg) in &message.args {
            args.set(*name, self.value(arg));
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors);
        debug_assert!(errors.is_empty(), "{}: {errors:?}", message.id);
        text.into_owned()
    }

    /// Writes a message by an id that is put together at run time, if there is one.
    pub fn by_id(&self, id: &str) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let text = self.bundle.format_pattern(pattern, None, &mut Vec::new());
        Some(text.into_owned())
    }

    /// Writes what another room says; where its translation is missing, in English.
    pub fn phrase(&self, phrase: &Phrase) -> String {
        let pattern = self.phrases.get_message(&slug(phrase.words().text()));
        let Some(pattern) = pattern.and_then(|found| found.value()) else {
            return phrase.to_string();
        };
        let mut args = FluentArgs::with_capacity(phrase.args().len());
        for (name, arg) in phrase.args() {
            let value = match arg {
                PhraseArg::Text(text) => text.clone(),
                PhraseArg::Number(number) => number.to_string(),
                PhraseArg::Row(row) => row.join(self.comma()),
                PhraseArg::Phrase(phrase) => self.phrase(phrase),
            };
            args.set(*name, value);
        }
        let mut errors = Vec::new();
        let text = self.phrases.format_pattern(pattern, Some(&args), &mut errors);
        debug_assert!(errors.is_empty(), "{}: {errors:?}", phrase.words());
        text.into_owned()
    }

    /// Writes an origin as messages do: `102.conf:14`, or whose default it is.
    pub fn place(&self, sources: &Sources, origin: &Origin) -> String {
        match origin {
            Origin::Default(whose) => self.phrase(&Words::new(whose).into()),
            Origin::Stand {
                instead_of: Some(origin),
                ..
            } => self.place(sources, origin),
            Origin::Line { .. } | Origin::Stand { instead_of: None, .. } => sources.describe(origin),
        }
    }

    /// Writes sentences one after another.
    pub fn write(&self, text: &Text) -> String {
        let pieces = text.0.iter().map(|piece| match piece {
            Piece::Message(message) => self.say(message),
            Piece::Phrase(phrase) => capitalized(&self.say(phrase)) + self.language.full_stop(),
            Piece::Written(text) => text.clone(),
        });
        pieces.collect::<Vec<_>>().join(self.language.gap())
    }

    fn value<'a>(&self, arg: &'a Arg) -> FluentValue<'a> {
        match arg {
            Arg::Text(text) => FluentValue::from(text.as_str()),
            Arg::Number(number) => FluentValue::from(*number),
            other => FluentValue::from(self.plain(other)),
        }
    }

    fn plain(&self, arg: &Arg) -> String {
        match arg {
            Arg::Text(text) => text.clone(),
            Arg::Number(number) => number.to_string(),
            Arg::Message(message) => self.say(message),
            Arg::Phrase(phrase) => self.phrase(phrase),
            Arg::Capital(phrase) => capitalized(&self.phrase(phrase)),
            Arg::List(list) => self.list(list),
            Arg::Row(list) => self.all(list).join(self.comma()),
            Arg::Clauses(list) => match self.language {
                Language::English => self.list(list),
                Language::Chinese => self.all(list).join("，"),
            },
            Arg::NotGiven => NOT_GIVEN.to_owned(),
        }
    }

    fn all(&self, list: &[Arg]) -> Vec<String> {
        list.iter().map(|arg| self.plain(arg)).collect()
    }

    fn comma(&self) -> &'static str {
        match self.language {
            Language::English => ", ",
            Language::Chinese => "、",
        }
    }

    /// Lists things the way the language does: `a, b and c`.
    fn list(&self, list: &[Arg]) -> String {
        let words = self.all(list);
        let Some((last, first)) = words.split_last().filter(|(_, first)| !first.is_empty()) else {
            return words.concat();
        };
        let first = first.join(self.comma());
        match self.language {
            Language::English => format!("{first} and {last}"),
            Language::Chinese => {
                let before = if first.ends_with(|letter: char| letter.is_ascii()) {
                    " "
                } else {
                    ""
                };
                let behind = if last.starts_with(|letter: char| letter.is_ascii()) {
                    " "
                } else {
                    ""
                };
                format!("{first}{before}和{behind}{last}")
            }
        }
    }
}

/// Returns the id of English words in the files of other languages: their letters and digits, with hyphens between.
pub fn slug(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
    let slug = words.join("-");
    // An id begins with a letter.
    match slug.starts_with(|first: char| first.is_ascii_digit()) {
        true => format!("n{slug}"),
        false => slug,
    }
}

/// Writes English, for the tests of sentences.
#[cfg(test)]
pub(crate) fn english(text: impl Into<Text>) -> String {
    Phrasebook::new(Language::English).write(&text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_name_languages() {
        let of = |text| Language::of_locale(text);
        assert_eq!(of("zh_CN.UTF-8"), Some(Language::Chinese));
        assert_eq!(
            (of("C.UTF-8"), of("en-GB")),
            (Some(Language::English), Some(Language::English))
        );
        assert_eq!((of("de_DE"), of("")), (None, None));
    }

    #[test]
    fn lists_are_written_as_the_language_does() {
        let list = Arg::from(vec!["a", "b", "c"]);
        assert_eq!(Phrasebook::new(Language::English).plain(&list), "a, b and c");
        assert_eq!(Phrasebook::new(Language::Chinese).plain(&list), "a、b 和 c");
        assert_eq!(Phrasebook::new(Language::English).plain(&Arg::from(vec!["a"])), "a");
        let words = Arg::from(vec!["读", "写", "mknod"]);
        assert_eq!(Phrasebook::new(Language::Chinese).plain(&words), "读、写和 mknod");
        assert_eq!(Phrasebook::new(Language::Chinese).plain(&Arg::row(["a", "b"])), "a、b");
        assert_eq!(Phrasebook::new(Language::Chinese).plain(&Arg::clauses(["a", "b"])), "a，b");
    }

    #[test]
    fn sentences_stand_beside_each_other() {
        let text = Text::written("One.").and(Text::written("Two.")).and(None::<Message>);
        assert_eq!(Phrasebook::new(Language::English).write(&text), "One. Two.");
        assert_eq!(Phrasebook::new(Language::Chinese).write(&text), "One.Two.");
    }
}
