//! Proxmox's property strings, as far as sentences need them: `volume,key=value,…`.
//!
//! The reader has checked them; here a part is only looked up.

use crate::words::is_yes;

/// Returns a part of a property string; `default` is the key that a part without `=` belongs to.
pub(super) fn part<'t>(value: &'t str, key: &str, default: &str) -> Option<&'t str> {
    value.split(',').map(str::trim).find_map(|part| match part.split_once('=') {
        Some((name, value)) if name == key => Some(value),
        None if key == default && !part.is_empty() => Some(part),
        _ => None,
    })
}

/// Says whether a switch of a property string is on.
pub(super) fn is_on(value: &str, key: &str) -> bool {
    part(value, key, "").is_some_and(is_yes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found() {
        let value = "local-lvm:base-102-disk-0,size=16G,ro=1";
        assert_eq!(part(value, "volume", "volume"), Some("local-lvm:base-102-disk-0"));
        assert_eq!(part(value, "size", "volume"), Some("16G"));
        assert_eq!(part(value, "mp", "volume"), None);
        assert!(is_on(value, "ro"));
    }
}
