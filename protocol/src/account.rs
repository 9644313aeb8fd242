//! Accounts: their text form, and what they sign.

use codec::{Decode, Encode, MaxEncodedLen};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sp_core::{sr25519, Pair};
use sp_crypto_hashing::blake2_512;
use std::{fmt, str::FromStr};

/// Network number of addresses, for "any Substrate chain" in the SS58 registry.
pub const SS58_PREFIX: u8 = 42;

/// What the checksum of an address is computed over, before its prefix.
const SS58_DOMAIN: &[u8] = b"SS58PRE";
/// Bytes of the checksum.
const CHECKSUM: usize = 2;
/// Most characters of any address: base 58 of the prefix, an account and the checksum takes 48 or 49.
const MOST_CHARACTERS: usize = 64;

/// An account: the sr25519 public key of whoever signs for it.
///
/// Text form: SS58 with prefix 42.
///
/// ```
/// use salus_protocol::AccountId;
///
/// let alice: AccountId = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY".parse()?;
/// assert_eq!(alice.to_string(), "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
/// # Ok::<(), salus_protocol::account::InvalidAddress>(())
/// ```
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

/// Signs for one account: a keystore on this machine, or a wallet that holds the key.
pub trait Signer {
    /// For which account.
    fn id(&self) -> AccountId;

    /// The signature over `message` (sr25519, context `substrate`).
    fn sign(&self, message: &[u8]) -> [u8; 64];
}

fn checksum(prefixed: &[u8]) -> [u8; CHECKSUM] {
    let [first, second, ..] = blake2_512(&[SS58_DOMAIN, prefixed].concat());
    [first, second]
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefixed = [&[SS58_PREFIX], self.0.as_slice()].concat();
        let address = [prefixed.as_slice(), &checksum(&prefixed)].concat();
        f.write_str(&bs58::encode(address).into_string())
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
        // Base 58 takes time in the square of the length.
        if text.len() > MOST_CHARACTERS {
            return Err(InvalidAddress::Malformed);
        }
        let bytes = bs58::decode(text).into_vec().map_err(|_| InvalidAddress::Malformed)?;
        let (prefixed, sum) = bytes.split_last_chunk::<CHECKSUM>().ok_or(InvalidAddress::Malformed)?;
        let (network, account) = prefixed.split_last_chunk::<32>().ok_or(InvalidAddress::Malformed)?;
        if checksum(prefixed) != *sum {
            return Err(InvalidAddress::Malformed);
        }
        match network {
            [SS58_PREFIX] => Ok(Self(*account)),
            // Numbers above 63 take two bytes.
            [_] | [_, _] => Err(InvalidAddress::OtherNetwork),
            _ => Err(InvalidAddress::Malformed),
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
        let signature = sr25519::Signature::from(*signature);
        sr25519::Pair::verify(&signature, message, &sr25519::Public::from(self.0))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::signing::Account;
    use sp_core::crypto::{Ss58AddressFormat, Ss58Codec};

    const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    #[test]
    fn address_should_be_the_sdks_when_written() {
        for seed in 0..64u8 {
            let account = AccountId([seed.wrapping_mul(37); 32]);
            let sdk = sp_core::crypto::AccountId32::new(account.0);
            let expected = sdk.to_ss58check_with_version(Ss58AddressFormat::custom(42));
            assert_eq!(account.to_string(), expected);
            assert_eq!(expected.parse(), Ok(account));
        }
    }

    #[test]
    fn address_should_be_refused_when_it_is_of_another_network() {
        let sdk = sp_core::crypto::AccountId32::new([7; 32]);
        for network in [0, 2, 41, 43, 63, 64, 255, 16_000] {
            let address = sdk.to_ss58check_with_version(Ss58AddressFormat::custom(network));
            assert_eq!(address.parse::<AccountId>(), Err(InvalidAddress::OtherNetwork), "{network}");
        }
    }

    #[test]
    fn address_should_be_refused_when_a_character_is_altered_lost_or_added() {
        for at in 0..ALICE.len() {
            let mut altered = ALICE.as_bytes().to_vec();
            altered[at] = if altered[at] == b'z' { b'y' } else { b'z' };
            let altered = String::from_utf8(altered).unwrap();
            assert!(altered.parse::<AccountId>().is_err(), "{altered}");
            let (front, rest) = ALICE.split_at(at);
            assert!(format!("{front}{}", &rest[1..]).parse::<AccountId>().is_err());
            assert!(format!("{front}1{rest}").parse::<AccountId>().is_err());
        }
    }

    #[test]
    fn address_should_be_refused_when_it_is_no_address_at_all() {
        let long = "5".repeat(1 << 20);
        for text in ["", " ", "5", "0OIl", "Ä", long.as_str(), &format!(" {ALICE}")] {
            assert_eq!(text.parse::<AccountId>(), Err(InvalidAddress::Malformed));
        }
    }

    #[test]
    fn signature_should_verify_only_for_its_account_and_message_when_checked() {
        let (alice, bob) = (Account::from_uri("//Alice").unwrap(), Account::from_uri("//Bob").unwrap());
        let signature = alice.sign(b"message");
        assert!(alice.id().verifies(b"message", &signature));
        assert!(!alice.id().verifies(b"massage", &signature));
        assert!(!bob.id().verifies(b"message", &signature));
        assert!(!AccountId([0xff; 32]).verifies(b"message", &signature));
        assert!(!alice.id().verifies(b"message", &[0xff; 64]));
    }
}
