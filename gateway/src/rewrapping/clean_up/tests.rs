#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::{
    rewrapping::{file, Endorser},
    scene::Scene,
};
use salus_client::content::raw_id;
use salus_primitives::record::NamedRecord;

const ID: RecordId = RecordId([1; 32]);

/// A record with a new header that waits; the names of the old and of the new one.
async fn waiting(scene: &Scene) -> (ContentId, ContentId) {
    let old = scene.filed(1).await;
    scene.decide_anew();
    (old, hand_in(scene).await)
}

async fn hand_in(scene: &Scene) -> ContentId {
    let bytes = scene.new_header(1).await;
    let gateway = &scene.gateways[0];
    let head = gateway.ledger.head().unwrap();
    file(gateway, head, scene.patient.id(), ID, scene.signed(ID, &bytes)).await.unwrap();
    raw_id(&bytes)
}

async fn endorse(scene: &Scene, gateway: usize) {
    let gateway = &scene.gateways[gateway];
    Endorser::default().round(gateway, gateway.ledger.head().unwrap()).await.unwrap();
}

/// Sweeps once nothing is undecided any more.
async fn sweep_later(scene: &Scene, gateway: usize) {
    let gateway = &scene.gateways[gateway];
    scene.chain.set_head(gateway.ledger.head().unwrap().number + 100);
    Sweep::default().round(gateway, gateway.ledger.head().unwrap()).await.unwrap();
}

async fn has(scene: &Scene, gateway: usize, header: &ContentId) -> bool {
    scene.gateways[gateway].store.pool.get(header).await.unwrap().is_some()
}

#[tokio::test]
async fn old_header_should_be_deleted_everywhere_when_the_new_one_took_its_place() {
    let scene = Scene::new(3, 3).await;
    let (old, new) = waiting(&scene).await;
    endorse(&scene, 1).await;
    for gateway in [0, 1] {
        sweep_later(&scene, gateway).await;
        assert_eq!((has(&scene, gateway, &old).await, has(&scene, gateway, &new).await), (false, true));
        let database = &scene.gateways[gateway].store.database;
        assert!(!database.is_block_of(&ID, &old).await.unwrap());
        assert_eq!(database.headers(false, u32::MAX, None, 9).await.unwrap(), []);
        assert_eq!(database.headers(true, u32::MAX, None, 9).await.unwrap(), [(ID, new)]);
    }
}

#[tokio::test]
async fn old_header_should_be_deleted_when_the_chain_decided_while_the_organisation_was_away() {
    let scene = Scene::new(3, 3).await;
    let old = scene.filed(1).await;
    let (away, named) = (&scene.gateways[2], scene.chain.world().records[&ID].clone());
    let head = away.ledger.head().unwrap();
    crate::verification::verify(away, head, &NamedRecord { id: ID, record: named }).await.unwrap();
    assert!(has(&scene, 2, &old).await);
    scene.decide_anew();
    hand_in(&scene).await;
    endorse(&scene, 1).await;
    sweep_later(&scene, 2).await;
    assert!(!has(&scene, 2, &old).await);
}

#[tokio::test]
async fn both_headers_should_stay_when_it_is_not_decided_yet() {
    let scene = Scene::new(3, 3).await;
    let (old, new) = waiting(&scene).await;
    sweep_later(&scene, 0).await;
    assert!(has(&scene, 0, &old).await && has(&scene, 0, &new).await);
    // Filed, and not in a finalised block yet: nobody can tell.
    scene.chain.world().rewraps.clear();
    let gateway = &scene.gateways[0];
    gateway.store.database.question_headers(&ID, &[new], u32::MAX).await.unwrap();
    Sweep::default().round(gateway, gateway.ledger.head().unwrap()).await.unwrap();
    assert!(has(&scene, 0, &new).await);
}

#[tokio::test]
async fn new_header_should_be_deleted_when_another_one_took_its_place() {
    let scene = Scene::new(3, 3).await;
    let (old, first) = waiting(&scene).await;
    scene.decide_anew();
    let second = hand_in(&scene).await;
    sweep_later(&scene, 0).await;
    assert!(!has(&scene, 0, &first).await);
    assert!(has(&scene, 0, &old).await && has(&scene, 0, &second).await);
}

#[tokio::test]
async fn new_header_should_be_dropped_by_one_after_the_other_when_it_missed_its_majority() {
    let scene = Scene::new(3, 3).await;
    waiting(&scene).await;
    let deadline = scene.chain.world().rewraps[&ID].deadline;
    let dropped = |scene: &Scene| scene.chain.world().rewraps.is_empty();
    scene.chain.set_head(deadline + TURN);
    endorse(&scene, 2).await;
    assert!(!dropped(&scene), "it is not the third one's turn");
    endorse(&scene, 1).await;
    assert!(dropped(&scene));
}
