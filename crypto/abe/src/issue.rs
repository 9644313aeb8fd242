//! Issuing the key of an attribute: KeyGen of RW15 §4.
#![allow(clippy::arithmetic_side_effects, reason = "group operations are total")]

use crate::{
    authority::AuthoritySecretKey,
    group::{
        blinding,
        multiple::multiple,
        params::{g1, g2_multiple, random_nonzero_scalar},
    },
    hash::{attribute_point, holder_point},
    holder::Gid,
    key::AttributeKey,
};
use ark_ec::CurveGroup;
use rand_core::CryptoRng;
use salus_primitives::EpochAttribute;
use zeroize::Zeroizing;

impl AuthoritySecretKey {
    /// Issues the key of `attribute` to the holder `gid`: KeyGen of RW15 §4.
    ///
    /// ```text
    /// t ← Z_r        K = g1^α · H(GID)^y · F(u)^t ∈ G1        K' = g2^t ∈ G2
    /// ```
    ///
    /// Make sure first that the holder is who it says: two people with one GID are one holder.
    pub fn issue(
        &self,
        gid: &Gid,
        attribute: &EpochAttribute,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> AttributeKey {
        let t = Zeroizing::new(random_nonzero_scalar(rng));
        let k = blinding::blinded_multiple(g1(), &self.alpha, rng)
            + blinding::blinded_multiple(holder_point(gid), &self.y, rng)
            + multiple(&attribute_point(attribute), &t);
        AttributeKey { attribute: attribute.clone(), k: k.into_affine(), k_prime: g2_multiple(&t) }
    }
}
