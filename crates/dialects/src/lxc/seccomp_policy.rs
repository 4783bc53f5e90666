//! Files of `lxc.seccomp.profile`: versions 1 and 2, read into a policy.
//!
//! Where LXC passes a mistake over in silence or spreads a section's rules over all architectures, this reader says so and
//! does what the file says (`docs/undocumented/lxc.md`). Start with [`read_policy`].

use std::ops::Range;
use std::path::{Path, PathBuf};

use transom_model::{
    Account, Diagnostic, Effect, FileId, Given, Origin, SeccompAction, SeccompArch, SeccompCompare, SeccompOp, SeccompPolicy,
    SeccompRule, Severity, phrase,
};

use super::lines::MOST_LINES;
use super::{Reader, numbers};
use crate::Wanted;

/// Reads a policy. What is wrong becomes a diagnostic; a policy with errors must not be used.
pub fn read_policy(source: &Path, file: FileId, text: &str) -> (SeccompPolicy, Vec<Diagnostic>) {
    let reading = Policy::read(source, file, text);
    (reading.policy, reading.diagnostics)
}

/// Reads the policy that the container's file names, once all its lines are known.
pub(super) fn settle(reader: &mut Reader) {
    let Some(path) = reader.container.seccomp_path.clone() else {
        return;
    };
    let sources = std::rc::Rc::clone(&reader.sources);
    let Some(file) = sources.find(&path.value) else {
        match sources.absent(&path.value) {
            None => reader.want(Wanted::SeccompPolicy(path.value)),
            Some(why) => {
                reader.missing_file("missing-seccomp-policy", &path.value, why, path.origin);
            }
        }
        return;
    };
    let reading = Policy::read(&path.value, file, &sources.file(file).text);
    for diagnostic in reading.diagnostics {
        reader.push(diagnostic);
    }
    for account in reading.accounts {
        reader.add_account(account);
    }
    reader.container.seccomp = Some(path.with(reading.policy));
}

/// A policy while it is read.
struct Policy {
    file: FileId,
    policy: SeccompPolicy,
    diagnostics: Vec<Diagnostic>,
    accounts: Vec<Account>,
    version: u32,
    rule_default: SeccompAction,
    section: Section,
}

/// What the last `[...]` line says of the rules after it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Section {
    All,
    Only(Vec<SeccompArch>),
    /// Architectures that Transom does not run on.
    Foreign,
}

