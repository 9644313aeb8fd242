//! What a proof tells of the state, and what it does not.

use super::*;
use crate::account::AccountId;
use salus_primitives::{
    authority::{AttributeState, Authority as Office, UseStatus},
    consent::{EmergencyAccess, Policy, PolicyRef, PolicyStatus, PolicyTerms, Window},
    content::Codec,
    emergency::EmergencyRule,
    record::{Record, RecordStatus},
    Attribute, ContentId, Label, Purpose, RecordId,
};

pub(super) const RECORD: RecordId = RecordId([9; 32]);
const POLICY: u64 = 7;

fn account(byte: u8) -> AccountId {
    AccountId([byte; 32])
}

pub(super) fn record() -> Record<AccountId> {
    Record {
        patient: account(1),
        organisation: 0,
        author: account(2),
        policy: PolicyRef { id: POLICY, version: 2 },
        content: ContentId::new(Codec::DagPb, [3; 32]),
        header: ContentId::new(Codec::Raw, [4; 32]),
        previous: None,
        status: RecordStatus::Active,
        required: 3,
        endorsements: vec![0, 1, 2].try_into().unwrap(),
        submitted_at: 5,
        deadline: 500,
        disputed: None,
    }
}

pub(super) fn policy() -> Policy<AccountId> {
    Policy {
        owner: account(1),
        terms: PolicyTerms {
            expression: "doctor@council AND (cardiology@city OR nurse@city)".parse().unwrap(),
            purposes: [Purpose::Treatment].into_iter().collect(),
            valid: Window { from: 0, until: 1_000 },
            emergency: EmergencyAccess::Always,
        },
        version: 2,
        status: PolicyStatus::Active,
    }
}

pub(super) fn rule() -> EmergencyRule {
    EmergencyRule {
        accessors: "doctor@council OR rescue@state".parse().unwrap(),
        reviewers: "officer@state".parse().unwrap(),
        validity: 100,
        review_within: 1_000,
        version: 1,
    }
}

fn office(byte: u8) -> Office<AccountId> {
    Office {
        organisation: 0,
        account: account(byte),
        public_key: vec![byte; 674].try_into().unwrap(),
        proof_of_possession: vec![byte; 98].try_into().unwrap(),
        key_version: 1,
        status: UseStatus::Active,
    }
}

/// A record and all that concerns it, among `others` records, policies, attributes and authorities.
pub(super) fn values(others: u32) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut values = vec![
        (items::record(&RECORD).into_key(), record().encode()),
        (items::policy(POLICY).into_key(), policy().encode()),
        (items::emergency_rule().into_key(), rule().encode()),
    ];
    let declared = AttributeState { epoch: 3, status: UseStatus::Active };
    for attribute in ["doctor@council", "cardiology@city", "rescue@state"] {
        let attribute: Attribute = attribute.parse().unwrap();
        values.push((items::attribute(&attribute).into_key(), declared.encode()));
    }
    for (byte, name) in [(1, "council"), (2, "city")] {
        let name: Label = name.parse().unwrap();
        values.push((items::authority(&name).into_key(), office(byte).encode()));
    }
    for other in 0..others {
        let id = RecordId(blake2_256(&other.encode()));
        values.push((items::record(&id).into_key(), record().encode()));
        values.push((items::policy(u64::from(other) + 100).into_key(), policy().encode()));
        // As many authorities and attributes as the chain admits.
        if other < 4_096 {
            let name: Label = format!("office{}", other / 16).parse().unwrap();
            let attribute =
                Attribute { name: format!("role{}", other % 16).parse().unwrap(), authority: name };
            values.push((items::attribute(&attribute).into_key(), declared.encode()));
            values.push((items::authority(&attribute.authority).into_key(), office(3).encode()));
        }
    }
    values
}

pub(super) fn keys() -> Vec<Vec<u8>> {
    RecordFacts::keys(&RECORD, &record(), &policy(), Some(&rule()))
}

fn read(root: H256, nodes: &[Vec<u8>]) -> Result<Option<RecordFacts>, ProofError> {
    RecordFacts::read(&ProvenState::new(root.0, nodes)?, &RECORD)
}

