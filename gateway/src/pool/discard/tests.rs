#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::{database::blocks::Document, scene::Scene, state::Gateway};
use bytes::Bytes;
use salus_client::content::raw_id;
use std::time::Duration;

const ID: RecordId = RecordId([1; 32]);

/// A block of the record, listed and here.
async fn kept(gateway: &Gateway, block: &'static [u8]) -> ContentId {
    let id = raw_id(block);
    gateway.store.database.add_blocks(&ID, &[id]).await.unwrap();
    gateway.store.keep(&ID, &id, Bytes::from_static(block)).await.unwrap();
    id
}

async fn is_here(gateway: &Gateway, id: &ContentId) -> bool {
    gateway.store.pool.get(id).await.unwrap().is_some()
}

#[tokio::test]
async fn blocks_should_be_discarded_when_no_other_record_or_document_needs_them() {
    let scene = Scene::new(1, 1).await;
    let gateway = &scene.gateways[0];
    let (own, header) = (kept(gateway, b"own").await, raw_id(b"header"));
    gateway.store.database.note_header(&ID, &header).await.unwrap();
    gateway.store.keep(&ID, &header, Bytes::from_static(b"header")).await.unwrap();
    let (shared, card) = (kept(gateway, b"shared").await, kept(gateway, b"card").await);
    gateway.store.database.add_blocks(&RecordId([2; 32]), &[shared]).await.unwrap();
    gateway.store.database.add_document(&card, Document::Card).await.unwrap();
    discard(&gateway.store, &ID).await.unwrap();
    for (id, stays) in [(own, false), (header, false), (shared, true), (card, true)] {
        assert_eq!(is_here(gateway, &id).await, stays, "{id}");
    }
    assert!(gateway.store.database.blocks_of(&ID).await.unwrap().is_empty());
    discard(&gateway.store, &RecordId([2; 32])).await.unwrap();
    assert!(!is_here(gateway, &shared).await);
}

#[tokio::test]
async fn rows_should_stay_when_a_block_cannot_be_deleted() {
    let scene = Scene::new(1, 1).await;
    let gateway = &scene.gateways[0];
    let id = raw_id(b"own");
    gateway.store.database.add_blocks(&ID, &[id]).await.unwrap();
    // A folder is where the file would be: the disk refuses to delete it.
    let text = id.to_string();
    let shard = &text[text.len() - 3..text.len() - 1];
    let place = gateway.config.data_dir.join("pool").join("blocks").join(shard).join(&text);
    std::fs::create_dir_all(&place).unwrap();
    assert!(discard(&gateway.store, &ID).await.is_err());
    assert!(gateway.store.database.is_block_of(&ID, &id).await.unwrap());
    std::fs::remove_dir(&place).unwrap();
    discard(&gateway.store, &ID).await.unwrap();
    assert!(!gateway.store.database.is_block_of(&ID, &id).await.unwrap());
}

#[tokio::test]
async fn nothing_should_be_discarded_when_somebody_stores_a_block_just_now() {
    let scene = Scene::new(1, 1).await;
    let gateway = &scene.gateways[0];
    let own = kept(gateway, b"own").await;
    let storing = gateway.store.storing.read().await;
    let waits = tokio::time::timeout(Duration::from_millis(50), discard(&gateway.store, &ID)).await;
    assert!(waits.is_err());
    assert!(is_here(gateway, &own).await);
    drop(storing);
    discard(&gateway.store, &ID).await.unwrap();
    assert!(!is_here(gateway, &own).await);
}

#[tokio::test]
async fn block_should_be_kept_to_the_end_when_whoever_asked_for_it_hangs_up() {
    let scene = Scene::new(1, 1).await;
    let gateway = &scene.gateways[0];
    let id = raw_id(b"own");
    let deleting = gateway.store.storing.write().await;
    let keep = gateway.store.keep(&ID, &id, Bytes::from_static(b"own"));
    assert!(tokio::time::timeout(Duration::from_millis(50), keep).await.is_err());
    drop(deleting);
    // Whoever deletes next finds it written, or not begun: never on its way.
    drop(gateway.store.storing.write().await);
    assert!(is_here(gateway, &id).await);
}
