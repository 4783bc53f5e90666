//! Concepts: the words that people stumble over, each explained in a paragraph: `cgroup`, `namespace`, `device node`.
//!
//! The table has the names and the other words that people ask by; the texts are `concept-NAME` and `concept-NAME-title` in
//! `lang/*/concepts.ftl`. What lines are about stands in `subject.rs`. Start with [`concept`].

use crate::Phrasebook;

/// A word that is worth an explanation of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concept {
    /// Its name: `cgroup`.
    pub name: &'static str,
    /// Other words for it that somebody may ask by, in any language: `control group`, `控制组`.
    pub aliases: &'static [&'static str],
}

impl Concept {
    /// Returns its heading, two or three words.
    pub fn title(&self, book: &Phrasebook) -> String {
        self.text(book, "-title")
    }

    /// Returns what it is, a paragraph.
    pub fn explanation(&self, book: &Phrasebook) -> String {
        self.text(book, "")
    }

    fn text(&self, book: &Phrasebook, part: &str) -> String {
        let id = format!("concept-{}{part}", self.name);
        book.by_id(&id).unwrap_or(id)
    }

    fn is_called(&self, word: &str) -> bool {
        letters(self.name).eq(letters(word)) || self.aliases.iter().any(|alias| letters(alias).eq(letters(word)))
    }
}

/// Returns every concept, the basic ones first.
pub fn concepts() -> impl Iterator<Item = &'static Concept> {
    CONCEPTS.iter()
}

/// Finds a concept by its name or another word for it. Capitals, spaces, hyphens, slashes and an English plural make no difference.
pub fn concept(word: &str) -> Option<&'static Concept> {
    let of = |word: &str| CONCEPTS.iter().find(|concept| concept.is_called(word));
    of(word).or_else(|| of(word.strip_suffix(['s', 'S'])?))
}

/// What counts of a word when words are compared.
fn letters(word: &str) -> impl Iterator<Item = char> + '_ {
    word.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
}

