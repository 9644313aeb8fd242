#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::{
    fill::{fill, Filled, Look, Peers},
    protocol::{Answer, Request, MAX_NODES},
    serve::{answer, Limits},
    Status,
};
use crate::trail::{NodeStore, Reader};
use codec::Encode;
use futures::executor::block_on;
use salus_primitives::{
    audit::{Action, Note, StoredNode},
    mmr::Trail,
    trail::Nodes,
    Digest,
};
use salus_runtime_common::AccountId;
use sc_network::PeerId;
use sp_core::bounded::BoundedVec;
use sp_crypto_hashing::blake2_256;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::{Duration, Instant},
};

const PATIENT: AccountId = AccountId::new([7; 32]);

/// A database in memory.
#[derive(Clone, Default)]
struct Memory {
    nodes: BTreeMap<Digest, Vec<u8>>,
    complete: BTreeSet<Digest>,
}

impl Nodes for Memory {
    fn get(&self, node: &Digest) -> Option<Vec<u8>> {
        self.nodes.get(node).cloned()
    }
}

impl NodeStore for Memory {
    fn put(&mut self, node: &Digest, bytes: &[u8]) {
        self.nodes.insert(*node, bytes.to_vec());
    }

    fn is_complete(&self, node: &Digest) -> bool {
        self.complete.contains(node)
    }

    fn mark_complete(&mut self, node: &Digest) {
        self.complete.insert(*node);
    }
}

/// Appends `count` entries as the pallet does.
fn write(memory: &mut Memory, trail: &mut Trail, count: u64) {
    for index in trail.leaves..trail.leaves + count {
        let entry = Note::new(AccountId::new([1; 32]), Action::Opened).at(index, index as u32, index * 2_000);
        let leaf = entry.leaf(blake2_256, &PATIENT);
        memory.put(&leaf, &StoredNode::Leaf(entry).encode());
        for merged in trail.append(blake2_256, leaf) {
            let inner = StoredNode::<AccountId>::Inner { left: merged.left, right: merged.right };
            memory.put(&merged.node, &inner.encode());
        }
    }
}

fn written(count: u64) -> (Memory, Trail) {
    let (mut memory, mut trail) = (Memory::default(), Trail::default());
    write(&mut memory, &mut trail, count);
    (memory, trail)
}

/// Peers that answer as nodes with these databases do, without a network.
#[derive(Default)]
struct FakePeers {
    honest: Vec<Memory>,
    /// Answers before the others, with other bytes than were asked for.
    liar: bool,
    asked: AtomicUsize,
    reported: AtomicUsize,
}

impl FakePeers {
    fn of(honest: impl IntoIterator<Item = Memory>) -> Self {
        Self { honest: honest.into_iter().collect(), ..Self::default() }
    }
}

impl Peers for FakePeers {
    type Peer = Option<usize>;

    async fn peers(&self) -> Vec<Option<usize>> {
        self.liar.then_some(None).into_iter().chain((0..self.honest.len()).map(Some)).collect()
    }

    async fn ask(&self, peer: &Option<usize>, nodes: Vec<Digest>) -> Option<Answer> {
        self.asked.fetch_add(1, Relaxed);
        assert!(nodes.len() <= MAX_NODES as usize);
        let Some(peer) = peer else {
            let forged = StoredNode::<AccountId>::Inner { left: [0; 32], right: [1; 32] }.encode();
            let forged = vec![Some(forged.try_into().unwrap()); nodes.len()];
            return Some(Answer(BoundedVec::try_from(forged).unwrap()));
        };
        let answer = answer(&self.honest[*peer], &Request::of(nodes).encode()).unwrap();
        // As it comes over the network.
        Answer::read(&answer.encode())
    }

    fn report(&self, _: &Option<usize>) {
        self.reported.fetch_add(1, Relaxed);
    }
}

fn complete(store: &mut Memory, peers: &FakePeers, trail: &Trail, look: Look) -> Filled {
    block_on(fill(store, peers, &PATIENT, trail, look))
}

