#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::pool::full_disk::FakeFullDisk;

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

/// What a crash between writing and linking leaves of a block.
fn half_written(folder: &tempfile::TempDir, id: &ContentId) -> std::path::PathBuf {
    let mut name = file(folder, id).into_os_string();
    name.push("#1");
    let path = std::path::PathBuf::from(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, b"block").unwrap();
    path
}

#[tokio::test]
async fn pool_should_delete_what_a_crash_left_half_written_when_it_is_opened() {
    let (folder, pool) = pool();
    let (whole, cut) = (content::raw_id(b"block"), content::raw_id(b"never linked"));
    pool.put(&whole, Bytes::from_static(b"block")).await.unwrap();
    let left = [half_written(&folder, &whole), half_written(&folder, &cut)];
    let pool = Pool::open(folder.path()).unwrap();
    assert!(left.iter().all(|path| !path.exists()));
    assert!(pool.get(&whole).await.unwrap().is_some());
}

#[tokio::test]
async fn pool_should_delete_what_is_half_written_of_a_block_when_the_block_is_deleted() {
    let (folder, pool) = pool();
    let (id, other) = (content::raw_id(b"block"), content::raw_id(b"another"));
    pool.put(&id, Bytes::from_static(b"block")).await.unwrap();
    let (own, others) = (half_written(&folder, &id), half_written(&folder, &other));
    pool.delete(&id).await.unwrap();
    pool.sync_deletions(&[id]).await.unwrap();
    assert!(!own.exists());
    assert!(others.exists(), "another block may be written just now");
}

#[tokio::test]
async fn pool_should_say_that_the_disk_is_full_until_it_has_room_again() {
    let (full, pool) = FakeFullDisk::pool();
    let id = content::raw_id(b"block");
    assert!(!pool.is_full());
    let refused = pool.put(&id, Bytes::from_static(b"block")).await;
    assert!(matches!(refused, Err(PoolError::Full)), "{refused:?}");
    assert!(pool.is_full());
    pool.look_for_room().await;
    assert!(pool.is_full());
    full.store(false, Ordering::Relaxed);
    pool.look_for_room().await;
    assert!(!pool.is_full());
    pool.put(&id, Bytes::from_static(b"block")).await.unwrap();
}