const fn also(name: &'static str, aliases: &'static [&'static str]) -> Concept {
    Concept { name, aliases }
}

const CONCEPTS: &[Concept] = &[
    also("container", &["system container", "lxc container", "容器", "系统容器"]),
    also("host", &["host system", "宿主机", "主机", "宿主"]),
    also("kernel", &["linux kernel", "内核", "linux 内核"]),
    also("virtual-machine", &["vm", "guest machine", "虚拟机", "虚拟机器"]),
    also("cgroup", &["c-group", "control group", "cgroupfs", "控制组", "控制群组"]),
    also(
        "cgroup-version",
        &[
            "cgroup v1",
            "cgroup v2",
            "cgroup1",
            "cgroup2",
            "unified hierarchy",
            "cgroup 版本",
        ],
    ),
    also("namespace", &["ns", "命名空间", "名字空间", "名称空间"]),
    also("user-namespace", &["userns", "用户命名空间", "用户名字空间"]),
    also(
        "id-map",
        &[
            "idmap",
            "id mapping",
            "uid map",
            "uid mapping",
            "用户 ID 映射",
            "ID 映射",
            "UID 映射",
        ],
    ),
    also("subuid", &["subgid", "/etc/subuid", "/etc/subgid", "从属用户 ID", "从属 ID"]),
    also("nobody", &["nogroup", "65534", "overflow uid"]),
    also("idmapped-mount", &["shifted mount", "shiftfs", "ID 映射挂载"]),
    also("privileged", &["privileged container", "特权容器", "特权"]),
    also(
        "unprivileged",
        &["unprivileged container", "rootless", "非特权容器", "非特权"],
    ),
    also("capability", &["capabilities", "cap", "posix capability", "权能", "能力"]),
    also("setuid", &["suid", "set-user-id", "sudo"]),
    also("system-call", &["syscall", "系统调用"]),
    also("seccomp", &["secure computing", "seccomp-bpf", "安全计算"]),
    also(
        "lsm",
        &["linux security module", "security module", "安全模块", "linux 安全模块"],
    ),
    also("apparmor", &["app armor"]),
    also("selinux", &["se linux", "security enhanced linux"]),
    also(
        "device-node",
        &["device file", "special file", "mknod", "设备节点", "设备文件"],
    ),
    also(
        "device-number",
        &[
            "major",
            "minor",
            "major number",
            "minor number",
            "major/minor",
            "major and minor",
            "主设备号",
            "次设备号",
            "主设备号/次设备号",
            "设备号",
        ],
    ),
    also(
        "device-filter",
        &[
            "device cgroup",
            "devices cgroup",
            "device controller",
            "设备过滤器",
            "设备 cgroup",
        ],
    ),
    also("hot-plug", &["hotplugging", "热插拔"]),
    also(
        "udev",
        &["by-id", "/dev/disk/by-id", "/dev/serial/by-id", "systemd-udevd", "udev rule"],
    ),
    also(
        "kvm",
        &[
            "/dev/kvm",
            "kernel-based virtual machine",
            "hardware virtualization",
            "硬件虚拟化",
        ],
    ),
    also("tun", &["tap", "tun/tap", "/dev/net/tun", "tun device", "tap device"]),
    also(
        "fuse",
        &["/dev/fuse", "filesystem in userspace", "用户态文件系统", "用户空间文件系统"],
    ),
    also(
        "loop-device",
        &["loop", "/dev/loop", "loopback device", "回环设备", "循环设备"],
    ),
    also(
        "terminal",
        &["tty", "pty", "pts", "pseudo terminal", "console", "终端", "伪终端", "控制台"],
    ),
    also("mount", &["mounting", "mount point", "挂载", "挂载点"]),
    also("bind-mount", &["bind", "绑定挂载"]),
    also("root-file-system", &["rootfs", "root filesystem", "pivot_root", "根文件系统"]),
    also(
        "overlay",
        &["overlayfs", "overlay filesystem", "叠加文件系统", "联合文件系统"],
    ),
    also("tmpfs", &["ram disk", "内存文件系统"]),
    also(
        "volume",
        &["storage volume", "storage pool", "pool", "卷", "存储卷", "存储池"],
    ),
    also("snapshot", &["快照"]),
    also("proc", &["/proc", "procfs"]),
    also("sys", &["/sys", "sysfs"]),
    also("sysctl", &["kernel parameter", "kernel setting", "/proc/sys", "内核参数"]),
    also("veth", &["virtual ethernet", "veth pair", "虚拟网线", "虚拟以太网"]),
    also(
        "bridge",
        &["network bridge", "virtual switch", "vmbr0", "lxcbr0", "网桥", "桥接"],
    ),
    also("macvlan", &["ipvlan"]),
    also("vlan", &["virtual lan", "802.1q", "虚拟局域网"]),
    also(
        "init",
        &["pid 1", "first process", "systemd", "第一个进程", "1 号进程", "初始化进程"],
    ),
    also(
        "kernel-module",
        &["module", "kmod", "modprobe", "driver", "内核模块", "驱动", "驱动程序"],
    ),
    also("hook", &["hook script", "hookscript", "钩子", "钩子脚本"]),
    also("template", &["linked clone", "clone", "模板", "克隆", "链接克隆"]),
    also("profile", &["lxd profile", "incus profile", "配置文件模板", "配置集"]),
    also("nesting", &["nested container", "docker in lxc", "嵌套", "容器嵌套"]),
    also("oci-bundle", &["oci", "bundle", "OCI 包", "OCI 捆绑包"]),
    also("swap", &["swap space", "交换空间", "交换分区"]),
    also("oom-killer", &["oom", "out of memory", "内存不足", "OOM 杀手"]),
    also("cpu-quota", &["cfs quota", "cpu.max", "cpu limit", "CPU 配额"]),
    also("cpu-weight", &["cpu shares", "cpu.weight", "CPU 权重", "CPU 份额"]),
    also("cpuset", &["cpu set", "cpu pinning", "cpu affinity", "CPU 绑定"]),
    also("numa", &["numa node", "NUMA 节点"]),
    also("rlimit", &["ulimit", "resource limit", "prlimit", "进程资源限制", "资源限制"]),
];
