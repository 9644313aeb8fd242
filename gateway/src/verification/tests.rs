#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::{ledger::fake::in_use, scene};
use salus_abe::{AuthoritySecretKey, EpochPolicy};
use salus_client::content::{raw_id, DagBuilder};
use salus_envelope::{seal, Binding, RecipientSecret, RecipientSuite, Recipients, Suite};
use salus_primitives::{
    consent::{EmergencyAccess, PolicyRef, PolicyTerms, Window},
    record::{Endorsers, RecordStatus},
    Label, Purpose, PurposeSet,
};
use std::sync::LazyLock;

const POLICY: PolicyRef = PolicyRef { id: 7, version: 2 };

type Keys = BTreeMap<Label, AuthorityPublicKey>;

/// The authorities of these tests, as the chain has them.
static AUTHORITIES: LazyLock<Keys> =
    LazyLock::new(|| ["medical-council", "city-hospital"].map(|name| (label(name), new_key())).into());

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

fn new_key() -> AuthorityPublicKey {
    AuthoritySecretKey::generate(&mut rand::rng()).public_key()
}

/// [`AUTHORITIES`], with another key of one of them.
fn with_another_key_of(name: &str) -> Keys {
    let mut keys = AUTHORITIES.clone();
    keys.insert(label(name), new_key()).unwrap();
    keys
}

fn binding() -> Binding {
    Binding { record: RecordId([1; 32]), patient: [2; 32], policy: POLICY }
}

fn sealed(binding: Binding, length: u64, expression: &str, epoch: u32) -> Vec<u8> {
    sealed_with(binding, length, expression, epoch, None)
}

fn at(epoch: u32, expression: &str) -> EpochPolicy {
    let expression: salus_primitives::Expression = expression.parse().unwrap();
    let epochs = expression.leaves().map(|leaf| (leaf.clone(), epoch)).collect();
    EpochPolicy::new(expression, &epochs).unwrap()
}

fn sealed_with(
    binding: Binding,
    length: u64,
    expression: &str,
    epoch: u32,
    emergency: Option<&EpochPolicy>,
) -> Vec<u8> {
    sealed_to(&AUTHORITIES, binding, length, &at(epoch, expression), emergency)
}

fn sealed_to(
    keys: &Keys,
    binding: Binding,
    length: u64,
    policy: &EpochPolicy,
    emergency: Option<&EpochPolicy>,
) -> Vec<u8> {
    let mut rng = rand::rng();
    let patient = RecipientSecret::generate(RecipientSuite::XWing, &mut rng).public();
    let recipients = Recipients { policy, emergency, authorities: keys, patient: &patient };
    seal(binding, length, Suite::default(), &recipients, &mut rng).unwrap().0.encode()
}

fn in_emergency(emergency: Option<&EpochPolicy>) -> Vec<u8> {
    sealed_with(binding(), 10, "doctor@medical-council", 3, emergency)
}

fn good() -> Vec<u8> {
    sealed(binding(), 10, "doctor@medical-council", 3)
}

fn facts() -> ChainFacts {
    let patient = AccountId([2; 32]);
    let terms = PolicyTerms {
        expression: "doctor@medical-council".parse().unwrap(),
        purposes: PurposeSet::EMPTY.with(Purpose::Treatment),
        valid: Window { from: 0, until: u32::MAX },
        emergency: EmergencyAccess::Never,
    };
    ChainFacts {
        id: RecordId([1; 32]),
        record: Record {
            patient,
            organisation: 0,
            author: AccountId([3; 32]),
            policy: POLICY,
            content: raw_id(b"content"),
            header: raw_id(b"header"),
            previous: None,
            status: RecordStatus::Pending,
            required: 2,
            endorsements: Endorsers::new(),
            submitted_at: 1,
            deadline: 1000,
            disputed: None,
        },
        policy: Some(Policy { owner: patient, terms, version: 2, status: PolicyStatus::Active }),
        attributes: [(scene::doctor_attribute(), in_use(3))].into(),
        emergency: None,
        authorities: AUTHORITIES.clone(),
    }
}

fn limits() -> Limits {
    Limits { record: 100, ..Limits::default() }
}

fn refusal(bytes: &[u8], facts: &ChainFacts) -> RecordRefusal {
    check_header(bytes, facts, &limits()).unwrap_err()
}

#[test]
fn header_should_pass_when_everything_fits() {
    let header = check_header(&good(), &facts(), &limits()).unwrap();
    assert_eq!(header.content_length(), salus_envelope::padded_length(10));
}

