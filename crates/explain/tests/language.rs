//! The languages are complete and say the same: each has every sentence that the code asks for, with the same things filled in.
#![allow(
    clippy::disallowed_methods,
    reason = "the test reads the crate's own source; the crate under test does not"
)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test, its own functions too")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use transom_explain::{Language, slug};

/// The crates whose phrases are translated.
const SPEAKERS: [&str; 5] = ["dialects", "engine", "explain", "model", "plan"];

/// Whose default something is stands in front of the reason, wherever the text is written.
const WHOSE: [&str; 7] = ["Proxmox", "LXD and Incus", "LXC 1.0", "libvirt", "OCI", "Transom", "kernel"];

/// What libvirt itself says when it refuses a file; no default.
const QUOTED: [&str; 3] = [
    "libvirt: init binary must be specified",
    "libvirt: At least one PTY console is required",
    "libvirt: Config asks for inherit net namespace as well as private network interfaces",
];

/// What makes a phrase, and the literal in its brackets that is the words, from the end.
const MAKERS: [&str; 5] = ["words", "phrase", "ignored", "ignored_since", "later"];

/// Ids that are put together at run time; each group has a test of its own that says which there must be.
const MADE_UP: [&str; 5] = ["capability-", "concept-", "device-", "long-", "lint-"];

/// The messages of a language: id, and the names of what is filled in.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn messages(language: Language) -> Messages {
    read(language, language.files())
}

fn read(language: Language, files: &[(&str, &str)]) -> Messages {
    let mut all = Messages::new();
    for (name, text) in files {
        let resource = fluent_syntax::parser::parse(*text).unwrap_or_else(|(_, errors)| panic!("{name}: {errors:?}"));
        for entry in &resource.body {
            let Entry::Message(message) = entry else { continue };
            let mut names = BTreeSet::new();
            let pattern = message
                .value
                .as_ref()
                .unwrap_or_else(|| panic!("{} has no text", message.id.name));
            variables(pattern, &mut names);
            let before = all.insert(message.id.name.to_owned(), names);
            assert!(before.is_none(), "{}: `{}` is there twice", language.tag(), message.id.name);
        }
    }
    all
}

fn variables(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        match expression {
            Expression::Inline(inline) => variable(inline, names),
            Expression::Select { selector, variants } => {
                variable(selector, names);
                variants.iter().for_each(|variant| variables(&variant.value, names));
            }
        }
    }
}

fn variable(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        names.insert(id.name.to_owned());
    }
}

/// What the code asks for: each `say!("id", name = …)`.
fn asked() -> Vec<(String, BTreeSet<String>)> {
    let mut all = Vec::new();
    visit_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    all
}

fn visit_folder(folder: &Path, all: &mut Vec<(String, BTreeSet<String>)>) {
    for text in texts(folder) {
        visit(text.parse().unwrap(), &mut |name, stream| {
            if name == "say" {
                all.extend(call(stream));
            }
        });
    }
}

/// The sources below a folder, without files of tests.
fn texts(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        match path.is_dir() {
            true => all.extend(texts(&path)),
            false if name == "tests" || name.ends_with("_tests") => {}
            false => all.push(fs::read_to_string(&path).unwrap()),
        }
    }
    all
}

/// Hands every call of a macro in round brackets on, but for those in a module of tests.
fn visit(stream: TokenStream, found: &mut impl FnMut(&str, TokenStream)) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        match tokens[..at] {
            [.., TokenTree::Ident(ref name), TokenTree::Punct(ref mark)]
                if mark.as_char() == '!' && group.delimiter() == Delimiter::Parenthesis =>
            {
                found(&name.to_string(), group.stream());
            }
            [.., TokenTree::Ident(ref word), TokenTree::Ident(ref name)] if word == "mod" && name == "tests" => continue,
            _ => {}
        }
        visit(group.stream(), found);
    }
}

/// Every phrase that the other rooms make: its English words, and the names of what is filled in.
fn spoken() -> Vec<(String, BTreeSet<String>)> {
    let mut all = Vec::new();
    for room in SPEAKERS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(room).join("src");
        for text in texts(&folder) {
            visit(text.parse().unwrap(), &mut |name, stream| {
                if MAKERS.contains(&name) {
                    all.extend(phrase(&stream));
                }
            });
            let origins = defaults(text.parse().unwrap(), false);
            all.extend(origins.into_iter().map(|whose| (whose, BTreeSet::new())));
        }
    }
    all
}

/// Reads the inside of one `phrase!`: words are the last literal in front of what is filled in.
fn phrase(stream: &TokenStream) -> Option<(String, BTreeSet<String>)> {
    let tokens: Vec<TokenTree> = stream.clone().into_iter().collect();
    let parts: Vec<&[TokenTree]> = tokens
        .split(|token| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ','))
        .filter(|part| !part.is_empty())
        .collect();
    let words = |part: &[TokenTree]| match part {
        [TokenTree::Literal(literal)] => Some(unescaped(&literal.to_string())),
        _ => None,
    };
    let count = parts.iter().take_while(|part| words(part).is_some()).count();
    let text = words(parts.get(count.checked_sub(1)?)?)?;
    let names = parts[count..].iter().filter_map(|part| match part.first() {
        Some(TokenTree::Ident(name)) => Some(name.to_string()),
        _ => None,
    });
    Some((text, names.collect()))
}

