//! `raw.lxc`: lines of LXC's own format, through LXC's key table, after everything that the manager generates.
//!
//! The manager checks a few keys itself and refuses them; the rest only LXC sees, at the start.

use std::collections::BTreeSet;

use transom_model::{Account, Dialect, Effect, Network, Origin, Release, Severity, Version};

use super::Reader;
use super::yaml::{self, TextLine};
use crate::{Problem, Setting};

/// Keys that the manager keeps for itself, and what to use instead.
const REFUSED: [(&str, &str); 5] = [
    ("lxc.logfile", "the manager has the log"),
    ("lxc.log.file", "the manager has the log"),
    ("lxc.syslog", "the manager has the log"),
    ("lxc.log.syslog", "the manager has the log"),
    ("lxc.ephemeral", "use `ephemeral: true`"),
];

/// What LXC takes off around keys and values; other letters that look like blanks are part of them.
const BLANKS: [char; 3] = [' ', '\t', '\r'];

/// Reads the lines, if there are any.
pub(super) fn settle(reader: &mut Reader) {
    let Some(raw) = reader.wishes.raw_lxc.take() else { return };
    let sources = reader.sources;
    let source = raw.origin.line().map_or("", |(file, _)| &sources.file(file).text);
    let lines = yaml::text_lines(&raw.value, &raw.origin, source);
    let container = std::mem::take(&mut reader.container);
    // LXC's reader settles interfaces from its own lines alone.
    let nics = container.network.clone();
    let mut lxc = crate::lxc::Reader::continuing(sources, container);
    lxc.version = lxc_version(reader);
    let mut own = Vec::new();
    let rules: Vec<Origin> = lines
        .iter()
        .filter(|line| is_single_rule(&line.text))
        .map(|line| line.origin.clone())
        .collect();
    let mut interfaces = BTreeSet::new();
    for line in &lines {
        own.extend(one_line(reader, &mut lxc, line, &mut interfaces));
    }
    let reading = lxc.finish();
    reader.container = reading.container;
    keep_nics(reader, nics);
    reader.diagnostics.extend(reading.diagnostics);
    reader.wanted.extend(reading.wanted);
    own.extend(reading.accounts);
    accounts(reader, own, lines.len());
    if !reader.is_privileged() {
        remark_on_rules(reader, &rules);
    }
}

/// The LXC that comes with a version of the manager: those of one year have one number up to 5, and the newest have the newest.
fn lxc_version(reader: &Reader) -> Version {
    match reader.dialect {
        Dialect::Lxd if reader.version < Version::new(5, 0) => Version::new(4, 0),
        Dialect::Lxd if reader.version < Version::new(6, 0) => Version::new(5, 0),
        Dialect::Incus if reader.version <= Version::new(6, 0) => Version::new(6, 0),
        _ => Release::newest(Dialect::Lxc).version,
    }
}

/// Gives interfaces the addresses that lines set by their numbers: `lxc.net.0` is the first device by name.
fn keep_nics(reader: &mut Reader, before: Network) {
    let Network::Own(mut nics) = before else { return };
    if let Network::Own(raw) = &mut reader.container.network {
        for nic in raw.drain(..).map(|given| given.value) {
            let number = nic
                .key
                .strip_prefix("lxc.net.")
                .and_then(|number| number.parse::<usize>().ok());
            if let Some(known) = number.and_then(|number| nics.get_mut(number)) {
                known.value.addresses.extend(nic.addresses);
                known.value.gateways.extend(nic.gateways);
            }
        }
    }
    reader.container.network = Network::Own(nics);
}

