//! Altered bytes: none of them is accepted, and none makes the verifier panic.

use super::{
    states::{keys, record, values, RECORD},
    *,
};
use crate::hostile;
use codec::{Decode, DecodeAll};
use std::collections::BTreeSet;

const GENESIS: [u8; 4] = [1, 2, 3, 4];

fn follower() -> Follower {
    Follower::new(set(0, &GENESIS)).unwrap()
}

/// `bytes` with each byte altered in turn.
fn altered(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    (0..bytes.len()).flat_map(move |at| {
        [1u8, 0x80, 0xff].map(|mask| {
            let mut bytes = bytes.to_vec();
            bytes[at] ^= mask;
            bytes
        })
    })
}

#[test]
fn header_proof_should_be_refused_when_any_byte_is_altered() {
    let good = header_proof();
    let accepts = |proof: &HeaderProof| follower().verify_of_any_age(proof).is_ok();
    assert!(accepts(&good));
    for header in altered(&good.header) {
        assert!(!accepts(&HeaderProof { header, ..good.clone() }));
    }
    for descendant in altered(&good.descendants[0]) {
        assert!(!accepts(&HeaderProof { descendants: vec![descendant], ..good.clone() }));
    }
    for justification in altered(&good.justification) {
        assert!(!accepts(&HeaderProof { justification, ..good.clone() }));
    }
}

#[test]
fn change_should_be_refused_when_any_byte_is_altered() {
    let good = change(5, 0, &GENESIS[..3], &[5, 6, 7, 8]);
    let accepts = |change: &Handover| follower().follow(change).is_ok();
    assert!(accepts(&good));
    for header in altered(&good.header) {
        assert!(!accepts(&Handover { header, ..good.clone() }));
    }
    for justification in altered(&good.justification) {
        assert!(!accepts(&Handover { justification, ..good.clone() }));
    }
}

#[test]
fn state_proof_should_be_refused_when_any_byte_is_altered() {
    let state = state_of(&values(20));
    let nodes = prove(&state, &keys());
    for at in 0..nodes.len() {
        for node in altered(&nodes[at]).step_by(7) {
            let mut nodes = nodes.clone();
            nodes[at] = node;
            let state = ProvenState::new(state.1 .0, &nodes).unwrap();
            assert_eq!(RecordFacts::read(&state, &RECORD), Err(ProofError::StateNodes));
        }
    }
}

#[test]
fn proofs_should_be_refused_when_bytes_are_hostile() {
    let (good, other) = (header_proof(), header_proof_of_another_block());
    let valid = [good.encode(), other.encode()];
    hostile::attack(&valid, |bytes| {
        if let Ok(proof) = HeaderProof::decode_all(&mut &*bytes) {
            let accepted = follower().verify_of_any_age(&proof).is_ok();
            assert_eq!(accepted, proof == good || proof == other);
        }
    });
    let good = change(5, 0, &GENESIS[..3], &[5, 6, 7, 8]);
    hostile::attack(&[good.encode()], |bytes| {
        if let Ok(change) = Handover::decode_all(&mut &*bytes) {
            assert_eq!(follower().follow(&change).is_ok(), change == good);
        }
    });
    hostile::attack(&[follower().to_bytes()], |bytes| {
        let _ = Follower::resume(bytes, &set(0, &GENESIS));
    });
}

fn header_proof_of_another_block() -> HeaderProof {
    let header = timed(30, [1; 32]);
    let justification = justified(&name(&header), &GENESIS[..3], 0);
    HeaderProof { header: header.encode(), descendants: Vec::new(), justification }
}

#[test]
fn state_proof_should_tell_the_truth_or_nothing_when_nodes_are_hostile() {
    let state = state_of(&values(20));
    let nodes = prove(&state, &keys());
    hostile::attack(&[nodes.encode()], |bytes| {
        let Ok(nodes) = Vec::<Vec<u8>>::decode(&mut &*bytes) else { return };
        let Ok(proven) = ProvenState::new(state.1 .0, &nodes) else { return };
        match RecordFacts::read(&proven, &RECORD) {
            Ok(facts) => assert_eq!(facts.unwrap().record, record()),
            Err(error) => assert_eq!(error, ProofError::StateNodes),
        }
    });
    // Nodes that hash to the root, and are none: the verifier gets as far as reading them.
    hostile::attack(&nodes, |bytes| {
        let proven = ProvenState::new(blake2_256(bytes), &[bytes.to_vec()]).unwrap();
        let _ = RecordFacts::read(&proven, &RECORD);
    });
}

#[test]
fn errors_should_have_a_code_of_their_own_a_sentence_and_a_remedy() {
    let all = [
        ProofError::HeaderForm,
        ProofError::NotDescending(1),
        ProofError::BeforeSet { block: 1, since: 2 },
        ProofError::Older { block: 1, latest: 2 },
        ProofError::NoTime,
        ProofError::Stale { age: 2, limit: 1 },
        ProofError::Early(1),
        ProofError::StateTooLarge,
        ProofError::StateNodes,
        ProofError::StateValue("Consent.Policies"),
        ProofError::VotesForm,
        ProofError::VotesTooLarge,
        ProofError::VotesTarget,
        ProofError::Signature,
        ProofError::Unlinked,
        ProofError::UnusedHeaders,
        ProofError::TooFew { have: 1, need: 2 },
        ProofError::SetForm,
        ProofError::NoSuccessors(1),
        ProofError::DelayedChange(1),
        ProofError::ForcedChange(1),
        ProofError::ChangeOrder { block: 1, since: 2 },
        ProofError::TooEarly(1),
        ProofError::KeptForm,
        ProofError::KeptVersion(2),
        ProofError::OtherChain,
    ];
    let codes: BTreeSet<_> = all.iter().map(ProofError::code).collect();
    assert_eq!(codes.len(), all.len());
    for error in all {
        assert!(!error.to_string().is_empty() && !error.remedy().is_empty(), "{}", error.code());
    }
}
