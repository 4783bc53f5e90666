//! The files of the benchmark: made from the cases, so that they hold what configurations hold, and varied, so that no two are alike.
//!
//! A file of the dialects of lines is drawn line by line from all cases without errors; a document is a case, its numbers varied. The
//! large one of each dialect is one file with very many devices or mounts.

use std::fs;
use std::path::{Path, PathBuf};

use crate::bench::statistics::Dice;
use crate::workspace;

/// A dialect of the benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Lxc,
    Pve,
    Libvirt,
    Lxd,
    Oci,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Lxc, Self::Pve, Self::Libvirt, Self::Lxd, Self::Oci];

    /// The word of the dialect.
    pub fn word(self) -> &'static str {
        match self {
            Self::Lxc => "lxc",
            Self::Pve => "pve",
            Self::Libvirt => "libvirt",
            Self::Lxd => "lxd",
            Self::Oci => "oci",
        }
    }

    /// What a core is to read in a second, in megabytes.
    pub fn target(self) -> f64 {
        match self {
            Self::Lxc | Self::Pve => 20.0,
            Self::Libvirt | Self::Oci => 10.0,
            Self::Lxd => 5.0,
        }
    }

    /// Where its original looks for the file of one container.
    fn path(self, folder: &Path, number: usize) -> PathBuf {
        match self {
            Self::Lxc => folder.join(format!("c{number}/config")),
            Self::Pve => folder.join(format!("{}.conf", 100 + number)),
            Self::Libvirt => folder.join(format!("c{number}.xml")),
            Self::Lxd => folder.join(format!("c{number}.yaml")),
            Self::Oci => folder.join(format!("c{number}/config.json")),
        }
    }

    fn has_lines(self) -> bool {
        matches!(self, Self::Lxc | Self::Pve)
    }
}

/// About the size of a small file, in bytes.
const SMALL: usize = 1000;
const LARGE: usize = 1_000_000;

/// Writes `count` small files of a dialect and returns their paths.
pub fn write_small(kind: Kind, folder: &Path, count: usize) -> Result<Vec<PathBuf>, String> {
    let mut dice = Dice::of(7);
    let texts = case_texts(kind)?;
    let lines: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.lines())
        .filter(|line| stands_alone(kind, line))
        .collect();
    let mut paths = Vec::new();
    for number in 0..count {
        let text = if kind.has_lines() {
            drawn(kind, number, &lines, &mut dice)
        } else {
            // A domain of the same name would be another definition of the first.
            varied(&texts[dice.below(texts.len())], &mut dice).replacen("</name>", &format!("{number}</name>"), 1)
        };
        let path = kind.path(folder, number);
        write(&path, &text)?;
        paths.push(path);
    }
    Ok(paths)
}

/// Writes one file of about so many lines: drawn from the cases, or the case that comes nearest.
pub fn write_lines(kind: Kind, folder: &Path, count: usize) -> Result<PathBuf, String> {
    let path = kind.path(folder, 0);
    let texts = case_texts(kind)?;
    let text = match kind.has_lines() {
        true => {
            let all = texts.iter().flat_map(|text| text.lines());
            let lines: Vec<&str> = all.filter(|line| stands_alone(kind, line)).collect();
            let mut dice = Dice::of(11);
            let long = drawn(kind, 1, &lines, &mut dice) + &drawn(kind, 1, &lines, &mut dice) + &drawn(kind, 1, &lines, &mut dice);
            long.lines().take(count).map(|line| format!("{line}\n")).collect()
        }
        false => {
            let away = |text: &&String| text.lines().count().abs_diff(count);
            texts.iter().min_by_key(away).cloned().unwrap_or_default()
        }
    };
    write(&path, &text)?;
    Ok(path)
}

