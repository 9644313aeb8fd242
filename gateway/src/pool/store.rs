//! The data pool: blocks under the names that their hashes give them.
//!
//! Every block is checked when it is written and again when it is read. What does not match its name
//! is never handed out: it counts as not being here, and a later write of the same block heals it.
//!
//! On a disk a block is written to a file beside its place, `<name>#<number>`, and linked to its name when it is
//! whole. A crash in between leaves that file. It is a copy of ciphertext that nothing lists, so it goes at the next
//! start, and with the block when that is deleted.

use super::staging;
use crate::disk;
use bytes::Bytes;
use object_store::{
    local::LocalFileSystem, path::Path, Error as StoreError, ObjectStore, ObjectStoreExt, PutMode,
    PutOptions, PutPayload,
};
use salus_client::content::{self, MAX_BLOCK_SIZE};
use salus_primitives::ContentId;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path as FilePath, PathBuf},
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc,
    },
};

/// The folder of the blocks in the pool's own.
const BLOCKS: &str = "blocks";
/// What is written to find out whether the disk has room.
const PROBE: &str = "probe";

/// Why a block could not be kept or given.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    /// The bytes are not what the identifier names.
    #[error("the bytes do not hash to the identifier they came under")]
    Mismatch,
    /// More bytes than any block of the profile has.
    #[error("a block has at most {MAX_BLOCK_SIZE} bytes")]
    TooLarge,
    /// What the disk returned is not what was written to it.
    #[error("a block of the data pool is damaged: check the disk")]
    Corrupt,
    /// The disk is full.
    #[error("the disk of the data pool is full")]
    Full,
    /// The disk failed.
    #[error("the data pool cannot be reached: {0}")]
    Store(StoreError),
    /// A folder cannot be made, read or written.
    #[error("the folder of the data pool cannot be used: {0}")]
    Folder(std::io::Error),
}

impl From<StoreError> for PoolError {
    fn from(error: StoreError) -> Self {
        if disk::is_store_full(&error) {
            Self::Full
        } else {
            Self::Store(error)
        }
    }
}

impl From<std::io::Error> for PoolError {
    fn from(error: std::io::Error) -> Self {
        if disk::is_full(&error) {
            Self::Full
        } else {
            Self::Folder(error)
        }
    }
}

/// An organisation's store of ciphertext, cards and key packages.
#[derive(Clone, Debug)]
pub struct Pool {
    store: Arc<dyn ObjectStore>,
    /// Where the blocks lie, if on a disk of this machine.
    folder: Option<Arc<FilePath>>,
    /// Whether the disk was full when a block was last written.
    full: Arc<AtomicBool>,
}

