//! `salus-abe` itself, with pairings in Rust or, built with the feature, by blst.

use crate::{
    measure::{Run, MOST_AUTHORITIES},
    Failure,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use salus_abe::{
    decapsulate, encapsulate, finish, transform, AuthorityPublicKey, AuthoritySecretKey, EpochPolicy, Gid,
    KeyRing,
};
use salus_primitives::{Attribute, Expression, Label};
use std::{collections::BTreeMap, hint::black_box};

/// The name under which this build's results stand.
pub const NAME: &str = if cfg!(feature = "blst") { "salus-blst" } else { "salus" };
const CONTEXT: &[u8] = b"benchmark";

/// A holder who satisfies a policy of so many leaves, spread over so many authorities.
pub struct World {
    pub publics: BTreeMap<Label, AuthorityPublicKey>,
    pub policy: EpochPolicy,
    pub ring: KeyRing,
}

impl World {
    pub fn new(leaves: usize, authorities: usize) -> Result<Self, Failure> {
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let attributes: Vec<Attribute> = (0..leaves)
            .map(|leaf| format!("attribute-{leaf}@authority-{}", leaf % authorities).parse())
            .collect::<Result<_, _>>()
            .map_err(|error| format!("{error:?}"))?;
        let text: Vec<String> = attributes.iter().map(ToString::to_string).collect();
        let expression: Expression = text.join(" AND ").parse().map_err(|error| format!("{error:?}"))?;
        let epochs = attributes.iter().map(|attribute| (attribute.clone(), 1)).collect();
        let policy = EpochPolicy::new(expression, &epochs)?;
        let secrets: BTreeMap<Label, AuthoritySecretKey> = policy
            .authorities()
            .into_iter()
            .map(|name| (name.clone(), AuthoritySecretKey::generate(&mut rng)))
            .collect();
        let gid = Gid([7; 32]);
        let mut ring = KeyRing::new(gid);
        for leaf in policy.leaves() {
            let secret = secrets.get(&leaf.attribute.authority).ok_or("an authority without a key")?;
            ring.insert(secret.issue(&gid, leaf, &mut rng));
        }
        let publics = secrets.iter().map(|(name, secret)| (name.clone(), secret.public_key())).collect();
        Ok(Self { publics, policy, ring })
    }

    /// The public keys with their tables.
    pub fn prepared(&self) -> BTreeMap<Label, AuthorityPublicKey> {
        self.publics.iter().map(|(name, key)| (name.clone(), key.clone().prepared())).collect()
    }
}

pub fn measure(run: &mut Run) -> Result<(), Failure> {
    let mut rng = ChaCha20Rng::seed_from_u64(8);
    for &leaves in run.leaves() {
        let most = MOST_AUTHORITIES.min(leaves);
        // With blst only what the tables compare: the spread over authorities changes nothing there either.
        for authorities in if run.quick || cfg!(feature = "blst") { most..=most } else { 1..=most } {
            let size = format!("{leaves}-{authorities}");
            let world = World::new(leaves, authorities)?;
            let prepared = world.prepared();
            let (policy, ring) = (&world.policy, &world.ring);
            let (capsule, key) = encapsulate(policy, &prepared, CONTEXT, &mut rng)?;
            let (transform_key, secret) = ring.transform_key(&mut rng);
            let transformed = transform(&capsule, &transform_key)?;
            if decapsulate(&capsule, CONTEXT, ring, &prepared)? != key
                || finish(&capsule, &transformed, &secret, CONTEXT)? != key
            {
                return Err("the capsule opened to another key".into());
            }

            run.measure(&format!("{NAME}-encapsulate-{size}"), |bencher| {
                bencher.iter(|| encapsulate(policy, black_box(&prepared), CONTEXT, &mut rng));
            })?;
            run.measure(&format!("{NAME}-decapsulate-{size}"), |bencher| {
                bencher.iter(|| decapsulate(black_box(&capsule), CONTEXT, ring, &prepared));
            })?;
            run.measure(&format!("{NAME}-transform-{size}"), |bencher| {
                bencher.iter(|| transform(black_box(&capsule), &transform_key));
            })?;
            run.measure(&format!("{NAME}-finish-{size}"), |bencher| {
                bencher.iter(|| finish(&capsule, black_box(&transformed), &secret, CONTEXT));
            })?;
            if authorities == most {
                run.measure(&format!("{NAME}-encapsulate-unprepared-{size}"), |bencher| {
                    bencher.iter(|| encapsulate(policy, black_box(&world.publics), CONTEXT, &mut rng));
                })?;
                run.measure(&format!("{NAME}-decapsulate-unprepared-{size}"), |bencher| {
                    bencher.iter(|| decapsulate(black_box(&capsule), CONTEXT, ring, &world.publics));
                })?;
            }
        }
    }
    let world = World::new(1, 1)?;
    let key = world.publics.values().next().ok_or("no authority")?;
    run.measure(&format!("{NAME}-prepare"), |bencher| bencher.iter(|| black_box(key).clone().prepared()))
}
