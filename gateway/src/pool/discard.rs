//! Deleting a record's blocks.

use super::PoolError;
use crate::{database::DatabaseError, state::Store};
use salus_primitives::{ContentId, RecordId};

/// Why blocks were not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DiscardError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The disk failed.
    #[error(transparent)]
    Pool(#[from] PoolError),
}

/// Deletes every block of `record` that nothing else needs. A crash on the way leaves the rest to be deleted.
///
/// # Errors
/// [`DiscardError`] if the database or the disk fails.
pub async fn discard(store: &Store, record: &RecordId) -> Result<(), DiscardError> {
    // Most records have none: a task that stores a block must not wait for that.
    if store.database.blocks_of(record).await?.is_empty() {
        return Ok(());
    }
    let _alone = store.storing.write().await;
    delete_blocks(store, record, store.database.blocks_of(record).await?).await?;
    // The rows last: until then they say what is still to be deleted.
    store.database.forget_blocks(record).await?;
    Ok(())
}

/// Deletes one header of `record`, and forgets it.
///
/// # Errors
/// [`DiscardError`] if the database or the disk fails.
pub async fn discard_header(
    store: &Store,
    record: &RecordId,
    header: &ContentId,
) -> Result<(), DiscardError> {
    let _alone = store.storing.write().await;
    delete_blocks(store, record, [*header]).await?;
    // The row last: until then it says what is still to be deleted.
    store.database.forget_header(record, header).await?;
    Ok(())
}

/// Deletes those of `blocks` that nothing beside `record` needs. The caller holds [`Store::storing`] alone.
///
/// # Errors
/// [`DiscardError`] if the database or the disk fails.
pub(crate) async fn delete_blocks(
    store: &Store,
    record: &RecordId,
    blocks: impl IntoIterator<Item = ContentId>,
) -> Result<(), DiscardError> {
    let mut gone = Vec::new();
    for block in blocks {
        if !store.database.is_needed_beside(record, &block).await? {
            store.pool.delete(&block).await?;
            gone.push(block);
        }
    }
    store.pool.sync_deletions(&gone).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
