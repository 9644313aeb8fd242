//! The gateways of the other organisations.
//!
//! A peer is not trusted with anything: this gateway signs in only where the chain says that account
//! is, blocks must hash to their names and be no longer than blocks are, and a peer that is silent is
//! given up on.

use super::faults::{Fault, Faults};
use crate::{config::PeerUrls, metrics::ReasonLabels};
use bytes::Bytes;
use futures::{stream::FuturesUnordered, StreamExt};
use prometheus_client::metrics::{counter::Counter, family::Family};
use salus_client::{
    account::{Account, AccountId},
    gateway::{GatewayClient, GatewayError},
};
use salus_primitives::{consortium::Organisation, BlockNumber, ContentId, OrganisationId, TicketId};
use std::{
    collections::HashMap,
    future::Future,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;

/// How long a peer may take to sign this gateway in, or to hand out one block.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How long one peer alone is asked for a block; then the next one is asked beside it.
const HEAD_START: Duration = Duration::from_secs(2);
/// How long all peers together may take for one block. Shorter than any request may take, so that the answer gets out.
const LIMIT: Duration = Duration::from_secs(45);

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
    /// The chain names a place for it where this gateway sends nothing.
    #[error("the chain names no URL for the peer at which this gateway would speak to it")]
    Place,
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

/// For whom a block is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The reader's ticket.
    pub ticket: TicketId,
    /// The finalised block at which the ticket was found good.
    pub seen: BlockNumber,
}

/// Sessions at the gateways of the other organisations.
pub struct Peers {
    account: Account,
    /// By whom and where: at a gateway that moved, this one signs in again.
    clients: Mutex<HashMap<Peer, GatewayClient>>,
    faults: Faults,
    /// Where peers may be.
    places: PeerUrls,
    /// How many faults there were, by reason.
    counted: Family<ReasonLabels, Counter>,
}

impl Peers {
    /// Peers to which `account` signs in; their faults are counted in `counted`.
    pub fn new(account: Account, counted: Family<ReasonLabels, Counter>) -> Self {
        Self {
            account,
            clients: Mutex::default(),
            faults: Faults::default(),
            places: PeerUrls::Encrypted,
            counted,
        }
    }

    /// The same, of peers at `places`.
    #[must_use]
    pub fn at(self, places: PeerUrls) -> Self {
        Self { places, ..self }
    }

    /// The block `id` from the first of `peers` that hands it out.
    ///
    /// Each has a short head start before the next one is asked, too: one that hands out a byte now and then keeps
    /// nobody from a good copy elsewhere. Those that were slow or lied lately are asked last.
    ///
    /// # Errors
    /// What the last of them answered; [`PeerError::NotThere`] if there is none.
    pub async fn block_from(&self, peers: &[Peer], id: &ContentId) -> Result<Bytes, PeerError> {
        self.block_for(peers, id, None).await
    }

    /// The same for a reader, who has a ticket: peers hand out more under one.
    ///
    /// # Errors
    /// As [`Peers::block_from`].
    pub async fn block_for(
        &self,
        peers: &[Peer],
        id: &ContentId,
        reader: Option<Reader>,
    ) -> Result<Bytes, PeerError> {
        let race = self.race(peers, id, reader);
        tokio::time::timeout(LIMIT, race).await.unwrap_or(Err(PeerError::Unreachable))
    }

    async fn race(&self, peers: &[Peer], id: &ContentId, reader: Option<Reader>) -> Result<Bytes, PeerError> {
        let mut waiting = self.faults.best_first(peers, Instant::now()).into_iter();
        let mut asked = Vec::new();
        let mut running = FuturesUnordered::new();
        let mut last = PeerError::NotThere;
        loop {
            if running.is_empty() {
                let Some(peer) = waiting.next() else { return Err(last) };
                asked.push(peer);
                running.push(self.ask_for(peer, id, reader));
            }
            let more = waiting.len() > 0;
            tokio::select! {
                Some((peer, answer)) = running.next() => {
                    asked.retain(|other| *other != peer);
                    match answer {
                        Ok(block) => {
                            // Whoever still has not answered began before this one.
                            asked.iter().for_each(|slow| self.note(slow, Fault::Slow));
                            self.faults.forgive(peer);
                            return Ok(block);
                        }
                        Err(error) => {
                            tracing::debug!(organisation = peer.organisation, %error, "a peer gave no block");
                            Fault::of(&error).into_iter().for_each(|fault| self.note(peer, fault));
                            last = error;
                        }
                    }
                }
                () = tokio::time::sleep(HEAD_START), if more => {
                    if let Some(peer) = waiting.next() {
                        asked.push(peer);
                        running.push(self.ask_for(peer, id, reader));
                    }
                }
            }
        }
    }

