//! Recordings of a host: made here, read back anywhere, and then taken in this machine's place.
//!
//! A recording is [`HostFacts`] as JSON, sorted and short, so that two of them can be compared and one can be written by hand. Start with
//! [`record`] and [`facts_from`].

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;
use transom_model::HostFacts;
use transom_plan::Wants;

use crate::{EngineError, Loaded};

/// How wide a line of a recording may get before a list goes on in the next one.
const WIDTH: usize = 120;

/// A recording that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// What it holds.
    pub facts: HostFacts,
    /// What it holds beside that and this version does not know, by its place: `drivers.tape`.
    pub unknown: Vec<String>,
}

/// Looks at the whole host, and at what these files ask about beside it.
pub fn record(files: &[Loaded]) -> HostFacts {
    let mut wants = Wants::default();
    for loaded in files {
        let asked = transom_plan::wants(&loaded.reading.container);
        wants.paths.extend(asked.paths);
        wants.interfaces.extend(asked.interfaces);
    }
    transom_runtime::probe_whole(&wants)
}

/// Reads a recording.
///
/// # Errors
/// If the file cannot be read, is no JSON or says something that is no fact; with the line to blame.
pub fn facts_from(path: &Path) -> Result<Recording, EngineError> {
    let text = std::fs::read_to_string(path).map_err(|error| EngineError::io("read", path, error))?;
    read(&text).map_err(|error| EngineError::Unreadable {
        path: path.to_owned(),
        why: why(&error),
        hint: Some(format!(
            "the recording's line {} is to blame; `transom host facts > FILE` on the other host writes a new one",
            error.line().max(1)
        )),
    })
}

fn read(text: &str) -> Result<Recording, serde_json::Error> {
    let mut unknown = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(text);
    let facts = serde_ignored::deserialize(&mut reader, |place| unknown.push(place.to_string()))?;
    reader.end()?;
    Ok(Recording { facts, unknown })
}

/// Says where and what, in this order, as other messages do.
fn why(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let end = format!(" at line {} column {}", error.line(), error.column());
    let what = text.strip_suffix(&end).unwrap_or(&text);
    format!("line {}, column {}: {what}", error.line().max(1), error.column().max(1))
}

/// Writes a recording: keys in their order, lists of words on as few lines as they need.
pub fn print_facts(facts: &HostFacts) -> String {
    let value = serde_json::to_value(facts).expect("facts are plain data with words and numbers for keys");
    let mut out = String::new();
    print(&mut out, &value, 0);
    out.push('\n');
    out
}

fn print(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            out.push_str("{\n");
            let mut fields: Vec<_> = fields.iter().collect();
            // Numbers among keys in the order of numbers.
            fields.sort_by_key(|(key, _)| (key.parse::<u64>().ok(), *key));
            for (at, (key, value)) in fields.iter().enumerate() {
                // Writing to a string does not fail.
                let _ = write!(out, "{:depth$} {}: ", "", Value::from(key.as_str()));
                print(out, value, depth + 1);
                out.push_str(if at + 1 < fields.len() { ",\n" } else { "\n" });
            }
            let _ = write!(out, "{:depth$}}}", "");
        }
        Value::Array(items) => list(out, items, depth),
        single => out.push_str(&single.to_string()),
    }
}

