//! What goes over the wire between a gateway and its clients.

use crate::account::AccountId;
use salus_primitives::{consortium::Role, record::RecordStatus, BlockNumber, ContentId, PolicyId, RecordId};
use serde::{Deserialize, Serialize};

/// What a session's signature begins with, so that it can stand for nothing else.
pub const SESSION_DOMAIN: &[u8] = b"salus/auth/v1";
/// Media type of a FHIR resource.
pub const FHIR_JSON: &str = "application/fhir+json";
/// Header with which a member says at which finalised block the facts stood that a request builds on.
pub const SEEN_HEADER: &str = "X-Salus-Block";
/// The patient's signature over a new header: 128 hexadecimal digits.
pub const SIGNATURE_HEADER: &str = "X-Salus-Signature";
/// The reader's receipt for a ticket: 128 hexadecimal digits.
pub const RECEIPT_HEADER: &str = "X-Salus-Receipt";

/// The bytes that sign `account` in at the gateway `audience`.
///
/// The audience is part of them, so that no gateway can use the signature at another.
pub fn session_payload(audience: &AccountId, account: &AccountId, challenge: &[u8; 32]) -> Vec<u8> {
    [SESSION_DOMAIN, &audience.0, &account.0, challenge].concat()
}

/// Body of `POST /auth/challenge`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChallengeRequest {
    /// Who wants to sign in.
    pub account: AccountId,
}

/// Answer of `POST /auth/challenge`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// 32 random bytes, good for one signature.
    #[serde(with = "crate::hex_text::array")]
    pub challenge: [u8; 32],
    /// The gateway's account; the signature counts for it alone.
    pub audience: AccountId,
    /// Seconds until the challenge is void.
    pub expires_in: u64,
}

/// Body of `POST /auth/session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRequest {
    /// Who signs in.
    pub account: AccountId,
    /// The challenge that was answered.
    #[serde(with = "crate::hex_text::array")]
    pub challenge: [u8; 32],
    /// Signature over [`session_payload`].
    #[serde(with = "crate::hex_text::array")]
    pub signature: [u8; 64],
}

/// Answer of `POST /auth/session`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// What later requests carry as bearer token.
    pub token: String,
    /// Seconds until it is void.
    pub expires_in: u64,
}

/// Body of `POST /enrol`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// Who is enrolled.
    pub account: AccountId,
    /// As what.
    pub role: Role,
    /// The signed key card.
    #[serde(with = "crate::hex_text::bytes")]
    pub card: Vec<u8>,
    /// The last block in which the person's signature counts.
    pub until: BlockNumber,
    /// The person's signature over the enrolment: see [`crate::enrolment`].
    #[serde(with = "crate::hex_text::array")]
    pub signature: [u8; 64],
}

/// Answer of `POST /enrol`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// Who was enrolled.
    pub account: AccountId,
    /// The finalised block of it.
    pub block: BlockNumber,
}

/// What a record that is handed in is to be filed as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Its name, drawn by the submitter: the same name again never makes a second record.
    pub record: RecordId,
    /// Whose it is.
    pub patient: AccountId,
    /// Under which of the patient's policies.
    pub policy: PolicyId,
    /// The practitioner who answers for it; the gateway itself if none.
    pub author: Option<AccountId>,
    /// The version before this one.
    pub previous: Option<RecordId>,
    /// Bytes of the content.
    pub length: u64,
}

/// Answer of `POST /records`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// Its name.
    pub record: RecordId,
    /// The ciphertext.
    pub content: ContentId,
    /// The header with the wrapped data key.
    pub header: ContentId,
    /// Where it stands.
    pub status: RecordStatus,
    /// The finalised block of its submission.
    pub block: BlockNumber,
}

/// Answer of `GET /records/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordState {
    /// Which record.
    pub record: RecordId,
    /// Where it stands.
    pub status: RecordStatus,
    /// How many organisations endorsed it.
    pub endorsements: u32,
    /// How many it takes.
    pub required: u32,
    /// What it waits for, if something else must change first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How often it was filed again after it missed its majority.
    #[serde(default)]
    pub attempts: u32,
}

/// Answer of `PUT /packages`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// What the bytes are called.
    pub cid: ContentId,
}

