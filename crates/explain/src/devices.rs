//! What device numbers mean: the numbers that configurations name, with the node, the driver and what it gives.
//!
//! Facts are from the kernel's `Documentation/admin-guide/devices.txt`; where that is out of date, from `/proc/devices` of
//! current kernels. Numbers that a driver gets when it loads are not here: they name another device after the next boot.

use transom_model::{DeviceKind, DeviceNumber};

use DeviceKind::{Block, Char};

/// Which minor numbers of a major an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Minor {
    /// This one.
    Is(u32),
    /// From the first to the last.
    Range(u32, u32),
    /// All of them.
    Any,
}

impl Minor {
    fn covers(self, minor: u32) -> bool {
        match self {
            Self::Is(wanted) => wanted == minor,
            Self::Range(first, last) => (first..=last).contains(&minor),
            Self::Any => true,
        }
    }
}

/// A device number that means the same on every Linux host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownDevice {
    /// Character or block.
    pub kind: DeviceKind,
    /// The driver's number.
    pub major: u32,
    /// Which of its devices.
    pub minor: Minor,
    /// The usual node, `/dev/kvm`; with `N` where the minor counts.
    pub node: &'static str,
    /// A short name: `KVM`.
    pub name: &'static str,
    /// What it gives, a few words that go after "is" or "for": `hardware virtualization, which QEMU uses …`.
    pub gives: &'static str,
    /// What it risks, a few words; empty when nothing is to be said.
    pub risk: &'static str,
}

const fn entry(
    at: (DeviceKind, u32, Minor),
    node: &'static str,
    name: &'static str,
    gives: &'static str,
    risk: &'static str,
) -> KnownDevice {
    let (kind, major, minor) = at;
    KnownDevice {
        kind,
        major,
        minor,
        node,
        name,
        gives,
        risk,
    }
}

use Minor::{Any, Is, Range};

