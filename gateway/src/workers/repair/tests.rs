#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::{scene::Scene, verification};
use salus_primitives::{consortium::MemberStatus, record::NamedRecord};

const ID: RecordId = RecordId([1; 32]);

/// An Active record that the first gateway filed and all others verified.
async fn active(scene: &Scene) -> Record<AccountId> {
    scene.filed(1).await;
    scene.chain.world().records.get_mut(&ID).unwrap().status = RecordStatus::Pending;
    let record = scene.chain.world().records[&ID].clone();
    for gateway in &scene.gateways[1..] {
        let named = NamedRecord { id: ID, record: record.clone() };
        verification::verify(gateway, gateway.ledger.head().unwrap(), &named).await.unwrap();
    }
    scene.chain.world().records.get_mut(&ID).unwrap().status = RecordStatus::Active;
    record
}

async fn go(gateway: &Gateway) {
    Repair::default().round(gateway, gateway.ledger.head().unwrap()).await.unwrap();
}

async fn is_here(gateway: &Gateway, id: &ContentId) -> bool {
    gateway.store.local_block(id).await.unwrap().is_some()
}

fn file(gateway: &Gateway, id: &ContentId) -> std::path::PathBuf {
    let text = id.to_string();
    let shard = &text[text.len() - 3..text.len() - 1];
    gateway.config.data_dir.join("pool/blocks").join(shard).join(&text)
}

#[tokio::test]
async fn keeper_should_fetch_its_copy_again_when_its_pool_was_emptied() {
    let scene = Scene::new(3, 3).await;
    let record = active(&scene).await;
    let keeper = &scene.gateways[1];
    std::fs::remove_dir_all(keeper.config.data_dir.join("pool/blocks")).unwrap();
    assert!(!is_here(keeper, &record.content).await);
    go(keeper).await;
    assert!(is_here(keeper, &record.content).await);
    assert!(is_here(keeper, &record.header).await);
    assert_eq!(keeper.metrics.blocks_missing.get(), 0);
}

#[tokio::test]
async fn block_should_be_replaced_when_the_disk_damaged_it() {
    let scene = Scene::new(3, 3).await;
    let record = active(&scene).await;
    let keeper = &scene.gateways[2];
    std::fs::write(file(keeper, &record.content), b"rot").unwrap();
    go(keeper).await;
    assert!(is_here(keeper, &record.content).await);
    assert_eq!(keeper.metrics.blocks_repaired.get(), 1);
}

#[tokio::test]
async fn copies_should_be_told_as_too_few_when_a_keeper_lost_its_own() {
    let scene = Scene::new(3, 3).await;
    let record = active(&scene).await;
    go(&scene.gateways[0]).await;
    assert_eq!(scene.gateways[0].metrics.records_below_copies.get(), 0);
    std::fs::remove_file(file(&scene.gateways[1], &record.content)).unwrap();
    go(&scene.gateways[0]).await;
    assert_eq!(scene.gateways[0].metrics.records_below_copies.get(), 1);
    // Another one that counts, too, would count it twice.
    go(&scene.gateways[2]).await;
    assert_eq!(scene.gateways[2].metrics.records_below_copies.get(), 0);
}

#[tokio::test]
async fn next_organisation_should_take_a_copy_when_a_keeper_is_suspended() {
    let scene = Scene::new(4, 2).await;
    let record = active(&scene).await;
    let mut keepers = placement::keepers(&record.content, 0, 0..4, 4);
    assert_eq!(keepers.remove(0), 0);
    let (second, third) = (keepers[0], keepers[1]);
    let next = &scene.gateways[third as usize];
    assert!(!is_here(next, &record.content).await);
    scene.chain.world().organisations.get_mut(&second).unwrap().status = MemberStatus::Suspended;
    scene.chain.next_block();
    go(next).await;
    assert!(is_here(next, &record.content).await);
}

#[tokio::test]
async fn nothing_should_be_fetched_when_the_record_is_erased() {
    let scene = Scene::new(2, 2).await;
    let record = active(&scene).await;
    let keeper = &scene.gateways[1];
    std::fs::remove_file(file(keeper, &record.content)).unwrap();
    scene.chain.world().erase(&ID);
    go(keeper).await;
    assert!(!is_here(keeper, &record.content).await);
}

#[tokio::test]
async fn round_should_go_on_where_it_was_when_there_are_many_blocks() {
    let scene = Scene::new(1, 1).await;
    for record in 1..=9 {
        scene.filed(record).await;
    }
    let gateway = &scene.gateways[0];
    let rows = gateway.store.database.rows_after(None, 100).await.unwrap();
    let last = rows.last().unwrap().0;
    let lost = scene.chain.world().records[&last].content;
    std::fs::remove_file(file(gateway, &lost)).unwrap();
    let mut repair = Repair::default();
    let head = gateway.ledger.head().unwrap();
    repair.round(gateway, head).await.unwrap();
    assert!(repair.cursor.is_some());
    for _ in 0..20 {
        repair.round(gateway, head).await.unwrap();
    }
    // There is no other organisation to fetch it from.
    assert_eq!(gateway.metrics.blocks_missing.get(), 1);
}
