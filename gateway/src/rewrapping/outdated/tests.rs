#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::{
    ledger::fake::World,
    rewrapping::file,
    scene::{doctor_attribute, Scene, POLICY},
};
use std::collections::BTreeSet;

const ID: RecordId = RecordId([1; 32]);

/// Something that makes a header outdated.
type Change = fn(&Scene);

async fn reasons(scene: &Scene) -> Vec<(RecordId, &'static str, bool)> {
    let gateway = &scene.gateways[0];
    let head = gateway.ledger.head().unwrap();
    let (found, next) = outdated(gateway, head, scene.patient.id(), None).await.unwrap();
    assert_eq!(next, None);
    found.iter().map(|item| (item.record, item.reason, item.header.is_some())).collect()
}

#[tokio::test]
async fn record_should_be_listed_when_policy_or_epoch_or_rule_moved_on() {
    let changes: [(Change, &str); 3] = [
        (|scene| scene.decide_anew(), "other-policy"),
        (
            |scene| scene.chain.world().attributes.get_mut(&doctor_attribute()).unwrap().epoch += 1,
            "stale-epoch",
        ),
        (|scene| scene.allow_emergencies(), "missing-emergency"),
    ];
    for (change, reason) in changes {
        let scene = Scene::new(3, 1).await;
        scene.filed(1).await;
        assert_eq!(reasons(&scene).await, []);
        change(&scene);
        assert_eq!(reasons(&scene).await, [(ID, reason, true)]);
    }
}

#[tokio::test]
async fn record_should_not_be_listed_when_it_is_not_active_or_its_policy_was_revoked() {
    let changes: [fn(&mut World); 2] = [
        |world| world.records.get_mut(&ID).unwrap().status = RecordStatus::Superseded,
        |world| world.policies.get_mut(&POLICY).unwrap().status = PolicyStatus::Revoked,
    ];
    for change in changes {
        let scene = Scene::new(3, 1).await;
        scene.filed(1).await;
        scene.decide_anew();
        change(&mut scene.chain.world());
        assert_eq!(reasons(&scene).await, []);
    }
}

#[tokio::test]
async fn record_should_be_listed_again_when_its_new_header_is_outdated_too() {
    let scene = Scene::new(3, 1).await;
    scene.filed(1).await;
    scene.decide_anew();
    let bytes = scene.new_header(1).await;
    let gateway = &scene.gateways[0];
    let head = gateway.ledger.head().unwrap();
    file(gateway, head, scene.patient.id(), ID, scene.signed(ID, &bytes)).await.unwrap();
    assert_eq!(reasons(&scene).await, [], "it waits for its majority");
    scene.chain.world().attributes.get_mut(&doctor_attribute()).unwrap().epoch += 1;
    assert_eq!(reasons(&scene).await, [(ID, "other-policy", true)]);
}

#[tokio::test]
async fn record_should_be_told_as_unavailable_when_nobody_hands_its_header_out() {
    let scene = Scene::new(3, 1).await;
    let header = scene.filed(1).await;
    scene.gateways[0].store.pool.delete(&header).await.unwrap();
    assert_eq!(reasons(&scene).await, [(ID, "unavailable", false)]);
}

#[tokio::test]
async fn records_should_be_listed_in_pages_when_there_are_many() {
    let scene = Scene::new(1, 1).await;
    let count = PAGE as u8 + 1;
    for record in 1..=count {
        scene.filed(record).await;
    }
    scene.decide_anew();
    let gateway = &scene.gateways[0];
    let head = gateway.ledger.head().unwrap();
    let (first, next) = outdated(gateway, head, scene.patient.id(), None).await.unwrap();
    assert_eq!((first.len(), next), (PAGE as usize, first.last().map(|item| item.record)));
    let (rest, end) = outdated(gateway, head, scene.patient.id(), next).await.unwrap();
    assert_eq!((rest.len(), end), (1, None));
    let listed: BTreeSet<_> = first.iter().chain(&rest).map(|item| item.record).collect();
    assert_eq!(listed.len(), usize::from(count), "none is left out");
}

#[tokio::test]
async fn no_record_should_be_left_out_when_an_answer_ends_before_its_page() {
    let scene = Scene::new(1, 1).await;
    for record in 1..=5 {
        scene.filed(record).await;
    }
    scene.decide_anew();
    // One that is not listed stands between the others.
    scene.chain.world().records.get_mut(&RecordId([3; 32])).unwrap().status = RecordStatus::Superseded;
    let gateway = &scene.gateways[0];
    let head = gateway.ledger.head().unwrap();
    let (mut listed, mut cursor) = (BTreeSet::new(), None);
    loop {
        // Every header is one too many.
        let (found, next) = list(gateway, head, scene.patient.id(), cursor, 1).await.unwrap();
        assert!(found.len() <= 1);
        assert!(found.iter().all(|item| listed.insert(item.record)), "none is listed twice");
        if next.is_none() {
            break;
        }
        cursor = next;
    }
    assert_eq!(listed, BTreeSet::from([1, 2, 4, 5].map(|record| RecordId([record; 32]))));
}
