//! Temporary names, and what killed programs left under them.
//!
//! A name begins with `.salus-` and a tag of the final name. Its file is locked as long as its program lives, so a file
//! that can be locked is a leftover.

use super::directory;
use crate::blake2_256;
use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

const PREFIX: &str = ".salus-";
const SUFFIX: &str = ".partial";
/// Digits of the tag, and of the random number after it.
const DIGITS: usize = 16;
/// How many other names are tried if a sweep takes a file before it is locked.
const TRIES: usize = 8;
/// How many names of a directory are looked at.
const MOST_NAMES: usize = 100_000;
/// A leftover of another final name is deleted once nobody wrote to it for this long: not every file system tells
/// other machines of a lock.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// The files of this process that are under construction and have a name.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Deletes the named files under construction of this process. For a program that ends without unwinding.
pub fn discard_unfinished() {
    discard(|_| true);
}

/// [`discard_unfinished`] in one directory: the tests of one process share the list.
#[cfg(test)]
pub(super) fn discard_of(directory: &Path) {
    discard(|path| path.starts_with(directory));
}

fn discard(which: impl Fn(&Path) -> bool) {
    let unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    for path in unfinished.iter().filter(|path| which(path)) {
        let _ = fs::remove_file(path);
    }
}

/// The name of a file under construction. Dropped, it takes the file with it if that is still there.
#[derive(Debug)]
pub(super) struct Named(PathBuf);

impl Named {
    /// A new file beside `target`, locked.
    pub(super) fn create(target: &Path) -> io::Result<(File, Self)> {
        for _ in 0..TRIES {
            let name = Self::free(target);
            let mut options = OpenOptions::new();
            options.read(true).write(true).create_new(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt;
                options.mode(0o600);
            }
            let file = options.open(name.path())?;
            // Where the file system has no locks, no sweep gets one either.
            match file.try_lock() {
                Err(fs::TryLockError::WouldBlock) => continue,
                Ok(()) | Err(fs::TryLockError::Error(_)) => {}
            }
            if name.path().exists() {
                return Ok((file, name));
            }
        }
        Err(io::Error::other("another program deletes its temporary files"))
    }

    /// A name beside `target` that no file has yet.
    pub(super) fn free(target: &Path) -> Self {
        let random = hex::encode(rand::random::<[u8; DIGITS / 2]>());
        let path = directory(target).join(format!("{PREFIX}{}-{random}{SUFFIX}", tag(target)));
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone());
        Self(path)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        // After a rename there is nothing under this name, and nobody else draws it.
        let _ = fs::remove_file(&self.0);
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// Says of a temporary file for which final name it was begun; short, however long that is.
fn tag(target: &Path) -> String {
    let name = target.file_name().unwrap_or_default().as_encoded_bytes();
    let mut tag = hex::encode(blake2_256(name));
    tag.truncate(DIGITS);
    tag
}

/// Deletes what killed programs left in the directory of `target`. Nothing depends on its success.
pub(super) fn sweep(target: &Path) {
    let Ok(entries) = fs::read_dir(directory(target)) else { return };
    let own = tag(target);
    for entry in entries.take(MOST_NAMES).flatten() {
        if let Some(of) = entry.file_name().to_str().and_then(tag_in) {
            let _ = clear_away(&entry.path(), of == own);
        }
    }
}

/// The tag in the name of a temporary file.
fn tag_in(name: &str) -> Option<&str> {
    let (tag, random) = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.split_once('-')?;
    let digits = |text: &str| text.len() == DIGITS && text.bytes().all(|c| c.is_ascii_hexdigit());
    (digits(tag) && digits(random)).then_some(tag)
}

fn clear_away(path: &Path, same_target: bool) -> io::Result<()> {
    let found = fs::symlink_metadata(path)?;
    if !found.is_file() {
        return Ok(());
    }
    let quiet = || found.modified().ok().and_then(|at| at.elapsed().ok()).is_some_and(|age| age > ABANDONED);
    if !same_target && !quiet() {
        return Ok(());
    }
    let file = OpenOptions::new().write(true).open(path)?;
    if file.try_lock().is_ok() {
        fs::remove_file(path)?;
    }
    Ok(())
}
