#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::{
    intake::filing::file,
    scene::{self, Scene},
};
use bytes::Bytes;
use salus_abe::{AuthoritySecretKey, EpochPolicy};
use salus_client::content::raw_id;
use salus_envelope::{seal, Binding, Recipients, Suite};
use salus_primitives::{
    consent::PolicyRef,
    record::{Endorsers, Rewrap},
    Expression, Label,
};
use std::convert::Infallible;

const ID: RecordId = RecordId([1; 32]);
const LENGTH: u64 = 4;
const NEXT: PolicyRef = PolicyRef { id: scene::POLICY, version: 2 };

/// What a new header says; the good one says what is so.
#[derive(Clone, Copy)]
struct Wanted {
    record: RecordId,
    policy: PolicyRef,
    length: u64,
    epoch: u32,
    /// Wraps the data key that the content has.
    same_key: bool,
    /// Admits whom the rule for emergencies does.
    emergency: bool,
    /// Is made with the authority's key, and not with one of somebody who passes for it.
    same_authority: bool,
}

const GOOD: Wanted = Wanted {
    record: ID,
    policy: NEXT,
    length: LENGTH,
    epoch: 0,
    same_key: true,
    emergency: false,
    same_authority: true,
};

/// A new header for the record whose header is `before`, as the patient makes it.
fn header(scene: &Scene, before: &Header, wanted: Wanted) -> Bytes {
    let at = |expression: &str, epoch: u32| {
        let expression: Expression = expression.parse().unwrap();
        let epochs = expression.leaves().map(|leaf| (leaf.clone(), epoch)).collect();
        EpochPolicy::new(expression, &epochs).unwrap()
    };
    let liar = AuthoritySecretKey::generate(&mut rand::rng());
    let authority = if wanted.same_authority { &scene.authority } else { &liar };
    let keys = [("medical-council".parse::<Label>().unwrap(), authority.public_key())].into();
    let to = at("doctor@medical-council", wanted.epoch);
    let rescue = wanted.emergency.then(|| at("rescuer@medical-council", 0));
    let patient = scene.patient_secret.public();
    let emergency = rescue.as_ref();
    let recipients = Recipients { policy: &to, emergency, authorities: &keys, patient: &patient };
    let rng = &mut rand::rng();
    let Wanted { record, policy, length, .. } = wanted;
    let header = if wanted.same_key && (record, length) == (ID, LENGTH) {
        let key = before.data_key_for_patient(&scene.patient_secret).unwrap();
        before.rewrap(&key, policy, &recipients, rng).unwrap()
    } else {
        let binding = Binding { record, patient: scene.patient.id().0, policy };
        seal(binding, length, Suite::default(), &recipients, rng).unwrap().0
    };
    header.encode().into()
}

/// An Active record, its policy changed since, and a new header of it in the first pool.
async fn rewrapping(scene: &Scene, wanted: Wanted) -> (ContentId, Bytes) {
    let body = futures::stream::iter(vec![Ok::<_, Infallible>(Bytes::from_static(b"data"))]);
    let filed = file(&scene.gateways[0], scene.request(1, LENGTH as usize), body).await.unwrap();
    let pool = &scene.gateways[0].store.pool;
    let before = pool.get(&filed.sealed.unwrap().header).await.unwrap().unwrap();
    let bytes = header(scene, &Header::decode(&before).unwrap(), wanted);
    let header = raw_id(&bytes);
    pool.put(&header, bytes.clone()).await.unwrap();
    scene.gateways[0].store.database.note_header(&ID, &header).await.unwrap();
    let mut world = scene.chain.world();
    world.records.get_mut(&ID).unwrap().status = RecordStatus::Active;
    world.policies.get_mut(&scene::POLICY).unwrap().version = 2;
    let rewrap = Rewrap {
        organisation: 0,
        policy: NEXT,
        header,
        required: 2,
        endorsements: Endorsers::try_from(vec![0]).unwrap(),
        deadline: 10_000,
    };
    world.rewraps.insert(ID, rewrap);
    (header, bytes)
}

