//! The table of devices is complete: every device that people pass has an entry, and every entry its words in each language.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test, its own functions too")]

use transom_explain::{KnownDevice, Language, Level, Numbering, Phrasebook, describe_device, known_devices};
use transom_model::{DeviceKind, DeviceNumber};

use DeviceKind::{Block, Char};
use Level::{Critical, High, Low, Medium};

const NONE: Level = Level::None;

/// Devices with a number of their own: number, how the node begins, the least and the most that is at stake with real root.
const RESERVED: &[(DeviceKind, u32, u32, &str, Level, Level)] = &[
    (Char, 1, 1, "/dev/mem", Critical, Critical),
    (Char, 1, 3, "/dev/null", NONE, NONE),
    (Char, 1, 5, "/dev/zero", NONE, NONE),
    (Char, 1, 7, "/dev/full", NONE, NONE),
    (Char, 1, 4, "/dev/port", Critical, Critical),
    (Char, 1, 8, "/dev/random", NONE, NONE),
    (Char, 1, 9, "/dev/urandom", NONE, NONE),
    (Char, 1, 11, "/dev/kmsg", Medium, Medium),
    (Char, 4, 63, "/dev/tty", High, High),
    (Char, 4, 64, "/dev/ttyS", Low, Medium),
    (Char, 5, 0, "/dev/tty", NONE, NONE),
    (Char, 5, 1, "/dev/console", Medium, Medium),
    (Char, 5, 2, "/dev/ptmx", NONE, NONE),
    (Char, 7, 1, "/dev/vcs", High, High),
    (Block, 7, 0, "/dev/loop", High, High),
    (Block, 8, 16, "/dev/sd", Critical, Critical),
    (Block, 9, 0, "/dev/md", Critical, Critical),
    (Char, 9, 128, "/dev/st", Medium, Medium),
    (Char, 10, 130, "/dev/watchdog", High, High),
    (Char, 10, 135, "/dev/rtc", Medium, Medium),
    (Char, 10, 137, "/dev/vhci", Medium, Medium),
    (Char, 10, 144, "/dev/nvram", High, High),
    (Char, 10, 183, "/dev/hwrng", Low, Low),
    (Char, 10, 184, "/dev/cpu/microcode", Critical, Critical),
    (Char, 10, 196, "/dev/vfio/vfio", High, High),
    (Char, 10, 200, "/dev/net/tun", Low, Low),
    (Char, 10, 203, "/dev/cuse", Medium, High),
    (Char, 10, 223, "/dev/uinput", High, High),
    (Char, 10, 224, "/dev/tpm0", High, High),
    (Char, 10, 228, "/dev/hpet", Low, Low),
    (Char, 10, 229, "/dev/fuse", Low, Low),
    (Char, 10, 231, "/dev/snapshot", Critical, Critical),
    (Char, 10, 232, "/dev/kvm", Medium, Medium),
    (Char, 10, 234, "/dev/btrfs-control", Medium, Medium),
    (Char, 10, 235, "/dev/autofs", Medium, Medium),
    (Char, 10, 236, "/dev/mapper/control", Critical, Critical),
    (Char, 10, 237, "/dev/loop-control", High, High),
    (Char, 10, 238, "/dev/vhost-net", Medium, Medium),
    (Char, 10, 239, "/dev/uhid", High, High),
    (Char, 10, 241, "/dev/vhost-vsock", Medium, Medium),
    (Char, 10, 242, "/dev/rfkill", Low, Medium),
    (Char, 10, 249, "/dev/zfs", High, High),
    (Block, 11, 0, "/dev/sr", Low, Low),
    (Char, 13, 64, "/dev/input/", High, High),
    (Char, 14, 3, "/dev/dsp", Low, Low),
    (Char, 21, 0, "/dev/sg", High, High),
    (Char, 29, 0, "/dev/fb", Medium, Medium),
    (Block, 43, 0, "/dev/nbd", High, High),
    (Char, 81, 0, "/dev/video", Medium, Medium),
    (Char, 89, 1, "/dev/i2c-", Medium, High),
    (Char, 90, 0, "/dev/mtd", High, High),
    (Char, 99, 0, "/dev/parport", Low, Low),
    (Char, 108, 0, "/dev/ppp", Low, Medium),
    (Char, 116, 2, "/dev/snd/", Low, Medium),
    (Char, 136, 0, "/dev/pts/", NONE, NONE),
    (Char, 143, 9, "/dev/pts/", NONE, NONE),
    (Char, 153, 0, "/dev/spi", Medium, Medium),
    (Char, 166, 0, "/dev/ttyACM", Low, Low),
    (Block, 179, 0, "/dev/mmcblk", Critical, Critical),
    (Char, 180, 0, "/dev/usb/lp", Low, Medium),
    (Char, 180, 96, "/dev/usb/hiddev", Low, Medium),
    (Char, 188, 0, "/dev/ttyUSB", Low, Low),
    (Char, 189, 3, "/dev/bus/usb/", High, High),
    (Char, 195, 0, "/dev/nvidia", Medium, Medium),
    (Char, 195, 254, "/dev/nvidia-modeset", Medium, Medium),
    (Char, 195, 255, "/dev/nvidiactl", Medium, Medium),
    (Char, 202, 0, "/dev/cpu/N/msr", Critical, Critical),
    (Block, 202, 0, "/dev/xvd", Critical, Critical),
    (Char, 203, 0, "/dev/cpu/N/cpuid", NONE, NONE),
    (Char, 212, 3, "/dev/dvb/", Low, Low),
    (Char, 216, 0, "/dev/rfcomm", Low, Low),
    (Char, 226, 0, "/dev/dri/card", Medium, Medium),
    (Char, 226, 128, "/dev/dri/renderD", Low, Low),
    (Char, 231, 128, "/dev/infiniband/", High, High),
    (Block, 259, 0, "/dev/nvme", Critical, Critical),
];

