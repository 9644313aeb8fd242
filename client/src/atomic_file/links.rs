//! Symbolic links: a file is made or replaced where they lead to, and they stay.

use super::directory;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// As many links as Linux follows.
const MOST_LINKS: usize = 40;

/// The path that `path` leads to: itself, or the end of the symbolic links that begin there. There need not be a file.
///
/// # Errors
/// What the file system says of a path on the way, or if the links lead in a circle.
pub fn destination(path: &Path) -> io::Result<PathBuf> {
    let mut at = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        match fs::symlink_metadata(&at) {
            Ok(found) if found.is_symlink() => {
                // What a link says is meant from the link's own directory; an absolute path replaces that.
                let next = fs::read_link(&at)?;
                at = directory(&at).join(next);
            }
            Ok(_) => return Ok(at),
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(at),
            Err(e) => return Err(e),
        }
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "too many symbolic links, or links in a circle"))
}
