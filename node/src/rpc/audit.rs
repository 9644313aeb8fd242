//! `audit_*`: what was done with a patient's records.

use super::{
    chain::{BlockHash, BlockRef, DEFAULT_LIMIT},
    following::{Following, News, Seat, QUEUE},
    Chain, Error,
};
use crate::{
    backfill::{Status, TrailStatus},
    trail::{Entry, OffchainNodes, Reader},
};
use futures::{stream, Stream};
use jsonrpsee::{core::server::PendingSubscriptionSink, proc_macros::rpc};
use salus_primitives::{
    mmr::{Proof, Trail},
    trail::{Part, Span},
};
use salus_runtime_api::{AuditApi as _, MAX_PAGE};
use salus_runtime_common::AccountId;
use sc_client_api::Backend;
use sc_rpc::{
    utils::{spawn_subscription_task, BoundedVecDeque, PendingSubscription},
    SubscriptionTaskExecutor,
};
use serde::Serialize;
use sp_api::ProvideRuntimeApi;
use sp_crypto_hashing::blake2_256;
use std::sync::Arc;
use tokio::sync::broadcast;

/// A part of a trail.
#[derive(Clone, Debug, Serialize)]
pub struct TrailPage {
    /// The block at which the trail was read.
    pub block: BlockRef,
    /// The chain's commitment to the whole trail.
    pub trail: Trail,
    /// Entries, the newest first.
    pub entries: Vec<Entry>,
    /// The entries of this page that this node lacks, the newest first. It fetches them from its peers.
    pub gaps: Vec<Span>,
    /// The `cursor` for the entries before these; `null` if there are none.
    pub next: Option<u64>,
}

/// An entry and the proof that it stands in the trail.
#[derive(Clone, Debug, Serialize)]
pub struct EntryProof {
    /// The entry.
    pub entry: Entry,
    /// The way from the entry to a peak of the trail.
    pub proof: Proof,
    /// The chain's commitment to the whole trail.
    pub trail: Trail,
    /// The block whose state has that commitment; `state_getReadProof` proves it.
    pub block: BlockRef,
}

/// What was appended to a trail.
#[derive(Clone, Debug, Serialize)]
pub struct TrailNews {
    /// The final block at which the trail was read.
    pub block: BlockRef,
    /// The chain's commitment to the whole trail.
    pub trail: Trail,
    /// The new entries, the oldest first; at most 256, the rest follows in further messages.
    pub entries: Vec<Entry>,
}

/// The methods. `at` is a block's hash, by default the last final block.
#[rpc(server)]
pub trait AuditApi {
    /// The trail of `patient`, the newest entries first, going back from the entry before `cursor`.
    /// `limit` is 100 by default and 256 at most. Pages that belong together are asked for at one block.
    #[method(name = "audit_trail", blocking)]
    fn trail(
        &self,
        patient: AccountId,
        cursor: Option<u64>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<TrailPage, Error>;

    /// One entry with the proof of its place.
    #[method(name = "audit_proof", blocking)]
    fn proof(&self, patient: AccountId, index: u64, at: Option<BlockHash>) -> Result<EntryProof, Error>;

    /// How complete the trails on this node are.
    #[method(name = "audit_status")]
    fn status(&self) -> Result<TrailStatus, Error>;

    /// Tells every entry that is appended to the trail of `patient` from now on, once its block is final.
    ///
    /// No entry is left out as long as the subscription lives. It ends if the subscriber reads too slowly
    /// or the node cannot read the trail any more; `audit_trail` has what came meanwhile.
    #[subscription(
        name = "audit_subscribe" => "audit_entries",
        unsubscribe = "audit_unsubscribe",
        item = TrailNews
    )]
    fn subscribe(&self, patient: AccountId);
}

/// Where trails are read.
pub trait TrailSource {
    /// The trail of `patient` at the block `at`, or at the last final one.
    ///
    /// # Errors
    /// [`Error`] if the block or the runtime does not answer.
    fn trail_at(&self, patient: &AccountId, at: Option<BlockHash>) -> Result<(BlockRef, Trail), Error>;

