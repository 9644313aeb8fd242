//! Answering peers who lack nodes of trails, within bounds for each and for all.

use super::protocol::{Answer, NodeBytes, Request};
use codec::Encode;
use salus_primitives::trail::Nodes;
use sc_network::{
    request_responses::{IncomingRequest, OutgoingResponse},
    PeerId, ReputationChange,
};
use sp_core::bounded::BoundedVec;
use std::{collections::HashMap, time::Instant};

/// Requests of one peer that are answered at once, and in each second after.
const PEER_BURST: f64 = 64.0;
const PEER_RATE: f64 = 32.0;
/// Requests of all peers that are answered at once, and in each second after.
const ALL_BURST: f64 = 512.0;
const ALL_RATE: f64 = 256.0;
/// Peers that are remembered; more than a node is connected to.
const MAX_PEERS: usize = 1_024;
/// What asking for something that is no request costs a peer.
const NO_REQUEST: ReputationChange = ReputationChange::new(-(1 << 12), "not a request for nodes of trails");
/// What asking too fast costs a peer.
const TOO_FAST: ReputationChange = ReputationChange::new(-(1 << 8), "too many requests for nodes of trails");

/// How many requests somebody has left: a bucket that fills as time passes.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Bucket {
    fn refilled(self, burst: f64, rate: f64, now: Instant) -> Self {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        Self { left: (self.left + passed * rate).min(burst), at: now }
    }

    /// Takes one, if there is one.
    fn take(&mut self) -> bool {
        let enough = self.left >= 1.0;
        if enough {
            self.left -= 1.0;
        }
        enough
    }
}

/// Who may ask how much.
pub(super) struct Limits {
    all: Bucket,
    peers: HashMap<PeerId, Bucket>,
}

impl Limits {
    /// Nobody has asked yet.
    pub fn new(now: Instant) -> Self {
        Self { all: Bucket { left: ALL_BURST, at: now }, peers: HashMap::new() }
    }

    /// True if `peer` may have a request answered at `now`.
    pub fn admit(&mut self, peer: PeerId, now: Instant) -> bool {
        self.all = self.all.refilled(ALL_BURST, ALL_RATE, now);
        if self.peers.len() >= MAX_PEERS && !self.peers.contains_key(&peer) {
            // Whoever has a full bucket loses nothing by being forgotten.
            self.peers.retain(|_, bucket| bucket.refilled(PEER_BURST, PEER_RATE, now).left < PEER_BURST);
            if self.peers.len() >= MAX_PEERS {
                return false;
            }
        }
        let bucket = self.peers.entry(peer).or_insert(Bucket { left: PEER_BURST, at: now });
        *bucket = bucket.refilled(PEER_BURST, PEER_RATE, now);
        bucket.take() && self.all.take()
    }
}

/// The answer to a request; none if `payload` is no request.
pub(super) fn answer(nodes: &impl Nodes, payload: &[u8]) -> Option<Answer> {
    let Request(wanted) = Request::read(payload)?;
    let found = wanted.iter().map(|node| nodes.get(node).and_then(|bytes| NodeBytes::try_from(bytes).ok()));
    Some(Answer(BoundedVec::truncate_from(found.collect())))
}

/// Answers `requests` from `nodes` as long as the network lives.
pub async fn serve(requests: async_channel::Receiver<IncomingRequest>, nodes: impl Nodes) {
    let mut limits = Limits::new(Instant::now());
    while let Ok(IncomingRequest { peer, payload, pending_response }) = requests.recv().await {
        let outcome = if limits.admit(peer, Instant::now()) {
            answer(&nodes, &payload).ok_or(NO_REQUEST)
        } else {
            Err(TOO_FAST)
        };
        let (result, reputation_changes) = match outcome {
            Ok(answer) => (Ok(answer.encode()), Vec::new()),
            Err(change) => (Err(()), vec![change]),
        };
        // An error means that the peer has gone.
        let _ = pending_response.send(OutgoingResponse { result, reputation_changes, sent_feedback: None });
    }
}
