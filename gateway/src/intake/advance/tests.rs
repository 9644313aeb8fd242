#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::{
    intake::filing::{file, Request},
    scene::{self, Scene},
};
use bytes::Bytes;
use std::convert::Infallible;

fn body() -> impl futures::Stream<Item = Result<Bytes, Infallible>> + Send + Unpin + 'static {
    stream::iter(vec![Ok(Bytes::from_static(b"data"))])
}

/// A record that is stored and did not reach the chain.
async fn stored(scene: &Scene) -> Request {
    let request = scene.request(1, 4);
    scene.chain.world().next_answer = Some(LedgerError::Unreachable);
    let outcome = file(&scene.gateways[0], request.clone(), body()).await;
    assert!(matches!(outcome, Err(IntakeError::Waiting)));
    request
}

async fn known(scene: &Scene) -> Submission {
    scene.gateways[0].database.submission(&RecordId([1; 32])).await.unwrap().unwrap()
}

async fn stage(scene: &Scene) -> Stage {
    known(scene).await.stage
}

/// Whether the ciphertext is here.
async fn is_here(scene: &Scene) -> bool {
    let content = known(scene).await.sealed.unwrap().content;
    scene.gateways[0].pool.get(&content).await.unwrap().is_some()
}

/// The call with which the stored record is submitted.
async fn call(scene: &Scene) -> Call {
    let Submission { particulars, sealed, .. } = known(scene).await;
    let sealed = sealed.unwrap();
    Call::Submit {
        record: particulars.record,
        patient: particulars.patient,
        author: particulars.author,
        policy: sealed.policy,
        content: sealed.content,
        header: sealed.header,
        previous: None,
    }
}

/// What the chain answers in `block`.
fn refused(reason: &str, block: BlockNumber) -> Option<LedgerError> {
    Some(LedgerError::Refused { reason: reason.into(), block })
}

#[tokio::test]
async fn stored_record_should_reach_the_chain_and_its_majority_when_the_worker_runs() {
    let scene = Scene::new(1, 3).await;
    stored(&scene).await;
    let stop = CancellationToken::new();
    let worker = tokio::spawn(run(Arc::clone(&scene.gateways[0]), stop.clone()));
    for _ in 0..500 {
        if stage(&scene).await == Stage::Active {
            break;
        }
        scene.chain.next_block();
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(stage(&scene).await, Stage::Active);
    stop.cancel();
    worker.await.unwrap();
    assert_eq!(scene.chain.world().calls.len(), 1);
}

#[tokio::test]
async fn stored_record_should_not_be_submitted_twice_when_the_first_call_came_through_after_all() {
    let scene = Scene::new(1, 3).await;
    stored(&scene).await;
    let gateway = &scene.gateways[0];
    let block = gateway.ledger.submit(call(&scene).await).await.unwrap();
    let known = until_submitted(gateway, RecordId([1; 32])).await.unwrap();
    assert_eq!(known.block, Some(block));
    assert_eq!(scene.chain.world().calls.len(), 1);
}

#[tokio::test]
async fn stored_record_should_stay_when_the_first_call_came_through_and_the_head_does_not_show_it_yet() {
    let scene = Scene::new(1, 3).await;
    stored(&scene).await;
    let gateway = &scene.gateways[0];
    // The call from before the crash is in a finalised block, and this gateway's head is the one before.
    let head = gateway.ledger.head().unwrap();
    let block = gateway.ledger.submit(call(&scene).await).await.unwrap();
    scene.chain.set_head(head.number);
    scene.chain.world().heads_are_late = true;
    let arrives = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        scene.chain.next_block();
    };
    let (outcome, ()) = tokio::join!(until_submitted(gateway, RecordId([1; 32])), arrives);
    assert_eq!(outcome.unwrap().block, Some(block));
    assert!(is_here(&scene).await);
}

#[tokio::test]
async fn stored_record_should_stay_when_the_block_of_the_refusal_does_not_come() {
    let scene = Scene::new(1, 3).await;
    stored(&scene).await;
    scene.chain.world().next_answer = refused("EhrRegistry::ContributionNotAllowed", 200);
    scene.chain.world().heads_are_late = true;
    let outcome = until_submitted(&scene.gateways[0], RecordId([1; 32])).await;
    assert!(matches!(outcome, Err(IntakeError::Waiting)), "{outcome:?}");
    assert_eq!(stage(&scene).await, Stage::Stored);
    assert!(is_here(&scene).await);
}

#[tokio::test]
async fn stored_record_should_be_told_as_submitted_when_its_header_was_replaced_meanwhile() {
    let scene = Scene::new(1, 3).await;
    stored(&scene).await;
    let gateway = &scene.gateways[0];
    gateway.ledger.submit(call(&scene).await).await.unwrap();
    let replaced = salus_client::content::raw_id(b"a newer header");
    scene.chain.world().records.get_mut(&RecordId([1; 32])).unwrap().header = replaced;
    until_submitted(gateway, RecordId([1; 32])).await.unwrap();
    assert!(is_here(&scene).await);
}

#[tokio::test]
async fn stored_record_should_fail_when_its_id_is_another_s() {
    let scene = Scene::new(1, 3).await;
    stored(&scene).await;
    let gateway = &scene.gateways[0];
    let other = salus_client::content::raw_id(b"of somebody else");
    let call = match call(&scene).await {
        Call::Submit { record, patient, author, policy, header, previous, .. } => {
            Call::Submit { record, patient, author, policy, content: other, header, previous }
        }
        call => call,
    };
    gateway.ledger.submit(call).await.unwrap();
    let outcome = until_submitted(gateway, RecordId([1; 32])).await;
    assert!(matches!(outcome, Err(IntakeError::Refused(reason)) if reason == TAKEN));
    assert!(!is_here(&scene).await);
}

