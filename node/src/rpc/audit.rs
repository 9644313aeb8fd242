//! `audit_*`: what was done with a patient's records.

use super::{
    chain::{BlockHash, BlockRef, DEFAULT_LIMIT},
    Chain, Error,
};
use crate::{
    service::Block,
    trail::{Entry, OffchainNodes, Reader},
};
use futures::{stream, Stream, StreamExt};
use jsonrpsee::{core::server::PendingSubscriptionSink, proc_macros::rpc};
use salus_primitives::mmr::{Proof, Trail};
use salus_runtime_api::{AuditApi as RuntimeApi, MAX_PAGE};
use salus_runtime_common::AccountId;
use sc_client_api::{Backend, BlockchainEvents, FinalityNotifications};
use sc_rpc::{
    utils::{spawn_subscription_task, BoundedVecDeque, PendingSubscription},
    SubscriptionTaskExecutor,
};
use serde::Serialize;
use sp_api::ProvideRuntimeApi;

/// Messages that wait for a subscriber at most; one who is slower loses the subscription and begins anew.
const QUEUE: usize = 64;

/// A part of a trail.
#[derive(Clone, Debug, Serialize)]
pub struct TrailPage {
    /// The block at which the trail was read.
    pub block: BlockRef,
    /// The chain's commitment to the whole trail.
    pub trail: Trail,
    /// Entries, the newest first.
    pub entries: Vec<Entry>,
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

/// Answers from the chain and the node's off-chain database.
#[derive(Clone)]
pub struct Audit {
    /// The chain.
    pub chain: Chain,
    /// Runs subscriptions.
    pub executor: SubscriptionTaskExecutor,
}

impl Audit {
    fn trail_at(&self, patient: &AccountId, at: Option<BlockHash>) -> Result<(BlockRef, Trail), Error> {
        let block = self.chain.block(at)?;
        let trail = self.chain.client.runtime_api().trail(block.hash, patient.clone())?;
        Ok((block, trail))
    }

    fn nodes(&self) -> Result<OffchainNodes<impl sp_core::offchain::OffchainStorage>, Error> {
        self.chain.backend.offchain_storage().map(OffchainNodes).ok_or(Error::NotIndexed)
    }

    /// Everything that is appended to the trail of `patient` after the last final block.
    fn news(self, patient: AccountId) -> impl Stream<Item = TrailNews> + Send + Unpin {
        // First the notifications, then the trail: what is finalised in between is told twice, not never.
        let finalised = self.chain.client.finality_notification_stream();
        let begun = self.trail_at(&patient, None).map(|(block, trail)| {
            let next = trail.leaves;
            Follower { audit: self, patient, finalised, block, trail, next }
        });
        Box::pin(stream::iter(begun.ok()).flat_map(|follower| {
            stream::unfold(follower, |mut follower| async move {
                // What went wrong the subscriber learns from `audit_trail`.
                let news = follower.next().await.ok().flatten();
                news.map(|news| (news, follower))
            })
        }))
    }
}

/// Somebody who follows one trail.
struct Follower {
    audit: Audit,
    patient: AccountId,
    finalised: FinalityNotifications<Block>,
    /// The last final block, and the trail there.
    block: BlockRef,
    trail: Trail,
    /// The first entry that was not told.
    next: u64,
}

impl Follower {
    /// Waits for new entries. `None` when the node stops.
    async fn next(&mut self) -> Result<Option<TrailNews>, Error> {
        while self.next >= self.trail.leaves {
            let Some(notification) = self.finalised.next().await else { return Ok(None) };
            (self.block, self.trail) = self.audit.trail_at(&self.patient, Some(notification.hash))?;
        }
        let end = self.trail.leaves.min(self.next.saturating_add(MAX_PAGE.into()));
        let count = u32::try_from(end.saturating_sub(self.next)).unwrap_or(MAX_PAGE);
        let mut reader = Reader::new(self.audit.nodes()?, &self.patient, &self.trail);
        let (mut entries, _) = reader.page(Some(end), count)?;
        entries.reverse();
        self.next = end;
        Ok(Some(TrailNews { block: self.block, trail: self.trail.clone(), entries }))
    }
}

impl AuditApiServer for Audit {
    fn trail(
        &self,
        patient: AccountId,
        cursor: Option<u64>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<TrailPage, Error> {
        let (block, trail) = self.trail_at(&patient, at)?;
        let limit = limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_PAGE);
        let (entries, next) = Reader::new(self.nodes()?, &patient, &trail).page(cursor, limit)?;
        Ok(TrailPage { block, trail, entries, next })
    }

    fn proof(&self, patient: AccountId, index: u64, at: Option<BlockHash>) -> Result<EntryProof, Error> {
        let (block, trail) = self.trail_at(&patient, at)?;
        let (entry, proof) = Reader::new(self.nodes()?, &patient, &trail).entry(index)?;
        Ok(EntryProof { entry, proof, trail, block })
    }

    fn subscribe(&self, pending: PendingSubscriptionSink, patient: AccountId) {
        let news = self.clone().news(patient);
        spawn_subscription_task(
            &self.executor,
            PendingSubscription::from(pending).pipe_from_stream(news, BoundedVecDeque::new(QUEUE)),
        );
    }
}
