//! Asking peers over the network, one request at a time and slower than they allow.

use super::{
    fill::Peers,
    protocol::{Answer, Request},
};
use crate::types::Block;
use codec::Encode;
use salus_primitives::Digest;
use sc_network::{
    service::traits::NetworkService, IfDisconnected, NetworkPeers as _, NetworkRequest as _, PeerId,
    ProtocolName, ReputationChange,
};
use sc_network_sync::SyncingService;
use std::{
    sync::{
        atomic::{AtomicUsize, Ordering},
        Arc,
    },
    time::Duration,
};

/// Pause after each request: half of the rate at which peers answer.
const PAUSE: Duration = Duration::from_millis(63);
/// What an answer that is none costs a peer.
const NO_ANSWER: ReputationChange = ReputationChange::new(-(1 << 12), "wrong nodes of trails");

/// The peers that this node is connected to.
pub struct NetworkPeers {
    network: Arc<dyn NetworkService>,
    sync: Arc<SyncingService<Block>>,
    protocol: ProtocolName,
    /// Who is asked first next time: everybody in turn.
    turn: AtomicUsize,
}

impl NetworkPeers {
    /// The peers on `network`, asked with `protocol`.
    pub fn new(
        network: Arc<dyn NetworkService>,
        sync: Arc<SyncingService<Block>>,
        protocol: ProtocolName,
    ) -> Self {
        Self { network, sync, protocol, turn: AtomicUsize::new(0) }
    }
}

impl Peers for NetworkPeers {
    type Peer = PeerId;

    async fn peers(&self) -> Vec<PeerId> {
        // An error means that the network is being shut down.
        let known = self.sync.peers_info().await.unwrap_or_default();
        let mut peers: Vec<_> = known.into_iter().map(|(peer, _)| peer).collect();
        peers.sort_unstable();
        let first = self.turn.fetch_add(1, Ordering::Relaxed).checked_rem(peers.len()).unwrap_or_default();
        peers.rotate_left(first);
        peers
    }

    async fn ask(&self, peer: &PeerId, nodes: Vec<Digest>) -> Option<Answer> {
        let request = Request::of(nodes).encode();
        let connect = IfDisconnected::ImmediateError;
        let answered = self.network.request(*peer, self.protocol.clone(), request, None, connect).await;
        tokio::time::sleep(PAUSE).await;
        match answered {
            Ok((bytes, _)) => {
                let answer = Answer::read(&bytes);
                if answer.is_none() {
                    self.report(peer);
                }
                answer
            }
            Err(reason) => {
                log::debug!(target: "salus-trails", "a peer did not give nodes of trails: {reason}");
                None
            }
        }
    }

    fn report(&self, peer: &PeerId) {
        self.network.report_peer(*peer, NO_ANSWER);
    }
}
