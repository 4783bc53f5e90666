//! The table of devices: one entry a class, and the first that covers a number or path counts.
//!
//! Facts are from the kernel's `Documentation/admin-guide/devices.txt`; where that is out of date, from `/proc/devices` and the drivers of
//! current kernels. A new entry: a line here, and its texts in `lang/en/devices.ftl` and `lang/zh/devices.ftl`; tests fail until all is there.

use transom_model::DeviceKind;

use super::Minor::{Any, Is, Range};
use super::{KnownDevice, Minor, Numbering, Stakes, Texts};
use crate::risk::Level;
use DeviceKind::{Block, Char};
use Level::{Critical, High, Low, Medium};

const HARMLESS: Level = Level::None;

/// Makes an entry: key, kind, numbering, node, and what is at stake with real root and with a mapped one.
macro_rules! device {
    ($key:literal, $kind:ident, $numbering:expr, $node:literal, $real:ident, $mapped:ident) => {
        KnownDevice {
            key: $key,
            kind: $kind,
            numbering: $numbering,
            node: $node,
            stakes: Stakes {
                real: $real,
                mapped: $mapped,
            },
            group: None,
            companions: &[],
            stable_names: None,
            is_steady: true,
            is_reserved: matches!($numbering, Numbering::Fixed { .. }),
            counts_from: None,
            paths: &[],
            is_warned: false,
            has_mistake: false,
            texts: Texts {
                name: concat!("device-", $key),
                grants: concat!("device-", $key, "-grants"),
                risk: concat!("device-", $key, "-risk"),
                mistake: concat!("device-", $key, "-mistake"),
            },
        }
    };
}

const fn fixed(majors: &'static [(u32, u32)], minor: Minor) -> Numbering {
    Numbering::Fixed {
        majors,
        minor,
        misc: None,
    }
}

/// A fixed minor of major 10, and the driver's name in /proc/misc.
const fn fixed_misc(minor: u32, name: &'static str) -> Numbering {
    Numbering::Fixed {
        majors: &[(10, 10)],
        minor: Is(minor),
        misc: Some(name),
    }
}

const fn driver(name: &'static str, minor: Minor) -> Numbering {
    Numbering::Driver { name, minor }
}

const fn misc(name: &'static str) -> Numbering {
    Numbering::Misc { name }
}

impl KnownDevice {
    const fn group(mut self, group: &'static str) -> Self {
        self.group = Some(group);
        self
    }

    const fn with(mut self, companions: &'static [&'static str]) -> Self {
        self.companions = companions;
        self
    }

    const fn at(mut self, paths: &'static [&'static str]) -> Self {
        self.paths = paths;
        self
    }

    const fn counted(mut self, from: u32) -> Self {
        self.counts_from = Some(from);
        self
    }

    const fn named_in(mut self, folder: &'static str) -> Self {
        self.stable_names = Some(folder);
        self
    }

    const fn shifting(mut self) -> Self {
        self.is_steady = false;
        self
    }

    const fn warned(mut self) -> Self {
        self.is_warned = true;
        self
    }

    const fn unreserved(mut self) -> Self {
        self.is_reserved = false;
        self
    }

    const fn mistaken(mut self) -> Self {
        self.has_mistake = true;
        self
    }
}