    /// The block from `peer` and from nobody else, in limited time.
    pub(crate) async fn ask<'a>(
        &self,
        peer: &'a Peer,
        id: &ContentId,
    ) -> (&'a Peer, Result<Bytes, PeerError>) {
        self.ask_for(peer, id, None).await
    }

    async fn ask_for<'a>(
        &self,
        peer: &'a Peer,
        id: &ContentId,
        reader: Option<Reader>,
    ) -> (&'a Peer, Result<Bytes, PeerError>) {
        let answer = tokio::time::timeout(TIMEOUT, self.block_of(peer, id, reader)).await;
        (peer, answer.unwrap_or(Err(PeerError::Unreachable)))
    }

    fn note(&self, peer: &Peer, fault: Fault) {
        self.counted.get_or_create(&ReasonLabels { reason: fault.name() }).inc();
        self.faults.note(peer, fault, Instant::now());
    }

    /// The block `id` from `peer`, checked against its name.
    ///
    /// # Errors
    /// [`PeerError`].
    pub async fn block(&self, peer: &Peer, id: &ContentId) -> Result<Bytes, PeerError> {
        self.block_of(peer, id, None).await
    }

    async fn block_of(
        &self,
        peer: &Peer,
        id: &ContentId,
        reader: Option<Reader>,
    ) -> Result<Bytes, PeerError> {
        let client = self.client(peer).await?;
        let (client, ticket) = match reader {
            Some(reader) => (client.having_seen(reader.seen), Some(reader.ticket)),
            None => (client, None),
        };
        match in_time(client.block(id, ticket)).await {
            // The peer was restarted and does not know the session.
            Err(PeerError::NotAdmitted) => {
                in_time(client.sign_in(&self.account)).await?;
                in_time(client.block(id, ticket)).await
            }
            answer => answer,
        }
        .map(Bytes::from)
    }

    async fn client(&self, peer: &Peer) -> Result<GatewayClient, PeerError> {
        if let Some(client) = self.clients.lock().await.get(peer) {
            return Ok(client.clone());
        }
        if !self.places.admit(&peer.url) {
            return Err(PeerError::Place);
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
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

    use super::*;
    use crate::scene::{account, Scene};
    use salus_client::content::raw_id;

    async fn peer(scene: &Scene, id: OrganisationId) -> Peer {
        Peer::of(id, &scene.chain.world().organisations[&id])
    }

    async fn kept(scene: &Scene, block: &'static [u8]) -> ContentId {
        let id = raw_id(block);
        let kind = crate::database::blocks::Document::Card;
        crate::intake::card::keep(&scene.gateways[0], &id, Bytes::from_static(block), kind).await.unwrap();
        id
    }

    #[tokio::test]
    async fn peer_should_hand_out_a_document_when_asked_by_a_gateway() {
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
        let stranger = Peers::new(account("//Stranger"), Family::default()).at(PeerUrls::Loopback);
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
        assert_eq!(peers.faults.best_first(&both, Instant::now()), [&both[1], &both[0]]);
        assert_eq!(peers.block_from(&[down], &id).await, Err(PeerError::Unreachable));
    }

    /// A gateway that signs everybody in and then hands out what `block` makes of a request for one.
    async fn faking<F, R>(scene: &Scene, block: F) -> Peer
    where
        F: Fn() -> R + Clone + Send + Sync + 'static,
        R: std::future::Future<Output = axum::response::Response> + Send + 'static,
    {
        use axum::{routing::get, routing::post, Json, Router};
        use salus_client::gateway::{Challenge, Session};
        let peer = peer(scene, 0).await;
        let audience = peer.account;
        let challenge =
            move || async move { Json(Challenge { audience, challenge: [0; 32], expires_in: 60 }) };
        let session = || async { Json(Session { token: "fake".into(), expires_in: 600 }) };
        let router = Router::new()
            .route("/auth/challenge", post(challenge))
            .route("/auth/session", post(session))
            .route("/ipfs/{cid}", get(block));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Peer { url, ..peer }
    }

    #[tokio::test]
    async fn good_copy_should_be_found_soon_when_all_before_it_hand_out_a_byte_now_and_then() {
        let scene = Scene::new(2, 1).await;
        let id = kept(&scene, b"block").await;
        let drips = || async { std::future::pending::<axum::response::Response>().await };
        let mut all = Vec::new();
        for _ in 0..3 {
            all.push(faking(&scene, drips).await);
        }
        all.push(peer(&scene, 0).await);
        let peers = &scene.gateways[1].peers;
        let began = Instant::now();
        assert!(peers.block_from(&all, &id).await.is_ok());
        assert!(began.elapsed() < HEAD_START * 5, "{:?}", began.elapsed());
        // Remembered: the next block does not wait at all.
        assert_eq!(peers.faults.best_first(&all, Instant::now())[0], &all[3]);
        let began = Instant::now();
        assert!(peers.block_from(&all, &id).await.is_ok());
        assert!(began.elapsed() < HEAD_START, "{:?}", began.elapsed());
    }

    #[tokio::test]
    async fn peer_should_be_asked_last_for_long_when_it_gave_other_bytes() {
        use axum::response::IntoResponse;
        let scene = Scene::new(2, 1).await;
        let id = kept(&scene, b"block").await;
        let liar = faking(&scene, || async { "other bytes".into_response() }).await;
        let all = [liar, peer(&scene, 0).await];
        let peers = &scene.gateways[1].peers;
        assert!(peers.block_from(&all, &id).await.is_ok());
        let later = Instant::now() + Duration::from_secs(300);
        assert_eq!(peers.faults.best_first(&all, later), [&all[1], &all[0]]);
    }

    #[tokio::test]
    async fn peer_should_not_be_spoken_to_when_the_chain_names_a_place_for_it_that_others_must_not_reach() {
        let scene = Scene::new(2, 1).await;
        let id = kept(&scene, b"block").await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = Peer { url: format!("http://{}", listener.local_addr().unwrap()), ..peer(&scene, 0).await };
        let peers = Peers::new(account("//Gateway1"), Family::default());
        assert_eq!(peers.block(&own, &id).await, Err(PeerError::Place));
        let asked = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
        assert!(asked.is_err(), "nothing was sent there");
    }
}
