//! File systems by their magic numbers (linux/magic.h, and the drivers' own sources), and since when their mounts can have shifted
//! owners (mount_setattr(2), "Notes").

use std::path::Path;

use transom_model::KernelVersion;

/// A file system that has a name here.
#[derive(Debug)]
pub(super) struct FileSystem {
    magic: u64,
    pub(super) name: &'static str,
    /// The first kernel that shifts the owners of its mounts.
    idmapped_since: Option<(u32, u32)>,
}

impl FileSystem {
    pub(super) fn can_idmap(&self, kernel: KernelVersion) -> bool {
        self.idmapped_since
            .is_some_and(|(major, minor)| kernel >= KernelVersion { major, minor })
    }
}

const fn shifted(magic: u64, name: &'static str, since: (u32, u32)) -> FileSystem {
    FileSystem {
        magic,
        name,
        idmapped_since: Some(since),
    }
}

const fn fixed(magic: u64, name: &'static str) -> FileSystem {
    FileSystem {
        magic,
        name,
        idmapped_since: None,
    }
}

const KNOWN: [FileSystem; 32] = [
    shifted(0xef53, "ext4", (5, 12)),
    shifted(0x5846_5342, "xfs", (5, 12)),
    shifted(0x4d44, "vfat", (5, 12)),
    shifted(0x9123_683e, "btrfs", (5, 15)),
    shifted(0x7366_746e, "ntfs3", (5, 15)),
    shifted(0xf2f5_2010, "f2fs", (5, 18)),
    shifted(0xe0f5_e1e2, "erofs", (5, 19)),
    shifted(0x794c_7630, "overlay", (5, 19)),
    shifted(0x2fc1_2fc1, "zfs", (6, 0)),
    shifted(0x7371_7368, "squashfs", (6, 2)),
    shifted(0x0102_1994, "tmpfs", (6, 3)),
    shifted(0x00c3_6400, "ceph", (6, 7)),
    fixed(0x6969, "nfs"),
    fixed(0xff53_4d42, "cifs"),
    fixed(0xfe53_4d42, "smb"),
    fixed(0x6573_5546, "fuse"),
    fixed(0x0102_1997, "9p"),
    fixed(0x2011_bab0, "exfat"),
    fixed(0x9660, "iso9660"),
    fixed(0x1501_3346, "udf"),
    fixed(0x8584_58f6, "ramfs"),
    fixed(0x9584_58f6, "hugetlbfs"),
    fixed(0x9fa0, "proc"),
    fixed(0x6265_6572, "sysfs"),
    fixed(0x1cd1, "devpts"),
    fixed(0x6462_6720, "debugfs"),
    fixed(0x7363_6673, "securityfs"),
    fixed(0x6573_5543, "fusectl"),
    fixed(0x6165_676c, "pstore"),
    fixed(0xde5e_81e4, "efivarfs"),
    fixed(0x4249_4e4d, "binfmt_misc"),
    fixed(0x6367_7270, "cgroup2"),
];

/// Returns the file system that a path lies on, if it is one of those with a name.
pub(super) fn of(path: &Path) -> Option<&'static FileSystem> {
    let stat = rustix::fs::statfs(path).ok()?;
    // The field is a signed word on some machines; magic numbers have 32 bits.
    let magic = u64::try_from(i128::from(stat.f_type) & 0xffff_ffff).ok()?;
    KNOWN.iter().find(|known| known.magic == magic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_host_has_is_told_by_name() {
        assert_eq!(of(Path::new("/proc")).unwrap().name, "proc");
        assert!(of(Path::new("/nowhere")).is_none());
    }

    #[test]
    fn no_number_is_there_twice() {
        for (at, known) in KNOWN.iter().enumerate() {
            assert!(KNOWN[..at].iter().all(|other| other.magic != known.magic), "{}", known.name);
        }
    }
}
