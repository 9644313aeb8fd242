//! What clients take from gateways, from the data pool and from files.

use salus_protocol::{
    audit::{verify_export, Export},
    card::KeyCard,
    content::{links, MAX_LINKS},
    messages::{
        Admitted, Challenge, ChallengeRequest, EnrolRequest, Enrolled, Fault, Filed, RecordState,
        SessionRequest, Stored,
    },
};
use serde::{de::DeserializeOwned, Serialize};
use std::fmt::Debug;

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
