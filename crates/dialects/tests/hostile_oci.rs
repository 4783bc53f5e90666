//! Hostile OCI configurations: large, deep and repetitive texts end in a diagnostic, soon and without much memory.
#![allow(
    clippy::disallowed_methods,
    reason = "the test takes the time; the crate under test does not"
)]
#![allow(clippy::unwrap_used, reason = "all of it is a test, its own functions too")]

use std::time::Duration;

use transom_dialects::{Edit, Reading, edit, oci};
use transom_model::{Dialect, Sources};

/// The time that this thread has had a processor: what others do on the machine does not count.
fn busy() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(text.split(' ').next().unwrap().parse().unwrap())
}

fn read(text: String) -> (Reading, Duration) {
    let sources = Sources::of("config.json", text);
    let start = busy();
    let reading = oci::read(&sources);
    (reading, busy().saturating_sub(start))
}

fn has(reading: &Reading, code: &str) -> bool {
    reading.diagnostics.iter().any(|found| found.code == code)
}

/// A configuration with these parts of `linux`.
fn with_linux(rest: &str) -> String {
    format!(
        "{{\"ociVersion\": \"1.2.0\", \"process\": {{\"args\": [\"sh\"], \"cwd\": \"/\"}}, \"root\": {{\"path\": \"/r\"}}, \"linux\": {{{rest}}}}}"
    )
}

#[test]
fn what_is_too_large_is_not_read() {
    for text in [
        "\n".repeat(100 << 20),
        format!("{{\"a\": \"{}\"}}", "x".repeat(100 << 20)),
        "\n".repeat(1_000_000),
    ] {
        let (reading, time) = read(text);
        assert!(has(&reading, "too-large"), "{:?}", reading.diagnostics);
        assert!(reading.accounts.len() <= 1 && time < Duration::from_secs(8), "{time:?}");
    }
}

#[test]
fn deep_texts_end_in_a_diagnostic() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"linux\":{\"resources\":", "}}")] {
        let text = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        assert!(has(&read(text).0, "json-too-deep"), "{open}");
        let (reading, _) = read(open.repeat(100_000));
        assert!(has(&reading, "json-too-deep"), "{open}");
    }
    assert!(edit(Dialect::Oci, &"[".repeat(100_000), &Edit::Unset { key: "process" }).is_err());
}

#[test]
fn one_long_line_is_one_account() {
    let value = "x".repeat(8 << 20);
    let (reading, _) = read(with_linux(&format!("\"cgroupsPath\": \"{value}\"")));
    assert_eq!(reading.accounts.len(), 1);
    assert!(!reading.has_errors(), "{:?}", reading.diagnostics);
}

#[test]
fn errors_and_unknown_names_are_not_listed_without_end() {
    let names: Vec<String> = (0..4000).map(|at| format!("\"nam{at}\": {at}")).collect();
    let object = format!("{{{}}}", names.join(",\n"));
    let objects = vec![object; 12].join(",\n");
    let (reading, _) = read(with_linux(&format!("\"devices\": [{objects}]")));
    assert!(
        reading.diagnostics.len() < 1100 && has(&reading, "unsaid"),
        "{}",
        reading.diagnostics.len()
    );
    assert!(reading.has_errors());
}

#[test]
fn huge_numbers_are_out_of_range() {
    let digits = "9".repeat(1 << 20);
    for number in [digits.as_str(), "1e400", "-1e400", "99999999999999999999", "0.5"] {
        let (reading, _) = read(with_linux(&format!("\"resources\": {{\"pids\": {{\"limit\": {number}}}}}")));
        assert!(reading.has_errors(), "{}", &number[..number.len().min(20)]);
    }
}

/// A list of `count` items in `linux`, or whatever the words around say.
fn repeated(before: &str, item: impl Fn(usize) -> String, after: &str, count: usize) -> String {
    let items: Vec<String> = (0..count).map(item).collect();
    with_linux(&format!("{before}{}{after}", items.join(",\n")))
}

#[test]
fn twice_the_items_take_about_twice_the_time() {
    type Item = fn(usize) -> String;
    let lists: [(&str, Item, &str); 7] = [
        (
            "\"devices\": [",
            |at| format!("{{\"path\": \"/dev/d{at}\", \"type\": \"c\", \"major\": 10, \"minor\": {at}, \"fileMode\": 432}}"),
            "], \"resources\": {\"devices\": [{\"allow\": true, \"type\": \"c\", \"major\": 10, \"access\": \"rwm\"}]}",
        ),
        (
            "\"resources\": {\"devices\": [",
            |at| format!("{{\"allow\": true, \"type\": \"c\", \"major\": {at}, \"minor\": 1, \"access\": \"rwm\"}}"),
            "]}",
        ),
        (
            "\"seccomp\": {\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\"], \"syscalls\": [",
            |at| format!("{{\"names\": [\"call{at}\"], \"action\": \"SCMP_ACT_ALLOW\"}}"),
            "]}",
        ),
        ("\"maskedPaths\": [", |at| format!("\"/proc/p{at}\""), "]"),
        ("\"sysctl\": {", |at| format!("\"net.a{at}\": \"1\""), "}"),
        (
            "\"uidMappings\": [",
            |at| format!("{{\"containerID\": {at}, \"hostID\": {at}, \"size\": 1}}"),
            "]",
        ),
        ("\"resources\": {\"unified\": {", |at| format!("\"a.b{at}\": \"1\""), "}}"),
    ];
    for (before, item, after) in lists {
        let time = |count: usize| (0..3).map(|_| read(repeated(before, item, after, count)).1).min().unwrap();
        let (one, two) = (time(1000), time(2000));
        assert!(two < one * 3 + Duration::from_millis(150), "{before}: {one:?} and {two:?}");
    }
}

#[test]
fn lists_that_are_compared_with_each_other_stay_quick() {
    let rules: Vec<String> = (0..4000)
        .map(|at| format!("{{\"allow\": true, \"type\": \"c\", \"major\": 11, \"minor\": {at}, \"access\": \"rw\"}}"))
        .collect();
    let nodes: Vec<String> = (0..4000)
        .map(|at| format!("{{\"path\": \"/dev/d{at}\", \"type\": \"c\", \"major\": 10, \"minor\": {at}}}"))
        .collect();
    let (rules, nodes) = (rules.join(",\n"), nodes.join(",\n"));
    let (_, time) = read(with_linux(&format!(
        "\"devices\": [{nodes}], \"resources\": {{\"devices\": [{rules}]}}"
    )));
    assert!(time < Duration::from_secs(4), "{time:?}");

    let ranges: Vec<String> = (0..3000)
        .map(|at| format!("{{\"containerID\": {at}, \"hostID\": {}, \"size\": 1}}", at + 1))
        .collect();
    let ranges = ranges.join(",\n");
    let mount = format!("{{\"destination\": \"/a\", \"source\": \"/b\", \"options\": [\"bind\"], \"uidMappings\": [{ranges}]}}");
    let mounts = vec![mount; 6].join(",\n");
    let text =
        with_linux(&format!("\"uidMappings\": [{ranges}]")).replacen("\"linux\"", &format!("\"mounts\": [{mounts}], \"linux\""), 1);
    let (_, time) = read(text);
    assert!(time < Duration::from_secs(4), "{time:?}");
}

#[test]
fn names_given_again_and_again_are_quick() {
    let again = vec!["\"hostname\": \"a\""; 4000].join(",\n");
    let (reading, time) = read(format!("{{{again}}}"));
    assert!(has(&reading, "duplicate-key") && time < Duration::from_secs(2), "{time:?}");
}
