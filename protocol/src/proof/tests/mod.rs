//! Validators, votes, headers and states to prove things with.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod following;
mod headers;
mod measures;
mod mutations;
mod states;
mod votes;

use super::{
    authorities::{ENGINE, FORCED_CHANGE, SCHEDULED_CHANGE},
    justification::PRECOMMIT,
    *,
};
use crate::{
    blake2_256,
    header::{BlockRef, Header, LogItem},
};
use codec::Encode;
use salus_primitives::Digest;
use sp_core::{ed25519, Blake2Hasher, Pair, H256};
use sp_trie::{LayoutV1, MemoryDB, Recorder, Trie, TrieDBBuilder, TrieDBMutBuilder, TrieMut};

pub(crate) const ROUND: u64 = 7;
/// The slot of block 0.
const FIRST_SLOT: u64 = 880_000_000;

pub(crate) fn pair(seed: u8) -> ed25519::Pair {
    ed25519::Pair::from_seed_slice(&[seed; 32]).unwrap()
}

pub(crate) fn authorities(seeds: &[u8]) -> Vec<Authority> {
    seeds.iter().map(|seed| Authority { key: pair(*seed).public().0, weight: 1 }).collect()
}

pub(crate) fn set(set_id: u64, seeds: &[u8]) -> AuthoritySet {
    AuthoritySet { set_id, authorities: authorities(seeds) }
}

/// A header on `parent`, announcing `next` after a delay if there is one.
pub(crate) fn header(number: u32, parent: Digest, next: Option<(&[u8], u32)>) -> Header {
    let message = next.map(|(seeds, delay)| {
        let message = (SCHEDULED_CHANGE, authorities(seeds), delay).encode();
        LogItem::Consensus(ENGINE, message)
    });
    Header {
        parent_hash: parent,
        number,
        state_root: [2; 32],
        extrinsics_root: [3; 32],
        logs: message.into_iter().collect(),
    }
}

/// When block `number` was made.
pub(crate) fn time(number: u32) -> u64 {
    (FIRST_SLOT + u64::from(number)) * SLOT_MILLISECONDS
}

/// A header with the time of its block.
pub(crate) fn timed(number: u32, parent: Digest) -> Header {
    let mut header = header(number, parent, None);
    let claim = (2u8, 0u32, FIRST_SLOT + u64::from(number)).encode();
    header.logs.push(LogItem::PreRuntime(*b"BABE", claim));
    header
}

pub(crate) fn name(header: &Header) -> BlockRef {
    BlockRef { number: header.number, hash: blake2_256(&header.encode()) }
}

/// A signed vote, as it stands in a justification.
pub(crate) fn vote(seed: u8, block: &BlockRef, set_id: u64) -> Vec<u8> {
    let message = (PRECOMMIT, block.hash, block.number, ROUND, set_id).encode();
    let pair = pair(seed);
    (block.hash, block.number, pair.sign(&message).0, pair.public().0).encode()
}

pub(crate) fn justify(target: &BlockRef, votes: &[Vec<u8>], ancestries: &[Header]) -> Vec<u8> {
    let mut bytes = (ROUND, target.hash, target.number).encode();
    codec::Compact(votes.len() as u32).encode_to(&mut bytes);
    votes.iter().for_each(|vote| bytes.extend_from_slice(vote));
    ancestries.to_vec().encode_to(&mut bytes);
    bytes
}

/// All of `seeds` vote for the block itself.
pub(crate) fn justified(block: &BlockRef, seeds: &[u8], set_id: u64) -> Vec<u8> {
    let votes: Vec<_> = seeds.iter().map(|seed| vote(*seed, block, set_id)).collect();
    justify(block, &votes, &[])
}

/// The change in block `number` from set `set_id`, whose `voters` vote, to `next`.
pub(crate) fn change(number: u32, set_id: u64, voters: &[u8], next: &[u8]) -> Handover {
    handover(&header(number, [1; 32], Some((next, 0))), set_id, voters)
}

/// The hand-over by the block of `header`.
pub(crate) fn handover(header: &Header, set_id: u64, voters: &[u8]) -> Handover {
    Handover { header: header.encode(), justification: justified(&name(header), voters, set_id) }
}

/// The proof of block 20, by votes of the first three validators for its child and its grandchild.
pub(crate) fn header_proof() -> HeaderProof {
    let first = timed(20, [1; 32]);
    let second = timed(21, name(&first).hash);
    let third = timed(22, name(&second).hash);
    let votes = [vote(1, &name(&second), 0), vote(2, &name(&second), 0), vote(3, &name(&third), 0)];
    HeaderProof {
        header: first.encode(),
        descendants: vec![second.encode()],
        justification: justify(&name(&second), &votes, &[third]),
    }
}

/// The change that the council forces in block `number`.
fn forced(number: u32, next: &[u8]) -> Header {
    let mut header = header(number, [1; 32], Some((next, 0)));
    let message = (FORCED_CHANGE, 1u32, authorities(next), 0u32).encode();
    header.logs.push(LogItem::Consensus(ENGINE, message));
    header
}

/// A state with these values.
fn state_of(values: &[(Vec<u8>, Vec<u8>)]) -> (MemoryDB<Blake2Hasher>, H256) {
    let mut nodes = MemoryDB::<Blake2Hasher>::default();
    let mut root = H256::default();
    {
        let mut trie = TrieDBMutBuilder::<LayoutV1<Blake2Hasher>>::new(&mut nodes, &mut root).build();
        for (key, value) in values {
            trie.insert(key, value).unwrap();
        }
    }
    (nodes, root)
}

/// The nodes that a node hands out as the proof of `keys`.
fn prove(state: &(MemoryDB<Blake2Hasher>, H256), keys: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut recorder = Recorder::<LayoutV1<Blake2Hasher>>::new();
    {
        let trie = TrieDBBuilder::<LayoutV1<Blake2Hasher>>::new(&state.0, &state.1)
            .with_recorder(&mut recorder)
            .build();
        for key in keys {
            trie.get(key).unwrap();
        }
    }
    let mut nodes: Vec<_> = recorder.drain().into_iter().map(|record| record.data).collect();
    nodes.sort();
    nodes.dedup();
    nodes
}
