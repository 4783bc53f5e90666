//! A file in another dialect: what the conversion has to know of devices is looked up here, the rest is pure.

use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;

use transom_dialects::convert::{Conversion, DeviceNames, wanted};
use transom_model::{Account, Container, DeviceKind, DeviceNumber, Dialect, Effect};

use crate::{EngineError, Loaded};

/// Converts a file that has been read into a dialect. Nothing is written.
///
/// Errors in the file do not stop it: their lines are rows of the report.
///
/// # Errors
/// If nothing in the file is of its dialect.
pub fn convert(loaded: &Loaded, to: Dialect) -> Result<Conversion, EngineError> {
    refuse_nothing(loaded)?;
    let names = device_names(&loaded.reading.container);
    Ok(transom_dialects::convert::convert(
        &loaded.reading,
        &loaded.sources,
        to,
        &names,
    ))
}

/// Prints what a file comes to in the words of a dialect, its own too: without includes, profiles or comments, and without the values
/// that the dialect's manager would refuse.
///
/// # Errors
/// If nothing in the file is of its dialect.
pub fn print_as(loaded: &Loaded, to: Dialect) -> Result<String, EngineError> {
    refuse_nothing(loaded)?;
    let container = &loaded.reading.container;
    let names = device_names(container);
    Ok(transom_dialects::convert::printed(container, &loaded.sources, to, &names))
}

/// A file of which no line says anything is not a small container but another kind of file.
fn refuse_nothing(loaded: &Loaded) -> Result<(), EngineError> {
    let is_used = |account: &Account| matches!(account.effect, Effect::Taken | Effect::NotYet(_));
    if !loaded.reading.has_errors() || loaded.reading.accounts.iter().any(is_used) {
        return Ok(());
    }
    loaded.clone().without_errors().map(|_| ())
}

/// Finds numbers and nodes of the devices a container names: first in the kernel's fixed list, so that the same file is
/// converted to the same text on every machine, then on this host.
pub(crate) fn device_names(container: &Container) -> DeviceNames {
    let mut names = DeviceNames::default();
    let (paths, numbers) = wanted(container);
    for path in paths {
        let fixed = path.to_str().and_then(transom_explain::number_of);
        if let Some(device) = fixed.or_else(|| on_this_host(&path)) {
            names.add(path, device);
        }
    }
    for (kind, number) in numbers {
        if let Some(node) = crate::known_device(kind, number.major, number.minor) {
            names.add(node, (kind, number));
        }
    }
    names
}

fn on_this_host(path: &Path) -> Option<(DeviceKind, DeviceNumber)> {
    let facts = std::fs::metadata(path).ok()?;
    let kind = match facts.file_type() {
        kind if kind.is_char_device() => DeviceKind::Char,
        kind if kind.is_block_device() => DeviceKind::Block,
        _ => return None,
    };
    let number = DeviceNumber {
        major: rustix::fs::major(facts.rdev()),
        minor: rustix::fs::minor(facts.rdev()),
    };
    Some((kind, number))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_kernels_list_counts_before_the_host() {
        let sources = transom_model::Sources::of("100.conf", "dev0: /dev/kvm\ndev1: /dev/ttyUSB3\ndev2: /dev/null\n");
        let reading = transom_dialects::read(Dialect::Pve, &sources);
        let names = device_names(&reading.container);
        let number = |path: &str| names.device(Path::new(path)).map(|(_, number)| number.to_string());
        assert_eq!(number("/dev/kvm").as_deref(), Some("10:232"));
        assert_eq!(number("/dev/ttyUSB3").as_deref(), Some("188:3"));
        assert_eq!(number("/dev/null").as_deref(), Some("1:3"));
    }
}
