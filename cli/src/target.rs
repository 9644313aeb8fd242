//! Where a command's data goes: the one writer of every file that a command writes for its user.
//!
//! It is opened before anything is asked of a node or a gateway, so what cannot be written is not asked for.

use crate::failure::Failure;
use salus_client::atomic_file::{self, PendingFile};
use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The name of standard output.
const STANDARD_OUTPUT: &str = "-";

/// What to do about a file that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfThere {
    /// It stays, and the command fails.
    Refuse,
    /// It is replaced once the new one is complete.
    Replace,
}

impl IfThere {
    /// As `--force` says.
    pub fn forced(force: bool) -> Self {
        if force {
            Self::Replace
        } else {
            Self::Refuse
        }
    }
}

/// Something that takes a command's data.
#[derive(Debug)]
pub struct Target {
    name: PathBuf,
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    /// A file that appears complete or not at all.
    File(PendingFile, IfThere),
    /// A pipe, a device or a socket: there is nothing to put in its place, so it takes bytes as they come.
    Stream(File),
    /// What this program's answers go to otherwise.
    StandardOutput(File),
}

impl Target {
    /// Opens `path`, or standard output if it is `-`.
    ///
    /// Symbolic links are followed. A pipe that nobody reads yet is waited for, as everywhere.
    pub fn open(path: &Path, if_there: IfThere) -> Result<Self, Failure> {
        let failure = |e: io::Error| cannot(path, &e);
        let name = path.to_path_buf();
        if path.as_os_str() == STANDARD_OUTPUT {
            let sink = Sink::StandardOutput(standard_output().map_err(failure)?);
            return Ok(Self { name: "standard output".into(), sink });
        }
        // Follows links; a dangling one is as good as no file.
        let sink = match fs::metadata(path) {
            Ok(found) => Self::onto(path, &found, if_there)?,
            Err(_) => Sink::File(PendingFile::create(path).map_err(failure)?, if_there),
        };
        Ok(Self { name, sink })
    }

    fn onto(path: &Path, found: &Metadata, if_there: IfThere) -> Result<Sink, Failure> {
        let failure = |e: io::Error| cannot(path, &e);
        if found.is_dir() {
            return Err(
                Failure::new(format!("{} is a directory", path.display())).remedy("name a file in it")
            );
        }
        if is_standard_output(found) {
            return standard_output().map(Sink::StandardOutput).map_err(failure);
        }
        if !is_at_its_own_path(path, found) {
            return OpenOptions::new().write(true).open(path).map(Sink::Stream).map_err(failure);
        }
        if if_there == IfThere::Refuse {
            return Err(exists(path));
        }
        PendingFile::create(path).map(|file| Sink::File(file, if_there)).map_err(failure)
    }

    /// True if the data goes where this program's answers go otherwise: words then belong elsewhere.
    pub fn is_standard_output(&self) -> bool {
        matches!(self.sink, Sink::StandardOutput(_))
    }

    /// A handle to write the data to.
    pub fn handle(&self) -> Result<File, Failure> {
        let handle = match &self.sink {
            Sink::File(pending, _) => pending.handle(),
            Sink::Stream(file) | Sink::StandardOutput(file) => file.try_clone(),
        };
        handle.map_err(|e| cannot(&self.name, &e))
    }

    /// Completes what was written.
    pub fn finish(self) -> Result<(), Failure> {
        let outcome = match self.sink {
            Sink::File(pending, IfThere::Replace) => pending.commit(),
            Sink::File(pending, IfThere::Refuse) => pending.commit_new(),
            Sink::Stream(_) | Sink::StandardOutput(_) => Ok(()),
        };
        outcome.map_err(|e| match e.kind() {
            io::ErrorKind::AlreadyExists => exists(&self.name),
            _ => cannot(&self.name, &e),
        })
    }

    /// Writes `bytes`, and nothing else.
    pub fn write(self, bytes: &[u8]) -> Result<(), Failure> {
        self.handle()?.write_all(bytes).map_err(|e| cannot(&self.name, &e))?;
        self.finish()
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.name.display().fmt(f)
    }
}

