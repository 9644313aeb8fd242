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
    consortium::{MemberStatus, Role},
    record::RecordStatus,
    RecordId,
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

mod bodies;
mod crowds;
mod members;
mod reading;

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
    let submission = submission(scene, record, TEXT.len());
    client.submit_record(INTAKE_TOKEN, &submission, "text/plain", content).await.unwrap();
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

fn suspend(scene: &Scene, person: &Account) {
    scene.chain.world().participants.get_mut(&person.id()).unwrap().status = MemberStatus::Suspended;
    scene.chain.next_block();
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
async fn health_should_be_degraded_when_the_node_keeps_no_trails() {
    let scene = Scene::new(1, 3).await;
    let (status, body) = send(&scene, Builder::new().uri("/health"), Body::empty()).await;
    assert_eq!((status, body["trails"].as_str()), (StatusCode::OK, Some("complete")));
    scene.chain.world().lacks_trails = true;
    let (status, body) = send(&scene, Builder::new().uri("/health"), Body::empty()).await;
    assert_eq!((status, body["trails"].as_str()), (StatusCode::SERVICE_UNAVAILABLE, Some("not-kept")));
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
