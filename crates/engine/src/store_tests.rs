//! Creating, listing and removing, in folders of their own.

use super::*;
use crate::test_folder::TestFolder;

const GOOD: &str = "arch: amd64\nhostname: trt\nmemory: 512\nrootfs: local-lvm:vm-1-disk-0,size=1G\nunprivileged: 1\n";

fn request(folder: &TestFolder, name: &str, text: &str) -> CreateRequest {
    let file = folder.path().join("102.conf");
    std::fs::write(&file, text).unwrap();
    CreateRequest {
        name: name.into(),
        file,
        release: None,
        rootfs: Some(RootSpec::Host),
    }
}

fn host(folder: &TestFolder) -> Host {
    Host::new(Some(folder.path())).unwrap()
}

fn names_in(path: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(path).map(|entries| {
        entries
            .flatten()
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect()
    });
    entries.unwrap_or_default()
}

#[test]
fn a_definition_is_the_file_byte_for_byte() {
    let folder = TestFolder::new("store");
    let host = host(&folder);
    let text = format!("{GOOD}# ends without a newline, \r and all");
    create(&host, &request(&folder, "a", &text), &mut |_| ()).unwrap();
    assert_eq!(
        std::fs::read_to_string(host.definitions().join("a/config.pve")).unwrap(),
        text
    );
    let definition = definition(&host, "a").unwrap();
    assert_eq!(definition.facts.rootfs, Some(StoredRoot::Host));
    assert_eq!(
        definition.loaded.reading.container.root.unwrap().value.source,
        RootSource::Host
    );
    assert_eq!(list(&host).unwrap().len(), 1);
}

#[test]
fn two_containers_have_different_ids() {
    let folder = TestFolder::new("store");
    let host = host(&folder);
    let first = create(&host, &request(&folder, "a", GOOD), &mut |_| ()).unwrap().ids.unwrap();
    let second = create(&host, &request(&folder, "b", GOOD), &mut |_| ()).unwrap().ids.unwrap();
    assert!(first.abs_diff(second) >= ID_RANGE_LEN);
    let map = definition(&host, "b").unwrap().loaded.reading.container.id_map;
    assert_eq!(map.users[0].value.host, HostId(second));
}

#[test]
fn a_name_is_taken_once_and_only_good_ones_are() {
    let folder = TestFolder::new("store");
    let host = host(&folder);
    create(&host, &request(&folder, "a", GOOD), &mut |_| ()).unwrap();
    assert!(matches!(
        create(&host, &request(&folder, "a", GOOD), &mut |_| ()),
        Err(EngineError::Exists { .. })
    ));
    assert!(matches!(
        create(&host, &request(&folder, "../b", GOOD), &mut |_| ()),
        Err(EngineError::BadName { .. })
    ));
    assert_eq!(names_in(folder.path()).len(), 2, "only the file and `var`");
}

#[test]
fn nothing_is_created_from_a_bad_file_or_a_bad_root() {
    let folder = TestFolder::new("store");
    let host = host(&folder);
    let bad = request(&folder, "a", "unprivileged: 1\ndev0: /dev/../etc/x\n");
    assert!(matches!(
        create(&host, &bad, &mut |_| ()),
        Err(EngineError::Configuration { .. })
    ));
    let mut archive = request(&folder, "a", GOOD);
    archive.rootfs = Some(RootSpec::Tar(folder.path().join("missing.tar")));
    assert!(create(&host, &archive, &mut |_| ()).is_err());
    archive.rootfs = Some(RootSpec::Dir(folder.path().join("missing")));
    assert!(create(&host, &archive, &mut |_| ()).is_err());
    let left: Vec<String> = names_in(&host.definitions())
        .into_iter()
        .filter(|name| name != ".create.lock")
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn destroying_leaves_the_users_folder_alone() {
    let folder = TestFolder::new("store");
    let host = host(&folder);
    let root = folder.path().join("mine");
    std::fs::create_dir(&root).unwrap();
    std::fs::write(root.join("file"), "x").unwrap();
    let mut request = request(&folder, "a", GOOD);
    request.rootfs = Some(RootSpec::Dir(root.clone()));
    create(&host, &request, &mut |_| ()).unwrap();
    std::os::unix::fs::symlink(&root, host.definitions().join("a/link")).unwrap();
    destroy(&host, "a", false).unwrap();
    assert!(root.join("file").exists());
    assert!(!exists(&host, "a") && names_in(&host.definitions()) == [".create.lock"]);
    assert!(matches!(destroy(&host, "a", false), Err(EngineError::NoSuchContainer { .. })));
}

#[test]
fn an_interrupted_removal_is_finished_later() {
    let folder = TestFolder::new("store");
    let host = host(&folder);
    create(&host, &request(&folder, "a", GOOD), &mut |_| ()).unwrap();
    // No process has this id: the highest the kernel gives is 4194304.
    std::fs::rename(host.definitions().join("a"), host.definitions().join(".gone-a-99999999")).unwrap();
    assert!(list(&host).unwrap().is_empty());
    sweep(&host);
    assert_eq!(names_in(&host.definitions()), [".create.lock"]);
}