/// Writes one file of about a megabyte.
pub fn write_large(kind: Kind, folder: &Path) -> Result<PathBuf, String> {
    let path = folder.join("large").join(kind.path(Path::new(""), 0));
    write(&path, &large(kind))?;
    Ok(path)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let parent = path.parent().unwrap_or(Path::new("."));
    let written = fs::create_dir_all(parent).and_then(|()| fs::write(path, text));
    written.map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// The main texts of cases in which nothing is wrong and nothing else is included.
fn case_texts(kind: Kind) -> Result<Vec<String>, String> {
    let folder = workspace().join("cases").join(kind.word());
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut texts = Vec::new();
    for case in entries.flatten().map(|entry| entry.path()) {
        let is_wrong = fs::read_to_string(case.join("diagnostics.txt")).is_ok_and(|found| found.contains("error["));
        let text = main_file(&case).and_then(|path| fs::read_to_string(path).ok());
        let fits = |text: &String| kind.has_lines() || (SMALL / 2..SMALL * 2).contains(&text.len());
        texts.extend(text.filter(|text| !is_wrong && fits(text)));
    }
    texts.sort();
    if texts.is_empty() {
        return Err(format!("no case below {} fits", folder.display()));
    }
    Ok(texts)
}

/// The main file of a case: `input.…`, or a container's number.
fn main_file(case: &Path) -> Option<PathBuf> {
    let is_main = |path: &PathBuf| {
        let end = path
            .extension()
            .is_some_and(|end| ["conf", "json", "xml", "yaml"].iter().any(|known| end == *known));
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
        end && (stem == "input" || stem.bytes().all(|byte| byte.is_ascii_digit()))
    };
    fs::read_dir(case).ok()?.flatten().map(|entry| entry.path()).find(is_main)
}

/// Says whether a line means the same in any file: no id map, which must fit its others, nothing that reads a further file.
fn stands_alone(kind: Kind, line: &str) -> bool {
    let key = line.split(['=', ':']).next().unwrap_or("").trim();
    let is_bound = [
        "lxc.idmap",
        "lxc.include",
        "lxc.seccomp.profile",
        "lxc.mount.fstab",
        "parent",
        "snaptime",
    ]
    .contains(&key);
    let is_setting = match kind {
        Kind::Lxc => key.starts_with("lxc.") && line.contains('='),
        _ => line.contains(": ") && !line.starts_with(['[', ' ']),
    };
    (is_setting && !is_bound && !key.starts_with("lxc.net")) || line.starts_with('#')
}

fn drawn(kind: Kind, number: usize, lines: &[&str], dice: &mut Dice) -> String {
    let mut text = match kind {
        Kind::Lxc => format!("# container {number}\nlxc.uts.name = c{number}\nlxc.rootfs.path = dir:/srv/c{number}\n"),
        _ => format!("#container {number}\narch: amd64\nhostname: c{number}\nrootfs: local:subvol-{number}-disk-0,size=8G\n"),
    };
    let mut keys: Vec<&str> = Vec::new();
    while text.len() < SMALL {
        let line = lines[dice.below(lines.len())];
        let key = line.split(['=', ':']).next().unwrap_or("").trim();
        // Proxmox takes an option once; a raw line may stand as often as it likes.
        if kind == Kind::Pve && !key.starts_with("lxc.") && (keys.contains(&key) || text.contains(&format!("\n{key}:"))) {
            continue;
        }
        keys.push(key);
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// Changes the last digit of numbers with at least four, outside of words: sizes, ids, ports.
fn varied(text: &str, dice: &mut Dice) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-_.:/".contains(byte));
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let is_free = !is_word(at.checked_sub(1).and_then(|before| bytes.get(before))) && !is_word(bytes.get(at + length));
        if length >= 4 && is_free {
            bytes[at + length - 1] = b'0' + u8::try_from(dice.below(10)).unwrap_or(0);
        }
        at += length.max(1);
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn large(kind: Kind) -> String {
    let (head, tail) = match kind {
        Kind::Lxc => ("lxc.uts.name = large\nlxc.rootfs.path = dir:/srv/large\n", ""),
        Kind::Pve => ("arch: amd64\nhostname: large\nrootfs: local:subvol-1-disk-0,size=8G\n", ""),
        Kind::Libvirt => (
            "<domain type='lxc'>\n  <name>large</name>\n  <memory>1048576</memory>\n  <os>\n    <type>exe</type>\n    <init>/sbin/init</init>\n  </os>\n  <devices>\n",
            "    <console type='pty'/>\n  </devices>\n</domain>\n",
        ),
        Kind::Lxd => ("name: large\nconfig:\n  limits.cpu: \"2\"\ndevices:\n", ""),
        Kind::Oci => (
            "{\n  \"ociVersion\": \"1.2.0\",\n  \"root\": {\"path\": \"rootfs\"},\n  \"process\": {\"args\": [\"/sbin/init\"], \"cwd\": \"/\"},\n  \"mounts\": [\n    {\"destination\": \"/proc\", \"type\": \"proc\", \"source\": \"proc\"}",
            "\n  ]\n}\n",
        ),
    };
    let mut text = head.to_owned();
    let mut number = 0;
    while text.len() + tail.len() < LARGE {
        text.push_str(&piece(kind, number));
        number += 1;
    }
    text.push_str(tail);
    text
}

fn piece(kind: Kind, number: usize) -> String {
    match kind {
        Kind::Lxc => format!("lxc.mount.entry = /srv/data{number} srv/data{number} none bind,optional,create=dir 0 0\n"),
        Kind::Pve => format!("lxc.mount.entry: /srv/data{number} srv/data{number} none bind,optional,create=dir 0 0\n"),
        Kind::Libvirt => format!(
            "    <filesystem type='mount'>\n      <source dir='/srv/data{number}'/>\n      <target dir='/data{number}'/>\n    </filesystem>\n"
        ),
        Kind::Lxd => format!("  data{number}:\n    type: disk\n    source: /srv/data{number}\n    path: /data{number}\n"),
        Kind::Oci => format!(
            ",\n    {{\"destination\": \"/data{number}\", \"type\": \"bind\", \"source\": \"/srv/data{number}\", \"options\": [\"rbind\", \"ro\"]}}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_vary_and_words_do_not() {
        let text = "<memory unit='KiB'>1048576</memory><uuid>4dea-1234</uuid> v1.0.2 /dev/tty1234 99";
        let mut seen = std::collections::BTreeSet::new();
        let mut dice = Dice::of(3);
        for _ in 0..50 {
            let other = varied(text, &mut dice);
            assert!(
                other.contains("4dea-1234") && other.contains("tty1234 99") && other.contains(">104857"),
                "{other}"
            );
            seen.insert(other);
        }
        assert!(seen.len() > 5);
    }

    #[test]
    fn every_dialect_has_texts() {
        for kind in Kind::ALL {
            let texts = case_texts(kind).unwrap();
            assert!(texts.len() > 3, "{kind:?}");
            let size = large(kind).len();
            assert!((LARGE..LARGE + 200).contains(&size), "{kind:?}: {size}");
        }
    }
}