/// Devices by number; the first entry that covers a number counts.
#[rustfmt::skip]
const DEVICES: &[KnownDevice] = &[
    entry((Char, 1, Is(1)), "/dev/mem", "physical memory", "all of the host's physical memory", "whoever opens it controls the host"),
    entry((Char, 1, Is(3)), "/dev/null", "null", "the empty file that swallows what is written", ""),
    entry((Char, 1, Is(4)), "/dev/port", "I/O ports", "the host's raw I/O ports", "whoever opens it controls the host"),
    entry((Char, 1, Is(5)), "/dev/zero", "zero", "an endless supply of zero bytes", ""),
    entry((Char, 1, Is(7)), "/dev/full", "full", "a file that is always full, for tests", ""),
    entry((Char, 1, Is(8)), "/dev/random", "random", "the kernel's random numbers", ""),
    entry((Char, 1, Is(9)), "/dev/urandom", "urandom", "the kernel's random numbers", ""),
    entry((Char, 1, Is(11)), "/dev/kmsg", "kernel log", "the kernel's log", "shows the whole host's kernel log, and can write to it"),
    entry((Char, 4, Range(0, 63)), "/dev/ttyN", "virtual consoles", "the host's text consoles", "can read what is typed on the host's console"),
    entry((Char, 4, Any), "/dev/ttySN", "serial ports", "built-in serial ports", "may be the host's own serial console"),
    entry((Char, 5, Is(0)), "/dev/tty", "own terminal", "the terminal of the process that opens it", ""),
    entry((Char, 5, Is(1)), "/dev/console", "console", "the system console", ""),
    entry((Char, 5, Is(2)), "/dev/ptmx", "pseudo terminals", "new pseudo terminals", ""),
    entry((Char, 7, Any), "/dev/vcsN", "text screens", "the content of the host's text consoles", "can read and write the host's screens"),
    entry((Block, 7, Any), "/dev/loopN", "loop devices", "files used as disks", "loop devices belong to the whole host: a container sees the others' too"),
    entry((Block, 8, Any), "/dev/sdN", "SCSI and SATA disks", "whole disks of the host", "raw access to a disk is access to everything on it"),
    entry((Block, 9, Any), "/dev/mdN", "RAID arrays", "the host's software RAID", "raw access to a disk is access to everything on it"),
    entry((Char, 9, Any), "/dev/stN", "tape drives", "tape drives", ""),
    entry((Char, 10, Is(130)), "/dev/watchdog", "watchdog", "the hardware watchdog", "can reset the host"),
    entry((Char, 10, Is(135)), "/dev/rtc", "clock", "the hardware clock", "can set the host's clock"),
    entry((Char, 10, Is(137)), "/dev/vhci", "virtual Bluetooth", "virtual Bluetooth controllers", ""),
    entry((Char, 10, Is(144)), "/dev/nvram", "firmware settings", "the firmware's settings memory", "can change the firmware's settings"),
    entry((Char, 10, Is(183)), "/dev/hwrng", "hardware random numbers", "the hardware's random numbers", ""),
    entry((Char, 10, Is(184)), "/dev/cpu/microcode", "CPU microcode", "loading CPU microcode", "whoever opens it controls the host"),
    entry((Char, 10, Is(196)), "/dev/vfio/vfio", "VFIO", "handing devices to virtual machines; of no use without a group node", "with a group node it gives direct memory access"),
    entry((Char, 10, Is(200)), "/dev/net/tun", "TUN/TAP", "virtual network interfaces made by programs, as QEMU, OpenVPN and Tailscale make them", ""),
    entry((Char, 10, Is(203)), "/dev/cuse", "CUSE", "character devices served by programs", ""),
    entry((Char, 10, Is(223)), "/dev/uinput", "virtual input", "keyboards and mice played by programs", "what it types arrives at the host's own seat"),
    entry((Char, 10, Is(224)), "/dev/tpm0", "TPM", "the host's trusted platform module", "works with the host's keys"),
    entry((Char, 10, Is(228)), "/dev/hpet", "timer", "a hardware timer; of no use today", ""),
    entry((Char, 10, Is(229)), "/dev/fuse", "FUSE", "file systems served by programs, such as sshfs or rclone", ""),
    entry((Char, 10, Is(231)), "/dev/snapshot", "hibernation", "the image of the host's memory for hibernation", "whoever opens it controls the host"),
    entry((Char, 10, Is(232)), "/dev/kvm", "KVM", "the CPU's hardware virtualization, which QEMU uses to run virtual machines at full speed", ""),
    entry((Char, 10, Is(234)), "/dev/btrfs-control", "btrfs", "btrfs's list of disks", ""),
    entry((Char, 10, Is(235)), "/dev/autofs", "autofs", "mounting on demand", ""),
    entry((Char, 10, Is(236)), "/dev/mapper/control", "device mapper", "new block devices over any disk of the host", "whoever opens it controls the host's disks"),
    entry((Char, 10, Is(237)), "/dev/loop-control", "loop control", "new loop devices, which use files as disks", "loop devices belong to the whole host"),
    entry((Char, 10, Is(238)), "/dev/vhost-net", "vhost-net", "faster network for virtual machines, done in the kernel", ""),
    entry((Char, 10, Is(239)), "/dev/uhid", "virtual HID", "input devices played by programs", "its devices appear on the host"),
    entry((Char, 10, Is(241)), "/dev/vhost-vsock", "vhost-vsock", "sockets between a host and its virtual machines", ""),
    entry((Char, 10, Is(242)), "/dev/rfkill", "radio switch", "switching radios off and on", ""),
    entry((Char, 10, Is(249)), "/dev/zfs", "ZFS", "commands to the ZFS file system", "reaches the host's pools"),
    entry((Block, 11, Any), "/dev/srN", "optical drives", "CD and DVD drives", ""),
    entry((Char, 13, Any), "/dev/input/*", "input devices", "keyboards, mice and game pads of the host", "can read what is typed on the host"),
    entry((Char, 14, Any), "/dev/dsp", "sound (OSS)", "sound by the old interface", ""),
    entry((Char, 21, Any), "/dev/sgN", "SCSI commands", "raw SCSI commands to drives", "reaches disks too"),
    entry((Char, 29, Any), "/dev/fbN", "frame buffers", "the host's screen as memory", "can read the host's screen"),
    entry((Block, 43, Any), "/dev/nbdN", "network block devices", "disks over the network", "they belong to the whole host"),
    entry((Char, 81, Any), "/dev/videoN", "video (V4L2)", "cameras, TV cards and video codecs", "a camera sees the room"),
    entry((Char, 89, Any), "/dev/i2c-N", "I2C buses", "chips on the board", "can change firmware on a PC"),
    entry((Char, 90, Any), "/dev/mtdN", "flash chips", "raw flash memory", "can change the firmware"),
    entry((Char, 99, Any), "/dev/parportN", "parallel ports", "raw parallel ports", ""),
    entry((Char, 108, Is(0)), "/dev/ppp", "PPP", "dial-up and DSL connections", ""),
    entry((Char, 116, Any), "/dev/snd/*", "sound (ALSA)", "sound cards", "includes the microphone"),
    entry((Char, 136, Any), "/dev/pts/N", "pseudo terminals", "terminals of shells", ""),
    entry((Char, 153, Any), "/dev/spidevN", "SPI buses", "chips on the board", ""),
    entry((Char, 166, Any), "/dev/ttyACMN", "USB modems and serial sticks (ttyACM)", "USB modems and Zigbee or Z-Wave sticks", ""),
    entry((Block, 179, Any), "/dev/mmcblkN", "SD cards", "SD cards and built-in flash", "raw access to a disk is access to everything on it"),
    entry((Char, 180, Range(96, 111)), "/dev/usb/hiddevN", "USB HID", "USB input devices", ""),
    entry((Char, 180, Any), "/dev/usb/lpN", "USB printers", "USB printers and other classes", ""),
    entry((Char, 188, Any), "/dev/ttyUSBN", "USB serial adapters (ttyUSB)", "USB serial adapters, such as Zigbee sticks and meters", ""),
    entry((Char, 189, Any), "/dev/bus/usb/*/*", "raw USB", "USB devices at the level of their bus; the number changes when one is plugged again", "with a wildcard: every USB device, keyboards and disks too"),
    entry((Char, 195, Is(254)), "/dev/nvidia-modeset", "NVIDIA mode setting", "the display part of NVIDIA's driver", ""),
    entry((Char, 195, Is(255)), "/dev/nvidiactl", "NVIDIA control", "the control node of NVIDIA's driver", ""),
    entry((Char, 195, Any), "/dev/nvidiaN", "NVIDIA graphics cards", "NVIDIA graphics cards, for computing and video", ""),
    entry((Char, 202, Any), "/dev/cpu/N/msr", "CPU registers", "model-specific registers of the CPUs", "whoever opens it controls the host"),
    entry((Block, 202, Any), "/dev/xvdN", "Xen disks", "disks of a Xen guest", "raw access to a disk is access to everything on it"),
    entry((Char, 203, Any), "/dev/cpu/N/cpuid", "CPUID", "what the CPUs can do", ""),
    entry((Char, 212, Any), "/dev/dvb/*", "TV tuners (DVB)", "digital TV tuners", ""),
    entry((Char, 216, Any), "/dev/rfcommN", "Bluetooth serial", "serial lines over Bluetooth", ""),
    entry((Char, 226, Range(0, 63)), "/dev/dri/cardN", "graphics card (DRM)", "a graphics card with its displays", "controls the host's display"),
    entry((Char, 226, Range(128, 191)), "/dev/dri/renderDN", "render node (DRM)", "computing and video on a graphics card, without its display", ""),
    entry((Char, 226, Any), "/dev/dri/*", "graphics cards (DRM)", "graphics cards", "cards, unlike render nodes, control the host's display"),
    entry((Char, 231, Any), "/dev/infiniband/*", "InfiniBand", "remote memory access over the network", ""),
    entry((Block, 259, Any), "/dev/nvmeN", "NVMe disks and partitions", "whole disks of the host", "raw access to a disk is access to everything on it"),
];

