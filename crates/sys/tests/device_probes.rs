//! The probes of /dev/kvm, /dev/net/tun and /dev/fuse, and the small questions to other drivers, against the machine's own nodes, and against nodes that are wrong.
//!
//! TAP interfaces are made in a network namespace of the test's own. Each error path is a real one: a missing node, a file,
//! a node without a driver, a user without rights. Without the device or without root a test says so and returns.

#![allow(unsafe_code, clippy::unwrap_used)]

use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FileType, Mode, makedev, mknodat};
use rustix::mount::{MountFlags, MountPropagationFlags, mount, mount_change};
use rustix::thread::UnshareFlags;
use transom_sys::fuse::{self, FuseError};
use transom_sys::ioctl;
use transom_sys::kvm::{self, KvmError};
use transom_sys::netlink::Netlink;
use transom_sys::tun::{self, TunError};

const KVM: &str = "/dev/kvm";
const TUN: &str = "/dev/net/tun";

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("trt-probe-{test}-{}", std::process::id()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    /// A character device node with this number that everybody may open.
    fn node(&self, name: &str, major: u32, minor: u32) -> PathBuf {
        let path = self.0.join(name);
        mknodat(
            CWD,
            &path,
            FileType::CharacterDevice,
            Mode::from_raw_mode(0o666),
            makedev(major, minor),
        )
        .unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o666)).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

fn has_node(path: &str) -> bool {
    let is_there = Path::new(path).exists();
    if !is_there {
        eprintln!("SKIP: this machine has no {path}");
    }
    is_there && is_root()
}

fn is_root() -> bool {
    let is_root = rustix::process::geteuid().is_root();
    if !is_root {
        eprintln!("SKIP: needs root");
    }
    is_root
}

fn unshare(flags: UnshareFlags) {
    // SAFETY: none of the flags used here shares or unshares file descriptors.
    unsafe { rustix::thread::unshare_unsafe(flags) }.unwrap();
}

/// Makes the thread an ordinary user, without any capability.
fn become_nobody() {
    // SAFETY: the raw call changes the calling thread alone, which belongs to this test.
    assert_eq!(unsafe { libc::syscall(libc::SYS_setresuid, 65534, 65534, 65534) }, 0);
}

fn kvm_errno(path: &Path) -> i32 {
    kvm::probe(path)
        .unwrap_err()
        .errno()
        .expect("a step of the kernel failed")
        .raw()
}

#[test]
fn a_guest_runs_to_its_halt() {
    if !has_node(KVM) {
        return;
    }
    let before = held_kvm();
    let proof = kvm::probe(Path::new(KVM)).unwrap();
    assert_eq!(proof.api_version, 12);
    if cfg!(target_arch = "x86_64") {
        assert_eq!((proof.exit, proof.result), ("hlt", 0x2a + 0x0d));
    }
    assert_eq!(held_kvm(), before);
}

/// Counts this process's descriptors of KVM; no other test here gets as far as holding one.
fn held_kvm() -> usize {
    let targets = std::fs::read_dir("/proc/self/fd")
        .unwrap()
        .filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok());
    targets.filter(|target| target.to_string_lossy().contains("kvm")).count()
}

#[test]
fn kvm_says_which_step_failed() {
    if !is_root() {
        return;
    }
    let folder = Folder::new("kvm");
    assert_eq!(kvm_errno(&folder.0.join("nope")), libc::ENOENT);
    let file = folder.0.join("file");
    std::fs::write(&file, "").unwrap();
    assert_eq!(kvm_errno(&file), libc::ENOTTY);
    assert!(matches!(kvm::probe(&file), Err(KvmError::NotKvm { .. })));
    // /dev/null opens and knows no request; a number that no driver has does not open.
    assert_eq!(kvm_errno(&folder.node("null", 1, 3)), libc::ENOTTY);
    assert_eq!(kvm_errno(&folder.node("no-major", 4000, 0)), libc::ENXIO);
    assert_eq!(kvm_errno(&folder.node("no-minor", 10, 253)), libc::ENODEV);
    assert_eq!(kvm_errno(&folder.0), libc::EISDIR);
    let error = kvm::probe(&folder.0.join("nope")).unwrap_err();
    assert_eq!(error.to_string(), format!("cannot open {}", folder.0.join("nope").display()));
}

#[test]
fn a_mode_that_forbids_is_eacces() {
    if !is_root() {
        return;
    }
    let folder = Folder::new("mode");
    std::fs::set_permissions(&folder.0, Permissions::from_mode(0o755)).unwrap();
    let path = folder.node("shut", 1, 3);
    std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().uid(), 0);
    let asked = std::thread::spawn(move || {
        become_nobody();
        (
            kvm_errno(&path),
            tun::probe(&path).unwrap_err().errno().map(transom_sys::Errno::raw),
        )
    });
    assert_eq!(asked.join().unwrap(), (libc::EACCES, Some(libc::EACCES)));
}

#[test]
fn a_file_system_without_devices_is_eacces() {
    if !is_root() {
        return;
    }
    let folder = Folder::new("nodev");
    let at = folder.0.clone();
    // The mounts end with the thread.
    let asked = std::thread::spawn(move || {
        unshare(UnshareFlags::NEWNS);
        mount_change("/", MountPropagationFlags::PRIVATE | MountPropagationFlags::REC).unwrap();
        mount("trt", &at, "tmpfs", MountFlags::NODEV, None).unwrap();
        let folder = std::mem::ManuallyDrop::new(Folder(at));
        kvm_errno(&folder.node("null", 1, 3))
    });
    assert_eq!(asked.join().unwrap(), libc::EACCES);
}

