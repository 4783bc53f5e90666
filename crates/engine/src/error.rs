//! What can go wrong in a use case, with everything a message needs: names, paths, texts and the lines to blame.
//!
//! `Display` says the fact alone. [`EngineError::hint`] says the way on, [`EngineError::kind`] what it means for the exit
//! status; the command line prints them together with the lines of the file.

use std::path::{Path, PathBuf};

use transom_model::{Diagnostic, Origin, Sources};
use transom_plan::Problem;

/// What an error means to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The act failed.
    Failed,
    /// The request makes no sense: a bad name, an unknown container.
    Usage,
    /// The configuration has errors.
    Configuration,
    /// The command could not be executed.
    NotExecutable,
    /// The command was not found.
    CommandNotFound,
}

/// What went wrong in a use case.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A name that no container can have.
    #[error("`{name}` cannot be the name of a container: {why}")]
    BadName {
        /// The name.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// No container of this name is defined.
    #[error("there is no container `{name}`")]
    NoSuchContainer {
        /// The name.
        name: String,
    },
    /// The name is taken.
    #[error("a container `{name}` is there already")]
    Exists {
        /// The name.
        name: String,
    },
    /// The container runs, and must not.
    #[error("container `{name}` is running already (pid {pid})")]
    AlreadyRunning {
        /// The name.
        name: String,
        /// Its first process on the host.
        pid: u32,
    },
    /// The container does not run, and must.
    #[error("container `{name}` is not running")]
    NotRunning {
        /// The name.
        name: String,
    },
    /// A file or folder refused.
    #[error("cannot {act} {}: {source}", path.display())]
    Io {
        /// What was tried, a verb: `read`.
        act: &'static str,
        /// On what.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A file is not what it should be.
    #[error("cannot read {}: {why}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: String,
        /// What to do.
        hint: Option<String>,
    },
    /// The file has errors.
    #[error("{} has errors", path.display())]
    Configuration {
        /// The main file.
        path: PathBuf,
        /// The texts.
        sources: Box<Sources>,
        /// All findings, not the errors alone.
        diagnostics: Vec<Diagnostic>,
    },
    /// The file is something else than a container's configuration.
    #[error("{} is no container's configuration", path.display())]
    NotAConfiguration {
        /// The file.
        path: PathBuf,
        /// The texts.
        sources: Box<Sources>,
        /// What it looks like.
        diagnostic: Box<Diagnostic>,
    },
    /// The container cannot be started on this host as it is written.
    #[error("container `{name}` cannot start")]
    CannotStart {
        /// Its name.
        name: String,
        /// The texts.
        sources: Box<Sources>,
        /// All reasons.
        problems: Vec<Problem>,
    },
    /// A step failed; everything before it was taken back.
    #[error("container `{name}` cannot start: {message}")]
    Step {
        /// Its name.
        name: String,
        /// What failed and the system's reason.
        message: String,
        /// The line or default that asked for the step.
        cause: Origin,
        /// The texts.
        sources: Box<Sources>,
        /// What to do.
        hint: Option<String>,
    },
    /// The command is there and cannot be executed.
    #[error("cannot execute `{command}` in `{name}`: {why}")]
    NotExecutable {
        /// The container.
        name: String,
        /// The command.
        command: String,
        /// The system's reason.
        why: String,
    },
    /// The command is not there.
    #[error("there is no `{command}` in `{name}`")]
    CommandNotFound {
        /// The container.
        name: String,
        /// The command.
        command: String,
    },
    /// An archive that must not be unpacked.
    #[error("cannot unpack {}: {why}", path.display())]
    BadArchive {
        /// The archive.
        path: PathBuf,
        /// Which entry, and what is wrong.
        why: String,
    },
    /// Anything else, in words.
    #[error("{message}")]
    Refused {
        /// The fact.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
}

impl EngineError {
    /// Makes an error of a file operation; `act` is a verb.
    pub fn io(act: &'static str, path: impl AsRef<Path>, source: impl Into<std::io::Error>) -> Self {
        Self::Io {
            act,
            path: path.as_ref().to_owned(),
            source: source.into(),
        }
    }

    /// Makes an error in words, with a way on.
    pub fn refused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused {
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// Makes an error in words.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::Refused {
            message: message.into(),
            hint: None,
        }
    }

    /// Says what the error means to the caller.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::BadName { .. } => ErrorKind::Usage,
            Self::Configuration { .. } | Self::NotAConfiguration { .. } | Self::CannotStart { .. } => ErrorKind::Configuration,
            Self::NotExecutable { .. } => ErrorKind::NotExecutable,
            Self::CommandNotFound { .. } => ErrorKind::CommandNotFound,
            _ => ErrorKind::Failed,
        }
    }

    /// Returns the way on, a sentence without a full stop.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::BadName { .. } => {
                Some("a name is 1 to 64 letters, digits, `_`, `.` or `-`, and starts with a letter or digit".into())
            }
            Self::NoSuchContainer { .. } => {
                Some("`transom list` shows the containers there are; `transom create NAME FILE` makes one".into())
            }
            Self::Exists { name } => Some(format!("choose another name, or `transom destroy {name}` first")),
            Self::AlreadyRunning { name, .. } => Some(format!(
                "`transom exec {name} -- CMD` runs a command in it; `transom stop {name}` stops it"
            )),
            Self::NotRunning { name } => Some(format!("`transom start {name}` starts it")),
            Self::Unreadable { hint, .. } | Self::Step { hint, .. } | Self::Refused { hint, .. } => hint.clone(),
            Self::Io { source, .. } if source.kind() == std::io::ErrorKind::PermissionDenied => {
                Some("Transom needs to be root here: full use without root comes later".into())
            }
            Self::CommandNotFound { .. } => {
                Some("programs are looked for in the container's own root; name one that it has after `--`, by its path".into())
            }
            Self::NotExecutable { .. } => {
                Some("it must be executable for this user inside, and its interpreter or loader must be in the root, too".into())
            }
            Self::BadArchive { .. } => Some(
                "nothing was unpacked; make the archive again from the folder that is to be the root (`tar -C DIR -cf FILE .`)"
                    .into(),
            ),
            _ => None,
        }
    }
}