/// Majors with more than one device behind them, in words.
const MAJORS: &[(DeviceKind, u32, &str)] = &[
    (Char, 1, "the kernel's memory devices, /dev/null and the like"),
    (Char, 4, "consoles and serial ports"),
    (Char, 5, "terminals"),
    (Char, 10, "the kernel's \"misc\" devices, small drivers that share one major"),
    (Char, 180, "USB printers and other classes"),
    (Char, 195, "NVIDIA graphics cards"),
    (Char, 226, "graphics cards (DRM)"),
];

/// Returns what a device number means, if it means the same on every host.
pub fn describe_device(kind: DeviceKind, number: DeviceNumber) -> Option<&'static KnownDevice> {
    DEVICES
        .iter()
        .find(|device| device.kind == kind && device.major == number.major && device.minor.covers(number.minor))
}

/// Returns what all devices of a major are, in a few words.
pub fn describe_major(kind: DeviceKind, major: u32) -> Option<&'static str> {
    let named = MAJORS
        .iter()
        .find(|(of, number, _)| *of == kind && *number == major)
        .map(|(.., words)| *words);
    named.or_else(|| {
        let any = |device: &&KnownDevice| device.kind == kind && device.major == major && device.minor == Any;
        DEVICES.iter().find(any).map(|device| device.name)
    })
}