#[test]
fn header_should_pass_when_it_admits_the_emergency_that_the_chain_does() {
    let rule = at(2, "rescuer@medical-council");
    let facts = ChainFacts { emergency: Some(rule.clone()), ..facts() };
    check_header(&in_emergency(Some(&rule)), &facts, &limits()).unwrap();
}

#[test]
fn header_should_be_refused_when_it_admits_another_emergency_than_the_chain_does() {
    let rule = at(2, "rescuer@medical-council");
    assert_eq!(refusal(&in_emergency(Some(&rule)), &facts()), RecordRefusal::UnknownEmergency);
    let facts = ChainFacts { emergency: Some(rule), ..facts() };
    assert_eq!(refusal(&in_emergency(None), &facts), RecordRefusal::MissingEmergency);
    let wider = at(2, "rescuer@medical-council OR doctor@medical-council");
    assert_eq!(refusal(&in_emergency(Some(&wider)), &facts), RecordRefusal::UnknownEmergency);
    let older = at(1, "rescuer@medical-council");
    assert_eq!(refusal(&in_emergency(Some(&older)), &facts), RecordRefusal::StaleEpoch);
}

#[test]
fn header_should_be_refused_when_it_is_larger_than_the_limit() {
    let limits = Limits { header: 100, ..limits() };
    assert_eq!(check_header(&good(), &facts(), &limits).unwrap_err(), RecordRefusal::HeaderTooLarge);
}

#[test]
fn header_should_be_refused_when_it_is_cut_off_anywhere() {
    let good = good();
    for length in [0, 1, 50, good.len() - 1] {
        assert_eq!(refusal(&good[..length], &facts()), RecordRefusal::HeaderMalformed);
    }
}

#[test]
fn header_should_be_refused_when_it_was_made_for_something_else() {
    let other = Binding { record: RecordId([9; 32]), ..binding() };
    assert_eq!(
        refusal(&sealed(other, 10, "doctor@medical-council", 3), &facts()),
        RecordRefusal::OtherRecord
    );
    let other = Binding { patient: [9; 32], ..binding() };
    assert_eq!(
        refusal(&sealed(other, 10, "doctor@medical-council", 3), &facts()),
        RecordRefusal::OtherPatient
    );
    for policy in [PolicyRef { id: 8, version: 2 }, PolicyRef { id: 7, version: 1 }] {
        let other = Binding { policy, ..binding() };
        assert_eq!(
            refusal(&sealed(other, 10, "doctor@medical-council", 3), &facts()),
            RecordRefusal::OtherPolicy
        );
    }
}

#[test]
fn header_should_be_refused_when_the_policy_is_not_the_patient_s_current_one() {
    let change = |change: fn(&mut ChainFacts)| {
        let mut facts = facts();
        change(&mut facts);
        refusal(&good(), &facts)
    };
    assert_eq!(change(|facts| facts.policy = None), RecordRefusal::PolicyNotCurrent);
    assert_eq!(change(|facts| facts.policy.as_mut().unwrap().version = 3), RecordRefusal::PolicyNotCurrent);
    let revoked = |facts: &mut ChainFacts| facts.policy.as_mut().unwrap().status = PolicyStatus::Revoked;
    assert_eq!(change(revoked), RecordRefusal::PolicyNotCurrent);
    let foreign = |facts: &mut ChainFacts| facts.policy.as_mut().unwrap().owner = AccountId([9; 32]);
    assert_eq!(change(foreign), RecordRefusal::PolicyNotCurrent);
}

#[test]
fn header_should_be_refused_when_it_admits_others_than_the_policy() {
    let wider = sealed(binding(), 10, "doctor@medical-council OR nurse@medical-council", 3);
    assert_eq!(refusal(&wider, &facts()), RecordRefusal::OtherExpression);
}

#[test]
fn header_should_be_refused_when_an_epoch_is_not_the_current_one() {
    for epoch in [2, 4] {
        let stale = sealed(binding(), 10, "doctor@medical-council", epoch);
        assert_eq!(refusal(&stale, &facts()), RecordRefusal::StaleEpoch);
    }
    let mut undeclared = facts();
    undeclared.attributes.clear();
    assert_eq!(refusal(&good(), &undeclared), RecordRefusal::StaleEpoch);
    let mut suspended = facts();
    suspended.attributes.values_mut().for_each(|state| state.status = UseStatus::Suspended);
    assert_eq!(refusal(&good(), &suspended), RecordRefusal::StaleEpoch);
}

