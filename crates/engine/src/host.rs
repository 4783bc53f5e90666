//! Where this machine's containers lie: definitions, run state and cgroups, all below one root.
//!
//! A [`Host`] is made once from `--root` or `TRANSOM_ROOT`; without either it is the machine itself. Names are checked
//! here, and nowhere is a path built from a name that was not. A host may be a recorded one: then nothing of this machine is
//! looked at for a plan (`facts.rs`).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use transom_model::HostFacts;

use crate::EngineError;

const LONGEST_NAME: usize = 64;

/// One set of containers: the machine's own, or one below a root of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Host {
    root: Option<PathBuf>,
    /// What was recorded of another machine, where a plan is made for that one.
    recorded: Option<Arc<HostFacts>>,
}

impl Host {
    /// Takes everything below `root`, or the machine's own places.
    ///
    /// # Errors
    /// If `root` is a relative path and the current folder is gone.
    pub fn new(root: Option<&Path>) -> Result<Self, EngineError> {
        let root = root
            .map(|path| std::path::absolute(path).map_err(|error| EngineError::io("find", path, error)))
            .transpose()?;
        Ok(Self {
            root: root.filter(|path| path != Path::new("/")),
            recorded: None,
        })
    }

    /// Returns this host with everything that plans ask about answered by a recording.
    #[must_use]
    pub fn seen_as(&self, recorded: HostFacts) -> Self {
        Self {
            root: self.root.clone(),
            recorded: Some(Arc::new(recorded)),
        }
    }

    /// Returns what was recorded, where plans are made for a recorded host.
    pub fn recorded(&self) -> Option<&HostFacts> {
        self.recorded.as_deref()
    }

    /// Returns the root that was asked for; `None` is the machine itself.
    pub fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// Returns the folder of all definitions.
    pub fn definitions(&self) -> PathBuf {
        self.below("var/lib/transom")
    }

    /// Returns the folder of one definition.
    ///
    /// # Errors
    /// If no container can have this name.
    pub fn definition_dir(&self, name: &str) -> Result<PathBuf, EngineError> {
        check_name(name)?;
        Ok(self.definitions().join(name))
    }

    /// Returns the folder of all run state.
    pub fn run(&self) -> PathBuf {
        self.below("run/transom")
    }

    /// Returns the folder of one container's run state.
    ///
    /// # Errors
    /// If no container can have this name.
    pub fn run_dir(&self, name: &str) -> Result<PathBuf, EngineError> {
        check_name(name)?;
        Ok(self.run().join(name))
    }

    /// Returns the settings file.
    pub fn settings(&self) -> PathBuf {
        self.below("etc/transom/transom.toml")
    }

    /// Returns the name of the cgroup that all containers of this host lie in; another root has another one.
    pub fn cgroup_parent(&self) -> String {
        match &self.root {
            None => "transom".to_owned(),
            Some(root) => format!("transom-{:08x}", hash(root.as_os_str().as_encoded_bytes())),
        }
    }

    fn below(&self, path: &str) -> PathBuf {
        self.root.as_deref().unwrap_or(Path::new("/")).join(path)
    }
}

/// Refuses a name that no container can have.
///
/// # Errors
/// Says which part of the rule it breaks.
pub fn check_name(name: &str) -> Result<(), EngineError> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    let why = match name.as_bytes() {
        [] => "it is empty",
        bytes if bytes.contains(&b'/') => "it has a `/` in it",
        b"." | b".." => "it is a path, not a name",
        bytes if bytes.len() > LONGEST_NAME => "it is longer than 64 characters",
        [first, ..] if !first.is_ascii_alphanumeric() => "it does not start with a letter or a digit",
        bytes if !bytes.iter().copied().all(is_allowed) => "it has a character in it that is no letter, digit, `_`, `.` or `-`",
        _ => return Ok(()),
    };
    Err(EngineError::BadName {
        name: name.to_owned(),
        why,
    })
}

/// FNV-1a, 32 bit: short, stable over versions of the compiler, and good enough to keep test roots apart.
fn hash(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_rule() {
        for good in ["a", "lab1", "102", "A.b-c_d", &"x".repeat(64)] {
            assert!(check_name(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            ".",
            "..",
            "../x",
            "a/b",
            "/",
            ".x",
            "-x",
            "a b",
            "ä",
            "a\n",
            "a\0",
            &"x".repeat(65),
        ] {
            assert!(check_name(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_root_moves_everything_and_has_its_own_cgroup() {
        let own = Host::new(None).unwrap();
        let other = Host::new(Some(Path::new("/tmp/trt-a"))).unwrap();
        assert_eq!(own.definitions(), Path::new("/var/lib/transom"));
        assert_eq!(own.cgroup_parent(), "transom");
        assert_eq!(other.run_dir("x").unwrap(), Path::new("/tmp/trt-a/run/transom/x"));
        assert!(other.cgroup_parent().starts_with("transom-") && other.cgroup_parent().len() == 16);
        assert!(other.run_dir("../x").is_err());
        assert_eq!(Host::new(Some(Path::new("/"))).unwrap(), own);
    }
}
