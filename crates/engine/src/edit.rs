//! Changing one setting of a file or a stored container, in the file's own dialect.
//!
//! Only the lines touched change; the file is replaced in one step, with its owner and mode, so that no reader ever sees half of it.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

pub use transom_dialects::Edit;
use transom_dialects::Problem;
use transom_explain::lint::{self, Finding, Fixed};
use transom_model::{FileId, Release};

use crate::{EngineError, Host, Loaded, Target, load};

/// A text before and after a change.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The file.
    pub path: PathBuf,
    /// Its text before.
    pub before: String,
    /// Its text after.
    pub after: String,
}

/// Works out how a file is without the findings that are wanted and can be mended; nothing is written.
///
/// # Errors
/// If the file cannot be read or is not UTF-8.
pub fn fix(target: &Target, is_wanted: &dyn Fn(&Finding) -> bool) -> Result<(Edited, Fixed), EngineError> {
    let loaded = target.loaded();
    let path = loaded.path.clone();
    let before = text_of(&path)?;
    let release = Release {
        dialect: loaded.reading.dialect,
        version: loaded.reading.version,
    };
    let fixed = lint::fix(release, &loaded.sources.with_text(FileId(0), &*before), FileId(0), is_wanted);
    let after = fixed.text.clone();
    Ok((Edited { path, before, after }, fixed))
}

/// Works a change out; nothing is written.
///
/// # Errors
/// If the dialect does not know the key, the value is wrong, the key is not there to be taken out, or the file is not UTF-8.
pub fn edit(target: &Target, change: &Edit<'_>) -> Result<Edited, EngineError> {
    let loaded = target.loaded();
    let path = loaded.path.clone();
    let before = text_of(&path)?;
    let after = transom_dialects::edit(loaded.reading.dialect, &before, change).map_err(|problem| refusal(loaded, problem))?;
    Ok(Edited { path, before, after })
}

fn text_of(path: &Path) -> Result<String, EngineError> {
    let bytes = std::fs::read(path).map_err(|error| EngineError::io("read", path, error))?;
    String::from_utf8(bytes).map_err(|_| {
        EngineError::refused(
            format!(
                "{} is not UTF-8, and an edit would change its other bytes too",
                path.display()
            ),
            "convert the file to UTF-8 first, for example with `iconv -f latin1 -t utf8`",
        )
    })
}

fn refusal(loaded: &Loaded, problem: Problem) -> EngineError {
    EngineError::Refused {
        message: format!("{} is left as it is: {}", loaded.path.display(), problem.message),
        hint: problem.hint,
    }
}

/// Writes a change down, if the file is still what it was when the change was worked out.
///
/// # Errors
/// If the file has changed in between or cannot be replaced.
pub fn save(host: &Host, target: &Target, edited: &Edited) -> Result<(), EngineError> {
    let now = std::fs::read(&edited.path).map_err(|error| EngineError::io("read", &edited.path, error))?;
    if now != edited.before.as_bytes() {
        return Err(EngineError::refused(
            format!("{} has been changed by somebody else in the meantime", edited.path.display()),
            "look at it, and give the command again",
        ));
    }
    replace(&edited.path, edited.after.as_bytes())?;
    if let Target::Stored(definition) = target {
        // A definition that cannot be read any more would be lost to every command.
        crate::definition(host, &definition.name)?;
    } else {
        // In the dialect that was asked for: what the file looks like is another matter.
        let reading = &target.loaded().reading;
        let release = Release {
            dialect: reading.dialect,
            version: reading.version,
        };
        load(&edited.path, Some(release))?;
    }
    Ok(())
}

/// Replaces a file's content in one step. A link stays a link; owner and mode stay, and a new file gets the usual mode.
///
/// # Errors
/// If its folder cannot be written to.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let failed = |act: &'static str, error| EngineError::io(act, path, error);
    let old = std::fs::metadata(&real).ok();
    let mut name = real.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = real.with_file_name(name);
    let write = || {
        let mode = old.as_ref().map_or(0o644, |old| old.mode() & 0o7777);
        let mut file = File::options().write(true).create_new(true).mode(mode).open(&beside)?;
        if let Some(old) = &old {
            std::os::unix::fs::fchown(&file, Some(old.uid()), Some(old.gid()))?;
            file.set_permissions(old.permissions())?;
        }
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, &real)
    };
    if let Err(error) = write() {
        // What is left of the attempt is nobody's; that it may not have been made is no second error.
        drop(std::fs::remove_file(&beside));
        return Err(failed("write", error));
    }
    let folder = real
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| failed("write", error))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::test_folder::TestFolder;

    #[test]
    fn a_file_is_replaced_with_its_mode_and_through_a_link() {
        let folder = TestFolder::new("replace");
        let (file, link) = (folder.path().join("a.conf"), folder.path().join("link.conf"));
        std::fs::write(&file, "old").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        replace(&link, b"new").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "new");
        assert_eq!(std::fs::metadata(&file).unwrap().mode() & 0o777, 0o600);
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
