#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::{
    rewrapping::Endorser,
    scene::{doctor_attribute, Scene, POLICY},
};
use salus_envelope::{seal, Binding, Header, Recipients, Suite};
use salus_primitives::consent::{Delegation, DelegationScope, PolicyRef, PolicyStatus};

const ID: RecordId = RecordId([1; 32]);

async fn hand_in(scene: &Scene, gateway: usize, bytes: &Bytes) -> Result<Filed, FilingError> {
    let gateway = &scene.gateways[gateway];
    file(gateway, gateway.ledger.head().unwrap(), scene.patient.id(), ID, scene.signed(ID, bytes)).await
}

fn refused(outcome: Result<Filed, FilingError>) -> RecordRefusal {
    match outcome {
        Err(FilingError::Verification(VerificationError::Refused(refusal))) => refusal,
        other => panic!("{other:?}"),
    }
}

fn calls(scene: &Scene) -> usize {
    scene.chain.world().calls.iter().filter(|(_, call)| matches!(call, Call::Rewrap { .. })).count()
}

#[tokio::test]
async fn new_header_should_take_the_old_one_s_place_when_a_majority_endorses_it() {
    let scene = Scene::new(3, 1).await;
    scene.filed(1).await;
    scene.decide_anew();
    let bytes = scene.new_header(1).await;
    assert!(matches!(hand_in(&scene, 0, &bytes).await, Ok(Filed::At(_))));
    let other = &scene.gateways[1];
    Endorser::default().round(other, other.ledger.head().unwrap()).await.unwrap();
    let record = scene.chain.world().records[&ID].clone();
    assert_eq!((record.header, record.policy), (raw_id(&bytes), PolicyRef { id: POLICY, version: 2 }));
    assert!(matches!(hand_in(&scene, 0, &bytes).await, Ok(Filed::InPlace)));
}

#[tokio::test]
async fn new_header_should_be_filed_once_when_it_is_handed_in_again() {
    let scene = Scene::new(3, 1).await;
    scene.filed(1).await;
    scene.decide_anew();
    let bytes = scene.new_header(1).await;
    hand_in(&scene, 0, &bytes).await.unwrap();
    assert!(matches!(hand_in(&scene, 0, &bytes).await, Ok(Filed::Waiting)));
    assert_eq!(calls(&scene), 1);
}

#[tokio::test]
async fn new_header_should_be_refused_when_the_record_is_not_the_patient_s_or_not_active() {
    let scene = Scene::new(3, 1).await;
    scene.filed(1).await;
    scene.decide_anew();
    let bytes = scene.new_header(1).await;
    let gateway = &scene.gateways[0];
    let head = gateway.ledger.head().unwrap();
    for (patient, id) in [(scene.doctor.id(), ID), (scene.patient.id(), RecordId([9; 32]))] {
        let outcome = file(gateway, head, patient, id, scene.signed(id, &bytes)).await;
        assert!(matches!(outcome, Err(FilingError::NotHere)), "{outcome:?}");
    }
    scene.chain.world().records.get_mut(&ID).unwrap().status = RecordStatus::Superseded;
    assert!(matches!(hand_in(&scene, 0, &bytes).await, Err(FilingError::NotActive)));
    assert_eq!(calls(&scene), 0);
}

#[tokio::test]
async fn new_header_should_be_refused_when_the_old_one_or_one_that_waits_fits() {
    let scene = Scene::new(3, 1).await;
    scene.filed(1).await;
    let bytes = scene.new_header(1).await;
    assert!(matches!(hand_in(&scene, 0, &bytes).await, Err(FilingError::NotOutdated)));
    scene.decide_anew();
    hand_in(&scene, 0, &scene.new_header(1).await).await.unwrap();
    let another = scene.new_header(1).await;
    assert!(matches!(hand_in(&scene, 0, &another).await, Err(FilingError::NotOutdated)));
    assert_eq!(calls(&scene), 1);
}

#[tokio::test]
async fn new_header_should_be_refused_when_the_gateway_may_not_add_records() {
    let scene = Scene::new(3, 1).await;
    scene.filed(1).await;
    scene.decide_anew();
    let bytes = scene.new_header(1).await;
    assert!(matches!(hand_in(&scene, 1, &bytes).await, Err(FilingError::NoContribution)));
    scene.chain.world().contributions.insert(scene.patient.id(), vec![(1, u32::MAX)]);
    assert!(matches!(hand_in(&scene, 1, &bytes).await, Ok(Filed::At(_))));
}

#[tokio::test]
async fn new_header_should_be_refused_when_the_patient_did_not_sign_it() {
    let scene = Scene::new(3, 1).await;
    scene.filed(1).await;
    scene.decide_anew();
    let (bytes, other) = (scene.new_header(1).await, scene.new_header(1).await);
    let gateway = &scene.gateways[0];
    let head = gateway.ledger.head().unwrap();
    let of_another_header = NewHeader { bytes: bytes.clone(), ..scene.signed(ID, &other) };
    let of_another_record = NewHeader { bytes: bytes.clone(), ..scene.signed(RecordId([2; 32]), &bytes) };
    let of_nobody = NewHeader { bytes: bytes.clone(), signature: [0; 64] };
    for new in [of_another_header, of_another_record, of_nobody] {
        let outcome = file(gateway, head, scene.patient.id(), ID, new).await;
        assert!(matches!(outcome, Err(FilingError::NotSigned)), "{outcome:?}");
    }
    assert_eq!(calls(&scene), 0);
    assert!(matches!(hand_in(&scene, 0, &bytes).await, Ok(Filed::At(_))));
}

