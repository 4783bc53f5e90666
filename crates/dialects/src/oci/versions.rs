//! What each version of the specification has: properties by the key table, and words that a property takes since a later one.
//!
//! Reading as an older version goes by this, and so does the version that is written at the head of a printed file.

use super::keys;
use super::print::Json;

/// The oldest version that is printed.
const BASE: &str = "1.0.2";

/// Words and the version that brought them, by property.
const WORDS: &[(&str, &str, &[&str])] = &[
    ("linux.namespaces[].type", "1.1.0", &["time"]),
    (
        "linux.seccomp.defaultAction",
        "1.1.0",
        &["SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD"],
    ),
    (
        "linux.seccomp.syscalls[].action",
        "1.1.0",
        &["SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_NOTIFY"],
    ),
    ("linux.seccomp.flags[]", "1.1.0", &["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"]),
    ("linux.seccomp.architectures[]", "1.1.0", &["SCMP_ARCH_RISCV64"]),
    (
        "linux.seccomp.architectures[]",
        "1.2.1",
        &["SCMP_ARCH_LOONGARCH64", "SCMP_ARCH_M68K", "SCMP_ARCH_SH", "SCMP_ARCH_SHEB"],
    ),
    ("mounts[].options[]", "1.2.0", &["idmap", "ridmap"]),
];

/// Names of drafts of 1.0 that some tools still write: what they were in, and what they became.
const FORMER: &[(&str, &str, &str)] = &[
    ("", "platform", "nothing: the part for each system says it"),
    ("linux.resources", "oomScoreAdj", "`process.oomScoreAdj`"),
    (
        "linux.resources",
        "disableOOMKiller",
        "`linux.resources.memory.disableOOMKiller`",
    ),
    ("linux.resources.blockIO", "blkioWeight", "`weight`"),
    ("linux.resources.blockIO", "blkioLeafWeight", "`leafWeight`"),
    ("linux.resources.blockIO", "blkioWeightDevice", "`weightDevice`"),
    (
        "linux.resources.blockIO",
        "blkioThrottleReadBpsDevice",
        "`throttleReadBpsDevice`",
    ),
    (
        "linux.resources.blockIO",
        "blkioThrottleWriteBpsDevice",
        "`throttleWriteBpsDevice`",
    ),
    (
        "linux.resources.blockIO",
        "blkioThrottleReadIOPSDevice",
        "`throttleReadIOPSDevice`",
    ),
    (
        "linux.resources.blockIO",
        "blkioThrottleWriteIOPSDevice",
        "`throttleWriteIOPSDevice`",
    ),
    ("linux.seccomp.syscalls[]", "name", "`names`, a list"),
    (
        "linux.seccomp.syscalls[]",
        "comment",
        "nothing: JSON has no place for comments",
    ),
];

/// What to write before there was a property or a word, where there is something.
const BEFORE: &[(&str, &str)] = &[
    ("domainname", "set `kernel.domainname` in `linux.sysctl`"),
    (
        "linux.resources.unified",
        "write each limit as the property that it has in `linux.resources`",
    ),
    ("linux.netDevices", "move the interface with a `prestart` hook"),
    (
        "linux.intelRdt.enableMonitoring",
        "write \"enableCMT\" and \"enableMBM\", which versions 1.1 and 1.2 have",
    ),
    ("linux.intelRdt.schemata", "write \"l3CacheSchema\" and \"memBwSchema\""),
    ("linux.seccomp.defaultErrnoRet", "without it the calls fail with EPERM"),
    ("SCMP_ACT_KILL_THREAD", "write SCMP_ACT_KILL, which does the same"),
    ("SCMP_ACT_KILL_PROCESS", "write SCMP_ACT_KILL, which ends the thread alone"),
    (
        "SCMP_ACT_NOTIFY",
        "write SCMP_ACT_ERRNO with \"errnoRet\": 38, which is what happens without a supervisor",
    ),
    ("idmap", "write the ranges into `uidMappings` and `gidMappings` of the mount"),
    ("ridmap", "write the ranges into `uidMappings` and `gidMappings` of the mount"),
];

/// What there is for a property that was dropped: the monitoring of `intelRdt`.
pub(super) const INSTEAD_OF_DROPPED: &str = "write \"enableMonitoring\": true, which stands for both kinds";

/// Returns what to write for a version that does not have a property or a word yet.
pub(super) fn before(name: &str) -> &'static str {
    BEFORE
        .iter()
        .find(|(known, _)| *known == name)
        .map_or("take it out for a runtime of that age", |(_, form)| form)
}

/// Returns what a property of a draft is today.
pub(super) fn successor(parent: &str, name: &str) -> Option<&'static str> {
    FORMER
        .iter()
        .find(|(known, former, _)| (*known, *former) == (parent, name))
        .map(|(.., successor)| *successor)
}

/// Returns the version that brought a word of a property, if it is a later one than the property's.
pub(super) fn since_of_word(pattern: &str, word: &str) -> Option<&'static str> {
    WORDS
        .iter()
        .find(|(property, _, words)| *property == pattern && words.contains(&word))
        .map(|(_, since, _)| *since)
}

/// Puts the properties of a document into the order of the key table, and returns the least version that has all of them.
pub(super) fn least(document: &mut Json) -> &'static str {
    let mut least = BASE;
    visit(document, Some(keys::ROOT), &mut least);
    least
}

/// Puts the properties of a part of a document, at a place of the key table, into the table's order.
pub(super) fn ordered(mut part: Json, pattern: &str) -> Json {
    let mut least = BASE;
    visit(&mut part, keys::locate(pattern), &mut least);
    part
}

fn visit(value: &mut Json, place: Option<usize>, least: &mut &'static str) {
    let Some(place) = place else { return };
    let entry = &keys::KEYS[place];
    let word = match &value {
        Json::Text(word) => since_of_word(keys::path_of(entry), word),
        _ => None,
    };
    for since in entry.since.into_iter().chain(word) {
        // Both are of one form, whose order is that of the text.
        if since > *least {
            *least = since;
        }
    }
    match value {
        Json::List(items) => items.iter_mut().for_each(|item| visit(item, keys::item(place), least)),
        Json::Object(entries) => {
            entries.sort_by_key(|(key, _)| keys::child(place, key));
            for (key, value) in entries {
                visit(value, keys::child(place, key), least);
            }
        }
        Json::Raw(_) | Json::Text(_) => {}
    }
}
