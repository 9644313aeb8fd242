//! The data pool: blocks under the names that their hashes give them.
//!
//! Every block is checked when it is written and again when it is read. What does not match its name
//! is never handed out: it counts as not being here, and a later write of the same block heals it.

use bytes::Bytes;
use object_store::{
    local::LocalFileSystem, path::Path, Error as StoreError, ObjectStore, ObjectStoreExt, PutMode,
    PutOptions, PutPayload,
};
use salus_client::content::{self, MAX_BLOCK_SIZE};
use salus_primitives::ContentId;
use std::{collections::BTreeSet, path::Path as FilePath, sync::Arc};

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
    /// The disk failed.
    #[error("the data pool cannot be reached: {0}")]
    Store(#[from] StoreError),
    /// The folder cannot be made.
    #[error("the data pool cannot be created: {0}")]
    Create(#[from] std::io::Error),
}

/// An organisation's store of ciphertext, cards and key packages.
#[derive(Clone, Debug)]
pub struct Pool {
    store: Arc<dyn ObjectStore>,
    /// Where the blocks lie, if on a disk of this machine.
    folder: Option<Arc<FilePath>>,
}

impl Pool {
    /// Opens the pool in `folder`, making it if need be.
    ///
    /// # Errors
    /// [`PoolError::Create`] and [`PoolError::Store`] if the folder cannot be used.
    pub fn open(folder: &FilePath) -> Result<Self, PoolError> {
        std::fs::create_dir_all(folder)?;
        // A block is acknowledged only once it would survive a power cut.
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { folder: Some(folder.into()), ..Self::on(Arc::new(store)) })
    }

    /// A pool on any store.
    pub fn on(store: Arc<dyn ObjectStore>) -> Self {
        Self { store, folder: None }
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
        let mode = |mode| PutOptions { mode, ..PutOptions::default() };
        let created =
            self.store.put_opts(&location, PutPayload::from(block.clone()), mode(PutMode::Create)).await;
        match created {
            Ok(_) => Ok(()),
            Err(StoreError::AlreadyExists { .. }) => match self.get(id).await {
                Ok(Some(_)) => Ok(()),
                // Damaged, or deleted a moment ago: the bytes at hand are known to be right.
                Ok(None) | Err(PoolError::Corrupt) => {
                    self.store.put_opts(&location, block.into(), mode(PutMode::Overwrite)).await?;
                    Ok(())
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

    /// Makes sure that the deletion of `blocks` would survive a power cut.
    ///
    /// A file that was unlinked is gone for good only once its folder is on the disk.
    ///
    /// # Errors
    /// [`PoolError::Create`] if the disk fails.
    pub async fn sync_deletions(&self, blocks: &[ContentId]) -> Result<(), PoolError> {
        let Some(folder) = self.folder.clone() else { return Ok(()) };
        let shards: BTreeSet<_> =
            blocks.iter().map(|id| folder.join("blocks").join(shard(&id.to_string()))).collect();
        tokio::task::spawn_blocking(move || shards.iter().try_for_each(|shard| sync(shard)))
            .await
            .map_err(std::io::Error::other)??;
        Ok(())
    }
}

/// Writes a folder's entries to the disk; what is not there has none.
#[cfg(unix)]
fn sync(folder: &FilePath) -> std::io::Result<()> {
    match std::fs::File::open(folder) {
        Ok(folder) => folder.sync_all(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Folders cannot be opened here; the file system writes them when it likes.
#[cfg(not(unix))]
fn sync(_: &FilePath) -> std::io::Result<()> {
    Ok(())
}

/// `blocks/<two characters>/<identifier>`.
///
/// The last but one two characters: all identifiers begin alike, and the very last character carries
/// only three bits of the hash.
fn location(id: &ContentId) -> Path {
    let text = id.to_string();
    Path::from_iter(["blocks", shard(&text), &text])
}

/// The two characters.
fn shard(id: &str) -> &str {
    let end = id.len().saturating_sub(1);
    id.get(end.saturating_sub(2)..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    fn pool() -> (tempfile::TempDir, Pool) {
        let folder = tempfile::tempdir().unwrap();
        let pool = Pool::open(folder.path()).unwrap();
        (folder, pool)
    }

    fn file(folder: &tempfile::TempDir, id: &ContentId) -> std::path::PathBuf {
        folder.path().join(location(id).to_string())
    }

    #[tokio::test]
    async fn pool_should_return_the_block_when_it_was_put() {
        let (folder, pool) = pool();
        let id = content::raw_id(b"block");
        assert_eq!(pool.get(&id).await.unwrap(), None);
        pool.put(&id, Bytes::from_static(b"block")).await.unwrap();
        pool.put(&id, Bytes::from_static(b"block")).await.unwrap();
        assert_eq!(pool.get(&id).await.unwrap().unwrap(), Bytes::from_static(b"block"));
        let text = id.to_string();
        let shard = &text[text.len() - 3..text.len() - 1];
        assert!(folder.path().join("blocks").join(shard).join(&text).is_file());
    }

    #[tokio::test]
    async fn pool_should_write_nothing_when_the_bytes_do_not_match_the_name() {
        let (folder, pool) = pool();
        let id = content::raw_id(b"block");
        let refused = pool.put(&id, Bytes::from_static(b"another")).await;
        assert!(matches!(refused, Err(PoolError::Mismatch)));
        assert!(!file(&folder, &id).exists());
    }

    #[tokio::test]
    async fn pool_should_refuse_a_block_when_it_is_larger_than_a_leaf() {
        let (_folder, pool) = pool();
        let block = vec![0; MAX_BLOCK_SIZE + 1];
        let refused = pool.put(&content::raw_id(&block), block.into()).await;
        assert!(matches!(refused, Err(PoolError::TooLarge)));
    }

    #[tokio::test]
    async fn pool_should_give_nothing_out_when_the_file_is_damaged_and_heal_when_it_is_put_again() {
        let (folder, pool) = pool();
        let id = content::raw_id(b"block");
        pool.put(&id, Bytes::from_static(b"block")).await.unwrap();
        for damage in [b"blocK".to_vec(), Vec::new(), vec![0; MAX_BLOCK_SIZE + 1]] {
            std::fs::write(file(&folder, &id), damage).unwrap();
            assert!(matches!(pool.get(&id).await, Err(PoolError::Corrupt)));
            pool.put(&id, Bytes::from_static(b"block")).await.unwrap();
            assert!(pool.get(&id).await.unwrap().is_some());
        }
    }

    #[tokio::test]
    async fn pool_should_forget_the_block_when_it_is_deleted() {
        let (_folder, pool) = pool();
        let id = content::raw_id(b"block");
        pool.put(&id, Bytes::from_static(b"block")).await.unwrap();
        pool.delete(&id).await.unwrap();
        pool.delete(&id).await.unwrap();
        pool.sync_deletions(&[id, content::raw_id(b"never here")]).await.unwrap();
        assert_eq!(pool.get(&id).await.unwrap(), None);
    }

    #[tokio::test]
    async fn pool_should_keep_one_whole_block_when_many_put_it_at_once() {
        let (_folder, pool) = pool();
        let block = Bytes::from(vec![7; 100_000]);
        let id = content::raw_id(&block);
        let puts = (0..16).map(|_| pool.put(&id, block.clone()));
        for put in futures::future::join_all(puts).await {
            put.unwrap();
        }
        assert_eq!(pool.get(&id).await.unwrap().unwrap(), block);
    }
}
