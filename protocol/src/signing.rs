//! An account that signs, for tests: outside them the key is in a keystore or a wallet.

use crate::account::{AccountId, Signer};
use sp_core::{sr25519, Pair};

/// An account of a secret URI.
#[derive(Clone)]
pub(crate) struct Account(sr25519::Pair);

impl Account {
    /// The account of a secret URI such as `//Alice`.
    pub(crate) fn from_uri(uri: &str) -> Result<Self, sp_core::crypto::SecretStringError> {
        sr25519::Pair::from_string(uri, None).map(Self)
    }
}

impl Signer for Account {
    fn id(&self) -> AccountId {
        AccountId(self.0.public().0)
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).0
    }
}