type Fault = (&'static str, String, Range<usize>);

impl Policy {
    fn read(source: &Path, file: FileId, text: &str) -> Self {
        let policy = SeccompPolicy {
            source: PathBuf::from(source),
            default: SeccompAction::Kill,
            rules: Vec::new(),
        };
        let mut reading = Self {
            file,
            policy,
            diagnostics: Vec::new(),
            accounts: Vec::new(),
            version: 0,
            rule_default: SeccompAction::Allow,
            section: Section::All,
        };
        let mut count = 0;
        for (at, line) in text.lines().enumerate() {
            count = u32::try_from(at + 1).unwrap_or(u32::MAX);
            if count > MOST_LINES {
                let message = format!("more than {MOST_LINES} lines: this one and all after it are not read");
                reading.say(Severity::Error, "too-long", message, (count, 0..line.len()));
                break;
            }
            let effect = reading.line(count, line);
            reading.keep_account(count, line, effect);
        }
        if count < 2 {
            let message = "a policy begins with its version, 1 or 2, and a line with its kind";
            reading.say(Severity::Error, "bad-seccomp-header", message, (count.max(1), 0..0));
        }
        reading
    }

    fn keep_account(&mut self, number: u32, line: &str, effect: Effect) {
        let is_prose = effect == Effect::Prose;
        let account = Account {
            origin: self.origin(number, 0..line.len()),
            key: String::new(),
            value: line.to_owned(),
            explanation: if is_prose { "" } else { "seccomp-rule" },
            effect,
        };
        self.accounts.push(account);
    }

    fn origin(&self, line: u32, columns: Range<usize>) -> Origin {
        let shift = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Origin::Line {
            file: self.file,
            line,
            columns: shift(columns.start)..shift(columns.end),
        }
    }

    fn say(&mut self, severity: Severity, code: &'static str, message: impl Into<String>, place: (u32, Range<usize>)) {
        let origin = self.origin(place.0, place.1);
        self.diagnostics.push(Diagnostic {
            severity,
            code,
            message: message.into(),
            origin,
            label: None,
            hint: None,
        });
    }

    fn line(&mut self, number: u32, line: &str) -> Effect {
        let outcome = match number {
            1 => self.version(line),
            2 => self.kind(line),
            _ => self.item(number, line),
        };
        match outcome {
            Ok(effect) => effect,
            Err((code, message, part)) => {
                self.say(Severity::Error, code, message, (number, part));
                Effect::Wrong
            }
        }
    }

    fn version(&mut self, line: &str) -> Result<Effect, Fault> {
        match line.trim() {
            "1" => self.version = 1,
            "2" => self.version = 2,
            other => {
                return Err((
                    "bad-seccomp-header",
                    format!("the first line is the version, 1 or 2, not `{other}`"),
                    0..line.len(),
                ));
            }
        }
        Ok(Effect::Taken)
    }

    fn kind(&mut self, line: &str) -> Result<Effect, Fault> {
        if self.version == 1 {
            let is_known = line.contains("allowlist") || line.contains("whitelist");
            return match is_known {
                true => Ok(Effect::Taken),
                false => Err((
                    "bad-seccomp-header",
                    "the second line of version 1 is `allowlist`".to_owned(),
                    0..line.len(),
                )),
            };
        }
        let (word, action) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        let (rest, rule) = match word {
            "denylist" | "blacklist" => (SeccompAction::Allow, SeccompAction::Kill),
            "allowlist" | "whitelist" => (SeccompAction::Kill, SeccompAction::Allow),
            other => {
                return Err((
                    "bad-seccomp-header",
                    format!("`{other}` is neither denylist nor allowlist"),
                    0..line.len(),
                ));
            }
        };
        self.policy.default = rest;
        // An action behind the kind is what rules without one do in a denylist, and what the rest gets in an allowlist.
        self.rule_default = rule;
        if !action.trim().is_empty() {
            let action = self.action(action.trim(), 2, 0..line.len())?;
            match word {
                "denylist" | "blacklist" => self.rule_default = action,
                _ => self.policy.default = action,
            }
        }
        Ok(Effect::Taken)
    }

    fn item(&mut self, number: u32, line: &str) -> Result<Effect, Fault> {
        let text = line.split('#').next().unwrap_or_default();
        if text.trim().is_empty() {
            return Ok(Effect::Prose);
        }
        if self.version == 1 {
            return self.numbered(number, text);
        }
        if text.starts_with([' ', '\t']) {
            let message = "LXC passes a rule over that does not begin at the margin; Transom takes it";
            self.say(Severity::Warning, "indented-seccomp-rule", message, (number, 0..text.len()));
        }
        let from = text.len() - text.trim_start().len();
        let text = text.trim_end();
        if text[from..].starts_with('[') {
            return self.begin_section(number, text, from);
        }
        self.rule(number, text, from)
    }

    /// Version 1 names calls by their number on the machine's own architecture.
    fn numbered(&mut self, number: u32, text: &str) -> Result<Effect, Fault> {
        let word = text.trim();
        let call: u32 = word.parse().map_err(|_| {
            (
                "bad-seccomp-rule",
                format!("`{word}` is not the number of a system call, which version 1 wants"),
                0..text.len(),
            )
        })?;
        let rule = SeccompRule {
            syscall: call.to_string(),
            action: SeccompAction::Allow,
            compares: Vec::new(),
            archs: Vec::new(),
        };
        let origin = self.origin(number, 0..text.len());
        self.policy.rules.push(Given::new(rule, origin));
        Ok(Effect::Taken)
    }

    fn begin_section(&mut self, number: u32, text: &str, from: usize) -> Result<Effect, Fault> {
        let name = text[from..].trim_start_matches('[').split(']').next().unwrap_or_default();
        let fault = || {
            (
                "unknown-seccomp-section",
                format!("`{name}` is not an architecture"),
                from..text.len(),
            )
        };
        let is_one_case = name == name.to_lowercase() || name == name.to_uppercase();
        self.section = section(&name.to_lowercase()).filter(|_| is_one_case).ok_or_else(fault)?;
        if matches!(self.section, Section::Only(_)) {
            let message = "LXC gives the rules of this section to all architectures; Transom to this one alone";
            self.say(Severity::Note, "seccomp-section", message, (number, from..text.len()));
        }
        Ok(Effect::Taken)
    }

    fn rule(&mut self, number: u32, text: &str, from: usize) -> Result<Effect, Fault> {
        let whole = from..text.len();
        let (name, rest) = text[from..].split_once([' ', '\t']).unwrap_or((&text[from..], ""));
        let name_at = from..from + name.len();
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err((
                "bad-seccomp-rule",
                format!("`{name}` is not the name of a system call"),
                name_at,
            ));
        }
        // Numbers are for version 1: in version 2 a call is looked up by name, and no call has a number for a name.
        if name.bytes().all(|byte| byte.is_ascii_digit()) {
            let message = format!("`{name}` is not the name of a system call: LXC passes the rule over, and so does Transom");
            self.say(Severity::Warning, "unknown-syscall", message, (number, name_at));
            return Ok(Effect::NoEffect(phrase!(
                "version 2 names system calls, and none is called `{name}`",
                name
            )));
        }
        let (words, arguments) = rest.find('[').map_or((rest, ""), |at| rest.split_at(at));
        let words = words.trim();
        if words.is_empty() && !arguments.is_empty() {
            return Err((
                "bad-seccomp-rule",
                "an action stands before the argument filters".to_owned(),
                whole,
            ));
        }
        let action = if words.is_empty() {
            self.rule_default
        } else {
            self.action(words, number, whole.clone())?
        };
        let compares = arguments_of(arguments).map_err(|message| ("bad-seccomp-rule", message, whole.clone()))?;
        if self.section == Section::Foreign {
            return Ok(Effect::NoEffect(phrase!(
                "its section is for an architecture that Transom does not run on"
            )));
        }
        let archs = if let Section::Only(archs) = &self.section {
            archs.clone()
        } else {
            Vec::new()
        };
        if name == "reject_force_umount" {
            self.reject_force_umount(number, whole, archs);
            return Ok(Effect::Taken);
        }
        if action == self.policy.default {
            let message = "the rule says what happens anyway; LXC does not start with it";
            self.say(Severity::Warning, "seccomp-rule-is-default", message, (number, whole.clone()));
        }
        let rule = SeccompRule {
            syscall: name.to_owned(),
            action,
            compares,
            archs,
        };
        let origin = self.origin(number, whole);
        self.policy.rules.push(Given::new(rule, origin));
        Ok(Effect::Taken)
    }

    /// No system call, but a rule of its own: umount2 with MNT_FORCE (1) fails with EACCES (13).
    fn reject_force_umount(&mut self, number: u32, whole: Range<usize>, archs: Vec<SeccompArch>) {
        const FORCE: u64 = 1;
        let compare = SeccompCompare {
            argument: 1,
            op: SeccompOp::MaskedEqual,
            value: FORCE,
            mask: FORCE,
        };
        let rule = SeccompRule {
            syscall: "umount2".to_owned(),
            action: SeccompAction::Errno(13),
            compares: vec![compare],
            archs,
        };
        let origin = self.origin(number, whole);
        self.policy.rules.push(Given::new(rule, origin));
    }

    fn action(&mut self, words: &str, number: u32, whole: Range<usize>) -> Result<SeccompAction, Fault> {
        let mut parts = words.split_whitespace();
        let (word, argument, more) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
        // LXC compares the beginning of the word only.
        let known = ["kill", "errno", "allow", "trap", "notify"]
            .into_iter()
            .find(|known| word.starts_with(known));
        let Some(known) = known else {
            return Err((
                "bad-seccomp-action",
                format!("`{word}` is not an action: they are kill, errno N, allow, trap, notify"),
                whole,
            ));
        };
        if known != word {
            let message = format!("LXC takes `{word}` as `{known}`, and so does Transom");
            self.say(Severity::Warning, "seccomp-action-prefix", message, (number, whole.clone()));
        }
        if more.is_some() || (argument.is_some() && known != "errno") {
            return Err(("bad-seccomp-rule", format!("`{words}` has words too many"), whole));
        }
        match known {
            "errno" => errno(argument).ok_or_else(|| {
                (
                    "bad-seccomp-action",
                    "errno wants a number, such as 1 for EPERM".to_owned(),
                    whole,
                )
            }),
            "allow" => Ok(SeccompAction::Allow),
            "trap" => Ok(SeccompAction::Trap),
            "notify" => Ok(SeccompAction::Notify),
            _ => Ok(SeccompAction::Kill),
        }
    }
}

