//! Discarding tickets that ended long ago, by anybody.

use crate::{pallet::*, Tickets, TicketsOf};
use frame_support::pallet_prelude::*;
use salus_primitives::{consent::MAX_DISCARDED, traits::AuditTrail, TicketId};
use sp_runtime::transaction_validity::{TransactionLongevity, TransactionValidityWithRefund};

/// Tickets to be discarded.
pub type TicketBatch = BoundedVec<TicketId, ConstU32<MAX_DISCARDED>>;

/// For how many blocks the transaction may wait in the pool; whoever sent it can send it again.
const LONGEVITY: TransactionLongevity = 64;

impl<T: Config> Pallet<T> {
    /// Lets a transaction into the pool, and again into the block, if every ticket it names may go.
    ///
    /// Nobody pays and nobody signs, so it must be worth its place: there are only as many such
    /// transactions as there are tickets to be rid of, since each ticket is a tag that only one
    /// transaction in the pool provides. It goes after everything else.
    pub(crate) fn authorize_discard(
        _: TransactionSource,
        tickets: &TicketBatch,
    ) -> TransactionValidityWithRefund {
        let ascending = tickets.windows(2).all(|pair| matches!(pair, [first, second] if first < second));
        if tickets.is_empty() || !ascending {
            return Err(InvalidTransaction::Call.into());
        }
        let now = Self::now();
        let mut validity = ValidTransaction::with_tag_prefix("salus/discard")
            .priority(0)
            .longevity(LONGEVITY)
            .propagate(true);
        for id in tickets {
            let ticket = Tickets::<T>::get(id).ok_or(InvalidTransaction::Stale)?;
            if now.saturating_sub(ticket.until) <= T::TicketRetention::get() {
                return Err(InvalidTransaction::Future.into());
            }
            validity = validity.and_provides(id);
        }
        Ok((validity.build()?, Weight::zero()))
    }

    /// Forgets tickets; all of them are there, since the block's own check has just found them.
    pub(crate) fn do_discard(tickets: TicketBatch) {
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
}
