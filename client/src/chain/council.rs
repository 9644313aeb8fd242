//! The council's motions, read from its storage.

use super::{calls, error::CallFailure, events, submit::Included, Call, Chain, ChainError, InMetadata};
use crate::account::AccountId;
use crate::{blake2_256, Account};
use codec::{Decode, DecodeAll};
use salus_primitives::{
    consortium::MemberStatus,
    governance::{is_delayed, SCHEDULE},
    BlockNumber, Digest,
};
use serde::Serialize;
use sp_crypto_hashing::twox_128;

/// Share of the seats that a motion needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Majority {
    /// More than half of the council's members: suspensions, pauses.
    MoreThanHalf,
    /// At least two thirds of the seats, those of suspended organisations included: admissions, removals, validators,
    /// authorities, the rule for emergencies, upgrades, the end of a pause.
    TwoThirds,
}

impl Majority {
    /// How many of `seats` it takes.
    pub fn of(self, seats: u32) -> u32 {
        match self {
            Self::MoreThanHalf => seats.checked_div(2).unwrap_or_default().saturating_add(1),
            Self::TwoThirds => seats.saturating_mul(2).div_ceil(3),
        }
    }
}

/// A motion before the council.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Motion {
    /// The hash that names it.
    #[serde(with = "crate::hex_text::array")]
    pub hash: Digest,
    /// Its number.
    pub index: u32,
    /// What would be done, as `Pallet.call`.
    pub call: String,
    /// The same with its arguments, as the chain encodes it.
    #[serde(with = "crate::hex_text::bytes")]
    pub encoded: Vec<u8>,
    /// How many ayes it takes.
    pub threshold: u32,
    /// Who voted for it.
    pub ayes: Vec<AccountId>,
    /// Who voted against it.
    pub nays: Vec<AccountId>,
    /// The block at which voting ends.
    pub end: BlockNumber,
    /// Bytes of the encoded call.
    pub length: u32,
}

/// What became of a motion that was put to the vote or closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MotionOutcome {
    /// It still waits for votes.
    Open,
    /// It was passed and done.
    Executed,
    /// It was passed, and what it proposed failed.
    Failed(CallFailure),
    /// It was voted down.
    Disapproved,
}

/// The pallet's own record of a motion's votes.
#[derive(Decode)]
struct Votes {
    index: u32,
    threshold: u32,
    ayes: Vec<AccountId>,
    nays: Vec<AccountId>,
    end: BlockNumber,
}

fn storage_prefix(item: &str) -> Vec<u8> {
    [twox_128(calls::council::PALLET.as_bytes()), twox_128(item.as_bytes())].concat()
}

/// The map's hasher is Identity: the key is the hash itself.
fn storage_key(item: &str, motion: &Digest) -> Vec<u8> {
    [storage_prefix(item).as_slice(), motion].concat()
}

impl Chain {
    async fn council_value<T: DecodeAll>(&self, key: &[u8]) -> Result<Option<T>, ChainError> {
        let bytes = self.at_finalized().await?.storage(key).await?;
        bytes
            .map(|bytes| T::decode_all(&mut bytes.as_slice()))
            .transpose()
            .map_err(|e| ChainError::Answer { method: "state_getStorage".into(), reason: e.to_string() })
    }

