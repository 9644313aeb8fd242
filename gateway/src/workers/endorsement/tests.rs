#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::{
    intake::filing::file,
    scene::{account, Scene},
};
use bytes::Bytes;
use salus_client::content::raw_id;
use salus_primitives::{consortium::Gateway as GatewayFacts, record::Endorsers};
use std::convert::Infallible;
use tokio::net::TcpListener;

const ID: RecordId = RecordId([1; 32]);
/// An organisation whose gateway takes connections and never says anything.
const SILENT: OrganisationId = 9;
const DEADLINE: BlockNumber = 10_000;

/// Files a record of four bytes at the first gateway.
async fn filed(scene: &Scene) {
    let body = futures::stream::iter(vec![Ok::<_, Infallible>(Bytes::from_static(b"data"))]);
    file(&scene.gateways[0], scene.request(1, 4), body).await.unwrap();
}

/// Pending records of the silent organisation, whose blocks nobody hands out; it lives as long as what is returned.
async fn silent(scene: &Scene, records: u16) -> TcpListener {
    filed(scene).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut world = scene.chain.world();
    let mut organisation = world.organisations[&0].clone();
    organisation.seat = account("//SilentSeat").id();
    organisation.gateway =
        GatewayFacts { account: account("//Silent").id(), url: url.into_bytes().try_into().unwrap() };
    world.organisations.insert(SILENT, organisation);
    let mut record = world.records.remove(&ID).unwrap();
    record.organisation = SILENT;
    record.deadline = DEADLINE;
    record.endorsements = Endorsers::try_from(vec![SILENT]).unwrap();
    for n in 0..records {
        let mut id = [2; 32];
        id[..2].copy_from_slice(&n.to_le_bytes());
        record.header = raw_id(&id);
        record.content = raw_id(&[&id[..], b"content"].concat());
        world.records.insert(RecordId(id), record.clone());
    }
    drop(world);
    scene.chain.next_block();
    listener
}

fn endorser(scene: &Scene) -> Endorser {
    Endorser::new(Arc::clone(&scene.gateways[1]))
}

async fn take_up(endorser: &mut Endorser, scene: &Scene) {
    endorser.take_up(scene.gateways[1].ledger.head().unwrap()).await.unwrap();
}

/// What ends first.
async fn ended(endorser: &mut Endorser) -> Outcome {
    // Less than it takes to give a silent gateway up.
    let ended = tokio::time::timeout(Duration::from_secs(15), endorser.running.join_next());
    ended.await.unwrap().unwrap().unwrap()
}

#[tokio::test]
async fn record_should_be_checked_when_those_of_another_organisation_hang() {
    let scene = Scene::new(3, 1).await;
    let _silent = silent(&scene, 40).await;
    let mut endorser = endorser(&scene);
    take_up(&mut endorser, &scene).await;
    assert_eq!(endorser.busy.len(), 40);
    // They have taken their places by now.
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(endorser.room.available_permits(), CHECKS - CHECKS_OF_ONE);
    // The first gateway takes the id again once it has forgotten the one that was moved above.
    scene.gateways[0].store.database.forget_record(&ID).await.unwrap();
    filed(&scene).await;
    take_up(&mut endorser, &scene).await;
    assert!(matches!(ended(&mut endorser).await, Outcome::Checked(ID, Ok(true))));
}

#[tokio::test]
async fn check_should_end_when_the_record_s_deadline_comes_first() {
    let scene = Scene::new(3, 1).await;
    let _silent = silent(&scene, 3).await;
    let mut endorser = endorser(&scene);
    take_up(&mut endorser, &scene).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    scene.chain.set_head(DEADLINE);
    // The third one waited for its turn.
    for _ in 0..3 {
        let Outcome::Overdue(record) = ended(&mut endorser).await else { panic!("it is over") };
        endorser.overdue(&record);
    }
    assert!(endorser.busy.is_empty());
    assert_eq!(endorser.room.available_permits(), CHECKS);
    take_up(&mut endorser, &scene).await;
    assert!(endorser.busy.is_empty(), "nobody can endorse them any more");
}

#[tokio::test]
async fn records_should_be_taken_up_by_a_share_when_one_organisation_has_many() {
    let scene = Scene::new(3, 1).await;
    let _silent = silent(&scene, 300).await;
    let mut endorser = endorser(&scene);
    for _ in 0..2 {
        take_up(&mut endorser, &scene).await;
        assert_eq!(endorser.busy.len(), TAKEN_UP_OF_ONE);
    }
}

#[tokio::test]
async fn record_should_be_endorsed_later_when_an_attribute_was_not_current_only_for_a_while() {
    let scene = Scene::new(2, 2).await;
    filed(&scene).await;
    let gateway = &scene.gateways[1];
    let head = gateway.ledger.head().unwrap();
    let named = NamedRecord { id: ID, record: scene.chain.world().records[&ID].clone() };
    let suspend = |status| {
        let mut world = scene.chain.world();
        world.attributes.get_mut(&crate::scene::doctor_attribute()).unwrap().status = status;
    };
    suspend(salus_primitives::authority::UseStatus::Suspended);
    let refused = check(gateway, head, &named).await;
    assert!(matches!(refused, Err(VerificationError::Refused(RecordRefusal::StaleEpoch))), "{refused:?}");
    suspend(salus_primitives::authority::UseStatus::Active);
    assert!(check(gateway, head, &named).await.unwrap());
}