/// The texts of default origins: literals that say whose default it is, and those that stand alone in `Origin::Default(…)`.
fn defaults(stream: TokenStream, is_origin: bool) -> Vec<String> {
    let mut all = Vec::new();
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match (token, &tokens[..at]) {
            // Comments are literals too: `#[doc = "…"]`, `#![doc = "…"]`.
            (TokenTree::Group(_), [.., TokenTree::Punct(mark)]) if mark.as_char() == '#' => {}
            (TokenTree::Group(_), [.., TokenTree::Punct(mark), TokenTree::Punct(_)]) if mark.as_char() == '#' => {}
            (TokenTree::Group(_), [.., TokenTree::Ident(word), TokenTree::Ident(name)]) if word == "mod" && name == "tests" => {}
            (TokenTree::Group(group), before) => {
                let is_origin = matches!(before.last(), Some(TokenTree::Ident(name)) if name == "Default");
                all.extend(defaults(group.stream(), is_origin));
            }
            (TokenTree::Literal(literal), _) => {
                let text = unescaped(&literal.to_string());
                let whose = text.split_once(": ").map_or("", |(whose, _)| whose);
                let is_default = is_origin && !text.is_empty() || WHOSE.contains(&whose);
                all.extend(Some(text).filter(|text| is_default && !QUOTED.contains(&text.as_str())));
            }
            _ => {}
        }
    }
    all
}

/// What a literal stands for: quotes may be escaped, and a line may go on in the next.
fn unescaped(literal: &str) -> String {
    let lines = literal.trim_matches('"').split("\\\n").map(str::trim_start);
    lines.collect::<String>().replace("\\\"", "\"")
}

/// The names of the holes in English words.
fn holes(words: &str) -> BTreeSet<String> {
    let behind = words.split('{').skip(1);
    behind.map(|rest| rest.split('}').next().unwrap().to_owned()).collect()
}

/// Reads the inside of one `say!`; its definition, which has no literal, is none.
fn call(stream: TokenStream) -> Option<(String, BTreeSet<String>)> {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let TokenTree::Literal(id) = tokens.first()? else {
        return None;
    };
    let id = id.to_string().trim_matches('"').to_owned();
    let names = tokens.windows(3).filter_map(|window| match window {
        [TokenTree::Punct(comma), TokenTree::Ident(name), TokenTree::Punct(equals)]
            if comma.as_char() == ',' && equals.as_char() == '=' =>
        {
            Some(name.to_string().trim_start_matches("r#").to_owned())
        }
        _ => None,
    });
    Some((id, names.collect()))
}

#[test]
fn the_languages_have_the_same_messages() {
    let english = messages(Language::English);
    for language in Language::ALL {
        let other = messages(language);
        let missing: Vec<_> = english.keys().filter(|id| !other.contains_key(*id)).collect();
        let added: Vec<_> = other.keys().filter(|id| !english.contains_key(*id)).collect();
        assert!(missing.is_empty(), "{} lacks {missing:?}", language.tag());
        assert!(added.is_empty(), "{} alone has {added:?}", language.tag());
    }
}

#[test]
fn nothing_that_is_filled_in_is_lost_in_a_language() {
    let english = messages(Language::English);
    for language in Language::ALL {
        for (id, names) in messages(language) {
            // What decides a plural in one language may be of no use in another, and is then filled in nowhere.
            assert_eq!(Some(&names), english.get(&id), "{}: {id}", language.tag());
        }
    }
}

#[test]
fn the_code_asks_for_what_there_is() {
    let english = messages(Language::English);
    for (id, names) in asked() {
        let known = english.get(&id).unwrap_or_else(|| panic!("no file has `{id}`"));
        assert!(known.is_subset(&names), "`{id}` wants {known:?} and is given {names:?}");
    }
}

#[test]
fn there_is_nothing_that_nobody_asks_for() {
    let asked: BTreeSet<String> = asked().into_iter().map(|(id, _)| id).collect();
    let is_asked = |id: &String| asked.contains(id) || MADE_UP.iter().any(|start| id.starts_with(start));
    let idle: Vec<_> = messages(Language::English).into_keys().filter(|id| !is_asked(id)).collect();
    assert!(idle.is_empty(), "nobody asks for {idle:?}");
}

#[test]
fn phrases_are_filled_in_as_their_words_want() {
    let all = spoken();
    assert!(all.len() > 400, "{} phrases are too few to be all", all.len());
    for (words, names) in all {
        assert_eq!(holes(&words), names, "{words}");
        assert!(!words.ends_with('.'), "who writes it adds the full stop: {words}");
    }
}

#[test]
fn phrases_are_there_in_every_other_language() {
    let spoken: BTreeMap<String, String> = spoken().into_iter().map(|(words, _)| (slug(&words), words)).collect();
    for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
        let translated = read(language, language.phrases());
        let missing: Vec<_> = spoken.iter().filter(|(id, _)| !translated.contains_key(*id)).collect();
        assert!(missing.is_empty(), "{} lacks {missing:#?}", language.tag());
        let idle: Vec<_> = translated.keys().filter(|id| !spoken.contains_key(*id)).collect();
        assert!(idle.is_empty(), "nobody says {idle:#?}");
        for (id, words) in &spoken {
            assert_eq!(holes(words), translated[id], "{}: {words}", language.tag());
        }
    }
}

#[test]
fn chinese_is_chinese() {
    let has_han = |text: &str| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
    for (name, text) in Language::Chinese.files().iter().chain(Language::Chinese.phrases()) {
        let lines = text.lines().filter(|line| !line.starts_with('#') && line.contains('='));
        let (with, without): (Vec<&str>, Vec<&str>) = lines.partition(|line| has_han(line));
        assert!(with.len() > without.len(), "{name}: {without:?}");
    }
}
