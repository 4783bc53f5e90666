//! The root: there, entered, owned by the right ids, with room, and with a first program in it.

use std::path::Path;

use rustix::fs::FileType;
use transom_model::{Given, IdKind, InsideId, Root, RootSource};

use super::super::{DoctorCheck, storage};
use super::Needs;
use super::below::{Below, closed_folder};

/// Parts of a root whose owner is its root user on every distribution.
const ROOTS_OWN: [&str; 8] = ["/", "/etc", "/etc/passwd", "/usr", "/usr/bin", "/bin", "/sbin", "/var"];

/// Checks it.
pub fn checks(needs: &Needs<'_>) -> Vec<DoctorCheck> {
    // No root at all, and roots that only their manager can attach, are what the plan says.
    let Some(root) = &needs.container.root else {
        return Vec::new();
    };
    match &root.value.source {
        RootSource::Directory(path) => folder(needs, root, path),
        RootSource::Host => vec![DoctorCheck::pass(
            "root.source",
            "the embedded root, made from this machine's /usr",
        )],
        RootSource::Tar(path) if path.is_file() => {
            vec![DoctorCheck::pass("root.source", format!("the archive {}", path.display())).at(needs.place(&root.origin))]
        }
        _ => Vec::new(),
    }
}

fn folder(needs: &Needs<'_>, root: &Given<Root>, path: &Path) -> Vec<DoctorCheck> {
    let place = needs.place(&root.origin);
    let shown = path.display();
    let Some(below) = Below::open(path) else {
        let why = match std::fs::metadata(path) {
            Ok(_) => format!("the root {shown} is no folder, or not for us to open"),
            Err(error) => format!("the root {shown} cannot be looked at: {error}"),
        };
        let mend = "name the folder that has `etc` and `usr` in it; `transom try` brings a root of its own";
        return vec![DoctorCheck::fail("root.source", why, mend).at(place)];
    };
    let mut checks = vec![DoctorCheck::pass("root.source", format!("the folder {shown}")).at(&*place)];
    checks.extend(way(needs, path).map(|check| check.at(&*place)));
    checks.extend(owners(needs, &below).map(|check| check.at(&*place)));
    checks.extend(init(needs, &below).map(|check| check.or_at(&place)));
    if needs.is_unprivileged() {
        checks.push(
            DoctorCheck {
                subject: "root.idmap".to_owned(),
                ..storage::shift(path)
            }
            .at(&*place),
        );
    }
    checks.extend(storage::room(path).into_iter().map(|check| {
        let subject = check.subject.replace("storage.", "root.");
        DoctorCheck { subject, ..check }.at(&*place)
    }));
    checks
}

/// LXC walks to an unprivileged container's root as its root; Transom opens it before it gives its rights up.
fn way(needs: &Needs<'_>, path: &Path) -> Option<DoctorCheck> {
    let map = &needs.container.id_map;
    let (uid, gid) = (
        map.to_host(IdKind::User, InsideId(0))?,
        map.to_host(IdKind::Group, InsideId(0))?,
    );
    let closed = closed_folder(path, uid.0, gid.0)?;
    let found = format!("{closed} does not let the container's root (host id {}) through", uid.0);
    (needs.is_unprivileged() && needs.is_for_lxc()).then(|| {
        DoctorCheck::warn("root.way", found, format!("`chmod o+x {closed}`"))
            .because("Transom opens the root before that matters; LXC fails with `failed to get real path`")
    })
}

/// Compares the owners of files that belong to root everywhere with the id map.
fn owners(needs: &Needs<'_>, below: &Below) -> Option<DoctorCheck> {
    const NAME: &str = "root.owners";
    let map = &needs.container.id_map;
    let mapped = map.to_host(IdKind::User, InsideId(0))?.0;
    let owners: Vec<(&str, u32)> = ROOTS_OWN
        .into_iter()
        .filter_map(|path| Some((path, below.stat_link(path)?.st_uid)))
        .collect();
    let (_, first) = *owners.first()?;
    if let Some((path, other)) = owners.iter().find(|(_, owner)| *owner != first) {
        let found = format!("the root belongs to user {first}, and {path} in it to user {other}: they are different users inside");
        let mend = format!("give all of it to one range again; `find ROOT -uid {other}` lists what differs");
        return Some(DoctorCheck::warn(NAME, found, mend));
    }
    Some(match first {
        0 => {
            DoctorCheck::pass(NAME, "its files belong to root, and owners are shifted for the container").because(if mapped == 0 {
                "no id map: nothing is shifted"
            } else {
                "an idmapped mount; LXC itself wants them owned by the range"
            })
        }
        owner if owner == mapped => DoctorCheck::fail(
            NAME,
            format!("its files belong to user {owner}, where the id map begins: LXC runs it so, Transom does not"),
            "for Transom, which shifts owners itself, give a copy of it to root: each owner less where the map begins",
        )
        .because("shifted twice, they are nobody's inside"),
        owner => DoctorCheck::fail(
            NAME,
            format!("its files belong to user {owner}, and the id map puts root at {mapped}"),
            format!(
                "the map was changed after the root was made: set it back to begin at {owner}, or give the files to the new range"
            ),
        )
        .because("sudo and others refuse: must be owned by uid 0"),
    })
}

/// The first program must be there.
fn init(needs: &Needs<'_>, below: &Below) -> Option<DoctorCheck> {
    const NAME: &str = "root.init";
    let given = needs.container.init.command.as_ref();
    let words = given.map_or_else(|| vec!["/sbin/init".to_owned()], |command| command.value.clone());
    let program = words.first().filter(|word| word.starts_with('/'))?;
    let mend = "is it the right folder? `transom run FILE -- /bin/sh` starts another program";
    let check = match below.stat(program) {
        None => DoctorCheck::fail(NAME, format!("there is no {program} in the root"), mend),
        Some(stat) if stat.st_mode & 0o111 == 0 || FileType::from_raw_mode(stat.st_mode).is_dir() => DoctorCheck::fail(
            NAME,
            format!("{program} in the root cannot be executed"),
            format!("`chmod +x` it; {mend}"),
        ),
        Some(_) => DoctorCheck::pass(NAME, format!("{program} is in the root")),
    };
    Some(match given {
        Some(command) => check.at(needs.place(&command.origin)),
        None => check,
    })
}
