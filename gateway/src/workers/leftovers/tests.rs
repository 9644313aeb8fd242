#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::{
    database::verdicts::Verdict,
    intake::{filing::file, IntakeError},
    ledger::LedgerError,
    scene::{account, Scene},
    verification,
};
use bytes::Bytes;
use futures::stream;
use salus_client::content::raw_id;
use salus_primitives::{record::NamedRecord, ContentId};
use std::convert::Infallible;

const ID: RecordId = RecordId([1; 32]);

/// A header and a content.
type Names = (ContentId, ContentId);

fn body() -> impl futures::Stream<Item = Result<Bytes, Infallible>> + Send + Unpin + 'static {
    stream::iter(vec![Ok(Bytes::from_static(b"data"))])
}

/// A pending record that the first gateway filed and all others checked.
async fn pending(scene: &Scene) -> Names {
    file(&scene.gateways[0], scene.request(1, 4), body()).await.unwrap();
    let record = scene.chain.world().records[&ID].clone();
    for gateway in &scene.gateways[1..] {
        let named = NamedRecord { id: ID, record: record.clone() };
        verification::verify(gateway, gateway.ledger.head().unwrap(), &named).await.unwrap();
    }
    (record.header, record.content)
}

fn lapse(scene: &Scene) {
    scene.chain.world().records.get_mut(&ID).unwrap().status = RecordStatus::Lapsed;
}

/// A record that is stored at the first gateway, and whose call was not taken.
async fn stored(scene: &Scene) -> Names {
    let gateway = &scene.gateways[0];
    scene.chain.world().next_answer = Some(LedgerError::Unreachable);
    let outcome = file(gateway, scene.request(1, 4), body()).await;
    assert!(matches!(outcome, Err(IntakeError::Waiting)));
    let sealed = gateway.store.database.submission(&ID).await.unwrap().unwrap().sealed.unwrap();
    (sealed.header, sealed.content)
}

async fn are_here(gateway: &Gateway, (header, content): Names) -> (bool, bool) {
    let header = gateway.store.pool.get(&header).await.unwrap();
    let content = gateway.store.pool.get(&content).await.unwrap();
    (header.is_some(), content.is_some())
}

async fn go(gateway: &Gateway) {
    let head = gateway.ledger.head().unwrap();
    assert_eq!(round(gateway, head, None).await.unwrap(), None);
}

#[tokio::test]
async fn blocks_should_be_deleted_where_the_record_was_only_checked_when_it_lapsed() {
    let scene = Scene::new(3, 3).await;
    let names = pending(&scene).await;
    lapse(&scene);
    for gateway in &scene.gateways[1..] {
        gateway.store.database.set_verdict(&ID, &names.0, &Verdict::Sound).await.unwrap();
        assert_eq!(are_here(gateway, names).await, (true, true));
        go(gateway).await;
        assert_eq!(are_here(gateway, names).await, (false, false));
        assert!(gateway.store.database.blocks_of(&ID).await.unwrap().is_empty());
        let verdict = gateway.store.database.verdict(&ID, &names.0).await.unwrap();
        assert_eq!(verdict, None, "filed again, it is checked again: its blocks are not here");
    }
}

#[tokio::test]
async fn blocks_should_stay_where_the_record_was_filed_when_it_lapsed() {
    let scene = Scene::new(3, 3).await;
    let names = pending(&scene).await;
    lapse(&scene);
    let gateway = &scene.gateways[0];
    go(gateway).await;
    assert_eq!(are_here(gateway, names).await, (true, true));
    gateway.store.database.submission_reopened(&ID, "majority-missed").await.unwrap();
    go(gateway).await;
    assert_eq!(are_here(gateway, names).await, (true, true));
}

/// Everything that is in the data folder of the second gateway, as a backup has it.
async fn restored(scene: &Scene) -> Gateway {
    crate::scene::unreconciled(&scene.chain, account("//Restored"), &scene.gateways[1].config.data_dir).await
}

#[tokio::test]
async fn erased_record_should_be_deleted_before_anything_is_handed_out_when_a_backup_was_restored() {
    for (attested, discarded) in [(false, false), (true, false), (true, true)] {
        let scene = Scene::new(3, 3).await;
        let names = pending(&scene).await;
        {
            let mut world = scene.chain.world();
            world.erase(&ID);
            if attested {
                // More than half said so: the chain lists it to those no more who did.
                world.records.clear();
                world.erasures.get_mut(&ID).unwrap().erased_at = Some(101);
            }
            if discarded {
                // Years later not even the certificate is there.
                world.erasures.clear();
                world.erased_ids.insert(ID);
            }
        }
        let gateway = restored(&scene).await;
        assert_eq!(are_here(&gateway, names).await, (true, true));
        assert!(!gateway.store.is_reconciled());
        Leftovers::default().round(&gateway, gateway.ledger.head().unwrap()).await.unwrap();
        assert_eq!(are_here(&gateway, names).await, (false, false));
        assert!(gateway.store.is_reconciled());
        assert!(gateway.store.database.is_erased(&ID).await.unwrap());
    }
}

#[tokio::test]
async fn records_should_not_be_handed_out_when_the_node_went_away_before_all_were_looked_at() {
    let scene = Scene::new(3, 3).await;
    pending(&scene).await;
    let gateway = restored(&scene).await;
    let head = gateway.ledger.head().unwrap();
    scene.chain.disconnect();
    assert!(Leftovers::default().round(&gateway, head).await.is_err());
    assert!(!gateway.store.is_reconciled());
}

