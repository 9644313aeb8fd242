//! What an account signs about itself before an organisation may act on it: that it agrees to be enrolled, and that
//! its holder has its key.
//!
//! A statement begins with text that no transaction begins with, and names the chain by the hash of its first block.
//! It names the account's nonce, which the chain then uses up: nobody can use a signature twice, nor an older one after
//! a newer one.

use crate::{
    consortium::Role,
    ids::{BlockNumber, Digest, OrganisationId},
    ContentId,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};

/// What a person agrees to: which organisation enrols, for which role, with which key card.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Enrolment<AccountId> {
    /// The person's account, which signs.
    pub account: AccountId,
    /// How many transactions it has sent: none for an account that is new to the chain.
    pub nonce: u32,
    /// Whose gateway may enrol it.
    pub organisation: OrganisationId,
    /// As what.
    pub role: Role,
    /// The signed card with the person's encryption public keys.
    pub key_card: ContentId,
    /// The last block in which the signature counts.
    pub until: BlockNumber,
}

/// What the person signs over an enrolment on the chain that begins with the block `genesis`.
pub fn enrolment_statement<AccountId: Encode>(genesis: &Digest, enrolment: &Enrolment<AccountId>) -> Vec<u8> {
    (b"salus/enrolment/v1", genesis, enrolment).encode()
}

/// What the new account signs when an organisation's seat moves to it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct SeatRotation<AccountId> {
    /// The new account, which signs.
    pub account: AccountId,
    /// How many transactions it has sent.
    pub nonce: u32,
    /// Whose seat it becomes.
    pub organisation: OrganisationId,
}

/// What the new account signs over a seat's rotation on the chain that begins with the block `genesis`.
pub fn seat_statement<AccountId: Encode>(genesis: &Digest, rotation: &SeatRotation<AccountId>) -> Vec<u8> {
    (b"salus/seat/v1", genesis, rotation).encode()
}

/// What the new account signs when an organisation's gateway moves to it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct GatewayAppointment<AccountId> {
    /// The new account, which signs.
    pub account: AccountId,
    /// How many transactions it has sent.
    pub nonce: u32,
    /// Whose gateway it becomes.
    pub organisation: OrganisationId,
}

/// What the new account signs over its appointment on the chain that begins with the block `genesis`.
pub fn gateway_statement<AccountId: Encode>(
    genesis: &Digest,
    appointment: &GatewayAppointment<AccountId>,
) -> Vec<u8> {
    (b"salus/gateway/v1", genesis, appointment).encode()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Codec;

    #[test]
    fn statement_should_have_the_documented_layout_when_encoded() {
        let enrolment = Enrolment {
            account: [1_u8; 32],
            nonce: 2,
            organisation: 3,
            role: Role::Practitioner,
            key_card: ContentId::new(Codec::Raw, [4; 32]),
            until: 5,
        };
        let statement = enrolment_statement(&[9; 32], &enrolment);
        let key_card = enrolment.key_card.encode();
        let expected = [
            b"salus/enrolment/v1".as_slice(),
            &[9; 32],
            &[1; 32],
            &2_u32.to_le_bytes(),
            &3_u32.to_le_bytes(),
            &[1],
            &key_card,
            &5_u32.to_le_bytes(),
        ]
        .concat();
        assert_eq!(statement, expected);
        let rotation = SeatRotation { account: [1_u8; 32], nonce: 2, organisation: 3 };
        assert!(seat_statement(&[9; 32], &rotation).starts_with(b"salus/seat/v1"));
        let appointment = GatewayAppointment { account: [1_u8; 32], nonce: 2, organisation: 3 };
        let rest = [[9; 32].as_slice(), &[1; 32], &2_u32.to_le_bytes(), &3_u32.to_le_bytes()].concat();
        let expected = [b"salus/gateway/v1".as_slice(), &rest].concat();
        assert_eq!(gateway_statement(&[9; 32], &appointment), expected);
    }
}
