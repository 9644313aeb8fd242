//! How a file gets its final name. Not every file system has hard links, or files without a name.

use super::leftovers::Named;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Seek},
    path::Path,
};

/// A file of `directory` that has no name, where there is such a thing.
#[cfg(target_os = "linux")]
pub(super) fn nameless(directory: &Path) -> Option<File> {
    use rustix::fs::{open, Mode, OFlags};
    // It gets its name through here.
    if !Path::new("/proc/self/fd").is_dir() {
        return None;
    }
    // A file system without such files says so in many ways; what is really wrong the next attempt tells.
    open(directory, OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC, Mode::RUSR | Mode::WUSR)
        .ok()
        .map(File::from)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn nameless(_directory: &Path) -> Option<File> {
    None
}

/// Gives a file without a name the name `target`, which no file has.
pub(super) fn link_new(file: File, target: &Path) -> io::Result<()> {
    match link(&file, target) {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Err(e),
        Err(_) => {
            let (_copy, name) = copy_beside(file, target)?;
            move_new(&name, target)
        }
    }
}

/// Gives a file without a name a temporary one beside `target`. The file is locked as long as it is open.
pub(super) fn link_beside(file: File, target: &Path) -> io::Result<(File, Named)> {
    // So that no sweep takes it for a leftover as soon as it has a name.
    let _ = file.try_lock();
    let name = Named::free(target);
    match link(&file, name.path()) {
        Ok(()) => Ok((file, name)),
        Err(_) => copy_beside(file, target),
    }
}

#[cfg(target_os = "linux")]
fn link(file: &File, name: &Path) -> io::Result<()> {
    use rustix::fs::{linkat, AtFlags, CWD};
    use std::os::fd::AsRawFd;
    let handle = format!("/proc/self/fd/{}", file.as_raw_fd());
    Ok(linkat(CWD, handle.as_str(), CWD, name, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(not(target_os = "linux"))]
fn link(_file: &File, _name: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// A named copy of a file that cannot be given a name.
fn copy_beside(mut file: File, target: &Path) -> io::Result<(File, Named)> {
    let (mut copy, name) = Named::create(target)?;
    file.rewind()?;
    io::copy(&mut file, &mut copy)?;
    copy.sync_all()?;
    Ok((copy, name))
}

/// Renames a file to `target`, which no file has.
pub(super) fn move_new(name: &Named, target: &Path) -> io::Result<()> {
    by_the_first_that_can(&[without_replacing, with_a_second_name, over_a_placeholder], name.path(), target)
}

type Way = fn(&Path, &Path) -> io::Result<()>;

/// Tries one way after the other until one can do it, or finds a file in the place.
pub(super) fn by_the_first_that_can(ways: &[Way], from: &Path, target: &Path) -> io::Result<()> {
    let mut outcome = Err(io::ErrorKind::Unsupported.into());
    for way in ways {
        outcome = way(from, target);
        match &outcome {
            Ok(()) => break,
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => break,
            Err(_) => {}
        }
    }
    outcome
}

/// In one step, where the kernel and the file system know how.
#[cfg(target_os = "linux")]
fn without_replacing(from: &Path, target: &Path) -> io::Result<()> {
    use rustix::fs::{renameat_with, RenameFlags, CWD};
    Ok(renameat_with(CWD, from, CWD, target, RenameFlags::NOREPLACE)?)
}

#[cfg(not(target_os = "linux"))]
fn without_replacing(_from: &Path, _target: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Unlike a rename, a link never replaces an existing file. FAT and exFAT have none.
fn with_a_second_name(from: &Path, target: &Path) -> io::Result<()> {
    fs::hard_link(from, target)
}

/// An empty file that was not there before is this program's own, and may be replaced.
pub(super) fn over_a_placeholder(from: &Path, target: &Path) -> io::Result<()> {
    drop(OpenOptions::new().write(true).create_new(true).open(target)?);
    fs::rename(from, target).inspect_err(|_| {
        let _ = fs::remove_file(target);
    })
}
