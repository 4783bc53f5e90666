//! What a container takes itself for: its host name and its execution domain.

use transom_model::{Namespace, Origin, phrase, words};

use crate::draft::Draft;
use crate::{Personality, Problem, Step};

const WHY_NAME: Origin = Origin::Default("Transom: without a line the host name is the container's name");
/// The kernel's `__NEW_UTS_LEN`.
const LONGEST: usize = 64;

/// Sets the host name.
pub(crate) fn set_hostname(draft: &mut Draft<'_>, namespaces: &[Namespace]) {
    let (name, cause) = match &draft.container.hostname {
        Some(given) => (given.value.clone(), given.origin.clone()),
        None => (draft.options.name.clone(), WHY_NAME),
    };
    if !namespaces.contains(&Namespace::Uts) {
        if cause != WHY_NAME {
            draft.remark(words!("the host name is not set: the container keeps the host's"), &cause);
        }
        return;
    }
    if name.len() > LONGEST {
        let message = phrase!(
            "the host name `{name}` is longer than {most} letters",
            name = &name,
            most = LONGEST
        );
        draft.problem(Problem::new("bad-hostname", message, &cause));
    }
    if !name.is_empty() {
        draft.step(Step::SetHostname(name), &cause);
    }
}

/// Sets the execution domain of 32 bit containers, so that `uname -m` and installers inside agree.
pub(crate) fn set_personality(draft: &mut Draft<'_>) {
    if let Some(arch) = &draft.container.arch
        && is_32_bit(&arch.value)
    {
        draft.step(Step::SetPersonality(Personality::Linux32), &arch.origin);
    }
}

fn is_32_bit(arch: &str) -> bool {
    let exact = [
        "linux32", "x86", "i386", "i486", "i586", "i686", "athlon", "mips", "mipsel", "ppc", "powerpc", "riscv32",
    ];
    exact.contains(&arch) || (arch.starts_with("arm") && arch != "arm64")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{container, given, hybrid, planned, problems};

    #[test]
    fn the_host_name_is_the_lines_or_the_containers() {
        let mut container = container();
        assert!(planned(&container, &hybrid()).contains(&Step::SetHostname("t1".to_owned())));
        container.hostname = Some(given("gns3".to_owned(), 2));
        assert!(planned(&container, &hybrid()).contains(&Step::SetHostname("gns3".to_owned())));
        container.hostname = Some(given("x".repeat(65), 2));
        assert_eq!(problems(&container, &hybrid())[0].code, "bad-hostname");
    }

    #[test]
    fn only_32_bit_words_change_the_execution_domain() {
        assert!(["i386", "x86", "armhf", "armv7l", "linux32"].into_iter().all(is_32_bit));
        assert!(
            !["amd64", "x86_64", "arm64", "aarch64", "riscv64", "linux64"]
                .into_iter()
                .any(is_32_bit)
        );
    }
}