    /// Entries of `trail` before `cursor`, the newest first.
    ///
    /// # Errors
    /// [`Error::NotIndexed`] if this node keeps none.
    fn part(
        &self,
        patient: &AccountId,
        trail: &Trail,
        cursor: Option<u64>,
        limit: u32,
    ) -> Result<Part<AccountId>, Error>;
}

/// The chain, the node's off-chain database, and what is known of its gaps.
#[derive(Clone)]
pub struct Trails {
    /// The chain.
    pub chain: Chain,
    /// What is told of gaps.
    pub status: Arc<Status>,
}

impl Trails {
    fn nodes(&self) -> Result<OffchainNodes<impl sp_core::offchain::OffchainStorage>, Error> {
        self.chain.backend.offchain_storage().map(OffchainNodes).ok_or(Error::NotIndexed)
    }
}

impl TrailSource for Trails {
    fn trail_at(&self, patient: &AccountId, at: Option<BlockHash>) -> Result<(BlockRef, Trail), Error> {
        let block = self.chain.block(at)?;
        let trail = self.chain.client.runtime_api().trail(block.hash, patient.clone())?;
        Ok((block, trail))
    }

    fn part(
        &self,
        patient: &AccountId,
        trail: &Trail,
        cursor: Option<u64>,
        limit: u32,
    ) -> Result<Part<AccountId>, Error> {
        let part = Reader::new(blake2_256, self.nodes()?, patient, trail).part(cursor, limit);
        if !part.gaps.is_empty() {
            self.status.found_gap(patient);
        }
        Ok(part)
    }
}

/// Answers from the chain and the node's off-chain database.
pub struct Audit {
    /// Where trails are read.
    pub trails: Trails,
    /// Everybody who follows one.
    pub following: Following,
    /// Runs subscriptions.
    pub executor: SubscriptionTaskExecutor,
}

impl AuditApiServer for Audit {
    fn trail(
        &self,
        patient: AccountId,
        cursor: Option<u64>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<TrailPage, Error> {
        let (block, trail) = self.trails.trail_at(&patient, at)?;
        let limit = limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_PAGE);
        let Part { entries, gaps, next } = self.trails.part(&patient, &trail, cursor, limit)?;
        Ok(TrailPage { block, trail, entries, gaps, next })
    }

    fn proof(&self, patient: AccountId, index: u64, at: Option<BlockHash>) -> Result<EntryProof, Error> {
        let (block, trail) = self.trails.trail_at(&patient, at)?;
        match Reader::new(blake2_256, self.trails.nodes()?, &patient, &trail)
            .entry(index)
            .map_err(Error::from)
        {
            Ok((entry, proof)) => Ok(EntryProof { entry, proof, trail, block }),
            Err(gap) => {
                if gap != Error::NoSuchEntry {
                    self.trails.status.found_gap(&patient);
                }
                Err(gap)
            }
        }
    }

    fn status(&self) -> Result<TrailStatus, Error> {
        Ok(self.trails.status.now())
    }

    fn subscribe(&self, pending: PendingSubscriptionSink, patient: AccountId) {
        match self.following.join(&self.trails, pending.connection_id(), patient) {
            Ok((seat, news)) => spawn_subscription_task(
                &self.executor,
                PendingSubscription::from(pending)
                    .pipe_from_stream(messages(news, seat), BoundedVecDeque::new(QUEUE)),
            ),
            Err(error) => spawn_subscription_task(&self.executor, pending.reject(error)),
        }
    }
}

/// The messages of one subscription. They end when the subscriber has missed one.
fn messages(news: broadcast::Receiver<News>, seat: Seat) -> impl Stream<Item = News> + Send + Unpin {
    // The receiver goes before the seat, which looks whether anybody still listens.
    let subscription = (news, seat);
    Box::pin(stream::unfold(subscription, |mut subscription| async move {
        let told = subscription.0.recv().await.ok()?;
        Some((told, subscription))
    }))
}
