//! Accounts that sign.

use codec::{Decode, Encode};
use std::{fmt, str::FromStr};
use subxt_signer::{sr25519, SecretUri};
use zeroize::{Zeroize, ZeroizeOnDrop};

pub use salus_protocol::account::{AccountId, InvalidAddress, Signer, SS58_PREFIX};

/// The secret an account is made from.
#[derive(Clone, Encode, Decode, Zeroize, ZeroizeOnDrop)]
pub enum AccountSecret {
    /// 32 random bytes.
    #[codec(index = 0)]
    Seed([u8; 32]),
    /// A secret URI: a mnemonic phrase or seed with derivations, or a well-known development account.
    #[codec(index = 1)]
    Uri(String),
}

/// The secret is not one an account can be made from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a usable account secret: {0}")]
pub struct InvalidSecret(String);

/// An account that can sign.
///
/// `Debug` shows the address, never the secret.
#[derive(Clone)]
pub struct Account {
    pair: sr25519::Keypair,
    secret: AccountSecret,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Account").field(&self.id()).finish()
    }
}

impl Account {
    /// The account of a secret URI: `//Alice`, or `phrase//hard/soft///password`.
    ///
    /// # Errors
    /// [`InvalidSecret`] if the URI is malformed. The URI itself is not part of the message.
    pub fn from_uri(uri: &str) -> Result<Self, InvalidSecret> {
        let parsed = SecretUri::from_str(uri).map_err(|_| InvalidSecret("malformed secret URI".into()))?;
        let pair = sr25519::Keypair::from_uri(&parsed)
            .map_err(|_| InvalidSecret("neither a mnemonic phrase nor a seed".into()))?;
        Ok(Self { pair, secret: AccountSecret::Uri(uri.into()) })
    }

    /// The account of a 32-byte seed.
    ///
    /// # Errors
    /// [`InvalidSecret`] if the curve library refuses the seed.
    pub fn from_seed(seed: [u8; 32]) -> Result<Self, InvalidSecret> {
        let pair = sr25519::Keypair::from_secret_key(seed).map_err(|e| InvalidSecret(e.to_string()))?;
        Ok(Self { pair, secret: AccountSecret::Seed(seed) })
    }

    /// A new account from the operating system's randomness.
    ///
    /// # Errors
    /// As [`Account::from_seed`].
    pub fn generate() -> Result<Self, InvalidSecret> {
        Self::from_seed(rand::random())
    }

    /// The account of a kept secret.
    ///
    /// # Errors
    /// As [`Account::from_seed`] and [`Account::from_uri`].
    pub fn from_secret(secret: &AccountSecret) -> Result<Self, InvalidSecret> {
        match secret {
            AccountSecret::Seed(seed) => Self::from_seed(*seed),
            AccountSecret::Uri(uri) => Self::from_uri(uri),
        }
    }

    /// Its public name.
    pub fn id(&self) -> AccountId {
        AccountId(self.pair.public_key().0)
    }

    /// Its public name as SS58 text.
    pub fn address(&self) -> String {
        self.id().to_string()
    }

    /// Signs `message` (sr25519, context `substrate`).
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.pair.sign(message).0
    }

    /// What the account is made from.
    pub fn secret(&self) -> &AccountSecret {
        &self.secret
    }

    pub(crate) fn pair(&self) -> &sr25519::Keypair {
        &self.pair
    }
}

impl Signer for Account {
    fn id(&self) -> AccountId {
        Self::id(self)
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        Self::sign(self, message)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    #[test]
    fn account_should_have_the_known_address_when_made_from_a_development_uri() {
        assert_eq!(Account::from_uri("//Alice").unwrap().address(), ALICE);
        assert_eq!(ALICE.parse::<AccountId>().unwrap().to_string(), ALICE);
    }

    #[test]
    fn account_id_should_be_refused_when_mistyped_or_of_another_network() {
        let mistyped = ALICE.replace('5', "6");
        assert_eq!(mistyped.parse::<AccountId>(), Err(InvalidAddress::Malformed));
        let polkadot = "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5";
        assert_eq!(polkadot.parse::<AccountId>(), Err(InvalidAddress::OtherNetwork));
    }

    #[test]
    fn signature_should_verify_only_for_its_account_and_message_when_checked() {
        let (alice, bob) = (Account::from_uri("//Alice").unwrap(), Account::generate().unwrap());
        let signature = alice.sign(b"message");
        assert!(alice.id().verifies(b"message", &signature));
        assert!(!alice.id().verifies(b"massage", &signature));
        assert!(!bob.id().verifies(b"message", &signature));
    }

    #[test]
    fn account_should_not_show_its_secret_when_debugged() {
        let account = Account::from_uri("//Alice").unwrap();
        assert_eq!(format!("{account:?}"), format!("Account({ALICE})"));
        let error = Account::from_uri("my secret words").unwrap_err();
        assert!(!error.to_string().contains("secret words"));
    }

    #[test]
    fn account_should_come_back_when_its_secret_was_kept() {
        for account in [Account::generate().unwrap(), Account::from_uri("//Alice/soft").unwrap()] {
            let kept = account.secret().encode();
            let secret = AccountSecret::decode(&mut &*kept).unwrap();
            assert_eq!(Account::from_secret(&secret).unwrap().id(), account.id());
        }
    }
}
