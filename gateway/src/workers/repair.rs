//! The worker that looks after the copies: its own, and how many others there are.
//!
//! Disks lose and damage blocks without a word. With every finalised block this worker reads a few blocks that this
//! organisation is to keep, and fetches what is missing or damaged from others. For the records whose first keeper this
//! organisation is, it also asks the other keepers for one block drawn at random: who hands it out has it.

use super::{Worker, WorkerError};
use crate::{
    database::blocks::Row,
    ledger::Head,
    pool::{
        fetch::{record_block, FetchError},
        peers::Peer,
        placement,
    },
    state::Gateway,
};
use rand::seq::IndexedRandom;
use salus_client::account::AccountId;
use salus_primitives::{
    record::{Record, RecordStatus},
    ContentId, OrganisationId, RecordId,
};

/// Rows of blocks that are looked at with every finalised block: what bounds the reading, to 8 MiB for each block.
const ROWS: u32 = 8;
/// Records whose copies are counted with every finalised block: what bounds the fetching.
const COUNTED: usize = 2;

/// Goes round all blocks for ever.
#[derive(Default)]
pub(crate) struct Repair {
    cursor: Option<Row>,
    /// Of the round that is under way.
    missing: i64,
    below: i64,
}

impl Worker for Repair {
    const WAITS: &'static str = "looking after the copies waits for the next block";

    async fn round(&mut self, gateway: &Gateway, head: Head) -> Result<(), WorkerError> {
        gateway.store.pool.look_for_room().await;
        let full = gateway.store.pool.is_full() || gateway.store.database.is_full();
        gateway.metrics.disk_full.set(i64::from(full));
        // What is erased must not be fetched again, and a full disk keeps nothing.
        if full || !gateway.store.is_reconciled() {
            return Ok(());
        }
        let Some(own) = gateway.roster.organisation(head).await? else { return Ok(()) };
        let rows = gateway.store.database.rows_after(self.cursor, ROWS).await?;
        let mut counted = 0usize;
        let mut before = self.cursor.map(|(record, _)| record);
        for row in &rows {
            let (id, block) = *row;
            if let Some(copies) = Copies::of(gateway, head, own, &id).await? {
                if before != Some(id) && copies.is_first() {
                    if counted >= COUNTED {
                        return Ok(());
                    }
                    counted = counted.saturating_add(1);
                    if !copies.are_enough(gateway).await? {
                        self.below = self.below.saturating_add(1);
                    }
                }
                self.missing = self.missing.saturating_add(i64::from(!copies.heal(gateway, &block).await?));
            }
            before = Some(id);
            self.cursor = Some(*row);
        }
        if rows.len() < ROWS as usize {
            gateway.metrics.blocks_missing.set(std::mem::take(&mut self.missing));
            gateway.metrics.records_below_copies.set(std::mem::take(&mut self.below));
            self.cursor = None;
        }
        Ok(())
    }
}

/// A record that this organisation is to keep.
struct Copies {
    id: RecordId,
    record: Record<AccountId>,
    head: Head,
    own: OrganisationId,
    /// Who keeps it, the first one first.
    keepers: Vec<OrganisationId>,
    /// The gateways of the others.
    others: Vec<Peer>,
}

impl Copies {
    /// Nothing if the record is not one that is kept, or not here.
    async fn of(
        gateway: &Gateway,
        head: Head,
        own: OrganisationId,
        id: &RecordId,
    ) -> Result<Option<Self>, WorkerError> {
        let Some(record) = gateway.ledger.record(head, *id).await? else { return Ok(None) };
        if !matches!(record.status, RecordStatus::Active | RecordStatus::Superseded) {
            return Ok(None);
        }
        let organisations = gateway.roster.active_organisations(head).await?;
        let active = organisations.iter().map(|(id, _)| *id);
        let copies = gateway.roster.copies(head).await?;
        let keepers = placement::keepers(&record.content, record.organisation, active, copies);
        if !keepers.contains(&own) {
            return Ok(None);
        }
        let others = organisations
            .iter()
            .filter(|(id, _)| *id != own && keepers.contains(id))
            .map(|(id, organisation)| Peer::of(*id, organisation))
            .collect();
        Ok(Some(Self { id: *id, record, head, own, keepers, others }))
    }

    /// One organisation counts for all.
    fn is_first(&self) -> bool {
        self.keepers.first() == Some(&self.own)
    }

    /// True if every other keeper hands out a block of the content, drawn at random.
    async fn are_enough(&self, gateway: &Gateway) -> Result<bool, WorkerError> {
        let mut blocks = gateway.store.database.blocks_of(&self.id).await?;
        // Every organisation keeps the header.
        blocks.retain(|block| *block != self.record.header);
        let Some(block) = blocks.choose(&mut rand::rng()) else { return Ok(true) };
        let mut enough = true;
        for peer in &self.others {
            if let Err(error) = gateway.peers.ask(peer, block).await.1 {
                let organisation = peer.organisation;
                tracing::warn!(record = %self.id, organisation, %error, "a keeper does not hand its copy out");
                enough = false;
            }
        }
        Ok(enough)
    }

    /// True if the block is here, perhaps fetched just now.
    async fn heal(&self, gateway: &Gateway, block: &ContentId) -> Result<bool, WorkerError> {
        if gateway.store.local_block(block).await?.is_some() {
            return Ok(true);
        }
        match record_block(gateway, self.head, &self.id, &self.record, block).await {
            Ok(_) => {
                gateway.metrics.blocks_repaired.inc();
                tracing::info!(record = %self.id, %block, "a block was missing or damaged and is here again");
                Ok(true)
            }
            Err(FetchError::NotHere | FetchError::Header) => {
                tracing::error!(record = %self.id, %block, "a block is missing here and at every other gateway");
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests;
