//! Reading a trail back from a store of nodes found by their hashes.
//!
//! The chain keeps a trail's peaks alone; the entries lie in the node's off-chain database, each node
//! of the tree under its own hash ([`StoredNode`], [`storage_key`](crate::audit::storage_key)).
//! Reading descends from the on-chain peaks and hashes what it finds again. What comes out is exactly
//! what the chain committed to, whatever a fork, a damaged disk or another node put into the store.
//!
//! A store can have gaps: a node that joined later did not execute the blocks before. A page names its
//! gaps and serves the rest.

use crate::{
    audit::{Entry, StoredNode},
    ids::Digest,
    mmr::{self, Hasher, Proof, Trail},
};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Codec, DecodeAll, Encode};

/// Most bytes of a stored node: an entry takes less than 300.
pub const MAX_NODE_BYTES: usize = 512;

/// Why an entry cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The trail has no entry at this place.
    NoSuchEntry,
    /// The store lacks a node on the way to the entry.
    Missing,
    /// What the store keeps under a hash does not have that hash.
    Damaged,
}

/// Where nodes are found by their hash.
pub trait Nodes {
    /// The encoded node with hash `node`.
    fn get(&self, node: &Digest) -> Option<Vec<u8>>;
}

impl<Load: Fn(&Digest) -> Option<Vec<u8>>> Nodes for Load {
    fn get(&self, node: &Digest) -> Option<Vec<u8>> {
        self(node)
    }
}

/// Entries that follow one another, by the first and the last index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Span {
    /// Index of the first entry.
    pub first: u64,
    /// Index of the last entry.
    pub last: u64,
}

/// A part of a trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<AccountId> {
    /// The entries that the store has, the newest first.
    pub entries: Vec<Entry<AccountId>>,
    /// The entries that the store lacks, the newest first.
    pub gaps: Vec<Span>,
    /// The `before` of the part that follows; none if this part reaches the first entry.
    pub next: Option<u64>,
}

/// A node of a trail's tree: its hash, and which leaves it stands over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The node's hash.
    pub node: Digest,
    /// 2^height leaves are below it.
    pub height: u32,
    /// Index of the first of them.
    pub first: u64,
}

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<AccountId> {
    /// An inner node, with the older and the newer half below it.
    Halves([Place; 2]),
    /// An entry.
    Entry(Entry<AccountId>),
}

impl Place {
    /// Index after the last leaf below it.
    fn end(&self) -> u64 {
        self.first.saturating_add(1u64.checked_shl(self.height).unwrap_or(u64::MAX))
    }

    /// The entries below it.
    pub fn span(&self) -> Span {
        Span { first: self.first, last: self.end().saturating_sub(1) }
    }

    /// What `bytes` say of this place in the trail of `patient`; none if they are not what the place's hash
    /// commits to.
    pub fn read<AccountId: Codec>(
        &self,
        hash: Hasher,
        patient: &AccountId,
        bytes: &[u8],
    ) -> Option<Found<AccountId>> {
        if bytes.len() > MAX_NODE_BYTES {
            return None;
        }
        match StoredNode::<AccountId>::decode_all(&mut &*bytes).ok()? {
            StoredNode::Leaf(entry) => {
                let is_here = self.height == 0 && entry.index == self.first;
                (is_here && entry.leaf(hash, patient) == self.node).then_some(Found::Entry(entry))
            }
            StoredNode::Inner { left, right } => {
                let height = self.height.checked_sub(1)?;
                if mmr::node_hash(hash, &left, &right) != self.node {
                    return None;
                }
                let older = Self { node: left, height, first: self.first };
                Some(Found::Halves([older, Self { node: right, height, first: older.end() }]))
            }
        }
    }
}

/// The places of the peaks of `trail`, the oldest leaves first.
pub fn peaks(trail: &Trail) -> Vec<Place> {
    let heights = (0..u64::BITS).rev().filter(|bit| (trail.leaves >> bit) & 1 == 1);
    let mut first = 0;
    heights
        .zip(trail.peaks.iter())
        .map(|(height, node)| {
            let place = Place { node: *node, height, first };
            first = place.end();
            place
        })
        .collect()
}

