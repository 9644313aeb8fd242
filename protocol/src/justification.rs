//! The reason for an access: told to nobody, provable to anybody.
//!
//! The chain keeps BLAKE2b-256 of a random salt and the reason. Without the salt nobody can test
//! guesses against the hash; with it the accessor can show later what was stated at the time.

use crate::blake2_256;
use rand_core::CryptoRng;
use salus_primitives::Digest;

/// Bytes of the salt.
pub const SALT_LENGTH: usize = 16;

/// A reason with the salt that hides it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Justification {
    /// Random bytes; whoever knows them can test guesses of the reason.
    pub salt: [u8; SALT_LENGTH],
    /// The reason as its author gave it.
    pub reason: String,
}

impl Justification {
    /// Hides `reason` under a fresh salt from `rng`.
    pub fn new(reason: &str, rng: &mut impl CryptoRng) -> Self {
        let mut salt = [0; SALT_LENGTH];
        rng.fill_bytes(&mut salt);
        Self { salt, reason: reason.into() }
    }

    /// What goes on the chain: BLAKE2b-256 of the salt and the reason's UTF-8 bytes.
    pub fn digest(&self) -> Digest {
        blake2_256(&[self.salt.as_slice(), self.reason.as_bytes()].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digest_should_differ_when_the_same_reason_is_given_twice() {
        let new = |reason| Justification::new(reason, &mut rand::rng());
        let (first, second) = (new("ward round"), new("ward round"));
        assert_ne!(first.digest(), second.digest());
        assert_eq!(first.digest(), first.clone().digest());
    }
}
