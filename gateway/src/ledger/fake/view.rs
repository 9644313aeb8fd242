//! The world as one gateway asks about it.

use super::*;
use futures::FutureExt;
use sha2::{Digest as _, Sha256};

pub(super) struct View {
    pub(super) chain: Chain,
    pub(super) account: AccountId,
}

impl View {
    fn answer<T: Send + 'static>(&self, read: impl FnOnce(&mut World) -> T) -> Answer<'_, T> {
        let answer = match *self.chain.heads.borrow() {
            Some(_) => Ok(read(&mut self.chain.world())),
            None => Err(LedgerError::Unreachable),
        };
        async move { answer }.boxed()
    }
}

impl Ledger for View {
    fn heads(&self) -> watch::Receiver<Option<Head>> {
        self.chain.heads.subscribe()
    }

    fn genesis(&self) -> Answer<'_, Digest> {
        self.answer(|_| GENESIS)
    }

    fn copies(&self) -> Answer<'_, u32> {
        self.answer(|world| world.copies)
    }

    fn trails(&self) -> Answer<'_, TrailStatus> {
        self.answer(|world| TrailStatus {
            complete: !world.lacks_trails,
            indexing: !world.lacks_trails,
            checked_at: Some(1),
            incomplete: 0,
        })
    }

    fn organisations(&self, _: Head) -> Answer<'_, Vec<(OrganisationId, Organisation<AccountId>)>> {
        self.answer(|world| world.organisations.clone().into_iter().collect())
    }

    fn participant(&self, _: Head, account: AccountId) -> Answer<'_, Option<Participant>> {
        self.answer(|world| world.participants.get(&account).cloned())
    }

    fn standing(&self, _: Head, account: AccountId) -> Answer<'_, Option<Standing>> {
        self.answer(|world| world.standing(&account))
    }

    fn authority(&self, _: Head, name: Label) -> Answer<'_, Option<NamedAuthority<AccountId>>> {
        self.answer(|world| world.authorities.get(&name).cloned())
    }

    fn attribute(&self, _: Head, attribute: Attribute) -> Answer<'_, Option<AttributeState>> {
        self.answer(|world| world.attributes.get(&attribute).copied())
    }

    fn holdings(&self, _: Head, account: AccountId) -> Answer<'_, Vec<HeldAttribute>> {
        self.answer(|world| world.holdings.get(&account).cloned().unwrap_or_default())
    }

    fn policy(&self, _: Head, id: PolicyId) -> Answer<'_, Option<Policy<AccountId>>> {
        self.answer(|world| world.policies.get(&id).cloned())
    }

    fn contributions(&self, _: Head, patient: AccountId) -> Answer<'_, Vec<(OrganisationId, BlockNumber)>> {
        self.answer(|world| world.contributions.get(&patient).cloned().unwrap_or_default())
    }

    fn delegations(&self, _: Head, patient: AccountId) -> Answer<'_, Vec<(AccountId, Delegation)>> {
        self.answer(|world| world.delegations.get(&patient).cloned().unwrap_or_default())
    }

    fn restrictions(&self, _: Head, patient: AccountId) -> Answer<'_, Vec<Barred<AccountId>>> {
        self.answer(|world| world.restrictions.get(&patient).cloned().unwrap_or_default())
    }

    fn emergency_rule(&self, _: Head) -> Answer<'_, Option<EmergencyRule>> {
        self.answer(|world| world.emergency_rule.clone())
    }

    fn decide(
        &self,
        _: Head,
        accessor: AccountId,
        record: RecordId,
        purpose: Purpose,
    ) -> Answer<'_, Decision> {
        self.answer(|world| world.decide(&accessor, &record, purpose))
    }

    fn ticket(&self, _: Head, id: TicketId) -> Answer<'_, Option<Ticket<AccountId>>> {
        self.answer(|world| world.tickets.get(&id).cloned())
    }

    fn record(&self, at: Head, id: RecordId) -> Answer<'_, Option<Record<AccountId>>> {
        // What a later block brought is not there yet.
        self.answer(|world| world.records.get(&id).filter(|record| record.submitted_at <= at.number).cloned())
    }

    fn pending_for(
        &self,
        _: Head,
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Answer<'_, Page<NamedRecord<AccountId>, RecordId>> {
        self.answer(|world| {
            let pending = world.records.iter().filter(|(_, record)| record.status == RecordStatus::Pending);
            let (seen, next) = cut(pending.map(|(id, _)| *id), cursor, limit);
            let items = seen.into_iter().map(|id| NamedRecord { id, record: world.records[&id].clone() });
            let items = items.filter(|named| !named.record.endorsements.contains(&organisation)).collect();
            Page { items, next }
        })
    }

    fn records_of(
        &self,
        _: Head,
        patient: AccountId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Answer<'_, Page<NamedRecord<AccountId>, RecordId>> {
        self.answer(|world| {
            let own = world.records.iter().filter(|(_, record)| record.patient == patient);
            let (seen, next) = cut(own.map(|(id, _)| *id), cursor, limit);
            let items = seen.into_iter().map(|id| NamedRecord { id, record: world.records[&id].clone() });
            Page { items: items.collect(), next }
        })
    }

    fn rewrap(&self, _: Head, id: RecordId) -> Answer<'_, Option<Rewrap>> {
        self.answer(|world| world.rewraps.get(&id).cloned())
    }

    fn rewraps_for(
        &self,
        _: Head,
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Answer<'_, Page<NamedRewrap, RecordId>> {
        self.answer(|world| {
            let (seen, next) = cut(world.rewraps.keys().copied(), cursor, limit);
            let items = seen.into_iter().map(|id| NamedRewrap { id, rewrap: world.rewraps[&id].clone() });
            let items = items.filter(|named| !named.rewrap.endorsements.contains(&organisation)).collect();
            Page { items, next }
        })
    }

    fn was_erased(&self, _: Head, id: RecordId) -> Answer<'_, bool> {
        self.answer(|world| world.erasures.contains_key(&id) || world.erased_ids.contains(&id))
    }

    fn erasures_for(
        &self,
        _: Head,
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Answer<'_, Page<NamedErasure<AccountId>, RecordId>> {
        self.answer(|world| {
            let (seen, next) = cut(world.erasures.keys().copied(), cursor, limit);
            let items = seen.into_iter().map(|id| NamedErasure { id, erasure: world.erasures[&id].clone() });
            let items = items.filter(|named| !named.erasure.attestations.contains(&organisation)).collect();
            Page { items, next }
        })
    }

    fn submit(&self, call: Call) -> Answer<'_, BlockNumber> {
        let by = self.account;
        let taken = self.answer(|world| match world.next_answer.take() {
            Some(error) => Err(error),
            None => {
                let now = self.chain.heads.borrow().map_or(0, |head| head.number) + 1;
                world.take(by, &call, now).map(|()| {
                    world.calls.push((by, call));
                    now
                })
            }
        });
        async move {
            let outcome = taken.await?;
            let block = match &outcome {
                Ok(block) | Err(LedgerError::Refused { block, .. }) => Some(*block),
                Err(_) => None,
            };
            if let Some(block) = block.filter(|_| !self.chain.world().heads_are_late) {
                self.chain.reach(block);
            }
            outcome
        }
        .boxed()
    }
}

/// A page of `ids` and where the next one begins, as `pallets/ehr-registry/src/listing.rs` cuts it: in the order of
/// the ids' hashes, and the cursor is the last id that was seen, which does not come again.
fn cut(
    ids: impl Iterator<Item = RecordId>,
    cursor: Option<RecordId>,
    limit: u32,
) -> (Vec<RecordId>, Option<RecordId>) {
    let place = |id: &RecordId| -> [u8; 32] { Sha256::digest(id.0).into() };
    let mut ids: Vec<_> = ids.collect();
    ids.sort_by_key(place);
    let mut ids = ids.into_iter().filter(|id| cursor.is_none_or(|last| place(id) > place(&last)));
    let seen: Vec<_> = ids.by_ref().take(limit as usize).collect();
    let next = ids.next().and(seen.last().copied());
    (seen, next)
}