/// Devices whose number is handed out: the driver, how the node begins, the least and the most that is at stake with real root.
const HANDED_OUT: &[(&str, &str, Level, Level)] = &[
    ("device-mapper", "/dev/dm-", Critical, Critical),
    ("zram", "/dev/zram", Critical, Critical),
    ("virtblk", "/dev/vd", Critical, Critical),
    ("kfd", "/dev/kfd", Medium, Medium),
    ("nvidia-uvm", "/dev/nvidia-uvm", Medium, Medium),
    ("nvidia-caps", "/dev/nvidia-caps/", Medium, Medium),
    ("hidraw", "/dev/hidraw", High, High),
    ("gpiochip", "/dev/gpiochip", Medium, Medium),
    ("vfio", "/dev/vfio/", Critical, Critical),
    ("rtc", "/dev/rtc", Medium, Medium),
    ("tpm", "/dev/tpmrm", Medium, High),
    ("watchdog", "/dev/watchdog", High, High),
    ("dma_heap", "/dev/dma_heap/", Low, Medium),
    ("ptp", "/dev/ptp", Medium, Medium),
    ("pps", "/dev/pps", Medium, Medium),
    ("mei", "/dev/mei", High, High),
    ("apex", "/dev/apex_", Low, Low),
    ("vsock", "/dev/vsock", Low, Medium),
    ("userfaultfd", "/dev/userfaultfd", Low, High),
    ("binder", "/dev/binder", Low, High),
];

#[test]
fn devices_that_people_pass_are_known_by_number() {
    for (kind, major, minor, node, least, most) in RESERVED {
        let number = DeviceNumber {
            major: *major,
            minor: *minor,
        };
        let device = describe_device(*kind, number).unwrap_or_else(|| panic!("{number} is unknown"));
        assert!(device.node.starts_with(node), "{number}: {}", device.node);
        let level = device.stakes.real;
        assert!((*least..=*most).contains(&level), "{number}: {level:?}");
    }
}

#[test]
fn devices_without_a_number_of_their_own_are_known_by_driver() {
    for (driver, node, least, most) in HANDED_OUT {
        let is_driver = |device: &&KnownDevice| match device.numbering {
            Numbering::Driver { name, .. } | Numbering::Misc { name } => name == *driver,
            Numbering::Fixed { .. } => false,
        };
        let device = known_devices()
            .iter()
            .find(is_driver)
            .unwrap_or_else(|| panic!("{driver} is unknown"));
        assert!(device.node.starts_with(node), "{driver}: {}", device.node);
        let level = device.stakes.real;
        assert!((*least..=*most).contains(&level), "{driver}: {level:?}");
    }
}

/// The texts of a device in one language, with the ends of their ids; the last is there where there is a usual mistake.
fn texts(device: &KnownDevice, book: &Phrasebook) -> Vec<(&'static str, String)> {
    let of = |end: &'static str| Some((end, book.by_id(&format!("device-{}{end}", device.key))?));
    let wanted = ["", "-grants", "-risk"].map(|end| of(end).unwrap_or_else(|| panic!("{}{end} has no text", device.key)));
    wanted.into_iter().chain(of("-mistake")).collect()
}

#[test]
fn every_device_has_its_words_in_every_language() {
    for language in Language::ALL {
        let book = Phrasebook::new(language);
        for device in known_devices() {
            let texts = texts(device, &book);
            assert_eq!(texts.len() == 4, device.mistake().is_some(), "{}: {texts:?}", device.key);
            for (end, text) in texts {
                let is_sentence = text.ends_with(['.', '。']);
                assert_eq!(is_sentence, end == "-mistake", "{}{end}: {text}", device.key);
                assert!(!text.contains("  ") && text.trim() == text, "{}{end}: {text}", device.key);
            }
            assert_eq!(
                book.say(&device.name()),
                book.by_id(&format!("device-{}", device.key)).unwrap()
            );
        }
    }
}

#[test]
fn words_are_those_of_a_device_of_the_table() {
    let ends = ["", "-grants", "-risk", "-mistake"];
    let known: Vec<String> = known_devices()
        .iter()
        .flat_map(|device| ends.map(|end| format!("device-{}{end}", device.key)))
        .collect();
    let (_, text) = Language::English.files().iter().find(|(name, _)| *name == "devices").unwrap();
    let ids = text
        .lines()
        .filter(|line| line.starts_with("device-"))
        .filter_map(|line| line.split(" =").next());
    for id in ids.filter(|id| !id.starts_with("device-major-")) {
        assert!(known.iter().any(|known| known == id), "no device has the words {id}");
    }
}
