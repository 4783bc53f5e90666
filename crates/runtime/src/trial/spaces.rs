//! Trials of namespaces and of what is mounted and made in them.

use std::fs;
use std::os::fd::AsFd;
use std::path::Path;

use rustix::mount::{MountFlags, OpenTreeFlags, mount, open_tree};
use transom_sys::Errno;
use transom_sys::mount::{MountChange, change};
use transom_sys::netlink::{MacvlanMode, Netlink, NewLink};
use transom_sys::spawn::namespace;

use super::child::{Held, Ids, apart, is_hidden, own_root};
use super::{Outcome, because, chain};

/// A range that nobody's files belong to: below 2^31, far above what `/etc/subuid` gives.
const FOREIGN_IDS: u32 = 0x7f00_0000;

/// Makes a user namespace and becomes its root.
pub fn user_namespace() -> Outcome {
    if is_hidden() {
        return unmapped();
    }
    apart(0, Ids::Own, || {
        let uid = rustix::process::getuid().as_raw();
        match uid {
            0 => Ok("made a user namespace and became its root".to_owned()),
            other => Err(format!(
                "the map of a new user namespace has no effect: this is user {other} in it"
            )),
        }
    })
}

/// Makes a user namespace and uses the rights it gives. Some security modules let it be made and give none.
fn unmapped() -> Outcome {
    apart(namespace::MOUNT, Ids::Unmapped, || {
        make_private()?;
        Ok("made a user namespace and used the rights it gives".to_owned())
    })
}

/// Maps a whole range, and takes an id from it.
pub fn id_range() -> Outcome {
    apart(0, Ids::Range(FOREIGN_IDS), || {
        rustix::thread::set_thread_uid(rustix::process::Uid::from_raw(1000))
            .map_err(Errno::from)
            .map_err(because("become user 1000 of a mapped range"))?;
        Ok("made a user namespace with 65536 mapped ids and became one of them".to_owned())
    })
}

/// Makes a user namespace in a user namespace.
pub fn nested_user() -> Outcome {
    if is_hidden() {
        return unmapped();
    }
    apart(0, Ids::Own, || {
        apart(0, Ids::Own, || Ok("made a user namespace inside a user namespace".to_owned()))
            .map_err(|reason| format!("inside a user namespace: {reason}"))
    })
}

/// Mounts a fresh /proc. The kernel allows it only where a /proc without covered parts is in sight (mount_too_revealing).
pub fn nested_proc() -> Outcome {
    apart(namespace::MOUNT | namespace::PID, own_root(), || {
        make_private()?;
        mount(
            "proc",
            "/proc",
            "proc",
            MountFlags::NOSUID | MountFlags::NODEV,
            None::<&std::ffi::CStr>,
        )
        .map_err(Errno::from)
        .map_err(because("mount a fresh /proc with a container's rights"))?;
        match fs::read_link("/proc/self") {
            Ok(own) if own == Path::new("1") => {
                Ok("mounted a fresh /proc in a pid namespace, with a container's rights".to_owned())
            }
            Ok(own) => Err(format!("the fresh /proc shows process {} instead of 1", own.display())),
            Err(error) => Err(format!("the fresh /proc cannot be read: {error}")),
        }
    })
}

/// Mounts an overlay over two folders of a fresh tmpfs and writes through it.
pub fn overlay() -> Outcome {
    apart(namespace::MOUNT, own_root(), || {
        make_private()?;
        let none = None::<&std::ffi::CStr>;
        mount("tmpfs", "/tmp", "tmpfs", MountFlags::NOSUID | MountFlags::NODEV, none)
            .map_err(Errno::from)
            .map_err(because("mount a tmpfs with a container's rights"))?;
        for folder in ["lower", "upper", "work", "both"] {
            fs::create_dir(Path::new("/tmp").join(folder)).map_err(because("make a folder"))?;
        }
        fs::write("/tmp/lower/below", "x").map_err(because("write a file"))?;
        let options = c"lowerdir=/tmp/lower,upperdir=/tmp/upper,workdir=/tmp/work,userxattr";
        mount("overlay", "/tmp/both", "overlay", MountFlags::NODEV, Some(options))
            .map_err(Errno::from)
            .map_err(because("mount an overlay with a container's rights"))?;
        fs::remove_file("/tmp/both/below").map_err(because("remove a file of an overlay's lower folder"))?;
        Ok("mounted an overlay with a container's rights and removed a file through it".to_owned())
    })
}

