//! Reads a patient's trail from the node's off-chain database.
//!
//! The chain keeps only the peaks of each trail's Merkle mountain range. Its nodes and entries are
//! written, under their own hashes, through off-chain indexing while blocks are executed. Reading
//! descends from the peaks and hashes what it finds again, so that what comes out is exactly what the
//! chain committed to, whatever a fork or a damaged disk left behind.

use codec::Decode;
use salus_primitives::{
    audit::{self, StoredNode},
    mmr::{self, Proof, Trail},
    Digest,
};
use salus_runtime_common::AccountId;
use sp_core::offchain::OffchainStorage;
use sp_crypto_hashing::blake2_256;
use std::collections::HashMap;

/// An entry of a trail.
pub type Entry = audit::Entry<AccountId>;

/// Why a trail cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The trail has no entry at this place.
    NoSuchEntry,
    /// This node has not executed the block in which a part of the trail was written, or had off-chain
    /// indexing switched off.
    Missing,
    /// What is stored under a hash does not have that hash.
    Damaged,
}

/// Where nodes are found by their hash.
pub trait Nodes {
    /// The encoded node with hash `node`.
    fn get(&self, node: &Digest) -> Option<Vec<u8>>;
}

/// The node's off-chain database.
pub struct OffchainNodes<Storage>(pub Storage);

impl<Storage: OffchainStorage> Nodes for OffchainNodes<Storage> {
    fn get(&self, node: &Digest) -> Option<Vec<u8>> {
        self.0.get(sp_core::offchain::STORAGE_PREFIX, &audit::storage_key(node))
    }
}

/// The trail of one patient at one block.
pub struct Reader<'a, Source> {
    nodes: Source,
    patient: &'a AccountId,
    trail: &'a Trail,
    /// Inner nodes read before: neighbours share most of their way.
    known: HashMap<Digest, (Digest, Digest)>,
}

impl<'a, Source: Nodes> Reader<'a, Source> {
    /// Reads the trail `trail` of `patient` from `nodes`.
    pub fn new(nodes: Source, patient: &'a AccountId, trail: &'a Trail) -> Self {
        Self { nodes, patient, trail, known: HashMap::new() }
    }

    /// The entry at `index` and the proof that it stands there.
    ///
    /// # Errors
    /// See [`Unreadable`].
    pub fn entry(&mut self, index: u64) -> Result<(Entry, Proof), Unreadable> {
        let (peak, height, inside) = self.trail.locate(index).ok_or(Unreadable::NoSuchEntry)?;
        let mut node = peak;
        let mut siblings = Vec::new();
        for level in (0..height).rev() {
            let (left, right) = self.children(&node)?;
            let goes_right = (inside >> level) & 1 == 1;
            let (next, sibling) = if goes_right { (right, left) } else { (left, right) };
            siblings.push(sibling);
            node = next;
        }
        siblings.reverse();
        let entry = self.leaf(&node)?;
        Ok((entry, Proof { index, leaves: self.trail.leaves, siblings }))
    }

    /// At most `limit` entries before `cursor`, or before the end, the newest first; and the cursor for
    /// those before them, if there are any.
    ///
    /// # Errors
    /// See [`Unreadable`].
    pub fn page(&mut self, cursor: Option<u64>, limit: u32) -> Result<(Vec<Entry>, Option<u64>), Unreadable> {
        let end = cursor.unwrap_or(u64::MAX).min(self.trail.leaves);
        let begin = end.saturating_sub(limit.into());
        let entries = (begin..end)
            .rev()
            .map(|index| self.entry(index).map(|(entry, _)| entry))
            .collect::<Result<_, _>>()?;
        Ok((entries, (begin > 0).then_some(begin)))
    }

    fn children(&mut self, node: &Digest) -> Result<(Digest, Digest), Unreadable> {
        if let Some(children) = self.known.get(node) {
            return Ok(*children);
        }
        match self.stored(node)? {
            StoredNode::Inner { left, right } if mmr::node_hash(blake2_256, &left, &right) == *node => {
                self.known.insert(*node, (left, right));
                Ok((left, right))
            }
            _ => Err(Unreadable::Damaged),
        }
    }

