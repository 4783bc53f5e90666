//! What the rules need to know of one Rust file: its functions with their lengths, the paths and macros it names, `unsafe`,
//! and which of its lines are tests.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// A function with its place and its length from signature to closing brace, in lines.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    pub name: String,
    pub line: usize,
    pub lines: usize,
}

/// One Rust file.
#[derive(Debug)]
pub struct Source {
    pub path: PathBuf,
    pub lines: usize,
    /// Whether the file opens with `//!`.
    pub has_header: bool,
    pub functions: Vec<Function>,
    /// Lines on which the word `unsafe` stands as code.
    pub unsafe_lines: Vec<usize>,
    /// Macros called, with their lines.
    pub macros: Vec<(String, usize)>,
    /// Paths named outside tests, with their lines: `std::fs::read`.
    pub paths: Vec<(String, usize)>,
    /// Tests that are ignored without a reason.
    pub bare_ignores: Vec<usize>,
}

impl Source {
    /// Parses a file. An error has its line and the parser's words.
    pub fn read(path: &Path, text: &str) -> Result<Self, (usize, String)> {
        let file = syn::parse_file(text).map_err(|error| (error.span().start().line, error.to_string()))?;
        let mut scan = Scan::default();
        scan.visit_file(&file);
        let mut words = Words::default();
        let tokens: TokenStream = text.parse().unwrap_or_default();
        words.read(tokens);
        if is_test_file(path) {
            scan.paths.clear();
        }
        let is_in_test = |line: usize| scan.tests.iter().any(|test| test.contains(&line));
        Ok(Self {
            path: path.to_path_buf(),
            lines: text.lines().count(),
            has_header: text.starts_with("//!"),
            unsafe_lines: words.unsafe_lines,
            macros: words.macros,
            paths: scan.paths.into_iter().filter(|(_, line)| !is_in_test(*line)).collect(),
            functions: scan.functions,
            bare_ignores: scan.bare_ignores,
        })
    }
}

/// Says whether a whole file is tests: in a `tests` folder, or the `tests.rs` of a module.
fn is_test_file(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests") || path.file_name().is_some_and(|name| name == "tests.rs")
}

/// What a walk over the syntax tree collects.
#[derive(Default)]
struct Scan {
    functions: Vec<Function>,
    tests: Vec<RangeInclusive<usize>>,
    paths: Vec<(String, usize)>,
    bare_ignores: Vec<usize>,
}

impl Scan {
    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let (first, last) = (signature.span().start().line, block.span().end().line);
        self.functions.push(Function {
            name: signature.ident.to_string(),
            line: first,
            lines: last + 1 - first,
        });
    }

    fn attributes(&mut self, attributes: &[syn::Attribute], whole: proc_macro2::Span) {
        for attribute in attributes {
            match &attribute.meta {
                syn::Meta::Path(path) if path.is_ident("ignore") => self.bare_ignores.push(attribute.span().start().line),
                syn::Meta::List(list) if list.path.is_ident("cfg") && list.tokens.to_string() == "test" => {
                    self.tests.push(whole.start().line..=whole.end().line);
                }
                _ => {}
            }
        }
    }

    fn use_tree(&mut self, tree: &syn::UseTree, prefix: &str) {
        let join = |name: &syn::Ident| {
            if prefix.is_empty() {
                name.to_string()
            } else {
                format!("{prefix}::{name}")
            }
        };
        match tree {
            syn::UseTree::Path(path) => self.use_tree(&path.tree, &join(&path.ident)),
            // `use std::fs::{self}` names std::fs.
            syn::UseTree::Name(name) if name.ident == "self" => self.paths.push((prefix.to_owned(), name.span().start().line)),
            syn::UseTree::Name(name) => self.paths.push((join(&name.ident), name.span().start().line)),
            syn::UseTree::Rename(rename) => self.paths.push((join(&rename.ident), rename.span().start().line)),
            syn::UseTree::Glob(glob) => self.paths.push((prefix.to_owned(), glob.span().start().line)),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.use_tree(item, prefix)),
        }
    }
}