/// Replaces a file of this program's own, such as one that keeps how far it came.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    atomic_file::replace(path, bytes).map_err(|e| cannot(path, &e))
}

fn exists(path: &Path) -> Failure {
    Failure::new(format!("{} exists", path.display()))
        .remedy("choose another file, or replace it with --force")
}

fn cannot(path: &Path, error: &io::Error) -> Failure {
    let remedy = match error.kind() {
        io::ErrorKind::NotFound => "make the directory, or name another file",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "name a file in a directory that you may write to"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space, or name a file elsewhere"
        }
        io::ErrorKind::InvalidFilename => "choose a shorter name",
        io::ErrorKind::BrokenPipe => "let whoever reads it read to the end",
        _ => "name another file",
    };
    Failure::new(format!("{}: {error}", path.display())).remedy(remedy)
}

#[cfg(unix)]
fn standard_output() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

#[cfg(not(unix))]
fn standard_output() -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

/// True if `found` is what standard output leads to, by whichever name.
#[cfg(unix)]
fn is_standard_output(found: &Metadata) -> bool {
    let own = standard_output().and_then(|file| file.metadata());
    own.is_ok_and(|own| same_file(&own, found))
}

#[cfg(not(unix))]
fn is_standard_output(_found: &Metadata) -> bool {
    false
}

/// True if a regular file is where the path leads to. An open file of `/dev/fd` may be nowhere.
#[cfg(unix)]
fn is_at_its_own_path(path: &Path, found: &Metadata) -> bool {
    let there = atomic_file::destination(path).and_then(fs::symlink_metadata);
    found.is_file() && there.is_ok_and(|there| same_file(&there, found))
}

#[cfg(not(unix))]
fn is_at_its_own_path(_path: &Path, found: &Metadata) -> bool {
    found.is_file()
}

#[cfg(unix)]
fn same_file(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn file_should_appear_only_when_it_is_complete() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("record");
        let target = Target::open(&path, IfThere::Refuse).unwrap();
        target.handle().unwrap().write_all(b"content").unwrap();
        assert!(!path.exists());
        target.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"content");
    }

    #[test]
    fn target_should_be_refused_at_once_when_it_cannot_be_written() {
        let home = tempfile::tempdir().unwrap();
        let there = home.path().join("record");
        fs::write(&there, b"older").unwrap();
        assert!(Target::open(&there, IfThere::Refuse).unwrap_err().render(false).contains("--force"));
        assert!(Target::open(&there, IfThere::Replace).is_ok());
        let missing = home.path().join("missing/record");
        let long = home.path().join("x".repeat(256));
        for path in [home.path(), &missing, &long, Path::new("")] {
            assert!(Target::open(path, IfThere::Replace).is_err(), "{}", path.display());
        }
        assert_eq!(fs::read(&there).unwrap(), b"older");
    }

    #[test]
    fn file_should_stay_when_it_appeared_meanwhile() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("record");
        let target = Target::open(&path, IfThere::Refuse).unwrap();
        fs::write(&path, b"another's").unwrap();
        assert!(target.write(b"content").unwrap_err().what().ends_with("exists"));
        assert_eq!(fs::read(&path).unwrap(), b"another's");
    }

    #[cfg(unix)]
    #[test]
    fn device_should_be_written_to_when_it_is_the_target() {
        Target::open(Path::new("/dev/null"), IfThere::Refuse).unwrap().write(b"content").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn open_file_without_a_name_should_be_written_to_when_it_is_the_target() {
        use std::os::fd::AsRawFd;
        let file = tempfile::tempfile().unwrap();
        let path = PathBuf::from(format!("/dev/fd/{}", file.as_raw_fd()));
        Target::open(&path, IfThere::Refuse).unwrap().write(b"content").unwrap();
        assert_eq!(file.metadata().unwrap().len(), 7);
    }
}
