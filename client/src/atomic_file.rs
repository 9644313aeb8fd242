//! Files that are either the old or the new one, never half of either.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A file under construction next to its final place, readable by its owner only.
///
/// [`PendingFile::commit`] makes it the final one in a single step; dropped before, it leaves no
/// trace. A crash leaves the old file as it was.
#[derive(Debug)]
pub struct PendingFile {
    file: Option<File>,
    temporary: PathBuf,
    target: PathBuf,
}

impl PendingFile {
    /// Begins a file that will be `target`.
    ///
    /// # Errors
    /// What the file system says: no such directory, no permission, no space.
    pub fn create(target: &Path) -> io::Result<Self> {
        let name = target
            .file_name()
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"))?;
        let mut temporary = name.to_os_string();
        temporary.push(format!(".{}.partial", hex::encode(rand::random::<[u8; 8]>())));
        let temporary = directory(target).join(temporary);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(&temporary)?;
        Ok(Self { file: Some(file), temporary, target: target.to_path_buf() })
    }

    /// A second handle on the file, for writers that want to own one.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn handle(&self) -> io::Result<File> {
        self.file.as_ref().ok_or_else(closed)?.try_clone()
    }

    /// Puts the file in its place unless there is one already, on the disk and for good.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`], or what else the file system says.
    pub fn commit_new(mut self) -> io::Result<()> {
        let file = self.file.take().ok_or_else(closed)?;
        file.sync_all()?;
        drop(file);
        // Unlike a rename, a link never takes the place of an existing file.
        fs::hard_link(&self.temporary, &self.target)?;
        fs::remove_file(&self.temporary)?;
        sync_directory(&self.target)
    }

    /// Puts the file in its place, on the disk and for good.
    ///
    /// # Errors
    /// What the file system says; the old file is then still in place.
    pub fn commit(mut self) -> io::Result<()> {
        let file = self.file.take().ok_or_else(closed)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&self.temporary, &self.target)?;
        sync_directory(&self.target)
    }
}

impl Write for PendingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().ok_or_else(closed)?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().ok_or_else(closed)?.flush()
    }
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        if self.file.take().is_some() || self.temporary.exists() {
            let _ = fs::remove_file(&self.temporary);
        }
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

fn directory(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A new name is only on the disk once its directory is.
#[cfg(unix)]
fn sync_directory(target: &Path) -> io::Result<()> {
    File::open(directory(target))?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_target: &Path) -> io::Result<()> {
    Ok(())
}

fn closed() -> io::Error {
    io::Error::other("the file is closed already")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn pending_file_should_leave_the_old_file_and_nothing_else_when_dropped() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("kept");
        replace(&path, b"old").unwrap();
        let mut pending = PendingFile::create(&path).unwrap();
        pending.write_all(b"half of the ne").unwrap();
        drop(pending);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[test]
    fn existing_file_should_stay_when_a_new_one_is_to_be_created() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("kept");
        create(&path, b"first").unwrap();
        assert_eq!(create(&path, b"second").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[test]
    fn replaced_file_should_be_private_and_complete_when_committed() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("kept");
        replace(&path, b"old").unwrap();
        replace(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }
}