fn gaps(store: &Memory, trail: &Trail) -> usize {
    let load = |node: &Digest| store.get(node);
    Reader::new(blake2_256, load, &PATIENT, trail).part(None, u32::MAX).gaps.len()
}

#[test]
fn trail_should_be_complete_when_a_peer_has_what_this_node_lacks() {
    for count in [1, 2, 7, 64, 65, 1_000] {
        let (there, trail) = written(count);
        let peers = FakePeers::of([there.clone()]);
        let mut store = Memory::default();
        let filled = complete(&mut store, &peers, &trail, Look::New);
        assert_eq!(filled, Filled { fetched: there.nodes.len() as u64, missing: 0 });
        assert_eq!(store.nodes, there.nodes);
        assert_eq!(gaps(&store, &trail), 0);
    }
}

#[test]
fn only_the_gap_should_be_fetched_when_the_rest_is_here() {
    let (there, trail) = written(100);
    let mut store = there.clone();
    let lost: Vec<_> = there.nodes.keys().copied().step_by(9).collect();
    lost.iter().for_each(|node| drop(store.nodes.remove(node)));
    let filled = complete(&mut store, &FakePeers::of([there.clone()]), &trail, Look::New);
    assert_eq!(filled, Filled { fetched: lost.len() as u64, missing: 0 });
    assert_eq!(store.nodes, there.nodes);
}

#[test]
fn trail_should_be_put_together_when_each_peer_has_a_part() {
    let (there, trail) = written(50);
    let (mut even, mut odd) = (there.clone(), there.clone());
    for (number, node) in there.nodes.keys().enumerate() {
        let without = if number % 2 == 0 { &mut even } else { &mut odd };
        without.nodes.remove(node);
    }
    let mut store = Memory::default();
    let filled = complete(&mut store, &FakePeers::of([even, odd]), &trail, Look::New);
    assert_eq!(filled.missing, 0);
    assert_eq!(gaps(&store, &trail), 0);
}

#[test]
fn forged_nodes_should_not_be_kept_and_the_peer_reported_when_it_lies() {
    let (there, trail) = written(20);
    let peers = FakePeers { liar: true, ..FakePeers::of([there.clone()]) };
    let mut store = Memory::default();
    assert_eq!(complete(&mut store, &peers, &trail, Look::New).missing, 0);
    assert_eq!(store.nodes, there.nodes);
    assert!(peers.reported.load(Relaxed) > 0);

    let peers = FakePeers { liar: true, ..FakePeers::default() };
    let mut store = Memory::default();
    assert_eq!(complete(&mut store, &peers, &trail, Look::New).fetched, 0);
    assert!(store.nodes.is_empty() && store.complete.is_empty());
}

#[test]
fn missing_nodes_should_be_counted_when_no_peer_has_them() {
    let (there, trail) = written(4);
    let entry = there.nodes.iter().find(|(_, bytes)| bytes[0] == 1).map(|(node, _)| *node).unwrap();
    let mut without = there.clone();
    without.nodes.remove(&entry);
    let mut store = Memory::default();
    let filled = complete(&mut store, &FakePeers::of([without]), &trail, Look::New);
    assert_eq!(filled, Filled { fetched: there.nodes.len() as u64 - 1, missing: 1 });
    assert_eq!(gaps(&store, &trail), 1);
    // Later a peer has it.
    assert_eq!(complete(&mut store, &FakePeers::of([there]), &trail, Look::New).fetched, 1);
}

#[test]
fn complete_trees_should_not_be_read_again_when_a_trail_grew() {
    let (mut here, mut trail) = written(64);
    complete(&mut here, &FakePeers::default(), &trail, Look::New);
    assert!(here.is_complete(&trail.peaks[0]));
    // Damage below a tree that was complete shows only when one looks everywhere.
    let leaf = here.nodes.iter().find(|(_, bytes)| bytes[0] == 1).map(|(node, _)| *node).unwrap();
    let lost = here.nodes.remove(&leaf).unwrap();
    write(&mut here, &mut trail, 64);
    assert_eq!(complete(&mut here, &FakePeers::default(), &trail, Look::New), Filled::default());
    let mut there = Memory::default();
    there.put(&leaf, &lost);
    let filled = complete(&mut here, &FakePeers::of([there]), &trail, Look::Everywhere);
    assert_eq!(filled, Filled { fetched: 1, missing: 0 });
}

