#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;
use crate::rpc::chain::BlockRef;
use futures::{executor::block_on, stream};
use salus_primitives::{
    audit::{Action, Note},
    mmr::Trail,
    trail::{Part, Span},
};
use std::cell::Cell;
use tokio::sync::broadcast::error::TryRecvError;

const PATIENT: AccountId = AccountId::new([7; 32]);
const OTHER: AccountId = AccountId::new([8; 32]);

/// A chain on which every trail has as many entries as the last block's hash says.
#[derive(Default)]
struct FakeTrails {
    begun: u64,
    read: Cell<usize>,
    missing: bool,
}

fn block(leaves: u8) -> BlockHash {
    BlockHash::repeat_byte(leaves)
}

impl TrailSource for &FakeTrails {
    fn trail_at(&self, _: &AccountId, at: Option<BlockHash>) -> Result<(BlockRef, Trail), Error> {
        self.read.set(self.read.get() + 1);
        let leaves = at.map_or(self.begun, |hash| hash.as_bytes()[0].into());
        let trail = Trail { leaves, ..Trail::default() };
        Ok((BlockRef { number: leaves as u32, hash: at.unwrap_or_default() }, trail))
    }

    fn part(
        &self,
        _: &AccountId,
        _: &Trail,
        cursor: Option<u64>,
        limit: u32,
    ) -> Result<Part<AccountId>, Error> {
        let end = cursor.unwrap();
        let entry = |index| Note::new(OTHER, Action::Opened).at(index, 0, 0);
        let entries = (end - u64::from(limit)..end).rev().map(entry).collect();
        let gaps = if self.missing { vec![Span { first: 0, last: 0 }] } else { Vec::new() };
        Ok(Part { entries, gaps, next: None })
    }
}

fn run(following: &Following, trails: &FakeTrails, blocks: impl IntoIterator<Item = u8>) {
    let blocks: Vec<_> = blocks.into_iter().map(block).collect();
    block_on(following.clone().run(trails, stream::iter(blocks)));
}

fn indices(news: &mut broadcast::Receiver<News>) -> Vec<u64> {
    let mut told = Vec::new();
    while let Ok(message) = news.try_recv() {
        told.extend(message.0.entries.iter().map(|entry| entry.index));
    }
    told
}

#[test]
fn trail_should_be_read_once_a_block_when_many_follow_it() {
    let (following, trails) = (Following::default(), FakeTrails::default());
    let mut all: Vec<_> =
        (0..10).map(|id| following.join(&&trails, ConnectionId(id), PATIENT).unwrap()).collect();
    let before = trails.read.get();
    run(&following, &trails, [1, 3]);
    assert_eq!(trails.read.get() - before, 2);
    for (_, news) in &mut all {
        assert_eq!(indices(news), [0, 1, 2]);
    }
}

#[test]
fn entries_should_be_told_from_the_subscription_on_and_each_once() {
    let (following, trails) = (Following::default(), FakeTrails { begun: 5, ..FakeTrails::default() });
    let (_seat, mut news) = following.join(&&trails, ConnectionId(0), PATIENT).unwrap();
    // A block from before, the block of the subscription, the same again, and later ones.
    run(&following, &trails, [4, 5, 5, 6, 8]);
    assert_eq!(indices(&mut news), [5, 6, 7]);
}

#[test]
fn subscription_should_be_refused_when_the_connection_has_its_share() {
    let (following, trails) = (Following::default(), FakeTrails::default());
    let join = |id| following.join(&&trails, ConnectionId(id), PATIENT);
    let mut held: Vec<_> = (0..MAX_PER_CONNECTION).map(|_| join(1).unwrap()).collect();
    let before = trails.read.get();
    assert_eq!(join(1).err(), Some(Error::TooManySubscriptions));
    assert_eq!(trails.read.get(), before, "who is refused costs the runtime nothing");
    assert!(join(2).is_ok());
    held.pop();
    assert!(join(1).is_ok());
}

#[test]
fn subscription_should_be_refused_when_all_connections_have_theirs() {
    let (following, trails) = (Following::default(), FakeTrails::default());
    let join = |id| following.join(&&trails, ConnectionId(id), PATIENT);
    let held: Vec<_> = (0..MAX_IN_ALL).map(|id| join(id).unwrap()).collect();
    assert_eq!(join(MAX_IN_ALL).err(), Some(Error::TooManySubscriptions));
    drop(held);
    assert!(join(MAX_IN_ALL).is_ok());
}

#[test]
fn trail_should_be_read_no_more_when_nobody_follows_it() {
    let (following, trails) = (Following::default(), FakeTrails::default());
    let (seat, news) = following.join(&&trails, ConnectionId(0), PATIENT).unwrap();
    let other = following.join(&&trails, ConnectionId(0), OTHER).unwrap();
    drop(news);
    drop(seat);
    let before = trails.read.get();
    run(&following, &trails, [1]);
    assert_eq!(trails.read.get() - before, 1);
    drop(other.1);
    drop(other.0);
    assert!(following.lock().trails.is_empty() && following.lock().connections.is_empty());
}

#[test]
fn slow_subscriber_should_lose_the_subscription_and_keep_nobody_waiting() {
    let (following, trails) = (Following::default(), FakeTrails::default());
    let (_seat, mut news) = following.join(&&trails, ConnectionId(0), PATIENT).unwrap();
    run(&following, &trails, 1..=(QUEUE as u8 + 1));
    assert!(matches!(news.try_recv(), Err(TryRecvError::Lagged(_))));
}

#[test]
fn subscription_should_end_when_the_node_lacks_an_entry() {
    let (following, mut trails) = (Following::default(), FakeTrails::default());
    let (_seat, mut news) = following.join(&&trails, ConnectionId(0), PATIENT).unwrap();
    trails.missing = true;
    run(&following, &trails, [1]);
    assert!(matches!(news.try_recv(), Err(TryRecvError::Closed)));
}
