//! Going over all trails: once after the start, again while something is missing, and when a reader finds a gap.

use super::{
    fill::{fill, Look, Peers},
    Status,
};
use crate::{
    trail::NodeStore,
    types::{Block, FullBackend, FullClient},
};
use codec::DecodeAll;
use salus_primitives::mmr::Trail;
use salus_runtime_api::AuditApi as _;
use salus_runtime_common::AccountId;
use sc_client_api::StorageProvider;
use sc_network_sync::SyncingService;
use sp_api::ProvideRuntimeApi as _;
use sp_blockchain::HeaderBackend;
use sp_consensus::SyncOracle;
use sp_core::storage::StorageKey;
use sp_crypto_hashing::twox_128;
use std::{sync::Arc, time::Duration};
use tokio::sync::mpsc;

/// Trails read from the state at a time.
const PAGE: usize = 256;
/// Bytes of the hash that stands before the account in a key: `Blake2_128Concat`.
const KEY_HASH: usize = 16;
/// Pause before all trails are gone over again, and between looks at whether the node is synced.
const PAUSE: Duration = Duration::from_secs(60);
const SYNC_PAUSE: Duration = Duration::from_secs(6);

/// Completes the trails on this node.
pub struct Worker<Store, Network> {
    /// The chain.
    pub client: Arc<FullClient>,
    /// Whether the node has the chain's head.
    pub sync: Arc<SyncingService<Block>>,
    /// Where nodes of trails are kept.
    pub store: Store,
    /// Who may have what is missing.
    pub peers: Network,
    /// What is known.
    pub status: Arc<Status>,
    /// Patients whose trails were found to have gaps.
    pub repairs: mpsc::Receiver<AccountId>,
}

impl<Store: NodeStore, Network: Peers> Worker<Store, Network> {
    /// Works until the node stops.
    pub async fn run(mut self) {
        loop {
            while self.sync.is_major_syncing() {
                tokio::time::sleep(SYNC_PAUSE).await;
            }
            if let Err(reason) = self.go_over_all().await {
                log::warn!(target: "salus-trails", "the trails could not be gone over: {reason}");
            }
            self.wait().await;
        }
    }

    /// Waits until all trails are to be gone over again; repairs single ones meanwhile.
    async fn wait(&mut self) {
        let pause = tokio::time::sleep(PAUSE);
        tokio::pin!(pause);
        let mut is_due = false;
        loop {
            tokio::select! {
                () = &mut pause, if !is_due => is_due = true,
                patient = self.repairs.recv() => match patient {
                    Some(patient) => self.repair(&patient).await,
                    None => return,
                },
            }
            let status = self.status.now();
            if is_due && (status.incomplete > 0 || status.checked_at.is_none()) {
                return;
            }
        }
    }

    /// Completes one trail, looking at each of its nodes.
    async fn repair(&mut self, patient: &AccountId) {
        let hash = self.client.info().finalized_hash;
        // What asks the runtime does not outlive this line: it must not be held while peers are asked.
        let trail = self.client.runtime_api().trail(hash, patient.clone());
        match trail {
            Ok(trail) => {
                fill(&mut self.store, &self.peers, patient, &trail, Look::Everywhere).await;
            }
            Err(reason) => log::warn!(target: "salus-trails", "a trail could not be repaired: {reason}"),
        }
    }

    /// Completes every trail at the last final block.
    async fn go_over_all(&mut self) -> Result<(), String> {
        let (mut incomplete, mut fetched) = (0u64, 0u64);
        let mut start = None;
        let at = self.client.info().finalized_number;
        loop {
            let page = self.page(start.as_ref())?;
            for (patient, trail) in page.trails {
                let filled = fill(&mut self.store, &self.peers, &patient, &trail, Look::New).await;
                fetched = fetched.saturating_add(filled.fetched);
                if filled.missing > 0 {
                    incomplete = incomplete.saturating_add(1);
                }
            }
            start = page.last;
            if start.is_none() {
                break;
            }
        }
        self.status.checked(at, incomplete);
        if fetched > 0 || incomplete > 0 {
            log::info!(
                target: "salus-trails",
                "fetched {fetched} nodes of trails from peers; {incomplete} trails still lack some"
            );
        }
        Ok(())
    }

    /// Trails in the state of the last final block, from the key after `start` on.
    ///
    /// The final block moves on between pages. What is new since then this node has executed itself.
    fn page(&self, start: Option<&StorageKey>) -> Result<Page, String> {
        let prefix = StorageKey([twox_128(b"AuditLog"), twox_128(b"Trails")].concat());
        let hash = self.client.info().finalized_hash;
        let pairs =
            StorageProvider::<Block, FullBackend>::storage_pairs(&*self.client, hash, Some(&prefix), start)
                .map_err(|reason| reason.to_string())?;
        let mut page = Page { trails: Vec::new(), last: None };
        for (key, value) in pairs.take(PAGE) {
            let account = key.0.get(prefix.0.len().saturating_add(KEY_HASH)..).unwrap_or_default();
            let patient = AccountId::decode_all(&mut &*account).map_err(|reason| reason.to_string())?;
            let trail = Trail::decode_all(&mut value.0.as_slice()).map_err(|reason| reason.to_string())?;
            page.trails.push((patient, trail));
            page.last = Some(key);
        }
        if page.trails.len() < PAGE {
            page.last = None;
        }
        Ok(page)
    }
}

struct Page {
    trails: Vec<(AccountId, Trail)>,
    /// Where the next page begins; none on the last.
    last: Option<StorageKey>,
}
