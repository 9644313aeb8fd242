#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::{ledger::LedgerError, scene::Scene};
use futures::stream;
use salus_client::content::{Step, Walk};
use salus_envelope::SegmentOpener;
use std::convert::Infallible;

type Chunk = Result<Bytes, Infallible>;

fn body(bytes: &[u8], size: usize) -> impl Stream<Item = Chunk> + Send + Unpin + 'static {
    let chunks: Vec<Chunk> = bytes.chunks(size).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    stream::iter(chunks)
}

async fn filed(scene: &Scene, record: u8, bytes: &[u8]) -> Result<Submission, IntakeError> {
    file(&scene.gateways[0], scene.request(record, bytes.len()), body(bytes, 70_000)).await
}

/// What the patient reads of a record.
async fn read_as_patient(scene: &Scene, known: &Submission) -> Vec<u8> {
    let pool = &scene.gateways[0].store.pool;
    let sealed = known.sealed.unwrap();
    let header = Header::decode(&pool.get(&sealed.header).await.unwrap().unwrap()).unwrap();
    let key = header.data_key_for_patient(&scene.patient_secret).unwrap();
    let opener = SegmentOpener::new(&header, key);
    let mut walk = Walk::new(sealed.content, header.ciphertext_length());
    let mut plaintext = Vec::new();
    while let Some(step) = walk.step().unwrap() {
        match step {
            Step::Node(id) => walk.enter(&pool.get(&id).await.unwrap().unwrap()).unwrap(),
            Step::Leaf { index, id, .. } => {
                plaintext.extend(opener.open(index, &pool.get(&id).await.unwrap().unwrap()).unwrap());
            }
        }
    }
    plaintext
}

#[tokio::test]
async fn record_should_be_readable_by_the_patient_when_it_was_filed() {
    let scene = Scene::new(1, 3).await;
    let sizes =
        [0, 1, SEGMENT_PLAINTEXT - 1, SEGMENT_PLAINTEXT, SEGMENT_PLAINTEXT + 1, 2 * SEGMENT_PLAINTEXT];
    for (record, size) in (1u8..).zip(sizes) {
        let bytes: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
        let known = filed(&scene, record, &bytes).await.unwrap();
        assert!(read_as_patient(&scene, &known).await == bytes, "{size} bytes");
    }
}

/// The header of the record that was filed.
async fn header_of(scene: &Scene, known: &Submission) -> Header {
    let bytes = scene.gateways[0].store.pool.get(&known.sealed.unwrap().header).await.unwrap().unwrap();
    Header::decode(&bytes).unwrap()
}

#[tokio::test]
async fn record_should_admit_emergencies_when_policy_and_rule_do() {
    let scene = Scene::new(1, 3).await;
    scene.allow_emergencies();
    let known = filed(&scene, 1, b"data").await.unwrap();
    let agreed = salus_primitives::consent::EmergencyAccess::UnderRule(1);
    scene.chain.world().policies.get_mut(&crate::scene::POLICY).unwrap().terms.emergency = agreed;
    let again = filed(&scene, 2, b"data").await.unwrap();
    assert!(header_of(&scene, &again).await.emergency_policy().is_some());
    let header = header_of(&scene, &known).await;
    let admitted = header.emergency_policy().unwrap();
    assert_eq!(admitted.expression().to_string(), "rescuer@medical-council");
    assert_eq!(admitted.leaves()[0].epoch, 0);
    assert_eq!(read_as_patient(&scene, &known).await, b"data");
}

#[tokio::test]
async fn record_should_admit_no_emergency_when_patient_or_council_or_authority_do_not() {
    use crate::{ledger::fake::World, scene::rescuer_attribute as rescuer};
    use salus_primitives::{authority::UseStatus, consent::EmergencyAccess};
    fn say(world: &mut World, access: EmergencyAccess) {
        world.policies.get_mut(&crate::scene::POLICY).unwrap().terms.emergency = access;
    }
    let against: [fn(&mut World); 4] = [
        |world| say(world, EmergencyAccess::Never),
        |world| say(world, EmergencyAccess::UnderRule(2)),
        |world| world.emergency_rule = None,
        |world| world.attributes.get_mut(&rescuer()).unwrap().status = UseStatus::Suspended,
    ];
    for (record, decide) in (1u8..).zip(against) {
        let scene = Scene::new(1, 3).await;
        scene.allow_emergencies();
        decide(&mut scene.chain.world());
        let known = filed(&scene, record, b"data").await.unwrap();
        assert_eq!(header_of(&scene, &known).await.emergency_policy(), None);
    }
}

