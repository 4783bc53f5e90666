//! Rules on Rust files: headers, sizes, `unsafe`, purity, names, forbidden macros.

use std::path::Path;

use super::Finding;
use super::settings::Settings;
use super::source::Source;
use super::tree::Tree;

/// Applies the rules to every Rust file.
pub fn check(tree: &Tree, settings: &Settings) -> Vec<Finding> {
    let mut found: Vec<Finding> = tree
        .broken
        .iter()
        .map(|(path, line, why)| Finding::new(path, *line, "syntax", format!("it does not parse: {why}")))
        .collect();
    for source in &tree.sources {
        found.extend(header(source));
        found.extend(file_length(source, settings));
        found.extend(function_length(source, settings));
        found.extend(unsafe_code(source, settings));
        found.extend(purity(source, settings));
        found.extend(name(source, settings));
        found.extend(macros(source, settings));
        found.extend(ignores(source));
    }
    found
}

fn header(source: &Source) -> Option<Finding> {
    let advice = "start the file with `//!`: what lives here, what does not, where to start reading";
    (!source.has_header).then(|| Finding::new(&source.path, 1, "file-header", advice))
}

fn file_length(source: &Source, settings: &Settings) -> Option<Finding> {
    let limit = settings.sizes.file;
    let is_long = source.lines > limit && !settings.is_exempt(&source.path, "file-length", None);
    let advice = || {
        format!(
            "{} lines, at most {limit}: split it by subject, or list it in xtask/tidy.toml with a reason",
            source.lines
        )
    };
    is_long.then(|| Finding::new(&source.path, source.lines, "file-length", advice()))
}

fn function_length(source: &Source, settings: &Settings) -> Vec<Finding> {
    let limit = settings.sizes.function;
    let long = source.functions.iter().filter(|function| function.lines > limit);
    long.filter(|function| !settings.is_exempt(&source.path, "function-length", Some(&function.name)))
        .map(|function| {
            let advice = format!(
                "`{}` has {} lines, at most {limit}: give its parts names",
                function.name, function.lines
            );
            Finding::new(&source.path, function.line, "function-length", advice)
        })
        .collect()
}

fn unsafe_code(source: &Source, settings: &Settings) -> Vec<Finding> {
    if settings
        .unsafe_code
        .allowed_in
        .iter()
        .any(|folder| source.path.starts_with(folder))
    {
        return Vec::new();
    }
    let finding = |line: &usize| {
        Finding::new(
            &source.path,
            *line,
            "unsafe",
            "move it to crates/sys and give it a safe function there",
        )
    };
    source.unsafe_lines.iter().map(finding).collect()
}

fn purity(source: &Source, settings: &Settings) -> Vec<Finding> {
    let is_pure = settings
        .pure
        .crates
        .iter()
        .any(|name| source.path.starts_with(Path::new("crates").join(name)));
    if !is_pure {
        return Vec::new();
    }
    let is_forbidden = |path: &str| {
        let inside = |outer: &String| {
            path.strip_prefix(outer.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        settings.pure.forbidden.iter().any(inside)
    };
    let named = source.paths.iter().filter(|(path, _)| is_forbidden(path));
    named
        .map(|(path, line)| {
            Finding::new(
                &source.path,
                *line,
                "pure",
                format!("`{path}` is I/O: take the value as an argument"),
            )
        })
        .collect()
}

fn name(source: &Source, settings: &Settings) -> Option<Finding> {
    let stem = source.path.file_stem()?.to_str()?;
    // `common/mod.rs` is named by its folder.
    let folder = source
        .path
        .parent()
        .and_then(Path::file_name)
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let name = if stem == "mod" { folder } else { stem };
    let is_forbidden = settings.names.forbidden.iter().any(|forbidden| forbidden == name);
    let advice = || format!("`{name}` says nothing: name the file after its main type or verb");
    is_forbidden.then(|| Finding::new(&source.path, 1, "file-name", advice()))
}

fn macros(source: &Source, settings: &Settings) -> Vec<Finding> {
    let called = source
        .macros
        .iter()
        .filter(|(name, _)| settings.macros.forbidden.contains(name));
    called
        .map(|(name, line)| {
            Finding::new(
                &source.path,
                *line,
                "macro",
                format!("`{name}!` must not be committed: write the code"),
            )
        })
        .collect()
}

fn ignores(source: &Source) -> Vec<Finding> {
    let finding = |line: &usize| Finding::new(&source.path, *line, "ignore", "say why: `#[ignore = \"reason\"]`");
    source.bare_ignores.iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        super::super::read_settings(&crate::workspace()).unwrap()
    }

    fn rules(path: &str, text: &str) -> Vec<&'static str> {
        check(&Tree::of(&[(path, text)]), &settings())
            .into_iter()
            .map(|finding| finding.rule)
            .collect()
    }

    #[test]
    fn a_good_file_has_no_findings() {
        assert!(rules("crates/model/src/ids.rs", "//! Ids.\nuse std::net::IpAddr;\n").is_empty());
    }

    #[test]
    fn each_rule_finds_its_own() {
        assert_eq!(rules("crates/cli/src/a.rs", "fn a() {}\n"), ["file-header"]);
        assert_eq!(
            rules("crates/cli/src/a.rs", &format!("//! x\n{}", "//\n".repeat(800))),
            ["file-length"]
        );
        assert_eq!(
            rules("crates/cli/src/a.rs", &format!("//! x\nfn a() {{\n{}}}\n", "//\n".repeat(99))),
            ["function-length"]
        );
        assert_eq!(rules("crates/cli/src/a.rs", "//! x\nunsafe fn a() {}\n"), ["unsafe"]);
        assert_eq!(rules("crates/plan/src/a.rs", "//! x\nuse std::fs::read;\n"), ["pure"]);
        assert_eq!(rules("crates/cli/src/utils.rs", "//! x\n"), ["file-name"]);
        assert_eq!(rules("crates/cli/src/common/mod.rs", "//! x\n"), ["file-name"]);
        assert_eq!(rules("crates/cli/src/a.rs", "//! x\nfn a() { todo!() }\n"), ["macro"]);
        assert_eq!(rules("crates/cli/src/a.rs", "//! x\n#[ignore]\nfn a() {}\n"), ["ignore"]);
        assert_eq!(rules("crates/cli/src/a.rs", "//! x\nfn {}\n"), ["syntax"]);
    }

    #[test]
    fn limits_are_inclusive() {
        assert!(rules("crates/cli/src/a.rs", &format!("//! x\nfn a() {{\n{}}}\n", "//\n".repeat(98))).is_empty());
        assert!(rules("crates/cli/src/a.rs", &format!("//! x\n{}", "//\n".repeat(799))).is_empty());
    }

    #[test]
    fn sys_may_be_unsafe_and_engine_may_read_files() {
        assert!(rules("crates/sys/src/a.rs", "//! x\nunsafe fn a() {}\n").is_empty());
        assert!(rules("crates/engine/src/a.rs", "//! x\nuse std::fs::read;\n").is_empty());
    }
}
