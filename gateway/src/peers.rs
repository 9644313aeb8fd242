//! The gateways of the other organisations.
//!
//! A peer is not trusted with anything: this gateway signs in only where the chain says that account
//! is, blocks must hash to their names and be no longer than blocks are, and a peer that is silent is
//! given up on.

use bytes::Bytes;
use salus_client::{
    account::{Account, AccountId},
    gateway::{GatewayClient, GatewayError},
};
use salus_primitives::{consortium::Organisation, ContentId, OrganisationId};
use std::{
    collections::HashMap,
    future::Future,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

/// How long a peer may take to sign this gateway in, or to hand out one block.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How long a peer that did not answer is asked only after all others.
const REST: Duration = Duration::from_secs(20);

/// Why a peer gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeerError {
    /// It does not answer, or not in time.
    #[error("the peer does not answer")]
    Unreachable,
    /// It does not let this gateway in.
    #[error("the peer does not let this gateway sign in")]
    NotAdmitted,
    /// It speaks for another account than the chain says.
    #[error("the peer answers for another account than the one registered")]
    Impostor,
    /// It does not have the block.
    #[error("the peer does not have the block")]
    NotThere,
    /// It sent something that is not the block.
    #[error("the peer sent something that is not the block")]
    Mismatch,
}

/// An organisation's gateway, as the chain names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Peer {
    /// Whose gateway.
    pub organisation: OrganisationId,
    /// The account it signs with.
    pub account: AccountId,
    /// Where it is.
    pub url: String,
}

impl Peer {
    /// The gateway of `organisation`.
    pub fn of(id: OrganisationId, organisation: &Organisation<AccountId>) -> Self {
        let url = String::from_utf8_lossy(&organisation.gateway.url).into_owned();
        Self { organisation: id, account: organisation.gateway.account, url }
    }
}

/// Sessions at the gateways of the other organisations.
pub struct Peers {
    account: Account,
    /// By whom and where: at a gateway that moved, this one signs in anew.
    clients: Mutex<HashMap<Peer, GatewayClient>>,
    /// Peers that did not answer, and when.
    silent: Mutex<HashMap<Peer, Instant>>,
}

impl Peers {
    /// Peers to which `account` signs in.
    pub fn new(account: Account) -> Self {
        Self { account, clients: Mutex::default(), silent: Mutex::default() }
    }

    /// The block `id` from the first of `peers` that hands it out.
    ///
    /// # Errors
    /// What the last of them answered; [`PeerError::NotThere`] if there is none.
    pub async fn block_from(&self, peers: &[Peer], id: &ContentId) -> Result<Bytes, PeerError> {
        let mut last = PeerError::NotThere;
        for peer in self.awake_first(peers).await {
            match self.block(peer, id).await {
                Ok(block) => return Ok(block),
                Err(error) => {
                    tracing::debug!(organisation = peer.organisation, %error, "a peer gave no block");
                    if error == PeerError::Unreachable {
                        self.silent.lock().await.insert(peer.clone(), Instant::now());
                    }
                    last = error;
                }
            }
        }
        Err(last)
    }

    /// The same peers, those that did not answer a moment ago last: a record of a thousand blocks is
    /// not to wait a thousand times for a gateway that is down.
    async fn awake_first<'a>(&self, peers: &'a [Peer]) -> Vec<&'a Peer> {
        let mut silent = self.silent.lock().await;
        silent.retain(|_, since| since.elapsed() < REST);
        let (resting, mut awake): (Vec<&Peer>, Vec<&Peer>) =
            peers.iter().partition(|peer| silent.contains_key(peer));
        awake.extend(resting);
        awake
    }

    /// The block `id` from `peer`, checked against its name.
    ///
    /// # Errors
    /// [`PeerError`].
    pub async fn block(&self, peer: &Peer, id: &ContentId) -> Result<Bytes, PeerError> {
        let client = self.client(peer).await?;
        match in_time(client.block(id, None)).await {
            // The peer was started anew and does not know the session.
            Err(PeerError::NotAdmitted) => {
                in_time(client.sign_in(&self.account)).await?;
                in_time(client.block(id, None)).await
            }
            answer => answer,
        }
        .map(Bytes::from)
    }

    async fn client(&self, peer: &Peer) -> Result<GatewayClient, PeerError> {
        if let Some(client) = self.clients.lock().await.get(peer) {
            return Ok(client.clone());
        }
        let client = GatewayClient::new(&peer.url).map_err(refused)?.for_audience(peer.account);
        in_time(client.sign_in(&self.account)).await?;
        let mut clients = self.clients.lock().await;
        // Whoever was here before under this name is somewhere else now.
        clients.retain(|known, _| known.organisation != peer.organisation);
        clients.insert(peer.clone(), client.clone());
        Ok(client)
    }
}

