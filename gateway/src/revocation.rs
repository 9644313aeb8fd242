//! What ends when a holding does: the help of this server.
//!
//! The chain refuses a revoked holder by itself, and no new record opens to the old keys. Beyond that,
//! a transform key goes as soon as one of the attributes that counted when it was registered stops to
//! count: at the holder's next request, and in a round over all holders a few with every block.

use crate::{
    database::DatabaseError,
    ledger::{Head, Ledger, LedgerError},
    state::Gateway,
};
use salus_client::account::AccountId;
use salus_primitives::Attribute;
use std::collections::BTreeSet;

/// Holders that are looked at with every finalised block.
const ROUND: u32 = 64;

/// Why it could not be found out.
#[derive(Debug, thiserror::Error)]
pub enum RevocationError {
    /// The node does not answer.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// The attributes of `account` that count at `head`.
///
/// # Errors
/// [`LedgerError`] if the node does not answer.
pub async fn counting(
    ledger: &dyn Ledger,
    head: Head,
    account: AccountId,
) -> Result<BTreeSet<Attribute>, LedgerError> {
    let holdings = ledger.holdings(head, account).await?;
    Ok(holdings.into_iter().filter(|held| held.counts).map(|held| held.attribute).collect())
}

/// Deletes the transform key of `account` if an attribute that counted stopped to. True if it did.
///
/// # Errors
/// [`RevocationError`] if it cannot be found out.
pub async fn recheck(gateway: &Gateway, head: Head, account: AccountId) -> Result<bool, RevocationError> {
    let Some(counted) = gateway.store.database.counted_attributes(&account).await? else { return Ok(false) };
    let counting = counting(gateway.ledger.as_ref(), head, account).await?;
    if counted.is_subset(&counting) {
        return Ok(false);
    }
    let deleted = gateway.store.database.delete_transform_key(&account).await?;
    if deleted {
        gateway.metrics.transform_keys_revoked.inc();
        tracing::info!("a transform key was deleted: one of its attributes no longer counts");
    }
    Ok(deleted)
}

/// Goes on with the round over all holders of transform keys; returns where the next part begins.
///
/// # Errors
/// [`RevocationError`] if it cannot be found out.
pub async fn round(
    gateway: &Gateway,
    head: Head,
    cursor: Option<AccountId>,
) -> Result<Option<AccountId>, RevocationError> {
    let holders = gateway.store.database.transform_key_holders(cursor, ROUND).await?;
    for holder in &holders {
        recheck(gateway, head, *holder).await?;
    }
    Ok(if holders.len() < ROUND as usize { None } else { holders.last().copied() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::scene::{doctor_attribute, Scene};

    #[tokio::test]
    async fn round_should_delete_the_keys_of_all_whose_attribute_stopped_to_count() {
        let scene = Scene::new(1, 1).await;
        let gateway = &scene.gateways[0];
        let holders: Vec<AccountId> = (0..100u8).map(|n| AccountId([n; 32])).collect();
        let counted: BTreeSet<Attribute> = [doctor_attribute()].into();
        for holder in &holders {
            scene.grant_doctor(*holder);
            gateway.store.database.set_transform_key(holder, b"key", &counted).await.unwrap();
        }
        let head = gateway.ledger.head().unwrap();
        let next = round(gateway, head, None).await.unwrap();
        assert_eq!(next, Some(holders[63]));
        assert_eq!(round(gateway, head, next).await.unwrap(), None);
        assert_eq!(gateway.store.database.transform_key_holders(None, 200).await.unwrap().len(), 100);

        scene.chain.world().holdings.get_mut(&holders[70]).unwrap().clear();
        let next = round(gateway, head, None).await.unwrap();
        round(gateway, head, next).await.unwrap();
        assert_eq!(gateway.store.database.transform_key(&holders[70]).await.unwrap(), None);
        assert_eq!(gateway.store.database.transform_key_holders(None, 200).await.unwrap().len(), 99);
    }
}
