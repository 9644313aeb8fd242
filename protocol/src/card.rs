//! Key cards: what others encrypt to, signed by the account itself.
//!
//! Version 2: the byte 2, account (32 bytes), recipient suite (1), public key of the suite (32 bytes for
//! X25519, 1216 for X-Wing), sr25519 signature (64) over [`DOMAIN`], account, suite and public key.
//! Version 1, still read: the byte 1, account, X25519 public key, signature over [`DOMAIN_1`], account
//! and public key. A card is named on the chain by its content identifier, so nobody between its owner
//! and its reader can exchange the key; the domains differ, so nobody can pass one version off as the
//! other.

use crate::{account::AccountId, content, Signer};
use salus_envelope::{RecipientPublic, RecipientSecret, RecipientSuite};
use salus_primitives::ContentId;

/// What the signature of a card begins with, so that it can stand for nothing but a card.
pub const DOMAIN: &[u8] = b"salus/key-card/v2";
/// The same for version 1.
pub const DOMAIN_1: &[u8] = b"salus/key-card/v1";

/// Bytes of an account and of a signature.
const ACCOUNT: usize = 32;
const SIGNATURE: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Version {
    One = 1,
    Two = 2,
}

/// A signed card. Every value of this type carries a valid signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCard {
    version: Version,
    account: AccountId,
    suite: RecipientSuite,
    encryption: Vec<u8>,
    signature: [u8; SIGNATURE],
}

/// Why bytes are not a key card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCard {
    /// Not as many bytes as the card's version and suite have.
    #[error("a key card of this kind has {expected} bytes, this has {found}")]
    Length {
        /// How many it must have.
        expected: usize,
        /// How many it has.
        found: usize,
    },
    /// There is nothing.
    #[error("the key card is empty")]
    Empty,
    /// A version that this program does not know.
    #[error("the key card has version {0}, this program knows versions 1 and 2")]
    Version(u8),
    /// A suite that this program does not know.
    #[error("the key card has recipient suite {0}, this program knows 1 (X25519) and 2 (X-Wing)")]
    Suite(u8),
    /// The account did not sign this key.
    #[error("the key card's signature is not its account's: the card was altered")]
    Signature,
    /// The key is not one that can be encrypted to.
    #[error("the key card's encryption key is not a usable key of its suite")]
    Key,
}

impl KeyCard {
    /// The card of `account` with the public half of `secret`.
    pub fn sign(account: &impl Signer, secret: &RecipientSecret) -> Self {
        let public = secret.public();
        let signature = account.sign(&Self::statement(&account.id(), &public));
        Self::unchecked(account.id(), &public, signature)
    }

    /// What `account` signs so that others encrypt to `public`: for a wallet that holds the account's key itself.
    /// [`KeyCard::signed`] makes the card.
    pub fn statement(account: &AccountId, public: &RecipientPublic) -> Vec<u8> {
        statement(Version::Two, account, public.suite(), &public.to_bytes())
    }

    /// The card of `account` with `public`, from the signature over [`KeyCard::statement`].
    ///
    /// # Errors
    /// [`InvalidCard::Signature`] if it is another account's, or over something else.
    pub fn signed(
        account: AccountId,
        public: &RecipientPublic,
        signature: [u8; SIGNATURE],
    ) -> Result<Self, InvalidCard> {
        if !account.verifies(&Self::statement(&account, public), &signature) {
            return Err(InvalidCard::Signature);
        }
        Ok(Self::unchecked(account, public, signature))
    }

    fn unchecked(account: AccountId, public: &RecipientPublic, signature: [u8; SIGNATURE]) -> Self {
        let (suite, encryption) = (public.suite(), public.to_bytes());
        Self { version: Version::Two, account, suite, encryption, signature }
    }

    /// Whose card it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Which suite the key is of.
    pub fn suite(&self) -> RecipientSuite {
        self.suite
    }

    /// What to encrypt to.
    ///
    /// # Errors
    /// [`InvalidCard::Key`] if the owner signed something that is not a usable key.
    pub fn recipient(&self) -> Result<RecipientPublic, InvalidCard> {
        RecipientPublic::from_bytes(self.suite, &self.encryption).map_err(|_| InvalidCard::Key)
    }

    /// The card's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let suite = [self.suite.id()];
        let suite: &[u8] = match self.version {
            Version::One => &[],
            Version::Two => &suite,
        };
        [&[self.version as u8], self.account.0.as_slice(), suite, &self.encryption, &self.signature].concat()
    }

    /// Reads a card and checks its signature.
    ///
    /// # Errors
    /// [`InvalidCard`] names what was wrong.
    pub fn decode(bytes: &[u8]) -> Result<Self, InvalidCard> {
        let found = bytes.len();
        let (version, rest) = bytes.split_first().ok_or(InvalidCard::Empty)?;
        let cut_at = |expected: usize| InvalidCard::Length { expected, found };
        let shortest = cut_at(length(Version::One, RecipientSuite::X25519));
        let (account, rest) = match version {
            1 | 2 => rest.split_first_chunk::<ACCOUNT>().ok_or(shortest)?,
            other => return Err(InvalidCard::Version(*other)),
        };
        let (version, suite, rest) = match version {
            1 => (Version::One, RecipientSuite::X25519, rest),
            _ => {
                let (id, rest) = rest.split_first().ok_or(shortest)?;
                let suite = RecipientSuite::try_from(*id).map_err(|_| InvalidCard::Suite(*id))?;
                (Version::Two, suite, rest)
            }
        };
        let wrong = cut_at(length(version, suite));
        let (encryption, rest) = rest.split_at_checked(suite.public_key_bytes()).ok_or(wrong)?;
        let signature: [u8; SIGNATURE] = rest.try_into().map_err(|_| wrong)?;
        let account = AccountId(*account);
        if !account.verifies(&statement(version, &account, suite, encryption), &signature) {
            return Err(InvalidCard::Signature);
        }
        Ok(Self { version, account, suite, encryption: encryption.to_vec(), signature })
    }

    /// The card's name on the chain.
    pub fn content_id(&self) -> ContentId {
        content::raw_id(&self.encode())
    }
}

fn length(version: Version, suite: RecipientSuite) -> usize {
    let named = match version {
        Version::One => 1,
        Version::Two => 2,
    };
    [ACCOUNT, suite.public_key_bytes(), SIGNATURE].into_iter().fold(named, usize::saturating_add)
}

fn statement(version: Version, account: &AccountId, suite: RecipientSuite, encryption: &[u8]) -> Vec<u8> {
    match version {
        Version::One => [DOMAIN_1, &account.0, encryption].concat(),
        Version::Two => [DOMAIN, account.0.as_slice(), &[suite.id()], encryption].concat(),
    }
}

#[cfg(test)]
mod tests;