/// Keeps what is mounted from now on from reaching the host's tree.
pub fn make_private() -> Result<(), String> {
    use rustix::mount::{MountPropagationFlags, mount_change};
    mount_change("/", MountPropagationFlags::PRIVATE | MountPropagationFlags::REC)
        .map_err(Errno::from)
        .map_err(because("make a mount namespace private"))
}

/// Makes a veth pair.
pub fn veth() -> Outcome {
    with_network(|netlink| {
        make_pair(netlink)?;
        Ok("made a veth pair in a network namespace of its own".to_owned())
    })
}

/// Makes a bridge, and puts one end of a pair on it.
pub fn bridge() -> Outcome {
    with_network(|netlink| {
        let error = |error| chain(&error);
        netlink.make_bridge("trbr0").map_err(error)?;
        make_pair(netlink)?;
        let (bridge, port) = (netlink.index("trbr0").map_err(error)?, netlink.index("trve0").map_err(error)?);
        netlink.set_master(port, bridge).map_err(error)?;
        let link = netlink.link("trve0").map_err(error)?;
        match link.and_then(|link| link.master) {
            Some(master) if master == bridge => {
                Ok("made a bridge and put an interface on it, in a network namespace of its own".to_owned())
            }
            _ => Err("an interface was put on a bridge and is not there".to_owned()),
        }
    })
}

/// Makes a macvlan on one end of a pair.
pub fn macvlan() -> Outcome {
    with_network(|netlink| {
        let error = |error| chain(&error);
        make_pair(netlink)?;
        let parent = netlink.index("trve0").map_err(error)?;
        netlink
            .make_macvlan(parent, MacvlanMode::Bridge, link("trmv0"))
            .map_err(error)?;
        Ok("made a macvlan in a network namespace of its own".to_owned())
    })
}

fn with_network(life: impl FnOnce(&mut Netlink) -> Outcome) -> Outcome {
    apart(namespace::NET, super::devices::own_ids(), || {
        let mut netlink = Netlink::open().map_err(|error| chain(&error))?;
        life(&mut netlink)
    })
}

fn make_pair(netlink: &mut Netlink) -> Result<(), String> {
    netlink.make_veth("trve0", None, link("trve1")).map_err(|error| chain(&error))
}

fn link(name: &str) -> NewLink<'_> {
    NewLink {
        name,
        mac: None,
        netns: None,
    }
}

/// Clones the mount of a folder, detached, and shifts its owners; nothing is attached.
pub fn try_idmap(folder: &Path) -> Outcome {
    let namespace = {
        let held = Held::new(0, Ids::Range(FOREIGN_IDS), || Ok(String::new()))?;
        let opened = fs::File::open(held.file("ns/user")).map_err(because("open a user namespace"));
        held.release()?;
        opened?
    };
    let flags = OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC;
    let tree = open_tree(rustix::fs::CWD, folder, flags)
        .map_err(Errno::from)
        .map_err(because(&format!("clone the mount of {}", folder.display())))?;
    let wish = MountChange {
        idmap: Some(namespace.as_fd()),
        ..MountChange::default()
    };
    change(&tree, &wish).map_err(|errno| match errno.raw() {
        22 => "its file system cannot be mounted with shifted owners".to_owned(),
        _ => format!("cannot shift its owners: {errno}"),
    })?;
    Ok("its owners can be shifted (idmapped mount)".to_owned())
}