impl Pool {
    /// Opens the pool in `folder`, making it if need be, and deletes what a crash left half-written. Nobody else may
    /// use the folder.
    ///
    /// # Errors
    /// [`PoolError::Folder`] and [`PoolError::Store`] if the folder cannot be used.
    pub fn open(folder: &FilePath) -> Result<Self, PoolError> {
        std::fs::create_dir_all(folder)?;
        let swept = staging::sweep(&folder.join(BLOCKS))?;
        if swept > 0 {
            tracing::warn!(files = swept, "files of blocks that were being written at a crash were deleted");
        }
        // A block is acknowledged only once it would survive a power cut.
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { folder: Some(folder.into()), ..Self::on(Arc::new(store)) })
    }

    /// A pool on any store.
    pub fn on(store: Arc<dyn ObjectStore>) -> Self {
        Self { store, folder: None, full: Arc::default() }
    }

    /// Whether the disk was full when a block was last written.
    pub fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    /// Finds out whether a disk that was full has room again for a block.
    pub async fn look_for_room(&self) {
        if !self.is_full() {
            return;
        }
        let place = Path::from(PROBE);
        let written = self.write(&place, vec![0; MAX_BLOCK_SIZE].into(), PutMode::Overwrite).await;
        if let Err(error) = self.store.delete(&place).await {
            tracing::debug!(%error, "the probe of the data pool was not deleted");
        }
        if written.is_ok() {
            tracing::info!("the disk of the data pool has room again");
        }
    }

    async fn write(&self, place: &Path, bytes: Bytes, mode: PutMode) -> Result<(), StoreError> {
        let options = PutOptions { mode, ..PutOptions::default() };
        let written = self.store.put_opts(place, PutPayload::from(bytes), options).await;
        match &written {
            Ok(_) => self.full.store(false, Ordering::Relaxed),
            Err(error) if disk::is_store_full(error) => {
                if !self.full.swap(true, Ordering::Relaxed) {
                    tracing::error!("the disk of the data pool is full");
                }
            }
            Err(_) => {}
        }
        written.map(|_| ())
    }

    /// Keeps `block` under `id`; keeping it again changes nothing.
    ///
    /// # Errors
    /// [`PoolError::Mismatch`] or [`PoolError::TooLarge`] before anything is written,
    /// [`PoolError::Store`] if the disk fails.
    pub async fn put(&self, id: &ContentId, block: Bytes) -> Result<(), PoolError> {
        if block.len() > MAX_BLOCK_SIZE {
            return Err(PoolError::TooLarge);
        }
        content::verify(id, &block).map_err(|_| PoolError::Mismatch)?;
        let location = location(id);
        let created = self.write(&location, block.clone(), PutMode::Create).await;
        match created {
            Ok(()) => Ok(()),
            Err(StoreError::AlreadyExists { .. }) => match self.get(id).await {
                Ok(Some(_)) => Ok(()),
                // Damaged, or deleted a moment ago: the bytes at hand are known to be right.
                Ok(None) | Err(PoolError::Corrupt) => {
                    Ok(self.write(&location, block, PutMode::Overwrite).await?)
                }
                Err(error) => Err(error),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// The block `id`, if it is here.
    ///
    /// # Errors
    /// [`PoolError::Corrupt`] if the stored bytes are not the block, [`PoolError::Store`] if the disk
    /// fails.
    pub async fn get(&self, id: &ContentId) -> Result<Option<Bytes>, PoolError> {
        let found = match self.store.get(&location(id)).await {
            Ok(found) => found,
            Err(StoreError::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        // Nothing that was written here is larger, so do not even read it.
        if found.meta.size > MAX_BLOCK_SIZE as u64 {
            return Err(PoolError::Corrupt);
        }
        let block = found.bytes().await?;
        content::verify(id, &block).map_err(|_| PoolError::Corrupt)?;
        Ok(Some(block))
    }

    /// Forgets the block `id`; forgetting what is not here changes nothing.
    ///
    /// # Errors
    /// [`PoolError::Store`] if the disk fails.
    pub async fn delete(&self, id: &ContentId) -> Result<(), PoolError> {
        match self.store.delete(&location(id)).await {
            Ok(()) | Err(StoreError::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Makes sure that `blocks` were deleted for good: what a crash left of them half-written goes, too, and their
    /// deletion would survive a power cut.
    ///
    /// A file that was unlinked is gone for good only once its folder is on the disk. The caller makes sure that
    /// nobody writes one of the blocks meanwhile.
    ///
    /// # Errors
    /// [`PoolError::Folder`] if the disk fails.
    pub async fn sync_deletions(&self, blocks: &[ContentId]) -> Result<(), PoolError> {
        let Some(folder) = self.folder.clone() else { return Ok(()) };
        let mut shards: BTreeMap<PathBuf, BTreeSet<String>> = BTreeMap::new();
        for id in blocks.iter().map(ContentId::to_string) {
            shards.entry(folder.join(BLOCKS).join(shard(&id))).or_default().insert(id);
        }
        let all = move || {
            shards.iter().try_for_each(|(shard, blocks)| {
                staging::sweep_shard(shard, |block| blocks.contains(block))?;
                staging::sync(shard)
            })
        };
        tokio::task::spawn_blocking(all).await.map_err(std::io::Error::other)??;
        Ok(())
    }
}

/// `blocks/<two characters>/<identifier>`.
///
/// The last but one two characters: all identifiers begin alike, and the very last character carries
/// only three bits of the hash.
fn location(id: &ContentId) -> Path {
    let text = id.to_string();
    Path::from_iter([BLOCKS, shard(&text), &text])
}

/// The two characters.
fn shard(id: &str) -> &str {
    let end = id.len().saturating_sub(1);
    id.get(end.saturating_sub(2)..end).unwrap_or_default()
}

#[cfg(test)]
mod tests;
