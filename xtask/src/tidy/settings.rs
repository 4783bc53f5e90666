//! The shape of `xtask/tidy.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

/// Everything the rules can be told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub edges: BTreeMap<String, Vec<String>>,
    pub sizes: Sizes,
    #[serde(rename = "unsafe")]
    pub unsafe_code: UnsafeCode,
    pub pure: Pure,
    pub names: Forbidden,
    pub macros: Forbidden,
    pub text: Text,
    #[serde(default)]
    pub exempt: Vec<Exemption>,
}

/// Limits, in lines.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    pub file: usize,
    pub file_p90: usize,
    pub function: usize,
}

/// Where `unsafe` may stand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnsafeCode {
    pub allowed_in: Vec<String>,
}

/// Crates without I/O, and the paths that would be I/O.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pure {
    pub crates: Vec<String>,
    pub forbidden: Vec<String>,
}

/// A list of names that must not appear.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forbidden {
    pub forbidden: Vec<String>,
}

/// What must not stand in any text: pieces anywhere, words as words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub forbidden: Vec<String>,
    pub words: Vec<String>,
}

/// One file, or one function of a file, that a size does not bind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    pub path: String,
    pub rule: String,
    pub function: Option<String>,
    pub reason: String,
}

impl Settings {
    /// Says whether a file (or one function of it) is exempt from a rule.
    pub fn is_exempt(&self, path: &Path, rule: &str, function: Option<&str>) -> bool {
        self.exempt.iter().any(|exemption| {
            Path::new(&exemption.path) == path && exemption.rule == rule && exemption.function.as_deref() == function
        })
    }
}
