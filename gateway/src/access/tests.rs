#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::{
    database::blocks::Document,
    ledger::fake::GENESIS,
    scene::{account, Scene},
};
use salus_client::content::raw_id;
use salus_primitives::receipt::receipt_statement;

/// The ticket of every test, which lasts until block 400, and the block after its end.
const TICKET: TicketId = 5;
const END: BlockNumber = 400;

async fn admitted(scene: &Scene, wanted: Wanted) -> Result<Arc<Grant>, AccessError> {
    let gateway = &scene.gateways[0];
    admit(gateway, gateway.ledger.head().unwrap(), TICKET, scene.doctor.id(), wanted).await
}

/// The doctor's receipt for the ticket and organisation 0.
fn receipt(scene: &Scene) -> Option<Signature> {
    Some(scene.doctor.sign(&receipt_statement(&GENESIS, TICKET, 0)))
}

fn is_expired(outcome: &Result<Arc<Grant>, AccessError>) -> bool {
    matches!(outcome, Err(AccessError::NotAdmitted(NotAdmitted::Expired)))
}

/// A record that the doctor has a ticket for.
async fn scene() -> Scene {
    let scene = Scene::new(1, 1).await;
    scene.filed(1).await;
    scene.ticket(TICKET, scene.doctor.id(), 1);
    scene
}

#[tokio::test]
async fn download_should_go_on_after_the_ticket_s_end_when_it_began_in_time() {
    let scene = scene().await;
    let gateway = &scene.gateways[0];
    let grant = admitted(&scene, Wanted::Opening).await.unwrap();
    open(gateway, gateway.ledger.head().unwrap(), &grant, receipt(&scene)).await.unwrap();
    scene.chain.set_head(END);
    let grant = admitted(&scene, Wanted::Block).await.unwrap();
    let content = grant.record.content;
    block(gateway, gateway.ledger.head().unwrap(), &grant, &content, Handing::Block(None)).await.unwrap();
    assert!(is_expired(&admitted(&scene, Wanted::Opening).await), "nothing is opened again");
    scene.chain.set_head(END + GRACE);
    assert!(is_expired(&admitted(&scene, Wanted::Block).await), "and not for ever");
}

#[tokio::test]
async fn block_should_be_refused_after_the_ticket_s_end_when_nothing_was_handed_out_before() {
    let scene = scene().await;
    scene.chain.set_head(END);
    assert!(is_expired(&admitted(&scene, Wanted::Block).await));
}

#[tokio::test]
async fn download_should_end_when_the_doctor_is_revoked_after_the_ticket_s_end() {
    let scene = scene().await;
    let gateway = &scene.gateways[0];
    let grant = admitted(&scene, Wanted::Opening).await.unwrap();
    open(gateway, gateway.ledger.head().unwrap(), &grant, receipt(&scene)).await.unwrap();
    scene.chain.world().holdings.clear();
    scene.chain.set_head(END);
    let outcome = admitted(&scene, Wanted::Block).await;
    assert!(matches!(outcome, Err(AccessError::NotAdmitted(NotAdmitted::NoLongerGranted))));
}

#[tokio::test]
async fn ticket_should_count_as_served_only_when_bytes_were_handed_out() {
    let scene = scene().await;
    let gateway = &scene.gateways[0];
    let head = gateway.ledger.head().unwrap();
    let grant = admitted(&scene, Wanted::Block).await.unwrap();
    block(gateway, head, &grant, &grant.record.content, Handing::Nothing).await.unwrap();
    assert_eq!(gateway.store.database.unacknowledged(9).await.unwrap(), []);
    let given = receipt(&scene);
    block(gateway, head, &grant, &grant.record.content, Handing::Block(given)).await.unwrap();
    assert_eq!(gateway.store.database.unacknowledged(9).await.unwrap(), [(TICKET, given.unwrap())]);
}

#[tokio::test]
async fn nothing_should_be_opened_when_the_records_were_not_held_against_the_chain_yet() {
    let scene = scene().await;
    let folder = tempfile::tempdir().unwrap();
    let account = scene.gateways[0].account.clone();
    let gateway = crate::scene::unreconciled(&scene.chain, account, folder.path()).await;
    let head = gateway.ledger.head().unwrap();
    let outcome = admit(&gateway, head, TICKET, scene.doctor.id(), Wanted::Opening).await;
    assert!(matches!(outcome, Err(AccessError::Starting)));
}

#[tokio::test]
async fn transform_key_should_go_when_its_holder_is_refused_for_good() {
    let scene = scene().await;
    let gateway = &scene.gateways[0];
    let counted = [crate::scene::doctor_attribute()].into();
    gateway.store.database.set_transform_key(&scene.doctor.id(), b"key", &counted).await.unwrap();
    scene.chain.world().holdings.clear();
    assert!(admitted(&scene, Wanted::Opening).await.is_err());
    assert_eq!(gateway.store.database.transform_key(&scene.doctor.id()).await.unwrap(), None);
}

#[tokio::test]
async fn block_of_another_record_should_look_absent_when_the_ticket_is_not_for_it() {
    let scene = scene().await;
    let gateway = &scene.gateways[0];
    let card = raw_id(b"card");
    gateway.store.pool.put(&card, Bytes::from_static(b"card")).await.unwrap();
    gateway.store.database.add_document(&card, Document::Card).await.unwrap();
    let grant = admitted(&scene, Wanted::Block).await.unwrap();
    let outcome =
        block(gateway, gateway.ledger.head().unwrap(), &grant, &card, Handing::Block(receipt(&scene))).await;
    assert!(matches!(outcome, Err(AccessError::NotHere)));
}

#[tokio::test]
async fn nothing_should_be_handed_out_when_the_receipt_is_missing_or_not_the_reader_s() {
    let scene = scene().await;
    let gateway = &scene.gateways[0];
    let head = gateway.ledger.head().unwrap();
    let grant = admitted(&scene, Wanted::Opening).await.unwrap();
    let outcome = open(gateway, head, &grant, None).await;
    assert!(matches!(outcome, Err(AccessError::ReceiptMissing)));
    let statement = receipt_statement(&GENESIS, TICKET, 0);
    let wrong = [
        account("//Mallory").sign(&statement),
        scene.doctor.sign(&receipt_statement(&GENESIS, TICKET, 1)),
        scene.doctor.sign(&receipt_statement(&GENESIS, TICKET + 1, 0)),
        scene.doctor.sign(&receipt_statement(&[0; 32], TICKET, 0)),
    ];
    for wrong in wrong {
        let outcome = open(gateway, head, &grant, Some(wrong)).await;
        assert!(matches!(outcome, Err(AccessError::ReceiptInvalid)));
        let outcome = block(gateway, head, &grant, &grant.record.content, Handing::Block(Some(wrong))).await;
        assert!(matches!(outcome, Err(AccessError::ReceiptInvalid)));
    }
    assert!(gateway.store.database.unacknowledged(9).await.unwrap().is_empty());
}

#[tokio::test]
async fn gateway_should_note_its_own_serving_when_another_organisation_claimed_the_ticket() {
    let scene = scene().await;
    let gateway = &scene.gateways[0];
    let served = salus_primitives::consent::Served { organisation: 9, at: 1 };
    scene.chain.world().tickets.get_mut(&TICKET).unwrap().served = Some(served);
    let grant = admitted(&scene, Wanted::Opening).await.unwrap();
    open(gateway, gateway.ledger.head().unwrap(), &grant, receipt(&scene)).await.unwrap();
    assert_eq!(gateway.store.database.unacknowledged(9).await.unwrap().len(), 1);
}
