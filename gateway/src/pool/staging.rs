//! Files of blocks that were being written when the process ended.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// What separates a block's name from the number of the attempt to write it. No identifier has it.
const MARK: char = '#';

/// Deletes everything half-written in the folder of all blocks; answers how many files that were.
pub(super) fn sweep(blocks: &Path) -> io::Result<u64> {
    let mut swept = 0u64;
    for shard in entries(blocks)? {
        if shard.is_dir() {
            let here = sweep_shard(&shard, |_| true)?;
            if here > 0 {
                sync(&shard)?;
            }
            swept = swept.saturating_add(here);
        }
    }
    Ok(swept)
}

/// Deletes what is half-written in one folder of those blocks that `wanted` names; answers how many files that were.
pub(super) fn sweep_shard(shard: &Path, wanted: impl Fn(&str) -> bool) -> io::Result<u64> {
    let mut swept = 0u64;
    for file in entries(shard)? {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.split_once(MARK).is_some_and(|(block, _)| wanted(block)) {
            match fs::remove_file(&file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => swept = swept.saturating_add(1),
            }
        }
    }
    Ok(swept)
}

/// What is in `folder`; nothing if it is not there.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Writes a folder's entries to the disk; what is not there has none.
#[cfg(unix)]
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    match fs::File::open(folder) {
        Ok(folder) => folder.sync_all(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Folders cannot be opened here; the file system writes them when it likes.
#[cfg(not(unix))]
pub(super) fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}