#[test]
fn facts_of_a_record_should_be_read_when_the_proof_covers_them() {
    let state = state_of(&values(50));
    let facts = read(state.1, &prove(&state, &keys())).unwrap().unwrap();
    assert_eq!((&facts.record, &facts.policy), (&record(), &policy()));
    assert_eq!(facts.emergency_rule, Some(rule()));
    let epochs: Vec<_> = facts
        .attributes
        .iter()
        .map(|(attribute, state)| (attribute.to_string(), state.map(|state| state.epoch)))
        .collect();
    let expected = [
        ("cardiology@city", Some(3)),
        ("doctor@council", Some(3)),
        ("nurse@city", None),
        ("rescue@state", Some(3)),
    ];
    let mut expected: Vec<_> = expected.map(|(name, epoch)| (name.to_owned(), epoch)).into();
    expected.sort();
    let mut epochs = epochs;
    epochs.sort();
    assert_eq!(epochs, expected);
    let offices: Vec<_> =
        facts.authorities.iter().map(|(name, office)| (name.as_str(), office.is_some())).collect();
    assert_eq!(offices.len(), 3);
    assert!(offices.contains(&("council", true)) && offices.contains(&("state", false)));
}

#[test]
fn record_should_be_proven_absent_when_there_is_none() {
    let state = state_of(&values(50)[1..]);
    let key = items::record(&RECORD).into_key();
    let nodes = prove(&state, std::slice::from_ref(&key));
    assert_eq!(read(state.1, &nodes), Ok(None));
    // Saying nothing is no proof of absence, and neither is a proof of another absence.
    assert_eq!(read(state.1, &[]), Err(ProofError::StateNodes));
    let other = prove(&state, &[items::record(&RecordId([8; 32])).into_key()]);
    if other != nodes {
        assert_eq!(read(state.1, &other), Err(ProofError::StateNodes));
    }
}

#[test]
fn record_should_not_be_hidden_when_it_is_there() {
    let state = state_of(&values(50));
    let without = state_of(&values(50)[1..]);
    let key = items::record(&RECORD).into_key();
    let absent = prove(&without, &[key]);
    assert_eq!(read(state.1, &absent), Err(ProofError::StateNodes));
}

#[test]
fn value_should_be_refused_when_it_is_forged() {
    let mut values = values(50);
    let state = state_of(&values);
    let mut forged = record();
    forged.status = RecordStatus::Lapsed;
    values[0].1 = forged.encode();
    let other = state_of(&values);
    // The forged state's nodes, alone and beside the true ones.
    let (truth, lies) = (prove(&state, &keys()), prove(&other, &keys()));
    assert_eq!(read(state.1, &lies), Err(ProofError::StateNodes));
    let both = [truth.clone(), lies].concat();
    assert_eq!(read(state.1, &both).unwrap().unwrap().record, record());
    // Under another root the truth is worth nothing.
    assert_eq!(read(other.1, &truth), Err(ProofError::StateNodes));
}

#[test]
fn proof_should_be_refused_when_a_node_is_missing_or_exchanged() {
    let state = state_of(&values(50));
    let nodes = prove(&state, &keys());
    assert!(read(state.1, &nodes).is_ok());
    let all: Vec<Vec<u8>> = values(50).into_iter().map(|(key, _)| key).collect();
    let foreign: Vec<_> = prove(&state, &all).into_iter().filter(|node| !nodes.contains(node)).collect();
    for at in 0..nodes.len() {
        let mut missing = nodes.clone();
        missing.remove(at);
        assert_eq!(read(state.1, &missing), Err(ProofError::StateNodes), "node {at}");
        let mut exchanged = nodes.clone();
        exchanged[at] = foreign[at % foreign.len()].clone();
        assert_eq!(read(state.1, &exchanged), Err(ProofError::StateNodes), "node {at}");
    }
}

#[test]
fn proof_should_be_refused_unread_when_it_is_too_large() {
    let state = state_of(&values(1));
    let many = vec![vec![1; 4]; MAX_NODES + 1];
    assert_eq!(ProvenState::new(state.1 .0, &many).unwrap_err(), ProofError::StateTooLarge);
    let long = [vec![0; MAX_NODE_BYTES], vec![0]];
    assert_eq!(ProvenState::new(state.1 .0, &long).unwrap_err(), ProofError::StateTooLarge);
}

#[test]
fn value_should_be_refused_when_the_chain_keeps_it_in_another_form() {
    let key = items::emergency_rule().into_key();
    for value in [vec![], vec![7], [rule().encode(), vec![0]].concat()] {
        let state = state_of(&[(key.clone(), value)]);
        let nodes = prove(&state, std::slice::from_ref(&key));
        let state = ProvenState::new(state.1 .0, &nodes).unwrap();
        let refused = state.read(&items::emergency_rule());
        assert_eq!(refused, Err(ProofError::StateValue("Consent.CurrentRule")));
    }
}
