//! `transom explain` of something that is no file: a key, a number, a node, a capability, a lint, a word, or a single line.
//!
//! A line alone says nothing of its container, so it is put into the smallest file around it, once privileged and once not. Start with
//! [`ask`].

use transom_dialects::{lxd, pve};
use transom_explain::{Answer, Explained, Question, answer};
use transom_model::{Dialect, Release, Sources};

use crate::{EngineError, Host, Loaded, Phrasebook, explain_on, record};

/// What came of a question.
#[derive(Debug)]
pub enum Asked {
    /// An answer.
    Answer(Answer),
    /// A line, in an unprivileged container and in a privileged one.
    Line(Vec<LineIn>),
}

/// A line in a container.
#[derive(Debug)]
pub struct LineIn {
    /// Whether root inside is root of the host.
    pub is_privileged: bool,
    /// What it was read as.
    pub dialect: Dialect,
    /// The line.
    pub explained: Explained,
}

/// Answers a question that is no file's name; of devices for this host, or a recorded one.
///
/// # Errors
/// If nothing is known of it.
pub fn ask(host: &Host, text: &str, release: Option<Release>, book: &Phrasebook) -> Result<Asked, EngineError> {
    let facts = host.recorded().cloned().unwrap_or_else(|| record(&[]));
    if let Some(question) = Question::of(text) {
        return Ok(Asked::Answer(answer(&question, &facts, book)));
    }
    let release = release
        .or_else(|| dialect_of(text).map(Release::newest))
        .ok_or_else(|| unknown(text))?;
    let lines = [false, true].into_iter().filter_map(|is_privileged| {
        let (content, at) = around(release.dialect, text.trim(), is_privileged)?;
        let sources = Sources::of("line", content);
        let loaded = Loaded {
            path: "line".into(),
            reading: transom_dialects::read(release, &sources),
            sources,
            dialect_reason: "it was asked so",
            is_guess: false,
        };
        let all = explain_on(&loaded, "line", &facts, book);
        let explained = all.lines.into_iter().find(|line| line.line.line == at)?;
        Some(LineIn {
            is_privileged,
            dialect: release.dialect,
            explained,
        })
    });
    let lines: Vec<LineIn> = lines.collect();
    if lines.is_empty() {
        Err(unknown(text))
    } else {
        Ok(Asked::Line(lines))
    }
}

fn unknown(text: &str) -> EngineError {
    let near = Question::near(text);
    let hint = match near.as_slice() {
        [] => "name a file, a stored container, a key (`lxc.mount.auto`), a line in quotes, a device number (`10:200`), a node, a capability, a lint \
               (`T0002`) or a word such as `cgroup`"
            .to_owned(),
        near => format!("did you mean `{}`?", near.join("`, `")),
    };
    EngineError::refused(format!("there is no file, container, key or word `{text}`"), hint)
}

/// Tells the language of a line by its form.
fn dialect_of(line: &str) -> Option<Dialect> {
    let line = line.trim();
    if line.starts_with('<') {
        return Some(Dialect::Libvirt);
    }
    let colon = line.split_once(':').map(|(key, _)| key.trim());
    let equals = line.split_once('=').map(|(key, _)| key.trim());
    let is_word = |key: &str| !key.is_empty() && !key.contains(char::is_whitespace);
    match (colon.filter(|key| is_word(key)), equals.filter(|key| is_word(key))) {
        (Some(key), _) if pve::KEYS.iter().any(|known| known.name.matches(key)) || key.starts_with("lxc.") => Some(Dialect::Pve),
        (Some(key), _) if lxd::KEYS.iter().any(|known| known.name.matches(key)) => Some(Dialect::Incus),
        (_, Some(_)) => Some(Dialect::Lxc),
        (Some(_), None) if line.contains("type:") => Some(Dialect::Incus),
        _ => None,
    }
}

/// Puts a line into the smallest file around it; returns the text and the number of the line.
fn around(dialect: Dialect, line: &str, is_privileged: bool) -> Option<(String, u32)> {
    let (before, after) = match (dialect, is_privileged) {
        (Dialect::Lxc, true) => (String::new(), ""),
        (Dialect::Lxc, false) => ("lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\n".to_owned(), ""),
        (Dialect::Pve, true) => ("arch: amd64\nostype: debian\n".to_owned(), ""),
        (Dialect::Pve, false) => ("arch: amd64\nostype: debian\nunprivileged: 1\n".to_owned(), ""),
        (Dialect::Lxd | Dialect::Incus, _) => (lxd_head(line, is_privileged), ""),
        (Dialect::Libvirt, _) => libvirt_frame(line, is_privileged),
        (Dialect::Oci, _) => return None,
    };
    let number = u32::try_from(before.lines().count()).ok()? + 1;
    let indent = if matches!(dialect, Dialect::Lxd | Dialect::Incus) {
        "  "
    } else {
        ""
    };
    Some((format!("{before}{indent}{line}\n{after}"), number))
}

fn lxd_head(line: &str, is_privileged: bool) -> String {
    let config = if is_privileged {
        "config:\n  security.privileged: \"true\"\n"
    } else {
        "config:\n"
    };
    match line.contains("type:") {
        true if is_privileged => format!("{config}devices:\n"),
        true => "devices:\n".to_owned(),
        false => config.to_owned(),
    }
}

fn libvirt_frame(line: &str, is_privileged: bool) -> (String, &'static str) {
    let name: String = line
        .trim_start_matches('<')
        .chars()
        .take_while(|letter| letter.is_ascii_alphanumeric())
        .collect();
    let map = "<idmap><uid start='0' target='100000' count='65536'/><gid start='0' target='100000' count='65536'/></idmap>";
    let ids = if is_privileged { "" } else { map };
    let head =
        format!("<domain type='lxc'><name>line</name><memory>262144</memory><os><type>exe</type><init>/sbin/init</init></os>{ids}");
    match name.as_str() {
        "hostdev" | "filesystem" | "interface" | "console" | "disk" => (format!("{head}<devices>\n"), "</devices></domain>\n"),
        "capabilities" | "privnet" => (format!("{head}<features>\n"), "</features></domain>\n"),
        _ => (format!("{head}\n"), "</domain>\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_line_tells_its_dialect() {
        let of = |line| dialect_of(line);
        assert_eq!(of("lxc.cap.drop = sys_admin"), Some(Dialect::Lxc));
        assert_eq!(of("lxc.cgroup2.devices.allow: c 10:232 rwm"), Some(Dialect::Pve));
        assert_eq!(of("dev0: /dev/kvm,gid=108"), Some(Dialect::Pve));
        assert_eq!(of("security.nesting: \"true\""), Some(Dialect::Incus));
        assert_eq!(of("kvm: {type: unix-char, path: /dev/kvm}"), Some(Dialect::Incus));
        assert_eq!(of("<privnet/>"), Some(Dialect::Libvirt));
        assert_eq!(of("nonsense"), None);
    }

    #[test]
    fn the_line_stands_where_it_is_said_to() {
        for dialect in [Dialect::Lxc, Dialect::Pve, Dialect::Incus, Dialect::Libvirt] {
            for is_privileged in [false, true] {
                let (text, number) = around(dialect, "LINE", is_privileged).unwrap();
                assert_eq!(text.lines().nth(number as usize - 1).map(str::trim), Some("LINE"));
            }
        }
    }
}
