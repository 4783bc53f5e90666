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
use transom_explain::Language;

/// Ids that are put together at run time; each group has a test of its own that says which there must be.
const MADE_UP: [&str; 5] = ["capability-", "concept-", "device-", "long-", "lint-"];

/// The messages of a language: id, and the names of what is filled in.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn messages(language: Language) -> Messages {
    let mut all = Messages::new();
    for (name, text) in language.files() {
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
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => visit_folder(&path, all),
            false => {
                let text = fs::read_to_string(&path).unwrap();
                visit(text.parse().unwrap(), all);
            }
        }
    }
}

fn visit(stream: TokenStream, all: &mut Vec<(String, BTreeSet<String>)>) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    for window in tokens.windows(3) {
        let [TokenTree::Ident(name), TokenTree::Punct(mark), TokenTree::Group(group)] = window else {
            continue;
        };
        if name == "say" && mark.as_char() == '!' && group.delimiter() == Delimiter::Parenthesis {
            all.extend(call(group.stream()));
        }
    }
    for token in tokens {
        if let TokenTree::Group(group) = token {
            visit(group.stream(), all);
        }
    }
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
fn chinese_is_chinese() {
    let has_han = |text: &str| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
    for (name, text) in Language::Chinese.files() {
        let lines = text.lines().filter(|line| !line.starts_with('#') && line.contains('='));
        let (with, without): (Vec<&str>, Vec<&str>) = lines.partition(|line| has_han(line));
        assert!(with.len() > without.len(), "{name}: {without:?}");
    }
}