#[test]
fn header_should_be_refused_when_it_is_made_with_another_key_of_an_authority() {
    let policy = at(3, "doctor@medical-council");
    let header = |keys: &Keys| sealed_to(keys, binding(), 10, &policy, None);
    assert_eq!(
        refusal(&header(&with_another_key_of("medical-council")), &facts()),
        RecordRefusal::OtherAuthorityKeys
    );
    // A key that no capsule needs is nobody's business.
    check_header(&header(&with_another_key_of("city-hospital")), &facts(), &limits()).unwrap();
    // One that the authority has not proven counts for nothing.
    let mut unproven = facts();
    unproven.authorities.remove(&label("medical-council"));
    assert_eq!(refusal(&good(), &unproven), RecordRefusal::OtherAuthorityKeys);
}

#[test]
fn header_should_be_refused_when_its_emergency_capsule_is_made_with_another_key_of_an_authority() {
    let (policy, rule) = (at(3, "doctor@medical-council"), at(2, "rescuer@city-hospital"));
    let facts = ChainFacts { emergency: Some(rule.clone()), ..facts() };
    let header = |keys: &Keys| sealed_to(keys, binding(), 10, &policy, Some(&rule));
    check_header(&header(&AUTHORITIES), &facts, &limits()).unwrap();
    assert_eq!(
        refusal(&header(&with_another_key_of("city-hospital")), &facts),
        RecordRefusal::OtherAuthorityKeys
    );
}

#[test]
fn record_should_be_refused_when_it_is_larger_than_the_limit() {
    // The header tells no more than the length with its padding: 1 KiB for all that is shorter.
    let large = sealed(binding(), 1025, "doctor@medical-council", 3);
    assert_eq!(refusal(&large, &facts()), RecordRefusal::RecordTooLarge);
    let largest = sealed(binding(), 100, "doctor@medical-council", 3);
    assert!(check_header(&largest, &facts(), &limits()).is_ok());
}

/// Leaves as long as those of a content of `length` bytes.
fn leaves_of(length: u64) -> Vec<Vec<u8>> {
    let (mut leaves, mut left) = (Vec::new(), salus_envelope::padded_length(length) as usize);
    while left > 0 {
        let part = left.min(salus_envelope::SEGMENT_PLAINTEXT);
        leaves.push(vec![leaves.len() as u8; part + 16]);
        left -= part;
    }
    leaves
}

/// Puts a record with a good header and this content on the chain and into the first pool.
async fn planted(scene: &scene::Scene, leaves: &[Vec<u8>], stated: u64) -> NamedRecord<AccountId> {
    planted_for(scene, leaves, stated, &scene.authority, 0).await
}

/// [`planted`], with a header that is made with a key of `authority` at `epoch`.
async fn planted_for(
    scene: &scene::Scene,
    leaves: &[Vec<u8>],
    stated: u64,
    authority: &AuthoritySecretKey,
    epoch: u32,
) -> NamedRecord<AccountId> {
    let gateway = &scene.gateways[0];
    let policy = PolicyRef { id: scene::POLICY, version: 1 };
    let binding = Binding { record: RecordId([1; 32]), patient: scene.patient.id().0, policy };
    let keys = [(label("medical-council"), authority.public_key())].into();
    let header = sealed_to(&keys, binding, stated, &at(epoch, "doctor@medical-council"), None);
    let (mut dag, mut blocks) = (DagBuilder::new(), Vec::new());
    for leaf in leaves {
        let id = dag.push_leaf(leaf).unwrap();
        gateway.store.pool.put(&id, leaf.clone().into()).await.unwrap();
        blocks.push(id);
    }
    let (content, nodes) = dag.finish();
    for (id, node) in nodes {
        gateway.store.pool.put(&id, node.into()).await.unwrap();
        blocks.push(id);
    }
    let (name, id) = (RecordId([1; 32]), raw_id(&header));
    gateway.store.pool.put(&id, header.into()).await.unwrap();
    gateway.store.database.note_header(&name, &id).await.unwrap();
    gateway.store.database.add_blocks(&name, &blocks).await.unwrap();
    let record = Record { patient: scene.patient.id(), policy, content, header: id, ..facts().record };
    scene.chain.world().records.insert(name, record.clone());
    NamedRecord { id: name, record }
}

#[tokio::test]
async fn record_should_be_verified_and_kept_when_this_organisation_is_to_keep_it() {
    let scene = scene::Scene::new(2, 2).await;
    let length = 2 * ((1 << 20) - 16) + 5;
    let leaves = leaves_of(length);
    let named = planted(&scene, &leaves, length).await;
    let gateway = &scene.gateways[1];
    verify(gateway, gateway.ledger.head().unwrap(), &named).await.unwrap();
    for leaf in &leaves {
        let id = raw_id(leaf);
        assert!(gateway.store.pool.get(&id).await.unwrap().is_some());
        assert!(gateway.store.database.is_block_of(&named.id, &id).await.unwrap());
    }
    assert!(gateway.store.pool.get(&named.record.content).await.unwrap().is_some());
}