async fn in_time<T>(answer: impl Future<Output = Result<T, GatewayError>>) -> Result<T, PeerError> {
    tokio::time::timeout(TIMEOUT, answer).await.map_err(|_| PeerError::Unreachable)?.map_err(refused)
}

fn refused(error: GatewayError) -> PeerError {
    match error {
        GatewayError::Audience { .. } => PeerError::Impostor,
        GatewayError::WrongBlock(_) | GatewayError::Answer { .. } => PeerError::Mismatch,
        GatewayError::Refused { status: 404, .. } => PeerError::NotThere,
        GatewayError::Refused { status: 401 | 403, .. } | GatewayError::NotSignedIn => PeerError::NotAdmitted,
        _ => PeerError::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::scene::{account, Scene};
    use salus_client::content::raw_id;

    async fn peer(scene: &Scene, id: OrganisationId) -> Peer {
        Peer::of(id, &scene.chain.world().organisations[&id])
    }

    async fn kept(scene: &Scene, block: &'static [u8]) -> ContentId {
        let id = raw_id(block);
        scene.gateways[0].pool.put(&id, Bytes::from_static(block)).await.unwrap();
        id
    }

    #[tokio::test]
    async fn peer_should_hand_out_any_block_when_asked_by_a_gateway() {
        let scene = Scene::new(2, 1).await;
        let (peer, id) = (peer(&scene, 0).await, kept(&scene, b"block").await);
        let peers = &scene.gateways[1].peers;
        assert_eq!(peers.block(&peer, &id).await.unwrap(), Bytes::from_static(b"block"));
        assert_eq!(peers.block(&peer, &raw_id(b"other")).await, Err(PeerError::NotThere));
    }

    #[tokio::test]
    async fn peer_should_not_get_a_signature_when_it_is_not_who_the_chain_says() {
        let scene = Scene::new(2, 1).await;
        let id = kept(&scene, b"block").await;
        let impostor = Peer { account: account("//Gateway9").id(), ..peer(&scene, 0).await };
        assert_eq!(scene.gateways[1].peers.block(&impostor, &id).await, Err(PeerError::Impostor));
        assert_eq!(scene.gateways[0].sessions.count(), 0);
    }

    #[tokio::test]
    async fn peer_should_refuse_when_the_asker_is_no_gateway_of_the_consortium() {
        let scene = Scene::new(1, 1).await;
        let (peer, id) = (peer(&scene, 0).await, kept(&scene, b"block").await);
        let stranger = Peers::new(account("//Stranger"));
        assert_eq!(stranger.block(&peer, &id).await, Err(PeerError::NotAdmitted));
    }

    #[tokio::test]
    async fn another_peer_should_be_asked_first_when_one_was_silent_a_moment_ago() {
        let scene = Scene::new(2, 1).await;
        let id = kept(&scene, b"block").await;
        // Nobody listens on the discard port.
        let down = Peer { url: "http://127.0.0.1:9".into(), ..peer(&scene, 1).await };
        let both = [down.clone(), peer(&scene, 0).await];
        let peers = &scene.gateways[1].peers;
        assert!(peers.block_from(&both, &id).await.is_ok());
        assert_eq!(peers.awake_first(&both).await, [&both[1], &both[0]]);
        assert_eq!(peers.block_from(&[down], &id).await, Err(PeerError::Unreachable));
    }
}
