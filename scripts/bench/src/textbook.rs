//! RW15 in its type-3 variant, straight from the equations over arkworks: every power by itself, every
//! pairing by itself. The same key encapsulation around it, with the same re-encryption.

use crate::{
    measure::{Run, MOST_AUTHORITIES},
    Failure,
};
use ark_bls12_381::{g1::Config, Bls12_381, Fr, G1Affine, G1Projective, G2Affine};
use ark_ec::{
    hashing::{curve_maps::wb::WBMap, map_to_curve_hasher::MapToCurveBasedHasher, HashToCurve},
    pairing::{Pairing, PairingOutput},
    AffineRepr, CurveGroup,
};
use ark_ff::{field_hashers::DefaultFieldHasher, AdditiveGroup, Field, PrimeField};
use ark_serialize::CanonicalSerialize;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use sha3::{Digest, Sha3_256};
use std::hint::black_box;

type Gt = PairingOutput<Bls12_381>;

/// α and y of an authority, with E0^α and g2^y.
struct Authority {
    alpha: Fr,
    y: Fr,
    e0_alpha: Gt,
    g2_y: G2Affine,
}

struct Row {
    c1: Gt,
    c2: G2Affine,
    c3: G2Affine,
    c4: G1Affine,
}

struct Capsule {
    c0: [u8; 32],
    rows: Vec<Row>,
}

/// A holder with a key for every leaf of an AND.
struct World {
    e0: Gt,
    authorities: Vec<Authority>,
    leaves: usize,
    keys: Vec<(G1Affine, G2Affine)>,
}

fn scalar(rng: &mut ChaCha20Rng) -> Fr {
    let mut wide = [0; 64];
    rng.fill_bytes(&mut wide);
    Fr::from_le_bytes_mod_order(&wide)
}

fn hash(tag: &[u8], message: &[u8]) -> Result<G1Affine, Failure> {
    type Suite = MapToCurveBasedHasher<G1Projective, DefaultFieldHasher<sha2::Sha256, 128>, WBMap<Config>>;
    Suite::new(tag).and_then(|suite| suite.hash(message)).map_err(|error| format!("{error:?}").into())
}

fn holder() -> Result<G1Affine, Failure> {
    hash(b"TEXTBOOK-GID", b"holder")
}

fn attribute(leaf: usize) -> Result<G1Affine, Failure> {
    hash(b"TEXTBOOK-ATTRIBUTE", &leaf.to_le_bytes())
}

fn digest(parts: &[&[u8]]) -> [u8; 32] {
    parts.iter().fold(Sha3_256::new(), |hash, part| hash.chain_update(part)).finalize().into()
}

fn digest_of(element: &Gt) -> Result<[u8; 32], Failure> {
    let mut bytes = Vec::new();
    element.serialize_compressed(&mut bytes)?;
    Ok(digest(&[&bytes]))
}

fn masked(seed: &[u8; 32], e: &Gt) -> Result<[u8; 32], Failure> {
    let mask = digest_of(e)?;
    Ok(std::array::from_fn(|at| seed[at] ^ mask[at]))
}

/// Shares of `secret` for an AND of so many leaves.
fn shares(secret: Fr, leaves: usize, rng: &mut ChaCha20Rng) -> Vec<Fr> {
    let mut shares: Vec<Fr> = (1..leaves).map(|_| scalar(rng)).collect();
    shares.push(secret - shares.iter().sum::<Fr>());
    shares
}

impl World {
    fn new(leaves: usize, authorities: usize) -> Result<Self, Failure> {
        let mut rng = ChaCha20Rng::seed_from_u64(9);
        let (g1, g2) = (G1Affine::generator(), G2Affine::generator());
        let e0 = Bls12_381::pairing(g1, g2);
        let authorities: Vec<Authority> = (0..authorities)
            .map(|_| {
                let (alpha, y) = (scalar(&mut rng), scalar(&mut rng));
                Authority { alpha, y, e0_alpha: e0 * alpha, g2_y: (g2 * y).into_affine() }
            })
            .collect();
        let keys = (0..leaves)
            .map(|leaf| {
                let authority = &authorities[leaf % authorities.len()];
                let t = scalar(&mut rng);
                let k = g1 * authority.alpha + holder()? * authority.y + attribute(leaf)? * t;
                Ok((k.into_affine(), (g2 * t).into_affine()))
            })
            .collect::<Result<_, Failure>>()?;
        Ok(Self { e0, authorities, leaves, keys })
    }

    /// s and the generator of all else, from the seed.
    fn coins(seed: &[u8; 32]) -> (Fr, ChaCha20Rng) {
        let mut rng = ChaCha20Rng::from_seed(digest(&[b"coins", seed]));
        (scalar(&mut rng), rng)
    }