#[tokio::test]
async fn record_should_be_verified_and_forgotten_when_others_keep_it() {
    let scene = scene::Scene::new(2, 1).await;
    let leaf = leaves_of(5).remove(0);
    let named = planted(&scene, std::slice::from_ref(&leaf), 5).await;
    let gateway = &scene.gateways[1];
    verify(gateway, gateway.ledger.head().unwrap(), &named).await.unwrap();
    assert_eq!(gateway.store.pool.get(&raw_id(&leaf)).await.unwrap(), None);
    assert!(gateway.store.pool.get(&named.record.header).await.unwrap().is_some(), "headers are kept");
    assert!(gateway.store.database.is_block_of(&named.id, &raw_id(&leaf)).await.unwrap());
}

#[tokio::test]
async fn record_should_be_refused_and_deleted_when_its_content_has_another_length() {
    let scene = scene::Scene::new(2, 2).await;
    let right = ((1 << 20) - 16) + 5;
    let leaves = leaves_of(right);
    for stated in [5, right / 2, right + (1 << 17), right + (1 << 20)] {
        let named = planted(&scene, &leaves, stated).await;
        let gateway = &scene.gateways[1];
        let outcome = verify(gateway, gateway.ledger.head().unwrap(), &named).await;
        assert!(
            matches!(outcome, Err(VerificationError::Refused(RecordRefusal::ContentShape))),
            "{stated}: {outcome:?}"
        );
        for leaf in &leaves {
            assert_eq!(gateway.store.pool.get(&raw_id(leaf)).await.unwrap(), None);
        }
    }
}

#[tokio::test]
async fn record_should_be_refused_when_its_header_is_made_with_a_key_that_its_authority_does_not_have() {
    let scene = scene::Scene::new(2, 2).await;
    let leaf = leaves_of(5).remove(0);
    let liar = AuthoritySecretKey::generate(&mut rand::rng());
    let named = planted_for(&scene, std::slice::from_ref(&leaf), 5, &liar, 0).await;
    let gateway = &scene.gateways[1];
    let outcome = verify(gateway, gateway.ledger.head().unwrap(), &named).await;
    assert!(
        matches!(outcome, Err(VerificationError::Refused(RecordRefusal::OtherAuthorityKeys))),
        "{outcome:?}"
    );
    assert_eq!(gateway.store.pool.get(&raw_id(&leaf)).await.unwrap(), None);
}

#[tokio::test]
async fn record_should_need_the_new_key_and_epoch_when_its_authority_rotated_its_key() {
    let scene = scene::Scene::new(2, 2).await;
    let next = AuthoritySecretKey::generate(&mut rand::rng());
    scene.rotate_key(&next);
    let gateway = &scene.gateways[1];
    let (leaf, head) = (leaves_of(5).remove(0), gateway.ledger.head().unwrap());
    let cases = [
        (&scene.authority, 0, Some(RecordRefusal::StaleEpoch)),
        (&scene.authority, 1, Some(RecordRefusal::OtherAuthorityKeys)),
        (&next, 1, None),
    ];
    for (authority, epoch, expected) in cases {
        let named = planted_for(&scene, std::slice::from_ref(&leaf), 5, authority, epoch).await;
        match (verify(gateway, head, &named).await, expected) {
            (Ok(()), None) => {}
            (Err(VerificationError::Refused(refusal)), Some(expected)) => assert_eq!(refusal, expected),
            (outcome, expected) => panic!("{outcome:?} instead of {expected:?}"),
        }
    }
}

#[tokio::test]
async fn record_should_be_verified_when_its_authority_was_suspended_meanwhile() {
    let scene = scene::Scene::new(2, 2).await;
    let named = planted(&scene, &leaves_of(5), 5).await;
    let name = label("medical-council");
    scene.chain.world().authorities.get_mut(&name).unwrap().authority.status = UseStatus::Suspended;
    let gateway = &scene.gateways[1];
    verify(gateway, gateway.ledger.head().unwrap(), &named).await.unwrap();
}

#[tokio::test]
async fn record_should_wait_when_nobody_hands_out_a_block() {
    let scene = scene::Scene::new(2, 2).await;
    let leaf = leaves_of(5).remove(0);
    let named = planted(&scene, std::slice::from_ref(&leaf), 5).await;
    scene.gateways[0].store.pool.delete(&raw_id(&leaf)).await.unwrap();
    let gateway = &scene.gateways[1];
    let outcome = verify(gateway, gateway.ledger.head().unwrap(), &named).await;
    assert!(matches!(outcome, Err(VerificationError::Fetch(FetchError::NotHere))), "{outcome:?}");
}
