#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;
use alloc::vec;
use proptest::prelude::*;
use sp_crypto_hashing::blake2_256;

const HASH: Hasher = blake2_256;

fn leaves(count: u64) -> Vec<Digest> {
    (0..count).map(|i| leaf_hash(HASH, &i.to_le_bytes()[..1])).collect()
}

/// The root over `leaves`, a power of two many, by definition.
fn root(leaves: &[Digest]) -> Digest {
    match leaves {
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len() / 2);
            node_hash(HASH, &root(left), &root(right))
        }
    }
}

/// The peaks over `leaves`, by definition: one tree for every set bit, largest first.
fn peaks(mut leaves: &[Digest]) -> Vec<Digest> {
    let mut peaks = Vec::new();
    for bit in (0..usize::BITS).rev() {
        let size = 1usize << bit;
        if leaves.len() & size != 0 {
            let (tree, rest) = leaves.split_at(size);
            peaks.push(root(tree));
            leaves = rest;
        }
    }
    peaks
}

/// The proof of leaf `index`, by definition.
fn proof(leaves: &[Digest], index: usize) -> Proof {
    let trail = Trail::of(HASH, leaves.iter().copied());
    let (_, height, inside) = trail.locate(index as u64).unwrap();
    let start = index - inside as usize;
    let siblings = (0..height)
        .map(|level| {
            let size = 1usize << level;
            let sibling = start + ((inside as usize / size) ^ 1) * size;
            root(&leaves[sibling..sibling + size])
        })
        .collect();
    Proof { index: index as u64, leaves: leaves.len() as u64, siblings }
}

#[test]
fn trail_should_have_the_independent_peaks_when_it_has_seven_leaves() {
    // Computed with Python's hashlib.
    let trail = Trail::of(HASH, leaves(7));
    let expected = [
        "4c2bb58c2e2afa14f7058e9fe94fba620f8e485288350e7bcc42337a8c18cf90",
        "4d2c8433e0325c52b255af559aa6ff4fdf5749abd76aa8697644819aefa1293e",
        "42cd30b31f9f99c642d94cae5cba9dbb8ead01564e1d5fc116025d9ab276aceb",
    ];
    let found: Vec<_> = trail.peaks.iter().map(|peak| data_encoding::HEXLOWER.encode(peak)).collect();
    assert_eq!(found, expected);
}

#[test]
fn trail_should_have_the_peaks_of_the_definition_when_leaves_are_appended() {
    let leaves = leaves(130);
    let mut trail = Trail::default();
    for (count, leaf) in leaves.iter().enumerate() {
        assert_eq!(trail.peaks.to_vec(), peaks(&leaves[..count]), "{count} leaves");
        assert_eq!(trail.leaves, count as u64);
        trail.append(HASH, *leaf);
    }
}

#[test]
fn append_should_report_every_new_node_when_trees_merge() {
    let leaves = leaves(64);
    let mut trail = Trail::default();
    for (before, leaf) in leaves.iter().enumerate() {
        let merged = trail.append(HASH, *leaf);
        assert_eq!(merged.len() as u32, (before as u64).trailing_ones());
        for (level, node) in merged.iter().enumerate() {
            assert_eq!(node.node, node_hash(HASH, &node.left, &node.right));
            let size = 2usize << level;
            assert_eq!(node.node, root(&leaves[before + 1 - size..=before]));
        }
    }
}

#[test]
fn verify_should_accept_when_the_leaf_stands_where_the_proof_says() {
    for count in 1..70 {
        let leaves = leaves(count);
        let trail = Trail::of(HASH, leaves.clone());
        for index in 0..leaves.len() {
            assert!(trail.verify(HASH, leaves[index], &proof(&leaves, index)), "{index} of {count}");
        }
    }
}

#[test]
fn verify_should_refuse_when_anything_is_another() {
    let leaves = leaves(23);
    let trail = Trail::of(HASH, leaves.clone());
    for index in 0..leaves.len() {
        let good = proof(&leaves, index);
        let refused =
            |leaf: Digest, proof: &Proof| assert!(!trail.verify(HASH, leaf, proof), "{index}: {proof:?}");
        for other in (0..leaves.len()).filter(|other| *other != index) {
            refused(leaves[other], &good);
            refused(leaves[index], &Proof { index: other as u64, ..good.clone() });
        }
        for index_beyond in [23, 24, u64::MAX] {
            refused(leaves[index], &Proof { index: index_beyond, ..good.clone() });
        }
        for count in [0, 22, 24, u64::MAX] {
            refused(leaves[index], &Proof { leaves: count, ..good.clone() });
        }
        for level in 0..good.siblings.len() {
            let mut altered = good.clone();
            altered.siblings[level][level] ^= 1;
            refused(leaves[index], &altered);
            let mut shorter = good.clone();
            shorter.siblings.remove(level);
            refused(leaves[index], &shorter);
        }
        let mut longer = good.clone();
        longer.siblings.push([0; 32]);
        refused(leaves[index], &longer);
    }
}

#[test]
fn verify_should_refuse_when_an_inner_node_is_passed_off_as_a_leaf() {
    let leaves = leaves(4);
    let trail = Trail::of(HASH, leaves.clone());
    let inner = root(&leaves[..2]);
    let short = Proof { index: 0, leaves: 4, siblings: vec![root(&leaves[2..])] };
    assert!(!trail.verify(HASH, inner, &short));
    // As the leaf of a shorter trail, its bytes would have to hash without their tag.
    let forged = Trail { leaves: 2, peaks: vec![root(&leaves)].try_into().unwrap() };
    assert_ne!(leaf_hash(HASH, &[leaves[0], leaves[1]].concat()), inner);
    assert!(!forged.verify(HASH, leaves[0], &proof(&leaves, 0)));
}

#[test]
fn verify_should_refuse_without_panic_when_the_trail_contradicts_itself() {
    let leaves = leaves(4);
    let proof = proof(&leaves, 0);
    for (count, peaks) in [(0, 1), (4, 0), (4, 2), (u64::MAX, 1), (u64::MAX, 64), (1 << 63, 1)] {
        let trail = Trail { leaves: count, peaks: vec![root(&leaves); peaks].try_into().unwrap() };
        assert!(!trail.verify(HASH, leaves[0], &proof));
        assert!(!trail.verify(HASH, leaves[0], &Proof { leaves: count, index: count / 2, siblings: vec![] }));
        let _ = trail.locate(count / 2);
    }
}

#[test]
fn trail_should_stay_as_it_is_when_it_is_full() {
    let full = Trail { leaves: u64::MAX, peaks: vec![[1; 32]; 64].try_into().unwrap() };
    let mut trail = full.clone();
    assert_eq!(trail.append(HASH, [2; 32]), vec![]);
    assert_eq!(trail, full);
}

proptest! {
    #[test]
    fn trails_should_differ_when_their_leaves_do(
        one in prop::collection::vec(0u64..4, 0..20), other in prop::collection::vec(0u64..4, 0..20),
    ) {
        let trail = |leaves: &[u64]| Trail::of(HASH, leaves.iter().map(|leaf| leaf_hash(HASH, &leaf.to_le_bytes())));
        prop_assert_eq!(trail(&one) == trail(&other), one == other);
    }

    #[test]
    fn trail_should_be_itself_when_encoded(count in 0u64..200) {
        let trail = Trail::of(HASH, leaves(count));
        prop_assert_eq!(Trail::decode(&mut &trail.encode()[..]).unwrap(), trail.clone());
        prop_assert!(trail.encode().len() <= Trail::max_encoded_len());
    }
}