/// Answer of `POST /access/{ticket}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admitted {
    /// Which record the ticket is for.
    pub record: RecordId,
    /// Whose record it is.
    pub patient: AccountId,
    /// The record's header.
    #[serde(with = "crate::hex_text::bytes")]
    pub header: Vec<u8>,
    /// The ciphertext.
    pub content: ContentId,
    /// The capsule, transformed with the reader's transform key; absent if the gateway has none.
    #[serde(default, with = "crate::hex_text::optional_bytes")]
    pub transformed: Option<Vec<u8>>,
}

/// Answer of `GET /headers/outdated`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutdatedHeaders {
    /// Some of the caller's records, in the order in which the chain keeps them: not that of their ids.
    pub items: Vec<OutdatedHeader>,
    /// Where to go on; absent at the end.
    pub next: Option<RecordId>,
}

/// A record whose header the chain has moved on from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutdatedHeader {
    /// Which record.
    pub record: RecordId,
    /// A stable code for why.
    pub reason: String,
    /// The header; absent if nobody hands it out.
    #[serde(default, with = "crate::hex_text::optional_bytes")]
    pub header: Option<Vec<u8>>,
}

/// Where a new header stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeaderStatus {
    /// On the chain, and not yet endorsed by a majority.
    Waiting,
    /// The record's header.
    InPlace,
}

/// Answer of `PUT /records/{id}/header`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderFiled {
    /// Of which record.
    pub record: RecordId,
    /// What the header's bytes are called.
    pub header: ContentId,
    /// Where it stands.
    pub status: HeaderStatus,
    /// The finalised block in which it was filed; absent if that was done before.
    pub block: Option<BlockNumber>,
}

/// Body of every answer that is an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// A stable code.
    pub error: String,
    /// What happened.
    pub message: String,
    /// What to do about it.
    #[serde(default)]
    pub help: String,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::content;

    #[test]
    fn session_payload_should_be_domain_audience_account_and_challenge_when_put_together() {
        let payload = session_payload(&AccountId([1; 32]), &AccountId([2; 32]), &[3; 32]);
        assert_eq!(payload.len(), 13 + 96);
        assert_eq!(&payload[..13], b"salus/auth/v1");
        assert_eq!(payload[13..45], [1; 32]);
        assert_eq!(payload[45..77], [2; 32]);
        assert_eq!(payload[77..], [3; 32]);
    }

    #[test]
    fn messages_should_be_read_or_refused_without_panic_when_their_text_is_hostile() {
        fn recode<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(
            bytes: &[u8],
        ) {
            if let Ok(message) = serde_json::from_slice::<T>(bytes) {
                let again = serde_json::to_vec(&message).unwrap();
                assert_eq!(serde_json::from_slice::<T>(&again).unwrap(), message);
            }
        }
        let account = AccountId([1; 32]);
        let cid = content::raw_id(b"block");
        let challenge = Challenge { challenge: [7; 32], audience: account, expires_in: 60 };
        let answer = SessionRequest { account, challenge: [7; 32], signature: [8; 64] };
        let enrol =
            EnrolRequest { account, role: Role::Patient, card: vec![1; 40], until: 9, signature: [2; 64] };
        let admitted = Admitted {
            record: RecordId([2; 32]),
            patient: account,
            header: vec![3; 40],
            content: cid,
            transformed: Some(vec![4; 40]),
        };
        let fault = Fault { error: "code".into(), message: "what".into(), help: String::new() };
        let valid = [
            serde_json::to_vec(&challenge).unwrap(),
            serde_json::to_vec(&answer).unwrap(),
            serde_json::to_vec(&enrol).unwrap(),
            serde_json::to_vec(&admitted).unwrap(),
            serde_json::to_vec(&Stored { cid }).unwrap(),
            serde_json::to_vec(&fault).unwrap(),
        ];
        crate::hostile::attack(&valid, |bytes| {
            recode::<ChallengeRequest>(bytes);
            recode::<Challenge>(bytes);
            recode::<SessionRequest>(bytes);
            recode::<EnrolRequest>(bytes);
            recode::<Enrolled>(bytes);
            recode::<Filed>(bytes);
            recode::<RecordState>(bytes);
            recode::<Stored>(bytes);
            recode::<Admitted>(bytes);
            recode::<Fault>(bytes);
        });
    }
}