    /// The accounts of the council's seats.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn council_members(&self) -> Result<Vec<AccountId>, ChainError> {
        Ok(self.council_value(&storage_prefix("Members")).await?.unwrap_or_default())
    }

    /// The motion named `hash`, if it is before the council.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn motion(&self, hash: Digest) -> Result<Option<Motion>, ChainError> {
        let Some(votes) = self.council_value::<Votes>(&storage_key("Voting", &hash)).await? else {
            return Ok(None);
        };
        let view = self.at_finalized().await?;
        let encoded = view.storage(&storage_key("ProposalOf", &hash)).await?.unwrap_or_default();
        let Votes { index, threshold, ayes, nays, end } = votes;
        let length = u32::try_from(encoded.len()).unwrap_or(u32::MAX);
        let call = self.call_name(view.block(), &encoded).await?;
        Ok(Some(Motion { hash, index, call, encoded, threshold, ayes, nays, end, length }))
    }

    /// Every motion before the council.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn motions(&self) -> Result<Vec<Motion>, ChainError> {
        let hashes: Vec<Digest> = self.council_value(&storage_prefix("Proposals")).await?.unwrap_or_default();
        let mut motions = Vec::with_capacity(hashes.len());
        for hash in hashes {
            motions.extend(self.motion(hash).await?);
        }
        Ok(motions)
    }

    /// Moves that the council do `call`, by a majority of the seats that [`Majority`] counts. What takes effect only
    /// after a delay is moved inside the call that schedules it.
    ///
    /// Returns the motion's hash. A council of which one seat is a majority does it at once.
    ///
    /// # Errors
    /// As [`Chain::submit`].
    pub async fn propose(
        &self,
        seat: &Account,
        call: Call,
        majority: Majority,
    ) -> Result<(Included, Digest), ChainError> {
        let seats = u32::try_from(self.seats(majority).await?).unwrap_or(u32::MAX);
        let metadata = self.metadata().await?;
        let call =
            if is_delayed(call.pallet(), call.name()) { calls::enactment::schedule(call) } else { call };
        let hash = blake2_256(&call.encode(&InMetadata(&metadata))?);
        let included = self.submit(seat, calls::council::propose(majority.of(seats), call)).await?;
        Ok((included, hash))
    }

    /// How many seats a majority is a share of.
    async fn seats(&self, majority: Majority) -> Result<usize, ChainError> {
        Ok(match majority {
            Majority::MoreThanHalf => self.council_members().await?.len(),
            // Whoever suspends others must not need fewer of those that are left.
            Majority::TwoThirds => {
                let organisations = self.organisations().await?;
                organisations.iter().filter(|(_, each)| each.status != MemberStatus::Removed).count()
            }
        })
    }

    /// What the council's events of a transaction say about a motion.
    ///
    /// # Errors
    /// As [`Chain::events_at`].
    pub async fn motion_outcome(&self, included: &Included) -> Result<MotionOutcome, ChainError> {
        if included.find::<events::Disapproved>().is_some() {
            return Ok(MotionOutcome::Disapproved);
        }
        let executed = included.events.iter().find(|event| event.is(calls::council::PALLET, "Executed"));
        // Fields: the motion's hash, then `Result<(), DispatchError>`.
        match executed.and_then(|event| event.fields.get(32..)).and_then(<[u8]>::split_first) {
            None => Ok(MotionOutcome::Open),
            Some((0, _)) => Ok(MotionOutcome::Executed),
            Some((_, error)) => Ok(MotionOutcome::Failed(self.failure(included.block_hash, error).await?)),
        }
    }

    pub(crate) async fn metadata(&self) -> Result<subxt::ArcMetadata, ChainError> {
        Ok(self.client_at(self.finalized_head().await?).await?.metadata())
    }

    /// `Pallet.call` of an encoded call; of the call inside if it is one that schedules another.
    async fn call_name(&self, block: Digest, encoded: &[u8]) -> Result<String, ChainError> {
        let at = self.client_at(block).await?;
        let name = |encoded: &[u8]| {
            let (pallet, call) = (encoded.first()?, encoded.get(1)?);
            let pallet = at.metadata_ref().pallet_by_call_index(*pallet)?;
            let call = pallet.call_variant_by_index(*call)?;
            Some((pallet.name().to_owned(), call.name.clone()))
        };
        let outer = name(encoded);
        let is_schedule = outer.as_ref().is_some_and(|(pallet, call)| (&**pallet, &**call) == SCHEDULE);
        let inner = encoded.get(2..).filter(|_| is_schedule).and_then(name);
        let named = inner.or(outer).map(|(pallet, call)| format!("{pallet}.{call}"));
        Ok(named.unwrap_or_else(|| "unknown".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn majority_should_be_what_the_council_demands_when_counted() {
        let more_than_half: Vec<u32> = (1..=5).map(|n| Majority::MoreThanHalf.of(n)).collect();
        assert_eq!(more_than_half, [1, 2, 2, 3, 3]);
        let two_thirds: Vec<u32> = (1..=6).map(|n| Majority::TwoThirds.of(n)).collect();
        assert_eq!(two_thirds, [1, 2, 2, 3, 4, 4]);
    }
}
