//! Completing one trail: descending from the peaks, and asking peers for every node that is not here.

use super::protocol::{Answer, MAX_NODES};
use crate::trail::NodeStore;
use salus_primitives::{
    mmr::Trail,
    trail::{peaks, Found, Place},
    Digest,
};
use salus_runtime_common::AccountId;
use sp_crypto_hashing::blake2_256;
use std::future::Future;

/// Peers asked for the same nodes at most.
const MAX_ASKED: usize = 8;
/// Trees of fewer leaves are looked through again rather than noted as complete.
const MARKED_FROM: u32 = 3;

/// Others who may have nodes.
pub trait Peers {
    /// One of them.
    type Peer: Send + Sync;

    /// Who is there, the one to be asked first in front.
    fn peers(&self) -> impl Future<Output = Vec<Self::Peer>> + Send;
    /// Asks `peer` for `nodes`; none if it did not answer.
    fn ask(&self, peer: &Self::Peer, nodes: Vec<Digest>) -> impl Future<Output = Option<Answer>> + Send;
    /// Notes that `peer` answered with something else than what was asked for.
    fn report(&self, peer: &Self::Peer);
}

/// What came of completing a trail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Nodes that peers gave.
    pub fetched: u64,
    /// Nodes that no peer gave; what stands below them is missing, too.
    pub missing: u64,
}

/// How thoroughly to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// What was complete before is not looked at again.
    New,
    /// At every node: something was found to be missing or damaged.
    Everywhere,
}

/// Fetches what `store` lacks of the trail `trail` of `patient`.
///
/// Memory is bounded by the trail's height and the size of a request: at most 64 nodes are asked for at a time.
pub async fn fill(
    store: &mut impl NodeStore,
    peers: &impl Peers,
    patient: &AccountId,
    trail: &Trail,
    look: Look,
) -> Filled {
    let tops = peaks(trail);
    let mut filled = Filled::default();
    let mut open = tops.clone();
    let mut wanted: Vec<Place> = Vec::new();
    loop {
        while let Some(place) = open.pop_if(|_| wanted.len() < MAX_NODES as usize) {
            if look == Look::New && place.height >= MARKED_FROM && store.is_complete(&place.node) {
                continue;
            }
            let here = store.get(&place.node).and_then(|bytes| place.read(blake2_256, patient, &bytes));
            match here {
                Some(Found::Halves(halves)) => open.extend(halves),
                Some(Found::Entry(_)) => {}
                None => wanted.push(place),
            }
        }
        if wanted.is_empty() {
            break;
        }
        let fetched = fetch(store, peers, patient, &mut wanted).await;
        filled.fetched = filled.fetched.saturating_add(fetched.len() as u64);
        filled.missing = filled.missing.saturating_add(wanted.len() as u64);
        wanted.clear();
        // They are here now, and what stands below them comes next.
        open.extend(fetched);
    }
    if filled.missing == 0 {
        for top in tops.iter().filter(|top| top.height >= MARKED_FROM) {
            if !store.is_complete(&top.node) {
                store.mark_complete(&top.node);
            }
        }
    }
    filled
}

/// Asks one peer after the other until every place in `wanted` is here; leaves there what none had.
async fn fetch(
    store: &mut impl NodeStore,
    peers: &impl Peers,
    patient: &AccountId,
    wanted: &mut Vec<Place>,
) -> Vec<Place> {
    let mut fetched = Vec::new();
    for peer in peers.peers().await.into_iter().take(MAX_ASKED) {
        if wanted.is_empty() {
            break;
        }
        let nodes = wanted.iter().map(|place| place.node).collect();
        let Some(Answer(given)) = peers.ask(&peer, nodes).await else { continue };
        let mut is_honest = given.len() == wanted.len();
        let mut given = given.into_iter();
        wanted.retain(|place| {
            let Some(bytes) = given.next().flatten() else { return true };
            if place.read(blake2_256, patient, &bytes).is_none() {
                is_honest = false;
                return true;
            }
            store.put(&place.node, &bytes);
            fetched.push(*place);
            false
        });
        if !is_honest {
            peers.report(&peer);
        }
    }
    fetched
}