/// Reads one patient's trail as it stood at one block.
pub struct Reader<'a, AccountId, Source> {
    hash: Hasher,
    nodes: Source,
    patient: &'a AccountId,
    trail: &'a Trail,
    /// Inner nodes read before: neighbours share most of their way.
    known: BTreeMap<Digest, [Place; 2]>,
}

impl<'a, AccountId: Codec + Encode, Source: Nodes> Reader<'a, AccountId, Source> {
    /// Reads the trail `trail` of `patient` from `nodes`.
    pub fn new(hash: Hasher, nodes: Source, patient: &'a AccountId, trail: &'a Trail) -> Self {
        Self { hash, nodes, patient, trail, known: BTreeMap::new() }
    }

    /// The entry at `index` and the proof that it stands there. Loads at most 64 nodes.
    ///
    /// # Errors
    /// See [`Unreadable`].
    pub fn entry(&mut self, index: u64) -> Result<(Entry<AccountId>, Proof), Unreadable> {
        let mut place = peaks(self.trail)
            .into_iter()
            .find(|peak| (peak.first..peak.end()).contains(&index))
            .ok_or(Unreadable::NoSuchEntry)?;
        let mut siblings = Vec::new();
        loop {
            match self.find(&place)? {
                Found::Entry(entry) => {
                    // The descent meets the siblings from the peak down, a proof lists them from the leaf up.
                    siblings.reverse();
                    return Ok((entry, Proof { index, leaves: self.trail.leaves, siblings }));
                }
                Found::Halves([older, newer]) => {
                    let (next, sibling) = if index < newer.first { (older, newer) } else { (newer, older) };
                    siblings.push(sibling.node);
                    place = next;
                }
            }
        }
    }

    /// At most `limit` entries before index `before`, or before the end, the newest first.
    ///
    /// Loads each node once, so that a part costs O(limit + log n) of them. What the store lacks is named
    /// as a gap, and so is what is damaged.
    pub fn part(&mut self, before: Option<u64>, limit: u32) -> Part<AccountId> {
        let end = before.unwrap_or(u64::MAX).min(self.trail.leaves);
        let begin = end.saturating_sub(limit.into());
        let mut part = Part { entries: Vec::new(), gaps: Vec::new(), next: (begin > 0).then_some(begin) };
        // The newest last, so that it is read first.
        let mut open = peaks(self.trail);
        while let Some(place) = open.pop() {
            if place.first >= end || place.end() <= begin {
                continue;
            }
            match self.find(&place) {
                Ok(Found::Entry(entry)) => part.entries.push(entry),
                Ok(Found::Halves(halves)) => open.extend(halves),
                Err(_) => {
                    let last = place.end().min(end).saturating_sub(1);
                    add_gap(&mut part.gaps, Span { first: place.first.max(begin), last });
                }
            }
        }
        part
    }

    fn find(&mut self, place: &Place) -> Result<Found<AccountId>, Unreadable> {
        if let Some(halves) = self.known.get(&place.node) {
            return Ok(Found::Halves(*halves));
        }
        let bytes = self.nodes.get(&place.node).ok_or(Unreadable::Missing)?;
        let found = place.read(self.hash, self.patient, &bytes).ok_or(Unreadable::Damaged)?;
        if let Found::Halves(halves) = &found {
            self.known.insert(place.node, *halves);
        }
        Ok(found)
    }
}

/// Adds `gap`, which stands before all of `gaps`, and joins it to its neighbour.
fn add_gap(gaps: &mut Vec<Span>, gap: Span) {
    match gaps.last_mut() {
        Some(newer) if newer.first == gap.last.saturating_add(1) => newer.first = gap.first,
        _ => gaps.push(gap),
    }
}

#[cfg(test)]
mod tests;
