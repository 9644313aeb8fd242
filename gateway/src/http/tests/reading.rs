//! Reading records under a ticket.

use super::*;
use crate::verification::verify;
use salus_primitives::record::NamedRecord;

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
    assert_eq!(scene.gateways[0].store.database.unacknowledged(10).await.unwrap()[0].0, 5);
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
    assert!(scene.gateways[0].store.database.unacknowledged(10).await.unwrap().is_empty());
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
    assert_eq!(scene.gateways[0].store.database.transform_key(&id).await.unwrap(), None);
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
    assert_eq!(scene.gateways[0].store.database.transform_key(&id).await.unwrap(), None);
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
    assert_eq!(scene.gateways[2].store.pool.get(&admitted.content).await.unwrap(), None);
}

/// The chain grants patients their own records whatever became of their account or their organisation.
#[tokio::test]
async fn own_record_should_be_read_when_the_patient_is_suspended() {
    let scene = Scene::new(1, 3).await;
    file(&scene, 1).await;
    scene.ticket(5, scene.patient.id(), 1);
    suspend(&scene, &scene.patient);
    let patient = client(&scene, 0, &scene.patient).await;
    let admitted = patient.open(5).await.unwrap();
    let header = Header::decode(&admitted.header).unwrap();
    let key = header.data_key_for_patient(&scene.patient_secret).unwrap();
    let block = patient.block(&admitted.content, Some(5)).await.unwrap();
    assert_eq!(SegmentOpener::new(&header, key).open(0, &block).unwrap(), TEXT);
}

#[tokio::test]
async fn own_record_should_be_read_at_another_gateway_when_the_patient_s_organisation_is_suspended() {
    let scene = Scene::new(2, 2).await;
    file(&scene, 1).await;
    let (id, other) = (RecordId([1; 32]), &scene.gateways[1]);
    let record = scene.chain.world().records[&id].clone();
    let head = other.ledger.head().unwrap();
    verify(other, head, &NamedRecord { id, record }).await.unwrap();
    scene.ticket(5, scene.patient.id(), 1);
    scene.chain.world().organisations.get_mut(&0).unwrap().status = MemberStatus::Suspended;
    scene.chain.next_block();
    let patient = client(&scene, 1, &scene.patient).await;
    let admitted = patient.open(5).await.unwrap();
    assert_eq!(status(patient.block(&admitted.content, Some(5)).await), 200);
    let doctor = GatewayClient::new(&url(&scene, 1)).unwrap();
    assert_eq!(code(doctor.sign_in(&scene.doctor).await), "not_a_member");
}

#[tokio::test]
async fn suspended_patient_should_get_nothing_but_own_records_when_signed_in() {
    let scene = Scene::new(1, 3).await;
    file(&scene, 1).await;
    scene.ticket(6, scene.doctor.id(), 1);
    let patient = client(&scene, 0, &scene.patient).await;
    // The session was there before.
    suspend(&scene, &scene.patient);
    assert_eq!(status(patient.open(6).await), 404, "another's ticket");
    let content = scene.chain.world().records.values().next().unwrap().content;
    assert_eq!(code(patient.block(&content, None).await), "not_a_member");
    assert_eq!(code(patient.put_package(vec![1]).await), "not_a_member");
    assert_eq!(code(patient.put_transform_key(vec![1], 100).await), "not_a_member");
    assert_eq!(code(patient.outdated_headers(None, 100).await), "not_a_member");
}
