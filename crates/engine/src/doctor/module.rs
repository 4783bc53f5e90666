//! Kernel modules: loaded or part of the kernel, on the disk, or not to be had.
//!
//! Whether something is part of the kernel shows in /sys/module only where it has settings, and in `modules.builtin` only where
//! modules are installed; the kernel's own configuration tells it too. Start with [`module_state`].

use std::io::Read;
use std::path::Path;

/// What became of a kernel module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Module {
    /// It is loaded, or part of the kernel.
    Here,
    /// It could be loaded.
    Loadable,
    /// The kernel has its list of modules, and it is not among them.
    Missing,
    /// Nothing tells.
    Unknown,
}

/// The options whose names are not those of their modules in capitals.
const OPTIONS: [(&str, &str); 26] = [
    ("binder_linux", "ANDROID_BINDER_IPC"),
    ("br_netfilter", "BRIDGE_NETFILTER"),
    ("btrfs", "BTRFS_FS"),
    ("cdc_acm", "USB_ACM"),
    ("cifs", "CIFS"),
    ("ext4", "EXT4_FS"),
    ("fuse", "FUSE_FS"),
    ("ip6_tables", "IP6_NF_IPTABLES"),
    ("ip6table_filter", "IP6_NF_FILTER"),
    ("ip6table_nat", "IP6_NF_NAT"),
    ("ip_tables", "IP_NF_IPTABLES"),
    ("iptable_filter", "IP_NF_FILTER"),
    ("iptable_mangle", "IP_NF_MANGLE"),
    ("iptable_nat", "IP_NF_NAT"),
    ("kvm_amd", "KVM_AMD"),
    ("loop", "BLK_DEV_LOOP"),
    ("nbd", "BLK_DEV_NBD"),
    ("nfs", "NFS_FS"),
    ("overlay", "OVERLAY_FS"),
    ("rbd", "BLK_DEV_RBD"),
    ("tun", "TUN"),
    ("usbserial", "USB_SERIAL"),
    ("vsock", "VSOCKETS"),
    ("xfs", "XFS_FS"),
    ("xt_conntrack", "NETFILTER_XT_MATCH_CONNTRACK"),
    ("xt_masquerade", "NETFILTER_XT_TARGET_MASQUERADE"),
];

/// Looks for a module; `-` and `_` in names are the same to the kernel.
pub fn module_state(name: &str) -> Module {
    let name = name.replace('-', "_");
    let release = rustix::system::uname().release().to_string_lossy().into_owned();
    let folder = Path::new("/lib/modules").join(&release);
    let has = |file: &str| {
        let text = std::fs::read_to_string(folder.join(file)).unwrap_or_default();
        text.lines().any(|line| is_file_of(line, &name))
    };
    if Path::new("/sys/module").join(&name).is_dir() || has("modules.builtin") {
        return Module::Here;
    }
    if folder.join("modules.dep").exists() {
        return if has("modules.dep") {
            Module::Loadable
        } else {
            Module::Missing
        };
    }
    match configuration(&release) {
        Some(text) => configured(&text, &name),
        None => Module::Unknown,
    }
}

/// Says whether a line of a module list, `kernel/net/tun.ko.zst: …`, is about this module.
fn is_file_of(line: &str, name: &str) -> bool {
    let file = line.split(':').next().unwrap_or_default();
    let stem = file
        .rsplit('/')
        .next()
        .and_then(|file| file.split(".ko").next())
        .unwrap_or_default();
    stem.replace('-', "_") == name
}

/// Reads the configuration that the running kernel was made with.
fn configuration(release: &str) -> Option<String> {
    if let Ok(text) = std::fs::read_to_string(format!("/boot/config-{release}")) {
        return Some(text);
    }
    let file = std::fs::File::open("/proc/config.gz").ok()?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).ok()?;
    Some(text)
}

/// Without installed modules, what the kernel has as a module it has not. A name that is no option may be one by another name.
fn configured(text: &str, name: &str) -> Module {
    let known = OPTIONS.iter().find(|(module, _)| *module == name);
    let option = known.map_or_else(|| name.to_uppercase(), |(_, option)| (*option).to_owned());
    let value = text.lines().find_map(|line| {
        let line = line.strip_prefix("CONFIG_").or_else(|| line.strip_prefix("# CONFIG_"))?;
        let rest = line.strip_prefix(option.as_str())?;
        matches!(rest.as_bytes().first(), Some(b'=' | b' ')).then_some(rest)
    });
    match value {
        Some("=y") => Module::Here,
        Some(_) => Module::Missing,
        None => Module::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn module_lists_name_files() {
        assert!(is_file_of("kernel/drivers/net/tun.ko.zst: kernel/x.ko", "tun"));
        assert!(is_file_of("kernel/drivers/vhost/vhost-net.ko", "vhost_net"));
        assert!(!is_file_of("kernel/drivers/net/tunnel4.ko:", "tun"));
    }

    #[test]
    fn configurations_tell_what_is_built_in() {
        let text = "CONFIG_TUN=y\nCONFIG_VHOST_NET=m\n# CONFIG_WIREGUARD is not set\nCONFIG_OVERLAY_FS=y\nCONFIG_TUNX=y\n";
        let names = ["tun", "vhost_net", "wireguard", "overlay", "nfnetlink_x"];
        let expected = [Module::Here, Module::Missing, Module::Missing, Module::Here, Module::Unknown];
        assert_eq!(names.map(|name| configured(text, name)), expected);
    }
}
