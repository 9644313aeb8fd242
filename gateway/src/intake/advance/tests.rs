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
    scene.gateways[0].store.database.submission(&RecordId([1; 32])).await.unwrap().unwrap()
}

async fn stage(scene: &Scene) -> Stage {
    known(scene).await.stage
}

/// What the worker does at the head.
async fn round(scene: &Scene) {
    let gateway = &scene.gateways[0];
    Advance.round(gateway, gateway.ledger.head().unwrap()).await.unwrap();
}

/// Whether the ciphertext is here.
async fn is_here(scene: &Scene) -> bool {
    let content = known(scene).await.sealed.unwrap().content;
    scene.gateways[0].store.pool.get(&content).await.unwrap().is_some()
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
    round(&scene).await;
    assert_eq!(stage(&scene).await, Stage::Active);
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
    assert!(is_here(&scene).await, "its sender was told that it is safe, and must know first");
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
async fn stored_record_should_get_a_new_header_when_the_policy_changed_meanwhile() {
    let scene = Scene::new(1, 3).await;
    let request = stored(&scene).await;
    let gateway = &scene.gateways[0];
    let before = known(&scene).await.sealed.unwrap();
    scene.chain.world().policies.get_mut(&scene::POLICY).unwrap().version = 2;
    let sealed = file(gateway, request, body()).await.unwrap().sealed.unwrap();
    assert_eq!((sealed.policy.version, sealed.content), (2, before.content));
    assert_ne!(sealed.header, before.header);
    assert!(gateway.store.pool.get(&before.header).await.unwrap().is_none(), "the old way in is gone");
    // It is a header like any other: it has the patient's box and the content's key.
    let header = gateway.store.pool.get(&sealed.header).await.unwrap().unwrap();
    let header = salus_envelope::Header::decode(&header).unwrap();
    let key = header.data_key_for_patient(&scene.patient_secret).unwrap();
    let content = gateway.store.pool.get(&sealed.content).await.unwrap().unwrap();
    let opened = salus_envelope::SegmentOpener::new(&header, key).open(0, &content).unwrap();
    assert_eq!(opened, b"data");
}

#[tokio::test]
async fn stored_record_should_get_a_new_header_when_its_epochs_are_stale() {
    let scene = Scene::new(1, 3).await;
    stored(&scene).await;
    scene.chain.world().attributes.get_mut(&scene::doctor_attribute()).unwrap().epoch = 1;
    until_submitted(&scene.gateways[0], RecordId([1; 32])).await.unwrap();
    let header = known(&scene).await.sealed.unwrap().header;
    let header = scene.gateways[0].store.pool.get(&header).await.unwrap().unwrap();
    assert_eq!(salus_envelope::Header::decode(&header).unwrap().policy().leaves()[0].epoch, 1);
}

#[tokio::test]
async fn stored_record_should_fail_when_it_is_outdated_and_an_earlier_version_kept_no_key() {
    let scene = Scene::new(1, 3).await;
    stored(&scene).await;
    scene.gateways[0].store.database.forget_kept_key(&RecordId([1; 32])).await;
    scene.chain.world().attributes.get_mut(&scene::doctor_attribute()).unwrap().epoch = 1;
    let outcome = until_submitted(&scene.gateways[0], RecordId([1; 32])).await;
    assert!(matches!(outcome, Err(IntakeError::Refused(reason)) if reason == "stale-epoch"));
}

#[tokio::test]
async fn stored_record_should_wait_when_the_patient_took_the_permission_back() {
    let scene = Scene::new(1, 3).await;
    stored(&scene).await;
    let contributions = std::mem::take(&mut scene.chain.world().contributions);
    let outcome = until_submitted(&scene.gateways[0], RecordId([1; 32])).await;
    assert!(matches!(outcome, Err(IntakeError::Held(reason)) if reason == "no-contribution"));
    assert!(scene.chain.world().calls.is_empty(), "the chain is not asked in vain");
    assert!(is_here(&scene).await);
    scene.chain.world().contributions = contributions;
    scene.chain.next_block();
    until_submitted(&scene.gateways[0], RecordId([1; 32])).await.unwrap();
}

#[tokio::test]
async fn stored_record_should_wait_when_the_chain_refuses_it_for_what_may_pass() {
    let scene = Scene::new(1, 3).await;
    stored(&scene).await;
    scene.chain.world().next_answer = refused("EhrRegistry::ContributionNotAllowed", 101);
    let outcome = until_submitted(&scene.gateways[0], RecordId([1; 32])).await;
    let expected = "EhrRegistry::ContributionNotAllowed";
    assert!(matches!(outcome, Err(IntakeError::Held(reason)) if reason == expected));
    assert_eq!(known(&scene).await.reason.as_deref(), Some(expected));
    assert!(is_here(&scene).await);
    scene.chain.set_head(102);
    round(&scene).await;
    assert_eq!(stage(&scene).await, Stage::Active);
    assert_eq!(known(&scene).await.reason, None);
}

#[tokio::test]
async fn record_should_stay_after_a_final_refusal_when_its_sender_was_told_that_it_is_safe() {
    let scene = Scene::new(1, 3).await;
    let request = stored(&scene).await;
    let gateway = &scene.gateways[0];
    scene.chain.world().policies.get_mut(&scene::POLICY).unwrap().status =
        salus_primitives::consent::PolicyStatus::Revoked;
    round(&scene).await;
    assert_eq!(
        (stage(&scene).await, known(&scene).await.reason.as_deref()),
        (Stage::Failed, Some("policy-revoked"))
    );
    assert!(is_here(&scene).await);
    assert_eq!(gateway.metrics.submissions_failed.get(), 1);
    // Handed in again, it is taken in as if it were new.
    scene.chain.world().policies.get_mut(&scene::POLICY).unwrap().status =
        salus_primitives::consent::PolicyStatus::Active;
    file(gateway, request, body()).await.unwrap();
    assert!(is_here(&scene).await);
}

#[tokio::test]
async fn record_should_be_deleted_after_a_final_refusal_when_its_sender_gets_that_for_an_answer() {
    let scene = Scene::new(1, 3).await;
    let gateway = &scene.gateways[0];
    scene.chain.world().next_answer = refused("EhrRegistry::PreviousNotActive", 101);
    let outcome = file(gateway, scene.request(1, 4), body()).await;
    assert!(matches!(outcome, Err(IntakeError::Refused(_))), "{outcome:?}");
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

/// A record of three organisations that missed its majority: the other two were away.
async fn lapsed() -> Scene {
    let scene = Scene::new(3, 3).await;
    file(&scene.gateways[0], scene.request(1, 4), body()).await.unwrap();
    scene.chain.set_head(DEADLINE);
    round(&scene).await;
    assert_eq!(scene.chain.world().records[&RecordId([1; 32])].status, RecordStatus::Lapsed);
    scene
}

/// The deadline of what is filed in block 101.
const DEADLINE: BlockNumber = 101 + 1800;

#[tokio::test]
async fn record_should_be_filed_again_with_the_same_content_when_it_missed_its_majority() {
    let scene = lapsed().await;
    round(&scene).await;
    assert_eq!((stage(&scene).await, known(&scene).await.attempts), (Stage::Stored, 1));
    assert_eq!(known(&scene).await.reason.as_deref(), Some(MAJORITY_MISSED));
    scene.chain.set_head(DEADLINE + REOPEN_AFTER - 1);
    round(&scene).await;
    assert_eq!(scene.chain.world().calls.len(), 2, "an endorsement of the first header could still arrive");
    assert!(is_here(&scene).await);
    let content = known(&scene).await.sealed.unwrap().content;
    scene.chain.set_head(DEADLINE + REOPEN_AFTER);
    round(&scene).await;
    let record = scene.chain.world().records[&RecordId([1; 32])].clone();
    assert_eq!((record.status, record.content), (RecordStatus::Pending, content));
    // The others are back.
    for gateway in &scene.gateways[1..] {
        let head = gateway.ledger.head().unwrap();
        let named = salus_primitives::record::NamedRecord { id: RecordId([1; 32]), record: record.clone() };
        crate::verification::verify(gateway, head, &named).await.unwrap();
        gateway.ledger.submit(Call::Endorse(vec![RecordId([1; 32])])).await.unwrap();
    }
    round(&scene).await;
    assert_eq!(stage(&scene).await, Stage::Active);
    let kept = scene.gateways[0].store.database.kept_key(&RecordId([1; 32])).await.unwrap();
    assert_eq!(kept, None, "its data key is here no more");
}

#[tokio::test]
async fn record_should_be_filed_again_for_the_current_epochs_when_an_attribute_was_revoked_meanwhile() {
    let scene = lapsed().await;
    round(&scene).await;
    scene.chain.world().attributes.get_mut(&scene::doctor_attribute()).unwrap().epoch = 1;
    scene.chain.set_head(DEADLINE + REOPEN_AFTER);
    round(&scene).await;
    let record = scene.chain.world().records[&RecordId([1; 32])].clone();
    assert_eq!(record.status, RecordStatus::Pending);
    let gateway = &scene.gateways[1];
    let named = salus_primitives::record::NamedRecord { id: RecordId([1; 32]), record };
    crate::verification::verify(gateway, gateway.ledger.head().unwrap(), &named).await.unwrap();
}

#[tokio::test]
async fn sender_should_learn_why_nobody_endorses_when_an_attribute_was_revoked_before_the_majority() {
    let scene = Scene::new(3, 3).await;
    file(&scene.gateways[0], scene.request(1, 4), body()).await.unwrap();
    scene.chain.world().attributes.get_mut(&scene::doctor_attribute()).unwrap().epoch = 1;
    scene.chain.set_head(101 + LOOKS);
    round(&scene).await;
    assert_eq!(stage(&scene).await, Stage::Submitted);
    assert_eq!(known(&scene).await.reason.as_deref(), Some("stale-epoch"));
}

#[tokio::test]
async fn record_should_be_filed_again_when_it_lapsed_and_was_cleared_away_on_the_chain() {
    let scene = lapsed().await;
    scene.chain.world().records.clear();
    scene.chain.next_block();
    round(&scene).await;
    scene.chain.next_block();
    round(&scene).await;
    assert_eq!(stage(&scene).await, Stage::Submitted);
}

#[tokio::test]
async fn record_should_be_filed_again_later_with_every_majority_that_it_misses() {
    let mut lapsed = scene_record();
    lapsed.deadline = 1000;
    assert_eq!(reopens_at(&lapsed, 1), 1000 + REOPEN_AFTER);
    assert_eq!(reopens_at(&lapsed, 2), 1000 + 2 * REOPEN_AFTER);
    assert_eq!(reopens_at(&lapsed, 60), 1000 + LONGEST_PAUSE);
}

fn scene_record() -> Record<AccountId> {
    let id = salus_client::content::raw_id(b"any");
    Record {
        patient: AccountId([1; 32]),
        organisation: 0,
        author: AccountId([1; 32]),
        policy: salus_primitives::consent::PolicyRef { id: 1, version: 1 },
        content: id,
        header: id,
        previous: None,
        status: RecordStatus::Lapsed,
        required: 1,
        endorsements: Default::default(),
        submitted_at: 0,
        deadline: 0,
        disputed: None,
    }
}

#[tokio::test]
async fn interrupted_intake_should_be_forgotten_when_the_gateway_starts() {
    let scene = Scene::new(1, 3).await;
    let gateway = &scene.gateways[0];
    let request = scene.request(1, 4);
    gateway.store.database.begin_submission(&request.particulars).await.unwrap();
    let block = Bytes::from_static(b"half a record");
    let id = salus_client::content::raw_id(&block);
    gateway.store.database.add_blocks(&request.particulars.record, &[id]).await.unwrap();
    gateway.store.pool.put(&id, block).await.unwrap();
    clear_interrupted(gateway).await.unwrap();
    assert_eq!(gateway.store.database.submission(&request.particulars.record).await.unwrap(), None);
    assert_eq!(gateway.store.pool.get(&id).await.unwrap(), None);
}
