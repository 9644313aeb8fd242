//! Which key derives from which.
//!
//! Every secret here is 32 uniformly random bytes, so HKDF's extraction is not needed (RFC 5869, 3.3)
//! and every derived key is one block of HKDF-Expand with SHA-256:
//!
//! ```text
//! KEK             = Expand(SharedKey, way ‖ 0 ‖ preamble ‖ SHA-256(capsule))
//! content key     = Expand(data key,  "content-key"    ‖ 0 ‖ suite ‖ record ‖ patient ‖ length)
//! nonce prefix    = Expand(data key,  "content-nonce"  ‖ 0 ‖ suite ‖ record ‖ patient ‖ length), cut
//! key commitment  = Expand(data key,  "key-commitment" ‖ 0 ‖ suite ‖ record ‖ patient ‖ length)
//! length's mask   = Expand(data key,  "content-length" ‖ 0 ‖ suite ‖ record ‖ patient ‖ length), cut
//! commitment      = Expand(data key,  "commitment"     ‖ 0 ‖ SHA-256(header before it))
//! ```
//!
//! From version 3 of the header on `length` is that with the padding, and the exact length follows it everywhere but in its
//! own mask.
//!
//! each label after `salus/envelope/v1/`; `way` is `kek/policy` or `kek/emergency`. The labels differ,
//! and all that follows a label has a length that the preamble's first byte fixes, so no two
//! derivations have the same input. What the content hangs on has no policy, no epoch, no recipient and
//! no version of the header in it: that is what lets a new header serve the old content.

use core::fmt;
use hmac::{digest::common::Key as MacKey, Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Bytes of every key.
pub(crate) const KEY: usize = 32;
/// 32 secret bytes.
pub(crate) type Key = Zeroizing<[u8; KEY]>;

const DOMAIN: &[u8] = b"salus/envelope/v1/";
/// Bytes of a SHA-256 block, to which HMAC pads its key with zeros.
const BLOCK: usize = 64;

/// One block of HKDF-Expand (RFC 5869, 2.3): HMAC(secret, info ‖ 1).
///
/// Written with HMAC because this length never fails, where a general HKDF must be able to.
pub(crate) fn expand(secret: &[u8; KEY], label: &str, parts: &[&[u8]]) -> Key {
    let mut padded = Zeroizing::new([0; BLOCK]);
    let (head, _) = padded.split_at_mut(KEY);
    head.copy_from_slice(secret);
    let mut mac = Hmac::<Sha256>::new(<&MacKey<Hmac<Sha256>>>::from(&*padded));
    mac.update(DOMAIN);
    mac.update(label.as_bytes());
    mac.update(&[0]);
    for part in parts {
        mac.update(part);
    }
    mac.update(&[1]);
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// The key that a capsule's shared key wraps the data key under.
///
/// Bound to the header's fields and to the capsule, so that a capsule moved to another header wraps
/// nothing there.
pub(crate) fn kek(way: &str, shared: &[u8; KEY], preamble: &[u8], capsule: &[u8]) -> Key {
    expand(shared, way, &[preamble, &Sha256::digest(capsule)])
}

/// The key of a record's content, from which all else of it derives. Secret, wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DataKey([u8; KEY]);

impl DataKey {
    pub(crate) fn new(bytes: [u8; KEY]) -> Self {
        Self(bytes)
    }

    pub(crate) fn as_bytes(&self) -> &[u8; KEY] {
        &self.0
    }

    /// Binds the header to this key and this key to the header.
    ///
    /// HMAC-SHA-256 is collision-resistant over fixed-length keys, so the commitment fits no other
    /// data key; AEADs on polynomial hashes promise no such thing (Albertini et al., USENIX Security
    /// 2022), and a header that opens to two keys would show two readers two records.
    pub(crate) fn commitment(&self, authenticated: &[u8]) -> [u8; KEY] {
        *expand(&self.0, "commitment", &[&Sha256::digest(authenticated)])
    }

    /// Names this key to everybody without telling anything of it, in every header of the content.
    ///
    /// Collision-resistant like [`Self::commitment`], so a content has one key whatever header it is
    /// read with, and gateways can see that a new header is for the old key.
    pub(crate) fn key_commitment(&self, content: &[u8]) -> [u8; KEY] {
        *expand(&self.0, "key-commitment", &[content])
    }

    /// The key of the content's segments.
    ///
    /// It depends on suite, record, patient and length: under one data key, another record's content or
    /// another suite still has another key, and the nonces of the two cannot meet.
    pub(crate) fn content_key(&self, content: &[u8]) -> Key {
        expand(&self.0, "content-key", &[content])
    }

    /// Hides the exact length of the content, and shows it again. A mask is used for one content, which has one length.
    pub(crate) fn masked_length(&self, content: &[u8], length: [u8; 8]) -> [u8; 8] {
        let mut masked = length;
        for (byte, mask) in masked.iter_mut().zip(expand(&self.0, "content-length", &[content]).iter()) {
            *byte ^= mask;
        }
        masked
    }

    /// What the nonces of the content's segments begin with, as long as the suite's nonces want it.
    pub(crate) fn nonce_prefix<const N: usize>(&self, content: &[u8]) -> [u8; N] {
        let mut prefix = [0; N];
        for (byte, derived) in prefix.iter_mut().zip(expand(&self.0, "content-nonce", &[content]).iter()) {
            *byte = *derived;
        }
        prefix
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(..)")
    }
}