fn errno(argument: Option<&str>) -> Option<SeccompAction> {
    // The kernel caps the number at 4095 (MAX_ERRNO).
    let number = argument?.parse::<u16>().ok()?;
    (number <= 4095).then_some(SeccompAction::Errno(number))
}

fn section(name: &str) -> Option<Section> {
    use SeccompArch::{Aarch64, Arm, X32, X86, X86_64};
    Some(match name {
        "all" => Section::All,
        "x86_64" => Section::Only(vec![X86_64]),
        "x86" => Section::Only(vec![X86]),
        "x32" => Section::Only(vec![X32]),
        "arm64" => Section::Only(vec![Aarch64]),
        "arm" => Section::Only(vec![Arm]),
        "mips" | "mips64" | "mips64n32" | "mipsel" | "mipsel64" | "mipsel64n32" | "ppc" | "ppc64" | "ppc64le" | "s390"
        | "s390x" | "loongarch64" => Section::Foreign,
        _ => return None,
    })
}

fn arguments_of(text: &str) -> Result<Vec<SeccompCompare>, String> {
    let mut compares = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let inner = rest
            .strip_prefix('[')
            .ok_or_else(|| format!("`{rest}` is not an argument filter in brackets"))?;
        let (inner, after) = inner.split_once(']').ok_or("an argument filter is not closed with `]`")?;
        compares.push(compare(inner)?);
        rest = after.trim_start();
    }
    if compares.len() > 6 {
        return Err("there are six arguments to filter at the most".to_owned());
    }
    Ok(compares)
}