#[test]
fn a_tap_interface_comes_up_and_goes() {
    if !has_node(TUN) {
        return;
    }
    unshare(UnshareFlags::NEWNET);
    let proof = tun::probe(Path::new(TUN)).unwrap();
    assert_eq!(proof.name, "trtap0");
    // The kernel gives the number again, because the first interface is really gone.
    assert_eq!(tun::probe(Path::new(TUN)).unwrap().name, "trtap0");
    assert_eq!(Netlink::open().unwrap().links().unwrap().len(), 1);
}

#[test]
fn tun_says_which_step_failed() {
    if !is_root() {
        return;
    }
    let folder = Folder::new("tun");
    let missing = tun::probe(&folder.0.join("nope")).unwrap_err();
    assert!(matches!(missing, TunError::Open { .. }));
    assert_eq!(missing.errno().unwrap().raw(), libc::ENOENT);
    let file = folder.0.join("file");
    std::fs::write(&file, "").unwrap();
    let wrong = tun::probe(&file).unwrap_err();
    assert!(matches!(wrong, TunError::Make { .. }));
    assert_eq!(wrong.errno().unwrap().raw(), libc::ENOTTY);
}

#[test]
fn tun_without_the_right_to_make_interfaces_is_eperm() {
    if !has_node(TUN) {
        return;
    }
    let folder = Folder::new("nobody");
    std::fs::set_permissions(&folder.0, Permissions::from_mode(0o755)).unwrap();
    let path = folder.node("tun", 10, 200);
    let asked = std::thread::spawn(move || {
        unshare(UnshareFlags::NEWNET);
        become_nobody();
        tun::probe(&path).unwrap_err()
    });
    let error = asked.join().unwrap();
    assert!(matches!(error, TunError::Make { .. }), "{error}");
    assert_eq!(error.errno().unwrap().raw(), libc::EPERM);
}

/// Runs this one test again in a process of its own below unshare(1), which a user namespace needs.
fn again_below(arguments: &[&str], test: &str) -> Option<std::process::Output> {
    let this = std::env::current_exe().unwrap();
    let mut command = std::process::Command::new("unshare");
    command
        .args(arguments)
        .arg(this)
        .args(["--exact", test, "--nocapture"])
        .env("TRT_BELOW", "1");
    match command.output() {
        Ok(output) => Some(output),
        Err(error) => {
            eprintln!("SKIP: cannot run unshare(1): {error}");
            None
        }
    }
}

#[test]
fn a_user_namespace_makes_tap_in_its_own_network_only() {
    if std::env::var_os("TRT_BELOW").is_some() {
        eprintln!(
            "below: {:?}",
            tun::probe(Path::new(TUN)).map_err(|error| error.errno().map(transom_sys::Errno::raw))
        );
        return;
    }
    if !has_node(TUN) {
        return;
    }
    let test = "a_user_namespace_makes_tap_in_its_own_network_only";
    let said = |arguments| again_below(arguments, test).map(|output| String::from_utf8_lossy(&output.stderr).into_owned());
    let Some(own) = said(&["--user", "--map-root-user", "--net"]) else {
        return;
    };
    assert!(own.contains("below: Ok(TunProof { name: \"trtap0\" })"), "{own}");
    let hosts = said(&["--user", "--map-root-user"]).unwrap();
    assert!(hosts.contains(&format!("below: Err(Some({}))", libc::EPERM)), "{hosts}");
}

#[test]
fn a_user_namespace_may_run_guests() {
    if std::env::var_os("TRT_BELOW").is_some() {
        eprintln!("below: {:?}", kvm::probe(Path::new(KVM)).map(|proof| proof.api_version));
        return;
    }
    if !has_node(KVM) {
        return;
    }
    if let Some(output) = again_below(&["--user", "--map-root-user"], "a_user_namespace_may_run_guests") {
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("below: Ok(12)"), "{said}");
    }
}

const FUSE: &str = "/dev/fuse";

#[test]
fn fuse_answers_and_leaves_no_mount() {
    if !has_node(FUSE) {
        return;
    }
    let mounts = || std::fs::read_to_string("/proc/self/mountinfo").unwrap();
    let before = mounts();
    let proof = fuse::probe(Path::new(FUSE)).unwrap();
    assert_eq!(proof.version.0, 7);
    assert_eq!(mounts(), before);
}

#[test]
fn wrong_nodes_are_no_fuse() {
    if !is_root() {
        return;
    }
    let folder = Folder::new("fuse");
    let errno = |path: &Path| match fuse::probe(path).unwrap_err() {
        FuseError::Open { errno, .. } | FuseError::Mount { errno, .. } | FuseError::Greeting { errno, .. } => errno.raw(),
        FuseError::Strange { opcode } => panic!("request {opcode}"),
    };
    assert_eq!(errno(&folder.0.join("none")), libc::ENOENT);
    // A node of something else is refused by the mount: it is no connection of FUSE's.
    assert_eq!(errno(Path::new("/dev/null")), libc::EINVAL);
    assert_eq!(errno(&folder.node("undriven", 10, 224)), libc::ENODEV);
}

#[test]
fn other_drivers_do_not_know_the_questions() {
    let null = std::fs::File::open("/dev/null").unwrap();
    let unknown = Some(libc::ENOTTY);
    assert_eq!(ioctl::drm_driver(&null).err().map(transom_sys::Errno::raw), unknown);
    assert_eq!(ioctl::vhost_features(&null).err().map(transom_sys::Errno::raw), unknown);
    assert_eq!(ioctl::vsock_local_cid(&null).err().map(transom_sys::Errno::raw), unknown);
    assert_eq!(ioctl::loop_free_number(&null).err().map(transom_sys::Errno::raw), unknown);
    assert_eq!(ioctl::vfio_version(&null).err().map(transom_sys::Errno::raw), unknown);
}
