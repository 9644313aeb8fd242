//! What ended so long ago that any account may clear it away: nobody signs for it, so nobody's quota pays for it.
//!
//! The maps are walked page by page, from any key on. So memory stays small however large they are, and a walk that
//! was interrupted goes on where it stopped.

use super::{calls, hash, hex_value, Chain, ChainError, Included};
use crate::account::AccountId;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeAll};
use salus_primitives::{
    authority::{Holding, MAX_GRANT_BATCH},
    consent::{Policy, Ticket, MAX_DISCARDED},
    erasure::Erasure,
    record::{Record, RecordStatus, MAX_DISCARDED_RECORDS},
    Attribute, BlockNumber, Digest, Label, PolicyId, RecordId, TicketId,
};
use serde::Deserialize;
use sp_crypto_hashing::twox_128;

/// Storage keys in a page.
const PAGE: u32 = 256;
/// Bytes of the hashes that stand before a key's parts: `Twox64Concat` and `Blake2_128Concat`.
const TWOX_64: usize = 8;
const BLAKE2_128: usize = 16;

/// What the chain keeps under a prefix, as it answers.
#[derive(Deserialize)]
struct Changes {
    changes: Vec<(Bytes, Option<Bytes>)>,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Bytes(#[serde(with = "crate::hex_text::bytes")] Vec<u8>);

/// What a page of a map holds that may be cleared away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due<Item> {
    /// What may be cleared away, in ascending order.
    pub items: Vec<Item>,
    /// After which key the next page begins; none on the last page.
    pub next: Option<Vec<u8>>,
}

/// A holding as the call names it: whose, which attribute, of which authority.
type Named = (AccountId, Label, Label);

impl Chain {
    /// Tickets that ended longer ago than the chain keeps them, among the page of all tickets after key `after`.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn retired_tickets(&self, after: Option<&[u8]>) -> Result<Due<TicketId>, ChainError> {
        let retention: u32 = self.constant("Consent", "TicketRetention").await?;
        let now = self.finalized_number().await?;
        let mut retired = Vec::new();
        let page = self.entries("Consent", "Tickets", after).await?;
        for (key, value) in page.entries {
            let ticket: Ticket<AccountId> = decode("Consent.Tickets", &value)?;
            if now.saturating_sub(ticket.until) > retention {
                retired.push(decode("Consent.Tickets", key.get(TWOX_64..).unwrap_or_default())?);
            }
        }
        retired.sort_unstable();
        Ok(Due { items: retired, next: page.next })
    }