#[tokio::test]
async fn new_header_should_be_refused_when_it_does_not_fit_the_chain() {
    let scene = Scene::new(3, 1).await;
    scene.filed(1).await;
    scene.decide_anew();
    let bytes = scene.new_header(1).await;
    scene.chain.world().attributes.get_mut(&doctor_attribute()).unwrap().epoch = 1;
    assert_eq!(refused(hand_in(&scene, 0, &bytes).await), RecordRefusal::StaleEpoch);
    scene.decide_anew();
    assert_eq!(refused(hand_in(&scene, 0, &bytes).await), RecordRefusal::OtherPolicy);
    scene.chain.world().policies.get_mut(&POLICY).unwrap().status = PolicyStatus::Revoked;
    assert_eq!(refused(hand_in(&scene, 0, &bytes).await), RecordRefusal::PolicyNotCurrent);
    assert_eq!(calls(&scene), 0);
}

#[tokio::test]
async fn new_header_should_be_refused_when_it_wraps_another_data_key() {
    let scene = Scene::new(3, 1).await;
    scene.filed(1).await;
    scene.decide_anew();
    let good = Header::decode(&scene.new_header(1).await).unwrap();
    let keys = [("medical-council".parse().unwrap(), scene.authority.public_key())].into();
    let patient = scene.patient_secret.public();
    let to = Recipients { policy: good.policy(), emergency: None, authorities: &keys, patient: &patient };
    let binding = Binding { ..*good.binding() };
    let (other, _) = seal(binding, good.content_length(), Suite::default(), &to, &mut rand::rng()).unwrap();
    let bytes = Bytes::from(other.encode());
    assert_eq!(refused(hand_in(&scene, 0, &bytes).await), RecordRefusal::OtherContent);
    assert_eq!(scene.gateways[0].store.pool.get(&raw_id(&bytes)).await.unwrap(), None);
}

/// A second policy of the patient's, with the terms of the first.
fn second_policy(scene: &Scene) -> u64 {
    let mut world = scene.chain.world();
    let mut policy = world.policies[&POLICY].clone();
    policy.version = 1;
    world.policies.insert(POLICY + 1, policy);
    POLICY + 1
}

#[tokio::test]
async fn record_should_move_when_its_patient_hands_in_a_header_under_another_policy() {
    let scene = Scene::new(3, 1).await;
    scene.filed(1).await;
    let other = second_policy(&scene);
    let bytes = scene.new_header_under(1, other).await;
    let gateway = &scene.gateways[0];
    let head = gateway.ledger.head().unwrap();
    // Signed for the policy that it is under, it is not for the other.
    let refused = file(gateway, head, scene.patient.id(), ID, scene.signed(ID, &bytes)).await;
    assert!(matches!(refused, Err(FilingError::NotSigned)), "{refused:?}");
    let signed = scene.signed_by(&scene.patient, other, ID, &bytes);
    assert!(matches!(file(gateway, head, scene.patient.id(), ID, signed).await, Ok(Filed::At(_))));
    let second = &scene.gateways[1];
    Endorser::default().round(second, second.ledger.head().unwrap()).await.unwrap();
    let record = scene.chain.world().records[&ID].clone();
    assert_eq!((record.header, record.policy), (raw_id(&bytes), PolicyRef { id: other, version: 1 }));
}

#[tokio::test]
async fn record_should_stay_when_it_would_move_to_another_patient_s_policy() {
    let scene = Scene::new(3, 1).await;
    scene.filed(1).await;
    let other = second_policy(&scene);
    scene.chain.world().policies.get_mut(&other).unwrap().owner = scene.doctor.id();
    let bytes = scene.new_header_under(1, other).await;
    let gateway = &scene.gateways[0];
    let head = gateway.ledger.head().unwrap();
    let signed = scene.signed_by(&scene.patient, other, ID, &bytes);
    let refused = file(gateway, head, scene.patient.id(), ID, signed).await;
    let error = matches!(
        refused,
        Err(FilingError::Verification(VerificationError::Refused(RecordRefusal::PolicyNotCurrent)))
    );
    assert!(error, "{refused:?}");
    assert_eq!(calls(&scene), 0);
}

#[tokio::test]
async fn new_header_should_be_filed_when_a_guardian_hands_it_in_and_not_when_a_caretaker_does() {
    let scene = Scene::new(3, 1).await;
    scene.filed(1).await;
    scene.decide_anew();
    let bytes = scene.new_header(1).await;
    let gateway = &scene.gateways[0];
    let head = gateway.ledger.head().unwrap();
    let doctor = scene.doctor.id();
    let appoint = |scope, until| {
        let delegation = Delegation { scope, until, key_package: None };
        scene.chain.world().delegations.insert(scene.patient.id(), vec![(doctor, delegation)]);
    };
    let signed = || scene.signed_by(&scene.doctor, POLICY, ID, &bytes);
    for (scope, until) in [(DelegationScope::Caretaker, u32::MAX), (DelegationScope::Guardian, head.number)] {
        appoint(scope, until);
        let refused = file(gateway, head, doctor, ID, signed()).await;
        assert!(matches!(refused, Err(FilingError::NotHere)), "{refused:?}");
        assert!(matches!(header_for(gateway, head, doctor, ID).await, Err(FilingError::NotHere)));
    }
    appoint(DelegationScope::Guardian, u32::MAX);
    let old = header_for(gateway, head, doctor, ID).await.unwrap();
    assert_eq!(raw_id(&old), scene.chain.world().records[&ID].header);
    assert!(matches!(file(gateway, head, doctor, ID, signed()).await, Ok(Filed::At(_))));
}
