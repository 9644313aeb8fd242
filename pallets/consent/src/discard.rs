//! Discarding tickets and policies that ended long ago, by anybody.
//!
//! A policy whose window is over opens records in emergencies still, so the end of its window is not enough: it goes once no
//! record is under it. Its number is never given to another one. What its patient's organisation stored for it has long been
//! made up for by time (see the storage quota), so nothing is given back.

use crate::{delegations::one_less, pallet::*, Policies, PoliciesOf, PolicyCount, Tickets, TicketsOf};
use codec::Encode;
use frame_support::pallet_prelude::*;
use salus_primitives::{
    consent::MAX_DISCARDED,
    traits::{AuditTrail, Records},
    PolicyId, TicketId,
};
use sp_runtime::transaction_validity::{TransactionLongevity, TransactionValidityWithRefund};

/// Tickets to be discarded.
pub type TicketBatch = BoundedVec<TicketId, ConstU32<MAX_DISCARDED>>;

/// Policies to be discarded.
pub type PolicyBatch = BoundedVec<PolicyId, ConstU32<MAX_DISCARDED>>;

/// For how many blocks the transaction may wait in the pool; whoever sent it can send it again.
const LONGEVITY: TransactionLongevity = 64;

impl<T: Config> Pallet<T> {
    /// Lets a transaction into the pool, and again into the block, if every ticket it names may go.
    pub(crate) fn authorize_discard_tickets(
        _: TransactionSource,
        tickets: &TicketBatch,
    ) -> TransactionValidityWithRefund {
        let now = Self::now();
        authorize("salus/discard", tickets, |id| {
            let ticket = Tickets::<T>::get(id).ok_or(InvalidTransaction::Stale)?;
            let old = now.saturating_sub(ticket.until) > T::TicketRetention::get();
            old.then_some(()).ok_or(InvalidTransaction::Future)
        })
    }

    /// Forgets tickets; all of them are there, since the block's own check has just found them.
    pub(crate) fn do_discard_tickets(tickets: TicketBatch) {
        let mut discarded = 0u32;
        for id in tickets {
            if let Some(ticket) = Tickets::<T>::take(id) {
                TicketsOf::<T>::remove(&ticket.patient, id);
                T::Audit::forget_ticket(id);
                discarded = discarded.saturating_add(1);
            }
        }
        Self::deposit_event(Event::TicketsDiscarded { tickets: discarded });
    }

    /// Lets a transaction into the pool, and again into the block, if every policy it names may go.
    pub(crate) fn authorize_discard_policies(
        _: TransactionSource,
        policies: &PolicyBatch,
    ) -> TransactionValidityWithRefund {
        let now = Self::now();
        authorize("salus/discard-policy", policies, |id| {
            let policy = Policies::<T>::get(id).ok_or(InvalidTransaction::Stale)?;
            let old = now.saturating_sub(policy.terms.valid.until) > T::PolicyRetention::get();
            (old && !T::Records::is_any_under(id)).then_some(()).ok_or(InvalidTransaction::Future)
        })
    }

    /// Forgets policies; all of them may go, since the block's own check has just found so.
    pub(crate) fn do_discard_policies(policies: PolicyBatch) {
        let mut discarded = 0u32;
        for id in policies {
            if let Some(policy) = Policies::<T>::take(id) {
                PoliciesOf::<T>::remove(&policy.owner, id);
                PolicyCount::<T>::mutate_exists(&policy.owner, one_less);
                discarded = discarded.saturating_add(1);
            }
        }
        Self::deposit_event(Event::PoliciesDiscarded { policies: discarded });
    }
}

/// Lets a transaction through that names `ids` in ascending order, if each of them `may_go`.
///
/// Nobody pays and nobody signs, so it must be worth its place: there are only as many such transactions as there are things
/// to be rid of, since each of them is a tag that only one transaction in the pool provides. It goes after everything else.
fn authorize<Id: Copy + Ord + Encode>(
    tag: &'static str,
    ids: &[Id],
    may_go: impl Fn(Id) -> Result<(), InvalidTransaction>,
) -> TransactionValidityWithRefund {
    let ascending = ids.windows(2).all(|pair| matches!(pair, [first, second] if first < second));
    if ids.is_empty() || !ascending {
        return Err(InvalidTransaction::Call.into());
    }
    let mut validity =
        ValidTransaction::with_tag_prefix(tag).priority(0).longevity(LONGEVITY).propagate(true);
    for id in ids {
        may_go(*id)?;
        validity = validity.and_provides(id);
    }
    Ok((validity.build()?, Weight::zero()))
}
