//! The root file system of a start: where it comes from, whether its owners are shifted, and its place.

use std::path::Path;

use transom_model::{Given, Origin, PathKind, Phrase, PhraseArg, Root, RootSource, Words, phrase, words};

use crate::draft::{Draft, ROOT_SLOT};
use crate::{Problem, Shift, Step};

const WHY_PIVOT: Origin = Origin::Default("Transom: the root becomes the only tree there is, and the host's is let go");

/// Opens the root.
pub(crate) fn open(draft: &mut Draft<'_>) {
    let Some(root) = &draft.container.root else {
        let cause = draft
            .container
            .whole
            .clone()
            .unwrap_or(Origin::Default("Transom: a container needs a root file system"));
        let problem = Problem::new("no-root", words!("no root file system is configured"), &cause);
        draft.problem(problem.hint(words!(
            "name one with `lxc.rootfs.path = dir:PATH` or `--rootfs PATH`, or use `transom try`, which brings its own"
        )));
        return;
    };
    check(draft, root);
    let shift = shift(draft, root);
    let step = Step::OpenRoot {
        slot: ROOT_SLOT,
        source: root.value.source.clone(),
        is_read_only: root.value.is_read_only,
        shift,
    };
    draft.step(step, &root.origin);
}

fn check(draft: &mut Draft<'_>, root: &Given<Root>) {
    let problem = match &root.value.source {
        RootSource::Host => None,
        RootSource::Directory(path) => check_path(draft, path, &PathKind::Directory, &root.origin),
        RootSource::Tar(path) => check_path(draft, path, &PathKind::File, &root.origin),
        RootSource::Volume(name) => Some(unsupported(
            phrase!("volume `{name}`", name),
            words!("its storage is unknown on this host"),
            root,
        )),
        RootSource::Image { kind, path } => Some(unsupported(
            phrase!("image `{kind}:{path}`", kind, path),
            words!("images are not mounted yet"),
            root,
        )),
        RootSource::Overlay { upper, .. } => Some(unsupported(
            phrase!("overlay on `{path}`", path = upper.display().to_string()),
            words!("overlays are not mounted yet"),
            root,
        )),
    };
    if let Some(problem) = problem {
        draft.problem(problem);
    }
}

fn unsupported(what: Phrase, why: Words, root: &Given<Root>) -> Problem {
    Problem::new(
        "no-such-volume",
        phrase!("the root {what} cannot be used: {why}", what, why),
        &root.origin,
    )
    .hint(words!(
        "`transom try` runs the container with a root of its own; `--rootfs PATH` names a directory to use instead"
    ))
}

fn check_path(draft: &Draft<'_>, path: &Path, wanted: &PathKind, cause: &Origin) -> Option<Problem> {
    let shown = path.display().to_string();
    let found = draft.host.paths.get(path).map_or(&PathKind::Missing, |fact| &fact.kind);
    let hint = words!("`transom try` runs the container with a root of its own; `--rootfs PATH` names another one");
    let message = match (found, wanted) {
        (PathKind::Missing, _) => phrase!("the root {path} does not exist", path = shown),
        (PathKind::Unreadable(why), _) => phrase!("the root {path} cannot be looked at: {why}", path = shown, why),
        (found, wanted) if found == wanted => return None,
        (_, PathKind::Directory) => phrase!("the root {path} is not a directory", path = shown),
        (_, _) => phrase!("the root {path} is not a file", path = shown),
    };
    Some(Problem::new("no-root", message, cause).hint(hint))
}

fn shift(draft: &mut Draft<'_>, root: &Given<Root>) -> Shift {
    let (RootSource::Directory(path) | RootSource::Tar(path)) = &root.value.source else {
        return Shift::No;
    };
    if !draft.is_unprivileged() {
        return Shift::No;
    }
    let Some(fact) = draft.host.paths.get(path) else {
        return Shift::No;
    };
    if fact.can_idmap {
        return Shift::Container;
    }
    let unknown = || PhraseArg::from(words!("one that Transom does not know"));
    let filesystem = fact.filesystem.as_deref().map_or_else(unknown, PhraseArg::from);
    let text = phrase!(
        "owners of {path} are not shifted, its file system ({filesystem}) cannot do that: its files belong to nobody inside, unless the tree was prepared for the container's id range",
        path = path.display().to_string(),
        filesystem
    );
    draft.remark(text, &root.origin);
    Shift::No
}

