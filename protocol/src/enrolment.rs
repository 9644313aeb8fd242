//! A person's signed agreement to be enrolled: which organisation may, in which role, with which key card.
//!
//! The agreement goes to the organisation with the card. Its gateway hands both in, and the chain takes nothing that the
//! person has not signed. Bytes: the byte 1, organisation (4, little endian), role (1), last block (4, little endian),
//! sr25519 signature (64) over [`enrolment_statement`].

use crate::{AccountId, Signer};
use codec::{Decode, DecodeAll, Encode};
use salus_primitives::{
    consortium::Role,
    enrolment::{enrolment_statement, gateway_statement, Enrolment, GatewayAppointment},
    BlockNumber, ContentId, Digest, OrganisationId,
};

/// Version of the bytes.
const VERSION: u8 = 1;
/// `MultiSignature::Sr25519`.
const SR25519: u8 = 1;

/// An sr25519 signature as the chain reads it.
pub fn multi_signature(signature: &[u8; 64]) -> Vec<u8> {
    [&[SR25519], signature.as_slice()].concat()
}

/// What a person agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Agreement {
    /// Which organisation may enrol the person.
    pub organisation: OrganisationId,
    /// As what.
    pub role: Role,
    /// The last block in which it counts.
    pub until: BlockNumber,
    /// The person's signature.
    pub signature: [u8; 64],
}

/// The bytes are no agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these are not the bytes of an agreement to be enrolled")]
pub struct InvalidAgreement;

/// What the person must know of the chain to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The hash of the chain's first block.
    pub genesis: Digest,
    /// The number of the account's next transaction: 0 for an account that is new to the chain.
    pub nonce: u32,
}

impl Agreement {
    /// `account` agrees that `organisation` enrols it with the card named `key_card`, up to and in block `until`.
    pub fn sign(
        account: &impl Signer,
        place: &Place,
        key_card: ContentId,
        organisation: OrganisationId,
        role: Role,
        until: BlockNumber,
    ) -> Self {
        let enrolment =
            Enrolment { account: account.id(), nonce: place.nonce, organisation, role, key_card, until };
        let signature = account.sign(&enrolment_statement(&place.genesis, &enrolment));
        Self { organisation, role, until, signature }
    }

    /// True if `account` signed this, about the card named `key_card`.
    pub fn is_signed_by(&self, account: AccountId, place: &Place, key_card: ContentId) -> bool {
        let Self { organisation, role, until, signature } = *self;
        let enrolment = Enrolment { account, nonce: place.nonce, organisation, role, key_card, until };
        account.verifies(&enrolment_statement(&place.genesis, &enrolment), &signature)
    }

    /// The signature as the chain reads it.
    pub fn multi_signature(&self) -> Vec<u8> {
        multi_signature(&self.signature)
    }

    /// Its bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        (VERSION, self).encode()
    }

    /// Reads it. Whether the signature is right, the chain says.
    ///
    /// # Errors
    /// [`InvalidAgreement`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidAgreement> {
        match <(u8, Self)>::decode_all(&mut &*bytes) {
            Ok((VERSION, agreement)) => Ok(agreement),
            _ => Err(InvalidAgreement),
        }
    }
}

/// An account's signed agreement to become the gateway of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// Of which organisation.
    pub organisation: OrganisationId,
    /// The account's signature over [`gateway_statement`].
    pub signature: [u8; 64],
}

impl Appointment {
    /// `account` agrees to become the gateway of `organisation`.
    pub fn sign(account: &impl Signer, place: &Place, organisation: OrganisationId) -> Self {
        let appointment = GatewayAppointment { account: account.id(), nonce: place.nonce, organisation };
        let signature = account.sign(&gateway_statement(&place.genesis, &appointment));
        Self { organisation, signature }
    }

    /// True if `account` signed this.
    pub fn is_signed_by(&self, account: AccountId, place: &Place) -> bool {
        let Self { organisation, signature } = *self;
        let appointment = GatewayAppointment { account, nonce: place.nonce, organisation };
        account.verifies(&gateway_statement(&place.genesis, &appointment), &signature)
    }

    /// The signature as the chain reads it.
    pub fn multi_signature(&self) -> Vec<u8> {
        multi_signature(&self.signature)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::signing::Account;
    use salus_primitives::content::Codec;

    const PLACE: Place = Place { genesis: [7; 32], nonce: 3 };

    fn card() -> ContentId {
        ContentId::new(Codec::Raw, [1; 32])
    }

    fn agreed(account: &Account) -> Agreement {
        Agreement::sign(account, &PLACE, card(), 5, Role::Practitioner, 90)
    }

    #[test]
    fn agreement_should_come_back_when_written_and_read() {
        let agreement = agreed(&Account::from_uri("//Dora").unwrap());
        let bytes = agreement.to_bytes();
        assert_eq!(bytes[..10], [1, 5, 0, 0, 0, 1, 90, 0, 0, 0]);
        assert_eq!(bytes.len(), 74);
        assert_eq!(Agreement::from_bytes(&bytes), Ok(agreement));
        assert_eq!(agreement.multi_signature()[..2], [1, bytes[10]]);
    }

    #[test]
    fn agreement_should_be_refused_when_cut_lengthened_or_of_another_version() {
        let bytes = agreed(&Account::from_uri("//Dora").unwrap()).to_bytes();
        for length in 0..bytes.len() {
            assert_eq!(Agreement::from_bytes(&bytes[..length]), Err(InvalidAgreement));
        }
        assert_eq!(Agreement::from_bytes(&[bytes.as_slice(), &[0]].concat()), Err(InvalidAgreement));
        assert_eq!(Agreement::from_bytes(&[&[2], &bytes[1..]].concat()), Err(InvalidAgreement));
    }

    #[test]
    fn appointment_should_count_for_nothing_else_when_anything_differs() {
        let gate = Account::from_uri("//Gate").unwrap();
        let appointment = Appointment::sign(&gate, &PLACE, 5);
        assert!(appointment.is_signed_by(gate.id(), &PLACE));
        assert!(!appointment.is_signed_by(gate.id(), &Place { nonce: 4, ..PLACE }));
        assert!(!appointment.is_signed_by(gate.id(), &Place { genesis: [8; 32], ..PLACE }));
        assert!(!Appointment { organisation: 6, ..appointment }.is_signed_by(gate.id(), &PLACE));
        assert!(!appointment.is_signed_by(Account::from_uri("//Mallory").unwrap().id(), &PLACE));
    }

    #[test]
    fn signature_should_count_for_nothing_else_when_anything_differs() {
        let dora = Account::from_uri("//Dora").unwrap();
        let agreement = agreed(&dora);
        let counts = |agreement: Agreement, place, card| agreement.is_signed_by(dora.id(), &place, card);
        assert!(counts(agreement, PLACE, card()));
        assert!(!counts(agreement, Place { nonce: 4, ..PLACE }, card()));
        assert!(!counts(agreement, Place { genesis: [8; 32], ..PLACE }, card()));
        assert!(!counts(agreement, PLACE, ContentId::new(Codec::Raw, [2; 32])));
        assert!(!counts(Agreement { organisation: 6, ..agreement }, PLACE, card()));
        assert!(!counts(Agreement { role: Role::Patient, ..agreement }, PLACE, card()));
        assert!(!counts(Agreement { until: 91, ..agreement }, PLACE, card()));
        assert!(!agreement.is_signed_by(Account::from_uri("//Mallory").unwrap().id(), &PLACE, card()));
    }
}