#[tokio::test]
async fn stored_record_should_fail_when_its_id_is_that_of_an_erased_one() {
    let scene = Scene::new(1, 3).await;
    stored(&scene).await;
    let gateway = &scene.gateways[0];
    gateway.ledger.submit(call(&scene).await).await.unwrap();
    {
        let mut world = scene.chain.world();
        world.erase(&RecordId([1; 32]));
        world.records.clear();
    }
    let outcome = until_submitted(gateway, RecordId([1; 32])).await;
    assert!(matches!(outcome, Err(IntakeError::Refused(reason)) if reason == TAKEN));
}

#[tokio::test]
async fn stored_record_should_fail_and_be_handed_in_again_when_the_policy_changed_meanwhile() {
    let scene = Scene::new(1, 3).await;
    let request = stored(&scene).await;
    let gateway = &scene.gateways[0];
    scene.chain.world().policies.get_mut(&scene::POLICY).unwrap().version = 2;
    let outcome = until_submitted(gateway, RecordId([1; 32])).await;
    assert!(matches!(outcome, Err(IntakeError::Refused(reason)) if reason == "policy-not-current"));
    assert_eq!(stage(&scene).await, Stage::Failed);
    let known = file(gateway, request, body()).await.unwrap();
    assert_eq!(known.sealed.unwrap().policy.version, 2);
}

#[tokio::test]
async fn stored_record_should_fail_when_its_epochs_are_stale() {
    let scene = Scene::new(1, 3).await;
    stored(&scene).await;
    scene.chain.world().attributes.get_mut(&scene::doctor_attribute()).unwrap().epoch = 1;
    let outcome = until_submitted(&scene.gateways[0], RecordId([1; 32])).await;
    assert!(matches!(outcome, Err(IntakeError::Refused(reason)) if reason == "stale-epoch"));
}

#[tokio::test]
async fn stored_record_should_fail_when_the_chain_refuses_it() {
    let scene = Scene::new(1, 3).await;
    stored(&scene).await;
    scene.chain.world().next_answer = refused("EhrRegistry::ContributionNotAllowed", 101);
    let outcome = until_submitted(&scene.gateways[0], RecordId([1; 32])).await;
    let expected = "EhrRegistry::ContributionNotAllowed";
    assert!(matches!(outcome, Err(IntakeError::Refused(reason)) if reason == expected));
    assert!(!is_here(&scene).await);
}

// Until one of the organisation's records has its majority or lapses, the chain has no room for another: nothing is
// wrong with this one, and nobody should have to hand it in again.
#[tokio::test]
async fn stored_record_should_wait_for_later_blocks_when_the_chain_cannot_take_it_yet() {
    for reason in [TOO_MANY_PENDING, ALREADY_EXISTS] {
        let scene = Scene::new(1, 3).await;
        stored(&scene).await;
        let gateway = &scene.gateways[0];
        // The pauses get longer: a block, then two.
        for pause in [1, 2] {
            let block = gateway.ledger.head().unwrap().number + 1;
            scene.chain.world().next_answer = refused(reason, block);
            let outcome = until_submitted(gateway, RecordId([1; 32])).await;
            assert!(matches!(outcome, Err(IntakeError::Waiting)), "{outcome:?}");
            assert!(scene.chain.world().next_answer.is_none(), "it was asked");
            scene.chain.set_head(block + pause - 1);
            let outcome = until_submitted(gateway, RecordId([1; 32])).await;
            assert!(matches!(outcome, Err(IntakeError::Waiting)), "{outcome:?}");
            assert_eq!(scene.chain.world().calls.len(), 0, "it is left alone for a while");
            assert_eq!(stage(&scene).await, Stage::Stored);
            assert!(is_here(&scene).await);
            scene.chain.set_head(block + pause);
        }
        until_submitted(gateway, RecordId([1; 32])).await.unwrap();
        assert_eq!(stage(&scene).await, Stage::Submitted);
    }
}

#[tokio::test]
async fn submitted_record_should_be_closed_when_it_missed_its_majority() {
    let scene = Scene::new(3, 3).await;
    let gateway = &scene.gateways[0];
    file(gateway, scene.request(1, 4), body()).await.unwrap();
    scene.chain.set_head(10_000);
    advance(gateway, RecordId([1; 32])).await.unwrap();
    advance(gateway, RecordId([1; 32])).await.unwrap();
    assert_eq!(stage(&scene).await, Stage::Lapsed);
    assert_eq!(scene.chain.world().records[&RecordId([1; 32])].status, RecordStatus::Lapsed);
    assert!(!is_here(&scene).await, "nobody reads what lapsed");
    let blocks = gateway.database.blocks_of(&RecordId([1; 32])).await.unwrap();
    assert!(blocks.is_empty());
}

#[tokio::test]
async fn interrupted_intake_should_be_forgotten_when_the_gateway_starts() {
    let scene = Scene::new(1, 3).await;
    let gateway = &scene.gateways[0];
    let request = scene.request(1, 4);
    gateway.database.begin_submission(&request.particulars).await.unwrap();
    let block = Bytes::from_static(b"half a record");
    let id = salus_client::content::raw_id(&block);
    gateway.database.add_blocks(&request.particulars.record, &[id]).await.unwrap();
    gateway.pool.put(&id, block).await.unwrap();
    clear_interrupted(gateway).await.unwrap();
    assert_eq!(gateway.database.submission(&request.particulars.record).await.unwrap(), None);
    assert_eq!(gateway.pool.get(&id).await.unwrap(), None);
}