fn compare(inner: &str) -> Result<SeccompCompare, String> {
    let fields: Vec<&str> = inner.split(',').map(str::trim).collect();
    let ([index, value, op] | [index, value, op, _]) = fields[..] else {
        return Err(format!("`[{inner}]` is not [INDEX,VALUE,OP] or [INDEX,VALUE,OP,MASK]"));
    };
    let number = |text: &str| numbers::unsigned(text).ok_or_else(|| format!("`{text}` is not a number"));
    let argument = number(index)?;
    let argument = u8::try_from(argument)
        .ok()
        .filter(|index| *index <= 5)
        .ok_or_else(|| format!("there is no argument {argument}"))?;
    let op = operator(op).ok_or_else(|| format!("`{op}` is not a comparison"))?;
    let mask = match (op, fields.get(3)) {
        (SeccompOp::MaskedEqual, Some(mask)) => number(mask)?,
        (SeccompOp::MaskedEqual, None) => return Err("`&=` wants a mask: [INDEX,VALUE,&=,MASK]".to_owned()),
        _ => u64::MAX,
    };
    Ok(SeccompCompare {
        argument,
        op,
        value: number(value)?,
        mask,
    })
}

fn operator(word: &str) -> Option<SeccompOp> {
    Some(match word {
        "!=" | "SCMP_CMP_NE" => SeccompOp::NotEqual,
        "<" | "SCMP_CMP_LT" => SeccompOp::Less,
        "<=" | "SCMP_CMP_LE" => SeccompOp::LessOrEqual,
        "==" | "SCMP_CMP_EQ" => SeccompOp::Equal,
        ">=" | "SCMP_CMP_GE" => SeccompOp::GreaterOrEqual,
        ">" | "SCMP_CMP_GT" => SeccompOp::Greater,
        "&=" | "SCMP_CMP_MASKED_EQ" => SeccompOp::MaskedEqual,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (SeccompPolicy, Vec<Diagnostic>) {
        read_policy(Path::new("p.seccomp"), FileId(0), text)
    }

    fn codes(text: &str) -> Vec<&'static str> {
        read(text).1.into_iter().map(|diagnostic| diagnostic.code).collect()
    }

    #[test]
    fn a_denylist_kills_what_it_names_and_allows_the_rest() {
        let (policy, diagnostics) = read("2\ndenylist\n# why\n[all]\nkexec_load errno 1\nreboot # comment\n");
        assert_eq!(diagnostics, []);
        assert_eq!(policy.default, SeccompAction::Allow);
        let rules: Vec<_> = policy
            .rules
            .iter()
            .map(|rule| (rule.value.syscall.as_str(), rule.value.action))
            .collect();
        assert_eq!(
            rules,
            [("kexec_load", SeccompAction::Errno(1)), ("reboot", SeccompAction::Kill)]
        );
    }

    #[test]
    fn an_allowlist_may_say_what_the_rest_gets() {
        let (policy, _) = read("2\nallowlist errno 38\nread\n");
        assert_eq!(policy.default, SeccompAction::Errno(38));
        assert_eq!(policy.rules[0].value.action, SeccompAction::Allow);
    }

    #[test]
    fn sections_hold_for_their_architecture_alone() {
        let (policy, diagnostics) = read("2\ndenylist\n[x86]\nmkdir\n[mips]\nread\n[ALL]\nwrite\n");
        let archs: Vec<_> = policy
            .rules
            .iter()
            .map(|rule| (rule.value.syscall.as_str(), rule.value.archs.clone()))
            .collect();
        assert_eq!(archs, [("mkdir", vec![SeccompArch::X86]), ("write", vec![])]);
        assert_eq!(diagnostics[0].code, "seccomp-section");
        assert_eq!(codes("2\ndenylist\n[sparc]\n"), ["unknown-seccomp-section"]);
    }

    #[test]
    fn arguments_are_compared() {
        let (policy, diagnostics) = read("2\ndenylist\npersonality errno 1 [0,0x8,&=,0xff] [1,2,SCMP_CMP_GE]\n");
        assert_eq!(diagnostics, []);
        let compares = &policy.rules[0].value.compares;
        assert_eq!(
            compares[0],
            SeccompCompare {
                argument: 0,
                op: SeccompOp::MaskedEqual,
                value: 8,
                mask: 0xff
            }
        );
        assert_eq!(compares[1].op, SeccompOp::GreaterOrEqual);
        for wrong in [
            "mkdir [0,1,==]",
            "mkdir kill [6,1,==]",
            "mkdir kill [0,1]",
            "mkdir kill [0,1,&=]",
            "mkdir kill [0,1,==",
        ] {
            assert_eq!(codes(&format!("2\ndenylist\n{wrong}\n")), ["bad-seccomp-rule"], "{wrong}");
        }
    }

    #[test]
    fn a_forced_unmount_is_a_rule_of_its_own() {
        let (policy, _) = read("2\ndenylist\nreject_force_umount\n");
        assert_eq!(policy.rules[0].value.syscall, "umount2");
        assert_eq!(policy.rules[0].value.action, SeccompAction::Errno(13));
    }

    #[test]
    fn traps_of_lxc_are_named() {
        assert_eq!(codes("2\ndenylist\n\treboot\n"), ["indented-seccomp-rule"]);
        assert_eq!(codes("2\ndenylist\nreboot kill_process\n"), ["seccomp-action-prefix"]);
        assert_eq!(codes("2\ndenylist\nread allow\n"), ["seccomp-rule-is-default"]);
        assert_eq!(codes("2\ndenylist\nreboot errno EPERM\n"), ["bad-seccomp-action"]);
        assert_eq!(codes("2\ndenylist\nreboot log\n"), ["bad-seccomp-action"]);
        assert_eq!(codes("3\ndenylist\n"), ["bad-seccomp-header"]);
        assert_eq!(codes(""), ["bad-seccomp-header"]);
    }

    #[test]
    fn a_number_is_no_name_in_version_two() {
        for line in ["5 errno 1", "5", "[x86]\n0 kill"] {
            let (policy, diagnostics) = read(&format!("2\ndenylist\n{line}\nreboot errno 1\n"));
            let calls: Vec<_> = policy.rules.iter().map(|rule| rule.value.syscall.as_str()).collect();
            assert_eq!(calls, ["reboot"], "{line}");
            assert!(diagnostics.iter().any(|found| found.code == "unknown-syscall"), "{line}");
        }
    }

    #[test]
    fn version_one_has_numbers() {
        let (policy, diagnostics) = read("1\nallowlist\n0\n1\n");
        assert_eq!(diagnostics, []);
        assert_eq!((policy.default, policy.rules.len()), (SeccompAction::Kill, 2));
        assert_eq!(codes("1\nallowlist\nread\n"), ["bad-seccomp-rule"]);
    }
}