#[rustfmt::skip]
pub(super) const DEVICES: &[KnownDevice] = &[
    device!("mem", Char, fixed(&[(1, 1)], Is(1)), "/dev/mem", Critical, HARMLESS).group("kmem").warned().mistaken(),
    device!("null", Char, fixed(&[(1, 1)], Is(3)), "/dev/null", HARMLESS, HARMLESS).mistaken(),
    device!("port", Char, fixed(&[(1, 1)], Is(4)), "/dev/port", Critical, HARMLESS).group("kmem").warned(),
    device!("zero", Char, fixed(&[(1, 1)], Is(5)), "/dev/zero", HARMLESS, HARMLESS),
    device!("full", Char, fixed(&[(1, 1)], Is(7)), "/dev/full", HARMLESS, HARMLESS),
    device!("random", Char, fixed(&[(1, 1)], Is(8)), "/dev/random", HARMLESS, HARMLESS),
    device!("urandom", Char, fixed(&[(1, 1)], Is(9)), "/dev/urandom", HARMLESS, HARMLESS),
    device!("kmsg", Char, fixed(&[(1, 1)], Is(11)), "/dev/kmsg", Medium, Medium).warned().mistaken(),
    device!("tty-console", Char, fixed(&[(4, 4)], Range(0, 63)), "/dev/ttyN", High, High).group("tty").counted(0).warned().mistaken(),
    device!("tty-serial", Char, fixed(&[(4, 4)], Any), "/dev/ttySN", Medium, Medium).group("dialout").counted(64).warned().mistaken(),
    device!("tty", Char, fixed(&[(5, 5)], Is(0)), "/dev/tty", HARMLESS, HARMLESS).group("tty"),
    device!("console", Char, fixed(&[(5, 5)], Is(1)), "/dev/console", Medium, Medium).group("tty").mistaken(),
    device!("ptmx", Char, fixed(&[(5, 5)], Is(2)), "/dev/ptmx", HARMLESS, HARMLESS).group("tty"),
    device!("lp", Char, fixed(&[(6, 6)], Any), "/dev/lpN", Low, Low).group("lp").counted(0),
    device!("vcs", Char, fixed(&[(7, 7)], Any), "/dev/vcsN", High, High).group("tty").at(&["/dev/vcs", "/dev/vcs#", "/dev/vcsa", "/dev/vcsa#", "/dev/vcsu", "/dev/vcsu#"]).warned(),
    device!("ram", Block, fixed(&[(1, 1)], Any), "/dev/ramN", Low, Low).group("disk").counted(0),
    device!("floppy", Block, fixed(&[(2, 2)], Any), "/dev/fdN", Low, Low).group("floppy"),
    device!("loop", Block, fixed(&[(7, 7)], Any), "/dev/loopN", High, High).group("disk").with(&["loop-control"]).at(&["/dev/loop#", "/dev/loop#p#"]).counted(0).warned().mistaken(),
    device!("sd", Block, fixed(&[(8, 8), (65, 71), (128, 135)], Any), "/dev/sdN", Critical, Critical).group("disk").at(&["/dev/sd@", "/dev/sd@#"]).named_in("/dev/disk/by-id").shifting().warned().mistaken(),
    device!("md", Block, fixed(&[(9, 9)], Any), "/dev/mdN", Critical, Critical).group("disk").at(&["/dev/md#", "/dev/md#p#"]).counted(0).named_in("/dev/disk/by-id").warned(),
    device!("tape", Char, fixed(&[(9, 9)], Any), "/dev/stN", Medium, Medium).group("tape").with(&["sg"]).at(&["/dev/st#", "/dev/nst#"]).named_in("/dev/tape/by-id").mistaken(),
    device!("psaux", Char, fixed_misc(1, "psaux"), "/dev/psaux", High, High).group("input").warned(),
    device!("watchdog", Char, fixed_misc(130, "watchdog"), "/dev/watchdog", High, High).warned().mistaken(),
    device!("rtc-misc", Char, fixed_misc(135, "rtc"), "/dev/rtc", Medium, Low).warned().mistaken(),
    device!("vhci", Char, fixed_misc(137, "vhci"), "/dev/vhci", Medium, Medium),
    device!("nvram", Char, fixed_misc(144, "nvram"), "/dev/nvram", High, High).group("kmem").warned(),
    device!("vmmon", Char, fixed_misc(165, "vmmon"), "/dev/vmmon", High, Medium).warned(),
    device!("hwrng", Char, fixed_misc(183, "hw_random"), "/dev/hwrng", Low, Low),
    device!("microcode", Char, fixed_misc(184, "microcode"), "/dev/cpu/microcode", Critical, HARMLESS).warned(),
    device!("vfio", Char, fixed_misc(196, "vfio"), "/dev/vfio/vfio", High, High).group("kvm").with(&["vfio-group"]).warned().mistaken(),
    device!("tun", Char, fixed_misc(200, "tun"), "/dev/net/tun", Low, Low).with(&["vhost-net"]).mistaken(),
    device!("cuse", Char, fixed_misc(203, "cuse"), "/dev/cuse", High, Medium),
    device!("watchdog-old", Char, fixed(&[(10, 10)], Range(212, 215)), "/dev/watchdogs/N", High, High).warned(),
    device!("uinput", Char, fixed_misc(223, "uinput"), "/dev/uinput", High, High).with(&["input"]).at(&["/dev/uinput", "/dev/input/uinput"]).warned().mistaken(),
    device!("tpm", Char, fixed_misc(224, "tpm0"), "/dev/tpm0", High, High).group("tss").with(&["tpmrm"]).warned().mistaken(),
    device!("mcelog", Char, fixed_misc(227, "mcelog"), "/dev/mcelog", Low, Low),
    device!("hpet", Char, fixed_misc(228, "hpet"), "/dev/hpet", Low, Low).mistaken(),
    device!("fuse", Char, fixed_misc(229, "fuse"), "/dev/fuse", Low, Low).mistaken(),
    device!("snapshot", Char, fixed_misc(231, "snapshot"), "/dev/snapshot", Critical, HARMLESS).warned(),
    device!("kvm", Char, fixed_misc(232, "kvm"), "/dev/kvm", Medium, Medium).group("kvm").with(&["tun", "vhost-net"]).mistaken(),
    device!("btrfs-control", Char, fixed_misc(234, "btrfs-control"), "/dev/btrfs-control", Medium, Low).group("disk"),
    device!("autofs", Char, fixed_misc(235, "autofs"), "/dev/autofs", Medium, Low),
    device!("mapper-control", Char, fixed_misc(236, "device-mapper"), "/dev/mapper/control", Critical, Low).with(&["dm"]).warned().mistaken(),
    device!("loop-control", Char, fixed_misc(237, "loop-control"), "/dev/loop-control", High, Medium).group("disk").with(&["loop"]).warned().mistaken(),
    device!("vhost-net", Char, fixed_misc(238, "vhost-net"), "/dev/vhost-net", Medium, Medium).group("kvm").with(&["kvm", "tun"]).mistaken(),
    device!("uhid", Char, fixed_misc(239, "uhid"), "/dev/uhid", High, High).with(&["input"]).warned(),
    device!("userio", Char, fixed_misc(240, "userio"), "/dev/userio", High, High).warned(),
    device!("vhost-vsock", Char, fixed_misc(241, "vhost-vsock"), "/dev/vhost-vsock", Medium, Medium).group("kvm").with(&["kvm"]).mistaken(),
    device!("rfkill", Char, fixed_misc(242, "rfkill"), "/dev/rfkill", Medium, Medium),
    device!("zfs", Char, fixed_misc(249, "zfs"), "/dev/zfs", High, Medium).warned().unreserved().mistaken(),
    device!("sr", Block, fixed(&[(11, 11)], Any), "/dev/srN", Low, Low).group("cdrom").with(&["sg"]).at(&["/dev/sr#", "/dev/scd#", "/dev/cdrom"]).counted(0).named_in("/dev/disk/by-id").shifting().mistaken(),
    device!("input", Char, fixed(&[(13, 13)], Any), "/dev/input/*", High, High).group("input").named_in("/dev/input/by-id").shifting().warned().mistaken(),
    device!("oss", Char, fixed(&[(14, 14)], Any), "/dev/dsp", Low, Low).group("audio").at(&["/dev/dsp", "/dev/dsp#", "/dev/mixer", "/dev/audio", "/dev/sequencer"]),
    device!("sg", Char, fixed(&[(21, 21)], Any), "/dev/sgN", High, Medium).group("disk").counted(0).shifting().warned().mistaken(),
    device!("fb", Char, fixed(&[(29, 29)], Any), "/dev/fbN", Medium, Medium).group("video").counted(0).warned().mistaken(),
    device!("nbd", Block, fixed(&[(43, 43)], Any), "/dev/nbdN", High, Medium).group("disk").at(&["/dev/nbd#", "/dev/nbd#p#"]).warned(),
    device!("v4l", Char, fixed(&[(81, 81)], Any), "/dev/videoN", Medium, Medium).group("video").at(&["/dev/video#", "/dev/vbi#", "/dev/radio#", "/dev/swradio#", "/dev/v4l-subdev#"]).named_in("/dev/v4l/by-id").shifting().warned().mistaken(),
    device!("i2c", Char, fixed(&[(89, 89)], Any), "/dev/i2c-N", High, High).group("i2c").counted(0).warned().mistaken(),
    device!("mtd", Char, fixed(&[(90, 90)], Any), "/dev/mtdN", High, High).group("disk").at(&["/dev/mtd#", "/dev/mtd#ro"]).warned(),
    device!("parport", Char, fixed(&[(99, 99)], Any), "/dev/parportN", Low, Low).group("lp").counted(0),
    device!("ppp", Char, fixed(&[(108, 108)], Is(0)), "/dev/ppp", Medium, Low).group("dip").mistaken(),
    device!("snd", Char, fixed(&[(116, 116)], Any), "/dev/snd/*", Medium, Medium).group("audio").named_in("/dev/snd/by-id").shifting().warned().mistaken(),
    device!("pts", Char, fixed(&[(136, 143)], Any), "/dev/pts/N", HARMLESS, HARMLESS).group("tty"),
    device!("drbd", Block, fixed(&[(147, 147)], Any), "/dev/drbdN", Critical, Critical).group("disk").counted(0).warned(),
    device!("spi", Char, fixed(&[(153, 153)], Any), "/dev/spidevN", Medium, Medium).group("spi").at(&["/dev/spidev#.#"]),
    device!("ttyacm", Char, fixed(&[(166, 166)], Any), "/dev/ttyACMN", Low, Low).group("dialout").counted(0).named_in("/dev/serial/by-id").shifting().mistaken(),
    device!("mmc", Block, fixed(&[(179, 179)], Any), "/dev/mmcblkN", Critical, Critical).group("disk").at(&["/dev/mmcblk#", "/dev/mmcblk#p#", "/dev/mmcblk#boot#"]).named_in("/dev/disk/by-id").warned(),
    device!("hiddev", Char, fixed(&[(180, 180)], Range(96, 111)), "/dev/usb/hiddevN", Medium, Medium).counted(96),
    device!("usblp", Char, fixed(&[(180, 180)], Any), "/dev/usb/lpN", Low, Low).group("lp").shifting(),
    device!("ttyusb", Char, fixed(&[(188, 188)], Any), "/dev/ttyUSBN", Low, Low).group("dialout").counted(0).named_in("/dev/serial/by-id").shifting().mistaken(),
    device!("usb-bus", Char, fixed(&[(189, 189)], Any), "/dev/bus/usb/*/*", High, High).at(&["/dev/bus/usb", "/dev/bus/usb/*"]).shifting().warned().mistaken(),
    device!("nvidia-modeset", Char, fixed(&[(195, 195)], Is(254)), "/dev/nvidia-modeset", Medium, Medium).with(&["nvidia", "nvidiactl"]),
    device!("nvidiactl", Char, fixed(&[(195, 195)], Is(255)), "/dev/nvidiactl", Medium, Medium).with(&["nvidia", "nvidia-uvm"]),
    device!("nvidia", Char, fixed(&[(195, 195)], Any), "/dev/nvidiaN", Medium, Medium).with(&["nvidiactl", "nvidia-uvm", "nvidia-modeset"]).counted(0).mistaken(),
    device!("msr", Char, fixed(&[(202, 202)], Any), "/dev/cpu/N/msr", Critical, HARMLESS).at(&["/dev/cpu/#/msr"]).warned(),
    device!("xvd", Block, fixed(&[(202, 202)], Any), "/dev/xvdN", Critical, Critical).group("disk").at(&["/dev/xvd@", "/dev/xvd@#"]).warned(),
    device!("cpuid", Char, fixed(&[(203, 203)], Any), "/dev/cpu/N/cpuid", HARMLESS, HARMLESS).at(&["/dev/cpu/#/cpuid"]),
    device!("tty-board", Char, fixed(&[(204, 204)], Any), "/dev/ttyAMAN", Medium, Medium).group("dialout").at(&["/dev/ttyAMA#", "/dev/ttyLP#", "/dev/ttyUL#"]),
    device!("dvb", Char, fixed(&[(212, 212)], Any), "/dev/dvb/*", Low, Low).group("video").shifting().mistaken(),
    device!("rfcomm", Char, fixed(&[(216, 216)], Any), "/dev/rfcommN", Low, Low).group("dialout").counted(0).mistaken(),
    device!("dri-card", Char, fixed(&[(226, 226)], Range(0, 63)), "/dev/dri/cardN", Medium, Medium).group("video").with(&["dri-render"]).counted(0).named_in("/dev/dri/by-path").warned().mistaken(),
    device!("dri-render", Char, fixed(&[(226, 226)], Range(128, 191)), "/dev/dri/renderDN", Low, Low).group("render").counted(0).named_in("/dev/dri/by-path").mistaken(),
    device!("dri", Char, fixed(&[(226, 226)], Any), "/dev/dri/*", Medium, Medium).group("video").with(&["dri-render"]).warned().mistaken(),
    device!("hvc", Char, fixed(&[(229, 229)], Any), "/dev/hvcN", Medium, Medium).group("tty").counted(0),
    device!("zvol", Block, fixed(&[(230, 230)], Any), "/dev/zdN", Critical, Critical).group("disk").counted(0).named_in("/dev/zvol").shifting().warned().unreserved().mistaken(),
    device!("infiniband", Char, fixed(&[(231, 231)], Any), "/dev/infiniband/*", High, High).group("rdma").mistaken(),
    device!("nvme", Block, fixed(&[(259, 259)], Any), "/dev/nvmeN", Critical, Critical).group("disk").at(&["/dev/nvme#n#", "/dev/nvme#n#p#"]).named_in("/dev/disk/by-id").shifting().warned().mistaken(),
    device!("accel", Char, fixed(&[(261, 261)], Any), "/dev/accel/accelN", Low, Low).group("render").counted(0),
    device!("kfd", Char, driver("kfd", Any), "/dev/kfd", Medium, Medium).group("render").with(&["dri-render"]).mistaken(),
    device!("nvidia-uvm", Char, driver("nvidia-uvm", Any), "/dev/nvidia-uvm", Medium, Medium).with(&["nvidia", "nvidiactl"]).at(&["/dev/nvidia-uvm", "/dev/nvidia-uvm-tools"]).mistaken(),
    device!("nvidia-caps", Char, driver("nvidia-caps", Any), "/dev/nvidia-caps/*", Medium, Medium).with(&["nvidia", "nvidiactl"]),
    device!("hidraw", Char, driver("hidraw", Any), "/dev/hidrawN", High, High).shifting().warned().mistaken(),
    device!("gpiochip", Char, driver("gpiochip", Any), "/dev/gpiochipN", Medium, Medium).group("gpio"),
    device!("vfio-group", Char, driver("vfio", Any), "/dev/vfio/N", Critical, Critical).group("kvm").with(&["vfio"]).at(&["/dev/vfio/#", "/dev/vfio/noiommu-#"]).warned().mistaken(),
    device!("rtc", Char, driver("rtc", Any), "/dev/rtcN", Medium, Low).at(&["/dev/rtc#"]).warned().mistaken(),
    device!("tpmrm", Char, driver("tpm", Range(65536, u32::MAX)), "/dev/tpmrmN", Medium, Medium).group("tss").with(&["tpm"]),
    device!("tpm-more", Char, driver("tpm", Any), "/dev/tpmN", High, High).group("tss").with(&["tpmrm"]).warned(),
    device!("watchdog-n", Char, driver("watchdog", Any), "/dev/watchdogN", High, High).warned().mistaken(),
    device!("dma-heap", Char, driver("dma_heap", Any), "/dev/dma_heap/*", Medium, Medium).group("video"),
    device!("ptp", Char, driver("ptp", Any), "/dev/ptpN", Medium, Medium).group("clock"),
    device!("pps", Char, driver("pps", Any), "/dev/ppsN", Medium, Medium),
    device!("mei", Char, driver("mei", Any), "/dev/meiN", High, High).warned(),
    device!("apex", Char, driver("apex", Any), "/dev/apex_N", Low, Low).group("apex").mistaken(),
    device!("media", Char, driver("media", Any), "/dev/mediaN", Medium, Medium).group("video").with(&["v4l"]).shifting(),
    device!("cec", Char, driver("cec", Any), "/dev/cecN", Low, Low).group("video"),
    device!("lirc", Char, driver("lirc", Any), "/dev/lircN", Low, Low).group("video"),
    device!("nvme-control", Char, driver("nvme", Any), "/dev/nvmeN", Critical, High).at(&["/dev/nvme#"]).shifting().warned(),
    device!("nvme-generic", Char, driver("nvme-generic", Any), "/dev/ngN", Critical, High).at(&["/dev/ng#n#"]).shifting().warned(),
    device!("bsg", Char, driver("bsg", Any), "/dev/bsg/*", High, Medium).shifting().warned(),
    device!("usbmon", Char, driver("usbmon", Any), "/dev/usbmonN", High, High).warned(),
    device!("ipmi", Char, driver("ipmidev", Any), "/dev/ipmiN", High, High).warned(),
    device!("uio", Char, driver("uio", Any), "/dev/uioN", Critical, Critical).warned(),
    device!("macvtap", Char, driver("macvtap", Any), "/dev/tapN", Low, Low).shifting(),
    device!("drm-aux", Char, driver("aux", Any), "/dev/drm_dp_auxN", Medium, Medium).group("video"),
    device!("iio", Char, driver("iio", Any), "/dev/iio:deviceN", Low, Low),
    device!("wwan", Char, driver("wwan_port", Any), "/dev/wwanN*", Medium, Medium).group("dialout").at(&["/dev/wwan#*"]),
    device!("dm", Block, driver("device-mapper", Any), "/dev/dm-N", Critical, Critical).group("disk").with(&["mapper-control"]).named_in("/dev/mapper").shifting().warned().mistaken(),
    device!("zram", Block, driver("zram", Any), "/dev/zramN", Critical, Critical).group("disk").warned(),
    device!("virtblk", Block, driver("virtblk", Any), "/dev/vdN", Critical, Critical).group("disk").at(&["/dev/vd@", "/dev/vd@#"]).named_in("/dev/disk/by-id").shifting().warned(),
    device!("mdp", Block, driver("mdp", Any), "/dev/md_dN", Critical, Critical).group("disk").warned(),
    device!("rbd", Block, driver("rbd", Any), "/dev/rbdN", Critical, Critical).group("disk").at(&["/dev/rbd#", "/dev/rbd#p#"]).named_in("/dev/rbd").shifting().warned(),
    device!("vsock", Char, misc("vsock"), "/dev/vsock", Low, Low),
    device!("userfaultfd", Char, misc("userfaultfd"), "/dev/userfaultfd", Medium, Medium),
    device!("udmabuf", Char, misc("udmabuf"), "/dev/udmabuf", Medium, Medium).group("kvm"),
    device!("cpu-dma-latency", Char, misc("cpu_dma_latency"), "/dev/cpu_dma_latency", Low, Low),
    device!("vga-arbiter", Char, misc("vga_arbiter"), "/dev/vga_arbiter", Medium, Medium),
    device!("binder", Char, misc("binder"), "/dev/binder", Medium, Medium).at(&["/dev/binder", "/dev/hwbinder", "/dev/vndbinder", "/dev/binderfs/*"]).mistaken(),
    device!("ntsync", Char, misc("ntsync"), "/dev/ntsync", Low, Low),
    device!("sgx", Char, misc("sgx_enclave"), "/dev/sgx_enclave", Low, Low).group("sgx").at(&["/dev/sgx_enclave", "/dev/sgx_provision"]),
    device!("ecryptfs", Char, misc("ecryptfs"), "/dev/ecryptfs", Low, Low),
];
