//! The keystore's file: Argon2id over the passphrase, XChaCha20-Poly1305 over the secrets.
//!
//! ```text
//! magic "SALUSKEY" | version 1 | memory KiB u32 | passes u32 | lanes u32 | salt 16 | nonce 24 | ciphertext | BLAKE2b-256
//! ```
//! Integers are little-endian. Everything before the ciphertext is its associated data. The hash over
//! all before it protects against accidents only: it tells a damaged file from a wrong passphrase,
//! which the cipher alone cannot.

use super::KeystoreError;
use crate::blake2_256;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use chacha20poly1305::{
    aead::{Aead, KeyInit, Payload},
    XChaCha20Poly1305, XNonce,
};
use zeroize::Zeroizing;

const MAGIC: &[u8; 8] = b"SALUSKEY";
const VERSION: u8 = 1;
const SALT: usize = 16;
const NONCE: usize = 24;
const CHECKSUM: usize = 32;
/// Largest file that is read: an attribute key has a few hundred bytes.
pub(super) const MAX_FILE: u64 = 8 * 1024 * 1024;

/// What deriving the key from the passphrase costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// 64 MiB, 3 passes, 1 lane: OWASP asks for no less than 46 MiB and 1 pass; about 0.2 s.
    pub const STANDARD: Self = Self { memory: 64 * 1024, passes: 3, lanes: 1 };
    /// Bound on what a file may ask of the machine that opens it: 1 GiB, 16 passes, 16 lanes.
    const MOST: Self = Self { memory: 1024 * 1024, passes: 16, lanes: 16 };
}

/// The key of one file, derived once and kept for rewriting.
pub(super) struct FileKey {
    key: Zeroizing<[u8; 32]>,
    salt: [u8; SALT],
    cost: Cost,
}

impl FileKey {
    /// Derives the key of a new file.
    pub(super) fn new(passphrase: &[u8], cost: Cost) -> Result<Self, KeystoreError> {
        Self::derive(passphrase, rand::random(), cost)
    }

    fn derive(passphrase: &[u8], salt: [u8; SALT], cost: Cost) -> Result<Self, KeystoreError> {
        let fault = |e: argon2::Error| KeystoreError::Derivation(e.to_string());
        let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(32)).map_err(fault)?;
        let mut key = Zeroizing::new([0; 32]);
        // Memory of its own, because the library frees its memory as it is: the last block is the key but for one hash.
        let mut memory = Zeroizing::new(vec![Block::default(); params.block_count()]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(passphrase, &salt, key.as_mut_slice(), memory.as_mut_slice())
            .map_err(fault)?;
        Ok(Self { key, salt, cost })
    }

    /// The file that keeps `plaintext`.
    pub(super) fn seal(&self, plaintext: &[u8]) -> Result<Vec<u8>, KeystoreError> {
        // A fresh nonce for every writing; 24 random bytes never repeat in practice.
        let nonce: [u8; NONCE] = rand::random();
        let mut file = [
            MAGIC.as_slice(),
            &[VERSION],
            &self.cost.memory.to_le_bytes(),
            &self.cost.passes.to_le_bytes(),
            &self.cost.lanes.to_le_bytes(),
            &self.salt,
            &nonce,
        ]
        .concat();
        let ciphertext = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: plaintext, aad: &file })
            .map_err(|_| KeystoreError::Derivation("the secrets could not be sealed".into()))?;
        file.extend_from_slice(&ciphertext);
        let checksum = blake2_256(&file);
        file.extend_from_slice(&checksum);
        Ok(file)
    }

    /// Opens a file.
    pub(super) fn open(file: &[u8], passphrase: &[u8]) -> Result<(Self, Zeroizing<Vec<u8>>), KeystoreError> {
        let (body, checksum) =
            file.split_last_chunk::<CHECKSUM>().ok_or(KeystoreError::Damaged("it is cut off"))?;
        if body.get(..MAGIC.len()) != Some(MAGIC.as_slice()) {
            return Err(KeystoreError::NotAKeystore);
        }
        if blake2_256(body) != *checksum {
            return Err(KeystoreError::Damaged("its checksum is wrong"));
        }
        let mut rest = body.get(MAGIC.len()..).unwrap_or_default();
        let [version] = take::<1>(&mut rest)?;
        if version != VERSION {
            return Err(KeystoreError::Version(version));
        }
        let cost = Cost {
            memory: u32::from_le_bytes(take(&mut rest)?),
            passes: u32::from_le_bytes(take(&mut rest)?),
            lanes: u32::from_le_bytes(take(&mut rest)?),
        };
        let most = Cost::MOST;
        if cost.memory > most.memory || cost.passes > most.passes || cost.lanes > most.lanes {
            return Err(KeystoreError::Damaged("it asks for more memory or time than any keystore needs"));
        }
        let salt = take(&mut rest)?;
        let nonce: [u8; NONCE] = take(&mut rest)?;
        let header = body.get(..body.len().saturating_sub(rest.len())).unwrap_or_default();
        let key = Self::derive(passphrase, salt, cost)?;
        let plaintext = key
            .cipher()
            .decrypt(&XNonce::from(nonce), Payload { msg: rest, aad: header })
            .map_err(|_| KeystoreError::WrongPassphrase)?;
        Ok((key, Zeroizing::new(plaintext)))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.key).into())
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], KeystoreError> {
    let (head, tail) = rest.split_first_chunk::<N>().ok_or(KeystoreError::Damaged("it is cut off"))?;
    *rest = tail;
    Ok(*head)
}