async fn go(endorser: &mut Endorser, gateway: &Gateway) {
    endorser.round(gateway, gateway.ledger.head().unwrap()).await.unwrap();
}

fn calls(scene: &Scene) -> usize {
    let is_endorsement = |call: &Call| matches!(call, Call::EndorseRewraps(_));
    scene.chain.world().calls.iter().filter(|(_, call)| is_endorsement(call)).count()
}

#[tokio::test]
async fn new_header_should_be_endorsed_and_kept_when_it_fits() {
    let scene = Scene::new(3, 1).await;
    let (name, _) = rewrapping(&scene, GOOD).await;
    let gateway = &scene.gateways[1];
    go(&mut Endorser::default(), gateway).await;
    let record = scene.chain.world().records[&ID].clone();
    assert_eq!((record.header, record.policy), (name, NEXT));
    assert!(gateway.store.pool.get(&name).await.unwrap().is_some());
    // All blocks are listed, so that what the header's row says is true.
    assert!(gateway.store.database.is_block_of(&ID, &name).await.unwrap());
    assert!(gateway.store.database.is_block_of(&ID, &record.content).await.unwrap());
}

#[tokio::test]
async fn new_header_should_never_be_endorsed_when_it_does_not_fit() {
    let other_record = Wanted { record: RecordId([2; 32]), ..GOOD };
    let old_policy = Wanted { policy: PolicyRef { version: 1, ..NEXT }, ..GOOD };
    let longer = Wanted { length: LENGTH + 1, ..GOOD };
    let stale = Wanted { epoch: 1, ..GOOD };
    let other_key = Wanted { same_key: false, ..GOOD };
    let liar_s_key = Wanted { same_authority: false, ..GOOD };
    // What is not current may be so again, and is looked at later.
    for (wanted, again) in [
        (other_record, false),
        (old_policy, false),
        (longer, false),
        (stale, true),
        (other_key, false),
        (liar_s_key, true),
    ] {
        let scene = Scene::new(3, 1).await;
        let (name, _) = rewrapping(&scene, wanted).await;
        let mut endorser = Endorser::default();
        go(&mut endorser, &scene.gateways[1]).await;
        assert_eq!(calls(&scene), 0);
        assert_eq!(endorser.left_alone.get(&(ID, name)).map(Option::is_some), Some(again));
        assert!(scene.gateways[1].store.pool.get(&name).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn new_header_should_be_endorsed_when_it_admits_the_same_emergencies_as_the_chain() {
    for (allowed, stated) in [(true, true), (true, false), (false, true)] {
        let scene = Scene::new(3, 1).await;
        if allowed {
            scene.allow_emergencies();
        }
        rewrapping(&scene, Wanted { emergency: stated, ..GOOD }).await;
        go(&mut Endorser::default(), &scene.gateways[1]).await;
        assert_eq!(calls(&scene) == 1, allowed == stated, "{allowed} {stated}");
    }
}

#[tokio::test]
async fn new_header_should_be_tried_again_when_nobody_hands_it_out() {
    let scene = Scene::new(3, 1).await;
    let (name, bytes) = rewrapping(&scene, GOOD).await;
    scene.gateways[0].store.pool.delete(&name).await.unwrap();
    let (mut endorser, gateway) = (Endorser::default(), &scene.gateways[1]);
    go(&mut endorser, gateway).await;
    scene.gateways[0].store.pool.put(&name, bytes).await.unwrap();
    go(&mut endorser, gateway).await;
    assert_eq!(calls(&scene), 0, "it is left alone for a while");
    scene.chain.set_head(gateway.ledger.head().unwrap().number + PAUSE);
    go(&mut endorser, gateway).await;
    assert_eq!(calls(&scene), 1);
}

#[tokio::test]
async fn new_header_should_be_left_alone_when_its_deadline_has_passed() {
    let scene = Scene::new(3, 1).await;
    rewrapping(&scene, GOOD).await;
    scene.chain.set_head(10_000);
    go(&mut Endorser::default(), &scene.gateways[1]).await;
    assert_eq!(calls(&scene), 0);
}
