//! Accounts: who signs, and how they are written.

use codec::{Decode, Encode, MaxEncodedLen};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};
use subxt::utils::AccountId32;
use subxt_signer::{sr25519, SecretUri};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Network number of addresses, for "any Substrate chain" in the SS58 registry.
pub const SS58_PREFIX: u8 = 42;

/// An account: the sr25519 public key of whoever signs for it.
///
/// Text form: SS58 with prefix 42.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, MaxEncodedLen)]
pub struct AccountId(pub [u8; 32]);

/// Why a text is not an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddress {
    /// Not base 58, not of the right length, or mistyped.
    #[error("not an account address: mistyped, cut off, or not an address at all")]
    Malformed,
    /// An address of another network.
    #[error("an address of another network; Salus addresses begin with '5' (SS58 prefix 42)")]
    OtherNetwork,
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        AccountId32(self.0).fmt(f)
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for AccountId {
    type Err = InvalidAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let account = AccountId32::from_str(text).map_err(|_| InvalidAddress::Malformed)?;
        // The parser takes any network's prefix; the printer writes 42.
        if account.to_string() == text {
            Ok(Self(account.0))
        } else {
            Err(InvalidAddress::OtherNetwork)
        }
    }
}

impl Serialize for AccountId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AccountId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl AsRef<[u8]> for AccountId {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<[u8; 32]> for AccountId {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl AccountId {
    /// True if `signature` is this account's over `message`.
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        sr25519::verify(&sr25519::Signature(*signature), message, &sr25519::PublicKey(self.0))
    }
}

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