    /// Policies whose window ended longer ago than the chain keeps them and that no record is under, likewise.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn ended_policies(&self, after: Option<&[u8]>) -> Result<Due<PolicyId>, ChainError> {
        let retention: BlockNumber = self.constant("Consent", "PolicyRetention").await?;
        let now = self.finalized_number().await?;
        let mut ended = Vec::new();
        let page = self.entries("Consent", "Policies", after).await?;
        for (key, value) in page.entries {
            let policy: Policy<AccountId> = decode("Consent.Policies", &value)?;
            if now.saturating_sub(policy.terms.valid.until) > retention {
                let id: PolicyId = decode("Consent.Policies", key.get(TWOX_64..).unwrap_or_default())?;
                // The keys of both maps are hashed alike.
                if !self.is_kept("EhrRegistry", "RecordsUnder", &key).await? {
                    ended.push(id);
                }
            }
        }
        ended.sort_unstable();
        Ok(Due { items: ended, next: page.next })
    }

    /// Records that missed their majority longer ago than the chain keeps them, likewise.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn lapsed_records(&self, after: Option<&[u8]>) -> Result<Due<RecordId>, ChainError> {
        let retention: BlockNumber = self.constant("EhrRegistry", "LapsedRetention").await?;
        let now = self.finalized_number().await?;
        let mut lapsed = Vec::new();
        let page = self.entries("EhrRegistry", "Records", after).await?;
        for (key, value) in page.entries {
            let record: Record<AccountId> = decode("EhrRegistry.Records", &value)?;
            if record.status == RecordStatus::Lapsed && now.saturating_sub(record.deadline) > retention {
                lapsed.push(decode("EhrRegistry.Records", key.get(BLAKE2_128..).unwrap_or_default())?);
            }
        }
        lapsed.sort_unstable();
        Ok(Due { items: lapsed, next: page.next })
    }

    /// Records that were erased longer ago than the chain keeps the certificate, likewise.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn erased_records(&self, after: Option<&[u8]>) -> Result<Due<RecordId>, ChainError> {
        let retention: BlockNumber = self.constant("EhrRegistry", "ErasureRetention").await?;
        let now = self.finalized_number().await?;
        let mut erased = Vec::new();
        let page = self.entries("EhrRegistry", "Erasures", after).await?;
        for (key, value) in page.entries {
            let erasure: Erasure<AccountId> = decode("EhrRegistry.Erasures", &value)?;
            let over = erasure.erased_at.is_some_and(|at| now.saturating_sub(at) > retention);
            // The keys of both maps are hashed alike.
            if over && !self.is_kept("EhrRegistry", "OpenErasures", &key).await? {
                erased.push(decode("EhrRegistry.Erasures", key.get(BLAKE2_128..).unwrap_or_default())?);
            }
        }
        erased.sort_unstable();
        Ok(Due { items: erased, next: page.next })
    }

    /// Holdings that expired longer ago than the chain keeps them, likewise.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn expired_holdings(
        &self,
        after: Option<&[u8]>,
    ) -> Result<Due<(AccountId, Attribute)>, ChainError> {
        let retention: BlockNumber = self.constant("AttributeAuthority", "HoldingRetention").await?;
        let now = self.finalized_number().await?;
        let mut expired = Vec::new();
        let page = self.entries("AttributeAuthority", "Holdings", after).await?;
        for (key, value) in page.entries {
            let holding: Holding = decode("AttributeAuthority.Holdings", &value)?;
            if now.saturating_sub(holding.expires) >= retention && now >= holding.expires {
                expired.push(holding_of(&key)?);
            }
        }
        expired.sort_unstable();
        Ok(Due { items: expired, next: page.next })
    }

    /// Clears tickets away, as many at a time as the chain takes; who signs this is nobody.
    ///
    /// # Errors
    /// As [`Chain::submit_general`], for instance when somebody else was faster.
    pub async fn discard_tickets(&self, tickets: &[TicketId]) -> Result<Vec<Included>, ChainError> {
        let mut done = Vec::new();
        for batch in tickets.chunks(MAX_DISCARDED as usize) {
            let batch: BoundedVec<_, ConstU32<MAX_DISCARDED>> = BoundedVec::truncate_from(batch.to_vec());
            done.push(self.submit_general(&calls::consent::discard_tickets(&batch)).await?);
        }
        Ok(done)
    }

    /// Clears policies away, likewise.
    ///
    /// # Errors
    /// As [`Chain::discard_tickets`].
    pub async fn discard_policies(&self, policies: &[PolicyId]) -> Result<Vec<Included>, ChainError> {
        let mut done = Vec::new();
        for batch in policies.chunks(MAX_DISCARDED as usize) {
            let batch: BoundedVec<_, ConstU32<MAX_DISCARDED>> = BoundedVec::truncate_from(batch.to_vec());
            done.push(self.submit_general(&calls::consent::discard_policies(&batch)).await?);
        }
        Ok(done)
    }

    /// Clears away what is left of records, likewise.
    ///
    /// # Errors
    /// As [`Chain::discard_tickets`].
    pub async fn discard_records(&self, records: &[RecordId]) -> Result<Vec<Included>, ChainError> {
        let mut done = Vec::new();
        for batch in records.chunks(MAX_DISCARDED_RECORDS as usize) {
            let batch = BoundedVec::truncate_from(batch.to_vec());
            done.push(self.submit_general(&calls::ehr_registry::discard_records(&batch)).await?);
        }
        Ok(done)
    }

    /// Clears holdings away, likewise.
    ///
    /// # Errors
    /// As [`Chain::discard_tickets`].
    pub async fn discard_holdings(
        &self,
        holdings: &[(AccountId, Attribute)],
    ) -> Result<Vec<Included>, ChainError> {
        let mut done = Vec::new();
        for batch in holdings.chunks(MAX_GRANT_BATCH as usize) {
            let named: Vec<Named> = batch
                .iter()
                .map(|(holder, attribute)| (*holder, attribute.name.clone(), attribute.authority.clone()))
                .collect();
            let batch = BoundedVec::truncate_from(named);
            done.push(self.submit_general(&calls::attribute_authority::discard_holdings(&batch)).await?);
        }
        Ok(done)
    }

    /// True if the map `item` has an entry under `key`, hash included, at the last finalised block.
    async fn is_kept(&self, pallet: &str, item: &str, key: &[u8]) -> Result<bool, ChainError> {
        let key = [twox_128(pallet.as_bytes()).as_slice(), &twox_128(item.as_bytes()), key].concat();
        let at: Digest = self.finalized_head().await?;
        let hash_of_value: Option<String> =
            self.request("state_getStorageHash", &[hex_value(&key), hash(at)]).await?;
        Ok(hash_of_value.is_some())
    }

    /// A page of a map at the last finalised block, from the key after `after` on.
    async fn entries(&self, pallet: &str, item: &str, after: Option<&[u8]>) -> Result<Entries, ChainError> {
        let prefix = [twox_128(pallet.as_bytes()), twox_128(item.as_bytes())].concat();
        let at: Digest = self.finalized_head().await?;
        // A key of another map would lead the node astray.
        let start = after.filter(|key| key.starts_with(&prefix)).map_or(serde_json::Value::Null, hex_value);
        let arguments = [hex_value(&prefix), PAGE.into(), start, hash(at)];
        let keys: Vec<Bytes> = self.request("state_getKeysPaged", &arguments).await?;
        let is_last = keys.len() < PAGE as usize;
        let next = keys.last().filter(|_| !is_last).map(|key| key.0.clone());
        let mut entries = Vec::new();
        if !keys.is_empty() {
            let keys: Vec<_> = keys.iter().map(|key| hex_value(&key.0)).collect();
            let found: Vec<Changes> = self.request("state_queryStorageAt", &[keys.into(), hash(at)]).await?;
            for (key, value) in found.into_iter().flat_map(|set| set.changes) {
                if let (Some(key), Some(value)) = (key.0.strip_prefix(prefix.as_slice()), value) {
                    entries.push((key.to_vec(), value.0));
                }
            }
        }
        Ok(Entries { entries, next })
    }
}

