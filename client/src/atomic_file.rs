//! Files that are either the old or the new one, never half of either.
//!
//! Where the system has files without a name (`O_TMPFILE`), a file under construction is one: whatever ends the
//! program, nothing is left of it. Elsewhere it has a name of its own beside the final one, and a later run deletes
//! what a killed one left (`leftovers`).

mod leftovers;
mod links;
mod place;
#[cfg(test)]
mod tests;

pub use leftovers::discard_unfinished;
pub use links::destination;

use leftovers::Named;
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A file under construction in the directory of its final place, readable by its owner only.
///
/// [`PendingFile::commit`] makes it the final one in a single step; dropped before, it leaves no
/// trace. A crash leaves the old file as it was. If the final place is a symbolic link, the link stays, and the file
/// that it leads to is made or replaced.
#[derive(Debug)]
pub struct PendingFile {
    file: File,
    name: Option<Named>,
    target: PathBuf,
}

impl PendingFile {
    /// Begins a file that will be `target`.
    ///
    /// # Errors
    /// What the file system says: no such directory, no permission, no space, a name that is too long.
    pub fn create(target: &Path) -> io::Result<Self> {
        let target = named_file(target)?;
        leftovers::sweep(&target);
        if let Some(file) = place::nameless(directory(&target)) {
            return Ok(Self { file, name: None, target });
        }
        let (file, name) = Named::create(&target)?;
        Ok(Self { file, name: Some(name), target })
    }

    /// [`PendingFile::create`] as where the system has no files without a name.
    #[cfg(test)]
    fn create_named(target: &Path) -> io::Result<Self> {
        let target = named_file(target)?;
        leftovers::sweep(&target);
        let (file, name) = Named::create(&target)?;
        Ok(Self { file, name: Some(name), target })
    }

    /// A second handle on the file, for writers that want to own one.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn handle(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// Puts the file in its place unless there is one already, on the disk and for good.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`], or what else the file system says.
    pub fn commit_new(self) -> io::Result<()> {
        self.file.sync_all()?;
        match self.name {
            Some(name) => place::move_new(&name, &self.target)?,
            None => place::link_new(self.file, &self.target)?,
        }
        sync_directory(&self.target)
    }

    /// Puts the file in its place, on the disk and for good.
    ///
    /// # Errors
    /// What the file system says; the old file is then still in place.
    pub fn commit(self) -> io::Result<()> {
        self.file.sync_all()?;
        let (_locked, name) = match self.name {
            Some(name) => (self.file, name),
            None => place::link_beside(self.file, &self.target)?,
        };
        fs::rename(name.path(), &self.target)?;
        sync_directory(&self.target)
    }
}

impl Write for PendingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Makes `target` a file with `bytes`, mode 0600, unless there is one already.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`], or what else the file system says.
pub fn create(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = PendingFile::create(target)?;
    file.write_all(bytes)?;
    file.commit_new()
}

/// Replaces `target` by a file with `bytes`, mode 0600.
///
/// # Errors
/// What the file system says; the old file is then still in place.
pub fn replace(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = PendingFile::create(target)?;
    file.write_all(bytes)?;
    file.commit()
}

/// Where `target` leads to, if a file can be there.
fn named_file(target: &Path) -> io::Result<PathBuf> {
    let slash = target.as_os_str().as_encoded_bytes().ends_with(b"/");
    let destination = links::destination(target)?;
    if slash || destination.file_name().is_none() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"));
    }
    match fs::symlink_metadata(&destination) {
        Ok(found) if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(_) => Ok(destination),
        // The name itself may be too long, although a temporary one is not.
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        Err(_) => Ok(destination),
    }
}

fn directory(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A new name is only on the disk once its directory is. The file is in its place by now, so what a file system or a
/// directory does not allow is not a failure.
#[cfg(unix)]
fn sync_directory(target: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    match File::open(directory(target)).and_then(|directory| directory.sync_all()) {
        Err(e) if matches!(e.kind(), InvalidInput | PermissionDenied | Unsupported) => Ok(()),
        outcome => outcome,
    }
}

#[cfg(not(unix))]
fn sync_directory(_target: &Path) -> io::Result<()> {
    Ok(())
}