#[tokio::test]
async fn request_should_get_the_same_answer_when_it_is_repeated() {
    let scene = Scene::new(1, 3).await;
    let first = filed(&scene, 1, b"the same bytes").await.unwrap();
    let again = filed(&scene, 1, b"the same bytes").await.unwrap();
    assert_eq!((first.sealed, first.block), (again.sealed, again.block));
    assert_eq!(scene.chain.world().records.len(), 1);
    assert_eq!(scene.chain.world().calls.len(), 1);
}

#[tokio::test]
async fn request_should_be_a_conflict_when_anything_differs_under_the_same_id() {
    let scene = Scene::new(1, 3).await;
    filed(&scene, 1, b"the same bytes").await.unwrap();
    assert!(matches!(filed(&scene, 1, b"other  bytes!!").await, Err(IntakeError::Conflict("content"))));
    assert!(matches!(filed(&scene, 1, b"the same bytes.").await, Err(IntakeError::Conflict("length"))));
    let mut other = scene.request(1, 14);
    other.particulars.policy = 8;
    let outcome = file(&scene.gateways[0], other, body(b"the same bytes", 14)).await;
    assert!(matches!(outcome, Err(IntakeError::Conflict("policy"))));
    assert_eq!(scene.chain.world().records.len(), 1);
}

#[tokio::test]
async fn request_should_wait_its_turn_when_the_same_record_is_coming_in() {
    let scene = Scene::new(1, 3).await;
    let gateway = Arc::clone(&scene.gateways[0]);
    let (sender, receiver) = futures::channel::mpsc::unbounded::<Chunk>();
    let request = scene.request(1, 4);
    let slow = {
        let (gateway, request) = (Arc::clone(&gateway), request.clone());
        tokio::spawn(async move { file(&gateway, request, receiver).await })
    };
    while gateway.store.database.submission(&request.particulars.record).await.unwrap().is_none() {
        tokio::task::yield_now().await;
    }
    let second = file(&gateway, request, body(b"data", 4)).await;
    assert!(matches!(second, Err(IntakeError::InProgress)));
    sender.unbounded_send(Ok(Bytes::from_static(b"data"))).unwrap();
    drop(sender);
    assert_eq!(slow.await.unwrap().unwrap().stage, Stage::Submitted);
}

#[tokio::test]
async fn nothing_should_stay_behind_when_the_body_is_not_whole() {
    let scene = Scene::new(1, 3).await;
    let gateway = &scene.gateways[0];
    let bytes = vec![7; SEGMENT_PLAINTEXT + 10];
    let stopped = stream::iter(vec![Ok(Bytes::from(bytes.clone())), Err("connection lost")]);
    let request = scene.request(1, bytes.len() + 10);
    assert!(matches!(file(gateway, request.clone(), stopped).await, Err(IntakeError::Stopped)));
    let short = file(gateway, request.clone(), body(&bytes, 70_000)).await;
    assert!(matches!(short, Err(IntakeError::Length)));
    let long = file(gateway, scene.request(1, bytes.len() - 1), body(&bytes, 70_000)).await;
    assert!(matches!(long, Err(IntakeError::Length)));
    assert_eq!(gateway.store.database.submission(&request.particulars.record).await.unwrap(), None);
    assert!(gateway.store.database.blocks_of(&request.particulars.record).await.unwrap().is_empty());
    assert!(scene.chain.world().calls.is_empty());
    filed(&scene, 1, &bytes).await.unwrap();
}

#[tokio::test]
async fn fhir_should_be_refused_before_it_is_filed_when_it_is_not_a_resource() {
    let scene = Scene::new(1, 3).await;
    let gateway = &scene.gateways[0];
    let send = |record, text: &'static [u8]| {
        let mut request = scene.request(record, text.len());
        request.fhir = true;
        file(gateway, request, body(text, 5))
    };
    assert!(matches!(send(1, b"[1,2,3]").await, Err(IntakeError::Fhir(_))));
    assert!(matches!(send(1, b"{\"id\":\"x\"}").await, Err(IntakeError::Fhir(_))));
    assert!(scene.chain.world().calls.is_empty());
    let resource = b"{ \"resourceType\" : \"Patient\" }";
    let known = send(1, resource).await.unwrap();
    assert_eq!(read_as_patient(&scene, &known).await, resource, "bytes are filed as they came");
}

