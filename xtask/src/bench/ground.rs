//! The ground all contenders run on: a busybox root in a temporary folder, and each one's configuration beside it.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde_json::json;

use crate::shell;

/// A temporary folder with the root and the configurations; removed when dropped.
pub struct Ground {
    folder: PathBuf,
    /// LXC leaves cgroups of its own behind; those that were there before stay.
    lxc_cgroups: Vec<PathBuf>,
}

/// Rules of a size that system containers have: some calls refused, the rest allowed.
const SECCOMP: &str = "2
denylist
[all]
kexec_load errno 1
kexec_file_load errno 1
open_by_handle_at errno 1
init_module errno 1
finit_module errno 1
delete_module errno 1
";

impl Ground {
    /// Makes the folder, for one process at a time.
    pub fn make() -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("trt-bench-{}", std::process::id()));
        let ground = Self {
            folder,
            lxc_cgroups: lxc_cgroups(),
        };
        ground
            .fill()
            .map_err(|error| format!("cannot make {}: {error}", ground.folder.display()))?;
        Ok(ground)
    }

    /// Uses a folder that another process has made; never removes it.
    pub fn borrow(folder: &str) -> std::mem::ManuallyDrop<Self> {
        std::mem::ManuallyDrop::new(Self {
            folder: PathBuf::from(folder),
            lxc_cgroups: Vec::new(),
        })
    }

    /// Returns a path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn fill(&self) -> io::Result<()> {
        let root = self.path("root");
        for name in ["bin", "sbin", "dev", "proc", "sys", "tmp", "etc", "run", "root", "usr/lib"] {
            fs::create_dir_all(root.join(name))?;
        }
        let busybox =
            shell::find("busybox").ok_or_else(|| io::Error::other("there is no busybox; `cargo xtask setup` installs it"))?;
        fs::copy(busybox, root.join("bin/busybox"))?;
        for name in ["bin/true", "bin/sh", "sbin/init"] {
            symlink("/bin/busybox", root.join(name))?;
        }
        self.configurations(&root)?;
        // lxc-execute does not make its own folder.
        fs::create_dir_all(self.path("state-lxc"))?;
        let bundle = self.path("bundle");
        fs::create_dir_all(&bundle)?;
        fs::write(bundle.join("config.json"), bundle_config(&root).to_string())
    }

    fn configurations(&self, root: &Path) -> io::Result<()> {
        let base = format!("lxc.rootfs.path = dir:{}\n", root.display());
        let policy = self.path("seccomp.policy");
        fs::write(&policy, SECCOMP)?;
        fs::write(self.path("plain.conf"), &base)?;
        fs::write(
            self.path("idmap.conf"),
            format!("{base}lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\n"),
        )?;
        fs::write(
            self.path("seccomp.conf"),
            format!("{base}lxc.seccomp.profile = {}\n", policy.display()),
        )
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        for cgroup in lxc_cgroups().iter().filter(|cgroup| !self.lxc_cgroups.contains(cgroup)) {
            // One that is in use says so by refusing, and is not ours.
            fs::remove_dir(cgroup).ok();
        }
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("cannot remove {}: {error}", self.folder.display());
        }
    }
}

/// Lists LXC's cgroups at the top of each hierarchy.
fn lxc_cgroups() -> Vec<PathBuf> {
    let folders = |path: &Path| {
        fs::read_dir(path)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect::<Vec<_>>()
    };
    let tops = folders(Path::new("/sys/fs/cgroup"));
    let below = tops.iter().flat_map(|top| folders(top));
    let is_lxc = |path: &PathBuf| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("lxc."))
    };
    tops.iter().cloned().chain(below).filter(is_lxc).collect()
}

/// An OCI configuration with the floor's namespaces and as few mounts as the runtimes take.
fn bundle_config(root: &Path) -> serde_json::Value {
    let namespaces: Vec<_> = ["pid", "mount", "ipc", "uts", "network", "cgroup"]
        .iter()
        .map(|kind| json!({ "type": kind }))
        .collect();
    json!({
        "ociVersion": "1.0.2",
        "root": { "path": root, "readonly": false },
        "process": {
            "terminal": false,
            "user": { "uid": 0, "gid": 0 },
            "args": ["/bin/true"],
            "env": ["PATH=/bin:/sbin"],
            "cwd": "/",
        },
        "hostname": "bench",
        "mounts": [
            { "destination": "/proc", "type": "proc", "source": "proc" },
            { "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "size=500k"] },
            { "destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666"] },
        ],
        "linux": { "namespaces": namespaces },
    })
}
