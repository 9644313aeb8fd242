//! Merkle mountain range: an append-only list committed to by O(log n) hashes.
//!
//! A range of `n` leaves is a row of perfect binary trees, one for each set bit of `n`, largest
//! first; the roots of the trees are the *peaks*. Appending a leaf adds a tree of one leaf and then
//! merges the two last trees while they have equal size, exactly as binary addition carries.
//! (P. Todd, "Merkle mountain ranges", 2012; the shape is that of RFC 6962's tree hash without the
//! final bagging: the list of peaks is itself the commitment.)
//!
//! Hashes: a leaf is `H(0x00 || leaf)`, an inner node `H(0x01 || left || right)`. The tags keep a
//! leaf from passing for a node (RFC 6962, section 2.1). H is BLAKE2b with 32 bytes of output; the
//! caller supplies it, because the chain's is a host function.

use crate::ids::Digest;
use alloc::vec::Vec;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Most peaks: one for each bit of a 64-bit leaf count.
pub const MAX_PEAKS: u32 = 64;
/// The roots of the range's trees, largest first.
pub type Peaks = BoundedVec<Digest, ConstU32<MAX_PEAKS>>;
/// The hash function.
pub type Hasher = fn(&[u8]) -> Digest;

/// The commitment to a whole trail.
#[derive(
    Clone, PartialEq, Eq, Debug, Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Trail {
    /// How many leaves it has.
    pub leaves: u64,
    /// The roots of its trees, largest first.
    #[cfg_attr(feature = "serde", serde(with = "crate::text_form::digests"))]
    pub peaks: Peaks,
}

/// A leaf's place below one of the peaks.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Proof {
    /// Index of the leaf, from 0.
    pub index: u64,
    /// How many leaves the range had.
    pub leaves: u64,
    /// Sibling hashes from the leaf up to its peak.
    #[cfg_attr(feature = "serde", serde(with = "crate::text_form::digest_list"))]
    pub siblings: Vec<Digest>,
}

/// Two nodes became one: its hash and those of its children.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Merged {
    /// The new node.
    pub node: Digest,
    /// Its left child.
    pub left: Digest,
    /// Its right child.
    pub right: Digest,
}

/// Hash of a leaf's bytes.
pub fn leaf_hash(hash: Hasher, leaf: &[u8]) -> Digest {
    let mut tagged = Vec::with_capacity(leaf.len().saturating_add(1));
    tagged.push(0x00);
    tagged.extend_from_slice(leaf);
    hash(&tagged)
}

/// Hash of an inner node.
pub fn node_hash(hash: Hasher, left: &Digest, right: &Digest) -> Digest {
    let mut tagged = [0x01; 65];
    let (_, children) = tagged.split_at_mut(1);
    let (l, r) = children.split_at_mut(32);
    l.copy_from_slice(left);
    r.copy_from_slice(right);
    hash(&tagged)
}

impl Trail {
    /// Appends a leaf by its hash and returns the inner nodes that this made, lowest first.
    ///
    /// Amortised one hash; at most 63. A full range (2^64 - 1 leaves) stays as it is.
    pub fn append(&mut self, hash: Hasher, leaf: Digest) -> Vec<Merged> {
        let mut merged = Vec::new();
        let Some(leaves) = self.leaves.checked_add(1) else { return merged };
        let mut node = leaf;
        for _ in 0..self.leaves.trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            let right = node;
            node = node_hash(hash, &left, &right);
            merged.push(Merged { node, left, right });
        }
        // A range of n leaves has as many peaks as n has set bits, at most 64.
        if self.peaks.try_push(node).is_ok() {
            self.leaves = leaves;
        }
        merged
    }

    /// The commitment to exactly `leaves`, in order.
    pub fn of(hash: Hasher, leaves: impl IntoIterator<Item = Digest>) -> Self {
        let mut trail = Self::default();
        for leaf in leaves {
            trail.append(hash, leaf);
        }
        trail
    }

    /// Which peak stands over leaf `index`, the height of its tree and the leaf's index within it.
    ///
    /// `None` if there is no such leaf.
    pub fn locate(&self, index: u64) -> Option<(Digest, u32, u64)> {
        if index >= self.leaves {
            return None;
        }
        let mut inside = index;
        let heights = (0..u64::BITS).rev().filter(|bit| self.leaves & (1u64 << bit) != 0);
        for (height, peak) in heights.zip(self.peaks.iter()) {
            let size = 1u64 << height;
            if inside < size {
                return Some((*peak, height, inside));
            }
            inside = inside.saturating_sub(size);
        }
        None
    }

    /// True if a leaf with hash `leaf` stands where `proof` says.
    pub fn verify(&self, hash: Hasher, leaf: Digest, proof: &Proof) -> bool {
        if proof.leaves != self.leaves || self.peaks.len() as u32 != self.leaves.count_ones() {
            return false;
        }
        let Some((peak, height, inside)) = self.locate(proof.index) else { return false };
        if proof.siblings.len() as u32 != height {
            return false;
        }
        let root = proof.siblings.iter().enumerate().fold(leaf, |node, (level, sibling)| {
            if (inside >> level) & 1 == 0 {
                node_hash(hash, &node, sibling)
            } else {
                node_hash(hash, sibling, &node)
            }
        });
        root == peak
    }
}

#[cfg(test)]
mod tests;