    fn derive(&self, seed: &[u8; 32]) -> Result<Capsule, Failure> {
        let g2 = G2Affine::generator();
        let (s, mut rng) = Self::coins(seed);
        let lambda = shares(s, self.leaves, &mut rng);
        let omega = shares(Fr::ZERO, self.leaves, &mut rng);
        let rows = (0..self.leaves)
            .map(|leaf| {
                let authority = &self.authorities[leaf % self.authorities.len()];
                let r = scalar(&mut rng);
                Ok(Row {
                    c1: self.e0 * lambda[leaf] + authority.e0_alpha * r,
                    c2: (g2 * -r).into_affine(),
                    c3: (authority.g2_y * r + g2 * omega[leaf]).into_affine(),
                    c4: (attribute(leaf)? * r).into_affine(),
                })
            })
            .collect::<Result<_, Failure>>()?;
        Ok(Capsule { c0: masked(seed, &(self.e0 * s))?, rows })
    }

    fn encapsulate(&self, rng: &mut ChaCha20Rng) -> Result<Capsule, Failure> {
        let mut seed = [0; 32];
        rng.fill_bytes(&mut seed);
        self.derive(&seed)
    }

    /// T1 and T2 with the given keys and H(GID).
    fn open(&self, capsule: &Capsule, keys: &[(G1Affine, G2Affine)], holder: G1Affine) -> (Gt, Gt) {
        let (mut t1, mut t2) = (Gt::ZERO, Gt::ZERO);
        for (row, (k, k_prime)) in capsule.rows.iter().zip(keys) {
            t1 += row.c1;
            t2 += Bls12_381::pairing(k, row.c2);
            t2 += Bls12_381::pairing(holder, row.c3);
            t2 += Bls12_381::pairing(row.c4, k_prime);
        }
        (t1, t2)
    }

    fn decapsulate(&self, capsule: &Capsule) -> Result<[u8; 32], Failure> {
        let (t1, t2) = self.open(capsule, &self.keys, holder()?);
        let seed = masked(&capsule.c0, &(t1 + t2))?;
        let again = self.derive(&seed)?;
        let same = again.c0 == capsule.c0
            && again.rows.iter().zip(&capsule.rows).all(|(again, row)| {
                again.c1 == row.c1 && again.c2 == row.c2 && again.c3 == row.c3 && again.c4 == row.c4
            });
        if same {
            Ok(seed)
        } else {
            Err("the textbook's capsule did not open".into())
        }
    }

    fn finish(&self, capsule: &Capsule, t1: Gt, t2: Gt, z: Fr) -> Result<[u8; 32], Failure> {
        let e = t1 + t2 * z;
        let seed = masked(&capsule.c0, &e)?;
        if self.e0 * Self::coins(&seed).0 == e {
            Ok(seed)
        } else {
            Err("the textbook's transformed capsule did not open".into())
        }
    }
}

pub fn measure(run: &mut Run) -> Result<(), Failure> {
    let mut rng = ChaCha20Rng::seed_from_u64(10);
    for &leaves in run.leaves() {
        let world = World::new(leaves, MOST_AUTHORITIES.min(leaves))?;
        let capsule = world.encapsulate(&mut rng)?;
        let seed = world.decapsulate(&capsule)?;
        let z = scalar(&mut rng);
        let inverse = z.inverse().ok_or("z is zero")?;
        let blinded: Vec<_> = world
            .keys
            .iter()
            .map(|(k, k_prime)| ((*k * inverse).into_affine(), (*k_prime * inverse).into_affine()))
            .collect();
        let holder = (holder()? * inverse).into_affine();
        let (t1, t2) = world.open(&capsule, &blinded, holder);
        if world.finish(&capsule, t1, t2, z)? != seed {
            return Err("the textbook's capsule opened to another seed".into());
        }
        run.measure(&format!("textbook-encapsulate-{leaves}"), |bencher| {
            bencher.iter(|| black_box(&world).encapsulate(&mut rng));
        })?;
        run.measure(&format!("textbook-decapsulate-{leaves}"), |bencher| {
            bencher.iter(|| world.decapsulate(black_box(&capsule)));
        })?;
        run.measure(&format!("textbook-transform-{leaves}"), |bencher| {
            bencher.iter(|| world.open(black_box(&capsule), &blinded, holder));
        })?;
        run.measure(&format!("textbook-finish-{leaves}"), |bencher| {
            bencher.iter(|| world.finish(&capsule, black_box(t1), t2, z));
        })?;
    }
    Ok(())
}
