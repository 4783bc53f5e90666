//! The end of a start: probes in full confinement, then the first program with its environment.

use transom_model::{Environment, InsideId, Origin, RootSource, phrase, words};

use crate::draft::Draft;
use crate::{Problem, Step};

const WHY_INIT: Origin = Origin::Default("Transom: /sbin/init, unless a line or the command line says otherwise");
const WHY_SHELL: Origin = Origin::Default("Transom: the embedded root has no init, so a shell runs");
const WHY_COMMAND: Origin = Origin::Default("the command line");
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Tries devices before anything of the container runs.
pub(crate) fn probe(draft: &mut Draft<'_>) {
    for (probe, cause) in &draft.options.probes {
        draft.step(Step::Probe(*probe), cause);
    }
}

/// Runs the first program.
pub(crate) fn exec(draft: &mut Draft<'_>) {
    let environment = environment(draft);
    let (command, cause) = command(draft);
    if command.first().is_none_or(String::is_empty) {
        let problem = Problem::new("no-command", words!("the command to run is empty"), &cause);
        draft.problem(problem.hint(words!("give the path of a program inside the container: `/sbin/init`")));
    }
    let cwd = match &draft.container.init.cwd {
        Some(cwd) => {
            if !cwd.value.is_absolute() {
                let message = phrase!(
                    "the working directory `{path}` is not an absolute path",
                    path = cwd.value.display().to_string()
                );
                draft.problem(Problem::new("bad-cwd", message, &cwd.origin));
            }
            cwd.value.clone()
        }
        None => "/".into(),
    };
    let step = Step::Exec {
        command,
        environment,
        cwd,
    };
    draft.step(step, &cause);
}

fn command(draft: &Draft<'_>) -> (Vec<String>, Origin) {
    let container = draft.container;
    let is_embedded = container
        .root
        .as_ref()
        .is_some_and(|root| root.value.source == RootSource::Host);
    match (&draft.options.command, &container.init.command) {
        (Some(command), _) => (command.clone(), WHY_COMMAND),
        // A dialect's default names an init, which the embedded root does not have.
        (None, Some(given)) if !is_embedded || !matches!(given.origin, Origin::Default(_)) => {
            (given.value.clone(), given.origin.clone())
        }
        (None, _) if is_embedded => (vec!["/bin/sh".to_owned()], WHY_SHELL),
        (None, _) => (vec!["/sbin/init".to_owned()], WHY_INIT),
    }
}

/// Defaults first, then the container's lines, then the caller's; a later value of a name takes the earlier one's place.
fn environment(draft: &mut Draft<'_>) -> Vec<(String, String)> {
    let container = draft.container;
    let is_root = container.init.uid.as_ref().is_none_or(|uid| uid.value == InsideId(0));
    let mut environment = vec![
        // What systemd and others look for to know that they are in a container.
        ("container".to_owned(), "lxc".to_owned()),
        ("PATH".to_owned(), PATH.to_owned()),
        ("TERM".to_owned(), "linux".to_owned()),
        ("HOME".to_owned(), if is_root { "/root" } else { "/" }.to_owned()),
    ];
    for given in &container.environment {
        match &given.value {
            Environment::Set(name, value) => put(&mut environment, name, value),
            Environment::Inherit(name) => match draft.host.environment.get(name) {
                Some(value) => put(&mut environment, name, value),
                None => {
                    let message = phrase!("the variable `{name}` is to be inherited and is not set", name);
                    let problem = Problem::new("unset-variable", message, &given.origin);
                    draft.problem(problem.hint(phrase!("set it before the start, or write `{name}=VALUE`", name)));
                }
            },
        }
    }
    for (name, value) in &draft.options.environment {
        put(&mut environment, name, value);
    }
    environment
}

fn put(environment: &mut Vec<(String, String)>, name: &str, value: &str) {
    match environment.iter_mut().find(|(other, _)| other == name) {
        Some((_, old)) => value.clone_into(old),
        None => environment.push((name.to_owned(), value.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{container, given, hybrid, problems, start_with};
    use crate::{Probe, StartOptions};

    fn last(container: &transom_model::Container, options: &StartOptions) -> crate::Planned {
        start_with(container, &hybrid(), options).unwrap().steps.pop().unwrap()
    }

    fn value<'e>(step: &'e Step, name: &str) -> Option<&'e str> {
        let Step::Exec { environment, .. } = step else { return None };
        environment
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }

    #[test]
    fn the_command_lines_command_wins_then_the_lines_then_the_roots() {
        let mut container = container();
        let command = |planned: &crate::Planned| match &planned.step {
            Step::Exec { command, .. } => command.join(" "),
            _ => String::new(),
        };
        assert_eq!(command(&last(&container, &StartOptions::default())), "/bin/sh");
        container.init.command = Some(transom_model::Given::default_of(vec!["/sbin/init".to_owned()], "test"));
        assert_eq!(command(&last(&container, &StartOptions::default())), "/bin/sh");
        container.init.command = Some(given(vec!["/usr/bin/app".to_owned(), "-x".to_owned()], 1));
        assert_eq!(command(&last(&container, &StartOptions::default())), "/usr/bin/app -x");
        let options = StartOptions {
            command: Some(vec!["true".to_owned()]),
            ..StartOptions::default()
        };
        let planned = last(&container, &options);
        assert_eq!((command(&planned).as_str(), planned.cause), ("true", WHY_COMMAND));
    }

    #[test]
    fn later_values_of_a_variable_win() {
        let mut container = container();
        container.environment = vec![
            given(Environment::Set("TERM".to_owned(), "dumb".to_owned()), 1),
            given(Environment::Inherit("LANG".to_owned()), 2),
            given(Environment::Set("LANG".to_owned(), "C".to_owned()), 3),
        ];
        let options = StartOptions {
            environment: vec![("TERM".to_owned(), "xterm".to_owned())],
            ..StartOptions::default()
        };
        let step = last(&container, &options).step;
        assert_eq!(value(&step, "container"), Some("lxc"));
        assert_eq!(value(&step, "TERM"), Some("xterm"));
        assert_eq!(value(&step, "LANG"), Some("C"));
        assert_eq!(value(&step, "HOME"), Some("/root"));
    }

    #[test]
    fn a_variable_that_is_not_set_cannot_be_inherited() {
        let mut container = container();
        container.environment = vec![given(Environment::Inherit("NOPE".to_owned()), 2)];
        assert_eq!(problems(&container, &hybrid())[0].code, "unset-variable");
    }

    #[test]
    fn probes_run_right_before_the_program() {
        let options = StartOptions {
            probes: vec![(Probe::Kvm, WHY_COMMAND)],
            ..StartOptions::default()
        };
        let steps = start_with(&container(), &hybrid(), &options).unwrap().steps;
        assert_eq!(steps[steps.len() - 2].step, Step::Probe(Probe::Kvm));
    }

    #[test]
    fn an_empty_command_is_refused() {
        let mut container = container();
        container.init.command = Some(given(Vec::new(), 1));
        assert_eq!(problems(&container, &hybrid())[0].code, "no-command");
    }
}