#[tokio::test]
async fn record_should_be_refused_when_the_chain_speaks_against_it() {
    let scene = Scene::new(1, 3).await;
    let gateway = &scene.gateways[0];
    let change = |change: fn(&mut Particulars)| {
        let mut request = scene.request(1, 4);
        change(&mut request.particulars);
        file(gateway, request, body(b"data", 4))
    };
    let stranger = change(|wanted| wanted.patient = salus_client::account::AccountId([9; 32])).await;
    assert!(matches!(stranger, Err(IntakeError::NotPatient)));
    assert!(matches!(change(|wanted| wanted.policy = 99).await, Err(IntakeError::NoPolicy)));
    let author = change(|wanted| wanted.author = salus_client::account::AccountId([9; 32])).await;
    assert!(matches!(author, Err(IntakeError::Author)));
    let previous = change(|wanted| wanted.previous = Some(RecordId([9; 32]))).await;
    assert!(matches!(previous, Err(IntakeError::Previous)));
    scene.chain.world().contributions.clear();
    scene.chain.next_block();
    assert!(matches!(change(|_| ()).await, Err(IntakeError::NoContribution)));
}

#[tokio::test]
async fn record_should_be_refused_when_it_replaces_what_another_organisation_filed() {
    let scene = Scene::new(1, 3).await;
    scene.filed(1).await;
    let before = RecordId([1; 32]);
    let amend = || {
        let mut request = scene.request(2, 4);
        request.particulars.previous = Some(before);
        file(&scene.gateways[0], request, body(b"data", 4))
    };
    scene.chain.world().records.get_mut(&before).unwrap().organisation = 1;
    assert!(matches!(amend().await, Err(IntakeError::Previous)));
    scene.chain.world().records.get_mut(&before).unwrap().organisation = 0;
    assert!(amend().await.is_ok());
}

#[tokio::test]
async fn record_should_be_refused_when_an_authority_has_not_proven_its_key() {
    let scene = Scene::new(1, 3).await;
    {
        let mut world = scene.chain.world();
        let other: salus_primitives::Label = "city-hospital".parse().unwrap();
        let proof = scene.authority.prove_possession(&other, &mut rand::rng()).encode();
        let authority = world.authorities.values_mut().next().unwrap();
        authority.authority.proof_of_possession = proof.try_into().unwrap();
    }
    assert!(matches!(filed(&scene, 1, b"data").await, Err(IntakeError::Authority(_))));
}

#[tokio::test]
async fn record_should_be_kept_and_go_on_when_the_node_is_lost_after_it_was_stored() {
    let scene = Scene::new(1, 3).await;
    scene.chain.world().next_answer = Some(LedgerError::Unreachable);
    assert!(matches!(filed(&scene, 1, b"data").await, Err(IntakeError::Waiting)));
    let record = RecordId([1; 32]);
    let stored = scene.gateways[0].store.database.submission(&record).await.unwrap().unwrap();
    assert_eq!(stored.stage, Stage::Stored);
    scene.chain.disconnect();
    assert!(matches!(filed(&scene, 1, b"data").await, Err(IntakeError::Waiting)));
    assert!(matches!(filed(&scene, 2, b"data").await, Err(IntakeError::Ledger(LedgerError::Unreachable))));
    scene.chain.set_head(200);
    let known = filed(&scene, 1, b"data").await.unwrap();
    assert_eq!(known.sealed, stored.sealed, "it is submitted as it was stored");
}

#[tokio::test]
async fn record_should_be_refused_when_the_patient_s_card_is_another_s() {
    let scene = Scene::new(1, 3).await;
    let gateway = &scene.gateways[0];
    let card = salus_client::card::KeyCard::sign(&scene.doctor, &scene.patient_secret);
    let kind = crate::database::blocks::Document::Card;
    card::keep(gateway, &card.content_id(), card.encode().into(), kind).await.unwrap();
    let patient = scene.patient.id();
    scene.chain.world().participants.get_mut(&patient).unwrap().key_card = card.content_id();
    assert!(matches!(filed(&scene, 1, b"data").await, Err(IntakeError::Card(_))));
}

#[tokio::test]
async fn record_should_not_be_told_as_stored_when_its_row_went_away_while_it_came_in() {
    let scene = Scene::new(1, 3).await;
    let gateway = &scene.gateways[0];
    let (database, record) = (gateway.store.database.clone(), RecordId([1; 32]));
    let body = stream::once(async move {
        database.abandon_submission(&record).await.unwrap();
        Chunk::Ok(Bytes::from_static(b"data"))
    });
    let outcome = file(gateway, scene.request(1, 4), body.boxed()).await;
    assert!(matches!(outcome, Err(IntakeError::Conflict(_))), "{outcome:?}");
    assert!(gateway.store.database.blocks_of(&record).await.unwrap().is_empty());
}
