//! Comments that allow a finding: `transom: allow T0002 because …`, and the keys that stand for one where comments do not survive.
//!
//! One on a line with something else in it, or directly above a line, speaks of that line; one among the comments at the top of a file,
//! in libvirt's `<description>`, in LXD's `user.transom.allow` or in OCI's `org.transom.allow` speaks of the whole file.

use transom_model::{Account, Dialect, FileId, Origin, Severity};

use super::{Checked, Example, Finding, Lint, Means, named};
use crate::language::say;

/// What a comment has to say; Proxmox writes it with `%3A` when it rewrites the file.
const MARKS: [&str; 2] = ["transom: allow ", "transom%3A allow "];

/// Keys whose value is a list of lints.
const KEYS: [&str; 2] = ["user.transom.allow", "org.transom.allow"];

pub(super) static LINT: Lint = Lint {
    id: "T0001",
    name: "idle-allow",
    level: Severity::Note,
    takes_over: &[],
    check: |_| Vec::new(),
    examples: &[
        Example {
            release: "lxc",
            before: "lxc.uts.name = lab\n# transom: allow T0002 the host is old\nlxc.tty.max = 4\n",
            line: 2,
            after: "lxc.uts.name = lab\nlxc.tty.max = 4\n",
        },
        Example {
            release: "lxd",
            before: "config:\n  user.transom.allow: T9999\n",
            line: 2,
            after: "config: {}\n",
        },
    ],
};

/// One comment, and what it speaks of.
struct Allow {
    /// Where it stands.
    origin: Origin,
    /// The lints, as written.
    words: Vec<String>,
    /// The line it speaks of; all of its file without one.
    line: Option<u32>,
}

impl Allow {
    fn covers(&self, finding: &Finding) -> bool {
        let (Some((file, _)), Some((of, line))) = (self.origin.line(), finding.origin.line()) else {
            return false;
        };
        let is_there = file == of && self.line.is_none_or(|own| own == line);
        is_there && self.words.iter().any(|word| finding.lint.is_called(word))
    }
}

/// Takes out what is allowed, and adds a finding for each comment that allows nothing.
pub(super) fn apply(checked: &Checked<'_>, findings: &mut Vec<Finding>) {
    let allows = allows(checked);
    let mut idle = Vec::new();
    for allow in &allows {
        let is_idle = !findings.iter().any(|finding| allow.covers(finding));
        idle.extend(is_idle.then(|| idle_finding(allow)));
    }
    findings.retain(|finding| !allows.iter().any(|allow| allow.covers(finding)));
    findings.extend(idle);
}

fn idle_finding(allow: &Allow) -> Finding {
    let unknown = allow.words.iter().find(|word| named(word).is_none());
    let message = match unknown {
        Some(word) => say!("lint-t0001-unknown", word = word),
        None => say!("lint-t0001-idle", lints = allow.words.clone()),
    };
    LINT.finding(&allow.origin, Means::NoEffect, message)
}

fn allows(checked: &Checked<'_>) -> Vec<Allow> {
    let keys = checked.lines().filter_map(|account| of_key(checked, account));
    let files = checked.sources.files().map(|(file, _)| file);
    files
        .filter(|file| checked.is_own(&whole(*file, 1, 0)))
        .flat_map(|file| of_file(checked, file))
        .chain(keys)
        .collect()
}

fn of_key(checked: &Checked<'_>, account: &Account) -> Option<Allow> {
    let is_allow = KEYS
        .iter()
        .any(|key| account.key == *key || account.key.ends_with(&format!(".{key}")));
    let words = words(account.value.trim_matches('"'));
    (is_allow && !words.is_empty()).then(|| Allow {
        origin: checked.value_origin(account),
        words,
        line: None,
    })
}

fn of_file(checked: &Checked<'_>, file: FileId) -> Vec<Allow> {
    let mut allows = Vec::new();
    let text = &checked.sources.file(file).text;
    if !text.contains("transom") {
        return allows;
    }
    let (mut is_top, mut is_described) = (true, false);
    for (number, line) in (1..).zip(text.lines()) {
        is_described |= line.contains("<description>");
        if let Some(at) = mark(checked.dialect(), line, is_described) {
            let is_alone = is_comment(line);
            let next = text.lines().skip(number as usize).position(|line| !is_comment(line));
            let below = || {
                next.and_then(|skipped| u32::try_from(skipped).ok())
                    .map(|skipped| number + 1 + skipped)
            };
            allows.push(Allow {
                origin: whole(file, number, line.len()),
                words: words(&line[at..]),
                line: match () {
                    () if is_described || (is_alone && is_top) => None,
                    () if is_alone => below(),
                    () => Some(number),
                },
            });
        }
        is_top &= is_comment(line) || line.trim().is_empty() || line.trim_start().starts_with("<?xml");
        is_described &= !line.contains("</description>");
    }
    allows.retain(|allow| !allow.words.is_empty());
    allows
}

/// Finds what follows the mark of a comment of the dialect.
fn mark(dialect: Dialect, line: &str, is_described: bool) -> Option<usize> {
    let (at, mark) = MARKS.iter().find_map(|mark| Some((line.find(mark)?, mark)))?;
    let before = &line[..at];
    let is_comment = match dialect {
        // Here `#` begins a comment only at the start of a line.
        Dialect::Lxc | Dialect::Pve => before.trim_start().starts_with('#'),
        Dialect::Lxd | Dialect::Incus => before.trim_start().starts_with('#') || before.contains(" #"),
        Dialect::Libvirt => before.contains("<!--") || is_described,
        Dialect::Oci => false,
    };
    is_comment.then_some(at + mark.len())
}

fn is_comment(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('#') || (line.starts_with("<!--") && line.ends_with("-->"))
}

/// Reads the lints at the beginning of a text: `T0002, T0003 because …`.
fn words(text: &str) -> Vec<String> {
    let words = text.split([' ', ',', '\t']).filter(|word| !word.is_empty());
    let is_lint = |word: &&str| {
        let digits = word.strip_prefix(['T', 't']).unwrap_or_default();
        (digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())) || named(word).is_some()
    };
    words.take_while(is_lint).map(str::to_owned).collect()
}

fn whole(file: FileId, line: u32, len: usize) -> Origin {
    Origin::Line {
        file,
        line,
        columns: 0..u32::try_from(len).unwrap_or(u32::MAX),
    }
}