/// Returns the known device whose usual node is this path.
pub(crate) fn device_at(path: &str) -> Option<&'static KnownDevice> {
    let number_free = |name: &str| {
        path.strip_prefix(name)
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    let fits = |device: &&KnownDevice| match (device.node.strip_suffix('N'), device.node.strip_suffix("/*")) {
        (Some(stem), _) => number_free(stem),
        (None, Some(folder)) => path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')),
        (None, None) => device.node == path,
    };
    DEVICES.iter().find(fits)
}

/// Returns the number of a node where its name alone gives it: the fixed ones, and those that carry their minor in the name.
pub fn number_of(path: &str) -> Option<(DeviceKind, DeviceNumber)> {
    let known = device_at(path)?;
    let index = || {
        let stem = known.node.strip_suffix('N')?;
        path.strip_prefix(stem)?.parse::<u32>().ok()
    };
    let minor = match known.minor {
        Is(minor) => minor,
        // The kernel counts these from 64 and 96 on.
        _ if known.node == "/dev/ttySN" => index()?.checked_add(64)?,
        _ if known.node == "/dev/usb/hiddevN" => index()?.checked_add(96)?,
        _ if COUNTED.contains(&known.node) => index()?,
        _ => return None,
    };
    let number = DeviceNumber {
        major: known.major,
        minor,
    };
    Some((known.kind, number))
}

/// Nodes whose number in the name is the minor.
const COUNTED: [&str; 10] = [
    "/dev/ttyN",
    "/dev/loopN",
    "/dev/mdN",
    "/dev/srN",
    "/dev/sgN",
    "/dev/i2c-N",
    "/dev/ttyACMN",
    "/dev/ttyUSBN",
    "/dev/nvidiaN",
    "/dev/dri/renderDN",
];

/// Says whether a major is one the kernel hands out when a driver loads, so that it is different on other hosts.
pub(crate) fn is_dynamic_major(kind: DeviceKind, major: u32) -> bool {
    match kind {
        Char => (234..=254).contains(&major) || (384..=511).contains(&major),
        Block => (240..=254).contains(&major),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(kind: DeviceKind, major: u32, minor: u32) -> Option<&'static str> {
        describe_device(kind, DeviceNumber { major, minor }).map(|device| device.node)
    }

    #[test]
    fn numbers_are_named() {
        assert_eq!(node(Char, 10, 232), Some("/dev/kvm"));
        assert_eq!(node(Char, 10, 200), Some("/dev/net/tun"));
        assert_eq!(node(Char, 226, 0), Some("/dev/dri/cardN"));
        assert_eq!(node(Char, 226, 128), Some("/dev/dri/renderDN"));
        assert_eq!(node(Char, 4, 64), Some("/dev/ttySN"));
        assert_eq!(node(Block, 7, 3), Some("/dev/loopN"));
        assert_eq!(node(Char, 10, 77), None);
    }

    #[test]
    fn no_entry_is_hidden_by_one_before_it() {
        for (at, device) in DEVICES.iter().enumerate() {
            let minor = match device.minor {
                Is(minor) => minor,
                Range(_, last) => last,
                Any => 4_000_000,
            };
            let found = describe_device(
                device.kind,
                DeviceNumber {
                    major: device.major,
                    minor,
                },
            );
            assert_eq!(found, DEVICES.get(at), "{} is hidden", device.node);
        }
    }

    #[test]
    fn nodes_are_found_by_path() {
        assert_eq!(device_at("/dev/kvm").map(|device| device.name), Some("KVM"));
        assert_eq!(device_at("/dev/ttyUSB0").map(|device| device.major), Some(188));
        assert_eq!(device_at("/dev/snd/pcmC0D0p").map(|device| device.major), Some(116));
        assert_eq!(device_at("/dev/kvmx"), None);
    }

    #[test]
    fn numbers_are_read_off_names() {
        let number = |path| number_of(path).map(|(_, number)| number.to_string());
        assert_eq!(number("/dev/dri/renderD128").as_deref(), Some("226:128"));
        assert_eq!(number("/dev/ttyS1").as_deref(), Some("4:65"));
        assert_eq!(number("/dev/net/tun").as_deref(), Some("10:200"));
        // The minors of disks and cameras do not follow their names everywhere.
        assert_eq!((number("/dev/sda"), number("/dev/video0")), (None, None));
    }

    #[test]
    fn majors_are_named() {
        assert!(describe_major(Char, 10).is_some_and(|words| words.contains("misc")));
        assert_eq!(describe_major(Char, 188), Some("USB serial adapters (ttyUSB)"));
        assert_eq!(describe_major(Char, 77), None);
    }
}
