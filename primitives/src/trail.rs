//! Reading a trail back from a store of nodes found by their hashes.
//!
//! The chain keeps a trail's peaks alone; the entries lie in the node's off-chain database, each node
//! of the tree under its own hash ([`StoredNode`], [`storage_key`](crate::audit::storage_key)).
//! Descending from the on-chain peaks reaches exactly the entries that the chain committed to, whatever
//! else forks or restarts have left in the store. The store is not trusted for that: who doubts it
//! checks what it was given with [`Trail::verify`] or, for a whole trail, with [`Trail::of`].

use crate::{
    audit::{Entry, StoredNode},
    ids::Digest,
    mmr::{Proof, Trail},
    record::Page,
};
use alloc::vec::Vec;
use core::fmt;

/// The store lacks a node of the trail, or keeps something else under its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingNode(pub Digest);

impl fmt::Display for MissingNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "this node's off-chain database lacks part of the trail, node 0x{}: ask a node that has run \
             with --enable-offchain-indexing true since genesis, or synchronise this one anew with it",
            data_encoding::HEXLOWER.encode(&self.0)
        )
    }
}

impl core::error::Error for MissingNode {}

/// Entry `index` of `trail`.
///
/// `load` finds a stored node by its hash and is called at most 64 times. `None` if there is no such
/// entry or the store lacks a node on the way to it.
pub fn entry_at<A>(
    trail: &Trail,
    index: u64,
    load: impl Fn(&Digest) -> Option<StoredNode<A>>,
) -> Option<Entry<A>> {
    proof_for(trail, index, load).map(|(entry, _)| entry)
}

/// Entry `index` of `trail` and the proof that it stands there.
///
/// `load` finds a stored node by its hash and is called at most 64 times. `None` if there is no such
/// entry or the store lacks a node on the way to it.
pub fn proof_for<A>(
    trail: &Trail,
    index: u64,
    load: impl Fn(&Digest) -> Option<StoredNode<A>>,
) -> Option<(Entry<A>, Proof)> {
    let (mut node, height, inside) = trail.locate(index)?;
    let mut siblings = Vec::new();
    for level in (0..height).rev() {
        let StoredNode::Inner { left, right } = load(&node)? else {
            return None;
        };
        let (child, sibling) = if (inside >> level) & 1 == 0 { (left, right) } else { (right, left) };
        siblings.push(sibling);
        node = child;
    }
    // The descent meets the siblings from the peak down, a proof lists them from the leaf up.
    siblings.reverse();
    let StoredNode::Leaf(entry) = load(&node)? else {
        return None;
    };
    (entry.index == index).then_some((entry, Proof { index, leaves: trail.leaves, siblings }))
}

/// Up to `limit` entries of `trail` that stand before index `before`, newest first.
///
/// Without `before` it begins with the newest entry; [`Page::next`] is the `before` of the next page.
/// Each inner node is loaded once, so that a page costs O(limit + log n) calls of `load`.
///
/// # Errors
/// [`MissingNode`] names the first node that the store lacks.
pub fn page<A>(
    trail: &Trail,
    before: Option<u64>,
    limit: usize,
    load: impl Fn(&Digest) -> Option<StoredNode<A>>,
) -> Result<Page<Entry<A>, u64>, MissingNode> {
    let items = newest_first(trail, before, load).take(limit).collect::<Result<Vec<_>, _>>()?;
    // A page of no entries leaves the reader where it was.
    let reached = items.last().map_or(before.unwrap_or(trail.leaves).min(trail.leaves), |entry| entry.index);
    Ok(Page { items, next: (reached > 0).then_some(reached) })
}

/// All entries of `trail` that stand before index `before`, newest first, loaded as they are asked for.
///
/// After a [`MissingNode`] it goes on with the entries that the missing node does not stand over.
pub fn newest_first<A, Load>(trail: &Trail, before: Option<u64>, load: Load) -> NewestFirst<Load>
where
    Load: Fn(&Digest) -> Option<StoredNode<A>>,
{
    let heights = (0..u64::BITS).rev().filter(|bit| (trail.leaves >> bit) & 1 == 1);
    let open = heights
        .zip(trail.peaks.iter())
        .scan(0u64, |first, (height, peak)| {
            let subtree = Subtree { node: *peak, height, first: *first };
            *first = first.saturating_add(subtree.leaves());
            Some(subtree)
        })
        .collect();
    NewestFirst { open, before: before.unwrap_or(trail.leaves), load }
}

/// Iterator of [`newest_first`].
pub struct NewestFirst<Load> {
    /// Subtrees still to be read, the newest last.
    open: Vec<Subtree>,
    before: u64,
    load: Load,
}

/// A perfect tree of 2^height leaves.
struct Subtree {
    node: Digest,
    height: u32,
    /// Index of its first leaf.
    first: u64,
}

impl Subtree {
    fn leaves(&self) -> u64 {
        1u64.checked_shl(self.height).unwrap_or(u64::MAX)
    }

    /// Its two halves, the older first; `None` for a single leaf.
    fn halves(&self, left: Digest, right: Digest) -> Option<[Self; 2]> {
        let height = self.height.checked_sub(1)?;
        let older = Self { node: left, height, first: self.first };
        let newer = Self { node: right, height, first: self.first.saturating_add(older.leaves()) };
        Some([older, newer])
    }
}

impl<A, Load> Iterator for NewestFirst<Load>
where
    Load: Fn(&Digest) -> Option<StoredNode<A>>,
{
    type Item = Result<Entry<A>, MissingNode>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let subtree = self.open.pop()?;
            if subtree.first >= self.before {
                continue;
            }
            match (self.load)(&subtree.node) {
                Some(StoredNode::Leaf(entry)) if subtree.height == 0 && entry.index == subtree.first => {
                    return Some(Ok(entry));
                }
                Some(StoredNode::Inner { left, right }) => match subtree.halves(left, right) {
                    Some(halves) => self.open.extend(halves),
                    None => return Some(Err(MissingNode(subtree.node))),
                },
                _ => return Some(Err(MissingNode(subtree.node))),
            }
        }
    }
}

#[cfg(test)]
mod tests;
