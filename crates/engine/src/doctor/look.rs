//! Looking: the small questions to /proc, /sys and /lib/modules that several topics ask.

use std::path::Path;

/// Reads a number of a kernel setting, `fs.inotify.max_user_instances`; `None` where there is no such setting.
pub fn sysctl(name: &str) -> Option<u64> {
    let path = Path::new("/proc/sys").join(name.replace('.', "/"));
    std::fs::read_to_string(path).ok()?.split_whitespace().next()?.parse().ok()
}

/// Reads a small file, trimmed; `None` where it is not there or cannot be read.
pub fn text(path: impl AsRef<Path>) -> Option<String> {
    Some(std::fs::read_to_string(path).ok()?.trim().to_owned())
}

/// Finds a misc device's minor number by its driver's name (/proc/misc).
pub fn misc_minor(name: &str) -> Option<u32> {
    let text = text("/proc/misc")?;
    text.lines().find_map(|line| {
        let (minor, driver) = line.trim().split_once(' ')?;
        (driver == name).then(|| minor.parse().ok())?
    })
}

/// Says whether a character or block driver has a major number (/proc/devices); `None` where the list cannot be read.
pub fn has_major(letter: char, major: u32) -> Option<bool> {
    let text = text("/proc/devices")?;
    let (characters, blocks) = text.split_once("Block devices:")?;
    let list = if letter == 'b' { blocks } else { characters };
    let number = major.to_string();
    Some(
        list.lines()
            .any(|line| line.split_whitespace().next() == Some(number.as_str())),
    )
}

/// Says whether this process has all rights over the machine.
pub fn is_root_of_machine() -> bool {
    crate::facts::expect_root("looking").is_ok()
}

/// Writes a number of bytes in the largest unit that fits.
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let unit = (0..UNITS.len()).rev().find(|unit| count >> (10 * unit) > 0).unwrap_or(0);
    format!("{} {}", count >> (10 * unit), UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_short() {
        assert_eq!(
            [0, 1023, 4096, 3 << 30].map(bytes),
            ["0 bytes", "1023 bytes", "4 KiB", "3 GiB"]
        );
    }
}
