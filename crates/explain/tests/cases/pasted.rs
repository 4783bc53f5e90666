//! Walks `cases/pasted`: lines as people paste them into threads, each in the smallest file that is like theirs.
//!
//! A folder is named after its dialect and its line (`pve-every-device-privileged`). Beside the configuration and, at will, `host` and
//! `as` stands `expect`, what must be said of the line; `explain.txt` is all that is said, written anew by blessing. A claim
//! that is `pending:` is reported by name, and fails as soon as it holds. Start with [`check`].

use std::fmt::Write;
use std::fs;
use std::path::Path;

use transom_explain::{Explained, Explanation, Language, Verdict, View, Whole, explain, plan_in_spite};
use transom_model::Dialect;

use super::claims::{self, Claim};
use super::{Case, cases_folder, compare, outcome};

/// Explains a case as the product does.
fn explained(case: &Case, language: Language) -> (Explanation, Vec<String>) {
    let (reading, sources, _) = case.read();
    let mut host = case.host.clone();
    host.expect_paths(transom_plan::wants(&reading.container).paths);
    let (plan, problems) = plan_in_spite(&reading.container, &host, "case");
    let whole = Whole {
        view: View {
            reading: &reading,
            sources: &sources,
            plan: plan.as_ref(),
            replaced: &[],
            book: outcome::book(language),
        },
        host: &host,
        problems: &problems,
    };
    (explain(&whole), outcome::unaccounted(&reading, &sources))
}

/// Prints what is said of a file: the lines that something is claimed of or found about, and what the file comes to.
fn print(explanation: &Explanation, claims: &[Claim]) -> String {
    let mut out = format!("{}\n", explanation.summary);
    let is_claimed = |line: &Explained| claims.iter().any(|claim| claim.is_about(line.line.line));
    for line in explanation
        .lines
        .iter()
        .filter(|line| !line.found.is_empty() || is_claimed(line))
    {
        print_line(&mut out, line);
    }
    let exposure = &explanation.exposure;
    let _ = writeln!(
        out,
        "exposure {}.{} {}",
        exposure.tenths / 10,
        exposure.tenths % 10,
        exposure.grade.word()
    );
    for exposed in &exposure.worst {
        let _ = writeln!(out, "  {} {}: {}", exposed.level.word(), exposed.place, exposed.why);
    }
    for problem in &explanation.problems {
        let _ = writeln!(out, "  problem: {problem}");
    }
    out
}

fn print_line(out: &mut String, line: &Explained) {
    let worth: Vec<&str> = line.worth().iter().map(transom_explain::Worth::word).collect();
    let _ = writeln!(out, "{} [{}] {}", line.line.place, worth.join(", "), line.line.text);
    let _ = writeln!(out, "  {}", line.line.sentence);
    let lists = [("numbers", &line.numbers), ("here", &line.here), ("needs", &line.needs)];
    for (name, texts) in lists {
        for text in texts {
            let _ = writeln!(out, "  {name}: {text}");
        }
    }
    for found in &line.found {
        let means = found.means.map_or("", |means| means.word());
        let _ = writeln!(out, "  found {} [{means}]: {}", found.code, found.message);
        for (name, text) in [("why", &found.why), ("hint", &found.hint)] {
            if let Some(text) = text {
                let _ = writeln!(out, "    {name}: {text}");
            }
        }
    }
    if let Some((level, why)) = &line.risk {
        let _ = writeln!(out, "  risk {}: {why}", level.word());
    }
    for text in line.today.iter().flat_map(|today| &today.lines) {
        let _ = writeln!(out, "  today: {text}");
    }
}

/// Returns what is said of a line in another language than Chinese; what readers and plans say is English everywhere.
fn untranslated(line: &Explained) -> Vec<String> {
    let own = [&line.line.sentence].into_iter().chain(&line.numbers).chain(&line.needs);
    let own = own.chain(line.risk.iter().map(|(_, why)| why));
    let of_lints = line.found.iter().filter(|found| found.code.starts_with('T'));
    let of_lints = of_lints.flat_map(|found| [Some(&found.message), found.why.as_ref(), found.hint.as_ref()]);
    let has_han = |text: &&String| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
    own.chain(of_lints.flatten()).filter(|text| !has_han(text)).cloned().collect()
}

/// Says what of a claim is not as it is to be; nothing of one that is still pending.
fn look(name: &str, claim: &Claim, explanation: &Explanation) -> Vec<String> {
    let failures = claim.failures(explanation);
    match &claim.pending {
        Some(why) if failures.is_empty() => vec![format!("{name}: `pending: {why}` can go, all of it holds")],
        Some(why) => {
            eprintln!("PENDING {name}: {why}: {failures:?}");
            Vec::new()
        }
        None => failures.into_iter().map(|failure| format!("{name}: {failure}")).collect(),
    }
}

/// Compares one folder with what is expected, and returns what differs.
fn check(name: &str, folder: &Path) -> Vec<String> {
    let word = name.split('-').next().unwrap();
    let is_meant = |dialect: &Dialect| dialect.word() == word;
    let dialect = Dialect::ALL.into_iter().find(is_meant);
    let mut case = Case::load(dialect.unwrap_or_else(|| panic!("{name}: {word} is no dialect")), folder);
    let expect = case.texts.remove(Path::new("expect"));
    let expect = expect.unwrap_or_else(|| panic!("{name}: no file `expect`"));
    let (explanation, mut differences) = explained(&case, Language::English);
    let (chinese, _) = explained(&case, Language::Chinese);
    let lines = chinese.lines.iter().filter(|line| line.line.verdict != Verdict::Wrong);
    differences.extend(
        lines
            .flat_map(untranslated)
            .map(|text| format!("{name}: not in Chinese: {text}")),
    );
    let claims = claims::read(&expect);
    for claim in &claims {
        differences.extend(look(name, claim, &explanation));
    }
    differences.extend(compare(&folder.join("explain.txt"), &print(&explanation, &claims)));
    differences
}

#[test]
fn pasted_lines() {
    let mut folders: Vec<_> = fs::read_dir(cases_folder().join("pasted"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    assert!(!folders.is_empty(), "there are no pasted lines");
    let check = |folder: &std::path::PathBuf| check(folder.file_name().unwrap().to_str().unwrap(), folder);
    let differences: Vec<String> = folders.iter().flat_map(check).collect();
    let all = differences.join("\n");
    assert!(
        differences.is_empty(),
        "\n{all}\nIf explain.txt is as it should be, run `cargo xtask bless` and review the diff; what stands in `expect` must hold."
    );
}

/// A claim that is not so is found, each kind of it.
#[test]
fn claims_can_fail() {
    let folder = cases_folder().join("pasted/pve-every-device-privileged");
    let mut case = Case::load(Dialect::Pve, &folder);
    case.texts.remove(Path::new("expect"));
    let (explanation, _) = explained(&case, Language::English);
    let about = "line: 8 lxc.cgroup2.devices.allow: a\nworth: works\nrisk: critical\nsays: every device\n";
    let failures = |more: &str| claims::read(&format!("{about}{more}\n"))[0].failures(&explanation);
    assert!(failures("").is_empty(), "{:?}", failures(""));
    let wrong = [
        "worth: refused",
        "risk: low",
        "found: T0001",
        "needs: a node",
        "today: dev0: /dev/kvm",
        "says: every cat",
        "never: every device",
    ];
    for more in wrong {
        assert_eq!(failures(more).len(), 1, "{more}");
    }
    let elsewhere = about.replace("line: 8", "line: 7");
    assert_eq!(claims::read(&elsewhere)[0].failures(&explanation).len(), 1);
}