#[tokio::test]
async fn every_record_should_be_looked_at_before_anything_is_handed_out_when_there_are_many() {
    let scene = Scene::new(2, 3).await;
    let gateway = restored(&scene).await;
    let ids: Vec<_> =
        (0..PAGE + 10).map(|n| RecordId([(n / 256) as u8, n as u8].repeat(16).try_into().unwrap())).collect();
    for id in &ids {
        gateway.store.database.mark_erased(id).await.unwrap();
        gateway.store.database.add_blocks(id, &[raw_id(b"block")]).await.unwrap();
    }
    Leftovers::default().round(&gateway, gateway.ledger.head().unwrap()).await.unwrap();
    assert_eq!(gateway.store.database.next_with_blocks(None).await.unwrap(), None);
}

#[tokio::test]
async fn blocks_should_be_deleted_when_the_check_of_a_lapsed_record_was_cut_off() {
    let scene = Scene::new(3, 3).await;
    let (header, content) = pending(&scene).await;
    lapse(&scene);
    let gateway = &scene.gateways[1];
    // As far as it came: some of the content, and nothing of the header.
    gateway.store.database.forget_blocks(&ID).await.unwrap();
    gateway.store.pool.delete(&header).await.unwrap();
    gateway.store.database.add_blocks(&ID, &[content]).await.unwrap();
    go(gateway).await;
    assert_eq!(are_here(gateway, (header, content)).await, (false, false));
}

#[tokio::test]
async fn block_should_stay_when_another_record_needs_it_too() {
    let scene = Scene::new(3, 3).await;
    let names = pending(&scene).await;
    lapse(&scene);
    let (gateway, other) = (&scene.gateways[1], RecordId([2; 32]));
    gateway.store.database.add_blocks(&other, &[names.1]).await.unwrap();
    go(gateway).await;
    assert_eq!(are_here(gateway, names).await, (false, true));
    assert_eq!(gateway.store.database.blocks_of(&other).await.unwrap(), [names.1]);
}

#[tokio::test]
async fn blocks_should_stay_when_their_record_is_or_may_come_in() {
    let scene = Scene::new(3, 3).await;
    let names = pending(&scene).await;
    for status in [RecordStatus::Pending, RecordStatus::Active, RecordStatus::Superseded] {
        scene.chain.world().records.get_mut(&ID).unwrap().status = status;
        for gateway in &scene.gateways {
            go(gateway).await;
            assert_eq!(are_here(gateway, names).await, (true, true));
        }
    }
}

#[tokio::test]
async fn blocks_should_stay_when_their_record_is_stored_and_not_on_the_chain_yet() {
    let scene = Scene::new(1, 3).await;
    let names = stored(&scene).await;
    go(&scene.gateways[0]).await;
    assert_eq!(are_here(&scene.gateways[0], names).await, (true, true));
}

#[tokio::test]
async fn blocks_should_be_deleted_when_the_gateway_stopped_before_it_could_after_a_refusal() {
    let scene = Scene::new(1, 3).await;
    let names = stored(&scene).await;
    let gateway = &scene.gateways[0];
    gateway.store.database.forget_promise(&ID).await;
    gateway.store.database.submission_failed(&ID, "policy-not-current").await.unwrap();
    let claim = gateway.intake.receiving.claim(ID);
    go(gateway).await;
    assert_eq!(are_here(gateway, names).await, (true, true), "it is being handed in again");
    drop(claim);
    go(gateway).await;
    assert_eq!(are_here(gateway, names).await, (false, false));
}

#[tokio::test]
async fn blocks_should_stay_after_a_refusal_when_the_sender_was_told_that_they_are_safe() {
    let scene = Scene::new(1, 3).await;
    let names = stored(&scene).await;
    let gateway = &scene.gateways[0];
    gateway.store.database.submission_failed(&ID, "policy-revoked").await.unwrap();
    go(gateway).await;
    assert_eq!(are_here(gateway, names).await, (true, true));
}

#[tokio::test]
async fn rows_should_be_forgotten_when_they_came_late_for_an_erased_record() {
    let scene = Scene::new(1, 3).await;
    let gateway = &scene.gateways[0];
    gateway.store.database.mark_erased(&ID).await.unwrap();
    gateway.store.database.note_header(&ID, &raw_id(b"header")).await.unwrap();
    go(gateway).await;
    assert!(gateway.store.database.blocks_of(&ID).await.unwrap().is_empty());
}

#[tokio::test]
async fn records_should_be_looked_at_a_few_at_a_time_when_there_are_many() {
    let scene = Scene::new(1, 3).await;
    let gateway = &scene.gateways[0];
    let head = gateway.ledger.head().unwrap();
    let ids: Vec<_> = (0..20).map(|n| RecordId([n; 32])).collect();
    for id in &ids {
        gateway.store.database.mark_erased(id).await.unwrap();
        gateway.store.database.add_blocks(id, &[raw_id(b"block")]).await.unwrap();
    }
    let next = round(gateway, head, None).await.unwrap();
    assert_eq!(next, Some(ids[ROUND - 1]));
    assert_eq!(gateway.store.database.next_with_blocks(None).await.unwrap(), Some(ids[ROUND]));
    assert_eq!(round(gateway, head, next).await.unwrap(), None);
    assert_eq!(gateway.store.database.next_with_blocks(None).await.unwrap(), None);
}
