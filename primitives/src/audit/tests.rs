#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;
use sp_crypto_hashing::blake2_256;

fn entry() -> Entry<[u8; 32]> {
    Entry {
        index: 3,
        block: 77,
        time: 1_700_000_000_000,
        actor: [2; 32],
        organisation: Some(4),
        action: Action::Opened,
        record: Some(RecordId([5; 32])),
        purpose: Some(Purpose::Payment),
        basis: Some(Basis::Policy(PolicyRef { id: 9, version: 6 })),
        detail: Detail::Ticket { ticket: 11, justification: [7; 32] },
    }
}

#[test]
fn leaf_should_equal_the_independent_one_when_the_entry_is_known() {
    // Computed with Python's hashlib over the SCALE encoding written out by hand. A change here means
    // that no trail on any chain can be verified any more.
    let leaf = entry().leaf(blake2_256, &[1; 32]);
    assert_eq!(
        data_encoding::HEXLOWER.encode(&leaf),
        "c0d3c11c8d49f43e2b20c4bf801de074640018d76f46db3173eb8acb6e42312a"
    );
}

#[test]
fn leaf_should_differ_when_the_patient_or_any_field_does() {
    let hash = |entry: Entry<[u8; 32]>| entry.leaf(blake2_256, &[1; 32]);
    let same = entry();
    assert_ne!(hash(same), same.leaf(blake2_256, &[8; 32]));
    let others = [
        Entry { index: 4, ..same },
        Entry { block: 78, ..same },
        Entry { time: 0, ..same },
        Entry { actor: [3; 32], ..same },
        Entry { organisation: None, ..same },
        Entry { action: Action::Refused, ..same },
        Entry { record: None, ..same },
        Entry { purpose: None, ..same },
        Entry { basis: Some(Basis::OwnRecord), ..same },
        Entry { detail: Detail::Served { ticket: 11 }, ..same },
    ];
    for other in others {
        assert_ne!(hash(same), hash(other), "{other:?}");
    }
}

#[test]
fn indices_should_stay_as_they_are_when_hashed_into_trails() {
    let actions = [
        Action::Submitted,
        Action::Endorsed,
        Action::Activated,
        Action::Lapsed,
        Action::Opened,
        Action::Refused,
        Action::Served,
        Action::PolicySet,
        Action::PolicyRevoked,
        Action::ContributionAllowed,
        Action::ContributionRevoked,
        Action::Delegated,
        Action::DelegationEnded,
        Action::Restricted,
        Action::RestrictionLifted,
        Action::BrokeGlass,
        Action::Reviewed,
        Action::RewrapFiled,
        Action::Rewrapped,
        Action::Disputed,
        Action::DisputeWithdrawn,
        Action::ErasureAsked,
        Action::ErasureAttested,
        Action::Erased,
        Action::RewrapDropped,
        Action::Superseded,
        Action::KeyCardReplaced,
        Action::ParticipantSuspended,
        Action::ParticipantReinstated,
        Action::KeyShared,
    ];
    for (index, action) in actions.into_iter().enumerate() {
        assert_eq!(action.encode(), [index as u8]);
    }
    let details = [
        Detail::Nothing,
        Detail::Ticket { ticket: 0, justification: [0; 32] },
        Detail::Justification { justification: [0; 32] },
        Detail::Served { ticket: 0 },
        Detail::Policy(PolicyRef { id: 0, version: 0 }),
        Detail::Organisation { organisation: 0 },
        Detail::Account { account: [0; 32] },
        Detail::Emergency {
            emergency: 0,
            reason: EmergencyReason::ConsentImpossible,
            justification: [0; 32],
        },
        Detail::Review { emergency: 0, outcome: ReviewOutcome::Justified },
        Detail::Refusals { unlisted: 0 },
    ];
    for (index, detail) in details.into_iter().enumerate() {
        assert_eq!(detail.encode()[0], index as u8);
    }
}

#[test]
fn note_should_keep_what_it_says_when_it_gets_its_place() {
    let note = Note { purpose: Some(Purpose::Treatment), ..Note::new([2; 32], Action::Refused) };
    let placed = note.at(5, 6, 7);
    assert_eq!((placed.index, placed.block, placed.time), (5, 6, 7));
    assert_eq!((placed.actor, placed.action, placed.purpose), ([2; 32], Action::Refused, note.purpose));
    assert_eq!((placed.record, placed.basis, placed.detail), (None, None, Detail::Nothing));
}

#[test]
fn stored_node_should_round_trip_when_encoded() {
    for node in [StoredNode::Leaf(entry()), StoredNode::Inner { left: [1; 32], right: [2; 32] }] {
        assert_eq!(StoredNode::decode(&mut &node.encode()[..]), Ok(node));
    }
    assert_eq!(storage_key(&[1; 32]), [b"salus/audit/".as_slice(), &[1; 32]].concat());
}
