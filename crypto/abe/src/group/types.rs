//! The groups' types.
//!
//! Groups are written additively, as arkworks does, GT included: `E0 * s` is E0^s of the paper.

pub(crate) use ark_bls12_381::{Fr, G1Affine, G1Projective, G2Affine, G2Projective};

/// GT, the target group of the pairing.
pub(crate) type Gt = ark_ec::pairing::PairingOutput<ark_bls12_381::Bls12_381>;
