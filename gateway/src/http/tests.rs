#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::{
    ledger::{fake::GENESIS, Call},
    scene::{account, doctor_attribute, rescuer_attribute, Scene, INTAKE_TOKEN, POLICY},
};
use axum::http::{header, request::Builder};
use salus_abe::{finish, TransformSecret};
use salus_client::{
    account::Account,
    card::KeyCard,
    enrolment::{Agreement, Place},
    gateway::{GatewayClient, GatewayError, HeaderStatus, Submission},
};
use salus_envelope::{Header, RecipientSecret, RecipientSuite, SegmentOpener};
use salus_primitives::{
    consent::{Delegation, DelegationScope},
    consortium::Role,
    record::RecordStatus,
    RecordId,
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

mod bodies;
mod crowds;

const TEXT: &[u8] = b"what the doctor wrote";

fn url(scene: &Scene, gateway: u32) -> String {
    let url = scene.chain.world().organisations[&gateway].gateway.url.to_vec();
    String::from_utf8(url).unwrap()
}

async fn client(scene: &Scene, gateway: u32, account: &Account) -> GatewayClient {
    let client = GatewayClient::new(&url(scene, gateway)).unwrap().with_receipts(GENESIS, gateway);
    client.sign_in(account).await.unwrap();
    client
}

fn submission(scene: &Scene, record: u8, length: usize) -> Submission {
    Submission {
        record: RecordId([record; 32]),
        patient: scene.patient.id(),
        policy: POLICY,
        author: None,
        previous: None,
        length: length as u64,
    }
}

async fn file(scene: &Scene, record: u8) {
    let client = GatewayClient::new(&url(scene, 0)).unwrap();
    let content = futures::stream::iter(TEXT.chunks(5).map(|chunk| Ok(bytes::Bytes::from_static(chunk))));
    client.submit_record(INTAKE_TOKEN, &submission(scene, record, TEXT.len()), content).await.unwrap();
}

/// Registers the doctor's transform key at a gateway.
async fn register(scene: &Scene, client: &GatewayClient) -> TransformSecret {
    let (key, secret) = scene.key_ring().transform_key(&mut rand::rng());
    client.put_transform_key(key.encode().to_vec(), 100).await.unwrap();
    secret
}

fn status<T>(answer: Result<T, GatewayError>) -> u16 {
    match answer {
        Ok(_) => 200,
        Err(GatewayError::Refused { status, .. }) => status,
        Err(other) => panic!("{other}"),
    }
}

fn code<T>(answer: Result<T, GatewayError>) -> String {
    match answer {
        Ok(_) => "ok".into(),
        Err(GatewayError::Refused { fault, .. }) => fault.error,
        Err(other) => panic!("{other}"),
    }
}

async fn send(scene: &Scene, request: Builder, body: Body) -> (StatusCode, serde_json::Value) {
    let response = router(Arc::clone(&scene.gateways[0])).oneshot(request.body(body).unwrap()).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

#[tokio::test]
async fn doctor_should_read_the_record_when_the_policy_grants_it() {
    let scene = Scene::new(1, 3).await;
    file(&scene, 1).await;
    let doctor = client(&scene, 0, &scene.doctor).await;
    let secret = register(&scene, &doctor).await;
    scene.ticket(5, scene.doctor.id(), 1);
    let admitted = doctor.open(5).await.unwrap();
    let header = Header::decode(&admitted.header).unwrap();
    let transformed = salus_abe::Transformed::decode(&admitted.transformed.unwrap()).unwrap();
    let shared = finish(header.capsule(), &transformed, &secret, &header.kem_context()).unwrap();
    let key = header.data_key_from_policy(&shared).unwrap();
    let block = doctor.block(&admitted.content, Some(5)).await.unwrap();
    assert_eq!(SegmentOpener::new(&header, key).open(0, &block).unwrap(), TEXT);
    assert_eq!(scene.gateways[0].database.unacknowledged(10).await.unwrap()[0].0, 5);
}

#[tokio::test]
async fn doctor_should_get_nothing_when_the_program_signs_no_receipt_or_for_another_gateway() {
    let scene = Scene::new(1, 3).await;
    file(&scene, 1).await;
    scene.ticket(5, scene.doctor.id(), 1);
    let old = GatewayClient::new(&url(&scene, 0)).unwrap();
    old.sign_in(&scene.doctor).await.unwrap();
    assert_eq!(code(old.open(5).await), "receipt_required");
    let other = GatewayClient::new(&url(&scene, 0)).unwrap().with_receipts(GENESIS, 1);
    other.sign_in(&scene.doctor).await.unwrap();
    assert_eq!(code(other.open(5).await), "receipt_invalid");
    assert!(scene.gateways[0].database.unacknowledged(10).await.unwrap().is_empty());
}

/// The nurse holds what the rule for emergencies asks, and registers a transform key.
async fn rescuing(scene: &Scene) -> (GatewayClient, TransformSecret) {
    scene.allow_emergencies();
    scene.grant(scene.nurse.id(), rescuer_attribute());
    file(scene, 1).await;
    let nurse = client(scene, 0, &scene.nurse).await;
    let (key, secret) = scene.keys_of(&scene.nurse, rescuer_attribute()).transform_key(&mut rand::rng());
    nurse.put_transform_key(key.encode().to_vec(), 100).await.unwrap();
    (nurse, secret)
}

#[tokio::test]
async fn nurse_should_read_the_record_when_the_glass_is_broken() {
    let scene = Scene::new(1, 3).await;
    let (nurse, secret) = rescuing(&scene).await;
    scene.emergency_ticket(5, scene.nurse.id(), 1);
    let admitted = nurse.open(5).await.unwrap();
    let header = Header::decode(&admitted.header).unwrap();
    let capsule = header.emergency_capsule().unwrap();
    let transformed = salus_abe::Transformed::decode(&admitted.transformed.unwrap()).unwrap();
    let shared = finish(capsule, &transformed, &secret, &header.emergency_context()).unwrap();
    let key = header.data_key_from_emergency(&shared).unwrap();
    let block = nurse.block(&admitted.content, Some(5)).await.unwrap();
    assert_eq!(SegmentOpener::new(&header, key).open(0, &block).unwrap(), TEXT);
}

#[tokio::test]
async fn emergency_capsule_should_not_be_transformed_when_the_ticket_is_an_ordinary_one() {
    let scene = Scene::new(1, 3).await;
    let (nurse, _) = rescuing(&scene).await;
    // Somebody who could open both is helped with the capsule of the ticket's ground alone.
    scene.grant_doctor(scene.nurse.id());
    scene.ticket(5, scene.nurse.id(), 1);
    let admitted = nurse.open(5).await.unwrap();
    assert_eq!(admitted.transformed, None, "the registered key opens emergencies only");

    let doctor = client(&scene, 0, &scene.doctor).await;
    let secret = register(&scene, &doctor).await;
    scene.ticket(6, scene.doctor.id(), 1);
    let admitted = doctor.open(6).await.unwrap();
    let header = Header::decode(&admitted.header).unwrap();
    let transformed = salus_abe::Transformed::decode(&admitted.transformed.unwrap()).unwrap();
    let (capsule, context) = (header.emergency_capsule().unwrap(), header.emergency_context());
    assert!(finish(capsule, &transformed, &secret, &context).is_err());
    assert!(finish(header.capsule(), &transformed, &secret, &header.kem_context()).is_ok());
}

#[tokio::test]
async fn emergency_ticket_should_open_nothing_when_the_rescuer_s_attribute_is_revoked() {
    let scene = Scene::new(1, 3).await;
    let (nurse, _) = rescuing(&scene).await;
    scene.emergency_ticket(5, scene.nurse.id(), 1);
    let id = scene.nurse.id();
    scene.chain.world().revoke(&id, &rescuer_attribute());
    scene.chain.next_block();
    assert_eq!(code(nurse.open(5).await), "not_granted");
    assert_eq!(scene.gateways[0].database.transform_key(&id).await.unwrap(), None);
}

#[tokio::test]
async fn nurse_should_get_no_help_when_the_own_key_does_not_fit_the_emergency_capsule() {
    let scene = Scene::new(1, 3).await;
    let (_, _) = rescuing(&scene).await;
    // Holds the attribute on the chain, and registered the key of another one.
    scene.grant(scene.doctor.id(), rescuer_attribute());
    let doctor = client(&scene, 0, &scene.doctor).await;
    register(&scene, &doctor).await;
    scene.emergency_ticket(5, scene.doctor.id(), 1);
    assert_eq!(doctor.open(5).await.unwrap().transformed, None);
}

#[tokio::test]
async fn patient_should_read_the_own_record_without_a_transform_when_the_ticket_is_for_that() {
    let scene = Scene::new(1, 3).await;
    file(&scene, 1).await;
    scene.ticket(5, scene.patient.id(), 1);
    let patient = client(&scene, 0, &scene.patient).await;
    let admitted = patient.open(5).await.unwrap();
    assert_eq!(admitted.transformed, None);
    let header = Header::decode(&admitted.header).unwrap();
    let key = header.data_key_for_patient(&scene.patient_secret).unwrap();
    let block = patient.block(&admitted.content, Some(5)).await.unwrap();
    assert_eq!(SegmentOpener::new(&header, key).open(0, &block).unwrap(), TEXT);
}

#[tokio::test]
async fn old_ticket_should_open_nothing_and_the_transform_key_go_when_the_doctor_is_revoked() {
    let scene = Scene::new(1, 3).await;
    file(&scene, 1).await;
    let doctor = client(&scene, 0, &scene.doctor).await;
    register(&scene, &doctor).await;
    scene.ticket(5, scene.doctor.id(), 1);
    let content = doctor.open(5).await.unwrap().content;
    let id = scene.doctor.id();
    scene.chain.world().revoke(&id, &doctor_attribute());
    scene.chain.next_block();
    assert_eq!(code(doctor.open(5).await), "not_granted");
    assert_eq!(status(doctor.block(&content, Some(5)).await), 403);
    assert_eq!(scene.gateways[0].database.transform_key(&id).await.unwrap(), None);
}

#[tokio::test]
async fn ticket_should_open_nothing_when_it_is_expired_or_another_s_or_unknown() {
    let scene = Scene::new(1, 3).await;
    file(&scene, 1).await;
    let doctor = client(&scene, 0, &scene.doctor).await;
    scene.ticket(5, scene.doctor.id(), 1);
    scene.ticket(6, scene.patient.id(), 1);
    let (foreign, unknown) = (doctor.open(6).await, doctor.open(7).await);
    let (
        Err(GatewayError::Refused { status: 404, fault: foreign }),
        Err(GatewayError::Refused { fault: unknown, .. }),
    ) = (foreign, unknown)
    else {
        panic!("both are refused");
    };
    assert_eq!(foreign, unknown, "another's ticket and none look the same");
    scene.chain.set_head(400);
    assert_eq!(code(doctor.open(5).await), "ticket_expired");
}

#[tokio::test]
async fn block_should_look_absent_when_it_is_here_but_not_for_the_caller() {
    let scene = Scene::new(1, 3).await;
    file(&scene, 1).await;
    file(&scene, 2).await;
    let doctor = client(&scene, 0, &scene.doctor).await;
    scene.ticket(5, scene.doctor.id(), 1);
    let contents: Vec<_> = scene.chain.world().records.values().map(|record| record.content).collect();
    let absent = salus_client::content::raw_id(b"nowhere");
    assert_eq!(status(doctor.block(&contents[0], Some(5)).await), 200);
    for (cid, ticket) in [(contents[1], Some(5)), (contents[0], None), (absent, Some(5)), (absent, None)] {
        let Err(GatewayError::Refused { status, fault }) = doctor.block(&cid, ticket).await else {
            panic!("{cid} must not be served")
        };
        assert_eq!((status, fault.error.as_str()), (404, "not_here"));
    }
}

#[tokio::test]
async fn member_should_get_cards_and_own_packages_from_other_gateways_when_they_are_there() {
    let scene = Scene::new(2, 1).await;
    file(&scene, 1).await;
    let doctor = client(&scene, 1, &scene.doctor).await;
    let card = KeyCard::sign(&scene.patient, &scene.patient_secret).encode();
    let patient_card = scene.chain.world().participants[&scene.patient.id()].key_card;
    let found = doctor.block(&patient_card, None).await;
    assert_eq!(found.unwrap().len(), card.len());

    let council = client(&scene, 0, &scene.authority_account).await;
    let cid = council.put_package(b"a sealed attribute key".to_vec()).await.unwrap();
    assert_eq!(status(doctor.block(&cid, None).await), 404, "not named on the chain as the doctor's");
    let id = scene.doctor.id();
    scene.chain.world().holdings.get_mut(&id).unwrap()[0].holding.key_package = cid;
    scene.chain.next_block();
    assert_eq!(doctor.block(&cid, None).await.unwrap(), b"a sealed attribute key");
    assert_eq!(code(doctor.put_package(b"x".to_vec()).await), "not_named");
}

#[tokio::test]
async fn person_should_keep_a_card_and_a_shared_key_here_when_the_chain_names_them() {
    let scene = Scene::new(1, 1).await;
    let patient = client(&scene, 0, &scene.patient).await;
    let package = b"a sealed reading key".to_vec();
    assert_eq!(code(patient.put_named(package.clone(), 100).await), "not_named");
    let (until, key_package) = (u32::MAX, Some(salus_client::content::raw_id(&package)));
    let delegation = Delegation { scope: DelegationScope::Caretaker, until, key_package };
    let delegates = vec![(scene.doctor.id(), delegation)];
    scene.chain.world().delegations.insert(scene.patient.id(), delegates);
    let cid = patient.put_named(package.clone(), 100).await.unwrap();
    let doctor = client(&scene, 0, &scene.doctor).await;
    assert_eq!(doctor.block(&cid, None).await.unwrap(), package);
    assert_eq!(code(doctor.put_named(package, 100).await), "not_named");

    let secret = RecipientSecret::generate(RecipientSuite::XWing, &mut rand::rng());
    let card = KeyCard::sign(&scene.patient, &secret);
    assert_eq!(code(patient.put_named(card.encode(), 100).await), "not_named");
    let id = scene.patient.id();
    scene.chain.world().participants.get_mut(&id).unwrap().key_card = card.content_id();
    assert_eq!(patient.put_named(card.encode(), 100).await.unwrap(), card.content_id());
}

#[tokio::test]
async fn guardian_should_get_header_and_list_of_a_ward_and_a_stranger_nothing() {
    let scene = Scene::new(1, 1).await;
    file(&scene, 1).await;
    let id = RecordId([1; 32]);
    scene.chain.world().records.get_mut(&id).unwrap().status = RecordStatus::Active;
    scene.decide_anew();
    scene.chain.next_block();
    let (ward, doctor) = (scene.patient.id(), client(&scene, 0, &scene.doctor).await);
    assert_eq!(status(doctor.header(id, 100).await), 404);
    assert_eq!(status(doctor.outdated_headers_of(ward, None, 100).await), 404);
    let delegation = Delegation { scope: DelegationScope::Guardian, until: u32::MAX, key_package: None };
    scene.chain.world().delegations.insert(ward, vec![(scene.doctor.id(), delegation)]);
    let header = doctor.header(id, 100).await.unwrap();
    assert_eq!(salus_client::content::raw_id(&header), scene.chain.world().records[&id].header);
    assert_eq!(doctor.outdated_headers_of(ward, None, 100).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn reader_should_be_served_by_a_gateway_that_keeps_no_copy_when_another_does() {
    let scene = Scene::new(3, 1).await;
    file(&scene, 1).await;
    scene.chain.world().records.get_mut(&RecordId([1; 32])).unwrap().status = RecordStatus::Active;
    scene.chain.next_block();
    let doctor = client(&scene, 2, &scene.doctor).await;
    register(&scene, &doctor).await;
    scene.ticket(5, scene.doctor.id(), 1);
    let admitted = doctor.open(5).await.unwrap();
    assert!(admitted.transformed.is_some());
    assert!(doctor.block(&admitted.content, Some(5)).await.is_ok());
    assert_eq!(scene.gateways[2].pool.get(&admitted.content).await.unwrap(), None);
}

#[tokio::test]
async fn record_should_become_active_when_the_other_organisations_check_and_endorse_it() {
    let scene = Scene::new(3, 2).await;
    file(&scene, 1).await;
    let stop = CancellationToken::new();
    let workers: Vec<_> = scene.gateways[1..]
        .iter()
        .map(|gateway| tokio::spawn(crate::workers::endorsement::run(Arc::clone(gateway), stop.clone())))
        .collect();
    let active =
        |scene: &Scene| scene.chain.world().records[&RecordId([1; 32])].status == RecordStatus::Active;
    for _ in 0..500 {
        if active(&scene) {
            break;
        }
        scene.chain.next_block();
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(active(&scene));
    stop.cancel();
    for worker in workers {
        worker.await.unwrap();
    }
    let state = GatewayClient::new(&url(&scene, 0)).unwrap();
    let state = state.record_status(INTAKE_TOKEN, RecordId([1; 32])).await.unwrap();
    assert_eq!((state.status, state.required), (RecordStatus::Active, 2));
}

#[tokio::test]
async fn bad_record_should_be_remembered_and_not_tried_again_when_it_is_another_patient_s() {
    let scene = Scene::new(2, 2).await;
    file(&scene, 1).await;
    scene.chain.world().records.get_mut(&RecordId([1; 32])).unwrap().patient = scene.doctor.id();
    let gateway = &scene.gateways[1];
    let stop = CancellationToken::new();
    let worker = tokio::spawn(crate::workers::endorsement::run(Arc::clone(gateway), stop.clone()));
    for _ in 0..200 {
        scene.chain.next_block();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    stop.cancel();
    worker.await.unwrap();
    let text = gateway.metrics.text();
    assert!(text.contains("records_refused_total{reason=\"other-patient\"} 1"), "{text}");
    assert_eq!(scene.chain.world().calls.len(), 1, "nothing was endorsed");
}

#[tokio::test]
async fn session_should_be_refused_when_the_account_takes_no_part() {
    let scene = Scene::new(1, 3).await;
    let client = GatewayClient::new(&url(&scene, 0)).unwrap();
    assert_eq!(code(client.sign_in(&account("//Stranger")).await), "not_a_member");
}

#[tokio::test]
async fn session_should_end_at_once_when_the_member_is_suspended() {
    let scene = Scene::new(1, 3).await;
    let doctor = client(&scene, 0, &scene.doctor).await;
    let id = scene.doctor.id();
    scene.chain.world().participants.get_mut(&id).unwrap().status =
        salus_primitives::consortium::MemberStatus::Suspended;
    scene.chain.next_block();
    assert_eq!(code(doctor.open(5).await), "not_a_member");
}

#[tokio::test]
async fn transform_key_should_be_refused_when_it_is_another_s_or_nothing_in_it_counts() {
    let scene = Scene::new(1, 3).await;
    let (key, _) = scene.key_ring().transform_key(&mut rand::rng());
    let patient = client(&scene, 0, &scene.patient).await;
    assert_eq!(code(patient.put_transform_key(key.encode().to_vec(), 100).await), "not_your_key");
    let doctor = client(&scene, 0, &scene.doctor).await;
    assert_eq!(code(doctor.put_transform_key(vec![1; 100], 100).await), "bad_request");
    let id = scene.doctor.id();
    scene.chain.world().revoke(&id, &doctor_attribute());
    scene.chain.next_block();
    let refused = doctor.put_transform_key(key.encode().to_vec(), 100).await;
    assert_eq!(code(refused), "no_counting_attribute");
    assert_eq!(status(doctor.delete_transform_key().await), 200);
}

#[tokio::test]
async fn points_of_a_transform_key_should_be_looked_at_last_when_something_else_speaks_against_it() {
    let scene = Scene::new(1, 3).await;
    let (key, _) = scene.key_ring().transform_key(&mut rand::rng());
    let mut damaged = key.encode().to_vec();
    // In the first point, behind version, kind and account.
    damaged[2 + 32 + 7] ^= 1;
    let patient = client(&scene, 0, &scene.patient).await;
    assert_eq!(code(patient.put_transform_key(damaged.clone(), 100).await), "not_your_key");
    let doctor = client(&scene, 0, &scene.doctor).await;
    assert_eq!(code(doctor.put_transform_key(damaged.clone(), 100).await), "bad_request");
    let id = scene.doctor.id();
    scene.chain.world().revoke(&id, &doctor_attribute());
    scene.chain.next_block();
    assert_eq!(code(doctor.put_transform_key(damaged, 100).await), "no_counting_attribute");
}

#[tokio::test]
async fn transform_key_should_be_taken_when_the_gateway_s_node_catches_up() {
    let scene = Scene::new(1, 3).await;
    let doctor = client(&scene, 0, &scene.doctor).await;
    let (key, _) = scene.key_ring().transform_key(&mut rand::rng());
    let id = scene.doctor.id();
    let held = scene.chain.world().holdings.remove(&id).unwrap();
    let put = doctor.put_transform_key(key.encode().to_vec(), 102);
    let arrives = async {
        scene.chain.next_block();
        tokio::time::sleep(Duration::from_millis(50)).await;
        scene.chain.world().holdings.insert(id, held);
        scene.chain.next_block();
    };
    assert_eq!(code(tokio::join!(put, arrives).0), "ok");
}

#[tokio::test]
async fn transform_key_should_be_left_for_later_when_the_gateway_s_node_is_far_behind() {
    let scene = Scene::new(1, 3).await;
    let doctor = client(&scene, 0, &scene.doctor).await;
    let (key, _) = scene.key_ring().transform_key(&mut rand::rng());
    let refused = doctor.put_transform_key(key.encode().to_vec(), u32::MAX).await.unwrap_err();
    assert!(refused.is_behind(), "{refused}");
    assert_eq!(status::<()>(Err(refused)), 503);
    assert_eq!(scene.gateways[0].database.transform_key(&scene.doctor.id()).await.unwrap(), None);
}

#[tokio::test]
async fn head_should_be_told_as_late_when_it_does_not_come_in_time() {
    use crate::ledger::LedgerError;
    let scene = Scene::new(1, 3).await;
    let ledger = &scene.gateways[0].ledger;
    assert_eq!(ledger.head_from(100, Duration::ZERO).await.unwrap().number, 100);
    let late = ledger.head_from(101, Duration::from_millis(10)).await;
    assert_eq!(late, Err(LedgerError::Behind { at: 100, wanted: 101 }));
}

#[tokio::test]
async fn patient_should_hand_new_headers_in_when_old_ones_are_outdated() {
    let scene = Scene::new(1, 3).await;
    scene.filed(1).await;
    scene.decide_anew();
    let patient = client(&scene, 0, &scene.patient).await;
    let listed = patient.outdated_headers(None, 100).await.unwrap();
    assert_eq!((listed.items.len(), listed.items[0].reason.as_str()), (1, "other-policy"));
    let bytes = scene.new_header(1).await.to_vec();
    let id = RecordId([1; 32]);
    let doctor = client(&scene, 0, &scene.doctor).await;
    assert_eq!(doctor.outdated_headers(None, 100).await.unwrap().items, []);
    let signature = scene.signed(id, &bytes.clone().into()).signature;
    assert_eq!(status(doctor.put_header(id, bytes.clone(), &signature, 100).await), 404);
    assert_eq!(code(patient.put_header(id, bytes.clone(), &[0; 64], 100).await), "not_signed");
    let nothing = b"no header".to_vec();
    let signed = scene.signed(id, &nothing.clone().into()).signature;
    assert_eq!(code(patient.put_header(id, nothing, &signed, 100).await), "header-malformed");
    // Alone in the consortium, the organisation is the majority.
    let filed = patient.put_header(id, bytes.clone(), &signature, 100).await.unwrap();
    assert!(filed.block.is_some());
    assert_eq!(scene.chain.world().records[&id].header, filed.header);
    let again = patient.put_header(id, bytes, &signature, 100).await.unwrap();
    assert_eq!((again.status, again.block), (HeaderStatus::InPlace, None));
    assert_eq!(patient.outdated_headers(None, 100).await.unwrap().items, []);
}

#[tokio::test]
async fn person_should_be_enrolled_once_when_the_request_is_repeated() {
    let scene = Scene::new(1, 3).await;
    let nurse = account("//Nurse");
    let card = KeyCard::sign(&nurse, &RecipientSecret::generate(RecipientSuite::XWing, &mut rand::rng()));
    let client = GatewayClient::new(&url(&scene, 0)).unwrap();
    let agreed = |role| {
        let place = Place { genesis: [7; 32], nonce: 0 };
        Agreement::sign(&nurse, &place, card.content_id(), 0, role, 1_000)
    };
    let practitioner = agreed(Role::Practitioner);
    for _ in 0..2 {
        assert_eq!(client.enrol(INTAKE_TOKEN, &card, &practitioner).await.unwrap().account, nurse.id());
    }
    assert_eq!(scene.chain.world().calls.len(), 1);
    let patient = agreed(Role::Patient);
    assert_eq!(code(client.enrol(INTAKE_TOKEN, &card, &patient).await), "enrolled_otherwise");
    assert_eq!(status(client.enrol("a wrong token", &card, &patient).await), 401);
    // The chain is given what the person signed, and nothing else.
    let filed = scene.chain.world().calls.iter().any(|(_, call)| {
        matches!(call, Call::Enrol { account, agreement, .. }
            if *account == nurse.id() && agreement.signature == practitioner.signature)
    });
    assert!(filed);
}

#[tokio::test]
async fn record_should_be_refused_with_the_remedy_when_the_request_is_incomplete() {
    let scene = Scene::new(1, 3).await;
    let request = || Builder::new().method("POST").uri("/records");
    let authorised = || request().header(header::AUTHORIZATION, format!("Bearer {INTAKE_TOKEN}"));
    let (status, body) = send(&scene, request(), Body::empty()).await;
    assert_eq!((status, body["error"].as_str()), (StatusCode::UNAUTHORIZED, Some("not_signed_in")));
    let (status, _) = send(&scene, authorised(), Body::empty()).await;
    assert_eq!(status, StatusCode::LENGTH_REQUIRED);
    let (status, body) = send(&scene, authorised().header("content-length", "4"), Body::from("data")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(body["message"].as_str().unwrap().contains("x-salus-record"), "{body}");
    let huge = authorised()
        .header("content-length", "6000000000")
        .header("x-salus-record", "01".repeat(32))
        .header("x-salus-patient", scene.patient.address())
        .header("x-salus-policy", POLICY);
    let (status, _) = send(&scene, huge, Body::from("data")).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn gateway_should_say_so_and_lose_nothing_when_the_node_is_unreachable() {
    let scene = Scene::new(1, 3).await;
    let doctor = client(&scene, 0, &scene.doctor).await;
    let (status, body) = send(&scene, Builder::new().uri("/health"), Body::empty()).await;
    assert_eq!((status, body["node"].as_str()), (StatusCode::OK, Some("connected")));
    scene.chain.disconnect();
    let (status, body) = send(&scene, Builder::new().uri("/health"), Body::empty()).await;
    assert_eq!((status, body["node"].as_str()), (StatusCode::SERVICE_UNAVAILABLE, Some("unreachable")));
    assert_eq!(code(doctor.open(5).await), "node_unreachable");
    let request = Builder::new()
        .method("POST")
        .uri("/records")
        .header(header::AUTHORIZATION, format!("Bearer {INTAKE_TOKEN}"))
        .header("content-length", "4")
        .header("x-salus-record", "01".repeat(32))
        .header("x-salus-patient", scene.patient.address())
        .header("x-salus-policy", POLICY)
        .body(Body::from("data"))
        .unwrap();
    let response = router(Arc::clone(&scene.gateways[0])).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.headers().contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn gateway_should_answer_in_its_own_form_when_the_route_or_method_is_wrong() {
    let scene = Scene::new(1, 3).await;
    let (status, body) = send(&scene, Builder::new().uri("/nothing"), Body::empty()).await;
    assert_eq!((status, body["error"].as_str()), (StatusCode::NOT_FOUND, Some("no_such_route")));
    let (status, body) = send(&scene, Builder::new().uri("/enrol"), Body::empty()).await;
    assert_eq!((status, body["error"].as_str()), (StatusCode::METHOD_NOT_ALLOWED, Some("wrong_method")));
    let (status, _) = send(&scene, Builder::new().uri("/metrics"), Body::empty()).await;
    assert_eq!(status, StatusCode::OK);
}
