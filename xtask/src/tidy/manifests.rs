//! Rules on Cargo.toml files: the edges between crates, and a reason for every dependency.

use std::collections::BTreeSet;
use std::path::Path;

use super::Finding;
use super::settings::Settings;
use super::tree::{Text, Tree};

/// Where each dependency has its line.
const REASONS: &str = "docs/adr/dependencies.md";

/// Applies the rules to every manifest.
pub fn check(tree: &Tree, settings: &Settings) -> Vec<Finding> {
    let mut found = Vec::new();
    for text in tree
        .texts
        .iter()
        .filter(|text| text.path.file_name().is_some_and(|name| name == "Cargo.toml"))
    {
        match text.text.parse::<toml::Table>() {
            Ok(table) => {
                found.extend(edges(text, &table, settings));
                found.extend(reasons(text, &table, tree));
            }
            Err(error) => found.push(Finding::new(&text.path, 1, "syntax", error.message().to_owned())),
        }
    }
    found
}

fn edges(text: &Text, table: &toml::Table, settings: &Settings) -> Vec<Finding> {
    let Some(folder) = crate_folder(&text.path) else {
        return Vec::new();
    };
    let Some(allowed) = settings.edges.get(folder) else {
        return vec![Finding::new(
            &text.path,
            1,
            "edges",
            format!("`{folder}` has no line in [edges] of xtask/tidy.toml; a new crate needs an ADR"),
        )];
    };
    let named = dependencies(table, "dependencies");
    let ours = named.iter().filter_map(|name| name.strip_prefix("transom-"));
    ours.filter(|name| !allowed.iter().any(|other| other == name))
        .map(|name| {
            let advice = format!(
                "`{folder}` must not depend on `{name}` (allowed: {}); a new edge needs an ADR",
                list(allowed)
            );
            Finding::new(&text.path, line_of(text, &format!("transom-{name}")), "edges", advice)
        })
        .collect()
}

/// Finds dependencies of the workspace that docs/adr/dependencies.md does not give a reason for.
fn reasons(text: &Text, table: &toml::Table, tree: &Tree) -> Vec<Finding> {
    let Some(workspace) = table.get("workspace").and_then(toml::Value::as_table) else {
        return Vec::new();
    };
    let listed = tree.text(REASONS).unwrap_or_default();
    let foreign = dependencies(workspace, "dependencies")
        .into_iter()
        .filter(|name| !name.starts_with("transom-"));
    foreign
        .filter(|name| !listed.contains(&format!("`{name}`")))
        .map(|name| {
            let advice = format!("`{name}` has no line in {REASONS}: say what it saves");
            Finding::new(&text.path, line_of(text, &name), "dependency", advice)
        })
        .collect()
}

fn dependencies(table: &toml::Table, section: &str) -> BTreeSet<String> {
    let section = table.get(section).and_then(toml::Value::as_table);
    section.map(|section| section.keys().cloned().collect()).unwrap_or_default()
}

/// Returns `model` for `crates/model/Cargo.toml`.
fn crate_folder(manifest: &Path) -> Option<&str> {
    manifest
        .parent()?
        .strip_prefix("crates")
        .ok()?
        .to_str()
        .filter(|name| !name.is_empty() && !name.contains('/'))
}

fn line_of(text: &Text, start: &str) -> usize {
    text.text
        .lines()
        .position(|line| line.starts_with(start))
        .map_or(1, |at| at + 1)
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advice(files: &[(&str, &str)]) -> Vec<String> {
        let settings = super::super::read_settings(&crate::workspace()).unwrap();
        check(&Tree::of(files), &settings).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_allowed_edge_passes() {
        assert!(advice(&[("crates/plan/Cargo.toml", "[dependencies]\ntransom-model.workspace = true\n")]).is_empty());
    }

    #[test]
    fn a_forbidden_edge_is_found() {
        let found = advice(&[(
            "crates/plan/Cargo.toml",
            "[dependencies]\ntransom-model.workspace = true\ntransom-sys.workspace = true\n",
        )]);
        assert_eq!(
            found,
            ["crates/plan/Cargo.toml:3: edges: `plan` must not depend on `sys` (allowed: model); a new edge needs an ADR"]
        );
    }

    #[test]
    fn a_crate_without_a_line_is_found() {
        assert_eq!(advice(&[("crates/extra/Cargo.toml", "[package]\nname = \"x\"\n")]).len(), 1);
    }

    #[test]
    fn a_dependency_needs_a_reason() {
        let manifest = (
            "Cargo.toml",
            "[workspace.dependencies]\nlibc = \"0.2\"\ntransom-model = { path = \"x\" }\n",
        );
        assert_eq!(advice(&[manifest]).len(), 1);
        assert!(advice(&[manifest, (REASONS, "| `libc` | numbers |")]).is_empty());
    }
}
