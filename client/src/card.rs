//! Key cards: what others encrypt to, vouched for by the account itself.
//!
//! Layout: version 1, account (32 bytes), X25519 public key (32), sr25519 signature (64) over
//! [`DOMAIN`], account and public key. A card is named on the chain by its content identifier, so
//! nobody between its owner and its reader can exchange the key.

use crate::{account::AccountId, content, Account};
use salus_envelope::{RecipientPublic, RecipientSecret};
use salus_primitives::ContentId;

/// What the signature begins with, so that it can stand for nothing but a card.
pub const DOMAIN: &[u8] = b"salus/key-card/v1";
/// Bytes of a card.
pub const CARD_LENGTH: usize = 129;

const VERSION: u8 = 1;

/// A signed card. Every value of this type carries a valid signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCard {
    account: AccountId,
    encryption: [u8; 32],
    signature: [u8; 64],
}

/// Why bytes are not a key card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCard {
    /// Not 129 bytes.
    #[error("a key card has {CARD_LENGTH} bytes, this has {0}")]
    Length(usize),
    /// A version that this program does not know.
    #[error("the key card has version {0}, this program knows only version {VERSION}")]
    Version(u8),
    /// The account did not sign this key.
    #[error("the key card's signature is not its account's: the card was altered")]
    Signature,
    /// The key is not one that can be encrypted to.
    #[error("the key card's encryption key is not a usable X25519 key")]
    Key,
}

impl KeyCard {
    /// The card of `account` with the public half of `secret`.
    pub fn sign(account: &Account, secret: &RecipientSecret) -> Self {
        let encryption = secret.public().to_bytes();
        let signature = account.sign(&statement(&account.id(), &encryption));
        Self { account: account.id(), encryption, signature }
    }

    /// Whose card it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// What to encrypt to.
    ///
    /// # Errors
    /// [`InvalidCard::Key`] if the owner signed something that is not a usable key.
    pub fn recipient(&self) -> Result<RecipientPublic, InvalidCard> {
        RecipientPublic::from_bytes(&self.encryption).map_err(|_| InvalidCard::Key)
    }

    /// The card's bytes.
    pub fn encode(&self) -> Vec<u8> {
        [&[VERSION], self.account.0.as_slice(), &self.encryption, &self.signature].concat()
    }

    /// Reads a card and checks its signature.
    ///
    /// # Errors
    /// [`InvalidCard`] names what was wrong.
    pub fn decode(bytes: &[u8]) -> Result<Self, InvalidCard> {
        let length = InvalidCard::Length(bytes.len());
        if bytes.len() != CARD_LENGTH {
            return Err(length);
        }
        let (version, rest) = bytes.split_first().ok_or(length)?;
        if *version != VERSION {
            return Err(InvalidCard::Version(*version));
        }
        let (account, rest) = rest.split_first_chunk::<32>().ok_or(length)?;
        let (encryption, rest) = rest.split_first_chunk::<32>().ok_or(length)?;
        let signature: [u8; 64] = rest.try_into().map_err(|_| length)?;
        let account = AccountId(*account);
        if !account.verifies(&statement(&account, encryption), &signature) {
            return Err(InvalidCard::Signature);
        }
        Ok(Self { account, encryption: *encryption, signature })
    }

    /// The card's name on the chain.
    pub fn content_id(&self) -> ContentId {
        content::raw_id(&self.encode())
    }
}

fn statement(account: &AccountId, encryption: &[u8; 32]) -> Vec<u8> {
    [DOMAIN, &account.0, encryption].concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn card() -> KeyCard {
        let account = Account::from_uri("//Alice").unwrap();
        KeyCard::sign(&account, &RecipientSecret::generate(&mut rand::rng()))
    }

    #[test]
    fn card_should_come_back_unchanged_when_encoded_and_decoded() {
        let card = card();
        let bytes = card.encode();
        assert_eq!(bytes.len(), CARD_LENGTH);
        assert_eq!(KeyCard::decode(&bytes), Ok(card));
    }

    #[test]
    fn card_should_be_refused_when_any_byte_is_flipped() {
        let bytes = card().encode();
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            assert!(KeyCard::decode(&altered).is_err(), "byte {at}");
        }
    }

    #[test]
    fn card_should_be_refused_when_signed_by_another_account() {
        let mallory = Account::from_uri("//Mallory").unwrap();
        let secret = RecipientSecret::generate(&mut rand::rng());
        let mut bytes = KeyCard::sign(&mallory, &secret).encode();
        bytes[1..33].copy_from_slice(&Account::from_uri("//Alice").unwrap().id().0);
        assert_eq!(KeyCard::decode(&bytes), Err(InvalidCard::Signature));
    }

    #[test]
    fn card_should_be_refused_when_cut_off_or_of_another_version() {
        let mut bytes = card().encode();
        assert_eq!(KeyCard::decode(&bytes[..128]), Err(InvalidCard::Length(128)));
        assert_eq!(KeyCard::decode(&[]), Err(InvalidCard::Length(0)));
        bytes[0] = 2;
        assert_eq!(KeyCard::decode(&bytes), Err(InvalidCard::Version(2)));
    }
}
