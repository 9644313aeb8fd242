//! Encapsulation: RW15 §4 "Encrypt", with all randomness derived from a seed.
//!
//! ```text
//! m ← {0,1}^256
//! (s, coins) = G(m, policy, digest of the authorities' keys, context)
//! λ = shares of s        ω = shares of 0        r_x ← Z_r for each leaf x
//!   C1_x = E0^λ_x · PK1^r_x      C2_x = g2^-r_x      C3_x = PK2^r_x · g2^ω_x      C4_x = F(u_x)^r_x
//! E = E0^s        C0 = m ⊕ mask(E)        key = KDF(m, capsule)
//! ```
//!
//! The Fujisaki–Okamoto transform (Hofheinz, Hövelmanns, Kiltz, eprint 2017/604): who finds m can
//! compute s and everything else again, and so notice whatever is not as an honest sender made it.
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use crate::{
    authority::AuthorityPublicKey,
    capsule::{authority_keys, needed_keys, Capsule, Row, Seed},
    encoding::bytes_of,
    error::{AbeError, Result},
    group::{
        curve_table::sums_of_multiples,
        gt_power::products_of_powers,
        params::{e0_base, g2_base, random_scalar},
        types::{Fr, Gt},
    },
    hash::{digest, xof},
    policy::EpochPolicy,
    prepared::AttributeBase,
    shared_key::SharedKey,
    sharing::distribute,
};
use alloc::{collections::BTreeMap, vec, vec::Vec};
use ark_ff::{AdditiveGroup, PrimeField};
use chacha20::ChaCha20Rng;
use rand_core::{CryptoRng, SeedableRng};
use salus_primitives::{EpochAttribute, Label};
use zeroize::Zeroizing;

/// Makes a fresh key and a capsule that carries it to whoever satisfies `policy`.
///
/// `authorities` has the public keys of the policy's authorities (others are ignored), each one's
/// possession proof already verified. `context` is whatever the key belongs to; the capsule opens
/// only with the same one.
///
/// # Errors
/// [`AbeError::MissingAuthority`] if the policy names an authority that is not in `authorities`.
pub fn encapsulate(
    policy: &EpochPolicy,
    authorities: &BTreeMap<Label, AuthorityPublicKey>,
    context: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<(Capsule, SharedKey)> {
    let mut seed = Seed::default();
    rng.fill_bytes(seed.as_mut_slice());
    let capsule = derive(policy, authorities, context, &seed)?;
    let key = capsule.shared_key(&seed);
    Ok((capsule, key))
}

/// The capsule that the seed m stands for: a function, so that decapsulation can compute it again.
pub(crate) fn derive(
    policy: &EpochPolicy,
    authorities: &BTreeMap<Label, AuthorityPublicKey>,
    context: &[u8],
    seed: &Seed,
) -> Result<Capsule> {
    let authority_keys = authority_keys(policy, authorities)?;
    let coins = Coins::derive(seed, policy, &authority_keys, context);
    let mut rng = ChaCha20Rng::from_seed(*coins.rng_seed);
    let nodes = policy.expression().nodes();
    let lambda = distribute(nodes, *coins.s, || random_scalar(&mut rng));
    let omega = distribute(nodes, Fr::ZERO, || random_scalar(&mut rng));
    let r: Zeroizing<Vec<Fr>> = Zeroizing::new(lambda.iter().map(|_| random_scalar(&mut rng)).collect());
    let minus_r: Zeroizing<Vec<Fr>> = Zeroizing::new(r.iter().map(|r| -*r).collect());

    let keys = needed_keys(policy, authorities)?;
    let key = |leaf: &EpochAttribute| {
        let name = &leaf.attribute.authority;
        keys.get(name).copied().ok_or_else(|| AbeError::MissingAuthority(name.clone()))
    };
    let leaf_keys: Vec<&AuthorityPublicKey> = policy.leaves().iter().map(key).collect::<Result<_>>()?;
    let attributes: Vec<AttributeBase> =
        leaf_keys.iter().zip(policy.leaves()).map(|(key, leaf)| key.attribute_base(leaf)).collect();

    // Each group's elements of all rows at once: they share their inversions.
    let mut in_gt: Vec<_> = leaf_keys
        .iter()
        .zip(lambda.iter().zip(r.iter()))
        .map(|(key, (lambda, r))| vec![(e0_base(), lambda), (key.e0_alpha_base(), r)])
        .collect();
    in_gt.push(vec![(e0_base(), &*coins.s)]);
    let mut in_g2: Vec<_> = minus_r.iter().map(|minus_r| vec![(g2_base(), minus_r)]).collect();
    in_g2.extend(
        leaf_keys
            .iter()
            .zip(r.iter().zip(omega.iter()))
            .map(|(key, (r, omega))| vec![(key.g2_y_base(), r), (g2_base(), omega)]),
    );
    let in_g1: Vec<_> = attributes.iter().zip(r.iter()).map(|(point, r)| point.times(r)).collect();

    // C1 of every row, and E.
    let c1 = products_of_powers(&in_gt);
    let e = Zeroizing::new(c1.last().copied().unwrap_or_default());
    // C2 of every row, then C3.
    let in_g2 = sums_of_multiples(&in_g2);
    let (c2, c3) = in_g2.split_at_checked(minus_r.len()).unwrap_or_default();
    let c4 = sums_of_multiples(&in_g1);
    let rows = c1.iter().zip(c2).zip(c3).zip(c4.iter());
    let rows = rows.map(|(((c1, c2), c3), c4)| Row { c1: *c1, c2: *c2, c3: *c3, c4: *c4 }).collect();
    let masked_seed = *mask(&e, seed);
    Ok(Capsule { policy: policy.clone(), authority_keys, masked_seed, rows })
}

/// What the seed m determines: G of the Fujisaki–Okamoto transform.
pub(crate) struct Coins {
    /// s, the exponent of E = E0^s.
    pub(crate) s: Zeroizing<Fr>,
    /// What all other randomness is drawn from.
    pub(crate) rng_seed: Zeroizing<[u8; 32]>,
}

impl Coins {
    pub(crate) fn derive(
        seed: &Seed,
        policy: &EpochPolicy,
        authority_keys: &[u8; 32],
        context: &[u8],
    ) -> Self {
        let mut output = Zeroizing::new([0u8; 96]);
        xof(
            "salus/abe/v1/coins",
            &[seed.as_slice(), &policy.encode(), authority_keys, context],
            output.as_mut_slice(),
        );
        let (wide, rest) = output.split_at(64);
        let mut rng_seed = Zeroizing::new([0u8; 32]);
        rng_seed.copy_from_slice(rest);
        Self { s: Zeroizing::new(Fr::from_le_bytes_mod_order(wide)), rng_seed }
    }
}

/// `seed` ⊕ a mask that only E yields; its own inverse.
pub(crate) fn mask(e: &Gt, seed: &[u8; 32]) -> Seed {
    let e = Zeroizing::new(bytes_of(e));
    let mut masked = Zeroizing::new(digest("salus/abe/v1/mask", &[&e]));
    for (byte, seed) in masked.iter_mut().zip(seed) {
        *byte ^= seed;
    }
    masked
}
