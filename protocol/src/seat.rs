//! A new account's signed agreement to become an organisation's seat.
//!
//! It goes to the machine with the present seat's key, which sends it to the chain: neither key leaves its machine.
//! Bytes: the byte 1, account (32), organisation (4, little endian), sr25519 signature (64) over [`seat_statement`].

use crate::{enrolment::Place, AccountId, Signer};
use codec::{Decode, DecodeAll, Encode};
use salus_primitives::{
    enrolment::{seat_statement, SeatRotation},
    OrganisationId,
};

/// Version of the bytes.
const VERSION: u8 = 1;
/// `MultiSignature::Sr25519`.
const SR25519: u8 = 1;

/// What the new account agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SeatAgreement {
    /// The new account.
    pub account: AccountId,
    /// Whose seat it becomes.
    pub organisation: OrganisationId,
    /// The account's signature.
    pub signature: [u8; 64],
}

/// The bytes are no agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these are not the bytes of an agreement to become a seat")]
pub struct InvalidSeatAgreement;

impl SeatAgreement {
    /// `account` agrees to become the seat of `organisation`. Counts until the account signs something else that the
    /// chain takes.
    pub fn sign(account: &impl Signer, place: &Place, organisation: OrganisationId) -> Self {
        let rotation = SeatRotation { account: account.id(), nonce: place.nonce, organisation };
        let signature = account.sign(&seat_statement(&place.genesis, &rotation));
        Self { account: account.id(), organisation, signature }
    }

    /// True if the account signed this for the chain and the number of `place`.
    pub fn is_signed(&self, place: &Place) -> bool {
        let Self { account, organisation, signature } = *self;
        let rotation = SeatRotation { account, nonce: place.nonce, organisation };
        account.verifies(&seat_statement(&place.genesis, &rotation), &signature)
    }

    /// The signature as the chain reads it.
    pub fn multi_signature(&self) -> Vec<u8> {
        [&[SR25519], self.signature.as_slice()].concat()
    }

    /// Its bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        (VERSION, self).encode()
    }

    /// Reads it. [`SeatAgreement::is_signed`] says whether the signature is right.
    ///
    /// # Errors
    /// [`InvalidSeatAgreement`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidSeatAgreement> {
        match <(u8, Self)>::decode_all(&mut &*bytes) {
            Ok((VERSION, agreement)) => Ok(agreement),
            _ => Err(InvalidSeatAgreement),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::signing::Account;

    const PLACE: Place = Place { genesis: [7; 32], nonce: 3 };

    fn agreed() -> SeatAgreement {
        SeatAgreement::sign(&Account::from_uri("//Fresh").unwrap(), &PLACE, 5)
    }

    #[test]
    fn seat_agreement_should_come_back_when_written_and_read() {
        let agreement = agreed();
        let bytes = agreement.to_bytes();
        assert_eq!((bytes[0], bytes.len()), (1, 101));
        assert_eq!(bytes[33..37], [5, 0, 0, 0]);
        assert_eq!(SeatAgreement::from_bytes(&bytes), Ok(agreement));
        assert_eq!(agreement.multi_signature()[..2], [1, bytes[37]]);
    }

    #[test]
    fn seat_agreement_should_be_refused_when_cut_lengthened_or_of_another_version() {
        let bytes = agreed().to_bytes();
        for length in 0..bytes.len() {
            assert_eq!(SeatAgreement::from_bytes(&bytes[..length]), Err(InvalidSeatAgreement));
        }
        assert!(SeatAgreement::from_bytes(&[bytes.as_slice(), &[0]].concat()).is_err());
        assert!(SeatAgreement::from_bytes(&[&[2], &bytes[1..]].concat()).is_err());
    }

    #[test]
    fn seat_agreement_should_count_for_nothing_else_when_anything_differs() {
        let agreement = agreed();
        assert!(agreement.is_signed(&PLACE));
        assert!(!agreement.is_signed(&Place { nonce: 4, ..PLACE }));
        assert!(!agreement.is_signed(&Place { genesis: [8; 32], ..PLACE }));
        assert!(!SeatAgreement { organisation: 6, ..agreement }.is_signed(&PLACE));
        let mallory = Account::from_uri("//Mallory").unwrap().id();
        assert!(!SeatAgreement { account: mallory, ..agreement }.is_signed(&PLACE));
    }
}