/// Attaches the root.
pub(crate) fn attach(draft: &mut Draft<'_>) {
    if let Some(root) = &draft.container.root {
        draft.step(Step::AttachRoot { slot: ROOT_SLOT }, &root.origin);
    }
}

/// Makes the root the only tree there is.
pub(crate) fn pivot(draft: &mut Draft<'_>) {
    draft.step(Step::PivotRoot, &WHY_PIVOT);
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use transom_model::PathFact;

    use super::*;
    use crate::StartOptions;
    use crate::tests::{container, given, hybrid, planned, problems, start_with};

    fn with_root(source: RootSource) -> transom_model::Container {
        let mut container = container();
        container.root = Some(given(
            Root {
                source,
                is_read_only: false,
            },
            1,
        ));
        container
    }

    fn shift_of(steps: &[Step]) -> Option<Shift> {
        steps.iter().find_map(|step| match step {
            Step::OpenRoot { shift, .. } => Some(*shift),
            _ => None,
        })
    }

    #[test]
    fn owners_are_shifted_where_the_file_system_can() {
        let container = with_root(RootSource::Directory(PathBuf::from("/srv/root")));
        assert_eq!(shift_of(&planned(&container, &hybrid())), Some(Shift::Container));
        let mut host = hybrid();
        host.paths.get_mut(Path::new("/srv/root")).unwrap().can_idmap = false;
        let plan = start_with(&container, &host, &StartOptions::default()).unwrap();
        assert!(
            plan.remarks
                .iter()
                .any(|remark| remark.text.to_string().contains("belong to nobody inside"))
        );
        let steps: Vec<Step> = plan.steps.into_iter().map(|planned| planned.step).collect();
        assert_eq!(shift_of(&steps), Some(Shift::No));
    }

    #[test]
    fn the_embedded_root_is_never_shifted() {
        assert_eq!(shift_of(&planned(&container(), &hybrid())), Some(Shift::No));
    }

    #[test]
    fn a_root_that_is_not_there_is_said_with_a_way_on() {
        let cases = [
            (
                RootSource::Directory(PathBuf::from("/srv/none")),
                "the root /srv/none does not exist",
            ),
            (
                RootSource::Directory(PathBuf::from("/etc/passwd")),
                "the root /etc/passwd is not a directory",
            ),
            (
                RootSource::Tar(PathBuf::from("/srv/root")),
                "the root /srv/root is not a file",
            ),
            (
                RootSource::Volume("local-lvm:base-102-disk-0".to_owned()),
                "the root volume `local-lvm:base-102-disk-0` cannot be used: its storage is unknown on this host",
            ),
        ];
        for (source, message) in cases {
            let found = problems(&with_root(source), &hybrid());
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].message.to_string(), message);
            assert!(found[0].hint.as_ref().unwrap().to_string().contains("transom try"));
        }
    }

    #[test]
    fn no_root_at_all_is_a_problem() {
        let mut container = container();
        container.root = None;
        assert_eq!(problems(&container, &hybrid())[0].code, "no-root");
    }

    #[test]
    fn an_unreadable_root_says_why() {
        let container = with_root(RootSource::Directory(PathBuf::from("/root/x")));
        let mut host = hybrid();
        let fact = PathFact {
            kind: PathKind::Unreadable("permission denied".to_owned()),
            filesystem: None,
            can_idmap: false,
        };
        host.paths.insert(PathBuf::from("/root/x"), fact);
        assert!(
            problems(&container, &host)[0]
                .message
                .to_string()
                .ends_with("permission denied")
        );
    }
}
