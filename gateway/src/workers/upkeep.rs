//! Keeps the metrics current and the round over transform keys going.

use super::{Worker, WorkerError};
use crate::{ledger::Head, revocation, state::Gateway};
use salus_client::account::AccountId;

/// Upkeep with every block.
#[derive(Default)]
pub(crate) struct Upkeep {
    /// The last holder of a transform key that was looked at.
    cursor: Option<AccountId>,
    /// Whether the log says how the chain knows this gateway.
    told: bool,
}

impl Worker for Upkeep {
    const WAITS: &'static str = "the round over transform keys waits for the next block";

    async fn round(&mut self, gateway: &Gateway, head: Head) -> Result<(), WorkerError> {
        gateway.metrics.node_connected.set(1);
        gateway.metrics.finalised_block.set(i64::from(head.number));
        if !self.told {
            self.told = tell_standing(gateway, head).await;
        }
        // A reader may keep the log in use: then with the next block.
        gateway.store.database.wipe_deleted().await?;
        self.cursor = revocation::round(gateway, head, self.cursor).await?;
        Ok(())
    }

    fn disconnected(&mut self, gateway: &Gateway) {
        gateway.metrics.node_connected.set(0);
    }
}

/// Says once, at the start, whether the chain knows this gateway as it is configured.
async fn tell_standing(gateway: &Gateway, head: Head) -> bool {
    let (Ok(own), Ok(organisations)) =
        (gateway.roster.organisation(head).await, gateway.roster.active_organisations(head).await)
    else {
        return false;
    };
    if let Ok(copies) = gateway.roster.copies(head).await {
        if copies != gateway.config.replication {
            tracing::warn!(
                consortium = copies,
                configured = gateway.config.replication,
                "`replication` is the consortium's to decide: the value of the configuration is not used"
            );
        }
    }
    let registered = organisations.iter().find(|(id, _)| Some(*id) == own);
    match registered {
        None => {
            tracing::warn!("the chain does not know this account as the gateway of an active organisation")
        }
        Some((id, organisation)) => {
            let url = String::from_utf8_lossy(&organisation.gateway.url);
            if url.trim_end_matches('/') != gateway.config.public_url {
                tracing::warn!(
                    registered = %url,
                    configured = %gateway.config.public_url,
                    "the chain names another address for this gateway: peers will look for it there"
                );
            }
            tracing::info!(organisation = id, "the gateway serves its organisation");
        }
    }
    true
}
