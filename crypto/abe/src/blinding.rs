//! Using a long-lived secret again and again without showing it to a clock.
//!
//! arkworks multiplies and inverts in a time that depends on the scalar. Measured once, through a
//! network, that is little; an authority answers thousands of requests with the same α and y. So those
//! never enter such an operation: random parts of them do, new ones every time. Nor do the nonces of proofs:
//! each serves once, but a few bits of each of many nonces give away the secret that all of them hide.
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use crate::params::{random_nonzero_scalar, random_scalar, Fr, G1Affine, G1Projective};
use ark_ff::Field;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// `base` · `secret`, as `base` · m + `base` · (`secret` − m) with a fresh uniform m: each scalar by
/// itself is uniform whatever the secret is. Twice the work.
pub(crate) fn multiple(base: G1Affine, secret: &Fr, rng: &mut (impl CryptoRng + ?Sized)) -> G1Projective {
    let mask = Zeroizing::new(random_scalar(rng));
    multiple_under(&mask, base, secret)
}

/// [`multiple`] with a `mask` that was drawn before: uniform, secret, and for this multiple alone.
pub(crate) fn multiple_under(mask: &Fr, base: G1Affine, secret: &Fr) -> G1Projective {
    let rest = Zeroizing::new(*secret - *mask);
    base * *mask + base * *rest
}

/// 1 / `secret`, as m · 1/(m · `secret`) with a fresh m; 0 for 0.
pub(crate) fn inverse(secret: &Fr, rng: &mut (impl CryptoRng + ?Sized)) -> Zeroizing<Fr> {
    let mask = Zeroizing::new(random_nonzero_scalar(rng));
    let masked = Zeroizing::new(*secret * *mask);
    Zeroizing::new(masked.inverse().unwrap_or_default() * *mask)
}
