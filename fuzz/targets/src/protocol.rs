//! What clients take from gateways, from the data pool and from files.

use codec::{DecodeAll, Encode};
use salus_primitives::RecordId;
use salus_protocol::{
    audit::{verify_export, Export},
    blake2_256,
    card::KeyCard,
    content::{links, MAX_LINKS},
    messages::{
        Admitted, Challenge, ChallengeRequest, EnrolRequest, Enrolled, Fault, Filed, RecordState,
        SessionRequest, Stored,
    },
    proof::{Authority, AuthoritySet, Follower, Handover, HeaderProof, ProvenState, RecordFacts},
};
use serde::{de::DeserializeOwned, Serialize};
use std::fmt::Debug;

/// The validators' keys of the seeds, of whom three are enough. The third one's signature in the seeds is broken.
const VOTERS: [[u8; 32]; 4] = [
    [
        0x8a, 0x88, 0xe3, 0xdd, 0x74, 0x09, 0xf1, 0x95, 0xfd, 0x52, 0xdb, 0x2d, 0x3c, 0xba, 0x5d, 0x72, 0xca,
        0x67, 0x09, 0xbf, 0x1d, 0x94, 0x12, 0x1b, 0xf3, 0x74, 0x88, 0x01, 0xb4, 0x0f, 0x6f, 0x5c,
    ],
    [
        0x81, 0x39, 0x77, 0x0e, 0xa8, 0x7d, 0x17, 0x5f, 0x56, 0xa3, 0x54, 0x66, 0xc3, 0x4c, 0x7e, 0xcc, 0xcb,
        0x8d, 0x8a, 0x91, 0xb4, 0xee, 0x37, 0xa2, 0x5d, 0xf6, 0x0f, 0x5b, 0x8f, 0xc9, 0xb3, 0x94,
    ],
    [
        0xed, 0x49, 0x28, 0xc6, 0x28, 0xd1, 0xc2, 0xc6, 0xea, 0xe9, 0x03, 0x38, 0x90, 0x59, 0x95, 0x61, 0x29,
        0x59, 0x27, 0x3a, 0x5c, 0x63, 0xf9, 0x36, 0x36, 0xc1, 0x46, 0x14, 0xac, 0x87, 0x37, 0xd1,
    ],
    [
        0xca, 0x93, 0xac, 0x17, 0x05, 0x18, 0x70, 0x71, 0xd6, 0x7b, 0x83, 0xc7, 0xff, 0x0e, 0xfe, 0x81, 0x08,
        0xe8, 0xec, 0x45, 0x30, 0x57, 0x5d, 0x77, 0x26, 0x87, 0x93, 0x33, 0xdb, 0xda, 0xbe, 0x7c,
    ],
];

/// A signed key card.
pub fn key_card(bytes: &[u8]) -> bool {
    let Ok(card) = KeyCard::decode(bytes) else { return false };
    assert_eq!(card.encode(), bytes);
    let _ = card.recipient();
    true
}

/// A node of a file's tree.
pub fn dag_pb(bytes: &[u8]) -> bool {
    let Ok(node) = links(bytes) else { return false };
    assert!((1..=MAX_LINKS).contains(&node.links.len()));
    assert_eq!(node.links.len(), node.sizes.len());
    assert_eq!(node.sizes.iter().sum::<u64>(), node.file_size);
    true
}

/// What clients and gateways say to each other.
pub fn gateway_json(bytes: &[u8]) -> bool {
    [
        recode::<ChallengeRequest>(bytes),
        recode::<Challenge>(bytes),
        recode::<SessionRequest>(bytes),
        recode::<EnrolRequest>(bytes),
        recode::<Enrolled>(bytes),
        recode::<Filed>(bytes),
        recode::<RecordState>(bytes),
        recode::<Stored>(bytes),
        recode::<Admitted>(bytes),
        recode::<Fault>(bytes),
    ]
    .contains(&true)
}

fn recode<T: Serialize + DeserializeOwned + PartialEq + Debug>(bytes: &[u8]) -> bool {
    let Ok(message) = serde_json::from_slice::<T>(bytes) else { return false };
    let again = serde_json::to_vec(&message).expect("a message has a text");
    assert_eq!(serde_json::from_slice::<T>(&again).expect("its text is read"), message);
    true
}

/// A trail that anybody may have written.
pub fn audit_export(bytes: &[u8]) -> bool {
    let Ok(export) = serde_json::from_slice::<Export>(bytes) else { return false };
    let _ = verify_export(&export);
    true
}

/// A header that a node says is final, a hand-over of the validators, and a node of the state's trie.
pub fn chain_proof(bytes: &[u8]) -> bool {
    // As a trie node that has the hash which the state's root asks for.
    if let Ok(state) = ProvenState::new(blake2_256(bytes), &[bytes.to_vec()]) {
        let _ = RecordFacts::read(&state, &RecordId([9; 32]));
    }
    let authorities = VOTERS.map(|key| Authority { key, weight: 1 }).to_vec();
    let known = AuthoritySet { set_id: 0, authorities };
    let Ok(mut follower) = Follower::new(known.clone()) else { return false };
    if let Ok(kept) = Follower::resume(bytes, &known) {
        assert_eq!(kept.to_bytes(), bytes);
    }
    if let Ok(handover) = Handover::decode_all(&mut &*bytes) {
        assert!(follower.follow(&handover).is_err(), "a set handed over without its votes");
    }
    let Ok(proof) = HeaderProof::decode_all(&mut &*bytes) else { return false };
    assert_eq!(proof.encode(), bytes);
    assert!(follower.verify_of_any_age(&proof).is_err(), "a block is final without the votes");
    true
}
