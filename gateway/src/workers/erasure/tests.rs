#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::{
    intake::{filing::file, IntakeError},
    ledger::LedgerError,
    pool::fetch,
    scene::Scene,
    state::KeepError,
    verification,
};
use bytes::Bytes;
use futures::stream;
use salus_primitives::{consortium::MemberStatus, record::NamedRecord};
use std::convert::Infallible;

const ID: RecordId = RecordId([1; 32]);

fn body() -> impl futures::Stream<Item = Result<Bytes, Infallible>> + Send + Unpin + 'static {
    stream::iter(vec![Ok(Bytes::from_static(b"data"))])
}

/// A record that the first gateway filed and all others verified, and whose patient wants it erased.
async fn erasing(scene: &Scene) -> Record<AccountId> {
    file(&scene.gateways[0], scene.request(1, 4), body()).await.unwrap();
    let record = scene.chain.world().records[&ID].clone();
    for gateway in &scene.gateways[1..] {
        let named = NamedRecord { id: ID, record: record.clone() };
        verification::verify(gateway, gateway.ledger.head().unwrap(), &named).await.unwrap();
    }
    scene.chain.world().erase(&ID);
    record
}

async fn is_here(gateway: &Gateway, record: &Record<AccountId>) -> (bool, bool) {
    let header = gateway.store.pool.get(&record.header).await.unwrap();
    let content = gateway.store.pool.get(&record.content).await.unwrap();
    (header.is_some(), content.is_some())
}

async fn go(gateway: &Gateway) -> Result<Option<BlockNumber>, WorkerError> {
    round(gateway, gateway.ledger.head()?).await
}

#[tokio::test]
async fn record_should_leave_every_pool_and_the_chain_when_its_patient_has_it_erased() {
    let scene = Scene::new(3, 3).await;
    let record = erasing(&scene).await;
    for gateway in &scene.gateways {
        assert_eq!(is_here(gateway, &record).await, (true, true));
        go(gateway).await.unwrap();
        assert_eq!(is_here(gateway, &record).await, (false, false));
        assert!(gateway.store.database.blocks_of(&ID).await.unwrap().is_empty());
        assert!(gateway.store.database.submission(&ID).await.unwrap().is_none());
    }
    let world = scene.chain.world();
    assert!(!world.records.contains_key(&ID));
    // The third one's attestation came after the majority and is kept.
    assert_eq!(world.erasures[&ID].attestations.len(), 3);
}

#[tokio::test]
async fn nothing_should_be_attested_twice_when_the_next_block_comes() {
    let scene = Scene::new(3, 3).await;
    erasing(&scene).await;
    assert!(go(&scene.gateways[1]).await.unwrap().is_some());
    assert!(go(&scene.gateways[1]).await.unwrap().is_none());
}

#[tokio::test]
async fn block_should_stay_when_another_record_needs_it() {
    let scene = Scene::new(3, 3).await;
    let record = erasing(&scene).await;
    let gateway = &scene.gateways[1];
    gateway.store.database.add_blocks(&RecordId([2; 32]), &[record.content]).await.unwrap();
    go(gateway).await.unwrap();
    assert_eq!(is_here(gateway, &record).await, (false, true));
}

#[tokio::test]
async fn record_should_be_deleted_when_the_rows_of_its_blocks_were_lost() {
    let scene = Scene::new(3, 3).await;
    let record = erasing(&scene).await;
    let gateway = &scene.gateways[1];
    gateway.store.database.forget_record(&ID).await.unwrap();
    go(gateway).await.unwrap();
    assert_eq!(is_here(gateway, &record).await, (false, false));
}

#[tokio::test]
async fn blocks_should_be_deleted_when_they_were_fetched_for_a_reader_and_the_chain_forgot_the_record() {
    let scene = Scene::new(3, 3).await;
    file(&scene.gateways[0], scene.request(1, 4), body()).await.unwrap();
    let record = scene.chain.world().records[&ID].clone();
    let gateway = &scene.gateways[1];
    let head = gateway.ledger.head().unwrap();
    for id in [record.header, record.content] {
        fetch::record_block(gateway, head, &ID, &record, &id).await.unwrap();
    }
    assert_eq!(is_here(gateway, &record).await, (true, true));
    scene.chain.world().erase(&ID);
    // The two others are a majority.
    go(&scene.gateways[0]).await.unwrap();
    go(&scene.gateways[2]).await.unwrap();
    assert!(!scene.chain.world().records.contains_key(&ID));
    go(gateway).await.unwrap();
    assert_eq!(is_here(gateway, &record).await, (false, false));
    assert!(gateway.store.database.blocks_of(&ID).await.unwrap().is_empty());
}

