//! The keys of one holder.

use crate::{
    group::{pairing::Fixed, types::G1Affine},
    hash::holder_point,
    holder::Gid,
    key::AttributeKey,
    opening::KPrime,
    policy::EpochPolicy,
    sharing,
    transform::{self, TransformKey, TransformSecret},
};
use alloc::{boxed::Box, collections::BTreeMap};
use core::fmt;
use rand_core::CryptoRng;
use salus_primitives::EpochAttribute;

/// All attribute keys of one holder, of all authorities and epochs.
///
/// Keys of earlier epochs stay useful: they open what was encrypted before the revocation that ended
/// their epoch.
#[derive(Clone)]
pub struct KeyRing {
    gid: Gid,
    /// H(GID).
    holder: G1Affine,
    /// Behind pointers: a map that grows or shrinks moves its entries about, and wipes none of the places they were in.
    keys: BTreeMap<EpochAttribute, Box<Kept>>,
}

/// A key, and what openings with it have in common.
#[derive(Clone)]
struct Kept {
    key: AttributeKey,
    k_prime: Fixed,
}

impl KeyRing {
    /// An empty ring of the holder `gid`.
    pub fn new(gid: Gid) -> Self {
        Self { gid, holder: holder_point(&gid), keys: BTreeMap::new() }
    }

    /// Adds a key, in place of an earlier one for the same attribute and epoch.
    ///
    /// The key must have been issued to this ring's holder ([`AttributeKey::verify`]); one of
    /// somebody else opens nothing here and shadows the right one.
    pub fn insert(&mut self, key: AttributeKey) {
        let k_prime = Fixed::new(&key.k_prime);
        self.keys.insert(key.attribute.clone(), Box::new(Kept { key, k_prime }));
    }

    /// The keys in the order of their attributes.
    pub fn iter(&self) -> impl Iterator<Item = &AttributeKey> {
        self.keys.values().map(|kept| &kept.key)
    }

    /// The holder.
    pub fn gid(&self) -> &Gid {
        &self.gid
    }

    /// H(GID).
    pub(crate) fn holder(&self) -> G1Affine {
        self.holder
    }

    /// The key of `attribute`.
    pub fn get(&self, attribute: &EpochAttribute) -> Option<&AttributeKey> {
        self.keys.get(attribute).map(|kept| &kept.key)
    }

    /// K and K' of `attribute`.
    pub(crate) fn opening(&self, attribute: &EpochAttribute) -> Option<(&G1Affine, KPrime<'_>)> {
        self.keys.get(attribute).map(|kept| (&kept.key.k, KPrime::Fixed(&kept.k_prime)))
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// True if there is no key.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// True if these keys satisfy `policy`.
    pub fn satisfies(&self, policy: &EpochPolicy) -> bool {
        sharing::recombination(policy, |attribute| self.keys.contains_key(attribute)).is_some()
    }

    /// Draws z and raises every key to 1/z: GHW11's outsourcing key, one z for all authorities.
    ///
    /// The server gets the [`TransformKey`]; the [`TransformSecret`] never leaves the holder and never
    /// lies beside it. Of more than [`TransformKey::MAX_ATTRIBUTES`] keys the newest epochs are taken.
    pub fn transform_key(&self, rng: &mut (impl CryptoRng + ?Sized)) -> (TransformKey, TransformSecret) {
        transform::blind(&self.gid, self.iter(), rng)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing(..)")
    }
}