/// Gives one line to LXC's reader, or returns its account where LXC does not see it.
fn one_line(
    reader: &mut Reader,
    lxc: &mut crate::lxc::Reader,
    line: &TextLine,
    interfaces: &mut BTreeSet<String>,
) -> Option<Account> {
    let Origin::Line {
        file,
        line: number,
        columns,
    } = &line.origin
    else {
        return None;
    };
    let account = |effect, key: &str| Account {
        origin: line.origin.clone(),
        key: key.to_owned(),
        value: line.text.trim().to_owned(),
        explanation: "lxd-raw-lxc",
        effect,
    };
    let text = line.text.trim_matches(BLANKS);
    if text.is_empty() || text.starts_with('#') {
        return Some(account(Effect::Prose, ""));
    }
    let Some(equals) = line.text.find('=') else {
        let problem = Problem::new("no-equals", format!("Invalid raw.lxc line: {text}")).hint("write `lxc.key = value`");
        reader.diagnose(Severity::Error, line.origin.clone(), problem);
        return Some(account(Effect::Wrong, ""));
    };
    let key = line.text[..equals].trim_matches(BLANKS);
    if let Some(problem) = refused(key) {
        reader.diagnose(Severity::Error, line.origin.clone(), problem);
        return Some(account(Effect::Wrong, key));
    }
    let value = line.text[equals + 1..].trim_matches(BLANKS);
    let value = ['"', '\'']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(value);
    // Where escapes or folded lines make text and file differ, the whole of it is blamed.
    let there = reader
        .sources
        .line_text(*file, *number)
        .get(columns.start as usize..columns.end as usize);
    let is_exact = there == Some(line.text.as_str());
    let place = |part: &str| {
        let start = part.as_ptr() as usize - line.text.as_ptr() as usize;
        let narrow = |offset: usize| columns.start + u32::try_from(offset).unwrap_or(0);
        if is_exact {
            narrow(start)..narrow(start + part.len())
        } else {
            columns.clone()
        }
    };
    let whole = Origin::Line {
        file: *file,
        line: *number,
        columns: place(text),
    };
    name_interface(lxc, key, interfaces);
    let _effect = lxc.take(&Setting {
        key,
        value,
        origin: whole,
        key_columns: place(key),
        value_columns: place(value),
    });
    None
}

/// An interface by its number is one that the manager generates before these lines.
fn name_interface(lxc: &mut crate::lxc::Reader, key: &str, known: &mut BTreeSet<String>) {
    let Some((number, _)) = key.strip_prefix("lxc.net.").and_then(|rest| rest.split_once('.')) else {
        return;
    };
    if !known.insert(number.to_owned()) {
        return;
    }
    for (after, value) in [("type", "veth"), ("flags", "up")] {
        let _taken = lxc.setting(&Setting {
            key: &format!("lxc.net.{number}.{after}"),
            value,
            origin: Origin::Default("LXD and Incus: interfaces are devices"),
            key_columns: 0..0,
            value_columns: 0..0,
        });
    }
}

/// Says why the manager refuses a key in `raw.lxc`, if it does.
pub(super) fn refused(key: &str) -> Option<Problem> {
    if let Some((_, instead)) = REFUSED.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)) {
        return Some(
            Problem::new("refused-raw-key", format!("Setting {key} is not allowed")).hint(format!("remove the line; {instead}")),
        );
    }
    if let Some(rest) = key.strip_prefix("lxc.net.") {
        let after = rest.split_once('.').map(|(_, after)| after);
        let is_taken = matches!(after, Some("ipv4.address" | "ipv4.gateway" | "ipv6.address" | "ipv6.gateway"));
        let message = "Only interface-specific ipv4/ipv6 lxc.net. keys are allowed";
        return (!is_taken).then(|| {
            Problem::new("refused-raw-key", message).hint("give the container a device of type `nic` for everything else")
        });
    }
    let resource = key.strip_prefix("lxc.prlimit.")?;
    let message =
        "Process limits should be set via \"limits.kernel.[limit name]\" and not directly via \"lxc.prlimit.[limit name]\"";
    Some(Problem::new("refused-raw-key", message).hint(format!("use the key `limits.kernel.{resource}`")))
}

/// Says whether a line opens some devices and not all.
fn is_single_rule(line: &str) -> bool {
    let (key, value) = line.split_once('=').unwrap_or_default();
    key.trim() == "lxc.cgroup2.devices.allow" && !["", "a"].contains(&value.trim())
}

/// The manager writes no rules for an unprivileged container, so that the first of a user's own closes all the rest.
fn remark_on_rules(reader: &mut Reader, rules: &[Origin]) {
    let Some(origin) = rules.first() else { return };
    let message = format!(
        "under {} this line closes every device that no such line names, /dev/null and /dev/zero too; Transom keeps the usual ones open",
        reader.manager()
    );
    let problem = Problem::new("rule-closes-the-rest", message)
        .hint("a device of type `unix-char` brings the node and opens it, and closes nothing");
    reader.diagnose(Severity::Warning, origin.clone(), problem);
}

/// Puts the accounts of the lines down. A value on the key's own line has one line for all, and one account.
fn accounts(reader: &mut Reader, mut own: Vec<Account>, count: usize) {
    own.sort_by_key(|account| account.origin.line());
    for account in own {
        let is_key_line = reader.key_at(&account.origin) == Some("raw.lxc");
        match is_key_line && count > 1 {
            // Several lines in one: the key stays, and the worst counts.
            true => reader.account(&account.origin, ("", ""), "", account.effect),
            false => reader.replace_account(account),
        }
    }
}
