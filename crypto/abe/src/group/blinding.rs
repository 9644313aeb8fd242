//! Using a long-lived secret again and again without showing it to a clock.
//!
//! Multiples of points take the same steps for every scalar (`multiple.rs`), but field arithmetic below them has
//! conditional subtractions, and an authority answers thousands of requests with the same α and y. So those
//! never enter such an operation: random parts of them do, new ones every time. Nor do the nonces of proofs:
//! each serves once, but a few bits of each of many nonces give away the secret that all of them hide.
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use super::{
    multiple::multiple,
    params::{random_nonzero_scalar, random_scalar},
    types::{Fr, G1Affine, G1Projective},
};
use ark_ff::{BigInteger, Field, PrimeField};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// `base` · `secret`, as `base` · m + `base` · (`secret` − m) with a fresh uniform m: each scalar by
/// itself is uniform whatever the secret is. Twice the work.
pub(crate) fn blinded_multiple(
    base: G1Affine,
    secret: &Fr,
    rng: &mut (impl CryptoRng + ?Sized),
) -> G1Projective {
    let mask = Zeroizing::new(random_scalar(rng));
    multiple_under(&mask, base, secret)
}

/// [`blinded_multiple`] with a `mask` that was drawn before: uniform, secret, and for this multiple alone.
pub(crate) fn multiple_under(mask: &Fr, base: G1Affine, secret: &Fr) -> G1Projective {
    let rest = Zeroizing::new(*secret - *mask);
    multiple(&base, mask) + multiple(&base, &rest)
}

/// 1 / `secret`; 0 for 0. The library's own inversion takes a time that depends on the value; this is the power r − 2
/// (Fermat), in the same steps for all.
pub(crate) fn inverse_in_fixed_time(secret: &Fr) -> Zeroizing<Fr> {
    let mut exponent = Fr::MODULUS;
    // r is odd and more than 2.
    exponent.sub_with_borrow(&2u64.into());
    Zeroizing::new(secret.pow(exponent))
}

/// 1 / `secret`, as m · 1/(m · `secret`) with a fresh m; 0 for 0.
pub(crate) fn inverse(secret: &Fr, rng: &mut (impl CryptoRng + ?Sized)) -> Zeroizing<Fr> {
    let mask = Zeroizing::new(random_nonzero_scalar(rng));
    let masked = Zeroizing::new(*secret * *mask);
    Zeroizing::new(*inverse_in_fixed_time(&masked) * *mask)
}