    fn leaf(&self, node: &Digest) -> Result<Entry, Unreadable> {
        match self.stored(node)? {
            StoredNode::Leaf(entry) if entry.leaf(blake2_256, self.patient) == *node => Ok(entry),
            _ => Err(Unreadable::Damaged),
        }
    }

    fn stored(&self, node: &Digest) -> Result<StoredNode<AccountId>, Unreadable> {
        let bytes = self.nodes.get(node).ok_or(Unreadable::Missing)?;
        StoredNode::decode(&mut bytes.as_slice()).map_err(|_| Unreadable::Damaged)
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects
    )]

    use super::*;
    use codec::Encode;
    use salus_primitives::audit::{Action, Note};

    const PATIENT: AccountId = AccountId::new([7; 32]);

    #[derive(Default)]
    struct Memory(HashMap<Digest, Vec<u8>>);

    impl Nodes for &Memory {
        fn get(&self, node: &Digest) -> Option<Vec<u8>> {
            self.0.get(node).cloned()
        }
    }

    /// Writes `count` entries as the pallet does.
    fn written(count: u64) -> (Memory, Trail) {
        let mut memory = Memory::default();
        let mut trail = Trail::default();
        for index in 0..count {
            let entry =
                Note::new(AccountId::new([1; 32]), Action::Opened).at(index, index as u32, index * 2_000);
            let leaf = entry.leaf(blake2_256, &PATIENT);
            memory.0.insert(leaf, StoredNode::Leaf(entry).encode());
            for merged in trail.append(blake2_256, leaf) {
                let inner = StoredNode::<AccountId>::Inner { left: merged.left, right: merged.right };
                memory.0.insert(merged.node, inner.encode());
            }
        }
        (memory, trail)
    }

    #[test]
    fn entry_should_have_a_valid_proof_when_read_at_any_place_of_any_trail() {
        for count in 0..40 {
            let (memory, trail) = written(count);
            let mut reader = Reader::new(&memory, &PATIENT, &trail);
            for index in 0..count {
                let (entry, proof) = reader.entry(index).unwrap();
                assert_eq!(entry.index, index);
                assert!(trail.verify(blake2_256, entry.leaf(blake2_256, &PATIENT), &proof));
            }
            assert_eq!(reader.entry(count), Err(Unreadable::NoSuchEntry));
        }
    }

    #[test]
    fn pages_should_cover_the_trail_once_when_followed_to_the_end() {
        let (memory, trail) = written(23);
        let mut reader = Reader::new(&memory, &PATIENT, &trail);
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let (entries, next) = reader.page(cursor, 5).unwrap();
            seen.extend(entries.iter().map(|entry| entry.index));
            cursor = next;
            if next.is_none() {
                break;
            }
        }
        assert_eq!(seen, (0..23).rev().collect::<Vec<_>>());
    }

    #[test]
    fn page_should_be_empty_when_nothing_was_written() {
        let trail = Trail::default();
        let memory = Memory::default();
        let mut reader = Reader::new(&memory, &PATIENT, &trail);
        assert_eq!(reader.page(None, 10), Ok((Vec::new(), None)));
    }

    #[test]
    fn entry_should_be_missing_when_the_node_never_stored_it() {
        let (_, trail) = written(3);
        let memory = Memory::default();
        assert_eq!(Reader::new(&memory, &PATIENT, &trail).entry(0), Err(Unreadable::Missing));
    }

    #[test]
    fn entry_should_be_damaged_when_other_bytes_lie_under_its_hash() {
        let (mut memory, trail) = written(4);
        let forged = StoredNode::<AccountId>::Inner { left: [0; 32], right: [1; 32] }.encode();
        for bytes in memory.0.values_mut() {
            bytes.clone_from(&forged);
        }
        assert_eq!(Reader::new(&memory, &PATIENT, &trail).entry(2), Err(Unreadable::Damaged));
    }

    #[test]
    fn entry_should_be_damaged_when_it_belongs_to_another_patient() {
        let (memory, trail) = written(1);
        let other = AccountId::new([8; 32]);
        assert_eq!(Reader::new(&memory, &other, &trail).entry(0), Err(Unreadable::Damaged));
    }
}