/// A page of a map: keys without the map's prefix, and values.
struct Entries {
    entries: Vec<(Vec<u8>, Vec<u8>)>,
    next: Option<Vec<u8>>,
}

fn holding_of(key: &[u8]) -> Result<(AccountId, Attribute), ChainError> {
    let item = "AttributeAuthority.Holdings";
    let mut rest = key.get(BLAKE2_128..).unwrap_or_default();
    let holder = AccountId::decode(&mut rest).map_err(|e| unreadable(item, e))?;
    Ok((holder, decode(item, rest.get(BLAKE2_128..).unwrap_or_default())?))
}

fn decode<T: DecodeAll>(item: &str, mut bytes: &[u8]) -> Result<T, ChainError> {
    T::decode_all(&mut bytes).map_err(|e| unreadable(item, e))
}

fn unreadable(item: &str, error: codec::Error) -> ChainError {
    ChainError::Answer { method: item.into(), reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use codec::Encode;

    #[test]
    fn holding_should_be_named_by_its_key_when_the_hashes_are_left_out() {
        let attribute: Attribute = "doctor@medical-council".parse().unwrap();
        let holder = AccountId([7; 32]);
        let key = [&[1; 16], holder.encode().as_slice(), &[2; 16], &attribute.encode()].concat();
        assert_eq!(holding_of(&key).unwrap(), (holder, attribute));
    }

    #[test]
    fn key_should_be_refused_when_it_is_cut_off() {
        let attribute: Attribute = "doctor@medical-council".parse().unwrap();
        let key = [&[1; 16], [7; 32].as_slice(), &[2; 16], &attribute.encode()].concat();
        for length in 0..key.len() {
            assert!(holding_of(key.get(..length).unwrap()).is_err());
        }
    }
}