#[tokio::test]
async fn deletion_should_be_finished_when_it_was_cut_off_before() {
    let scene = Scene::new(3, 3).await;
    let record = erasing(&scene).await;
    let gateway = &scene.gateways[1];
    // As far as it came: marked, one file gone, the rows still there.
    gateway.store.database.mark_erased(&ID).await.unwrap();
    gateway.store.pool.delete(&record.header).await.unwrap();
    go(gateway).await.unwrap();
    assert_eq!(is_here(gateway, &record).await, (false, false));
    assert_eq!(scene.chain.world().erasures[&ID].attestations.len(), 1);
}

#[tokio::test]
async fn nothing_should_be_deleted_when_the_node_is_unreachable() {
    let scene = Scene::new(3, 3).await;
    let record = erasing(&scene).await;
    let gateway = &scene.gateways[1];
    let head = gateway.ledger.head().unwrap();
    scene.chain.disconnect();
    assert!(matches!(round(gateway, head).await, Err(WorkerError::Ledger(_))));
    assert_eq!(is_here(gateway, &record).await, (true, true));
}

#[tokio::test]
async fn record_should_be_attested_later_when_the_call_was_not_taken() {
    let scene = Scene::new(3, 3).await;
    let record = erasing(&scene).await;
    let gateway = &scene.gateways[1];
    scene.chain.world().next_answer = Some(LedgerError::Unreachable);
    assert!(go(gateway).await.is_err());
    assert_eq!(is_here(gateway, &record).await, (false, false));
    go(gateway).await.unwrap();
    assert_eq!(scene.chain.world().erasures[&ID].attestations.len(), 1);
}

#[tokio::test]
async fn block_should_not_come_back_when_a_check_from_before_ends_late() {
    let scene = Scene::new(3, 3).await;
    let record = erasing(&scene).await;
    let gateway = &scene.gateways[1];
    let bytes = gateway.store.pool.get(&record.header).await.unwrap().unwrap();
    go(gateway).await.unwrap();
    assert!(matches!(gateway.store.keep(&ID, &record.header, bytes).await, Err(KeepError::Erased)));
    assert_eq!(is_here(gateway, &record).await, (false, false));
}

#[tokio::test]
async fn id_should_be_refused_at_the_intake_when_its_record_was_erased() {
    let scene = Scene::new(3, 3).await;
    erasing(&scene).await;
    for gateway in &scene.gateways {
        go(gateway).await.unwrap();
    }
    let again = file(&scene.gateways[0], scene.request(1, 4), body()).await;
    assert!(matches!(again, Err(IntakeError::Conflict(_))), "{again:?}");
}

#[tokio::test]
async fn record_should_leave_the_pool_when_the_organisation_is_suspended_or_removed() {
    for status in [MemberStatus::Suspended, MemberStatus::Removed] {
        let scene = Scene::new(3, 3).await;
        let record = erasing(&scene).await;
        scene.chain.world().organisations.get_mut(&1).unwrap().status = status;
        scene.chain.next_block();
        let gateway = &scene.gateways[1];
        for _ in 0..2 {
            assert_eq!(go(gateway).await.unwrap(), None, "it has no word on the chain");
            assert_eq!(is_here(gateway, &record).await, (false, false));
        }
        assert_eq!(gateway.metrics.records_erased.get(), 1);
        // Reinstated, it says what it did.
        scene.chain.world().organisations.get_mut(&1).unwrap().status = MemberStatus::Active;
        scene.chain.next_block();
        assert!(go(gateway).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn half_written_block_should_leave_the_pool_when_its_record_is_erased() {
    let scene = Scene::new(1, 1).await;
    let record = erasing(&scene).await;
    let gateway = &scene.gateways[0];
    let text = record.content.to_string();
    let shard = &text[text.len() - 3..text.len() - 1];
    let left = gateway.config.data_dir.join("pool/blocks").join(shard).join(format!("{text}#1"));
    std::fs::write(&left, b"a whole copy").unwrap();
    go(gateway).await.unwrap();
    assert!(!left.exists());
}