impl<'ast> Visit<'ast> for Scan {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.attributes(&item.attrs, item.span());
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.attributes(&item.attrs, item.span());
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.function(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.attributes(&item.attrs, item.span());
        visit::visit_item_mod(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.attributes(&item.attrs, item.span());
        self.use_tree(&item.tree, "");
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if words.len() > 1 {
            self.paths.push((words.join("::"), path.span().start().line));
        }
        visit::visit_path(self, path);
    }
}

/// What a walk over the tokens collects; unlike the syntax tree it sees inside macro calls too.
#[derive(Default)]
struct Words {
    unsafe_lines: Vec<usize>,
    macros: Vec<(String, usize)>,
}

impl Words {
    fn read(&mut self, tokens: TokenStream) {
        let mut before: Option<proc_macro2::Ident> = None;
        for token in tokens {
            let mut ident = None;
            match token {
                TokenTree::Group(group) => self.read(group.stream()),
                // `a != b` joins its two signs.
                TokenTree::Punct(punct) if punct.as_char() == '!' && punct.spacing() == Spacing::Alone => {
                    let call = before.take().map(|name| (name.to_string(), name.span().start().line));
                    self.macros.extend(call);
                }
                TokenTree::Ident(word) => {
                    if word == "unsafe" {
                        self.unsafe_lines.push(word.span().start().line);
                    }
                    ident = Some(word);
                }
                _ => {}
            }
            before = ident;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source::read(Path::new("crates/model/src/x.rs"), text).unwrap()
    }

    #[test]
    fn a_function_is_measured_from_signature_to_brace() {
        let found = source(
            "//! x\n\n/// Doc.\n#[inline]\npub fn one(\n    a: u8,\n) {\n    let b = \"}\";\n}\nimpl X { fn two(&self) {} }\n",
        );
        let expected = |name: &str, line, lines| Function {
            name: name.to_owned(),
            line,
            lines,
        };
        assert_eq!(found.functions, [expected("one", 5, 5), expected("two", 10, 1)]);
    }

    #[test]
    fn unsafe_is_seen_in_macros_and_not_in_text() {
        let found = source("//! x\nfn a() { m! { unsafe { } } }\n// unsafe\nconst B: &str = \"unsafe\";\nunsafe fn c() {}\n");
        assert_eq!(found.unsafe_lines, [2, 5]);
    }

    #[test]
    fn macros_are_seen() {
        let found = source("fn a() { todo!() }\nfn b() -> bool { !x && a != b }\n");
        assert_eq!(found.macros, [("todo".to_owned(), 1)]);
    }

    #[test]
    fn paths_of_tests_do_not_count() {
        let text = "use std::{fs, path::Path};\nfn a() { std::env::var(\"x\"); }\n#[cfg(test)]\nmod tests {\n    use std::process::Command;\n}\n";
        let named: Vec<String> = source(text).paths.into_iter().map(|(path, _)| path).collect();
        assert_eq!(named, ["std::fs", "std::path::Path", "std::env::var"]);
    }

    #[test]
    fn test_files_are_all_test() {
        let found = Source::read(Path::new("crates/plan/tests/walk.rs"), "fn a() { std::fs::read(\"x\"); }").unwrap();
        assert!(found.paths.is_empty());
    }

    #[test]
    fn an_ignore_needs_a_reason() {
        let found = source("#[test]\n#[ignore]\nfn a() {}\n#[test]\n#[ignore = \"needs a GPU\"]\nfn b() {}\n");
        assert_eq!(found.bare_ignores, [2]);
    }

    #[test]
    fn a_broken_file_says_where() {
        let error = Source::read(Path::new("x.rs"), "fn a() {\n    let = 1;\n}\n").unwrap_err();
        assert_eq!(error.0, 2);
    }
}
