//! Trials of device nodes: each opens its node and has the driver do something that only the right one can.

use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{Mode, OFlags};
use transom_sys::spawn::namespace;
use transom_sys::{fuse, ioctl, kvm, tun};

use super::child::{Ids, apart, own_root};
use super::{Outcome, because, chain};

/// Runs a virtual CPU.
pub fn kvm() -> Outcome {
    kvm::probe(Path::new("/dev/kvm"))
        .map(|proof| {
            format!(
                "opened /dev/kvm (API {}), made a VM with a vCPU and ran it to its {}",
                proof.api_version, proof.exit
            )
        })
        .map_err(|error| chain(&error))
}

/// Makes a TAP interface here.
pub fn tun() -> Outcome {
    tun::probe(Path::new("/dev/net/tun"))
        .map(|proof| format!("opened /dev/net/tun, made the TAP device {} and brought it up", proof.name))
        .map_err(|error| chain(&error))
}

/// Makes a TAP interface where nobody else sees it; ordinary users may do so in a user namespace.
pub fn tun_apart() -> Outcome {
    apart(namespace::NET, own_ids(), tun).map(|proof| format!("{proof}, in a network namespace of its own"))
}

/// Root keeps its ids, so that nodes of mode 0600 stay open to it; others become root of their own.
pub fn own_ids() -> Ids {
    if rustix::process::geteuid().is_root() {
        Ids::Same
    } else {
        Ids::Own
    }
}

/// Serves a file system, with the rights that a container's root has.
pub fn fuse() -> Outcome {
    apart(namespace::MOUNT, own_root(), || {
        fuse::probe(Path::new("/dev/fuse"))
            .map(|proof| {
                let (major, minor) = proof.version;
                format!(
                    "opened /dev/fuse, mounted a file system with a container's rights and answered the kernel (FUSE {major}.{minor})"
                )
            })
            .map_err(|error| chain(&error))
    })
}

/// Asks for features.
pub fn vhost(node: &Path) -> Outcome {
    let features = ioctl::vhost_features(open(node)?).map_err(because(&format!("ask {} for its features", node.display())))?;
    Ok(format!(
        "opened {} and asked for its features ({features:#x})",
        node.display()
    ))
}

/// Asks for the address.
pub fn vsock() -> Outcome {
    let cid =
        ioctl::vsock_local_cid(open(Path::new("/dev/vsock"))?).map_err(because("ask /dev/vsock for this machine's address"))?;
    let address = if cid == u32::MAX { "none".to_owned() } else { cid.to_string() };
    Ok(format!("opened /dev/vsock and asked for this machine's address ({address})"))
}

/// Asks for the version.
pub fn vfio() -> Outcome {
    let version = ioctl::vfio_version(open(Path::new("/dev/vfio/vfio"))?).map_err(because("ask /dev/vfio/vfio for its version"))?;
    Ok(format!("opened /dev/vfio/vfio and asked for its version ({version})"))
}

/// Asks for the driver.
pub fn drm(node: &Path) -> Outcome {
    let driver = ioctl::drm_driver(open(node)?).map_err(because(&format!("ask {} for its driver", node.display())))?;
    let (major, minor, patch) = driver.version;
    Ok(format!(
        "opened {} and asked for its driver ({} {major}.{minor}.{patch})",
        node.display(),
        driver.name
    ))
}

/// Asks for a free device; only where one is there, since the kernel would make one otherwise.
pub fn free_loop() -> Outcome {
    let control = open(Path::new("/dev/loop-control"))?;
    let devices = std::fs::read_dir("/sys/block").into_iter().flatten().flatten();
    let is_free = |entry: &std::fs::DirEntry| {
        entry.file_name().to_string_lossy().starts_with("loop") && !entry.path().join("loop/backing_file").exists()
    };
    if !devices.into_iter().any(|entry| is_free(&entry)) {
        return Ok("opened /dev/loop-control; every loop device is in use, the next mount makes one more".to_owned());
    }
    let number = ioctl::loop_free_number(control).map_err(because("ask /dev/loop-control for a free device"))?;
    Ok(format!("opened /dev/loop-control, /dev/loop{number} is free"))
}

fn open(node: &Path) -> Result<OwnedFd, String> {
    rustix::fs::open(node, OFlags::RDWR | OFlags::CLOEXEC, Mode::empty())
        .map_err(transom_sys::Errno::from)
        .map_err(because(&format!("open {}", node.display())))
}