#[test]
fn damaged_nodes_should_be_replaced_when_a_peer_has_the_right_ones() {
    let (there, trail) = written(9);
    let mut store = there.clone();
    store.nodes.values_mut().for_each(|bytes| bytes.fill(0));
    assert_eq!(complete(&mut store, &FakePeers::of([there.clone()]), &trail, Look::Everywhere).missing, 0);
    assert_eq!(store.nodes, there.nodes);
}

#[test]
fn requests_should_be_few_when_much_is_missing() {
    let (there, trail) = written(1_024);
    let peers = FakePeers::of([there.clone()]);
    complete(&mut Memory::default(), &peers, &trail, Look::New);
    // 2,047 nodes at 64 a request, and a few small ones while the tree is narrow.
    let asked = peers.asked.load(Relaxed);
    assert!(asked <= 2_047 / 64 + 16, "{asked} requests");
}

#[test]
fn answer_should_be_none_when_the_request_is_too_long_or_garbage() {
    let (there, trail) = written(1);
    let node = trail.peaks[0];
    let most = vec![node; MAX_NODES as usize].encode();
    let Answer(given) = answer(&there, &most).unwrap();
    assert_eq!(given.len(), MAX_NODES as usize);
    assert!(given.iter().all(|bytes| bytes.as_ref().unwrap().to_vec() == there.nodes[&node]));
    for wrong in
        [vec![], vec![0xff; 40], vec![node; MAX_NODES as usize + 1].encode(), [most, vec![0]].concat()]
    {
        assert_eq!(answer(&there, &wrong), None);
    }
}

#[test]
fn peer_should_be_refused_when_it_asks_too_fast_and_served_again_later() {
    let start = Instant::now();
    let mut limits = Limits::new(start);
    let (greedy, modest) = (PeerId::random(), PeerId::random());
    let admitted = (0..200).filter(|_| limits.admit(greedy, start)).count();
    assert_eq!(admitted, 64);
    assert!(limits.admit(modest, start), "one peer's haste is not another's");
    let later = start + Duration::from_secs(1);
    let admitted = (0..200).filter(|_| limits.admit(greedy, later)).count();
    assert_eq!(admitted, 32);
}

#[test]
fn all_peers_together_should_be_refused_when_they_are_many() {
    let start = Instant::now();
    let mut limits = Limits::new(start);
    let admitted = (0..2_000).filter(|_| limits.admit(PeerId::random(), start)).count();
    assert_eq!(admitted, 512);
    // Those who have refilled their buckets are forgotten, so that there is room for others.
    assert!(limits.admit(PeerId::random(), start + Duration::from_secs(60)));
}

#[test]
fn node_should_say_that_it_is_incomplete_until_all_trails_are_gone_over() {
    let (status, mut repairs) = Status::new(true);
    assert!(!status.now().complete, "nothing is known yet");
    status.checked(10, 2);
    assert!(!status.now().complete);
    status.checked(20, 0);
    assert!(status.now().complete);
    status.found_gap(&PATIENT);
    assert!(!status.now().complete);
    assert_eq!(repairs.try_recv().unwrap(), PATIENT);
}

#[test]
fn node_should_never_say_that_it_is_complete_when_it_does_not_index() {
    let (status, _repairs) = Status::new(false);
    status.checked(10, 0);
    assert!(!status.now().complete);
}

#[test]
fn repairs_should_wait_in_a_bounded_queue_when_gaps_are_found_faster_than_filled() {
    let (status, mut repairs) = Status::new(true);
    (0..1_000).for_each(|_| status.found_gap(&PATIENT));
    let mut waiting = 0;
    while repairs.try_recv().is_ok() {
        waiting += 1;
    }
    assert_eq!(waiting, 64);
}
