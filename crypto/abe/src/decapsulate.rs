//! Decapsulation by the holder of the keys: RW15 §4 "Decrypt" (`opening.rs`), then re-encryption.
#![allow(clippy::arithmetic_side_effects, reason = "group operations are total")]

use crate::{
    authority::AuthorityPublicKey,
    capsule::{authority_keys, Capsule},
    encapsulate::{derive, mask},
    error::{AbeError, Result},
    opening::{open_rows, select},
    ring::KeyRing,
    shared_key::SharedKey,
};
use alloc::collections::BTreeMap;
use salus_primitives::Label;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Opens `capsule` with the keys of one holder.
///
/// Recovers the seed, makes the capsule again from it and compares every byte: security against
/// chosen ciphertexts. Needs the authorities' public keys as they were when the capsule was made.
///
/// # Errors
/// [`AbeError::PolicyNotSatisfied`] if the ring's attributes do not satisfy the policy,
/// [`AbeError::MissingAuthority`] or [`AbeError::AuthorityKeysDiffer`] if `authorities` does not fit,
/// [`AbeError::NotOpened`] if anything else is not as an honest sender made it for this context.
pub fn decapsulate(
    capsule: &Capsule,
    context: &[u8],
    ring: &KeyRing,
    authorities: &BTreeMap<Label, AuthorityPublicKey>,
) -> Result<SharedKey> {
    if authority_keys(&capsule.policy, authorities)? != capsule.authority_keys {
        return Err(AbeError::AuthorityKeysDiffer);
    }
    let parts = select(capsule, |attribute| ring.opening(attribute))?;
    let (t1, t2) = open_rows(&parts, ring.holder())?;
    let e = Zeroizing::new(t1 + t2);
    let seed = mask(&e, &capsule.masked_seed);
    let expected = derive(&capsule.policy, authorities, context, &seed)?;
    if bool::from(expected.encode().ct_eq(&capsule.encode())) {
        Ok(capsule.shared_key(&seed))
    } else {
        Err(AbeError::NotOpened)
    }
}
