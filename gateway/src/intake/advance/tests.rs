#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

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

async fn stage(scene: &Scene) -> Stage {
    scene.gateways[0].database.submission(&RecordId([1; 32])).await.unwrap().unwrap().stage
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
    let known = gateway.database.submission(&RecordId([1; 32])).await.unwrap().unwrap();
    let sealed = known.sealed.unwrap();
    let particulars = known.particulars;
    let call = Call::Submit {
        record: particulars.record,
        patient: particulars.patient,
        author: particulars.author,
        policy: sealed.policy,
        content: sealed.content,
        header: sealed.header,
        previous: None,
    };
    let block = gateway.ledger.submit(call).await.unwrap();
    let known = until_submitted(gateway, RecordId([1; 32])).await.unwrap();
    assert_eq!(known.block, Some(block));
    assert_eq!(scene.chain.world().calls.len(), 1);
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
    scene.chain.world().next_answer = Some(LedgerError::Refused("EhrRegistry::TooManyPending".into()));
    let outcome = until_submitted(&scene.gateways[0], RecordId([1; 32])).await;
    assert!(matches!(outcome, Err(IntakeError::Refused(reason)) if reason == "EhrRegistry::TooManyPending"));
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