fn list(out: &mut String, items: &[Value], depth: usize) {
    out.push('[');
    for (at, item) in items.iter().enumerate() {
        let word = item.to_string();
        let width = out.len() - out.rfind('\n').map_or(0, |end| end + 1);
        match at {
            0 => {}
            _ if width + word.len() + 2 > WIDTH => {
                let _ = write!(out, ",\n{:depth$}  ", "");
            }
            _ => out.push_str(", "),
        }
        out.push_str(&word);
    }
    out.push(']');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_folder::TestFolder;

    #[test]
    fn a_recording_of_this_host_comes_back_as_it_was() {
        let facts = record(&[]);
        assert!(facts.is_whole && facts.node(Path::new("/dev/null")).is_some());
        assert!(!facts.kernel_release.is_empty() && !facts.drivers_of(transom_model::DeviceKind::Char, 1).is_empty());
        let text = print_facts(&facts);
        let recording = read(&text).unwrap();
        assert_eq!((recording.facts, recording.unknown), (facts, vec![]));
        assert!(text.lines().all(|line| line.len() <= 2 * WIDTH), "{text}");
    }

    #[test]
    fn a_recording_tells_nothing_that_is_private() {
        let facts = record(&[]);
        assert!(facts.environment.keys().all(|name| name == "TERM"));
        let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
        let text = print_facts(&facts);
        let is_named = text
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .any(|word| word == name);
        assert!(name.len() < 4 || !is_named, "{name} is in the recording");
    }

    #[test]
    fn a_list_goes_on_in_the_next_line() {
        let words: Vec<String> = (0..40).map(|number| format!("word-{number}")).collect();
        let mut out = String::new();
        list(
            &mut out,
            &words.iter().map(|word| Value::from(word.as_str())).collect::<Vec<_>>(),
            0,
        );
        assert!(
            out.lines().count() > 3 && out.lines().all(|line| line.len() <= WIDTH),
            "{out}"
        );
        assert_eq!(serde_json::from_str::<Vec<String>>(&out).unwrap(), words);
    }

    #[test]
    fn what_cannot_be_read_is_blamed_with_its_line() {
        let folder = TestFolder::new("recording");
        let blamed = |text: &str| {
            let path = folder.path().join("lab.json");
            std::fs::write(&path, text).unwrap();
            let error = facts_from(&path).unwrap_err();
            format!("{error}\n{}", error.hint().unwrap_or_default())
        };
        assert!(blamed("").contains("line 1, column"), "{}", blamed(""));
        let facts = print_facts(&HostFacts::default());
        let wrong = facts.replace("\"paths\": {}", "\"paths\": {\n  \"/dev/kvm\": \"char 10\"\n }");
        let line = wrong.lines().position(|line| line.contains("/dev/kvm")).unwrap() + 1;
        let message = blamed(&wrong);
        assert!(message.contains(&format!("line {line}, column")), "{message}");
        assert!(message.contains("`char 10` does not say what a path is"), "{message}");
        assert!(blamed(&facts.replace("\"kernel\"", "\"colonel\"")).contains("missing field `kernel`"));
        assert!(blamed(&format!("{facts}x")).contains("trailing characters"));
    }

    #[test]
    fn unknown_fields_are_named_and_passed_over() {
        let facts = print_facts(&HostFacts::default());
        let more = facts.replace("\"misc\": {}", "\"misc\": {}, \"tape\": 1");
        assert_eq!(read(&more).unwrap().unknown, ["drivers.tape"]);
        let old = facts.replace(
            "\"paths\": {}",
            "\"paths\": {\"/srv\": {\"kind\": \"Directory\", \"filesystem\": null, \"can_idmap\": true, \"age\": 1}}",
        );
        let recording = read(&old).unwrap();
        assert_eq!(recording.unknown, ["paths./srv.age"]);
        assert!(recording.facts.paths[Path::new("/srv")].can_idmap);
    }

    /// The recorded hosts that ship as cases: name and text.
    fn typical_hosts() -> Vec<(String, String)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/hosts");
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries
            .map(|path| {
                let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                (name, std::fs::read_to_string(&path).unwrap())
            })
            .collect()
    }

    #[test]
    fn every_recorded_host_is_read_without_a_word() {
        let hosts = typical_hosts();
        for wanted in [
            "pve-6",
            "pve-7",
            "pve-8",
            "pve-9",
            "ubuntu-lxd",
            "debian-libvirt",
            "v2-desktop",
        ] {
            let (_, text) = hosts.iter().find(|(name, _)| name == wanted).unwrap();
            let facts = read(text).unwrap().facts;
            assert!(facts.is_whole, "{wanted}");
            // As `host facts` would have written it.
            assert_eq!(print_facts(&facts), *text, "{wanted}");
        }
        for (name, text) in hosts {
            let recording = read(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(recording.unknown, Vec::<String>::new(), "{name}");
        }
    }

    #[test]
    fn whole_hosts_agree_with_themselves() {
        for (name, text) in typical_hosts() {
            let facts = read(&text).unwrap().facts;
            if !facts.is_whole {
                continue;
            }
            let is_release_of_kernel = facts
                .kernel_release
                .starts_with(&format!("{}.{}.", facts.kernel.major, facts.kernel.minor));
            assert!(is_release_of_kernel, "{name}: {}", facts.kernel_release);
            let groups: Vec<_> = facts.groups.values().collect();
            for path in facts.paths.keys() {
                let Some(node) = facts.node(path) else { continue };
                let drivers = facts.drivers_of(node.kind, node.number.major);
                assert!(!drivers.is_empty(), "{name}: {} has no driver", path.display());
                assert!(
                    groups.contains(&&node.gid),
                    "{name}: {} has a group without a name",
                    path.display()
                );
                let is_misc = drivers == ["misc"];
                let has_driver = !is_misc || facts.drivers.misc.contains_key(&node.number.minor);
                assert!(has_driver, "{name}: {} has no driver", path.display());
                let folder = path.parent().unwrap();
                assert!(facts.paths.contains_key(folder), "{name}: {} is not there", folder.display());
            }
        }
    }
}
